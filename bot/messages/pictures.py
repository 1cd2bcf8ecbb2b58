"""What a tally's chart shows, as plain values; it draws nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.messages import words
from bot.messages.tallies import article_figure, rank
from bot.messages.text import one_line
from storage.models import SeriesKind, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from storage.models import Delta, SeriesKey, TallyPoint
    from watchers.baseline import Baseline, Claim

LINES_SHOWN = 5
TITLE_UNITS = 120
SHORTEST_SILENCE = timedelta(days=14)
"""So much of the time after the last news is shown at least."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series as steps: each value holds until the next day that has one."""

    label: str
    place: str
    kind: SeriesKind
    is_article_scope: bool
    steps: tuple[tuple[date, float], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time in which the claim had one standing."""

    status: Status
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the chart of one tally shows."""

    title: str
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]
    article_on: date
    article_value: float | None
    article_label: str
    until: date
    footer: str


def picture(
    claim: Claim,
    baseline: Baseline,
    points: Iterable[TallyPoint],
    *,
    deltas: Sequence[Delta],
    until: date,
) -> Picture:
    """Put together the chart of one tally.

    Args:
        claim: the tally.
        baseline: the article that it is of.
        points: every point of its series, in any order.
        deltas: what happened to it, in any order.
        until: what is known on this day; long silence before it is left out of the picture.
    """
    held = [point for point in points if point.series.claim == claim.id]
    end = _end(held, deltas, baseline, until)
    own = [point for point in held if set(point.series.scope) == set(claim.scope)]
    newest = max(own or held, key=lambda point: (point.as_of, point.seen_at), default=None)
    return Picture(
        title=one_line(claim.says, TITLE_UNITS),
        lines=_lines(held, claim),
        bands=_bands(deltas, baseline, end),
        article_on=baseline.article.as_of,
        article_value=claim.value,
        article_label=f"the article: {article_figure(claim, baseline)}",
        until=end,
        footer=_footer(newest, until),
    )


@dataclass(frozen=True, slots=True)
class Story:
    """A tally over time, and beneath it where each claim stood."""

    tally: Picture
    rows: tuple[tuple[str, tuple[Band, ...]], ...]
    """Claim and bands, in the order of the article."""


def story(baseline: Baseline, points: Sequence[TallyPoint], deltas: Sequence[Delta]) -> Story:
    """Put together the picture of a whole ledger; the tally with the most points is drawn.

    Args:
        baseline: the article.
        points: every point of every series, in any order.
        deltas: every delta, at least one.
    """
    until = max(delta.seen_at for delta in deltas).date()
    by_claim = {
        claim.id: [delta for delta in deltas if delta.claim == claim.id]
        for claim in baseline.claims
    }
    most = Counter(point.series.claim for point in points).most_common(1)
    claim = baseline.claim(most[0][0]) if most else baseline.claims[0]
    tally = picture(claim, baseline, points, deltas=by_claim[claim.id], until=until)
    return Story(
        tally=tally,
        rows=tuple((name, _bands(own, baseline, tally.until)) for name, own in by_claim.items()),
    )


def _end(
    points: Sequence[TallyPoint], deltas: Sequence[Delta], baseline: Baseline, until: date
) -> date:
    days = [point.as_of for point in points] + [
        delta.at for delta in deltas if delta.after.status is not delta.before.status
    ]
    days.append(baseline.article.as_of)
    silence = max((max(days) - min(days)) / 8, SHORTEST_SILENCE)
    return min(until, max(days) + silence)


def _lines(points: Sequence[TallyPoint], claim: Claim) -> tuple[Line, ...]:
    groups: dict[SeriesKey, list[TallyPoint]] = {}
    for point in points:
        groups.setdefault(point.series, []).append(point)
    ordered = sorted(groups, key=lambda series: rank(series, claim))
    # Official counts are the story; others are shown where room is left.
    ordered.sort(key=lambda series: series.kind is not SeriesKind.OFFICIAL)
    return tuple(_line(series, groups[series], claim) for series in ordered[:LINES_SHOWN])


def _line(series: SeriesKey, points: Sequence[TallyPoint], claim: Claim) -> Line:
    by_day: dict[date, float] = {}
    for point in sorted(points, key=lambda point: (point.as_of, point.seen_at)):
        by_day[point.as_of] = point.value
    kind = "" if series.kind is SeriesKind.OFFICIAL else f" ({series.kind.value})"
    return Line(
        label=words.scope(series.scope) + kind,
        place=words.scope(series.scope),
        kind=series.kind,
        is_article_scope=set(series.scope) == set(claim.scope),
        steps=tuple(by_day.items()),
    )


def _bands(deltas: Sequence[Delta], baseline: Baseline, until: date) -> tuple[Band, ...]:
    turns = [one for one in deltas if one.after.status is not one.before.status]
    turns.sort(key=lambda one: one.seen_at)
    since = baseline.article.as_of
    status = turns[0].before.status if turns else Status.STANDS
    bands: list[Band] = []
    for turn in turns:
        # An event may predate the report of the one before it; a band never runs backwards.
        at = min(max(turn.at, since), until)
        bands.append(Band(status, since, at))
        status, since = turn.after.status, at
    bands.append(Band(status, since, until))
    return tuple(band for band in bands if band.since < band.until)


def _footer(newest: TallyPoint | None, until: date) -> str:
    if newest is None:
        return f"As known on {words.day(until)}; no count has been read yet"
    who = one_line(newest.source or newest.outlet, 40)
    where = words.scope(newest.series.scope)
    return f"{where}: as of {words.day(newest.as_of)} ({who}). Known on {words.day(until)}"
