"""`stet read`, `stet quantities` and `stet replay`: what the reader sees in given texts."""

from __future__ import annotations

import click

from bot.cli.lines import entry_of, objects, print_object


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
@click.option("--plot", type=click.Path(dir_okay=False), help="Draw the tally into this PNG.")
def replay(file: str, name: str | None, *, as_json: bool, plot: str | None) -> None:
    """Judge a file of entries in a fresh ledger, in order of time, and print what changed.

    FILE holds JSON lines {"id","published","title","text","source","url"} in any order.

    Example:  stet replay archive.jsonl --plot tally.png
    """
    from bot.ledger import baseline_in_use
    from bot.replay import print_replay

    entries = [entry_of(value, file=file, line=line) for line, value in objects(file, "published")]
    record = print_object if as_json else None
    print_replay(entries, baseline_in_use(name), plot=plot, print_record=record)
