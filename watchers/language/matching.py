"""Where the status rules of a baseline fit an entry, and who then stands in which role.

It finds and settles matches; whether they count, and what they say, is decided in `statuses`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.models import Modality
from watchers.baseline import ClaimKind
from watchers.language.assertion import is_negated, modality_at
from watchers.language.roles import Trigger, Voice, roles_of
from watchers.language.speakers import author_of, speaker_at
from watchers.language.whereabouts import is_spot, joined_to, places_about
from watchers.lexicon.patterns import Line, Pattern, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spacy.tokens import Doc

    from watchers.baseline import Baseline, Claim, Read
    from watchers.language.annotations import Event, Mention, Sentence

_PLAIN = frozenset((Modality.ASSERTED, Modality.ATTRIBUTED))


@dataclass(frozen=True, slots=True)
class Rule:
    """A reading rule with its patterns compiled."""

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
class Passage:
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
class Match:
    """Where a rule fits, and who stands in which role."""

    rule: Rule
    passage: Passage
    start: int
    end: int
    is_negated: bool
    modality: Modality
    agent: Mention | None
    patient: Mention | None
    places: tuple[Mention, ...]


class RuleBook:
    """The status rules of a baseline, compiled, and by which events and words each is woken."""

    def __init__(self, baseline: Baseline) -> None:
        members = _members_of(baseline)
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

    def _index(self, rule: Rule) -> None:
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

    def possible(self, passage: Passage) -> list[Rule]:
        """The rules whose events or words stand in a sentence, in the order of the baseline."""
        numbers = {n for event in passage.events for n in self._by_frame.get(event.frame, ())}
        numbers.update(n for word in passage.line.vocabulary for n in self._by_word.get(word, ()))
        return [self.rules[number] for number in sorted(numbers.union(self._always))]


def passages_of(doc: Doc) -> Iterator[Passage]:
    """The sentences of an annotated Doc."""
    lines = tuple(Line(doc, s.start, s.end, doc._.mentions) for s in doc._.sentences)
    for number, sentence in enumerate(doc._.sentences):
        events = tuple(e for e in doc._.events if sentence.start <= e.start < sentence.end)
        context = lines[max(0, number - 1) : number + 1]
        yield Passage(doc, sentence, events, lines[number], context, lines)


def matches_in(rule: Rule, passage: Passage) -> Iterator[Match]:
    """Where a rule fits in a sentence, whoever plays which role."""
    found = [*_candidates(rule, passage)]
    if found and _may_apply(rule, passage):
        yield from filter(_has_polarity, map(_spoken, found))


def settle(matches: list[Match]) -> list[Match]:
    """Of matches of one claim that overlap and differ in state, keep the rule that stands first."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: m.rule.number):
        if not any(_are_rivals(match, other) for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: m.start)


def _are_rivals(one: Match, other: Match) -> bool:
    is_same_claim = one.rule.claim is other.rule.claim
    is_overlap = one.start < other.end and other.start < one.end
    return is_same_claim and is_overlap and one.rule.read.state != other.rule.read.state


def _compile(number: int, claim: Claim, read: Read, members: Callable[[str], list[str]]) -> Rule:
    words, near, about, not_about, unless = (
        tuple(compile_pattern(source, members) for source in sources)
        for sources in (read.words, read.near, read.about, read.not_about, read.unless)
    )
    return Rule(number, claim, read, words, near, about, not_about, unless)


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


def _may_apply(rule: Rule, passage: Passage) -> bool:
    """Whether what stands around lets the rule apply."""
    return (
        not _any_fits(rule.unless, (passage.line,))
        and (not rule.near or _any_fits(rule.near, passage.context))
        and (not rule.about or _any_fits(rule.about, passage.entry))
        and not _any_fits(rule.not_about, passage.entry)
    )


def _any_fits(patterns: tuple[Pattern, ...], lines: tuple[Line, ...]) -> bool:
    return any(pattern.fits(line) for pattern in patterns for line in lines)


def _candidates(rule: Rule, passage: Passage) -> Iterator[Match]:
    """Where the rule's words or frame stand, whoever plays which role."""
    spans = [span for pattern in rule.words for span in pattern.find(passage.line)]
    if rule.words and not spans:
        return
    if not rule.read.frame:
        for span in spans:
            yield _word_match(rule, passage, span)
    for event in passage.events:
        if event.frame in rule.read.frame:
            yield Match(
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


def _word_match(rule: Rule, passage: Passage, span: tuple[int, int]) -> Match:
    doc, (start, end) = passage.doc, span
    trigger = Trigger(rule.claim.id, start, end, Voice.ACTIVE, rule.read.id, is_phrase=True)
    agent, patient, place = roles_of(doc, passage.sentence, trigger)
    inside = [m for m in doc._.mentions if start <= m.start and m.end <= end]
    actors = [m for m in inside if m.kind in {"actor", "office"}]
    spots = [m for m in inside if is_spot(m)]
    return Match(
        rule=rule,
        passage=passage,
        start=start,
        end=end,
        is_negated=_is_negated(doc, start, end),
        modality=_modality(doc, start, end),
        agent=_agent_of_words(rule, start, agent, actors),
        patient=patient,
        places=_places(rule, passage, spots[-1] if spots else place, (agent, patient)),
    )


def _agent_of_words(
    rule: Rule, start: int, subject: Mention | None, actors: list[Mention]
) -> Mention | None:
    """Who acts in words that fit: whom they begin with, else their subject."""
    first = next(iter(actors), None)
    if first is not None and first.start == start:
        return first
    is_about_one = rule.claim.per == "actor"
    return subject or (first if is_about_one else None)


def _places(
    rule: Rule,
    passage: Passage,
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


def _spoken(match: Match) -> Match:
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


def _has_polarity(match: Match) -> bool:
    wanted = match.rule.read.polarity
    return wanted == "any" or match.is_negated == (wanted == "negated")


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
