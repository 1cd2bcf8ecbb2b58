"""JSON lines in and out for the commands; a bad line is one clear error with file and line."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, TextIO, cast

import click

from storage.errors import InputError
from storage.models import Entry, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def opened(name: str) -> Iterator[TextIO]:
    """Open a file for reading, or standard input for ``-``; raises InputError when it cannot be."""
    if name == "-":
        yield sys.stdin
        return
    try:
        with open(name, encoding="utf-8") as stream:  # noqa: PTH123 - the name may be a device
            yield stream
    except OSError as error:
        raise InputError(error.strerror or str(error), file=name) from error


@contextmanager
def opened_to_write(name: str) -> Iterator[TextIO]:
    """Open a file for writing, or standard output for ``-``; raises ClickException if it cannot."""
    try:
        stream = click.open_file(name, "w", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{name}: {error.strerror or error}") from error
    with stream:
        yield cast("TextIO", stream)


def objects(name: str, *needs: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield line number and object of each JSON line; raises InputError for one that is none.

    Args:
        name: a file's name or ``-``.
        needs: the keys that each object must have as text.
    """
    with opened(name) as stream:
        try:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, _object(line, needs, file=name, number=number)
        except UnicodeDecodeError as error:
            raise InputError("the file is not UTF-8 text", file=name) from error


def _object(line: str, needs: tuple[str, ...], *, file: str, number: int) -> dict[str, object]:
    try:
        value = json.loads(line)
    except ValueError as error:
        problem = f"not a JSON object: {error}"
        raise InputError(problem, file=file, line=number) from error
    if not isinstance(value, dict):
        raise InputError("not a JSON object", file=file, line=number)
    for key in needs:
        if not isinstance(value.get(key), str):
            raise InputError("missing, or not text", file=file, line=number, field=key)
    return cast("dict[str, object]", value)


def entry_of(value: dict[str, object], *, file: str, line: int) -> Entry:
    """Make an Entry of one input object; raises InputError for a date that is none.

    The optional key ``tier`` says what kind of source it is (a value of storage.models.Tier).
    """
    tier = str(value.get("tier") or "")
    return Entry(
        key=str(value.get("id") or value.get("url") or f"{file}:{line}"),
        title=str(value.get("title") or ""),
        text=str(value.get("text") or ""),
        url=str(value.get("url") or ""),
        outlet=str(value.get("source") or ""),
        tier=Tier(tier) if tier in set(Tier) else Tier.UNKNOWN,
        published_at=_moment(str(value["published"]), file=file, line=line),
    )


def _moment(text: str, *, file: str, line: int) -> datetime:
    """Read a date or a datetime; a bare date means noon (UTC) of that day."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        problem = f"{text!r} is no ISO 8601 date such as 2023-11-21 or 2023-11-21T08:30:00Z"
        raise InputError(problem, file=file, line=line, field="published") from error
    if len(text) <= len("2023-11-21"):
        moment = datetime.combine(moment.date(), time(12))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def print_object(value: dict[str, object]) -> None:
    """Print one object as a JSON line."""
    click.echo(json.dumps(value, ensure_ascii=False))
