"""`stet replay`: judges a file of entries in a fresh ledger, in order of time; sends nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.messages.tables import deltas_table, show
from bot.records import delta_record
from storage import ledger
from storage.store import open_store
from watchers.pipeline import admit, seed
from watchers.read import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from storage.models import Delta, Entry
    from storage.store import Store
    from watchers.baseline import Baseline


def replay(store: Store, baseline: Baseline, entries: Iterable[Entry]) -> list[Delta]:
    """Judge entries in order of time, each as if it were read when it was published.

    What the article's own date already held comes first. The order of the input makes no
    difference: entries of one moment are told apart by outlet and key.
    """
    reader = Reader(baseline)
    ordered = sorted(entries, key=lambda each: (each.published_at, each.outlet, each.key))
    if not ordered:
        return []
    deltas = seed(store, baseline, ordered[0].published_at)
    for entry in ordered:
        with store.transaction():
            deltas += admit(store, baseline, entry, reader.read(entry), entry.published_at)
    return deltas


def print_replay(
    entries: Iterable[Entry],
    baseline: Baseline,
    *,
    plot: str | None,
    print_record: Callable[[dict[str, object]], None] | None = None,
) -> None:
    """Replay entries and print what changed, as a table or as one record a delta.

    Args:
        entries: in any order.
        baseline: the article.
        plot: where the tally with the most to show is drawn, if anywhere.
        print_record: prints one record; a table is printed where it is not given.
    """
    with open_store(":memory:", baseline.id) as store:
        deltas = replay(store, baseline, entries)
        if print_record is None:
            show(deltas_table(deltas))
        else:
            for delta in deltas:
                print_record(delta_record(delta))
        if plot is not None and deltas:
            Path(plot).write_bytes(_drawn(store, baseline))


def _drawn(store: Store, baseline: Baseline) -> bytes:
    from bot.charts import draw
    from bot.messages.pictures import picture

    counts = {claim.id: len(ledger.points(store, claim.id)) for claim in baseline.claims}
    claim = baseline.claim(max(counts, key=lambda claim_id: counts[claim_id]))
    deltas = ledger.deltas(store, claim=claim.id)
    until = max(delta.seen_at for delta in ledger.deltas(store)).date()
    points = ledger.points(store, claim.id)
    return draw(picture(claim, baseline, points, deltas=deltas, until=until))
