from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from stored_samples import NOON, make_alert, make_answer

from storage import chats, outbox
from storage.models import Chat, DeliveryState, Severity, Subscription

if TYPE_CHECKING:
    from storage.store import Store

DESK = Chat(id=-100, kind="group", title="Desk", thread_id=7, language="ar")
WISH = Subscription(
    -100, ("attacks-on-us", "us-killed"), Severity.NOTABLE, muted_until=NOON, thread_id=7
)


@pytest.fixture
def desk(store: Store) -> Chat:
    chats.upsert(store, DESK)
    return DESK


class TestChats:
    def test_a_chat_comes_back_as_it_was_given(self, store: Store, desk: Chat) -> None:
        assert chats.get(store, desk.id) == desk
        assert chats.get(store, 1) is None
        assert chats.list_all(store) == [desk]

    def test_a_chat_is_kept_as_it_last_was(self, store: Store, desk: Chat) -> None:
        renamed = replace(desk, title="News desk", kind="supergroup", thread_id=None, language="en")
        chats.upsert(store, renamed)
        assert chats.list_all(store) == [renamed]

    def test_keeping_a_chat_keeps_its_wishes(self, store: Store, desk: Chat) -> None:
        chats.subscribe(store, WISH)
        chats.upsert(store, desk)
        assert chats.subscriptions(store) == [WISH]

    def test_a_suspended_chat_is_told_nothing_until_it_returns(
        self, store: Store, desk: Chat
    ) -> None:
        chats.subscribe(store, WISH)
        outbox.add(store, [make_alert(desk.id), make_alert(5)], now=NOON)
        chats.suspend(store, desk.id, reason="403: blocked by the user")
        assert chats.subscriptions(store) == []
        assert [each.id for each in outbox.claim_due(store, NOON)] == [2]
        (dead,) = outbox.dead(store)
        assert (dead.id, dead.reason) == (1, "403: blocked by the user")
        chats.resume(store, desk.id)
        assert chats.subscriptions(store) == [WISH]
        assert chats.get(store, desk.id) == desk


class TestSubscriptions:
    def test_a_wish_comes_back_as_it_was_given(self, store: Store, desk: Chat) -> None:
        chats.subscribe(store, WISH)
        assert chats.subscription(store, desk.id, thread_id=7) == WISH
        assert chats.subscription(store, desk.id) is None

    def test_a_chat_and_its_topics_have_wishes_of_their_own(self, store: Store, desk: Chat) -> None:
        for wish in (WISH, Subscription(desk.id)):
            chats.subscribe(store, wish)
        assert chats.subscriptions(store) == [Subscription(desk.id), WISH]

    def test_subscribing_again_replaces_the_wish(self, store: Store, desk: Chat) -> None:
        chats.subscribe(store, WISH)
        louder = replace(WISH, claims=(), threshold=Severity.GRAVE, muted_until=None)
        chats.subscribe(store, louder)
        assert chats.subscriptions(store) == [louder]

    def test_a_wish_can_be_dropped_once(self, store: Store, desk: Chat) -> None:
        chats.subscribe(store, WISH)
        assert not chats.unsubscribe(store, desk.id)
        assert chats.unsubscribe(store, desk.id, thread_id=7)
        assert not chats.unsubscribe(store, desk.id, thread_id=7)
        assert chats.subscriptions(store) == []

    def test_a_wish_outside_topics_is_dropped_alone(self, store: Store, desk: Chat) -> None:
        for wish in (WISH, Subscription(desk.id)):
            chats.subscribe(store, wish)
        assert chats.unsubscribe(store, desk.id)
        assert chats.subscriptions(store) == [WISH]

    def test_each_baseline_has_wishes_of_its_own(self, store: Store, desk: Chat) -> None:
        other = store.of_baseline("another")
        chats.subscribe(store, WISH)
        assert chats.subscriptions(other) == []
        assert not chats.unsubscribe(other, desk.id, thread_id=7)
        chats.subscribe(other, Subscription(desk.id))
        assert chats.subscriptions(store) == [WISH]

    def test_a_chat_must_be_known_to_subscribe(self, store: Store) -> None:
        with pytest.raises(sqlite3.IntegrityError):
            chats.subscribe(store, WISH)


class TestMigrating:
    def test_a_group_that_became_a_supergroup_goes_by_its_new_id(
        self, store: Store, desk: Chat
    ) -> None:
        chats.subscribe(store, WISH)
        outbox.add(store, [make_alert(desk.id), make_answer(desk.id)], now=NOON)
        chats.migrate(store, desk.id, -1001)
        assert chats.list_all(store) == [replace(desk, id=-1001, kind="supergroup")]
        assert chats.subscriptions(store) == [replace(WISH, chat_id=-1001)]
        assert [outbox.get(store, each).chat_id for each in (1, 2)] == [-1001, -1001]  # type: ignore[union-attr] - both are there

    def test_where_the_new_id_is_known_its_own_wishes_stand(self, store: Store, desk: Chat) -> None:
        new = Chat(-1001, "supergroup", title="New")
        chats.upsert(store, new)
        chats.subscribe(store, WISH)
        own = Subscription(-1001, ("us-killed",), thread_id=7)
        for wish in (own, Subscription(desk.id)):
            chats.subscribe(store, wish)
        chats.migrate(store, desk.id, -1001)
        assert chats.list_all(store) == [new]
        assert chats.subscriptions(store) == [Subscription(-1001), own]

    def test_a_chat_that_was_never_met_moves_its_messages(self, store: Store) -> None:
        outbox.add(store, [make_answer(5)], now=NOON)
        chats.migrate(store, 5, -1005)
        assert [each.chat_id for each in outbox.claim_due(store, NOON)] == [-1005]
        assert chats.list_all(store) == []

    def test_hearing_of_a_migration_twice_is_harmless(self, store: Store, desk: Chat) -> None:
        chats.subscribe(store, WISH)
        for _ in range(2):
            chats.migrate(store, desk.id, -1001)
        assert chats.subscriptions(store) == [replace(WISH, chat_id=-1001)]

    def test_a_migration_that_breaks_off_leaves_the_group(
        self, store: Store, desk: Chat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        chats.subscribe(store, WISH)
        monkeypatch.setattr(outbox, "move_chat", None)
        with pytest.raises(TypeError):
            chats.migrate(store, desk.id, -1001)
        assert chats.list_all(store) == [desk]
        assert chats.subscriptions(store) == [WISH]


def test_a_forgotten_chat_leaves_nothing_behind(store: Store, desk: Chat) -> None:
    chats.upsert(store, Chat(5, "private"))
    chats.subscribe(store, WISH)
    chats.subscribe(store.of_baseline("another"), Subscription(desk.id))
    outbox.add(
        store, [make_alert(desk.id), make_answer(desk.id, "a secret"), make_alert(5)], now=NOON
    )
    outbox.mark_sent(store, 1, 77)
    chats.forget(store, desk.id)
    assert chats.list_all(store) == [Chat(5, "private")]
    tables = {"subscriptions": "chat_id", "deliveries": "chat_id", "chats": "id"}
    left = {
        table: store.connection.execute(
            f"SELECT count(*) FROM {table} WHERE {column} = ?", (desk.id,)
        ).fetchone()[0]
        for table, column in tables.items()
    }
    assert left == {"subscriptions": 0, "deliveries": 0, "chats": 0}
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"a secret" not in store.path.read_bytes()
    assert outbox.counts(store)[DeliveryState.NEW] == 1


class TestInbox:
    def test_an_update_is_handled_once(self, store: Store) -> None:
        assert chats.record_update(store, 900)
        assert not chats.record_update(store, 900)
        assert chats.record_update(store, 899)

    def test_an_update_whose_handling_breaks_off_is_handled_again(self, store: Store) -> None:
        with pytest.raises(ZeroDivisionError), store.transaction():
            _ = 1 / (not chats.record_update(store, 900))
        assert chats.record_update(store, 900)

    def test_old_updates_are_forgotten(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(chats, "UPDATES_REMEMBERED", 3)
        for update_id in (1, 2, 3, 4):
            chats.record_update(store, update_id)
        assert [chats.record_update(store, update_id) for update_id in (4, 2, 1)] == [
            False,
            False,
            True,
        ]
