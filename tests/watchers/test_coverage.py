"""Silence is never read as standing: too few sources alive make a claim untested."""

from __future__ import annotations

import pytest
from courtroom import CENTCOM, Court, at, small_baseline, state

from storage.models import Delta, Standing, Status
from watchers.coverage import judge_coverage
from watchers.reasons import Reason

BASELINE = small_baseline()
CLAIM = BASELINE.claim("strike")


def covered(standing: Standing | None, alive: int) -> Delta | None:
    now = at("2023-12-24")
    return judge_coverage(CLAIM, standing, now, alive=alive, needed=3, baseline=BASELINE)


def test_too_few_sources_make_a_claim_untested_and_enough_make_it_stand_again() -> None:
    dark = covered(None, 2)
    assert (dark.reason, dark.after.status) == (Reason.SOURCES_SILENT, Status.UNTESTED)
    assert dark.after.state == "refrained"
    assert covered(dark.after, 2) is None
    light = covered(dark.after, 3)
    assert (light.reason, light.after.status) == (Reason.SOURCES_BACK, Status.STANDS)
    assert "3 alive, 3 needed" in light.trace[0]


@pytest.mark.parametrize("status", ["fallen", "shaken", "moved", "contested"])
def test_what_is_known_does_not_fade(status: str) -> None:
    standing = Standing("strike", Status(status), at("2023-11-21").date())
    assert covered(standing, 0) is None


def test_enough_sources_leave_a_claim_alone() -> None:
    assert covered(None, 5) is None


def test_evidence_from_the_dark_still_fells() -> None:
    court = Court()
    dark = covered(None, 0)
    court.take(state("strike", "refrained", "2023-12-24"), dark)
    late = state("strike", "struck", "2023-12-25", on="2023-12-20", **CENTCOM)
    assert court.hear(late).after.status is Status.FALLEN
