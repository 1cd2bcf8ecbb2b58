"""A Doc and its baseline laid out for the binding rules: words, clauses, who stands where."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from watchers.lexicon.frames import frames
from watchers.lexicon.inflection import forms, past_participles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from spacy.tokens import Doc

    from watchers.baseline import Baseline, Claim, Read
    from watchers.language.annotations import Mention, Quantity, Sentence, TimeSpan


class Vocabulary:
    """The words by which one claim's reading rule counts: nouns, verbs, and what spoils them."""

    def __init__(self, read: Read) -> None:
        known = [frames()[name] for name in read.frame if name in frames()]
        self.event_nouns = _all_forms(word for frame in known for word in frame.nouns.split())
        self.own_nouns = _all_forms(word.lower() for word in read.nouns)
        if not read.is_aimed:
            self.event_nouns |= self.own_nouns
        verbs = [word for frame in known for word in frame.verbs.split()]
        self.verbs = _all_forms(word for word in verbs if "_" not in word)
        self.participles = frozenset(
            form for word in verbs for form in past_participles(word.split("_")[0])
        )
        self.phrasal = frozenset(
            (form, word.split("_")[1]) for word in verbs if "_" in word
            for form in forms(word.split("_")[0])
        )  # fmt: skip
        self.not_after = frozenset(word for frame in known for word in frame.not_after.split())
        self.not_before = frozenset(word for frame in known for word in frame.not_before.split())

    @cached_property
    def nouns(self) -> frozenset[str]:
        """All nouns that can be counted."""
        return self.event_nouns | self.own_nouns


class Page:
    """What the binding rules ask of a Doc."""

    def __init__(self, doc: Doc, baseline: Baseline) -> None:
        self.doc = doc
        self.baseline = baseline
        self.words = [token.lower_ for token in doc]
        self.published: date = doc._.published
        self.quantities: list[Quantity] = doc._.quantities
        self.times: list[TimeSpan] = doc._.times
        self.mentions: list[Mention] = doc._.mentions
        self._sentences: list[Sentence] = doc._.sentences
        self._starts = [sentence.start for sentence in self._sentences]
        self._timed = frozenset(i for time in self.times for i in range(time.start, time.end))
        self.known_actors = frozenset(actor.id for actor in baseline.actors)
        self._number_at = {q.start: q for q in self.quantities}

    def word(self, index: int) -> str:
        """The lower-cased word at a token; empty outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def sentence(self, index: int) -> Sentence:
        """The sentence that holds a token (the one before it, for a token between two)."""
        return self._sentences[max(0, bisect_right(self._starts, index) - 1)]

    def sentence_before(self, index: int) -> Sentence | None:
        """The sentence before the one that holds a token."""
        place = bisect_right(self._starts, index) - 2
        return self._sentences[place] if place >= 0 else None

    def clause(self, index: int) -> tuple[int, int]:
        """The clause that holds a token."""
        sentence = self.sentence(index)
        for start, end in sentence.clauses:
            if start <= index < end:
                return start, end
        return sentence.start, sentence.end

    def part(self, index: int) -> tuple[int, int]:
        """The stretch between semicolons that holds a token."""
        sentence = self.sentence(index)
        marks = [i for i in range(sentence.start, sentence.end) if self.words[i] == ";"]
        start = max([sentence.start, *(i + 1 for i in marks if i < index)])
        return start, min([sentence.end, *(i for i in marks if i >= index)])

    def named(self, start: int, end: int) -> Iterator[Mention]:
        """The mentions within ``[start, end)``, in order."""
        return (m for m in self.mentions if start <= m.start and m.end <= end)

    def fits(self, mention: Mention, ids: Iterable[str]) -> bool:
        """Whether a mention is one of these actors or places, or a part of one."""
        return any(self.baseline.is_part_of(mention.id, wanted) for wanted in ids)

    def is_named(self, start: int, end: int, ids: Sequence[str]) -> bool:
        """Whether one of these actors is named within ``[start, end)``."""
        return any(self.fits(m, ids) for m in self.named(start, end))

    def is_time(self, index: int) -> bool:
        """Whether a token is part of a time expression."""
        return index in self._timed

    @cached_property
    def tally_frames(self) -> frozenset[str]:
        """The classes of event that some tally of the baseline counts."""
        tallies = (claim for claim in self.baseline.claims if claim.kind == "tally")
        return frozenset(frame for claim in tallies for read in claim.reads for frame in read.frame)

    @cached_property
    def tally_nouns(self) -> frozenset[str]:
        """What the tallies of the baseline count that are aimed at nobody, in all forms."""
        reads = (
            read for claim in self.baseline.claims if claim.kind == "tally" for read in claim.reads
        )
        return _all_forms(noun for read in reads if not read.is_aimed for noun in read.nouns)

    def quantity_at(self, start: int) -> Quantity | None:
        """The quantity whose first token this is."""
        return self._number_at.get(start)

    def quantity_over(self, index: int) -> Quantity | None:
        """The quantity that covers a token."""
        return next((q for q in self.quantities if q.start <= index < q.end), None)

    def is_shared(self, code: str | None) -> bool:
        """Whether some claim of the baseline keeps a series for a country."""
        return any(code in scope for claim in self.baseline.claims for scope in claim.tracks)

    def is_tracked(self, claim: Claim, scope: Iterable[str]) -> bool:
        """Whether a claim keeps a series for a scope, or for what it is a part of."""
        wanted = tuple(sorted({code.split(":")[0] for code in scope}))
        kept = {tuple(sorted(one)) for one in (*claim.tracks, claim.scope)}
        return not wanted or wanted in kept


def _all_forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in forms(word))
