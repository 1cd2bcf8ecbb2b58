"""What the components leave on a Doc: small values that name token spans, no spaCy objects.

Token indices are half-open ``[start, end)`` into the Doc that carries the annotation. Every
annotation keeps the ``rule`` that made it, which is the trace that `/why` prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.models import Bound, Day, Modality


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that counts or measures something (dates, times, names and calibres are none)."""

    start: int
    end: int
    value: float
    bound: Bound
    rule: str
    upper: float | None = None
    unit: str | None = None
    """``USD`` and other ISO 4217 codes, ``percent``, ``times``; None for a plain count."""
    head: str | None = None
    """The lower-cased noun that is counted, where one stands beside the number."""
    is_ordinal: bool = False
    is_vague: bool = False
    """``dozens``, ``scores``, ``a handful``: a weak lower bound."""
    is_increment: bool = False
    """``nine more``, ``another two``: to be added to something, not a total."""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time expression resolved against the entry's date."""

    start: int
    end: int
    role: str
    """``since``, ``until``, ``as_of``, ``during`` (a closed stretch) or ``on`` (a single day)."""
    rule: str
    first: Day | None = None
    last: Day | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that the baseline or the gazetteer knows."""

    start: int
    end: int
    kind: str
    """``actor``, ``place``, ``country``, ``region`` or ``office``."""
    id: str
    rule: str
    country: str | None = None
    """ISO 3166 alpha-2 of the place, or of the state that the actor belongs to."""


@dataclass(frozen=True, slots=True)
class Event:
    """A trigger word with the roles that stand around it."""

    start: int
    end: int
    frame: str
    """The class of event: ``attack``, ``kill``, ``injure``, ``withdraw`` and so on."""
    rule: str
    agent: Mention | None = None
    patient: Mention | None = None
    place: Mention | None = None
    is_passive: bool = False
    is_negated: bool = False
    modality: Modality | None = None
    on: Day | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a stretch of text."""

    start: int
    end: int
    source: str
    """As the entry gives it, in the shortest form that names the speaker."""
    rule: str
    actor_id: str | None = None
    is_claim: bool = False
    """True where the verb distances the text from it: claims, boasts, alleges."""
    aside: tuple[int, int] | None = None
    """Where the speaker is named, if beside what is said and no part of its sentence."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the title or the text, and its clauses."""

    start: int
    end: int
    is_title: bool
    clauses: tuple[tuple[int, int], ...] = ()
