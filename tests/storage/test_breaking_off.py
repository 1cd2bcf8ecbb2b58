"""Every write is one transaction: broken off before any of its statements, it leaves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stored_samples import (
    DAY,
    NOON,
    make_alert,
    make_answer,
    make_delta,
    make_entry,
    make_evidence,
    make_feed,
    make_point,
    make_standing,
)

from storage import chats, entries, feeds, ledger, outbox
from storage.models import Chat, Subscription

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.store import Store


def add_two_feeds(store: Store) -> None:
    feeds.add(store, [make_feed("https://three.example/"), make_feed("https://four.example/")])


def move_a_feed(store: Store) -> None:
    feeds.move(store, 1, "https://moved.example/")


def move_a_feed_onto_another(store: Store) -> None:
    feeds.move(store, 1, "https://two.example/")


def add_an_entry(store: Store) -> None:
    entries.add(store, make_entry("new", feed_id=1), seen_at=NOON)


def edit_an_entry(store: Store) -> None:
    entries.add(store, make_entry(feed_id=1, content_hash="second"), seen_at=NOON)


def prune_entries(store: Store) -> None:
    entries.prune(store, before=NOON + DAY)


def record_an_observation(store: Store) -> None:
    ledger.record_observation(store, make_evidence(1), seen_at=NOON)


def record_a_delta(store: Store) -> None:
    ledger.record_delta(store, make_delta(point=make_point()))


def record_a_point(store: Store) -> None:
    ledger.record_point(store, make_point())


def record_a_standing(store: Store) -> None:
    ledger.record_standing(store, make_standing())


def add_two_deliveries(store: Store) -> None:
    outbox.add(store, [make_answer(-100), make_answer(2)], now=NOON)


def take_what_is_due(store: Store) -> None:
    outbox.claim_due(store, NOON)


def suspend_a_chat(store: Store) -> None:
    chats.suspend(store, -100, reason="403")


def migrate_a_chat(store: Store) -> None:
    chats.migrate(store, -100, -1001)


def move_a_chats_deliveries(store: Store) -> None:
    outbox.move_chat(store, -100, -1001)


def forget_a_chat(store: Store) -> None:
    chats.forget(store, -100)


def record_an_update(store: Store) -> None:
    chats.record_update(store, 7)


WRITES = [
    add_two_feeds,
    move_a_feed,
    move_a_feed_onto_another,
    add_an_entry,
    edit_an_entry,
    prune_entries,
    record_an_observation,
    record_a_delta,
    record_a_point,
    record_a_standing,
    add_two_deliveries,
    take_what_is_due,
    suspend_a_chat,
    migrate_a_chat,
    move_a_chats_deliveries,
    forget_a_chat,
    record_an_update,
]


class BrokenOffError(Exception):
    """Stands for whatever may end a process or a statement."""


@pytest.fixture
def _something_to_change(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "KNOWN_PER_FEED", 1)
    feeds.add(store, [make_feed("https://one.example/"), make_feed("https://two.example/")])
    for feed_id in (1, 2):
        for key in ("one", "two", "three"):
            entries.add(store, make_entry(key, feed_id=feed_id), seen_at=NOON)
    chats.upsert(store, Chat(-100, "group"))
    chats.subscribe(store, Subscription(-100))
    alerts = [make_alert(-100), make_alert(-100, "d2"), make_alert(-1001), make_alert(2)]
    outbox.add(store, alerts, now=NOON)


def content(store: Store) -> list[str]:
    return list(store.connection.iterdump())


@pytest.mark.usefixtures("_something_to_change")
@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_a_write_that_breaks_off_leaves_nothing(
    store: Store, write: Callable[[Store], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, execute, executed = content(store), store.execute, 0

    def break_off_at(last: int) -> None:
        def counted(*statement: object) -> object:
            nonlocal executed
            executed += 1
            if executed > last:
                raise BrokenOffError
            return execute(*statement)  # type: ignore[arg-type] - passed on as it came

        monkeypatch.setattr(store, "execute", counted)

    for last in range(50):
        executed = 0
        break_off_at(last)
        try:
            write(store)
        except BrokenOffError:
            assert content(store) == before
        else:
            break
    assert executed == last > 0
    assert content(store) != before
