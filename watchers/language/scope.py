"""Where the counted events happened: the scope of a count; it knows nothing of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchers.language.counts import COUNTED_LANDS, LIST_ENDS, Count
from watchers.language.holders import holders, is_crossing, owner_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from watchers.baseline import Read
    from watchers.language.annotations import Mention, Quantity
    from watchers.language.page import Page

RESTS = frozenset("rest remainder others balance remaining".split())
_REPORTING = frozenset(
    "said told says released reported announced confirmed published briefed issued added "
    "reporters acknowledged disclosed wrote posted".split()
)
_SAYING = frozenset("said says told announced added confirmed reported stated".split())
_LISTING = frozenset(
    ": - , for at accounted accounting ( with saw had has recorded reported logged sustained "
    "suffered absorbed took counted alone ) and in accounts registered faced seen on".split()
)
_ACCOUNTS = (["accounts", "for"], ["accounted", "for"], ["accounting", "for"])
_PREPOSITIONS = frozenset("in at across inside within on were are is happened occurred".split())
_BESIDE = frozenset(", ( and & - + both for covers cover covering hit struck".split())
_BEHIND = frozenset([*", and & . ) since - ; + alike combined together taken".split(), "", "\n"])
_EVENTS = frozenset("attack attacks strike drone blast incidents assaults".split())
_PART_ENDS = frozenset(", since when after before while".split())
_BREAKS = frozenset(
    "without despite amid than whose which who although though because saying said says according "
    "compared while after before but where served".split()
)
_EXISTENTIAL = frozenset("have has had is are was were 's 've will".split())
_LEAD = 4
_ACCOUNTING = frozenset("accounts accounted accounting account".split())
_CONFLICTS = frozenset("war truce ceasefire fighting hostilities pause".split())
_COUNTED = frozenset("counted recorded reported logged launched".split())
_PARTS = frozenset("half most some majority third quarter many few none one all two-thirds".split())
_PHRASE_STARTS = frozenset("in on against at across".split())
_EVENT_VERBS = frozenset(
    "hit struck targeted landed came wounded injured killed was is were has had took happened "
    "occurred".split()
)
_REGION = "ME"
_SEA = "XZ"
_OPENING = 6
"""How far into its sentence an opening ``In Syria, ...`` may reach."""


def scope_of(
    page: Page, read: Read, count: Count, others: Sequence[Count], *, whole: bool = False
) -> set[str]:
    """The places to which the counted events are bound; empty where none is said.

    Args:
        page: the text.
        read: the reading rule, whose patients' own country is no place of an event.
        count: what was counted.
        others: all counts of the text.
        whole: whether a site is filed under its country.

    Returns:
        ISO 3166 alpha-2 codes, ``ME`` for the region, ``IQ:Erbil`` for a site.
    """
    return _Search(page, read, count, others, is_whole=whole).codes()


@dataclass(frozen=True)
class _Search:
    """The search for one count's places, from the nearest words outwards."""

    page: Page
    read: Read
    count: Count
    others: Sequence[Count]
    is_whole: bool

    def codes(self) -> set[str]:
        if self.count.rule == "tally-whole":
            return set()
        if self._is_in_an_unknown_place():
            return set()
        if not self.read.is_aimed and (owner := owner_of(self.page, self.count)):
            return self._coded(owner)
        return self._near() or (set() if self._is_closed() else self._far())

    def _is_in_an_unknown_place(self) -> bool:
        """``shot dead in Ohio``: harm done where neither the tables nor the baseline reach."""
        page, at = self.page, self.count.end
        if not self.count.rule.startswith("casualties") or page.word(at) != "in":
            return False
        name = page.doc[at + 1 : at + 2].text
        is_name = name.istitle() and name != "Operation" and page.doc[at - 1].is_lower
        return is_name and not (any(page.named(at + 1, at + 2)) or page.is_time(at + 1))

    def _near(self) -> set[str]:
        """What stands right beside the number, or in its own stretch behind it."""
        page, count = self.page, self.count
        number = count.quantity
        direct = [m for m in page.mentions if m.start == number.end and m.kind == "country"]
        if direct and count.is_bare and page.word(direct[0].end) in LIST_ENDS:
            return self._coded(direct)
        start, end = _segment(page, count, is_whole=self.is_whole)
        objects = _places(page, max(start, count.start), number.start)
        if count.rule == "tally-times" and objects:
            return self._coded(objects)
        labels = self._coded(self._labels())
        is_accounted = page.words[number.start - 2 : number.start] in _ACCOUNTS
        if labels and (is_accounted or page.word(max(number.end, count.end)) not in _PREPOSITIONS):
            return labels
        return self._coded(self._behind(end)) or labels

    def _behind(self, end: int) -> list[Mention]:
        """The places behind the number; only its own phrase where it is a whole or a rank."""
        page, count = self.page, self.count
        start = max(count.quantity.end, count.end)
        start += page.word(start) in _COUNTED
        is_whole = _is_whole_of_part(page, count)
        if is_whole and page.word(start) not in _PHRASE_STARTS:
            return []
        if count.rule == "tally-part":
            ends = (i for i in range(start, end) if page.word(i) in _PART_ENDS)
            end = next((i for i in ends if not page.is_time(i)), end)
        if count.quantity.is_ordinal or is_whole:
            verbs = (i for i in range(start, end) if page.word(i) in _EVENT_VERBS)
            end = next(verbs, end)
        breaks = (
            i for i in range(start, end)
            if page.word(i) in _BREAKS and not page.is_time(i) and not page.quantity_over(i)
        )  # fmt: skip
        end = next(breaks, end)
        if self.is_whole:
            end = _before_existence(page, start, end)
        places = _places(page, count.quantity.end, end)
        if is_whole:  # "9 of the 36 attacks in Iraq on US troops in ...": the first is its own
            places = [
                m
                for i, m in enumerate(places)
                if i == 0 or _is_joined(page, places[i - 1].end, m.start)
            ]
        return places or self._there(start, end)

    def _there(self, start: int, end: int) -> list[Mention]:
        """``not on Iraqi soil, despite 29 attacks there``."""
        page = self.page
        there = next(
            (
                i
                for i in range(start, end)
                if page.word(i) in {"there", "here"} and page.word(i + 1) not in _EXISTENTIAL
            ),
            None,
        )
        if there is None:
            return []
        sentence, before = page.sentence(start), page.sentence_before(start)
        first = before.start if before else sentence.start
        named_too = {m.country for m in page.named(there, page.clause(there)[1])}
        lands = [m for m in page.named(first, there) if m.kind != "actor" and m.rule != "demonym"]
        return [m for m in lands if m.country not in named_too][-1:]

    def _is_closed(self) -> bool:
        """Whether what stands farther off is about something else: a part, a ranked event."""
        count = self.count
        is_ranked = count.rule == "tally-ordinal" and count.start >= count.quantity.start
        is_of_them = count.is_part and self.page.word(count.end - 1) in {"them", "these", "those"}
        return is_ranked or is_of_them or (count.is_part and count.rule != "tally-part")

    def _far(self) -> set[str]:
        if not self.read.is_aimed:
            return set() if self.count.is_part else self._coded(holders(self.page, self.count))
        before = self._coded(self._before())
        if before:
            return before
        if self.is_whole:
            return self._around()
        if self.count.is_level and (where := self._where()):
            return self._coded(where)
        return self._coded(self._opening()) or self._carried()

    def _before(self) -> list[Mention]:
        """The places of the clause before the number, as far as they are the events' own."""
        page, count = self.page, self.count
        start, _ = _segment(page, count, is_whole=self.is_whole)
        at = count.quantity.start
        borders = [i + 1 for i in range(start, at) if page.word(i) in _REPORTING]
        sentence = page.sentence(count.start)
        is_second = any(sentence.start <= c.quantity.start < count.start for c in self.others)
        if count.is_level and is_second:
            borders.append(count.start)
        elif count.is_level and count.start < at:
            borders = []
        begin = max([start, *borders])
        places = [m for m in _places(page, begin, at) if not _is_bracketed(page, m, at)]
        places = places or self._there(count.start, at) or self._country(begin)
        if begin < count.start and self._is_active():  # where the doers are: both fronts or none
            many = {m.country for m in places}
            return places if len(many) > 1 else [m for m in places if m.start >= count.start]
        return places

    def _country(self, start: int) -> list[Mention]:
        """``American bases in the country``: the one that the sentence before has named."""
        page, at = self.page, self.count.quantity.start
        before = page.sentence_before(at)
        stretch = page.words[start : max(at, self.count.end)]
        if before is None or not any(
            stretch[i : i + 3] == ["in", "the", "country"] for i in range(len(stretch))
        ):
            return []
        lands = [m for m in page.named(before.start, before.end) if m.kind == "country"]
        return [m for m in lands if page.is_shared(m.country)][-1:]

    def _is_active(self) -> bool:
        """Whether the victims stand behind the verb, so that the doers stand before it."""
        page, count = self.page, self.count
        named = page.named(count.start, count.quantity.start)
        return count.rule == "tally-times" and any(
            page.fits(m, self.read.patient)
            and m.kind in {"actor", "place"}
            and page.word(m.start - 1) not in {"by", "to"}
            for m in named
        )

    def _where(self) -> list[Mention]:
        """``in Syria, where the figure is now 28``."""
        page = self.page
        start, _ = page.clause(self.count.start)
        if "where" not in page.words[start : self.count.start]:
            return []
        return _places(page, page.sentence(start).start, start + 1)[-1:]

    def _labels(self) -> list[Mention]:
        """``Iraq accounted for 36``, ``Iraq: 47``: the places right before the number."""
        page, count, at = self.page, self.count, self.count.quantity.start
        is_account = page.word(at - 1) == "for" and page.word(at - 2) in _ACCOUNTING
        if count.is_level or not (count.is_bare or count.is_part or is_account):
            return []
        start = max([page.sentence(at).start, *(q.end for q in _numbers(page, at) if q.end <= at)])
        first = at
        while first > start and page.word(first - 1) in _LISTING:
            first -= 1
        named = [m for m in page.named(start, at) if m.kind != "actor"]
        kept: list[Mention] = []
        for mention in reversed(named):
            if mention.end >= first or (kept and _is_joined(page, mention.end, kept[0].start)):
                kept.insert(0, mention)
        return kept

    def _around(self) -> set[str]:
        """Where people were killed or hurt: the rest of the sentence, then the one before."""
        page, count = self.page, self.count
        start, end = page.part(count.start)
        parts = [c for c in self.others if c.is_part and start <= c.start < end]
        if count.is_single or not parts:
            places = _places(page, start, end)
            if not count.is_single:
                places = [m for m in places if not self._is_cut_off(m)]
            codes = self._coded(places)
            if codes:
                return codes
        before = page.sentence_before(count.start)
        if count.is_single and before:
            return self._coded(_places(page, before.start, before.end))
        return set()

    def _is_cut_off(self, mention: Mention) -> bool:
        """Whether another number or a speaker stands between a place and the number."""
        page, at = self.page, self.count.quantity.start
        first, last = sorted((mention.start, at))
        numbers = [
            q for q in _numbers(page, at)
            if first < q.start < last and not self._is_coordinated(q, mention)
        ]  # fmt: skip
        is_of_part = "them" in page.words[max(0, mention.start - 3) : mention.start]
        is_of_part = is_of_part or self._is_of_counted_before(mention)
        return bool(is_of_part or numbers or _REPORTING.intersection(page.words[first:last]))

    def _is_of_counted_before(self, mention: Mention) -> bool:
        """``32 in Iraq and 34 in Syria, and 62 injured``: the place is that of the 34 alone."""
        page, own = self.page, self.count.quantity
        is_placed = mention.end <= own.start and page.word(mention.start - 1) == "in"
        part = page.quantity_over(mention.start - 2) if is_placed else None
        return part is not None and part.unit is None

    def _is_coordinated(self, number: Quantity, mention: Mention) -> bool:
        """``three were killed and 34 wounded in Jordan``: one place for both."""
        page = self.page
        is_people = number.unit is None and number.head not in _EVENTS
        is_behind = self.count.quantity.start < number.start < mention.start
        return is_people and is_behind and page.word(number.start - 1) in {"and", "&"}

    def _opening(self) -> list[Mention]:
        """``In Syria, where ..., there were 34``, ``US forces in Iraq: attacked 32 times``."""
        page, count = self.page, self.count
        sentence = page.sentence(count.start)
        first = min(count.start, count.quantity.start)
        is_second = any(sentence.start <= c.start < first for c in self.others)
        if count.is_level or count.is_part or is_second:
            return []
        if page.word(sentence.start) in {"in", "across", "inside"}:
            return _places(page, sentence.start, min(sentence.start + _OPENING, first))
        is_headed = ":" in page.words[max(sentence.start, first - 2) : first]
        return _places(page, sentence.start, first) if is_headed else []

    def _carried(self) -> set[str]:
        """The scope of the total that an older one is compared with, or of the noun before."""
        page, count = self.page, self.count
        if count.is_old:
            newer = [c for c in self.others if c.start < count.start and not c.is_old | c.is_part]
            return scope_of(page, self.read, newer[-1], self.others) if newer else set()
        if count.topic is not None and page.sentence(count.topic) != page.sentence(count.start):
            found = self._coded(_places(page, count.topic, page.clause(count.topic)[1]))
            if found:
                return found
        return self._explained() or (self._of_both() if count.is_level else set())

    def _explained(self) -> set[str]:
        """What the next sentence says that the number covers: ``That is Iraq and Syria``."""
        page = self.page
        end = page.sentence(self.count.start).end
        behind = page.sentence(min(end + 1, len(page.words) - 1))
        opening = page.words[behind.start : behind.start + 3]
        if behind.start < end or opening[:1] not in (["that"], ["this"]):
            return set()
        lands = [m for m in page.named(behind.start, behind.end) if m.kind == "country"]
        is_said = bool({"is", "'s", "covers", "includes"}.intersection(opening))
        is_plain = not any(behind.start <= q.start < behind.end for q in page.quantities)
        return self._coded(lands) if is_said and is_plain else set()

    def _of_both(self) -> set[str]:
        """The several countries that the sentence's first count, or the title, has named."""
        page, count = self.page, self.count
        sentence = page.sentence(count.start)
        spans = [(sentence.start, count.start)]
        first = page.doc._.sentences[0]
        if first.is_title and first.end <= sentence.start:
            spans.append((first.start, first.end))
        for start, end in spans:
            codes = self._coded(_places(page, start, end))
            if len(codes) > 1 and not any(":" in code for code in codes):
                return codes
        return set()

    def _coded(self, mentions: Iterable[Mention]) -> set[str]:
        """The codes of places; where a country and a site in it are named, the site's."""
        actors = self.page.baseline.actors
        own = {actor.country for actor in actors if actor.id in self.read.patient}
        codes: set[str] = set()
        named = list(mentions)
        for mention in named:
            if mention.country is None or mention.country in own:
                continue
            if self._is_around_another(mention, named):
                continue
            if mention.country == _SEA and not self.is_whole:
                continue
            if mention.country == _REGION:
                return {_REGION}
            is_site = mention.kind == "place" and not self.is_whole
            codes.add(_site(self.page, mention) if is_site else mention.country)
        narrow = {code.split(":")[0] for code in codes if ":" in code}
        return codes - narrow

    def _is_around_another(self, mention: Mention, named: Sequence[Mention]) -> bool:
        """``in Tandara in Mbalika``: the wider of two places that lie one in the other."""
        if mention.kind != "place":
            return False
        is_part_of = self.page.baseline.is_part_of
        return any(m.id != mention.id and is_part_of(m.id, mention.id) for m in named)


def _site(page: Page, mention: Mention) -> str:
    """The code of a site: that of the nearest place it lies in that has one, or its province's."""
    place = page.baseline.place(mention.id)
    while place.scope is None and place.part_of is not None:
        place = page.baseline.place(place.part_of)
    if place.scope:
        return place.scope
    if place.kind in {"country", "region"}:
        return place.country
    return f"{place.country}:{place.id.rsplit('-', 1)[-1].title()}"


# ---------------------------------------------------------------------- which words are its own


def _numbers(page: Page, index: int) -> list[Quantity]:
    """The numbers of a sentence that may count something."""
    sentence = page.sentence(index)
    return [
        q
        for q in page.quantities
        if sentence.start <= q.start < sentence.end
        and q.unit in {None, "times"}
        and not page.is_time(q.start)
        and page.word(q.start - 1) != "not"
    ]


def _segment(page: Page, count: Count, *, is_whole: bool) -> tuple[int, int]:
    """The stretch that belongs to a count: its clause, cut at the counts beside it."""
    at = count.quantity.start
    first, last = page.clause(at)
    if count.is_level:
        first = min(first, count.start)
    is_open = page.word(last - 1) in {"-", ":"} and count.end >= last - 1
    is_denied = page.word(last + 1) == "not"  # "78 times (not 87) in Iraq"
    if page.word(last) == "(" and (
        is_denied or not any(q.start > last for q in _numbers(page, at))
    ):
        is_open = True
    last = page.sentence(at).end if is_open else _past_bracket(page, last)
    if not count.quantity.value:
        return first, last
    numbers = [q for q in _numbers(page, at) if not q.is_ordinal and q.head not in COUNTED_LANDS]
    if is_whole:  # the events stand among the words that say where people were hurt
        numbers = [q for q in numbers if q.head not in _EVENTS and q.unit is None]
    after = max(count.quantity.end, count.end)
    ends = [_cut(page, after, q.start) for q in numbers if after <= q.start <= last + 1]
    ends += [i for i in range(count.end, last) if page.word(i) in RESTS]
    starts = [q.end for q in numbers if first <= q.start and q.end <= at]
    if count.is_level and page.words[at - 3 :][:1] == ["from"] and page.word(at - 1) == "to":
        starts = [end for end in starts if end < at - 1]  # "from 37 to 42" has one subject
    return max([first, *starts]), min([last, *ends])


def _past_bracket(page: Page, last: int) -> int:
    """The end of the bracket that a clause stops at: ``52 (Iraq)``."""
    if page.word(last) != "(":
        return last
    inside = [i for i in range(last, last + _OPENING) if page.word(i) == ")"]
    return inside[0] if inside and not _has_number(page, last, inside[0]) else last


def _has_number(page: Page, start: int, end: int) -> bool:
    return any(start <= q.start < end for q in page.quantities)


def _cut(page: Page, start: int, end: int) -> int:
    """Where a count's own words end before the next number: ``and those in Syria 11 times``."""
    if page.word(end - 1) == "(":  # "in Syria (28) than in Iraq (24)": the place is the other's
        label = next((m for m in page.named(start, end) if m.end == end - 1), None)
        if label is not None:
            return label.start
    joints = [
        i
        for i in range(start, end)
        if page.word(i) in {"and", "/", "+", ";"} and "," not in page.words[i:end]
    ]
    spots = [m for m in page.named(start, end) if m.kind != "actor"]
    for joint in reversed(joints):
        is_list = any(m.end == joint for m in spots) and any(m.start == joint + 1 for m in spots)
        if not is_list:
            return joint
    return end


def _is_bracketed(page: Page, mention: Mention, at: int) -> bool:
    """Whether a place stands in a bracket that is closed before a number."""
    between = page.words[mention.end : at]
    closed, opened = (sum(map(between.count, pair)) for pair in ((")", "]"), ("(", "[")))
    return closed > opened


def _before_existence(page: Page, start: int, end: int) -> int:
    """``killed three in Jordan, there have been 165``: where the sentence starts on the next."""
    opens = (i for i in range(start, end) if page.word(i) == "," and page.word(i + 1) == "there")
    return next(opens, end)


def _places(page: Page, start: int, end: int) -> list[Mention]:
    """The places of a stretch that something is bound to: not one that a comma sets apart."""
    kept: list[Mention] = []
    for mention in page.named(start, end):
        if _is_aside(page, mention) or _is_of_speech(page, mention, (start, end)):
            continue
        is_apart = mention.kind == "place" and page.word(mention.start - 1) in {",", ";"}
        is_listed = bool(kept) and kept[-1].end == mention.start - 1
        is_bound = _is_where(mention) and (is_listed or not is_apart)
        if is_bound or _is_of_event(page, mention) or _is_set_beside(page, mention):
            kept.append(mention)
    return kept


def _is_whole_of_part(page: Page, count: Count) -> bool:
    """``half of the 73 attacks occurred in Iraq``: the place is the part's."""
    at = count.quantity.start
    before = page.words[max(0, at - 4) : at]
    if "of" not in before[-2:]:
        return False
    of = at - 1 - (before[-1] != "of")
    return bool(_PARTS.intersection(before)) or page.quantity_over(of - 1) is not None


def _is_where(mention: Mention) -> bool:
    if mention.rule == "dateline":
        return False
    if mention.kind == "country":
        return mention.rule not in {"country:state", "demonym"}
    return mention.kind in {"place", "region"}


def _is_aside(page: Page, mention: Mention) -> bool:
    """A place inside a time (``since the war in Gaza``), or a border that is only near."""
    since = page.words[max(0, mention.start - _LEAD) : mention.start]
    if {"since", "after", "before"}.intersection(since) and "in" in since[-1:]:
        return not {"and", ","}.intersection(since)
    if mention.rule.startswith("both:") and page.word(mention.start - 1) == "between":
        return True  # "relations between the two countries"
    if page.word(mention.start - 1) == "in" and page.word(mention.start - 2) in _CONFLICTS:
        return True
    is_border = page.word(mention.end) in {"border", "frontier"} or is_crossing(page, mention)
    is_of_day = any(
        time.rule.startswith("date-event")
        and time.end <= mention.start <= time.end + 2
        and ";" not in page.words[time.end : mention.start]
        for time in page.times
    )
    return is_border or is_of_day or page.is_time(mention.start)


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
    is_state = mention.kind == "country" and mention.rule == "country:state"
    return is_state and page.word(mention.end) in _EVENTS and page.is_shared(mention.country)


def _is_set_beside(page: Page, mention: Mention) -> bool:
    """``in the two countries, Iraq and Syria``: a country's name between commas."""
    is_state = mention.kind == "country" and mention.rule == "country:state"
    if is_state and page.words[mention.end : mention.end + 2] == ["'s", "share"]:
        return True
    before, after = page.word(mention.start - 1), page.word(mention.end)
    if is_state and before in {"now", "also"} and page.word(mention.start - 2) == "and":
        return any(m.end == mention.start - 2 for m in page.mentions)  # "Syria and now Jordan"
    if before in {"now", "also", "even", "lately"}:
        before = page.word(mention.start - 2)
    return is_state and (before == "off" or (before in _BESIDE and after in _BEHIND))


def _is_joined(page: Page, end: int, start: int) -> bool:
    between = page.words[end:start]
    return bool(between) and all(word in {"and", ",", "&", "the"} for word in between)
