"""Find what each number counts among the events of a tally; scope and time are read elsewhere."""

from __future__ import annotations

from bisect import insort
from dataclasses import replace
from typing import TYPE_CHECKING

from watchers.language.by_level import count_by_level
from watchers.language.by_noun import count_by_noun
from watchers.language.by_times import count_by_times, is_of_times
from watchers.language.carried import count_carried
from watchers.language.counts import Count, Ground
from watchers.language.victims import Aim

if TYPE_CHECKING:
    from watchers.baseline import Claim, Read
    from watchers.language.annotations import Quantity
    from watchers.language.page import Page, Vocabulary

_RATE = frozenset("a an per each every".split())
_SPANS = frozenset("day week month hour year night".split())
_COMPARED = frozenset("before earlier ago later after".split())
"""What follows ``a week`` where it says when, not how often."""
_OFTEN = frozenset("daily weekly monthly".split())
_AVERAGE = frozenset("average averaging averaged averages".split())
_RATIO = frozenset(
    "as more higher larger the greater that bigger its faster fewer likelier".split()
)
_EDGES = frozenset(
    ". , ; : - ( ) and but or in at on by since is are was were has have had to from after while "
    "rose climbed reached said".split()
)
_NO_COUNTS = frozenset(("number-fraction", "number-none"))


def counts_of_events(page: Page, claim: Claim, read: Read, vocabulary: Vocabulary) -> list[Count]:
    """All counts of one tally in a text, in order.

    Numbers that say what they count come first; then those that lean on them.
    """
    ground = Ground(page, claim, read, vocabulary)
    numbers = [quantity for quantity in page.quantities if _may_count(page, quantity)]
    for rule in (_count_by_itself, count_carried):
        for quantity in numbers:
            if any(count.quantity is quantity for count in ground.found):
                continue
            count = rule(ground, quantity)
            if count and count.aim is not Aim.OTHERS:
                insort(ground.found, count, key=lambda found: found.quantity.start)
    return ground.found


def counted_phrase(page: Page, count: Count) -> tuple[int, int]:
    """The tokens that say what a count counts: its adjectives, its noun, and what hangs on it."""
    start, end = min(count.start, count.quantity.start), max(count.end, count.quantity.end)
    first = page.sentence(start).start
    if start < count.quantity.start and not count.is_level:
        start = page.clause(start)[0]  # an active verb: who did it stands before
    if count.is_level:
        while (
            start > first and page.word(start - 1).isalpha() and page.word(start - 1) not in _EDGES
        ):
            start -= 1
    last = page.sentence(end - 1).end
    while end < last and page.word(end) not in _EDGES and not page.quantity_at(end):
        end += 1
    return start, end


def _count_by_itself(ground: Ground, quantity: Quantity) -> Count | None:
    if quantity.is_increment and not _is_timed(ground.page, quantity):
        count = count_by_noun(ground, quantity)  # "another 77 attacks in Syria" is a part
        return replace(count, is_part=True) if count else None
    if is_of_times(ground, quantity):
        return count_by_times(ground, quantity)
    return count_by_noun(ground, quantity) or count_by_level(ground, quantity)


def _may_count(page: Page, quantity: Quantity) -> bool:
    if quantity.unit not in {None, "times"} or quantity.rule in _NO_COUNTS:
        return False
    if page.is_time(quantity.start) and page.is_time(quantity.end - 1):
        return False
    return not _is_rate(page, quantity) and not _is_ratio(page, quantity)


def _is_timed(page: Page, quantity: Quantity) -> bool:
    """An increment counts something only within a time of its own."""
    sentence = page.sentence(quantity.start)
    return any(sentence.start <= t.start < sentence.end for t in page.times)


def _is_rate(page: Page, quantity: Quantity) -> bool:
    """``two attacks a day``, ``on average``."""
    start, last = page.clause(quantity.start)
    if _AVERAGE.intersection(page.words[start : quantity.end + 3]):
        return True
    for index in range(quantity.end, min(quantity.end + 5, last - 1)):
        if page.quantity_at(index) or page.word(index + 2) in _COMPARED:
            return False
        is_span = page.word(index) in _RATE and page.word(index + 1) in _SPANS
        if is_span or page.word(index) in _OFTEN:
            return not page.is_time(index)
    return False


def _is_ratio(page: Page, quantity: Quantity) -> bool:
    """``three times as many``, ``twice the number``."""
    end = quantity.end
    if quantity.unit != "times" or page.word(end) not in _RATIO or page.is_time(end):
        return False
    return page.word(end) != "the" or page.word(end + 1) in {"number", "rate", "size"}
