"""Who says a stretch of text, in the shortest form that names the speaker; not whether it is so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spacy.language import Language

from watchers.language.annotations import Attribution
from watchers.language.sentences import sentence_of
from watchers.language.voices import (
    BE,
    DETERMINERS,
    SAY,
    STOPS,
    TIME_WORDS,
    Voice,
    Voices,
    is_bare,
    name_end,
    name_start,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from watchers.baseline import Baseline
    from watchers.language.annotations import Sentence

FACTORY = "stet_attribution"

_COUNT = frozenset(
    "count counts counted track tracks tracked record records recorded log logs logged list lists"
    " listed tally tallies tallied register registers registered put puts document documents"
    " documented show shows showed shown attribute revise revised revises place places placed"
    " cite cites cited give gives gave raise raises raised lower lowered".split()
)
_DISTANT = frozenset(
    "claim claims claimed boast boasts boasted allege alleges alleged bragged brags".split()
)
_COUNTING_NOUNS = frozenset(
    "count tally reckoning numbers figures figure tracker database data estimate estimates"
    " records breakdown log total".split()
)
_OWNING = frozenset(("'s", "'"))
_HELPERS = frozenset(
    "has have had also later earlier now again then since already only just previously recently"
    " today yesterday first separately officially publicly formally initially long did do does"
    " monday tuesday wednesday thursday friday saturday sunday on reportedly still himself herself"
    " itself so far".split()
)
_PRONOUNS = frozenset(("he", "she", "it", "they"))


def settings(baseline: Baseline) -> dict[str, object]:
    """What a speaker is called: the kind, the parent and the name of each actor."""
    return {
        "actors": {
            actor.id: {"kind": actor.kind, "part_of": actor.part_of, "name": actor.names[0]}
            for actor in baseline.actors
        }
    }


def is_aside(doc: Doc, index: int) -> bool:
    """Whether the token only names a speaker, beside what is said (", an official said")."""
    asides = (a.aside for a in doc._.attributions if a.aside)
    return any(start <= index < end for start, end in asides)


def attribution_at(doc: Doc, index: int) -> Attribution | None:
    """The narrowest attribution that covers the token ``index``."""
    covering = [a for a in doc._.attributions if a.start <= index < a.end]
    return min(covering, key=lambda a: a.end - a.start, default=None)


@Language.factory(FACTORY)
class SpeakerFinder:
    """Fills ``doc._.attributions``."""

    def __init__(
        self, nlp: Language, name: str, *, actors: dict[str, dict[str, str | None]]
    ) -> None:
        del nlp
        self.name = name
        self._voices = Voices(actors)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc``."""
        found: list[Attribution] = []
        is_quoted = _quoted(doc)
        for sentence in doc._.sentences:
            own: list[Attribution] = []
            known = list(found)
            for part in _parts(doc, sentence):
                for attribution in self._in_part(doc, part, known):
                    own.append(attribution)
                    known.append(attribution)  # "the ministry says that it has counted"
            if not own and found and is_quoted[sentence.start]:
                own = [
                    replace(found[-1], start=sentence.start, end=sentence.end, rule="same quote")
                ]
            found += own
        doc._.attributions = found
        return doc

    def _in_part(
        self, doc: Doc, part: tuple[int, int], before: list[Attribution]
    ) -> Iterator[Attribution]:
        start, end = part
        yield from self._labels(doc, start, end)
        for index in range(start, end):
            word = doc[index].lower_
            if word in _COUNTING_NOUNS and index > start and doc[index - 1].lower_ in _OWNING:
                yield from self._counting_noun(doc, index, part)
            elif word in SAY or word in _COUNT:
                yield from self._verb(doc, index, part, before)
            elif word == "to" and index > start and doc[index - 1].lower_ == "according":
                yield from self._according(doc, index, part)
            elif word == "by":
                yield from self._by(doc, index, part)

    def _verb(
        self, doc: Doc, index: int, part: tuple[int, int], before: list[Attribution]
    ) -> Iterator[Attribution]:
        """``X said that S``, ``S, X said``, ``"S," said X``, ``S says X``."""
        start, end = part
        previous = doc[index - 1].lower_ if index > start else ""
        follower = doc[index + 1].lower_ if index + 1 < end else ""
        if previous in BE | DETERMINERS | {"'s"} or follower == "by":
            return
        voice = self._tail(doc, index, part)
        is_after = voice is not None
        voice = voice or self._left(doc, index, start, before)
        if voice is None and doc[index].lower_ in SAY:
            voice = self._right(doc, index, end)
            is_after = True
        if voice is None:
            return
        rule = f"{'verb before' if is_after else 'verb after'} {doc[index].lower_}"
        is_claim = doc[index].lower_ in _DISTANT
        covered = _covered(doc, (min(voice.start, index), max(voice.end, index + 1)), part)
        if doc[index].lower_ in _COUNT and not is_after:
            covered = (index, end)
        is_beside = covered[0] < voice.start
        aside = (voice.start, voice.end) if is_beside else None
        yield Attribution(*covered, voice.source, rule, voice.actor_id, is_claim, aside)

    def _tail(self, doc: Doc, verb: int, part: tuple[int, int]) -> Voice | None:
        """The speaker at the end of a headline: ``base hit, says X``."""
        end = part[1] - 1 if doc[part[1] - 1].text == "." else part[1]
        if doc[verb].lower_ not in {"says", "say", "said"} or not verb < end - 1 <= verb + 5:
            return None
        is_long = verb - part[0] > 3  # noqa: PLR2004 - more before it than a name
        return (
            self._voices.named(doc, verb + 1, end)
            if is_long and is_bare(doc, verb + 1, end)
            else None
        )

    def _according(self, doc: Doc, index: int, part: tuple[int, int]) -> Iterator[Attribution]:
        voice = self._voices.named(doc, index + 1, name_end(doc, index + 1, part[1]))
        if voice:
            aside = (voice.start, voice.end)
            yield Attribution(*part, voice.source, "according to", voice.actor_id, aside=aside)

    def _by(self, doc: Doc, index: int, part: tuple[int, int]) -> Iterator[Attribution]:
        """``115 acknowledged by X``; with a claim, only what stands right before it is meant."""
        verb = doc[index - 1].lower_ if index > part[0] else ""
        if verb not in SAY and verb not in _COUNT:
            return
        voice = self._voices.named(doc, index + 1, name_end(doc, index + 1, part[1]))
        if voice is None:
            return
        first = index - 1
        while first > part[0] and doc[first - 1].text not in STOPS:
            first -= 1
        if verb in _DISTANT and not any(t.like_num for t in doc[max(first, index - 6) : index]):
            return
        is_claim = verb in _DISTANT
        yield Attribution(first, index, voice.source, f"{verb} by", voice.actor_id, is_claim)

    def _counting_noun(self, doc: Doc, index: int, part: tuple[int, int]) -> Iterator[Attribution]:
        """``by the Pentagon's reckoning``, ``if the ministry's numbers are right``."""
        first = name_start(doc, index - 1, part[0])
        by = next((i for i in range(index - 2, first - 1, -1) if doc[i].lower_ == "by"), None)
        first = first if by is None else by + 1
        voice = self._voices.named(doc, first, index - 1)
        if voice:
            aside = None if by is None else (first, index)
            rule = f"'s {doc[index].lower_}"
            yield Attribution(*part, voice.source, rule, voice.actor_id, aside=aside)

    def _labels(self, doc: Doc, start: int, end: int) -> Iterator[Attribution]:
        """``Pentagon: S``, and ``S - official`` at the end."""
        for index in range(start + 1, min(start + 7, end - 1)):
            if doc[index].text == ":":
                voice = self._voices.named(doc, start, index)
                if voice and is_bare(doc, start, index):
                    yield Attribution(index + 1, end, voice.source, "label", voice.actor_id)
                break
        last = end - 1 if doc[end - 1].text in {".", '"'} else end
        for index in range(max(start, last - 6), last - 1):
            if doc[index].text == "-" and doc[index].whitespace_ and index > start + 2:
                voice = self._voices.named(doc, index + 1, last)
                if voice and is_bare(doc, index + 1, last):
                    yield Attribution(start, index, voice.source, "tail", voice.actor_id)

    def _left(self, doc: Doc, verb: int, start: int, before: list[Attribution]) -> Voice | None:
        """The speaker who is the subject of the verb."""
        end = verb
        while end > start and doc[end - 1].lower_ in _HELPERS:
            end -= 1
        if end > start and doc[end - 1].text == ",":  # "Singh, the spokeswoman, said"
            end -= 1
        if end > start and doc[end - 1].lower_ in _PRONOUNS and before:
            named = self._opening(doc, start, before[-1])
            source, actor_id = named or (before[-1].source, before[-1].actor_id)
            return Voice(end - 1, end, source, actor_id)
        first = name_start(doc, end, start)
        return self._voices.named(doc, first, end)

    def _opening(self, doc: Doc, start: int, last: Attribution) -> tuple[str, str | None] | None:
        """Whom the sentence before begins with, where nobody speaks in it: ``it`` is that one."""
        if not start:
            return None
        before = sentence_of(doc, start - 1)
        if before.is_title or last.end > before.start:
            return None
        opening = range(before.start, min(before.start + 2, before.end))
        first = next((m for m in doc._.mentions if m.kind == "actor" and m.start in opening), None)
        if first is None or self._voices.is_loose(first.id):
            return None
        voice = self._voices.named(doc, first.start, first.end)
        return (voice.source, voice.actor_id) if voice else None

    def _right(self, doc: Doc, verb: int, end: int) -> Voice | None:
        """The speaker after the verb: ``," said X``, ``says X`` at the end of a headline."""
        first = verb + 1
        last = name_end(doc, first, end)
        is_tail = last >= end - 1
        is_after_quote = verb > 0 and doc[verb - 1].text in {",", '"', "'"}
        if not (is_tail or is_after_quote):
            return None
        return self._voices.named(doc, first, last)


def _parts(doc: Doc, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """A sentence cut at its semicolons: each part may have its own speaker."""
    start = sentence.start
    for index in range(sentence.start, sentence.end):
        if doc[index].text == ";":
            yield start, index
            start = index + 1
    if start < sentence.end:
        yield start, sentence.end


def _covered(doc: Doc, speech: tuple[int, int], part: tuple[int, int]) -> tuple[int, int]:
    """What is said: all of the part where the speech is an insertion or a tail, else the rest."""
    start, end = speech
    before = doc[start - 1].text if start > part[0] else ""
    is_inserted = before in {",", '"', "-", "("} and start > part[0] + 1
    after = doc[end].lower_ if end < part[1] else "."
    is_closed = after in STOPS or after in TIME_WORDS or before == '"'
    if is_inserted and is_closed:
        return part
    if all(token.text in STOPS for token in doc[end : part[1]]):
        return part[0], start
    return end, part[1]


def _quoted(doc: Doc) -> list[bool]:
    """For each token whether a quote is open before it; a new line closes what is open."""
    is_open, before = False, []
    for token in doc:
        before.append(is_open)
        if token.text == '"':
            is_open = not is_open
        elif token.is_space and "\n" in token.text:
            is_open = False
    return before
