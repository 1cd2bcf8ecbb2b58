"""Deliveries on their way to Telegram, the only road there; it sends nothing.

new -> sending -> sent | retry | unknown | dead. What was begun for a chat is finished before
anything else goes to that chat, so each chat's order is kept and its waiting delays no other.
A new delivery that is not due yet (quiet hours) waits aside and blocks nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from storage.models import Delivery, DeliveryState, Subscription
from storage.rows import from_row, stamp, stamp_or
from storage.schema import OPEN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from storage.store import Store

_LANES = (0, 1)
_OPEN_STATES = tuple(state for state in DeliveryState if state not in ("sent", "dead"))


def add(store: Store, deliveries: Iterable[Delivery], *, now: datetime) -> list[int]:
    """Put deliveries into the outbox in order; returns the rows of those that are new.

    An alert of one delta goes to a chat (or one of its topics) once.
    """
    with store.transaction():
        cursors = [_insert(store, delivery, now) for delivery in deliveries]
        return [int(cursor.lastrowid or 0) for cursor in cursors if cursor.rowcount == 1]


def _insert(store: Store, delivery: Delivery, now: datetime) -> sqlite3.Cursor:
    return store.execute(
        "INSERT INTO deliveries (baseline, chat_id, thread_id, kind, lane, delta_id, payload,"
        " is_silent, state, not_before, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'new', ?, ?)"
        " ON CONFLICT DO NOTHING",
        (
            store.baseline_id,
            delivery.chat_id,
            delivery.thread_id,
            delivery.kind,
            int(delivery.kind == "notice" or delivery.delta_id is not None),
            delivery.delta_id,
            json.dumps(delivery.payload, ensure_ascii=False),
            delivery.is_silent,
            stamp(delivery.not_before or now),
            stamp(now),
        ),
    )


_NEXT = f"""
SELECT d.id FROM deliveries AS d
WHERE d.lane = :lane AND d.not_before <= :now AND d.{OPEN} AND d.state <> 'sending'
  AND d.chat_id NOT IN (SELECT value FROM json_each(:resting))
  AND NOT EXISTS (
    SELECT 1 FROM deliveries AS e
    WHERE e.chat_id = d.chat_id AND e.{OPEN} AND e.id <> d.id
      AND (e.state = 'sending'
        OR ((e.state <> 'new' OR e.not_before <= :now)
          AND (e.state = 'new', e.lane, e.id) < (d.state = 'new', d.lane, d.id))))
ORDER BY d.not_before, d.id LIMIT :limit
"""  # noqa: S608 - the only part put in is the constant that names the partial index


def claim_due(
    store: Store, now: datetime, *, limit: int = 30, resting: Iterable[int] = ()
) -> list[Delivery]:
    """Take up to `limit` deliveries to send now, at most one a chat; answers before alerts.

    Chats that are `resting` (written to a moment ago) are passed over. The others' become
    ``sending``. Each must be given back by one of the `mark_` functions.
    """
    claimed: list[Delivery] = []
    rests = json.dumps(list(resting))
    with store.transaction():
        for lane in _LANES:
            left = limit - len(claimed)
            values = {"lane": lane, "now": stamp(now), "limit": left, "resting": rests}
            rows = store.execute(_NEXT, values).fetchall()
            claimed += [_begin(store, row["id"], now) for row in rows]
    return claimed


def _begin(store: Store, delivery_id: int, now: datetime) -> Delivery:
    row = store.execute(
        "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, started_at = ?,"
        " boot_id = ? WHERE id = ? RETURNING *",
        (stamp(now), store.boot_id, delivery_id),
    ).fetchone()
    return _delivery(row)


def _delivery(row: sqlite3.Row) -> Delivery:
    return from_row(Delivery, {**dict(row), "payload": json.loads(row["payload"])})


def mark_sent(store: Store, delivery_id: int, message_id: int | None) -> None:
    """It has arrived, as this message."""
    store.execute(
        "UPDATE deliveries SET state = 'sent', message_id = ?, reason = NULL WHERE id = ?",
        (message_id, delivery_id),
    )


def mark_retry(
    store: Store, delivery_id: int, *, not_before: datetime, reason: str, counts_attempt: bool
) -> None:
    """It has not arrived and may be sent again from a time on.

    Args:
        store: the open store.
        delivery_id: its row.
        not_before: the earliest time of the next attempt; the whole chat waits until then.
        reason: why, for the operator.
        counts_attempt: False where the attempt says nothing about the message (flood control).
    """
    store.execute(
        "UPDATE deliveries SET state = 'retry', not_before = ?, reason = ?,"
        " attempts = attempts - ? WHERE id = ?",
        (stamp(not_before), reason, not counts_attempt, delivery_id),
    )


def mark_unknown(store: Store, delivery_id: int, *, not_before: datetime, reason: str) -> None:
    """It may have arrived: it is sent again from a time on, marked as a possible repeat."""
    store.execute(
        "UPDATE deliveries SET state = 'unknown', is_possible_repeat = 1, not_before = ?,"
        " reason = ? WHERE id = ?",
        (stamp(not_before), reason, delivery_id),
    )


def mark_dead(store: Store, delivery_id: int, *, reason: str) -> None:
    """It can never be sent; it stays here with the reason, for the operator."""
    store.execute(
        "UPDATE deliveries SET state = 'dead', reason = ? WHERE id = ?", (reason, delivery_id)
    )


def mark_chat_dead(store: Store, chat_id: int, *, reason: str) -> int:
    """Give up what is still on its way to a chat; returns how many deliveries."""
    return store.execute(
        f"UPDATE deliveries SET state = 'dead', reason = ? WHERE chat_id = ? AND {OPEN}",  # noqa: S608 - a constant
        (reason, chat_id),
    ).rowcount


def recover(store: Store) -> int:
    """Turn what an earlier process left ``sending`` into ``unknown``; returns how many.

    Telegram has no key against repeats: whether these arrived, nobody can say.
    """
    return store.execute(
        "UPDATE deliveries SET state = 'unknown', is_possible_repeat = 1,"
        " reason = 'the process ended while it was being sent'"
        " WHERE state = 'sending' AND boot_id <> ?",
        (store.boot_id,),
    ).rowcount


def get(store: Store, delivery_id: int) -> Delivery | None:
    """A delivery by its row, or None."""
    row = store.execute("SELECT * FROM deliveries WHERE id = ?", (delivery_id,)).fetchone()
    return row and _delivery(row)


def counts(store: Store) -> dict[DeliveryState, int]:
    """How many deliveries are in each state."""
    sql = "SELECT count(*) FROM deliveries WHERE state = ?"
    return {state: store.execute(sql, (state,)).fetchone()[0] for state in DeliveryState}


def oldest_waiting(store: Store, now: datetime) -> Delivery | None:
    """The delivery that is due and has been in the outbox longest; None where none is due."""
    rows = [
        store.execute(
            "SELECT * FROM deliveries WHERE state = ? AND not_before <= ?"
            " ORDER BY created_at, id LIMIT 1",
            (state, stamp(now)),
        ).fetchone()
        for state in _OPEN_STATES
    ]
    waiting = [_delivery(row) for row in rows if row is not None]
    return min(waiting, key=lambda each: (stamp_or(each.created_at, ""), each.id), default=None)


def dead(store: Store, *, limit: int = 100) -> list[Delivery]:
    """What could not be delivered, newest first, each with its reason."""
    rows = store.execute(
        "SELECT * FROM deliveries WHERE state = 'dead' ORDER BY created_at DESC, id DESC LIMIT ?",
        (limit,),
    )
    return [_delivery(row) for row in rows]


def message_id(store: Store, delta_id: str, chat_id: int, *, thread_id: int | None) -> int | None:
    """The message that brought a delta's alert to a chat or topic, for follow-ups to reply to."""
    row = store.execute(
        "SELECT message_id FROM deliveries WHERE kind = 'alert' AND delta_id = ? AND chat_id = ?"
        " AND baseline = ? AND ifnull(thread_id, 0) = ?",
        (delta_id, chat_id, store.baseline_id, thread_id or 0),
    ).fetchone()
    found: int | None = row["message_id"] if row else None
    return found


def told(store: Store, delta_ids: Sequence[str]) -> list[Subscription]:
    """Every chat and topic that an alert about one of some deltas was put in for."""
    marks = ",".join("?" * len(delta_ids))
    rows = store.execute(
        "SELECT DISTINCT chat_id, thread_id FROM deliveries WHERE kind = 'alert' AND baseline = ?"  # noqa: S608 - marks
        f" AND delta_id IN ({marks}) ORDER BY chat_id, thread_id",
        (store.baseline_id, *delta_ids),
    )
    return [Subscription(row["chat_id"], thread_id=row["thread_id"]) for row in rows]


def move_chat(store: Store, old_id: int, new_id: int) -> None:
    """Readdress everything from one chat to another; an alert that is there already stays once."""
    with store.transaction():
        store.execute(
            "UPDATE OR IGNORE deliveries SET chat_id = ? WHERE chat_id = ?", (new_id, old_id)
        )
        forget_chat(store, old_id)


def forget_chat(store: Store, chat_id: int) -> int:
    """Erase every delivery of a chat; returns how many."""
    return store.execute("DELETE FROM deliveries WHERE chat_id = ?", (chat_id,)).rowcount


def prune(store: Store, *, before: datetime) -> int:
    """Let go of what was sent and put in before a time; returns how many."""
    return store.execute(
        "DELETE FROM deliveries WHERE state = 'sent' AND created_at < ?", (stamp(before),)
    ).rowcount
