"""The straight line, in order: fetch, digest, admit, remember; acts and decides nothing itself."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from zlib import crc32

from storage import entries, feeds, outbox
from storage.errors import FeedError, FetchError
from storage.models import Delivery, Poll
from watchers.copies import with_origin
from watchers.fetch import NotModified
from watchers.intake import admit, watch
from watchers.schedule import (
    due_after_failure,
    due_after_success,
    interval_after_entries,
    interval_after_nothing_new,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from storage.models import Delta, Entry, Feed, Observation
    from storage.store import Store
    from watchers.baseline import Baseline
    from watchers.fetch import Fetched, Fetcher
    from watchers.read import Reader
    from watchers.workers import Workers

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What a feed has told before, and what its body listed when it was last read."""

    contents: Mapping[str, str] = field(default_factory=dict)
    """Content hash by key."""
    listing: Mapping[str, str] = field(default_factory=dict)
    """Key by fingerprint: what is found again byte for byte is not parsed again."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What one fetched body holds that was not known: entries, each with its observations."""

    entries: tuple[tuple[Entry, tuple[Observation, ...]], ...] = ()
    listing: Mapping[str, str] | None = None
    """What the body lists, for the next one to be compared with; None where there was none."""
    problems: tuple[str, ...] = ()
    """Entries that could not be read, each with what went wrong: a defect to be told."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round over the due feeds did, in numbers."""

    polled: int = 0
    unchanged: int = 0
    failed: int = 0
    entries: int = 0
    observations: int = 0
    deltas: int = 0

    def __add__(self, other: Round) -> Round:
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__slots__)
        return Round(*(mine + theirs for mine, theirs in pairs))


@lru_cache(maxsize=4)
def _reader_of(baseline_path: Path) -> Reader:
    """Build the reader once a process; a baseline is named by its file, so that it can travel."""
    from watchers.baseline import load_baseline
    from watchers.read import Reader

    return Reader(load_baseline(baseline_path))


def digest(body: Fetched, feed: Feed, now: datetime, known: Known, baseline_path: Path) -> Digest:
    """Parse a body and read what is new in it: the one pure call that a worker process makes.

    Args:
        body: what was fetched.
        feed: where it came from.
        now: the time, for entries without a date of their own.
        known: what need not be read again.
        baseline_path: the file of the article that the entries are read for.

    Raises:
        NotAFeed: the body is something else.
    """
    from watchers.parse import parse_unlisted

    unlisted, listing = parse_unlisted(
        body.body, feed, now=now, content_type=body.content_type, listing=known.listing
    )
    reader = _reader_of(baseline_path)
    fresh = [one for one in unlisted if known.contents.get(one.key) != one.content_hash]
    fresh.sort(key=lambda entry: (entry.published_at, entry.key))
    problems: list[str] = []
    readings = [(entry, _read(reader, entry, problems)) for entry in fresh]
    return Digest(
        entries=tuple(
            (with_origin(entry) if observations else entry, observations)
            for entry, observations in readings
        ),
        listing=listing,
        problems=tuple(problems),
    )


def _read(reader: Reader, entry: Entry, problems: list[str]) -> tuple[Observation, ...]:
    """Read one entry; one that breaks the reader is kept unread, so that it blocks no other."""
    try:
        return tuple(reader.read(entry))
    except Exception as error:  # noqa: BLE001 - whatever breaks, the other entries are news too
        problems.append(f"{entry.key}: {type(error).__name__}: {error}")
        return ()


class Pipeline:
    """Polls the feeds that are due and takes in what they tell.

    Args:
        store: the ledger; used from the event loop's thread alone.
        baseline: the article.
        fetcher: the network's door.
        workers: the processes that parse and read.
        clock: tells the time.
        poll_seconds: the shortest interval between two fetches of one feed.
        operators: the chats that are told, once each time, that a feed has died or returned.
        wake: called when deliveries may have been added.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands every part in by name
        self,
        *,
        store: Store,
        baseline: Baseline,
        fetcher: Fetcher,
        workers: Workers,
        clock: Callable[[], datetime],
        poll_seconds: int,
        operators: Iterable[int] = (),
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._baseline = store, baseline
        self._fetcher, self._workers = fetcher, workers
        self._clock, self._poll_seconds, self.wake = clock, poll_seconds, wake
        self._operators = tuple(operators)
        self._under_way: dict[int, asyncio.Task[Round]] = {}
        self.finished_at: datetime | None = None
        """When a poll last finished, well or not: a sign of life."""

    def start_due(self) -> list[asyncio.Task[Round]]:
        """Begin to poll every feed that is due and not being polled; a slow one delays no other."""
        begun = []
        for feed in feeds.due(self._store, self._clock()):
            if feed.id not in self._under_way:
                task = asyncio.create_task(self._poll(feed), name=f"poll {feed.id}")
                self._under_way[feed.id] = task
                task.add_done_callback(partial(self._finish, feed))
                begun.append(task)
        return begun

    async def poll_due(self) -> Round:
        """Poll every feed that is due and wait for all of them; returns what came of it."""
        tasks = self.start_due()
        await asyncio.gather(*tasks, return_exceptions=True)
        broken = Round(polled=1, failed=1)
        return sum((broken if task.exception() else task.result() for task in tasks), Round())

    async def stop(self) -> None:
        """Break off what is under way; what was not kept yet will be fetched again."""
        for task in self._under_way.values():
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _finish(self, feed: Feed, task: asyncio.Task[Round]) -> None:
        self._under_way.pop(feed.id, None)
        self.finished_at = self._clock()
        if not task.cancelled() and task.exception() is not None:
            log.error("poll broke", extra={"feed": feed.outlet}, exc_info=task.exception())

    async def _poll(self, feed: Feed) -> Round:
        try:
            answer = await self._fetcher.fetch(feed)
            if isinstance(answer, NotModified):
                return self._keep(feed, answer, Digest())
            known = Known(
                entries.known(self._store, feed.id), entries.listing(self._store, feed.id)
            )
            digested = await self._workers.run(
                digest, answer, feed, self._clock(), known, self._baseline.path
            )
        except FeedError as error:
            return self._keep_failure(feed, error)
        for problem in digested.problems:
            log.error("entry could not be read", extra={"feed": feed.outlet, "entry": problem})
        return self._keep(feed, answer, digested)

    def _keep(self, feed: Feed, answer: Fetched | NotModified, digested: Digest) -> Round:
        """Keep what a poll brought, all it causes, and the validators in one transaction."""
        now = self._clock()
        deltas: list[Delta] = []
        with self._store.transaction():
            for entry, observations in digested.entries:
                deltas += admit(self._store, self._baseline, entry, observations, now)
            if digested.listing is not None:
                entries.record_listing(self._store, feed.id, digested.listing)
            interval = self._interval_after(feed, digested, now)
            if answer.moved_to is not None:
                feeds.move(self._store, feed.id, answer.moved_to)
            poll = Poll(
                at=now,
                due_at=due_after_success(now, interval, jitter=_jitter(feed)),
                interval_seconds=interval,
                etag=answer.etag,
                last_modified=answer.last_modified,
                body_hash=answer.body_hash,
                has_changed=bool(digested.entries),
            )
            feeds.record_success(self._store, feed.id, poll)
            has_notice = self._watch(feed, now)
        if deltas or has_notice:
            self.wake()
        return Round(
            polled=1,
            unchanged=int(not digested.entries),
            entries=len(digested.entries),
            observations=sum(len(observations) for _entry, observations in digested.entries),
            deltas=len(deltas),
        )

    def _interval_after(self, feed: Feed, digested: Digest, now: datetime) -> int:
        if not digested.entries:
            return interval_after_nothing_new(feed, now, shortest_seconds=self._poll_seconds)
        published = entries.last_published(self._store, feed.id)
        return interval_after_entries(published, now, shortest_seconds=self._poll_seconds)

    def _keep_failure(self, feed: Feed, error: FeedError) -> Round:
        now = self._clock()
        log.warning("feed failed", extra={"feed": feed.outlet, "error": str(error)})
        due_at = due_after_failure(
            now,
            feed.failures + 1,
            shortest_seconds=self._poll_seconds,
            retry_after_seconds=getattr(error, "retry_after_seconds", None),
            jitter=_jitter(feed),
        )
        with self._store.transaction():
            feeds.record_failure(self._store, feed.id, error=str(error), now=now, due_at=due_at)
            if isinstance(error, FetchError) and error.is_gone:
                feeds.disable(self._store, feed.id, str(error))
            has_notice = self._watch(feed, now)
        if has_notice:
            self.wake()
        return Round(polled=1, failed=1)

    def _watch(self, feed: Feed, now: datetime) -> bool:
        """Tell the operators when the feed has died or returned; returns whether it has."""
        why = watch(self._store, self._baseline, feed.id, now)
        if why is None:
            return False
        payload: dict[str, object] = {"feed": feed.outlet, "url": feed.url, "why": why}
        notices = [Delivery(chat, "notice", payload=payload) for chat in self._operators]
        outbox.add(self._store, notices, now=now)
        return bool(notices)


def _jitter(feed: Feed) -> float:
    """A fraction that differs from feed to feed and stays the same for each, to spread them."""
    return crc32(feed.url.encode()) / 2**32
