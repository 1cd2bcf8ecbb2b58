from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from stored_samples import DAY, MINUTE, NOON, make_alert, make_answer

from storage import outbox
from storage.models import DeliveryState
from storage.store import open_store

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from storage.models import Delivery
    from storage.store import Store


def claim(store: Store, at: datetime = NOON, limit: int = 30) -> list[int | None]:
    return [each.id for each in outbox.claim_due(store, at, limit=limit)]


def kept(store: Store, delivery_id: int) -> Delivery:
    delivery = outbox.get(store, delivery_id)
    assert delivery is not None
    return delivery


class TestAdding:
    def test_a_delivery_comes_back_as_it_was_given(self, store: Store) -> None:
        given = make_answer(-100, "“é”", thread_id=7, is_silent=True, not_before=NOON + DAY)
        assert outbox.add(store, [given], now=NOON) == [1]
        assert outbox.get(store, 1) == replace(given, id=1, created_at=NOON)
        assert outbox.get(store, 2) is None

    def test_an_alert_goes_to_a_chat_once(self, store: Store) -> None:
        alerts = [make_alert(1), make_alert(2), make_alert(1), make_alert(1, "d2")]
        assert outbox.add(store, alerts, now=NOON) == [1, 2, 3]
        assert outbox.add(store, alerts, now=NOON + DAY) == []

    def test_an_alert_goes_to_each_topic_of_a_chat(self, store: Store) -> None:
        alerts = [make_alert(1), make_alert(1, thread_id=7), make_alert(1, thread_id=7)]
        assert len(outbox.add(store, alerts, now=NOON)) == 2

    def test_an_alert_of_another_baseline_is_another_alert(self, store: Store) -> None:
        outbox.add(store, [make_alert(1)], now=NOON)
        assert outbox.add(store.of_baseline("another"), [make_alert(1)], now=NOON) == [2]

    def test_a_delta_may_be_edited_and_answered_about_many_times(self, store: Store) -> None:
        edit = make_alert(1, kind="edit")
        assert len(outbox.add(store, [edit, edit, make_answer(1), make_answer(1)], now=NOON)) == 4

    def test_alerts_are_of_the_transaction_that_caused_them(self, store: Store) -> None:
        with pytest.raises(ZeroDivisionError), store.transaction():
            outbox.add(store, [make_alert(1 // (outbox.add(store, [], now=NOON) == [1]))], now=NOON)
        assert outbox.oldest_waiting(store, NOON) is None


class TestTaking:
    def test_what_is_taken_is_being_sent_by_this_process(self, store: Store) -> None:
        outbox.add(store, [make_answer(1)], now=NOON)
        (taken,) = outbox.claim_due(store, NOON + MINUTE)
        assert taken == kept(store, 1)
        assert (taken.state, taken.attempts) == (DeliveryState.SENDING, 1)
        row = store.execute("SELECT boot_id, started_at FROM deliveries WHERE id = 1").fetchone()
        assert tuple(row) == (store.boot_id, "2023-11-21T12:01:00.000000+00:00")
        assert claim(store, NOON + DAY) == []

    def test_answers_go_before_alerts(self, store: Store) -> None:
        outbox.add(store, [make_alert(1), make_alert(2), make_answer(3), make_answer(1)], now=NOON)
        assert claim(store, limit=3) == [3, 4, 2]

    def test_what_somebody_asked_for_goes_in_the_order_in_which_it_was_said(
        self, store: Store
    ) -> None:
        edited = make_answer(1, kind="edit")
        alert_edited, notice = make_alert(1, kind="edit"), make_answer(1, kind="notice")
        outbox.add(store, [alert_edited, notice, edited, make_answer(1)], now=NOON)
        for delivery_id in (3, 4, 1, 2):
            assert claim(store) == [delivery_id]
            outbox.mark_sent(store, delivery_id, None)

    def test_no_more_are_taken_than_asked_for(self, store: Store) -> None:
        outbox.add(store, [make_alert(chat_id) for chat_id in range(5)], now=NOON)
        assert claim(store, limit=2) == [1, 2]
        assert claim(store, limit=9) == [3, 4, 5]

    def test_a_chat_gets_one_at_a_time_in_order(self, store: Store) -> None:
        outbox.add(store, [make_alert(1, f"d{number}") for number in range(3)], now=NOON)
        for number in (1, 2, 3):
            assert claim(store) == [number]
            assert claim(store) == []
            outbox.mark_sent(store, number, 1000 + number)
        assert claim(store) == []

    def test_a_chat_that_waits_gets_nothing_later_and_delays_no_other(self, store: Store) -> None:
        alerts = [make_alert(1), make_alert(1, "d2"), make_alert(2)]
        outbox.add(store, alerts, now=NOON)
        assert claim(store) == [1, 3]
        wait = NOON + 5 * MINUTE
        outbox.mark_retry(store, 1, not_before=wait, reason="429", counts_attempt=False)
        outbox.mark_sent(store, 3, 1)
        outbox.add(store, [make_answer(1), make_answer(2)], now=NOON)
        assert claim(store, wait - MINUTE) == [5]
        assert claim(store, wait) == [1]
        outbox.mark_sent(store, 1, 2)
        assert claim(store, wait) == [4]
        outbox.mark_sent(store, 4, 3)
        assert claim(store, wait) == [2]

    def test_of_two_begun_for_a_chat_the_first_goes_first(self, store: Store) -> None:
        outbox.add(store, [make_alert(1), make_alert(2)], now=NOON)
        assert claim(store) == [1, 2]
        for delivery_id in (1, 2):
            outbox.mark_unknown(store, delivery_id, not_before=NOON, reason="reset")
        outbox.move_chat(store, 1, 3)
        store.connection.execute("UPDATE deliveries SET chat_id = 3, delta_id = id")
        assert claim(store) == [1]
        assert claim(store) == []

    def test_a_message_put_off_until_morning_blocks_nothing(self, store: Store) -> None:
        morning = NOON + DAY
        held = make_alert(1, not_before=morning)
        outbox.add(store, [held, make_alert(1, "grave")], now=NOON)
        assert claim(store) == [2]
        outbox.mark_sent(store, 2, 1)
        assert claim(store, morning - MINUTE) == []
        assert claim(store, morning) == [1]

    def test_a_chat_that_was_written_to_a_moment_ago_is_passed_over(self, store: Store) -> None:
        outbox.add(store, [make_alert(1), make_answer(1), make_alert(2)], now=NOON)
        assert [each.id for each in outbox.claim_due(store, NOON, resting=[1])] == [3]
        assert claim(store) == [2]

    def test_a_chat_with_a_long_queue_does_not_hold_up_the_rest(self, store: Store) -> None:
        queue = [make_alert(1, f"d{number}") for number in range(50)]
        outbox.add(store, [*queue, make_alert(2)], now=NOON)
        assert claim(store, limit=5) == [1, 51]


class TestMarking:
    @pytest.fixture(autouse=True)
    def _one_being_sent(self, store: Store) -> None:
        outbox.add(store, [make_alert(1), make_alert(1, "d2")], now=NOON)
        claim(store)

    def test_sent_keeps_the_message(self, store: Store) -> None:
        outbox.mark_retry(store, 1, not_before=NOON, reason="429", counts_attempt=True)
        claim(store)
        outbox.mark_sent(store, 1, 77)
        sent = kept(store, 1)
        assert (sent.state, sent.message_id, sent.reason) == (DeliveryState.SENT, 77, None)

    def test_a_flood_wait_costs_no_attempt_and_another_failure_does(self, store: Store) -> None:
        later = NOON + MINUTE
        outbox.mark_retry(store, 1, not_before=later, reason="429", counts_attempt=False)
        waiting = kept(store, 1)
        assert (waiting.state, waiting.attempts) == (DeliveryState.RETRY, 0)
        assert (waiting.not_before, waiting.reason) == (later, "429")
        assert claim(store, later) == [1]
        outbox.mark_retry(store, 1, not_before=later, reason="502", counts_attempt=True)
        assert (kept(store, 1).attempts, kept(store, 1).is_possible_repeat) == (1, False)

    def test_an_unknown_outcome_is_sent_again_as_a_possible_repeat(self, store: Store) -> None:
        later = NOON + MINUTE
        outbox.mark_unknown(store, 1, not_before=later, reason="reset")
        assert kept(store, 1).state is DeliveryState.UNKNOWN
        assert claim(store) == []
        (again,) = outbox.claim_due(store, later)
        assert (again.id, again.is_possible_repeat, again.attempts) == (1, True, 2)
        outbox.mark_retry(store, 1, not_before=later, reason="429", counts_attempt=False)
        (once_more,) = outbox.claim_due(store, later)
        assert once_more.is_possible_repeat

    def test_a_dead_one_blocks_no_longer_and_keeps_its_reason(self, store: Store) -> None:
        outbox.mark_dead(store, 1, reason="400: poison")
        assert claim(store) == [2]
        assert [(each.id, each.reason) for each in outbox.dead(store)] == [(1, "400: poison")]

    def test_the_dead_are_listed_newest_first(self, store: Store) -> None:
        outbox.add(store, [make_answer(3)], now=NOON + MINUTE)
        for delivery_id in (1, 2, 3):
            outbox.mark_dead(store, delivery_id, reason="403")
        assert [each.id for each in outbox.dead(store)] == [3, 2, 1]
        assert [each.id for each in outbox.dead(store, limit=1)] == [3]

    def test_giving_up_a_chat_touches_nothing_that_arrived(self, store: Store) -> None:
        outbox.mark_sent(store, 1, 77)
        outbox.add(store, [make_alert(2)], now=NOON)
        assert outbox.mark_chat_dead(store, 1, reason="403") == 1
        assert outbox.counts(store) == {
            DeliveryState.NEW: 1,
            DeliveryState.SENDING: 0,
            DeliveryState.SENT: 1,
            DeliveryState.RETRY: 0,
            DeliveryState.UNKNOWN: 0,
            DeliveryState.DEAD: 1,
        }


class TestRecovering:
    def test_what_a_crash_left_being_sent_is_sent_again_as_a_possible_repeat(
        self, path: Path
    ) -> None:
        with open_store(path, "article") as crashed:
            outbox.add(crashed, [make_alert(1), make_alert(1, "d2"), make_alert(2)], now=NOON)
            assert claim(crashed) == [1, 3]
            outbox.mark_sent(crashed, 3, 77)
        with open_store(path, "article") as store:
            assert claim(store) == []
            assert outbox.recover(store) == 1
            left = kept(store, 1)
            assert (left.state, left.is_possible_repeat) == (DeliveryState.UNKNOWN, True)
            assert left.reason == "the process ended while it was being sent"
            assert claim(store) == [1]
            outbox.mark_sent(store, 1, 78)
            assert claim(store) == [2]

    def test_what_this_process_is_sending_is_left_alone(self, store: Store) -> None:
        outbox.add(store, [make_alert(1)], now=NOON)
        claim(store)
        assert outbox.recover(store) == 0
        assert outbox.recover(store.of_baseline("another")) == 0


class TestLooking:
    def test_the_oldest_that_is_due_is_shown(self, store: Store) -> None:
        held = make_alert(1, not_before=NOON + DAY)
        outbox.add(store, [held], now=NOON - DAY)
        outbox.add(store, [make_alert(2)], now=NOON)
        outbox.add(store, [make_alert(3)], now=NOON + MINUTE)
        claim(store)
        outbox.mark_unknown(store, 2, not_before=NOON, reason="reset")

        def oldest(at: datetime) -> int | None:
            waiting = outbox.oldest_waiting(store, at)
            return waiting and waiting.id

        assert oldest(NOON - MINUTE) is None
        assert oldest(NOON + MINUTE) == 2
        assert oldest(NOON + DAY) == 1

    def test_follow_ups_find_the_message_of_an_alert(self, store: Store) -> None:
        alerts = [make_alert(1), make_alert(1, thread_id=7), make_alert(2), make_alert(1, "d2")]
        outbox.add(store, [*alerts, make_alert(1, kind="edit")], now=NOON)
        for delivery_id in (1, 2, 3, 4, 5):
            outbox.mark_sent(store, delivery_id, 100 + delivery_id)
        assert outbox.message_id(store, "d1", 1, thread_id=None) == 101
        assert outbox.message_id(store, "d1", 1, thread_id=7) == 102
        assert outbox.message_id(store, "d1", 9, thread_id=None) is None
        other = store.of_baseline("another")
        assert outbox.message_id(other, "d1", 1, thread_id=None) is None

    def test_an_alert_that_has_not_arrived_has_no_message(self, store: Store) -> None:
        outbox.add(store, [make_alert(1)], now=NOON)
        assert outbox.message_id(store, "d1", 1, thread_id=None) is None


class TestMovingAndForgetting:
    def test_a_moved_chat_keeps_its_queue_and_gets_no_alert_twice(self, store: Store) -> None:
        outbox.add(store, [make_alert(1), make_alert(1, "d2"), make_alert(-1)], now=NOON)
        outbox.move_chat(store, 1, -1)
        assert claim(store) == [2]
        assert outbox.get(store, 1) is None
        outbox.mark_sent(store, 2, 77)
        assert claim(store) == [3]

    def test_a_forgotten_chat_leaves_no_message(self, store: Store) -> None:
        outbox.add(store, [make_alert(1), make_answer(1), make_alert(2)], now=NOON)
        outbox.mark_sent(store, 1, 77)
        assert outbox.forget_chat(store, 1) == 2
        assert claim(store) == [3]

    def test_only_what_arrived_long_ago_is_let_go(self, store: Store) -> None:
        outbox.add(store, [make_alert(chat_id) for chat_id in (1, 2, 3)], now=NOON)
        outbox.add(store, [make_alert(4)], now=NOON + DAY)
        for delivery_id in (1, 4):
            outbox.mark_sent(store, delivery_id, 77)
        outbox.mark_dead(store, 2, reason="403")
        assert outbox.prune(store, before=NOON + DAY) == 1
        assert [outbox.get(store, number) is None for number in (1, 2, 3, 4)] == [
            True,
            False,
            False,
            False,
        ]
