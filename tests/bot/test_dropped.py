"""What was read and changed nothing: told by reason, in the chat and on the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.messages.dropped import WHY_NOT, cause_of, dropped
from bot.records import reading_record
from storage import entries, ledger
from storage.models import Entry, Reading, Tier, WhyNot
from watchers.intake import admit
from watchers.reasons import Reason

import newsroom
import telegram_html
from telegram_fake import typed

if TYPE_CHECKING:
    from bot.handlers import Desk

    from conftest import FakeClock
    from telegram_fake import Talk


def reading(
    silence: str = "already-known", *, title: str = "Navy strikes on shore", **said: object
) -> Reading:
    return Reading(newsroom.evidence(title, **said), newsroom.SEEN, silence)


def elsewhere() -> Reading:
    return reading("not-counted", counts=False, why_not=WhyNot.OTHER_PLACE)


def test_the_readings_own_reason_is_finer_than_that_it_does_not_count() -> None:
    assert cause_of(elsewhere()) == ("other-place", WHY_NOT[WhyNot.OTHER_PLACE])
    assert cause_of(reading("held")) == ("held", Reason.HELD.sentence)
    heard = reading("already-known", counts=False, why_not=WhyNot.SINGLE_EVENT)
    assert cause_of(heard) == ("already-known", Reason.ALREADY_KNOWN.sentence)
    assert cause_of(reading("of-another-version")) == ("of-another-version", "")


@pytest.mark.parametrize("why_not", WhyNot)
def test_every_reason_of_the_reading_has_a_sentence(why_not: WhyNot) -> None:
    assert WHY_NOT[why_not].endswith(".")


def test_the_commonest_reason_comes_first_with_its_newest_examples() -> None:
    found = [elsewhere(), *[reading()] * 3]
    said = dropped(found, hours=24).body.plain
    assert said.startswith("Dropped in the last day: 4 observations, read and kept")
    assert said.index("already-known (3)") < said.index("other-place (1)")
    assert said.count("“strikes on shore”") == 3
    assert "Harbour Courier, for strike, by rule strike.on-land" in said


def test_reasons_beyond_what_a_chat_reads_are_counted() -> None:
    found = [reading(one.value) for one in Reason]
    said = dropped(found, hours=48).body.plain
    assert "in the last 48 hours" in said
    assert f"and {len(Reason) - 8} more reasons" in said


def test_where_only_the_newest_are_looked_at_the_count_says_so() -> None:
    assert "at least 1000 observations" in dropped([reading()] * 1000, hours=24).body.plain


def test_a_record_tells_what_was_said_and_why_it_changed_nothing() -> None:
    record = reading_record(elsewhere())
    assert (record["claim"], record["quote"]) == ("strike", "strikes on shore")
    assert record["dropped_as"] == "other-place"
    assert record["dropped_because"] == WHY_NOT[WhyNot.OTHER_PLACE]
    assert reading_record(Reading(newsroom.evidence(), newsroom.SEEN, None))["dropped_as"] is None


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=200), outlet=st.text(max_size=200))
@example(title="<b>\u202e" * 3400, outlet="&lt;" * 2500)
@example(title="\ud800", outlet="\n" * 10_000)
def test_no_title_or_outlet_breaks_the_message(title: str, outlet: str) -> None:
    one = reading(quote=title, outlet=outlet, url=title)
    for page in dropped([replace(one, silence=reason) for reason in Reason], hours=24).body.pages():
        plain, _ = telegram_html.parse(page.html)
        assert telegram_html.utf16(plain) <= 4096
        assert "\u202e" not in plain


async def test_the_bot_tells_what_was_dropped_in_the_last_day_or_as_long_as_is_asked(
    talk: Talk, desk: Desk, clock: FakeClock
) -> None:
    assert await talk.say(typed("/dropped")) == ["Nothing was dropped in the last day."]
    entry = Entry("a", "Navy strikes on shore", "", "https://courier.example/1", "Harbour Courier",
                  Tier.MEDIA, clock())  # fmt: skip
    entry_id, _ = entries.add(desk.store, entry, seen_at=clock())
    evidence = newsroom.evidence(counts=False, why_not=WhyNot.IRREALIS)
    ledger.record_observation(
        desk.store, replace(evidence, entry_id=entry_id), seen_at=clock(), silence="not-counted"
    )
    clock.advance(hours=30)
    assert await talk.say(typed("/dropped", update_id=2)) == [
        "Nothing was dropped in the last day."
    ]
    for number, asked in enumerate(("48", "999"), start=3):
        (said,) = await talk.say(typed(f"/dropped {asked}", update_id=number))
        assert "irrealis (1)" in said
    for number, odd in enumerate(("soon", "0", "²", "9" * 5000), start=5):
        (said,) = await talk.say(typed(f"/dropped {odd}", update_id=number))
        assert said == "Nothing was dropped in the last day."


def test_an_observation_is_kept_with_the_reason_of_its_time(desk: Desk, clock: FakeClock) -> None:
    """What felled a claim is no repetition of itself, however late it is asked why."""
    first = newsroom.evidence(state="struck").observation
    for key, outlet in (("a", "Harbour Courier"), ("b", "Quay Wire")):
        entry = Entry(key, f"{outlet} on the strike", key, f"https://quay.example/{key}", outlet,
                      Tier.MEDIA, clock())  # fmt: skip
        with desk.store.transaction():
            admit(desk.store, desk.baseline, entry, [first], clock())
    since = clock() - timedelta(hours=1)
    kept = [one.silence for one in ledger.readings(desk.store)]
    assert kept[0] is None
    assert kept[1] == "already-known"
    assert [one.silence for one in ledger.dropped(desk.store, since=since)] == ["already-known"]
