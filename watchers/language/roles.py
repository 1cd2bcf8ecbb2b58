"""Who stands in which role to a trigger: agent, patient and place, by word order and small words.

It works on mentions and a handful of prepositions and light verbs; it uses no parser.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from watchers.language.attribution import is_aside
from watchers.language.sentences import clause_of
from watchers.lexicon import small_words as small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from watchers.language.annotations import Mention, Sentence

    Roles = tuple[Mention | None, Mention | None, Mention | None]

_ANSWERED = frozenset("for after".split())
"""``retaliated for the attacks``: they are the reason of what is done, not the deed."""


class Voice(StrEnum):
    """How a trigger takes its roles."""

    ACTIVE = "active"
    PASSIVE = "passive"
    NOUN = "noun"


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words that tell of an event."""

    frame: str
    start: int
    end: int
    voice: Voice
    rule: str
    is_phrase: bool = False
    is_undergone: bool = False
    """Whether it happens to its subject (dies), wherever that stands."""


def roles_of(doc: Doc, sentence: Sentence, trigger: Trigger) -> Roles:
    """Agent, patient and place of a trigger; None where the sentence does not say."""
    finder = _Finder(doc, sentence, trigger)
    agent, patient = finder.agent_and_patient()
    if agent is None:
        agent = finder.tail()
    if agent is not None and patient is not None and agent.start == patient.start:
        patient = None
    return agent, patient, finder.place(patient)


class _Finder:
    def __init__(self, doc: Doc, sentence: Sentence, trigger: Trigger) -> None:
        self.doc = doc
        self.sentence = sentence
        self.trigger = trigger
        self.start, self.end = clause_of(doc, trigger.start)
        self.end = max(self.end, min(trigger.end, sentence.end))
        within = [m for m in doc._.mentions if sentence.start <= m.start and m.end <= sentence.end]
        actors = {m.start for m in within if m.kind not in small.PLACES}
        one_a_name = [m for m in within if m.kind not in small.PLACES or m.start not in actors]
        self.mentions = [m for m in one_a_name if not is_aside(doc, m.start)]
        """One a name: a state or a city that may act stands as the actor."""
        self.spots: list[Mention] = [m for m in within if m.kind in small.PLACES]
        self.cities = {m.start for m in self.spots if m.kind == "place"}
        self.lands = {m.start for m in self.spots if m.kind != "place"} & actors

    def agent_and_patient(self) -> tuple[Mention | None, Mention | None]:
        voice = self.trigger.voice
        if voice is Voice.ACTIVE:
            return self.subject(), self.object()
        if voice is Voice.PASSIVE:
            return self._doer(), self._passive_patient()
        return self._noun_agent(), self._noun_patient()

    def _weapon_owner(self) -> Mention | None:
        """Whose weapon strikes: ``a US drone hit``, ``Iranian missiles landed``."""
        first = self.trigger.start
        if not self.trigger.is_phrase or self.doc[first].lower_ not in small.WEAPONS:
            return None
        owners = (
            m for m in self.mentions if m.start < first <= m.end and m.start not in self.cities
        )
        return next((m for m in owners if self._governor(m) not in small.TARGET), None)

    def _doer(self) -> Mention | None:
        """Who stands behind ``by``, or whose weapon it is."""
        named = self.after(small.BY)
        if named is not None and named.kind not in small.PLACES:
            return None if self._is_of_another_noun(named) else named
        return self._weapon_owner()

    def _is_of_another_noun(self, mention: Mention) -> bool:
        """``by the American influence``: the name only describes a noun that acts."""
        if mention.end >= self.sentence.end:
            return False
        after = self.doc[mention.end]
        if after.lower_ in {"'s", "'"}:  # "by the Pentagon's count"
            behind = self.doc[mention.end + 1 : mention.end + 3]
            return any(token.lower_ in small.RECKONINGS for token in behind)
        is_word = after.is_alpha and after.text.islower()
        return (
            is_word and after.lower_ not in small.FUNCTION_WORDS and not after.text.endswith("ly")
        )

    def _is_modifier(self, mention: Mention) -> bool:
        """``in US strike``: a country's name that only says whose."""
        if mention.kind != "country" or mention.end >= self.sentence.end:
            return False
        return self.doc[mention.end].lower_ in small.BLOWS

    def _passive_patient(self) -> Mention | None:
        if self.trigger.is_phrase:
            doer = self._doer()
            inside = [m for m in self.mentions if self._is_inside(m) and m is not doer]
            inside = [m for m in inside if doer is None or m.end < doer.start - 1]
            is_projectile = self.doc[self.trigger.start].lower_ in small.WEAPONS
            around = (self.object, self.subject) if is_projectile else (self.subject, self.object)
            found = (inside[-1] if inside else None) or around[0]() or around[1]()
            return None if found is self._weapon_owner() else found
        return self.subject() or (self.object() if self.trigger.is_undergone else None)

    def _is_inside(self, mention: Mention) -> bool:
        return self.trigger.start <= mention.start and mention.end <= self.trigger.end

    def subject(self) -> Mention | None:
        """The mention that stands before the trigger and is governed by no preposition."""
        found = self._subject_in(self.start, self.trigger.start)
        if found is None and self.trigger.is_phrase:
            found = self._near_owner()
        if found is not None or self.start == self.sentence.start:
            return found
        first = self.doc[self.start + 1].lower_ if self.start + 1 < self.end else ""
        if {self.doc[self.start].lower_, first} & {"its", "their"}:
            return self._subject_in(self.sentence.start, self.start)
        if self._is_relative_or_shared():
            return self._subject_in(self.sentence.start, self.start)
        return None

    def _near_owner(self) -> Mention | None:
        """Whose it is: ``Nujaba's two-week halt to attacks``."""
        before = [m for m in self.mentions if self.start <= m.start and m.end < self.trigger.start]
        if not before or self.trigger.start - before[-1].end > small.NEAR_OWNER:
            return None
        return before[-1] if self.doc[before[-1].end].lower_ in {"'s", "'"} else None

    def _is_relative_or_shared(self) -> bool:
        """Whether the clause takes its subject from the words before it."""
        words = [self.doc[i].lower_ for i in range(self.start, min(self.start + 3, self.end))]
        opener = words[0] if words else ""
        if opener in {"which", "who", "and", "but", "adding", "saying", "after", "before", "while"}:
            return not any(w in {"the", "a", "an", "it", "he", "they"} for w in words[1:2])
        return False

    def _subject_in(self, start: int, end: int) -> Mention | None:
        before = [m for m in self.mentions if start <= m.start and m.end <= end]
        if end > start and self.doc[end - 1].lower_ in small.RELATIVES:
            before = [m for m in before if end - 1 - m.end <= 1]
        free = [m for m in before if self._governor(m) is None and not self._is_owner(m, end)]
        free = [m for m in free if m.start not in self.cities or self._leads_to(m, end)]
        if free:
            return None if self._is_interrupted(free[-1], end) else free[-1]
        behind_of = [m for m in before if self._governor(m) in {"of", "for"}]
        return behind_of[0] if behind_of else None

    def _is_interrupted(self, mention: Mention, end: int) -> bool:
        """``the US was there and the strikers hit``: another noun is the subject."""
        for i in range(mention.end, end - 1):
            if self.doc[i].lower_ in {"and", "but"} and self.doc[i + 1].lower_ in small.ARTICLES:
                return True
        return False

    def _leads_to(self, mention: Mention, end: int) -> bool:
        """Whether only helping words stand between: ``Baghdad has condemned``."""
        words = [self.doc[i].lower_ for i in range(mention.end, end)]
        return all(word in small.HELPING or word.endswith("ly") for word in words)

    def _governor(self, mention: Mention) -> str | None:
        """The preposition before a mention, over an article and adjectives."""
        is_bound = False
        for i in range(mention.start - 1, max(mention.start - 4, self.sentence.start) - 1, -1):
            lower = self.doc[i].lower_
            if i == self.start and lower in small.CONJUNCTIONS:
                return None
            if lower in small.PREPOSITIONS:
                is_infinitive = lower == "to" and not self._is_plain_between(i + 1, mention.start)
                return None if is_infinitive else lower
            if is_bound or lower in small.BREAKS or not self.doc[i].text.islower():
                return None
            if any(m.start <= i < m.end for m in self.mentions):
                return None
            is_bound = lower in small.ARTICLES
        return None

    def _is_plain_between(self, start: int, end: int) -> bool:
        """Whether only articles and quarters stand there: ``to the western``, not ``to answer``."""
        words = {self.doc[i].lower_ for i in range(start, end)}
        return words <= small.ARTICLES | small.QUARTERS

    def _is_owner(self, mention: Mention, end: int) -> bool:
        """``Iraq's base``: the owner of something else; its spokesman or its army is itself."""
        if mention.end >= end or self.doc[mention.end].lower_ not in {"'s", "'"}:
            return False
        owned = {self.doc[i].lower_ for i in range(mention.end + 1, min(mention.end + 4, end))}
        return not owned & small.SPEAKS_FOR

    def object(self) -> Mention | None:
        """The mention that the trigger acts on: the next one, over no foreign preposition."""
        for i in range(self.trigger.end, min(self.trigger.end + 9, self.sentence.end)):
            found = self._at(i)
            if found is not None:
                return found
            if i >= self.end:
                return None
            lower = self.doc[i].lower_
            if lower in small.PREPOSITIONS - small.BELONGING and not self._ends_with(i):
                return None
        return None

    def _ends_with(self, i: int) -> bool:
        """Whether the preposition belongs to the trigger (``launched drones at``)."""
        return i == self.trigger.end and self.trigger.is_phrase

    def _at(self, i: int) -> Mention | None:
        return next((m for m in self.mentions if m.start == i), None)

    def after(self, prepositions: frozenset[str], width: int = 14) -> Mention | None:
        """The mention behind one of the prepositions, after the trigger."""
        stop = min(self.trigger.end + width, self.sentence.end)
        is_within = self.trigger.is_phrase and prepositions is small.BY
        first = self.trigger.start if is_within else self.trigger.end - 1
        for i in range(first, stop):
            is_doer = i == 0 or self.doc[i - 1].lower_ not in small.NO_DEED
            if self.doc[i].lower_ in prepositions and is_doer:
                for j in range(i + 1, min(i + 7, self.sentence.end)):
                    found = self._at(j)
                    if found is not None:
                        return found
                    if self.doc[j].lower_ in small.PREPOSITIONS - small.BELONGING:
                        break
        return None

    def _noun_agent(self) -> Mention | None:
        return (
            self.after(small.BY, 10)
            or self._of_whom()
            or self._modifier(is_place=False)
            or self._light_subject()
        )

    def _of_whom(self) -> Mention | None:
        """``the raids of the Americans``: who struck, where the noun is one of blows dealt."""
        word = self.doc[self.trigger.start].lower_
        after = self.doc[self.trigger.end].lower_ if self.trigger.end < self.sentence.end else ""
        if after != "of" or word not in small.DEALT:
            return None
        found = self._next(self.trigger.end + 1)
        return found if found is not None and found.kind not in small.PLACES else None

    def _modifier(self, *, is_place: bool) -> Mention | None:
        """The mention in front of a noun trigger: ``US drone strike``, ``Baghdad strike``."""
        i = self.trigger.start - 1
        names = self.spots if is_place else self.mentions
        while i >= self.sentence.start:
            found = next((m for m in names if m.end - 1 == i), None)
            if found is not None:
                is_taken = found.start in (self.lands if is_place else self.cities)
                if not is_taken and (is_place or found.kind in {"actor", "office", "country"}):
                    return found
                i = found.start - 1
            elif self.doc[i].lower_ in small.MODIFIERS:
                i -= 1
            else:
                return None
        return None

    def _light_subject(self) -> Mention | None:
        """``Iran carried out the strike``, ``the strike was launched by`` and the like."""
        for i in range(self.trigger.start - 1, max(self.trigger.start - 8, self.start) - 1, -1):
            if self.doc[i].lower_ in _ANSWERED:
                return None
            if self.doc[i].lower_ in small.LIGHT:
                return self._subject_in(self.start, i) or (
                    self._subject_in(self.sentence.start, self.start)
                    if self._is_relative_or_shared()
                    else None
                )
        return None

    def _noun_patient(self) -> Mention | None:
        found = self.after(small.TARGET, 4)
        if found is not None:
            return found
        if self.trigger.end < self.sentence.end and self.doc[self.trigger.end].lower_ in {
            "of",
            "that",
            "which",
        }:
            return self.after(frozenset(("of", "hit", "struck", "killed", "targeted")), 6)
        return self._modifier(is_place=True)

    def tail(self) -> Mention | None:
        """An agent named after the event: ``blamed on``, ``X confirmed it was behind``."""
        lowered = [self.doc[i].lower_ for i in range(self.sentence.start, self.sentence.end)]
        present = frozenset(lowered)
        offset = self.sentence.start
        for words in (w for w in small.TAILS if present.issuperset(w)):
            for i in _places_of(words, lowered):
                if offset + i >= self.trigger.start:
                    return self._next(offset + i + len(words))
        for words in (w for w in small.OWN_UP if present.issuperset(w)):
            for i in _places_of(words, lowered):
                if offset + i > self.trigger.end and self._is_own(lowered[max(0, i - 5) : i]):
                    return self._speaker(offset + i)
        return None

    @staticmethod
    def _is_own(before: list[str]) -> bool:
        """``it was behind``, ``claimed responsibility``, ``it had carried out``; no passive."""
        return "been" not in before and bool(small.OWNING.intersection(before))

    def _next(self, start: int) -> Mention | None:
        for i in range(start, min(start + 5, self.sentence.end)):
            found = self._at(i)
            if found is not None:
                return found
        return None

    def _speaker(self, end: int) -> Mention | None:
        start, _ = clause_of(self.doc, end - 1)
        return self._subject_in(start, end) or self._subject_in(self.trigger.end, end)

    def place(self, patient: Mention | None) -> Mention | None:
        """Where it happened, as the clause says."""
        if patient is not None and patient.kind in small.PLACES:
            return patient
        if self.trigger.voice is Voice.NOUN:
            found = self._modifier(is_place=True)
            if found is not None:
                return found
        first, last = self.trigger.start, self.trigger.end
        around = [m for m in self.spots if m.start < last and first < m.end and m.kind == "place"]
        if around:
            return around[-1]
        spots = [m for m in self.spots if self._is_where(m)]
        inside = [m for m in spots if self.start <= m.start < self.end]
        later = [m for m in inside if m.start >= self.trigger.start]
        return next(iter(later or inside[-1:]), None)

    def _is_where(self, mention: Mention) -> bool:
        governor = self._governor(mention)
        if self._is_modifier(mention):
            return False
        if mention.start in self.lands:
            return governor in small.WITHIN or (governor == "from" and self._is_inside(mention))
        return governor in small.WHERE or mention.start < self.trigger.start


def _places_of(words: tuple[str, ...], lowered: list[str]) -> Iterator[int]:
    for i in range(len(lowered) - len(words) + 1):
        if tuple(lowered[i : i + len(words)]) == words:
            yield i
