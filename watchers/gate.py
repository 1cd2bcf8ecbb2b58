"""The cheap test in front of reading: may a text hold an observation at all? It reads nothing.

It is compiled from the baseline and sound: what it stops, full reading would find nothing in.
"""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING

from watchers.lexicon.frames import frames
from watchers.lexicon.inflection import forms
from watchers.lexicon.patterns import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from watchers.baseline import Baseline, Read
    from watchers.lexicon.frames import Frame

_LETTERS = bytes(i if chr(i) in ascii_lowercase else ord(" ") for i in range(256))
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_COUNTS = frozenset(b"tally count total totals counts number figure sum list ledger toll".split())
_NUMBER_WORDS = frozenset(
    b"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    b" sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    b" hundred thousand million billion dozen dozens score scores first second third no none not"
    b" nobody once twice thrice zero nought".split()
)
_COMMON = frozenset(
    b"a about after again all also an and any are as at away back be been before being between"
    b" both but by can could day did do does down during each end ended ending first for from get"
    b" go had has have he her him his how if in into is it its last least less lot made make many"
    b" may month more most much must near new next no non not of off on one only onto or other"
    b" out over own part per place put said same say set several she should since site so some"
    b" still such take taken takes taking than that the their them there they this those time to"
    b" took two under until up upon us very was way week were what when where which who will with"
    b" within without would year yet you s t d ll re ve m".split()
)
"""Words that ordinary news holds whatever it is about: a poor sign where a rarer one is needed."""


SYLLABLE = 3
"""Letters; a shorter run of a name ("U.S.") stands in too many texts to be a sign alone."""


class Gate:
    """Words of which a text must hold some, compiled from a baseline.

    A trigger (a word of an event, or all words of a pattern of the baseline), and beside it a name
    that the baseline knows or, for tallies that name nobody, a counted noun with a number.
    """

    def __init__(self, baseline: Baseline) -> None:
        counting = [c for c in baseline.claims if c.kind in {"tally", "figure"}]
        self._countable = _COUNTS.union(
            word for claim in counting for read in claim.reads for word in _counted(read)
        )
        self._names = _Signs([[frozenset((run,)) for run in _need(n)] for n in _names(baseline)])
        self._triggers = _Signs(
            needs for claim in baseline.claims for read in claim.reads for needs in _triggers(read)
        )

    def lets_through(self, text: str) -> bool:
        """Whether ``text`` holds the words without which nothing can be read from it."""
        words = _words(text)
        if not self._triggers.stand_in(words):
            return False
        if self._names.stand_in(words):
            return True
        has_number = not _NUMBER_WORDS.isdisjoint(words) or any(map(str.isdigit, text))
        return has_number and not self._countable.isdisjoint(words)


class _Signs:
    """Alternatives, each of which is some sets of words; it is there when a word of each set is."""

    def __init__(self, alternatives: Iterable[list[frozenset[bytes]]]) -> None:
        found: dict[bytes, set[tuple[frozenset[bytes], ...]]] = {}
        for needs in alternatives:
            rarest, *others = sorted(needs, key=_commonness) or [frozenset()]
            for word in rarest:
                found.setdefault(word, set()).add(tuple(others))
        # What needs nothing else is asked first, and then nothing else need be asked.
        self._beside = {
            word: [()] if () in needs else sorted(needs, key=len) for word, needs in found.items()
        }

    def stand_in(self, words: set[bytes]) -> bool:
        """Whether one of the alternatives stands in a text of these words."""
        return any(
            all(not need.isdisjoint(words) for need in needs)
            for word in self._beside.keys() & words
            for needs in self._beside[word]
        )


def _need(name: str) -> set[bytes]:
    """The runs of a name that must stand in a text; mere syllables only where it has no other."""
    runs = _words(name)
    return {run for run in runs if len(run) >= SYLLABLE and run not in _COMMON} or runs


def _words(text: str) -> set[bytes]:
    """The lower-cased runs of ASCII letters in a text; ``U.S.`` gives two."""
    lowered = text.lower()
    if not lowered.isascii():
        for invisible in _INVISIBLE:
            lowered = lowered.replace(invisible, "")
    return set(lowered.encode("utf-8", "replace").translate(_LETTERS).split())


def _triggers(read: Read) -> Iterator[list[frozenset[bytes]]]:
    """Sets of words of which a text must hold one each for a reading rule to find something.

    Yields one list of sets for each verb, noun or pattern that can carry the rule.
    """
    yield [frozenset(_counted(read))]
    phrases = [
        *read.words,
        *(phrase for frame in _frames(read) for phrase in (*frame.phrases, *frame.passives)),
    ]
    for phrase in phrases:
        for branch in compile_pattern(phrase, lambda wanted: (wanted,)).branches:
            yield [_spelled(words) for words in branch.words]


def _counted(read: Read) -> Iterator[bytes]:
    """The verbs and nouns of a rule's events, in all their forms."""
    stems = [stem for frame in _frames(read) for stem in f"{frame.verbs} {frame.nouns}".split()]
    for stem in stems:
        yield from _spelled(forms(stem.partition("_")[0]))
    for noun in read.nouns:
        yield from _spelled(forms(noun.lower()))


def _spelled(anchors: Iterable[str]) -> frozenset[bytes]:
    """For each word the one run of letters in it that is least common."""
    runs = [_words(anchor) for anchor in anchors]
    return frozenset(min(words, key=lambda word: _commonness((word,))) for words in runs if words)


def _commonness(words: Iterable[bytes]) -> tuple[int, int]:
    """How likely ordinary news holds one of some words; the smaller the rarer."""
    held = list(words)
    return sum(word in _COMMON for word in held), -min(map(len, held), default=0)


def _frames(read: Read) -> list[Frame]:
    return [frames()[frame_id] for frame_id in read.frame if frame_id in frames()]


def _names(baseline: Baseline) -> Iterator[str]:
    """Every name by which the baseline knows somebody or somewhere."""
    for actor in baseline.actors:
        yield from (*actor.names, *actor.ambiguous)
    for place in baseline.places:
        yield from (*place.names, *place.ambiguous)
    for office in baseline.offices:
        yield from office.names
