"""Totals of several countries and the counts of each: whether they add up, what one leaves over.

Series are never added up into one another: what is worked out here is marked, and moves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.models import Bound, SeriesKind
from watchers.case import event_day, is_same_entry
from watchers.scopes import in_words
from watchers.series import Definition, Interval, define, interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.models import SeriesKey, TallyPoint
    from watchers.case import Case


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A total and the counts of all its parts, of one day and by the same kind of source."""

    total: TallyPoint
    parts: tuple[TallyPoint, ...]

    @property
    def adds_up(self) -> bool:
        """Whether total and parts can be true together."""
        ends = [_interval(part) for part in self.parts]
        said = Interval(sum(end.low for end in ends), sum(end.high for end in ends))
        return said.overlaps(_interval(self.total))

    @property
    def sentence(self) -> str:
        """What they make together."""
        parts = " and ".join(
            f"{part.value:g} in {in_words(part.series.scope)}" for part in self.parts
        )
        makes = f"{sum(part.value for part in self.parts):g}"
        if self.adds_up:
            return f"{parts} make the total of {self.total.value:g}"
        return f"{parts} make {makes} and not the total of {self.total.value:g}"


def breakdowns(points: Iterable[TallyPoint]) -> list[Breakdown]:
    """Of some points (the latest of each series, say) the totals whose parts are all there."""
    found = []
    for by_scope in _of_one_day(points):
        for total in by_scope.values():
            parts = [by_scope.get(scope) for scope in _parts(total.series)]
            given = tuple(part for part in parts if part is not None)
            if parts and len(given) == len(parts):
                found.append(Breakdown(total, given))
    return found


def worked_out(points: Iterable[TallyPoint]) -> list[TallyPoint]:
    """What a total less its other parts leaves for a part that nobody gave for that day.

    Only exact figures of one day are taken from one another, and only for what is newer than the
    last count of the part itself.
    """
    held = list(points)
    last = {point.series: point for point in held}
    found = []
    for by_scope in _of_one_day(held):
        for total in by_scope.values():
            given = [by_scope[scope] for scope in _parts(total.series) if scope in by_scope]
            missing = [scope for scope in _parts(total.series) if scope not in by_scope]
            if len(missing) != 1 or any(one.bound is not Bound.EXACT for one in (total, *given)):
                continue
            series = replace(total.series, scope=missing[0])
            value = total.value - sum(part.value for part in given)
            known = last.get(series)
            if value >= 0 and (known is None or known.as_of < total.as_of):
                found.append(replace(total, series=series, value=value, is_derived=True))
    return found


def official_total(case: Case, definition: Definition) -> TallyPoint | None:
    """The official total of their day that counts add up to which an entry attributes to nobody.

    Then they are that total's own breakdown, whoever prints it.
    """
    key = definition.key
    if key.kind is not SeriesKind.OBSERVED or definition.is_lower_bound or len(key.scope) != 1:
        return None
    given = {key.scope: case.observation.value or 0.0, **_beside(case, key)}
    totals = (
        total
        for series, total in case.ledger.series.items()
        if (series.since, series.kind, total.as_of) == (key.since, SeriesKind.OFFICIAL, case.day)
        if (parts := _parts(series)) and key.scope in parts and given.keys() >= set(parts)
        if sum(given[scope] for scope in parts) == total.value
    )
    return next(totals, None)


def _beside(case: Case, key: SeriesKey) -> dict[tuple[str, ...], float]:
    """The counts of the same day that the same entry gives of other places."""
    found = {}
    for other in case.ledger.recent:
        value = other.observation.value
        if value is None or not is_same_entry(other, case.evidence) or event_day(other) != case.day:
            continue
        definition = define(other, case.claim, case.baseline)
        if isinstance(definition, Definition) and definition.key.since == key.since:
            found[definition.key.scope] = value
    return {scope: value for scope, value in found.items() if scope != key.scope}


def _parts(series: SeriesKey) -> list[tuple[str, ...]]:
    return [(code,) for code in series.scope] if len(series.scope) > 1 else []


def _of_one_day(points: Iterable[TallyPoint]) -> Iterator[dict[tuple[str, ...], TallyPoint]]:
    """Points that may be held against one another, by their scope."""
    groups: dict[object, dict[tuple[str, ...], TallyPoint]] = defaultdict(dict)
    for point in points:
        series = point.series
        groups[series.claim, series.since, series.kind, point.as_of][series.scope] = point
    yield from groups.values()


def _interval(point: TallyPoint) -> Interval:
    return interval(point.value, point.bound, point.upper)
