"""Answers to questions: each reads the ledger and words what it finds; none changes anything."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.health import health_of
from bot.messages import alerts, corrections, talk, tallies
from bot.messages import claims as claim_messages
from bot.messages import dropped as dropped_messages
from bot.review import reviews
from storage import chats, ledger
from storage.errors import InputError
from watchers.baseline import ClaimKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.handlers.desk import Ask, Desk
    from bot.messages.message import Message
    from storage.models import Delta, Subscription
    from watchers.baseline import Baseline

LATEST_SHOWN = 9
DROPPED_HOURS, DROPPED_HOURS_AT_MOST = 24, 168


def start(desk: Desk, ask: Ask) -> list[Message]:
    """What the bot does and stores; a link of the form ``?start=CLAIM`` opens that claim."""
    if ask.first in {one.id for one in desk.baseline.claims}:
        return claim(desk, ask)
    return [talk.start(desk.baseline, is_subscribed=wish_of(desk, ask) is not None)]


def help_(desk: Desk, ask: Ask) -> list[Message]:  # noqa: ARG001 - every handler takes both
    """All commands."""
    return [talk.help_text()]


def claims(desk: Desk, ask: Ask) -> list[Message]:  # noqa: ARG001 - every handler takes both
    """All claims by standing."""
    return [claim_messages.claims(ledger.standings(desk.store), desk.baseline)]


def claim(desk: Desk, ask: Ask) -> list[Message]:
    """One claim; without an id the list."""
    if not ask.first:
        return claims(desk, ask)
    try:
        found = desk.baseline.claim(ask.first)
    except KeyError:
        return [claim_messages.unknown(ask.first)]
    wish = wish_of(desk, ask)
    is_subscribed = wish is not None and (not wish.claims or found.id in wish.claims)
    known = ledger.of_claim(desk.store, found.id)
    return [claim_messages.claim(found, known, desk.baseline, is_subscribed=is_subscribed)]


def tally(desk: Desk, ask: Ask) -> list[Message]:  # noqa: ARG001 - every handler takes both
    """The counts in words, and the picture of the tally that has most to show."""
    today = desk.clock().date()
    points = ledger.tallies(desk.store)
    messages = [tallies.tally(points, desk.baseline, as_known_at=today)]
    tallied = [one for one in desk.baseline.claims if one.kind is ClaimKind.TALLY]
    weight = {one.id: sum(point.series.claim == one.id for point in points) for one in tallied}
    main = max(tallied, key=lambda one: weight[one.id], default=None)
    if main is not None and weight[main.id]:
        messages.append(tallies.chart(main, desk.baseline, as_known_at=today))
    return messages


def why(desk: Desk, ask: Ask) -> list[Message]:
    """The trace of an alert; without an id the latest."""
    if not ask.first:
        return [alerts.latest(tuple(ledger.deltas(desk.store, limit=LATEST_SHOWN)))]
    return [_of_delta(desk, ask, alerts.why)]


def sources(desk: Desk, ask: Ask) -> list[Message]:
    """The evidence of an alert."""
    return [_of_delta(desk, ask, alerts.sources)]


def alert(desk: Desk, ask: Ask) -> list[Message]:
    """An alert once more, in place of what was shown under its buttons."""
    return [_of_delta(desk, ask, alerts.alert)]


def _of_delta(desk: Desk, ask: Ask, show: Callable[[Delta, Baseline], Message]) -> Message:
    try:
        found = ledger.delta(desk.store, ask.first) if ask.first else None
        return show(found, desk.baseline) if found else alerts.unknown(ask.first)
    except (InputError, KeyError):
        # Several ids begin so, or the article's file no longer has the claim.
        return alerts.unknown(ask.first)


def dropped(desk: Desk, ask: Ask) -> list[Message]:
    """What was read lately and changed nothing; without a number in the last day."""
    asked = int(ask.first) if ask.first.isdecimal() and len(ask.first) < len("1000") else 0
    hours = min(asked or DROPPED_HOURS, DROPPED_HOURS_AT_MOST)
    since = desk.clock() - timedelta(hours=hours)
    found = ledger.dropped(desk.store, since=since, limit=dropped_messages.AT_MOST)
    return [dropped_messages.dropped(found, hours=hours)]


def correction(desk: Desk, ask: Ask) -> list[Message]:
    """A note about a claim, ready to paste; without an id the claims that one is due for."""
    under_review = reviews(desk.store, desk.baseline)
    if not ask.first:
        return [corrections.choose([one for one in under_review if one.is_due])]
    found = next((one for one in under_review if one.claim.id == ask.first), None)
    if found is None:
        return [claim_messages.unknown(ask.first)]
    return [corrections.correction(found, desk.baseline, on=desk.clock().date())]


def status(desk: Desk, ask: Ask) -> list[Message]:
    """Is the bot well, and what is this chat told."""
    now = desk.clock()
    return [talk.status(health_of(desk.store, now), wish_of(desk, ask), desk.baseline)]


def wish_of(desk: Desk, ask: Ask) -> Subscription | None:
    """What the chat (or this topic of it) wants to be told."""
    return chats.subscription(desk.store, ask.chat.id, thread_id=ask.thread_id)
