"""How fast we may send, overall, to a chat and to a group; it sends nothing.

Telegram publishes no exact limits: about 30 messages a second overall, one a second to a chat,
20 a minute to a group (its FAQ). We stay below; where it still asks us to wait, its word is law.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Window:
    """At most ``count`` events in any stretch of ``seconds``."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count, self.seconds = count, seconds
        self._held: deque[float] = deque(maxlen=count)

    def note(self, at: float) -> None:
        """One more event."""
        self._held.append(at)

    def room(self, at: float) -> int:
        """How many more may follow now."""
        while self._held and self._held[0] + self.seconds <= at:
            self._held.popleft()
        return self.count - len(self._held)

    def free_at(self) -> float:
        """When the next may follow."""
        full = len(self._held) == self.count
        return self._held[0] + self.seconds if full else float("-inf")


class Pace:
    """The windows of all chats, on a clock that never runs backwards.

    Args:
        monotonic: seconds from any origin.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._overall = Window(25, 1)
        self._chats: dict[int, tuple[Window, ...]] = {}

    def room(self) -> int:
        """How many messages may go out now, to chats that are not resting."""
        return self._overall.room(self._monotonic())

    def note(self, chat_id: int) -> None:
        """A message goes out to a chat."""
        at = self._monotonic()
        if chat_id not in self._chats:
            group = (Window(18, 60),) if chat_id < 0 else ()
            self._chats[chat_id] = (Window(1, 1), *group)
        for window in (self._overall, *self._chats[chat_id]):
            window.note(at)

    def resting(self) -> list[int]:
        """The chats to which nothing may go out now."""
        at = self._monotonic()
        idle = [
            chat_id
            for chat_id, windows in self._chats.items()
            if all(window.room(at) == window.count for window in windows)
        ]
        for chat_id in idle:
            del self._chats[chat_id]
        return [chat_id for chat_id, windows in self._chats.items() if not _is_open(windows, at)]

    def wait_seconds(self, chat_id: int | None = None) -> float:
        """How long until something may go out (to one chat, or to any that rests); 0 for now."""
        at = self._monotonic()
        if chat_id is not None:
            windows = (self._overall, *self._chats.get(chat_id, ()))
            return max(0.0, *(window.free_at() - at for window in windows))
        opens = [
            max(window.free_at() for window in self._chats[resting]) for resting in self.resting()
        ]
        return max(0.0, self._overall.free_at() - at, min(opens, default=at) - at)


def _is_open(windows: tuple[Window, ...], at: float) -> bool:
    return all(window.room(at) > 0 for window in windows)
