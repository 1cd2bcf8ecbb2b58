# ruff: noqa: PT012 - what is left of several statements that fail together is the point here
from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database
from stored_samples import NOON, make_answer, make_entry, make_feed

from storage import entries, feeds, outbox, schema
from storage import store as store_module
from storage.errors import DatabaseRefused, InputError
from storage.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store


def pragma(store: Store, name: str) -> object:
    return store.execute(f"PRAGMA {name}").fetchone()[0]


def count(store: Store, table: str) -> int:
    # past the tracer: counting reads the whole table
    return int(store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


class TestOpening:
    def test_a_new_file_and_its_side_files_are_for_the_owner_alone(self, path: Path) -> None:
        with open_store(path):
            modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
        assert modes == {f"stet.sqlite3{suffix}": 0o600 for suffix in ("", "-wal", "-shm", ".lock")}

    def test_every_commit_reaches_the_disk_and_references_are_checked(self, path: Path) -> None:
        with open_store(path) as store:
            assert pragma(store, "journal_mode") == "wal"
            assert pragma(store, "synchronous") == 2
            assert pragma(store, "foreign_keys") == 1
            assert pragma(store, "busy_timeout") == 5000
            assert pragma(store, "journal_size_limit") == 16 * 1024 * 1024
            assert pragma(store, "secure_delete") == 2

    def test_a_file_says_whose_it_is_and_of_which_version(self, path: Path) -> None:
        with open_store(path) as store:
            assert pragma(store, "application_id") == 0x53746574
            assert pragma(store, "user_version") == schema.VERSION

    def test_the_version_is_the_number_of_steps(self, path: Path) -> None:
        with open_store(path) as store:
            db = Database(store.connection)
            assert len(schema.migrations().applied(db)) == schema.VERSION
            assert schema.migrations().pending(db) == []

    def test_opening_again_finds_what_was_kept(self, path: Path) -> None:
        with open_store(path) as store:
            feeds.add(store, [make_feed()])
        with open_store(str(path)) as store:
            assert [feed.url for feed in feeds.all_feeds(store)] == ["https://wire.example/rss"]

    def test_a_store_in_memory_leaves_no_file(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(path.parent)
        with open_store(":memory:", "article") as store:
            feeds.add(store, [make_feed()])
            assert store.problems() == []
        assert list(path.parent.iterdir()) == []

    def test_an_interrupted_first_start_is_begun_again(self, path: Path) -> None:
        path.touch()
        with open_store(path) as store:
            assert pragma(store, "user_version") == schema.VERSION

    def test_closing_twice_is_harmless(self, path: Path) -> None:
        store = open_store(path)
        store.close()
        store.close()
        open_store(path).close()

    def test_the_ledger_of_no_baseline_cannot_be_asked_for(self, path: Path) -> None:
        with open_store(path) as store:
            with pytest.raises(ValueError, match="without a baseline"):
                _ = store.baseline_id
            other = store.of_baseline("another")
            assert (other.baseline_id, other.boot_id) == ("another", store.boot_id)

    def test_a_store_belongs_to_the_thread_that_opened_it(self, store: Store) -> None:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool, pytest.raises(sqlite3.ProgrammingError):
            pool.submit(feeds.all_feeds, store).result()


class TestUpgrading:
    def make_older(self, path: Path) -> None:
        with closing(Database(path)) as db:
            schema.migrations().apply(db, stop_before="step_2_chats_and_outbox")
            db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            db.execute("PRAGMA user_version = 1")
            db["feeds"].insert(
                dict.fromkeys("url outlet tier country language site_url note".split(), "")
                | {"url": "https://old.example/", "tier": "media", "is_enabled": 1}
            )

    def test_a_file_of_step_1_is_upgraded_and_keeps_what_it_held(self, path: Path) -> None:
        self.make_older(path)
        with open_store(path, "article") as store:
            assert pragma(store, "user_version") == schema.VERSION
            assert [feed.url for feed in feeds.all_feeds(store)] == ["https://old.example/"]
            assert outbox.add(store, [make_answer(1)], now=NOON) == [1]

    def test_a_reader_leaves_an_older_file_to_the_writer(self, path: Path) -> None:
        self.make_older(path)
        before = path.read_bytes()
        with pytest.raises(DatabaseRefused, match=r"older version.*`stet run` upgrades it"):
            open_store(path, read_only=True)
        assert path.read_bytes() == before

    def test_an_upgrade_that_breaks_off_leaves_the_older_file(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.make_older(path)
        half = "CREATE TABLE chats (id INTEGER); CREATE TABLE chats (id INTEGER);"
        with monkeypatch.context() as broken:
            broken.setattr(schema, "_CHATS_AND_OUTBOX", half)
            with pytest.raises(DatabaseRefused, match="already exists"):
                open_store(path)
        with open_store(path) as store:
            assert pragma(store, "user_version") == schema.VERSION
            assert len(feeds.all_feeds(store)) == 1


class TestRefusing:
    def refused(self, path: Path, why: str, *, read_only: bool = False) -> None:
        """Refused with one sentence that names the file, and the file left as it was."""
        before = path.read_bytes() if path.is_file() else None
        with pytest.raises(DatabaseRefused, match=why) as refusal:
            open_store(path, read_only=read_only)
        assert str(refusal.value).startswith(f"{path}: ")
        assert "\n" not in str(refusal.value)
        assert refusal.value.exit_code == 78
        assert before is None or path.read_bytes() == before

    @pytest.mark.parametrize("read_only", [False, True])
    def test_a_newer_file_is_refused(self, path: Path, *, read_only: bool) -> None:
        with open_store(path) as store:
            store.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
        self.refused(path, "newer version", read_only=read_only)

    @pytest.mark.parametrize("application_id", [0, 7])
    def test_another_programs_database_is_refused(self, path: Path, application_id: int) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE theirs (id)")
            connection.execute(f"PRAGMA application_id = {application_id}")
        self.refused(path, "another program")

    def test_a_marked_file_without_tables_is_refused(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA application_id = 7")
        self.refused(path, "another program")

    def test_a_file_that_is_no_database_is_refused(self, path: Path) -> None:
        path.write_text("Dear diary, " * 1000)
        self.refused(path, "file is not a database")

    def test_a_file_with_any_page_damaged_is_refused_and_never_made_anew(self, path: Path) -> None:
        with open_store(path) as store, store.transaction():
            for number in range(300):
                entries.add(store, make_entry(str(number)), seen_at=NOON)
        sound = path.read_bytes()
        for page in range(4096, len(sound), 4096):
            path.write_bytes(sound[:page] + b"\xff" * 4096 + sound[page + 4096 :])
            self.refused(path, r"damaged \(.+\); restore a backup$|image is malformed$")
        path.write_bytes(sound[:100] + b"\xff" * 3996 + sound[4096:])
        self.refused(path, "malformed")

    def test_a_folder_is_refused(self, path: Path) -> None:
        path.mkdir()
        self.refused(path, "cannot be used as a database")

    def test_a_missing_folder_is_refused(self, path: Path) -> None:
        self.refused(path / "no" / "where", "No such file or directory")

    def test_a_reader_makes_no_file(self, path: Path) -> None:
        self.refused(path, "no database yet; `stet run` makes it", read_only=True)
        assert list(path.parent.iterdir()) == []

    def test_a_refused_file_is_not_kept_locked(self, path: Path) -> None:
        path.write_text("Dear diary")
        self.refused(path, "not a database")
        path.unlink()
        open_store(path).close()


class TestOneWriter:
    def test_a_second_instance_is_refused_until_the_first_ends(self, path: Path) -> None:
        with open_store(path), pytest.raises(DatabaseRefused, match="another instance is running"):
            open_store(path)
        open_store(path).close()

    def test_a_process_that_is_killed_lets_the_next_one_in(self, path: Path) -> None:
        script = """
            import os, signal, sys
            sys.path[:0] = sys.argv[2:]
            from stored_samples import make_feed
            from storage import feeds
            from storage.store import open_store
            store = open_store(sys.argv[1])
            feeds.add(store, [make_feed("https://committed.example/")])
            store.execute("BEGIN IMMEDIATE")
            feeds.add(store, [make_feed("https://open.example/")])
            os.kill(os.getpid(), signal.SIGKILL)
        """
        places = [os.path.dirname(__file__), os.getcwd()]  # noqa: PTH109, PTH120 - plain strings
        killed = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script), str(path), *places], check=False
        )
        assert killed.returncode == -signal.SIGKILL
        with open_store(path) as store:
            assert [feed.url for feed in feeds.all_feeds(store)] == ["https://committed.example/"]

    def test_a_forked_worker_that_outlives_the_store_keeps_nobody_out(self, path: Path) -> None:
        store = open_store(path)
        waiting, ending = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ending)
            os.read(waiting, 1)
            os._exit(0)
        try:
            store.close()
            open_store(path).close()
        finally:
            os.close(ending)
            os.waitpid(child, 0)
            os.close(waiting)

    def test_a_forked_worker_that_ends_does_not_unlock_its_parents_store(self, path: Path) -> None:
        with open_store(path):
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)
            with pytest.raises(DatabaseRefused, match="another instance"):
                open_store(path)

    def test_readers_look_while_the_writer_writes_and_cannot_write(
        self, path: Path, store: Store
    ) -> None:
        feeds.add(store, [make_feed()])
        with open_store(path, read_only=True) as reader, store.transaction():
            feeds.add(store, [make_feed("https://open.example/")])
            assert len(feeds.all_feeds(reader)) == 1
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                feeds.add(reader, [make_feed("https://never.example/")])

    def test_the_log_shrinks_again_after_a_long_reader(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(store_module, "WAL_LIMIT_BYTES", 100_000)
        log = path.with_name("stet.sqlite3-wal")
        with open_store(path) as store, open_store(path, read_only=True) as reader:
            reader.execute("BEGIN")
            feeds.all_feeds(reader)
            entries.add(store, make_entry(text="x" * 6_000_000), seen_at=NOON)
            assert log.stat().st_size > 6_000_000
            reader.execute("COMMIT")
            for key in ("a checkpoint", "a log begun anew"):
                entries.add(store, make_entry(key), seen_at=NOON)
            assert log.stat().st_size <= 100_000

    def test_a_reader_needs_no_writer(self, path: Path) -> None:
        with open_store(path) as store:
            feeds.add(store, [make_feed()])
        with open_store(path, read_only=True) as reader:
            assert len(feeds.all_feeds(reader)) == 1


class TestTransaction:
    def test_an_exception_between_two_statements_leaves_nothing(self, store: Store) -> None:
        with pytest.raises(ZeroDivisionError), store.transaction():
            feeds.add(store, [make_feed()])
            entries.add(store, make_entry(feed_id=1), seen_at=NOON)
            _ = 1 / 0
        assert (count(store, "feeds"), count(store, "entries")) == (0, 0)
        assert not store.connection.in_transaction

    def test_an_inner_one_joins_the_outer_one(self, store: Store) -> None:
        with pytest.raises(ZeroDivisionError), store.transaction():
            with store.transaction():
                feeds.add(store, [make_feed()])
            _ = 1 / 0
        assert count(store, "feeds") == 0

    def test_what_was_done_is_kept_when_it_ends_well(self, store: Store, path: Path) -> None:
        with store.transaction(), store.transaction():
            feeds.add(store, [make_feed()])
        with open_store(path, read_only=True) as reader:
            assert count(reader, "feeds") == 1

    def test_it_takes_the_write_lock_before_the_first_write(self, store: Store, path: Path) -> None:
        with (
            closing(sqlite3.connect(path, timeout=0)) as other,
            store.transaction(),
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")

    def test_a_lock_that_is_not_let_go_ends_in_an_error(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(store_module, "BUSY_TIMEOUT_SECONDS", 0.01)
        with open_store(path) as store, closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError, match="locked"), store.transaction():
                pytest.fail("the transaction began")
            other.rollback()
            with store.transaction():
                feeds.add(store, [make_feed()])

    def test_a_full_disk_leaves_nothing_and_passes(self, store: Store) -> None:
        feeds.add(store, [make_feed()])
        pages = pragma(store, "page_count")
        store.execute(f"PRAGMA max_page_count = {pages}")
        long = make_entry(feed_id=1, text="x" * 100_000)
        with pytest.raises(sqlite3.OperationalError, match="full"), store.transaction():
            outbox.add(store, [make_answer(1)], now=NOON)
            entries.add(store, long, seen_at=NOON)
        assert (count(store, "deliveries"), count(store, "entries")) == (0, 0)
        store.execute("PRAGMA max_page_count = 1000000")
        assert entries.add(store, long, seen_at=NOON).id == 1

    def test_a_commit_that_fails_is_rolled_back(self, store: Store) -> None:
        with pytest.raises(sqlite3.IntegrityError), store.transaction():
            store.execute("PRAGMA defer_foreign_keys = ON")
            entries.add(store, make_entry(feed_id=99), seen_at=NOON)
        assert not store.connection.in_transaction
        assert count(store, "entries") == 0


class TestBackup:
    def test_a_copy_taken_while_another_writes_holds_what_was_committed(
        self, store: Store, path: Path
    ) -> None:
        copy = path.with_name("copy.sqlite3")
        feeds.add(store, [make_feed()])
        with store.transaction():
            feeds.add(store, [make_feed("https://open.example/")])
            with open_store(path, read_only=True) as reader:
                reader.backup(copy)
        assert copy.stat().st_mode & 0o777 == 0o600
        with open_store(copy) as restored:
            assert restored.problems() == []
            assert [feed.url for feed in feeds.all_feeds(restored)] == ["https://wire.example/rss"]

    def test_it_overwrites_nothing(self, store: Store, path: Path) -> None:
        with pytest.raises(InputError, match="exists already; choose another name"):
            store.backup(path)

    def test_a_place_that_cannot_be_written_is_named(self, store: Store, path: Path) -> None:
        with pytest.raises(InputError, match=r"nowhere.*cannot be written: No such file"):
            store.backup(path.parent / "nowhere" / "copy")

    def test_a_copy_that_fails_leaves_no_file(self, path: Path) -> None:
        store = open_store(path)
        store.close()
        with pytest.raises(sqlite3.ProgrammingError):
            store.backup(path.with_name("copy.sqlite3"))
        assert not path.with_name("copy.sqlite3").exists()


class TestProblems:
    def damage(self, path: Path, change: str) -> None:
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("PRAGMA writable_schema = ON")
            other.execute(f"UPDATE sqlite_schema SET {change}")
            other.execute("PRAGMA schema_version = 1000")  # so that open connections read it again

    def test_a_sound_file_has_none(self, store: Store) -> None:
        assert store.problems() == []

    def test_what_sqlite_finds_is_named(self, store: Store, path: Path) -> None:
        feeds.add(store, [make_feed()])
        self.damage(path, "sql = replace(sql, 'etag TEXT', 'etag TEXT NOT NULL')")
        assert store.problems() == ["NULL value in feeds.etag"]

    def test_a_file_too_damaged_to_check_is_a_problem_too(self, store: Store, path: Path) -> None:
        self.damage(path, "sql = 'nonsense' WHERE name = 'feeds'")
        (problem,) = store.problems()
        assert problem.startswith("malformed database schema (feeds)")


def test_a_torn_log_loses_whole_transactions_from_its_end_and_nothing_else(path: Path) -> None:
    with open_store(path, "article") as store:
        for number in range(40):
            with store.transaction():
                entries.add(store, make_entry(str(number)), seen_at=NOON)
                outbox.add(store, [make_answer(number)], now=NOON)
        base, log = path.read_bytes(), path.with_name("stet.sqlite3-wal").read_bytes()
    chance = random.Random(5)
    for trial in range(25):
        torn = path.parent / str(trial) / "stet.sqlite3"
        torn.parent.mkdir()
        torn.write_bytes(base)
        cut = chance.randrange(len(log))
        garbage = chance.randbytes(64) if trial % 2 else b""
        torn.with_name("stet.sqlite3-wal").write_bytes(log[:cut] + garbage)
        with open_store(torn, "article") as store:
            keys = [row["key"] for row in store.execute("SELECT key FROM entries ORDER BY id")]
            assert keys == [str(number) for number in range(len(keys))]
            assert count(store, "deliveries") == len(keys)
        shutil.rmtree(torn.parent)
