"""Counts that are a level: ``attacks climbed to 38``, ``the tally stands at 97``; no other rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchers.language.counts import (
    COUNT_NOUNS,
    COUNTED_LANDS,
    LEVEL_VERBS,
    Count,
    bare,
    is_called_total,
)
from watchers.language.victims import Aim, aim_of_noun, aim_of_verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchers.language.annotations import Quantity
    from watchers.language.counts import Ground

_NOT_OUR_COUNT = frozenset("death body vote head viewer word blood case total".split())
_WAVES = frozenset(("wave", "series", "spate", "string"))
_BOUND_VERBS = frozenset(
    "pass passes passing passed past top tops topped exceed exceeds exceeded surpass surpasses "
    "surpassed crossed".split()
)
_BEING = frozenset("is was are stands stood 's 're".split())
_MAKING = frozenset("makes making make totalling totaling".split())
_STANDING = frozenset(("are", "were", "is", "was", "now"))
_ADVERBS = frozenset("now still already roughly therefore thus currently".split())
_BESIDE = frozenset("the these those such all of in from after".split())
_NEAR = 8
_HEADING = 4
"""Within how many words of its sentence a noun before a colon is a heading."""


def count_by_level(ground: Ground, quantity: Quantity) -> Count | None:
    """The count that a number makes as the level of something named before it, or behind it."""
    page = ground.page
    named = _named_behind(ground, quantity)
    if named is not None:
        return _of_count_noun(ground, quantity, named)
    said = (
        _count_behind(ground, quantity)
        or _events_behind(ground, quantity)
        or _of_pronoun(ground, quantity)
    )
    if said or ground.has_own_noun(quantity) or ground.is_labelled(quantity):
        return said
    at = quantity.start
    is_sum = page.word(at - 1) in _MAKING or is_called_total(page, quantity)
    if is_sum and (ground.antecedent(at) or ground.topic_noun(at) is not None):
        return bare(quantity, "tally-level", is_level=True)
    for index in _outside_brackets(ground, at):
        if _is_barrier(ground, quantity, index):
            return None
        count = _of_word(ground, quantity, index)
        if count:
            return count
    return None


def _outside_brackets(ground: Ground, at: int) -> Iterator[int]:
    """The words of the sentence before a number, last first, less what is put in brackets.

    ``the tally (Iraq: 37, Syria: 41) stands at 78``: the parts are no subject of the level.
    """
    page, depth = ground.page, 0
    for index in range(at - 1, page.sentence(at).start - 1, -1):
        word = page.word(index)
        if word in {")", "]"}:
            depth += 1
        elif word in {"(", "["}:
            depth = max(0, depth - 1)
        elif not depth:
            yield index


def _is_barrier(ground: Ground, quantity: Quantity, index: int) -> bool:
    """Whether a word keeps what stands before it from being the subject."""
    page = ground.page
    if page.word(index) in {";", "."}:
        return True
    if not page.quantity_at(index) or page.is_time(index):
        return False
    is_from = page.word(index - 1) == "from" and page.word(quantity.start - 1) == "to"
    return not is_from and page.word(index + 1) not in COUNTED_LANDS


def _of_word(ground: Ground, quantity: Quantity, index: int) -> Count | None:
    word = ground.page.word(index)
    if word == "number" and index == quantity.start - 1:  # a verb here: "attacks number 61"
        return None
    if word in COUNT_NOUNS and ground.page.word(index - 1) not in _NOT_OUR_COUNT:
        return _of_count_noun(ground, quantity, index)
    if word in ground.words.event_nouns and ground.is_head(index, is_plural=True):
        return _of_events(ground, quantity, index)
    return None


def _named_behind(ground: Ground, quantity: Quantity) -> int | None:
    """``brings to 52 the number of attacks``: where the count's noun stands behind it."""
    page = ground.page
    end = quantity.end + (page.word(quantity.end) in {"the", "their", "its"})
    is_level = page.word(quantity.start - 1) in {"to", "at"}
    is_named = page.word(end) in COUNT_NOUNS and page.word(end + 1) == "of"
    return end if is_level and is_named else None


def _count_behind(ground: Ground, quantity: Quantity) -> Count | None:
    """``At 97, the ministry's tally of attacks is close to three figures``."""
    page, at = ground.page, quantity.start
    if page.word(at - 1) != "at" or page.word(quantity.end) != ",":
        return None
    if page.sentence(at).start != at - 1:
        return None
    for index in range(quantity.end + 1, quantity.end + _NEAR):
        if page.word(index) in COUNT_NOUNS and page.word(index + 1) == "of":
            return _of_count_of(ground, quantity, index)
    return None


def _events_behind(ground: Ground, quantity: Quantity) -> Count | None:
    """``put at 101 the attacks their forces have endured``."""
    page, end = ground.page, quantity.end
    if page.word(quantity.start - 1) not in {"at", "to"} or page.word(end) != "the":
        return None
    noun = ground.noun_after(end + 1, is_plural=True)
    aim = aim_of_noun(page, ground.read, noun) if noun is not None else Aim.OTHERS
    if noun is None or aim is Aim.OTHERS or not ground.is_on_topic(quantity.start):
        return None
    return Count(
        quantity, quantity.start, noun + 1, "tally-level", aim, is_level=True, is_bare=True
    )


def _of_pronoun(ground: Ground, quantity: Quantity) -> Count | None:
    """``they misstated the number of attacks; it is 53``."""
    page, at = ground.page, quantity.start
    if page.word(at - 1) == "been" and page.word(at - 3) == "there":
        topic = ground.topic_noun(at)
        return _level(quantity, at - 3, topic=topic) if topic is not None else None
    be = at - 1 - (page.word(at - 1) in _ADVERBS | {"at"})
    is_it = page.word(be - 1) in {"it", "we", "number", "total", "count"}
    if page.word(be) not in _BEING or not is_it:
        return None
    topic = ground.topic_noun(be)
    is_counted = topic is not None and (
        page.word(topic - 2) in COUNT_NOUNS
        or page.word(topic - 1) == "many"
        or topic > at
        or page.word(be - 1) == "number"
    )
    return _level(quantity, be - 1, topic=topic) if is_counted else None


# ---------------------------------------------------------------------- how a level is said


def _leads_to(ground: Ground, quantity: Quantity, subject: int) -> bool:
    """Whether what stands between a subject and a number makes the number its level."""
    page, at = ground.page, quantity.start
    between = page.words[subject + 1 : quantity.end]
    before = page.word(at - 1)
    if _BOUND_VERBS.intersection(page.words[at : quantity.end]) or before in LEVEL_VERBS:
        return True
    if before in {"to", "at", ":", "-"} | _ADVERBS and LEVEL_VERBS.intersection(between):
        return True
    if before == "at" and page.word(at - 2) in _STANDING:
        return True
    start, _ = page.clause(subject)
    return before in {":", "-"} and subject - start < _HEADING


def _is_put_before(ground: Ground, quantity: Quantity, index: int) -> bool:
    """``put the count at 102``, ``took the tally to 97``: the verb stands before the noun."""
    page, at = ground.page, quantity.start
    is_put = bool(LEVEL_VERBS.intersection(page.words[max(0, index - 4) : index]))
    is_at = page.word(at - 1) in {"at", "to", "up", "down", "past", ":"}
    return is_put and (is_at or page.word(at) in {"past", "over", "above"})


# ---------------------------------------------------------------------- of what


def _of_count_noun(ground: Ground, quantity: Quantity, index: int) -> Count | None:
    """``the number of attacks``, ``the number of times ...``, ``the tally``."""
    page = ground.page
    if page.words[index + 1 : index + 3] == ["of", "times"]:
        return _of_number_of_times(ground, quantity, index)
    if page.word(index + 1) in {"of", "for"} and ground.noun_after(index + 2, is_plural=True):
        return _of_count_of(ground, quantity, index)
    if (
        page.word(index + 1) == "of"
        or page.word(index) == "toll"
        or page.word(index - 1) in {"in", "a"}
    ):
        return None
    topic = ground.topic_noun(index)
    is_compound = page.word(index - 1) in ground.words.event_nouns  # "the attack counter"
    is_known = ground.antecedent(index) is not None or is_compound or ground.is_told_of(index)
    if not (is_known or topic is not None or page.word(index) in ground.words.own_nouns):
        return None
    is_led = (
        _leads_to(ground, quantity, index)
        or _is_put_before(ground, quantity, index)
        or page.words[index + 1 : quantity.start] == [":"]
    )
    if not is_led or not (is_known or ground.is_on_topic(index)):
        return None
    return _level(quantity, index, topic=topic)


def _of_count_of(ground: Ground, quantity: Quantity, index: int) -> Count | None:
    page = ground.page
    start = index + 2 + (page.word(index + 2) == "the")
    noun = ground.noun_after(start, is_plural=True)
    if noun is None:
        return None
    aim = aim_of_noun(page, ground.read, noun)
    is_behind = index > quantity.start
    is_led = (
        is_behind
        or page.word(quantity.start - 1) == ":"
        or _leads_to(ground, quantity, noun)
        or _is_put_before(ground, quantity, index)
    )
    if aim is Aim.OTHERS or not is_led:
        return None
    if is_behind:
        return Count(
            quantity, quantity.start, noun + 1, "tally-level", aim, is_level=True, is_bare=True
        )
    return _level(quantity, index, aim)


def _of_number_of_times(ground: Ground, quantity: Quantity, index: int) -> Count | None:
    """``the number of times troops have been targeted reached 73``."""
    is_behind = index > quantity.start
    reach = ground.page.sentence(index).end if is_behind else quantity.start
    verb = next((i for i in range(index, reach) if ground.is_verb(i)), None)
    if verb is None or not (is_behind or _leads_to(ground, quantity, verb)):
        return None
    aim = aim_of_verb(ground.page, ground.read, verb, reach)
    if is_behind:
        start = quantity.start
        return Count(quantity, start, verb + 1, "tally-level", aim, is_level=True, is_bare=True)
    return _level(quantity, index, aim)


def _of_events(ground: Ground, quantity: Quantity, index: int) -> Count | None:
    """``attacks on US bases climbed to 38``, ``attacks top 60``."""
    if any(c.end == index + 1 and c.quantity.start < index for c in ground.found):
        return None  # "four attacks since Tuesday bring ...": the noun has its own number
    is_led = _leads_to(ground, quantity, index) or _is_put_before(ground, quantity, index)
    if not is_led or _is_beside_head(ground, index):
        return None
    is_hitting = "hit" in ground.page.words[index : quantity.start]
    aim = aim_of_noun(ground.page, ground.read, index)
    is_near = aim is not Aim.OTHERS and not is_hitting and ground.is_on_topic(index)
    return _level(quantity, index, aim) if aim is Aim.OURS or is_near else None


def _is_beside_head(ground: Ground, index: int) -> bool:
    """``casualties from the attacks number 83``: the noun only says of what."""
    page, at = ground.page, index - 1
    while page.word(at) in _BESIDE:
        if page.word(at) in {"in", "from", "after"}:
            return True
        if page.word(at) == "of":
            return page.word(at - 1) not in COUNT_NOUNS | _WAVES | {"share"}
        at -= 1
    return False


def _level(
    quantity: Quantity, start: int, aim: Aim = Aim.UNSAID, *, topic: int | None = None
) -> Count:
    return Count(
        quantity, start, quantity.end, "tally-level", aim, is_level=True, is_bare=True, topic=topic
    )
