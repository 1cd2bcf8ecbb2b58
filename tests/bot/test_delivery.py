"""The sender on a fake session: what is sent, in which order, at what pace, and what is noted."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import EditMessageText, GetMe, SendMessage, SendPhoto

from bot.delivery import Sender
from bot.messages.message import Button, Message
from bot.messages.text import Text
from bot.pace import Pace
from storage import chats, ledger, outbox
from storage.errors import ConfigurationError
from storage.models import Chat, Delivery, DeliveryState, Subscription

import newsroom
from telegram_fake import fake_bot

if TYPE_CHECKING:
    from aiogram import Bot

    from storage.store import Store

    from conftest import FakeClock

METHOD = SendMessage(chat_id=1, text="x")


class Post:
    """A sender, its store, and shorthands to put something in and see what came of it."""

    def __init__(self, store: Store, clock: FakeClock, *, pace: Pace | None = None) -> None:
        self.store, self.clock = store, clock
        self.bot, self.session = fake_bot()
        self.naps: list[float] = []
        self.sender = Sender(
            self.bot, store, newsroom.BASELINE, clock, pace=pace, sleep=self._sleep
        )

    async def _sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.clock.advance(seconds=seconds)

    def put(self, *texts: str, chat_id: int = 1, **more: Any) -> list[int]:
        deliveries = [
            Delivery(chat_id, "answer", payload=Message(Text.of(text)).to_payload(), **more)
            for text in texts
        ]
        return outbox.add(self.store, deliveries, now=self.clock())

    def alert(self, delta: Any, *, chat_id: int = 1, **more: Any) -> int:
        ledger.record_delta(self.store, delta)
        delivery = Delivery(chat_id, "alert", delta_id=delta.id, **more)
        (row,) = outbox.add(self.store, [delivery], now=self.clock())
        return row

    def state(self, row: int) -> DeliveryState:
        return self.row(row).state

    def row(self, row: int) -> Delivery:
        found = outbox.get(self.store, row)
        assert found is not None
        return found

    @property
    def texts(self) -> list[str]:
        return [call.text for call in self.session.of(SendMessage)]


@pytest.fixture
def post(store: Store, clock: FakeClock) -> Post:
    return Post(store, clock)


async def test_a_chat_gets_its_messages_in_order(post: Post) -> None:
    rows = post.put("one", "two", "three")
    await post.sender.deliver_due()
    assert post.texts == ["one", "two", "three"]
    assert [post.state(row) for row in rows] == [DeliveryState.SENT] * 3
    assert post.row(rows[0]).message_id == 100


async def test_an_alert_is_rendered_when_it_is_sent_silent_where_it_is_small(post: Post) -> None:
    post.alert(newsroom.fall(), is_silent=True, thread_id=7)
    await post.sender.deliver_due()
    (sent,) = post.session.of(SendMessage)
    assert "FALLEN" in sent.text
    assert sent.parse_mode == "HTML"
    assert sent.disable_notification is True
    assert sent.message_thread_id == 7
    assert sent.link_preview_options is not None
    assert sent.link_preview_options.is_disabled
    assert sent.reply_markup is not None


async def test_a_follow_up_replies_to_the_alert_before_it(post: Post) -> None:
    post.alert(newsroom.fall("first"))
    await post.sender.deliver_due()
    before = newsroom.standing(delta_id="first")
    post.alert(newsroom.fall("second", before=before))
    await post.sender.deliver_due()
    first, second = post.session.of(SendMessage)
    assert first.reply_parameters is None
    assert second.reply_parameters is not None
    assert second.reply_parameters.message_id == 100
    assert second.reply_parameters.allow_sending_without_reply is True


async def test_an_alert_whose_delta_or_claim_is_gone_is_dead_with_the_reason(post: Post) -> None:
    lost = Delivery(1, "alert", delta_id="nowhere")
    (row,) = outbox.add(post.store, [lost], now=post.clock())
    stray = post.alert(newsroom.fall("stray", claim="retired"))
    after = post.put("after")[0]
    await post.sender.deliver_due()
    assert post.row(row).reason == "its delta is no longer in the ledger"
    assert post.row(stray).reason == "its claim is no longer in the baseline"
    assert post.state(after) is DeliveryState.SENT


async def test_a_payload_that_breaks_the_renderer_does_not_block_the_queue(post: Post) -> None:
    broken = Delivery(1, "answer", payload={"spans": [["x", "no-such-style"]]})
    (odd,) = outbox.add(post.store, [broken], now=post.clock())
    (empty,) = post.put("\n")
    (good,) = post.put("good")
    await post.sender.deliver_due()
    assert "KeyError" in (post.row(odd).reason or "")
    assert post.row(empty).reason == "it has no words"
    assert post.state(good) is DeliveryState.SENT


async def test_an_edit_takes_the_place_of_its_message(post: Post) -> None:
    payload = Message(Text.of("new"), ((Button("All", "claims"),),)).to_payload()
    outbox.add(
        post.store, [Delivery(1, "answer", payload={**payload, "edits": 9})], now=post.clock()
    )
    await post.sender.deliver_due()
    (edit,) = post.session.of(EditMessageText)
    assert (edit.message_id, edit.text) == (9, "new")


async def test_an_edit_that_has_grown_too_long_goes_on_in_new_messages(post: Post) -> None:
    body = Text.of("\n".join(["word " * 100] * 12))
    payload = Message(body, ((Button("All", "claims"),),)).to_payload()
    outbox.add(
        post.store, [Delivery(1, "answer", payload={**payload, "edits": 9})], now=post.clock()
    )
    await post.sender.deliver_due()
    (edit,), (rest,) = post.session.of(EditMessageText), post.session.of(SendMessage)
    assert edit.reply_markup is None
    assert rest.reply_markup is not None


@pytest.mark.parametrize(
    ("refusal", "resent"),
    [("Bad Request: message is not modified", 0), ("Bad Request: message to edit not found", 1)],
)
async def test_an_edit_that_cannot_be_made_is_done_or_sent_anew(
    post: Post, refusal: str, resent: int
) -> None:
    post.session.plan(EditMessageText, TelegramBadRequest(method=METHOD, message=refusal))
    payload = {**Message(Text.of("new")).to_payload(), "edits": 9}
    (row,) = outbox.add(post.store, [Delivery(1, "answer", payload=payload)], now=post.clock())
    await post.sender.deliver_due()
    assert len(post.session.of(SendMessage)) == resent
    assert post.state(row) is DeliveryState.SENT


async def test_flood_control_is_obeyed_to_the_second_and_delays_no_other_chat(post: Post) -> None:
    flood = TelegramRetryAfter(method=METHOD, message="Too Many Requests", retry_after=40)
    post.session.plan(SendMessage, flood)
    first, behind = post.put("first", "behind")
    (other,) = post.put("other", chat_id=2)
    await post.sender.deliver_due()
    assert post.state(first) is DeliveryState.RETRY
    assert post.row(first).not_before == post.clock() + timedelta(seconds=40)
    assert post.row(first).attempts == 0
    assert post.state(behind) is DeliveryState.NEW
    assert post.state(other) is DeliveryState.SENT
    post.clock.advance(seconds=39)
    await post.sender.deliver_due()
    assert post.state(first) is DeliveryState.RETRY
    post.clock.advance(seconds=1)
    await post.sender.deliver_due()
    assert post.texts == ["first", "other", "first", "behind"]


@pytest.mark.parametrize("said", ["blocked by the user", "bot was kicked", "user is deactivated"])
async def test_a_chat_that_refuses_us_is_suspended_and_keeps_its_wishes(
    post: Post, said: str
) -> None:
    chats.upsert(post.store, Chat(1, "private"))
    chats.subscribe(post.store, Subscription(1))
    post.session.plan(
        SendMessage, TelegramForbiddenError(method=METHOD, message=f"Forbidden: {said}")
    )
    rows = post.put("one", "two")
    await post.sender.deliver_due()
    assert chats.subscriptions(post.store) == []
    assert chats.subscription(post.store, 1) is not None
    assert [post.state(row) for row in rows] == [DeliveryState.DEAD] * 2
    assert said in (post.row(rows[0]).reason or "")


async def test_a_chat_that_is_not_found_is_suspended(post: Post) -> None:
    post.session.plan(
        SendMessage, TelegramBadRequest(method=METHOD, message="Bad Request: chat not found")
    )
    rows = post.put("one", "two")
    await post.sender.deliver_due()
    assert [post.state(row) for row in rows] == [DeliveryState.DEAD] * 2
    assert len(post.texts) == 1


async def test_a_group_that_moved_gets_it_at_its_new_id(post: Post) -> None:
    chats.upsert(post.store, Chat(-5, "group"))
    chats.subscribe(post.store, Subscription(-5))
    moved = TelegramMigrateToChat(method=METHOD, message="upgraded", migrate_to_chat_id=-100)
    post.session.plan(SendMessage, moved)
    rows = post.put("one", "two", chat_id=-5)
    await post.sender.deliver_due()
    assert [(call.chat_id, call.text) for call in post.session.of(SendMessage)] == [
        (-5, "one"),
        (-100, "one"),
        (-100, "two"),
    ]
    assert [post.state(row) for row in rows] == [DeliveryState.SENT] * 2
    assert chats.subscription(post.store, -100) is not None


async def test_markup_that_is_refused_is_sent_once_as_plain_text(post: Post) -> None:
    refused = TelegramBadRequest(method=METHOD, message="Bad Request: can't parse entities: x")
    post.session.plan(SendMessage, refused, refused)
    row = post.alert(newsroom.fall())
    await post.sender.deliver_due()
    html, plain = post.session.of(SendMessage)
    assert (html.parse_mode, plain.parse_mode) == ("HTML", None)
    assert "<b>" not in plain.text
    assert "(https://courier.example/1)" in plain.text
    assert post.state(row) is DeliveryState.DEAD


async def test_what_is_too_long_for_the_server_is_split(post: Post) -> None:
    refused = TelegramBadRequest(method=METHOD, message="Bad Request: message is too long")
    post.session.plan(SendMessage, refused)
    (row,) = post.put("\n".join(["word " * 100] * 7))
    await post.sender.deliver_due()
    assert len(post.texts) == 3
    assert all(len(text) <= 2048 for text in post.texts[1:])
    assert post.state(row) is DeliveryState.SENT


async def test_a_long_message_goes_out_in_pages_with_the_buttons_under_the_last(
    store: Store, clock: FakeClock
) -> None:
    post = Post(store, clock, pace=Pace(lambda: clock().timestamp()))
    body = Text.of("\n".join(["word " * 100] * 20))
    payload = Message(body, ((Button("All", "claims"),),)).to_payload()
    outbox.add(store, [Delivery(1, "answer", payload=payload)], now=clock())
    await post.sender.deliver_due()
    first, *_, last = post.session.of(SendMessage)
    assert first.reply_markup is None
    assert last.reply_markup is not None
    assert post.naps == [1.0] * (len(post.texts) - 1)


async def test_a_closed_topic_falls_back_to_the_general_one(post: Post) -> None:
    refused = TelegramBadRequest(method=METHOD, message="Bad Request: message thread not found")
    post.session.plan(SendMessage, refused)
    (row,) = post.put("one", thread_id=5)
    await post.sender.deliver_due()
    assert [call.message_thread_id for call in post.session.of(SendMessage)] == [5, None]
    assert post.state(row) is DeliveryState.SENT


async def test_what_is_refused_in_every_form_is_dead(post: Post) -> None:
    def refuse(said: str) -> TelegramBadRequest:
        return TelegramBadRequest(method=METHOD, message=said)

    post.session.plan(
        SendMessage,
        refuse("can't parse entities"),
        refuse("message is too long"),
        refuse("message thread not found"),
    )
    (row,) = post.put("one", thread_id=5)
    await post.sender.deliver_due()
    assert post.state(row) is DeliveryState.DEAD
    assert "refused in every form" in (post.row(row).reason or "")


async def test_a_server_in_trouble_is_asked_again_later_and_given_up_at_last(post: Post) -> None:
    trouble = TelegramServerError(method=METHOD, message="Internal Server Error")
    post.session.plan(SendMessage, *[trouble] * 10)
    (row,) = post.put("one")
    waits = []
    while post.state(row) is not DeliveryState.DEAD:
        await post.sender.deliver_due()
        due = post.row(row).not_before
        if post.state(row) is DeliveryState.RETRY and due is not None:
            waits.append((due - post.clock()).total_seconds())
            post.clock.now = due
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert "given up after 10 attempts" in (post.row(row).reason or "")


async def test_what_may_have_arrived_is_resent_with_a_mark_when_the_line_is_well(
    post: Post,
) -> None:
    lost = TelegramNetworkError(method=METHOD, message="Request timeout error")
    post.session.plan(SendMessage, lost)
    row = post.alert(newsroom.fall())
    await post.sender.deliver_due()
    assert post.state(row) is DeliveryState.UNKNOWN
    post.clock.advance(seconds=2)
    await post.sender.deliver_due()
    first, again = post.texts
    assert "possible repeat" not in first
    assert "possible repeat" in again
    assert post.state(row) is DeliveryState.SENT


async def test_what_a_crash_cut_short_is_resent_with_a_mark(post: Post) -> None:
    row = post.alert(newsroom.fall())
    outbox.claim_due(post.store, post.clock())
    post.store.boot_id = "another life"
    await post.sender.deliver_due()
    assert "possible repeat" in post.texts[0]
    assert post.state(row) is DeliveryState.SENT


async def test_an_answer_without_a_result_is_unknown(post: Post) -> None:
    post.session.plan(SendMessage, [None])
    post.session.plans[SendMessage][0] = lambda _: None
    (row,) = post.put("one")
    await post.sender.deliver_due()
    assert post.state(row) is DeliveryState.UNKNOWN
    assert post.row(row).reason == "answered without a result"


async def test_a_refused_token_ends_the_sender_and_keeps_the_outbox(post: Post) -> None:
    post.session.plan(SendMessage, TelegramUnauthorizedError(method=METHOD, message="Unauthorized"))
    (row,) = post.put("one")
    with pytest.raises(ConfigurationError, match="STET_BOT_TOKEN"):
        await post.sender.run(asyncio.Event())
    assert post.state(row) is DeliveryState.RETRY


async def run_until(post: Post, row: int, state: DeliveryState) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(post.sender.run(stop))
    async with asyncio.timeout(5):
        while post.state(row) is not state:
            await asyncio.sleep(0)
    stop.set()
    await running


async def test_the_line_is_probed_before_anything_is_risked_again(post: Post) -> None:
    lost = TelegramNetworkError(method=METHOD, message="reset")
    post.session.plan(SendMessage, lost)
    post.session.plan(GetMe, lost, lost, lost)
    (row,) = post.put("one")
    await run_until(post, row, DeliveryState.SENT)
    kinds = [type(call).__name__ for call in post.session.calls]
    assert kinds == ["SendMessage", *["GetMe"] * 4, "SendMessage"]
    assert post.naps == [0.5, 1.0, 2.0]


async def test_a_stop_while_the_line_is_down_ends_at_once(post: Post) -> None:
    stop = asyncio.Event()

    def halt(_: object) -> Exception:
        stop.set()
        return TelegramNetworkError(method=METHOD, message="down")

    post.session.plan(SendMessage, TelegramNetworkError(method=METHOD, message="down"))
    post.session.plan(GetMe, *[halt] * 3)
    (row,) = post.put("one")
    async with asyncio.timeout(5):
        await post.sender.run(stop)
    assert post.state(row) is DeliveryState.UNKNOWN


async def test_a_refused_token_found_by_the_probe_ends_the_sender(post: Post) -> None:
    post.session.plan(SendMessage, TelegramNetworkError(method=METHOD, message="down"))
    post.session.plan(GetMe, TelegramUnauthorizedError(method=METHOD, message="Unauthorized"))
    post.put("one")
    with pytest.raises(ConfigurationError):
        await post.sender.run(asyncio.Event())


async def test_waking_sends_at_once(post: Post) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(post.sender.run(stop))
    await asyncio.sleep(0)
    (row,) = post.put("one")
    post.sender.wake()
    async with asyncio.timeout(0.8):
        while post.state(row) is not DeliveryState.SENT:
            await asyncio.sleep(0)
    stop.set()
    await running


async def test_a_stop_lets_what_is_under_way_finish(post: Post) -> None:
    stop, begun = asyncio.Event(), asyncio.Event()
    (row,) = post.put("one")
    answered = post.session.make_request

    async def slow(bot: Bot, method: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109
        begun.set()
        await stop.wait()
        await asyncio.sleep(0)
        return await answered(bot, method, timeout)

    post.session.make_request = slow  # type: ignore[method-assign]
    running = asyncio.create_task(post.sender.run(stop))
    await begun.wait()
    stop.set()
    await running
    assert post.state(row) is DeliveryState.SENT


async def test_a_full_disk_is_waited_out_and_the_message_sent_once(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = outbox.mark_sent

    def full(*_: Any) -> None:
        monkeypatch.setattr(outbox, "mark_sent", marked)
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(outbox, "mark_sent", full)
    (row,) = post.put("one")
    await post.sender.deliver_due()
    assert post.naps == [2.0]
    assert len(post.texts) == 1
    assert post.state(row) is DeliveryState.SENT


async def test_a_stop_ends_the_waiting_for_a_full_disk(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = asyncio.Event()

    def full(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async def nap(_: float) -> None:
        stop.set()
        await asyncio.sleep(0)

    monkeypatch.setattr(outbox, "claim_due", full)
    post.sender.sleep = nap
    async with asyncio.timeout(5):
        await post.sender.run(stop)
    assert post.texts == []


async def test_a_stop_does_not_wait_for_a_request_that_hangs(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.FINISH_SECONDS", 0.01)
    stop = asyncio.Event()
    (row,) = post.put("one")

    async def hang(*_: Any, **__: Any) -> None:
        stop.set()
        await asyncio.Event().wait()

    post.session.make_request = hang  # type: ignore[assignment,method-assign]
    async with asyncio.timeout(5):
        await post.sender.run(stop)
    assert post.state(row) is DeliveryState.SENDING
    post.store.boot_id = "the next life"
    assert outbox.recover(post.store) == 1


async def test_a_picture_is_drawn_and_sent_with_its_caption(post: Post) -> None:
    ledger.record_delta(post.store, newsroom.growth())
    payload = Message(Text.of("caption"), chart="raids").to_payload()
    (row,) = outbox.add(post.store, [Delivery(1, "answer", payload=payload)], now=post.clock())
    await post.sender.deliver_due()
    (sent,) = post.session.of(SendPhoto)
    assert sent.caption == "caption"
    assert post.state(row) is DeliveryState.SENT


async def test_a_fan_out_keeps_every_limit_and_every_chats_order(
    store: Store, clock: FakeClock
) -> None:
    post = Post(store, clock, pace=Pace(lambda: clock().timestamp()))
    at: list[tuple[float, int, str]] = []
    answered = post.session.make_request

    async def note(bot: Bot, method: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109
        at.append((clock().timestamp(), int(method.chat_id), method.text))
        return await answered(bot, method, timeout)

    post.session.make_request = note  # type: ignore[method-assign]
    for text in ("1", "2", "3"):
        for chat_id in range(1, 101):
            post.put(text, chat_id=chat_id)
    for number in range(40):
        post.put(f"{number:02}", chat_id=-7)
    await post.sender.deliver_due()
    assert len(at) == 340
    times = [moment for moment, _, _ in at]
    assert all(later - earlier >= 0.999 for earlier, later in zip(times, times[25:], strict=False))
    group = [moment for moment, chat_id, _ in at if chat_id == -7]
    assert all(later - earlier >= 59.9 for earlier, later in zip(group, group[18:], strict=False))
    for chat_id, count in Counter(chat_id for _, chat_id, _ in at).items():
        own = [(moment, text) for moment, chat, text in at if chat == chat_id]
        assert [text for _, text in own] == sorted(text for _, text in own)
        gaps = [b[0] - a[0] for a, b in itertools.pairwise(own)]
        assert all(gap >= 0.999 for gap in gaps)
        assert count in {3, 40}
