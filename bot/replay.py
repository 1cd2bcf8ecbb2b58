"""`stet replay` and `stet reread`: judge entries anew, of a file or those stored; send nothing."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from bot.ledger import opened, opened_for_writing
from bot.messages.tables import changes_tables, deltas_table, show
from bot.records import delta_record
from storage import entries as stored
from storage import feeds, ledger
from storage.errors import InputError
from storage.store import open_store
from watchers.read import Reader
from watchers.rejudge import rejudge, reread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from storage.models import Delta, Entry
    from storage.store import Store
    from watchers.baseline import Baseline
    from watchers.rejudge import Read


def replay(
    store: Store, baseline: Baseline, entries: Iterable[Entry], *, read: Read | None = None
) -> list[Delta]:
    """Judge entries in order of time, each as if it were read when it was published.

    Entries that the store holds already are judged anew together with the others, so neither the
    order of the input, nor repetition, nor the runs over which it is spread make a difference.

    Args:
        store: where the ledger is kept.
        baseline: the article.
        entries: in any order.
        read: reads one entry; the baseline's own reader where it is not given.
    """
    with store.transaction():
        for entry in entries:
            stored.add(store, _by_content(entry), seen_at=entry.published_at)
        begins_at = datetime.combine(baseline.article.as_of, time(), UTC)
        return rejudge(store, baseline, read or Reader(baseline).read, now=begins_at)


def _by_content(entry: Entry) -> Entry:
    """Name an entry by all that it says, so that each text is kept once, whatever its id."""
    said = (entry.outlet, entry.published_at, entry.title, entry.text, entry.url, entry.tier)
    return replace(entry, key=blake2b(repr(said).encode(), digest_size=16).hexdigest())


def print_replay(
    entries: Iterable[Entry],
    baseline: Baseline,
    *,
    into: Path | None = None,
    plot: Path | None = None,
    print_record: Callable[[dict[str, object]], None] | None = None,
) -> None:
    """Replay entries and print what changed, as a table or as one record a delta.

    Args:
        entries: in any order.
        baseline: the article.
        into: the database that keeps the ledger; in memory where it is not given.
        plot: where the tally and the standings are drawn, if anywhere.
        print_record: prints one record; a table is printed where it is not given.

    Raises:
        InputError: the database follows feeds, whose ledger is not to be replayed into.
    """
    with open_store(into or ":memory:", baseline.id) as store:
        if feeds.all_feeds(store):
            raise InputError("follows feeds; `stet reread` judges them anew", file=str(into))
        deltas = replay(store, baseline, entries)
        if print_record is None:
            show(deltas_table(deltas))
        else:
            for delta in deltas:
                print_record(delta_record(delta))
        if plot is not None and deltas:
            plot.write_bytes(_drawn(store, baseline, plot.suffix.removeprefix(".") or "png"))


def print_reread(
    *, is_applied: bool, print_record: Callable[[dict[str, object]], None] | None = None
) -> None:
    """Judge what is stored anew, in a copy unless it is to be kept, and print what is different.

    Args:
        is_applied: whether the ledger becomes what it would be; nobody is alerted either way.
        print_record: prints one record; tables are printed where it is not given.
    """
    with _ledger_to_judge(is_applied=is_applied) as (store, baseline):
        found = reread(store, baseline, Reader(baseline).read, now=datetime.now(UTC))
    if print_record is not None:
        for change, deltas in (("gone", found.gone), ("new", found.new)):
            for delta in deltas:
                print_record({"change": change, **delta_record(delta)})
    elif found:
        show(changes_tables(found))
    if print_record is None:
        done, would = ("is kept", "") if is_applied else ("nothing was changed", "would be ")
        click.echo(
            f"{len(found.gone)} deltas {would}gone, {len(found.new)} {would}new, "
            f"{len(found.standings)} claims {would}elsewhere; {done}"
        )


@contextmanager
def _ledger_to_judge(*, is_applied: bool) -> Iterator[tuple[Store, Baseline]]:
    if is_applied:
        with opened_for_writing() as ledger_in_use:
            yield ledger_in_use
        return
    with TemporaryDirectory(prefix="stet-reread-") as folder, opened() as (store, baseline):
        store.backup(copy := Path(folder) / "copy.sqlite3")
        with open_store(copy, baseline.id) as twin:
            yield twin, baseline


def _drawn(store: Store, baseline: Baseline, form: str) -> bytes:
    from bot.charts import draw_story
    from bot.messages.pictures import story

    points = [point for claim in baseline.claims for point in ledger.points(store, claim.id)]
    return draw_story(story(baseline, points, ledger.deltas(store)), form)
