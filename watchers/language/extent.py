"""What stretch of land and time a count covers; it neither counts nor judges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from storage.models import Day, Window

from watchers.language.counts import COUNTED_LANDS, LIST_ENDS, Count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from watchers.baseline import Campaign, Claim, Read
    from watchers.language.annotations import Mention, TimeSpan
    from watchers.language.page import Page

_SUPERLATIVES = frozenset(
    "most first highest worst deadliest largest biggest busiest heaviest lowest fewest latest "
    "bloodiest fiercest second third fourth fifth".split()
)
_REPORTING = frozenset(
    "said told says released reported announced confirmed published briefed issued added "
    "reporters acknowledged disclosed wrote posted".split()
)
_SAYING = frozenset("said says told announced added confirmed reported stated".split())
_LISTING = frozenset(
    ": - , for accounted accounting ( with saw had has recorded reported logged sustained suffered "
    "absorbed took counted alone ) and in accounts registered faced".split()
)
_PREPOSITIONS = frozenset("in at across inside within on were happened occurred".split())
RESTS = frozenset("rest remainder others balance remaining".split())
_REGION = "ME"
_SEA = "XZ"
_AHEAD = timedelta(days=2)
_START_SLACK = timedelta(days=3)
_START_REACH = timedelta(days=75)
"""How long before a campaign a text may put its start ("since September", "since the autumn")."""
_WHOLE = timedelta(days=6)


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


def scope_codes(page: Page, read: Read, mentions: Iterable[Mention], *, whole: bool) -> set[str]:
    """The codes of the places among mentions; ``whole`` files a site under its country."""
    own = {page.baseline.actor(one).country for one in read.patient}
    codes: set[str] = set()
    for mention in mentions:
        if mention.country in own or mention.country is None:
            continue
        if mention.country == _SEA and not whole:
            continue
        if mention.kind == "region" and mention.country == _REGION:
            return {_REGION}
        if mention.kind in {"country", "region"} or whole:
            codes.add(mention.country)
        elif mention.kind == "place":
            codes.add(_site(page, mention))
    narrow = {code.split(":")[0] for code in codes if ":" in code}
    return {code for code in codes if code not in narrow}


def _site(page: Page, mention: Mention) -> str:
    """The code of a place: its own, its nearest parent's that has one, or one from its name."""
    place = page.baseline.place(mention.id)
    above = place
    while True:
        if above.scope:
            return above.scope
        if above.part_of is None:
            break
        above = page.baseline.place(above.part_of)
    if place.kind in {"country", "region"}:
        return place.country
    name = "".join(part.title() for part in place.id.split("-")[-1:])
    return f"{place.country}:{name}"


def scope_of(
    page: Page, read: Read, count: Count, others: Sequence[Count], *, whole: bool = False
) -> set[str]:
    """The places to which the counted events are bound; empty where none is said."""
    if count.rule == "tally-whole":
        return set()
    direct = [m for m in page.mentions if m.start == count.quantity.end and m.kind == "country"]
    if direct and count.is_bare and page.word(direct[0].end) in LIST_ENDS:
        return scope_codes(page, read, direct, whole=whole)
    start, end = _segment(page, count)
    objects = _places(page, max(start, count.start), count.quantity.start)
    if count.rule == "tally-times" and objects:
        return scope_codes(page, read, objects, whole=whole)
    after = _places(page, count.quantity.end, end)
    codes = scope_codes(page, read, after, whole=whole)
    beside = set() if count.is_level else _beside(page, read, count)
    if beside and page.word(max(count.quantity.end, count.end)) not in _PREPOSITIONS:
        return beside
    if codes:
        return codes
    if beside or (count.is_part and count.rule != "tally-part"):
        return beside
    if count.quantity.is_ordinal and count.rule == "tally-ordinal" and count.start >= (
        count.quantity.start
    ):  # fmt: skip
        return set()
    said = [i + 1 for i in range(start, count.quantity.start) if page.word(i) in _REPORTING]
    if page.is_named(count.start, count.quantity.start, read.patient):
        said.append(count.start)  # an active verb: what stands before it is where the doers are
    sentence = page.sentence(count.start)
    if count.is_level and any(sentence.start <= c.quantity.start < count.start for c in others):
        said.append(count.start)
    before = _places(page, max([start, *said]), count.quantity.start)
    codes = scope_codes(page, read, before, whole=whole)
    if codes:
        return codes
    if whole:
        return _around(page, read, count)
    codes = scope_codes(page, read, _opening(page, count, others), whole=False)
    return codes or _carried(page, read, count, others)


def _opening(page: Page, count: Count, others: Sequence[Count]) -> list[Mention]:
    """``In Syria, where ..., there were 34 attacks``, ``US forces in Iraq: attacked 32 times``."""
    sentence = page.sentence(count.start)
    first = min(count.start, count.quantity.start)
    if count.is_level or count.is_part or any(sentence.start <= c.start < first for c in others):
        return []
    if page.word(sentence.start) in {"in", "across", "inside"}:
        return _places(page, sentence.start, min(sentence.start + 6, first))
    colon = next((i for i in range(sentence.start, first) if page.word(i) == ":"), None)
    is_headed = colon is not None and first - colon <= 2  # noqa: PLR2004 - right behind it
    return _places(page, sentence.start, first) if is_headed else []


def _carried(page: Page, read: Read, count: Count, others: Sequence[Count]) -> set[str]:
    """The scope of the total that an older one is compared with, or of the noun before."""
    if count.is_old:
        newer = [c for c in others if c.start < count.start and not c.is_old and not c.is_part]
        return scope_of(page, read, newer[-1], others) if newer else set()
    if count.topic is not None and page.sentence(count.topic) != page.sentence(count.start):
        places = _places(page, count.topic, page.clause(count.topic)[1])
        return scope_codes(page, read, places, whole=False)
    return set()


def _places(page: Page, start: int, end: int) -> list[Mention]:
    """The places of a stretch that something is bound to: not one that a comma sets apart."""
    kept: list[Mention] = []
    for mention in page.named(start, end):
        is_apart = page.word(mention.start - 1) in {",", ";"} and mention.kind == "place"
        is_listed = bool(kept) and kept[-1].end == mention.start - 1
        if page.is_time(mention.start) or page.word(mention.end) in {"border", "frontier"}:
            continue
        if any(
            t.rule.startswith("date-event") and t.end <= mention.start <= t.end + 2
            for t in page.times
        ):
            continue
        if _is_of_speech(page, mention, (start, end)):
            continue
        if _is_of_event(page, mention):
            kept.append(mention)
            continue
        if (_is_where(mention) and (not is_apart or is_listed)) or _is_set_beside(page, mention):
            kept.append(mention)
    return kept


def _is_of_speech(page: Page, mention: Mention, span: tuple[int, int]) -> bool:
    """``..., an official in Baghdad said``: where it is said, not where it happened."""
    first, last = mention.start, mention.end
    while first > span[0] and page.word(first - 1) not in {",", ";", '"'}:
        first -= 1
    while page.word(last) not in {",", ";", ".", '"', ""}:
        last += 1
    is_set_off = first > span[0] and not any(first <= q.start < last for q in page.quantities)
    return is_set_off and bool(_SAYING.intersection(page.words[first:last]))


def _is_of_event(page: Page, mention: Mention) -> bool:
    """``the Jordan attack``: a country's name that says where the event was."""
    return (
        mention.kind == "country"
        and mention.rule == "country:state"
        and page.word(mention.end) in {"attack", "attacks", "strike", "drone", "blast"}
        and page.is_shared(mention.country)
    )


def _is_set_beside(page: Page, mention: Mention) -> bool:
    """``in the two countries, Iraq and Syria``: a country's name between commas."""
    before, after = page.word(mention.start - 1), page.word(mention.end)
    return (
        mention.kind == "country"
        and mention.rule == "country:state"
        and before in {",", "(", "and", "&", "-", "both"}
        and after in {",", "and", "&", ".", ")", "since", "-", ";", "alike", "combined", ""}
    )


def _around(page: Page, read: Read, count: Count) -> set[str]:
    """Where the people were who were killed or hurt: the rest of the sentence, then the one before."""
    sentence = page.sentence(count.quantity.start)
    start, end = sentence.start, sentence.end
    for index in range(start, end):
        if page.word(index) == ";":
            start, end = (index + 1, end) if index < count.start else (start, min(end, index))
    others = [
        q for q in page.quantities
        if start <= q.start < end and q is not count.quantity and q.unit in {None, "times"}
    ]  # fmt: skip
    if count.is_single or not others:
        codes = scope_codes(page, read, _places(page, start, end), whole=True)
        if codes:
            return codes
    before = page.sentence_before(count.start)
    if count.is_single and before:
        return scope_codes(page, read, _places(page, before.start, before.end), whole=True)
    return set()


def _is_where(mention: Mention) -> bool:
    if mention.rule == "dateline":
        return False
    if mention.kind == "country":
        return mention.rule not in {"country:state", "demonym"}
    return mention.kind in {"place", "region"}


def _segment(page: Page, count: Count) -> tuple[int, int]:
    """The stretch that belongs to a count: its clause, cut at the counts beside it."""
    first, last = page.clause(count.quantity.start)
    if count.is_level:
        first = min(first, count.start)
    sentence = page.sentence(count.quantity.start)
    if last < sentence.end and page.word(last - 1) in {"-", ":"} and count.end >= last - 1:
        last = sentence.end
    quantities = [
        q for q in page.quantities
        if q.unit in {None, "times"} and not page.is_time(q.start) and not q.is_ordinal
        and q.head not in COUNTED_LANDS
    ]  # fmt: skip
    following = [q.start for q in quantities if q.start >= max(count.quantity.end, count.end)]
    following += [i for i in range(count.end, last) if page.word(i) in RESTS]
    end = min([last, *(start for start in following if start < last)])
    preceding = [q.end for q in quantities if q.end <= count.quantity.start and q.start >= first]
    return max([first, *preceding]), end


def _beside(page: Page, read: Read, count: Count) -> set[str]:
    """``Iraq accounted for 36``, ``Iraq: 47``: the place right before the number."""
    at = count.quantity.start
    sentence = page.sentence(at)
    ends = [
        q.end
        for q in page.quantities
        if sentence.start <= q.end <= at and not page.is_time(q.start)
    ]
    start = max([sentence.start, *ends])
    first = at
    while first > start and page.word(first - 1) in _LISTING:
        first -= 1
    near = [m for m in page.named(start, at) if m.end >= first and m.kind != "actor"]
    if not near or not count.is_bare and not count.is_part:
        return set()
    whole = near
    while True:
        more = [m for m in page.named(start, whole[0].start) if m.kind != "actor"
                and _is_joined(page, m.end, whole[0].start)]  # fmt: skip
        if not more:
            break
        whole = [more[-1], *whole]
    return scope_codes(page, read, whole, whole=False)


def _is_joined(page: Page, end: int, start: int) -> bool:
    between = page.words[end:start]
    return bool(between) and all(word in {"and", ",", "&", "the"} for word in between)


def campaign_of(page: Page, claim: Claim) -> Campaign | None:
    """The campaign that was going on when the text was published."""
    running = [
        campaign
        for campaign in page.baseline.campaigns
        if campaign.since <= page.published
        and (campaign.until is None or page.published <= campaign.until)
    ]
    if claim.campaign is None:
        return None
    return running[-1] if running else None


def extent_of(page: Page, claim: Claim, count: Count, times: Sequence[TimeSpan]) -> Extent:
    """The time that a count covers, from the times that stand with it."""
    campaign = campaign_of(page, claim)
    inherited = Day(campaign.since) if campaign else None
    today = Day(page.published)
    as_of = _last_day(t for t in times if t.role in {"as_of", "until"}) or _reported_on(page, times)
    if as_of and as_of.value > page.published + _AHEAD and not as_of.is_approximate:
        return Extent(Window.CUMULATIVE, inherited, None, as_of, is_ahead=True)
    own = [t for t in times if not _is_reporting(page, t)]
    since = next((t for t in own if t.role == "since" and t.first), None)
    spans = [t for t in own if t.role in {"during", "on"} and t.first and t.last]
    if since is not None and since.first is not None:
        return _since(since.first, as_of or today, campaign)
    if not spans or count.is_level:
        last = as_of or _last_day(iter(spans)) or today
        if last.value > page.published:
            last = today
        is_before = campaign is not None and last.value < campaign.since
        return Extent(Window.CUMULATIVE, inherited, None, last, is_before)
    first, last = spans[0].first, spans[0].last
    assert first is not None
    assert last is not None
    if campaign and abs(first.value - campaign.since) <= _WHOLE:
        is_whole = last.value >= page.published - _WHOLE or spans[0].rule == "date-between"
        if is_whole:
            return Extent(Window.CUMULATIVE, first, None, as_of or last)
    is_before = campaign is not None and last.value < campaign.since
    until = last if last.value < page.published else None
    return Extent(Window.PERIOD, first, until, as_of or last, is_before)


def _since(since: Day, as_of: Day, campaign: Campaign | None) -> Extent:
    if campaign is None:
        return Extent(Window.PERIOD, since, None, as_of)
    gap = campaign.since - since.value
    if -_START_SLACK <= gap <= _START_REACH:
        return Extent(Window.CUMULATIVE, since, None, as_of)
    return Extent(Window.PERIOD, since, None, as_of, is_before=gap > _START_REACH)


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
    """The times that belong to a count: those in its stretch, or its sentence's common one."""
    sentence = page.sentence(count.quantity.start)
    spans = [
        (min(c.start, c.quantity.start), max(c.end, c.quantity.end))
        for c in others
        if c is not count
    ]
    ordered = sorted((s, e) for s, e in spans if not s <= count.quantity.start < e)
    begin = max((end for start, end in ordered if end <= count.quantity.start), default=0)
    begin = max(begin, sentence.start)
    end = min((start for start, _ in ordered if start > count.quantity.start),
              default=sentence.end)  # fmt: skip
    end = min(end, sentence.end)
    inside = [t for t in page.times if sentence.start <= t.start < sentence.end]
    after = [t for t in inside if count.quantity.start <= t.start < end]
    before = [t for t in inside if begin <= t.start < count.quantity.start]
    chosen = [t for t in after + before if not _is_of_superlative(page, count, t)]
    return chosen


def _is_of_superlative(page: Page, count: Count, time: TimeSpan) -> bool:
    """``the most in a single day since October``: the time belongs to the superlative."""
    if time.start < count.quantity.end:
        return False
    between = page.words[count.end : time.start]
    return bool(_SUPERLATIVES.intersection(between))


def before_campaigns(page: Page, day: date) -> bool:
    """Whether a day lies before every campaign of the baseline."""
    return all(day < campaign.since for campaign in page.baseline.campaigns)
