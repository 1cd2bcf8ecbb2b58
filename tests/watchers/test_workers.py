"""Worker processes that are killed and replaced; the numbers are those of the fault cases."""

from __future__ import annotations

import asyncio
import ctypes
import os
import resource
import signal
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from storage.errors import NotAFeed, ParseOverrun
from storage.models import Feed
from watchers.parse import parse
from watchers.workers import Workers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NOW = datetime(2023, 11, 21, 12, tzinfo=UTC)
FEED = Feed(id=1, url="https://gazette.example/feed", outlet="Made-up Gazette")
RSS = b'<rss version="2.0"><channel><item><title>T</title>%b</item></channel></rss>'


def spin() -> None:
    while True:
        pass


def announce_and_spin(fifo: Path) -> None:
    fifo.write_text("running")
    spin()


def hog_memory() -> int:
    return len(bytearray(4 << 30))


def crash() -> None:
    ctypes.string_at(0)


def soft_limits() -> tuple[int, ...]:
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU)
    return tuple(resource.getrlimit(kind)[0] for kind in kinds)


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    async with Workers(1, timeout_seconds=0.5) as running:
        yield running


async def test_a_call_runs_in_another_process_that_stays(workers: Workers) -> None:
    first = await workers.run(os.getpid)
    assert first != os.getpid()
    assert await workers.run(os.getpid) == first


async def test_with_no_workers_a_call_runs_in_line() -> None:
    async with Workers(0) as in_line:
        assert await in_line.run(os.getpid) == os.getpid()


async def test_arguments_go_in_and_errors_come_out(workers: Workers) -> None:
    parsed = await workers.run(parse, RSS % b"", FEED, now=NOW)
    assert parsed.entries[0].title == "T"
    with pytest.raises(NotAFeed, match="empty"):
        await workers.run(parse, b"", FEED, now=NOW)


async def test_a_call_that_overruns_is_killed_and_its_process_replaced(workers: Workers) -> None:
    first = await workers.run(os.getpid)
    with pytest.raises(ParseOverrun, match=r"ended after 0\.5 s"):
        await workers.run(spin)
    assert await workers.run(os.getpid) != first


async def test_72_a_call_that_runs_out_of_memory_fails_alone(workers: Workers) -> None:
    with pytest.raises(ParseOverrun, match="out of memory"):
        await workers.run(hog_memory)
    assert await workers.run(abs, -1) == 1


async def test_72_a_call_that_crashes_its_process_fails_alone(workers: Workers) -> None:
    with pytest.raises(ParseOverrun, match="ended with code -11"):
        await workers.run(crash)
    assert await workers.run(abs, -1) == 1


async def test_a_process_has_limits_of_memory_and_of_time_for_each_call() -> None:
    async with Workers(1, timeout_seconds=2, memory_bytes=1 << 29) as confined:
        memory_bytes, cpu_seconds = await confined.run(soft_limits)
        assert memory_bytes == 1 << 29
        assert 3 <= cpu_seconds < 10


async def begin_spinning(workers: Workers, folder: Path) -> asyncio.Task[None]:
    """Start a call that never ends, and come back when it is running."""
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    call = asyncio.create_task(workers.run(announce_and_spin, fifo))
    assert await asyncio.to_thread(fifo.read_text) == "running"
    return call


async def test_a_call_given_up_does_not_keep_its_process(tmp_path: Path) -> None:
    async with Workers(1, timeout_seconds=60) as workers:
        first = await workers.run(os.getpid)
        call = await begin_spinning(workers, tmp_path)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await workers.run(os.getpid) != first


async def test_closing_ends_the_processes_even_in_the_middle_of_a_call(tmp_path: Path) -> None:
    workers = Workers(1, timeout_seconds=60)
    pid = await workers.run(os.getpid)
    call = await begin_spinning(workers, tmp_path)
    async with asyncio.timeout(5):
        await workers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    call.cancel()
    with pytest.raises((asyncio.CancelledError, ParseOverrun)):
        await call


async def test_idle_processes_that_are_killed_from_outside_are_replaced(workers: Workers) -> None:
    pid = await workers.run(os.getpid)
    os.kill(pid, signal.SIGKILL)
    while workers._pool.active:
        await asyncio.sleep(0)
    assert await workers.run(os.getpid) != pid


@pytest.mark.parametrize(
    "hostile",
    [b"<author>%b</author>" % (b"a" * 400_000), b"<description>&lt;!--%b</description>"],
    ids=["54 author", "55 comment"],
)
async def test_54_55_a_body_that_stalls_the_parser_does_not_stall_the_loop(hostile: bytes) -> None:
    body = RSS % (hostile if b"%b" not in hostile else hostile % (b"&lt;!--" * 60_000))
    lags: list[float] = []

    async def tick() -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.01)
            lags.append(time.monotonic() - began - 0.01)

    async with Workers(1, timeout_seconds=1.0) as workers:
        await workers.run(os.getpid)
        ticking = asyncio.create_task(tick())
        try:
            await workers.run(parse, body, FEED, now=NOW)
        except ParseOverrun:
            pass
        finally:
            ticking.cancel()
    assert sorted(lags)[int(len(lags) * 0.95)] < 0.1
