"""The note that a newsroom can paste: complete, neutral, and never too long for a button."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from aiogram.methods import SendMessage
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.messages import corrections
from bot.messages.message import Button, Message
from bot.messages.text import units
from bot.review import Review
from storage import ledger
from storage.models import Status

import newsroom
import telegram_html
from telegram_fake import typed

if TYPE_CHECKING:
    from bot.handlers import Desk

    from telegram_fake import Talk

TODAY = date(2023, 12, 1)
HOSTILE = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="<>&\"'/=\u202e\u2067\u200d👩👧\n\t\x00", max_size=200),
    st.text(min_size=1, max_size=20).map(lambda text: text * 500),
)


def noted(review: Review) -> str:
    return corrections.note(review, newsroom.BASELINE, on=TODAY).plain


def test_a_note_holds_what_was_held_what_is_said_by_whom_since_when_and_where_to_read_it() -> None:
    said = noted(newsroom.reviewed()[0])
    assert said.startswith("Update to “The harbour & its <quiet> neighbours”, 10 Nov 2023, ¶2, 3\n")
    for needed in (
        "The article holds, in substance: The navy has held back from striking on shore.",
        "This no longer holds. Since 10 Nov 2023: the navy has struck on shore.",
        "Who says so: Central Command (official); 2 independent sources",
        "Counted: A strike on land.",
        "• Harbour Courier, 21 Nov 2023: Navy strikes on shore (https://courier.example/1)",
        "• Quay Wire, 21 Nov 2023: Shore hit",
        "Noted on 1 Dec 2023; claim strike, alert a1b2c3d4",
    ):
        assert needed in said


def test_a_figure_that_has_moved_on_is_given_with_the_newest_count() -> None:
    said = noted(newsroom.reviewed()[1])
    assert "The figure has been overtaken: the count is 45 raids in Iraq" in said
    assert ", as of 21 Nov 2023." in said
    assert "Latest count of the same: 48 raids, as of 30 Nov 2023 (Harbour Courier" in said


def test_only_what_was_known_by_the_articles_own_date_is_more_than_an_update() -> None:
    heads = [corrections.heading(one, newsroom.BASELINE) for one in newsroom.reviewed()]
    assert heads == [
        "Update", "Update", "Clarification", "Note", "Update", "Note", "Note", "Update", "Update",
    ]  # fmt: skip
    early = newsroom.fall(at=date(2023, 11, 9))
    known = Review(newsroom.BASELINE.claim("strike"), early.after, early)
    assert noted(known).startswith("Correction to ")
    assert "This was known by the article's own date." in noted(known)


@pytest.mark.parametrize(
    ("index", "sentence"),
    [
        (2, "Those who should know disagree: the count is 24 raids in Iraq, as of 9 Nov 2023."),
        (3, "In doubt since 10 Nov 2023: the navy has struck on shore. No correction is due yet."),
        (4, "It had ceased to hold, and holds again since 10 Nov 2023: no strike on shore."),
        (5, "No correction is due: nothing that weighs enough contradicts it."),
        (6, "Nothing can be said: too few of the sources are alive."),
        (8, "The figure has been overtaken: 45 raids in Iraq, as of 10 Nov 2023."),
    ],
)
def test_each_standing_has_one_neutral_sentence(index: int, sentence: str) -> None:
    assert sentence in noted(newsroom.reviewed()[index])


def test_the_line_keeps_what_is_said_now_and_the_link_before_the_articles_sentence() -> None:
    line = corrections.one_liner(newsroom.reviewed()[0], newsroom.BASELINE)
    assert line == (
        "Update, ¶2, 3: “The navy has held back from striking on shore”. Now: the navy has struck "
        "on shore (Central Command, 21 Nov 2023). https://courier.example/1"
    )
    address = f"https://courier.example/{'a' * 110}"
    line = corrections.one_liner(newsroom.reviewed(url=address)[0], newsroom.BASELINE)
    assert line.endswith(
        f"Now: the navy has struck on shore (Central Command, 21 Nov 2023). {address}"
    )
    assert "“The navy has held back" in line
    assert "…”" in line


def test_a_link_that_leaves_no_room_for_the_sentence_is_left_out() -> None:
    address = f"https://courier.example/{'a' * 200}"
    line = corrections.one_liner(newsroom.reviewed(url=address)[0], newsroom.BASELINE)
    assert "https" not in line
    assert "“The navy has held back from striking on shore”" in line


@settings(max_examples=80, deadline=None)
@given(title=HOSTILE, outlet=HOSTILE, url=HOSTILE)
@example(title="<b>" * 3400, outlet="&lt;" * 2500, url="javascript:alert(1)")
@example(
    title="\u202e\u0645\u0631\u062d\u0628\u0627" * 2000,
    outlet="\u0642\u0646\u0627\u0629",
    url="https://a.example/" + "x" * 300,
)
def test_no_title_outlet_or_address_breaks_a_note(title: str, outlet: str, url: str) -> None:
    for review in newsroom.reviewed(title, outlet=outlet, url=url, quote=title, source=outlet):
        message = corrections.correction(review, newsroom.BASELINE, on=TODAY)
        for page in message.body.pages():
            plain, _ = telegram_html.parse(page.html)
            assert telegram_html.utf16(plain) <= 4096
            assert not set("\u202e\u2067\u200f") & set(plain)
        (line,) = (button.copies for row in message.keyboard for button in row if button.copies)
        assert 1 <= units(line) <= 256
        assert "\n" not in line
        assert Message.from_payload(message.to_payload()) == message


async def test_the_bot_words_a_correction_and_offers_its_line_to_copy(
    talk: Talk, desk: Desk
) -> None:
    ledger.record_delta(desk.store, newsroom.fall())
    (said,) = await talk.say(typed("/correction strike"))
    assert said.startswith("Update to ")
    keyboard = talk.session.of(SendMessage)[-1].reply_markup
    copied = keyboard.inline_keyboard[0][0]
    assert copied.callback_data is None
    assert copied.copy_text.text in said
    assert talk.buttons["The claim"] == "claim strike"
    assert talk.buttons["Why"] == "why a1b2c3d4"


async def test_without_a_claim_the_bot_lists_those_that_need_a_note(talk: Talk, desk: Desk) -> None:
    (said,) = await talk.say(typed("/correction"))
    assert "No correction is due" in said
    ledger.record_standing(desk.store, newsroom.standing(claim="raids"))
    ledger.record_delta(desk.store, newsroom.fall())
    (said,) = await talk.say(typed("/correction", update_id=2))
    assert "The navy has held back" in said
    assert talk.buttons == {"✗ strike": "correction strike"}
    (said,) = await talk.say(typed("/correction nobody", update_id=3))
    assert "There is no claim nobody." in said


def test_a_button_runs_a_command_or_copies_a_text() -> None:
    for wrong in ({}, {"command": "claims", "copies": "x"}, {"copies": "😀" * 129}):
        with pytest.raises(ValueError, match="a button"):
            Button("Wrong", **wrong)


def test_a_source_without_a_name_leaves_the_day() -> None:
    bare = newsroom.fall(evidence=(), after=newsroom.standing(Status.FALLEN, state="struck"))
    review = replace(newsroom.reviewed()[0], standing=bare.after, cause=bare)
    assert corrections.one_liner(review, newsroom.BASELINE).endswith("(21 Nov 2023).")
    assert "Who says so" not in noted(review)
