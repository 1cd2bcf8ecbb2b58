"""Takes updates in and puts answers into the outbox, exactly one answer a handled update.

Handlers never send: only the spinner of a pressed button is stopped directly. What an update
changes, its answer and the note that it was handled commit together, so that a crash repeats or
undoes all three.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import AiogramError
from aiogram.filters import Command as CommandFilter
from aiogram.filters import CommandObject

from bot.commands import BY_NAME, Command
from bot.handlers import asking, subscribing
from bot.handlers.desk import Ask
from bot.messages import talk
from bot.messages.message import Message as Answer
from bot.messages.text import Text
from bot.pace import Window
from storage import chats, outbox
from storage.models import Chat, Delivery

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiogram import Bot
    from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update
    from aiogram.types import Chat as TelegramChat

    from bot.handlers.desk import Desk

log = logging.getLogger(__name__)

ADMINS = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR}
GONE = {ChatMemberStatus.KICKED, ChatMemberStatus.LEFT}
ASKED_AT_MOST = (20, 60.0)
"""Questions of one chat that are answered within so many seconds."""
CHATS_REMEMBERED = 10_000
SECONDS = 5
"""For a direct question to Telegram; a person waits."""


def build_router(desk: Desk, *, wake: Callable[[], None]) -> Router:
    """A router that answers through the outbox.

    Args:
        desk: what every handler has before it.
        wake: called when something was put into the outbox.
    """
    reception = Reception(desk, wake)
    router = Router(name="stet")
    router.message.register(reception.migrated, F.migrate_to_chat_id)
    router.message.register(reception.typed, CommandFilter(*BY_NAME, ignore_case=True))
    router.message.register(reception.other, F.chat.type == ChatType.PRIVATE, F.text)
    router.callback_query.register(reception.pressed)
    router.my_chat_member.register(reception.membership)
    return router


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes."""

    chat: Chat
    thread_id: int | None = None
    edits: int | None = None
    """The message whose place it takes."""


@dataclass(frozen=True, slots=True)
class Reception:
    """The handlers that aiogram calls."""

    desk: Desk
    wake: Callable[[], None]
    asked: dict[int, Window] = field(default_factory=dict)
    """How often each chat has asked lately."""

    async def typed(
        self, message: Message, command: CommandObject, bot: Bot, event_update: Update
    ) -> None:
        """A command was typed."""
        asked = BY_NAME[command.command.lower()]
        place = Place(self._chat(message.chat, message), _topic(message))
        user_id = message.from_user.id if message.from_user else None
        is_the_chat = message.sender_chat is not None and message.sender_chat.id == message.chat.id
        if asked.changes_wishes and not is_the_chat and not await _may_change(bot, place, user_id):
            self._answer(event_update, place, lambda: [Answer(Text.of(talk.admins_only()))])
            return
        self._run(event_update, place, asked, (command.args or "").split())

    async def other(self, message: Message, event_update: Update) -> None:
        """Something else was typed to the bot alone."""
        place = Place(self._chat(message.chat, message), _topic(message))
        self._answer(event_update, place, lambda: [talk.unclear(message.text or "")])

    async def pressed(self, callback: CallbackQuery, bot: Bot, event_update: Update) -> None:
        """A button was pressed: its command runs, and its answer takes the message's place."""
        name, *words = (callback.data or "").split() or [""]
        asked = BY_NAME.get(name)
        if asked is None or callback.message is None:
            await _stop_spinner(bot, callback, "This button has expired.")
            return
        shown = callback.message
        place = Place(
            self._chat(shown.chat), getattr(shown, "message_thread_id", None), shown.message_id
        )
        if asked.changes_wishes and not await _may_change(bot, place, callback.from_user.id):
            await _stop_spinner(bot, callback, talk.admins_only())
            return
        self._run(event_update, place, asked, words)
        await _stop_spinner(bot, callback)

    async def membership(self, change: ChatMemberUpdated, event_update: Update) -> None:
        """The bot was blocked, thrown out, or taken back."""
        with self.desk.store.transaction():
            if not chats.record_update(self.desk.store, event_update.update_id):
                return
            if change.new_chat_member.status in GONE:
                chats.suspend(self.desk.store, change.chat.id, reason="the bot was sent away")
            else:
                chats.resume(self.desk.store, change.chat.id)

    async def migrated(self, message: Message, event_update: Update) -> None:
        """A group became a supergroup: everything of it goes by the new id."""
        assert message.migrate_to_chat_id is not None
        with self.desk.store.transaction():
            if chats.record_update(self.desk.store, event_update.update_id):
                chats.migrate(self.desk.store, message.chat.id, message.migrate_to_chat_id)

    def _run(self, update: Update, place: Place, asked: Command, words: list[str]) -> None:
        handler: Callable[[Desk, Ask], list[Answer]] = getattr(
            subscribing if asked.changes_wishes else asking, asked.handler
        )
        ask = Ask(place.chat, tuple(words), place.thread_id)
        self._answer(update, place, lambda: handler(self.desk, ask))

    def _answer(self, update: Update, place: Place, make: Callable[[], list[Answer]]) -> None:
        """Handle an update once: its changes, its answer and its number in one transaction."""
        store = self.desk.store
        with store.transaction():
            if not chats.record_update(store, update.update_id):
                return
            if self._is_flooding(place.chat.id):
                return
            chats.upsert(store, place.chat)
            answers = make()
            outbox.add(store, _deliveries(place, answers), now=self.desk.clock())
        self.wake()

    def _is_flooding(self, chat_id: int) -> bool:
        """Whether a chat asks faster than a person does; it is then left without an answer."""
        now = self.desk.clock().timestamp()
        if len(self.asked) >= CHATS_REMEMBERED:
            self.asked.clear()
        window = self.asked.setdefault(chat_id, Window(*ASKED_AT_MOST))
        if window.room(now) <= 0:
            log.warning("a chat floods", extra={"chat": chat_id})
            return True
        window.note(now)
        return False

    def _chat(self, chat: TelegramChat, message: Message | None = None) -> Chat:
        """The chat as it is now; who writes is there again, whatever was before."""
        title = chat.title or chat.full_name or ""
        fresh = Chat(chat.id, kind=chat.type, title=title)
        user = message.from_user if message else None
        language = (user.language_code if user else None) or "en"
        known = chats.get(self.desk.store, chat.id)
        if known is None:
            return replace(fresh, language=language)
        return replace(known, kind=chat.type, title=title, is_suspended=False)


def _deliveries(place: Place, answers: list[Answer]) -> list[Delivery]:
    """The first answer takes the place of the message whose button was pressed."""
    payloads = [answer.to_payload() for answer in answers]
    if place.edits is not None and payloads[0]["chart"] is None:
        payloads[0]["edits"] = place.edits
    return [
        Delivery(place.chat.id, "answer", payload=payload, thread_id=place.thread_id)
        for payload in payloads
    ]


def _topic(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


async def _may_change(bot: Bot, place: Place, user_id: int | None) -> bool:
    """Whether a person may change what a chat is told: in a group its admins alone."""
    if place.chat.kind == ChatType.PRIVATE:
        return True
    if user_id is None:
        return False
    try:
        member = await bot.get_chat_member(place.chat.id, user_id, request_timeout=SECONDS)
    except (AiogramError, UnicodeDecodeError) as error:
        log.warning("could not ask who is an admin", extra={"error": str(error)})
        return False
    return member.status in ADMINS


async def _stop_spinner(bot: Bot, callback: CallbackQuery, text: str | None = None) -> None:
    try:
        await bot.answer_callback_query(
            callback.id, text=text, show_alert=bool(text) or None, request_timeout=SECONDS
        )
    except (AiogramError, UnicodeDecodeError) as error:
        # Too old, or the line is bad: the answer itself is in the outbox and arrives.
        log.info("a callback was not answered", extra={"error": str(error)})
