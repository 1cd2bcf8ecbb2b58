"""What an answer of the Bot API means for a delivery; it names the next step and takes none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from aiogram import exceptions
from aiohttp import ClientConnectorError

FLOOD_SECONDS = 30.0
"""How long to wait where flood control gives no time of its own."""


class Next(Enum):
    """The next step for a delivery."""

    DONE = auto()
    """It has taken effect already."""
    WAIT = auto()
    """Flood control: wait as long as it says; the attempt does not count."""
    OFFLINE = auto()
    """It never reached the server: send again when the line is well."""
    AGAIN = auto()
    """The server is in trouble: send again after a while."""
    UNKNOWN = auto()
    """It may have arrived: send again when the line is well, marked as a possible repeat."""
    PLAIN = auto()
    """Send again at once as plain text."""
    SPLIT = auto()
    """Send again at once in pieces."""
    FRESH = auto()
    """The message to edit cannot be edited: send it as a new one."""
    GENERAL = auto()
    """The topic is closed or gone: send to the chat's general topic."""
    SUSPEND = auto()
    """The chat refuses us: stop telling it."""
    MOVE = auto()
    """The group became a supergroup: everything of it goes to the new id."""
    DEAD = auto()
    """This message can never be sent."""
    FATAL = auto()
    """The token is refused: nothing can be sent."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt, and what follows."""

    next: Next
    reason: str
    wait_seconds: float = 0.0
    chat_id: int | None = None
    """The new id of a chat that moved."""


REFUSALS = (
    (Next.DONE, ("message is not modified",)),
    (Next.PLAIN, ("can't parse entities",)),
    (Next.SPLIT, ("too long",)),
    (
        Next.FRESH,
        ("message to edit not found", "message can't be edited", "no text in the message"),
    ),
    (Next.GENERAL, ("message thread not found", "topic_closed", "topic_deleted", "topic closed")),
    (
        Next.SUSPEND,
        (
            "chat not found",
            "chat was deactivated",
            "group is deactivated",
            "peer_id_invalid",
            "chat_write_forbidden",
            "rights to send",
            "need administrator rights",
        ),
    ),
)
"""Words of a 400 (lower case) that tell what it means; any other is permanent for the message."""

KINDS: tuple[tuple[type[Exception], Next], ...] = (
    (exceptions.TelegramForbiddenError, Next.SUSPEND),
    (exceptions.TelegramUnauthorizedError, Next.FATAL),
    (exceptions.TelegramNotFound, Next.FATAL),
    (exceptions.TelegramEntityTooLarge, Next.DEAD),
    (exceptions.TelegramServerError, Next.AGAIN),
    (exceptions.TelegramConflictError, Next.AGAIN),
)


def outcome_of(error: Exception) -> Outcome:
    """Read an exception of a send; what is not known for sure is unknown, never sent."""
    reason = f"{type(error).__name__}: {error}"
    match error:
        case exceptions.TelegramRetryAfter():
            return Outcome(Next.WAIT, reason, wait_seconds=float(error.retry_after))
        case exceptions.TelegramMigrateToChat():
            return Outcome(Next.MOVE, reason, chat_id=error.migrate_to_chat_id)
        case exceptions.TelegramBadRequest():
            return Outcome(_refused(error.message), reason)
        case exceptions.TelegramNetworkError(__cause__=ClientConnectorError()):
            return Outcome(Next.OFFLINE, reason)
        case exceptions.TelegramAPIError() if "too many requests" in reason.lower():
            return Outcome(Next.WAIT, reason, wait_seconds=FLOOD_SECONDS)
    known = (following for kind, following in KINDS if isinstance(error, kind))
    return Outcome(next(known, Next.UNKNOWN), reason)


def _refused(description: str) -> Next:
    said = description.lower()
    for following, phrases in REFUSALS:
        if any(phrase in said for phrase in phrases):
            return following
    return Next.DEAD
