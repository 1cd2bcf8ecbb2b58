"""From the annotations of an entry to what it says about status claims, by the baseline's rules.

It knows neither the subject nor the claims: which words and roles mean which state stands in the
baseline file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import repeat
from typing import TYPE_CHECKING

from storage.models import Modality, Observation, WhyNot
from watchers.baseline import ActorKind, ClaimKind, PlaceKind
from watchers.language.annotations import Mention
from watchers.language.assertion import is_negated, modality_at
from watchers.language.attribution import attribution_at
from watchers.language.roles import Trigger, Voice, roles_of
from watchers.language.sentences import clause_of
from watchers.language.text import quote
from watchers.lexicon.patterns import Line, Pattern, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from spacy.tokens import Doc

    from storage.models import Day
    from watchers.baseline import Baseline, Claim, Read
    from watchers.language.annotations import Event, Sentence

_PLAIN = frozenset((Modality.ASSERTED, Modality.ATTRIBUTED))
_JOINED = frozenset(
    (",", "and", "&", "or", "both", "the", "neighbouring", "neighboring", "including", "especially")
)
_OLD_AFTER = timedelta(days=75)
"""News tells of what happened lately; what lies longer back is told as history."""
_LONG_AGO = timedelta(days=300)
_BACKGROUND = frozenset(("since", "like"))


@dataclass(frozen=True, slots=True)
class _Rule:
    claim: Claim
    read: Read
    words: tuple[Pattern, ...]
    near: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a rule fits, and who stands in which role."""

    rule: _Rule
    sentence: Sentence
    start: int
    end: int
    is_negated: bool
    modality: Modality
    agent: Mention | None
    patient: Mention | None
    places: tuple[Mention, ...]


class StatusRules:
    """The status rules of a baseline, compiled."""

    def __init__(self, baseline: Baseline) -> None:
        self.baseline = baseline
        members = _members_of(baseline)
        self.rules = [
            _Rule(
                claim,
                read,
                *(
                    tuple(compile_pattern(source, members) for source in sources)
                    for sources in (read.words, read.near, read.unless)
                ),
            )
            for claim in baseline.claims
            if claim.kind is ClaimKind.STATUS
            for read in claim.reads
        ]
        self._index()

    def _index(self) -> None:
        """Note by which events and words each rule can be woken."""
        self._by_frame: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for number, rule in enumerate(self.rules):
            for frame in rule.read.frame:
                self._by_frame[frame].append(number)
            anchors = [pattern.anchors for pattern in rule.words]
            if not rule.read.frame and not all(anchors):
                self._always.append(number)
            elif not rule.read.frame:
                for word in frozenset[str]().union(*anchors):
                    self._by_word[word].append(number)

    def read(self, doc: Doc) -> Iterator[Observation]:
        """What the Doc says about each status claim."""
        lines = [Line(doc, s.start, s.end, doc._.mentions) for s in doc._.sentences]
        matches: list[_Match] = []
        for number, sentence in enumerate(doc._.sentences):
            context = lines[max(0, number - 1) : number + 1]
            events = [e for e in doc._.events if sentence.start <= e.start < sentence.end]
            for rule in self._possible(context[-1], events):
                matches += self._matches(doc, rule, sentence, events, context)
        found = [o for match in _settle(matches) for o in self._observations(doc, match)]
        named = {(o.claim, o.state) for o in found if o.actor is not None}
        for one in found:
            if one.actor is not None or (one.claim, one.state) not in named:
                yield one

    def _possible(self, line: Line, events: list[Event]) -> list[_Rule]:
        """The rules whose events or words stand in a sentence, in the order of the baseline."""
        numbers = {n for event in events for n in self._by_frame.get(event.frame, ())}
        numbers.update(n for word in line.vocabulary for n in self._by_word.get(word, ()))
        return [self.rules[number] for number in sorted(numbers.union(self._always))]

    def _matches(
        self, doc: Doc, rule: _Rule, sentence: Sentence, events: list[Event], context: list[Line]
    ) -> Iterator[_Match]:
        line = context[-1]
        found = [*self._candidates(doc, rule, sentence, events, line)]
        if not found or any(pattern.fits(line) for pattern in rule.unless):
            return
        if rule.near and not any(p.fits(near) for p in rule.near for near in context):
            return
        for match in map(self._spoken, repeat(doc), found):
            if self._has_polarity(match) and self._has_roles(match):
                yield match

    @staticmethod
    def _spoken(doc: Doc, match: _Match) -> _Match:
        """The match with its speaker as agent, where a faction tells of itself."""
        is_we = match.agent is not None and match.agent.rule == "pronoun:we"
        if match.agent is not None and not is_we:
            return match
        is_own_word = match.rule.claim.per == "actor"
        speaker = _author(doc) if is_own_word and (is_we or _says_we(doc, match.start)) else None
        if speaker is None and (is_own_word or match.rule.read.by_speaker) and not is_we:
            speaker = _speaker(doc, match.start)
        return replace(match, agent=speaker) if speaker else match

    def _candidates(
        self, doc: Doc, rule: _Rule, sentence: Sentence, events: list[Event], line: Line
    ) -> Iterator[_Match]:
        spans = [span for pattern in rule.words for span in pattern.find(line)]
        if rule.words and not spans:
            return
        if not rule.read.frame:
            for start, end in spans:
                yield self._word_match(doc, rule, sentence, (start, end))
            return
        for event in events:
            if event.frame in rule.read.frame:
                yield _Match(
                    rule,
                    sentence,
                    event.start,
                    event.end,
                    event.is_negated,
                    event.modality or Modality.ASSERTED,
                    event.agent,
                    event.patient,
                    self._places(doc, rule, sentence, (event.place, event.patient)),
                )

    def _word_match(
        self, doc: Doc, rule: _Rule, sentence: Sentence, span: tuple[int, int]
    ) -> _Match:
        start, end = span
        trigger = Trigger(rule.claim.id, start, end, Voice.ACTIVE, rule.read.id, is_phrase=True)
        agent, patient, place = roles_of(doc, sentence, trigger)
        inside = [m for m in doc._.mentions if start <= m.start and m.end <= end]
        actors = [m for m in inside if m.kind in {"actor", "office"}]
        spots = [m for m in inside if _is_spot(m)]
        if spots:
            place = spots[-1]
        return _Match(
            rule,
            sentence,
            start,
            end,
            _is_negated(doc, start, end),
            _modality(doc, start, end),
            actors[0] if actors else agent,
            patient,
            self._places(doc, rule, sentence, (place, patient)),
        )

    def _places(
        self,
        doc: Doc,
        rule: _Rule,
        sentence: Sentence,
        where: tuple[Mention | None, Mention | None],
    ) -> tuple[Mention, ...]:
        """The place with those joined to it; else what the sentence, then the entry is about."""
        place, patient = where
        is_word = rule.read.modality is not None  # a word is meant for all that it names
        if place is not None and not is_word:
            return _joined(doc, sentence, place)
        if patient is not None and patient.kind == "place":
            return (patient,)
        spots = [m for m in doc._.mentions if _is_spot(m)]
        near = tuple(m for m in spots if sentence.start <= m.start < sentence.end)
        if not near and patient is not None:
            near = tuple(
                m for m in doc._.mentions if m.start == patient.start and m.kind == "country"
            )
        is_plain = len({m.country for m in spots}) == 1
        return near or (tuple(spots) if is_plain else ())

    def _has_polarity(self, match: _Match) -> bool:
        wanted = match.rule.read.polarity
        return wanted == "any" or match.is_negated == (wanted == "negated")

    def _has_roles(self, match: _Match) -> bool:
        read = match.rule.read
        for role, mention, wanted, unwanted in (
            ("agent", match.agent, read.agent, read.not_agent),
            ("patient", match.patient, read.patient, read.not_patient),
        ):
            if mention is None:
                if role in read.needs:
                    return False
            elif self._is_one_of(mention, unwanted):
                return False
            elif wanted and not self._is_one_of(mention, wanted):
                return False
        return not ("place" in read.needs and not match.places)

    def _is_one_of(self, mention: Mention, wanted: Iterable[str]) -> bool:
        return any(
            mention.country == one if one.isupper() else self.baseline.is_part_of(mention.id, one)
            for one in wanted
        )

    def _is_there(self, match: _Match) -> bool:
        wanted = match.rule.read.place
        if not wanted or not match.places:
            return True
        return any(self._is_one_of(place, wanted) for place in match.places)

    def _observations(self, doc: Doc, match: _Match) -> Iterator[Observation]:
        read, claim = match.rule.read, match.rule.claim
        modality = read.modality or match.modality
        why_not = self._why_not(doc, match, modality)
        said = attribution_at(doc, match.start)
        observation = Observation(
            claim=claim.id,
            quote=_quote(doc, match),
            rule=f"{claim.id}/{read.id}",
            scope=tuple(sorted({p.country for p in match.places if p.country})) or claim.scope,
            is_scope_inferred=not match.places,
            state=read.state,
            modality=modality,
            source=said.source if said else None,
            source_id=said.actor_id if said else None,
            counts=why_not is None,
            why_not=why_not,
            event_on=_day(doc, match),
            note=read.note,
            actor=self._faction(match) if claim.per == "actor" else None,
        )
        posts = self._posts(match) if claim.per == "place" else [None]
        for post in posts:
            yield replace(observation, place=post)

    def _why_not(self, doc: Doc, match: _Match, modality: Modality) -> WhyNot | None:
        if not self._is_there(match):
            return WhyNot.OTHER_PLACE
        if match.modality is Modality.HISTORICAL or self._is_old(doc, match):
            return WhyNot.BEFORE_BASELINE
        if modality in match.rule.read.counts_when:
            return None
        return WhyNot.CLAIMED_ONLY if modality is Modality.CLAIMED else WhyNot.IRREALIS

    def _is_old(self, doc: Doc, match: _Match) -> bool:
        first = min((c.since for c in self.baseline.campaigns), default=None)
        if first is not None and doc._.published < first:
            return True
        start, end = clause_of(doc, match.start)
        since = _since(doc, start, match.start)
        if doc[start].lower_ in _BACKGROUND or since is not None:
            return True
        if self._is_when_of_old(doc, match, start) or self._is_told_as_history(doc, match):
            return True
        later = _since(doc, match.end, end)
        return any(
            span.last is not None
            and span.role in {"on", "during"}
            and start <= span.start < (end if later is None else later)
            and span.last.value < doc._.published - _OLD_AFTER
            for span in doc._.times
        )

    @staticmethod
    def _is_when_of_old(doc: Doc, match: _Match, start: int) -> bool:
        """``since February, when ...``: the clause tells of the day it counts from.

        Where what is told is the first of its kind since, the old event lends it its doer.
        """
        if doc[start].lower_ != "when":
            return False
        before = {doc[i].lower_ for i in range(match.sentence.start, start)}
        if {"first", "kind"} <= before and "attack" in match.rule.read.frame:
            return False
        return any(
            span.role == "since"
            and 0 <= start - span.end <= 1
            and span.first is not None
            and span.first.value < doc._.published - _OLD_AFTER
            for span in doc._.times
        )

    @staticmethod
    def _is_told_as_history(doc: Doc, match: _Match) -> bool:
        """A tale begun with an old year goes on until another time is named."""
        start = match.sentence.start
        before = [span for span in doc._.times if span.start < match.start]
        last = before[-1] if before else None
        if last is None or last.last is None or last.role not in {"on", "during"}:
            return False
        index = doc._.sentences.index(match.sentence)
        floor = doc._.sentences[max(0, index - 1)].start
        if last.start < floor or doc[last.start - 1].lower_ in {"as", "like"}:
            return False
        is_old = last.last.value < doc._.published - _LONG_AGO
        is_present = any(
            doc[i].lower_ in {"has", "have", "now", "is", "are"} for i in range(start, match.end)
        )
        return is_old and not is_present

    def _faction(self, match: _Match) -> str | None:
        """The faction whose state it is: a leader's word is the faction's."""
        actor_id = match.agent.id if match.agent else None
        while actor_id is not None:
            try:
                actor = self.baseline.actor(actor_id)
            except KeyError:
                return None
            if actor.kind in {ActorKind.MILITIA, ActorKind.PARTY}:
                return actor.id
            if actor.kind is not ActorKind.PERSON:
                return None
            actor_id = actor.part_of
        return None

    def _posts(self, match: _Match) -> list[str | None]:
        """Of the claim's places those that are meant; all for a post of the whole country."""
        every = match.rule.claim.places
        named = [p for p in every if any(self.baseline.is_part_of(m.id, p) for m in match.places)]
        if named:
            return [*named]
        is_general = any(self._is_post(m.id) for m in match.places)
        return [*every] if is_general else [*every[:1]]

    def _is_post(self, place_id: str) -> bool:
        try:
            return self.baseline.place(place_id).kind is PlaceKind.POST
        except KeyError:
            return False


_compiled: dict[int, StatusRules] = {}


def observe(doc: Doc, baseline: Baseline) -> Iterator[Observation]:
    """What an annotated Doc says about the status claims of the baseline."""
    rules = _compiled.get(id(baseline))
    if rules is None or rules.baseline is not baseline:
        rules = _compiled[id(baseline)] = StatusRules(baseline)
    return rules.read(doc)


def _members_of(baseline: Baseline) -> Callable[[str], list[str]]:
    """What an id in the braces of a pattern stands for."""
    known = [*(a.id for a in baseline.actors), *(p.id for p in baseline.places)]
    offices = {o.id: o.speaks_for for o in baseline.offices}

    def members(wanted: str) -> list[str]:
        if wanted.isupper():  # a country
            return [wanted]
        if wanted not in known:
            raise KeyError(wanted)
        found = [one for one in known if baseline.is_part_of(one, wanted)]
        speakers = [o for o, actor in offices.items() if actor in found]
        return [*found, *speakers]

    return members


def _settle(matches: list[_Match]) -> list[_Match]:
    """Of matches of one claim that overlap and differ in state, keep the longest."""
    kept: list[_Match] = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        rivals = (
            other
            for other in kept
            if other.rule.claim is match.rule.claim
            and other.rule.read.state != match.rule.read.state
            and other.start < match.end
            and match.start < other.end
        )
        if next(rivals, None) is None:
            kept.append(match)
    return sorted(kept, key=lambda m: m.start)


def _is_spot(mention: Mention) -> bool:
    """Whether a mention says where something is (not whose it is)."""
    if mention.kind == "country":
        return mention.rule not in {"country:state", "demonym", "dateline"}
    return mention.kind in {"place", "region"} and mention.rule != "dateline"


def _joined(doc: Doc, sentence: Sentence, place: Mention) -> tuple[Mention, ...]:
    """A place and those listed with it: ``in Bahrain, Jordan and Iraq``."""
    spots = [
        m
        for m in doc._.mentions
        if m.kind in {"place", "country", "region"} and sentence.start <= m.start < sentence.end
    ]
    found = [place]
    for spot in sorted(spots, key=lambda m: m.start):
        between = [doc[i].lower_ for i in range(found[-1].end, spot.start)]
        if spot.start >= found[-1].end and all(word in _JOINED for word in between):
            found.append(spot)
    for spot in sorted(spots, key=lambda m: -m.start):
        between = [doc[i].lower_ for i in range(spot.end, found[0].start)]
        if spot.end <= found[0].start and all(word in _JOINED for word in between):
            found.insert(0, spot)
    return tuple(found)


def _since(doc: Doc, start: int, end: int) -> int | None:
    """Where a ``since`` stands whose clause goes on to the end, over no comma."""
    for i in range(end - 1, start - 1, -1):
        if doc[i].text == ",":
            return None
        if doc[i].lower_ == "since":
            return i
    return None


def _is_negated(doc: Doc, start: int, end: int) -> bool:
    """Whether a stretch is negated as a whole, or up to its last word by words within."""
    inside = [cue for cue in doc._.cues if start <= cue.start and cue.end <= end]
    return is_negated(doc, start, end) or any(
        cue.kind == "negated" and cue.scope_start < end <= cue.scope_end for cue in inside
    )


def _speaker(doc: Doc, index: int) -> Mention | None:
    """Who says the words around a token."""
    said = attribution_at(doc, index)
    if said is None or said.actor_id is None:
        return None
    return Mention(said.start, said.start, "actor", said.actor_id, "speaker")


def _says_we(doc: Doc, index: int) -> bool:
    start, end = clause_of(doc, index)
    return any(doc[i].lower_ in {"we", "our"} for i in range(start, end))


def _author(doc: Doc) -> Mention | None:
    """The actor whom the title names: a statement stands under its author's name."""
    title_end = doc._.reading.title_end
    named = (m for m in doc._.mentions if m.kind == "actor" and doc[m.start].idx < title_end)
    return next(named, None)


def _modality(doc: Doc, start: int, end: int) -> Modality:
    """How a longer stretch is put: by what reaches all of it, else its first or last word."""
    for first, last in ((start, end), (end - 1, end), (start, start + 1)):
        modality = modality_at(doc, first, last)
        if modality not in _PLAIN:
            return modality
    return modality_at(doc, start, end)


def _day(doc: Doc, match: _Match) -> Day | None:
    start, end = clause_of(doc, match.start)
    for span in doc._.times:
        if span.role == "on" and start <= span.start and span.end <= end:
            day: Day | None = span.first
            return day
    return None


def _quote(doc: Doc, match: _Match) -> str:
    """The trigger and the roles that stand in its clause, in one stretch."""
    start, end = match.start, match.end
    first, last = clause_of(doc, match.start)
    for mention in (match.agent, match.patient, *match.places[:1]):
        if mention is not None and first <= mention.start and mention.end <= last:
            start, end = min(start, mention.start), max(end, mention.end)
    return quote(doc, start, end)
