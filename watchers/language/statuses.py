"""From the annotations of an entry to what it says about status claims, by the baseline's rules.

It knows neither the subject nor the claims: which words and roles mean which state stands in the
baseline file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.models import Modality, Observation, WhyNot
from watchers.baseline import ActorKind, ClaimKind, PlaceKind
from watchers.language.assertion import is_negated, modality_at
from watchers.language.attribution import attribution_at
from watchers.language.background import is_old_news
from watchers.language.roles import Trigger, Voice, roles_of
from watchers.language.sentences import clause_of
from watchers.language.speakers import author_of, speaker_at
from watchers.language.text import quote
from watchers.language.whereabouts import is_spot, joined_to, places_about
from watchers.lexicon.patterns import Line, Pattern, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from spacy.tokens import Doc

    from storage.models import Day
    from watchers.baseline import Baseline, Claim, Read
    from watchers.language.annotations import Event, Mention, Sentence

_TAKEN_BACK = frozenset("retraction retracted retracts hoax fake debunked".split())
_PLAIN = frozenset((Modality.ASSERTED, Modality.ATTRIBUTED))


@dataclass(frozen=True, slots=True)
class _Rule:
    number: int
    """Its place in the baseline: where two read the same words differently, the first wins."""
    claim: Claim
    read: Read
    words: tuple[Pattern, ...]
    near: tuple[Pattern, ...]
    about: tuple[Pattern, ...]
    not_about: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Passage:
    """One sentence of an entry as the rules see it."""

    doc: Doc
    sentence: Sentence
    events: tuple[Event, ...]
    line: Line
    context: tuple[Line, ...]
    """The sentence before, where there is one, and this one."""
    entry: tuple[Line, ...]
    """All sentences of the entry."""


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a rule fits, and who stands in which role."""

    rule: _Rule
    passage: _Passage
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
        states = [actor for actor in baseline.actors if actor.kind is ActorKind.STATE]
        self._states = {state.country: state.id for state in states}
        reads = [
            (claim, read)
            for claim in baseline.claims
            if claim.kind is ClaimKind.STATUS
            for read in claim.reads
        ]
        self.rules = [_compile(number, *one, members) for number, one in enumerate(reads)]
        self._by_frame: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for rule in self.rules:
            self._index(rule)

    def _index(self, rule: _Rule) -> None:
        """Note by which events or words a rule can be woken."""
        anchors = [pattern.anchors for pattern in rule.words]
        if rule.read.frame:
            for frame in rule.read.frame:
                self._by_frame[frame].append(rule.number)
        elif all(anchors):
            for word in frozenset[str]().union(*anchors):
                self._by_word[word].append(rule.number)
        else:
            self._always.append(rule.number)

    def _possible(self, passage: _Passage) -> list[_Rule]:
        """The rules whose events or words stand in a sentence, in the order of the baseline."""
        numbers = {n for event in passage.events for n in self._by_frame.get(event.frame, ())}
        numbers.update(n for word in passage.line.vocabulary for n in self._by_word.get(word, ()))
        return [self.rules[number] for number in sorted(numbers.union(self._always))]

    def read(self, doc: Doc) -> Iterator[Observation]:
        """What the Doc says about each status claim."""
        matches = [
            match
            for passage in _passages(doc)
            for rule in self._possible(passage)
            for match in self._matches(rule, passage)
        ]
        found = [o for match in _settle(matches) for o in self._observations(match)]
        named = {(o.claim, o.state) for o in found if o.actor is not None}
        for one in found:
            if one.actor is not None or (one.claim, one.state) not in named:
                yield one

    def _matches(self, rule: _Rule, passage: _Passage) -> Iterator[_Match]:
        found = [*_candidates(rule, passage)]
        if found and _may_apply(rule, passage):
            for match in map(_spoken, found):
                if _has_polarity(match) and self._has_roles(match):
                    yield match

    def _has_roles(self, match: _Match) -> bool:
        read = match.rule.read
        given = {"agent": match.agent, "patient": match.patient, "place": match.places or None}
        return (
            all(given[role] for role in read.needs)
            and self._fits(match.agent, read.agent, read.not_agent)
            and self._fits(match.patient, read.patient, read.not_patient)
        )

    def _fits(
        self, mention: Mention | None, wanted: tuple[str, ...], unwanted: tuple[str, ...]
    ) -> bool:
        """Whether a role may be played by ``mention``; one that is not said fits."""
        if mention is None:
            return True
        is_wanted = not wanted or self._is_one_of(mention, wanted)
        return is_wanted and not self._is_one_of(mention, unwanted)

    def _is_one_of(self, mention: Mention, wanted: Iterable[str]) -> bool:
        """Whether a mention is one of the actors, places or countries, or a part of one."""
        actor_id = self._states.get(mention.id, mention.id)
        return any(
            mention.country == one if one.isupper() else self.baseline.is_part_of(actor_id, one)
            for one in wanted
        )

    def _observations(self, match: _Match) -> Iterator[Observation]:
        read, claim = match.rule.read, match.rule.claim
        modality = read.modality or match.modality
        why_not = self._why_not(match, modality)
        said = attribution_at(match.passage.doc, match.start)
        observation = Observation(
            claim=claim.id,
            quote=_quote(match),
            rule=f"{claim.id}/{read.id}",
            scope=_countries(match) or claim.scope,
            is_scope_inferred=not _countries(match),
            state=read.state,
            modality=modality,
            source=said.source if said else None,
            source_id=said.actor_id if said else None,
            counts=why_not is None,
            why_not=why_not,
            event_on=_day(match),
            note=read.note,
            actor=self._faction(match) if claim.per == "actor" else None,
        )
        for post in self._posts(match) if claim.per == "place" else [None]:
            yield replace(observation, place=post)

    def _why_not(self, match: _Match, modality: Modality) -> WhyNot | None:
        passage, read = match.passage, match.rule.read
        if not self._is_there(match):
            return WhyNot.OTHER_PLACE
        first = min((c.since for c in self.baseline.campaigns), default=None)
        if first is not None and passage.doc._.published < first:
            return WhyNot.BEFORE_BASELINE
        is_old = is_old_news(passage.doc, passage.sentence, match.start, match.end)
        is_old = is_old and not _lends_its_doer(match)
        if is_old or match.modality is Modality.HISTORICAL:
            return WhyNot.BEFORE_BASELINE
        if modality in read.counts_when and not _is_taken_back(passage):
            return None
        return WhyNot.CLAIMED_ONLY if modality is Modality.CLAIMED else WhyNot.IRREALIS

    def _is_there(self, match: _Match) -> bool:
        """Whether one of the places is where the rule wants it; nowhere said is there."""
        wanted = match.rule.read.place
        return (
            not wanted
            or not match.places
            or any(self._is_one_of(place, wanted) for place in match.places)
        )

    def _faction(self, match: _Match) -> str | None:
        """The faction whose state it is: a leader's word is the faction's."""
        actors = {actor.id: actor for actor in self.baseline.actors}
        actor = actors.get(match.agent.id) if match.agent else None
        while actor is not None and actor.kind is ActorKind.PERSON:
            actor = actors.get(actor.part_of or "")
        is_faction = actor is not None and actor.kind in {ActorKind.MILITIA, ActorKind.PARTY}
        return actor.id if actor is not None and is_faction else None

    def _posts(self, match: _Match) -> list[str | None]:
        """Of the claim's places those that are meant; all for a post of the whole country."""
        every = match.rule.claim.places
        named = [p for p in every if any(self.baseline.is_part_of(m.id, p) for m in match.places)]
        if named:
            return [*named]
        posts = {p.id for p in self.baseline.places if p.kind is PlaceKind.POST}
        is_general = any(place.id in posts for place in match.places)
        return [*every] if is_general else [*every[:1]]


def _compile(number: int, claim: Claim, read: Read, members: Callable[[str], list[str]]) -> _Rule:
    words, near, about, not_about, unless = (
        tuple(compile_pattern(source, members) for source in sources)
        for sources in (read.words, read.near, read.about, read.not_about, read.unless)
    )
    return _Rule(number, claim, read, words, near, about, not_about, unless)


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


def _passages(doc: Doc) -> Iterator[_Passage]:
    lines = tuple(Line(doc, s.start, s.end, doc._.mentions) for s in doc._.sentences)
    for number, sentence in enumerate(doc._.sentences):
        events = tuple(e for e in doc._.events if sentence.start <= e.start < sentence.end)
        context = lines[max(0, number - 1) : number + 1]
        yield _Passage(doc, sentence, events, lines[number], context, lines)


def _may_apply(rule: _Rule, passage: _Passage) -> bool:
    """Whether what stands around lets the rule apply."""
    return (
        not _any_fits(rule.unless, (passage.line,))
        and (not rule.near or _any_fits(rule.near, passage.context))
        and (not rule.about or _any_fits(rule.about, passage.entry))
        and not _any_fits(rule.not_about, passage.entry)
    )


def _any_fits(patterns: tuple[Pattern, ...], lines: tuple[Line, ...]) -> bool:
    return any(pattern.fits(line) for pattern in patterns for line in lines)


def _candidates(rule: _Rule, passage: _Passage) -> Iterator[_Match]:
    """Where the rule's words or frame stand, whoever plays which role."""
    spans = [span for pattern in rule.words for span in pattern.find(passage.line)]
    if rule.words and not spans:
        return
    if not rule.read.frame:
        for span in spans:
            yield _word_match(rule, passage, span)
    for event in passage.events:
        if event.frame in rule.read.frame:
            yield _Match(
                rule=rule,
                passage=passage,
                start=event.start,
                end=event.end,
                is_negated=event.is_negated,
                modality=event.modality or Modality.ASSERTED,
                agent=event.agent,
                patient=event.patient,
                places=_places(rule, passage, event.place, (event.agent, event.patient)),
            )


def _word_match(rule: _Rule, passage: _Passage, span: tuple[int, int]) -> _Match:
    doc, (start, end) = passage.doc, span
    trigger = Trigger(rule.claim.id, start, end, Voice.ACTIVE, rule.read.id, is_phrase=True)
    agent, patient, place = roles_of(doc, passage.sentence, trigger)
    inside = [m for m in doc._.mentions if start <= m.start and m.end <= end]
    actors = [m for m in inside if m.kind in {"actor", "office"}]
    spots = [m for m in inside if is_spot(m)]
    return _Match(
        rule=rule,
        passage=passage,
        start=start,
        end=end,
        is_negated=_is_negated(doc, start, end),
        modality=_modality(doc, start, end),
        agent=actors[0] if actors else agent,
        patient=patient,
        places=_places(rule, passage, spots[-1] if spots else place, (agent, patient)),
    )


def _places(
    rule: _Rule,
    passage: _Passage,
    place: Mention | None,
    roles: tuple[Mention | None, Mention | None],
) -> tuple[Mention, ...]:
    """Where it is; what somebody announces or demands is meant for all that the sentence names."""
    if place is not None and rule.read.modality is None:
        return joined_to(passage.doc, passage.sentence, place)
    agent, patient = roles
    if patient is not None and patient.kind == "place":
        return (patient,)
    return places_about(passage.doc, passage.sentence, agent, patient)


def _spoken(match: _Match) -> _Match:
    """The match with its speaker as agent, where a faction tells of itself."""
    is_we = match.agent is not None and match.agent.rule == "pronoun:we"
    if match.agent is not None and not is_we:
        return match
    doc = match.passage.doc
    is_own_word = match.rule.claim.per == "actor"
    speaker = author_of(doc, match.start) if is_own_word else None
    if speaker is None and not is_we and (is_own_word or match.rule.read.by_speaker):
        speaker = speaker_at(doc, match.start)
    return replace(match, agent=speaker) if speaker else match


def _has_polarity(match: _Match) -> bool:
    wanted = match.rule.read.polarity
    return wanted == "any" or match.is_negated == (wanted == "negated")


def _settle(matches: list[_Match]) -> list[_Match]:
    """Of matches of one claim that overlap and differ in state, keep the rule that stands first."""
    kept: list[_Match] = []
    for match in sorted(matches, key=lambda m: m.rule.number):
        if not any(_are_rivals(match, other) for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: m.start)


def _are_rivals(one: _Match, other: _Match) -> bool:
    is_same_claim = one.rule.claim is other.rule.claim
    is_overlap = one.start < other.end and other.start < one.end
    return is_same_claim and is_overlap and one.rule.read.state != other.rule.read.state


def _is_negated(doc: Doc, start: int, end: int) -> bool:
    """Whether a stretch is negated as a whole, or up to its last word by words within."""
    inside = [cue for cue in doc._.cues if start <= cue.start and cue.end <= end]
    return is_negated(doc, start, end) or any(
        cue.kind == "negated" and cue.scope_start < end <= cue.scope_end for cue in inside
    )


def _modality(doc: Doc, start: int, end: int) -> Modality:
    """How a longer stretch is put: by what reaches all of it, else its last or first word."""
    for first, last in ((start, end), (end - 1, end), (start, start + 1)):
        modality = modality_at(doc, first, last)
        if modality not in _PLAIN:
            return modality
    return modality_at(doc, start, end)


def _lends_its_doer(match: _Match) -> bool:
    """``The first of its kind since May, when A did it``: what is new was done by A too."""
    passage = match.passage
    before = {passage.doc[i].lower_ for i in range(passage.sentence.start, match.start)}
    return {"first", "kind", "when"} <= before and "attack" in match.rule.read.frame


def _is_taken_back(passage: _Passage) -> bool:
    """Whether the entry's title says that what it tells was wrong."""
    sentences = passage.doc._.sentences
    return bool(sentences[0].is_title and passage.entry[0].vocabulary & _TAKEN_BACK)


def _countries(match: _Match) -> tuple[str, ...]:
    """Where it is, as far as the rule asks for a place; sorted."""
    places = match.places if match.rule.read.place else ()
    return tuple(sorted({place.country for place in places if place.country}))


def _day(match: _Match) -> Day | None:
    doc = match.passage.doc
    start, end = clause_of(doc, match.start)
    for span in doc._.times:
        if span.role == "on" and start <= span.start and span.end <= end:
            day: Day | None = span.first
            return day
    return None


def _quote(match: _Match) -> str:
    """The trigger and the roles that stand in its clause, in one stretch."""
    start, end = match.start, match.end
    first, last = clause_of(match.passage.doc, match.start)
    for mention in (match.agent, match.patient, *match.places[:1]):
        if mention is not None and first <= mention.start and mention.end <= last:
            start, end = min(start, mention.start), max(end, mention.end)
    return quote(match.passage.doc, start, end)
