"""How fast a ledger of a million deltas answers, and what judging one observation costs in it.

    python -m benchmarks.ledger [DELTAS]

Exits with 1 where an answer takes longer than a millisecond or judging grows with the ledger.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from storage import ledger
from storage.models import Bound, Entry, Modality, Observation, Tier, Window
from storage.rows import dump, stamp
from storage.store import open_store
from watchers.audit import initial_standings
from watchers.baseline import load_baseline
from watchers.intake import admit, seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.models import Delta
    from storage.store import Store
    from watchers.baseline import Baseline

ANSWER_LIMIT_MS = 1.0
GROWTH_LIMIT = 1.5
"""Judging in the full ledger may take so many times what it takes in an empty one."""
BEGIN = datetime(2023, 11, 11, tzinfo=UTC)
COUNTS = 200
REPEATS = 50


def main(count: int) -> int:
    """Fill a ledger, measure, print; returns the exit code."""
    baseline = load_baseline("iraq-balancing-act")
    with (
        tempfile.TemporaryDirectory(prefix="stet-bench-") as folder,
        open_store(Path(folder) / "ledger.sqlite3", baseline.id) as store,
    ):
        # A year after the article: every series of the known history is there.
        seed(store, baseline, BEGIN + timedelta(days=300))
        empty_ms = judging_ms(store, baseline, BEGIN + timedelta(days=301))
        started = perf_counter()
        fill(store, baseline, count)
        size = store.path.stat().st_size / 1e6
        print(f"{count:,} deltas in {perf_counter() - started:.0f} s, {size:,.0f} MB")
        slowest_ms = answer(store)
        full_ms = judging_ms(store, baseline, BEGIN + timedelta(days=365))
    growth = full_ms / empty_ms
    print(f"judging one observation: {empty_ms:.2f} ms empty, {full_ms:.2f} ms full, x{growth:.2f}")
    return int(slowest_ms > ANSWER_LIMIT_MS or growth > GROWTH_LIMIT)


def answer(store: Store) -> float:
    """Ask the ledger and print how long it takes; returns the slowest answer in milliseconds."""
    series = len(ledger.tallies(store))
    figures = {
        "standing of every claim": lambda: ledger.standings(store),
        f"latest tally of {series} series": lambda: ledger.tallies(store),
        "latest tally of one claim": lambda: ledger.tallies(store, claim="attacks-on-us"),
    }
    took = {name: answer_ms(ask) for name, ask in figures.items()}
    for name, milliseconds in took.items():
        print(f"{name}: {milliseconds:.3f} ms")
    return max(took.values())


def answer_ms(ask: Callable[[], object]) -> float:
    """The median time of one answer in milliseconds, once the file is warm."""
    ask()
    times = []
    for _ in range(REPEATS):
        started = perf_counter()
        ask()
        times.append((perf_counter() - started) * 1000)
    return median(times)


def judging_ms(store: Store, baseline: Baseline, begin: datetime) -> float:
    """The median time of taking one observation in, from the entry to the delta.

    The first ones fill what a judgement looks at, so that an empty ledger is no easier.
    """
    times = []
    with store.transaction():
        for number in range(COUNTS):
            at = begin + timedelta(hours=number)
            started = perf_counter()
            admit(store, baseline, _entry(at), [_count(100 + number % 7)], at)
            times.append((perf_counter() - started) * 1000)
    return median(times[COUNTS // 2 :])


def fill(store: Store, baseline: Baseline, count: int) -> None:
    """Put deltas in as rows: made from the baseline's own, spread over claims and series."""
    samples = [delta for delta in ledger.deltas(store) if delta.point is not None]
    statuses = list(initial_standings(baseline).values())
    with store.transaction():
        store.connection.executemany(
            "INSERT INTO deltas (baseline, id, claim, seen_at, body) VALUES (?, ?, ?, ?, ?)",
            _rows(store, samples, [one.claim for one in statuses], count),
        )
        store.execute(
            "INSERT INTO tally_points (series_id, delta_id, as_of, seen_at, value, upper, bound,"
            " source, outlet, url, is_derived)"
            " SELECT (SELECT min(id) FROM series) + seq % (SELECT count(*) FROM series), id,"
            " substr(seen_at, 1, 10), seen_at, seq, NULL, 'exact', 'Pentagon', 'A', '', 0"
            " FROM deltas WHERE seq % 2"
        )


def _rows(
    store: Store, samples: list[Delta], claims: list[str], count: int
) -> Iterator[tuple[object, ...]]:
    bodies = [dump(replace(delta, id="ID", claim="CLAIM")) for delta in samples]
    for number in range(count):
        claim = claims[number % len(claims)]
        delta_id = f"{number:012x}"
        seen_at = stamp(BEGIN + timedelta(days=314) + timedelta(seconds=number))
        body = bodies[number % len(bodies)].replace('"ID"', f'"{delta_id}"')
        body = body.replace('"CLAIM"', f'"{claim}"')
        yield store.baseline_id, delta_id, claim, seen_at, body


def _entry(at: datetime) -> Entry:
    return Entry(
        key=at.isoformat(), title="", text="", url="", outlet="A", tier=Tier.MEDIA, published_at=at
    )


def _count(value: float) -> Observation:
    return Observation(
        claim="attacks-on-us",
        quote="",
        rule="benchmark",
        value=value,
        bound=Bound.EXACT,
        scope=("IQ", "SY"),
        window=Window.CUMULATIVE,
        modality=Modality.ATTRIBUTED,
        source="Pentagon",
        source_id="pentagon",
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
