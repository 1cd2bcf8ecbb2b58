"""Figures: a budget or a population, which may rise and fall, against the article's; no series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import Status
from watchers.case import days_apart
from watchers.contradiction import contradict
from watchers.outcomes import Ruling, Silence, rule
from watchers.reasons import Reason
from watchers.scopes import Lies
from watchers.series import Interval, interval, interval_of

if TYPE_CHECKING:
    from storage.models import Evidence
    from watchers.case import Case

BIRTH_DAYS = 366
"""A figure this close before the article's date is held against the article's."""
CONFIRMING_DAYS = 30
"""Figures within so many days confirm one another."""
ROUNDING = 0.005
"""Large figures are given to three digits, so an exact one may be off by this share."""


def rule_on_figure(case: Case) -> Ruling | Silence:
    """Judge a figure that was read for a claim."""
    said, claim = interval_of(case.observation, rounding=ROUNDING), case.claim
    if said is None or claim.value is None or not case.is_stated_as_fact:
        return Silence(Reason.NOT_COUNTED)
    if case.observation.unit != claim.unit:
        return Silence(Reason.OTHER_UNIT)
    if case.lies not in {Lies.EQUAL, Lies.UNKNOWN}:
        return Silence(Reason.OTHER_SCOPE)
    others = tuple(one for one in case.others() if _gives(one, said, case))
    is_as_written = said.overlaps(interval(claim.value, claim.bound, claim.upper))
    if not case.is_after_article:
        age = (case.baseline.article.as_of - case.day).days
        is_moot = is_as_written or age > BIRTH_DAYS
        return Silence(Reason.BEFORE_ARTICLE) if is_moot else contradict(case, others)
    if case.is_overtaken(case.day):
        return Silence(Reason.OLDER_THAN_KNOWN)
    return _agree(case, others) if is_as_written else _differ(case, said, others)


def _agree(case: Case, others: tuple[Evidence, ...]) -> Ruling | Silence:
    speaks_against = case.standing.status in {Status.MOVED, Status.SHAKEN, Status.CONTESTED}
    if not speaks_against or not case.weigh(others).meets_bar:
        return Silence(Reason.AGREES)
    return rule(case, Reason.AGREES_AGAIN, others)


def _differ(case: Case, said: Interval, others: tuple[Evidence, ...]) -> Ruling | Silence:
    standing = case.standing
    if standing.status is Status.MOVED:
        known = interval(standing.value or 0.0, standing.bound, rounding=ROUNDING)
        if said.overlaps(known):
            return Silence(Reason.ALREADY_KNOWN)
    if case.weigh(others).meets_bar:
        return rule(case, Reason.SUPERSEDED, others)
    return Silence(Reason.HELD) if standing.status is Status.MOVED else contradict(case, others)


def _gives(other: Evidence, said: Interval, case: Case) -> bool:
    figure = interval_of(other.observation, rounding=ROUNDING)
    is_like = figure is not None and figure.overlaps(said)
    is_near = days_apart(other, case.evidence) <= CONFIRMING_DAYS
    return is_like and is_near and other.observation.unit == case.claim.unit
