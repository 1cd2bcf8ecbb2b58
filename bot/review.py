"""One claim under review: what the article holds, where it stands, what that rests on; no words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage import ledger
from storage.models import SeriesKind, Status
from watchers.baseline import ClaimKind
from watchers.case import initial_standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from storage.models import Delta, Standing, TallyPoint
    from storage.store import Store
    from watchers.baseline import Baseline, Claim

DUE = frozenset({Status.FALLEN, Status.MOVED, Status.CONTESTED, Status.RESTORED})
"""Standings of which a reader of the article should be told."""


@dataclass(frozen=True, slots=True)
class Review:
    """A claim, its standing, and the evidence that it stands on."""

    claim: Claim
    standing: Standing
    cause: Delta | None = None
    """The delta that the standing rests on; None where the article's own word does."""
    latest: TallyPoint | None = None
    """Of a tally: the newest official count under the article's own definition."""
    turns: tuple[Delta, ...] = ()
    """The deltas at which the standing changed, the oldest first."""

    @property
    def is_due(self) -> bool:
        """Whether the article's sentence needs a note beside it."""
        return self.standing.status in DUE

    def is_of_birth(self, baseline: Baseline) -> bool:
        """Whether what the standing rests on was known by the article's own date."""
        return self.cause is not None and self.cause.at <= baseline.article.as_of

    @property
    def grounds(self) -> Standing:
        """The standing as its cause left it: what its evidence says, and nothing newer."""
        return self.standing if self.cause is None else self.cause.after

    @property
    def day(self) -> date:
        """The day that the evidence speaks of."""
        if self.cause is None:
            return self.standing.as_of or self.standing.since
        return self.cause.at if self.cause.point is None else self.cause.point.as_of

    @property
    def newer(self) -> TallyPoint | None:
        """The newest official count where it is newer than the one that the standing rests on."""
        return self.latest if self.latest is not None and self.latest.as_of > self.day else None


def review(
    store: Store,
    baseline: Baseline,
    claim: Claim,
    standing: Standing | None,
    *,
    at: datetime | None = None,
) -> Review:
    """Put one claim under review; its turns are left out, so that the work does not grow.

    Args:
        store: the ledger.
        baseline: the article.
        claim: one of its claims.
        standing: where that claim stands; as the article holds it where the ledger has nothing.
        at: as known at this time; now where it is not given.
    """
    standing = standing or initial_standing(claim, baseline)
    cause = ledger.delta(store, standing.delta_id) if standing.delta_id else None
    return Review(claim, standing, cause, _latest(store, baseline, claim, at))


def reviews(store: Store, baseline: Baseline, *, at: datetime | None = None) -> list[Review]:
    """Put every claim under review, in the order of the article's paragraphs; without turns."""
    standings = ledger.standings(store, at=at)
    ordered = sorted(baseline.claims, key=lambda one: one.paragraphs)
    return [review(store, baseline, one, standings.get(one.id), at=at) for one in ordered]


def with_turns(
    found: Sequence[Review], store: Store, *, at: datetime | None = None
) -> list[Review]:
    """The same reviews with their turns; reads every delta of the ledger."""
    turns: dict[str, list[Delta]] = {}
    for delta in reversed(ledger.deltas(store, at=at)):
        if delta.before.status is not delta.after.status:
            turns.setdefault(delta.claim, []).append(delta)
    return [replace(one, turns=tuple(turns.get(one.claim.id, ()))) for one in found]


def _latest(
    store: Store, baseline: Baseline, claim: Claim, at: datetime | None
) -> TallyPoint | None:
    if claim.kind is not ClaimKind.TALLY:
        return None
    since = baseline.campaign(claim.campaign).since if claim.campaign else None
    for point in ledger.tallies(store, claim=claim.id, at=at):
        series = point.series
        is_own = series.scope == claim.scope and series.since == since
        if is_own and series.kind is SeriesKind.OFFICIAL:
            return point
    return None
