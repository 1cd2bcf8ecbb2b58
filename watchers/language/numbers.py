"""Find every quantity of a text, its bound, unit and counted noun; it binds none to a claim."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spacy.language import Language

from storage.models import Bound
from watchers.language import bounds, units
from watchers.language.annotations import Quantity
from watchers.language.not_numbers import MANY, is_no_quantity
from watchers.language.numerals import (
    LETTER_SCALES,
    SCALES,
    Numeral,
    is_number_word,
    numeral_at,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

FACTORY = "stet_numbers"

_CHANGES = frozenset(
    "rose rise rises risen rising fell fall falls fallen falling dropped drop drops dropping "
    "grew grow grown growing climbed climb climbs climbing jumped jump jumps jumping increased "
    "increase increases increasing decreased decrease declined decline cut cuts cutting raised "
    "raise raises raising lowered lower up down went gone go moved shrank shrunk slid slipped "
    "plunged soared swelled revised reduced widened narrowed doubled expanded went surged".split()
)
_NO_HEAD = frozenset(
    ". , ; : ! ? ( ) [ ] \" ' - - / and or but nor than as at by for from in into of off on onto "
    "over per since to toward towards under until up upon via with within without about after "
    "before between during against among amid across along around near the a an this that these "
    "those its their his her our my your is are was were be been being am has have had having do "
    "does did will would can could may might must shall should not no who whom whose which what "
    "when where while if because so then there here it they he she we you i them him said says "
    "say told killed wounded injured hurt hit struck attacked dead also only just now all both "
    "each every any some more most 's 're 've took take taken came come began".split()
)
_MORE_BEFORE = frozenset("another additional further".split())
_MORE_AFTER = frozenset("more additional further others".split())
_FRESH = frozenset("new fresh extra".split())
_NOT_NONE = frozenset(
    "longer matter one doubt wonder way fewer less more later sooner . , ; : ! ? - other such "
    "idea need better worse".split()
)
_ONE_IS_PRONOUN = frozenset(
    "of another can could must should would may might will is was has had who that which , . ; : "
    "! ? ' 's - in to and or at for from by with as on".split()
)
_ODDS = frozenset((3, 4, 5, 6, 7, 8, 10, 20, 100, 1000))
_MEASURED_TIME = frozenset(
    "for in just well slightly of is was are were took lasted after little spent with ago lasting "
    "takes last wait waited served been a within at".split()
)
_HEAD_REACH = 6
_RANGE_REACH = 7


@Language.factory(FACTORY)
class NumberReader:
    """Fills ``doc._.quantities``."""

    def __init__(
        self,
        nlp: Language,  # noqa: ARG002 - spaCy passes it to every factory
        name: str,
    ) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc``."""
        doc._.quantities = find_quantities(doc)
        return doc


def find_quantities(doc: Doc) -> list[Quantity]:
    """All quantities of the text, in order."""
    words = [token.lower_ for token in doc]
    found: list[Quantity] = []
    index = 0
    while index < len(words):
        quantity, index = _read_at(doc, words, index)
        if quantity:
            found.append(quantity)
    return found


def worth_listing(quantity: Quantity) -> bool:
    """Whether a reader would call it a quantity: no rank, no vague word, no plain ``no``."""
    return not (
        quantity.is_ordinal
        or quantity.is_vague
        or quantity.rule in {"number-none", "number-one-pronoun"}
    )


def _read_at(doc: Doc, words: Sequence[str], index: int) -> tuple[Quantity | None, int]:
    """The quantity that starts at a token, if one does, and the token to go on from."""
    if words[index] in {"no", "none", "not", "nobody", "neither"}:
        return _none_at(words, index)
    if not is_number_word(words[index]):
        return None, index + 1
    numeral = _odds_at(words, index) or numeral_at(words, index)
    if numeral is None:
        return None, index + 1
    if (after := is_no_quantity(doc, words, index, numeral)) is not None:
        return None, after
    if numeral.kind == "ordinal":
        bound, start = bounds.bound_before(words, _before_the(words, index))
        start = start if bound is not Bound.EXACT else index
        return _ordinal(words, start, numeral, bound), numeral.end
    quantity = _measure(doc, words, index, numeral)
    return quantity, max(quantity.end, numeral.end)


def _odds_at(words: Sequence[str], index: int) -> Numeral | None:
    """``one in five``, ``nine out of 10``: a share."""
    first = numeral_at(words, index)
    if first is None or first.kind != "cardinal" or first.value not in range(1, 10):
        return None
    at = first.end + (2 if words[first.end : first.end + 2] == ["out", "of"] else 1)
    if at == first.end + 1 and words[first.end : at] != ["in"]:
        return None
    second = numeral_at(words, at) if at < len(words) else None
    if second is None or second.kind != "cardinal" or second.value not in _ODDS:
        return None
    if units.unit_after(words, second.end)[0] or second.value <= first.value:
        return None
    return Numeral(first.value / second.value, second.end, "fraction")


def _before_the(words: Sequence[str], index: int) -> int:
    return index - 1 if index and words[index - 1] == "the" else index


def _ordinal(words: Sequence[str], start: int, numeral: Numeral, bound: Bound) -> Quantity:
    return Quantity(
        start,
        numeral.end,
        numeral.value,
        bound,
        "number-ordinal",
        head=_head(words, numeral.end),
        is_ordinal=True,
    )


def _none_at(words: Sequence[str], index: int) -> tuple[Quantity | None, int]:
    """``no attack``, ``none of``, ``not one``, ``not a single``: nought of something."""
    word, following = words[index], words[index + 1] if index + 1 < len(words) else ""
    end = index + 1
    if word == "not":
        if following == "one":
            end = index + 2
        elif following == "a" and words[index + 2 : index + 3] == ["single"]:
            end = index + 3
        else:
            return None, index + 1
    elif word == "no" and (following in _NOT_NONE or not following.isalpha()):
        return None, index + 1
    head = _head(words, end)
    return Quantity(index, end, 0, Bound.EXACT, "number-none", head=head), end


def _measure(doc: Doc, words: Sequence[str], index: int, numeral: Numeral) -> Quantity:
    """A cardinal with all that belongs to it: sign, range, unit, bound, head."""
    currency, start = units.symbol_before(words, index)
    numeral = _letter_scaled(doc, words, numeral, is_money=currency is not None)
    unit, end = _unit(words, numeral, currency)
    value, upper, rule = numeral.value, None, f"number-{numeral.kind}"
    ranged = _range(doc, words, (index, numeral), end)
    if ranged:
        value, upper, unit, end = ranged
        unit, rule = currency or unit, "number-range"
    bound, start = _bound(words, start, end, numeral, is_range=upper is not None)
    bound, end = bound if isinstance(bound, tuple) else (bound, end)
    if unit in units.DURATIONS and words[start] == "over" and start < index:
        is_measured = start and words[start - 1] in _MEASURED_TIME
        bound, start = (bound, start) if is_measured else (Bound.EXACT, start + 1)
    if value and words[start - 1 : start] == ["minus"] and words[start - 2 : start - 1] != ["or"]:
        value, start = -value, start - 1
    is_increment = _is_increment(words, start, end)
    if is_increment and words[end : end + 1] == ["more"]:
        end += 1
    quantity = Quantity(
        start,
        end,
        value,
        bound,
        rule,
        upper=upper,
        unit=unit,
        head=_head(words, end),
        is_vague=numeral.kind == "vague",
        is_increment=is_increment,
    )
    if words[index] == "one" and numeral.end == index + 1 and _is_pronoun(words, index):
        return replace(quantity, rule="number-one-pronoun")
    return quantity


def _letter_scaled(doc: Doc, words: Sequence[str], numeral: Numeral, *, is_money: bool) -> Numeral:
    """``$3m``, ``40k``: a scale of one letter, glued to a number of money or of many."""
    end = numeral.end
    letter = words[end].removesuffix(".") if end < len(words) else ""
    if letter not in LETTER_SCALES or doc[end - 1].whitespace_:
        return numeral
    following = words[end + 1] if end + 1 < len(words) else ""
    is_many = letter == "k" or (following in MANY or following in units.COINS)
    if not is_money and not is_many:
        return numeral
    value = numeral.value * LETTER_SCALES[letter]
    return replace(numeral, value=value, end=end + 1, is_short_scaled=True)


def _is_pronoun(words: Sequence[str], index: int) -> bool:
    return index + 1 >= len(words) or words[index + 1] in _ONE_IS_PRONOUN


def _unit(words: Sequence[str], numeral: Numeral, currency: str | None) -> tuple[str | None, int]:
    if numeral.is_percent:
        return "percent", numeral.end
    if numeral.kind == "times":
        return "times", numeral.end
    unit, end = units.unit_after(words, numeral.end)
    if currency:
        return currency, end if unit == currency else numeral.end
    return unit, end


def _bound(
    words: Sequence[str], start: int, end: int, numeral: Numeral, *, is_range: bool
) -> tuple[Bound | tuple[Bound, int], int]:
    before, at = bounds.bound_before(words, start)
    if is_range:
        return Bound.RANGE, at - (at > 0 and words[at - 1] in {"between", "from"})
    if at == start and start > 1 and words[start - 1] in {"the", "a", "his", "its", "their"}:
        before, outer = bounds.bound_before(words, start - 1)
        at = outer if before is not Bound.EXACT else at
    if before is not Bound.EXACT:
        return before, at
    after = bounds.bound_after(words, end) or bounds.bound_after(words, numeral.end)
    if after:
        return (after[0], max(after[1], end)), at
    if numeral.is_plus or numeral.kind == "vague":
        return Bound.AT_LEAST, at
    return Bound.EXACT, at


def _range(
    doc: Doc, words: Sequence[str], first: tuple[int, Numeral], unit_end: int
) -> tuple[float, float, str | None, int] | None:
    """``60-65``, ``between 60 and 65``, ``5 to 7``, ``five or six``, with one shared unit."""
    index, numeral = first
    at = unit_end if unit_end < len(words) and _joins(doc, words, index, unit_end) else numeral.end
    if not _joins(doc, words, index, at):
        return None
    start, first_unit = at + 1, words[index - 1] if index else ""
    while start < len(words) and words[start] in units.SYMBOLS:
        if words[start] != first_unit:
            return None
        start += 1
    second = numeral_at(words, start) if start < len(words) else None
    if second is None or second.kind != numeral.kind:
        return None
    low = numeral.value * _shared_scale(words, numeral, (start, second))
    if not low < second.value or (words[at] == "or" and second.value > 2 * low):
        return None
    unit, end = _unit(words, second, None)
    if at != numeral.end and unit != _unit(words, numeral, None)[0]:
        return None
    return low, second.value, unit, end


def _joins(doc: Doc, words: Sequence[str], index: int, at: int) -> bool:
    """Whether the word at ``at`` can join two numbers into a range."""
    if at + 1 >= len(words):
        return False
    word = words[at]
    if word == "-":
        return not doc[at].whitespace_ and not doc[at - 1].whitespace_
    before = words[max(0, index - _RANGE_REACH) : index]
    if word == "and":
        return "between" in before[-3:]
    if word == "to":
        return not ("from" in before[-2:] and _CHANGES.intersection(before))
    return word == "or"


def _shared_scale(words: Sequence[str], first: Numeral, second: tuple[int, Numeral]) -> float:
    """``10 to 15 million``: the scale that the second number gives to the first."""
    start, numeral = second
    scale = 1.0
    for word in words[start : numeral.end]:
        scale *= SCALES.get(word, 1)
    if numeral.is_short_scaled and scale == 1:
        scale = next(s for s in (1e12, 1e9, 1e6, 1e3) if numeral.value >= s)
    return scale if first.value < 1000 and first.value * scale < numeral.value else 1.0  # noqa: PLR2004


def _is_increment(words: Sequence[str], start: int, end: int) -> bool:
    before = words[start - 1] if start else ""
    if before in _MORE_BEFORE:
        return True
    following = words[end : end + 2]
    if not following:
        return False
    if following[0] in _MORE_AFTER:
        return following[1:] != ["than"]
    return following[0] in _FRESH


def _head(words: Sequence[str], end: int) -> str | None:
    """The last noun of the phrase that a number opens, as far as small words can tell."""
    at = end + 1 if words[end : end + 1] == ["-"] else end
    head = None
    for word in words[at : at + _HEAD_REACH]:
        if word in _NO_HEAD or word[0].isdigit() or word.isspace():
            if word in _MORE_AFTER and head is None:
                continue
            break
        head = word
    return head
