"""Find what each number counts among the events of a tally; scope and time are read elsewhere."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from watchers.language.victims import Aim, aim_of_noun, aim_of_verb

if TYPE_CHECKING:
    from watchers.baseline import Claim, Read
    from watchers.language.annotations import Quantity
    from watchers.language.page import Page, Vocabulary

LEVEL_VERBS = frozenset(
    "climb climbed climbs climbing rise rose rises risen reach reached reaches hit hits increase "
    "increased increases grow grew grows grown jump jumped jumps mount mounted mounts stand stood "
    "stands standing total totaled totalled totals number numbered numbers top tops topped exceed "
    "exceeds exceeded pass passed passes surpass surpassed surpasses cross crossed came comes "
    "swelled swell hovers went now surged put puts putting took takes taking brought brings "
    "bringing pushed pushes pushing raised raises raising revised lifted is was be reckoned "
    "remains remained making makes make counted crept ticked moved edged corrected amended trimmed "
    "cut updated restated lowered".split()
)
_LEADING_TO_LEVEL = frozenset("to at is was of : reached stands now still be remains as".split())
COUNT_NOUNS = frozenset(
    "tally count total number figure sum list ledger counts totals toll".split()
)
_NOT_OUR_COUNT = frozenset("death body vote head viewer word blood case total".split())
_OLD = {
    ("up", "from"), ("down", "from"), ("compared", "with"), ("compared", "to"), ("versus",),
    ("against",), ("vs",), ("vs.",), ("and", "from"), (",", "from"), ("from",), ("than", "the"),
}  # fmt: skip
_STOP = frozenset(
    '. ; : ! ? ( ) " in on at of by to since over during as that which who whom when while have '
    "has had was were is are be been being says said after before for with from against until up "
    "this last across into near within without not will would could may might should also per "
    "than about he they it we i you his the a an there here if because so then killed wounded "
    "injured left including launched carried conducted fired claimed".split()
)
_JOINTS = frozenset(", and or - &".split())
_RATE = frozenset("a an per each every".split())
_SPANS = frozenset("day week month hour year night daily minute".split())
_AVERAGE = frozenset("average averaging averaged averages".split())
_RATIO = frozenset(
    "as more higher larger the greater that bigger its faster fewer likelier".split()
)
_THEM = frozenset("them these those which whom".split())
_OCCASIONS = frozenset("time times occasion occasions".split())
_NO_VERB_AFTER = frozenset("the a an of these those such about more any no its their his".split())
_UNDER = frozenset("fire attack attacks bombardment shelling".split())
_COUNTING = frozenset(
    "counts count counted acknowledges acknowledged acknowledge records recorded tracked tracks "
    "lists listed reports reported logged confirms confirmed claims claim claimed "
    "cites cited gives gave admits admitted has had".split()
)
_STRONG = frozenset(("attack", "attacks"))
_PLACE_WORDS = frozenset("in at across inside ( within throughout on".split())
_HAPPENING = frozenset(
    "were was happened occurred took place came carried out recorded launched reported registered "
    "conducted mounted staged have had been fell hit logged of them those these".split()
)
LANDS_COUNTED = frozenset(
    "countries nations states bases sites locations provinces places fronts".split()
)
_PART_STARTS = frozenset((",", ";", ".", "(", ":", "-", "and", "\n", "", "while", "of", "/"))
_PREDICATE = 5
LIST_ENDS = frozenset((",", ")", ";", ".", "and", ""))
_LANDS = frozenset(("country", "place", "region"))
_REACH = 8
_HEADING = 4


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


class EventCounter:
    """Reads the counts of one tally of events from a text."""

    def __init__(self, page: Page, claim: Claim, read: Read, vocabulary: Vocabulary) -> None:
        self.page, self.claim, self.read, self.words = page, claim, read, vocabulary
        self.found: list[Count] = []

    def counts(self) -> list[Count]:
        """All counts, in the order of the text."""
        numbers = [q for q in self.page.quantities if self._may_count(q)]
        for rule in (self._of_own, self._of_bare):
            for quantity in numbers:
                if not any(count.quantity is quantity for count in self.found):
                    count = rule(quantity)
                    if count and count.aim is not Aim.OTHERS:
                        insort(self.found, count, key=lambda c: c.quantity.start)
        return self.found

    def _of_own(self, quantity: Quantity) -> Count | None:
        """A number that has its noun or its verb beside it."""
        if quantity.unit == "times" or self._is_occasion(quantity):
            return self._of_times(quantity)
        return self._of_noun(quantity) or self._of_level(quantity)

    def _may_count(self, quantity: Quantity) -> bool:
        page, end = self.page, quantity.end
        if quantity.unit not in {None, "times"} or quantity.rule in {
            "number-fraction", "number-none",
        }:  # fmt: skip
            return False
        if page.is_time(quantity.start) and page.is_time(quantity.end - 1):
            return False
        if quantity.is_increment and not self._is_timed(quantity):
            return False
        return not self._is_rate(quantity, end)

    def _is_timed(self, quantity: Quantity) -> bool:
        """An increment counts something only within a time of its own."""
        sentence = self.page.sentence(quantity.start)
        return any(sentence.start <= t.start < sentence.end for t in self.page.times)

    def _is_rate(self, quantity: Quantity, end: int) -> bool:
        """``two attacks a day``, ``on average``, ``three times as many``."""
        page = self.page
        clause = page.clause(quantity.start)
        if _AVERAGE.intersection(page.words[clause[0] : end + 3]):
            return True
        if quantity.unit == "times" and page.word(end) in _RATIO and not page.is_time(end):
            return page.word(end) != "the" or page.word(end + 1) in {"number", "rate", "size"}
        for index in range(end, min(end + 5, clause[1] - 1)):
            is_span = page.word(index) in _RATE and page.word(index + 1) in _SPANS
            if is_span or page.word(index) in {"daily", "weekly", "monthly"}:
                return not page.is_time(index)
        return False

    def _is_occasion(self, quantity: Quantity) -> bool:
        return any(self.page.word(i) in _OCCASIONS for i in range(quantity.end, quantity.end + 3))

    # ------------------------------------------------------------------ with a noun

    def _of_noun(self, quantity: Quantity) -> Count | None:
        page, end = self.page, quantity.end
        is_part = False
        if page.word(end) == "of":
            end += 1
            while page.word(end) in {"the", "all", "such", "its", "their", "some", "about"}:
                is_part = is_part or (page.word(end) == "the" and not quantity.is_vague)
                end += 1
            inner = page.quantity_at(end)
            if inner is None and page.quantity_over(end):
                inner = page.quantity_over(end)
            if page.word(end) in _THEM:
                return self._part(quantity, end + 1) if self._antecedent(quantity.start) else None
            if inner and quantity.value != 1:
                noun = self.noun_after(inner.end, is_plural=inner.value != 1)
                is_known = noun is not None or self._antecedent(quantity.start) is not None
                if is_known or self._is_happening(inner.end):
                    return self._part(quantity, noun + 1 if noun else inner.end)
                return None
        noun = self.noun_after(end, is_plural=quantity.value != 1 and not quantity.is_ordinal)
        if noun is None:
            return None
        if is_part:
            return self._part(quantity, noun + 1)
        aim = aim_of_noun(page, self.read, noun)
        if not self._is_ours(quantity, noun, aim):
            return None
        rule = "tally-ordinal" if quantity.is_ordinal else "tally-noun"
        return Count(quantity, quantity.start, noun + 1, rule, aim)

    def _is_happening(self, index: int) -> bool:
        """``27 of the 55 happened in Iraq``: only events happen."""
        words = tuple(self.page.words[index : index + 2])
        is_said = words[:1] in {("happened",), ("occurred",)} or words == ("took", "place")
        return is_said and self.is_on_topic(index)

    def _part(self, quantity: Quantity, end: int) -> Count | None:
        return Count(quantity, quantity.start, end, "tally-part", is_part=True)

    def noun_after(self, start: int, *, is_plural: bool) -> int | None:
        """The counted noun of the phrase that begins at ``start``."""
        page = self.page
        for index in range(start, min(start + _REACH, len(page.words))):
            word = page.word(index)
            if word in self.words.nouns and self._is_head(index, is_plural=is_plural):
                return index
            if word in _STOP or page.quantity_at(index) or word == "\n":
                return None
            is_joint_end = word in _JOINTS and page.word(index + 1) in _STOP
            is_other_head = (
                len(word) > 3 and word.endswith("s") and word not in self.words.nouns  # noqa: PLR2004
                and not page.word(index + 1).startswith(("-", "'", "and"))
            )  # fmt: skip
            if is_joint_end or (is_other_head and not any(page.named(index, index + 1))):
                return None
        return None

    def _is_head(self, index: int, *, is_plural: bool) -> bool:
        page, word = self.page, self.page.word(index)
        looks_plural = word.endswith("s") and not word.endswith("ss")
        if is_plural != looks_plural:
            return False
        if page.word(index - 1) in self.words.not_after or (
            page.word(index - 1) == "-" and page.word(index - 2) in {"counter", "cyber"}
        ):
            return False
        following = page.word(index + 1)
        return following not in self.words.not_before and following not in {"aircraft", "drones"}

    def _is_ours(self, quantity: Quantity, noun: int, aim: Aim) -> bool:
        """Whether a noun without a stated victim may be taken to mean this claim's events."""
        page, word = self.page, self.page.word(noun)
        if aim is Aim.OTHERS:
            return False
        if aim is Aim.OURS:
            return True
        if aim is Aim.NEAR and self.is_on_topic(quantity.start):
            return True
        if self._antecedent(quantity.start) or self._is_by_party(quantity.start):
            return True
        return word in _STRONG and self.is_on_topic(quantity.start)

    def _is_by_party(self, index: int) -> bool:
        """Whether a party to the conflict that is no one else's enemy is named in the clause."""
        page = self.page
        start, _ = page.clause(index)
        return any(
            m.kind == "actor"
            and page.baseline.actor(m.id).tier == "party"
            and not page.fits(m, self.read.not_agent)
            for m in page.named(start, index)
            if m.kind == "actor"
        )

    def is_on_topic(self, index: int) -> bool:
        """Whether a bare count may be about the claim: a short text, or its actors nearby."""
        page = self.page
        sentence = page.sentence(index)
        before = page.sentence_before(index)
        start = before.start if before else sentence.start
        nearby = list(page.named(start, sentence.end))
        if any(page.fits(m, self.read.patient) for m in nearby):
            return True
        parties = [m for m in nearby if m.kind == "actor"]
        if any(page.fits(m, self.read.not_agent) for m in parties):
            return False
        codes = {m.country for m in nearby if m.country and m.kind in {"place", "country"}}
        if any(page.is_tracked(self.claim, [code]) for code in codes if code):
            return True
        return len(page.words) < 60 and not codes  # noqa: PLR2004 - a headline, a brief

    def _antecedent(self, index: int) -> Count | None:
        """The nearest count of the same sentence, or the last one of the sentence before it."""
        sentence = self.page.sentence(index)
        before = self.page.sentence_before(index)
        start = before.start if before else sentence.start
        near = [c for c in self.found if start <= c.quantity.start < sentence.end]
        own = [c for c in near if c.quantity.start >= sentence.start]
        return min(own or near, key=lambda c: abs(c.quantity.start - index), default=None)

    # ------------------------------------------------------------------ N times

    def _of_times(self, quantity: Quantity) -> Count | None:
        page = self.page
        start, end = page.clause(quantity.start)
        verb = self._verb_before(quantity, start)
        span = (start, end)
        shared = self._shared_verb(quantity)
        if shared and (verb is None or verb <= shared.end):
            return self._again(quantity, shared)
        if verb is None:
            sentence = page.sentence(quantity.start)
            verb = self._verb_after(quantity, sentence.end)
            if verb is None:
                return None
            span = page.clause(verb)
        aim = aim_of_verb(page, self.read, verb, span)
        if aim is Aim.OTHERS:
            return None
        if aim is not Aim.OURS and not (
            self._antecedent(quantity.start) or self.is_on_topic(quantity.start)
        ):
            return None
        rule = "tally-ordinal" if quantity.is_ordinal else "tally-times"
        first, last = min(verb, quantity.start), max(verb + 1, self._occasion_end(quantity))
        return Count(quantity, first, last, rule, aim)

    def _shared_verb(self, quantity: Quantity) -> Count | None:
        """``attacked five times on Friday, and 84 times since``: one verb for both."""
        sentence = self.page.sentence(quantity.start)
        before = [
            c for c in self.found
            if c.rule == "tally-times" and sentence.start <= c.quantity.start < quantity.start
        ]  # fmt: skip
        return before[-1] if before else None

    def _again(self, quantity: Quantity, shared: Count) -> Count:
        is_part = self._has_place(quantity)
        end = self._occasion_end(quantity)
        return replace(
            shared, quantity=quantity, start=quantity.start, end=end, is_part=is_part,
            rule="tally-gap" if is_part else "tally-times",
        )  # fmt: skip

    def _occasion_end(self, quantity: Quantity) -> int:
        if quantity.unit == "times":
            return quantity.end
        for index in range(quantity.end, quantity.end + 3):
            if self.page.word(index) in _OCCASIONS:
                return index + 1
        return quantity.end

    def _verb_before(self, quantity: Quantity, start: int) -> int | None:
        for index in range(quantity.start - 1, start - 1, -1):
            if self._is_verb(index):
                return index
        return None

    def _verb_after(self, quantity: Quantity, end: int) -> int | None:
        for index in range(quantity.end, end):
            if self._is_verb(index):
                return index
        return None

    def _is_verb(self, index: int) -> bool:
        page, word = self.page, self.page.word(index)
        if word in _UNDER and page.word(index - 1) == "under":
            return True
        if (word, page.word(index + 1)) in self.words.phrasal:
            return True
        if word in {"aimed", "fired", "shot", "directed", "launched"}:
            return page.word(index + 1) in {"at", "on", "upon", "against", "toward", "towards"}
        if word not in self.words.verbs or page.word(index - 1) in _NO_VERB_AFTER:
            return False
        if word.endswith("s") and not any(m.start == index + 1 for m in page.mentions):
            return False
        return page.word(index - 1) not in self.words.not_after

    # ------------------------------------------------------------------ without a noun

    def _of_level(self, quantity: Quantity) -> Count | None:
        """``attacks climbed to 38``, ``the tally stood at 97``, ``the number of attacks is 66``."""
        page = self.page
        following = self._named_after(quantity)
        if following is not None:
            return self._of_count_noun(quantity, following)
        if self.noun_like_after(quantity) or self._label(quantity):
            return None
        if self._is_called_total(quantity) and (
            self._antecedent(quantity.start) or self.is_on_topic(quantity.start)
        ):
            return replace(_bare(quantity, "tally-level"), is_level=True)
        start = page.sentence(quantity.start).start
        for index in range(quantity.start - 1, start - 1, -1):
            if page.quantity_at(index) and not page.is_time(index):
                is_from = page.word(index - 1) == "from" and page.word(quantity.start - 1) == "to"
                if not is_from and page.word(index + 1) not in LANDS_COUNTED:
                    return None
            word = page.word(index)
            if word in {";", "."}:
                return None
            if word == "number" and index == quantity.start - 1:
                continue
            count = None
            if word in COUNT_NOUNS and page.word(index - 1) not in _NOT_OUR_COUNT:
                count = self._of_count_noun(quantity, index)
            elif word in self.words.event_nouns and word.endswith("s"):
                count = self._of_risen(quantity, index)
            if count:
                return count
        return None

    def _named_after(self, quantity: Quantity) -> int | None:
        """``brings to 52 the number of attacks``: where the count's noun stands behind it."""
        end = quantity.end + (self.page.word(quantity.end) in {"the", "their", "its"})
        is_level = self.page.word(quantity.start - 1) in {"to", "at"}
        is_named = self.page.word(end) in COUNT_NOUNS and self.page.word(end + 1) == "of"
        return end if is_level and is_named else None

    def noun_like_after(self, quantity: Quantity) -> bool:
        """Whether the number has a noun of its own, so that nothing need be carried over."""
        head = quantity.head
        if head is None or head.endswith("ed") or head in self.words.verbs:
            return False
        at = next(
            (i for i in range(quantity.end, quantity.end + _REACH) if self.page.word(i) == head),
            quantity.end,
        )
        is_land = any(m.kind in _LANDS for m in self.page.named(at, at + 1))
        return not self.page.is_time(at) and not is_land

    def _leads_to(self, quantity: Quantity, subject: int) -> bool:
        """Whether what stands between a subject and a number makes the number its level."""
        between = self.page.words[subject + 1 : quantity.end]
        before = self.page.word(quantity.start - 1)
        own = set(self.page.words[quantity.start : quantity.end])
        if own & {"top", "tops", "topped", "exceed", "exceeds", "exceeded", "surpass", "surpasses",
                  "surpassed", "past", "passed", "crossed"}:  # fmt: skip
            return True
        if before in {"to", "at", ":", "-"}:
            is_heading = (
                before in {":", "-"} and subject - self.page.sentence(subject).start < _HEADING
            )
            return bool(LEVEL_VERBS.intersection(between)) or is_heading
        return before in LEVEL_VERBS or (
            before in {"now", "still", "already", "roughly"} and bool(LEVEL_VERBS & set(between))
        )

    def _of_count_noun(self, quantity: Quantity, index: int) -> Count | None:
        page = self.page
        if page.words[index + 1 : index + 3] == ["of", "times"]:
            return self._of_number_of_times(quantity, index)
        if page.word(index + 1) == "of":
            noun = self.noun_after(index + 2 + (page.word(index + 2) == "the"), is_plural=True)
            if noun is None:
                return None
            aim = aim_of_noun(page, self.read, noun)
            is_led = (
                index > quantity.start
                or page.word(quantity.start - 1) == ":"
                or self._leads_to(quantity, noun)
                or self._is_put_before(quantity, index)
            )
            if aim is Aim.OTHERS or not is_led:
                return None
            first, last = min(index, quantity.start), max(noun + 1, quantity.end)
            last = last if index > quantity.start else quantity.end
            return Count(quantity, first, last, "tally-level", aim, is_level=True, is_bare=True)
        topic = self.topic_noun(index)
        is_named = (
            page.word(index) in self.words.own_nouns or self._antecedent(index) or topic is not None
        )
        if page.word(index) == "toll":
            return None
        if not is_named or page.word(index - 1) in {"in", "a"}:
            return None
        is_led = (
            self._leads_to(quantity, index)
            or self._is_put_before(quantity, index)
            or page.words[index + 1 : quantity.start] == [":"]
        )
        if not is_led or not (self._antecedent(index) or self.is_on_topic(index)):
            return None
        return Count(
            quantity, index, quantity.end, "tally-level", is_level=True, is_bare=True, topic=topic
        )

    def _of_number_of_times(self, quantity: Quantity, index: int) -> Count | None:
        """``the number of times troops have been targeted reached 73``."""
        page = self.page
        verb = next((i for i in range(index, quantity.start) if self._is_verb(i)), None)
        if verb is None or not self._leads_to(quantity, verb):
            return None
        aim = aim_of_verb(page, self.read, verb, (index, quantity.start))
        return Count(quantity, index, quantity.end, "tally-level", aim, is_level=True, is_bare=True)

    def _is_put_before(self, quantity: Quantity, index: int) -> bool:
        """``put the count at 102``, ``took the tally to 97``: the verb stands before the noun."""
        before = self.page.words[max(0, index - 4) : index]
        return bool(LEVEL_VERBS.intersection(before)) and (
            self.page.word(quantity.start - 1) in {"at", "to", "up", "down", "past", ":"}
            or self.page.word(quantity.start) in {"past", "over", "above"}
        )

    def _of_risen(self, quantity: Quantity, index: int) -> Count | None:
        page = self.page
        if not self._leads_to(quantity, index) or not self._is_head(index, is_plural=True):
            return None
        if self._is_beside_head(index):
            return None
        aim = aim_of_noun(page, self.read, index)
        if aim is Aim.OTHERS or (aim is not Aim.OURS and not self.is_on_topic(index)):
            return None
        return Count(quantity, index, quantity.end, "tally-level", aim, is_level=True, is_bare=True)

    def _is_beside_head(self, index: int) -> bool:
        """``casualties from the attacks number 83``: the noun only says of what."""
        page, at = self.page, index - 1
        while page.word(at) in {
            "the",
            "these",
            "those",
            "such",
            "all",
            "of",
            "in",
            "from",
            "after",
        }:
            if page.word(at) in {"in", "from", "after"}:
                return True
            if page.word(at) == "of":
                return page.word(at - 1) not in COUNT_NOUNS | {"wave", "series", "spate", "string"}
            at -= 1
        return False

    def _of_bare(self, quantity: Quantity) -> Count | None:
        """A number whose noun is said elsewhere: ``28 in Syria``, ``up from 38``."""
        page, start = self.page, quantity.start
        antecedent = self._antecedent(start)
        if quantity.is_ordinal or self.noun_like_after(quantity):
            return None
        if antecedent is None:
            if self.topic_noun(start, is_near=True) is None:
                return None
            if self._has_place(quantity):
                return replace(_bare(quantity, "tally-gap"), is_part=True)
            is_old = page.word(start - 1) in {"after", "following", "from", "against"}
            return (
                replace(_bare(quantity, "tally-old"), is_old=True, is_level=True)
                if is_old
                else None
            )
        if page.words[start - 2 : start] == ["of", "the"] and antecedent.is_part:
            return _bare(quantity, "tally-whole")
        is_same = page.sentence(antecedent.start) == page.sentence(start)
        if is_same and any(
            tuple(page.words[start - len(words) : start]) == words for words in _OLD
        ):
            return replace(_bare(quantity, "tally-old"), is_old=True, is_level=True)
        if is_same and antecedent.is_old and page.word(start - 1) in {"and", ","}:
            return replace(_bare(quantity, "tally-old"), is_old=True, is_level=True)
        if self._has_place(quantity):
            return replace(_bare(quantity, "tally-gap"), is_part=True)
        if is_same and page.word(start - 1) in _COUNTING:
            return _bare(quantity, "tally-counted")
        if is_same and page.word(start - 2) == "half" and page.word(start - 1) == ",":
            return replace(_bare(quantity, "tally-part"), is_part=True)
        return None

    def topic_noun(self, index: int, *, is_near: bool = False) -> int | None:
        """Where the sentence, or the one before it, has named the claim's events.

        ``strikes on US bases (Iraq 37)``; with ``is_near`` the sentence alone is searched.
        """
        page = self.page
        before = None if is_near else page.sentence_before(index)
        start = before.start if before else page.sentence(index).start
        for at in range(index - 1, start - 1, -1):
            if page.word(at) in self.words.event_nouns and self._is_head(at, is_plural=True):
                is_ours = aim_of_noun(page, self.read, at) is Aim.OURS
                return at if is_ours else None
        return None

    def _is_called_total(self, quantity: Quantity) -> bool:
        """``for a total of 27``."""
        return "total" in self.page.words[quantity.start : quantity.end]

    def _label(self, quantity: Quantity) -> bool:
        """``Iraq: 47``, ``Iraq 52, Syria 75``, ``Iraq accounted for 36``."""
        page = self.page
        if self._is_called_total(quantity):
            return False
        before = quantity.start - 1
        while page.word(before) in {":", "-", ",", "for", "accounted", "accounting", "(", "with",
                                    "took", "saw", "had", "absorbed"}:  # fmt: skip
            before -= 1
        place = next((m for m in page.mentions if m.end == before + 1 and m.kind in _LANDS), None)
        if place is None:
            return False
        is_in = page.word(place.start - 1) in _PLACE_WORDS - {"("}
        return not is_in or page.word(place.start - 2) in _PART_STARTS

    def _has_place(self, quantity: Quantity) -> bool:
        """Whether a place stands right beside the number."""
        page, end = self.page, self._occasion_end(quantity)
        after = end + (page.word(end) == ",")
        at = after
        while at < after + _PREDICATE and page.word(at) in _HAPPENING:
            at += 1
        if page.word(at) in _PLACE_WORDS and any(page.named(at + 1, at + 4)):
            return True
        place = next((m for m in page.mentions if m.start == at and m.kind in _LANDS), None)
        if place and page.word(at) in {"across", "both"}:
            return True
        if place and at == end and page.word(place.end) in LIST_ENDS:
            return True
        return self._label(quantity)


def _bare(quantity: Quantity, rule: str) -> Count:
    return Count(quantity, quantity.start, quantity.end, rule, is_bare=True)
