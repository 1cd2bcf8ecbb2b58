"""A delivery in the form in which it is tried; puts it to the Bot API once and judges no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.types import (
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)

from bot.messages.text import CAPTION_UNITS, MESSAGE_UNITS, Text
from bot.outcomes import Next, Outcome

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram import Bot

    from bot.messages.message import Button, Message
    from storage.models import Delivery

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Letter:
    """A message to one chat; where its form is refused, another form may help.

    Attributes:
        photo: the picture as PNG, where the message is one.
    """

    def __init__(self, delivery: Delivery, message: Message, reply_to: int | None) -> None:
        edits = delivery.payload.get("edits")
        self.message, self.chat_id = message, delivery.chat_id
        self.photo: bytes | None = None
        self._thread_id, self._is_silent = delivery.thread_id, delivery.is_silent
        self._edits = edits if isinstance(edits, int) else None
        self._reply_to = reply_to
        self._is_plain = False
        self._limit = MESSAGE_UNITS

    def renew(self, outcome: Outcome) -> bool:
        """Take the form that a refusal asks for; False where no other form would help."""
        match outcome.next:
            case Next.PLAIN if not self._is_plain:
                self._is_plain = True
            case Next.SPLIT if self._limit == MESSAGE_UNITS:
                self._limit = MESSAGE_UNITS // 2
            case Next.FRESH if self._edits is not None:
                self._edits = None
            case Next.GENERAL if self._thread_id is not None:
                self._thread_id = None
            case _:
                return False
        return True

    async def put(self, bot: Bot, wait_turn: Callable[[int], Awaitable[None]]) -> int | None:
        """Send it, in several messages where it is too long for one.

        Args:
            bot: sends.
            wait_turn: waits until one more message may go to the chat.

        Returns:
            The id of its first message; None where the answer did not hold one.
        """
        if self.photo is not None:
            return await self._put_photo(bot, self.photo)
        first: int | None = None
        pages = self._pages(self._limit)
        for index, page in enumerate(pages):
            if index:
                await wait_turn(self.chat_id)
            markup = self._markup() if index == len(pages) - 1 else None
            if index == 0 and self._edits is not None:
                first = await self._edit(bot, self._edits, page, markup)
                continue
            sent: Any = await bot.send_message(
                self.chat_id,
                **self._form("text", page),
                **self._address(),
                link_preview_options=NO_PREVIEW,
                reply_parameters=None if index else self._reply(),
                reply_markup=markup,
            )
            first = first or (sent.message_id if sent else None)
        return first

    async def _edit(
        self, bot: Bot, message_id: int, page: Text, markup: InlineKeyboardMarkup | None
    ) -> int | None:
        edited: Any = await bot.edit_message_text(
            chat_id=self.chat_id,
            message_id=message_id,
            **self._form("text", page),
            link_preview_options=NO_PREVIEW,
            reply_markup=markup,
        )
        return message_id if edited else None

    async def _put_photo(self, bot: Bot, photo: bytes) -> int | None:
        sent: Any = await bot.send_photo(
            self.chat_id,
            BufferedInputFile(photo, filename=f"{self.message.chart}.png"),
            **self._form("caption", self._pages(CAPTION_UNITS)[0]),
            **self._address(),
            reply_markup=self._markup(),
        )
        return sent.message_id if sent else None

    def _pages(self, limit: int) -> list[Text]:
        body = self.message.body
        return (Text.of(body.plain) if self._is_plain else body).pages(limit)

    def _form(self, name: str, page: Text) -> dict[str, Any]:
        if self._is_plain:
            return {name: page.plain, "parse_mode": None}
        return {name: page.html, "parse_mode": "HTML"}

    def _address(self) -> dict[str, Any]:
        return {
            "message_thread_id": self._thread_id,
            "disable_notification": self._is_silent or None,
        }

    def _reply(self) -> ReplyParameters | None:
        if self._reply_to is None:
            return None
        return ReplyParameters(message_id=self._reply_to, allow_sending_without_reply=True)

    def _markup(self) -> InlineKeyboardMarkup | None:
        if not self.message.keyboard:
            return None
        rows = [[_drawn(button) for button in row] for row in self.message.keyboard]
        return InlineKeyboardMarkup(inline_keyboard=rows)


def _drawn(button: Button) -> InlineKeyboardButton:
    if button.copies:
        return InlineKeyboardButton(text=button.text, copy_text=CopyTextButton(text=button.copies))
    return InlineKeyboardButton(text=button.text, callback_data=button.command)
