"""`stet doctor`: examines settings, database, baseline, feeds and outbox; mends nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pyexpat import EXPAT_VERSION
from typing import TYPE_CHECKING

from bot.health import health_of
from bot.settings import load_settings
from storage.errors import StetError
from storage.models import DeliveryState
from storage.store import open_store
from watchers.baseline import load_baseline

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.store import Store

WAL_RESET_DEFECT = ((3, 7, 0), (3, 51, 2))
"""SQLite versions in which two writers can lose a commit at a WAL reset; there is one here."""
SAFE_EXPAT = (2, 4, 0)
"""From this version on expat limits what entities may expand to (libexpat's change log)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and whether it is well."""

    is_well: bool
    text: str


def examine() -> list[Finding]:
    """Look at everything that can be looked at from outside the running process."""
    findings = [_sqlite(), _expat()]
    try:
        settings = load_settings()
        baseline = load_baseline(settings.baseline)
    except StetError as error:
        return [*findings, Finding(is_well=False, text=str(error))]
    findings += [
        Finding(is_well=True, text=f"baseline {baseline.id}: {len(baseline.claims)} claims"),
        _token(settings),
    ]
    if not settings.database.exists():
        text = f"database {settings.database}: not there yet; `stet run` makes it"
        return [*findings, Finding(is_well=True, text=text)]
    try:
        with open_store(settings.database, baseline_id=baseline.id, read_only=True) as store:
            return [*findings, *_stored(store)]
    except StetError as error:
        return [*findings, Finding(is_well=False, text=str(error))]


def _sqlite() -> Finding:
    first, last = WAL_RESET_DEFECT
    is_old = first <= sqlite3.sqlite_version_info <= last
    note = " (safe here: one writer)" if is_old else ""
    return Finding(is_well=True, text=f"SQLite {sqlite3.sqlite_version}{note}")


def _expat() -> Finding:
    version = tuple(int(part) for part in EXPAT_VERSION.removeprefix("expat_").split("."))
    return Finding(is_well=version >= SAFE_EXPAT, text=EXPAT_VERSION.replace("_", " "))


def _token(settings: Settings) -> Finding:
    where = "Telegram" if settings.token else "the terminal (no STET_BOT_TOKEN)"
    return Finding(is_well=True, text=f"chats by {where}")


def _stored(store: Store) -> list[Finding]:
    damage = store.problems()
    health = health_of(store, datetime.now(UTC))
    sent, dead = (health.deliveries[state] for state in (DeliveryState.SENT, DeliveryState.DEAD))
    last_ok = f"{health.last_ok_at:%Y-%m-%d %H:%M} UTC" if health.last_ok_at else "never"
    return [
        Finding(is_well=not damage, text="; ".join(damage) or f"database {store.path}: sound"),
        Finding(
            is_well=True,
            text=f"feeds: {health.alive} of {len(health.followed)} alive, last read {last_ok}",
        ),
        *(
            Finding(is_well=True, text=f"  {feed.outlet}: {feed.error or 'stale'}")
            for feed in health.dead_feeds
        ),
        Finding(is_well=True, text=f"outbox: {health.waiting} waiting, {sent} sent, {dead} dead"),
        *(Finding(is_well=False, text=problem) for problem in health.problems),
    ]
