"""Find who and where: actors, offices and places of the baseline, and the world's countries.

It decides what a name means here (a person or a place, which office-holder, whose embassy); it
does not decide who did what.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.matcher import PhraseMatcher

from watchers.language.annotations import Mention
from watchers.language.names import compile_names, settings
from watchers.language.sentences import sentence_of, starts_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from watchers.language.names import Name

__all__ = ["FACTORY", "EntityFinder", "mentions_in", "settings"]

FACTORY = "stet_entities"

_WHERE = frozenset(
    "in across inside within near into over throughout outside around via"
    " neighbouring neighboring western eastern northern southern central north south east west"
    " northwestern northeastern southwestern southeastern leave leaves leaving left depart"
    " departs departed departing enter enters entered entering exit exits exited quit evacuate"
    " evacuated evacuating visit visits visited visiting invaded throughout".split()
)
_PART_OF = frozenset(
    "north south east west outskirts parts part all most much centre center outside".split()
)
_COUNTS = frozenset("count tally total figure figures number toll".split())
_SKIPPED = frozenset(("the", "both", "and", ",", "&", "or", "either"))
_SOIL = frozenset(
    "soil territory territories land lands airspace border borders desert province provinces"
    " capital city cities town village side outskirts".split()
)
_MADE_BY_OTHERS = frozenset(
    "backed led aligned allied linked trained made supplied funded supported sponsored born"
    " armed equipped friendly owned brokered".split()
)
_AGAINST = frozenset(("anti", "pro", "non"))
_PLACES_NAMED_AFTER = frozenset(
    "city street square airport university district bridge hospital avenue stadium".split()
)
_CIVIL = frozenset(
    "court courts judge judges jury lawyer lawyers lawmaker lawmakers senator senators congress"
    " senate congressman congresswoman congressional striker footballer player players team teams"
    " coach goalkeeper athlete actor actress singer band film films movie writer writers author"
    " journalist journalists reporter reporters columnist newspaper newspapers media network"
    " broadcaster analyst analysts expert experts academic academics professor scholar scholars"
    " university student students school company companies firm firms bank banks dollar dollars"
    " stocks shares bonds treasury market markets economy inflation economist economists investors"
    " carmaker crude election elections voter voters poll polls tourist tourists striker strikers"
    " league championship open television tv radio press".split()
)
_NOT_IN_OFFICE = frozenset(("former", "ex", "vice", "deputy", "then", "late", "future"))
_LANDS = frozenset(("country", "demonym", "capital", "region", "place"))
_CALENDAR = frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday the".split()
)
_MAX_DATELINE = 9


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
        self._by_lower: dict[str, list[Name]] = defaultdict(list)
        for known in compile_names(actors, places, offices):
            self._by_lower[known.spelling.lower()].append(known)
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        for lower in self._by_lower:
            self._matcher.add(lower, [nlp.make_doc(lower)])
        self._persons = self._words_of_persons()
        self.names = self._capitalised_words()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc``."""
        spans = _longest([(s, e, doc.vocab.strings[key]) for key, s, e in self._matcher(doc)])
        lowered = doc.text.lower()
        found: list[Mention] = []
        for start, end, lower in spans:
            text = doc[start:end].text
            names = [
                known
                for known in self._by_lower[lower]
                if _fits(known.spelling, text) and self._has_context(known, lowered, spans)
            ]
            if names and not _is_modifier(doc, start, end):
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
        lands = [n for *_, lower in spans for n in self._by_lower[lower] if n.kind in _LANDS]
        if known.kind != "place":
            return known.country is not None and known.country in {n.country for n in lands}
        return all(land.country in {known.country, known.owner} for land in lands)

    def _resolve(
        self, doc: Doc, span: tuple[int, int], names: list[Name], before: list[Mention]
    ) -> Iterator[Mention]:
        """What the names that share one span mean here."""
        start, end = span
        is_land = any(n.kind in {"country", "capital", "place"} for n in names)
        if is_land and _is_dateline(doc, start, end):
            yield from _dateline(span, names)
            return
        is_where = is_land and _is_where(doc, start)
        has_actor = any(known.kind == "actor" for known in names)
        for known in names:
            rule = f"{known.kind}:{known.spelling.lower()}"
            mention = Mention(start, end, known.kind, known.id, rule, known.country)
            if known.kind == "place":
                yield from self._place(doc, mention, known, is_where=is_where)
            elif known.kind == "office":
                yield from self._office(doc, mention)
            elif known.kind == "country":
                yield replace(mention, rule="country:where" if is_where else "country:state")
            elif known.kind == "demonym":
                yield from _demonym(doc, mention, has_actor=has_actor)
            elif known.kind in {"across", "both"}:
                yield from self._elsewhere(mention, before)
            elif known.kind == "region" or self._is_actor(doc, end, known, is_where=is_where):
                yield mention
            elif known.is_state and _is_civil(doc, end):
                yield _owner_of(mention)

    @staticmethod
    def _is_actor(doc: Doc, end: int, known: Name, *, is_where: bool) -> bool:
        """Whether the name is its actor here: no land, no place that bears a person's name."""
        if known.kind != "actor" or is_where or (known.is_state and _is_civil(doc, end)):
            return False
        is_before_place = end < len(doc) and doc[end].lower_ in _PLACES_NAMED_AFTER
        return not (known.is_person and is_before_place and doc[end].is_title)

    def _place(
        self, doc: Doc, mention: Mention, known: Name, *, is_where: bool
    ) -> Iterator[Mention]:
        if known.owner and self._is_of_another_state(doc, mention, known):
            return
        yield mention
        if known.stands_for and not is_where:
            country = self._countries.get(known.stands_for)
            rule = f"stands-for:{known.spelling.lower()}"
            yield replace(mention, kind="actor", id=known.stands_for, rule=rule, country=country)

    def _is_of_another_state(self, doc: Doc, mention: Mention, known: Name) -> bool:
        """Whether a post is another state's, or its own state's in another country.

        "The French embassy", "the embassy of Iraq", "Iraq's embassy in Washington"; where the
        name alone could be any state's ("its embassy"), the nearest state before it in its
        sentence decides.
        """
        before = mention.start - 1
        if before > 0 and doc[before].text in {"'s", "'"}:
            before -= 1
        beside = self._state_at(doc, before) if before >= 0 else None
        if beside not in {None, known.owner} or self._is_elsewhere(doc, mention, known):
            return True
        if mention.end < len(doc) and doc[mention.end].lower_ == "of":
            states = (self._state_at(doc, t.i) for t in doc[mention.end + 1 : mention.end + 3])
            return any(state not in {None, known.owner} for state in states)
        is_its = mention.start > 0 and doc[mention.start - 1].lower_ in {"its", "their"}
        if not known.context and not is_its:
            return False
        first = sentence_of(doc, mention.start).start
        nearest = (self._state_at(doc, i) for i in range(mention.start - 1, first - 1, -1))
        state = next((state for state in nearest if state), known.owner)
        return state not in {known.owner, known.country}

    def _is_elsewhere(self, doc: Doc, mention: Mention, known: Name) -> bool:
        """Whether the words right after a post put it in another town or country."""
        follower = mention.end
        if follower + 1 >= len(doc) or doc[follower].lower_ not in {"in", "to", "at"}:
            return False
        follower += 2 if doc[follower + 1].lower_ in {"the", "neighbouring", "nearby"} else 1
        if follower >= len(doc):
            return False
        land = self._land_at(doc, follower)
        if land is None:
            is_in = doc[mention.end].lower_ == "in"
            return is_in and doc[follower].is_title and doc[follower].lower_ not in _CALENDAR
        is_other_town = land.kind == "place" and not set(land.within) & set(known.within)
        return is_other_town or land.country != mention.country

    def _state_at(self, doc: Doc, index: int) -> str | None:
        names = self._by_lower.get(doc[index].lower_, [])
        kinds = {"country", "demonym", "capital"}
        fits = [n for n in names if n.kind in kinds and _fits(n.spelling, doc[index].text)]
        return fits[0].country if fits else None

    def _land_at(self, doc: Doc, index: int) -> Name | None:
        for length in (2, 1):
            text = doc[index : index + length].text
            names = self._by_lower.get(text.lower(), [])
            kinds = {"country", "capital", "place"}
            fits = [n for n in names if n.kind in kinds and _fits(n.spelling, text)]
            if fits:
                return max(fits, key=lambda name: name.kind == "place")
        return None

    def _office(self, doc: Doc, mention: Mention) -> Iterator[Mention]:
        """An office means who held it on the day; not a former holder, not another country's."""
        before = [doc[i] for i in range(max(0, mention.start - 2), mention.start)]
        if any(token.lower_ in _NOT_IN_OFFICE for token in before):
            return
        country = next((c for t in before if (c := self._state_at(doc, t.i))), None)
        if country not in {None, mention.country}:
            return
        holder = _holder(self._offices[mention.id], doc._.published)
        after = doc[mention.end] if mention.end < len(doc) else None
        if after is not None and after.text[:1].isupper() and not starts_sentence(doc, after.i):
            words = self._persons.get(holder or "", frozenset())
            if after.lower_ not in words:
                return
        if after is not None and after.lower_ == "of" and mention.end + 1 < len(doc):
            named = self._land_at(doc, mention.end + 1)
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

    def _words_of_persons(self) -> dict[str, frozenset[str]]:
        words: dict[str, set[str]] = defaultdict(set)
        for lower, names in self._by_lower.items():
            for known in names:
                if known.is_person:
                    words[known.id].update(lower.replace("-", " ").split())
        return {person: frozenset(found) for person, found in words.items()}

    def _capitalised_words(self) -> frozenset[str]:
        """Words with a capital in some name, in lower case; acronyms as they are."""
        return frozenset(
            word if word.isupper() and len(word) > 1 else word.lower()
            for names in self._by_lower.values()
            for known in names
            for word in known.spelling.replace("-", " ").split()
            if word[:1].isupper()
        )


def _longest(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The longest of overlapping spans, in order."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if not any(span[0] < other[1] and other[0] < span[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def _fits(spelling: str, text: str) -> bool:
    """Whether ``text`` may be this spelling: a capital asks for a capital, an acronym for all."""
    if len(spelling) < 5 and spelling.isupper():  # noqa: PLR2004 - US, UAE, PMF, IRGC
        return spelling == text
    return not spelling[0].isupper() or text[0].isupper()


def _owner_of(mention: Mention) -> Mention:
    """A state's name that only says whose something is."""
    return replace(mention, kind="country", id=mention.country or mention.id, rule="demonym")


def _is_civil(doc: Doc, end: int) -> bool:
    """Whether what follows is a people's court, team or market rather than its state."""
    return any(token.lower_ in _CIVIL for token in doc[end : end + 2])


def _is_modifier(doc: Doc, start: int, end: int) -> bool:
    """Whether a name only colours another: ``US-backed``, ``anti-Iran``."""
    if start >= 2 and doc[start - 1].text == "-" and doc[start - 2].lower_ in _AGAINST:  # noqa: PLR2004
        return True
    if end + 1 >= len(doc) or doc[end].text != "-":
        return False
    return doc[end + 1].lower_ in _MADE_BY_OTHERS and not doc[end].whitespace_


def _is_where(doc: Doc, start: int) -> bool:
    """Whether a word before the name says that a land or town is meant, not its government."""
    index = start - 1
    steps = 0
    while index >= 0 and steps < 8:  # noqa: PLR2004 - a list of a few countries
        token = doc[index]
        if token.lower_ in _WHERE:
            return True
        if token.lower_ in {"of", "for"}:
            kinds = _PART_OF if token.lower_ == "of" else _COUNTS
            return index > 0 and doc[index - 1].lower_ in kinds
        is_listed = token.text[:1].isupper() and steps and not starts_sentence(doc, token.i)
        if token.lower_ not in _SKIPPED and not is_listed:
            return False
        index -= 1
        steps += 1
    return False


def _is_dateline(doc: Doc, start: int, end: int) -> bool:
    """Whether a place opens the body before a dash (``BAGHDAD -``, ``ERBIL, Iraq (Wire) -``)."""
    sentence = sentence_of(doc, start)
    opening = doc[sentence.start : min(sentence.end, sentence.start + _MAX_DATELINE)]
    dash = next((t.i for t in opening if t.text == "-" and t.whitespace_), None)
    if sentence.is_title or dash is None or end > dash:
        return False
    return all(t.text[:1].isupper() or not t.text[:1].isalpha() for t in doc[sentence.start : dash])


def _dateline(span: tuple[int, int], names: list[Name]) -> Iterator[Mention]:
    for known in names:
        if known.kind in {"country", "place"}:
            yield Mention(*span, known.kind, known.id, "dateline", known.country)


def _demonym(doc: Doc, mention: Mention, *, has_actor: bool) -> Iterator[Mention]:
    """``Iraqi soil`` is a place; ``Iraqi`` before anything else names whose it is."""
    if mention.end < len(doc) and doc[mention.end].lower_ in _SOIL:
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
