"""The table of commands keeps Telegram's rules, and every row has its handler."""

from __future__ import annotations

import re

from bot.commands import BY_NAME, COMMANDS, Scope
from bot.handlers import asking, subscribing


def test_names_and_descriptions_are_ones_that_telegram_takes() -> None:
    assert len(COMMANDS) == len(BY_NAME) <= 100
    for command in COMMANDS:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.name)
        assert 1 <= len(command.description) <= 256


def test_every_command_has_the_handler_that_it_names() -> None:
    for command in COMMANDS:
        room = subscribing if command.changes_wishes else asking
        assert callable(getattr(room, command.handler))


def test_what_changes_wishes_is_for_admins() -> None:
    changing = {command.name for command in COMMANDS if command.changes_wishes}
    assert changing == {"subscribe", "unsubscribe", "stop", "mute"}
    assert not any(c.is_listed for c in COMMANDS if c.scope is Scope.ADMIN_BUTTONS)
