"""The line to Telegram: a bot whose errors never hold its token, and its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramServerError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.commands import COMMANDS, Scope
from bot.messages.talk import DESCRIPTION, SHORT_DESCRIPTION

if TYPE_CHECKING:
    from aiogram.methods import Response, TelegramMethod
    from aiogram.methods.base import TelegramType

HIDDEN = "<token>"
BROKEN = 500
"""From this HTTP status on the trouble is the server's."""


class GuardedSession(AiohttpSession):
    """An HTTP session that keeps the token out of whatever it raises.

    A redirect that fails puts the whole address, token included, into the error of the HTTP
    library; nothing that leaves here holds it.
    """

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Make a request; errors name no token."""
        try:
            return await super().make_request(bot, method, timeout)
        except TelegramNetworkError as error:
            if bot.token not in repr(error) + repr(error.__cause__):
                raise
            message = error.message.replace(bot.token, HIDDEN)
        # Raised out here, so that neither cause nor context carries the original.
        raise TelegramNetworkError(method=method, message=message)

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Read an answer; a proxy's error page counts as the server's trouble."""
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            if status_code < BROKEN:
                raise
            raise TelegramServerError(
                method=method, message=f"an error page, status {status_code}"
            ) from error


def make_bot(token: str, api_url: str) -> Bot:
    """A bot that talks to a Bot API server; it makes no call yet."""
    return Bot(token, session=GuardedSession(api=TelegramAPIServer.from_base(api_url)))


async def announce(bot: Bot) -> None:
    """Set the menu of each kind of chat and what the bot says of itself; may raise as any call."""
    everyone = _menu({Scope.EVERYONE})
    admins = _menu({Scope.EVERYONE, Scope.ADMINS})
    await bot.set_my_commands(admins, scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(everyone, scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands(admins, scope=BotCommandScopeAllChatAdministrators())
    await bot.set_my_description(DESCRIPTION)
    await bot.set_my_short_description(SHORT_DESCRIPTION)


def _menu(scopes: set[Scope]) -> list[BotCommand]:
    return [
        BotCommand(command=command.name, description=command.description)
        for command in COMMANDS
        if command.scope in scopes
    ]
