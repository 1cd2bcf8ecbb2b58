"""How the program is doing, in figures read from the store; it tells nobody itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from storage import feeds, outbox
from storage.models import DeliveryState

if TYPE_CHECKING:
    from datetime import datetime

    from storage.models import Feed
    from storage.store import Store

STALE_AFTER = timedelta(hours=24)
"""A feed that has not been read for so long counts as dead."""
WAITING_TOO_LONG = timedelta(minutes=10)
"""A delivery that has been due for so long is a sign that nothing is being sent."""
ALIVE_SHARE = 0.5
"""With fewer of the followed feeds alive than this, silence says nothing."""


@dataclass(frozen=True, slots=True)
class Health:
    """Feeds, outbox and last sign of life at one moment."""

    at: datetime
    followed: tuple[Feed, ...]
    dead_feeds: tuple[Feed, ...]
    """Followed feeds that have not been read for a day, or never although they were tried."""
    last_ok_at: datetime | None
    deliveries: dict[DeliveryState, int]
    waiting_for: timedelta

    @property
    def alive(self) -> int:
        """How many followed feeds are alive (or have not been tried yet)."""
        return len(self.followed) - len(self.dead_feeds)

    @property
    def waiting(self) -> int:
        """How many messages are still on their way."""
        done = (DeliveryState.SENT, DeliveryState.DEAD)
        return sum(count for state, count in self.deliveries.items() if state not in done)

    @property
    def problems(self) -> list[str]:
        """What is wrong, in words; empty when all is well."""
        found = []
        if self.followed and self.alive < ALIVE_SHARE * len(self.followed):
            found.append(f"only {self.alive} of {len(self.followed)} feeds are alive")
        if self.waiting_for > WAITING_TOO_LONG:
            minutes = int(self.waiting_for.total_seconds() // 60)
            found.append(f"a message has been waiting for {minutes} minutes")
        return found


def health_of(store: Store, now: datetime) -> Health:
    """Read how the program is doing."""
    followed = tuple(feed for feed in feeds.all_feeds(store) if feed.is_enabled)
    oldest = outbox.oldest_waiting(store, now)
    created_at = oldest.created_at if oldest else None
    return Health(
        at=now,
        followed=followed,
        dead_feeds=tuple(feed for feed in followed if _is_dead(feed, now)),
        last_ok_at=max((feed.ok_at for feed in followed if feed.ok_at), default=None),
        deliveries=outbox.counts(store),
        waiting_for=now - created_at if created_at else timedelta(),
    )


def _is_dead(feed: Feed, now: datetime) -> bool:
    if feed.checked_at is None:
        return False
    return feed.ok_at is None or now - feed.ok_at > STALE_AFTER
