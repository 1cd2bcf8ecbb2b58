"""`stet read`, `stet quantities` and `stet replay`: what the reader sees in given texts."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.lines import entry_of, objects, print_object

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", default="-")
@click.option("--baseline", "name", default=None, help="A baseline's name or path.")
def read(file: str, name: str | None) -> None:
    """Print what is read from each entry.

    FILE holds JSON lines {"id","published","title","text"}; - is standard input.

    Example:  stet read entries.jsonl > observations.jsonl
    """
    from bot.ledger import baseline_in_use
    from watchers.read import Reader, observation_json

    reader = Reader(baseline_in_use(name))
    for line, value in objects(file, "published"):
        observations = reader.read(entry_of(value, file=file, line=line))
        print_object(
            {"id": value.get("id"), "observations": [observation_json(o) for o in observations]}
        )


@click.command()
@click.argument("file", default="-")
def quantities(file: str) -> None:
    """Print every quantity in each text, of whatever thing.

    FILE holds JSON lines {"id","text"}; - is standard input.

    Example:  echo '{"id":1,"text":"No fewer than 23 attacks"}' | stet quantities
    """
    from watchers.read import quantities as quantities_of

    for _line, value in objects(file, "text"):
        print_object({"id": value.get("id"), "quantities": quantities_of(str(value["text"]))})


@click.command()
@click.argument("file")
@click.option("--baseline", "name", default=None, help="A baseline's name or path.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a delta.")
@click.option("--into", type=FILE, help="Keep the ledger in this database.")
@click.option("--plot", type=FILE, help="Draw tally and standings (.png, .pdf or .svg).")
def replay(
    file: str, name: str | None, *, as_json: bool, into: Path | None, plot: Path | None
) -> None:
    """Judge a file of entries in order of time, and print what changed.

    FILE holds JSON lines {"id","published","title","text","source","url"} in any order. A ledger
    that is kept takes in further files: what it holds is judged anew together with them.

    Example:  stet replay archive.jsonl --plot tally.png
    """
    from bot.ledger import baseline_in_use
    from bot.replay import print_replay

    if plot is not None and plot.suffix not in {".png", ".pdf", ".svg"}:
        raise click.UsageError(f"{plot}: a picture ends in .png, .pdf or .svg")
    entries = [entry_of(value, file=file, line=line) for line, value in objects(file, "published")]
    print_replay(
        entries,
        baseline_in_use(name),
        into=into,
        plot=plot,
        print_record=print_object if as_json else None,
    )


@click.command()
@click.option("--apply", "is_applied", is_flag=True, help="Keep the result. Stop the bot first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a delta.")
def reread(*, is_applied: bool, as_json: bool) -> None:
    """Read all stored entries with today's rules and print what would change in the ledger.

    Example:  stet reread --apply
    """
    from bot.replay import print_reread

    print_reread(is_applied=is_applied, print_record=print_object if as_json else None)
