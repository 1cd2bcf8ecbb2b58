"""Who is told and what they asked for, and which updates were handled; it talks to nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from storage import outbox
from storage.models import Chat, Subscription
from storage.rows import from_row, from_rows, stamp_or

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from storage.store import Store

UPDATES_REMEMBERED = 10_000
"""Telegram repeats only updates of the last day that were not acknowledged."""


def upsert(store: Store, chat: Chat) -> None:
    """Keep a chat as it is now, over what was known of it."""
    store.execute(
        "INSERT INTO chats (id, kind, title, thread_id, language, is_suspended)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET kind = excluded.kind,"
        " title = excluded.title, thread_id = excluded.thread_id, language = excluded.language,"
        " is_suspended = excluded.is_suspended",
        (chat.id, chat.kind, chat.title, chat.thread_id, chat.language, chat.is_suspended),
    )


def get(store: Store, chat_id: int) -> Chat | None:
    """A chat that has written to the bot, or None."""
    row = store.execute("SELECT * FROM chats WHERE id = ?", (chat_id,)).fetchone()
    return row and from_row(Chat, row)


def list_all(store: Store) -> list[Chat]:
    """Every chat, suspended or not."""
    return from_rows(Chat, store.execute("SELECT * FROM chats ORDER BY id"))


def suspend(store: Store, chat_id: int, *, reason: str) -> None:
    """Stop telling a chat that refuses us; its subscriptions stay, for its return.

    What is on its way to it ends as dead with the reason.
    """
    with store.transaction():
        store.execute("UPDATE chats SET is_suspended = 1 WHERE id = ?", (chat_id,))
        outbox.mark_chat_dead(store, chat_id, reason=reason)


def resume(store: Store, chat_id: int) -> None:
    """Tell a chat again, as it had subscribed."""
    store.execute("UPDATE chats SET is_suspended = 0 WHERE id = ?", (chat_id,))


def migrate(store: Store, old_id: int, new_id: int) -> None:
    """A group became a supergroup: everything of it goes by the new id from now on.

    Where the new id is known already, its own wishes stand.
    """
    with store.transaction():
        old = get(store, old_id)
        if old is not None:
            store.execute(
                "INSERT OR IGNORE INTO chats SELECT ?, 'supergroup', title, thread_id, language,"
                " is_suspended FROM chats WHERE id = ?",
                (new_id, old_id),
            )
            store.execute(
                "UPDATE OR IGNORE subscriptions SET chat_id = ? WHERE chat_id = ?", (new_id, old_id)
            )
            store.execute("DELETE FROM chats WHERE id = ?", (old_id,))
        outbox.move_chat(store, old_id, new_id)


def forget(store: Store, chat_id: int) -> None:
    """Erase everything of a chat: itself, its subscriptions, all messages to it."""
    with store.transaction():
        outbox.forget_chat(store, chat_id)
        store.execute("DELETE FROM chats WHERE id = ?", (chat_id,))


def subscribe(store: Store, subscription: Subscription) -> None:
    """Keep a wish, over an earlier one of the same chat and topic.

    Threshold and muting are changed by subscribing again with them. The chat must be known.
    """
    store.execute(
        "INSERT INTO subscriptions (baseline, chat_id, topic, claims, threshold, muted_until)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET claims = excluded.claims,"
        " threshold = excluded.threshold, muted_until = excluded.muted_until",
        (
            store.baseline_id,
            subscription.chat_id,
            subscription.thread_id or 0,
            json.dumps(subscription.claims),
            subscription.threshold,
            subscription.muted_until and stamp_or(subscription.muted_until, ""),
        ),
    )


def unsubscribe(store: Store, chat_id: int, *, thread_id: int | None = None) -> bool:
    """Drop the wish of a chat or of one of its topics; False where there was none."""
    return (
        store.execute(
            "DELETE FROM subscriptions WHERE baseline = ? AND chat_id = ? AND topic = ?",
            (store.baseline_id, chat_id, thread_id or 0),
        ).rowcount
        == 1
    )


def subscription(
    store: Store, chat_id: int, *, thread_id: int | None = None
) -> Subscription | None:
    """The wish of a chat or of one of its topics, or None."""
    rows = store.execute(
        "SELECT * FROM subscriptions WHERE baseline = ? AND chat_id = ? AND topic = ?",
        (store.baseline_id, chat_id, thread_id or 0),
    )
    return next(iter(_subscriptions(rows)), None)


def subscriptions(store: Store) -> list[Subscription]:
    """The wishes of every chat that is not suspended."""
    rows = store.execute(
        "SELECT s.* FROM subscriptions AS s JOIN chats AS c ON c.id = s.chat_id"
        " WHERE s.baseline = ? AND c.is_suspended = 0 ORDER BY s.chat_id, s.topic",
        (store.baseline_id,),
    )
    return _subscriptions(rows)


def _subscriptions(rows: Iterable[sqlite3.Row]) -> list[Subscription]:
    return [
        from_row(
            Subscription,
            {**dict(row), "claims": json.loads(row["claims"]), "thread_id": row["topic"] or None},
        )
        for row in rows
    ]


def record_update(store: Store, update_id: int) -> bool:
    """Note that an update is being handled; False where it was handled before.

    Belongs into the transaction that holds the answer, so that neither commits alone.
    """
    with store.transaction():
        cursor = store.execute(
            "INSERT INTO inbox (update_id) VALUES (?) ON CONFLICT DO NOTHING", (update_id,)
        )
        if cursor.rowcount == 0:
            return False
        oldest = (cursor.lastrowid or 0) - UPDATES_REMEMBERED
        store.execute("DELETE FROM inbox WHERE id <= ?", (oldest,))
        return True
