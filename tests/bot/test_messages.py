"""Every sentence a user can read, over friendly and hostile words alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.messages import alerts, claims, talk, tallies, words
from bot.messages.message import Button, Message
from bot.messages.text import (
    CAPTION_UNITS,
    MESSAGE_UNITS,
    Text,
    bold,
    clean,
    cut,
    folded,
    is_safe_link,
    link,
    one_line,
    struck,
    units,
)
from storage.models import Bound, ClaimLedger, Delta, SeriesKey, SeriesKind, Severity, Status, Tier
from watchers.reasons import Reason

import newsroom
import telegram_html

TODAY = date(2023, 11, 22)
STEERING = "\u202e\u2066\u200f\u061c\ufeff\u200b"
HOSTILE = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="<>&\"'/=ab;#x3\u202e\u2067\u200d👩👧🏽\n\t\x00", max_size=300),
    st.text(max_size=30).map(lambda text: text * 400),
)


def judged(message: Message, *, limit: int = MESSAGE_UNITS) -> str:
    """What Telegram shows, in full; it must accept every page."""
    shown = []
    for page in message.body.pages(limit):
        plain, _ = telegram_html.parse(page.html)
        assert 1 <= telegram_html.utf16(plain) <= limit
        assert len(page.html.encode()) <= 32_768
        assert not set(STEERING) & set(plain)
        shown.append(plain)
    assert shown
    return "\n".join(shown)


def renderings(title: str, outlet: str, url: str) -> list[Message]:
    """Every message that carries words of a feed."""
    shown = newsroom.evidence(
        title, outlet=outlet, url=url, quote=title, source=outlet, rule="strike.on-land"
    )
    delta = newsroom.fall(
        evidence=(shown, shown), reason=title, trace=(title, outlet), flips_back=title
    )
    point = newsroom.point(source=outlet, url=url)
    grown = replace(newsroom.growth(), point=point, evidence=(shown,))
    ledger = ClaimLedger(
        "raids",
        replace(delta.after, claim="raids", source=outlet, value=3.0),
        {point.series: point},
        (shown,),
        (grown,) * 9,
    )
    raids = newsroom.BASELINE.claim("raids")
    return [
        alerts.alert(delta, newsroom.BASELINE, is_repeat=True),
        alerts.alert(grown, newsroom.BASELINE),
        alerts.why(delta, newsroom.BASELINE),
        alerts.sources(delta, newsroom.BASELINE),
        alerts.unknown(title),
        claims.unknown(title),
        claims.claim(raids, ledger, newsroom.BASELINE, is_subscribed=True),
        tallies.tally([point] * 12, newsroom.BASELINE, as_known_at=TODAY),
        talk.unclear(title),
    ]


@settings(max_examples=120, deadline=None)
@given(title=HOSTILE, outlet=HOSTILE, url=HOSTILE)
@example(title="<b>" * 3400, outlet="&lt;" * 2500, url="javascript:alert(1)")
@example(title="👩‍👩‍👧‍👦" * 1500, outlet=STEERING * 50, url='https://a.example/?q="><b>&x')
@example(title="\ud800 lone", outlet="", url="")
def test_no_title_outlet_or_address_breaks_a_message(title: str, outlet: str, url: str) -> None:
    for message in renderings(title, outlet, url):
        judged(message)
        assert len(message.plain) > 0
        again = Message.from_payload(message.to_payload())
        assert again == message


def test_an_alert_says_all_that_a_reader_needs() -> None:
    said = judged(alerts.alert(newsroom.fall(), newsroom.BASELINE))
    assert said.startswith("✗ FALLEN  strike, ¶2, 3")
    for needed in (
        "Stood: The navy has held back from striking on shore.",
        "Now: the navy has struck on shore",
        "Says who: Central Command (official)",
        "on 21 Nov 2023, Iraq",
        "2 independent sources",
        "An official source of the side that would have to admit it says otherwise.",
        "Harbour Courier: Navy strikes on shore",
        "Alert a1b2c3d4",
    ):
        assert needed in said


def test_what_stood_is_struck_and_what_is_said_now_is_bold() -> None:
    _, entities = telegram_html.parse(alerts.alert(newsroom.fall(), newsroom.BASELINE).html)
    plain = alerts.alert(newsroom.fall(), newsroom.BASELINE).body
    kinds = {entity.kind for entity in entities}
    assert {"strikethrough", "bold", "text_link", "code"} <= kinds
    assert struck("The navy has held back from striking on shore.") in plain.spans


def test_what_is_only_in_doubt_is_not_struck() -> None:
    shaken = newsroom.fall(after=newsroom.standing(Status.SHAKEN, state="struck"))
    message = alerts.alert(shaken, newsroom.BASELINE)
    _, entities = telegram_html.parse(message.html)
    assert "strikethrough" not in {entity.kind for entity in entities}
    assert "No independent source" in judged(message)


def test_a_restored_claim_strikes_what_had_overturned_it() -> None:
    delta = newsroom.fall(
        before=newsroom.standing(Status.FALLEN, state="struck"),
        after=newsroom.standing(Status.RESTORED, state="refrained"),
    )
    said = judged(alerts.alert(delta, newsroom.BASELINE))
    assert "Stood: the navy has struck on shore\nNow: no strike on shore" in said


def test_a_growing_count_shows_the_one_before_and_whether_it_may_be_compared() -> None:
    said = judged(alerts.alert(newsroom.growth(), newsroom.BASELINE))
    assert said.startswith("• NEW COUNT  raids, ¶2 (✓ stands)")
    assert "Before: 61 raids, as of 17 Nov 2023" in said
    assert "Now: 66 raids in Iraq and Syria, since 17 Oct 2023" in said
    assert "as of 21 Nov 2023, Iraq and Syria" in said
    assert "1 independent source\n" in said
    assert "Not comparable: wider than the article's figure" in said


def test_a_first_count_is_set_beside_the_articles_words_without_striking_them() -> None:
    first = replace(newsroom.growth(), reason="first-figure", previous=None)
    message = alerts.alert(first, newsroom.BASELINE)
    said = judged(message)
    assert said.startswith("• FIRST COUNT")
    assert "The article: More than 40 raids" in said
    assert "strikethrough" not in {e.kind for e in telegram_html.parse(message.html)[1]}


def test_news_of_a_later_version_is_headed_by_its_reason() -> None:
    odd = replace(newsroom.growth(), reason="some-new-reason")
    assert judged(alerts.alert(odd, newsroom.BASELINE)).startswith("• SOME NEW REASON")


def test_a_possible_repeat_says_so() -> None:
    message = alerts.alert(newsroom.fall(), newsroom.BASELINE, is_repeat=True)
    assert "(possible repeat)" in judged(message)


def test_a_delta_without_evidence_rests_on_our_own_record() -> None:
    bare = newsroom.fall(evidence=(), flips_back="")
    assert "Says who: our own record" in judged(alerts.alert(bare, newsroom.BASELINE))
    assert "It rests on other claims" in judged(alerts.sources(bare, newsroom.BASELINE))
    assert "flip it back" in judged(alerts.why(newsroom.fall(), newsroom.BASELINE))
    assert "flip it back" not in judged(alerts.why(bare, newsroom.BASELINE))


def test_a_trace_is_told_step_by_step_and_its_places_by_name() -> None:
    trace = (
        "Words: “US strike” (Harbour Courier, 2023-11-21).",
        "Scope: IQ:Erbil and SY, wider than the claim's; the claim is about IQ.",
        "A sentence of its own",
        "Reason: admitted. It is said again below.",
    )
    assert alerts.steps(newsroom.fall(trace=trace)) == [
        ("Words", "“US strike” (Harbour Courier, 2023-11-21)."),
        ("Scope", "Erbil, Iraq and Syria, wider than the claim's; the claim is about Iraq."),
        ("", "A sentence of its own"),
        ("What flipped it", f"{Reason.ADMITTED.sentence} (stands → fallen, 21 Nov 2023)"),
        ("What would flip it back", "An official denial by the navy."),
    ]  # fmt: skip
    grown = alerts.steps(newsroom.growth())
    assert grown == [("What it adds", "The series has a newer figure. (still stands, 21 Nov 2023)")]


def test_a_long_list_of_sources_is_cut_and_says_so() -> None:
    many = newsroom.fall(evidence=(newsroom.evidence(),) * 15)
    assert "and 3 more" in judged(alerts.sources(many, newsroom.BASELINE))


def test_a_rung_of_the_ladder_is_said_in_words() -> None:
    climbed = newsroom.fall(
        claim="ladder", after=newsroom.standing(Status.FALLEN, claim="ladder", state="shore")
    )
    assert "Now: a strike on shore" in judged(alerts.alert(climbed, newsroom.BASELINE))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"state": "some-new-state"}, "some new state"),
        ({"value": 47.0, "bound": Bound.ABOUT}, "about 47 in Iraq"),
        ({}, "the number has been overtaken in the same scope"),
    ],
)
def test_what_is_said_now_is_always_worded(after: dict[str, object], said: str) -> None:
    delta = newsroom.fall(after=newsroom.standing(Status.MOVED, **after))
    assert alerts.said_now(delta, newsroom.BASELINE.claim("strike")) == said


def series(
    scope: tuple[str, ...], kind: SeriesKind = SeriesKind.OFFICIAL, since: date | None = None
) -> SeriesKey:
    return SeriesKey("raids", scope, since or date(2023, 10, 17), kind)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (series(("IQ",)), "Comparable: same place, same start, same definition; above"),
        (series(("IQ", "SY")), "Not comparable: wider than"),
        (series(("SY",)), "Not comparable: the article's figure is about Iraq."),
        (series(("IQ:Erbil",)), "A lower bound only: the article's figure is about all of Iraq."),
        (series(("IQ",), SeriesKind.CLAIMED), "Not comparable: a party's own claim"),
        (series(("IQ",), since=date(2026, 2, 28)), "Not comparable: this count begins on 28 Feb"),
    ],
)
def test_a_count_is_compared_only_with_its_like(key: SeriesKey, said: str) -> None:
    claim = newsroom.BASELINE.claim("raids")
    assert tallies.comparison(claim, key, newsroom.BASELINE, value=66).startswith(said)


def test_a_figure_of_no_campaign_is_compared_by_place_alone() -> None:
    claim = newsroom.BASELINE.claim("budget")
    key = SeriesKey("budget", ("IQ",), None, SeriesKind.OFFICIAL)
    assert tallies.comparison(claim, key, newsroom.BASELINE).startswith("Comparable")
    assert tallies.article_figure(claim, newsroom.BASELINE) == "$153 billion in Iraq"
    for value, side in ((153e9, "at"), (1e9, "below")):
        said = tallies.comparison(claim, key, newsroom.BASELINE, value=value)
        assert said.endswith(f"; {side} the article's figure.")
    status = newsroom.BASELINE.claim("strike")
    assert tallies.article_figure(status, newsroom.BASELINE) == "no number"


def test_a_long_list_of_series_is_cut_and_says_where_the_rest_is() -> None:
    points = [newsroom.point(n, (f"A{chr(65 + n)}",)) for n in range(12)]
    said = judged(tallies.tally(points, newsroom.BASELINE, as_known_at=TODAY))
    assert "and 6 more: /claim raids" in said


def test_a_caption_keeps_the_shorter_limit() -> None:
    chart = tallies.chart(newsroom.BASELINE.claim("raids"), newsroom.BASELINE, as_known_at=TODAY)
    assert "more than 40 raids" in judged(chart, limit=CAPTION_UNITS)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (66, None, "66"),
        (1, "people", "1 person"),
        (1, "raids", "1 raid"),
        (10_000, "people", "10,000 people"),
        (153e9, "USD", "$153 billion"),
        (1.5e6, "people", "1.5 million people"),
        (2e12, "USD", "$2 trillion"),
        (0.5, None, "0.5"),
    ],
)
def test_numbers_are_said_as_a_reader_says_them(value: float, unit: str | None, said: str) -> None:
    assert words.number(value, unit) == said


def test_a_range_is_said_with_both_ends() -> None:
    assert words.amount(40, Bound.RANGE, upper=46, unit="raids") == "40 to 46 raids"
    assert words.amount(40, Bound.RANGE) == "40"
    assert words.amount(0, None, unit="people") == "none"


def test_places_days_and_lists_are_said_in_words() -> None:
    assert words.scope(("IQ:Erbil", "SY", "XX")) == "Erbil, Iraq, Syria and XX"
    assert words.scope(()) == "place not stated"
    assert words.day(None) == "–"
    assert words.moment(None) == "never"
    assert words.moment(newsroom.SEEN) == "21 Nov 2023, 09:30 UTC"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "Central Command (official)"),
        ({"source_id": "nobody", "source": "A. Nobody"}, "A. Nobody"),
        ({"source_id": "gone"}, "Central Command"),
        ({"source_id": None}, "Central Command, in Harbour Courier (media)"),
        ({"source": None, "source_id": None}, "Harbour Courier (media)"),
    ],
)
def test_a_speaker_is_named_with_the_tier_that_is_known(
    said: dict[str, object], expected: str
) -> None:
    shown = newsroom.evidence(tier=Tier.MEDIA, **said)
    assert words.speaker(shown, newsroom.BASELINE) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "https://",
        "https://user:pw@host/",
        "https://host/\nnext",
        "https://host/\u202e",
        "https://[broken",
        "https://host/" + "a" * 2000,
        "",
    ],
)
def test_only_clean_web_addresses_become_links(url: str) -> None:
    assert not is_safe_link(url)
    assert link("text", url).html == "text"


def test_a_clean_address_becomes_a_link_with_its_quotes_escaped() -> None:
    made = link('a "b" <c>', 'https://host.example/?a=1&b="2"')
    assert made.html == (
        '<a href="https://host.example/?a=1&amp;b=&quot;2&quot;">a "b" &lt;c&gt;</a>'
    )


def test_cutting_counts_utf16_and_never_splits_a_character() -> None:
    assert cut("👍" * 10, 5) == "👍👍…"
    assert cut("short", 5) == "short"
    assert units(cut("a👍" * 100, 20)) <= 20
    assert cut("👩\u200d👧 more", 5) == "👩…"


def test_cleaning_drops_what_steers_and_keeps_lines() -> None:
    assert clean("a\u202eb\r\nc\x00d\u2028e\ud800") == "ab\nc d e\N{REPLACEMENT CHARACTER}"
    assert one_line(" a \n\t b ") == "a b"


@settings(max_examples=150, deadline=None)
@given(st.lists(HOSTILE, max_size=6), st.sampled_from([20, 300, MESSAGE_UNITS]))
def test_pages_lose_no_word_and_keep_every_limit(rows: list[str], limit: int) -> None:
    text = Text.lines([bold(row) for row in rows])
    pages = text.pages(limit)
    for page in pages:
        plain, _ = telegram_html.parse(page.html)
        assert telegram_html.utf16(plain) <= limit
        assert plain.strip()
    kept = "".join(page.plain for page in pages)
    assert "".join(kept.split()) == "".join(text.plain.split())


def test_a_text_that_fits_is_one_page_with_its_quotation_whole() -> None:
    text = Text.lines([folded("one\ntwo"), "", "end"])
    assert text.pages() == [text]


def test_an_empty_text_has_no_page() -> None:
    assert Text.of("\n \n").pages() == []
    assert not Text()


def test_a_button_refuses_what_telegram_would_refuse() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Button("x", "claim " + "é" * 30)


def test_wishes_are_said_in_one_sentence() -> None:
    assert "not subscribed" in talk.wishes(None, newsroom.SEEN)
    assert set(words.SEVERITIES) == set(Severity)
    assert set(words.MARKS) == set(words.STANDINGS) == set(words.MEANINGS) == set(Status)
    assert set(words.TIERS) == set(Tier)


def test_a_reason_of_a_later_version_is_shown_by_its_name() -> None:
    delta: Delta = newsroom.fall(reason="some-new-reason")
    assert alerts.reason(delta) == "some new reason"
