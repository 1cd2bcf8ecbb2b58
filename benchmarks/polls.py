"""One poll cycle of loopback feeds: ours against bare loops of feedparser, in one run.

Each contender runs in a process of its own against the same server, in three cycles: all entries
new, nothing changed, one new entry in each feed. CPU is that of its whole process tree; start-up
stands apart. Ours also reads, judges and stores; the bare loops do nothing with what they parse.
What it finds is printed and kept in `benchmarks/results/polls.md`.

    python benchmarks/polls.py --feeds 200 --rounds 3
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from news import ENTRIES_A_FEED, Newsroom

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1])]

from feed_server import Answer, FeedServer, Request  # noqa: E402 - the path is set above

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator

NOW = datetime(2023, 11, 21, 12, tzinfo=UTC)
HOSTS = tuple(f"127.0.0.{last}" for last in range(1, 9))
TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")
CYCLES = {"all new": 1, "unchanged": 10, "one new": 1}
"""How often each is gone through: what takes next to nothing is measured over several."""
OURS = "stet"
REPORT = Path(__file__).with_name("results") / "polls.md"
Cycle = "Callable[[], Awaitable[int]]"


class Presses(FeedServer):
    """Serves the newsrooms; ``/reset`` begins anew, ``/advance`` lets each publish one entry."""

    def __init__(self, count: int) -> None:
        super().__init__(hosts=HOSTS)
        self._count = count
        self._begin()

    def _begin(self) -> None:
        self._rooms = [Newsroom(number, NOW) for number in range(self._count)]
        self._print()

    def _print(self) -> None:
        for number, room in enumerate(self._rooms):
            body = room.document()
            etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
            self.publish(f"/{number}.xml", body, etag=etag)

    def _chosen(self, request: Request) -> Answer:
        self.requests.clear()
        if request.target == "/reset":
            self._begin()
        elif request.target == "/advance":
            for room in self._rooms:
                room.gain_entry()
            self._print()
        else:
            return super()._chosen(request)
        return Answer(b"done")


# the contenders: each gives a function that polls every feed once and returns how many entries


async def feedparser_loop(urls: list[str]) -> Cycle:
    """A loop of ``feedparser.parse(url)`` over its own HTTP, with the validators that it gives."""
    import feedparser

    known: dict[str, tuple[str | None, str | None]] = {}

    async def cycle() -> int:
        entries = 0
        for url in urls:
            etag, modified = known.get(url, (None, None))
            document = feedparser.parse(url, etag=etag, modified=modified)
            if document.get("status") != 304:
                known[url] = document.get("etag"), document.get("modified")
            entries += len(document.entries)
        return entries

    return cycle


async def aiohttp_and_feedparser(urls: list[str]) -> Cycle:
    """A conditional GET by aiohttp, feedparser over what has changed, nothing else."""
    import aiohttp
    import feedparser

    session = aiohttp.ClientSession()
    known: dict[str, str] = {}
    places = asyncio.Semaphore(32)

    async def poll(url: str) -> int:
        headers = {"If-None-Match": known[url]} if url in known else {}
        async with places, session.get(url, headers=headers) as answer:
            if answer.status == 304:
                return 0
            body = await answer.read()
            known[url] = answer.headers["ETag"]
        return len(feedparser.parse(io.BytesIO(body)).entries)

    async def cycle() -> int:
        return sum(await asyncio.gather(*(poll(url) for url in urls)))

    return cycle


async def stet(urls: list[str]) -> Cycle:
    """Our pipeline: fetched, parsed and read in worker processes, judged, stored."""
    from storage import feeds
    from storage.models import Feed
    from storage.store import open_store
    from watchers.baseline import load_baseline
    from watchers.fetch import Fetcher
    from watchers.guard import Guard
    from watchers.intake import seed
    from watchers.pipeline import Pipeline, digest
    from watchers.workers import Workers

    now = NOW
    baseline = load_baseline("iraq-balancing-act")
    store = open_store(Path(tempfile.mkdtemp()) / "bench.sqlite3", baseline_id=baseline.id)
    seed(store, baseline, now)
    feeds.add(store, (Feed(id=0, url=url, outlet=url) for url in urls))
    fetcher = await Fetcher(guard=Guard.allowing(["127.0.0.0/8"])).__aenter__()
    workers = Workers(2)
    pipeline = Pipeline(
        store=store,
        baseline=baseline,
        fetcher=fetcher,
        workers=workers,
        clock=lambda: now,
        poll_seconds=300,
    )
    warm = Newsroom(-1, NOW).document()
    await asyncio.gather(*(workers.run(_warm_up, digest, warm, baseline.path) for _ in range(8)))

    async def cycle() -> int:
        nonlocal now
        now += timedelta(days=1)
        return (await pipeline.poll_due()).entries

    return cycle


def _warm_up(digest: Callable[..., object], body: bytes, baseline_path: Path) -> None:
    """Load in a worker what the first bodies would load, so that start-up stands apart."""
    from storage.models import Feed
    from watchers.fetch import Fetched
    from watchers.pipeline import Known

    fetched = Fetched(body, "", None, None, "", "")
    feed = Feed(id=0, url="https://gazette.example", outlet="Gazette")
    digest(fetched, feed, NOW, Known(), baseline_path)


CONTENDERS: dict[str, Callable[[list[str]], Awaitable[Cycle]]] = {
    "feedparser loop": feedparser_loop,
    "aiohttp + feedparser": aiohttp_and_feedparser,
    OURS: stet,
}
Measured = list[dict[str, dict[str, float]]]
"""Of one contender: what each cycle of each round took."""
Results = dict[str, Measured]


# measuring


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _tree(int(child))


def _cpu_seconds() -> float:
    """CPU of this process and all below it, those included that have ended."""
    ticks = 0
    for pid in _tree(os.getpid()):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks * TICK_SECONDS


async def _run(name: str, base: str, count: int) -> None:
    """Run one contender through the cycles and print what each took as a JSON line."""
    port = base.rpartition(":")[2]
    urls = [f"http://{HOSTS[n % len(HOSTS)]}:{port}/{n}.xml" for n in range(count)]
    await asyncio.to_thread(_ask, f"{base}/reset")
    cycle = await CONTENDERS[name](urls)
    for phase, times in CYCLES.items():
        if phase == "one new":
            await asyncio.to_thread(_ask, f"{base}/advance")
        cpu, wall = _cpu_seconds(), time.perf_counter()
        entries = [await cycle() for _ in range(times)]
        took = {"cpu": max(_cpu_seconds() - cpu, TICK_SECONDS), "wall": time.perf_counter() - wall}
        each = {name: seconds / times for name, seconds in took.items()}
        print(json.dumps({"phase": phase, "entries": entries[-1], **each}), flush=True)
    os._exit(0)  # sessions and pools of the contenders need not be closed


def _ask(url: str) -> None:
    with urllib.request.urlopen(url) as answer:
        answer.read()


async def _serve(count: int) -> None:
    async with Presses(count) as server:
        print(server.url(""), flush=True)
        await asyncio.Event().wait()


def _measure(name: str, base: str, count: int) -> dict[str, dict[str, float]]:
    command = [sys.executable, __file__, "--feeds", str(count), "--run", name, "--base", base]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {result["phase"]: result for result in map(json.loads, lines)}


def _compare(count: int, rounds: int) -> Results:
    server = subprocess.Popen(
        [sys.executable, __file__, "--feeds", str(count), "--serve"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        base = server.stdout.readline().strip()
        results: Results = {name: [] for name in CONTENDERS}
        for _ in range(rounds):
            for name, measured in results.items():
                measured.append(_measure(name, base, count))
    finally:
        server.terminate()
        server.wait()
    return results


def _report(results: Results, count: int) -> str:
    """Say what was found as a page: CPU and wall time a feed, and ours against each other."""
    rounds = len(results[OURS])
    others = [name for name in results if name != OURS]
    return f"""# One poll cycle: ours against bare loops

{count} feeds of {ENTRIES_A_FEED} entries each over loopback HTTP, {datetime.now(UTC):%d %B %Y}.
{_machine()}.

CPU milliseconds a feed of the whole process tree, wall clock in brackets, start-up apart, median of
{rounds} rounds in one run. *stet* also reads, judges and stores what it parses, in two worker
processes; the others do nothing with it. Made by `make bench`.

{_row("", CYCLES)}
{_row("---", ["---:"] * len(CYCLES))}
{chr(10).join(_row(name, _times(results[name], count)) for name in results)}

How much of the other's CPU *stet* takes, round by round, median:

{_row("", CYCLES)}
{_row("---", ["---:"] * len(CYCLES))}
{chr(10).join(_row(f"to {name}", _ratios(results[OURS], results[name])) for name in others)}

Entries given back by the parser:

{_row("", CYCLES)}
{_row("---", ["---:"] * len(CYCLES))}
{chr(10).join(_row(name, _entries(results[name])) for name in results)}
"""


def _row(name: str, cells: Iterable[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _times(measured: Measured, count: int) -> Iterator[str]:
    for phase in CYCLES:
        cpu, wall = (
            statistics.median(one[phase][figure] for one in measured) * 1000 / count
            for figure in ("cpu", "wall")
        )
        yield f"{cpu:.2f} ({wall:.2f})"


def _ratios(ours: Measured, theirs: Measured) -> Iterator[str]:
    for phase in CYCLES:
        pairs = zip(ours, theirs, strict=True)
        ratios = (us[phase]["cpu"] / them[phase]["cpu"] for us, them in pairs)
        yield f"{statistics.median(ratios):.2f}"


def _entries(measured: Measured) -> Iterator[str]:
    for phase in CYCLES:
        yield f"{statistics.median(one[phase]['entries'] for one in measured):.0f}"


def _machine() -> str:
    """Describe the machine by what it is, not by its name."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores of {model}, CPython {platform.python_version()}, {platform.system()}"


def main() -> None:
    """Measure, or be one of the processes that measuring needs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--base", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(_serve(options.feeds))
    elif options.run:
        asyncio.run(_run(options.run, options.base, options.feeds))
    else:
        report = _report(_compare(options.feeds, options.rounds), options.feeds)
        print(report)
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
