"""Counts with a noun: ``66 attacks``, ``the 66th attack``, ``29 of the 62``; no other rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchers.language.counts import Count
from watchers.language.victims import Aim, aim_of_noun

if TYPE_CHECKING:
    from watchers.language.annotations import Quantity
    from watchers.language.counts import Ground

_THEM = frozenset("them these those which whom".split())
_OF_WHAT = frozenset("the all such its their some about".split())
_REPLIES = frozenset(
    "strike strikes raid raids airstrike airstrikes bombing bombings bombardment "
    "bombardments".split()
)
"""Nouns that tell as often of the answer to an attack: they need their victim or their doer."""
_STRONG = frozenset(("attack", "attacks"))
"""Nouns that need no stated victim where the text is about the claim."""


def count_by_noun(ground: Ground, quantity: Quantity) -> Count | None:
    """The count that a number makes with the noun behind it."""
    if quantity.is_ordinal:
        return None if quantity.value == 1 else _ranked(ground, quantity)
    if ground.page.word(quantity.end) == "of":
        return _of_something(ground, quantity)
    return _plain(ground, quantity, _past_correction(ground, quantity.end))


def _past_correction(ground: Ground, end: int) -> int:
    """``127, not 137, attacks``: where the noun is looked for."""
    page = ground.page
    if page.words[end : end + 2] != [",", "not"]:
        return end
    other = page.quantity_at(end + 2)
    return other.end + (page.word(other.end) == ",") if other else end


def _ranked(ground: Ground, quantity: Quantity) -> Count | None:
    """``the 66th attack``; ``the attack was the 74th on US troops``."""
    page = ground.page
    count = _plain(ground, quantity, quantity.end)
    following = page.word(quantity.end)
    if count or following not in {"on", "against", "since", "in"}:
        return count
    start = page.sentence(quantity.start).start
    before = page.sentence_before(quantity.start)
    if before and page.word(start) == "it" and following in {"on", "against"}:
        start = before.start
    named = ground.words.event_nouns.intersection(page.words[start : quantity.start])
    aim = aim_of_noun(page, ground.read, quantity.end - 1)
    is_ours = aim is Aim.OURS or (aim is not Aim.OTHERS and ground.is_on_topic(quantity.start))
    if not named or not is_ours:
        return None
    return Count(quantity, quantity.start, quantity.end, "tally-ordinal", aim)


def _plain(ground: Ground, quantity: Quantity, start: int) -> Count | None:
    is_plural = quantity.value != 1 and not quantity.is_ordinal
    noun = ground.noun_after(start, is_plural=is_plural)
    if noun is None:
        return None
    aim = aim_of_noun(ground.page, ground.read, noun)
    if not _is_ours(ground, quantity, noun, aim):
        return None
    rule = "tally-ordinal" if quantity.is_ordinal else "tally-noun"
    return Count(quantity, quantity.start, noun + 1, rule, aim)


def _of_something(ground: Ground, quantity: Quantity) -> Count | None:
    """``29 of them``, ``27 of the 55``, ``36 of the attacks``, ``scores of attacks``."""
    page = ground.page
    end = quantity.end + 1
    while page.word(end) in _OF_WHAT:
        end += 1
    is_part = "the" in page.words[quantity.end + 1 : end] and not quantity.is_vague
    if page.word(end) in _THEM:
        return _of_them(ground, quantity, end + 1)
    whole = page.quantity_over(end)
    if whole and quantity.value != 1:
        return _of_whole(ground, quantity, whole)
    if not is_part:
        return _plain(ground, quantity, end)
    noun = ground.noun_after(end, is_plural=True)
    return _part(quantity, noun + 1) if noun is not None else None


def _of_them(ground: Ground, quantity: Quantity, end: int) -> Count | None:
    """``29 of them`` is a part; ``the attacks ... There have been 66 of those`` is a total."""
    if ground.is_of_another_count(quantity):
        return None
    if ground.antecedent(quantity.start):
        return _part(quantity, end)
    topic = ground.topic_noun(quantity.start)
    if topic is None or topic > quantity.start:
        return None
    return Count(quantity, quantity.start, end, "tally-noun", is_bare=True, topic=topic)


def _of_whole(ground: Ground, quantity: Quantity, whole: Quantity) -> Count | None:
    noun = ground.noun_after(whole.end, is_plural=whole.value != 1)
    if noun is not None:
        return _part(quantity, noun + 1)
    is_known = (
        ground.antecedent(quantity.start)
        or _is_happening(ground, whole.end)
        or _is_placed(ground, whole.end)
    )
    return _part(quantity, whole.end) if is_known else None


def _part(quantity: Quantity, end: int) -> Count:
    return Count(quantity, quantity.start, end, "tally-part", is_part=True)


def _is_happening(ground: Ground, index: int) -> bool:
    """``27 of the 55 happened in Iraq``: only events happen."""
    words = ground.page.words[index : index + 2]
    is_said = words[:1] in (["happened"], ["occurred"]) or words == ["took", "place"]
    return is_said and ground.is_on_topic(index)


def _is_placed(ground: Ground, index: int) -> bool:
    """``47 of the 102 were in Iraq``, where the text names the attacks beside it."""
    page = ground.page
    is_placed = page.words[index : index + 2] in (["were", "in"], ["are", "in"])
    return is_placed and ground.topic_noun(index) is not None


def _is_ours(ground: Ground, quantity: Quantity, noun: int, aim: Aim) -> bool:
    """Whether a noun without a stated victim may be taken to mean this claim's events."""
    if aim in {Aim.OURS, Aim.OTHERS}:
        return aim is Aim.OURS
    at, word = quantity.start, ground.page.word(noun)
    if ground.is_by_party(at):
        return True
    if word in _REPLIES:
        return aim is Aim.NEAR and ground.is_on_topic(at)
    if ground.antecedent(at):
        return True
    is_plain = aim is Aim.NEAR or word in _STRONG
    return is_plain and ground.is_on_topic(at)
