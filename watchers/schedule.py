"""APScheduler's door: runs jobs at intervals, and says when a feed is due; keeps no feed's state.

A due time is a column in storage: a restart loses nothing, and the functions that compute it are
pure. The scheduler's own traps are settled here: UTC only, intervals only, no misfire limit, one
run at a time, a deadline below the interval so that a hung job cannot silence itself for ever.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from storage.models import Feed

LONGEST_INTERVAL_SECONDS = 6 * 3600
LONGEST_WAIT_SECONDS = 24 * 3600
_UNKNOWN_INTERVAL_SECONDS = 3600
_SAMPLE = 10

_log = logging.getLogger(__name__)


def interval_after_entries(
    published: Sequence[datetime], now: datetime, *, shortest_seconds: int
) -> int:
    """Seconds between two polls of a feed: half its mean gap over the latest ten entries.

    The silence up to now counts as a gap, so a feed that has gone quiet is asked less often.
    Never below ``shortest_seconds`` nor above six hours; an hour where nothing is dated.
    """
    latest = sorted(published, reverse=True)[:_SAMPLE]
    if not latest:
        return max(_UNKNOWN_INTERVAL_SECONDS, shortest_seconds)
    gap_seconds = (now - latest[-1]).total_seconds() / len(latest)
    return _between(gap_seconds / 2, shortest_seconds)


def interval_after_nothing_new(feed: Feed, now: datetime, *, shortest_seconds: int) -> int:
    """Seconds between two polls of a feed that had nothing new: a tenth of its silence.

    Never shorter than the interval it had, nor longer than six hours.
    """
    silence = now - (feed.changed_at or now)
    longest_so_far = max(feed.interval_seconds, silence.total_seconds() / 10)
    return _between(longest_so_far, shortest_seconds)


def _between(seconds: float, shortest_seconds: int) -> int:
    return max(int(min(seconds, LONGEST_INTERVAL_SECONDS)), shortest_seconds)


def due_after_success(now: datetime, interval_seconds: int, *, jitter: float) -> datetime:
    """When a feed is due after a poll that went well.

    Args:
        now: the time of the poll.
        interval_seconds: what one of the two functions above gave.
        jitter: a number in [0, 1) that spreads the feeds over a tenth of the interval.
    """
    return now + timedelta(seconds=interval_seconds * (1 + jitter / 10))


def due_after_failure(
    now: datetime,
    failures: int,
    *,
    shortest_seconds: int,
    retry_after_seconds: int | None = None,
    jitter: float,
) -> datetime:
    """When a feed is due after a poll that failed: doubling, spread by half, at most a day.

    Args:
        now: the time of the poll.
        failures: how many polls in a row have failed, this one included.
        shortest_seconds: the shortest interval between two polls of one feed.
        retry_after_seconds: what the server asked for; it is obeyed instead of the doubling.
        jitter: a number in [0, 1).
    """
    if retry_after_seconds is not None:
        wait_seconds: float = max(retry_after_seconds, shortest_seconds)
    else:
        doubled = shortest_seconds * 2.0 ** min(failures, 20)
        wait_seconds = min(doubled, LONGEST_WAIT_SECONDS / 1.5) * (1 + jitter / 2)
    return now + timedelta(seconds=min(wait_seconds, LONGEST_WAIT_SECONDS))


class Schedule:
    """Jobs that run at intervals in the running event loop until the schedule is stopped."""

    def __init__(self) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._running: set[asyncio.Task[None]] = set()

    def every(
        self,
        seconds: float,
        job: Callable[[], Awaitable[object]],
        *,
        name: str,
        timeout_seconds: float | None = None,
    ) -> None:
        """Run a job now and then every so many seconds, one run at a time.

        Args:
            seconds: the interval; runs that were missed are made up for by one.
            job: called without arguments; what it raises is logged and ends that run only.
            name: what the log calls it; a second job of that name replaces the first.
            timeout_seconds: when a run is cancelled; below the interval, nine tenths of it
                where nothing is given.

        Raises:
            ValueError: the deadline is not below the interval.
        """
        deadline_seconds = seconds * 0.9 if timeout_seconds is None else timeout_seconds
        if not 0 < deadline_seconds < seconds:
            raise ValueError(f"job {name}: the deadline must lie below the interval")
        from apscheduler.triggers.interval import IntervalTrigger

        self._scheduler.add_job(
            self._run,
            IntervalTrigger(seconds=seconds, timezone=UTC),
            args=(job, name, deadline_seconds),
            id=name,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            replace_existing=True,
        )

    def start(self) -> None:
        """Begin to run the jobs; must be called from the event loop."""
        self._scheduler.start()

    async def stop(self, *, grace_seconds: float = 5.0) -> None:
        """Begin no further run, wait for the running ones, cancel what outlasts the grace."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=grace_seconds)
        self._scheduler.shutdown(wait=False)
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _run(
        self, job: Callable[[], Awaitable[object]], name: str, deadline_seconds: float
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            async with asyncio.timeout(deadline_seconds):
                await job()
        except TimeoutError:
            _log.exception("job ran out of time", extra={"job": name})
        except Exception:  # noqa: BLE001 - one bad run must not end the job
            _log.exception("job failed", extra={"job": name})
        finally:
            self._running.discard(task)
