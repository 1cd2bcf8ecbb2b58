"""The reader: gate, fusion, printing, and the promise that quotes are the entry's own words."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from storage.models import (
    Bound,
    Day,
    Entry,
    Modality,
    Observation,
    Tier,
    WhyNot,
    Window,
)
from watchers.gate import Gate
from watchers.read import MAX_CHARACTERS, Reader, fuse, observation_json, quantities

if TYPE_CHECKING:
    from watchers.baseline import Baseline

TEXT = "US forces in Iraq and Syria have been attacked 66\u00a0times since Oct. 17, Ryder said."


@pytest.fixture(scope="module")
def reader(flagship: Baseline) -> Reader:
    return Reader(flagship)


def entry(text: str, title: str = "") -> Entry:
    published = datetime(2023, 11, 21, 12, tzinfo=UTC)
    return Entry("k", title, text, "", "", Tier.UNKNOWN, published)


def test_a_tally_is_read_with_its_words(reader: Reader) -> None:
    (tally,) = reader.read(entry(TEXT))
    assert (tally.claim, tally.value, tally.scope) == ("attacks-on-us", 66, ("IQ", "SY"))
    assert tally.quote in TEXT
    assert tally.since == Day(date(2023, 10, 17))


def test_only_the_beginning_of_a_very_long_text_is_read(reader: Reader) -> None:
    filler = "Nothing much was said. " * (MAX_CHARACTERS // 20)
    assert reader.read(entry(f"{filler} {TEXT}")) == []


def test_runs_of_space_and_of_open_tags_cost_no_time(reader: Reader) -> None:
    for odd in ("<p>" + " " * 19_000, "<p " * 2_000, "&#" * 9_000, "<" * 19_000, '"' * 19_000):
        assert reader.read(entry(f"66 attacks {odd}")) is not None


def test_an_entry_that_cannot_matter_is_not_read(flagship: Baseline) -> None:
    fresh = Reader(flagship)
    assert fresh.read(entry("Butter and flour, whisked slowly.")) == []
    assert "_nlp" not in vars(fresh)


def test_the_reader_imports_spacy_with_the_first_entry_that_may_matter() -> None:
    code = (
        "import sys; from watchers.baseline import load_baseline; from watchers.read import Reader;"
        "r = Reader(load_baseline('iraq-balancing-act')); r.may_matter('US base struck');"
        "print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("US base struck", True),
        ("A U.S. base was struck", True),
        ("92-plus attacks, and counting", True),
        ("Sixty\u00adsix at\u200btacks, said no one", True),
        ("No attacks", True),
        ("Attacks go on", False),
        ("Butter, flour and sugar", False),
        ("", False),
    ],
)
def test_the_gate_asks_for_a_trigger_and_a_name_or_a_number(
    flagship: Baseline, text: str, *, passes: bool
) -> None:
    assert Gate(flagship).lets_through(text) is passes


ONE = Observation(
    "attacks-on-us", "66 times", "r", value=66.0, bound=Bound.EXACT, scope=("IQ",),
    window=Window.CUMULATIVE,
)  # fmt: skip


def test_the_same_thing_said_twice_is_one_observation_with_what_both_say() -> None:
    richer = replace(ONE, source="Pentagon", quote="66")
    dated = replace(ONE, as_of=Day(date(2023, 11, 21), is_approximate=True))
    (fused,) = fuse([richer, dated])
    assert (fused.source, fused.as_of) == ("Pentagon", dated.as_of)


def test_what_counts_beats_what_does_not() -> None:
    not_counting = replace(ONE, counts=False, why_not=WhyNot.IRREALIS, source="x", source_id="y")
    assert fuse([not_counting, ONE]) == [ONE]


def test_of_two_bounds_of_one_value_the_more_careful_is_kept() -> None:
    careful = replace(ONE, bound=Bound.AT_LEAST)
    assert fuse([ONE, careful]) == [careful]
    assert fuse([careful, ONE]) == [careful]


def test_other_values_scopes_states_and_posts_stay_apart() -> None:
    state = Observation("embassy-staffing", "q", "r", state="reduced", place="baghdad")
    others = [
        ONE, replace(ONE, value=67.0), replace(ONE, scope=("SY",)), state,
        replace(state, place="erbil"), replace(state, state="restored"),
    ]  # fmt: skip
    assert fuse(others) == others


def test_an_observation_is_printed_in_the_agreed_shape() -> None:
    observation = replace(
        ONE, since=Day(date(2023, 10, 15), is_approximate=True), modality=Modality.ATTRIBUTED
    )
    printed = json.loads(json.dumps(observation_json(observation)))
    assert list(printed) == [
        "claim", "value", "upper", "bound", "unit", "scope", "window", "since", "until", "as_of",
        "state", "actor", "place", "modality", "source", "counts", "why_not", "quote", "rule",
    ]  # fmt: skip
    assert (printed["value"], printed["since"], printed["until"]) == (66, "2023-10-15~", None)
    assert isinstance(printed["value"], int)


def test_an_inferred_scope_is_printed_beside_the_one_that_is_given() -> None:
    printed = observation_json(replace(ONE, is_scope_inferred=True))
    assert (printed["scope"], printed["scope_inferred"]) == ([], ["IQ"])
    assert "scope_inferred" not in observation_json(replace(ONE, scope=(), is_scope_inferred=True))


def test_quantities_of_any_text_are_listed_with_their_words() -> None:
    text = "No fewer than 23\u00a0men paid $1.5 billion on Oct. 17"
    found = quantities(text)
    assert [(q["value"], q["bound"], q["unit"]) for q in found] == [
        (23, "at_least", None), (1_500_000_000, "exact", "USD"),
    ]  # fmt: skip
    assert all(str(q["quote"]) in text for q in found)
