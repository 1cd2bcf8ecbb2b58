"""When a feed is due, and jobs that run at intervals in a real event loop."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.models import Feed
from watchers.schedule import (
    LONGEST_INTERVAL_SECONDS,
    LONGEST_WAIT_SECONDS,
    Schedule,
    due_after_failure,
    due_after_success,
    interval_after_entries,
    interval_after_nothing_new,
)

NOW = datetime(2023, 11, 21, 12, tzinfo=UTC)
SHORTEST = 300


def ago(**step: float) -> datetime:
    return NOW - timedelta(**step)


def feed(**known: object) -> Feed:
    return Feed(id=1, url="https://gazette.example/feed", outlet="Made-up Gazette", **known)


# how often


def test_a_feed_is_asked_twice_in_its_mean_gap() -> None:
    published = [ago(hours=n) for n in range(1, 11)]
    assert interval_after_entries(published, NOW, shortest_seconds=SHORTEST) == 1800


def test_only_the_latest_ten_entries_count_in_whatever_order() -> None:
    published = [ago(days=90), *(ago(hours=n) for n in range(10, 0, -1))]
    assert interval_after_entries(published, NOW, shortest_seconds=SHORTEST) == 1800


@pytest.mark.parametrize(
    ("published", "seconds"),
    [
        ([ago(minutes=n) for n in range(10)], SHORTEST),
        ([ago(days=n) for n in range(10)], LONGEST_INTERVAL_SECONDS),
        ([NOW + timedelta(hours=20)], SHORTEST),
        ([], 3600),
    ],
    ids=["busy", "rare", "from the future", "undated"],
)
def test_the_interval_stays_between_its_limits(published: list[datetime], seconds: int) -> None:
    assert interval_after_entries(published, NOW, shortest_seconds=SHORTEST) == seconds


def test_the_shortest_interval_wins_over_every_other_limit() -> None:
    assert interval_after_entries([], NOW, shortest_seconds=80_000) == 80_000
    assert interval_after_entries([ago(days=9)], NOW, shortest_seconds=80_000) == 80_000


@pytest.mark.parametrize(
    ("known", "seconds"),
    [
        ({}, SHORTEST),
        ({"changed_at": ago(minutes=10), "interval_seconds": 400}, 400),
        ({"changed_at": ago(hours=10), "interval_seconds": 400}, 3600),
        ({"changed_at": ago(days=30), "interval_seconds": 400}, LONGEST_INTERVAL_SECONDS),
    ],
    ids=["new", "quiet for a moment", "quiet for hours", "asleep"],
)
def test_a_quiet_feed_is_asked_after_a_tenth_of_its_silence(
    known: dict[str, object], seconds: int
) -> None:
    assert interval_after_nothing_new(feed(**known), NOW, shortest_seconds=SHORTEST) == seconds


@settings(deadline=None)
@given(st.integers(1, 86_400), st.floats(0, 1, exclude_max=True))
def test_a_feed_is_never_due_before_its_interval_is_over(seconds: int, jitter: float) -> None:
    due_at = due_after_success(NOW, seconds, jitter=jitter)
    assert timedelta(seconds=seconds) <= due_at - NOW <= timedelta(seconds=seconds * 1.1)


def wait_seconds(failures: int, **options: object) -> float:
    options = {"shortest_seconds": SHORTEST, "jitter": 0.0} | options
    return (due_after_failure(NOW, failures, **options) - NOW).total_seconds()


def test_the_wait_doubles_with_every_failure() -> None:
    assert [wait_seconds(failures) for failures in (1, 2, 3)] == [600, 1200, 2400]


def test_the_wait_is_spread_by_up_to_a_half() -> None:
    assert wait_seconds(1, jitter=0.5) == 750


@settings(deadline=None)
@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True), st.integers(1, 200_000))
def test_the_wait_is_never_over_a_day(failures: int, jitter: float, shortest: int) -> None:
    wait = wait_seconds(failures, jitter=jitter, shortest_seconds=shortest)
    assert min(shortest, LONGEST_WAIT_SECONDS / 1.5) <= wait <= LONGEST_WAIT_SECONDS


@pytest.mark.parametrize(("asked", "waited"), [(7200, 7200), (10, SHORTEST), (86_400, 86_400)])
def test_25_retry_after_is_law_and_the_shortest_interval_too(asked: int, waited: int) -> None:
    assert wait_seconds(9, retry_after_seconds=asked, jitter=0.9) == waited


# jobs


class Job:
    """Counts its runs; each does what it was told, in order, and the last thing for ever."""

    def __init__(self, *steps: object) -> None:
        self.steps, self.runs, self.ran = list(steps), 0, asyncio.Event()
        self.is_cancelled = False

    async def __call__(self) -> None:
        self.runs += 1
        step = self.steps.pop(0) if self.steps else None
        if isinstance(step, Exception):
            raise step
        if step == "hang":
            try:
                await asyncio.Event().wait()
            finally:
                self.is_cancelled = True
        if not self.steps:
            self.ran.set()


async def run_until_done(job: Job, seconds: float = 0.01) -> Job:
    schedule = Schedule()
    schedule.every(seconds, job, name="job")
    schedule.start()
    async with asyncio.timeout(5):
        await job.ran.wait()
    await schedule.stop()
    return job


async def test_a_job_runs_at_once_and_again() -> None:
    assert (await run_until_done(Job("once", "twice", "thrice"))).runs >= 3


async def test_a_job_that_fails_is_logged_and_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    assert (await run_until_done(Job(ValueError("bad luck"), "again"))).runs >= 2
    record = next(record for record in caplog.records if record.name == "watchers.schedule")
    assert (record.message, record.job) == ("job failed", "job")


async def test_103_a_job_that_hangs_is_cancelled_and_runs_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    job = await run_until_done(Job("hang", "again"))
    assert job.is_cancelled
    assert "job ran out of time" in caplog.messages


async def test_stopping_waits_for_a_run_to_end() -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await may_end.wait()
        ended.set()

    schedule = Schedule()
    schedule.every(60, slow, name="slow")
    schedule.start()
    await begun.wait()
    stopping = asyncio.create_task(schedule.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    may_end.set()
    await stopping
    assert ended.is_set()


async def test_stopping_cancels_a_run_that_outlasts_the_grace() -> None:
    job, schedule = Job("hang"), Schedule()
    schedule.every(60, job, name="hangs")
    schedule.start()
    while not job.runs:
        await asyncio.sleep(0)
    await schedule.stop(grace_seconds=0)
    assert job.is_cancelled


async def test_a_schedule_that_never_began_can_be_stopped() -> None:
    await Schedule().stop()


async def test_a_second_job_of_a_name_replaces_the_first() -> None:
    first, second, schedule = Job(), Job(), Schedule()
    schedule.every(60, first, name="job")
    schedule.every(60, second, name="job")
    schedule.start()
    await second.ran.wait()
    await schedule.stop()
    assert first.runs == 0


@pytest.mark.parametrize("timeout_seconds", [0, -1, 60, 61])
async def test_a_deadline_must_lie_below_the_interval(timeout_seconds: float) -> None:
    with pytest.raises(ValueError, match="below the interval"):
        Schedule().every(60, Job(), name="job", timeout_seconds=timeout_seconds)


async def test_times_are_utc_and_missed_runs_are_made_up_for_by_one() -> None:
    schedule = Schedule()
    schedule.every(60, Job(), name="job")
    schedule.start()
    job = schedule._scheduler.get_job("job")
    assert job.trigger.timezone is UTC
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    await schedule.stop()


@pytest.fixture(autouse=True)
def _quiet_apscheduler() -> None:
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
