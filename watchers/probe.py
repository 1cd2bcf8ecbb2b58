"""Looks once at an address or at local files and says what they are; follows and stores nothing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import FeedError
from storage.models import Feed
from watchers.fetch import Fetched, Fetcher
from watchers.guard import Guard
from watchers.parse import describe
from watchers.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def check_feed(
    url: str, *, allow_hosts: Iterable[str] = (), clock: Callable[[], datetime] = _utc_now
) -> dict[str, object]:
    """Fetch an address once and say what it is; a failure is an answer, not an exception.

    Args:
        url: the address.
        allow_hosts: what may be fetched though it is private.
        clock: tells the time.

    Returns:
        ``{"url", "entries", "error"}``, and for a feed ``version``, ``title``, ``language``,
        ``newest`` and ``moved_to`` as well.
    """
    answer: dict[str, object] = {"url": url, "entries": 0, "error": None}
    feed = Feed(id=0, url=url, outlet="")
    async with Fetcher(guard=Guard.allowing(allow_hosts)) as fetcher, Workers(1) as workers:
        try:
            fetched = await fetcher.fetch(feed)
            assert isinstance(fetched, Fetched), "nothing is known of it yet, so it is new"
            found = await workers.run(
                describe, fetched.body, url=url, now=clock(), content_type=fetched.content_type
            )
        except FeedError as error:
            return answer | {"error": str(error)}
    return answer | found | {"moved_to": fetched.moved_to}


def parse_files(
    names: Iterable[str], *, clock: Callable[[], datetime] = _utc_now
) -> Iterator[dict[str, object]]:
    """Parse local files one by one, each where it can be killed, and say what each is.

    Yields:
        ``{"file", "version", "title", "entries", "error"}``, in the order of the names.
    """
    with asyncio.Runner() as runner:
        workers = Workers(1)
        try:
            for name in names:
                yield {"file": name} | runner.run(_parse_file(name, workers, clock()))
        finally:
            runner.run(workers.close())


async def _parse_file(name: str, workers: Workers, now: datetime) -> dict[str, object]:
    answer: dict[str, object] = {"version": None, "title": None, "entries": 0, "error": None}
    try:
        body = await asyncio.to_thread(Path(name).read_bytes)
        found = await workers.run(describe, body, now=now)
    except OSError as error:
        return answer | {"error": f"cannot be read: {error.strerror}"}
    except FeedError as error:
        return answer | {"error": str(error)}
    return answer | {key: found[key] for key in ("version", "title", "entries")}
