"""A counted number, and the ground on which the counting rules stand; the rules are elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchers.language.victims import Aim, aim_of_noun

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchers.baseline import Claim, Read
    from watchers.language.annotations import Mention, Quantity
    from watchers.language.page import Page, Vocabulary

LEVEL_VERBS = frozenset(
    "double doubled doubles triple tripled triples climb climbed climbs climbing rise rose rises "
    "risen reach reached reaches hit hits increase "
    "increased increases grow grew grows grown jump jumped jumps mount mounted mounts stand stood "
    "stands standing total totaled totalled totals number numbered numbers top tops topped exceed "
    "exceeds exceeded pass passed passes surpass surpassed surpasses cross crossed came comes "
    "swelled swell hovers went now surged put puts putting took takes taking brought brings "
    "bringing pushed pushes pushing raised raises raising revised lift lifts lifted "
    "lifting is was be reckoned "
    "bring push gone goes stay stays stayed "
    "remains remained making makes make counted crept ticked moved edged corrected amended "
    "trimmed cut updated restated lowered".split()
)
"""Verbs that say how high a count stands."""
COUNT_NOUNS = frozenset(
    "tally count total number figure sum list ledger counts totals toll counter".split()
)
OCCASIONS = frozenset("time times occasion occasions".split())
LIST_ENDS = frozenset((",", ")", ";", ".", "and", "", "/"))
"""What may follow a place that stands bare behind a number: ``(46 Iraq, 55 Syria)``."""
COUNTED_LANDS = frozenset(
    "countries nations states bases sites locations provinces places fronts".split()
)
PLACE_WORDS = frozenset("in at across inside ( within throughout on".split())
_PART_STARTS = {"", "\n"}.union(
    ", ; . ( : - / + and while of those ones bases positions troops forces others".split()
)
_LANDS = frozenset(("country", "place", "region"))
_LABELLING = frozenset(
    ": - , for at accounted accounting accounts ( with took saw had absorbed on has".split()
)
_HARM = frozenset("injured wounded hurt killed dead casualties injuries deaths".split())
_HAPPENING = frozenset(
    "were was happened occurred took place came carried out recorded launched reported registered "
    "conducted mounted staged have had been fell hit logged of them those these".split()
)
_STOP = frozenset(
    '. ; : ! ? ( ) " in on at of by to since over during as that which who whom when while have '
    "has had was were is are be been being says said after before for with from against until up "
    "this last across into near within without not will would could may might should also per "
    "than about he they it we i you his the a an there here if because so then killed wounded "
    "injured left including launched carried conducted fired claimed".split()
)
_JOINTS = frozenset(", and or - &".split())
_NO_VERB_AFTER = frozenset("the a an of these those such about more any no its their his".split())
_THROWN = frozenset("aimed fired shot directed launched lobbed".split())
_TOWARDS = frozenset("at on upon against toward towards".split())
_TAKING = frozenset("take takes took taken drawn drew".split())
_UNDER = frozenset("fire attack attacks bombardment shelling".split())
_NOT_A_HEAD_BEFORE = frozenset(("aircraft", "drones"))
_SENTENCES_AHEAD = 2
_SHORT_TEXT = 60
"""Words in a headline or a brief, where a bare count is taken to be about the claim."""
_NO_NOUNS = frozenset("mark milestone threshold entries entry items altogether".split())
_REACH = 8
_PREDICATE = 5
_TARGETS = frozenset("them those bases sites posts facilities positions".split())


@dataclass(frozen=True, slots=True)
class Count:
    """A number, the tokens that say what it counts, and how it stands to other counts."""

    quantity: Quantity
    start: int
    end: int
    rule: str
    aim: Aim = Aim.UNSAID
    is_part: bool = False
    """Part of a total that the text gives beside it."""
    is_level: bool = False
    """A total that has been reached, whatever stretch of time stands beside it."""
    is_old: bool = False
    """An earlier total, given for comparison."""
    is_derived: bool = False
    is_single: bool = False
    """What one single event did."""
    is_bare: bool = False
    """No noun of its own: what it counts is carried over."""
    topic: int | None = None
    """The noun of the sentence before from which it is carried over."""


def bare(
    quantity: Quantity,
    rule: str,
    *,
    is_part: bool = False,
    is_level: bool = False,
    is_old: bool = False,
) -> Count:
    """A count that has nothing but its number to quote."""
    start, end = quantity.start, quantity.end
    return Count(
        quantity, start, end, rule, is_part=is_part, is_level=is_level, is_old=is_old, is_bare=True
    )


class Ground:
    """What the rules for one tally of events ask of one text."""

    def __init__(self, page: Page, claim: Claim, read: Read, vocabulary: Vocabulary) -> None:
        self.page, self.claim, self.read, self.words = page, claim, read, vocabulary
        self.found: list[Count] = []
        """The counts so far, in the order of the text."""

    # ------------------------------------------------------------------ what else is said

    def antecedent(self, index: int) -> Count | None:
        """The nearest count of the same sentence, or else of the one before it."""
        sentence = self.page.sentence(index)
        before = self.page.sentence_before(index)
        start = before.start if before else sentence.start
        near = [c for c in self.found if start <= c.quantity.start < sentence.end]
        own = [c for c in near if c.quantity.start >= sentence.start]
        return min(own or near, key=lambda c: abs(c.quantity.start - index), default=None)

    def is_on_topic(self, index: int) -> bool:
        """Whether a bare count may be about the claim: its actors nearby, or a short text."""
        if not self.read.is_aimed:
            return True
        page = self.page
        nearby = list(page.named(self._start_nearby(index), page.sentence(index).end))
        if any(page.fits(m, self.read.patient) for m in nearby):
            return True
        if any(page.fits(m, self.read.not_agent) for m in nearby if m.kind == "actor"):
            return False
        if self._is_talk() and any(page.fits(m, self.read.patient) for m in page.mentions):
            return True
        codes = {m.country for m in nearby if m.country and m.kind in {"place", "country"}}
        is_there = any(page.is_tracked(self.claim, [code]) for code in codes)
        return is_there or (len(page.words) < _SHORT_TEXT and not codes)

    def is_told_of(self, index: int) -> bool:
        """``57 tested positive, bringing the total to``: the last event told is one of these."""
        if self.read.is_aimed:
            return False
        page = self.page
        start = page.sentence(index).start
        told = [
            event.frame
            for event in page.doc._.events
            if start <= event.start < index and event.frame in page.tally_frames
        ]
        return bool(told) and told[-1] in self.read.frame

    def _is_talk(self) -> bool:
        """Whether the text is a transcript, whose answers name nothing that was asked for."""
        words = self.page.words
        return any(
            words[i] in {"q", "a", "reporter", "question", "spokesperson"} and words[i + 1] == ":"
            for i in range(len(words) - 1)
        )

    def is_by_party(self, index: int) -> bool:
        """Whether the clause has named a party to the conflict that may be the doer."""
        page = self.page
        start, _ = page.clause(index)
        return any(
            page.baseline.actor(m.id).tier == "party" and not page.fits(m, self.read.not_agent)
            for m in page.named(start, index)
            if m.kind == "actor"
        )

    def topic_noun(self, index: int, *, is_near: bool = False) -> int | None:
        """Where the sentence, or the one before it, has named the claim's events.

        ``strikes on US bases (Iraq 37)``; with ``is_near`` the sentence alone is searched.
        """
        start = self.page.sentence(index).start if is_near else self._start_nearby(index)
        for at in range(index - 1, start - 1, -1):
            if self.page.word(at) in self.words.event_nouns and self.is_head(at, is_plural=True):
                if self.page.word(at - 1) == "many":  # "how many attacks is it now?"
                    return at if self.is_on_topic(index) else None
                return at if self._is_topic(at, index) else None
        return None if is_near else self._topic_behind(index)

    def _is_topic(self, noun: int, index: int) -> bool:
        """Whether events named before are the claim's: by their aim, or as ``the attacks``."""
        page = self.page
        aim = aim_of_noun(page, self.read, noun)
        is_known = page.word(noun - 1) in {"the", "these", "such"} and page.is_named(
            self._start_nearby(index), page.sentence(index).end, self.read.patient
        )
        return aim is Aim.OURS or (aim is Aim.UNSAID and is_known)

    def _topic_behind(self, index: int) -> int | None:
        """``"We are at 46," she said of the attacks on US forces``; ``47. ... Total attacks``."""
        start, end = index, self.page.sentence(index).end
        for _ in range(_SENTENCES_AHEAD):
            end = self.page.sentence(min(end + 1, len(self.page.words) - 1)).end
        for at in range(start, end):
            if self.page.word(at) in self.words.event_nouns and self.is_head(at, is_plural=True):
                return at if aim_of_noun(self.page, self.read, at) is Aim.OURS else None
        return None

    def _start_nearby(self, index: int) -> int:
        before = self.page.sentence_before(index)
        return before.start if before else self.page.sentence(index).start

    # ------------------------------------------------------------------ nouns and verbs

    def noun_after(self, start: int, *, is_plural: bool) -> int | None:
        """The counted noun of the phrase that begins at ``start``."""
        page = self.page
        for index in range(start, min(start + _REACH, len(page.words))):
            word = page.word(index)
            if word in self.words.nouns and self.is_head(index, is_plural=is_plural):
                return index
            if word in _STOP or word == "\n" or page.quantity_at(index):
                return None
            if word in _JOINTS and page.word(index + 1) in _STOP:
                return None
            if self._is_another_head(index) and not any(page.named(index, index + 1)):
                return None
        return None

    def _is_another_head(self, index: int) -> bool:
        """Whether a plural of another noun closes the phrase: ``40 fighters launched attacks``."""
        word = self.page.word(index)
        is_joined = self.page.word(index + 1).startswith(("-", "'", "and"))
        is_plural = len(word) > 3 and word.endswith("s")  # noqa: PLR2004 - not "us", "his"
        return is_plural and word not in self.words.nouns and not is_joined

    def is_head(self, index: int, *, is_plural: bool) -> bool:
        """Whether a counted noun is one here, in the number that is called for."""
        page, word = self.page, self.page.word(index)
        if is_plural != (word.endswith("s") and not word.endswith("ss")):
            return False
        before, following = page.word(index - 1), page.word(index + 1)
        if before in self.words.not_after:
            return False
        if before == "-" and page.word(index - 2) in {"counter", "cyber"}:
            return False
        return following not in self.words.not_before | _NOT_A_HEAD_BEFORE

    def is_verb(self, index: int) -> bool:
        """Whether a word is one of the verbs of the event here."""
        page, word = self.page, self.page.word(index)
        before, following = page.word(index - 1), page.word(index + 1)
        if following == "back":
            return False
        before_it = page.words[max(0, index - 3) : index]
        is_under = "under" in before_it or bool(_TAKING.intersection(before_it[-2:]))
        if (word in _UNDER and is_under) or (word, following) in self.words.phrasal:
            return True
        if word in _THROWN:
            return bool(_TOWARDS.intersection(page.words[index + 1 : index + _REACH]))
        if word not in self.words.verbs or before in _NO_VERB_AFTER | self.words.not_after:
            return False
        return not word.endswith("s") or any(m.start == index + 1 for m in page.mentions)

    def occasion_end(self, quantity: Quantity) -> int:
        """The token after ``times`` or ``occasions``, where the number has that noun."""
        if quantity.unit != "times":
            for index in range(quantity.end, quantity.end + 3):
                if self.page.word(index) in OCCASIONS:
                    return index + 1
        return quantity.end

    def has_own_noun(self, quantity: Quantity) -> bool:
        """Whether the number has a noun of its own, so that nothing need be carried over."""
        head, page = quantity.head, self.page
        if head is None or head.endswith("ed") or head in self.words.verbs | _NO_NOUNS:
            return False
        reach = range(quantity.end, quantity.end + _REACH)
        at = next((i for i in reach if page.word(i) == head), quantity.end)
        is_land = any(m.kind in _LANDS for m in page.named(at, at + 1))
        return not page.is_time(at) and not is_land

    # ------------------------------------------------------------------ places beside a number

    def has_place(self, quantity: Quantity) -> bool:
        """Whether a place stands right beside the number."""
        page, end = self.page, self.occasion_end(quantity)
        if page.word(end) in {"on", "against"} and page.word(end + 1) in _TARGETS:
            end += 2  # "53 against bases in Iraq"
        first = end + (page.word(end) == ",")
        at = first
        while at < first + _PREDICATE and page.word(at) in _HAPPENING:
            at += 1
        if page.word(at) == "there":
            return True
        if page.word(at) in PLACE_WORDS and any(page.named(at + 1, at + 4)):
            return True
        place = self._land(lambda m: m.start == at)
        if place and (page.word(at) in {"across", "both"} or at == end):
            return page.word(at) in {"across", "both"} or page.word(place.end) in LIST_ENDS
        return self.is_labelled(quantity)

    def is_of_another_count(self, quantity: Quantity) -> bool:
        """``2,500 soldiers in Iraq and 900 in Syria``: it goes on with the number before it."""
        page = self.page
        start = page.sentence(quantity.start).start
        before = [
            q
            for q in page.quantities
            if start <= q.start < quantity.start
            and q.unit is None
            and q.head not in COUNTED_LANDS
            and not (q.is_ordinal or page.is_time(q.start))
        ]
        if not before or before[-1].rule == "number-none":
            return False
        if any(count.quantity is before[-1] for count in self.found):
            return False
        return self.has_own_noun(before[-1]) or self.is_of_another_count(before[-1])

    def is_of_harm(self, quantity: Quantity) -> bool:
        """Whether the sentence counts the hurt or the dead, not the events."""
        start = self.page.sentence(quantity.start).start
        before = self.page.words[start : quantity.start]
        if self.page.word(quantity.end) in _HARM:
            return True
        return bool(_HARM.intersection(before)) and not self.words.event_nouns.intersection(before)

    def is_labelled(self, quantity: Quantity) -> bool:
        """``Iraq: 47``, ``Iraq 52, Syria 75``, ``Iraq accounted for 36``."""
        page = self.page
        if is_called_total(page, quantity):
            return False
        before = quantity.start - 1
        while page.word(before) in _LABELLING:
            before -= 1
        place = self._land(lambda m: m.end == before + 1)
        if place is None:
            return False
        is_in = page.word(place.start - 1) in PLACE_WORDS - {"("}
        is_in = is_in and page.word(quantity.start - 1) != "("
        return not is_in or page.word(place.start - 2) in _PART_STARTS

    def _land(self, fits: Callable[[Mention], bool]) -> Mention | None:
        return next((m for m in self.page.mentions if m.kind in _LANDS and fits(m)), None)


def is_called_total(page: Page, quantity: Quantity) -> bool:
    """``for a total of 27``."""
    return "total" in page.words[quantity.start : quantity.end]
