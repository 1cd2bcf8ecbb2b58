"""What an entry repeats only to withdraw it is a correction; what it tells besides stays news."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from courtroom import small_baseline

from storage.models import Entry, Modality, Observation, Tier, WhyNot, Window
from watchers.retraction import with_corrections

BASELINE = small_baseline()
QUOTE = "Iran fired missiles at bases in Iraq"


def entry(title: str, text: str) -> Entry:
    at = datetime(2025, 6, 24, tzinfo=UTC)
    return Entry("k", title, text, "", outlet="A", tier=Tier.MEDIA, published_at=at)


def struck(**more: object) -> Observation:
    said = {"state": "struck", "scope": ("IQ",), "source": "officials", **more}
    return Observation("iran-strike", QUOTE, "rule", **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Correction: Iraq", f"The Wire withdraws its report that {QUOTE}."),
        ("Retraction", f"We wrote on Monday that {QUOTE}. The base was in Qatar."),
        ("Missiles", f"The Wire has retracted a story that {QUOTE} on Monday."),
        ("Missiles", f"An earlier report that {QUOTE} was wrong."),
        ("Clarification", f"{QUOTE}, an earlier version read. It named the wrong country."),
        ("Withdrawn: our alert", f"{QUOTE}. That was not so."),
    ],
)
def test_what_is_withdrawn_is_a_correction(title: str, text: str) -> None:
    unsure = struck(modality=Modality.HISTORICAL, counts=False, why_not=WhyNot.IRREALIS)
    [one] = with_corrections(entry(title, text), [unsure], BASELINE)
    assert (one.state, one.is_correction, one.counts, one.why_not) == ("none", True, True, None)
    assert (one.modality, one.source, one.quote) == (Modality.ASSERTED, None, QUOTE)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Missiles", f"{QUOTE}. That was not the first time."),
        ("Correction: a name", f"{QUOTE}. The wrong spelling of a name has been changed."),
        ("Reports were wrong, says Iran", f"{QUOTE}, officials said."),
    ],
)
def test_what_an_entry_tells_besides_stays_as_it_was_read(title: str, text: str) -> None:
    assert with_corrections(entry(title, text), [struck()], BASELINE) == [struck()]


def test_a_death_that_is_taken_back_is_none() -> None:
    notice = entry("Correction", "We said wrongly that one American was killed.")
    death = Observation(
        "killed", "one American was killed", "rule", value=1, scope=("IQ",),
        window=Window.SINGLE, counts=False, why_not=WhyNot.SINGLE_EVENT,
    )  # fmt: skip
    [one] = with_corrections(notice, [death], BASELINE)
    assert (one.value, one.window, one.is_correction) == (0, Window.CUMULATIVE, True)


def test_other_places_agreement_and_running_counts_are_left_alone() -> None:
    notice = entry("Correction", f"We said wrongly that {QUOTE}.")
    others = [
        struck(scope=("QA",)),
        struck(state="none"),
        struck(is_correction=True),
        Observation("attacks", QUOTE, "rule", value=66, scope=("IQ",)),
    ]
    assert with_corrections(notice, others, BASELINE) == others


def test_words_that_stand_in_no_sentence_are_left_alone() -> None:
    notice = entry("Correction", "We said so wrongly.")
    assert with_corrections(notice, [struck()], BASELINE) == [struck()]
