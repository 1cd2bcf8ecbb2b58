"""Find the events that a text speaks of: trigger words, and who stands in which role to them.

It knows English and the frames of frames.toml; which events matter to a claim is decided elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.language import Language

from storage.models import Modality
from watchers.language.annotations import Event
from watchers.language.assertion import is_negated, modality_at
from watchers.language.roles import Trigger, Voice, roles_of
from watchers.language.sentences import clause_of
from watchers.lexicon.frames import Frame, frames
from watchers.lexicon.inflection import forms, past_participles
from watchers.lexicon.patterns import Line, Pattern, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from storage.models import Day
    from watchers.baseline import Baseline
    from watchers.language.annotations import Mention, Sentence

FACTORY = "stet_events"

_BE = frozenset("is are was were be been being 's 're am get gets got getting".split())
_SKIPPED_BEFORE = frozenset("not n't never also again already reportedly since just once".split())
_ADVERB_ENDING = "ly"
_NOUN_BEFORE = frozenset(
    "the a an this that these those its their his her our no any some several many few more most"
    " such each every another other new recent fresh latest further deadly first second third"
    " last next previous all both of in on by after before since despite amid with without from"
    " during over against for about following via through near two three four five six seven"
    " eight nine ten dozens scores drone air rocket missile mortar artillery ballistic retaliatory"
    " military overnight air-launched precision suicide targeted deliberate cross-border joint"
    " aerial ground defensive offensive reported alleged claimed suspected successful failed"
    " 's ' militia terrorist cruise naval separate multiple repeated near-daily daily pre-emptive"
    " preemptive armed direct coordinated similar unclaimed foiled thwarted".split()
)
_VERB_BEFORE = frozenset(
    "to will would could can may might must should shall who which that he she they it we i and"
    " has have had having n't not never did does do who".split()
)
_PREPOSITIONS = frozenset(
    "in on against at near from by of for since after before during into over under across"
    " outside inside within with as to around amid throughout along".split()
)
_MODALS = {
    "would": Modality.HYPOTHETICAL,
    "could": Modality.POSSIBLE,
    "may": Modality.POSSIBLE,
    "might": Modality.POSSIBLE,
    "should": Modality.DEMANDED,
    "must": Modality.DEMANDED,
}
_MAYBE = frozenset("possible potential future planned imminent threatened feared".split())
_TO_COME = frozenset(
    "to likely possible expected feared planned inevitable imminent coming unlikely".split()
)
_STOPS = frozenset("has have had that which who , as".split())
_NOUNS_TOO = frozenset("target bomb shell answer wound block leave fire raid".split())
"""Verbs whose forms are also nouns of no frame."""
_WISHES = frozenset("want wants wanted urge urges urged wish hopes hoped ask asked asks".split())
_WHERE = frozenset("in at across inside near for on".split())
_NEAR = 4
_DEFINITE = frozenset("the its their these those this 's".split())
_DOING = frozenset(
    "carry carried carrying conduct conducted conducting launch launched launching stage staged"
    " mount mounted order ordered make made commit committed out been no none not one of".split()
)
_BEGUN = frozenset("started begun began starts begins beginning continued managed".split())
_ENDS = frozenset((".", ",", ";", ":", "-", "!", "?", ")", '"', "'"))


@dataclass(frozen=True, slots=True)
class _Word:
    """What a word form may trigger."""

    frame: Frame
    lemma: str
    is_verb: bool
    particle: str = ""
    is_ambiguous: bool = False
    """Whether the form may be a noun as well as a verb of the frame."""


def settings(baseline: Baseline) -> dict[str, object]:
    """The classes of event that some rule of the baseline asks for; no other is looked for."""
    reads = (read for claim in baseline.claims for read in claim.reads)
    return {"wanted": sorted({frame for read in reads for frame in read.frame})}


@Language.factory(FACTORY)
class EventFinder:
    """Fills ``doc._.events``."""

    def __init__(self, nlp: Language, name: str, *, wanted: list[str]) -> None:
        del nlp
        self.name = name
        self._words: dict[str, list[_Word]] = defaultdict(list)
        self._phrases: list[tuple[Frame, Voice, Pattern]] = []
        for frame_id in wanted:
            self._add(frames()[frame_id])
        self._phrases_of: dict[str, list[int]] = defaultdict(list)
        for number, (_, _, pattern) in enumerate(self._phrases):
            for anchor in pattern.anchors:
                self._phrases_of[anchor].append(number)

    def _add(self, frame: Frame) -> None:
        nouns = [(form, noun) for noun in frame.nouns.split() for form in _noun_forms(noun)]
        verbs = [(form, verb) for verb in frame.verbs.split() for form in _verb_forms(verb)]
        plain = {form for form, noun in nouns if "_" not in noun}
        both = {
            form for form, verb in verbs if form in plain or verb.partition("_")[0] in _NOUNS_TOO
        }
        for form, noun in nouns:
            lemma, _, particle = noun.partition("_")
            is_both = form in both and not particle
            word = _Word(frame, lemma, is_verb=False, particle=particle, is_ambiguous=is_both)
            self._words[form].append(word)
        for form, verb in verbs:
            lemma, _, particle = verb.partition("_")
            word = _Word(frame, lemma, is_verb=True, particle=particle, is_ambiguous=form in both)
            self._words[form].append(word)
        for voice, sources in ((Voice.ACTIVE, frame.phrases), (Voice.PASSIVE, frame.passives)):
            for source in sources:
                self._phrases.append((frame, voice, compile_pattern(source, _no_members)))

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc``."""
        found: list[Event] = []
        for sentence in doc._.sentences:
            triggers = [*self._word_triggers(doc, sentence), *self._phrase_triggers(doc, sentence)]
            found += [_event(doc, sentence, trigger) for trigger in _longest(triggers)]
        doc._.events = sorted(found, key=lambda event: (event.start, event.end))
        return doc

    def _word_triggers(self, doc: Doc, sentence: Sentence) -> Iterator[Trigger]:
        for i in range(sentence.start, sentence.end):
            lower = doc[i].lower_
            for word in self._words.get(lower, ()):
                follower = doc[i + 1].lower_ if i + 1 < sentence.end else ""
                before = doc[i - 1].lower_ if i > sentence.start else ""
                if word.particle and follower != word.particle:
                    continue
                if before in word.frame.not_after.split():
                    continue
                behind = _next_noun(doc, i + 1, sentence.end)
                if {behind, f"{lower}_{behind}"}.intersection(word.frame.not_before.split()):
                    continue
                if word.is_ambiguous and word.is_verb == _is_noun(doc, sentence, i):
                    continue
                yield _word_trigger(doc, sentence, word, i)

    def _phrase_triggers(self, doc: Doc, sentence: Sentence) -> Iterator[Trigger]:
        line = Line(doc, sentence.start, sentence.end, doc._.mentions)
        numbers = {n for word in line.vocabulary for n in self._phrases_of.get(word, ())}
        for number in sorted(numbers):
            frame, voice, pattern = self._phrases[number]
            for start, end in pattern.find(line):
                rule = f"{frame.id}:{pattern.source}"
                undergone = frame.is_undergone
                how = Voice.PASSIVE if undergone else voice
                yield Trigger(
                    frame.id, start, end, how, rule, is_phrase=True, is_undergone=undergone
                )


def _next_noun(doc: Doc, start: int, end: int) -> str:
    """The word behind, over an article."""
    i = start + (start < end and doc[start].lower_ in {"a", "an", "the", "its", "his"})
    return doc[i].lower_ if i < end else ""


def _noun_forms(noun: str) -> list[str]:
    first = noun.partition("_")[0]
    return [form for form in forms(first) if form == first or not form.endswith(("ed", "ing"))]


def _verb_forms(verb: str) -> frozenset[str]:
    return forms(verb.partition("_")[0])


def _no_members(name: str) -> list[str]:
    raise KeyError(name)


def _word_trigger(doc: Doc, sentence: Sentence, word: _Word, i: int) -> Trigger:
    end = i + 1 + bool(word.particle)
    if not word.is_verb:
        return Trigger(word.frame.id, i, end, Voice.NOUN, f"{word.frame.id}:noun {word.lemma}")
    is_passive = word.frame.is_undergone or _is_passive(doc, sentence, word, i)
    voice = Voice.PASSIVE if is_passive else Voice.ACTIVE
    rule = f"{word.frame.id}:{voice} {word.lemma}"
    undergone = word.frame.is_undergone
    return Trigger(word.frame.id, i, end, voice, rule, is_undergone=undergone)


def _event(doc: Doc, sentence: Sentence, trigger: Trigger) -> Event:
    agent, patient, place = roles_of(doc, sentence, trigger)
    is_bare = patient is None or bool(_WHERE.intersection(_between(doc, trigger, patient)))
    if is_bare and frames()[trigger.frame].is_ergative and trigger.voice is Voice.ACTIVE:
        agent, patient = None, agent or patient
    return Event(
        start=trigger.start,
        end=trigger.end,
        frame=trigger.frame,
        rule=trigger.rule,
        agent=agent,
        patient=patient,
        place=place,
        is_passive=trigger.voice is Voice.PASSIVE,
        is_negated=_is_undone(doc, sentence, trigger),
        modality=_modality(doc, sentence, trigger),
        on=_day_of(doc, trigger.start),
    )


def _between(doc: Doc, trigger: Trigger, mention: Mention) -> list[str]:
    """The words between a trigger and a mention behind it."""
    return [doc[i].lower_ for i in range(trigger.end, mention.start)]


def _modality(doc: Doc, sentence: Sentence, trigger: Trigger) -> Modality:
    """How the event is put; an infinitive and the subject of a ``would`` are no facts."""
    modality = modality_at(doc, trigger.start, trigger.end)
    if modality not in {Modality.ASSERTED, Modality.ATTRIBUTED}:
        return modality
    is_gerund = trigger.start == sentence.start and doc[trigger.start].lower_.endswith("ing")
    if trigger.voice is Voice.NOUN or is_gerund:
        return _modality_ahead(doc, sentence, trigger) or modality
    words = [doc[i].lower_ for i in range(max(sentence.start, trigger.start - 4), trigger.start)]
    if _WISHES.intersection(words):
        return Modality.DEMANDED
    before = words[-1] if words else ""
    is_infinitive = before == "to" and not _BEGUN.intersection(words)
    is_undone = _is_undone(doc, sentence, trigger)
    return Modality.PLANNED if is_infinitive and not is_undone else modality


def _is_undone(doc: Doc, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether an event is said not to have been; "did not condemn the strikes" takes them as so."""
    if not is_negated(doc, trigger.start, trigger.end):
        return False
    if trigger.voice is not Voice.NOUN:
        return True
    words = [doc[i].lower_ for i in range(max(sentence.start, trigger.start - 7), trigger.start)]
    near = next((i for i in range(len(words) - 1, -1, -1) if words[i] in _DEFINITE), None)
    if near is None or len(words) - near > _NEAR:
        return True
    return bool(_DOING.intersection(words[max(0, near - 3) : near]))


def _modality_ahead(doc: Doc, sentence: Sentence, trigger: Trigger) -> Modality | None:
    """A noun whose verb is ``would be`` or ``may follow`` tells of nothing that happened."""
    _, end = clause_of(doc, trigger.start)
    before = range(max(sentence.start, trigger.start - 3), trigger.start)
    if any(doc[i].lower_ in _MAYBE for i in before):
        return Modality.POSSIBLE
    for i in range(trigger.end, min(end, sentence.end, trigger.end + 8)):
        lower = doc[i].lower_
        if lower in _BE and i + 1 < end and doc[i + 1].lower_ in _TO_COME:
            return Modality.PLANNED
        if lower in _MODALS:
            return _MODALS[lower]
        if lower in _BE | _STOPS or lower.endswith("ed"):
            return None
    return None


def _day_of(doc: Doc, index: int) -> Day | None:
    """The single day that the clause of the token names, where it names one."""
    start, end = clause_of(doc, index)
    for span in doc._.times:
        if span.role == "on" and start <= span.start and span.end <= end:
            day: Day | None = span.first
            return day
    return None


def _longest(triggers: list[Trigger]) -> list[Trigger]:
    """Of triggers of one frame that overlap, the longest; words of other frames stay."""
    kept: list[Trigger] = []
    for trigger in sorted(triggers, key=lambda t: (t.start - t.end, t.start)):
        if not any(_overlap(trigger, other) for other in kept if other.frame == trigger.frame):
            kept.append(trigger)
    return kept


def _overlap(one: Trigger, other: Trigger) -> bool:
    return one.start < other.end and other.start < one.end


def _is_noun(doc: Doc, sentence: Sentence, i: int) -> bool:
    """Whether a form that may be noun or verb is a noun here."""
    token, lower = doc[i], doc[i].lower_
    before = doc[i - 1].lower_ if i > sentence.start else ""
    after = doc[i + 1].lower_ if i + 1 < sentence.end else ""
    if lower.endswith("ing"):
        return after == "of" or before in {"the", "a"}
    if lower.endswith("ed") or lower in {"struck", "hit", "hurt", "slain", "left"}:
        return False
    if before in _VERB_BEFORE:
        return False
    if before in _NOUN_BEFORE or before.isdigit() or after in {"on", "against", "by", "of"}:
        return True
    if not before or before in _ENDS:
        return after in _PREPOSITIONS or lower.endswith("s") or token.is_title
    is_ended = not after or after in _ENDS or after in _PREPOSITIONS
    return is_ended or _has_verb_after(doc, i + 1, sentence.end)


def _has_verb_after(doc: Doc, start: int, end: int) -> bool:
    return start < end and doc[start].lower_ in (
        _BE
        | {
            "kill",
            "kills",
            "killed",
            "wound",
            "leave",
            "left",
            "have",
            "has",
            "had",
            "will",
            "draw",
        }
    )


def _is_passive(doc: Doc, sentence: Sentence, word: _Word, i: int) -> bool:
    """Whether a verb form says what was done to its subject."""
    lower = doc[i].lower_
    if lower not in past_participles(word.lemma):
        return False
    j = i - 1
    while j >= sentence.start and _is_adverb(doc[j].lower_):
        j -= 1
    before = doc[j].lower_ if j >= sentence.start else ""
    if before in _BE:
        return True
    if before in {
        "has",
        "have",
        "had",
        "who",
        "which",
        "that",
        "he",
        "she",
        "they",
        "it",
        "we",
        "to",
    }:
        return False
    after = doc[i + 1].lower_ if i + 1 < sentence.end else ""
    return not after or after in _ENDS or after in _PREPOSITIONS - {"as"} or _counts(doc, i + 1)


def _counts(doc: Doc, i: int) -> bool:
    """``55 times``, ``twice``: what follows says how often, so that it is no object."""
    after = [doc[j].lower_ for j in range(i, min(i + 5, len(doc)))]
    return "times" in after or after[:1] in (["twice"], ["again"], ["overnight"], ["once"])


def _is_adverb(lower: str) -> bool:
    return lower in _SKIPPED_BEFORE or (lower.endswith(_ADVERB_ENDING) and len(lower) > 4)  # noqa: PLR2004
