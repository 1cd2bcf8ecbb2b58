"""Through the real dispatcher: what a person types or presses, and what the bot then says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    GetChatMember,
    SendMessage,
    SendPhoto,
)
from aiogram.types import ChatMemberUpdated, Update

from bot.commands import COMMANDS
from storage import chats, ledger, outbox
from storage.models import (
    Bound,
    Chat,
    Delivery,
    DeliveryState,
    Severity,
    Status,
    Subscription,
)

import newsroom
from telegram_fake import ME, THEN, member, message, person, pressed, typed

if TYPE_CHECKING:
    from pathlib import Path

    from bot.handlers import Desk

    from conftest import FakeClock
    from telegram_fake import Talk

GROUP = -100


def follow(desk: Desk, chat_id: int = 1, **wish: object) -> None:
    chats.upsert(desk.store, Chat(chat_id, "private"))
    chats.subscribe(desk.store, Subscription(chat_id, **wish))


async def test_start_says_what_it_does_and_what_it_stores(talk: Talk) -> None:
    (said,) = await talk.say(typed("/start"))
    assert "4 claims" in said
    assert "Stored of this chat" in said
    assert "/stop erases it all" in said
    assert "subscribe grave" in talk.buttons.values()


async def test_a_deep_link_opens_its_claim(talk: Talk) -> None:
    (said,) = await talk.say(typed("/start strike"))
    assert "The article holds: The navy has held back" in said


async def test_help_lists_every_command_that_can_be_typed(talk: Talk) -> None:
    (said,) = await talk.say(typed("/help"))
    listed = [command for command in COMMANDS if command.is_listed]
    assert all(f"/{command.name}" in said for command in listed)
    assert "/mute" not in said


async def test_claims_are_all_on_one_screen_the_fallen_first(talk: Talk, desk: Desk) -> None:
    ledger.record_standing(desk.store, newsroom.standing(claim="raids"))
    ledger.record_delta(desk.store, newsroom.fall())
    (said,) = await talk.say(typed("/claims"))
    assert said.index("FALLEN") < said.index("STANDS")
    assert "budget: not judged yet" in said
    assert "1 no longer hold" in said
    assert talk.buttons["✗ strike"] == "claim strike"


async def test_a_claim_tells_its_standing_and_its_story(talk: Talk, desk: Desk) -> None:
    ledger.record_delta(desk.store, newsroom.fall())
    (said,) = await talk.say(typed("/claim strike"))
    assert "The navy has held back from striking on shore." in said
    assert "fallen since" in said
    assert "Now: the navy has struck on shore" in said
    assert "Says who: Central Command" in said
    assert "2 independent sources" in said
    assert "a1b2c3d4" in said
    assert talk.buttons["Why"] == "why a1b2c3d4"


async def test_a_claim_with_counts_lists_its_series(talk: Talk, desk: Desk) -> None:
    ledger.record_delta(desk.store, newsroom.growth())
    (said,) = await talk.say(typed("/claim raids"))
    assert "Its figure: more than 40 raids in Iraq, since 17 Oct 2023" in said
    assert "Iraq and Syria: 66 raids as of 21 Nov 2023" in said
    assert "Judged on" not in said


async def test_a_judged_count_says_what_it_was_judged_on(talk: Talk, desk: Desk) -> None:
    moved = newsroom.growth().after
    judged = replace(
        moved, status=Status.MOVED, value=45.0, bound=Bound.EXACT, source="Central Command"
    )
    ledger.record_delta(desk.store, replace(newsroom.growth(), after=judged))
    (said,) = await talk.say(typed("/claim raids"))
    assert "Judged on: 45 raids in Iraq" in said


async def test_claim_without_an_id_lists_all_and_an_unknown_one_says_so(talk: Talk) -> None:
    assert "4 claims" in (await talk.say(typed("/claim")))[0]
    said = await talk.say(typed("/claim nonsense", update_id=2))
    assert said == ["There is no claim nonsense. The list has them all."]


async def test_tally_gives_each_scope_the_articles_figure_and_a_chart(
    talk: Talk, desk: Desk
) -> None:
    ledger.record_delta(desk.store, newsroom.growth())
    ledger.record_point(desk.store, newsroom.point(32, ("IQ",)))
    ledger.record_point(desk.store, newsroom.point(12, ("IQ:Erbil",)))
    text, caption = await talk.say(typed("/tally"))
    assert "the article says more than 40 raids in Iraq, since 17 Oct 2023" in text
    own, wide = text.index("• Iraq\n   32 raids"), text.index("• Iraq and Syria\n   66 raids")
    assert own < wide < text.index("• Erbil, Iraq")
    assert "same definition; below the article's figure." in text[own:wide]
    assert "Not comparable: wider" in text[wide:]
    assert "A lower bound only" in text
    assert "Dashed: the article's figure" in caption
    (photo,) = talk.session.of(SendPhoto)
    assert photo.photo.data.startswith(b"\x89PNG")  # type: ignore[union-attr]


async def test_a_tally_without_counts_has_no_chart(talk: Talk) -> None:
    (said,) = await talk.say(typed("/tally"))
    assert "No count has been read yet." in said


async def test_why_prints_the_trace_and_without_an_id_the_latest(talk: Talk, desk: Desk) -> None:
    ledger.record_delta(desk.store, newsroom.fall())
    (said,) = await talk.say(typed("/why a1b2"))
    assert "The article holds: The navy has held back" in said
    assert "Words: strikes on shore." in said
    assert "What flipped it: An official source of the side that would have to admit it" in said
    assert "(stands → fallen, 21 Nov 2023)" in said
    assert "What would flip it back: An official denial by the navy." in said
    await talk.say(typed("/why", update_id=2))
    assert talk.buttons == {"✗ strike": "why a1b2c3d4"}


async def test_why_without_changes_and_with_unclear_ids_stays_polite(
    talk: Talk, desk: Desk
) -> None:
    assert (await talk.say(typed("/why"))) == ["Nothing has changed yet."]
    for delta_id in ("aa1", "aa2"):
        ledger.record_delta(desk.store, newsroom.fall(delta_id))
    (said,) = await talk.say(typed("/why aa", update_id=2))
    assert "There is no alert aa." in said
    (said,) = await talk.say(typed("/why zz", update_id=3))
    assert "There is no alert zz." in said


async def test_a_button_under_an_alert_edits_that_message_and_is_answered(
    talk: Talk, desk: Desk
) -> None:
    ledger.record_delta(desk.store, newsroom.fall())
    await talk.say(pressed("why a1b2c3d4", message_id=55))
    (edit,) = talk.session.of(EditMessageText)
    assert edit.message_id == 55
    assert not talk.session.of(SendMessage)
    assert len(talk.session.of(AnswerCallbackQuery)) == 1
    assert talk.buttons["Back to the alert"] == "alert a1b2c3d4"
    (said,) = await talk.say(pressed("alert a1b2c3d4", update_id=2, message_id=55))
    assert "FALLEN" in said
    (said,) = await talk.say(pressed("sources a1b2c3d4", update_id=3, message_id=55))
    assert "Quay Wire" in said


async def test_an_old_button_is_answered_politely(talk: Talk) -> None:
    assert await talk.say(pressed("vanished 1")) == []
    (answer,) = talk.session.of(AnswerCallbackQuery)
    assert answer.text == "This button has expired."


async def test_a_callback_that_is_too_old_to_answer_still_changes_the_message(
    talk: Talk,
) -> None:
    too_old = TelegramBadRequest(method=AnswerCallbackQuery(callback_query_id="1"), message="old")
    talk.session.plan(AnswerCallbackQuery, too_old)
    assert len(await talk.say(pressed("claims"))) == 1


async def test_subscribing_is_to_all_then_narrowed_by_pressing(talk: Talk, desk: Desk) -> None:
    (said,) = await talk.say(typed("/subscribe"))
    assert "This chat is told everything, of all claims." in said
    await talk.say(pressed(talk.buttons["Grave ones only"], update_id=2))
    wish = chats.subscription(desk.store, 1)
    assert wish is not None
    assert wish.threshold is Severity.GRAVE
    (said,) = await talk.say(typed("/subscribe strike", update_id=3))
    assert "grave only, of strike" in said
    (said,) = await talk.say(typed("/subscribe", update_id=4))
    assert "grave only, of strike" in said
    (said,) = await talk.say(typed("/subscribe all", update_id=5))
    assert "everything, of all claims" in said


async def test_subscribing_to_nonsense_changes_nothing(talk: Talk, desk: Desk) -> None:
    (said,) = await talk.say(typed("/subscribe nonsense"))
    assert "no claim nonsense" in said
    assert chats.subscription(desk.store, 1) is None


async def test_unsubscribing_from_one_claim_keeps_the_others(talk: Talk, desk: Desk) -> None:
    follow(desk)
    (said,) = await talk.say(typed("/unsubscribe strike"))
    assert "of raids, budget and ladder" in said
    (said,) = await talk.say(typed("/unsubscribe nonsense", update_id=2))
    assert "no claim nonsense" in said
    (said,) = await talk.say(typed("/unsubscribe", update_id=3))
    assert "not subscribed" in said
    assert chats.subscription(desk.store, 1) is None


async def test_unsubscribing_from_the_last_claim_ends_the_subscription(
    talk: Talk, desk: Desk
) -> None:
    follow(desk, claims=("strike",))
    (said,) = await talk.say(typed("/unsubscribe strike"))
    assert "not subscribed" in said


async def test_muting_and_unmuting_by_button(talk: Talk, desk: Desk) -> None:
    (said,) = await talk.say(pressed("mute 24"))
    assert "not subscribed" in said
    follow(desk)
    (said,) = await talk.say(pressed("mute 24", update_id=2))
    assert "Muted until 22 Nov 2023, 12:00 UTC" in said
    (said,) = await talk.say(pressed(talk.buttons["Unmute"], update_id=3))
    assert "Muted" not in said


async def test_stop_erases_everything_of_the_chat(talk: Talk, desk: Desk) -> None:
    follow(desk)
    outbox.add(desk.store, [Delivery(1, "alert", delta_id="x")], now=desk.clock())
    (said,) = await talk.say(typed("/stop"))
    assert said.startswith("Stopped.")
    assert chats.get(desk.store, 1) is None
    assert chats.subscription(desk.store, 1) is None
    assert outbox.counts(desk.store)[DeliveryState.NEW] == 0


async def test_status_says_how_the_bot_is_and_what_the_chat_is_told(talk: Talk) -> None:
    (said,) = await talk.say(typed("/status"))
    assert "Feeds alive: 0 of 0; last read never" in said
    assert "not subscribed" in said


async def test_words_to_the_bot_alone_get_a_hint_and_in_a_group_none(talk: Talk) -> None:
    assert "I do not know good morning" in (await talk.say(typed("good morning")))[0]
    assert await talk.say(typed("good morning", update_id=2, chat_id=GROUP)) == []


async def test_an_update_that_comes_twice_is_answered_once(talk: Talk) -> None:
    assert len(await talk.say(typed("/start"))) == 1
    assert await talk.say(typed("/start")) == []


async def test_a_chat_that_floods_is_left_without_answers_for_a_while(
    talk: Talk, clock: FakeClock
) -> None:
    said = [await talk.say(typed("/status", update_id=number)) for number in range(1, 31)]
    assert [len(answers) for answers in said] == [1] * 20 + [0] * 10
    assert len(await talk.say(typed("/status", update_id=31, chat_id=2))) == 1
    clock.advance(minutes=1)
    assert len(await talk.say(typed("/status", update_id=32))) == 1


async def test_how_often_chats_ask_is_not_remembered_without_end(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.reception.CHATS_REMEMBERED", 3)
    for chat_id in range(1, 8):
        assert len(await talk.say(typed("/status", update_id=chat_id, chat_id=chat_id))) == 1


async def test_what_a_handler_changes_and_its_answer_fall_together(
    talk: Talk, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(outbox, "add", burst)
    with pytest.raises(OSError, match="disk full"):
        await talk.dispatcher.feed_update(talk.bot, typed("/subscribe"))
    assert chats.subscription(desk.store, 1) is None
    monkeypatch.undo()
    assert len(await talk.say(typed("/subscribe"))) == 1


async def test_in_a_group_a_member_asks_but_only_an_admin_changes(talk: Talk, desk: Desk) -> None:
    talk.session.admins = {7}
    asked = {"chat_id": GROUP}
    assert "4 claims" in (await talk.say(typed("/claims@stet_bot", **asked)))[0]
    refused = typed("/subscribe", update_id=2, from_user=person(6), **asked)
    assert await talk.say(refused) == ["Only admins of this group change what it is told."]
    assert chats.subscription(desk.store, GROUP) is None
    await talk.say(typed("/subscribe", update_id=3, from_user=person(7), **asked))
    assert chats.subscription(desk.store, GROUP) is not None


async def test_a_command_for_another_bot_is_left_alone(talk: Talk) -> None:
    assert await talk.say(typed("/claims@other_bot", chat_id=GROUP)) == []


async def test_a_member_who_presses_what_admins_may_is_told_so(talk: Talk, desk: Desk) -> None:
    update = pressed("subscribe all", user_id=6, chat_id=GROUP)
    assert await talk.say(update) == []
    (answer,) = talk.session.of(AnswerCallbackQuery)
    assert answer.show_alert
    assert chats.subscription(desk.store, GROUP) is None


async def test_an_anonymous_admin_speaks_as_the_group(talk: Talk, desk: Desk) -> None:
    chat = message(chat_id=GROUP).chat
    await talk.say(typed("/subscribe", chat_id=GROUP, sender_chat=chat))
    assert chats.subscription(desk.store, GROUP) is not None


async def test_who_cannot_be_checked_may_not_change(talk: Talk, desk: Desk) -> None:
    asked = GetChatMember(chat_id=GROUP, user_id=7)
    talk.session.plan(GetChatMember, TelegramNetworkError(method=asked, message="down"))
    talk.session.admins = {7}
    update = typed("/subscribe", chat_id=GROUP, from_user=person(7))
    assert "Only admins" in (await talk.say(update))[0]
    nobody = typed("/subscribe", update_id=2, chat_id=GROUP, from_user=None)
    assert "Only admins" in (await talk.say(nobody))[0]


async def test_a_topic_keeps_its_own_subscription_and_gets_its_answers(
    talk: Talk, desk: Desk
) -> None:
    talk.session.admins = {100}
    await talk.say(typed("/subscribe", chat_id=GROUP, message_thread_id=9, is_topic_message=True))
    assert talk.session.of(SendMessage)[0].message_thread_id == 9
    assert chats.subscription(desk.store, GROUP, thread_id=9) is not None
    assert chats.subscription(desk.store, GROUP) is None


def membership(status: str, *, update_id: int = 1, chat_id: int = 1) -> Update:
    now = member(ME.id, is_admin=False).model_dump() | {"status": status, "until_date": 0}
    change = {
        "chat": message(chat_id=chat_id).chat.model_dump(),
        "from": person(1).model_dump(),
        "date": THEN,
        "old_chat_member": member(ME.id, is_admin=False).model_dump(),
        "new_chat_member": now,
    }
    return Update(update_id=update_id, my_chat_member=ChatMemberUpdated.model_validate(change))


async def test_blocking_suspends_and_coming_back_resumes(talk: Talk, desk: Desk) -> None:
    follow(desk)
    await talk.say(membership("kicked"))
    assert chats.subscriptions(desk.store) == []
    assert chats.subscription(desk.store, 1) is not None
    await talk.say(membership("member", update_id=2))
    assert len(chats.subscriptions(desk.store)) == 1
    await talk.say(membership("kicked", update_id=2))
    assert len(chats.subscriptions(desk.store)) == 1


async def test_who_writes_again_is_told_again(talk: Talk, desk: Desk) -> None:
    follow(desk)
    chats.suspend(desk.store, 1, reason="blocked")
    await talk.say(typed("/status"))
    assert len(chats.subscriptions(desk.store)) == 1


async def test_a_group_that_became_a_supergroup_takes_everything_along(
    talk: Talk, desk: Desk
) -> None:
    chats.upsert(desk.store, Chat(-5, "group"))
    chats.subscribe(desk.store, Subscription(-5))
    moved = typed("", chat_id=-5, kind="group", migrate_to_chat_id=GROUP)
    await talk.say(moved)
    await talk.say(moved)
    assert chats.subscription(desk.store, GROUP) is not None
    assert chats.get(desk.store, -5) is None


async def test_every_command_of_the_table_answers(talk: Talk, tmp_path: Path) -> None:
    for number, command in enumerate(COMMANDS, start=1):
        said = await talk.say(typed(f"/{command.name}", update_id=number))
        assert said, command.name
