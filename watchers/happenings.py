"""Events: many reports of one happening are one, with an id that stays and a log that only grows.

It folds what was read, in the order in which it was taken in; it judges and stores nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from storage.models import Modality, SeriesKind
from watchers.bar import INDEPENDENT_SOURCES, STATES_AS_FACT, independent_sources, is_admission
from watchers.baseline import ClaimKind
from watchers.case import SAME_DAYS, event_day, is_day_given, is_single_event, may_enter
from watchers.judge import stable_id
from watchers.series import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from storage.models import Evidence, Reading
    from watchers.baseline import Baseline, Claim


class News(StrEnum):
    """What a report adds to an event."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    """By a second independent source."""
    ADMITTED = "admitted"
    """By the side that would have to admit it."""
    FIGURE = "figure"
    PLACE = "place"
    ACTOR = "actor"
    CLAIMED = "claimed"
    """A party says that it was its own."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an event's log."""

    seen_at: datetime
    news: News
    says: str
    outlet: str
    url: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as it is known now."""

    id: str
    """Stable: made of the claim, the state, and the day and place of the first report."""
    claim: str
    state: str | None
    on: date
    place: str | None = None
    actors: tuple[str, ...] = ()
    figure: float | None = None
    """The latest toll that was given."""
    claimed_by: tuple[str, ...] = ()
    is_admitted: bool = False
    log: tuple[Change, ...] = ()
    reports: tuple[Evidence, ...] = ()


def happenings(readings: Iterable[Reading], baseline: Baseline) -> list[Happening]:
    """The events that were read of, in the order in which each was first told.

    Args:
        readings: what was read, in the order in which it was taken in.
        baseline: the article's file.
    """
    found: list[Happening] = []
    for reading in readings:
        evidence, claim = reading.evidence, baseline.claim(reading.evidence.observation.claim)
        if not _tells_of_an_event(evidence, claim):
            continue
        index = next((n for n, one in enumerate(found) if _is_same(one, evidence)), None)
        if index is not None:
            found[index] = _with(found[index], reading, claim, baseline)
        elif evidence.observation.modality in STATES_AS_FACT:
            found.append(_with(_begin(evidence), reading, claim, baseline))
    return found


def _tells_of_an_event(evidence: Evidence, claim: Claim) -> bool:
    said = evidence.observation
    if said.is_correction or event_day(evidence) is None or not may_enter(evidence, claim):
        return False
    if claim.kind is ClaimKind.STATUS and said.state is not None:
        return claim.state_of(said.state).is_happening
    return claim.kind is ClaimKind.TALLY and is_single_event(evidence) and bool(said.value)


def _begin(evidence: Evidence) -> Happening:
    said, day = evidence.observation, event_day(evidence)
    assert day is not None
    event_id = stable_id(said.claim, said.state, day.isoformat(), said.place)
    return Happening(event_id, said.claim, said.state, day, said.place)


def _is_same(event: Happening, evidence: Evidence) -> bool:
    said, day = evidence.observation, event_day(evidence)
    assert day is not None
    has_its_figure = said.value is not None and said.value == event.figure
    is_sure = all(is_day_given(one) for one in (evidence, *event.reports)) and not has_its_figure
    is_there = None in {event.place, said.place} or event.place == said.place
    return (
        (event.claim, event.state) == (said.claim, said.state)
        and abs((event.on - day).days) <= (0 if is_sure else SAME_DAYS)
        and is_there
    )


def _with(event: Happening, reading: Reading, claim: Claim, baseline: Baseline) -> Happening:
    """An event with what one more report adds to it, each addition a line of its log."""
    evidence, said = reading.evidence, reading.evidence.observation
    speaker = said.source or evidence.outlet
    new: list[tuple[News, str]] = []
    if kind_of(evidence, baseline) is SeriesKind.CLAIMED or said.modality is Modality.CLAIMED:
        if speaker not in event.claimed_by:
            new.append((News.CLAIMED, f"by {speaker}"))
            event = replace(event, claimed_by=(*event.claimed_by, speaker))
    else:
        event, new = _as_fact(event, evidence, claim, baseline)
    if said.value is not None and said.value != event.figure:
        new.append((News.FIGURE, f"{said.value:g}, says {speaker}"))
        event = replace(event, figure=said.value)
    if said.place is not None and event.place is None:
        new.append((News.PLACE, said.place))
        event = replace(event, place=said.place)
    if said.actor is not None and said.actor not in event.actors:
        new.append((News.ACTOR, said.actor))
        event = replace(event, actors=(*event.actors, said.actor))
    log = [Change(reading.seen_at, news, says, evidence.outlet, evidence.url) for news, says in new]
    return replace(event, log=(*event.log, *log), reports=(*event.reports, evidence))


def _as_fact(
    event: Happening, evidence: Evidence, claim: Claim, baseline: Baseline
) -> tuple[Happening, list[tuple[News, str]]]:
    speaker = evidence.observation.source or evidence.outlet
    told = [one for one in event.reports if one.observation.modality in STATES_AS_FACT]
    new = [] if told else [(News.REPORTED, f"by {speaker}")]
    if not event.is_admitted and is_admission(evidence, claim, baseline):
        new.append((News.ADMITTED, f"by {speaker}"))
        return replace(event, is_admitted=True), new
    before, after = (independent_sources(each, baseline) for each in (told, [*told, evidence]))
    if before < INDEPENDENT_SOURCES <= after:
        new.append((News.CONFIRMED, f"by {speaker}, {after} independent sources"))
    return event, new
