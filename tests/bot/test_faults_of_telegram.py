"""How a Bot API server can misbehave, over real HTTP: what each answer does to a delivery."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiohttp import web

from bot.delivery import Sender
from bot.messages.message import Button, Message
from bot.messages.text import Text, bold
from bot.outcomes import Next, outcome_of
from bot.telegram import HIDDEN, announce, make_bot
from storage import outbox
from storage.errors import ConfigurationError
from storage.models import Delivery, DeliveryState

import newsroom
from botapi_server import TOKEN, BotApiServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiogram import Bot

    from storage.store import Store

    from conftest import FakeClock

FLOOD = {"status": 429, "description": "Too Many Requests: retry after 7"}
PAGE = b"<html><h1>502 Bad Gateway</h1></html>"
CASES: dict[str, tuple[dict[str, Any], DeliveryState, int]] = {
    "429 with a time": ({**FLOOD, "parameters": {"retry_after": 7}}, DeliveryState.RETRY, 7),
    "429 without": ({**FLOOD}, DeliveryState.RETRY, 30),
    "500": ({"status": 500, "description": "Internal Server Error"}, DeliveryState.RETRY, 2),
    "502 page": ({"status": 502, "body": PAGE, "content_type": "text/html"},
                 DeliveryState.RETRY, 2),
    "403": ({"status": 403, "description": "Forbidden: bot was blocked by the user"},
            DeliveryState.DEAD, 0),
    "413": ({"status": 413, "description": "Request Entity Too Large"}, DeliveryState.DEAD, 0),
    "odd 400": ({"status": 400, "description": "Bad Request: BUTTON_INVALID"},
                DeliveryState.DEAD, 0),
    "200 without JSON": ({"body": b"fine", "when": "after"}, DeliveryState.UNKNOWN, 2),
    "200 without result": ({"body": b'{"ok": true}', "when": "after"}, DeliveryState.UNKNOWN, 2),
    "bad charset": (
        {"body": b"\xff\xfe\xff", "content_type": "application/json; charset=utf-8",
         "when": "after"}, DeliveryState.UNKNOWN, 2),
    "reset before": ({"drops": True}, DeliveryState.UNKNOWN, 2),
    "reset after": ({"drops": True, "when": "after"}, DeliveryState.UNKNOWN, 2),
}  # fmt: skip


@asynccontextmanager
async def line_to(url: str, token: str = TOKEN) -> AsyncIterator[Bot]:
    bot = make_bot(token, url)
    try:
        yield bot
    finally:
        session: Any = bot.session
        if session._session is not None:
            await session._session.close()


def put(store: Store, clock: FakeClock, text: str = "news") -> int:
    payload = Message(Text.of(bold(text)), ((Button("All", "claims"),),)).to_payload()
    (row,) = outbox.add(store, [Delivery(1, "answer", payload=payload)], now=clock())
    return row


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_each_answer_has_its_consequence(case: str, store: Store, clock: FakeClock) -> None:
    fault, state, wait_seconds = CASES[case]
    row = put(store, clock)
    async with BotApiServer() as server, line_to(server.url) as bot:
        server.add_chat(1)
        server.fail("sendMessage", **fault)
        sender = Sender(bot, store, newsroom.BASELINE, clock)
        await sender.deliver_due()
        found = outbox.get(store, row)
        assert found is not None
        assert found.state is state
        if state is DeliveryState.DEAD:
            return
        assert found.not_before == clock() + timedelta(seconds=wait_seconds)
        clock.advance(seconds=wait_seconds)
        await sender.deliver_due()
        again = outbox.get(store, row)
        assert again is not None
        assert again.state is DeliveryState.SENT
        arrived = 2 if fault.get("when") == "after" else 1
        assert len(server.of("sendMessage")) == arrived
        assert server.violations == []


async def test_nobody_at_the_other_end_is_free_to_retry(store: Store, clock: FakeClock) -> None:
    async with BotApiServer() as gone:
        url = gone.url
    row = put(store, clock)
    async with line_to(url) as bot:
        sender = Sender(bot, store, newsroom.BASELINE, clock)
        await sender.deliver_due()
    found = outbox.get(store, row)
    assert found is not None
    assert (found.state, found.attempts) == (DeliveryState.RETRY, 0)
    assert not found.is_possible_repeat


@pytest.mark.parametrize("token", ["424242:revoked-token", TOKEN])
async def test_a_refused_token_is_a_configuration_error(
    store: Store, clock: FakeClock, token: str
) -> None:
    row = put(store, clock)
    async with BotApiServer() as server, line_to(server.url, token) as bot:
        if token == TOKEN:
            server.fail("sendMessage", status=404, description="Not Found")
        sender = Sender(bot, store, newsroom.BASELINE, clock)
        with pytest.raises(ConfigurationError) as caught:
            await sender.deliver_due()
    assert caught.value.exit_code == 78
    found = outbox.get(store, row)
    assert found is not None
    assert found.state is DeliveryState.RETRY


async def test_markup_that_the_server_refuses_still_arrives_as_plain_text(
    store: Store, clock: FakeClock
) -> None:
    put(store, clock)
    async with BotApiServer() as server, line_to(server.url) as bot:
        server.add_chat(1)
        server.fail(
            "sendMessage", status=400, description="Bad Request: can't parse entities: byte 3"
        )
        await Sender(bot, store, newsroom.BASELINE, clock).deliver_due()
        (call,) = server.of("sendMessage")
    assert call.text == "news"
    assert "parse_mode" not in call.parameters


async def test_the_menu_and_the_description_are_ones_that_the_server_accepts() -> None:
    async with BotApiServer() as server, line_to(server.url) as bot:
        await announce(bot)
        (said,) = server.of("setMyDescription")
        (short,) = server.of("setMyShortDescription")
        assert 0 < len(said.parameters["description"]) <= 512
        assert 0 < len(short.parameters["short_description"]) <= 120
        menus = {call.parameters["scope"]["type"]: call for call in server.of("setMyCommands")}
        assert server.violations == []
    names = {kind: {c["command"] for c in call.parameters["commands"]}
             for kind, call in menus.items()}  # fmt: skip
    assert names["all_group_chats"] < names["all_chat_administrators"]
    assert names["all_private_chats"] == names["all_chat_administrators"]


@pytest.mark.parametrize("target", ["loop", "other-scheme"])
async def test_no_error_ever_holds_the_token(target: str) -> None:
    async def redirect(request: web.Request) -> web.Response:
        where = str(request.url) if target == "loop" else f"ftp://host{request.path}"
        raise web.HTTPTemporaryRedirect(where)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", redirect)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with line_to(url) as bot:
            with pytest.raises(TelegramNetworkError) as caught:
                await bot.get_me()
    finally:
        await runner.cleanup()
    error: BaseException | None = caught.value
    assert HIDDEN in str(error)
    assert outcome_of(caught.value).next is Next.UNKNOWN
    while error is not None:
        assert TOKEN not in str(error) + repr(error)
        error = error.__cause__ or error.__context__
