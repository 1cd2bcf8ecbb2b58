"""Judges all stored entries anew, in the order in which they were seen; fetches and tells nothing.

The same entries give the same ledger, whatever rules and orders led to the one that was there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import entries, ledger
from watchers.coverage import judged_again
from watchers.intake import seed, take_in
from watchers.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from storage.models import Delta, Entry, Observation, Standing
    from storage.store import Store
    from watchers.baseline import Baseline

    Read = Callable[[Entry], Sequence[Observation]]

_COVERAGE = frozenset({Reason.SOURCES_SILENT, Reason.SOURCES_BACK})


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
        turns = [delta for delta in reversed(ledger.deltas(store)) if delta.reason in _COVERAGE]
        ledger.forget(store)
        seen = list(entries.in_order_seen(store))
        deltas = seed(store, baseline, seen[0][1] if seen else now)
        for entry, seen_at in seen:
            while turns and turns[0].seen_at <= seen_at:
                deltas += _turn(store, turns.pop(0))
            deltas += take_in(store, baseline, entry, read(entry), seen_at)
        for turn in turns:
            deltas += _turn(store, turn)
        return deltas


def _turn(store: Store, turn: Delta) -> list[Delta]:
    """Which sources were alive then is known from the ledger alone, so it is kept."""
    standing = ledger.standings(store).get(turn.claim)
    delta = None if standing is None else judged_again(turn, standing)
    return [delta] if delta is not None and ledger.record_delta(store, delta) else []


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
