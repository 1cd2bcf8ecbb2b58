"""Bind sums and levels (a budget, a population) to the figure claims of a baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import Day, Modality, Observation, WhyNot
from watchers.language.assertion import modality_at
from watchers.language.attribution import attribution_at
from watchers.language.counts import Count
from watchers.language.extent import times_of
from watchers.language.text import quote
from watchers.lexicon.patterns import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from watchers.baseline import Claim
    from watchers.language.annotations import Quantity
    from watchers.language.binding import Rule
    from watchers.language.page import Page
    from watchers.lexicon.patterns import Pattern

_BEFORE, _BEHIND = 9, 4
"""How near the words stand that make a number another figure (``a deficit of``)."""
_REMAINS = frozenset("remain remained remains left still stay stayed".split())
_STAYING = frozenset("are were remain remained still live lived left".split())
_STAY_REACH = 5
_SAYS_SO = frozenset({Modality.ASSERTED, Modality.ATTRIBUTED})


def read_figure(page: Page, claim: Claim, rule: Rule) -> Iterator[Observation]:
    """Each figure of the text that is about the claim, as an observation."""
    for quantity in page.quantities:
        if _is_about(page, claim, rule, quantity):
            yield _observed(page, claim, quantity)


def _is_about(page: Page, claim: Claim, rule: Rule, quantity: Quantity) -> bool:
    """Whether a number is of the claim's kind and its sentence speaks of the claim."""
    low, high = claim.plausible or (0.0, float("inf"))
    is_money = claim.unit is not None and claim.unit.isupper()
    is_of_kind = (
        low <= quantity.value <= high
        and quantity.unit == (claim.unit if is_money else None)
        and not (quantity.is_ordinal or quantity.is_increment or quantity.is_vague)
        and not page.is_time(quantity.start)
    )
    if not is_of_kind or _is_of_another(page, claim, quantity):
        return False
    return _is_spoken_of(page, rule, quantity) and (is_money or _counts_noun(page, rule, quantity))


def _is_spoken_of(page: Page, rule: Rule, quantity: Quantity) -> bool:
    sentence = page.sentence(quantity.start)
    before = page.sentence_before(quantity.start)
    start = sentence.start
    if before and any(_is_of_them(page, q) for q in page.quantities if q.start >= start):
        start = before.start
    own = Line(page.doc, start, sentence.end, page.mentions)
    start, end = max(sentence.start, quantity.start - _BEFORE), quantity.end + _BEHIND
    if not any(page.quantity_at(i) for i in range(quantity.end, sentence.end)):
        end = max(end, page.clause(quantity.start)[1])  # all of it says what the number is of
    beside = Line(page.doc, start, min(end, sentence.end), page.mentions)
    if not _fits(rule.words, own) or _fits(rule.unless, beside):
        return False
    start = before.start if before else sentence.start
    near = Line(page.doc, start, sentence.end, page.mentions)
    return not rule.near or _fits(rule.near, near)


def _is_of_another(page: Page, claim: Claim, quantity: Quantity) -> bool:
    """Whether the part of the sentence names other countries than the claim's, and not its own."""
    start, end = page.part(quantity.start)
    states = [
        m for m in page.named(start, end)
        if m.rule in {"country:state", "country:where"}
        or (m.kind == "actor" and page.baseline.actor(m.id).kind in {"state", "government"})
    ]  # fmt: skip
    codes = {m.country for m in states}
    return bool(codes) and codes.isdisjoint(claim.scope)


def _fits(patterns: Sequence[Pattern], line: Line) -> bool:
    return any(pattern.fits(line) for pattern in patterns)


def _counts_noun(page: Page, rule: Rule, quantity: Quantity) -> bool:
    """A count of people needs its noun right behind it, or none: ``down from 34,000``."""
    if _is_there(page, quantity) or _is_of_them(page, quantity):
        return True
    nouns = rule.vocabulary.own_nouns
    phrase = page.words[quantity.end : quantity.end + 4]
    if nouns.intersection(phrase) or (rule.claim.unit or "") in phrase[:1]:
        return True
    if page.word(quantity.end) in _STAYING:
        return True
    leading = {page.word(quantity.start - 1), page.word(quantity.start)}
    is_level = bool(leading & {"from", "to", "at", "than", "with"})
    return is_level and (quantity.head is None or page.is_time(quantity.end))


def _is_there(page: Page, quantity: Quantity) -> bool:
    """``no more than 10,000 today; in 2003 there were some 34,000``."""
    is_there = page.words[quantity.start - 2 : quantity.start] in (
        ["there", "were"], ["there", "are"]
    )  # fmt: skip
    return is_there and quantity.head is None


def _is_of_them(page: Page, quantity: Quantity) -> bool:
    """``fewer than 9,000 of them are left, out of some 34,000 who lived there``."""
    behind = page.words[quantity.end : quantity.end + 2]
    is_out_of = page.words[quantity.start - 2 : quantity.start] == ["out", "of"]
    return behind == ["of", "them"] or (is_out_of and behind[:1] == ["who"])


def _observed(page: Page, claim: Claim, quantity: Quantity) -> Observation:
    count = Count(quantity, quantity.start, quantity.end, "figure")
    modality = modality_at(page.doc, quantity.start, quantity.end)
    said = attribution_at(page.doc, quantity.start)
    as_of = _as_of(page, count)
    is_old = as_of == Day(page.published) and _is_older_whole(page, quantity)
    if is_old:  # nothing says of when, so it is no figure to hold against another
        modality = Modality.HISTORICAL
    does_count = not is_old and (modality in _SAYS_SO or modality is Modality.HISTORICAL)
    return Observation(
        claim.id,
        quote(page.doc, quantity.start, quantity.end),
        "figure",
        value=quantity.value,
        upper=quantity.upper,
        bound=quantity.bound,
        unit=claim.unit,
        scope=claim.scope,
        as_of=as_of,
        modality=modality,
        source=said.source if said else None,
        source_id=said.actor_id if said else None,
        counts=does_count,
        why_not=None if does_count else (WhyNot.BEFORE_BASELINE if is_old else WhyNot.IRREALIS),
    )


def _is_older_whole(page: Page, quantity: Quantity) -> bool:
    """``of 34,000 refugees, fewer than 10,000 remain``: the whole is what once was."""
    at = quantity.start
    if quantity.unit is not None or "of" not in page.words[max(0, at - 2) : at]:
        return False
    sentence = page.sentence(at)
    within = [q for q in page.quantities if sentence.start <= q.start < sentence.end]
    smaller = [q for q in within if q.unit is None and q.value < quantity.value]
    if any(q.start < at <= q.end + 2 for q in smaller):  # "10,000 of the 34,000 are left"
        return bool(_REMAINS.intersection(page.words[quantity.end : sentence.end]))
    return any(
        q.start > at and _REMAINS.intersection(page.words[q.end : q.end + _STAY_REACH])
        for q in smaller
    )


def _as_of(page: Page, count: Count) -> Day:
    """The day of the figure: a past time right behind it, else the day of publication."""
    for time in times_of(page, count, ()):
        if time.role in {"until", "as_of"} and time.last:
            return time.last
        if time.start >= count.end and time.role in {"on", "during"} and time.first:
            return time.first
    return Day(page.published)
