"""Turns times and nouns into column values and back; it holds no SQL and opens nothing.

Nouns that are kept whole (an observation, a delta, a standing) are JSON written and read by
pydantic from the dataclasses in `storage.models`, so that a field added there with a default
needs neither code nor a migration here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

T = TypeVar("T")

END_OF_TIME = "~"
"""Sorts after every stamp: the bound of a query that has none."""


def stamp(at: datetime) -> str:
    """The column value of a time: UTC, of one width, so that text order is time order.

    Raises:
        ValueError: the time is naive.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at!r} is naive; times are aware UTC")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def stamp_or(at: datetime | None, missing: str) -> str:
    """The column value of a time that may be missing."""
    return missing if at is None else stamp(at)


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def dump(noun: object) -> str:
    """A noun as JSON, its fields in the order in which the dataclass declares them."""
    return _adapter(type(noun)).dump_json(noun).decode()


def load(kind: type[T], text: str) -> T:
    """The noun that `dump` wrote; raises pydantic.ValidationError for anything else."""
    known: Any = kind  # hashable, as every class is
    noun: T = _loaded(known, text)
    return noun


@lru_cache(maxsize=2048)
def _loaded(kind: Any, text: str) -> Any:  # noqa: ANN401 - whatever `load` is asked for
    """The nouns are frozen, so those read last are shared: judging reads the same ones again."""
    return _adapter(kind).validate_json(text)


def from_row(kind: type[T], row: Mapping[str, object]) -> T:
    """The noun whose fields are the columns of a row; columns that are no field are ignored."""
    noun: T = _adapter(kind).validate_python(dict(row))
    return noun


def from_rows(kind: type[T], rows: Iterable[Mapping[str, object]]) -> list[T]:
    """The nouns of several rows, in their order."""
    return [from_row(kind, row) for row in rows]
