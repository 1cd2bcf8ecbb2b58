"""The commands, one table: the menu, /help, the docs and the handlers all come from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """Who is offered a command; what it may do is checked again when it comes."""

    EVERYONE = "everyone"
    ADMINS = "admins"
    """In groups only admins may use it; in a private chat its owner."""
    BUTTONS = "buttons"
    """Nobody types it: it lies under a button."""
    ADMIN_BUTTONS = "admin-buttons"


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: what is typed after the slash (Bot API: 1-32 of a-z, 0-9, underscore).
        description: what the menu says (at most 256 characters).
        handler: the name of the function in `bot.handlers` that answers it.
        scope: who is offered it.
        argument: how an argument is shown in /help.
    """

    name: str
    description: str
    handler: str
    scope: Scope = Scope.EVERYONE
    argument: str = ""

    @property
    def changes_wishes(self) -> bool:
        """Whether it changes what the chat is told."""
        return self.scope in {Scope.ADMINS, Scope.ADMIN_BUTTONS}

    @property
    def is_listed(self) -> bool:
        """Whether the menu and /help show it."""
        return self.scope in {Scope.EVERYONE, Scope.ADMINS}


COMMANDS = (
    Command("start", "What this bot does and what it stores", "start"),
    Command("claims", "All claims of the article and where each stands", "claims"),
    Command("claim", "One claim: where it stands and why", "claim", argument="ID"),
    Command("tally", "The latest counts, beside the article's figure", "tally"),
    Command("why", "Why a claim changed, step by step", "why", argument="ALERT"),
    Command("dropped", "What was read and changed nothing, and why", "dropped", argument="[HOURS]"),
    Command("correction", "A note about a claim, ready to paste", "correction", argument="ID"),
    Command(
        "subscribe", "Be told what changes: all, grave, or one claim", "subscribe",
        Scope.ADMINS, "[all | notable | grave | ID]",
    ),
    Command(
        "unsubscribe", "Be told no longer, or not of one claim", "unsubscribe",
        Scope.ADMINS, "[ID]",
    ),
    Command("stop", "End everything and erase what is stored of this chat", "stop", Scope.ADMINS),
    Command("status", "Is the bot well, and what is this chat told", "status"),
    Command("help", "All commands", "help_"),
    Command("alert", "An alert once more", "alert", Scope.BUTTONS),
    Command("sources", "The sources of an alert", "sources", Scope.BUTTONS),
    Command("mute", "Silence for some hours", "mute", Scope.ADMIN_BUTTONS),
)  # fmt: skip

BY_NAME = {command.name: command for command in COMMANDS}
