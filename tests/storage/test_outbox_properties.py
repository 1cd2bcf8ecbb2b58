"""Whatever happens in whatever order, nothing is lost, doubled unmarked, or out of its turn."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from stored_samples import MINUTE, NOON, make_alert, make_answer

from storage import outbox
from storage.models import DeliveryState
from storage.store import open_store

if TYPE_CHECKING:
    from datetime import datetime

    from storage.models import Delivery
    from storage.store import Store

CHATS = (1, 2, 3)
OUTCOMES = ("sent", "retry", "unknown", "dead", "crash")

additions = st.tuples(st.sampled_from(CHATS), st.sampled_from(("alert", "answer", "held")))
steps = st.one_of(additions, st.sampled_from(OUTCOMES))


class Telegram:
    """Takes what is due, lets something come of it, and keeps the books beside the outbox."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOON
        self.sending: list[Delivery] = []
        self.arrived: list[Delivery] = []
        self.may_have_arrived: set[int] = set()
        self.held: set[int] = set()
        self.added = 0

    def add(self, chat_id: int, kind: str) -> None:
        self.added += 1
        held = self.now + 3 * MINUTE if kind == "held" else None
        delivery = (
            make_answer(chat_id, str(self.added))
            if kind == "answer"
            else make_alert(chat_id, f"d{self.added}", not_before=held)
        )
        rows = outbox.add(self.store, [delivery], now=self.now)
        self.held.update(rows if held else ())

    def take(self) -> None:
        self.now += MINUTE
        self.sending += outbox.claim_due(self.store, self.now, limit=2)
        chats = Counter(delivery.chat_id for delivery in self.sending)
        assert all(number == 1 for number in chats.values())
        for delivery in self.sending:
            assert delivery.is_possible_repeat == (delivery.id in self.may_have_arrived)

    def let(self, outcome: str) -> None:
        if outcome == "crash":
            return self.crash()
        for delivery in self.sending:
            assert delivery.id is not None
            self.settle(delivery, delivery.id, outcome, self.now + MINUTE)
        self.sending = []
        return None

    def settle(self, delivery: Delivery, row: int, outcome: str, later: datetime) -> None:
        match outcome:
            case "sent":
                outbox.mark_sent(self.store, row, row)
                self.arrived.append(delivery)
            case "retry":
                outbox.mark_retry(
                    self.store, row, not_before=later, reason="502", counts_attempt=True
                )
            case "unknown":
                outbox.mark_unknown(self.store, row, not_before=later, reason="reset")
                self.may_have_arrived.add(row)
            case "dead":
                outbox.mark_dead(self.store, row, reason="400")

    def crash(self) -> None:
        self.may_have_arrived |= {delivery.id or 0 for delivery in self.sending}
        self.sending = []
        self.store.boot_id += "+"  # what opening the database again would do
        outbox.recover(self.store)


@settings(max_examples=80, deadline=None)
@given(st.lists(steps, max_size=40))
def test_nothing_is_lost_and_every_chat_keeps_its_order(story: list[tuple[int, str] | str]) -> None:
    with open_store(":memory:", "article") as store:
        telegram = Telegram(store)
        for step in story:
            if isinstance(step, tuple):
                telegram.add(*step)
            else:
                telegram.take()
                telegram.let(step)
        for _ in range(2 * telegram.added + 5):
            telegram.take()
            telegram.let("sent")
        states = outbox.counts(store)
        assert states[DeliveryState.SENT] + states[DeliveryState.DEAD] == telegram.added
        assert len({delivery.id for delivery in telegram.arrived}) == len(telegram.arrived)
        assert states[DeliveryState.SENT] == len(telegram.arrived)
        for chat_id in CHATS:
            for kind in ("alert", "answer"):
                rows = [
                    delivery.id or 0
                    for delivery in telegram.arrived
                    if (delivery.chat_id, delivery.kind) == (chat_id, kind)
                    and delivery.id not in telegram.held
                ]
                assert rows == sorted(rows)
