"""Counts whose noun is said elsewhere: ``28 in Syria``, ``up from 38``; no other rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchers.language.counts import Count, bare
from watchers.language.victims import Aim, aim_of_phrase

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


_ADMITTING = frozenset("admits admitted admit owns owned up confesses confessed to".split())
_FEW = 3
"""So many attacks are told one by one."""
_COMPARED = frozenset(("more", "fewer", "less", "higher", "lower"))
_COUNTED = frozenset("confirmed recorded verified registered documented".split())


def count_carried(ground: Ground, quantity: Quantity) -> Count | None:
    """The count that a number makes with what the sentence, or the one before it, has counted."""
    if _is_something_else(ground, quantity):
        return None
    antecedent = ground.antecedent(quantity.start)
    aimed = _aimed(ground, quantity)
    if aimed or antecedent is None:
        return aimed or _of_topic(ground, quantity)
    before = ground.page.words[max(0, quantity.start - 2) : quantity.start]
    if before == ["of", "the"] and antecedent.is_part:
        return bare(quantity, "tally-whole")
    sentence = ground.page.sentence(quantity.start)
    # "34 there, against 32 in Iraq" has two parts of one total
    is_divided = any(c.is_part and c.start >= sentence.start for c in ground.found)
    is_other_part = before[-1:] == ["against"] and is_divided and ground.has_place(quantity)
    if (
        not is_other_part
        and antecedent.start >= sentence.start
        and (_is_older(ground, quantity) or (antecedent.is_old and before[-1:] in (["and"], [","])))
    ):
        return bare(quantity, "tally-old", is_old=True, is_level=True)
    is_there = antecedent.start >= sentence.start and _is_there(ground, quantity)
    if is_there or ground.has_place(quantity):
        return bare(quantity, "tally-gap", is_part=True)
    is_plain = not quantity.is_increment and quantity.unit is None
    is_admitted = len(before) > 1 and _ADMITTING.issuperset(before)
    is_own = (antecedent.start >= sentence.start or is_admitted) and is_plain
    after = ground.page.words[quantity.end : quantity.end + 3]
    return _beside(quantity, before, after) if is_own else None


def _is_there(ground: Ground, quantity: Quantity) -> bool:
    """``of the 90, 41 are in Iraq``."""
    words = ground.page.words[quantity.end : quantity.end + 2]
    return words in (["are", "in"], ["is", "in"], ["are", "from"], ["is", "from"])


def _is_something_else(ground: Ground, quantity: Quantity) -> bool:
    """A rank, a pronoun, a number of people or with its own noun, ``11 more than they say``."""
    is_pronoun = quantity.rule == "number-one-pronoun" and (
        not ground.has_place(quantity) or _is_one_of_few(ground, quantity)
    )
    is_other = ground.has_own_noun(quantity) or ground.is_of_harm(quantity)
    is_other = is_other or quantity.unit is not None or ground.is_of_another_count(quantity)
    page, end = ground.page, quantity.end
    is_gap = "than" in page.words[end : end + 1 + (page.word(end) in _COMPARED)]
    return quantity.is_ordinal or is_pronoun or is_other or is_gap


def _is_one_of_few(ground: Ground, quantity: Quantity) -> bool:
    """``from two attacks, one on a base in Syria``: it tells of one event and sums up nothing."""
    antecedent = ground.antecedent(quantity.start)
    return antecedent is not None and antecedent.quantity.value <= _FEW


def _beside(quantity: Quantity, before: list[str], after: list[str]) -> Count | None:
    """``barely half, 29``; ``Washington counts 66``; ``of 90, 66 were confirmed``."""
    if before == ["half", ","]:
        return bare(quantity, "tally-part", is_part=True)
    is_counted = (
        _COUNTING.intersection(before[-1:])
        or _ADMITTING.issuperset(before)
        or _COUNTED.intersection(after)
    )
    return bare(quantity, "tally-counted") if is_counted else None


def _aimed(ground: Ground, quantity: Quantity) -> Count | None:
    """``the attacks of this war: 112 on American forces``."""
    page, end = ground.page, quantity.end
    if (
        quantity.rule == "number-one-pronoun"
        or page.word(end) not in {"on", "against"}
        or page.is_time(end)
    ):
        return None
    start = page.sentence(quantity.start).start
    is_named = ground.words.event_nouns.intersection(page.words[start : quantity.start])
    aim = aim_of_phrase(page, ground.read, end + 1, page.sentence(end).end)
    if not is_named or aim is not Aim.OURS:
        return None
    return Count(quantity, quantity.start, end, "tally-noun", aim, is_bare=True)


def _of_topic(ground: Ground, quantity: Quantity) -> Count | None:
    """``strikes on US bases (Iraq 37, Syria 41)``, ``no attacks on them, after 73``."""
    if ground.has_place(quantity) and ground.topic_noun(quantity.start) is not None:
        return bare(quantity, "tally-gap", is_part=True)
    if ground.topic_noun(quantity.start, is_near=True) is None:
        return None
    if ground.has_place(quantity):
        return bare(quantity, "tally-gap", is_part=True)
    page, at = ground.page, quantity.start
    if page.word(at - 1) == "," and page.word(at - 2) in ground.words.event_nouns:
        return bare(quantity, "tally-counted")  # "the attacks, 41 so far, have come ..."
    is_older = ground.page.word(quantity.start - 1) in {"after", "following", "from", "against"}
    return bare(quantity, "tally-old", is_old=True, is_level=True) if is_older else None


def _is_older(ground: Ground, quantity: Quantity) -> bool:
    at = quantity.start
    return any(tuple(ground.page.words[at - len(words) : at]) == words for words in _OLD)
