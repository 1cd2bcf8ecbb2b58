"""The Bot API server for tests refuses what Telegram refuses."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession, FormData, ServerDisconnectedError

from bot.charts import draw
from bot.messages.pictures import picture

import newsroom
from botapi_server import BotApiServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Ask = Callable[..., Awaitable[tuple[int, Any]]]


@asynccontextmanager
async def opened(**options: Any) -> AsyncIterator[tuple[BotApiServer, Ask]]:
    async with BotApiServer(**options) as server, ClientSession() as http:

        async def ask(method: str, token: str | None = None, **fields: Any) -> tuple[int, Any]:
            url = f"{server.url}/bot{token or server.token}/{method}"
            async with http.post(url, json=fields) as response:
                return response.status, await response.json()

        server.add_chat(1)
        yield server, ask


KEYBOARD = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
MALFORMED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMesage", {}, "Not Found: method"),
    ("sendMessage", {"chat_id": 1, "text": "x", "silent": True}, "unknown parameter"),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_to_message_id": 1}, "deprecated"),
    ("sendMessage", {"chat_id": 1}, "text"),
    ("sendMessage", {"chat_id": 1, "text": "x", "disable_notification": "perhaps"}, "is no"),
    ("sendMessage", {"chat_id": 1, "text": ""}, "message text is empty"),
    ("sendMessage", {"chat_id": 1, "text": "x" * 4097}, "message is too long"),
    ("sendMessage", {"chat_id": 1, "text": "👍" * 2049}, "message is too long"),
    ("sendMessage", {"chat_id": 1, "text": "<b>" * 11_000}, "text is too long"),
    ("sendMessage", {"chat_id": 1, "text": "<p>x", "parse_mode": "HTML"}, "can't parse"),
    ("sendMessage", {"chat_id": 1, "text": "x", "parse_mode": "Wild"}, "parse_mode"),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x",
         "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a" * 65}]]}},
        "BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "link_preview_options": {"off": True}},
        "unknown field .link_preview_options.off",
    ),
    ("sendPhoto", {"chat_id": 1, "photo": "attach://gone"}, "attached file is missing"),
    ("getUpdates", {"limit": 101}, "limit 101"),
    ("getUpdates", {"timeout": 51}, "timeout 51"),
    ("setMyCommands", {"commands": [{"command": "Bad!", "description": "x"}]}, "INVALID"),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": "x"}] * 101},
        "TOO_MUCH",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("method", "fields", "said"), MALFORMED)
async def test_a_malformed_call_is_refused_and_written_down(
    method: str, fields: dict[str, Any], said: str
) -> None:
    async with opened() as (server, ask):
        status, body = await ask(method, **fields)
        assert status in {400, 404}
        assert said in body["description"]
        assert len(server.violations) == 1
        assert server.calls == []


async def test_a_form_is_read_as_well_as_json() -> None:
    form = FormData()
    form.add_field("chat_id", "1")
    form.add_field("text", "<b>x</b>")
    form.add_field("parse_mode", "HTML")
    form.add_field("disable_notification", "true")
    form.add_field("reply_markup", json.dumps(KEYBOARD))
    async with opened() as (server, _), ClientSession() as http:
        url = f"{server.url}/bot{server.token}/sendMessage"
        async with http.post(url, data=form) as response:
            assert response.status == 200
        (call,) = server.of("sendMessage", chat_id=1)
        assert call.parameters["disable_notification"] is True
        assert call.text == "x"
        assert call.buttons == {"A": "a"}


@pytest.mark.parametrize("body", [b"not a picture", b"\x89PNG\r\n\x1a\n0000IHDR" + b"\xff" * 8])
async def test_only_a_fit_png_is_a_photo(body: bytes) -> None:
    drawn = picture(newsroom.BASELINE.claim("raids"), newsroom.BASELINE, [], deltas=(),
                    until=newsroom.SEEN.date())  # fmt: skip
    async with opened() as (server, _), ClientSession() as http:
        url = f"{server.url}/bot{server.token}/sendPhoto"
        for content, status in ((body, 400), (draw(drawn), 200)):
            form = FormData()
            form.add_field("chat_id", "1")
            form.add_field("photo", "attach://p")
            form.add_field("p", content, filename="p.png")
            async with http.post(url, data=form) as response:
                assert response.status == status


async def test_an_unknown_chat_and_a_wrong_token_are_refused() -> None:
    async with opened() as (_, ask):
        assert (await ask("sendMessage", chat_id=2, text="x"))[1]["description"].endswith(
            "chat not found"
        )
        assert (await ask("getChatMember", chat_id=2, user_id=1))[0] == 400
        assert (await ask("getMe", token="1:x"))[0] == 401
        assert (await ask("getMe"))[1]["result"]["username"] == "stet_test_bot"


async def test_a_chat_is_limited_and_says_how_long_to_wait() -> None:
    async with opened(chat_burst=1) as (server, ask):
        assert (await ask("sendMessage", chat_id=1, text="x"))[0] == 200
        status, body = await ask("sendMessage", chat_id=1, text="y")
        assert (status, body["parameters"]) == (429, {"retry_after": 1})
        assert server.flood_refusals == 1


async def test_an_edit_wants_a_change_and_a_message_of_the_bot() -> None:
    async with opened(enforces_limits=False) as (server, ask):
        _, sent = await ask("sendMessage", chat_id=1, text="x", reply_markup=KEYBOARD)
        mine = {"chat_id": 1, "message_id": sent["result"]["message_id"]}
        same = await ask("editMessageText", **mine, text="x", reply_markup=KEYBOARD)
        assert "not modified" in same[1]["description"]
        assert (await ask("editMessageText", **mine, text="y"))[0] == 200
        assert "reply_markup" not in server.chats[1].messages[mine["message_id"]]
        server.push_message("hello")
        theirs = {"chat_id": 1, "message_id": mine["message_id"] + 1}
        assert "not found" in (await ask("editMessageText", **theirs, text="z"))[1]["description"]
        lost = {"reply_parameters": {"message_id": 99}}
        refused = await ask("sendMessage", chat_id=1, text="x", **lost)
        assert "replied not found" in refused[1]["description"]


async def test_a_callback_is_answered_once() -> None:
    async with opened() as (server, ask):
        _, sent = await ask("sendMessage", chat_id=1, text="x")
        callback_id = server.push_callback("a", message_id=sent["result"]["message_id"])
        assert (await ask("answerCallbackQuery", callback_query_id=callback_id))[0] == 200
        again = await ask("answerCallbackQuery", callback_query_id=callback_id)
        assert "query is too old" in again[1]["description"]


async def test_updates_wait_and_are_confirmed_by_the_next_offset() -> None:
    async with opened() as (server, ask):
        waiting = asyncio.create_task(ask("getUpdates", timeout=5))
        await asyncio.sleep(0)
        number = server.push_message("/start")
        _, first = await waiting
        assert [update["update_id"] for update in first["result"]] == [number]
        _, again = await ask("getUpdates", offset=number)
        assert again == first
        _, done = await ask("getUpdates", offset=number + 1)
        assert done["result"] == []


async def test_a_second_poller_ends_the_first() -> None:
    async with opened() as (server, ask):
        first = asyncio.create_task(ask("getUpdates", timeout=5))
        while server._poller is None:
            await asyncio.sleep(0.001)
        second = asyncio.create_task(ask("getUpdates", timeout=0))
        assert (await first)[0] == 409
        assert (await second)[0] == 200


async def test_faults_come_before_or_after_the_effect_and_only_where_they_are_meant() -> None:
    async with opened(enforces_limits=False) as (server, ask):
        server.add_chat(2)
        server.fail("sendMessage", status=500, description="down", chat_id=2)
        assert (await ask("sendMessage", chat_id=1, text="x"))[0] == 200
        assert (await ask("sendMessage", chat_id=2, text="x"))[0] == 500
        server.fail("sendMessage", drops=True, when="after")
        with pytest.raises(ServerDisconnectedError):
            await ask("sendMessage", chat_id=2, text="y")
        assert [call.text for call in server.of("sendMessage", chat_id=2)] == ["y"]


async def test_waiting_for_a_call_ends_when_it_does_not_come() -> None:
    async with opened() as (server, ask):
        waiting = asyncio.create_task(server.wait_for("sendMessage", count=2))
        for text in ("one", "two"):
            await ask("sendMessage", chat_id=1, text=text)
        assert (await waiting).text == "two"
        with pytest.raises(TimeoutError):
            await server.wait_for("sendPhoto", seconds=0.01)
