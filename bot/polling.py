"""Asks Telegram for updates and hands them on one by one; it answers none.

An update is acknowledged after it was handled, so that a crash in between handles it again; the
inbox keeps that from being answered twice.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiogram.exceptions import TelegramConflictError

from bot.outcomes import Next, outcome_of
from bot.telegram import announce
from bot.until import unless
from storage.errors import ConfigurationError, StetError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram import Bot, Dispatcher
    from aiogram.types import Update

    from bot.delivery import Sender

log = logging.getLogger(__name__)

POLL_SECONDS = 25
"""How long the server holds a question for updates open (it allows 50)."""
MARGIN_SECONDS = 15
UPDATES = ["message", "callback_query", "my_chat_member"]
BACKOFF_SECONDS = (1.0, 2.0, 4.0, 8.0)
TRIES = 3
"""Times that an update whose handling failed is handled again before it is let go."""


@dataclass(slots=True)
class Poller:
    """The loop that asks for updates.

    Args:
        bot: asks.
        dispatcher: takes the updates.
        sleep: waits; tests put in one that does not.
    """

    bot: Bot
    dispatcher: Dispatcher
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self, stop: asyncio.Event) -> None:
        """Ask until told to stop; an update in hand is finished first. A bad line is waited out.

        Raises:
            ConfigurationError: the token is refused.
            StetError: another copy asks with the same token.
        """
        offset: int | None = None
        failures, has_announced = 0, False
        while not stop.is_set():
            try:
                updates = await unless(stop, self._ask(offset))
            except Exception as error:  # noqa: BLE001 - whatever it is, the watching goes on
                await unless(stop, self.sleep(_wait(error, failures)))
                failures += 1
                continue
            failures = 0
            for update in updates or ():
                await self._handle(update)
                offset = update.update_id + 1
            if not has_announced:
                has_announced = bool(await unless(stop, _announced(self.bot)))

    async def _ask(self, offset: int | None) -> list[Update]:
        return await self.bot.get_updates(
            offset=offset,
            timeout=POLL_SECONDS,
            allowed_updates=UPDATES,
            request_timeout=POLL_SECONDS + MARGIN_SECONDS,
        )

    async def _handle(self, update: Update) -> None:
        for tried in range(TRIES):
            try:
                await self.dispatcher.feed_update(self.bot, update)
            except Exception:
                log.exception("an update was not handled", extra={"update": update.update_id})
                await self.sleep(BACKOFF_SECONDS[tried])
            else:
                return


def _wait(error: Exception, failures: int) -> float:
    """How long to wait before asking again; raises where asking again is of no use."""
    if isinstance(error, TelegramConflictError):
        raise StetError(
            "another copy of this bot is running with the same token; stop it first"
        ) from None
    outcome = outcome_of(error)
    if outcome.next is Next.FATAL:
        raise ConfigurationError(
            "STET_BOT_TOKEN: Telegram refuses the token; BotFather has the right one"
        ) from None
    log.warning("no updates", extra={"reason": outcome.reason})
    return outcome.wait_seconds or BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)]


async def _announced(bot: Bot) -> bool:
    try:
        await announce(bot)
    except Exception as error:  # noqa: BLE001 - a missing menu stops nobody; it is tried again
        log.warning("the menu was not set", extra={"reason": outcome_of(error).reason})
        return False
    return True


async def run_bot(bot: Bot, dispatcher: Dispatcher, sender: Sender, *, stop: asyncio.Event) -> None:
    """Send and answer until told to stop; then what is under way is finished.

    Args:
        bot: the line.
        dispatcher: with the router of `bot.handlers.build_router` in it.
        sender: empties the outbox.
        stop: set by a signal; set here too where one of the two loops fails.

    Raises:
        ConfigurationError: the token is refused.
        StetError: another copy asks with the same token.
    """
    loops = [
        asyncio.create_task(Poller(bot, dispatcher).run(stop)),
        asyncio.create_task(sender.run(stop)),
    ]
    try:
        await asyncio.wait(loops, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        stop.set()
        ends = await asyncio.gather(*loops, return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):
            raise end
