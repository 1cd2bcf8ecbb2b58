"""Which chats are told of a delta, and whether it sounds; it renders and sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import Delivery, Severity
from watchers.audit import is_history
from watchers.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.models import Delta, Subscription


def route(delta: Delta, subscriptions: Iterable[Subscription], now: datetime) -> list[Delivery]:
    """One alert for each chat that wished for it.

    What the article's own date or the baseline's history already held is news to nobody. Only a
    grave delta sounds.

    Args:
        delta: what changed.
        subscriptions: every chat's wish.
        now: aware UTC; a chat that is muted until later is not told.
    """
    if delta.reason == Reason.CONTESTED_AT_BIRTH or is_history(delta):
        return []
    return [
        Delivery(
            chat_id=wish.chat_id,
            kind="alert",
            delta_id=delta.id,
            thread_id=wish.thread_id,
            is_silent=delta.severity is not Severity.GRAVE,
            created_at=now,
        )
        for wish in subscriptions
        if _wants(wish, delta, now)
    ]


def _wants(wish: Subscription, delta: Delta, now: datetime) -> bool:
    is_muted = wish.muted_until is not None and now < wish.muted_until
    is_followed = not wish.claims or delta.claim in wish.claims
    return is_followed and not is_muted and delta.severity >= wish.threshold
