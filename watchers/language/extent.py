"""The time that a count covers: since when, until when, as of which day; it knows no place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from storage.models import Day, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from watchers.baseline import Campaign, Claim
    from watchers.language.annotations import TimeSpan
    from watchers.language.counts import Count
    from watchers.language.page import Page

_SUPERLATIVES = frozenset(
    "most first highest worst deadliest largest biggest busiest heaviest lowest fewest latest "
    "bloodiest fiercest second third fourth fifth".split()
)
_REPORTING = frozenset(
    "said told says released reported announced confirmed published briefed issued added "
    "reporters acknowledged disclosed wrote posted".split()
)
_OPENING = frozenset("opened opens began begun begins started starting beginning dating".split())
_AHEAD = timedelta(days=2)
_START_SLACK = timedelta(days=3)
_START_REACH = timedelta(days=75)
"""How long before a campaign a text may put its start ("since September", "since the autumn")."""
_BRINGING = frozenset("bring brings brought take takes took push pushes pushed raise".split())
_MANY = 20
"""A rank that no single day's attack has."""
_WHOLE = timedelta(days=6)
"""How far the ends of a stretch may lie from those of the campaign it stands for."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The time that a count covers."""

    window: Window
    since: Day | None = None
    until: Day | None = None
    as_of: Day | None = None
    is_before: bool = False
    """Whether it lies before the campaign that the claim is about."""
    is_ahead: bool = False
    """Whether it ends after publication, so that nobody can have counted it."""


def extent_of(page: Page, claim: Claim, count: Count, times: Sequence[TimeSpan]) -> Extent:
    """The time that a count covers, from the times that stand with it."""
    campaign = _campaign_of(page, claim)
    inherited = Day(campaign.since) if campaign else None
    as_of = _last_day(t for t in times if t.role in {"as_of", "until"}) or _reported_on(page, times)
    if as_of and as_of.value > page.published + _AHEAD and not as_of.is_approximate:
        return Extent(Window.CUMULATIVE, inherited, None, as_of, is_ahead=True)
    own = [t for t in times if not _is_reporting(page, t)]
    since = next((t.first for t in own if t.first and _is_start(page, t)), None)
    if since is not None:
        return _since(
            since, as_of or Day(page.published), _begun_on(page, claim, since) or campaign
        )
    spans = [t for t in own if t.role in {"during", "on"}]
    heading = next((t for t in spans if _is_heading(page, t) and t.end < count.start), None)
    if heading is not None and heading.last is not None:  # "21 December: 102 attacks"
        return Extent(Window.CUMULATIVE, inherited, None, heading.last)
    if spans and not (count.is_level or _is_rank_of_all(count, spans[0])):
        return _during(page, spans[0], as_of, campaign)
    last = as_of or _last_day(spans) or Day(page.published)
    if last.value > page.published:
        last = Day(page.published)
    is_before = campaign is not None and last.value < campaign.since
    return Extent(Window.CUMULATIVE, inherited, None, last, is_before)


def _is_rank_of_all(count: Count, time: TimeSpan) -> bool:
    """``for the 78th time on Thursday``: nobody counts so far within one day."""
    is_far = count.quantity.is_ordinal and count.quantity.value >= _MANY
    return is_far and time.role == "on"


def _is_start(page: Page, time: TimeSpan) -> bool:
    """``since 17 October``, ``the period that opened on 17 October``."""
    return time.role == "since" or page.word(time.start - 1) in _OPENING


def _is_heading(page: Page, time: TimeSpan) -> bool:
    """``21 December: 102 attacks``: the day of the figure, not of the attacks."""
    return page.word(time.end) == ":" and not page.word(time.start - 1).isalpha()


def _campaign_of(page: Page, claim: Claim) -> Campaign | None:
    """The campaign that was going on when the text was published."""
    running = [
        campaign
        for campaign in page.baseline.campaigns
        if campaign.since <= page.published
        and (campaign.until is None or page.published <= campaign.until)
    ]
    return running[-1] if running and claim.campaign else None


def _begun_on(page: Page, claim: Claim, since: Day) -> Campaign | None:
    """The campaign that a text means by its start, also when another one is going on by now."""
    meant = [
        campaign
        for campaign in page.baseline.campaigns
        if campaign.since <= page.published and _is_start_of(campaign, since)
    ]
    return meant[-1] if meant and claim.campaign else None


def _is_start_of(campaign: Campaign, since: Day) -> bool:
    return -_START_SLACK <= campaign.since - since.value <= _START_REACH


def _since(since: Day, as_of: Day, campaign: Campaign | None) -> Extent:
    if campaign is None:
        return Extent(Window.PERIOD, since, None, as_of)
    gap = campaign.since - since.value
    if _is_start_of(campaign, since):
        return Extent(Window.CUMULATIVE, since, None, as_of)
    return Extent(Window.PERIOD, since, None, as_of, is_before=gap > _START_REACH)


def _during(page: Page, span: TimeSpan, as_of: Day | None, campaign: Campaign | None) -> Extent:
    """A closed stretch: the whole campaign in other words, or a period of its own."""
    assert span.first is not None
    assert span.last is not None
    if campaign and abs(span.first.value - campaign.since) <= _WHOLE:
        is_up_to_now = span.last.value >= page.published - _WHOLE
        if is_up_to_now or span.rule == "date-between":
            return Extent(Window.CUMULATIVE, span.first, None, as_of or span.last)
    is_before = campaign is not None and span.last.value < campaign.since
    until = span.last if span.last.value < page.published else None
    return Extent(Window.PERIOD, span.first, until, as_of or span.last, is_before)


def _last_day(times: Iterable[TimeSpan]) -> Day | None:
    return next((t.last for t in times if t.last is not None), None)


def _reported_on(page: Page, times: Sequence[TimeSpan]) -> Day | None:
    return _last_day(t for t in times if t.role == "on" and _is_reporting(page, t))


def _is_reporting(page: Page, time: TimeSpan) -> bool:
    """Whether a time says when something was said (``told reporters on Tuesday``)."""
    before = page.words[max(0, time.start - 3) : time.start]
    after = page.words[time.end : time.end + 1]
    return bool(_REPORTING.intersection(before) or _REPORTING.intersection(after))


def times_of(page: Page, count: Count, others: Sequence[Count]) -> list[TimeSpan]:
    """The times that belong to a count: those of its sentence that no other count stands nearer.

    What follows it comes first.
    """
    at = count.quantity.start
    sentence = page.sentence(at)
    spans = [_span(other) for other in others if other is not count]
    apart = [(start, end) for start, end in spans if not start <= at < end]
    begin = max([sentence.start, *(end for _, end in apart if end <= at)])
    end = min([sentence.end, *(start for start, _ in apart if start > at)])
    after = [t for t in page.times if at <= t.start < end]
    before = [t for t in page.times if begin <= t.start < at]
    if count.is_level:  # "three more since Tuesday bring the total to 130"
        first = sentence.start
        steps = [q.start for q in page.quantities if q.is_increment and first <= q.start < at]
        before = [t for t in before if not steps or t.start < steps[0]]
        before = [t for t in before if not is_of_step(page, t)]
    if count.is_part:
        before = [t for t in before if t.role not in {"on", "during"} or t.rule == "date-between"]
    return [t for t in after + before if not _is_of_superlative(page, count, t)]


def is_of_step(page: Page, time: TimeSpan) -> bool:
    """``attacks since Tuesday have brought the total to 130``: the time is not the total's."""
    is_of_noun = time.start > page.sentence(time.start).start
    verbs = page.words[time.end : time.end + 2]
    return is_of_noun and page.word(time.start - 1) != "," and bool(_BRINGING.intersection(verbs))


def _span(count: Count) -> tuple[int, int]:
    return min(count.start, count.quantity.start), max(count.end, count.quantity.end)


def _is_of_superlative(page: Page, count: Count, time: TimeSpan) -> bool:
    """``the most in a single day since October``: the time belongs to the superlative."""
    if time.start < count.quantity.end:
        return False
    between = page.words[count.end : time.start]
    return bool(_SUPERLATIVES.intersection(between))
