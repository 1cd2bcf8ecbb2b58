"""Find who and where: actors, offices and places of the baseline, and the world's countries.

It decides what a name means here (a person or a place, which office-holder, whose embassy); it
does not decide who did what.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.matcher import PhraseMatcher

from watchers.language.annotations import Mention
from watchers.language.names import NameTable, compile_names, fits, settings
from watchers.language.posts import is_of_another_state
from watchers.language.sentences import starts_sentence
from watchers.language.surroundings import (
    is_civil,
    is_dateline,
    is_modifier,
    is_on_soil,
    is_where,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from watchers.language.names import Name

__all__ = ["FACTORY", "EntityFinder", "mentions_in", "settings"]

FACTORY = "stet_entities"

_PLACES_NAMED_AFTER = frozenset(
    "city street square airport university district bridge hospital avenue stadium".split()
)
_NOT_IN_OFFICE = frozenset(("former", "ex", "vice", "deputy", "then", "late", "future"))
_LANDS = frozenset(("country", "demonym", "capital", "region", "place"))


def mentions_in(doc: Doc, start: int, end: int) -> list[Mention]:
    """The mentions that lie within the tokens ``[start, end)``, in order."""
    return [m for m in doc._.mentions if start <= m.start and m.end <= end]


@Language.factory(FACTORY)
class EntityFinder:
    """Fills ``doc._.mentions``.

    A state's name gives two mentions, the actor and the country, unless a word before it says
    that the land is meant ("in Iraq"); a city that stands for a government does the same.
    """

    def __init__(  # noqa: PLR0913 - spaCy passes each setting by name
        self,
        nlp: Language,
        name: str,
        *,
        actors: list[dict[str, Any]],
        places: list[dict[str, Any]],
        offices: list[dict[str, Any]],
        pairs: list[list[str]],
    ) -> None:
        self.name = name
        self._offices = {office["id"]: office for office in offices}
        self._pairs = pairs
        self._countries = {actor["id"]: actor["country"] for actor in actors}
        self._table = NameTable(compile_names(actors, places, offices))
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        for lower in self._table.by_lower:
            self._matcher.add(lower, [nlp.make_doc(lower)])
        self._persons = self._table.words_of_persons()
        self.names = self._table.capitalised_words()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc``."""
        spans = _longest([(s, e, doc.vocab.strings[key]) for key, s, e in self._matcher(doc)])
        lowered = doc.text.lower()
        has_capitals = doc.text != lowered
        found: list[Mention] = []
        for start, end, lower in spans:
            text = doc[start:end].text
            names = [
                known
                for known in self._table.by_lower[lower]
                if (fits(known.spelling, text) or (known.kind == "country" and not has_capitals))
                and self._has_context(known, lowered, spans)
            ]
            if names and not is_modifier(doc, start, end):
                found += dict.fromkeys(self._resolve(doc, (start, end), names, found))
        doc._.mentions = found
        return doc

    def _has_context(self, known: Name, lowered: str, spans: list[tuple[int, int, str]]) -> bool:
        """Whether an ambiguous name may be meant.

        Its context or another name of its country must stand in the entry; a place may also be
        meant where no other land does.
        """
        if not known.context or any(word in lowered for word in known.context):
            return True
        lands = [n for *_, lower in spans for n in self._table.by_lower[lower] if n.kind in _LANDS]
        if known.kind != "place":
            return known.country is not None and known.country in {n.country for n in lands}
        return all(land.country in {known.country, known.owner} for land in lands)

    def _resolve(
        self, doc: Doc, span: tuple[int, int], names: list[Name], before: list[Mention]
    ) -> Iterator[Mention]:
        """What the names that share one span mean here."""
        start, end = span
        is_land = any(n.kind in {"country", "capital", "place"} for n in names)
        if is_land and is_dateline(doc, start, end):
            yield from _dateline(span, names)
            return
        is_placed = is_land and is_where(doc, start)
        has_actor = any(known.kind == "actor" for known in names)
        for known in names:
            rule = f"{known.kind}:{known.spelling.lower()}"
            mention = Mention(start, end, known.kind, known.id, rule, known.country)
            if known.kind == "place":
                yield from self._place(doc, mention, known, is_placed=is_placed)
            elif known.kind == "office":
                yield from self._office(doc, mention)
            elif known.kind == "country":
                yield replace(mention, rule="country:where" if is_placed else "country:state")
            elif known.kind == "demonym":
                yield from _demonym(doc, mention, has_actor=has_actor)
            elif known.kind in {"across", "both"}:
                yield from self._elsewhere(mention, before)
            elif known.kind == "region" or self._is_actor(doc, end, known, is_placed=is_placed):
                yield mention
            elif known.is_state and is_civil(doc, end):
                yield _owner_of(mention)

    @staticmethod
    def _is_actor(doc: Doc, end: int, known: Name, *, is_placed: bool) -> bool:
        """Whether the name is its actor here: no land, no place that bears a person's name."""
        if known.kind != "actor" or is_placed or (known.is_state and is_civil(doc, end)):
            return False
        is_before_place = end < len(doc) and doc[end].lower_ in _PLACES_NAMED_AFTER
        return not (known.is_person and is_before_place and doc[end].is_title)

    def _place(
        self, doc: Doc, mention: Mention, known: Name, *, is_placed: bool
    ) -> Iterator[Mention]:
        if known.owner and is_of_another_state(doc, mention, known, self._table):
            return
        yield mention
        if known.stands_for and not is_placed:
            country = self._countries.get(known.stands_for)
            rule = f"stands-for:{known.spelling.lower()}"
            yield replace(mention, kind="actor", id=known.stands_for, rule=rule, country=country)

    def _office(self, doc: Doc, mention: Mention) -> Iterator[Mention]:
        """An office means who held it on the day; not a former holder, not another country's."""
        before = [doc[i] for i in range(max(0, mention.start - 2), mention.start)]
        if before and before[-1].text == ",":  # "in Tehran, Iraq's prime minister"
            before = []
        if any(token.lower_ in _NOT_IN_OFFICE for token in before):
            return
        country = next((c for t in before if (c := self._table.state_at(doc, t.i))), None)
        if country not in {None, mention.country}:
            return
        holder = _holder(self._offices[mention.id], doc._.published)
        after = doc[mention.end] if mention.end < len(doc) else None
        if after is not None and after.text[:1].isupper() and not starts_sentence(doc, after.i):
            words = self._persons.get(holder or "", frozenset())
            if after.lower_ not in words:
                return
        if after is not None and after.lower_ == "of" and mention.end + 1 < len(doc):
            named = self._table.land_at(doc, mention.end + 1)
            if named is not None and named.country != mention.country:
                return
        speaks_for = self._offices[mention.id]["speaks_for"]
        yield replace(mention, id=holder or speaks_for or mention.id)

    def _elsewhere(self, mention: Mention, before: list[Mention]) -> Iterator[Mention]:
        """The country across the border, or the two countries, that the text speaks of."""
        lands = [m.country for m in before if m.kind in {"country", "place"} and m.country]
        named = list(dict.fromkeys(lands))
        fitting = [pair for pair in self._pairs if not named or set(named[-2:]) & set(pair)]
        pair = fitting[0] if fitting else []
        if mention.kind == "both":
            whole = next((list(p) for p in self._pairs if set(p) <= set(named)), named[-2:])
            chosen = whole if len(named) > 1 else pair
        else:
            chosen = [country for country in pair if lands and country != lands[-1]][:1]
        for country in chosen:
            yield replace(mention, kind="country", id=country, country=country)


def _longest(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The longest of overlapping spans, in order."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if not any(span[0] < other[1] and other[0] < span[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def _owner_of(mention: Mention) -> Mention:
    """A state's name that only says whose something is."""
    return replace(mention, kind="country", id=mention.country or mention.id, rule="demonym")


def _dateline(span: tuple[int, int], names: list[Name]) -> Iterator[Mention]:
    for known in names:
        if known.kind in {"country", "place"}:
            yield Mention(*span, known.kind, known.id, "dateline", known.country)


def _demonym(doc: Doc, mention: Mention, *, has_actor: bool) -> Iterator[Mention]:
    """``Iraqi soil`` is a place; ``Iraqi`` before anything else names whose it is."""
    if is_on_soil(doc, mention.end):
        yield replace(mention, kind="country", rule="country:where")
    elif not has_actor:
        yield replace(mention, kind="country", rule="demonym")


def _holder(office: dict[str, Any], day: date | None) -> str | None:
    """Id of the actor who held the office on ``day``."""
    if day is None:
        return None
    for holder in office["holders"]:
        until = holder["until"]
        if date.fromisoformat(holder["since"]) <= day and (
            until is None or day < date.fromisoformat(until)
        ):
            return str(holder["actor"])
    return None
