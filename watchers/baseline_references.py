"""What must fit together in a baseline: ids that exist, dates in order, rules that can match."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from watchers.baseline import ClaimKind, PlaceKind, Relation
from watchers.lexicon.frames import frames
from watchers.lexicon.patterns import PatternError, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from watchers.baseline import Actor, Baseline, Claim, Expected, Known, Office, Place, Read

Where = tuple[str | int, ...]
Finding = tuple[Where, str]
"""A place in the file and what is wrong there."""


def nearest(wrong: str, known: Iterable[str]) -> str:
    """``; did you mean …?`` or, with nothing near, what there is."""
    names = sorted(set(known))
    near = get_close_matches(wrong, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")  # noqa: PLR2004 - a line
    return f"there are {listed}" if names else "there are none"


def misfits(baseline: Baseline, today: date | None) -> Iterator[Finding]:
    """What does not fit together, in no order; ``today`` bounds what can be known."""
    names = _Ids(baseline)
    yield from _article(baseline)
    yield from _duplicates(baseline)
    yield from _campaigns(baseline)
    yield from _cycles(baseline.actors, "actors")
    yield from _cycles(baseline.places, "places")
    yield from _aliases(baseline)
    for i, actor in enumerate(baseline.actors):
        yield from names.actor(("actors", i, "part_of"), actor.part_of)
        yield from _context(("actors", i), actor)
    for i, office in enumerate(baseline.offices):
        yield from _office(("offices", i), office, names)
    for i, place in enumerate(baseline.places):
        yield from _place(("places", i), place, names)
    for i, claim in enumerate(baseline.claims):
        yield from _claim(("claims", i), claim, names)
    for i, known in enumerate(baseline.known):
        yield from _known(("known", i), known, names, today)
    for i, example in enumerate(baseline.examples):
        yield from names.claim(("examples", i, "claim"), example.claim)
        for j, expected in enumerate(example.expect):
            yield from _expected(("examples", i, "expect", j), expected, names)


class _Ids:
    """What a reference may name, and the finding where it names something else."""

    def __init__(self, baseline: Baseline) -> None:
        self.baseline = baseline
        self.claims = {claim.id: claim for claim in reversed(baseline.claims)}
        self.actors = {actor.id for actor in baseline.actors}
        self.places = {place.id for place in baseline.places}
        self.campaigns = {campaign.id for campaign in baseline.campaigns}

    def actor(self, where: Where, wanted: str | None) -> Iterator[Finding]:
        yield from self._known(where, wanted, self.actors, "actor")

    def place(self, where: Where, wanted: str | None) -> Iterator[Finding]:
        yield from self._known(where, wanted, self.places, "place")

    def claim(self, where: Where, wanted: str) -> Iterator[Finding]:
        yield from self._known(where, wanted, self.claims, "claim")

    def campaign(self, where: Where, wanted: str | None) -> Iterator[Finding]:
        yield from self._known(where, wanted, self.campaigns, "campaign")

    def role(self, where: Where, wanted: tuple[str, ...]) -> Iterator[Finding]:
        """Actors, places or countries."""
        for i, one in enumerate(wanted):
            if not _is_country(one):
                known = self.actors | self.places
                yield from self._known((*where, i), one, known, "actor, place or country")

    def state(self, where: Where, claim: Claim | None, wanted: str | None) -> Iterator[Finding]:
        if claim is not None and wanted is not None:
            states = {state.id for state in claim.states}
            yield from self._known(where, wanted, states, f"state of {claim.id}")

    def members(self, wanted: str) -> list[str]:
        """For patterns: raises KeyError where there is no such actor, place or country."""
        if not _is_country(wanted) and wanted not in self.actors | self.places:
            raise KeyError(wanted)
        return [wanted]

    @staticmethod
    def _known(
        where: Where, wanted: str | None, known: Iterable[str], noun: str
    ) -> Iterator[Finding]:
        if wanted is not None and wanted not in known:
            yield where, f"there is no {noun} {wanted!r}; {nearest(wanted, known)}"


def _is_country(text: str) -> bool:
    return len(text) == 2 and text.isupper()  # noqa: PLR2004 - ISO 3166 alpha-2


def _article(baseline: Baseline) -> Iterator[Finding]:
    article = baseline.article
    if article.as_of > article.published:
        said = f"it cannot reflect news after it was published on {article.published}"
        yield ("article", "as_of"), said


def _duplicates(baseline: Baseline) -> Iterator[Finding]:
    for key in ("campaigns", "dated_events", "offices", "claims"):
        yield from _twice((key,), getattr(baseline, key))
    seen: dict[str, str] = {}
    for key in ("actors", "places"):
        for i, thing in enumerate(getattr(baseline, key)):
            if thing.id in seen:
                yield (
                    (key, i, "id"),
                    f"{thing.id!r} is already the id of one of the {seen[thing.id]}",
                )
            seen[thing.id] = key
    for i, claim in enumerate(baseline.claims):
        for key in ("states", "reads", "rungs"):
            yield from _twice(("claims", i, key), getattr(claim, key))


def _twice(where: Where, things: Iterable[Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for i, thing in enumerate(things):
        if thing.id in seen:
            yield (*where, i, "id"), f"{thing.id!r} is given twice; an id names one thing"
        seen.add(thing.id)


def _campaigns(baseline: Baseline) -> Iterator[Finding]:
    for i, campaign in enumerate(baseline.campaigns):
        if campaign.until is not None and campaign.until < campaign.since:
            yield ("campaigns", i, "until"), f"it ends before it begins on {campaign.since}"
    for i, (one, other) in enumerate(pairwise(baseline.campaigns), start=1):
        if other.since <= (one.until or one.since):
            said = f"it overlaps {one.id}; list campaigns in order, each ending before the next"
            yield ("campaigns", i, "since"), said


def _cycles(things: Iterable[Actor] | Iterable[Place], key: str) -> Iterator[Finding]:
    parents = {thing.id: thing.part_of for thing in things}
    for i, start in enumerate(parents):
        at, seen = parents[start], [start]
        while at is not None and at not in seen:
            seen.append(at)
            at = parents.get(at)
        if at == start:
            circle = " → ".join([*seen, start])
            yield (key, i, "part_of"), f"nothing can be part of itself: {circle}"


def _aliases(baseline: Baseline) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for key in ("actors", "places"):
        for i, thing in enumerate(getattr(baseline, key)):
            for name in thing.names:
                owner = owners.setdefault(name, thing.id)
                if owner != thing.id:
                    said = f"{name!r} already names {owner}; move it to ambiguous and give context"
                    yield (key, i, "names"), said


def _context(where: Where, thing: Actor | Place) -> Iterator[Finding]:
    if thing.ambiguous and not thing.context:
        yield (*where, "ambiguous"), "ambiguous names need context: words that must stand nearby"


def _office(where: Where, office: Office, names: _Ids) -> Iterator[Finding]:
    yield from names.actor((*where, "speaks_for"), office.speaks_for)
    for i, holder in enumerate(office.holders):
        yield from names.actor((*where, "holders", i, "actor"), holder.actor)
        if holder.until is not None and holder.until <= holder.since:
            said = f"{holder.actor} leaves before coming in on {holder.since}"
            yield (*where, "holders", i, "until"), said
    for i, (one, other) in enumerate(pairwise(office.holders), start=1):
        if one.until is None or other.since < one.until:
            said = f"{other.actor} comes in before {one.actor} leaves; list holders in order"
            yield (*where, "holders", i, "since"), said


def _place(where: Where, place: Place, names: _Ids) -> Iterator[Finding]:
    yield from names.place((*where, "part_of"), place.part_of)
    yield from names.actor((*where, "owner"), place.owner)
    yield from names.actor((*where, "stands_for"), place.stands_for)
    yield from _context(where, place)
    if place.kind is PlaceKind.POST and place.owner is None:
        yield (*where, "owner"), "a post needs an owner: whose embassy or office it is"
    if place.scope is not None and place.scope.partition(":")[0] != place.country:
        yield (*where, "scope"), f"it must begin with the place's country, {place.country}"


# ---------------------------------------------------------------- claims


def _claim(where: Where, claim: Claim, names: _Ids) -> Iterator[Finding]:
    for i, number in enumerate(claim.paragraphs):
        if not 1 <= number <= names.baseline.article.paragraphs:
            said = f"the article has {names.baseline.article.paragraphs} paragraphs"
            yield (*where, "paragraphs", i), said
    for key in ("scope", "usual_scope"):
        yield from _scope((*where, key), getattr(claim, key))
    for i, scope in enumerate(claim.tracks):
        yield from _scope((*where, "tracks", i), scope)
    for i, actor_id in enumerate(claim.admitted_by):
        yield from names.actor((*where, "admitted_by", i), actor_id)
    for i, place_id in enumerate(claim.places):
        yield from names.place((*where, "places", i), place_id)
    yield from names.campaign((*where, "campaign"), claim.campaign)
    yield from _KINDS[claim.kind](where, claim, names)
    for i, read in enumerate(claim.reads):
        yield from _read((*where, "reads", i), read, claim, names)


def _scope(where: Where, scope: tuple[str, ...]) -> Iterator[Finding]:
    if list(scope) != sorted(set(scope)):
        yield where, f"countries stand sorted and once each: {sorted(set(scope))}"


def _counted(where: Where, claim: Claim, _names: _Ids) -> Iterator[Finding]:
    """A tally or a figure."""
    for key in ("value", "bound", "unit"):
        if getattr(claim, key) is None:
            yield (*where, key), f"a {claim.kind} needs a {key}"
    if claim.upper is not None and claim.value is not None and claim.upper <= claim.value:
        yield (*where, "upper"), f"it must lie above value, {claim.value:g}"
    low, high = claim.plausible or (float("-inf"), float("inf"))
    if low > high or (claim.value is not None and not low <= claim.value <= high):
        yield (*where, "plausible"), "it must be [lowest, highest] and hold the claim's own value"
    if claim.kind is ClaimKind.TALLY and claim.campaign is None:
        yield (*where, "campaign"), "a tally needs the campaign since whose start it counts"
    if claim.states:
        yield (*where, "states"), f"a {claim.kind} has no states; they belong to a status"


def _status(where: Where, claim: Claim, names: _Ids) -> Iterator[Finding]:
    if claim.state is None:
        yield (*where, "state"), "a status needs the state that the article holds"
    yield from names.state((*where, "state"), claim, claim.state)
    agreeing = [state.id for state in claim.states if state.relation is Relation.AGREES]
    if not agreeing:
        yield (*where, "states"), "one state must agree with the article"
    elif any(state.id == claim.state for state in claim.states) and claim.state not in agreeing:
        yield (*where, "state"), f"this state must agree with the article, as {agreeing[0]} does"
    if claim.places and claim.per != "place":
        yield (*where, "places"), 'places are for a claim that is kept apart per = "place"'


def _derived(where: Where, claim: Claim, names: _Ids) -> Iterator[Finding]:
    if not claim.rungs:
        yield (*where, "rungs"), "a derived claim needs rungs, lowest first"
    for i, rung in enumerate(claim.rungs):
        at = (*where, "rungs", i)
        yield from names.claim((*at, "claim"), rung.claim)
        other = names.claims.get(rung.claim)
        for j, state in enumerate(rung.states):
            yield from names.state((*at, "states", j), other, state)
        if not rung.states and rung.above is None:
            yield (*at, "states"), "a rung needs states, or above for a tally"


_KINDS: dict[ClaimKind, Callable[[Where, Claim, _Ids], Iterator[Finding]]] = {
    ClaimKind.TALLY: _counted,
    ClaimKind.FIGURE: _counted,
    ClaimKind.STATUS: _status,
    ClaimKind.DERIVED: _derived,
}


def _read(where: Where, read: Read, claim: Claim, names: _Ids) -> Iterator[Finding]:
    if not (read.frame or read.words or read.nouns):
        yield (*where, "id"), "this rule can never match: give it frame, words or nouns"
    for i, frame in enumerate(read.frame):
        if frame not in frames():
            said = f"the language knows no frame {frame!r}; {nearest(frame, frames())}"
            yield (*where, "frame", i), said
    for key in ("words", "near", "about", "not_about", "unless", "not_of"):
        for i, source in enumerate(getattr(read, key)):
            yield from _pattern((*where, key, i), source, names)
    yield from _roles(where, read, names)
    yield from _read_state(where, read, claim, names)


def _roles(where: Where, read: Read, names: _Ids) -> Iterator[Finding]:
    for key in ("agent", "not_agent", "patient", "not_patient", "place"):
        yield from names.role((*where, key), getattr(read, key))
    for wanted, unwanted in (("agent", "not_agent"), ("patient", "not_patient")):
        if set(getattr(read, wanted)) & set(getattr(read, unwanted)):
            yield (*where, unwanted), f"this rule can never match: it is in {wanted} as well"


def _read_state(where: Where, read: Read, claim: Claim, names: _Ids) -> Iterator[Finding]:
    if claim.kind is ClaimKind.STATUS:
        if read.state is None:
            yield (*where, "state"), "a rule of a status needs the state that it reads"
        yield from names.state((*where, "state"), claim, read.state)
    elif read.state is not None:
        yield (*where, "state"), f"a {claim.kind} has no states"
    if read.note is not None and read.note not in claim.levels:
        yield (*where, "note"), f"{read.note!r} is no level; {nearest(read.note, claim.levels)}"


def _pattern(where: Where, source: str, names: _Ids) -> Iterator[Finding]:
    try:
        compile_pattern(source, names.members)
    except PatternError as error:
        yield where, f"this pattern cannot be read: {error}"


# ---------------------------------------------------------------- facts and examples


def _known(where: Where, known: Known, names: _Ids, today: date | None) -> Iterator[Finding]:
    yield from names.claim((*where, "claim"), known.claim)
    claim = names.claims.get(known.claim)
    yield from names.state((*where, "state"), claim, known.state)
    yield from names.actor((*where, "actor"), known.actor)
    yield from names.actor((*where, "source_id"), known.source_id)
    yield from names.place((*where, "place"), known.place)
    yield from _scope((*where, "scope"), known.scope)
    if (known.value is None) == (known.state is None):
        yield (*where, "claim"), "a fact has either a value or a state"
    if today is not None and known.on > today:
        yield (*where, "on"), f"this is after today, {today}; nothing can be known of it"
    if known.as_of is not None and known.as_of > known.on:
        yield (*where, "as_of"), f"it cannot reflect news after it was known on {known.on}"


def _expected(where: Where, expected: Expected, names: _Ids) -> Iterator[Finding]:
    yield from names.claim((*where, "claim"), expected.claim)
    claim = names.claims.get(expected.claim)
    yield from names.state((*where, "state"), claim, expected.state)
    yield from names.actor((*where, "actor"), expected.actor)
    yield from names.place((*where, "place"), expected.place)
    if expected.scope is not None:
        yield from _scope((*where, "scope"), expected.scope)
