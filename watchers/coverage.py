"""Whether enough of a claim's sources are alive to say that it stands; it polls none of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.models import Delta, Severity, Status
from watchers.case import initial_standing
from watchers.judge import stable_id
from watchers.reasons import Reason

if TYPE_CHECKING:
    from datetime import datetime

    from storage.models import Standing
    from watchers.baseline import Baseline, Claim

_RESTS_ON_SILENCE = frozenset({Status.STANDS, Status.RESTORED})
"""Standings that hold because nothing speaks against them."""


def judge_coverage(  # noqa: PLR0913 - two counts and what they are held against, by name
    claim: Claim,
    standing: Standing | None,
    now: datetime,
    *,
    alive: int,
    needed: int,
    baseline: Baseline,
) -> Delta | None:
    """Make a claim untested while too few of its sources are alive, and tested again after that.

    Args:
        claim: the claim.
        standing: where it is; None before anything was judged.
        now: aware UTC.
        alive: how many of its sources have lately been read.
        needed: how many there must be.
        baseline: the article's file.
    """
    before = standing or initial_standing(claim, baseline)
    is_dark = alive < needed
    if is_dark and before.status in _RESTS_ON_SILENCE:
        reason, status = Reason.SOURCES_SILENT, Status.UNTESTED
    elif not is_dark and before.status is Status.UNTESTED:
        reason, status = Reason.SOURCES_BACK, Status.STANDS
    else:
        return None
    today = now.date()
    delta_id = stable_id(claim.id, reason, now.isoformat())
    after = replace(before, status=status, since=today, delta_id=delta_id)
    return Delta(
        id=delta_id,
        claim=claim.id,
        at=today,
        seen_at=now,
        reason=reason,
        before=before,
        after=after,
        severity=Severity.MINOR,
        evidence=(),
        trace=(
            f"Sources: {alive} alive, {needed} needed.",
            f"Reason: {reason.value}. {reason.sentence}",
        ),
        flips_back="Sources that are read again." if is_dark else "Sources that fall silent.",
    )
