"""Counts whose noun is said elsewhere: ``28 in Syria``, ``up from 38``; no other rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchers.language.counts import Count, bare

if TYPE_CHECKING:
    from watchers.language.annotations import Quantity
    from watchers.language.counts import Ground

_OLD = (
    ("up", "from"), ("down", "from"), ("compared", "with"), ("compared", "to"), ("versus",),
    ("against",), ("vs",), ("vs.",), ("and", "from"), (",", "from"), ("from",), ("than", "the"),
)  # fmt: skip
_COUNTING = frozenset(
    "counts counted count acknowledges acknowledged acknowledge records recorded tracked tracks "
    "lists listed reports reported logged confirms confirmed claims claim claimed cites cited "
    "gives gave admits admitted has had".split()
)


_COUNTED = frozenset("confirmed recorded verified registered documented".split())


def count_carried(ground: Ground, quantity: Quantity) -> Count | None:
    """The count that a number makes with what the sentence, or the one before it, has counted."""
    if _is_something_else(ground, quantity):
        return None
    antecedent = ground.antecedent(quantity.start)
    if antecedent is None:
        return _of_topic(ground, quantity)
    before = ground.page.words[max(0, quantity.start - 2) : quantity.start]
    if before == ["of", "the"] and antecedent.is_part:
        return bare(quantity, "tally-whole")
    sentence = ground.page.sentence(quantity.start)
    if antecedent.start >= sentence.start and (
        _is_older(ground, quantity) or (antecedent.is_old and before[-1:] in (["and"], [","]))
    ):
        return bare(quantity, "tally-old", is_old=True, is_level=True)
    if ground.has_place(quantity):
        return bare(quantity, "tally-gap", is_part=True)
    is_own = antecedent.start >= sentence.start and not quantity.is_increment
    after = ground.page.words[quantity.end : quantity.end + 3]
    return _beside(quantity, before, after) if is_own else None


def _is_something_else(ground: Ground, quantity: Quantity) -> bool:
    """A rank, a pronoun, a number of people, a number with a noun of its own."""
    is_pronoun = quantity.rule == "number-one-pronoun"
    is_other = ground.has_own_noun(quantity) or ground.is_of_harm(quantity)
    return quantity.is_ordinal or is_pronoun or is_other


def _beside(quantity: Quantity, before: list[str], after: list[str]) -> Count | None:
    """``barely half, 29``; ``Washington counts 66``; ``of 90, 66 were confirmed``."""
    if before == ["half", ","]:
        return bare(quantity, "tally-part", is_part=True)
    is_counted = _COUNTING.intersection(before[-1:]) or _COUNTED.intersection(after)
    return bare(quantity, "tally-counted") if is_counted else None


def _of_topic(ground: Ground, quantity: Quantity) -> Count | None:
    """``strikes on US bases (Iraq 37, Syria 41)``, ``no attacks on them, after 73``."""
    if ground.topic_noun(quantity.start, is_near=True) is None:
        return None
    if ground.has_place(quantity):
        return bare(quantity, "tally-gap", is_part=True)
    is_older = ground.page.word(quantity.start - 1) in {"after", "following", "from", "against"}
    return bare(quantity, "tally-old", is_old=True, is_level=True) if is_older else None


def _is_older(ground: Ground, quantity: Quantity) -> bool:
    at = quantity.start
    return any(tuple(ground.page.words[at - len(words) : at]) == words for words in _OLD)
