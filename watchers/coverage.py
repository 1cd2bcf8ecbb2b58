"""Whether enough of a claim's sources are alive to say that it stands; it polls none of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from storage.models import Delta, Severity, Status, Tier
from watchers.bar import INDEPENDENT_SOURCES, voice_of
from watchers.case import initial_standing
from watchers.judge import stable_id
from watchers.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.models import Feed, Standing
    from watchers.baseline import Baseline, Claim

SILENT_AFTER = timedelta(hours=24)
"""A feed that has answered is given up when it has not done so again for so long."""
NEVER_ANSWERED = 5
"""One that has never answered is given up after so many attempts."""
STALE_AFTER = timedelta(days=30)
"""A feed that answers and brings nothing new for so long is as silent as one that does not."""

_RESTS_ON_SILENCE = frozenset({Status.STANDS, Status.RESTORED})
"""Standings that hold because nothing speaks against them."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the independent sources that may speak of a claim, how many can be heard."""

    alive: tuple[str, ...]
    silent: tuple[str, ...]
    """Outlets, by name."""
    voices: int
    needed: int

    @property
    def is_enough(self) -> bool:
        """Whether what speaks against the claim would be heard."""
        return self.voices >= self.needed


def why_silent(feed: Feed, now: datetime) -> str | None:
    """Why nothing is to be had from a feed; None while it is alive or has not been asked."""
    if not feed.is_enabled:
        return f"switched off: {feed.note}" if feed.note else "switched off"
    if feed.failures:
        is_given_up = (
            feed.failures >= NEVER_ANSWERED
            if feed.ok_at is None
            else now - feed.ok_at >= SILENT_AFTER
        )
        return (feed.error or "no answer") if is_given_up else None
    if feed.changed_at is not None and now - feed.changed_at >= STALE_AFTER:
        return f"nothing new since {feed.changed_at:%Y-%m-%d}"
    return None


def coverage(claim: Claim, feeds: Iterable[Feed], now: datetime, *, baseline: Baseline) -> Coverage:
    """Which of the followed sources are alive for a claim.

    Outlets of one voice count once, parties to the conflict not at all, and the side that would
    have to admit it is enough alone. Needed is what makes the bar, or all where fewer are followed.
    """
    followed = [
        feed
        for feed in feeds
        if (feed.is_enabled or feed.silent_since is not None) and feed.tier is not Tier.PARTY
    ]
    alive = [feed for feed in followed if why_silent(feed, now) is None]
    needed = min(INDEPENDENT_SOURCES, len(_voices(followed, baseline)))
    admits = any(_admits(feed, claim, baseline) for feed in alive)
    return Coverage(
        alive=tuple(feed.outlet for feed in alive),
        silent=tuple(feed.outlet for feed in followed if feed not in alive),
        voices=max(len(_voices(alive, baseline)), needed if admits else 0),
        needed=needed,
    )


def _voices(feeds: Iterable[Feed], baseline: Baseline) -> set[str]:
    return {voice_of(feed.outlet, baseline) for feed in feeds}


def _admits(feed: Feed, claim: Claim, baseline: Baseline) -> bool:
    actor = baseline.actor_named(feed.outlet)
    if actor is None or actor.tier is not Tier.OFFICIAL:
        return False
    return any(baseline.is_part_of(actor.id, side) for side in claim.admitted_by)


def judge_coverage(  # noqa: PLR0913 - what is held against what, by name
    claim: Claim,
    standing: Standing | None,
    now: datetime,
    *,
    found: Coverage,
    baseline: Baseline,
    tested: Status = Status.STANDS,
) -> Delta | None:
    """Make a claim untested while too few of its sources are alive, and tested again after that.

    Args:
        claim: the claim.
        standing: where it is; None before anything was judged.
        now: aware UTC.
        found: which of its sources are alive.
        baseline: the article's file.
        tested: what it was before it became untested.
    """
    before = standing or initial_standing(claim, baseline)
    if not found.is_enough and before.status in _RESTS_ON_SILENCE:
        reason, status = Reason.SOURCES_SILENT, Status.UNTESTED
    elif found.is_enough and before.status is Status.UNTESTED:
        reason, status = Reason.SOURCES_BACK, tested
    else:
        return None
    today = now.date()
    delta_id = stable_id(claim.id, reason, now.isoformat())
    after = replace(before, status=status, since=today, delta_id=delta_id)
    return Delta(
        id=delta_id,
        claim=claim.id,
        at=today,
        seen_at=now,
        reason=reason,
        before=before,
        after=after,
        severity=Severity.MINOR,
        evidence=(),
        trace=(
            f"Sources: {found.voices} alive, {found.needed} needed.",
            f"Reason: {reason.value}. {reason.sentence}",
        ),
        flips_back="Sources that fall silent."
        if found.is_enough
        else "Sources that are read again.",
    )


def judged_again(delta: Delta, standing: Standing) -> Delta | None:
    """What an earlier turn of the coverage makes of a standing when the ledger is judged anew."""
    is_dark = delta.reason == Reason.SOURCES_SILENT
    if standing.status not in (_RESTS_ON_SILENCE if is_dark else {Status.UNTESTED}):
        return None
    after = replace(standing, status=delta.after.status, since=delta.after.since, delta_id=delta.id)
    return replace(delta, before=standing, after=after)
