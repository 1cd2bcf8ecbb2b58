"""What an alert says now: the state that was read, also where the standing stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from courtroom import Court, state

from bot.messages.alerts import said_now
from bot.records import delta_record

if TYPE_CHECKING:
    from storage.models import Delta

SUSPENDED = state(
    "campaign", "suspended", "2024-01-30", source="Kataib", source_id="kataib", actor="kataib"
)
GOES_ON = state(
    "campaign", "resumed", "2024-02-02", source="Nujaba", source_id="nujaba", actor="nujaba"
)
WARNED = state(
    "warning", "warned", "2023-11-21", source="Pentagon", source_id="pentagon", note="vowed"
)


@pytest.fixture
def court() -> Court:
    return Court()


def heard(court: Court, *evidence: object) -> Delta:
    delta = court.hear(*evidence)
    assert delta is not None
    return delta


def test_another_factions_state_is_told_and_not_the_claims_own(court: Court) -> None:
    delta = heard(court, SUSPENDED, GOES_ON)
    claim = court.baseline.claim("campaign")
    told = replace(delta, after=delta.before)
    assert told.told_state == "resumed"
    assert said_now(told, claim) == claim.state_of("resumed").says
    assert delta_record(told)["value"] == "resumed"


def test_a_change_of_the_standing_tells_its_new_state(court: Court) -> None:
    delta = heard(court, SUSPENDED)
    assert delta.told_state == delta.after.state == "suspended"


def test_a_level_is_named_beside_the_state(court: Court) -> None:
    delta = heard(court, WARNED)
    assert said_now(delta, court.baseline.claim("warning")).endswith(": vowed")


def test_evidence_of_another_claim_tells_nothing_of_this_one(court: Court) -> None:
    delta = heard(court, SUSPENDED)
    rung = replace(delta, claim="ladder", after=delta.before)
    assert rung.told_state == delta.before.state
