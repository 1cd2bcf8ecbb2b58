"""The judge of Telegram's HTML judges as the server does."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telegram_html import Entity, RefusedHtml, parse


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("a & b &amp; c &lt;d&gt; &quot;e&quot;", 'a & b & c <d> "e"'),
        ("&nbsp;&apos;&#38;&#x26;&amp", "&nbsp;&apos;&&&"),
        ("&#0;&#xD800;&#1114111;", "&#0;&#xD800;&#1114111;"),
        ("<B>x</b>", "x"),
        ("<b><i>x</></>", "x"),
        ('<a href="https://a.example/?x=1&amp;y">x</a>', "x"),
        ("<a href='u'>x</a><a href=u.v>y</a><a>z</a>", "xyz"),
        ("<blockquote expandable>q</blockquote>", "q"),
        ('<span class="tg-spoiler">s</span>', "s"),
        ("<code>1 > 0</code >", "1 > 0"),
    ],
)
def test_what_the_server_accepts_becomes_plain_text(source: str, plain: str) -> None:
    assert parse(source)[0] == plain


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a < b", 'Unsupported start tag ""'),
        ("<p>x</p>", 'Unsupported start tag "p"'),
        ("x<br/>y", 'Unsupported start tag "br"'),
        ("<!-- x -->", "Unsupported start tag"),
        ("<b>x", "Can't find end tag"),
        ("x</b>", "Unexpected end tag"),
        ("<b><i>x</b></i>", "Unmatched end tag"),
        ("<b>x</b", "Unclosed end tag"),
        ("<b", "Unclosed start tag"),
        ("<a href", "Unclosed start tag"),
        ("<a href=", "Unclosed start tag"),
        ('<a href="x', "Unclosed start tag"),
        ("<a href=/x>x</a>", "Unexpected character"),
        ("<b /x>", "Empty attribute name"),
        ("<span>x</span>", "must have class"),
        ("é<i", "byte offset 2"),
        ("\ud800", "UTF-8"),
    ],
)
def test_what_the_server_refuses_is_refused(source: str, said: str) -> None:
    with pytest.raises(RefusedHtml) as caught:
        parse(source)
    assert said in str(caught.value)


def test_entities_count_in_utf16_units() -> None:
    plain, entities = parse('👍 <b>bold</b> <a href="https://a.example/">👍</a>')
    assert plain == "👍 bold 👍"
    assert entities == [
        Entity("bold", 3, 4),
        Entity("text_link", 8, 2, "https://a.example/"),
    ]


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse(html.escape(text))[0].replace("'", "&#x27;") == text.replace("'", "&#x27;")
