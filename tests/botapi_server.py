"""A strict Bot API server on loopback: it refuses whatever Telegram refuses, and can misbehave.

The schema comes from aiogram's own method models; lengths, grammar and limits from the Bot API.
"""

from __future__ import annotations

import asyncio
import inspect
import itertools
import json
import re
import struct
import types
import typing
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from aiohttp import web
from aiohttp.multipart import BodyPartReader
from pydantic import BaseModel, ValidationError

import telegram_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOKEN = "424242:loopback-token"
BOT = {"id": 424242, "is_bot": True, "first_name": "Stet", "username": "stet_test_bot"}
DATED = 1_700_000_000
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
PNG = b"\x89PNG\r\n\x1a\n"

METHODS: dict[str, type[TelegramMethod[Any]]] = {
    model.__api_method__.lower(): model
    for _, model in inspect.getmembers(aiogram.methods, inspect.isclass)
    if issubclass(model, TelegramMethod) and model is not TelegramMethod
}


class Refusal(Exception):  # noqa: N818 - it reads as what it is
    """An answer with ``ok: false``."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass(frozen=True, slots=True)
class Call:
    """One call that arrived: parameters decoded, files apart, and what was answered."""

    method: str
    parameters: dict[str, Any]
    files: dict[str, bytes]
    at: float
    message_id: int | None = None
    """The message that the call made, where it made one."""

    @property
    def text(self) -> str:
        """The text or caption as a person sees it."""
        raw = self.parameters.get("text") or self.parameters.get("caption") or ""
        return telegram_html.parse(raw)[0] if self.parameters.get("parse_mode") else raw

    @property
    def buttons(self) -> dict[str, str]:
        """The inline keyboard: what each button says and carries."""
        markup = self.parameters.get("reply_markup") or {}
        rows = markup.get("inline_keyboard", [])
        return {button["text"]: button.get("callback_data", "") for row in rows for button in row}


@dataclass(slots=True)
class Fault:
    """How the server misbehaves on the next calls of a method.

    ``when`` says in which phase: ``before`` the call has an effect or ``after`` it.
    """

    method: str
    status: int = 200
    description: str = ""
    parameters: dict[str, int] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "application/json"
    drops: bool = False
    hangs_seconds: float = 0
    when: str = "before"
    times: int = 1
    chat_id: int | None = None


@dataclass(slots=True)
class Chat:
    """What the server knows of a chat."""

    id: int
    kind: str
    title: str = ""
    administrators: set[int] = field(default_factory=set)
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    refusal: Refusal | None = None

    def shape(self) -> dict[str, Any]:
        """The chat as updates and messages carry it."""
        named = {"first_name": self.title or "Reader"} if self.kind == "private" else {}
        return {"id": self.id, "type": self.kind, **(named or {"title": self.title or "Desk"})}


@dataclass(slots=True)
class Bucket:
    """A limit: ``burst`` at once, then ``rate`` a second."""

    rate: float
    burst: float
    level: float = 0
    at: float = 0

    def wait(self, now: float) -> float:
        """Take one place; the seconds to wait where there is none."""
        self.level = max(0.0, self.level - (now - self.at) * self.rate)
        self.at = now
        if self.level + 1 > self.burst + 1e-6:
            return (self.level + 1 - self.burst) / self.rate
        self.level += 1
        return 0


class BotApiServer:
    """``async with BotApiServer() as server``: a Bot API at ``server.url`` for ``server.token``."""

    def __init__(
        self, *, token: str = TOKEN, chat_burst: int = 3, enforces_limits: bool = True
    ) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.violations: list[str] = []
        """Calls that Telegram would refuse as malformed; a test asserts that there are none."""
        self.flood_refusals = 0
        self.chats: dict[int, Chat] = {}
        self.url = ""
        self._enforces_limits = enforces_limits
        self._chat_burst = chat_burst
        self._updates: deque[dict[str, Any]] = deque()
        self._ids = itertools.count(1000)
        self._message_ids = itertools.count(1)
        self._callbacks: dict[str, bool] = {}
        self._faults: list[Fault] = []
        self._changed = asyncio.Event()
        self._poller: asyncio.Event | None = None
        self._overall = Bucket(30, 30)
        self._buckets: dict[int, list[Bucket]] = defaultdict(list)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=20 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._poller:
            self._poller.set()
        assert self._runner
        await self._runner.cleanup()

    # What a test does to it

    def add_chat(self, chat_id: int = 1, *, kind: str = "private", title: str = "") -> Chat:
        """Make a chat known, as if a person had opened it."""
        return self.chats.setdefault(chat_id, Chat(chat_id, kind, title))

    def push_message(
        self, text: str, *, chat_id: int = 1, user_id: int | None = None, kind: str = "private"
    ) -> int:
        """A person writes; returns the update's id."""
        chat = self.add_chat(chat_id, kind=kind)
        message = self._message(chat, {"text": text}, user_id or abs(chat_id))
        if command := re.match(r"/\w+(@\w+)?", text):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command[0])}]
        return self.push("message", message)

    def push_callback(
        self, data: str, *, message_id: int, chat_id: int = 1, user_id: int | None = None
    ) -> str:
        """A person presses a button under a message of the bot; returns the callback's id."""
        chat = self.chats[chat_id]
        callback_id = f"callback-{next(self._ids)}"
        self._callbacks[callback_id] = False
        self.push(
            "callback_query",
            {
                "id": callback_id,
                "from": _person(user_id or abs(chat_id)),
                "message": chat.messages[message_id],
                "chat_instance": "1",
                "data": data,
            },
        )
        return callback_id

    def push_member(self, status: str, *, chat_id: int = 1) -> int:
        """The bot's own membership changes (``kicked``: blocked or thrown out)."""
        chat = self.chats[chat_id]
        was, now = ("member", status) if status == "kicked" else ("kicked", status)
        return self.push(
            "my_chat_member",
            {
                "chat": chat.shape(),
                "from": _person(abs(chat_id)),
                "date": DATED,
                "old_chat_member": _member(BOT, was),
                "new_chat_member": _member(BOT, now),
            },
        )

    def push(self, kind: str, body: dict[str, Any], *, update_id: int | None = None) -> int:
        """Queue any update; returns its id."""
        number = next(self._ids) if update_id is None else update_id
        self._updates.append({"update_id": number, kind: body})
        self._note()
        return number

    def fail(self, method: str, **how: Any) -> None:
        """Misbehave on the next call of ``method`` (see `Fault`)."""
        self._faults.append(Fault(method.lower(), **how))

    def of(self, method: str, *, chat_id: int | None = None) -> list[Call]:
        """The calls of a method that took effect, in order."""
        return [
            call
            for call in self.calls
            if call.method.lower() == method.lower()
            and chat_id in {None, call.parameters.get("chat_id")}
        ]

    async def wait_for(
        self,
        method: str,
        *,
        count: int = 1,
        where: Callable[[Call], bool] = lambda _: True,
        seconds: float = 15,
    ) -> Call:
        """The ``count``-th call of ``method`` for which ``where`` holds, once it has arrived."""
        async with asyncio.timeout(seconds):
            while True:
                found = [call for call in self.of(method) if where(call)]
                if len(found) >= count:
                    return found[count - 1]
                await self._change()

    # How it answers

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"].lower()
        try:
            if request.match_info["token"] != self.token:
                raise Refusal(401, "Unauthorized")  # noqa: TRY301 - one place answers refusals
            parameters, files = await self._read(request, name)
            fault = self._take_fault(name, parameters)
            if fault and fault.when == "before":
                return await self._misbehave(request, fault)
            result = await self._run(name, parameters, files)
            if fault:
                return await self._misbehave(request, fault)
            return web.json_response({"ok": True, "result": result})
        except Refusal as refusal:
            return _refuse(refusal.status, refusal.description, refusal.parameters)

    async def _read(
        self, request: web.Request, name: str
    ) -> tuple[dict[str, Any], dict[str, bytes]]:
        model = METHODS.get(name)
        if model is None:
            raise self._violation(f"Not Found: method {name}", 404)
        raw, files = await _fields(request)
        parameters: dict[str, Any] = {}
        for key, value in raw.items():
            known = model.model_fields.get(key)
            if known is None:
                raise self._violation(f"Bad Request: unknown parameter {name}.{key}")
            if (known.json_schema_extra or {}) and "deprecated" in str(known.json_schema_extra):
                raise self._violation(f"Bad Request: deprecated parameter {name}.{key}")
            parameters[key] = self._decode(f"{name}.{key}", value, known.annotation)
        self._validate(model, parameters, files)
        return parameters, files

    def _decode(self, where: str, value: Any, annotation: Any) -> Any:
        """A form's string as the type that the schema asks for."""
        if not isinstance(value, str):
            return value
        kinds = set(_kinds(annotation))
        if str in kinds or InputFile in kinds:
            is_number = int in kinds and re.fullmatch(r"-?\d+", value)
            return int(value) if is_number else value
        try:
            return json.loads(value.lower() if bool in kinds else value)
        except ValueError:
            raise self._violation(f"Bad Request: {where} is no {annotation}: {value}") from None

    def _validate(
        self, model: type[TelegramMethod[Any]], parameters: dict[str, Any], files: dict[str, bytes]
    ) -> None:
        try:
            held = model.model_validate(parameters)
        except ValidationError as error:
            raise self._violation(f"Bad Request: {model.__api_method__}: {error}") from None
        for extra in _extras(held):
            raise self._violation(f"Bad Request: {model.__api_method__}: unknown field {extra}")
        for value in parameters.values():
            key = str(value).removeprefix("attach://")
            if str(value).startswith("attach://") and key not in files:
                raise self._violation("Bad Request: the attached file is missing")

    def _violation(self, description: str, status: int = 400) -> Refusal:
        self.violations.append(description)
        return Refusal(status, description)

    def _take_fault(self, name: str, parameters: dict[str, Any]) -> Fault | None:
        for fault in self._faults:
            is_here = fault.chat_id in {None, parameters.get("chat_id")}
            if fault.method == name and fault.times > 0 and is_here:
                fault.times -= 1
                return fault
        return None

    async def _misbehave(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.hangs_seconds:
            await asyncio.sleep(fault.hangs_seconds)
        if fault.drops:
            assert request.transport
            request.transport.abort()
            return web.Response()
        if fault.body is not None:
            return web.Response(
                body=fault.body,
                status=fault.status,
                headers={"Content-Type": fault.content_type},
            )
        return _refuse(fault.status, fault.description, fault.parameters)

    async def _run(self, name: str, parameters: dict[str, Any], files: dict[str, bytes]) -> Any:
        if name == "getupdates":
            return await self._get_updates(parameters)
        self._check_lengths(name, parameters)
        work = getattr(self, f"_do_{name}", None)
        result = work(parameters, files) if work else True
        made = result.get("message_id") if isinstance(result, dict) else None
        now = asyncio.get_running_loop().time()
        self.calls.append(Call(METHODS[name].__api_method__, parameters, files, now, made))
        self._note()
        return result

    async def _get_updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        limit, timeout = parameters.get("limit", 100), parameters.get("timeout", 0)
        if not 1 <= limit <= 100 or not 0 <= timeout <= 50:
            raise self._violation(f"Bad Request: getUpdates limit {limit}, timeout {timeout}")
        if self._poller:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        offset = parameters.get("offset", 0)
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        try:
            async with asyncio.timeout(timeout):
                while not self._updates and not mine.is_set():
                    await self._change(mine)
        except TimeoutError:
            pass
        if mine.is_set():
            raise Refusal(
                409, "Conflict: terminated by other getUpdates request; make sure that only one "
                "bot instance is running",
            )  # fmt: skip
        self._poller = None
        return list(itertools.islice(self._updates, limit))

    def _check_lengths(self, name: str, parameters: dict[str, Any]) -> None:
        for key, least, most in (("text", 1, 4096), ("caption", 0, 1024)):
            if key in parameters and name != "answercallbackquery":
                self._check_text(parameters[key], parameters.get("parse_mode"), least, most)
        markup = parameters.get("reply_markup") or {}
        for button in itertools.chain(*markup.get("inline_keyboard", [])):
            size = len(button.get("callback_data", "x").encode())
            copied = telegram_html.utf16(button.get("copy_text", {"text": "x"})["text"])
            does_one_thing = ("callback_data" in button) is not ("copy_text" in button)
            is_sized = 1 <= size <= 64 and 1 <= copied <= 256
            if not (button.get("text") and is_sized and does_one_thing):
                raise self._violation(f"Bad Request: BUTTON_DATA_INVALID {button}")

    def _check_text(self, raw: str, mode: str | None, least: int, most: int) -> None:
        if len(raw.encode()) > 32_768:
            raise self._violation("Bad Request: text is too long")
        plain = raw
        if mode == "HTML":
            try:
                plain, _ = telegram_html.parse(raw)
            except telegram_html.RefusedHtml as error:
                raise self._violation(str(error)) from None
        elif mode is not None:
            raise self._violation(f"Bad Request: unsupported parse_mode {mode}")
        length = telegram_html.utf16(plain.strip())
        if length < least:
            raise self._violation("Bad Request: message text is empty")
        if length > most:
            raise self._violation("Bad Request: message is too long")

    # The methods that do something

    def _do_getme(self, _: dict[str, Any], __: dict[str, bytes]) -> dict[str, Any]:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False,
                "supports_inline_queries": False}  # fmt: skip

    def _do_sendmessage(self, asked: dict[str, Any], _: dict[str, bytes]) -> dict[str, Any]:
        chat = self._open_chat(asked)
        return self._message(chat, {"text": asked["text"], **_markup(asked)}, None)

    def _do_sendphoto(self, asked: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
        chat = self._open_chat(asked)
        body = files[asked["photo"].removeprefix("attach://")]
        if not body.startswith(PNG) or len(body) > 10 * 2**20:
            raise self._violation("Bad Request: IMAGE_PROCESS_FAILED")
        width, height = struct.unpack(">II", body[16:24])
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise self._violation("Bad Request: PHOTO_INVALID_DIMENSIONS")
        photo = {"file_id": "p", "file_unique_id": "p", "width": width, "height": height}
        caption = {"caption": asked["caption"]} if "caption" in asked else {}
        return self._message(chat, {"photo": [photo], **caption, **_markup(asked)}, None)

    def _do_editmessagetext(self, asked: dict[str, Any], _: dict[str, bytes]) -> dict[str, Any]:
        chat = self._open_chat(asked)
        held = chat.messages.get(asked["message_id"])
        if held is None or held["from"]["id"] != BOT["id"]:
            raise Refusal(400, "Bad Request: message to edit not found")
        if "text" not in held:
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        changed = {"text": asked["text"], **_markup(asked)}
        if all(held.get(key) == changed.get(key) for key in ("text", "reply_markup")):
            raise Refusal(
                400, "Bad Request: message is not modified: specified new message content and "
                "reply markup are exactly the same",
            )  # fmt: skip
        held.pop("reply_markup", None)
        held.update(changed, edit_date=DATED)
        return held

    def _do_answercallbackquery(self, asked: dict[str, Any], _: dict[str, bytes]) -> bool:
        if self._callbacks.get(asked["callback_query_id"], True):
            raise Refusal(
                400, "Bad Request: query is too old and response timeout expired or query ID is "
                "invalid",
            )  # fmt: skip
        self._callbacks[asked["callback_query_id"]] = True
        if len(asked.get("text", "")) > 200:
            raise self._violation("Bad Request: MESSAGE_TOO_LONG")
        return True

    def _do_setmycommands(self, asked: dict[str, Any], _: dict[str, bytes]) -> bool:
        if len(asked["commands"]) > 100:
            raise self._violation("Bad Request: BOT_COMMANDS_TOO_MUCH")
        for command in asked["commands"]:
            is_named = COMMAND.fullmatch(command["command"])
            if not is_named or not 1 <= len(command["description"]) <= 256:
                raise self._violation(f"Bad Request: BOT_COMMAND_INVALID {command}")
        return True

    def _do_getchatmember(self, asked: dict[str, Any], _: dict[str, bytes]) -> dict[str, Any]:
        chat = self.chats.get(asked["chat_id"])
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        status = "administrator" if asked["user_id"] in chat.administrators else "member"
        return _member(_person(asked["user_id"]), status)

    def _open_chat(self, asked: dict[str, Any]) -> Chat:
        chat = self.chats.get(asked["chat_id"])
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.refusal:
            raise chat.refusal
        reply = asked.get("reply_parameters") or {}
        is_lost = "message_id" in reply and reply["message_id"] not in chat.messages
        if is_lost and not reply.get("allow_sending_without_reply"):
            raise Refusal(400, "Bad Request: message to be replied not found")
        self._check_rate(chat)
        return chat

    def _check_rate(self, chat: Chat) -> None:
        if not self._enforces_limits:
            return
        if not self._buckets[chat.id]:
            group = [Bucket(20 / 60, 20)] if chat.id < 0 else []
            self._buckets[chat.id] = [Bucket(1, self._chat_burst), *group]
        now = asyncio.get_running_loop().time()
        wait = max(bucket.wait(now) for bucket in [self._overall, *self._buckets[chat.id]])
        if wait > 0:
            self.flood_refusals += 1
            seconds = int(wait) + 1
            raise Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

    def _message(self, chat: Chat, body: dict[str, Any], user_id: int | None) -> dict[str, Any]:
        number = next(self._message_ids)
        sender = BOT if user_id is None else _person(user_id)
        message = {
            "message_id": number, "date": DATED, "chat": chat.shape(), "from": sender, **body,
        }  # fmt: skip
        chat.messages[number] = message
        return message

    def _note(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _change(self, other: asyncio.Event | None = None) -> None:
        waits = [asyncio.ensure_future(self._changed.wait())]
        if other:
            waits.append(asyncio.ensure_future(other.wait()))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


async def _fields(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    if request.content_type == "application/json":
        return await request.json(), {}
    if not request.content_type.startswith("multipart/"):
        return dict(await request.post()), {}
    raw: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        assert part.name
        if part.filename:
            files[part.name] = bytes(await part.read())
        else:
            raw[part.name] = await part.text()
    return raw, files


def _kinds(annotation: Any) -> Iterator[Any]:
    """The types that an annotation allows, its unions laid open."""
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        for part in typing.get_args(annotation):
            yield from _kinds(part)
    elif annotation is not Default:
        yield annotation


def _extras(value: Any, path: str = "") -> Iterator[str]:
    """Fields at any depth that the schema does not name."""
    if isinstance(value, BaseModel):
        yield from (f"{path}.{key}" for key in value.model_extra or {})
        for key in type(value).model_fields:
            yield from _extras(getattr(value, key), f"{path}.{key}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _extras(part, f"{path}[{index}]")


def _refuse(status: int, description: str, parameters: dict[str, int]) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=status)


def _markup(asked: dict[str, Any]) -> dict[str, Any]:
    return {"reply_markup": asked["reply_markup"]} if asked.get("reply_markup") else {}


def _person(user_id: int) -> dict[str, Any]:
    return {"id": user_id, "is_bot": False, "first_name": "Reader", "language_code": "en"}


def _member(user: dict[str, Any], status: str) -> dict[str, Any]:
    member: dict[str, Any] = {"user": user, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        rights = aiogram.types.ChatMemberAdministrator.model_fields
        member |= {
            name: False
            for name, known in rights.items()
            if known.is_required() and name not in {"user", "status"}
        }
    return member
