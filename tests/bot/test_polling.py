"""Asking for updates: what is acknowledged when, and what each trouble on the line leads to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from aiogram import Dispatcher
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates, SendMessage, SetMyCommands

from bot.delivery import Sender
from bot.handlers import Desk, build_router
from bot.polling import Poller, run_bot
from bot.telegram import make_bot
from storage import chats, ledger, outbox
from storage.errors import ConfigurationError, StetError
from watchers.route import route

import newsroom
from botapi_server import BotApiServer
from telegram_fake import fake_bot, typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.store import Store

    from conftest import FakeClock
    from telegram_fake import Talk

ASK = GetUpdates()


class Line:
    """A poller on a fake session, with a dispatcher that writes down what it is given."""

    def __init__(self) -> None:
        self.bot, self.session = fake_bot()
        self.stop = asyncio.Event()
        self.naps: list[float] = []
        self.handled: list[int] = []
        self.failures = 0
        self.poller = Poller(self.bot, self, sleep=self._sleep)  # type: ignore[arg-type]

    async def feed_update(self, _: object, update: Any) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.handled.append(update.update_id)

    async def _sleep(self, seconds: float) -> None:
        self.naps.append(seconds)

    def ends(self) -> Callable[[Any], list[Any]]:
        def end(_: Any) -> list[Any]:
            self.stop.set()
            return []

        return end

    async def run(self, *answers: Any) -> None:
        self.session.plan(GetUpdates, *answers, self.ends())
        async with asyncio.timeout(5):
            await self.poller.run(self.stop)

    @property
    def offsets(self) -> list[int | None]:
        return [call.offset for call in self.session.of(GetUpdates)]


@pytest.fixture
def line() -> Line:
    return Line()


async def test_an_update_is_acknowledged_after_it_was_handled(line: Line) -> None:
    await line.run(lambda _: [typed("a", update_id=5), typed("b", update_id=6)])
    assert line.handled == [5, 6]
    assert line.offsets == [None, 7]


async def test_only_what_is_handled_is_asked_for(line: Line) -> None:
    await line.run()
    (ask,) = line.session.of(GetUpdates)
    assert ask.allowed_updates == ["message", "callback_query", "my_chat_member"]
    assert ask.timeout is not None
    assert 0 < ask.timeout <= 50


async def test_the_menu_is_set_once_and_again_where_that_failed(line: Line) -> None:
    line.session.plan(SetMyCommands, TelegramNetworkError(method=ASK, message="down"))
    await line.run(lambda _: [], lambda _: [])
    assert len(line.session.of(SetMyCommands)) == 1 + 3


async def test_a_line_that_is_down_is_asked_again_with_growing_waits(line: Line) -> None:
    down = TelegramNetworkError(method=ASK, message="down")
    await line.run(*[down] * 5, lambda _: [], down)
    assert line.naps == [1, 2, 4, 8, 8, 1]


async def test_flood_control_of_updates_is_obeyed(line: Line) -> None:
    await line.run(TelegramRetryAfter(method=ASK, message="slow", retry_after=33))
    assert line.naps == [33]


@pytest.mark.parametrize("error", [TelegramUnauthorizedError, TelegramNotFound])
async def test_a_refused_token_ends_it_with_78(line: Line, error: Any) -> None:
    with pytest.raises(ConfigurationError, match="STET_BOT_TOKEN") as caught:
        await line.run(error(method=ASK, message="no"))
    assert caught.value.exit_code == 78


async def test_another_copy_ends_it_with_one_clear_line(line: Line) -> None:
    with pytest.raises(StetError, match="another copy of this bot is running") as caught:
        await line.run(TelegramConflictError(method=ASK, message="Conflict"))
    assert caught.value.exit_code == 1


async def test_an_update_whose_handling_fails_is_tried_again_then_let_go(line: Line) -> None:
    line.failures = 1
    await line.run(lambda _: [typed("a", update_id=5)])
    assert line.handled == [5]
    line.stop.clear()
    line.failures = 3
    await line.run(lambda _: [typed("b", update_id=6), typed("c", update_id=7)])
    assert line.handled == [5, 7]


async def test_a_stop_ends_a_waiting_question_at_once(line: Line) -> None:
    asked = asyncio.Event()

    async def hang(*_: Any, **__: Any) -> None:
        asked.set()
        await asyncio.Event().wait()

    line.session.make_request = hang  # type: ignore[method-assign]
    running = asyncio.create_task(line.poller.run(line.stop))
    await asked.wait()
    line.stop.set()
    async with asyncio.timeout(1):
        await running


async def test_when_one_loop_fails_both_end_and_the_reason_comes_out(talk: Talk) -> None:
    stop = asyncio.Event()
    talk.session.plan(GetUpdates, TelegramConflictError(method=ASK, message="Conflict"))
    with pytest.raises(StetError, match="another copy"):
        async with asyncio.timeout(5):
            await run_bot(talk.bot, talk.dispatcher, talk.sender, stop=stop)
    assert stop.is_set()


async def test_a_command_goes_in_and_its_answer_comes_out(talk: Talk) -> None:
    stop = asyncio.Event()
    answered = asyncio.Event()

    def note(method: Any) -> Any:
        answered.set()
        return talk.session._answer(method)

    talk.session.plan(GetUpdates, lambda _: [typed("/help")])
    talk.session.plan(SendMessage, note)
    running = asyncio.create_task(run_bot(talk.bot, talk.dispatcher, talk.sender, stop=stop))
    async with asyncio.timeout(5):
        await answered.wait()
    stop.set()
    await running
    assert len(talk.session.of(SendMessage)) == 1


async def test_over_real_http_a_person_subscribes_is_told_and_asks(
    store: Store, clock: FakeClock
) -> None:
    async with BotApiServer(enforces_limits=False) as server:
        bot = make_bot(server.token, server.url)
        sender = Sender(bot, store, newsroom.BASELINE, clock)
        dispatcher = Dispatcher()
        desk = Desk(store, newsroom.BASELINE, clock)
        dispatcher.include_router(build_router(desk, wake=sender.wake))
        stop = asyncio.Event()
        running = asyncio.create_task(run_bot(bot, dispatcher, sender, stop=stop))

        server.push_message("/start")
        start = await server.wait_for("sendMessage")
        assert start.message_id is not None
        server.push_callback(start.buttons["All changes"], message_id=start.message_id)
        edit = await server.wait_for("editMessageText")
        assert "This chat is told everything" in edit.text
        await server.wait_for("answerCallbackQuery")

        delta = newsroom.fall()
        with store.transaction():
            ledger.record_delta(store, delta)
            deliveries = route(delta, chats.subscriptions(store), clock())
            outbox.add(store, deliveries, now=clock())
        sender.wake()
        alert = await server.wait_for("sendMessage", where=lambda call: "FALLEN" in call.text)
        assert alert.message_id is not None
        server.push_callback(alert.buttons["Why"], message_id=alert.message_id)
        why = await server.wait_for("editMessageText", where=lambda c: "Why fallen" in c.text)
        assert "Words: strikes on shore." in why.text

        stop.set()
        await running
        await bot.session.close()
        assert server.violations == []
