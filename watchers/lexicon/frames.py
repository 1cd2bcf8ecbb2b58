"""Classes of event and the English words for them, as frames.toml lists them; finds nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Frame:
    """A class of event and its trigger words; frames.toml says what each field means."""

    id: str
    verbs: str = ""
    nouns: str = ""
    phrases: tuple[str, ...] = ()
    passives: tuple[str, ...] = ()
    is_undergone: bool = False
    is_ergative: bool = False
    not_after: str = ""
    not_before: str = ""


@cache
def frames() -> dict[str, Frame]:
    """All frames by their id."""
    table = tomllib.loads(Path(__file__).with_name("frames.toml").read_text(encoding="utf-8"))
    return {frame_id: _frame(frame_id, written) for frame_id, written in table.items()}


def _frame(frame_id: str, written: dict[str, Any]) -> Frame:
    return Frame(
        id=frame_id,
        verbs=written.get("verbs", ""),
        nouns=written.get("nouns", ""),
        phrases=tuple(written.get("phrases", ())),
        passives=tuple(written.get("passives", ())),
        is_undergone=written.get("is_undergone", False),
        is_ergative=written.get("is_ergative", False),
        not_after=written.get("not_after", ""),
        not_before=written.get("not_before", ""),
    )
