"""Opens the SQLite file, guards it and holds its one transaction; it knows no table by name.

One process writes (a lock file beside the database says which), any number read. A store is one
connection and belongs to the thread that opened it. A transaction is never held over an await:
what another task writes meanwhile would join it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
import weakref
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from storage.errors import DatabaseRefused, InputError
from storage.schema import APPLICATION_ID, VERSION, migrations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BUSY_TIMEOUT_SECONDS = 5.0
WAL_LIMIT_BYTES = 16 * 1024 * 1024
IN_MEMORY = Path(":memory:")
_OWNER_ONLY = 0o600


class _Lock:
    """Says that this process writes to a database, as long as it lives."""

    _held: ClassVar[weakref.WeakSet[_Lock]] = weakref.WeakSet()

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".lock")
        self._fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, _OWNER_ONLY)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._fd)
            raise DatabaseRefused(
                f"{database}: another instance is running on this database; stop it first"
            ) from None
        self._held.add(self)

    def release(self) -> None:
        """Let the next instance in. The file stays: removing it would race with that instance."""
        if self in self._held:
            self._held.discard(self)
            os.close(self._fd)

    @classmethod
    def forget_inherited(cls) -> None:  # pragma: no cover - runs in forked processes alone
        # A forked worker shares the lock: without this, one that outlives a killed parent would
        # keep the next instance out.
        for lock in list(cls._held):
            lock.release()


os.register_at_fork(after_in_child=_Lock.forget_inherited)


class Store:
    """An open database, seen as the ledger of one baseline.

    Attributes:
        connection: for what is no statement of ours: copying, and the tests.
        path: the file.
        boot_id: names this opening; a delivery left ``sending`` by another one was cut short.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        baseline_id: str | None,
        lock: _Lock | None,
    ) -> None:
        self.connection, self.path, self.boot_id = connection, path, secrets.token_hex(8)
        self._baseline_id, self._lock = baseline_id, lock

    @property
    def baseline_id(self) -> str:
        """The baseline whose ledger this is; raises ValueError where none was named."""
        if self._baseline_id is None:
            raise ValueError("the store was opened without a baseline")
        return self._baseline_id

    def of_baseline(self, baseline_id: str) -> Store:
        """The same open database as the ledger of another baseline."""
        other = Store(self.connection, self.path, baseline_id=baseline_id, lock=self._lock)
        other.boot_id = self.boot_id
        return other

    def execute(
        self, sql: str, values: Sequence[object] | dict[str, object] = ()
    ) -> sqlite3.Cursor:
        """Run one statement; outside a transaction a write commits by itself."""
        return self.connection.execute(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[Self]:
        """All of it or nothing; inside another transaction it joins that one.

        It takes the write lock at once: a read that turns into a write later would fail under a
        concurrent writer however long it waits.
        """
        if self.connection.in_transaction:
            yield self
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self
            self.connection.execute("COMMIT")
        except BaseException:
            self.connection.rollback()
            raise

    def problems(self) -> list[str]:
        """The first ten things that SQLite finds wrong with the file; takes longer as it grows."""
        return _problems(self.connection)

    def backup(self, target: Path) -> None:
        """Write a consistent copy, also while another process writes.

        Raises:
            InputError: the target exists or cannot be written.
        """
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY))
        except FileExistsError:
            raise InputError("exists already; choose another name", file=str(target)) from None
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", file=str(target)) from None
        try:
            with closing(sqlite3.connect(target)) as copy:
                self.connection.backup(copy)
        except BaseException:
            target.unlink()
            raise

    def close(self) -> None:
        """Close the connection and let the next writer in; closing twice is harmless."""
        self.connection.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


def open_store(
    path: Path | str, baseline_id: str | None = None, *, read_only: bool = False
) -> Store:
    """Open a database; for writing, make or upgrade it first.

    Args:
        path: the file, whose folder must exist; or ``:memory:`` for one that is never kept.
        baseline_id: the baseline whose ledger is read and written; feeds and chats need none.
        read_only: for asking while another process writes. The file must exist and be current.

    Raises:
        DatabaseRefused: newer, foreign, damaged, missing, unreadable, or in use for writing.
    """
    path = Path(path)
    with ExitStack() as undo:
        try:
            lock = None if read_only or path == IN_MEMORY else _Lock(path)
            if lock is not None:
                undo.callback(lock.release)
            connection = undo.enter_context(closing(_connect(path, read_only=read_only)))
            _prepare(connection, path, read_only=read_only)
        except (OSError, sqlite3.Error) as error:
            raise DatabaseRefused(f"{path}: cannot be used as a database: {error}") from error
        undo.pop_all()
    return Store(connection, path, baseline_id=baseline_id, lock=lock)


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    where = path.absolute().as_uri()
    if path == IN_MEMORY:
        where = "file::memory:"
    elif read_only:
        if not path.exists():
            raise DatabaseRefused(f"{path}: there is no database yet; `stet run` makes it")
        where += "?mode=ro"
    else:
        # SQLite gives its side files the mode of the database, so this one decides for all.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, _OWNER_ONLY))
    # without an isolation level, what is outside of a transaction is kept at once
    connection = sqlite3.connect(
        where, uri=True, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None
    )
    connection.row_factory = sqlite3.Row
    return connection


def _prepare(db: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    version = _recognise(db, path)
    db.execute("PRAGMA foreign_keys = ON")
    if read_only:
        if version < VERSION:
            raise DatabaseRefused(
                f"{path}: made by an older version of this program; `stet run` upgrades it"
            )
        return
    if problems := _problems(db):
        raise DatabaseRefused(f"{path}: damaged ({problems[0]}); restore a backup")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = FAST")
    db.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}")
    if version < VERSION:
        _upgrade(db)


def _recognise(db: sqlite3.Connection, path: Path) -> int:
    """The schema version of our own file, 0 for an empty one; refuses all others."""
    application_id = db.execute("PRAGMA application_id").fetchone()[0]
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    is_empty = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if application_id != APPLICATION_ID and not (is_empty and application_id == 0):
        raise DatabaseRefused(f"{path}: a database of another program; name another file")
    if version > VERSION:
        raise DatabaseRefused(
            f"{path}: made by a newer version of this program (schema {version}, "
            f"this one knows {VERSION}); upgrade the program"
        )
    return version


def _problems(db: sqlite3.Connection) -> list[str]:
    try:
        rows = db.execute("PRAGMA quick_check(10)").fetchall()
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [" ".join(row[0].split()) for row in rows if row[0] != "ok"]


def _upgrade(db: sqlite3.Connection) -> None:
    from sqlite_utils import Database

    db.execute("BEGIN IMMEDIATE")
    try:
        migrations().apply(Database(db))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise
