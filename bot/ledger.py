"""Opens the ledger and the baseline that the settings name, for the commands that look or tend."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.settings import load_settings
from storage.errors import DatabaseRefused
from storage.store import open_store
from watchers.baseline import load_baseline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.store import Store
    from watchers.baseline import Baseline


def baseline_in_use(name: str | None = None) -> Baseline:
    """Load the named baseline, or the one that the settings name; raises InputError."""
    return load_baseline(name or load_settings().baseline)


@contextmanager
def opened() -> Iterator[tuple[Store, Baseline]]:
    """Open the ledger for looking, also while the program runs.

    Where there is no database yet, what a new one would hold is shown: the article against what
    was known by its own date.
    """
    settings = load_settings()
    baseline = load_baseline(settings.baseline)
    if not settings.database.absolute().parent.is_dir():
        raise DatabaseRefused(f"{settings.database}: its folder does not exist")
    if settings.database.exists():
        store = open_store(settings.database, baseline.id, read_only=True)
    else:
        from watchers.intake import seed  # not needed where there is a database, and slow

        store = open_store(":memory:", baseline.id)
        seed(store, baseline, datetime.now(UTC))
    try:
        yield store, baseline
    finally:
        store.close()


@contextmanager
def opened_for_writing() -> Iterator[tuple[Store, Baseline]]:
    """Open the ledger for changing it; raises DatabaseRefused while another instance runs."""
    from watchers.intake import seed

    settings = load_settings()
    baseline = load_baseline(settings.baseline)
    store = open_store(settings.database, baseline.id)
    try:
        # It may be the first to open it: the claims are known from then on.
        seed(store, baseline, datetime.now(UTC))
        yield store, baseline
    finally:
        store.close()
