"""The table of names behind a baseline: what each spelling may mean; it decides for no text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchers.lexicon.countries import COUNTRIES, REGIONS, SEAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

    from watchers.baseline import Baseline

ACROSS = (
    "across the border", "over the border", "on the other side of the border",
    "across the frontier", "beyond the border",
)  # fmt: skip
BOTH = (
    "those two countries", "these two countries", "the two countries", "both countries",
    "the two nations", "both nations", "the two neighbours", "the two neighbors",
)  # fmt: skip


_STATES = frozenset(("country", "demonym", "capital"))
_TOWNS = frozenset(("country", "capital", "place"))


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling and one thing that it may mean.

    ``kind`` is a kind of `Mention`, or ``demonym``, ``capital``, ``across`` (the border) or
    ``both`` (countries), which a text has yet to resolve.
    """

    spelling: str
    kind: str
    id: str
    country: str | None = None
    context: tuple[str, ...] = ()
    """Lower-cased words of which one must stand in the entry."""
    is_person: bool = False
    is_state: bool = False
    owner: str | None = None
    """The country whose post or base a place is."""
    stands_for: str | None = None
    """The actor that the name means where it acts or speaks."""
    within: tuple[str, ...] = ()
    """Ids of the place and of all that it is part of."""


class NameTable:
    """All names by their lower-cased spelling."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.by_lower: dict[str, list[Name]] = defaultdict(list)
        for known in names:
            self.by_lower[known.spelling.lower()].append(known)

    def at(self, text: str, kinds: frozenset[str]) -> list[Name]:
        """What a stretch of text may be, of some kinds of name."""
        names = self.by_lower.get(text.lower(), ())
        return [n for n in names if n.kind in kinds and fits(n.spelling, text)]

    def state_at(self, doc: Doc, index: int) -> str | None:
        """The country that the token names: itself, its people or its capital."""
        names = self.at(doc[index].text, _STATES)
        return names[0].country if names else None

    def land_at(self, doc: Doc, index: int) -> Name | None:
        """The country or town whose name begins at the token; a known town before a capital."""
        for length in (2, 1):
            names = self.at(doc[index : index + length].text, _TOWNS)
            if names:
                return max(names, key=lambda name: name.kind == "place")
        return None

    def words_of_persons(self) -> dict[str, frozenset[str]]:
        """The words that the names of each person are made of."""
        words: dict[str, set[str]] = defaultdict(set)
        for known in self._all():
            if known.is_person:
                words[known.id].update(known.spelling.lower().replace("-", " ").split())
        return {person: frozenset(found) for person, found in words.items()}

    def capitalised_words(self) -> frozenset[str]:
        """Words with a capital in some name, in lower case; acronyms as they are."""
        return frozenset(
            word if word.isupper() and len(word) > 1 else word.lower()
            for known in self._all()
            for word in known.spelling.replace("-", " ").split()
            if word[:1].isupper()
        )

    def _all(self) -> Iterator[Name]:
        for names in self.by_lower.values():
            yield from names


def fits(spelling: str, text: str) -> bool:
    """Whether ``text`` may be this spelling: a capital asks for a capital, an acronym for all."""
    if len(spelling) < 5 and spelling.isupper():  # noqa: PLR2004 - US, UAE, PMF, IRGC
        return spelling == text
    return not spelling[0].isupper() or text[0].isupper()


def settings(baseline: Baseline) -> dict[str, object]:
    """The part of a baseline that names need, in values that JSON can hold."""
    keep = {"id", "kind", "names", "ambiguous", "context", "country", "owner", "stands_for"}
    owners = {actor.id: actor.country for actor in baseline.actors}
    parents = {place.id: place.part_of for place in baseline.places}
    places = [
        place.model_dump(mode="json", include=keep) | {"within": _upward(place.id, parents)}
        for place in baseline.places
    ]
    return {
        "actors": [actor.model_dump(mode="json", include=keep) for actor in baseline.actors],
        "places": [place | {"owner": owners.get(place["owner"])} for place in places],
        "offices": [office.model_dump(mode="json") for office in baseline.offices],
        "pairs": _pairs(baseline),
    }


def compile_names(
    actors: list[dict[str, Any]], places: list[dict[str, Any]], offices: list[dict[str, Any]]
) -> Iterator[Name]:
    """Every name of the baseline and of the gazetteer."""
    for actor in actors:
        is_person, is_state = actor["kind"] == "person", actor["kind"] == "state"
        for spelling, context in _spellings(actor):
            yield Name(
                spelling, "actor", actor["id"], actor["country"], context,
                is_person=is_person, is_state=is_state,
            )  # fmt: skip
    for place in places:
        for spelling, context in _spellings(place):
            yield Name(
                spelling, "region" if place["country"] == "ME" else "place", place["id"],
                place["country"], context,
                owner=place["owner"], stands_for=place["stands_for"],
                within=tuple(place["within"]),
            )  # fmt: skip
    for office in offices:
        for spelling in office["names"]:
            yield Name(spelling, "office", office["id"], office["country"])
    yield from _gazetteer()


def _gazetteer() -> Iterator[Name]:
    for country in COUNTRIES:
        for name in country.names:
            yield Name(name, "country", country.code, country.code)
        for people in country.peoples:
            yield Name(people, "demonym", country.code, country.code)
        yield Name(country.capital, "capital", country.capital.lower(), country.code)
    for code, names in REGIONS.items():
        for name in names:
            yield Name(name, "region", code, code)
    for sea in SEAS:
        yield Name(sea, "region", sea.lower(), "XZ")
    for phrase in ACROSS:
        yield Name(phrase, "across", "across")
    for phrase in BOTH:
        yield Name(phrase, "both", "both")


def _spellings(entry: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in entry["names"]:
        yield name, ()
    context = tuple(word.lower() for word in entry["context"])
    for name in entry["ambiguous"]:
        yield name, context


def _upward(place_id: str | None, parents: dict[str, str | None]) -> list[str]:
    found: list[str] = []
    while place_id is not None and place_id not in found:
        found.append(place_id)
        place_id = parents.get(place_id)
    return found


def _pairs(baseline: Baseline) -> list[list[str]]:
    """Pairs of countries that the baseline counts together ("the two countries")."""
    scopes = {tuple(scope) for claim in baseline.claims for scope in claim.tracks}
    return sorted(list(scope) for scope in scopes if len(scope) == 2)  # noqa: PLR2004 - a pair
