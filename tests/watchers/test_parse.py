"""From bytes to entries through the real feedparser; the numbers are those of the fault cases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import NotAFeed
from storage.models import Feed, Tier
from watchers.parse import (
    MAX_ENTRIES,
    MAX_TEXT_CHARS,
    MAX_TITLE_CHARS,
    Parsed,
    describe,
    parse,
)

if TYPE_CHECKING:
    from pathlib import Path

    from storage.models import Entry

NOW = datetime(2023, 11, 21, 12, tzinfo=UTC)
FEED = Feed(
    id=7,
    url="https://reader:s3cret@gazette.example/news/feed.xml",
    outlet="Made-up Gazette",
    tier=Tier.MEDIA,
    country="IQ",
)


def read(body: str | bytes, content_type: str = "application/xml") -> Parsed:
    raw = body.encode() if isinstance(body, str) else body
    return parse(raw, FEED, now=NOW, content_type=content_type)


def rss(*items: str, head: str = "<title>Gazette</title>") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel>{head}{inside}</channel></rss>'


def only(body: str | bytes) -> Entry:
    (entry,) = read(body).entries
    return entry


def item(title: str = "A title", **fields: str) -> str:
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<title>{title}</title>{inside}"


# 50: every class of format

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Atom</title>
<entry><title type="{type}">{title}</title><id>tag:gazette.example,2023:1</id>
<link href="/a"/><updated>2023-11-20T09:30:00+03:00</updated>{body}</entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{namespace}"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://gazette.example/">
<title>RDF</title></channel><item rdf:about="https://gazette.example/1"><title>One</title>
<link>https://gazette.example/1</link><dc:date>2023-11-20T06:30:00Z</dc:date>
<description>Text</description></item></rdf:RDF>"""


@pytest.mark.parametrize(
    ("version", "declared"),
    [
        ("rss091u", '<rss version="0.91">'),
        ("rss092", '<rss version="0.92">'),
        ("rss093", '<rss version="0.93">'),
        ("rss094", '<rss version="0.94">'),
        ("rss20", '<rss version="2.0">'),
        ("rss", "<rss>"),
    ],
)
def test_50_rss_of_every_version_is_read(version: str, declared: str) -> None:
    parsed = read(
        rss(item(link="https://gazette.example/1")).replace('<rss version="2.0">', declared)
    )
    assert (parsed.version, parsed.title, len(parsed.entries)) == (version, "Gazette", 1)


@pytest.mark.parametrize(
    ("version", "namespace"),
    [("rss10", "http://purl.org/rss/1.0/"), ("rss090", "http://my.netscape.com/rdf/simple/0.9/")],
)
def test_50_rdf_is_read(version: str, namespace: str) -> None:
    parsed = read(RDF.format(namespace=namespace))
    (entry,) = parsed.entries
    assert parsed.version == version
    assert (entry.key, entry.title, entry.text) == ("https://gazette.example/1", "One", "Text")
    assert entry.published_at == datetime(2023, 11, 20, 6, 30, tzinfo=UTC)


def test_50_atom_is_read() -> None:
    body = ATOM.format(type="text", title="5 &lt; 6", body="<summary>In short</summary>")
    parsed = read(body)
    (entry,) = parsed.entries
    assert (parsed.version, parsed.language) == ("atom10", "en")
    assert (entry.key, entry.url) == ("tag:gazette.example,2023:1", "https://gazette.example/a")
    assert (entry.title, entry.text) == ("5 < 6", "In short")
    assert entry.published_at == datetime(2023, 11, 20, 6, 30, tzinfo=UTC)


def test_atom_content_is_preferred_to_its_summary_unless_it_says_less() -> None:
    content = (
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        "<p>First.</p><p>Second.</p></div></content>"
    )
    both = ATOM.format(
        type="html", title="A &lt;b&gt;B&lt;/b&gt;", body=content + "<summary>S</summary>"
    )
    less = ATOM.format(type="text", title="A", body="<content/><summary>All of it</summary>")
    assert (only(both).title, only(both).text) == ("A B", "First.\nSecond.")
    assert only(less).text == "All of it"


def json_feed(*items: object, **head: object) -> bytes:
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items} | head
    return json.dumps(document).encode()


def test_50_a_json_feed_is_read() -> None:
    one = {
        "id": 1,
        "url": "https://gazette.example/1",
        "title": "One &amp; two",
        "content_html": "<p>66&nbsp;times</p>",
        "date_published": "2023-11-20T09:30:00+03:00",
    }
    parsed = read(b"\xef\xbb\xbf \n" + json_feed(one, language="en"))
    (entry,) = parsed.entries
    assert (parsed.version, parsed.title, parsed.language) == ("json11", "J", "en")
    assert (entry.key, entry.title, entry.text) == ("1", "One &amp; two", "66 times")
    assert entry.published_at == datetime(2023, 11, 20, 6, 30, tzinfo=UTC)


def test_a_json_feed_falls_back_to_its_lesser_fields() -> None:
    plain = {"external_url": "https://other.example/", "content_text": "a <b> c"}
    summary = {"id": "2", "summary": "In short", "date_modified": "2023-11-20T06:30:00"}
    first, second = read(json_feed(plain, summary)).entries
    assert (first.key, first.text) == ("https://other.example/", "a <b> c")
    assert (second.text, second.is_dated) == ("In short", True)


@pytest.mark.parametrize(
    "items", [None, {}, "x", [None, 3, [], "x"], [{"id": [], "title": {}, "content_html": None}]]
)
def test_a_json_feed_of_the_wrong_shape_has_no_entries(items: object) -> None:
    assert read(json_feed(items=items)).entries == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [',
        b'{"version": 3}',
        b'{"version": "https://jsonfeed.org/version/1.1x"}',
        b'{"items": []}',
        b"{",
        b'{"a":' * 100_000,
        b"{\xff\xfe}",
    ],
)
def test_json_that_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(NotAFeed, match="JSON"):
        read(body)


# what is no feed


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html><html><head><title>Are you human?</title></head><body>x</body></html>",
        "<html><body><h1>Subscribe to read on</h1></body></html>",
        "just words",
        '<?xml version="1.0"?><urlset></urlset>',
    ],
)
def test_28_a_page_is_an_error_and_not_no_news(body: str) -> None:
    with pytest.raises(NotAFeed, match="a page, not a feed"):
        read(body, "text/html")


@pytest.mark.parametrize("body", [b"", b" \n\t "])
def test_29_an_empty_body_is_an_error(body: bytes) -> None:
    with pytest.raises(NotAFeed, match="empty"):
        read(body)


def test_13_bytes_that_are_still_compressed_are_an_error() -> None:
    with pytest.raises(NotAFeed):
        read(b"\x1f\x8b\x08\x00" + bytes(range(256)) * 4)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss()).entries == []


def test_a_parser_that_breaks_makes_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise AssertionError("inside")

    monkeypatch.setattr(feedparser, "parse", breaks)
    with pytest.raises(NotAFeed, match="gave up"):
        read(rss())


def test_a_parser_out_of_memory_is_left_to_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(feedparser, "parse", breaks)
    with pytest.raises(MemoryError):
        read(rss())


# the traps of the parser


def test_52_a_body_that_is_the_name_of_a_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "secret.xml"
    path.write_text(rss(item("secret")))
    with pytest.raises(NotAFeed):
        read(str(path))


@pytest.mark.parametrize("body", ["http://127.0.0.1:9/feed", "file:///etc/passwd", "feed:x"])
def test_53_a_body_that_is_an_address_is_not_fetched(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedparser.http.get", lambda *_: pytest.fail("it was fetched"))
    with pytest.raises(NotAFeed):
        read(body)


def test_56_an_amplified_feed_is_capped() -> None:
    assert (
        len(read(rss(*(item(f"Title {n}") for n in range(MAX_ENTRIES + 50)))).entries)
        == MAX_ENTRIES
    )
    assert len(read(rss() + '<item x="' * 22_000).entries) <= MAX_ENTRIES


BILLION_LAUGHS = "<!DOCTYPE r [<!ENTITY l0 'lol'>" + "".join(
    f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10)
)
QUADRATIC = f"<!DOCTYPE r [<!ENTITY a '{'a' * 50_000}'>"


@pytest.mark.parametrize(
    ("start", "entity"), [(BILLION_LAUGHS, "&l9;"), (QUADRATIC, "&a;" * 50_000)]
)
def test_57_58_entities_do_not_blow_up(start: str, entity: str) -> None:
    entry = only(f"{start}]>{rss(item('Bomb', description=entity))}")
    assert len(entry.text) <= MAX_TEXT_CHARS


@pytest.mark.parametrize("system", ["file:///etc/passwd", "http://127.0.0.1:9/x"])
@pytest.mark.parametrize("kind", ["", "% "])
def test_59_external_entities_are_not_read(system: str, kind: str) -> None:
    start = f'<!DOCTYPE r [<!ENTITY {kind}x SYSTEM "{system}">{"%x;" if kind else ""}]>'
    entry = only(start + rss(item("T", description="before &x; after")))
    assert "root:" not in entry.text


def test_60_the_cut_entry_of_a_truncated_feed_is_left_out() -> None:
    whole = rss(item("One", guid="1"), item("Two", guid="2"), item("Twenty-three", guid="3"))
    cut = whole[: whole.index("ty-three")]
    assert [entry.title for entry in read(cut).entries] == ["One", "Two"]


def test_60_a_feed_cut_between_entries_loses_none() -> None:
    whole = rss(item("One", guid="1"), item("Two", guid="2"))
    for end in ("</channel>", "></rss>"):
        assert len(read(whole[: whole.rindex(end)]).entries) == 2


def test_an_ill_formed_feed_that_is_complete_keeps_its_last_entry() -> None:
    body = rss(item("One", guid="1"), item("Q &nbsp; A &undefined; & more", guid="2"))
    assert len(read(body).entries) == 2


# 61-64: characters


def test_61_control_characters_do_not_get_through() -> None:
    entry = only(rss(item("Nul\x00 bell\x07 escape\x1b[31m", description="a&#8;b\x0cc")))
    assert entry.title.isprintable()
    assert "\x00" not in entry.text


@pytest.mark.parametrize(
    ("encoding", "declared", "title"),
    [
        ("windows-1256", "windows-1256", "بغداد"),
        ("gb2312", "gb2312", "新闻"),
        ("iso-8859-1", "iso-8859-1", "Café"),
        ("utf-16", "utf-16", "Café"),
        ("utf-8", "no-such-encoding", "Café"),
    ],
)
def test_62_encodings_are_understood(encoding: str, declared: str, title: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>{rss(item(title, guid="1"))}'
    assert only(text.encode(encoding)).title == title


def test_62_the_header_names_the_encoding() -> None:
    body = rss(item("Café", guid="1")).encode("iso-8859-1")
    parsed = read(body, "application/xml; charset=iso-8859-1")
    assert parsed.entries[0].title == "Café"


def test_63_deep_nesting_ends_well() -> None:
    body = rss(item("Deep", description="<d>" * 20_000 + "x" + "</d>" * 20_000))
    assert len(read(body).entries) == 1


def test_64_long_fields_are_cut_between_words() -> None:
    words = "number 1,234,567 " * 100_000
    entry = only(rss(item(words, description=words, link="https://x.example/" + "a" * 5_000)))
    assert MAX_TITLE_CHARS - 10 < len(entry.title) <= MAX_TITLE_CHARS
    assert MAX_TEXT_CHARS - 10 < len(entry.text) <= MAX_TEXT_CHARS
    assert entry.text.endswith(("number", "1,234,567"))
    assert entry.url == ""


# 65, 66: identity


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"guid": "abc", "link": "https://gazette.example/1"}, "abc"),
        ({"guid": " abc\n"}, "abc"),
        ({"guid": "", "link": "https://gazette.example/1"}, "https://gazette.example/1"),
        ({"link": "https://gazette.example/1"}, "https://gazette.example/1"),
    ],
)
def test_65_66_a_key_is_the_guid_or_else_the_link(fields: dict[str, str], key: str) -> None:
    assert only(rss(item(**fields))).key == key


def test_65_without_guid_and_link_title_and_date_are_the_key() -> None:
    first = only(rss(item("A", pubDate="Mon, 20 Nov 2023 10:00:00 GMT")))
    again = only(rss(item("A", pubDate="Mon, 20 Nov 2023 10:00:00 GMT", description="new text")))
    later = only(rss(item("A", pubDate="Mon, 20 Nov 2023 11:00:00 GMT")))
    other = only(rss(item("B", pubDate="Mon, 20 Nov 2023 10:00:00 GMT")))
    assert first.key.startswith("hash:")
    assert first.key == again.key
    assert len({first.key, later.key, other.key}) == 3


def test_65_an_endless_guid_becomes_a_hash() -> None:
    assert len(only(rss(item(guid="g" * 100_000))).key) < 50


def test_65_different_entries_with_one_guid_are_told_apart_and_equal_ones_are_one() -> None:
    one = item("One", guid="same", link="https://gazette.example/1")
    two = item("Two", guid="same", link="https://gazette.example/2")
    entries = read(rss(one, two, one)).entries
    assert [entry.title for entry in entries] == ["One", "Two"]
    assert len({entry.key for entry in entries}) == 2


def test_65_of_two_versions_of_one_entry_the_first_stays() -> None:
    fields = {"guid": "same", "link": "https://gazette.example/1"}
    body = rss(item(description="newer", **fields), item(description="older", **fields))
    assert only(body).text == "newer"


def test_a_guid_that_is_no_address_is_no_link() -> None:
    assert only(rss(item(guid="abc"))).url == ""
    assert only(rss(item(guid="https://gazette.example/1"))).url == "https://gazette.example/1"


def test_67_the_content_hash_follows_title_and_text() -> None:
    def hashed(title: str, text: str) -> str:
        return only(rss(item(title, description=text, guid="1"))).content_hash

    assert hashed("A", "b") == hashed("A", "<p>b</p>")
    assert len({hashed("A", "b"), hashed("A", "c"), hashed("Ab", "")}) == 3


def test_an_entry_that_says_nothing_is_left_out() -> None:
    assert read(rss(item("", guid="1"), item("Something", guid="2"))).entries[0].key == "2"


def test_an_entry_carries_its_feeds_outlet_and_tier() -> None:
    entry = only(rss(item(guid="1")))
    assert (entry.outlet, entry.tier, entry.feed_id) == ("Made-up Gazette", Tier.MEDIA, 7)


# 69: dates


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        ("Mon, 20 Nov 2023 10:00:00 GMT", 10),
        ("Mon, 20 Nov 2023 10:00:00 +0300", 7),
        ("20 Nov 2023 10:00:00 EST", 15),
        ("2023-11-20T10:00:00Z", 10),
        ("2023-11-20T10:00:00.5+03:00", 7),
        ("Mon, 20 Nov 2023 10:00:00", 10),  # no zone: UTC
        ("Mon, 20 Nov 2023 10:00:00 AST", 7),  # Arabia here, where the parser knows Atlantic
        ("Mon, 20 Nov 2023 10:00:00 MSK", 7),
        ("Mon, 20 Nov 2023 10:00:00 TRT", 7),
        ("Mon, 20 Nov 2023 22:00:00 +1400", 8),
        ("Lundi, 20 Nov 2023 10:00:00 GMT", 10),
    ],
)
def test_69_a_believable_date_is_believed(date: str, hour: int) -> None:
    entry = only(rss(item(pubDate=date)))
    assert entry.published_at == datetime(2023, 11, 20, hour, tzinfo=UTC).replace(
        microsecond=entry.published_at.microsecond
    )
    assert entry.is_dated


def test_69_ast_is_atlantic_where_the_feed_is_not_arabian() -> None:
    abroad = Feed(id=1, url="https://a.example", outlet="A", country="CA")
    body = rss(item(pubDate="Mon, 20 Nov 2023 10:00:00 AST")).encode()
    assert parse(body, abroad, now=NOW).entries[0].published_at.hour == 14


@pytest.mark.parametrize(
    "date",
    [
        "",
        "soon",
        "1699264800",
        "Mon, 20 Nov 2023 10:00:00 +9999",
        "2023-11-20T10:00:00+15:00",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "9999-12-31T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "Tue, 21 Nov 2033 10:00:00 GMT",
        "Fri, 24 Nov 2023 00:00:00 GMT",
        "Sun, 16 Oct 2022 12:00:00 GMT",
        "الاثنين، 20 نوفمبر 2023",
    ],
)
def test_69_an_unbelievable_date_gives_way_to_the_time_it_was_seen(date: str) -> None:
    entry = only(rss(item(pubDate=date)))
    assert (entry.published_at, entry.is_dated) == (NOW, False)


@pytest.mark.parametrize(
    "offset", [timedelta(hours=36), timedelta(days=-400), timedelta(0)], ids=str
)
def test_69_the_limits_of_belief_are_within(offset: timedelta) -> None:
    moment = NOW + offset
    entry = only(rss(item(pubDate=moment.isoformat())))
    assert (entry.published_at, entry.is_dated) == (moment, True)


def test_69_the_date_of_change_stands_in_for_a_bad_date_of_publication() -> None:
    dates = "<published>never</published><updated>2023-11-20T10:00:00Z</updated>"
    body = ATOM.format(type="text", title="A", body=dates).replace(
        "<updated>2023-11-20T09:30:00+03:00</updated>", "", 1
    )
    assert only(body).published_at == datetime(2023, 11, 20, 10, tzinfo=UTC)


# 70, 71: what a title and a link may hold


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://gazette.example/1", "https://gazette.example/1"),
        ("/1?a=b", "https://gazette.example/1?a=b"),
        ("../1", "https://gazette.example/1"),
        ("//other.example/1", "https://other.example/1"),
        ("https://gazette.example/a\n  b", "https://gazette.example/a%20%20b"),
        ("javascript:alert(1)", ""),
        ("JAVASCRIPT:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://", ""),
        ("http://[", ""),
        ("mailto:a@b.example", ""),
    ],
)
def test_70_a_link_is_an_http_address_or_nothing(link: str, url: str) -> None:
    assert only(json_feed({"id": "1", "title": "T", "url": link})).url == url
    found = only(rss(item(link=escape(link))))
    assert found.url == url
    assert "s3cret" not in found.url


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("a\u2066b\u2069c\u200bd\ufeff", "abcd"),
        ("cafe\u0301", "cafe\u0301"),
        ("family 👨\u200d👩\u200d👧", "family 👨\u200d👩\u200d👧"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627", "\u0645\u06cc\u200c\u062e\u0648\u0627"),
        ("<![CDATA[<script>alert(1)</script>Tom & <i>Jerry</i> 3 < 4]]>", "Tom & Jerry 3 < 4"),
        ("AT&amp;amp;T", "AT&T"),
        ("  spread \n over\t lines ", "spread over lines"),
    ],
)
def test_71_a_title_is_what_can_be_seen_of_it(title: str, shown: str) -> None:
    assert only(rss(item(title, guid="1"))).title.replace("\n", " ") == shown


def test_lone_surrogates_can_be_stored() -> None:
    body = json_feed({"id": "\ud800x", "title": "a\udfffb", "url": "https://g.example/\ud801"})
    entry = only(body)
    assert (entry.key, entry.title) == ("x", "ab")
    entry.url.encode()


# describing


def test_a_description_names_what_a_body_is() -> None:
    body = rss(item(pubDate="Mon, 20 Nov 2023 10:00:00 GMT"), item("B", guid="2")).encode()
    assert describe(body, now=NOW) == {
        "version": "rss20",
        "title": "Gazette",
        "language": "",
        "entries": 2,
        "newest": "2023-11-20T10:00:00+00:00",
    }
    assert describe(rss(item()).encode(), now=NOW)["newest"] is None


# 51: a small fuzz over the parser

SCRAPS = st.sampled_from(
    "<item> </item> <title> </title> <![CDATA[ ]]> &amp; &#x1f600; <guid> <link>x <pubDate>Mon"
    ' <!-- <!DOCTYPE\xa0x> <entry\xa0a=" \0 é </rss>'.split(" ")
)


@settings(deadline=None)
@given(st.lists(SCRAPS | st.text(max_size=8), max_size=30))
def test_51_any_soup_of_scraps_gives_entries_or_an_error_of_ours(scraps: list[str]) -> None:
    body = '<rss version="2.0"><channel>' + "".join(scraps)
    try:
        entries = read(body.encode("utf-8", "replace")).entries
    except NotAFeed:
        return
    assert len({entry.key for entry in entries}) == len(entries)
    for entry in entries:
        (entry.key + entry.title + entry.text + entry.url).encode()
        assert entry.title or entry.text


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_51_any_bytes_give_entries_or_an_error_of_ours(body: bytes) -> None:
    try:
        read(body)
    except NotAFeed:
        return
