"""`stet feeds`: the feed list, OPML in and out, one feed looked at, local files parsed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.cli.lines import print_object


@click.group()
def feeds() -> None:
    """Look after the feed list.

    Example:  stet feeds list
    """


@feeds.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--all", "with_disabled", is_flag=True, help="Those switched off, too.")
def list_feeds(*, as_json: bool, with_disabled: bool) -> None:
    """Print the feeds and how each is doing.

    Example:  stet feeds list --all
    """
    from bot.ledger import opened
    from bot.messages.tables import feeds_table, show
    from bot.records import feed_record
    from storage import feeds as stored

    with opened() as (store, _baseline):
        found = [feed for feed in stored.all_feeds(store) if with_disabled or feed.is_enabled]
    if as_json:
        for feed in found:
            print_object(feed_record(feed))
    else:
        show(feeds_table(found))


@feeds.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def coverage(*, as_json: bool) -> None:
    """Print of each claim which of its sources are alive, and whether they are enough.

    Example:  stet feeds coverage
    """
    from datetime import UTC, datetime

    from bot.ledger import opened
    from bot.messages.tables import coverage_table, show
    from bot.records import coverage_record
    from storage import feeds as stored
    from watchers.coverage import coverage as coverage_of

    now = datetime.now(UTC)
    with opened() as (store, baseline):
        followed = stored.all_feeds(store)
        found = [
            (claim, coverage_of(claim, followed, now, baseline=baseline))
            for claim in baseline.claims
        ]
    if as_json:
        for claim, one in found:
            print_object(coverage_record(claim, one))
    else:
        show(coverage_table(found))


@feeds.command()
@click.argument("url")
@click.option("--outlet", default="", help="The outlet's name; otherwise the feed's own title.")
@click.option("--tier", default="unknown", help="official, agency, media, state-media, party …")
def add(url: str, outlet: str, tier: str) -> None:
    """Fetch a feed once and, if it is one, follow it.

    Example:  stet feeds add https://news.example.org/rss --outlet "Example News" --tier media
    """
    import asyncio

    from bot.ledger import opened_for_writing
    from bot.settings import load_settings
    from storage import feeds as stored
    from storage.models import Feed, Tier
    from watchers.probe import check_feed

    _refuse_no_address(url)
    if tier not in set(Tier):
        raise click.UsageError(f"{tier!r} is no tier; one of {', '.join(Tier)}")
    found = asyncio.run(check_feed(url, allow_hosts=load_settings().allow_hosts))
    if found.get("error"):
        raise click.ClickException(f"{url}: {found['error']}")
    feed = Feed(id=0, url=url, outlet=outlet or str(found["title"] or url), tier=Tier(tier))
    with opened_for_writing() as (store, _baseline), store.transaction():
        added = stored.add(store, [feed])
    click.echo(f"following {feed.outlet}" if added else f"{url} is followed already")


@feeds.command()
@click.argument("url")
def remove(url: str) -> None:
    """Stop following a feed; what it has told stays.

    Example:  stet feeds remove https://news.example.org/rss
    """
    from bot.ledger import opened_for_writing
    from storage import feeds as stored

    with opened_for_writing() as (store, _baseline), store.transaction():
        removed = stored.remove(store, url)
    if not removed:
        raise click.UsageError(f"{url} is not followed; `stet feeds list --all` shows what is")
    click.echo(f"{url} is no longer followed")


@feeds.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def import_feeds(file: str) -> None:
    """Follow every feed of an OPML file.

    Example:  stet feeds import subscriptions.opml
    """
    from bot.ledger import opened_for_writing
    from storage import feeds as stored
    from watchers.feedlist import read_opml

    listed = read_opml(Path(file).read_bytes(), file=file)
    with opened_for_writing() as (store, _baseline), store.transaction():
        added = stored.add(store, listed)
    click.echo(f"{added} of {len(listed)} feeds were new")


@feeds.command("export")
@click.argument("file", default="-", type=click.Path(dir_okay=False, allow_dash=True))
def export_feeds(file: str) -> None:
    """Write the feed list as OPML.

    Example:  stet feeds export feeds.opml
    """
    from bot.ledger import opened
    from storage import feeds as stored
    from watchers.feedlist import write_opml

    with opened() as (store, _baseline):
        text = write_opml(stored.all_feeds(store))
    with click.open_file(file, "wb") as stream:
        stream.write(text)


@feeds.command()
@click.argument("url")
def check(url: str) -> None:
    """Fetch a feed once and say what was found.

    Example:  stet feeds check https://news.example.org/rss
    """
    import asyncio

    from bot.settings import load_settings
    from watchers.probe import check_feed

    _refuse_no_address(url)
    found = asyncio.run(check_feed(url, allow_hosts=load_settings().allow_hosts))
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    if found.get("error"):
        raise click.exceptions.Exit(1)


@feeds.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True))
def parse(files: tuple[str, ...]) -> None:
    """Parse local feed files, one JSON line each.

    Example:  stet feeds parse samples/*.xml
    """
    from watchers.probe import parse_files

    for found in parse_files(files):
        print_object(found)


def _refuse_no_address(url: str) -> None:
    from watchers.feedlist import is_web_address

    if not is_web_address(url):
        raise click.UsageError(f"{url!r} is not an http or https address")
