"""`stet run`, `demo`, `doctor` and `backup`: the program at work and how it is doing."""

from __future__ import annotations

import click


@click.command()
@click.option("--once", is_flag=True, help="One round over the due feeds, deliver, exit.")
def run(*, once: bool) -> None:
    """Poll the feeds, judge, deliver and answer. Without a token the terminal is the chat.

    Example:  STET_BOT_TOKEN_FILE=token.txt stet run
    """
    import asyncio

    from bot.app import run_app
    from bot.settings import load_settings

    raise click.exceptions.Exit(asyncio.run(run_app(load_settings(), once=once)))


@click.command()
@click.option("--no-chat", is_flag=True, help="End after the story instead of taking questions.")
@click.option("--out", default="demo", type=click.Path(file_okay=False), help="For the chart.")
def demo(*, no_chat: bool, out: str) -> None:
    """Replay the recorded archive through the real program, with a simulated clock.

    Example:  stet demo --no-chat --out demo
    """
    import asyncio
    from pathlib import Path

    from bot.demo import run_demo

    raise click.exceptions.Exit(asyncio.run(run_demo(Path(out), with_chat=not no_chat)))


@click.command()
def doctor() -> None:
    """Say whether the program is healthy, line by line; exit 1 if it is not.

    Example:  stet doctor
    """
    from bot.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_well else 'BAD '} {finding.text}")
    if not all(finding.is_well for finding in findings):
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
def backup(file: str) -> None:
    """Write a consistent copy of the database, also while the program runs.

    Example:  stet backup stet-backup.sqlite3
    """
    from pathlib import Path

    from bot.ledger import opened

    if Path(file).exists():
        raise click.UsageError(f"{file} exists already; a backup overwrites nothing")
    with opened() as (store, _baseline):
        store.backup(Path(file))
    click.echo(f"{file} written")
