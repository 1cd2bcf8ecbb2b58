"""What a chat is sent: a text, buttons, perhaps a chart; it knows no Telegram and no sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bot.messages.text import Span, Text, units

if TYPE_CHECKING:
    from collections.abc import Iterable

BUTTONS_A_ROW = 3
DATA_BYTES = 64
"""Telegram's limit for what a button carries (Bot API, InlineKeyboardButton.callback_data)."""
COPIED_UNITS = 256
"""Telegram's limit for what a button copies (Bot API, CopyTextButton.text)."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button; pressing it runs ``command`` as if it had been typed, in place of its message.

    One with ``copies`` runs nothing: it puts that text on the reader's clipboard.
    """

    text: str
    command: str = ""
    copies: str = ""

    def __post_init__(self) -> None:
        if len(self.command.encode()) > DATA_BYTES:
            raise ValueError(f"a button carries at most {DATA_BYTES} bytes: {self.command}")
        if units(self.copies) > COPIED_UNITS:
            raise ValueError(f"a button copies at most {COPIED_UNITS} units: {self.copies}")
        if bool(self.command) is bool(self.copies):
            raise ValueError(f"a button runs a command or copies a text: {self.text}")


Keyboard = tuple[tuple[Button, ...], ...]


def rows_of(buttons: Iterable[Button], *, width: int = BUTTONS_A_ROW) -> Keyboard:
    """Lay buttons out in rows of at most ``width``."""
    held = tuple(buttons)
    return tuple(held[start : start + width] for start in range(0, len(held), width))


@dataclass(frozen=True, slots=True)
class Message:
    """One message; with a ``chart`` (a claim's id) it is a picture and the text its caption."""

    body: Text
    keyboard: Keyboard = ()
    chart: str | None = None

    @property
    def html(self) -> str:
        """The body in Telegram's HTML."""
        return self.body.html

    @property
    def plain(self) -> str:
        """The body without markup, for a server that refuses it."""
        return self.body.plain

    def to_payload(self) -> dict[str, object]:
        """The message as plain values, for the outbox."""
        return {
            "spans": [[span.text, span.style, span.href] for span in self.body.spans],
            "keyboard": [
                [[button.text, button.command, button.copies] for button in row]
                for row in self.keyboard
            ],
            "chart": self.chart,
        }

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """The message that `to_payload` laid down."""
        return cls(
            body=Text(tuple(Span(*span) for span in payload["spans"])),
            keyboard=tuple(
                tuple(Button(*button) for button in row) for row in payload.get("keyboard", ())
            ),
            chart=payload.get("chart"),
        )
