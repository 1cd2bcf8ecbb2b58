"""`stet claims`, `tally`, `deltas`, `why`, `dropped`: what the ledger holds, now or as of then."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

import click

from bot.cli.lines import print_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Standing
    from watchers.baseline import Baseline, Claim

F = TypeVar("F", bound="Callable[..., None]")


class Moment(click.ParamType[datetime]):
    """A day or a moment; a bare day means its end (UTC), so that the whole day is known."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read an ISO 8601 date or datetime."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date such as 2023-11-21", param, ctx)
        if len(str(value)) <= len("2023-11-21"):
            moment = datetime.combine(moment.date(), time.max)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _at_and_json(command: F) -> F:
    """Add the two options that every look into the ledger has."""
    as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
    at = click.option("--at", type=Moment(), default=None, help="As known at this date.")
    return at(as_json(command))


@click.command()
@_at_and_json
def claims(at: datetime | None, *, as_json: bool) -> None:
    """Print where each claim of the article stands.

    Example:  stet claims --at 2023-11-22
    """
    from bot.ledger import opened
    from bot.messages.tables import claims_table, show
    from bot.records import claim_record
    from storage import ledger

    with opened() as (store, baseline):
        rows = _beside_claims(baseline, ledger.standings(store, at=at))
        if as_json:
            for claim, standing in rows:
                print_object(claim_record(claim, standing))
        else:
            show(claims_table(rows))


def _beside_claims(
    baseline: Baseline, standings: dict[str, Standing]
) -> list[tuple[Claim, Standing]]:
    return [(claim, standings[claim.id]) for claim in baseline.claims if claim.id in standings]


@click.command()
@_at_and_json
def tally(at: datetime | None, *, as_json: bool) -> None:
    """Print the latest value of every series, official, claimed and observed apart.

    Example:  stet tally --json
    """
    from bot.ledger import opened
    from bot.messages.tables import show, tally_table
    from bot.records import tally_record
    from storage import ledger
    from watchers.sums import worked_out

    with opened() as (store, baseline):
        points = ledger.tallies(store, at=at)
        if as_json:
            for point in [*points, *worked_out(points)]:
                print_object(tally_record(point))
        else:
            show(tally_table(points, baseline))


@click.command()
@_at_and_json
@click.option("--claim", default=None, help="Only this claim's.")
def deltas(at: datetime | None, *, as_json: bool, claim: str | None) -> None:
    """Print what changed, oldest first.

    Example:  stet deltas --claim us-strike-in-iraq
    """
    from bot.ledger import opened
    from bot.messages.tables import deltas_table, show
    from bot.records import delta_record
    from storage import ledger

    with opened() as (store, baseline):
        if claim is not None and claim not in {one.id for one in baseline.claims}:
            problem = f"{baseline.id} has no claim {claim!r}; `stet claims` lists them"
            raise click.UsageError(problem)
        changes = ledger.deltas(store, at=at, claim=claim)[::-1]
        if as_json:
            for delta in changes:
                print_object(delta_record(delta))
        else:
            show(deltas_table(changes))


@click.command()
@_at_and_json
@click.option("--claim", default=None, help="Only this claim's.")
def events(at: datetime | None, *, as_json: bool, claim: str | None) -> None:
    """Print what happened, one event however many reported it, with what each report added.

    Example:  stet events --claim us-strike-in-iraq
    """
    from bot.ledger import opened
    from bot.messages.tables import events_table, show
    from bot.records import event_record
    from storage import ledger
    from watchers.happenings import happenings

    with opened() as (store, baseline):
        read = [
            one
            for one in ledger.readings(store)
            if (at is None or one.seen_at <= at) and claim in {None, one.evidence.observation.claim}
        ]
        found = happenings(read, baseline)
    if as_json:
        for event in found:
            print_object(event_record(event))
    else:
        show(events_table(found))


@click.command()
@click.argument("delta_id", metavar="ID")
def why(delta_id: str) -> None:
    """Print the trace of a delta: words, rule, actor, scope test, and what would flip it back.

    Example:  stet why 3f9a1c2e
    """
    from bot.ledger import opened
    from bot.messages.tables import show, why_lines
    from storage import ledger

    with opened() as (store, baseline):
        delta = ledger.delta(store, delta_id)
        if delta is None:
            raise click.UsageError(f"no delta has the id {delta_id!r}; `stet deltas` lists them")
        show(why_lines(delta, baseline.claim(delta.claim)))


@click.command()
@click.option(
    "--hours", type=click.IntRange(1), default=24, show_default=True, help="How far back to look."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def dropped(hours: int, *, as_json: bool) -> None:
    """Print what was read lately and changed nothing, and by which reason, the newest first.

    The reason is the one that was given when it was read, not one that is thought up now.

    Example:  stet dropped --hours 48
    """
    from bot.ledger import opened
    from bot.messages.tables import dropped_table, show
    from bot.records import reading_record
    from storage import ledger

    with opened() as (store, _baseline):
        since = datetime.now(UTC) - timedelta(hours=hours)
        found = ledger.dropped(store, since=since, limit=-1)
    if as_json:
        for reading in found:
            print_object(reading_record(reading))
    else:
        show(dropped_table(found))
