"""Plain text out of HTML."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.markup import MAX_HTML_CHARS, clean, cut, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("One<br/>two<BR>three", "One\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<td>66</td><td>24</td>", "66\n24"),
        ("H<sub>2</sub>O", "H2O"),
        ("<b>bold</b>, not", "bold, not"),
        ("a<!-- hidden <p> -->b", "ab"),
        ("a<!-- never closed", "a"),
        ("a<script>if (x < 1) alert('</p>')</script>b", "ab"),
        ("a<style type='x'>p { }</style >b", "ab"),
        ("a<script>never closed", "a"),
        ('<a title="1 > 0" href=x>link</a>', "link"),
        ("<a title='it\"s > 0'>link</a>", "link"),
        ("cut <a href=", "cut"),
        ('open quote <a href="x>text', 'open quote "x>text'),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("&lt;b&gt; &amp; &nbsp;x &#8217; &bogus;", "<b> & x \u2019 &bogus;"),
        ("&#0;&#x202e;a", "\ufffda"),
        ("<?xml version='1'?><!DOCTYPE html>x", "x"),
        (" many \t spaces\xa0\u3000here ", "many spaces here"),
        ("a\r\n\r\n \n b", "a\nb"),
    ],
)
def test_markup_is_stripped(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    "scrap", ["<!--", "<", "<a", "<a '", '<a "', "<script>", "</script ", "&", "<a b='", " \n"]
)
def test_55_no_scrap_makes_it_quadratic(scrap: str) -> None:
    # ten thousand times the work of one would outlast the test run if it were
    assert len(plain_text(scrap * (MAX_HTML_CHARS // len(scrap)))) <= MAX_HTML_CHARS


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/!-&;'\"ab p\n\u202e"), max_size=60))
def test_stripping_ends_in_clean_text(html: str) -> None:
    text = plain_text(html)
    assert text == clean(text)
    assert "\u202e" not in text


@pytest.mark.parametrize(
    ("text", "limit", "shortened"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("total 1,234,567", 9, "total"),
        ("line\nbreak here", 11, "line\nbreak"),
        ("unbroken", 4, "unbr"),
        ("two words", 3, "two"),
    ],
)
def test_a_text_is_cut_between_words(text: str, limit: int, shortened: str) -> None:
    assert cut(text, limit) == shortened
