"""The file about one article, as frozen values; loads it and judges nothing that it says."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import cached_property
from importlib import resources
from itertools import product
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from storage.errors import InputError
from storage.models import Bound, Modality, Severity, Tier, WhyNot, Window

_BRACES = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def expand(name: str) -> list[str]:
    """Write out the alternatives of ``{US,American} {troops,forces}``: four names."""
    pieces = [piece.split(",") if i % 2 else [piece] for i, piece in enumerate(_BRACES.split(name))]
    return [" ".join("".join(choice).split()) for choice in product(*pieces)]


def _expand_all(names: object) -> object:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return names
    return list(dict.fromkeys(written for name in names for written in expand(name)))


def _severity(value: object) -> object:
    if isinstance(value, str) and value.upper() in Severity.__members__:
        return Severity[value.upper()]
    raise ValueError("a severity is minor, notable or grave")


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=48)]
"""Short enough to lie under a button of Telegram with the command that it follows."""
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""ISO 3166 alpha-2; ``ME`` stands for the whole region."""
Scope = tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}(:[A-Za-z]+)?$")], ...]
Names = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_expand_all)]
"""Names as texts write them; ``{a,b}`` in the file stands for either."""
Sentence = Annotated[str, Field(min_length=1)]
GradedSeverity = Annotated[Severity, BeforeValidator(_severity)]


class ActorKind(StrEnum):
    """What an actor is."""

    STATE = "state"
    GOVERNMENT = "government"
    INSTITUTION = "institution"
    MILITARY = "military"
    MILITIA = "militia"
    GROUP = "group"
    PARTY = "party"
    PERSON = "person"
    OUTLET = "outlet"
    SERVICE = "service"


class PlaceKind(StrEnum):
    """What a place is."""

    COUNTRY = "country"
    REGION = "region"
    PROVINCE = "province"
    CITY = "city"
    BASE = "base"
    POST = "post"
    CROSSING = "crossing"


class ClaimKind(StrEnum):
    """How a claim can be checked."""

    TALLY = "tally"
    FIGURE = "figure"
    STATUS = "status"
    DERIVED = "derived"


class Relation(StrEnum):
    """What a state says about the article's sentence."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    WEAKENS = "weakens"
    CONTEXT = "context"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Article(_Value):
    """The published text: what it is, never its sentences."""

    title: Sentence
    published: date
    as_of: date
    """The day whose news it reflects."""
    paragraphs: Annotated[int, Field(ge=1)]
    note: str = ""


class Campaign(_Value):
    """A stretch of time that has series of its own."""

    id: Id
    since: date
    until: date | None = None
    names: Names = ()


class DatedEvent(_Value):
    """A day that texts refer to by a name ("the start of the war")."""

    id: Id
    on: date
    names: Annotated[Names, Field(min_length=1)]


class Actor(_Value):
    """Who acts, suffers or speaks."""

    id: Id
    kind: ActorKind
    names: Annotated[Names, Field(min_length=1)]
    ambiguous: Names = ()
    """Names that are this actor's only where one of ``context`` stands in the entry."""
    context: tuple[Sentence, ...] = ()
    part_of: Id | None = None
    country: Country | None = None
    tier: Tier | None = None


class Holder(_Value):
    """Who held an office, from a day until (and without) another."""

    actor: Id
    since: date
    until: date | None = None


class Office(_Value):
    """An office; who is meant by its name depends on the day."""

    id: Id
    names: Annotated[Names, Field(min_length=1)]
    country: Country
    speaks_for: Id | None = None
    """The actor whose word the office's word is."""
    holders: tuple[Holder, ...] = ()

    def holder_on(self, day: date) -> str | None:
        """Id of the actor who held the office on ``day``, where the file says so."""
        for holder in self.holders:
            if holder.since <= day and (holder.until is None or day < holder.until):
                return holder.actor
        return None


class Place(_Value):
    """Where something can happen; ``country`` is where it lies, not whose it is."""

    id: Id
    kind: PlaceKind
    country: Country
    names: Annotated[Names, Field(min_length=1)]
    ambiguous: Names = ()
    """Names that mean this place only where one of ``context`` stands in the entry."""
    context: tuple[Sentence, ...] = ()
    part_of: Id | None = None
    owner: Id | None = None
    """The actor to whom a base or a post belongs."""
    stands_for: Id | None = None
    """The actor who is meant where the place acts or speaks ("Baghdad condemned")."""
    scope: str | None = None
    """What a count of this place alone is filed under (``IQ:Erbil``); None: its country."""


class State(_Value):
    """One state that a status claim can be in."""

    id: Id
    says: Sentence
    """In words that a reader can be shown."""
    relation: Relation
    is_happening: bool = False
    """True for an event that happens on a day (and may happen again), not a lasting state."""


class Read(_Value):
    """A reading rule: which frame with which roles, or which words, say what of the claim.

    A role names actors, places or countries; whoever is part of one of them fits too. Of
    ``frame`` and ``words`` at least one is given; where both are, both must be found. Where two
    rules read different states from the same words, the one that stands first in the file wins.
    Patterns are written in the language of `watchers.lexicon.patterns`.
    """

    id: Id
    frame: tuple[Id, ...] = ()
    """Classes of event that the language knows (``attack``, ``kill``, ``reduce-staff``)."""
    words: tuple[Sentence, ...] = ()
    """Patterns of which one must be found in the clause."""
    nouns: tuple[Sentence, ...] = ()
    """Tallies and figures: nouns that are counted beside those of the frame."""
    agent: tuple[str, ...] = ()
    not_agent: tuple[str, ...] = ()
    patient: tuple[str, ...] = ()
    not_patient: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    """Where it must be; a clause without a place takes the one that the text is about."""
    needs: tuple[Literal["agent", "patient", "place"], ...] = ()
    """Roles that must be found; else a role that is not said is taken to fit."""
    by_speaker: bool = False
    """An event whose doer is not named is its speaker's ("the army said the depot was hit")."""
    near: tuple[Sentence, ...] = ()
    """Patterns of which one must be found in the sentence or the one before it."""
    about: tuple[Sentence, ...] = ()
    """Patterns of which one must be found anywhere in the entry."""
    not_about: tuple[Sentence, ...] = ()
    """Patterns of which none may be found anywhere in the entry."""
    unless: tuple[Sentence, ...] = ()
    """Patterns of which none may be found in the sentence."""
    not_of: tuple[Sentence, ...] = ()
    """Tallies: patterns of which none may be found in what is counted ("suspected")."""
    polarity: Literal["affirmed", "negated", "any"] = "affirmed"
    state: Id | None = None
    note: str | None = None
    """The level of the claim's ``levels`` that the words reach."""
    modality: Modality | None = None
    """What the words themselves are (a threat, a demand), whatever stands around them."""
    counts_when: tuple[Modality, ...] = (Modality.ASSERTED, Modality.ATTRIBUTED)

    @property
    def is_aimed(self) -> bool:
        """Whether what is counted befalls somebody of whom the rule speaks, as an attack does.

        Cases of a disease are aimed at nobody: any that are counted on the subject are meant.
        """
        return bool(self.patient)


class Rung(_Value):
    """One step of a derived claim: reached when ``claim`` is in one of ``states`` or above."""

    id: Id
    claim: Id
    says: Sentence
    states: tuple[Id, ...] = ()
    above: float | None = None
    """For a tally: reached when its value lies above this."""


class Claim(_Value):
    """One checkable statement of the article, in our own words."""

    id: Id
    kind: ClaimKind
    paragraphs: Annotated[tuple[int, ...], Field(min_length=1)]
    says: Sentence
    definition: Sentence
    scope: Annotated[Scope, Field(min_length=1)]
    admitted_by: tuple[Id, ...] = ()
    """The side that would have to admit that it no longer holds."""
    severity: GradedSeverity = Severity.NOTABLE
    campaign: Id | None = None
    value: float | None = None
    upper: float | None = None
    bound: Bound | None = None
    unit: Sentence | None = None
    plausible: tuple[float, float] | None = None
    """Figures outside are about something else."""
    usual_scope: Scope = ()
    """Tally: the scope of a count whose text names none, marked as inferred."""
    tracks: tuple[Scope, ...] = ()
    """Tally: the scopes whose series are kept beside the article's."""
    per: Literal["actor", "place"] | None = None
    """Status: what the state is kept apart by (a faction, a post)."""
    places: tuple[Id, ...] = ()
    """Status per place: the posts that are meant where a text names none."""
    state: Id | None = None
    levels: tuple[Id, ...] = ()
    """How far a state can go, lowest first."""
    states: tuple[State, ...] = ()
    reads: tuple[Read, ...] = ()
    rungs: tuple[Rung, ...] = ()

    def state_of(self, state_id: str) -> State:
        """The state of that id; raises KeyError."""
        return _by_id(self.states, state_id)


class Known(_Value):
    """What was known on a day: the history that the article is audited against."""

    claim: Id
    on: date
    as_of: date | None = None
    value: float | None = None
    upper: float | None = None
    bound: Bound = Bound.EXACT
    scope: Scope = ()
    since: date | None = None
    state: Id | None = None
    actor: Id | None = None
    place: Id | None = None
    source: Sentence
    """The institution that said so."""
    source_id: Id | None = None
    outlets: Annotated[int, Field(ge=1)]
    """How many outlets were seen saying it; 1 is single-source."""
    counts: bool = True
    """False for what is kept as context (a plan, a false report)."""
    why_not: WhyNot | None = None
    """Why it does not count; ``single-event``: what one attack did, no total."""
    note: str = ""


class Expected(_Value):
    """What must be read from an example; what is left out is not judged."""

    claim: Id
    value: float | None = None
    upper: float | None = None
    bound: Bound | None = None
    scope: Scope | None = None
    window: Window | None = None
    state: Id | None = None
    actor: Id | None = None
    place: Id | None = None
    modality: Modality | None = None
    counts: bool = True


class Example(_Value):
    """A text in own words and all that may be read from it as counting."""

    claim: Id
    """The claim that it is an example for."""
    published: date
    title: str = ""
    text: Sentence
    expect: tuple[Expected, ...] = ()
    why: str = ""


class Baseline(_Value):
    """All that is particular to one article."""

    id: Id
    article: Article
    campaigns: tuple[Campaign, ...] = ()
    dated_events: tuple[DatedEvent, ...] = ()
    actors: Annotated[tuple[Actor, ...], Field(min_length=1)]
    offices: tuple[Office, ...] = ()
    places: tuple[Place, ...] = ()
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    known: tuple[Known, ...] = ()
    examples: tuple[Example, ...] = ()
    path: Path = Path()
    """Where it was loaded from; not written in the file."""

    def claim(self, claim_id: str) -> Claim:
        """The claim of that id; raises KeyError."""
        return self._claims[claim_id]

    def actor(self, actor_id: str) -> Actor:
        """The actor of that id; raises KeyError."""
        return self._actors[actor_id]

    def actor_named(self, name: str) -> Actor | None:
        """The actor that goes by ``name`` in whatever case, where one does unambiguously."""
        return self._actors_by_name.get(name.casefold())

    def place(self, place_id: str) -> Place:
        """The place of that id; raises KeyError."""
        return self._places[place_id]

    def office(self, office_id: str) -> Office:
        """The office of that id; raises KeyError."""
        return _by_id(self.offices, office_id)

    def campaign(self, campaign_id: str) -> Campaign:
        """The campaign of that id; raises KeyError."""
        return _by_id(self.campaigns, campaign_id)

    def is_part_of(self, member_id: str, group_id: str) -> bool:
        """Whether an actor or place is ``group_id`` or part of it, at any depth.

        A place also belongs to its country and, where it has one, to its owner.
        """
        return group_id in self._groups.get(member_id, (member_id,))

    @cached_property
    def _claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.claims}

    @cached_property
    def _actors(self) -> dict[str, Actor]:
        return {actor.id: actor for actor in self.actors}

    @cached_property
    def _actors_by_name(self) -> dict[str, Actor]:
        return {name.casefold(): actor for actor in self.actors for name in actor.names}

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def _groups(self) -> dict[str, frozenset[str]]:
        members: dict[str, Actor | Place] = {**self._places, **self._actors}
        return {member_id: frozenset(self._upward(member_id, members)) for member_id in members}

    @staticmethod
    def _upward(member_id: str, members: dict[str, Actor | Place]) -> list[str]:
        found: list[str] = []
        waiting = [member_id]
        while waiting:
            one = waiting.pop()
            if one in found:
                continue
            found.append(one)
            member = members.get(one)
            if member is not None:
                owner = member.owner if isinstance(member, Place) else None
                home = member.country if isinstance(member, Place) else None
                waiting += [group for group in (member.part_of, owner, home) if group]
        return found


Named = TypeVar("Named", State, Office, Campaign)


def _by_id(values: tuple[Named, ...], wanted: str) -> Named:
    for value in values:
        if value.id == wanted:
            return value
    raise KeyError(wanted)


def find_baseline(name_or_path: str | Path) -> Path:
    """Where a baseline lies: a bare name is one that ships with the program, else a path.

    Raises:
        InputError: there is no such file.
    """
    name = str(name_or_path)
    shipped = Path(str(resources.files("baselines")))
    path = shipped / f"{name}.toml" if _NAME.fullmatch(name) else Path(name)
    if not path.is_file():
        names = ", ".join(sorted(file.stem for file in shipped.glob("*.toml")))
        raise InputError(f"there is no such baseline; the shipped ones are {names}", file=name)
    return path


def load_baseline(name_or_path: str | Path) -> Baseline:
    """Load a baseline and refuse it if anything in it is wrong.

    Args:
        name_or_path: ``iraq-balancing-act`` (a shipped one) or the path of a file.

    Raises:
        InputError: there is no such file, or it holds mistakes; every one is named with its
            line and field and what would be right.
    """
    from watchers.baseline_check import examine

    path = find_baseline(name_or_path)
    baseline, problems = examine(path)
    if baseline is None:
        first, *others = problems
        said = [first.problem]
        said += [f"{path}:{one.line}: {one.field}: {one.problem}" for one in others]
        raise InputError("\n".join(said), file=str(path), line=first.line, field=first.field)
    return baseline
