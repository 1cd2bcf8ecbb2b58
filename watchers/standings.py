"""Where every claim stands, also those about which nothing has been read yet; judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import ledger
from watchers.audit import initial_standings

if TYPE_CHECKING:
    from datetime import datetime

    from storage.models import Standing
    from storage.store import Store
    from watchers.baseline import Baseline


def standings_now(
    store: Store, baseline: Baseline, *, at: datetime | None = None
) -> dict[str, Standing]:
    """The standing of each claim by its id, as known at a time or now."""
    return {**initial_standings(baseline), **ledger.standings(store, at=at)}
