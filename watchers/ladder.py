"""Derived claims: the highest rung that other claims' standings reach; it reads no evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.models import Delta, Status
from watchers.case import initial_standing
from watchers.judge import stable_id
from watchers.outcomes import lowered
from watchers.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.models import Standing
    from watchers.baseline import Baseline, Claim, Rung

_NOT_REACHED = frozenset({Status.SHAKEN, Status.CONTESTED})
"""Standings that are below the bar, or at their very birth in doubt: no rung rests on them."""


def judge_derived(
    claim: Claim,
    standings: Mapping[str, Standing],
    cause: Delta,
    now: datetime,
    *,
    baseline: Baseline,
) -> Delta | None:
    """The delta of a derived claim when its highest rung changes; lower rungs are silent.

    Args:
        claim: a claim of kind ``derived``.
        standings: where every claim stands, the cause already taken in.
        cause: the delta after which it is asked.
        now: aware UTC.
        baseline: the article's file.
    """
    before = standings.get(claim.id) or initial_standing(claim, baseline)
    rungs = [rung.id for rung in claim.rungs]
    known = rungs.index(before.state) if before.state in rungs else -1
    reached = highest_rung(claim, standings)
    if reached == known:
        return None
    reason = Reason.RUNG_REACHED if reached > known else Reason.CORRECTED
    state = rungs[reached] if reached >= 0 else claim.state
    delta_id = stable_id(claim.id, reason, cause.at.isoformat(), state)
    after = replace(
        before,
        status=_status(claim, reached),
        since=max(cause.at, baseline.article.as_of),
        state=state,
        as_of=cause.at,
        source=cause.after.source,
        independent_sources=cause.after.independent_sources,
        delta_id=delta_id,
    )
    is_top = reached == len(rungs) - 1
    return Delta(
        id=delta_id,
        claim=claim.id,
        at=cause.at,
        seen_at=now,
        reason=reason,
        before=before,
        after=after,
        severity=claim.severity if is_top else lowered(claim.severity, 1),
        evidence=cause.evidence,
        trace=_trace(claim, reached, cause, reason),
        flips_back="A correction of the claim that the rung rests on.",
    )


def highest_rung(claim: Claim, standings: Mapping[str, Standing]) -> int:
    """The position of the highest rung that is reached, counted from 0; -1 for none."""
    reached = [
        position
        for position, rung in enumerate(claim.rungs)
        if rung.claim in standings and _is_reached(rung, standings[rung.claim])
    ]
    return max(reached, default=-1)


def _is_reached(rung: Rung, standing: Standing) -> bool:
    if standing.status in _NOT_REACHED:
        return False
    if rung.above is not None:
        return standing.value is not None and standing.value > rung.above
    return standing.state in rung.states


def _status(claim: Claim, reached: int) -> Status:
    """A claim about a spiral is shaken on its way up and has fallen at its end."""
    if reached < 0:
        return Status.STANDS
    return Status.FALLEN if reached == len(claim.rungs) - 1 else Status.SHAKEN


def _trace(claim: Claim, reached: int, cause: Delta, reason: Reason) -> tuple[str, ...]:
    says = claim.rungs[reached].says if reached >= 0 else "no rung is reached"
    return (
        f"Derived from: {cause.claim}, {cause.after.status.value} since {cause.after.since}.",
        f"Rung: {reached + 1} of {len(claim.rungs)}: {says}.",
        f"Reason: {reason.value}. {reason.sentence}",
    )
