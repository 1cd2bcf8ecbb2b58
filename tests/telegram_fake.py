"""A session in place of the network: it records the methods that are called and answers them."""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import (
    EditMessageText,
    GetChatMember,
    GetMe,
    GetUpdates,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import (
    Chat,
    ChatMemberAdministrator,
    ChatMemberMember,
    Message,
    Update,
    User,
)

import telegram_html

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from aiogram import Dispatcher

    from bot.delivery import Sender

TOKEN = "42:fake"
ME = User(id=42, is_bot=True, first_name="Stet", username="stet_bot")
THEN = datetime(2023, 11, 21, 12, tzinfo=UTC)
M = TypeVar("M", bound=TelegramMethod[Any])


class FakeSession(BaseSession):
    """Answers everything; what it is told to do next for a method it does first.

    An exception is raised, a callable is called (it may raise or return), the rest is returned.
    """

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self.admins: set[int] = set()
        self.plans: dict[type[TelegramMethod[Any]], deque[Any]] = defaultdict(deque)
        self._ids = itertools.count(100)

    def plan(self, method: type[TelegramMethod[Any]], *outcomes: Any) -> None:
        self.plans[method].extend(outcomes)

    def of(self, method: type[M]) -> list[M]:
        return [call for call in self.calls if isinstance(call, method)]

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's
    ) -> Any:
        self.calls.append(method)
        if planned := self.plans[type(method)]:
            outcome = planned.popleft()
            if callable(outcome):
                outcome = outcome(method)
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome
        return self._answer(method)

    def _answer(self, method: TelegramMethod[Any]) -> Any:
        match method:
            case GetMe():
                return ME
            case GetUpdates():
                return []
            case SendMessage() | SendPhoto():
                return message(chat_id=int(method.chat_id), message_id=next(self._ids))
            case EditMessageText():
                return message(message_id=method.message_id or 0)
            case GetChatMember():
                return member(method.user_id, is_admin=method.user_id in self.admins)
            case _:
                return True

    async def close(self) -> None:
        pass

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""


def fake_bot() -> tuple[Bot, FakeSession]:
    session = FakeSession()
    return Bot(TOKEN, session=session), session


def person(user_id: int) -> User:
    return User(id=user_id, is_bot=False, first_name="Reader", language_code="en")


def message(text: str = "", *, chat_id: int = 1, message_id: int = 1, **more: Any) -> Message:
    kind = more.pop("kind", "private" if chat_id > 0 else "supergroup")
    named = {"first_name": "Reader"} if kind == "private" else {"title": "Desk"}
    return Message(
        message_id=message_id,
        date=THEN,
        chat=Chat(id=chat_id, type=kind, **named),
        from_user=more.pop("from_user", person(abs(chat_id))),
        text=text,
        **more,
    )


def typed(text: str, *, update_id: int = 1, **more: Any) -> Update:
    return Update(update_id=update_id, message=message(text, **more))


def pressed(data: str, *, update_id: int = 1, user_id: int = 1, **more: Any) -> Update:
    return Update.model_validate(
        {
            "update_id": update_id,
            "callback_query": {
                "id": f"c{update_id}",
                "from": person(user_id).model_dump(),
                "chat_instance": "1",
                "data": data,
                "message": message("shown", **more).model_dump(),
            },
        }
    )


def member(user_id: int, *, is_admin: bool) -> ChatMemberMember | ChatMemberAdministrator:
    if not is_admin:
        return ChatMemberMember(user=person(user_id))
    rights = ChatMemberAdministrator.model_fields
    return ChatMemberAdministrator(
        **{name: False for name, known in rights.items() if known.is_required() and name != "user"},
        user=person(user_id),
    )


@dataclass
class Talk:
    """The bot with everything real but the network."""

    bot: Bot
    session: FakeSession
    sender: Sender
    dispatcher: Dispatcher

    async def say(self, update: Update) -> list[str]:
        """Handle an update, deliver, and return what was sent or edited since, as plain text."""
        before = len(self.session.calls)
        await self.dispatcher.feed_update(self.bot, update)
        await self.sender.deliver_due()
        return [
            telegram_html.parse(_html(call))[0]
            for call in self.session.calls[before:]
            if isinstance(call, SendMessage | EditMessageText | SendPhoto)
        ]

    @property
    def buttons(self) -> dict[str, str]:
        """The newest keyboard: what each button says and carries."""
        with_keyboard = [
            call
            for call in self.session.calls
            if isinstance(call, SendMessage | EditMessageText) and call.reply_markup
        ]
        rows: Any = with_keyboard[-1].reply_markup
        return {b.text: b.callback_data for row in rows.inline_keyboard for b in row}


def _html(call: SendMessage | EditMessageText | SendPhoto) -> str:
    return (call.caption if isinstance(call, SendPhoto) else call.text) or ""
