"""Counts with a verb: ``attacked 66 times``, ``48 times ... fired on``; no other rule."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchers.language.counts import OCCASIONS, Count
from watchers.language.victims import Aim, aim_of_verb

if TYPE_CHECKING:
    from watchers.language.annotations import Quantity
    from watchers.language.counts import Ground


_SUBJECTS = frozenset("it they he she we you".split())


def is_of_times(ground: Ground, quantity: Quantity) -> bool:
    """Whether a number counts how often something was done."""
    near = ground.page.words[quantity.end : quantity.end + 3]
    return quantity.unit == "times" or bool(OCCASIONS.intersection(near))


def count_by_times(ground: Ground, quantity: Quantity) -> Count | None:
    """The count that a number of times makes with the verb before it, else after it."""
    page, at = ground.page, quantity.start
    if quantity.is_ordinal and quantity.value == 1:
        return None
    start, _ = page.clause(at)
    verb = next((i for i in range(at - 1, start - 1, -1) if ground.is_verb(i)), None)
    shared = _shared_verb(ground, quantity)
    between = page.words[shared.end : at] if shared else []
    is_of_other_verb = page.word(quantity.end) in _SUBJECTS or bool(_SUBJECTS.intersection(between))
    if is_of_other_verb and verb is None:
        shared = None
    if shared and (verb is None or verb <= shared.end):
        return _again(ground, quantity, shared)
    if verb is None and not is_of_other_verb:
        start, _ = page.part(at)
        verb = next((i for i in range(at - 1, start - 1, -1) if ground.is_verb(i)), None)
    if verb is None:
        following = range(quantity.end, page.sentence(at).end)
        verb = next((i for i in following if ground.is_verb(i)), None)
        if verb is None:
            return None
    aim = aim_of_verb(page, ground.read, verb, at)
    is_known = aim is Aim.OURS or ground.antecedent(at) or ground.is_on_topic(at)
    if aim is Aim.OTHERS or not is_known:
        return None
    rule = "tally-ordinal" if quantity.is_ordinal else "tally-times"
    return Count(quantity, min(verb, at), max(verb + 1, ground.occasion_end(quantity)), rule, aim)


def _shared_verb(ground: Ground, quantity: Quantity) -> Count | None:
    """``attacked five times on Friday, and 84 times since``: one verb for both."""
    start = ground.page.sentence(quantity.start).start
    before = [
        count
        for count in ground.found
        if count.rule == "tally-times" and start <= count.quantity.start < quantity.start
    ]
    return before[-1] if before else None


def _again(ground: Ground, quantity: Quantity, shared: Count) -> Count:
    is_part = ground.has_place(quantity)
    return replace(
        shared,
        quantity=quantity,
        start=quantity.start,
        end=ground.occasion_end(quantity),
        is_part=is_part,
        rule="tally-gap" if is_part else "tally-times",
    )
