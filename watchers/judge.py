"""Judges one piece of evidence against one claim; it decides and touches nothing.

The rules of each kind of claim are in `watchers.status`, `.tally` and `.figure`; what a reason
makes of a standing is the table in `watchers.outcomes`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from storage.models import Delta, Modality
from watchers.baseline import ClaimKind
from watchers.case import Case, event_day, may_enter
from watchers.figure import rule_on_figure
from watchers.outcomes import Ruling, Silence
from watchers.reasons import Reason
from watchers.status import rule_on_status
from watchers.tally import rule_on_tally
from watchers.trace import trace

if TYPE_CHECKING:
    from datetime import datetime

    from storage.models import ClaimLedger, Evidence
    from watchers.baseline import Baseline, Claim

_SAYS_NOTHING_NOW = frozenset({Modality.DENIED, Modality.HYPOTHETICAL, Modality.HISTORICAL})
_RULES = {
    ClaimKind.STATUS: rule_on_status,
    ClaimKind.TALLY: rule_on_tally,
    ClaimKind.FIGURE: rule_on_figure,
}


def judge(
    claim: Claim, ledger: ClaimLedger, evidence: Evidence, now: datetime, *, baseline: Baseline
) -> Delta | None:
    """What a piece of evidence changes about a claim, or None.

    Args:
        claim: the claim that the evidence was read for.
        ledger: where the claim is, its series, and what was read and changed lately; whether the
            evidence itself is already among the latter makes no difference.
        evidence: what an entry says, and the entry.
        now: aware UTC; when it is judged.
        baseline: the article's file.
    """
    ruling = consider(claim, ledger, evidence, now, baseline=baseline)
    return None if isinstance(ruling, Silence) else ruling


def consider(
    claim: Claim, ledger: ClaimLedger, evidence: Evidence, now: datetime, *, baseline: Baseline
) -> Delta | Silence:
    """Judge, and where nothing changes say why; see `judge` for the arguments."""
    case = Case(claim, ledger, evidence, now, baseline)
    ruling = _rule(case)
    return ruling if isinstance(ruling, Silence) else delta_of(case, ruling)


def _rule(case: Case) -> Ruling | Silence:
    if case.claim.kind is ClaimKind.DERIVED or not may_enter(case.evidence, case.claim):
        return Silence(Reason.NOT_COUNTED)
    if case.observation.modality in _SAYS_NOTHING_NOW:
        return Silence(Reason.IRREALIS)
    if event_day(case.evidence) is None:
        return Silence(Reason.UNDATED)
    return _RULES[case.claim.kind](case)


def delta_of(case: Case, ruling: Ruling) -> Delta:
    """A ruling as the delta that is kept, with its id and its trace."""
    said = case.observation
    series = None if ruling.point is None else ruling.point.series
    delta_id = stable_id(
        case.claim.id,
        ruling.reason,
        ruling.at.isoformat(),
        said.state,
        said.value,
        said.bound,
        said.actor,
        said.place,
        said.scope,
        None if series is None else (series.scope, str(series.since), series.kind.value),
    )
    after = replace(ruling.after, delta_id=delta_id) if ruling.is_cause else ruling.after
    return Delta(
        id=delta_id,
        claim=case.claim.id,
        at=ruling.at,
        seen_at=case.now,
        reason=ruling.reason,
        before=case.standing,
        after=after,
        severity=ruling.severity,
        evidence=ruling.evidence,
        trace=trace(case, ruling),
        flips_back=ruling.flips_back,
        point=ruling.point,
        previous=ruling.previous,
        undoes=ruling.undoes,
    )


def stable_id(*parts: object) -> str:
    """A short hash that is the same on every run for the same parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
