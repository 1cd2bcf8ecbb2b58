"""What feeds published, each thing once however often it is fetched; it reads no meaning."""

from __future__ import annotations

import json
import re
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from storage.models import Entry
from storage.rows import from_row, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storage.store import Store

KNOWN_PER_FEED = 1000
"""Keys remembered a feed, whatever their age: twice what one poll may bring."""

_NOT_A_WORD = re.compile(r"[\W_]+")


class Novelty(StrEnum):
    """What an entry was when it was added."""

    NEW = "new"
    EDITED = "edited"
    SAME = "same"


class Added(NamedTuple):
    """Where an entry lies, and whether it was news."""

    id: int
    novelty: Novelty


def known(store: Store, feed_id: int, *, limit: int = KNOWN_PER_FEED) -> dict[str, str]:
    """Content hash by key of the entries last added from a feed."""
    sql = "SELECT key, content_hash FROM entries WHERE feed_id = ? ORDER BY id DESC LIMIT ?"
    return {row["key"]: row["content_hash"] for row in store.execute(sql, (feed_id, limit))}


def listing(store: Store, feed_id: int) -> dict[str, str]:
    """Key by fingerprint of the entries in a feed's document, as `record_listing` kept it."""
    sql = "SELECT body FROM listings WHERE feed_id = ?"
    row = store.execute(sql, (feed_id,)).fetchone()
    return json.loads(row["body"]) if row else {}


def record_listing(store: Store, feed_id: int, listed: Mapping[str, str]) -> None:
    """Keep what a feed's document lists, all of which has been added."""
    store.execute(
        "INSERT INTO listings (feed_id, body) VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET body = excluded.body",
        (feed_id, json.dumps(listed)),
    )


def last_published(store: Store, feed_id: int, *, limit: int = 30) -> list[datetime]:
    """When the entries last added from a feed were published, those that are dated."""
    sql = "SELECT published_at, is_dated FROM entries WHERE feed_id = ? ORDER BY id DESC LIMIT ?"
    rows = store.execute(sql, (feed_id, limit))
    return [datetime.fromisoformat(row["published_at"]) for row in rows if row["is_dated"]]


def add(store: Store, entry: Entry, *, seen_at: datetime) -> Added:
    """Keep an entry; one with a known key is replaced where its content has changed.

    Entries without a feed (read from a file) share one space of keys.
    """
    row = store.execute(
        "SELECT id, content_hash FROM entries WHERE ifnull(feed_id, 0) = ? AND key = ?",
        (entry.feed_id or 0, entry.key),
    ).fetchone()
    if row is None:
        return Added(_insert(store, entry, seen_at), Novelty.NEW)
    if row["content_hash"] == entry.content_hash:
        return Added(row["id"], Novelty.SAME)
    _replace(store, row["id"], entry, edited_at=seen_at)
    return Added(row["id"], Novelty.EDITED)


def _values(entry: Entry) -> tuple[object, ...]:
    return (
        entry.title,
        entry.text,
        entry.url,
        entry.outlet,
        entry.tier,
        stamp(entry.published_at),
        entry.is_dated,
        entry.content_hash,
        _story_hash(entry),
        entry.sketch,
        entry.credit,
    )


def _insert(store: Store, entry: Entry, seen_at: datetime) -> int:
    cursor = store.execute(
        "INSERT INTO entries (title, text, url, outlet, tier, published_at, is_dated,"
        " content_hash, story_hash, sketch, credit, feed_id, key, seen_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*_values(entry), entry.feed_id, entry.key, stamp(seen_at)),
    )
    return int(cursor.lastrowid or 0)


def _replace(store: Store, entry_id: int, entry: Entry, *, edited_at: datetime) -> None:
    store.execute(
        "UPDATE entries SET title = ?, text = ?, url = ?, outlet = ?, tier = ?, published_at = ?,"
        " is_dated = ?, content_hash = ?, story_hash = ?, sketch = ?, credit = ?, edited_at = ?"
        " WHERE id = ?",
        (*_values(entry), stamp(edited_at), entry_id),
    )


def get(store: Store, entry_id: int) -> Entry | None:
    """An entry by its row, or None."""
    row = store.execute("SELECT * FROM entries WHERE id = ?", (entry_id,)).fetchone()
    return row and from_row(Entry, row)


def record_origin(store: Store, entry: Entry) -> None:
    """Keep whose text a stored entry is."""
    sql = "UPDATE entries SET sketch = ?, credit = ? WHERE id = ?"
    store.execute(sql, (entry.sketch, entry.credit, entry.id))


def in_order_seen(store: Store) -> Iterator[tuple[Entry, datetime]]:
    """Every entry with the time at which it was first seen, in that order."""
    rows = store.execute("SELECT * FROM entries ORDER BY seen_at, published_at, outlet, key")
    for row in rows:
        yield from_row(Entry, row), datetime.fromisoformat(row["seen_at"])


def find_same_story(store: Store, entry: Entry) -> Entry | None:
    """The first other entry with the same words in title and text, from whatever feed, or None.

    Case, punctuation and spacing make no difference.
    """
    row = store.execute(
        "SELECT * FROM entries WHERE story_hash = ?"
        " AND (ifnull(feed_id, 0) <> ? OR key <> ?) ORDER BY id LIMIT 1",
        (_story_hash(entry), entry.feed_id or 0, entry.key),
    ).fetchone()
    return row and from_row(Entry, row)


def prune(store: Store, *, before: datetime) -> int:
    """Let go of entries seen before a time; returns how many.

    Kept are those that an observation rests on, and the last `KNOWN_PER_FEED` of each feed:
    a slow feed may still list them, and they must not come back as news.
    """
    with store.transaction():
        feed_ids = [row["id"] for row in store.execute("SELECT id FROM feeds")]
        return sum(_prune_feed(store, feed_id, stamp(before)) for feed_id in feed_ids)


def _prune_feed(store: Store, feed_id: int, before: str) -> int:
    return store.execute(
        "DELETE FROM entries WHERE feed_id = :feed_id AND seen_at < :before"
        " AND id <= (SELECT id FROM entries WHERE feed_id = :feed_id"
        "            ORDER BY id DESC LIMIT 1 OFFSET :kept)"
        " AND NOT EXISTS (SELECT 1 FROM observations WHERE entry_id = entries.id)",
        {"feed_id": feed_id, "before": before, "kept": KNOWN_PER_FEED},
    ).rowcount


def _story_hash(entry: Entry) -> str:
    words = _NOT_A_WORD.sub(" ", f"{entry.title} {entry.text}".casefold()).strip()
    return blake2b(words.encode(), digest_size=16).hexdigest()
