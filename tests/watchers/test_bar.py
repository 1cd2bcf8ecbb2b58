"""Who admits, who speaks officially, and how many voices are independent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from courtroom import CENTCOM, PENTAGON, small_baseline, state
from hypothesis import given
from hypothesis import strategies as st

from watchers.bar import (
    Weight,
    independent_sources,
    is_admission,
    is_official,
    speaker_of,
    weigh,
)

if TYPE_CHECKING:
    from random import Random

    from storage.models import Evidence

BASELINE = small_baseline()


def says(outlet: str = "The Courier", **more: object) -> Evidence:
    return state("strike", "struck", "2023-11-21", outlet=outlet, **more)


def voices(*evidence: Evidence) -> int:
    return independent_sources(evidence, BASELINE)


@pytest.mark.parametrize(
    ("evidence", "is_one"),
    [
        (says(**CENTCOM), True),
        (says(source="us officials", source_id="us"), True),
        (says(outlet="Centcom", tier="official"), True),
        (says(source="Pentagon"), True),
        (says(**CENTCOM, modality="attributed"), True),
        (says(**CENTCOM, modality="planned"), False),
        (says(**CENTCOM, modality="denied"), False),
        (says(outlet="US Radio", tier="state-media"), False),
        (says(source="Iraqi Army", source_id="iraqi-army"), False),
        (says(source="an official", source_id="somebody-unknown"), False),
        (says(), False),
    ],
)
def test_only_the_side_itself_admits_and_only_what_it_states(
    evidence: Evidence, *, is_one: bool
) -> None:
    assert is_admission(evidence, BASELINE.claim("strike"), BASELINE) is is_one


def test_a_militia_admits_what_is_its_own_to_admit() -> None:
    pause = state("campaign", "suspended", "2024-01-30", source="Kataib", source_id="kataib")
    assert is_admission(pause, BASELINE.claim("campaign"), BASELINE)


@pytest.mark.parametrize(
    ("evidence", "is_one"),
    [
        (says(**PENTAGON), True),
        (says(source="Iraqi Army", source_id="iraqi-army"), True),
        (says(outlet="A ministry", tier="official"), True),
        (says(outlet="A ministry", tier="official", source="a witness"), False),
        (says(source="Kataib", source_id="kataib"), False),
        (says(), False),
    ],
)
def test_official_is_who_speaks_not_who_prints(evidence: Evidence, *, is_one: bool) -> None:
    assert is_official(evidence, BASELINE) is is_one


@pytest.mark.parametrize(
    ("evidence", "speaker"),
    [
        (says(**PENTAGON), "pentagon"),
        (says(source="PENTAGON"), "pentagon"),
        (says(outlet="the wire"), "the-wire"),
        (says(source="a witness"), None),
        (says(source="Pentagon", source_id="nobody"), None),
        (says(), None),
    ],
)
def test_the_speaker_is_the_named_source_or_else_the_outlet(
    evidence: Evidence, speaker: str | None
) -> None:
    found = speaker_of(evidence, BASELINE)
    assert (found and found.id) == speaker


WIRE = {"source": "The Wire", "source_id": "the-wire"}
TITLE = "Missiles fired at bases in Qatar and Iraq, sources say"
QUOTE = "missiles were fired at bases in Qatar and at bases in Iraq"


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        (says("A"), says("B"), 2),
        (says("A"), says("a"), 1),
        (says("A", **WIRE), says("B", **WIRE), 1),
        (says("A", **WIRE), says("The Wire"), 1),
        (says("A"), says("B", source="a"), 1),
        (says("A", source="a witness"), says("B", source="A witness"), 1),
        (says("A", source="a witness"), says("B", source="a doctor"), 2),
        (says("A", **PENTAGON), says("B", **CENTCOM), 1),
        (says("A", source="Guards", source_id="guards"), says("Iran News"), 1),
        (says("A", title=TITLE), says("B", title=f"UPDATE {TITLE}"), 1),
        (says("A", title="US strikes in Iraq"), says("B", title="US strikes in Iraq"), 2),
        (says("A", quote=QUOTE), says("B", quote=QUOTE.upper()), 1),
        (says("A", quote="US struck in Iraq"), says("B", quote="US struck in Iraq"), 2),
        (
            says("A", title="US strikes three militia sites in Iraq after drone attack"),
            says("B", title="After Erbil drone attack, US military hits targets in Iraq"),
            2,
        ),
        (says("A"), says("B", tier="party"), 1),
        (says("A", source="Kataib", source_id="kataib"), says("B", **WIRE), 1),
        (says("A"), says("B", source="Think Tank", source_id="the-think-tank"), 2),
    ],
    ids=[
        "two outlets", "one outlet", "one wire", "the wire itself", "one quotes the other",
        "one unnamed source", "two unnamed sources", "two institutions of one state",
        "a state and its media", "one headline", "a headline too short to tell", "one text",
        "a quote too short to tell", "two headlines", "a party's outlet", "a party",
        "a research institute",
    ],
)  # fmt: skip
def test_voices_are_counted_once(first: Evidence, second: Evidence, count: int) -> None:
    assert voices(first, second) == count
    assert voices(second, first) == count


def test_a_third_that_links_two_makes_all_of_them_one() -> None:
    first, second = says("A"), says("B", source="a witness")
    assert voices(first, second) == 2
    assert voices(first, second, says("A", source="a witness")) == 1


@pytest.mark.parametrize(
    ("weight", "meets_bar", "words"),
    [
        (Weight(is_admitted=True, independent_sources=0), True, "met, the side that would"),
        (Weight(is_admitted=False, independent_sources=2), True, "met, 2 independent sources"),
        (Weight(is_admitted=False, independent_sources=1), False, "missed, 1 independent source,"),
        (Weight(is_admitted=False, independent_sources=0), False, "missed, 0 independent sources"),
    ],
)
def test_the_bar_is_one_admission_or_two_voices(
    weight: Weight, *, meets_bar: bool, words: str
) -> None:
    assert weight.meets_bar is meets_bar
    assert words in weight.sentence


def test_an_admission_among_those_that_say_the_same_is_enough() -> None:
    weight = weigh(
        says("A"), [says("B", **CENTCOM)], claim=BASELINE.claim("strike"), baseline=BASELINE
    )
    assert weight.is_admitted


EVIDENCE = st.builds(
    says,
    outlet=st.sampled_from(["A", "B", "C", "The Wire", "Iran News"]),
    source=st.sampled_from([None, "A", "a witness", "Pentagon", "The Wire", "Kataib"]),
    title=st.sampled_from(["", TITLE]),
)


@given(st.lists(EVIDENCE, max_size=8), st.randoms())
def test_the_order_and_repetition_of_reports_make_no_voice(
    evidence: list[Evidence], shuffler: Random
) -> None:
    shuffled = [*evidence, *evidence]
    shuffler.shuffle(shuffled)
    assert voices(*shuffled) == voices(*evidence)
