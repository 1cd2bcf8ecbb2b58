"""Changes of what a chat is told; each runs inside the transaction that also holds its answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.handlers.asking import wish_of
from bot.messages import claims as claim_messages
from bot.messages import talk
from storage import chats
from storage.models import Subscription

if TYPE_CHECKING:
    from bot.handlers.desk import Ask, Desk
    from bot.messages.message import Message

LONGEST_MUTE_HOURS = 24 * 30


def subscribe(desk: Desk, ask: Ask) -> list[Message]:
    """Be told: ``all`` (also without a word), ``notable``, ``grave``, or one more claim."""
    now = desk.clock()
    old = wish_of(desk, ask)
    wish = old or Subscription(ask.chat.id, thread_id=ask.thread_id)
    choice = ask.first or ("all" if old is None else "")
    if choice in talk.CHOICES:
        wish = replace(wish, threshold=talk.CHOICES[choice], claims=())
    elif choice:
        if choice not in {claim.id for claim in desk.baseline.claims}:
            return [claim_messages.unknown(choice)]
        wish = replace(wish, claims=_with(old, choice))
    chats.subscribe(desk.store, wish)
    return [talk.subscribed(wish, now)]


def _with(old: Subscription | None, claim_id: str) -> tuple[str, ...]:
    """Who was told of all claims and asks for one wants that one alone."""
    return tuple(dict.fromkeys((*(old.claims if old else ()), claim_id)))


def unsubscribe(desk: Desk, ask: Ask) -> list[Message]:
    """Be told no longer, or not of one claim."""
    now, wish = desk.clock(), wish_of(desk, ask)
    if wish is None or not ask.first:
        chats.unsubscribe(desk.store, ask.chat.id, thread_id=ask.thread_id)
        return [talk.unsubscribed(None, now)]
    known = [claim.id for claim in desk.baseline.claims]
    if ask.first not in known:
        return [claim_messages.unknown(ask.first)]
    left = tuple(claim for claim in (wish.claims or known) if claim != ask.first)
    if not left:
        return unsubscribe(desk, replace(ask, words=()))
    wish = replace(wish, claims=left)
    chats.subscribe(desk.store, wish)
    return [talk.unsubscribed(wish, now)]


def mute(desk: Desk, ask: Ask) -> list[Message]:
    """Silence for so many hours; 0 ends it."""
    now = desk.clock()
    wish = wish_of(desk, ask)
    if wish is None:
        return [talk.unsubscribed(None, now)]
    hours = int(ask.first) if ask.first.isascii() and ask.first.isdigit() else 24
    until = now + timedelta(hours=min(hours, LONGEST_MUTE_HOURS)) if hours else None
    wish = replace(wish, muted_until=until)
    chats.subscribe(desk.store, wish)
    return [talk.subscribed(wish, now)]


def stop(desk: Desk, ask: Ask) -> list[Message]:
    """End everything and erase what is stored of the chat."""
    chats.forget(desk.store, ask.chat.id)
    return [talk.stopped()]
