"""Find how many of the claim's people were killed or hurt, none included; not where or when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.models import Bound
from watchers.language.annotations import Quantity
from watchers.language.attribution import attribution_at
from watchers.language.counts import LEVEL_VERBS, Count
from watchers.language.victims import Aim
from watchers.lexicon.countries import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchers.baseline import Claim, Read
    from watchers.language.annotations import Mention
    from watchers.language.page import Page, Vocabulary

_PEOPLE = frozenset(
    "soldier soldiers troop troops trooper troopers personnel members member servicemember "
    "servicemembers serviceman servicemen servicewoman contractor contractors marine marines "
    "sailor sailors airman airmen forces advisers citizen citizens national nationals victims "
    "reservist reservists guardsman guardsmen sergeant "
    "captain pilot pilots lieutenant colonel major officer adviser advisor advisors aviator "
    "crew".split()
)
_SINGULAR = frozenset(
    "soldier trooper member servicemember serviceman servicewoman contractor marine sailor airman "
    "citizen national reservist guardsman sergeant specialist corporal captain pilot "
    "lieutenant colonel major officer adviser advisor aviator".split()
)
_OTHER_PEOPLE = frozenset(
    "people civilians civilian militiamen militiaman militants militant fighters fighter "
    "insurgents gunmen children women men terrorists terrorist palestinians police policemen "
    "officers residents protesters journalists villagers guards commander commanders leader "
    "policeman bystander bystanders driver drivers leaders members-of others pilgrims hostages "
    "workers kurds aide aides".split()
)
_STOP = frozenset(
    '. ; : ! ? ( ) " in on at by since over during as that which who whom when while after before '
    "for with from against until the and or but \n".split()
)
_ATTACK_NOUNS = frozenset(
    "attack strike drone missile rocket barrage salvo explosion blast assault raid".split()
)
_RANKED = frozenset("attack strike assault incident time barrage".split())
_WEAPONS = frozenset("rockets drones missiles".split())
_PLURAL_EVENTS = frozenset("attacks strikes assaults barrages incidents months weeks".split())
_IN_ALL = frozenset(
    "total altogether overall date ledger tally so campaign all count toll cumulative now".split()
)
_FATAL = frozenset("fatal deadly lethal".split())
_PERFECT = frozenset(("has", "have", "'ve", "'s"))
_SUPERLATIVES = frozenset("first deadliest worst most highest".split())
_SENTENCE_END = frozenset((".", ",", ";", ""))
_TAKEN = frozenset("lost lose losing claimed claims cost costs taken took gave".split())
_NOT = frozenset("not n't never without no neither nor yet failed hardly".split())
_HARM_WORDS = frozenset("injuries injury wounds wounded injured hurt concussions".split())
_BE = frozenset("were was been be are is have had has 's 're being gone returned".split())
_COUNTED_EVENTS = frozenset(("attacks", "assaults", "incidents"))
_CAUSING = frozenset("to ever yet proved".split())
_OWN = frozenset(("its", "their", "our", "his"))
_DEEDS = frozenset(
    "strike strikes raid raids airstrike airstrikes bombing bombings bombs jets warplanes aircraft "
    "drone drones missile missiles official officials".split()
)
_REPLIES = frozenset("reply response retaliation attack attacks strike raid".split())
_CAUSE_REACH = 4
_DOER_IS_OBJECT = frozenset("on against at of near targeting hosting housing".split())
_HEADINGS = frozenset("number total toll count tally".split())
_REACH = 7
_RELATIVE = 4
"""How much farther the harm may stand: ``the 56 whom the department itself says were hurt``."""
_NO_FURTHER = frozenset("; : how number toll tally no nobody none neither without".split())
"""Beyond these another thing is told: ``1,905 and the number of deaths``, ``46 hurt, no dead``."""


def _nation_of(page: Page, read: Read) -> frozenset[str]:
    """What the people of the patients' country are called: ``american``, ``americans``."""
    codes = {actor.country for actor in page.baseline.actors if actor.id in read.patient}
    return frozenset(
        people.lower() for land in COUNTRIES if land.code in codes for people in land.peoples
    )


class CasualtyCounter:
    """Reads the counts of one tally of people from a text."""

    def __init__(self, page: Page, claim: Claim, read: Read, vocabulary: Vocabulary) -> None:
        self.page, self.claim, self.read = page, claim, read
        self.words = vocabulary
        self.nation = _nation_of(page, read)
        self.people = _PEOPLE | self.nation
        self.triggers = vocabulary.verbs | vocabulary.nouns
        self.is_of_deaths = "die" in read.frame or "kill" in read.frame

    def counts(self) -> list[Count]:
        """All counts, in the order of the text."""
        page = self.page
        found: list[Count] = []
        for quantity in [*self.page.quantities, *self._articles(), *self._negations()]:
            if quantity.rule == "number-article" and any(
                not c.quantity.value and page.sentence(c.start) == page.sentence(quantity.start)
                for c in found
            ):
                continue  # "none of the attacks has killed an American" counts no one
            count = self._count(quantity, found)
            if count:
                found.append(count)
        found = [self._summed(count, found) for count in found]
        return sorted(found, key=lambda c: c.quantity.start)

    def _summed(self, count: Count, found: list[Count]) -> Count:
        """A total that is divided among places is that of no single event."""
        same = self.page.sentence(count.start)
        parts = [c for c in found if c.is_part and self.page.sentence(c.start) == same]
        is_divided = len(parts) > 1 and not count.is_part
        return replace(count, is_single=False) if is_divided else count

    def _count(self, quantity: Quantity, found: list[Count]) -> Count | None:
        page = self.page
        if not self._may_count(quantity, found):
            return None
        start, end = quantity.start, quantity.end
        if self._is_partitive(quantity):
            return self._part(quantity, found) if quantity.value else self._none_of(quantity)
        if quantity.head is None and self._is_gap(quantity, found):
            return Count(quantity, start, end, "casualties-part", Aim.OURS, is_part=True)
        trigger = self._trigger(quantity)
        if trigger is None or not self._is_ours(quantity, trigger, found):
            return None
        is_level = (trigger < start and self._level(quantity, trigger) is not None) or (
            self._inverted(quantity, page.clause(start)[1]) is not None
        )
        is_single = not is_level and self._is_single(quantity, trigger)
        start, end = min(start, trigger), max(self._people_end(quantity), trigger + 1)
        return Count(
            quantity, start, end, "casualties", Aim.OURS, is_single=is_single, is_level=is_level
        )

    def _may_count(self, quantity: Quantity, found: list[Count]) -> bool:
        page = self.page
        if quantity.unit is not None or quantity.is_ordinal or quantity.rule == "number-fraction":
            return False
        # "62 injured: 34 with brain injuries" divides what is counted already
        same = page.sentence(quantity.start)
        is_kind = page.word(quantity.end) == "with" and any(
            page.sentence(c.start) == same for c in found
        )
        return not is_kind and not page.is_time(quantity.start)

    def _is_partitive(self, quantity: Quantity) -> bool:
        """``27 of them``, ``none of the attacks``; not ``21 of its people``, ``dozens of``."""
        page, end = self.page, quantity.end
        if quantity.rule == "number-negated" or quantity.is_vague or page.word(end) != "of":
            return False
        is_owned = page.word(end + 1) in _OWN
        behind = page.words[end + 2 : end + 4]
        return not (is_owned and {"people", "service", *self.people}.intersection(behind))

    # ------------------------------------------------------------------ what was done

    def _trigger(self, quantity: Quantity) -> int | None:
        """The word for the harm that a number of people suffered."""
        first, last = self.page.clause(quantity.start)
        for found in (
            self._harm_after(quantity, last),
            self._harm_before(quantity, first),
            self._left_with(quantity, last),
            self._level(quantity, first),
            self._inverted(quantity, last),
        ):
            if found is not None:
                return found
        return None if self.read.is_aimed else self._event_after(quantity, last)

    def _event_after(self, quantity: Quantity, last: int) -> int | None:
        """``470 people have fallen ill``: what is told in more words than one."""
        page = self.page
        reach = min(last, self._people_end(quantity) + _REACH)
        for index in range(quantity.end, reach):
            if page.quantity_at(index):
                return None
            told = (e for e in page.doc._.events if e.start == index and e.end > index + 1)
            if any(event.frame in self.read.frame for event in told):
                return index
        return None

    def _harm_after(self, quantity: Quantity, last: int) -> int | None:
        """``three soldiers were killed``, ``59 injured``."""
        page, people_end = self.page, self._people_end(quantity)
        is_relative = page.word(people_end) in {"that", "who", "whom"}
        reach = people_end + _REACH + (_RELATIVE if is_relative else 0)
        for index in range(quantity.end, min(reach, last)):
            word = page.word(index)
            if word in _NO_FURTHER or (index >= people_end and page.quantity_at(index)):
                return None
            is_done = word in self.triggers and self._is_done_to(index, people_end)
            if is_done or self._is_life(index) or self._is_fatal_illness(index):
                return index
        return None

    def _harm_before(self, quantity: Quantity, first: int) -> int | None:
        """``killed three soldiers``, ``wounding 34``."""
        page = self.page
        for index in range(quantity.start - 1, max(first, quantity.start - 6) - 1, -1):
            word = page.word(index)
            is_active = word in self.words.verbs and not self._is_passive(index)
            is_active = is_active or self._has_claimed_none(quantity, index)
            if is_active or self._is_life(index):
                return index
            if word in _STOP - {"the", "and", "of"} or page.quantity_over(index):
                return None
        return None

    def _has_claimed_none(self, quantity: Quantity, index: int) -> bool:
        """``the attacks have claimed none``: no lives."""
        is_none = not quantity.value and self.page.word(quantity.end) in _SENTENCE_END
        is_right_before = index == quantity.start - 1
        return self.is_of_deaths and is_none and is_right_before and self.page.word(index) in _TAKEN

    def _is_fatal_illness(self, index: int) -> bool:
        is_fatal = self.is_of_deaths and self.page.word(index) in _FATAL
        return is_fatal and "cardiac" in self.page.words[index : index + 3]

    def _is_life(self, index: int) -> bool:
        """``lost his life``, ``claimed the lives of``."""
        before = self.page.words[max(0, index - 4) : index]
        return self.is_of_deaths and self.page.word(index) in {"life", "lives"} and bool(
            _TAKEN.intersection(before)
        )  # fmt: skip

    def _level(self, quantity: Quantity, first: int) -> int | None:
        """``casualties now number 83``, ``the number of injured rose to 62``."""
        page, before = self.page, self.page.word(quantity.start - 1)
        if before == ":":
            start = page.sentence(quantity.start).start
            heading = range(start, min(quantity.start - 1, start + _REACH))
            harm = next((i for i in heading if page.word(i) in self.triggers), None)
            last = quantity.start - 1
            is_of_more = harm is not None and any(map(page.quantity_over, range(harm, last)))
            return None if is_of_more else harm  # "since the deaths three attacks: two in ..."
        if before not in LEVEL_VERBS | {"to", "at", "as"} or quantity.head not in {None, "people"}:
            return None
        between = range(quantity.start - 1, first - 1, -1)
        if not LEVEL_VERBS.intersection(page.words[first : quantity.start]):
            return None
        return next((i for i in between if page.word(i) in self.triggers), None)

    def _inverted(self, quantity: Quantity, last: int) -> int | None:
        """``bringing to 75 the number hurt``: the level stands before what it is of."""
        page, end = self.page, quantity.end
        end += page.word(end) == ","
        is_level = page.word(quantity.start - 1) == "to" and page.word(end) == "the"
        if not is_level or page.word(end + 1) not in _HEADINGS:
            return None
        return next((i for i in range(end + 2, last) if page.word(i) in self.triggers), None)

    def _left_with(self, quantity: Quantity, last: int) -> int | None:
        """``left three dead``, ``left 59 Americans with minor injuries``."""
        page = self.page
        if not {"left", "leaving", "leave", "leaves"} & set(
            page.words[max(0, quantity.start - 3) : quantity.start]
        ):
            return None
        return next((i for i in range(quantity.end, last) if page.word(i) in self.triggers), None)

    def _is_done_to(self, index: int, people_end: int) -> bool:
        """Whether the harm is done to the people before it rather than by them."""
        page, word = self.page, self.page.word(index)
        if page.word(index - 1) == "and" and page.quantity_at(index + 1):
            return False  # "killed one and wounded 18": the harm done to the next
        if word.endswith("ed") and page.quantity_at(index + 1):
            return False  # "one of the two killed six fighters"
        if index < people_end or word in self.words.nouns or word not in self.words.verbs:
            return True
        if word.startswith(("die", "dying", "perish")):
            return True
        following = page.word(index + 1)
        has_object = following in {"a", "an", "the", "at", "three", "two"} and following != "at"
        return not has_object and not page.quantity_at(index + 1) and not word.endswith("ing")

    def _is_passive(self, index: int) -> bool:
        return self.page.word(index - 1) in {"were", "was", "been", "be", "are", "is"}

    # ------------------------------------------------------------------ to whom

    def _people_end(self, quantity: Quantity) -> int:
        """The token after the noun phrase of the people who are counted."""
        page, index = self.page, quantity.end
        while index < min(quantity.end + _REACH, page.sentence(quantity.start).end):
            word = page.word(index)
            if word in _STOP or word in _BE or page.quantity_at(index) or (
                word in self.triggers and index > quantity.end and word != "dead"
            ):  # fmt: skip
                break
            index += 1
            if word in self.people and page.word(index) not in self.people | {"and", "or"}:
                break
            if word in _OTHER_PEOPLE:
                break
        return index

    def _is_ours(self, quantity: Quantity, trigger: int, found: list[Count]) -> bool:
        """Whether the people counted are the claim's: by their nation, or by what is around."""
        page = self.page
        if not self.read.is_aimed:
            return quantity.head not in page.tally_nouns - self.words.nouns
        nation = self._is_of_our_nation(quantity)
        if nation is not None:
            return nation and not self._is_of_others(quantity, trigger)
        stretch = page.words[quantity.end : self._people_end(quantity)]
        if page.word(quantity.end) == "of" and page.word(quantity.end + 1) in _OWN:
            return self._is_among_ours(quantity, found)  # "21 of its people"
        if self._is_result(quantity) or self._is_in_service(quantity, stretch):
            return True
        if _OTHER_PEOPLE.intersection(stretch) or self._is_by_ours(quantity, trigger):
            return False
        named = [w for w in stretch if w.isalpha() and w not in _HEADINGS | {"the"}]
        is_plain = self.people.intersection(stretch) or not named
        is_harmed = (self.triggers | _HARM_WORDS).intersection(stretch)
        return bool(is_plain or is_harmed) and self._is_among_ours(quantity, found)

    def _is_of_our_nation(self, quantity: Quantity) -> bool | None:
        """Whether the people are said to be the claim's or another's; None where neither is."""
        page, end = self.page, self._people_end(quantity)
        reach = end + 5 if "of" in page.words[quantity.end : end + 1] else end
        named = [m for m in page.named(quantity.end, reach) if m.kind in {"actor", "country"}]
        if any(page.fits(m, self.read.patient) for m in named):
            return True
        is_of_group = page.word(end) == "of" and page.word(end - 1) in {"member", "members"}
        return False if named or is_of_group else None

    def _is_by_ours(self, quantity: Quantity, trigger: int) -> bool:
        """``US strikes kill one``, ``US jets hit a depot, leaving one dead``: ours did it."""
        if self._is_left_by_ours(quantity) or self._is_in_our_deed(quantity, trigger):
            return True
        if trigger > quantity.start or self.page.word(trigger) not in self.words.verbs:
            return False
        start, _ = self.page.clause(trigger)
        return any(
            self.page.fits(m, self.read.not_agent)
            and self.page.word(m.start - 1) not in _DOER_IS_OBJECT
            for m in self.page.named(start, trigger)
        )

    def _is_in_service(self, quantity: Quantity, stretch: list[str]) -> bool:
        """``45 service members``: so American soldiers are called, where a text is about them."""
        is_so_called = "servicemembers" in stretch or stretch[:2] == ["service", "members"]
        is_about_them = any(self._are_people(m) for m in self.page.mentions)
        return is_so_called and is_about_them and not self._is_of_another_army(quantity)

    def _is_of_another_army(self, quantity: Quantity) -> bool:
        page, at = self.page, quantity.start
        before = page.sentence_before(at)
        start = before.start if before else page.sentence(at).start
        named = page.named(start, page.sentence(at).end)
        return any(self._is_of_another_side(mention) for mention in named)

    def _is_result(self, quantity: Quantity) -> bool:
        """``US troops have been attacked 55 times, injuring 59 people``: those attacked."""
        page, at = self.page, quantity.start
        is_plain = quantity.head in {None, "people", "others"}
        if not is_plain or not page.word(at - 1).endswith("ing") or self._is_left_by_ours(quantity):
            return False
        start = page.sentence(at).start
        attacks = [
            q for q in page.quantities
            if start <= q.start < at and (q.unit == "times" or q.head in _COUNTED_EVENTS)
        ]  # fmt: skip
        named = list(page.named(start, at))
        is_mixed = any(self._is_of_another_side(m) for m in named)
        return bool(attacks) and not is_mixed and any(self._are_people(m) for m in named)

    def _is_in_our_deed(self, quantity: Quantity, trigger: int) -> bool:
        """``one soldier died in the US raid``: what ours did is named as the cause."""
        page, at = self.page, max(quantity.end, trigger + 1)
        causes = (i for i in range(at, at + _CAUSE_REACH) if page.word(i) in {"in", "by", "from"})
        cause = next(causes, None)
        if cause is None:
            return False
        codes = {actor.country for actor in page.baseline.actors if actor.id in self.read.patient}
        return any(
            (page.fits(m, self.read.not_agent) or (m.kind == "country" and m.country in codes))
            and (_DEEDS | _REPLIES).intersection(page.words[m.end : m.end + 2])
            for m in page.named(cause, cause + _CAUSE_REACH)
        )

    def _is_left_by_ours(self, quantity: Quantity) -> bool:
        """Whether a participle right before the number goes on with what ours have done."""
        page, at = self.page, quantity.start
        if not page.word(at - 1).endswith("ing"):
            return False
        start = page.sentence(at).start
        return any(
            event.agent is not None and page.fits(event.agent, self.read.not_agent)
            for event in page.doc._.events
            if start <= event.start < at - 1
        )

    def _is_of_others(self, quantity: Quantity, trigger: int) -> bool:
        """``US troops killed five militants``: the people named are those who did it."""
        following = self.page.quantity_at(trigger + 1)
        return trigger > quantity.end and following is not None and following is not quantity

    def _is_among_ours(self, quantity: Quantity, found: list[Count]) -> bool:
        """Whether people without a nation are the claim's, by what stands around them."""
        page, at = self.page, quantity.start
        sentence, before = page.sentence(at), page.sentence_before(at)
        if any(page.sentence(c.start) in {sentence, before} for c in found):
            return True
        inside = range(sentence.start, sentence.end)
        if any(q.start in inside and q.head in _COUNTED_EVENTS for q in page.quantities):
            return True
        said = attribution_at(page.doc, at)
        if said and said.actor_id in page.known_actors:
            return any(page.baseline.is_part_of(said.actor_id, one) for one in self.read.patient)
        if any(self._is_of_another_side(m) for m in page.named(*page.clause(at))):
            return False
        start = before.start if before else sentence.start
        end = sentence.end
        if self.is_of_deaths and quantity.value and ";" in page.words[at:end]:
            end = page.words.index(";", at)  # "five dead in a raid; US says ..." is of others
        return any(self._are_people(m) for m in page.named(start, end))

    def _are_people(self, mention: Mention) -> bool:
        """Whether a mention names the claim's people, not their state or their aircraft."""
        page = self.page
        if mention.kind != "actor" or not page.fits(mention, self.read.patient):
            return False
        follower = page.word(mention.end + (page.word(mention.end) == "air"))
        is_people = page.baseline.actor(mention.id).kind in {"group", "person", "state"}
        is_people = is_people and page.word(mention.start) != "its"  # a state's own paper, say
        return is_people and follower not in _DEEDS

    def _is_of_another_side(self, mention: Mention) -> bool:
        page = self.page
        if mention.kind != "actor" or page.fits(mention, self.read.patient):
            return False
        actor = page.baseline.actor(mention.id)
        return actor.kind in {"military", "group", "state", "government"} and actor.tier != "party"

    # ------------------------------------------------------------------ one and none

    def _articles(self) -> Iterator[Quantity]:
        """``a US soldier``, ``American contractor killed``: one person, no number."""
        page = self.page
        for mention in page.mentions:
            if mention.kind != "actor" or not page.fits(mention, self.read.patient):
                continue
            last = mention.end
            while page.word(last) in self.people | {"service", "military", "army", "civilian"}:
                last += 1
            if page.word(last - 1) not in _SINGULAR | self.nation or page.quantity_over(
                mention.start - 1
            ):
                continue
            before = page.word(mention.start - 1)
            if page.word(last) in {"life", "lives", "death", "deaths", "casualties"}:
                continue
            is_lone = before in {"a", "an", "one", "another"}
            is_head = mention.start == page.sentence(mention.start).start
            if is_lone or (is_head and last - mention.start > 1):
                start = mention.start - is_lone
                yield Quantity(
                    start, mention.start, 1, Bound.EXACT, "number-article", head=page.word(last - 1)
                )

    def _negations(self) -> Iterator[Quantity]:
        """``have not killed any American``, ``without killing an American``."""
        page = self.page
        for index, word in enumerate(page.words):
            if word not in self.words.verbs and not (self.is_of_deaths and word in _TAKEN):
                continue
            before = page.words[max(0, index - 5) : index]
            after = page.named(index + 1, min(len(page.words), index + 6))
            is_of_ours = any(page.fits(m, self.read.patient) for m in after)
            if is_of_ours and _NOT.intersection(before) and page.word(index + 1) in {
                "any", "an", "a", "one", "us", *self.nation,
            }:  # fmt: skip
                yield Quantity(index + 1, index + 2, 0, Bound.EXACT, "number-negated")

    def _part(self, quantity: Quantity, found: list[Count]) -> Count | None:
        """``27 of them in Iraq``: part of a count of the same sentence, where it has a place."""
        page = self.page
        end = quantity.end + 2
        sentence = page.sentence(quantity.start)
        is_of_them = page.word(end - 1) in {"them", "whom", "those"}
        has_place = page.word(end) in {"in", "at", "inside"} and any(page.named(end + 1, end + 4))
        near = [c for c in found if page.sentence(c.quantity.start) == sentence]
        if not (is_of_them and has_place and near):
            return None
        return Count(quantity, quantity.start, end, "casualties-part", Aim.OURS, is_part=True)

    def _is_gap(self, quantity: Quantity, found: list[Count]) -> bool:
        """``66 injured: 45 in Syria, 21 in Iraq``: a part with a place and no noun."""
        page, end = self.page, quantity.end
        is_placed = page.word(end) == "in" and any(page.named(end + 1, end + 3))
        same = page.sentence(quantity.start)
        return is_placed and any(page.sentence(c.start) == same and c.quantity.value for c in found)

    def _none_of(self, quantity: Quantity) -> Count | None:
        """``none of the attacks has killed an American``, ``not one has proved fatal``."""
        page = self.page
        sentence = page.sentence(quantity.start)
        for index in range(quantity.end, sentence.end):
            word = page.word(index)
            is_fatal = self.is_of_deaths and word in _FATAL
            is_said = word not in self.words.verbs or page.word(index - 1) in _BE | _CAUSING
            if (word in self.triggers and is_said) or is_fatal:
                before = page.sentence_before(quantity.start)
                start = before.start if before else sentence.start
                is_ours = page.is_named(start, sentence.end, self.read.patient)
                if is_ours or not self.read.is_aimed:
                    return Count(quantity, quantity.start, index + 1, "casualties-none", Aim.OURS)
                return None
        return None

    def _is_single(self, quantity: Quantity, trigger: int) -> bool:
        """Whether the harm is that of one event, so that it is no total."""
        page = self.page
        sentence = page.sentence(quantity.start)
        words = frozenset(page.words[sentence.start : sentence.end])
        inside = range(sentence.start, sentence.end)
        if quantity.value and (
            self._is_of_own_day(quantity)
            or self._is_by_one(trigger)
            or self._is_of_one_statement(quantity)
        ):
            return True
        if any(q.is_ordinal and q.start in inside and q.head in _RANKED for q in page.quantities):
            return True
        since = self._is_since(quantity, inside)
        if quantity.value == 0:  # "no casualties" says so of one event, unless it looks back
            is_beside_tally = any(
                q.start in inside and (q.unit == "times" or q.head in _COUNTED_EVENTS)
                for q in page.quantities
            )
            return not (since or is_beside_tally or _PERFECT & words)
        if since or _PLURAL_EVENTS & words or _IN_ALL & words:
            return False
        return self._is_of_one_event(quantity, trigger, words, inside)

    def _is_of_one_statement(self, quantity: Quantity) -> bool:
        """``an attack in Erbil wounded three; US strikes followed``: one event, told apart."""
        page, sentence = self.page, self.page.sentence(quantity.start)
        stops = [i for i in range(sentence.start, sentence.end) if page.word(i) == ";"]
        start = max([sentence.start, *(i for i in stops if i < quantity.start)])
        end = min([sentence.end, *(i for i in stops if i >= quantity.end)])
        words = set(page.words[start:end])
        is_many = bool(words & (_PLURAL_EVENTS | _IN_ALL | _PERFECT))
        is_one = bool(words & _ATTACK_NOUNS and words & {"a", "an", "another"})
        return bool(stops) and is_one and not is_many

    def _is_by_one(self, trigger: int) -> bool:
        """``hours after a drone wounded three``: one thing did it."""
        before = self.page.words[max(0, trigger - 3) : trigger]
        is_one = bool({"a", "an"}.intersection(before[:-1]))
        return is_one and before[-1] in _ATTACK_NOUNS and self.page.word(trigger).endswith("ed")

    def _is_of_own_day(self, quantity: Quantity) -> bool:
        """``..., but three were hurt on Christmas Day``: its clause tells of one day alone."""
        page = self.page
        start, end = page.clause(quantity.start)
        own = [time for time in page.times if start <= time.start < end]
        words = _PLURAL_EVENTS | _IN_ALL | _PERFECT
        is_said_alone = start > page.sentence(quantity.start).start and page.word(start) != "said"
        is_plain = not words.intersection(page.words[start:end])
        return is_said_alone and is_plain and bool(own) and all(t.role == "on" for t in own)

    def _is_since(self, quantity: Quantity, inside: range) -> bool:
        page = self.page
        return any(
            time.role == "since"
            and time.start in inside
            and not _SUPERLATIVES.intersection(page.words[quantity.end : time.start])
            for time in page.times
        )

    def _is_of_one_event(
        self, quantity: Quantity, trigger: int, words: frozenset[str], inside: range
    ) -> bool:
        """Whether an attack, a day, a site or a simple past tells of one event."""
        page = self.page
        is_finished = not _PERFECT & words
        is_done = trigger < quantity.start and page.word(trigger) in self.words.verbs
        is_bare = not (_BE | {"are"}) & words
        is_told = is_bare or "being" in words or quantity.rule == "number-one-pronoun"
        is_past = is_finished and bool(is_done or self.is_of_deaths or _WEAPONS & words)
        is_dated = any(t.role == "on" and t.start in inside for t in page.times)
        is_placed = any(m.kind == "place" for m in page.named(inside.start, inside.stop))
        return bool(is_told or is_past or _ATTACK_NOUNS & words or is_dated or is_placed)
