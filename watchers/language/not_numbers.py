"""Tell numbers that count nothing (dates, clock times, names, scores) from quantities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchers.language.almanac import MONTHS, YEARS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spacy.tokens import Doc

    from watchers.language.numerals import Numeral

_CLOCK = frozenset("am pm a.m. p.m. a.m p.m o'clock gmt utc est edt bst local".split())
_DESIGNATED = frozenset(
    "tower boeing airbus resolution resolutions article articles flight no. no number route "
    "highway room channel area chapter section title phase formula page pages grade "
    "level category apollo covid iphone windows type mark version unit line item volume gate "
    "terminal pier block district zone camp sector class model su sukhoi mig version step "
    "agenda vision catch amendment proposition psalm verse act scene episode season week day "
    "interstate freeway bus platform size sputnik galaxy pixel falcon soyuz # nos. article "
    "prop group g uh mq rq ac bill hr paragraph annex clause code windows ward stage part "
    "quarter q super bowl ftse nikkei russell fortune cac dax stoxx nifty sensex topix asx csi "
    "nasdaq-100 eurostoxx crac kospi".split()
)
_BEFORE_NUMBER = frozenset(
    ("", "the", "a", "at", "is", "was", ",", "ranked", "world", "as", "downing")
)
_COUNTED_AFTER_ALL = frozenset("day week number area group level unit line part class act".split())
_WEAPONS = frozenset(
    "rocket rockets shell shells mortar mortars gun guns artillery round rounds cannon cannons "
    "howitzer howitzers missile missiles grad bullet bullets ammunition pistol caliber "
    "calibre rifle".split()
)
_NAMED_BY_RANK = frozenset(
    "airborne division brigade brigades fleet regiment battalion infantry cavalry wing army corps "
    "squadron street st. avenue ave. congress century centuries anniversary amendment birthday "
    "edition parallel arrondissement armored armoured mountain expeditionary marine marines "
    "district century floor grade grader graders quarter half inning round place seed degree "
    "lady generation world party person hand base president prime baron duke earl edition "
    "annual summit session parliament legislature".split()
)
_ROADS = frozenset("street avenue road boulevard lane drive square st. ave. rd. blvd. st".split())
_SPORT = frozenset(
    "lost won beat defeated drew win wins victory defeat beating draw game match matches scored "
    "goal goals team final semifinal playoff innings set sets tie league cup season "
    "halftime".split()
)
_YEAR_BEFORE = frozenset(
    "in since from until till by of during before after early late mid through to around about "
    "the fiscal year this last , ( - and or circa between for 's".split()
)
MANY = frozenset(
    "people troops soldiers men women children miles km kilometres kilometers tons tonnes jobs "
    "homes houses families dead killed wounded metres meters dollars employees workers police "
    "officers personnel members students patients cases deaths votes points feet barrels tickets "
    "civilians fighters militants rockets drones missiles attacks strikes times hours days "
    "injured participants refugees migrants passengers residents years".split()
)
_MORE_THAN_YEAR = frozenset("than least most over some nearly almost roughly approximately".split())
_CHAIN = re.compile(r"\d+")


def is_no_quantity(doc: Doc, words: Sequence[str], index: int, numeral: Numeral) -> int | None:
    """The token to go on from when the numeral at ``index`` counts nothing; None when it counts."""
    if numeral.kind == "ordinal":
        return numeral.end if _is_rank(words, index, numeral) else None
    if numeral.is_word and numeral.kind == "fraction":
        return numeral.end if _is_part_of_name(words, index, numeral) else None
    if numeral.is_word:
        return numeral.end if _is_idiom(words, index, numeral) else None
    chain = _chain(doc, words, index)
    if chain:
        return chain
    for test in _TESTS:
        if test(words, index, numeral):
            return numeral.end
    return None


def _chain(doc: Doc, words: Sequence[str], index: int) -> int | None:
    """``2023-10-17``, a telephone number, a score: figures joined by hyphens."""
    at, links = index, 1
    while (
        at + 2 < len(words)
        and words[at + 1] == "-"
        and not doc[at].whitespace_
        and not doc[at + 1].whitespace_
        and _CHAIN.fullmatch(words[at + 2])
    ):
        at, links = at + 2, links + 1
    if links > 2:  # noqa: PLR2004 - two figures may be a range
        return at + 1
    if links == 2:  # noqa: PLR2004
        is_falling = float(words[at]) <= float(words[index])
        nearby = words[max(0, index - 12) : at + 12]
        if is_falling or _SPORT.intersection(nearby) or _next_to_month(words, index, at + 1):
            return at + 1
        if _is_year(words, index, None) and len(words[at]) in {2, 4}:
            return at + 1
    return None


def _next_to_month(words: Sequence[str], start: int, end: int) -> bool:
    before = words[start - 1] if start else ""
    after = words[end] if end < len(words) else ""
    if after == "of" and end + 1 < len(words):
        after = words[end + 1]
    if before == "the" and after in MONTHS:
        return True
    return (before in MONTHS and before != "may") or after in MONTHS or before == "may"


def _is_date(words: Sequence[str], index: int, numeral: Numeral) -> bool:
    if numeral.value > 31 or numeral.value != int(numeral.value):  # noqa: PLR2004 - days of a month
        return False
    if _next_to_month(words, index, numeral.end):
        following = words[numeral.end] if numeral.end < len(words) else ""
        if index and words[index - 1] in {"may", "march"} and following in MANY:
            return False
        return following not in {"%", "percent", "million", "billion"}
    behind = words[numeral.end : numeral.end + 3]
    if len(behind) == 3 and behind[0] in {"and", "to", "or", "until", ","}:  # noqa: PLR2004
        return behind[1].isdigit() and behind[2] in MONTHS
    preceding = words[max(0, index - 3) : index]
    if len(preceding) == 3 and preceding[2] in {"and", "to", "or", "-", ","}:  # noqa: PLR2004
        is_counting = bool(behind) and behind[0] in MANY
        return preceding[0] in MONTHS and preceding[1].isdigit() and not is_counting
    return False


def _is_clock(words: Sequence[str], _index: int, numeral: Numeral) -> bool:
    following = words[numeral.end : numeral.end + 2]
    return bool(following) and (
        following[0] in _CLOCK - {"local"} or following == ["local", "time"]
    )


def _is_year(words: Sequence[str], index: int, _numeral: Numeral | None) -> bool:
    word = words[index]
    if len(word) != 4 or not word.isdigit() or int(word) not in YEARS:  # noqa: PLR2004 - YYYY
        return False
    before = words[index - 1] if index else ""
    if before in {"$", "£", "€", "us$"} or before in _MORE_THAN_YEAR:
        return False
    following = words[index + 1 : index + 3]
    return not (before not in {"in", "the"} and any(word in MANY for word in following[:2]))


def _is_designation(words: Sequence[str], index: int, numeral: Numeral) -> bool:
    """``Tower 22``, ``Boeing 737``, ``No. 10``, ``Resolution 2231``."""
    before = words[index - 1] if index else ""
    if before == "-" and index > 1:
        return words[index - 2] in _DESIGNATED and len(words[index - 2]) < 4  # noqa: PLR2004
    if before not in _DESIGNATED:
        return False
    if before == "number" and (words[index - 2] if index > 1 else "") not in _BEFORE_NUMBER:
        return False
    following = words[numeral.end] if numeral.end < len(words) else ""
    if before in _COUNTED_AFTER_ALL or before in {"no", "step", "season", "bill", "code"}:
        return following not in MANY and not following.endswith("s")
    return True


def _is_index(words: Sequence[str], index: int, _numeral: Numeral) -> bool:
    """``S&P 500``."""
    return words[max(0, index - 3) : index] == ["s", "&", "p"] or words[index - 1 : index] == [
        "s&p"
    ]


def _is_calibre(words: Sequence[str], _index: int, numeral: Numeral) -> bool:
    at = numeral.end + (words[numeral.end : numeral.end + 1] == ["-"])
    if words[at : at + 1] not in (["mm"], ["millimeter"], ["millimetre"], ["caliber"], ["calibre"]):
        return False
    return bool(_WEAPONS.intersection(words[at : at + 4]))


def _is_address(words: Sequence[str], _index: int, numeral: Numeral) -> bool:
    return bool(_ROADS.intersection(words[numeral.end + 1 : numeral.end + 3])) and (
        words[numeral.end : numeral.end + 1] != ["miles"]
    )


def _is_handle(words: Sequence[str], index: int, _numeral: Numeral) -> bool:
    before = words[index - 1] if index else ""
    is_path = before == "/" and index > 1 and (words[index - 2][-1:].isdigit() or index > 3)  # noqa: PLR2004
    is_list = before == "/" and words[index - 2][:1].isalpha()
    return before in {"#", "@"} or (is_path and not is_list)


_TESTS: tuple[Callable[[Sequence[str], int, Numeral], bool], ...] = (
    _is_date,
    _is_clock,
    _is_year,
    _is_designation,
    _is_index,
    _is_calibre,
    _is_address,
    _is_handle,
)


def _is_rank(words: Sequence[str], index: int, numeral: Numeral) -> bool:
    """``101st Airborne``, ``17th of October``, ``21st century``: an ordinal that only names."""
    following = words[numeral.end] if numeral.end < len(words) else ""
    before = words[index - 1] if index else ""
    if following in MONTHS or before in MONTHS:
        return True
    if following == "of" and words[numeral.end + 1 : numeral.end + 2][:1]:
        return words[numeral.end + 1] in MONTHS
    return bool(_NAMED_BY_RANK.intersection(words[numeral.end : numeral.end + 3]))


def _is_part_of_name(words: Sequence[str], index: int, numeral: Numeral) -> bool:
    """``first half``, ``half-time``, ``the third quarter``: a fraction word that is no share."""
    before = words[index - 1] if index else ""
    following = words[numeral.end] if numeral.end < len(words) else ""
    if numeral.value == 0.5 and numeral.end == index + 1:  # noqa: PLR2004 - the word "half"
        is_ranked = before in {"first", "second", "other", "each", "either", "better", "-"}
        return is_ranked or following in {"-", "time", "brother", "sister", "hour", "century"}
    return words[index] in {"quarter", "quarters", "fourth", "seconds", "tenth", "fifth"} or (
        numeral.end == index + 1 and words[index] in {"third", "thirds"}
    )


def _is_idiom(words: Sequence[str], index: int, numeral: Numeral) -> bool:
    """``no one``, ``one another``, ``one-off``, ``twice as many``, ``Group of Seven``."""
    before = words[index - 1] if index else ""
    following = words[numeral.end] if numeral.end < len(words) else ""
    if words[index] == "one" and numeral.end == index + 1:
        if before in {"no", "any", "every", "this", "that", "which", "each", "some", "the", "day"}:
            return before != "the" or following in {"who", "that", "in", "of", "to", ",", "."}
        is_word = words[numeral.end + 1 : numeral.end + 2]
        return following == "another" or (
            following == "-" and is_word in (["off"], ["time"], ["way"], ["on"])
        )
    if before == "chapter" or (before == "of" and words[index - 2 : index - 1] == ["group"]):
        return True
    return words[index] == "zero" and following in {"-", "tolerance", "hour", "in"}
