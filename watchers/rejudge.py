"""Judges all stored entries anew, in the order in which they were seen; fetches and tells nothing.

The same entries give the same ledger, whatever rules and orders led to the one that was there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import entries, ledger
from watchers.pipeline import seed, take_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from storage.models import Delta, Entry, Observation, Standing
    from storage.store import Store
    from watchers.baseline import Baseline

    Read = Callable[[Entry], Sequence[Observation]]


@dataclass(frozen=True, slots=True)
class Changes:
    """How a ledger differs from the one before it."""

    gone: tuple[Delta, ...]
    new: tuple[Delta, ...]
    standings: tuple[tuple[Standing | None, Standing], ...]
    """The claims that stand elsewhere now, each as it stood and as it stands."""

    def __bool__(self) -> bool:
        return bool(self.gone or self.new or self.standings)


def rejudge(store: Store, baseline: Baseline, read: Read, *, now: datetime) -> list[Delta]:
    """Empty the ledger and fill it again from the stored entries; returns its deltas.

    Each entry is judged as of the time at which it was first seen, by the text that it has now.
    All of it is kept, or nothing.

    Args:
        store: holds the entries.
        baseline: the article.
        read: reads one entry.
        now: aware UTC; when the ledger begins where there are no entries.
    """
    with store.transaction():
        ledger.forget(store)
        seen = entries.in_order_seen(store)
        first = next(seen, None)
        if first is None:
            return seed(store, baseline, now)
        deltas = seed(store, baseline, first[1])
        for entry, seen_at in (first, *seen):
            deltas += take_in(store, baseline, entry, read(entry), seen_at)
        return deltas


def reread(store: Store, baseline: Baseline, read: Read, *, now: datetime) -> Changes:
    """Judge all anew and say what is different now; see `rejudge`."""
    before, stood = ledger.deltas(store), ledger.standings(store)
    rejudge(store, baseline, read, now=now)
    after, stands = ledger.deltas(store), ledger.standings(store)
    known, found = {delta.id for delta in before}, {delta.id for delta in after}
    return Changes(
        gone=tuple(delta for delta in reversed(before) if delta.id not in found),
        new=tuple(delta for delta in reversed(after) if delta.id not in known),
        standings=tuple(
            (stood.get(claim), standing)
            for claim, standing in stands.items()
            if stood.get(claim) != standing
        ),
    )
