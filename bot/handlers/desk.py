"""What a handler has before it: the ledger, the article, the time, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.models import Chat
    from storage.store import Store
    from watchers.baseline import Baseline


@dataclass(frozen=True, slots=True)
class Desk:
    """What the program gives to every handler; there is one a process and no global."""

    store: Store
    baseline: Baseline
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Ask:
    """One command as it came: typed, or under a button."""

    chat: Chat
    words: tuple[str, ...] = ()
    thread_id: int | None = None

    @property
    def first(self) -> str:
        """The first word after the command, lower case; empty where there is none."""
        return self.words[0].lower() if self.words else ""
