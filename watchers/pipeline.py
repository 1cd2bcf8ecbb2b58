"""The straight line, in order: fetch, digest, admit, remember; acts and decides nothing itself."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from storage import chats, entries, feeds, ledger, outbox
from storage.errors import FeedError, FetchError
from storage.models import Evidence
from watchers.audit import audit, initial_standings, known_points
from watchers.fetch import Fetched, NotModified
from watchers.judge import judge
from watchers.ladder import judge_derived
from watchers.route import route
from watchers.schedule import after_failure, after_success

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from storage.models import Delta, Entry, Feed, Observation
    from storage.store import Store
    from watchers.baseline import Baseline
    from watchers.fetch import Fetcher
    from watchers.read import Reader
    from watchers.workers import Workers

log = logging.getLogger(__name__)

NEWS_FOR = timedelta(hours=48)
"""An entry published longer ago than this is judged into the ledger, but alerts nobody."""
AT_ONCE = 64
"""Fetches under way at the same time, over all hosts."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What one fetched body holds that was not known: entries, each with its observations."""

    entries: tuple[tuple[Entry, tuple[Observation, ...]], ...]
    title: str = ""


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


def digest(
    body: Fetched, feed: Feed, now: datetime, known: Mapping[str, str], baseline_path: Path
) -> Digest:
    """Parse a body and read what is new in it: the one pure call that a worker process makes.

    Args:
        body: what was fetched.
        feed: where it came from.
        now: the time, for entries without a date of their own.
        known: content hash by key of the entries that the feed is known to have told.
        baseline_path: the file of the article that the entries are read for.

    Raises:
        NotAFeed: the body is something else.
    """
    from watchers.parse import parse

    parsed = parse(body.body, feed, now=now, content_type=body.content_type)
    reader = _reader_of(baseline_path)
    fresh = [entry for entry in parsed.entries if known.get(entry.key) != entry.content_hash]
    fresh.sort(key=lambda entry: (entry.published_at, entry.key))
    return Digest(
        entries=tuple((entry, tuple(reader.read(entry))) for entry in fresh), title=parsed.title
    )


def seed(store: Store, baseline: Baseline, now: datetime) -> list[Delta]:
    """Put the article and what was known by its date into a ledger that has not met it yet."""
    with store.transaction():
        if ledger.standings(store):
            return []
        for standing in initial_standings(baseline):
            ledger.record_standing(store, standing, now)
        for point in known_points(baseline, now):
            ledger.record_point(store, point)
        deltas = audit(baseline, now)
        for delta in deltas:
            ledger.record_delta(store, delta)
    return deltas


def admit(
    store: Store,
    baseline: Baseline,
    entry: Entry,
    observations: Sequence[Observation],
    now: datetime,
) -> list[Delta]:
    """Take one entry into the ledger with everything that it causes, up to the deliveries.

    Belongs inside a transaction, so that all of it is kept or nothing.
    """
    entry_id = entries.add(store, entry, seen_at=now)
    is_news = entry.is_dated and now - entry.published_at <= NEWS_FOR
    deltas: list[Delta] = []
    for observation in observations:
        delta = _judge(store, baseline, _evidence(entry, entry_id, observation), now)
        if delta is not None:
            deltas += [delta, *_judge_derived(store, baseline, delta, now)]
    if is_news:
        wishes = chats.subscriptions(store)
        for delta in deltas:
            outbox.add(store, route(delta, wishes, now))
    return deltas


def _evidence(entry: Entry, entry_id: int, observation: Observation) -> Evidence:
    return Evidence(
        observation=observation,
        outlet=entry.outlet,
        tier=entry.tier,
        url=entry.url,
        title=entry.title,
        published_at=entry.published_at,
        entry_id=entry_id,
    )


def _judge(store: Store, baseline: Baseline, evidence: Evidence, now: datetime) -> Delta | None:
    claim = baseline.claim(evidence.observation.claim)
    before = ledger.of_claim(store, claim.id)
    ledger.record_observation(store, evidence, seen_at=now)
    delta = judge(claim, before, evidence, now, baseline=baseline)
    if delta is not None:
        ledger.record_delta(store, delta)
    return delta


def _judge_derived(store: Store, baseline: Baseline, cause: Delta, now: datetime) -> list[Delta]:
    found = []
    for claim in baseline.claims:
        if claim.kind == "derived":
            delta = judge_derived(claim, ledger.standings(store), cause, now, baseline=baseline)
            if delta is not None:
                ledger.record_delta(store, delta)
                found.append(delta)
    return found


@dataclass(slots=True)
class Pipeline:
    """One round after another over the feeds that are due.

    Args:
        store: the ledger; used from the event loop's thread alone.
        baseline: the article.
        fetcher: the network's door.
        workers: the processes that parse and read.
        clock: tells the time.
        poll_seconds: the shortest interval between two fetches of one feed.
        wake: called when deliveries may have been added.
    """

    store: Store
    baseline: Baseline
    fetcher: Fetcher
    workers: Workers
    clock: Callable[[], datetime]
    poll_seconds: int
    wake: Callable[[], None]

    async def poll_due(self) -> Round:
        """Poll every feed that is due; a feed that fails backs off and disturbs no other."""
        limit = asyncio.Semaphore(AT_ONCE)

        async def within_limit(feed: Feed) -> Round:
            async with limit:
                return await self._poll(feed)

        due = feeds.due(self.store, self.clock())
        rounds = await asyncio.gather(*(within_limit(feed) for feed in due))
        done = sum(rounds, Round())
        if done.deltas:
            self.wake()
        return done

    async def _poll(self, feed: Feed) -> Round:
        try:
            fetched = await self.fetcher.fetch(feed)
            if isinstance(fetched, NotModified):
                return self._remember_unchanged(feed)
            digested = await self.workers.run(
                digest,
                fetched,
                feed,
                self.clock(),
                entries.known(self.store, feed.id),
                self.baseline.path,
            )
        except FeedError as error:
            return self._remember_failure(feed, error)
        return self._admit_all(feed, fetched, digested)

    def _admit_all(self, feed: Feed, fetched: Fetched, digested: Digest) -> Round:
        """Keep a body's entries, what they cause, and the feed's validators in one transaction."""
        now = self.clock()
        deltas: list[Delta] = []
        with self.store.transaction():
            for entry, observations in digested.entries:
                deltas += admit(self.store, self.baseline, entry, observations, now)
            due_at = after_success(feed, now, self.poll_seconds, is_changed=bool(digested.entries))
            feeds.record_success(self.store, feed.id, fetched, now, due_at)
        return Round(
            polled=1,
            entries=len(digested.entries),
            observations=sum(len(observations) for _entry, observations in digested.entries),
            deltas=len(deltas),
        )

    def _remember_unchanged(self, feed: Feed) -> Round:
        now = self.clock()
        with self.store.transaction():
            due_at = after_success(feed, now, self.poll_seconds, is_changed=False)
            feeds.record_success(self.store, feed.id, None, now, due_at)
        return Round(polled=1, unchanged=1)

    def _remember_failure(self, feed: Feed, error: FeedError) -> Round:
        now = self.clock()
        log.warning("feed failed", extra={"feed": feed.outlet, "error": str(error)})
        with self.store.transaction():
            if isinstance(error, FetchError) and error.is_gone:
                feeds.disable(self.store, feed.id, str(error))
            feeds.record_failure(
                self.store, feed.id, str(error), now, after_failure(feed, now, error)
            )
        return Round(polled=1, failed=1)
