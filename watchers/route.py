"""Which chats are told of a delta, and whether it sounds; it renders and sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import Delivery, SeriesKind, Severity
from watchers.audit import is_history
from watchers.reasons import Reason
from watchers.scopes import Lies, lies

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.models import Delta, Subscription
    from watchers.baseline import Baseline


def leads(deltas: Iterable[Delta], baseline: Baseline) -> list[Delta]:
    """Of what one entry changed about a claim, the delta that is told; the rest stands beside it.

    A breakdown (Iraq, Syria, both) is one alert and not three. A count that leaves the standing
    alone is told when it is official and of no smaller place than the claim's; others are for
    whoever looks.
    """
    told: dict[str, Delta] = {}
    for delta in deltas:
        claim = baseline.claim(delta.claim)
        best = told.get(claim.id)
        if is_for_looking(delta, claim.scope):
            continue
        if best is None or _weight(delta, claim.scope) > _weight(best, claim.scope):
            told[claim.id] = delta
    return list(told.values())


def is_for_looking(delta: Delta, scope: tuple[str, ...]) -> bool:
    """Whether a delta only carries the record on, or fills it in, so that nobody has to be told."""
    if delta.reason in {Reason.FILLED_IN, Reason.HAPPENED_EARLIER}:
        return True
    if delta.point is None or delta.after.status is not delta.before.status:
        return False
    series = delta.point.series
    return series.kind is not SeriesKind.OFFICIAL or lies(series.scope, scope) is Lies.NARROWER


def _weight(delta: Delta, scope: tuple[str, ...]) -> tuple[bool, int, bool, float]:
    is_own = delta.point is None or lies(delta.point.series.scope, scope) is Lies.EQUAL
    value = delta.point.value if delta.point else 0.0
    return delta.after.status is not delta.before.status, delta.severity, is_own, value


def route(
    delta: Delta,
    subscriptions: Iterable[Subscription],
    now: datetime,
    *,
    told: Iterable[Subscription] = (),
) -> list[Delivery]:
    """One alert for each chat that wished for it, or that was told what it takes back.

    What the article's own date or the baseline's history already held is news to nobody. Only a
    grave delta sounds.

    Args:
        delta: what changed.
        subscriptions: every chat's wish.
        now: aware UTC; a chat that is muted until later is not told.
        told: the chats that were told of what the delta takes back, whatever they wish now.
    """
    if delta.reason == Reason.CONTESTED_AT_BIRTH or is_history(delta):
        return []
    wishes = [*told, *(wish for wish in subscriptions if _wants(wish, delta, now))]
    return [
        Delivery(
            chat_id=chat_id,
            kind="alert",
            delta_id=delta.id,
            thread_id=thread_id,
            is_silent=delta.severity is not Severity.GRAVE,
            created_at=now,
        )
        for chat_id, thread_id in dict.fromkeys((one.chat_id, one.thread_id) for one in wishes)
    ]


def _wants(wish: Subscription, delta: Delta, now: datetime) -> bool:
    is_muted = wish.muted_until is not None and now < wish.muted_until
    is_followed = not wish.claims or delta.claim in wish.claims
    return is_followed and not is_muted and delta.severity >= wish.threshold
