"""Where that is which befalls nobody in particular, as cases of a disease do: whose count it is.

It names lands only; what is aimed at somebody has its place beside it, and `scope` finds that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchers.baseline import PlaceKind
from watchers.lexicon.countries import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchers.language.annotations import Mention
    from watchers.language.counts import Count
    from watchers.language.page import Page

_LANDS = frozenset(("country", "place", "region"))
_NOT_WHERE = frozenset(("demonym", "dateline"))
_JOINTS = frozenset((",", "and", "&", "both"))
_NATIONAL = frozenset("nationwide countrywide nationally".split())
_SAYING = frozenset("said says told warned added".split())


def holders(page: Page, count: Count) -> list[Mention]:
    """The lands whose count it is: ``Zambia has 402 cases``, ``1,412 cases and 23 deaths in X``.

    The nearest before the number comes first, then what its sentence names behind it, then what
    the sentence before it and at last the whole text is about, where that is one land.
    """
    sentence = page.sentence(count.start)
    at = min(count.start, count.quantity.start)
    lands = [land for m in page.mentions for land in _lands_in(page, m)]
    own = [m for m in lands if sentence.start <= m.start < sentence.end]
    if _is_national(page.words[sentence.start : sentence.end]):
        return _one_of(m for m in lands if m.kind == "country")
    before, after = [m for m in own if m.end <= at], [m for m in own if m.start >= at]
    if before:
        return _joined(page, before[::-1])
    if after:
        return _joined(page, after)
    last = page.sentence_before(count.start)
    spans = [(last.start, last.end)] if last else []
    for start, end in [*spans, (0, len(page.words))]:
        found = _one_of(m for m in lands if start <= m.start < end)
        if found:
            return found
    return []


def owner_of(page: Page, count: Count) -> list[Mention]:
    """``Mbalika's 2,200 cases``: whose count it is called, whatever is said of a part of it."""
    at = count.quantity.start
    if page.word(at - 1) not in {"'s", "'"}:
        return []
    return [m for m in page.mentions if m.end == at - 1 and _is_land(page, m)]


def is_crossing(page: Page, mention: Mention) -> bool:
    """Whether a place is a way from one land to another, where nothing is at home."""
    return mention.kind == "place" and page.baseline.place(mention.id).kind is PlaceKind.CROSSING


def _lands_in(page: Page, mention: Mention) -> list[Mention]:
    """The land that a mention is, or by which its actor is called: ``Malawi's health ministry``."""
    if mention.kind != "actor":
        return [mention] if _is_land(page, mention) else []
    first = page.word(mention.start)
    for place in page.baseline.places:
        if first in {name.lower() for name in place.names} and place.kind is not PlaceKind.CROSSING:
            return [replace(mention, kind="place", id=place.id, country=place.country)]
    for country in COUNTRIES:
        if first in {name.lower() for name in (*country.names, *country.peoples)}:
            return [replace(mention, kind="country", id=country.code, country=country.code)]
    return []


def _is_land(page: Page, mention: Mention) -> bool:
    is_said_there = bool(_SAYING.intersection(page.words[mention.end : mention.end + 2]))
    is_where = mention.kind in _LANDS and mention.rule not in _NOT_WHERE
    return is_where and not (is_said_there or is_crossing(page, mention))


def _is_national(words: list[str]) -> bool:
    text = " ".join(words)
    return bool(_NATIONAL.intersection(words)) or "across the country" in text


def _one_of(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, where all of them name one land."""
    found = list(mentions)
    return found[:1] if len({m.id for m in found}) == 1 else []


def _joined(page: Page, mentions: list[Mention]) -> list[Mention]:
    """The first of them with those that a comma or an ``and`` joins to it."""
    kept = mentions[:1]
    for mention in mentions[1:]:
        first, last = sorted((kept[-1], mention), key=lambda m: m.start)
        if not _JOINTS.issuperset(page.words[first.end : last.start]):
            break
        kept.append(mention)
    return kept
