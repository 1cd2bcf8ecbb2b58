"""Tallies as series: which series a count belongs to, and whether it takes that series further.

A series is one definition: claim, scope, campaign, whose count. Series are never added up, and
what a series says of the article's sentence is not this module's matter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.models import Bound, Modality, SeriesKey, SeriesKind, TallyPoint, Tier, Window
from watchers.bar import INDEPENDENT_SOURCES, independent_sources, is_official, speaker_of
from watchers.case import event_day
from watchers.reasons import Reason

if TYPE_CHECKING:
    from datetime import date

    from storage.models import ClaimLedger, Evidence, Observation
    from watchers.baseline import Baseline, Campaign, Claim
    from watchers.case import Case

EARLY_DAYS, LATE_DAYS = 16, 5
"""Texts give the start of a campaign by up to so many days too early ("since October") or late."""
JUMP_FACTOR, JUMP_STEP = 2, 20
"""A count of one unofficial source that is more than this above the last one is held."""
NEAR_SHARE = 0.1
"""Rounded figures (about, nearly) may be off by this share; so may two that confirm each other."""
DISSENT_SHARE, DISSENT_STEP = 0.05, 2
"""Officials whose totals for one day differ by more disagree; less is the growth of that day."""


@dataclass(frozen=True, slots=True)
class Interval:
    """What a figure leaves possible, both ends included."""

    low: float
    high: float

    def overlaps(self, other: Interval) -> bool:
        """Whether both figures can be true of the same thing."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Definition:
    """The series that a count belongs to, and whether it is the whole count or only a part."""

    key: SeriesKey
    is_lower_bound: bool = False
    source: str | None = None
    """Whose count it is, where the entry does not say so itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """A new point of a series, why it was taken, and the point before it."""

    reason: Reason
    point: TallyPoint
    previous: TallyPoint | None = None


def interval(
    value: float, bound: Bound | None, upper: float | None = None, *, rounding: float = 0.0
) -> Interval:
    """The figures that a value with its bound leaves possible.

    Args:
        value: the figure as it was read.
        bound: how it limits the true one; None is exact.
        upper: the upper end of a range.
        rounding: the share by which an exact figure may be rounded.
    """
    above, below = math.nextafter(value, math.inf), math.nextafter(value, -math.inf)
    floor, ceiling = value * (1 - NEAR_SHARE), value * (1 + NEAR_SHARE)
    ends = {
        Bound.AT_LEAST: (value, math.inf),
        Bound.MORE_THAN: (above, math.inf),
        Bound.AT_MOST: (-math.inf, value),
        Bound.FEWER_THAN: (-math.inf, below),
        Bound.ABOUT: (floor, ceiling),
        Bound.NEARLY: (floor, value),
        Bound.RANGE: (value, value if upper is None else upper),
    }
    exact = (value * (1 - rounding), value * (1 + rounding))
    return Interval(*ends.get(bound or Bound.EXACT, exact))


def interval_of(observation: Observation, *, rounding: float = 0.0) -> Interval | None:
    """The figures that an observation leaves possible; None where it gives none."""
    if observation.value is None:
        return None
    return interval(observation.value, observation.bound, observation.upper, rounding=rounding)


def define(evidence: Evidence, claim: Claim, baseline: Baseline) -> Definition | Reason:
    """The series that a count belongs to, or the reason why it belongs to none."""
    observation, day = evidence.observation, event_day(evidence)
    scope = observation.scope or claim.usual_scope
    if not scope:
        return Reason.SCOPE_UNKNOWN
    if day is None:
        return Reason.UNDATED
    found = _campaign_of(observation, day, baseline)
    if found is None and baseline.campaigns:
        return Reason.OTHER_WINDOW
    campaign, is_whole = found or (None, True)
    key = SeriesKey(
        claim=claim.id,
        scope=scope,
        since=None if campaign is None else campaign.since,
        kind=kind_of(evidence, baseline),
    )
    is_cumulative = observation.window in {None, Window.CUMULATIVE}
    return Definition(key, is_lower_bound=not (is_whole and is_cumulative))


def kind_of(evidence: Evidence, baseline: Baseline) -> SeriesKind:
    """Whose count it is: a party's claim, an official statement, or what reports let us observe."""
    speaker = speaker_of(evidence, baseline)
    tier = evidence.tier if speaker is None else speaker.tier
    if evidence.observation.modality is Modality.CLAIMED or tier is Tier.PARTY:
        return SeriesKind.CLAIMED
    return SeriesKind.OFFICIAL if is_official(evidence, baseline) else SeriesKind.OBSERVED


def follow(case: Case, definition: Definition) -> Step | Reason:
    """Take a series one step further, or the reason why it stays where it is.

    A series never falls but by an explicit correction, and never goes back in time.
    """
    point = _point(case, definition)
    last = case.ledger.series.get(point.series)
    is_correction = case.observation.is_correction and not definition.is_lower_bound
    if last is None:
        refusal = Reason.STALE_LOWER_BOUND if definition.is_lower_bound else None
        reason = Reason.FIRST_FIGURE
    elif is_correction:
        refusal, reason = _refuse_correction(point, last), Reason.CORRECTED
    elif point.as_of < last.as_of:
        return _fill_in(case, point)
    else:
        refusal, reason = _refuse(case, point, last), Reason.SERIES_GREW
    if refusal is None and not is_correction:
        refusal = _refuse_report(case, point)
    return Step(reason, point, last) if refusal is None else refusal


def _campaign_of(
    observation: Observation, day: date, baseline: Baseline
) -> tuple[Campaign, bool] | None:
    """The campaign that is counted, and whether from its beginning."""
    since = observation.since
    begun = [one for one in baseline.campaigns if one.since <= day]
    if since is not None:
        for campaign in begun:
            if -EARLY_DAYS <= (since.value - campaign.since).days <= LATE_DAYS:
                return campaign, True
        begun = [one for one in begun if one.since <= since.value]
    if not begun:
        return None
    return max(begun, key=lambda one: one.since), since is None


def _point(case: Case, definition: Definition) -> TallyPoint:
    observation = case.observation
    assert observation.value is not None
    bound = observation.bound or Bound.EXACT
    point = TallyPoint(
        series=definition.key,
        value=observation.value,
        upper=observation.upper,
        bound=bound,
        as_of=case.day,
        source=definition.source or case.speaker,
        outlet=case.evidence.outlet,
        url=case.evidence.url,
        seen_at=case.now,
        is_derived=observation.is_derived,
    )
    if not definition.is_lower_bound:
        return point
    bound = Bound.MORE_THAN if bound is Bound.MORE_THAN else Bound.AT_LEAST
    return replace(point, bound=bound, upper=None, is_derived=True)


def _fill_in(case: Case, point: TallyPoint) -> Step | Reason:
    """Put a late figure between its neighbours, where it lies between theirs."""
    own = [one for one in case.ledger.earlier if one.series == point.series]
    before = next((one for one in own if one.as_of <= point.as_of), None)
    after = next((one for one in reversed(own) if one.as_of > point.as_of), None)
    is_lower_bound = point.bound in {Bound.AT_LEAST, Bound.MORE_THAN}
    if before is None or after is None or before.as_of == point.as_of or is_lower_bound:
        return Reason.OLDER_THAN_KNOWN
    if not before.value < point.value < after.value:
        return Reason.OLDER_THAN_KNOWN
    return _refuse_report(case, point) or Step(Reason.FILLED_IN, point, before)


def _refuse(case: Case, point: TallyPoint, last: TallyPoint) -> Reason | None:
    """Why a count does not take its series further, if it does not."""
    said, known = (interval(one.value, one.bound, one.upper) for one in (point, last))
    if point.value == last.value:
        return Reason.ALREADY_KNOWN
    if _do_officials_disagree(case, point, last):
        return Reason.SOURCES_DISAGREE
    if said.high < known.low:
        return Reason.NEVER_FALLS
    is_rounded = point.bound is Bound.ABOUT and point.series.kind is SeriesKind.OFFICIAL
    # An official "about 170" is the count, rounded; a paper's may be the last one, rounded up.
    floor = point.value if is_rounded else said.low
    if floor <= known.low or point.value < last.value:
        return Reason.STALE_LOWER_BOUND if math.isinf(said.high) else Reason.AGREES
    return None


def _refuse_report(case: Case, point: TallyPoint) -> Reason | None:
    """Why an unofficial count is not taken: it retells the official one, or leaps ahead alone."""
    if point.series.kind is not SeriesKind.OBSERVED:
        return None
    official = case.ledger.series.get(replace(point.series, kind=SeriesKind.OFFICIAL))
    if official is not None and point.value <= official.value:
        return Reason.ALREADY_KNOWN
    return Reason.HELD if _is_jump(case, point) else None


def _refuse_correction(point: TallyPoint, last: TallyPoint) -> Reason | None:
    if point.as_of < last.as_of:
        return Reason.OLDER_THAN_KNOWN
    return Reason.ALREADY_KNOWN if point.value == last.value else None


def _do_officials_disagree(case: Case, point: TallyPoint, last: TallyPoint) -> bool:
    if point.series.kind is not SeriesKind.OFFICIAL or point.as_of != last.as_of:
        return False
    said, known = (interval(one.value, one.bound, one.upper) for one in (point, last))
    difference = abs(point.value - last.value)
    return (
        _is_other_voice(case, point, last)
        and not said.overlaps(known)
        and difference > max(DISSENT_STEP, DISSENT_SHARE * last.value)
    )


def _is_other_voice(case: Case, point: TallyPoint, last: TallyPoint) -> bool:
    """Whether another institution speaks than the one whose figure stands."""
    is_own = point.source == case.speaker
    named = case.baseline.actor_named(point.source)
    mine = speaker_of(case.evidence, case.baseline) if is_own else named
    theirs = case.baseline.actor_named(last.source)
    if mine is None or theirs is None:
        return point.source.casefold() != last.source.casefold()
    return mine.id != theirs.id


def _is_jump(case: Case, point: TallyPoint) -> bool:
    """Whether one unofficial voice alone takes the series suspiciously far."""
    reference = _reference(case.ledger, point.series)
    if reference is None or point.value <= max(JUMP_FACTOR * reference, reference + JUMP_STEP):
        return False
    alike = [one for one in case.ledger.recent if _confirms(one, case, point)]
    return independent_sources((case.evidence, *alike), case.baseline) < INDEPENDENT_SOURCES


def _reference(ledger: ClaimLedger, key: SeriesKey) -> float | None:
    """The highest figure known for the same count, whoever gave it but a party."""
    values = [
        last.value
        for series, last in ledger.series.items()
        if (series.scope, series.since) == (key.scope, key.since)
        and series.kind is not SeriesKind.CLAIMED
    ]
    return max(values, default=None)


def _confirms(other: Evidence, case: Case, point: TallyPoint) -> bool:
    if other == case.evidence or not other.observation.counts or other.observation.value is None:
        return False
    definition = define(other, case.claim, case.baseline)
    if isinstance(definition, Reason) or definition.is_lower_bound:
        return False
    same = replace(definition.key, kind=point.series.kind) == point.series
    return same and abs(other.observation.value - point.value) <= NEAR_SHARE * point.value
