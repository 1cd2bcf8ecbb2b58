"""What each reason makes of a claim: one table, and the ruling that follows from it.

Which reason applies is decided elsewhere (`watchers.status`, `.tally`, `.figure`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from storage.models import Severity, Standing, Status
from watchers.case import first_day, initial_standing
from watchers.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from storage.models import Evidence, TallyPoint
    from watchers.bar import Weight
    from watchers.case import Case


class Takes(Enum):
    """What the standing takes over."""

    WHAT_IS_SAID = auto()
    WHAT_IS_WRITTEN = auto()
    WHAT_IS_NEW = auto()
    """What is said now; but status and since when stay."""
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reason does: the status afterwards (None: as it was) and how loud it is."""

    takes: Takes
    status: Status | None
    lowered: int
    """By how many steps the claim's severity is lowered."""
    flips_back: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing changes, and why."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a judgement comes to: the standing afterwards, or a step of a series, or both."""

    reason: Reason
    after: Standing
    severity: Severity
    at: date
    """The day of what happened."""
    evidence: tuple[Evidence, ...]
    weight: Weight
    flips_back: str
    is_cause: bool
    """Whether the standing rests on it from now on."""
    point: TallyPoint | None = None
    previous: TallyPoint | None = None
    undoes: tuple[str, ...] = ()
    """The ids of the deltas that it takes back."""


_AS_IT_WAS = "Nothing to flip: the standing is as it was."
_AS_WRITTEN = "Evidence at the bar, dated later, that it is as written again."
_LATER = "Evidence at the bar, dated later, that says otherwise."
_SAID, _WRITTEN, _SAME = Takes.WHAT_IS_SAID, Takes.WHAT_IS_WRITTEN, Takes.NOTHING

OUTCOMES = {
    Reason.ADMITTED: Outcome(_SAID, Status.FALLEN, 0, _AS_WRITTEN),
    Reason.CORROBORATED: Outcome(
        _SAID, Status.FALLEN, 0, "A correction that leaves fewer than two independent sources."
    ),
    Reason.REPORTED: Outcome(
        _SAID, Status.SHAKEN, 1, "A correction; a second independent source would fell it."
    ),
    Reason.PLANNED: Outcome(
        _SAID, Status.SHAKEN, 1, "Evidence at the bar that it is still as written."
    ),
    Reason.WEAKENED: Outcome(
        _SAID, Status.SHAKEN, 1, "Evidence at the bar that it is still as written."
    ),
    Reason.SUPERSEDED: Outcome(
        _SAID, Status.MOVED, 0, "A correction that brings the figure back to the article's."
    ),
    Reason.SOURCES_DISAGREE: Outcome(_SAID, Status.CONTESTED, 1, _LATER),
    Reason.CONTESTED_AT_BIRTH: Outcome(
        _SAID, Status.CONTESTED, 1, "A correction of what was known by the article's date."
    ),
    Reason.AGREES_AGAIN: Outcome(_WRITTEN, None, 1, _LATER),
    Reason.CORRECTED: Outcome(_WRITTEN, None, 1, _LATER),
    Reason.HAPPENED_AGAIN: Outcome(Takes.WHAT_IS_NEW, None, 1, _AS_IT_WAS),
    Reason.STATE_CHANGED: Outcome(_SAME, None, 1, _AS_IT_WAS),
    Reason.WENT_FURTHER: Outcome(_SAME, None, 1, _AS_IT_WAS),
    Reason.OTHER_CAMPAIGN: Outcome(_SAME, None, 1, _AS_IT_WAS),
    Reason.FIRST_FIGURE: Outcome(_SAME, None, 2, "A correction of the figure."),
    Reason.SERIES_GREW: Outcome(_SAME, None, 2, "A correction of the figure."),
    Reason.FILLED_IN: Outcome(_SAME, None, 2, "A correction of the figure."),
    Reason.HAPPENED_EARLIER: Outcome(_SAME, None, 2, "A correction of the report."),
}


def rule(
    case: Case,
    reason: Reason,
    others: Sequence[Evidence] = (),
    *,
    takes: Takes | None = None,
    status: Status | None = None,
) -> Ruling:
    """The ruling that a reason leads to; ``takes`` and ``status`` override its table."""
    outcome = OUTCOMES[reason]
    takes = takes or outcome.takes
    alike, weight = (case.evidence, *others), case.weigh(others)
    is_moved = takes is Takes.WHAT_IS_SAID and outcome.flips_back is _AS_IT_WAS
    day = first_day(alike) if takes is Takes.WHAT_IS_SAID else case.day
    return Ruling(
        reason=reason,
        after=_standing(case, takes, status or outcome.status or _status(case, takes), weight, day),
        severity=lowered(case.claim.severity, outcome.lowered),
        at=day,
        evidence=_one_an_outlet(alike),
        weight=weight,
        flips_back=_AS_WRITTEN if is_moved else outcome.flips_back,
        is_cause=takes in {Takes.WHAT_IS_SAID, Takes.WHAT_IS_WRITTEN},
    )


def _one_an_outlet(alike: Sequence[Evidence]) -> tuple[Evidence, ...]:
    kept: dict[str, Evidence] = {}
    for one in alike:
        kept.setdefault(one.outlet, one)
    return tuple(kept.values())


def lowered(severity: Severity, steps: int) -> Severity:
    """A severity some steps lower, but never less than minor."""
    return Severity(max(Severity.MINOR, severity - steps))


def _status(case: Case, takes: Takes) -> Status:
    """What a claim is where its reason does not say: only what had fallen can be restored."""
    if takes is not Takes.WHAT_IS_WRITTEN:
        return case.standing.status
    return Status.RESTORED if case.had_fallen else Status.STANDS


def _standing(case: Case, takes: Takes, status: Status, weight: Weight, day: date) -> Standing:
    if takes is Takes.NOTHING:
        return case.standing
    is_as_written = takes is Takes.WHAT_IS_WRITTEN
    base = initial_standing(case.claim, case.baseline) if is_as_written else _as_said(case)
    since = max(day, case.baseline.article.as_of)
    return replace(
        base,
        status=status,
        since=case.standing.since if takes is Takes.WHAT_IS_NEW else since,
        as_of=day,
        source=case.speaker,
        independent_sources=weight.independent_sources,
    )


def _as_said(case: Case) -> Standing:
    said = case.observation
    return replace(
        case.standing,
        state=said.state,
        value=said.value,
        bound=said.bound,
        scope=said.scope or case.claim.scope,
    )
