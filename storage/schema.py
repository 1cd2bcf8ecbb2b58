"""The tables, one append-only function a step; it reads and writes no rows.

A step that has been released is never edited: what comes later is another step. Times are text of
one width (`storage.rows.stamp`), days are ISO text, a scope is its codes joined by commas.
Columns beside a `body` exist to be searched by; the body is the truth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x53746574
"""``Stet`` in ASCII, in SQLite's header: tells our files from others."""

OPEN = "state IN ('new', 'sending', 'retry', 'unknown')"
"""Deliveries that are still on their way. SQLite uses a partial index only for these same words."""


def step_1_feeds_and_ledger(db: Database) -> None:
    """What is watched, what was published, and what follows from it."""
    db.executescript(_FEEDS_AND_ENTRIES)
    db.executescript(_LEDGER)


def step_2_chats_and_outbox(db: Database) -> None:
    """Who is told, and what is on its way to them."""
    db.executescript(_CHATS_AND_OUTBOX)


def step_3_silence(db: Database) -> None:
    """Why an observation changed nothing, as it was judged when it was read."""
    db.executescript(_SILENCE)


def step_4_origins(db: Database) -> None:
    """Whose text an entry is, and since when a feed is silent."""
    db.executescript(_ORIGINS)


def step_5_listings(db: Database) -> None:
    """What each feed's document listed when it was last read."""
    db.executescript(_LISTINGS)


STEPS = (
    step_1_feeds_and_ledger,
    step_2_chats_and_outbox,
    step_3_silence,
    step_4_origins,
    step_5_listings,
)
VERSION = len(STEPS)
"""Kept in SQLite's ``user_version``."""


def migrations() -> Migrations:
    """The steps as sqlite-utils runs them; it is loaded only where a database is made or upgraded.

    It costs more to load than all the rest of looking into a ledger.
    """
    from sqlite_utils import Migrations

    steps = Migrations("stet")
    for step in STEPS:
        steps()(step)
    return steps


_FEEDS_AND_ENTRIES = """
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    outlet TEXT NOT NULL,
    tier TEXT NOT NULL,
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    site_url TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    note TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    due_at TEXT,
    interval_seconds INTEGER NOT NULL DEFAULT 0,
    checked_at TEXT,
    ok_at TEXT,
    changed_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    is_removed INTEGER NOT NULL DEFAULT 0  -- its entries stay, and are still known if it returns
) STRICT;
CREATE INDEX feeds_due ON feeds (ifnull(due_at, '')) WHERE is_enabled = 1 AND is_removed = 0;

CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER REFERENCES feeds (id),
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    url TEXT NOT NULL,
    outlet TEXT NOT NULL,
    tier TEXT NOT NULL,
    published_at TEXT NOT NULL,
    is_dated INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    story_hash TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    edited_at TEXT
) STRICT;
CREATE UNIQUE INDEX entries_key ON entries (ifnull(feed_id, 0), key);
CREATE INDEX entries_feed ON entries (feed_id, id);
CREATE INDEX entries_story ON entries (story_hash);
"""

_LEDGER = """
CREATE TABLE observations (
    id INTEGER PRIMARY KEY,
    baseline TEXT NOT NULL,
    claim TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entries (id),
    fingerprint TEXT NOT NULL,
    counts INTEGER NOT NULL,
    published_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX observations_once ON observations (entry_id, baseline, claim, fingerprint);
CREATE INDEX observations_recent ON observations (baseline, claim, counts, published_at);
CREATE INDEX observations_dropped ON observations (baseline, seen_at) WHERE counts = 0;

CREATE TABLE deltas (
    seq INTEGER PRIMARY KEY,
    baseline TEXT NOT NULL,
    id TEXT NOT NULL,
    claim TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX deltas_id ON deltas (baseline, id);
CREATE INDEX deltas_seen ON deltas (baseline, seen_at);
CREATE INDEX deltas_claim ON deltas (baseline, claim, seen_at);

-- what the last delta of each claim left, once more, so that asking where all stand is no search
CREATE TABLE standings (
    baseline TEXT NOT NULL,
    claim TEXT NOT NULL,
    first TEXT,  -- where the claim stood before any delta: the article's own word
    seen_at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (baseline, claim)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    baseline TEXT NOT NULL,
    claim TEXT NOT NULL,
    scope TEXT NOT NULL,
    since TEXT NOT NULL,
    kind TEXT NOT NULL,
    UNIQUE (baseline, claim, scope, since, kind)
) STRICT;

CREATE TABLE tally_points (
    id INTEGER PRIMARY KEY,
    series_id INTEGER NOT NULL REFERENCES series (id),
    delta_id TEXT,  -- null: the baseline's own known history
    as_of TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    value REAL NOT NULL,
    upper REAL,
    bound TEXT NOT NULL,
    source TEXT NOT NULL,
    outlet TEXT NOT NULL,
    url TEXT NOT NULL,
    is_derived INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tally_points_once ON tally_points (series_id, as_of, seen_at, value, source);
"""

_ORIGINS = """
ALTER TABLE entries ADD COLUMN sketch TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN credit TEXT;
ALTER TABLE feeds ADD COLUMN silent_since TEXT;
"""

_LISTINGS = """
CREATE TABLE listings (
    feed_id INTEGER PRIMARY KEY REFERENCES feeds (id),
    body TEXT NOT NULL  -- key by fingerprint of each entry, as JSON
) STRICT;
"""

_SILENCE = """
ALTER TABLE observations ADD COLUMN silence TEXT;  -- null: it changed something
UPDATE observations SET silence = 'not-counted' WHERE counts = 0;
DROP INDEX observations_dropped;
CREATE INDEX observations_dropped ON observations (baseline, seen_at) WHERE silence IS NOT NULL;
"""

_CHATS_AND_OUTBOX = """
CREATE TABLE chats (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    thread_id INTEGER,
    language TEXT NOT NULL,
    is_suspended INTEGER NOT NULL
) STRICT;

CREATE TABLE subscriptions (
    baseline TEXT NOT NULL,
    chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    topic INTEGER NOT NULL,  -- the thread, 0 for none
    claims TEXT NOT NULL,
    threshold INTEGER NOT NULL,
    muted_until TEXT,
    PRIMARY KEY (baseline, chat_id, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscriptions_chat ON subscriptions (chat_id);

CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    update_id INTEGER NOT NULL UNIQUE
) STRICT;

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    baseline TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    kind TEXT NOT NULL,
    lane INTEGER NOT NULL,  -- 0: somebody asked for it, 1: it can wait its turn
    delta_id TEXT,
    payload TEXT NOT NULL,
    is_silent INTEGER NOT NULL,
    state TEXT NOT NULL,
    is_possible_repeat INTEGER NOT NULL DEFAULT 0,
    not_before TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    message_id INTEGER,
    created_at TEXT NOT NULL,
    started_at TEXT,
    boot_id TEXT
) STRICT;
CREATE UNIQUE INDEX deliveries_alert ON deliveries
    (delta_id, chat_id, baseline, ifnull(thread_id, 0)) WHERE kind = 'alert';
CREATE INDEX deliveries_due ON deliveries (lane, not_before, id)
    WHERE state IN ('new', 'sending', 'retry', 'unknown');
CREATE INDEX deliveries_turn ON deliveries (chat_id, lane, id)
    WHERE state IN ('new', 'sending', 'retry', 'unknown');
CREATE INDEX deliveries_chat ON deliveries (chat_id);
CREATE INDEX deliveries_state ON deliveries (state, created_at);
"""
