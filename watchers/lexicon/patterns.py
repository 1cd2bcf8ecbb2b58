"""A small language for word patterns, and what it finds in a sentence; it knows no meaning.

A pattern is words, in order:

* ``word`` that word (``car_bomb`` and ``car-bomb`` are several words); ``word~`` any inflection;
* ``(a|b c)`` either, ``(a|b)~`` either, inflected; ``?`` after a word or a group: may be missing;
* ``..`` up to six words between, ``..3`` up to three (never across a semicolon);
* ``{us}`` a mention of that actor, place or country or of a part of it, ``{us,iraq}`` of either;
* ``@staff`` a class of words of the language (`watchers.lexicon.words`).

A ``|`` outside brackets separates whole patterns. Letters may be classes (``defen[cs]e``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Protocol

from watchers.lexicon.inflection import forms
from watchers.lexicon.words import WORD_CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from spacy.tokens import Doc

    from watchers.language.annotations import Mention

_PIECES = re.compile(
    r"(?P<gap>\.\.(?P<width>\d*))|(?P<open>\()|(?P<close>\)(?P<after>[~?]*))|(?P<bar>\|)"
    r"|(?P<mention>\{(?P<ids>[^{}]+)\}(?P<maybe>\??))|(?P<class>@(?P<kind>[a-z-]+)(?P<more>\??))"
    r"|(?P<word>(?P<spelled>[^\s()|{}~?@]+)(?P<suffix>[~?]*))|(?P<space>\s+)|(?P<other>.)"
)
_DEFAULT_GAP = 6
_LANDS = frozenset(("place", "country", "region"))
_DEMONYM = "demonym"


class PatternError(ValueError):
    """A pattern that cannot be understood; the message says where."""


class Line:
    """A stretch of a Doc as patterns see it: lower-cased words, and the mentions among them."""

    def __init__(self, doc: Doc, start: int, end: int, mentions: Sequence[Mention]) -> None:
        self.words = [doc[i].lower_ for i in range(start, end)]
        self.start = start
        self.mentions: dict[int, list[Mention]] = {}
        for m in mentions:
            if start <= m.start and m.end <= end:
                self.mentions.setdefault(m.start - start, []).append(m)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words that stand in it."""
        return frozenset(self.words)

    @cached_property
    def named(self) -> frozenset[str]:
        """Ids and countries of the mentions in it."""
        every = (m for mentions in self.mentions.values() for m in mentions)
        return frozenset(name for m in every for name in (m.id, m.country) if name)

    def positions(self, first: _First | None) -> Iterable[int]:
        """Where something can begin that begins as ``first`` says."""
        if first is None:
            return range(len(self.words))
        places = {i for i, word in enumerate(self.words) if word in first.words}
        return sorted(places.union(self.mentions) if first.is_mention else places)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    source: str
    anchors: frozenset[str]
    """Words of which a text must hold one for the pattern to fit; empty where a mention alone
    can make it fit."""
    branches: tuple[_Branch, ...]

    def find(self, line: Line) -> Iterator[tuple[int, int]]:
        """Token bounds in the Doc of what fits, shortest and leftmost first, without overlap."""
        if self.anchors and self.anchors.isdisjoint(line.vocabulary):
            return
        possible = [branch for branch in self.branches if branch.may_fit(line)]
        done = 0
        for at in sorted({at for branch in possible for at in line.positions(branch.first)}):
            if at < done:
                continue
            ends = (end for branch in possible for end in _ends(branch.sequence, 0, line, at))
            end = next(ends, at)
            if end > at:
                yield line.start + at, line.start + end
                done = end

    def fits(self, line: Line) -> bool:
        """Whether it fits anywhere."""
        return next(self.find(line), None) is not None


@dataclass(frozen=True, slots=True)
class _First:
    """What a sequence can begin with."""

    words: frozenset[str]
    is_mention: bool


@dataclass(frozen=True, slots=True)
class _Branch:
    """One whole alternative, and what a line must hold for it to fit at all."""

    sequence: tuple[_Item, ...]
    first: _First | None
    words: tuple[frozenset[str], ...]
    mentions: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, sequence: tuple[_Item, ...]) -> _Branch:
        words = tuple(item.anchors for item in sequence if item.anchors)
        mentions = tuple(item.ids for item in sequence if isinstance(item, _Mention))
        return cls(sequence, _first(sequence), words, mentions)

    def may_fit(self, line: Line) -> bool:
        """Whether every needed word and mention stands somewhere in the line."""
        vocabulary, named = line.vocabulary, line.named
        return not (
            any(words.isdisjoint(vocabulary) for words in self.words)
            or any(ids.isdisjoint(named) for ids in self.mentions)
        )


def compile_pattern(source: str, members: Callable[[str], Iterable[str]]) -> Pattern:
    """Compile a pattern.

    Args:
        source: the pattern as written.
        members: gives for an id in braces the ids that are part of it; raises KeyError.

    Raises:
        PatternError: the pattern is malformed or names an unknown class or id.
    """
    parser = _Parser(source, members)
    group = parser.alternatives(is_inflected=False)
    if parser.position < len(parser.pieces):
        raise PatternError(f"a bracket closes that was never opened in {source!r}")
    if any(not any(map(_is_needed, sequence)) for sequence in group.sequences):
        raise PatternError(f"{source!r} fits anything")
    branches = tuple(_Branch.of(sequence) for sequence in group.sequences)
    return Pattern(source, group.anchors, branches)


class _Item(Protocol):
    @property
    def anchors(self) -> frozenset[str]: ...

    def ends(self, line: Line, at: int) -> Iterator[int]: ...


@dataclass(frozen=True, slots=True)
class _Words:
    words: frozenset[str]

    @property
    def anchors(self) -> frozenset[str]:
        return self.words

    def ends(self, line: Line, at: int) -> Iterator[int]:
        if at < len(line.words) and line.words[at] in self.words:
            yield at + 1


@dataclass(frozen=True, slots=True)
class _Mention:
    ids: frozenset[str]

    @property
    def anchors(self) -> frozenset[str]:
        return frozenset()

    def ends(self, line: Line, at: int) -> Iterator[int]:
        for mention in line.mentions.get(at, ()):
            if mention.id in self.ids or (
                mention.country in self.ids and mention.kind in _LANDS and mention.rule != _DEMONYM
            ):
                yield mention.end - line.start
                return


@dataclass(frozen=True, slots=True)
class _Gap:
    width: int

    @property
    def anchors(self) -> frozenset[str]:
        return frozenset()

    def ends(self, line: Line, at: int) -> Iterator[int]:
        yield at
        left = self.width
        for end in range(at + 1, len(line.words) + 1):
            word = line.words[end - 1]
            left -= word != "-"
            if left < 0 or word == ";":
                return
            yield end


@dataclass(frozen=True, slots=True)
class _Maybe:
    item: _Item

    @property
    def anchors(self) -> frozenset[str]:
        return frozenset()

    def ends(self, line: Line, at: int) -> Iterator[int]:
        yield from self.item.ends(line, at)
        yield at


@dataclass(frozen=True, slots=True)
class _Group:
    sequences: tuple[tuple[_Item, ...], ...]
    anchors: frozenset[str]

    def ends(self, line: Line, at: int) -> Iterator[int]:
        for sequence in self.sequences:
            yield from _ends(sequence, 0, line, at)


def _ends(sequence: tuple[_Item, ...], index: int, line: Line, at: int) -> Iterator[int]:
    if index == len(sequence):
        yield at
        return
    for middle in sequence[index].ends(line, at):
        yield from _ends(sequence, index + 1, line, middle)


class _Parser:
    def __init__(self, source: str, members: Callable[[str], Iterable[str]]) -> None:
        self.source = source
        self.members = members
        self.pieces = [m for m in _PIECES.finditer(source) if not m["space"]]
        self.position = 0
        for piece in self.pieces:
            if piece["other"]:
                raise PatternError(f"{piece['other']!r} has no meaning in {source!r}")

    def alternatives(self, *, is_inflected: bool) -> _Group:
        sequences = [self._sequence(is_inflected=is_inflected)]
        while self.position < len(self.pieces) and self.pieces[self.position]["bar"]:
            self.position += 1
            sequences.append(self._sequence(is_inflected=is_inflected))
        needed = [_narrowest(sequence) for sequence in sequences]
        anchors = frozenset[str]().union(*needed) if all(needed) else frozenset[str]()
        return _Group(tuple(sequences), anchors)

    def _sequence(self, *, is_inflected: bool) -> tuple[_Item, ...]:
        items: list[_Item] = []
        while self.position < len(self.pieces):
            piece = self.pieces[self.position]
            if piece["bar"] or piece["close"]:
                break
            self.position += 1
            items += self._items(piece, is_inflected=is_inflected and not items)
        if not items:
            raise PatternError(f"an alternative is empty in {self.source!r}")
        return tuple(items)

    def _items(self, piece: re.Match[str], *, is_inflected: bool) -> list[_Item]:
        if piece["gap"]:
            return [_Gap(int(piece["width"] or _DEFAULT_GAP))]
        if piece["open"]:
            return self._group()
        if piece["mention"]:
            return _maybe([self._mention(piece["ids"])], piece["maybe"])
        if piece["class"]:
            return _maybe([self._class(piece["kind"])], piece["more"])
        items = _spell(piece["spelled"], is_inflected=is_inflected or "~" in piece["suffix"])
        return _maybe(items, piece["suffix"])

    def _group(self) -> list[_Item]:
        depth, index = 1, self.position
        while index < len(self.pieces) and depth:
            depth += bool(self.pieces[index]["open"]) - bool(self.pieces[index]["close"])
            index += 1
        if depth:
            raise PatternError(f"a bracket is never closed in {self.source!r}")
        after = self.pieces[index - 1]["after"]
        group = self.alternatives(is_inflected="~" in after)
        self.position += 1
        return _maybe([_merged(group)], after)

    def _mention(self, ids: str) -> _Item:
        found: set[str] = set()
        for one in ids.split(","):
            try:
                found.update(self.members(one.strip()))
            except KeyError as error:
                raise PatternError(f"{{{one}}} is no actor, place or country") from error
        return _Mention(frozenset(found))

    def _class(self, name: str) -> _Item:
        if name not in WORD_CLASSES:
            known = ", ".join(sorted(WORD_CLASSES))
            raise PatternError(f"@{name} is no class of words; there are {known}")
        written = WORD_CLASSES[name]
        sequences = tuple(tuple(_spell(word, is_inflected=False)) for word in written)
        return _merged(_Group(sequences, _anchors_of(sequences)))


def _first(sequence: tuple[_Item, ...]) -> _First | None:
    """What the sequence can begin with; None where that may be anything."""
    words: set[str] = set()
    is_mention = False
    for item in sequence:
        found = _first_of(item)
        if found is None:
            return None
        words |= found.words
        is_mention |= found.is_mention
        if _is_needed(item):
            return _First(frozenset(words), is_mention)
    return None


def _first_of(item: _Item) -> _First | None:
    if isinstance(item, _Words):
        return _First(item.words, is_mention=False)
    if isinstance(item, _Mention):
        return _First(frozenset(), is_mention=True)
    if isinstance(item, _Maybe):
        return _first_of(item.item)
    if not isinstance(item, _Group):
        return None
    firsts = [_first(sequence) for sequence in item.sequences]
    known = [first for first in firsts if first is not None]
    if len(known) < len(firsts):
        return None
    words = frozenset[str]().union(*(first.words for first in known))
    return _First(words, any(first.is_mention for first in known))


def _anchors_of(sequences: Iterable[tuple[_Item, ...]]) -> frozenset[str]:
    return frozenset[str]().union(*(_narrowest(sequence) for sequence in sequences))


def _narrowest(sequence: tuple[_Item, ...]) -> frozenset[str]:
    """The smallest set of words of which the sequence needs one; empty where it needs none.

    Of equally small ones that with the longer words: they are the rarer in any text.
    """
    sets = (item.anchors for item in sequence if item.anchors)
    return min(sets, key=lambda words: (len(words), -min(map(len, words))), default=frozenset())


def _merged(group: _Group) -> _Item:
    """The same group with its alternatives of one word each gathered into one look-up."""
    single: set[str] = set()
    longer: list[tuple[_Item, ...]] = []
    for sequence in group.sequences:
        if len(sequence) == 1 and isinstance(sequence[0], _Words):
            single.update(sequence[0].words)
        else:
            longer.append(sequence)
    if not longer:
        return _Words(frozenset(single))
    gathered: list[tuple[_Item, ...]] = [(_Words(frozenset(single)),)] if single else []
    return _Group((*longer, *gathered), group.anchors)


def _spell(written: str, *, is_inflected: bool) -> list[_Item]:
    """The items of one written word, which ``_`` and ``-`` part into several."""
    first, *others = written.replace("-", "_-_").split("_")
    spelled = _spellings(first)
    starts = {form for word in spelled for form in (forms(word) if is_inflected else (word,))}
    return [_Words(frozenset(starts)), *(_Words(frozenset(_spellings(o))) for o in others)]


def _spellings(word: str) -> list[str]:
    """Write out the letter classes of a word: ``defen[cs]e`` is two words."""
    parts = re.split(r"\[([^\]]*)\]", word.lower())
    return ["".join(p) for p in product(*(list(p) if i % 2 else [p] for i, p in enumerate(parts)))]


def _maybe(items: list[_Item], suffix: str) -> list[_Item]:
    if "?" not in suffix:
        return items
    return [_Maybe(_Group((tuple(items),), frozenset()))]


def _is_needed(item: _Item) -> bool:
    return not isinstance(item, (_Gap, _Maybe))
