"""The recorded archive and its made-up outlets, as values; serves and judges nothing."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from storage.models import Entry, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

ARCHIVE = Path(__file__).with_name("archive.jsonl")
OUTLETS = Path(__file__).with_name("outlets.toml")

Format = Literal["rss", "atom", "rdf", "json"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes, what kind of source it is, where it sits (ISO 3166), and as what."""

    name: str
    tier: Tier
    country: str
    format: Format


def read_outlets(path: Path = OUTLETS) -> tuple[Outlet, ...]:
    """Read the outlets in the order of the file."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["outlet"]
    return tuple(Outlet(**{**table, "tier": Tier(table["tier"])}) for table in tables)


def read_archive(path: Path = ARCHIVE) -> tuple[Entry, ...]:
    """Read the entries, the oldest first."""
    with path.open(encoding="utf-8") as lines:
        entries = [_entry(json.loads(line)) for line in lines]
    return tuple(sorted(entries, key=lambda entry: entry.published_at))


def _entry(line: dict[str, str]) -> Entry:
    return Entry(
        key=line["id"],
        title=line["title"],
        text=line["text"],
        url=line["url"],
        outlet=line["source"],
        tier=Tier(line["tier"]),
        published_at=datetime.fromisoformat(line["published"]),
    )


def moments(archive: Iterable[Entry]) -> list[datetime]:
    """Give the moments at which something new appears, in order, each once."""
    return sorted({entry.published_at for entry in archive})
