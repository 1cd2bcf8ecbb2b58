"""What a judgement has before it: one piece of evidence, one claim, its ledger; no rule."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from storage.models import Modality, Standing, Status, WhyNot, Window
from watchers.bar import STATES_AS_FACT, Weight, weigh
from watchers.baseline import ClaimKind
from watchers.scopes import Lies, lies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storage.models import ClaimLedger, Delta, Evidence, Observation
    from watchers.baseline import Baseline, Claim

SAME_DAYS = 1
"""A day that is only inferred from the publication may be off by so many."""


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of evidence before one claim and all that judging it may look at."""

    claim: Claim
    ledger: ClaimLedger
    evidence: Evidence
    now: datetime
    baseline: Baseline

    @property
    def observation(self) -> Observation:
        """What the evidence says."""
        return self.evidence.observation

    @property
    def standing(self) -> Standing:
        """Where the claim is before this evidence."""
        return self.ledger.standing or initial_standing(self.claim, self.baseline)

    @property
    def day(self) -> date:
        """The day of the event; asked for only where there is one."""
        day = event_day(self.evidence)
        assert day is not None
        return day

    @property
    def is_after_article(self) -> bool:
        """Whether the article could not have known it."""
        return self.day > self.baseline.article.as_of

    @property
    def is_stated_as_fact(self) -> bool:
        """Whether it is said to be so, not claimed, planned, threatened or possible."""
        return self.observation.modality in STATES_AS_FACT

    @property
    def lies(self) -> Lies:
        """Where its scope lies, seen from the claim's."""
        return lies(self.observation.scope, self.claim.scope)

    @property
    def speaker(self) -> str:
        """Who says it, for a sentence."""
        return self.observation.source or self.evidence.outlet

    @property
    def cause(self) -> Delta | None:
        """The delta that the present standing rests on, where it is recent enough to be known."""
        wanted = self.standing.delta_id
        return next((one for one in self.ledger.happenings if one.id == wanted), None)

    @property
    def had_fallen(self) -> bool:
        """Whether the claim is known to have fallen before."""
        return any(one.after.status is Status.FALLEN for one in self.ledger.happenings)

    def weigh(self, others: Iterable[Evidence]) -> Weight:
        """Weigh the evidence together with the others that say the same."""
        return weigh(self.evidence, others, claim=self.claim, baseline=self.baseline)

    def others(self) -> Iterator[Evidence]:
        """Recent evidence that may speak with this one: stated as fact, and not overtaken."""
        for other in self.ledger.recent:
            day = event_day(other)
            if day is None or other == self.evidence or not may_enter(other, self.claim):
                continue
            is_fact = other.observation.modality in STATES_AS_FACT
            is_early = self.is_after_article and self.is_overtaken(day)
            if is_fact and not is_early:
                yield other

    def is_overtaken(self, day: date) -> bool:
        """Whether a day lies before what the present standing rests on.

        What is shaken or contested may yet be told of by a text that dates itself loosely.
        """
        standing = self.standing
        if standing.status is Status.UNTESTED:
            return False
        is_loose = standing.status in {Status.SHAKEN, Status.CONTESTED}
        return day < standing.since - timedelta(days=SAME_DAYS if is_loose else 0)


def initial_standing(claim: Claim, baseline: Baseline) -> Standing:
    """A claim as the article holds it, before any evidence."""
    return Standing(
        claim=claim.id,
        status=Status.STANDS,
        since=baseline.article.as_of,
        state=claim.state,
        value=claim.value,
        bound=claim.bound,
        scope=claim.scope,
        as_of=baseline.article.as_of,
    )


def event_day(evidence: Evidence) -> date | None:
    """The day of what a piece of evidence tells of; None where it cannot be known.

    What lies ahead (a plan, an announcement) is dated by the day on which it was said.
    """
    observation = evidence.observation
    said_on = evidence.published_at.date()
    given = observation.event_on or observation.as_of or observation.until
    if given is not None:
        return min(given.value, said_on)
    is_dated = evidence.is_dated and observation.modality is not Modality.HISTORICAL
    return said_on if is_dated else None


def is_day_given(evidence: Evidence) -> bool:
    """Whether the text itself tells the day, not only the entry's date."""
    observation = evidence.observation
    given = observation.event_on or observation.as_of or observation.until
    return given is not None and not given.is_approximate


def is_told_as_news(evidence: Evidence) -> bool:
    """Whether it speaks of now: it gives the day, or its headline is about it.

    Background sentences repeat old states and events without a date.
    """
    quote, title = evidence.observation.quote.casefold(), evidence.title.casefold()
    return is_day_given(evidence) or bool(quote and quote in title)


def days_apart(evidence: Evidence, other: Evidence) -> float:
    """Days between the events that two pieces of evidence tell of; infinite where undated."""
    day, other_day = event_day(evidence), event_day(other)
    return math.inf if day is None or other_day is None else abs((day - other_day).days)


def is_same_day(evidence: Evidence, other: Evidence) -> bool:
    """Whether both may tell of the same day."""
    is_sure = is_day_given(evidence) and is_day_given(other)
    return days_apart(evidence, other) <= (0 if is_sure else SAME_DAYS)


def is_same_entry(evidence: Evidence, other: Evidence) -> bool:
    """Whether both were read from one entry."""
    return (
        evidence.published_at == other.published_at
        and evidence.outlet == other.outlet
        and evidence.url == other.url
    )


def first_day(alike: Sequence[Evidence]) -> date:
    """The day of the event that several pieces of evidence tell of.

    A day that a text gives is worth more than one that is inferred from its publication.
    """
    given = [one for one in alike if is_day_given(one)]
    days = [day for one in given or alike if (day := event_day(one)) is not None]
    return min(days)


def part_of(evidence: Evidence, claim: Claim) -> str | None:
    """The faction or post that it speaks of; None for all of them or a claim without parts.

    The side that would have to admit it (all militias, say) is no part of itself.
    """
    if claim.per is None:
        return None
    observation = evidence.observation
    part = observation.actor if claim.per == "actor" else observation.place
    return None if part in claim.admitted_by else part


def speaks_of_none(claim: Claim) -> bool:
    """Whether the claim is that something has not happened even once."""
    return claim.kind is ClaimKind.TALLY and claim.value == 0


def is_single_event(evidence: Evidence) -> bool:
    """Whether a count is what one event did, not a total."""
    observation = evidence.observation
    return observation.window is Window.SINGLE or observation.why_not is WhyNot.SINGLE_EVENT


def may_enter(evidence: Evidence, claim: Claim) -> bool:
    """Whether an observation may be judged at all.

    It must count. Two kinds that do not count towards the article's own figure are still heard:
    a single event, which is no total but enough to contradict *none*, and a party's own count,
    which is kept as a series of its own and never touches a standing.
    """
    observation = evidence.observation
    if observation.counts:
        return True
    if observation.why_not is WhyNot.SINGLE_EVENT:
        return speaks_of_none(claim)
    return observation.why_not is WhyNot.CLAIMED_ONLY and claim.kind is ClaimKind.TALLY
