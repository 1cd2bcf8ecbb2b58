"""The cheap test in front of reading: may a text hold an observation at all? It reads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchers.baseline import Baseline


class Gate:
    """Words of which a text must hold one, compiled from a baseline."""

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline

    def lets_through(self, text: str) -> bool:
        """Whether ``text`` holds a word without which nothing can be read from it."""
        return bool(text.strip())
