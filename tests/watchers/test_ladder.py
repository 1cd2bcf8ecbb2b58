"""The escalation ladder: the highest rung is told, lower ones are not, a correction steps down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courtroom import CENTCOM, GRAVE, NOTABLE, Court, count, state

from watchers.ladder import judge_derived
from watchers.reasons import Reason

GUARDS = {"source": "Guards", "source_id": "guards"}

if TYPE_CHECKING:
    from storage.models import Evidence


def struck(published: str, **more: object) -> Evidence:
    return state("strike", "struck", published, **more)


def test_each_higher_rung_is_told_once_and_lower_ones_are_silent() -> None:
    court = Court()
    court.hear(
        struck("2023-11-21", **CENTCOM),
        struck("2023-12-03", **CENTCOM),
        state("leader", "killed", "2024-01-04", **CENTCOM),
        count("killed", 1, "2024-01-10", window="single", **CENTCOM),
        state("iran-strike", "struck", "2024-01-15", **GUARDS),
    )
    assert court.story("ladder") == [
        ("2023-11-21", "rung-reached", "shaken"),
        ("2024-01-04", "rung-reached", "shaken"),
        ("2024-01-15", "rung-reached", "fallen"),
    ]
    rungs = [one for one in court.deltas if one.claim == "ladder"]
    assert [one.after.state for one in rungs] == ["us-strike", "leader", "iran"]
    assert [one.severity for one in rungs] == [NOTABLE, NOTABLE, GRAVE]
    assert rungs[0].evidence == court.deltas[0].evidence
    assert "Rung: 2 of 4: the US struck." in rungs[0].trace


def test_what_is_only_reported_or_threatened_reaches_no_rung() -> None:
    court = Court()
    court.hear(struck("2023-11-19", modality="threatened", **CENTCOM), struck("2023-11-21"))
    assert court.story("ladder") == []


def test_deaths_above_none_are_a_rung() -> None:
    court = Court()
    court.hear(count("killed", 1, "2024-01-10", window="single", **CENTCOM))
    assert court.standings["ladder"].state == "american-killed"


def test_a_correction_steps_down_again() -> None:
    court = Court()
    court.hear(
        struck("2023-11-21", outlet="A"),
        struck("2023-11-21", outlet="B"),
        state("strike", "refrained", "2023-11-22", is_correction=True, **CENTCOM),
    )
    last = court.deltas[-1]
    assert (last.claim, last.reason, last.after.status.value) == (
        "ladder",
        Reason.CORRECTED,
        "stands",
    )
    assert "no rung is reached" in last.trace[1]


def test_a_ladder_whose_claims_nobody_has_judged_yet_is_silent() -> None:
    court = Court()
    cause = court.hear(struck("2023-11-21", **CENTCOM))
    ladder = court.baseline.claim("ladder")
    assert judge_derived(ladder, {}, cause, cause.seen_at, baseline=court.baseline) is None


def test_the_same_cause_gives_the_same_id() -> None:
    ids = set()
    for _ in range(2):
        court = Court()
        court.hear(struck("2023-11-21", **CENTCOM))
        ids.add(court.deltas[-1].id)
    assert len(ids) == 1
