"""The normaliser: what it changes, and that every stretch leads back to the raw words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.language.text import normalise


def read(raw: str, **options: frozenset[str]) -> str:
    return normalise("", raw, **options).text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("73 times&nbsp;&mdash; official", "73 times - official"),
        ("73 times\u2014official", "73 times - official"),
        ("30\u201340 attacks", "30-40 attacks"),
        ("\u201cWe hit\u201d them, Iraq\u2019s base", '"We hit" them, Iraq\'s base'),
        ("a <b>US</b> base", "a US base"),
        ("<p>One.</p><p>Two.</p>", "\nOne.\nTwo.\n"),
        ("the U.S. struck", "the US struck"),
        ("It left the U.S. The base is shut.", "It left the US. The base is shut."),
        ("the U. S. and the U.K. and the U.N. base", "the US and the UK and the UN base"),
        ("cross\u00adborder zero\u200bwidth", "crossborder zerowidth"),
        ("sixty\u2011six", "sixty-six"),
        ("line one\nline two", "line one line two"),
        ("Heading\n\nBody", "Heading\nBody"),
        ("First.\nSecond.", "First.\nSecond."),
        ("\u2022 Iraq: 36\n\u2022 Syria: 37", "Iraq: 36 Syria: 37"),
        ("AT&T and &unknown; stay", "AT&T and &unknown; stay"),
        ("&lt;b&gt;bold&lt;/b&gt; too", "bold too"),
        ("wait\u2026 what", "wait... what"),
        (f"see {'x&' * 200} there", "see there"),
    ],
)
def test_spelling_is_brought_into_one_form(raw: str, expected: str) -> None:
    assert read(raw) == expected


def test_a_headline_in_capitals_is_set_in_ordinary_case_but_for_names() -> None:
    names = frozenset(("pentagon", "iraq"))
    assert read("US TROOPS HIT 55 TIMES IN IRAQ SAYS PENTAGON", names=names) == (
        "US troops hit 55 times in Iraq says Pentagon"
    )


def test_a_capital_us_after_a_verb_of_asking_is_the_pronoun() -> None:
    assert read("THEY ASKED US 55 TIMES ABOUT ATTACKS") == "They asked us 55 times about attacks"


def test_small_words_of_a_title_case_headline_lose_their_capital() -> None:
    assert read("Americans Fired On 100 Times In Iraq Since Autumn") == (
        "Americans Fired on 100 Times in Iraq since Autumn"
    )


def test_an_ordinary_sentence_and_a_short_name_keep_their_case() -> None:
    assert read("Sadr City") == "Sadr City"
    assert read("The United States struck On purpose in Iraq today") == (
        "The United States struck On purpose in Iraq today"
    )
    assert read("no capitals here at all") == "no capitals here at all"


def test_title_and_text_stand_on_lines_of_their_own() -> None:
    reading = normalise("A title", "A text")
    assert reading.text == "A title\nA text"
    assert reading.title_end == len("A title")


def test_a_quote_is_an_exact_substring_of_the_title_or_the_text() -> None:
    title, text = "U.S. base hit &amp; burnt", "\u201cSixty\u2011six\u201d attacks\u2014so far"
    reading = normalise(title, text)
    at = reading.text.index("US base")
    assert reading.quote(at, at + len("US base hit & burnt")) == title
    at = reading.text.index("Sixty-six")
    assert reading.quote(at, at + len("Sixty-six")) == "Sixty\u2011six"
    at = reading.text.index("so far")
    assert reading.quote(at, at + len("so far")) == "so far"
    assert reading.quote(5, 5) == ""


PIECES = st.sampled_from(
    ["U.S. ", "&amp;", "&nbsp;", "\u2014", "<b>", "</p>", "attacked ", "66", " times", "\n\n",
     "\u201c", ". The ", "IRAQ ", "-", "\u200b", " ", "\u2013", "it's "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map("".join))
def test_whatever_is_quoted_stands_in_the_raw_entry(title: str, text: str) -> None:
    reading = normalise(title, text)
    for start in range(0, len(reading.text), 3):
        for end in (start + 1, start + 5, len(reading.text)):
            quoted = reading.quote(start, min(end, len(reading.text)))
            assert quoted in title or quoted in text


def test_reading_keeps_its_length_when_case_is_changed() -> None:
    reading = normalise("", "ATTACKS ON \u0130RAQ BASES: STRASSE \u1e9e")
    assert len(reading.text) == len(reading.body)
