"""Tallies: what a count says of the article's number, and what it does to its series.

Only a count of the claim's own scope and campaign can move the claim; any other feeds its series.
"""

from __future__ import annotations

import math
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from storage.models import SeriesKind, Status
from watchers.case import (
    SAME_DAYS,
    days_apart,
    is_same_day,
    is_same_entry,
    is_single_event,
    speaks_of_none,
)
from watchers.contradiction import contradict, take_back
from watchers.outcomes import Ruling, Silence, Takes, rule
from watchers.reasons import Reason
from watchers.scopes import Lies, lies
from watchers.series import Definition, Interval, Step, define, follow, interval, interval_of
from watchers.sums import official_total

if TYPE_CHECKING:
    from storage.models import Evidence
    from watchers.baseline import Baseline, Claim
    from watchers.case import Case

BIRTH_DAYS = 7
"""A running count this close before the article's date is held against its number."""
CONFIRMING_DAYS = 7
"""Counts within so many days confirm one another."""
_FOLLOWS_ITS_SERIES = frozenset({Status.MOVED, Status.FALLEN, Status.CONTESTED})
"""Standings whose figure is the news' own: it goes on with the series it was taken from."""


class Says(Enum):
    """What a count says of the article's number."""

    AGREES = auto()
    ABOVE = auto()
    BELOW = auto()
    NOTHING = auto()


def rule_on_tally(case: Case) -> Ruling | Silence:
    """Judge a count that was read for a tally."""
    if case.observation.value is None:
        return Silence(Reason.NOT_COUNTED)
    definition = define(case.evidence, case.claim, case.baseline)
    if isinstance(definition, Reason):
        return Silence(definition)
    if (total := official_total(case, definition)) is not None:
        key = replace(definition.key, kind=SeriesKind.OFFICIAL)
        is_unsaid = case.observation.source is None
        definition = Definition(key, source=total.source if is_unsaid else None)
    is_claimed = definition.key.kind is SeriesKind.CLAIMED
    if not case.is_stated_as_fact and not is_claimed:
        return Silence(Reason.IRREALIS)
    is_single = is_single_event(case.evidence)
    step = Reason.ALREADY_KNOWN if is_single else follow(case, definition)
    ruling = _rule_on_standing(case, definition, step)
    if isinstance(step, Step):
        return _with_step(case, step, ruling)
    return Silence(step) if isinstance(ruling, Silence) and not is_single else ruling


def says(evidence: Evidence, claim: Claim, baseline: Baseline) -> Says:
    """What a count says of a tally's number, its scope and campaign taken into account.

    A part of the place or of the time is a lower bound: it can be too high, never too low.
    """
    definition, said = define(evidence, claim, baseline), interval_of(evidence.observation)
    if said is None or isinstance(definition, Reason) or not _is_own(definition, claim, baseline):
        return Says.NOTHING
    is_narrower = lies(definition.key.scope, claim.scope) is Lies.NARROWER
    return _hold_against(claim, said, is_part=definition.is_lower_bound or is_narrower)


def _rule_on_standing(case: Case, definition: Definition, step: Step | Reason) -> Ruling | Silence:
    """What the count does to the claim's standing, whatever it does to its series."""
    said = says(case.evidence, case.claim, case.baseline)
    others = tuple(one for one in case.ledger.recent if _says_the_same(one, said, case))
    if step is Reason.SOURCES_DISAGREE:
        return _dissent(case, definition, said)
    if said is Says.AGREES:
        return _agree(case, others)
    if said is Says.BELOW:
        return _fall_short(case, others, step)
    if said is Says.ABOVE:
        return _exceed(case, others)
    return _rule_on_other_campaign(case)


def _exceed(case: Case, others: tuple[Evidence, ...]) -> Ruling | Silence:
    """More than the article holds: *none* is contradicted, a number is overtaken."""
    status = case.standing.status
    if speaks_of_none(case.claim):
        if _contradicts_itself(case.evidence, case):
            return Silence(Reason.HELD)
        is_known = status is Status.FALLEN and not is_single_event(case.evidence)
        return Silence(Reason.ALREADY_KNOWN) if is_known else contradict(case, others)
    if not case.is_after_article or status is Status.MOVED:
        return Silence(Reason.ALREADY_KNOWN)
    is_at_bar = case.weigh(others).meets_bar
    return rule(case, Reason.SUPERSEDED, others) if is_at_bar else Silence(Reason.HELD)


def _fall_short(case: Case, others: tuple[Evidence, ...], step: Step | Reason) -> Ruling | Silence:
    """Fewer than the article holds: its number and the count cannot both be right."""
    status, is_at_bar = case.standing.status, case.weigh(others).meets_bar
    if (case.baseline.article.as_of - case.day).days > BIRTH_DAYS:
        return Silence(Reason.BEFORE_ARTICLE)
    is_corrected = isinstance(step, Step) and step.reason is Reason.CORRECTED
    if is_corrected and is_at_bar and status is Status.MOVED:
        takes, contested = Takes.WHAT_IS_SAID, Status.CONTESTED
        return rule(case, Reason.CORRECTED, others, takes=takes, status=contested)
    if status in {Status.MOVED, Status.CONTESTED}:
        return Silence(Reason.ALREADY_KNOWN)
    if not is_at_bar or not case.is_after_article:
        return contradict(case, others)
    return rule(case, Reason.SOURCES_DISAGREE, others)


def _agree(case: Case, others: tuple[Evidence, ...]) -> Ruling | Silence:
    status = case.standing.status
    if case.observation.is_correction and speaks_of_none(case.claim):
        return take_back(case)
    if status is Status.FALLEN:
        return Silence(Reason.IRREVERSIBLE)
    is_settled = status not in {Status.SHAKEN, Status.CONTESTED} or not case.is_after_article
    if is_settled or case.is_overtaken(case.day) or not case.weigh(others).meets_bar:
        return Silence(Reason.AGREES)
    return rule(case, Reason.AGREES_AGAIN, others)


def _dissent(case: Case, definition: Definition, said: Says) -> Ruling | Silence:
    """Two officials, one day, two totals: it matters where they say two things of the claim."""
    last = case.ledger.series[definition.key]
    known = _hold_against(case.claim, interval(last.value, last.bound, last.upper))
    if said in {Says.NOTHING, known} or not case.weigh(()).meets_bar:
        return Silence(Reason.SOURCES_DISAGREE)
    return rule(case, Reason.SOURCES_DISAGREE)


def _rule_on_other_campaign(case: Case) -> Ruling | Silence:
    """It happened in another campaign than the article's: told, but not held against it."""
    if not (speaks_of_none(case.claim) and _is_event_elsewhen(case.evidence, case)):
        return Silence(Reason.OTHER_SCOPE)
    told = [one.at for one in case.ledger.happenings if one.reason == Reason.OTHER_CAMPAIGN]
    if any(abs((case.day - day).days) <= SAME_DAYS for day in told):
        return Silence(Reason.ALREADY_KNOWN)
    others = tuple(
        one
        for one in case.others()
        if _is_event_elsewhen(one, case) and is_same_day(one, case.evidence)
    )
    if not case.weigh(others).meets_bar:
        return Silence(Reason.HELD)
    return rule(case, Reason.OTHER_CAMPAIGN, others)


def _with_step(case: Case, step: Step, ruling: Ruling | Silence) -> Ruling:
    if isinstance(ruling, Silence):
        takes = Takes.WHAT_IS_NEW if _carries_standing(case, step) else Takes.NOTHING
        ruling = rule(case, step.reason, takes=takes)
        if takes is Takes.WHAT_IS_NEW:
            ruling = replace(ruling, after=replace(ruling.after, source=step.point.source))
    undoes = ruling.undoes
    if step.reason is Reason.CORRECTED:
        undoes = tuple(one.id for one in case.ledger.happenings if one.point == step.previous)
    return replace(ruling, point=step.point, previous=step.previous, undoes=undoes)


def _carries_standing(case: Case, step: Step) -> bool:
    """Whether a step of the article's own series takes the standing's figure along."""
    series, standing = step.point.series, case.standing
    return (
        series.kind is SeriesKind.OFFICIAL
        and lies(series.scope, case.claim.scope) is Lies.EQUAL
        and not _is_elsewhen(Definition(series), case.claim, case.baseline)
        and lies(standing.scope, case.claim.scope) is Lies.EQUAL
        and standing.status in _FOLLOWS_ITS_SERIES
        and (standing.as_of is None or step.point.as_of >= standing.as_of)
        and (step.reason is Reason.CORRECTED or step.point.value >= (standing.value or 0))
    )


def _says_the_same(other: Evidence, said: Says, case: Case) -> bool:
    if is_single_event(other) or is_single_event(case.evidence):
        is_of_then = is_same_day(other, case.evidence)
    else:
        is_of_then = days_apart(other, case.evidence) <= CONFIRMING_DAYS
    return (
        is_of_then
        and says(other, case.claim, case.baseline) is said
        and not _contradicts_itself(other, case)
    )


def _contradicts_itself(evidence: Evidence, case: Case) -> bool:
    """Whether the same entry says both that there were some and that there were none."""
    if not evidence.observation.value:
        return False
    return any(
        is_same_entry(other, evidence) and says(other, case.claim, case.baseline) is Says.AGREES
        for other in case.ledger.recent
    )


def _hold_against(claim: Claim, said: Interval, *, is_part: bool = False) -> Says:
    held = interval(float(claim.value or 0), claim.bound, claim.upper)
    limit = held.high if math.isfinite(held.high) else held.low
    if said.low > limit:
        return Says.ABOVE
    if is_part:
        return Says.NOTHING
    return Says.BELOW if said.high < held.low else Says.AGREES


def _is_own(definition: Definition, claim: Claim, baseline: Baseline) -> bool:
    """Whether a count is no party's, of the claim's own campaign, and within its scope."""
    return _is_here(definition, claim) and not _is_elsewhen(definition, claim, baseline)


def _is_here(definition: Definition, claim: Claim) -> bool:
    is_party = definition.key.kind is SeriesKind.CLAIMED
    return not is_party and lies(definition.key.scope, claim.scope) in {Lies.EQUAL, Lies.NARROWER}


def _is_elsewhen(definition: Definition, claim: Claim, baseline: Baseline) -> bool:
    if claim.campaign is None:
        return False
    return definition.key.since != baseline.campaign(claim.campaign).since


def _is_event_elsewhen(evidence: Evidence, case: Case) -> bool:
    """Whether it tells of an event in the claim's scope, but in another campaign."""
    if not (is_single_event(evidence) and evidence.observation.value):
        return False
    definition = define(evidence, case.claim, case.baseline)
    if isinstance(definition, Reason) or not _is_here(definition, case.claim):
        return False
    return _is_elsewhen(definition, case.claim, case.baseline)
