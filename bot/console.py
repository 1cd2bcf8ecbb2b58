"""The terminal as a chat: draws what the bot sends, turns typed lines into updates; no network.

It stands where the HTTP session stands, so dispatcher, handlers and sender are the real ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    GetChatMember,
    GetMe,
    GetUpdates,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    Chat,
    ChatMemberOwner,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
    User,
)
from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime

    from aiogram.methods.base import TelegramType
    from rich.console import RenderableType

CHAT_ID = 1
TOKEN = "1:terminal"  # noqa: S105 - it opens nothing; aiogram wants one of this shape
BOT_USER = User(id=1, is_bot=True, first_name="Stet", username="stet")
READER = User(id=CHAT_ID, is_bot=False, first_name="You", language_code="en")
CHAT = Chat(id=CHAT_ID, type="private", first_name="You")
STYLES = {"b": "bold", "s": "strike", "i": "italic", "code": "cyan", "blockquote": "dim"}
WIDTH = 96
ANSWER_SECONDS = 3.0
"""How long a typed line waits for the answer to the one before it."""


class Terminal(BaseSession):
    """A session whose other end is a person at a terminal.

    Args:
        console: where messages are drawn.
        folder: where pictures are saved.
        clock: the time that messages carry.

    Attributes:
        ended: set when the person has ended the input (Ctrl-D).
    """

    def __init__(self, console: Console, folder: Path, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.console, self.folder, self.ended = console, folder, asyncio.Event()
        self._clock = clock
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._answered = asyncio.Event()
        self._answered.set()
        self._buttons: list[tuple[int, InlineKeyboardButton]] = []
        self._count = 0

    # The person's side

    def type_line(self, line: str) -> None:
        """Take a line as typed: a number presses that button of the newest keyboard."""
        if line.strip():
            self._lines.put_nowait(line.strip())

    async def _update_of(self, said: str) -> Update | None:
        """What a line means, once the answer to the one before it is drawn."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._answered.wait()
        if copied := self._copied(said):
            self.console.print(Text(copied), soft_wrap=True)
            return None
        pressed = self._press(int(said)) if said.isdecimal() else None
        if said.isdecimal() and pressed is None:
            self.console.print(Text(f"There is no button {said}.", style="dim"))
            return None
        self._answered.clear()
        message = None if pressed else self._message(READER, said, _command(said))
        # The inbox remembers the ids of earlier runs: these go on from the time.
        update_id = int(self._clock().timestamp() * 1000) * 1000 + self._next()
        return Update(update_id=update_id, message=message, callback_query=pressed)

    def _press(self, number: int) -> CallbackQuery | None:
        if not 1 <= number <= len(self._buttons):
            return None
        message_id, button = self._buttons[number - 1]
        self.console.print(Text(f"> {button.text}", style="dim"))
        shown = self._message(BOT_USER, button.text).model_copy(update={"message_id": message_id})
        return CallbackQuery(
            id=str(self._next()),
            from_user=READER,
            chat_instance="1",
            message=shown,
            data=button.callback_data,
        )

    def _copied(self, said: str) -> str:
        """What a number stands for where its button copies a text; a terminal prints it bare."""
        number = int(said) if said.isdecimal() else 0
        is_there = 1 <= number <= len(self._buttons)
        copies = self._buttons[number - 1][1].copy_text if is_there else None
        return copies.text if copies else ""

    def _next(self) -> int:
        self._count += 1
        return self._count

    # The bot's side

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ARG002, ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Answer a method as Telegram would, and draw what it sends."""
        match method:
            case GetUpdates():
                result: Any = await self._next_updates(method.timeout or 0)
            case GetMe():
                result = BOT_USER
            case SendMessage():
                result = self._draw_message(method)
            case EditMessageText():
                result = self._draw_edit(method)
            case SendPhoto():
                result = await self._draw_photo(bot, method)
            case AnswerCallbackQuery():
                result = self._draw_notice(method)
            case GetChatMember():
                result = ChatMemberOwner(user=READER, is_anonymous=False)
            case _:
                result = True
        return cast("TelegramType", result)

    async def _next_updates(self, seconds: int) -> list[Update]:
        try:
            async with asyncio.timeout(seconds):
                said = await self._lines.get()
        except TimeoutError:
            return []
        update = await self._update_of(said)
        return [update] if update else []

    def _draw_message(self, method: SendMessage) -> Message:
        message = self._message(BOT_USER, method.text)
        self._draw(message.message_id, method.text, method.reply_markup, title="")
        return message

    def _draw_edit(self, method: EditMessageText) -> Message:
        message_id, html = method.message_id or 0, method.text or ""
        self._draw(message_id, html, method.reply_markup, title="edited")
        return self._message(BOT_USER, html).model_copy(update={"message_id": message_id})

    async def _draw_photo(self, bot: Bot, method: SendPhoto) -> Message:
        photo = method.photo
        name = photo.filename if isinstance(photo, BufferedInputFile) else "picture.png"
        path = self.folder / Path(name or "picture.png").name
        body = b"".join([part async for part in cast("BufferedInputFile", photo).read(bot)])
        await asyncio.to_thread(_save, path, body)
        caption = method.caption or ""
        message = self._message(BOT_USER, caption)
        self._draw(message.message_id, caption, method.reply_markup, title=f"picture: {path}")
        return message

    def _draw_notice(self, method: AnswerCallbackQuery) -> bool:
        if method.text:
            self.console.print(Text(f"! {method.text}", style="yellow"))
        return True

    def _draw(self, message_id: int, html: str, markup: object, *, title: str) -> None:
        self._answered.set()
        parts: list[RenderableType] = [rich_text(html)]
        if isinstance(markup, InlineKeyboardMarkup):
            self._buttons = [
                (message_id, button) for row in markup.inline_keyboard for button in row
            ]
            parts.append(self._keyboard(markup))
        self.console.print(
            Panel(
                Group(*parts), title=title or None, title_align="left", width=self._width(),
                border_style="blue",
            )
        )  # fmt: skip

    def _keyboard(self, markup: InlineKeyboardMarkup) -> Text:
        drawn, number = Text("\n"), 0
        for row in markup.inline_keyboard:
            for button in row:
                number += 1
                drawn.append(f" {number} ", style="reverse")
                drawn.append(f" {button.text}   ")
            drawn.append("\n")
        drawn.rstrip()
        return drawn

    def _width(self) -> int:
        return min(self.console.width, WIDTH)

    def _message(
        self, sender: User, text: str, entities: list[MessageEntity] | None = None
    ) -> Message:
        return Message(
            message_id=self._next(),
            date=self._clock(),
            chat=CHAT,
            from_user=sender,
            text=text,
            entities=entities,
        )

    async def close(self) -> None:
        """There is nothing to close."""

    async def stream_content(self, *_: object, **__: object) -> AsyncGenerator[bytes, None]:
        """Nobody sends files to the terminal."""
        if self.ended.is_set():  # pragma: no cover - the base class wants a generator
            yield b""


def terminal_bot(
    clock: Callable[[], datetime], *, folder: Path, console: Console | None = None
) -> tuple[Bot, Terminal]:
    """A bot whose chat is the terminal, and that terminal."""
    terminal = Terminal(console or Console(highlight=False), folder, clock)
    return Bot(TOKEN, session=terminal), terminal


def listen(terminal: Terminal, *, descriptor: int = 0) -> None:
    """Read lines from a file descriptor in a thread of its own until it ends.

    It reads the descriptor itself: a thread that waits inside Python's own standard input would
    break the interpreter's shutdown.
    """
    loop = asyncio.get_running_loop()

    def read() -> None:
        pending = b""
        while chunk := os.read(descriptor, 4096):
            *lines, pending = (pending + chunk).split(b"\n")
            for line in lines:
                loop.call_soon_threadsafe(terminal.type_line, line.decode(errors="replace"))
        loop.call_soon_threadsafe(terminal.type_line, pending.decode(errors="replace"))
        loop.call_soon_threadsafe(terminal.ended.set)

    threading.Thread(target=read, name="terminal", daemon=True).start()


def _command(said: str) -> list[MessageEntity] | None:
    if not said.startswith("/"):
        return None
    return [MessageEntity(type="bot_command", offset=0, length=len(said.split(maxsplit=1)[0]))]


def _save(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


class _Drawn(HTMLParser):
    """Telegram's HTML as rich text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = Text()
        self._styles: list[str] = []
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._href = dict(attrs).get("href") or ""
        self._styles.append(f"link {self._href}" if tag == "a" else STYLES.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._styles.pop()
        if tag == "a":
            self.text.append(f" [{urlsplit(self._href).hostname}]", style=f"dim link {self._href}")

    def handle_data(self, data: str) -> None:
        self.text.append(data, style=" ".join(style for style in self._styles if style))


def rich_text(html: str) -> Text:
    """What a message looks like in a terminal; a link can be opened and shows its host."""
    drawn = _Drawn()
    drawn.feed(html)
    drawn.close()
    return drawn.text
