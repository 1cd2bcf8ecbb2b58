"""The feed list and how far each feed has been followed; it fetches nothing.

A feed whose `ok_at` is None has never been read: its first poll is a backlog, not news.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from storage.models import Feed
from storage.rows import from_row, from_rows, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.models import Poll
    from storage.store import Store


def add(store: Store, feeds: Iterable[Feed]) -> int:
    """Follow feeds; one already followed (by its URL) is left as it is. Returns how many are new.

    A feed that was removed returns with its entries still known, and is fetched anew. The ids
    given are ignored.
    """
    with store.transaction():
        return sum(_add(store, feed) for feed in feeds)


def _add(store: Store, feed: Feed) -> int:
    return store.execute(
        "INSERT INTO feeds (url, outlet, tier, country, language, site_url, is_enabled, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET is_removed = 0, is_enabled = excluded.is_enabled,"
        " note = excluded.note, etag = NULL, last_modified = NULL, body_hash = NULL,"
        " due_at = NULL, failures = 0, error = NULL WHERE is_removed = 1",
        (
            feed.url,
            feed.outlet,
            feed.tier,
            feed.country,
            feed.language,
            feed.site_url,
            feed.is_enabled,
            feed.note,
        ),
    ).rowcount


def get(store: Store, feed_id: int) -> Feed | None:
    """A feed that is followed, or None."""
    sql = "SELECT * FROM feeds WHERE id = ? AND is_removed = 0"
    row = store.execute(sql, (feed_id,)).fetchone()
    return row and from_row(Feed, row)


def find(store: Store, url: str) -> Feed | None:
    """The followed feed at an address, or None."""
    row = store.execute("SELECT * FROM feeds WHERE url = ? AND is_removed = 0", (url,)).fetchone()
    return row and from_row(Feed, row)


def all_feeds(store: Store) -> list[Feed]:
    """Every followed feed, switched off or not, in the order in which they were added."""
    return from_rows(Feed, store.execute("SELECT * FROM feeds WHERE is_removed = 0 ORDER BY id"))


def due(store: Store, now: datetime, *, limit: int = 1000) -> list[Feed]:
    """The feeds whose time has come, the longest waiting first; new ones before all."""
    return from_rows(
        Feed,
        store.execute(
            "SELECT * FROM feeds WHERE is_enabled = 1 AND is_removed = 0"
            " AND ifnull(due_at, '') <= ? ORDER BY ifnull(due_at, ''), id LIMIT ?",
            (stamp(now), limit),
        ),
    )


def remove(store: Store, url: str) -> bool:
    """Stop following a feed; what it said and what followed from it stay. False: no such feed."""
    sql = "UPDATE feeds SET is_removed = 1 WHERE url = ? AND is_removed = 0"
    return store.execute(sql, (url,)).rowcount == 1


def enable(store: Store, feed_id: int) -> None:
    """Switch a feed on; it is due at once."""
    store.execute(
        "UPDATE feeds SET is_enabled = 1, note = '', due_at = NULL, failures = 0 WHERE id = ?",
        (feed_id,),
    )


def disable(store: Store, feed_id: int, note: str) -> None:
    """Switch a feed off and say why."""
    store.execute("UPDATE feeds SET is_enabled = 0, note = ? WHERE id = ?", (note, feed_id))


def record_success(store: Store, feed_id: int, poll: Poll) -> None:
    """Note a poll that worked, in the transaction that holds what it brought.

    Committed any earlier, a crash would lose the entries: the next answer would be "unchanged".
    """
    store.execute(
        "UPDATE feeds SET etag = :etag, last_modified = :last_modified, body_hash = :body_hash,"
        " due_at = :due_at, interval_seconds = :interval_seconds, checked_at = :at, ok_at = :at,"
        " changed_at = iif(:has_changed, :at, changed_at), failures = 0, error = NULL"
        " WHERE id = :feed_id",
        {
            **{field.name: getattr(poll, field.name) for field in fields(poll)},
            "at": stamp(poll.at),
            "due_at": stamp(poll.due_at),
            "feed_id": feed_id,
        },
    )


def record_failure(
    store: Store, feed_id: int, *, error: str, now: datetime, due_at: datetime
) -> None:
    """Note a poll that failed; validators stay, so that the next one asks as this one did."""
    store.execute(
        "UPDATE feeds SET checked_at = ?, due_at = ?, failures = failures + 1, error = ?"
        " WHERE id = ?",
        (stamp(now), stamp(due_at), error, feed_id),
    )


def record_silence(store: Store, feed_id: int, since: datetime | None) -> None:
    """Note since when nothing is to be had from a feed; None where it is alive again."""
    at = None if since is None else stamp(since)
    store.execute("UPDATE feeds SET silent_since = ? WHERE id = ?", (at, feed_id))


def move(store: Store, feed_id: int, url: str) -> bool:
    """Follow a feed to its new address for good.

    Returns:
        False where another feed is already there: this one is then removed as its double.
    """
    with store.transaction():
        taken = store.execute(
            "SELECT 1 FROM feeds WHERE url = ? AND id <> ?", (url, feed_id)
        ).fetchone()
        if taken:
            store.execute("UPDATE feeds SET is_removed = 1 WHERE id = ?", (feed_id,))
            return False
        store.execute("UPDATE feeds SET url = ? WHERE id = ?", (url, feed_id))
        return True
