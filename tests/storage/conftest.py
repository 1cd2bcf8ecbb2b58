"""A store on a real file, whose every statement is checked for scans of tables that grow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from storage.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from sqlite3 import Connection

SMALL = {"feeds", "chats", "subscriptions", "standings", "series", "CONSTANT", "json_each"}
"""What may be read from end to end: it grows with what is followed, not with the news."""

_PLANNED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


def scans(db: Connection, sql: str, values: Any) -> set[str]:
    """The tables that SQLite would read from end to end for a statement."""
    plan = db.execute(f"EXPLAIN QUERY PLAN {sql}", values or ())
    names = {row[3].split()[1] for row in plan if row[3].startswith("SCAN ")}
    aliases = {alias: table for table, alias in re.findall(r"(\w+) AS (\w+)", sql)}
    return {aliases.get(name, name) for name in names} - SMALL


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stet.sqlite3"


@pytest.fixture
def store(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store; the test fails where any statement that it ran scans a growing table."""
    statements: dict[str, object] = {}
    execute = Store.execute

    def note(self: Store, sql: str, values: Any = ()) -> Any:
        statements.setdefault(sql, values)
        return execute(self, sql, values)

    monkeypatch.setattr(Store, "execute", note)
    with open_store(path, "article") as opened:
        yield opened
        if not opened.connection.in_transaction:
            found = {
                sql: scans(opened.connection, sql, values)
                for sql, values in statements.items()
                if _PLANNED.match(sql)
            }
            assert not {sql: tables for sql, tables in found.items() if tables}
