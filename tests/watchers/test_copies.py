"""Copies of one text are found however they are cut, and a credited wire is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from courtroom import Court, state
from hypothesis import given
from hypothesis import strategies as st

from storage.models import Entry, Tier
from watchers.bar import independent_sources
from watchers.copies import credit, likeness, sketch, with_origin

WIRE = (
    "Aircraft hit two sites of a militia in the hills south of the city on Tuesday night, after a"
    " missile had been fired at a base where foreign troops are stationed, the command said in a"
    " statement. Several fighters were killed. It was the first such raid that the command has"
    " acknowledged since the middle of October."
)
OWN = (
    "Late on Tuesday militia positions near the capital came under fire from warplanes, officials"
    " said. A missile had struck a garrison that houses foreign soldiers hours before; a number of"
    " fighters died, according to people at the scene who spoke on condition of anonymity."
)


def test_a_text_that_is_cut_and_led_in_otherwise_is_like_its_original() -> None:
    copy = "BREAKING: " + WIRE[:230].upper()
    assert likeness(sketch(WIRE), sketch(copy)) > 0.5
    assert likeness(sketch(WIRE), sketch(OWN)) < 0.1


def test_short_texts_are_like_nothing() -> None:
    assert sketch("US strikes militia sites in Iraq") == ""
    assert likeness("", "") == 0
    assert likeness(sketch(WIRE), "") == 0


@given(st.text(alphabet="abc ", min_size=60, max_size=300))
def test_a_text_is_like_itself_on_every_run(text: str) -> None:
    made = sketch(text)
    assert made == sketch(text)
    assert likeness(made, made) == (1 if made else 0)


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("BAGHDAD (AWA) - Rockets hit a base.", "AWA"),
        ("ERBIL, Nov 21 (Example Wire) — Rockets hit a base.", "Example Wire"),
        ("Rockets hit a base. (Example Wire)", "Example Wire"),
        ("Rockets hit a base. Source: Example Wire", "Example Wire"),
        ("Rockets hit a base, with files from the Example Wire.", "Example Wire"),
        ("Rockets hit a base. — Example Wire", "Example Wire"),
        ("Rockets hit a base, Example Wire reported.", "Example Wire"),
        ("Rockets hit a base, the Sample Press first reported.", "Sample Press"),
        ("Rockets hit a base, the Example news agency has reported.", "Example"),
        ("Rockets hit, as reported by the Example Wire, on Monday.", "Example Wire"),
        ("Kataib Hezbollah (KH) denies that it fired. It has paused.", None),
        ("Five were hurt (three of them badly). The army reported it.", None),
    ],
)
def test_the_credited_wire_is_named(text: str, wire: str | None) -> None:
    assert credit(text) == wire


def entry(text: str, outlet: str) -> Entry:
    at = datetime(2023, 11, 21, tzinfo=UTC)
    return Entry("k", "", text, "", outlet=outlet, tier=Tier.MEDIA, published_at=at)


def voices(*texts: str) -> int:
    made = [with_origin(entry(text, outlet)) for outlet, text in zip("ABC", texts, strict=False)]
    evidence = [
        replace(state("strike", "struck", "2023-11-21", outlet=one.outlet), sketch=one.sketch,
                credit=one.credit)
        for one in made
    ]  # fmt: skip
    return independent_sources(evidence, Court().baseline)


def test_copies_are_one_voice_and_two_accounts_are_two() -> None:
    assert voices(WIRE, "Live: " + WIRE[:260], WIRE) == 1
    assert voices(WIRE, OWN) == 2


def test_texts_credited_to_one_wire_are_one_voice_and_so_is_the_wire_itself() -> None:
    assert voices(f"BAGHDAD (Example Wire) - {WIRE}", f"{OWN} (Example Wire)") == 1
    other = state("strike", "struck", "2023-11-21", outlet="The Wire")
    credited = replace(state("strike", "struck", "2023-11-21", outlet="B"), credit="the wire")
    assert independent_sources([other, credited], Court().baseline) == 1
