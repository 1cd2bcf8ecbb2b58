"""Hold the counts of one text against one another: parts and sums, repeats, older totals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.models import Bound, Modality, Observation, WhyNot, Window
from watchers.language.counts import Count
from watchers.language.scope import RESTS
from watchers.language.text import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchers.language.page import Page

Pair = tuple[Count, Observation]
"""A count and what was made of it."""
_FAMILY = {
    Bound.AT_LEAST: "lower",
    Bound.MORE_THAN: "lower",
    Bound.AT_MOST: "upper",
    Bound.FEWER_THAN: "upper",
    Bound.NEARLY: "upper",
}
_JOINED_WITHIN = 12
"""Words between two parts of which the second takes the bound of the first."""


def with_breakdowns(page: Page, pairs: Sequence[Pair]) -> list[Pair]:
    """Give a total the scope of its parts, check the sum, and work out ``the rest``."""
    result = list(pairs)
    for index, (count, total) in enumerate(pairs):
        parts = _parts_of(page, result, index)
        if not parts:
            continue
        rest = _rest_of(page, (count, total), [o for _, o in parts], result)
        if rest:
            parts.append((replace(count, is_part=True, is_derived=True), rest))
        if rest and total.bound is Bound.EXACT:  # of a bound only the places are known
            result.append(parts[-1])
        result[index] = (count, _checked(total, [o for _, o in parts]))
    return _with_summed_bounds(page, _with_shared_bounds(page, result))


def _parts_of(page: Page, pairs: Sequence[Pair], index: int) -> list[Pair]:
    count, total = pairs[index]
    if count.is_part or count.is_old or total.value is None:
        return []
    start, end = _reach_of(page, pairs, count)
    return [
        (other, part)
        for other, part in pairs
        if other is not count
        and start <= other.quantity.start < end
        and _may_be_part(other, part, total)
    ]


def _may_be_part(count: Count, part: Observation, total: Observation) -> bool:
    is_within = count.is_part or not total.scope or set(part.scope) < set(total.scope)
    is_smaller = (part.value or 0) < (total.value or 0)
    return len(part.scope) == 1 and is_within and is_smaller and not count.is_old


def _reach_of(page: Page, pairs: Sequence[Pair], count: Count) -> tuple[int, int]:
    """Where the parts of a total may stand: its sentence, and those after it that hold parts."""
    own = page.sentence(count.quantity.start)
    start, end = own.start, own.end
    for sentence in reversed(page.doc._.sentences):
        inside = [c for c, _ in pairs if sentence.start <= c.quantity.start < sentence.end]
        if sentence.end <= start:
            if not inside or not all(c.is_part for c in inside):
                break
            start = sentence.start
    for sentence in page.doc._.sentences:
        if sentence.start < end:
            continue
        inside = [c for c, _ in pairs if sentence.start <= c.quantity.start < sentence.end]
        if not inside or not all(c.is_part or c.is_bare for c in inside):
            return start, sentence.end if end == own.end and inside else end
        end = sentence.end
    return start, end


def _checked(total: Observation, parts: Sequence[Observation]) -> Observation:
    """A total with what its parts say: its scope where they add up, a note where they do not."""
    scopes = {code for part in parts for code in part.scope}
    is_sum = len(parts) > 1 and sum(part.value or 0 for part in parts) == total.value
    if is_sum and not total.scope:
        return replace(total, scope=tuple(sorted(scopes)), note=total.note or "sum of its parts")
    if len(parts) > 1 and set(total.scope) == scopes and not is_sum:
        return replace(total, note="parts do not add up")
    return total


def _rest_of(
    page: Page, whole: Pair, parts: Sequence[Observation], pairs: Sequence[Pair]
) -> Observation | None:
    """``and the rest in Syria``: the total less the parts that are given."""
    count, total = whole
    start, end = _reach_of(page, pairs, count)
    value = (total.value or 0) - sum(part.value or 0 for part in parts)
    if value <= 0:
        return None
    for index in range(start + 1, end):
        if page.word(index) not in RESTS or page.word(index - 1) != "the":
            continue
        near = page.named(index, min(end, index + 6))
        codes = {m.country for m in near if m.kind in {"country", "place"} and m.country}
        if len(codes) == 1:
            return replace(
                total,
                quote=quote(page.doc, index - 1, min(end, index + 3)),
                value=value,
                scope=(codes.pop(),),
                rule="tally-rest",
                is_derived=True,
                note="derived",
            )
    return None


def _with_shared_bounds(page: Page, pairs: Sequence[Pair]) -> list[Pair]:
    """``at least 14 in Iraq and nine in Syria``: the bound is meant for both."""
    result = list(pairs)
    for index in range(1, len(result)):
        (before, first), (count, second) = result[index - 1], result[index]
        start = count.quantity.start
        is_near = start - before.quantity.end < _JOINED_WITHIN
        words = page.words[start - 1 : start]
        if page.word(start) == "another" or words == ["another"]:
            words = page.words[start - 2 : start - 1] if words == ["another"] else words
        is_one_list = page.sentence(before.start) == page.sentence(count.start)
        is_joined = count.is_part and is_near and is_one_list and words == ["and"]
        if is_joined and second.bound is Bound.EXACT:
            result[index] = (count, replace(second, bound=first.bound))
    return result


def _with_summed_bounds(page: Page, pairs: Sequence[Pair]) -> list[Pair]:
    """``..., making 23 altogether``: the sum of lower bounds is one."""
    result = list(pairs)
    for index, (count, total) in enumerate(result):
        parts = _parts_of(page, result, index)
        bounds = {o.bound for _, o in parts}
        is_sum = len(parts) > 1 and sum(o.value or 0 for _, o in parts) == total.value
        is_last = is_sum and count.start > max(c.start for c, _ in parts)
        if is_last and total.bound is Bound.EXACT and len(bounds) == 1:
            result[index] = (count, replace(total, bound=bounds.pop()))
    return result


def without_repeats(page: Page, pairs: Sequence[Pair]) -> list[Pair]:
    """Drop what is said twice; what is said with its scope, or by the body, is kept."""
    kept: list[Pair] = []

    def says_less(pair: Pair) -> tuple[bool, bool]:
        return not pair[1].scope, page.sentence(pair[0].start).is_title

    for count, observation in sorted(pairs, key=says_less):
        if not any(_is_same(o, observation) for _, o in kept):
            kept.append((count, observation))
    told = [o for c, o in kept if not page.sentence(c.start).is_title]
    kept = [
        (count, observation)
        for count, observation in kept
        if not page.sentence(count.start).is_title
        or not any(_is_told(observation, other) for other in told)
    ]
    return sorted(kept, key=lambda pair: pair[0].quantity.start)


def _is_told(title: Observation, body: Observation) -> bool:
    """Whether a title shortens what the body says: ``78`` for ``at least 78``."""
    is_within = not title.scope or title.scope == body.scope
    is_claim = (title.modality is Modality.CLAIMED) == (body.modality is Modality.CLAIMED)
    return title.value == body.value and is_within and is_claim


def _is_same(first: Observation, second: Observation) -> bool:
    """Whether the second only says the first again, perhaps without its scope."""
    if first.value != second.value or _family(first) != _family(second):
        return False
    if (first.modality is Modality.CLAIMED) != (second.modality is Modality.CLAIMED):
        return False
    is_of_people = first.rule.startswith("casualties")
    is_one_time = first.window == second.window or is_of_people
    return not second.scope or (first.scope == second.scope and is_one_time)


def _family(observation: Observation) -> str:
    bound = observation.bound
    return _FAMILY.get(bound, str(bound)) if bound else ""


def without_stale(page: Page, pairs: Sequence[Pair]) -> list[Pair]:
    """Where two totals of one text disagree, the smaller cumulative one is an older one."""
    return [
        (count, replace(observation, counts=False, why_not=WhyNot.CONFLICTING))
        if observation.counts
        and any(
            _is_stale(count, observation, new) and not _are_opposed(page, count, other)
            for other, new in pairs
        )
        else (count, observation)
        for count, observation in pairs
    ]


def _are_opposed(page: Page, one: Count, other: Count) -> bool:
    """``some say 90; the army counts 66``: a semicolon sets one speaker against another."""
    first, last = sorted((one.quantity.start, other.quantity.start))
    return page.sentence(first) == page.sentence(last) and ";" in page.words[first:last]


def _is_stale(count: Count, old: Observation, new: Observation) -> bool:
    if old is new or not new.counts or count.is_old or count.is_part:
        return False
    is_total = old.window is new.window is Window.CUMULATIVE and old.as_of == new.as_of
    is_exact = old.bound is new.bound is Bound.EXACT
    is_exact = is_exact and (old.scope == new.scope or not old.scope)
    is_other_speaker = old.source != new.source and _is_named(old) and _is_named(new)
    is_smaller = (old.value or 0) < (new.value or 0)
    return is_total and is_exact and is_smaller and not is_other_speaker


def _is_named(observation: Observation) -> bool:
    """Whether its speaker is more than some official, who may be of either side."""
    words = set((observation.source or "official").lower().split())
    return not words & {"official", "officials", "spokesman", "spokeswoman", "spokesperson"}
