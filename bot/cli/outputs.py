"""`stet export`, `page`, `claimreview`, `correction`: what leaves the ledger for other hands."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.ledger import Moment
from bot.cli.lines import opened_to_write, print_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TextIO

    from bot.review import Review
    from storage.store import Store
    from watchers.baseline import Baseline

    Record = dict[str, object]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins so; an apostrophe before it makes it text again."""


@click.command()
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl")
@click.option(
    "--what",
    type=click.Choice(["deltas", "observations", "tallies"]),
    default="deltas",
    help="What changed; what was read, and why it changed nothing; each point of each series.",
)
@click.option("--output", type=click.Path(dir_okay=False), default="-", help="- is standard output")
def export(form: str, what: str, output: str) -> None:
    """Write the ledger as JSON lines or CSV, the oldest first.

    Example:  stet export --what observations --format csv --output read.csv
    """
    from bot.ledger import opened

    write = _write_lines if form == "jsonl" else _write_csv
    with opened() as (store, baseline):
        records = _RECORDS[what](store, baseline)
        with opened_to_write(output) as stream:
            count = write(records, stream)
    if output != "-":
        click.echo(f"{count} {what} written to {output}", err=True)


def _deltas(store: Store, _baseline: Baseline) -> Iterator[Record]:
    from bot.records import delta_record
    from storage import ledger

    yield from map(delta_record, reversed(ledger.deltas(store)))


def _observations(store: Store, _baseline: Baseline) -> Iterator[Record]:
    from bot.records import reading_record
    from storage import ledger

    yield from map(reading_record, ledger.readings(store))


def _tallies(store: Store, baseline: Baseline) -> Iterator[Record]:
    from bot.records import tally_record
    from storage import ledger

    for claim in baseline.claims:
        for point in ledger.points(store, claim.id):
            yield tally_record(point) | {"seen_at": point.seen_at.isoformat()}


_RECORDS: dict[str, Callable[[Store, Baseline], Iterator[Record]]] = {
    "deltas": _deltas,
    "observations": _observations,
    "tallies": _tallies,
}


def _write_lines(records: Iterable[Record], stream: TextIO) -> int:
    count = 0
    for count, record in enumerate(records, start=1):  # noqa: B007 - the last number is the count
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    return count


def _write_csv(records: Iterable[Record], stream: TextIO) -> int:
    """Write records of one shape; the first gives the columns."""
    writer, count = None, 0
    for count, record in enumerate(map(_flat, records), start=1):  # noqa: B007 - as above
        if writer is None:
            writer = csv.DictWriter(stream, list(record))
            writer.writeheader()
        writer.writerow({name: _cell(value) for name, value in record.items()})
    return count


def _flat(record: Record) -> Record:
    """Fold a delta's evidence into single cells."""
    flat = dict(record)
    evidence = flat.pop("evidence", None)
    if isinstance(evidence, list):
        flat["sources"] = "; ".join(one["source"] for one in evidence)
        flat["urls"] = " ".join(one["url"] for one in evidence)
    return flat


def _cell(value: object) -> object:
    if isinstance(value, list | tuple):
        return "+".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--at", type=Moment(), default=None, help="As known at this date.")
def page(file: str, at: datetime | None) -> None:
    """Write the proof: the article's claims struck, replaced or standing, with their sources.

    One file without scripts that loads nothing from elsewhere, for a screen or for paper.

    Example:  stet page proof.html --at 2024-02-07
    """
    from bot.ledger import opened
    from bot.messages.page import page as page_of
    from bot.review import reviews, with_turns

    now = datetime.now(UTC)
    with opened() as (store, baseline):
        found = with_turns(reviews(store, baseline, at=at), store, at=at)
    proof = page_of(found, baseline, at=min(at or now, now))
    with opened_to_write(file) as stream:
        stream.write(proof)
    if file != "-":
        click.echo(f"{file} written")


def _reviews(claim: str | None) -> tuple[list[Review], Baseline]:
    """The claims under review, or the one that is named; raises UsageError where it is none."""
    from bot.ledger import opened
    from bot.review import reviews, with_turns

    with opened() as (store, baseline):
        if claim is not None and claim not in {one.id for one in baseline.claims}:
            problem = f"{baseline.id} has no claim {claim!r}; `stet claims` lists them"
            raise click.UsageError(problem)
        found = with_turns(reviews(store, baseline), store)
    return [one for one in found if claim in {None, one.claim.id}], baseline


@click.command()
@click.argument("claim", required=False)
@click.option(
    "--url", default="", help="Where `stet page` is published; search engines ask for it."
)
def claimreview(claim: str | None, url: str) -> None:
    """Print schema.org ClaimReview JSON-LD, one object a line, for each claim or for one.

    Example:  stet claimreview us-strike-in-iraq --url https://desk.example.org/proof.html
    """
    from bot.claimreview import claim_review
    from bot.messages.text import is_safe_link

    if url and not (is_safe_link(url) and "#" not in url):
        raise click.UsageError(f"{url!r} is no http address of a page")
    found, baseline = _reviews(claim)
    for review in found:
        print_object(claim_review(review, baseline, page_url=url))


@click.command()
@click.argument("claim")
@click.option("--line", "is_line", is_flag=True, help="On one line of at most 256 characters.")
def correction(claim: str, *, is_line: bool) -> None:
    """Print a neutral note about a claim, ready to paste, with sources and date.

    Example:  stet correction us-strike-in-iraq
    """
    from bot.messages.corrections import note, one_liner

    (review,), baseline = _reviews(claim)
    if is_line:
        click.echo(one_liner(review, baseline))
    else:
        click.echo(note(review, baseline, on=datetime.now(UTC).date()).plain)
