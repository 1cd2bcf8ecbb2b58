"""The English number words and the parser of one numeral; it knows neither bounds nor nouns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
} | {"fourty": 40}
SCALES = {
    "thousand": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "trillion": 1e12,
}
SHORT_SCALES = {
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "mil": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "t": 1e12,
    "tn": 1e12,
    "trn": 1e12,
}
LETTER_SCALES = {letter: SHORT_SCALES[letter] for letter in "kmbt"}
ORDINALS = (
    dict(
        zip(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
            range(1, 20),
            strict=True,
        )
    )
    | {word[:-1] + "ieth": value for word, value in TENS.items()}
    | {"hundredth": 100, "thousandth": 1000}
)
FRACTIONS = {
    "half": 1 / 2,
    "halves": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fourth": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "seventh": 1 / 7,
    "eighth": 1 / 8,
    "ninth": 1 / 9,
    "tenth": 1 / 10,
}
FRACTIONS |= {word + "s": value for word, value in FRACTIONS.items() if not word.startswith("hal")}
VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125}

VAGUE = {
    ("tens", "of", "thousands"): 20_000,
    ("hundreds", "of", "thousands"): 200_000,
    ("tens", "of", "millions"): 2e7,
    ("hundreds", "of", "millions"): 2e8,
    ("tens", "of", "billions"): 2e10,
    ("hundreds", "of", "billions"): 2e11,
    ("a", "handful"): 3,
    ("a", "couple"): 2,
    ("a", "few"): 2,
    ("quite", "a", "few"): 3,
    ("a", "number", "of"): 2,
    ("few",): 2,
    ("several",): 2,
    ("dozens",): 24,
    ("scores",): 40,
    ("tens",): 20,
    ("hundreds",): 200,
    ("thousands",): 2_000,
    ("millions",): 2e6,
    ("billions",): 2e9,
}
"""The least that a vague word can mean, in the units it names."""
_VAGUE_FIRST = {words[0] for words in VAGUE}

_BEFORE_SHARE = frozenset("by nearly about than almost roughly around over".split())
_DIGITS = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<tail>[½¼¾⅓⅔⅛]|st|nd|rd|th|k|m|mn|mln|b|bn|bln|t|tn|trn|x|c|f|ft)?(?P<percent>%)?(?P<plus>\+)?",
    re.IGNORECASE,
)
_ORDINAL_TAILS = {"st", "nd", "rd", "th"}


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral: its value and the token after it."""

    value: float
    end: int
    kind: str
    """``cardinal``, ``ordinal``, ``fraction``, ``vague`` or ``times``."""
    is_word: bool = False
    is_percent: bool = False
    is_plus: bool = False
    is_short_scaled: bool = False


_WORDS = frozenset(
    {"a", "an", "half", "twice", "thrice", "hundred", "dozen", "hundredth"}
    | {*UNITS, *TENS, *SCALES, *ORDINALS, *FRACTIONS, *VULGAR, *_VAGUE_FIRST}
)


def is_number_word(word: str) -> bool:
    """Whether a numeral may start with this lower-cased token; cheap, and never wrongly False."""
    return word in _WORDS or word[0].isdigit() or (word[0] == "." and len(word) > 1)


def numeral_at(words: Sequence[str], index: int) -> Numeral | None:
    """Read the numeral that starts at a lower-cased token; None where none does."""
    word = words[index]
    if word[0].isdigit() or word[0] == ".":
        return _digits_at(words, index)
    if word in {"twice", "thrice"}:
        return Numeral(2 if word == "twice" else 3, index + 1, "times", is_word=True)
    if word in VULGAR:
        return Numeral(VULGAR[word], index + 1, "fraction")
    if word in _VAGUE_FIRST and (vague := _vague_at(words, index)):
        return vague
    return _words_at(words, index)


def _vague_at(words: Sequence[str], index: int) -> Numeral | None:
    for length in (3, 2, 1):
        phrase = tuple(words[index : index + length])
        if phrase in VAGUE:
            return Numeral(VAGUE[phrase], index + len(phrase), "vague", is_word=True)
    return None


def _digits_at(words: Sequence[str], index: int) -> Numeral | None:
    match = _DIGITS.fullmatch(words[index])
    if match is None:
        return None
    value, tail = float(match["number"].replace(",", "")), (match["tail"] or "").lower()
    end, kind = index + 1, "cardinal"
    if tail in _ORDINAL_TAILS:
        return Numeral(value, end, "ordinal")
    if tail == "x":
        kind = "times"
    value = value * SHORT_SCALES.get(tail, 1) + VULGAR.get(tail, 0)
    value, end = _with_fraction(words, value, end)
    value, end, is_short = _scaled(words, value, end)
    return Numeral(
        value,
        end,
        kind,
        is_percent=bool(match["percent"]),
        is_plus=bool(match["plus"]),
        is_short_scaled=is_short or tail in SHORT_SCALES,
    )


def _with_fraction(words: Sequence[str], value: float, end: int) -> tuple[float, int]:
    """``2 1/2`` and ``2½``: the fraction written after a whole number."""
    if end < len(words):
        word = words[end]
        if word in VULGAR:
            return value + VULGAR[word], end + 1
        is_apart = list(words[end + 1 : end + 2]) == ["/"]
        written = "".join(words[end : end + 3]) if is_apart else word
        parts = written.split("/")
        if len(parts) == 2 and all(part.isdigit() for part in parts):  # noqa: PLR2004 - a/b
            top, bottom = int(parts[0]), int(parts[1])
            if 0 < top < bottom:
                return value + top / bottom, end + (3 if is_apart else 1)
    return value, end


def _scaled(words: Sequence[str], value: float, end: int) -> tuple[float, int, bool]:
    """``4.5 million``, ``1.5-billion``, ``3 bn``: the scale that follows a number."""
    at = end + 1 if end + 1 < len(words) and words[end] == "-" else end
    is_short = False
    while at < len(words):
        word = words[at]
        if word in SCALES:
            value, end = value * SCALES[word], at + 1
        elif word in {"hundred", "dozen"} and at == end:
            value, end = value * (100 if word == "hundred" else 12), at + 1
        elif (short := word.removesuffix(".")) in SHORT_SCALES and len(short) > 1 and not is_short:
            value, end, is_short = value * SHORT_SCALES[short], at + 1, True
        else:
            break
        at = end
    return value, end, is_short


def _words_at(words: Sequence[str], index: int) -> Numeral | None:
    """A numeral in words: ``sixty-six``, ``a hundred and sixty``, ``sixty-sixth``."""
    first = words[index]
    if first in {"a", "an", "half"}:
        return _article_at(words, index)
    if first in ORDINALS:
        return Numeral(ORDINALS[first], index + 1, "ordinal", is_word=True)
    if first in FRACTIONS:
        return Numeral(FRACTIONS[first], index + 1, "fraction", is_word=True)
    if first not in UNITS and first not in TENS and first not in {"hundred", "dozen", *SCALES}:
        return None
    return _spelled(words, index, index)


def _article_at(words: Sequence[str], index: int) -> Numeral | None:
    """``a hundred``, ``a dozen``, ``half a million``, ``a half``, ``a third of``."""
    following = words[index + 1] if index + 1 < len(words) else ""
    if words[index] == "half":
        at = index + 2 if following in {"a", "-"} else index + 1
        if at < len(words) and words[at] in {"dozen", "million", "billion", "trillion", "hundred"}:
            unit = {"dozen": 12.0, "hundred": 100.0, **SCALES}[words[at]]
            return Numeral(unit / 2, at + 1, "cardinal", is_word=True)
        return Numeral(0.5, index + 1, "fraction", is_word=True)
    if following in {"hundred", "dozen", *SCALES}:
        return _spelled(words, index + 1, index)
    if following == "half" and index + 2 < len(words) and words[index + 2] in {"-", "dozen"}:
        return None if words[index + 2] == "-" else Numeral(6, index + 3, "cardinal", is_word=True)
    if following in FRACTIONS and following in {"half", "third", "quarter", "fifth", "tenth"}:
        after = words[index + 2] if index + 2 < len(words) else ""
        before = words[index - 1] if index else ""
        if after == "of" or following == "half" or before in _BEFORE_SHARE:
            return Numeral(FRACTIONS[following], index + 2, "fraction", is_word=True)
    return None


class _Sum:
    """A number word run being added up; ``room`` bounds what may still follow."""

    def __init__(self) -> None:
        self.total, self.current, self.room, self.scale = 0.0, 0.0, float("inf"), float("inf")

    @property
    def value(self) -> float:
        return self.total + self.current

    def take(self, word: str) -> bool:
        """Add one word; False where it cannot follow what has been added so far."""
        step = UNITS.get(word, TENS.get(word))
        if step is not None:
            if not (0 < step < self.room or self.room == float("inf")):
                return False
            self.current += step
            self.room = 10 if word in TENS else 0
        elif word in {"hundred", "dozen"}:
            self.current = (self.current or 1) * (100 if word == "hundred" else 12)
            self.room = 100 if word == "hundred" else 0
        elif word == "score" and 0 < self.current < 10:  # noqa: PLR2004 - "five score"
            self.current, self.room = self.current * 20, 20
        elif word in SCALES and SCALES[word] < self.scale:
            self.scale = self.room = SCALES[word]
            self.total, self.current = self.total + (self.current or 1) * self.scale, 0.0
        else:
            return False
        return True


def _spelled(words: Sequence[str], at: int, start: int) -> Numeral | None:
    """Add up the run of number words from ``at``; an article before it begins at ``start``."""
    run = _Sum()
    end = start
    while at < len(words):
        ordinal = ORDINALS.get(words[at], 0)
        if end > start and words[at] == "hundredth":
            return Numeral(run.total + run.current * 100, at + 1, "ordinal", is_word=True)
        if end > start and 0 < ordinal < run.room:
            return Numeral(run.value + ordinal, at + 1, "ordinal", is_word=True)
        if not run.take(words[at]):
            break
        end = at + 1
        at = _joined(words, end, run.room)
    return _fractional(words, run.value, end)


def _joined(words: Sequence[str], at: int, room: float) -> int:
    """Step over the hyphen or the ``and`` inside a numeral, when a number word follows it."""
    if at + 1 >= len(words):
        return at
    following = words[at + 1]
    is_small = following in UNITS or following in TENS or following in ORDINALS
    if words[at] == "-" and ((is_small and room) or following in {"hundred", "dozen", *SCALES}):
        return at + 1
    if words[at] == "and" and room >= 100 and is_small:  # noqa: PLR2004 - "hundred and", not "ten and"
        return at + 1
    return at


def _fractional(words: Sequence[str], value: float, end: int) -> Numeral:
    """``two and a half``, ``two-thirds``, ``three quarters``, or the plain cardinal."""
    for tail, more in ((("and", "a", "half"), 0.5), (("and", "a", "quarter"), 0.25)):
        if tuple(words[end : end + 3]) == tail:
            return _scaled_fraction(words, value + more, end + 3)
    at = end + 1 if end + 1 < len(words) and words[end] == "-" else end
    part = words[at] if at < len(words) else ""
    if part in FRACTIONS and (value == 1 or part.endswith("s")) and value < 1 / FRACTIONS[part]:
        return Numeral(value * FRACTIONS[part], at + 1, "fraction", is_word=True)
    return Numeral(value, end, "cardinal", is_word=True)


def _scaled_fraction(words: Sequence[str], value: float, end: int) -> Numeral:
    """``two and a half million``."""
    if end < len(words) and words[end] in SCALES:
        return Numeral(value * SCALES[words[end]], end + 1, "cardinal", is_word=True)
    return Numeral(value, end, "cardinal", is_word=True)
