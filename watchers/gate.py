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
_COMMON = frozenset(b"the of in and for at on to a an or with".split())


class Gate:
    """Words of which a text must hold some, compiled from a baseline.

    A trigger (a word of an event, a tally or a pattern of the baseline), and beside it a name
    that the baseline knows or, for tallies that name nobody, a counted noun with a number.
    """

    def __init__(self, baseline: Baseline) -> None:
        counting = [c for c in baseline.claims if c.kind in {"tally", "figure"}]
        self._countable = _COUNTS.union(
            word for claim in counting for read in claim.reads for word in _triggers(read)
        )
        self._triggers = self._countable.union(
            word for claim in baseline.claims for read in claim.reads for word in _triggers(read)
        )
        self._names = frozenset(_names(baseline))

    def lets_through(self, text: str) -> bool:
        """Whether ``text`` holds the words without which nothing can be read from it."""
        words = _words(text)
        if self._triggers.isdisjoint(words):
            return False
        if not self._names.isdisjoint(words) or (b"u" in words and b"s" in words):
            return True
        has_number = not _NUMBER_WORDS.isdisjoint(words) or any(map(str.isdigit, text))
        return has_number and not self._countable.isdisjoint(words)


def _words(text: str) -> set[bytes]:
    """The lower-cased runs of ASCII letters in a text; ``U.S.`` gives two."""
    lowered = text.lower()
    if not lowered.isascii():
        for invisible in _INVISIBLE:
            lowered = lowered.replace(invisible, "")
    return set(lowered.encode("utf-8", "replace").translate(_LETTERS).split())


def _triggers(read: Read) -> Iterator[bytes]:
    """Words of which a text must hold one for a reading rule to find something."""
    sources = [
        *read.words,
        *(phrase for frame in _frames(read) for phrase in (*frame.phrases, *frame.passives)),
    ]
    patterns = [compile_pattern(source, lambda wanted: (wanted,)) for source in sources]
    anchors = {anchor for pattern in patterns for anchor in pattern.anchors}
    for frame in _frames(read):
        for word in f"{frame.verbs} {frame.nouns}".split():
            anchors |= forms(word.partition("_")[0])
    for noun in read.nouns:
        anchors |= forms(noun.lower())
    for anchor in anchors:
        yield from _words(anchor)


def _frames(read: Read) -> list[Frame]:
    return [frames()[frame_id] for frame_id in read.frame if frame_id in frames()]


def _names(baseline: Baseline) -> Iterator[bytes]:
    """For each name of the baseline the one of its words that ordinary texts hold least."""
    known: list[Iterable[str]] = [
        *((*actor.names, *actor.ambiguous) for actor in baseline.actors),
        *((*place.names, *place.ambiguous) for place in baseline.places),
        *(office.names for office in baseline.offices),
    ]
    for names in known:
        for name in names:
            words = [w for w in _words(name) if w not in _COMMON]
            if words:
                yield max(words, key=len)
