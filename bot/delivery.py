"""The sender: takes deliveries from the outbox, sends them, and notes what came of each.

Telegram has no key against repeats, so the promise is at least once: what may have arrived is
sent again and says that it may be a repeat. Nothing is dropped: what cannot be sent ends as dead
with its reason. It decides nothing about who is told what.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.charts import draw
from bot.letter import Letter
from bot.messages import alerts, talk
from bot.messages.message import Message
from bot.messages.pictures import picture
from bot.outcomes import Next, Outcome, outcome_of
from bot.until import unless
from storage import chats, ledger, outbox
from storage.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from aiogram import Bot

    from bot.pace import Pace
    from storage.models import Delivery
    from storage.store import Store
    from watchers.baseline import Baseline

log = logging.getLogger(__name__)

AT_ONCE = 30
"""Requests under way at the same time."""
IDLE_SECONDS = 1.0
"""How long to rest where nothing is due and nobody wakes us."""
PROBE_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Between two questions whether the line is well again."""
FINISH_SECONDS = 5.0
"""How long requests under way may take when the program is to end."""
STORE_SECONDS = 2.0
"""Between two attempts to write to a store that cannot be written."""
ATTEMPTS = {Next.AGAIN: 10, Next.UNKNOWN: 5}
"""After so many attempts that count, a delivery is dead."""
LONGEST_WAIT_SECONDS = 300
RENEWALS = 3
"""Times that one attempt may change its form: plain, in pieces, elsewhere."""


class CannotRenderError(Exception):
    """There is no message to be made of a delivery."""


@dataclass
class Sender:
    """Empties the outbox, at once where it may and later where it must.

    Args:
        bot: sends through whatever session it has.
        store: used from the event loop's thread alone, never over an await.
        baseline: what alerts are worded with.
        clock: the time, aware UTC.
        pace: the limits to keep; None where nobody limits us (the terminal).
        sleep: waits; tests put in one that does not.
    """

    bot: Bot
    store: Store
    baseline: Baseline
    clock: Callable[[], datetime]
    pace: Pace | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _woken: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _is_line_well: bool = field(default=True, init=False)

    def wake(self) -> None:
        """Something may have been put into the outbox."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is under way then is finished first.

        Raises:
            ConfigurationError: the token is refused; the outbox is kept.
        """
        outbox.recover(self.store)
        watch: asyncio.Future[Any] = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                await self._until_well(stop)
                await unless(stop, self._surely(self._begin_due))
                await self._until_something(watch)
        finally:
            watch.cancel()
            await self._finish()

    async def deliver_due(self) -> None:
        """Send everything that is due now, then return; also where the line breaks meanwhile."""
        outbox.recover(self.store)
        self._is_line_well = True
        while self._tasks or self._is_line_well:
            began = self._begin_due() if self._is_line_well else 0
            if self._tasks:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
                self._collect()
            elif not began and not await self._rest():
                return

    async def _rest(self) -> bool:
        """Wait until a limit opens; False where nothing is due behind it."""
        if self.pace is None or outbox.oldest_waiting(self.store, self.clock()) is None:
            return False
        seconds = self.pace.wait_seconds()
        if seconds > 0:
            await self.sleep(seconds)
        return seconds > 0

    def _begin_due(self) -> int:
        room = AT_ONCE - len(self._tasks)
        resting: list[int] = []
        if self.pace:
            room, resting = min(room, self.pace.room()), self.pace.resting()
        if room <= 0:
            return 0
        due = outbox.claim_due(self.store, self.clock(), limit=room, resting=resting)
        for delivery in due:
            if self.pace:
                self.pace.note(delivery.chat_id)
            self._tasks.add(asyncio.create_task(self._deliver(delivery)))
        return len(due)

    async def _until_something(self, watch: asyncio.Future[Any]) -> None:
        """Rest until a request ends, somebody wakes us, a limit opens or the time is up."""
        paced = self.pace.wait_seconds() if self.pace else 0.0
        woken = asyncio.ensure_future(self._woken.wait())
        waits: set[asyncio.Future[Any]] = {woken, watch, *self._tasks}
        try:
            await asyncio.wait(
                waits,
                timeout=min(paced or IDLE_SECONDS, IDLE_SECONDS),
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            woken.cancel()
        self._woken.clear()
        self._collect()

    def _collect(self) -> None:
        done = {task for task in self._tasks if task.done()}
        self._tasks -= done
        for task in done:
            task.result()

    async def _finish(self) -> None:
        """Let requests under way end; what takes too long is found as ``sending`` next time."""
        if not self._tasks:
            return
        done, late = await asyncio.wait(self._tasks, timeout=FINISH_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        self._tasks.clear()
        for task in done:
            if error := task.exception():
                log.error("a delivery failed while stopping", exc_info=error)

    async def _until_well(self, stop: asyncio.Event) -> None:
        """Ask what costs nothing to repeat until it is answered, so that no message is risked."""
        waits = iter(PROBE_SECONDS)
        while not (self._is_line_well or stop.is_set()):
            try:
                await unless(stop, self.bot.get_me())
            except Exception as error:  # noqa: BLE001 - whatever it is, the line is not well
                self._refuse_if_fatal(outcome_of(error))
                await unless(stop, self.sleep(next(waits, PROBE_SECONDS[-1])))
            else:
                self._is_line_well = True

    def _refuse_if_fatal(self, outcome: Outcome) -> None:
        if outcome.next is Next.FATAL:
            raise ConfigurationError(
                "STET_BOT_TOKEN: Telegram refuses the token; BotFather has the right one"
            )

    # One delivery

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            message = self._render(delivery)
            outcome, message_id = await self._attempt(delivery, message)
        except CannotRenderError as error:
            outcome, message_id = Outcome(Next.DEAD, str(error)), None
        except Exception as error:  # our own bug: the message ends here, the queue goes on
            log.exception("a delivery could not be rendered", extra={"delivery": delivery.id})
            outcome, message_id = Outcome(Next.DEAD, f"{type(error).__name__}: {error}"), None
        await self._surely(lambda: self._settle(delivery, outcome, message_id))

    async def _surely(self, act: Callable[[], object]) -> None:
        """Do something to the store; where it cannot write (a full disk), wait until it can."""
        while True:
            try:
                act()
            except sqlite3.OperationalError:
                log.exception("the store cannot be written")
                await self.sleep(STORE_SECONDS)
            else:
                return

    def _render(self, delivery: Delivery) -> Message:
        if delivery.kind == "notice":
            return talk.notice(delivery.payload)
        if delivery.delta_id is None:
            message = Message.from_payload(delivery.payload)
            if not message.html.strip():
                raise CannotRenderError("it has no words")
            return message
        delta = ledger.delta(self.store, delivery.delta_id)
        if delta is None:
            raise CannotRenderError("its delta is no longer in the ledger")
        try:
            return alerts.alert(
                delta,
                self.baseline,
                beside=ledger.beside(self.store, delta),
                is_repeat=delivery.is_possible_repeat,
            )
        except KeyError:
            raise CannotRenderError("its claim is no longer in the baseline") from None

    async def _attempt(self, delivery: Delivery, message: Message) -> tuple[Outcome, int | None]:
        """Try once, and again at once where only the form was refused."""
        letter = Letter(delivery, message, self._reply_to(delivery))
        if message.chart is not None:
            letter.photo = await self._draw(message.chart)
        for _ in range(RENEWALS):
            try:
                message_id = await letter.put(self.bot, self._wait_turn)
            except Exception as error:  # noqa: BLE001 - the table of outcomes reads every kind
                outcome = outcome_of(error)
                if not letter.renew(outcome):
                    return outcome, None
                log.warning("a message was refused in its form", extra={"reason": outcome.reason})
            else:
                if message_id is None:
                    return Outcome(Next.UNKNOWN, "answered without a result"), None
                return Outcome(Next.DONE, ""), message_id
        return Outcome(Next.DEAD, f"refused in every form: {outcome.reason}"), None

    def _reply_to(self, delivery: Delivery) -> int | None:
        """The message that told the change before this one, so that a story is one thread."""
        if delivery.delta_id is None:
            return None
        delta = ledger.delta(self.store, delivery.delta_id)
        if delta is None or delta.before.delta_id is None:
            return None
        return outbox.message_id(
            self.store, delta.before.delta_id, delivery.chat_id, thread_id=delivery.thread_id
        )

    async def _wait_turn(self, chat_id: int) -> None:
        """A message in several pieces keeps the limits too."""
        if self.pace:
            await self.sleep(self.pace.wait_seconds(chat_id))
            self.pace.note(chat_id)

    async def _draw(self, claim_id: str) -> bytes:
        shown = picture(
            self.baseline.claim(claim_id),
            self.baseline,
            ledger.points(self.store, claim_id),
            deltas=ledger.deltas(self.store, claim=claim_id),
            until=self.clock().date(),
        )
        async with self._drawing:
            return await asyncio.to_thread(draw, shown)

    # What came of it

    def _settle(self, delivery: Delivery, outcome: Outcome, message_id: int | None) -> None:
        assert delivery.id is not None
        match outcome.next:
            case Next.DONE:
                outbox.mark_sent(self.store, delivery.id, message_id)
            case Next.WAIT:
                self._retry(delivery, outcome, outcome.wait_seconds, counts=False)
            case Next.OFFLINE:
                self._is_line_well = False
                self._retry(delivery, outcome, 0, counts=False)
            case Next.FATAL:
                self._retry(delivery, outcome, 0, counts=False)
                self._refuse_if_fatal(outcome)
            case Next.AGAIN | Next.UNKNOWN:
                self._try_later(delivery, outcome)
            case Next.MOVE if outcome.chat_id is not None:
                with self.store.transaction():
                    chats.migrate(self.store, delivery.chat_id, outcome.chat_id)
                    self._retry(delivery, outcome, 0, counts=False)
            case Next.SUSPEND:
                log.warning("a chat refuses us", extra={"reason": outcome.reason})
                chats.suspend(self.store, delivery.chat_id, reason=outcome.reason)
            case _:
                self._bury(delivery, outcome.reason)

    def _try_later(self, delivery: Delivery, outcome: Outcome) -> None:
        assert delivery.id is not None
        is_unknown = outcome.next is Next.UNKNOWN
        self._is_line_well = self._is_line_well and not is_unknown
        if delivery.attempts >= ATTEMPTS[outcome.next]:
            self._bury(delivery, f"given up after {delivery.attempts} attempts: {outcome.reason}")
            return
        seconds = min(2**delivery.attempts, LONGEST_WAIT_SECONDS)
        if is_unknown:
            not_before = self.clock() + timedelta(seconds=seconds)
            outbox.mark_unknown(
                self.store, delivery.id, not_before=not_before, reason=outcome.reason
            )
        else:
            self._retry(delivery, outcome, seconds, counts=True)

    def _retry(self, delivery: Delivery, outcome: Outcome, seconds: float, *, counts: bool) -> None:
        assert delivery.id is not None
        log.info("a delivery waits", extra={"delivery": delivery.id, "reason": outcome.reason})
        outbox.mark_retry(
            self.store,
            delivery.id,
            not_before=self.clock() + timedelta(seconds=seconds),
            reason=outcome.reason,
            counts_attempt=counts,
        )

    def _bury(self, delivery: Delivery, reason: str) -> None:
        assert delivery.id is not None
        log.error("a delivery is dead", extra={"delivery": delivery.id, "reason": reason})
        outbox.mark_dead(self.store, delivery.id, reason=reason)
