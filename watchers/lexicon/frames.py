"""Classes of event and the English words for them, as frames.toml lists them; finds nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Frame:
    """A class of event and its trigger words; frames.toml says what each field means."""

    id: str
    verbs: str = ""
    nouns: str = ""
    phrases: tuple[str, ...] = ()
    passives: tuple[str, ...] = ()
    is_undergone: bool = False
    not_after: str = ""
    not_before: str = ""


@cache
def frames() -> dict[str, Frame]:
    """All frames by their id."""
    table = tomllib.loads(Path(__file__).with_name("frames.toml").read_text(encoding="utf-8"))
    return {
        frame_id: Frame(frame_id, **{k: tuple(v) if isinstance(v, list) else v for k, v in f.items()})
        for frame_id, f in table.items()
    }
