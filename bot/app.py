"""Puts the program together and runs it until a signal; every part is handed in, none is global."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from bot.logs import set_up_logging
from bot.until import unless
from storage import entries, feeds, outbox
from storage.errors import ConfigurationError
from storage.store import open_store
from watchers import feedlist
from watchers.baseline import load_baseline
from watchers.fetch import Fetcher
from watchers.guard import Guard
from watchers.intake import seed
from watchers.pipeline import Pipeline
from watchers.schedule import Schedule
from watchers.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram import Bot, Dispatcher

    from bot.console import Terminal
    from bot.delivery import Sender
    from bot.settings import Settings
    from storage.store import Store
    from watchers.baseline import Baseline

log = logging.getLogger(__name__)

TICK_SECONDS = 5
"""How often it is asked which feeds are due."""
TEND_SECONDS = 3600
KEEP_ENTRIES, KEEP_SENT = timedelta(days=120), timedelta(days=60)
"""How long entries that nothing was read from, and messages that arrived, are remembered."""


def utc_now() -> datetime:
    """The time, aware UTC."""
    return datetime.now(UTC)


async def run_app(settings: Settings, *, once: bool) -> int:
    """Run until SIGTERM or SIGINT, or for one round; returns the exit code.

    Raises:
        ConfigurationError: the program is set up wrongly.
        InputError: the baseline or the feed list cannot be used.
    """
    set_up_logging(settings.log_level, settings.log_format)
    if settings.executor != "local":
        raise ConfigurationError("STET_EXECUTOR: this version knows only `local`")
    stop = _stop_on_signals()
    baseline = load_baseline(settings.baseline)
    async with AsyncExitStack() as parts:
        store = parts.enter_context(open_store(settings.database, baseline_id=baseline.id))
        _prepare(store, baseline, settings)
        guard = Guard.allowing(settings.allow_hosts)
        pipeline = Pipeline(
            store=store,
            baseline=baseline,
            fetcher=await parts.enter_async_context(Fetcher(guard=guard)),
            workers=await parts.enter_async_context(Workers(settings.workers)),
            clock=utc_now,
            poll_seconds=settings.poll_seconds,
            operators=sorted(settings.admins),
        )
        if once:
            await unless(stop, _run_once(pipeline, store, baseline, settings))
            return 0
        parts.push_async_callback(pipeline.stop)
        await _listen(parts, store, baseline, settings)
        schedule = Schedule()
        schedule.every(TICK_SECONDS, _as_job(pipeline.start_due), name="poll")
        schedule.every(TEND_SECONDS, _as_job(lambda: _tend(store)), name="tend")
        schedule.start()
        parts.push_async_callback(schedule.stop)
        # The import takes seconds: in a thread, so that the first poll does not wait for it.
        line = await asyncio.to_thread(open_line, store, baseline, settings)
        parts.push_async_callback(line.bot.session.close)
        pipeline.wake = line.sender.wake
        await converse(line, stop)
    return 0


def _stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set, from the first moment on."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _prepare(store: Store, baseline: Baseline, settings: Settings) -> None:
    """On the first start follow the listed feeds; on every start know what the baseline knows."""
    seed(store, baseline, utc_now())
    if not feeds.all_feeds(store):
        feeds.add(store, feedlist.load(settings.feeds or feedlist.SHIPPED))


def _as_job(act: Callable[[], object]) -> Callable[[], Awaitable[object]]:
    async def job() -> object:
        return act()

    return job


def _tend(store: Store) -> None:
    """Let go of what is old and rests on nothing."""
    now = utc_now()
    entries.prune(store, before=now - KEEP_ENTRIES)
    outbox.prune(store, before=now - KEEP_SENT)


async def _listen(
    parts: AsyncExitStack, store: Store, baseline: Baseline, settings: Settings
) -> None:
    if settings.listen_address is None:
        return
    from bot.web import start_listening, web_app

    try:
        runner = await start_listening(web_app(store, baseline, utc_now), *settings.listen_address)
    except OSError as error:
        raise ConfigurationError(f"STET_LISTEN: cannot listen there: {error.strerror}") from None
    parts.push_async_callback(runner.cleanup)


@dataclass(frozen=True, slots=True)
class Line:
    """The line to the chats: Telegram, or the terminal where there is no token."""

    bot: Bot
    dispatcher: Dispatcher
    sender: Sender
    terminal: Terminal | None = None


def open_line(
    store: Store,
    baseline: Baseline,
    settings: Settings | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    folder: Path = Path(),
) -> Line:
    """Make the bot, its handlers and its sender; without a token the terminal is the chat.

    Args:
        store: the ledger and the outbox.
        baseline: the article.
        settings: where the token is, if there is one.
        clock: tells the time.
        folder: where the terminal puts pictures.
    """
    from aiogram import Dispatcher

    from bot.console import terminal_bot
    from bot.delivery import Sender
    from bot.handlers import Desk, build_router
    from bot.pace import Pace
    from bot.telegram import make_bot

    terminal = None
    if settings is not None and settings.token is not None:
        bot, pace = make_bot(settings.token, settings.bot_api_url), Pace(monotonic)
    else:
        bot, terminal = terminal_bot(clock, folder=folder)
        pace = None
    sender = Sender(bot=bot, store=store, baseline=baseline, clock=clock, pace=pace)
    dispatcher = Dispatcher()
    dispatcher.include_router(build_router(Desk(store, baseline, clock), wake=sender.wake))
    return Line(bot, dispatcher, sender, terminal)


async def _run_once(
    pipeline: Pipeline, store: Store, baseline: Baseline, settings: Settings
) -> None:
    done = await pipeline.poll_due()
    line = open_line(store, baseline, settings)
    await line.sender.deliver_due()
    await line.bot.session.close()
    log.info("one round", extra=asdict(done))


async def converse(line: Line, stop: asyncio.Event) -> None:
    """Run the loops that send and answer; a terminal is listened to until its input ends."""
    from bot.polling import run_bot

    leaving = None
    if line.terminal is not None and sys.stdin.isatty():
        from bot.console import listen

        listen(line.terminal)
        leaving = asyncio.create_task(_leave(line.terminal, stop))
    await run_bot(line.bot, line.dispatcher, line.sender, stop=stop)
    if leaving is not None:
        leaving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await leaving


async def _leave(terminal: Terminal, stop: asyncio.Event) -> None:
    await terminal.ended.wait()
    stop.set()
