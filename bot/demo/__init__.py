"""The demo: four recorded months, served as feeds and followed by the real program."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from bot.app import converse, open_line
from bot.demo.archive import moments, read_archive, read_outlets
from bot.demo.newsstand import Newsstand
from bot.logs import set_up_logging
from storage import feeds, outbox
from storage.errors import InputError
from storage.models import DeliveryState
from storage.store import open_store
from watchers.baseline import load_baseline
from watchers.fetch import Fetcher
from watchers.guard import Guard
from watchers.intake import seed
from watchers.pipeline import Pipeline, Round
from watchers.workers import Workers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.app import Line
    from storage.store import Store
    from watchers.baseline import Baseline

ARTICLE = "iraq-balancing-act"
POLL_SECONDS = 1800
READER_COMES = ("/start", "/subscribe all", "/claim attacks-on-us")
"""What the reader says on the day of the article."""
READER_ASKS = ("/claims", "/tally")
"""What the reader says at the end of the story."""


@dataclass(slots=True)
class SimulatedClock:
    """A clock that the demo moves; calling it tells the time."""

    now: datetime

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


async def run_demo(out: Path, *, with_chat: bool) -> int:
    """Follow the recorded archive from its first entry to its last; returns the exit code.

    Args:
        out: where the chart goes.
        with_chat: whether the reader may go on asking when the story is over.
    """
    import asyncio

    set_up_logging("WARNING", "text")
    try:
        await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be made: {error.strerror}", file=str(out)) from None
    baseline = load_baseline(ARTICLE)
    archive, outlets = read_archive(), read_outlets()
    clock = SimulatedClock(moments(archive)[0])
    with tempfile.TemporaryDirectory(prefix="stet-demo-") as folder:
        store = open_store(Path(folder) / "demo.sqlite3", baseline_id=baseline.id)
        async with (
            Newsstand(clock, outlets, archive) as newsstand,
            Fetcher(guard=Guard.allowing(["127.0.0.0/8"])) as fetcher,
            Workers(1) as workers,
        ):
            feeds.add(store, newsstand.feeds)
            pipeline = Pipeline(
                store=store,
                baseline=baseline,
                fetcher=fetcher,
                workers=workers,
                clock=clock,
                poll_seconds=POLL_SECONDS,
            )
            line = open_line(store, baseline, clock=clock, folder=out)
            story = Story(store, baseline, pipeline, clock, line)
            await story.tell(until=moments(archive)[-1])
            if with_chat:
                await converse(line, asyncio.Event())
        store.close()
    return 0


@dataclass(slots=True)
class Story:
    """The four months, told in the order in which the feeds come due."""

    store: Store
    baseline: Baseline
    pipeline: Pipeline
    clock: SimulatedClock
    line: Line
    done: Round = field(default_factory=Round)

    async def tell(self, until: datetime) -> None:
        """Move the clock from due time to due time, and let the chat see what comes of it."""
        article_at = datetime.combine(self.baseline.article.as_of, time.max, UTC)
        has_reader = False
        async for round_ in self._rounds(until + timedelta(hours=7)):
            if self.clock.now > article_at and not has_reader:
                has_reader = True
                await self._welcome()
            if round_.deltas:
                await self._deliver()
        self._note("the story ends")
        for line in READER_ASKS:
            await self._say(line)
        self._print_figures()

    async def _rounds(self, until: datetime) -> AsyncIterator[Round]:
        while True:
            dues = [feed.due_at or self.clock.now for feed in feeds.all_feeds(self.store)]
            if min(dues) > until:
                return
            self.clock.now = max(self.clock.now, *[due for due in dues if due == min(dues)])
            round_ = await self.pipeline.poll_due()
            self.done += round_
            yield round_

    async def _welcome(self) -> None:
        """The article has appeared: hold it against what is known, and let the reader in."""
        self._note("the article appears; a reader comes to the bot")
        seed(self.store, self.baseline, self.clock.now)
        for line in READER_COMES:
            await self._say(line)

    async def _say(self, line: str) -> None:
        """Type a line into the terminal's chat and let it be answered."""
        assert self.line.terminal is not None
        self.line.terminal.console.print(Text(f"> {line}", style="bold green"))
        self.line.terminal.type_line(line)
        for update in await self.line.bot.get_updates(timeout=1):
            await self.line.dispatcher.feed_update(self.line.bot, update)
        await self.line.sender.deliver_due()

    async def _deliver(self) -> None:
        if outbox.counts(self.store)[DeliveryState.NEW]:
            self._note("")
            await self.line.sender.deliver_due()

    def _note(self, text: str) -> None:
        assert self.line.terminal is not None
        moment = f"{self.clock.now:%A %d %B %Y, %H:%M} UTC"
        self.line.terminal.console.print(Text(f"\n{moment}  {text}".rstrip(), style="bold"))

    def _print_figures(self) -> None:
        assert self.line.terminal is not None
        alerts = self.store.execute(
            "SELECT count(*) FROM deliveries WHERE kind = 'alert' AND state = 'sent'"
        ).fetchone()[0]
        figures = (
            f"{self.done.polled} polls, {self.done.entries} entries, "
            f"{self.done.observations} observations, {self.done.deltas} deltas, {alerts} alerts"
        )
        self.line.terminal.console.print(Text(f"\n{figures}", style="bold"))
