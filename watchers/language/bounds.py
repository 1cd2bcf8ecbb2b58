"""The phrases that bound a number, before and after it; it knows nothing of the number itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import Bound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BEFORE = {
    Bound.AT_LEAST: (
        "at least|no fewer than|no less than|not fewer than|not less than|as few as|as little as|"
        "upwards of|upward of|a minimum of|minimum of|minimum|≥|> =|>=|at the very least|"
        "at a minimum|if not more than"
    ),
    Bound.MORE_THAN: (
        "more than|over|well over|just over|slightly over|a little over|well above|above|"
        "just above|in excess of|exceeding|exceed|exceeds|exceeded|surpass|surpasses|surpassed|"
        "surpassing|top|tops|topped|topping|past|pass|passes|"
        "passed|passing|well past|greater than|higher than|"
        "larger than|bigger than|longer than|older than|north of|beyond|far more than|"
        "well more than|many more than|slightly more than|much more than|a little more than|"
        "just more than|crossed|better than|>|outnumber|eclipsed|overtook"
    ),
    Bound.ABOUT: (
        "about|around|roughly|approximately|approx|approx.|some|circa|ca.|~|≈|an estimated|"
        "estimated|estimated at|in the region of|in the order of|on the order of|somewhere around|"
        "close on|give or take|an average of|on average|averaging|more or less|anywhere from|"
        "in the vicinity of|in the neighborhood of|in the neighbourhood of|something like|"
        "estimated to be|averaged|average of|or so|to around|to about|to roughly"
    ),
    Bound.NEARLY: (
        "nearly|almost|close to|closer to|just shy of|shy of|just short of|short of|approaching|"
        "nearing|verging on|just about|very nearly|virtually|practically|all but|barely|"
        "hovering near|near"
    ),
    Bound.AT_MOST: (
        "up to|as many as|as much as|as high as|as long as|no more than|not more than|at most|"
        "at the most|a maximum of|maximum of|no greater than|no higher than|no larger than|"
        "no longer than|no later than|not exceeding|≤|< =|<=|a maximum|capped at|limited to|"
        "as far as|as large as|as big as|not exceed"
    ),
    Bound.FEWER_THAN: (
        "fewer than|less than|lower than|smaller than|under|below|just under|just below|well under|"
        "well below|far fewer than|far less than|slightly under|slightly less than|a little under|"
        "a little less than|south of|<|not even|shorter than|younger than|much less than|beneath|"
        "slightly fewer than|just less than|little more than half of"
    ),
    Bound.EXACT: (
        "exactly|precisely|only|just|a total of|totalling|totaling|fully|a full|a mere|mere|alone"
    ),
}
_AFTER = {
    Bound.AT_LEAST: (
        "or more|- plus|plus|+|and counting|or greater|or above|at least|or higher|and up"
    ),
    Bound.MORE_THAN: "and more|- something",
    Bound.ABOUT: "or so|- odd|odd|or thereabouts|- ish|give or take",
    Bound.AT_MOST: "or less|or fewer|at most|or under|or below|or lower",
    Bound.FEWER_THAN: "or not even that",
}


def _table(phrases: Mapping[Bound, str]) -> dict[tuple[str, ...], Bound]:
    return {
        tuple(phrase.split()): bound
        for bound, joined in phrases.items()
        for phrase in joined.split("|")
    }


BEFORE, AFTER = _table(_BEFORE), _table(_AFTER)
_LONGEST_BEFORE = max(map(len, BEFORE))
_LONGEST_AFTER = max(map(len, AFTER))
_LEVEL_VERBS = {"top", "topped", "tops", "past", "pass", "passes", "passed", "passing"}
"""These bound a number as verbs only: ``the top 40`` and ``the past 40 days`` bound nothing."""
_COMING = {"come", "came", "comes", "coming", "been", "were", "was", "be", "are", "is"}
"""``came under 61 attacks`` bounds nothing."""
_GOING = {"now", "gone", "went", "go", "goes", "going", "back", "crept", "moved", "climbed"}
"""``has gone up to 20`` says how far it went; it bounds nothing."""
_DETERMINERS = {"the", "a", "its", "their", "his", "her", "our", "world", "'s", "this", "in", "of"}


def bound_before(words: Sequence[str], start: int) -> tuple[Bound, int]:
    """The bound phrase that ends right before a number, longest first, and where it starts."""
    at, bound = start, Bound.EXACT
    while at > 0:
        found = _phrase_before(words, at)
        if found is None:
            break
        at, found_bound = found
        if bound in {Bound.EXACT, Bound.ABOUT}:
            bound = found_bound if found_bound is not Bound.EXACT else bound
    return bound, at


def _phrase_before(words: Sequence[str], end: int) -> tuple[int, Bound] | None:
    for length in range(min(_LONGEST_BEFORE, end), 0, -1):
        phrase = tuple(words[end - length : end])
        bound = BEFORE.get(phrase)
        if bound is None:
            continue
        before = words[end - length - 1] if end > length else ""
        if phrase == ("under",) and before in _COMING:
            return None
        if phrase == ("up", "to") and before in _GOING:
            return None
        if phrase[0] in _LEVEL_VERBS and (not before.isalnum() or before in _DETERMINERS):
            return None
        if phrase in {("near",), ("alone",), ("minimum",)} and bound is not Bound.EXACT:
            return None if before in {"the", "a"} else (end - length, bound)
        return end - length, bound
    return None


def bound_after(words: Sequence[str], end: int) -> tuple[Bound, int] | None:
    """The bound phrase right behind a number, and the token after it."""
    for length in range(_LONGEST_AFTER, 0, -1):
        phrase = tuple(words[end : end + length])
        if len(phrase) == length and phrase in AFTER:
            return AFTER[phrase], end + length
    return None
