"""Turn an entry's title and text into the form that is read, and map every stretch of it back.

It changes spelling only (mark-up, dashes, quotes, case of headlines); it knows no meaning.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spacy.tokens import Doc

_BLOCK_TAGS = "p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|figure|figcaption|hr|section"
_CHANGES = re.compile(
    rf"""
    (?=[<U`'\-]|[^\S\ ]|\ [\s<\-]|[^\x00-\x7f]|\ [^\x00-\x7f])  # most characters begin nothing
    (?:
      (?P<block>\s*(?:</?(?:{_BLOCK_TAGS})\b[^<>]*>\s*)+)
    | (?P<tag></?[a-zA-Z][^<>]*>)
    | (?P<stop>\bU\.\ ?S\.(?:A\.)?(?=["\u201d\u2019')]*
        (?:\s+(?:The|It|A|An|In|On|But|And|He|She|They|We|This|That)\b|\s*$)))
    | (?P<us>\bU\.\ ?S\.A\.|\bU\.\ ?S\.|\bU\.S\b|\bUSA\b)
    | (?P<un>\bU\.\ ?N\.|\bU\.N\b)
    | (?P<uk>\bU\.\ ?K\.|\bU\.K\b)
    | (?P<paragraph>[ \t\r\u00a0]*\n[ \t\r\u00a0]*(?:\n\s*)+
        |(?<=[.!?:;"\u201d])[ \t\r]*\n\s*|[\u2028\u2029])
    | (?P<range>(?<=\d)[\u2010-\u2015\u2212](?=\d))
    | (?P<hyphen>[\u2010\u2011\u2212](?=\w))
    | (?P<dash>\s*(?:[\u2012-\u2015\u2e3a]|(?<=\s)--(?=\s)|(?<=\w)---?(?=\w))\s*)
    | (?P<single>[\u2018\u2019\u201a\u201b\u2032\u00b4`])
    | (?P<double>[\u201c-\u201f\u2033\u00ab\u00bb]|''|``)
    | (?P<ellipsis>\u2026)
    | (?P<nothing>[\u200b-\u200f\u2060\ufeff\u00ad]+)
    | (?P<bullet>(?:^|(?<=\n))[ \t]*[\u2022\u25cf\u25aa\u00b7]\s*)
    | (?P<space>\s{{2,}}|[\t\n\r\f\v\u00a0\u2000-\u200a\u202f\u3000])
    )
    """,
    re.VERBOSE,
)
_LONGEST_WORD = 120
_NO_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
"""An address or a code, which tokenisers are slow on and readers skip."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_REPLACEMENTS = {
    "block": "\n",
    "tag": "",
    "note": "",
    "stop": "US.",
    "us": "US",
    "un": "UN",
    "uk": "UK",
    "paragraph": "\n",
    "range": "-",
    "hyphen": "-",
    "dash": " - ",
    "single": "'",
    "double": '"',
    "ellipsis": "...",
    "nothing": "",
    "bullet": "",
    "space": " ",
}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ACRONYMS = frozenset("us usa uk un eu uae nato cnn bbc ap afp fbi cia nsa pm".split())
_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into near no not of off on or out over per since than that"
    " the to under until up upon via vs when while who with after before amid against".split()
)
_PRONOUN_BEFORE = frozenset("asked ask tell told let give gave join help made make".split())


@dataclass(frozen=True, slots=True)
class _Way:
    """The way back from a changed string to the one that it was made of."""

    starts: tuple[int, ...]
    """First character of each stretch of the changed string."""
    pieces: tuple[tuple[int, int, bool], ...]
    """Its bounds in the original, and whether it was copied unchanged."""

    def back(self, position: int, *, is_end: bool = False) -> int:
        piece = bisect_right(self.starts, position - is_end) - 1
        start, end, is_copy = self.pieces[piece]
        if is_copy:
            return start + position - self.starts[piece]
        return end if is_end else start


@dataclass(frozen=True, slots=True)
class Reading:
    """The form of an entry that is read, and the way back to its raw title and text."""

    text: str
    title: str
    body: str
    title_end: int
    """Where the title ends in ``text``; 0 where there is none."""
    ways: tuple[_Way, ...]
    """From ``text`` back to title and body set one after the other, step by step."""

    def quote(self, start: int, end: int) -> str:
        """The raw substring of the title or of the text behind ``text[start:end]``."""
        if end <= start:
            return ""
        for way in self.ways:
            start, end = way.back(start), way.back(end, is_end=True)
        border = len(self.title) + bool(self.title)
        if start >= border:
            return self.body[start - border : end - border].strip()
        return self.title[start:end].strip()


def normalise(title: str, text: str, *, names: frozenset[str] = frozenset()) -> Reading:
    """Bring title and text into the form that is read.

    Args:
        title: as published, mark-up and all; may be empty.
        text: the same for the body.
        names: lower-cased words that keep a capital when a headline in capitals is set in
            ordinary case.
    """
    raw = f"{title}\n{text}" if title else text
    border = len(title)
    ways = []
    if any(len(word) > _LONGEST_WORD for word in raw.split()):
        raw, border, way = _changed(raw, border, _NO_WORD, lambda _: " ")
        ways.append(way)
    if "&" in raw:
        raw, border, way = _changed(raw, border, _ENTITY, lambda m: html.unescape(m.group()))
        ways.append(way)
    read, border, way = _changed(raw, border, _CHANGES, _replacement)
    ways.append(way)
    return Reading(_truecase(read, names), title, text, border, tuple(reversed(ways)))


def quote(doc: Doc, start: int, end: int) -> str:
    """The raw words of the entry behind the tokens ``[start, end)``, exactly as published."""
    if end <= start:
        return ""
    last = doc[end - 1]
    reading: Reading = doc._.reading
    return reading.quote(doc[start].idx, last.idx + len(last.text))


def _changed(
    raw: str, border: int, pattern: re.Pattern[str], new_of: Callable[[re.Match[str]], str]
) -> tuple[str, int, _Way]:
    """``raw`` with every match replaced, where its title ends then, and the way back.

    The line break after a title is kept, so that no change runs from the title into the text.
    """
    parts: list[tuple[str, int, int, bool]] = [*_pieces(raw[:border], 0, pattern, new_of)]
    new_border = sum(len(new) for new, *_ in parts)
    body = border + bool(border)
    if border:
        parts.append(("\n", border, body, False))
    parts += _pieces(raw[body:], body, pattern, new_of)
    starts, position = [], 0
    for new, *_ in parts:
        starts.append(position)
        position += len(new)
    way = _Way(tuple(starts), tuple((start, end, is_copy) for _, start, end, is_copy in parts))
    return "".join(new for new, *_ in parts), new_border, way


def _pieces(
    raw: str, offset: int, pattern: re.Pattern[str], new_of: Callable[[re.Match[str]], str]
) -> Iterator[tuple[str, int, int, bool]]:
    """What replaces each stretch of ``raw``, its bounds, and whether it is a plain copy."""
    done = 0
    for match in pattern.finditer(raw):
        start, end = match.span()
        if start > done:
            yield raw[done:start], offset + done, offset + start, True
        done = end
        new = new_of(match)
        if new:
            yield new, offset + start, offset + end, False
    if done < len(raw):
        yield raw[done:], offset + done, offset + len(raw), True


def _replacement(match: re.Match[str]) -> str:
    return _REPLACEMENTS[match.lastgroup or ""]


def _truecase(text: str, names: frozenset[str]) -> str:
    """Set lines in capitals or in Title Case in ordinary case, length unchanged."""
    if not any(map(str.isupper, text)):
        return text
    return "\n".join(_line_case(line, names) for line in text.split("\n"))


def _line_case(line: str, names: frozenset[str]) -> str:
    words = _WORD.findall(line)
    if len(words) < 3:  # noqa: PLR2004 - one or two capitals are a name
        return line
    if sum(word.isupper() and len(word) > 1 for word in words) > 0.8 * len(words):
        return _WORD.sub(lambda match: _from_capitals(match, names), line)
    capitals = sum(word[0].isupper() for word in words if word.lower() not in _SMALL_WORDS)
    plain = sum(word.lower() not in _SMALL_WORDS for word in words)
    if plain > 3 and capitals > 0.85 * plain:  # noqa: PLR2004 - too short to tell
        return _WORD.sub(_from_title_case, line)
    return line


def _from_capitals(match: re.Match[str], names: frozenset[str]) -> str:
    word, before = match.group(), match.string[: match.start()].split()
    lower = _lower(word)
    if lower == "us" and before and before[-1].lower() in _PRONOUN_BEFORE:
        return lower
    if lower in _ACRONYMS or word in names:
        return word
    if lower in names or not before:
        return word[0] + lower[1:]
    return lower


def _from_title_case(match: re.Match[str]) -> str:
    word = match.group()
    is_small = word.lower() in _SMALL_WORDS and match.start() > 0
    return _lower(word) if is_small else word


def _lower(word: str) -> str:
    """Lower case, letter by letter, leaving the few letters that would grow."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in word)
