"""What is left of a body when known entries are taken out is read as it is in the whole body."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from feedparser.mixin import _FeedParserMixin
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import NotAFeed
from storage.models import Feed
from watchers.cut import _PREFIXES, lay_out
from watchers.parse import MAX_ENTRIES, parse, parse_unlisted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.models import Entry

NOW = datetime(2023, 11, 21, 12, tzinfo=UTC)
FEED = Feed(id=7, url="https://gazette.example/news/feed.xml", outlet="Made-up Gazette")
NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    ' xmlns:x="https://unheard-of.example/"'
)
HEAD = (
    "<title>Gazette</title><link>https://gazette.example/</link><description>News</description>"
    '<atom:link rel="self" href="https://gazette.example/feed.xml"/>'
    "<image><url>/logo.png</url><title>Logo</title><link>/</link></image>"
    "<itunes:owner><itunes:name>Desk</itunes:name></itunes:owner>"
    "<language>en</language><ttl>5</ttl>"
)


def rss(*items: str, head: str = HEAD, declared: str = NAMESPACES) -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {declared}><channel>{head}{inside}</channel></rss>'


def atom(*entries: str, head: str = "<title>Gazette</title><id>urn:x:g</id>") -> str:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    declared = NAMESPACES.replace("xmlns:atom=", "xmlns=")
    return f'<feed {declared} xml:lang="en">{head}{inside}</feed>'


def item(number: int, more: str = "") -> str:
    return f"<title>Number {number}</title><guid>n{number}</guid>{more}"


RICH = (
    "<link>/a?b=1&amp;c=2</link>"
    "<pubDate>Mon, 20 Nov 2023 10:00:00 GMT</pubDate><dc:creator>A. Writer</dc:creator>"
    "<description><![CDATA[<p>Tom &amp; <b>Jerry</b></p>]]></description>"
    "<content:encoded>&lt;div&gt;&lt;p&gt;Long&lt;/p&gt;&lt;/div&gt;</content:encoded>"
    '<enclosure url="/a.jpg" type="image/jpeg" length="3"/><category domain="d">Rain</category>'
    '<source url="https://other.example/">Other</source><slash:comments>3</slash:comments>'
    '<media:group><media:content url="/b.jpg" medium="image"><media:title>B</media:title>'
    "<media:description>pic</media:description></media:content></media:group>"
    '<media:thumbnail url="/t.jpg"/><itunes:summary>In short</itunes:summary>'
    "<author><name>A</name><email>a@b.example</email></author><!-- a comment --><?a pi?>"
)


def listed(body: bytes, content_type: str = "", listing: Mapping[str, str] | None = None) -> Any:
    return parse_unlisted(body, FEED, now=NOW, content_type=content_type, listing=listing or {})


def titles(entries: list[Entry]) -> list[str]:
    return [entry.title for entry in entries]


# every shape that is cut


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (rss(item(1), item(2)), rss(item(3), item(1), item(2))),
        (rss(item(1, RICH), item(2)), rss(item(3, RICH), item(1, RICH), item(2))),
        (atom(item(1, "<link href='/1'/>")), atom(item(2, "<content>x</content>"), item(1, "<link href='/1'/>"))),
        ("\ufeff" + rss(item(1, "é")), "\ufeff" + rss(item(2, "é"), item(1, "é"))),
        *(
            (start + rss(item(1)), start + rss(item(2), item(1)))
            for start in (
                '<?xml version="1.0" encoding="UTF-8"?>\n',
                "<?xml version='1.0'?><?xml-stylesheet href='a.xsl'?><!-- hello -->",
            )
        ),
        *(
            (rss(item(1)).replace('"2.0"', version), rss(item(2), item(1)).replace('"2.0"', version))
            for version in ('"0.91"', '"0.92"', '""')
        ),
        ("<rss><channel><item>" + item(1) + "</item ></channel></rss>",
         "<rss><channel><item>" + item(1) + "</item ><item\n>" + item(2) + "</item></channel></rss>"),
    ],
)  # fmt: skip
def test_an_entry_listed_before_is_not_parsed_again(before: str, after: str) -> None:
    entries, listing = listed(before.encode())
    assert len(listing) == len(entries) > 0
    unlisted, listing = listed(after.encode(), listing=listing)
    whole = parse(after.encode(), FEED, now=NOW).entries
    assert unlisted == [entry for entry in whole if entry not in entries]
    assert len(unlisted) == 1
    assert sorted(listing.values()) == sorted(entry.key for entry in whole)


def test_an_edited_entry_is_parsed_again() -> None:
    _, listing = listed(rss(item(1), item(2)).encode())
    edited = rss(item(1), item(2, "<description>More</description>")).encode()
    (entry,), listing = listed(edited, listing=listing)
    assert (entry.key, entry.text) == ("n2", "More")
    assert listed(edited, listing=listing)[0] == []


@pytest.mark.parametrize(
    "head", ["<title>Other</title>", "<lastBuildDate>today</lastBuildDate>", ""]
)
def test_what_a_feed_says_of_itself_makes_no_entry_new(head: str) -> None:
    _, listing = listed(rss(item(1)).encode())
    assert listed(rss(item(1), head=head).encode(), listing=listing)[0] == []


# what decides the meaning of an entry from outside


def test_an_entry_is_read_again_where_its_bytes_may_mean_something_else() -> None:
    body = rss(item(1))
    _, listing = listed(body.encode())
    for other in (
        body.replace('version="2.0"', 'version="0.91"'),
        body.replace("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"),
        '<?xml version="1.0"?>' + body,
    ):
        assert len(listed(other.encode(), listing=listing)[0]) == 1
    assert len(listed(body.encode(), "text/xml", listing)[0]) == 1
    moved = Feed(id=7, url="https://elsewhere.example/", outlet="Made-up Gazette")
    entries, _ = parse_unlisted(body.encode(), moved, now=NOW, listing=listing)
    assert len(entries) == 1


# identity


def test_an_entry_that_shares_a_key_with_a_listed_one_is_told_apart() -> None:
    _, listing = listed(rss(item(1)).encode())
    twins = rss("<title>Another</title><guid>n1</guid>", item(1)).encode()
    entries, after = listed(twins, listing=listing)
    assert entries == parse(twins, FEED, now=NOW).entries
    assert len({entry.key for entry in entries}) == 2
    assert after == {}


def test_entries_that_share_a_key_are_always_parsed() -> None:
    twins = rss("<title>A</title><guid>x</guid>", "<title>B</title><guid>x</guid>", item(1))
    assert listed(twins.encode())[1] == {}
    _, listing = listed(rss(item(1)).encode())
    entries, after = listed(twins.encode(), listing=listing)
    assert (titles(entries), after) == (["A", "B", "Number 1"], {})


def test_a_feed_with_an_entry_that_says_nothing_is_parsed_whole() -> None:
    body = rss("<guid>0</guid>", item(1)).encode()
    entries, listing = listed(body)
    assert (titles(entries), listing) == (["Number 1"], {})
    _, listing = listed(rss(item(1)).encode())
    later = rss(item(2)).replace("<item>", "<item/><item>") + " "
    entries, after = listed(
        later.replace("</channel>", f"<item>{item(1)}</item></channel>").encode(), "", listing
    )
    assert (titles(entries), after) == (["Number 2"], listing)


def test_a_feed_of_more_entries_than_are_read_is_parsed_whole() -> None:
    many = rss(*(item(number) for number in range(MAX_ENTRIES + 1))).encode()
    assert listed(many)[1] == {}


# what is not certain

UNSURE = {
    "ill-formed": rss(item(1)).removesuffix("</rss>"),
    "an undefined entity": rss(item(1, "<description>&nbsp;</description>")),
    "a doctype": f"<!DOCTYPE rss>{rss(item(1))}",
    "an own entity": f'<!DOCTYPE r [<!ENTITY a "b">]>{rss(item(1, "<description>&a;</description>"))}',
    "xml:base": rss(item(1, '<link xml:base="https://a.example/">x</link>')),
    "a base": rss(item(1, '<link base="https://a.example/">x</link>')),
    "a base of the root": rss(item(1)).replace("<rss", '<rss xml:base="https://a.example/"'),
    "a namespace of an entry": rss(item(1, '<m:title xmlns:m="http://search.yahoo.com/mrss/"/>')),
    "a namespace of an element": rss(item(1, '<id xmlns="https://a.example/">1</id>')),
    "a namespace of the channel": rss(item(1)).replace("<channel", '<channel xmlns:y="urn:y"'),
    "an unknown namespace": rss(item(1, "<x:y/>")),
    "a prefix that means another": rss(
        item(1, "<dc:title/>"), declared='xmlns:dc="http://search.yahoo.com/mrss/"', head=""
    ),
    "an unknown element": rss(item(1, "<links>x</links>")),
    "an unknown element of the feed": rss(item(1), head="<authors/>"),
    "open markup": rss(item(1, "<description><p>Text</p></description>")),
    "open markup of Atom": atom(
        item(1, '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"/></content>')
    ),
    "an entry in an entry": rss(item(1, f"<item>{item(2)}</item>")),
    "an attribute of an entry": rss(item(1)).replace("<item>", '<item href="/x">'),
    "an attribute of the channel": rss(item(1)).replace("<channel>", '<channel lastmod="x">'),
    "an entry outside the channel": rss(item(1)).replace("</channel>", "</channel><item/>"),
    "a foreign element that holds others": rss(item(1, "<dc:creator><b/></dc:creator>")),
    "a source of Atom": atom(item(1, "<source><title>x</title></source>")),
    "another root": "<opml><channel><item/></channel></opml>",
    "RDF": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item/></rdf:RDF>',
    "JSON": '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    "another encoding": '<?xml version="1.0" encoding="windows-1252"?>' + rss(item(1)),
    "two encodings": '<?xml version="1.0" encoding="utf-8"?>' + rss(item(1, '<!-- encoding="x" ?> -->')),
    "an undeclared encoding": rss(item(1, "<description>é</description>")),
    "nothing": "",
}  # fmt: skip


@pytest.mark.parametrize("body", UNSURE.values(), ids=UNSURE.keys())
def test_what_is_not_certain_is_not_laid_out(body: str) -> None:
    assert lay_out(body.encode(), content_type="application/xml") is None


@pytest.mark.parametrize(
    ("body", "content_type", "is_sure"),
    [
        ("é", "application/xml; charset=utf-8", True),
        ("é", 'text/xml;charset="UTF8"', True),
        ("é", "text/xml", False),
        ("e", "text/xml", True),
        ("é", "text/xml; charset=iso-8859-1", False),
        ("e", "text/xml; charset=", False),
        ("é", "text/xml; charset=utf-8; charset=latin-1", False),
    ],
)
def test_the_header_may_make_an_encoding_certain(
    body: str, content_type: str, *, is_sure: bool
) -> None:
    raw = rss(item(1, f"<description>{body}</description>")).encode()
    assert (lay_out(raw, content_type=content_type) is not None) is is_sure


def test_the_parser_gives_the_prefixes_that_are_expected() -> None:
    expected = {name.lower(): prefix.rstrip(":") for name, prefix in _PREFIXES.items() if name}
    known = {name.lower(): prefix for name, prefix in _FeedParserMixin.namespaces.items()}
    assert known | expected == known


def test_bytes_that_are_not_utf_8_are_not_laid_out() -> None:
    raw = rss(item(1, "<description>é</description>")).encode("latin-1")
    assert lay_out(raw, content_type="application/xml; charset=utf-8") is None


# the gate: over generated feeds, what is cut equals what is whole

WORDS = st.sampled_from(
    ["Rain", "AT&amp;T", "5 &lt; 6", "&#233;t&#xe9;", "é", "<![CDATA[<p>a & b</p>]]>", "", " \n ",
     "&lt;p&gt;x&lt;/p&gt;", "<![CDATA[]]>", "&lt;a href='/r'&gt;r&lt;/a&gt;", "a@b.example (A)",
     "2023-11-20T10:00:00Z", "Mon, 20 Nov 2023 10:00:00 GMT", "https://gazette.example/1", "/2"]
)  # fmt: skip
LEAVES = st.sampled_from(
    "title link guid id description summary content pubDate published updated modified created"
    " author contributor category comments enclosure source rights keywords atom:link atom:updated"
    " atom:title content:encoded dc:creator dc:date dc:title dc:description dc:language dc:subject"
    " dc:contributor dc:publisher media:content media:thumbnail media:title media:description"
    " media:credit media:rating media:keywords media:category media:group media:text media:player"
    " itunes:summary itunes:subtitle itunes:image itunes:author itunes:keywords itunes:category"
    " itunes:explicit itunes:owner slash:comments".split()
)
ATTRIBUTES = st.sampled_from(
    ["", "", ' href="/h"', ' url="/u"', ' type="html"', ' type="xhtml"', ' type="text"',
     ' rel="self"', ' isPermaLink="false"', ' mode="base64"', ' src="/s"', ' xml:lang="fr"',
     ' term="t" label="l"', ' type="image/jpeg" url="/j"']
)  # fmt: skip
NESTED = st.sampled_from(
    [
        "<author><name>N</name><uri>/n</uri></author>",
        "<media:group><media:content url='/m'/><media:description>D</media:description></media:group>",
        "<media:content url='/m'><media:title>M</media:title></media:content>",
        "<itunes:owner><itunes:name>O</itunes:name></itunes:owner>",
        "<!-- <item> -->",
        "<?pi?>",
        "loose text",
    ]
)
ODD = st.sampled_from(
    [
        '<link xml:base="https://base.example/">b</link>',
        '<description xml:base="https://base.example/">b</description>',
        "<description><p>open</p> markup</description>",
        '<content type="xhtml"><div><title>t</title></div></content>',
        '<content type="xhtml"><svg xmlns="http://www.w3.org/2000/svg"><title/></svg></content>',
        '<m:title xmlns:m="http://search.yahoo.com/mrss/">m</m:title>',
        '<dc:title xmlns:dc="http://search.yahoo.com/mrss/">m</dc:title>',
        '<x:y z="1">own</x:y>',
        "<source><title>s</title><id>s</id></source>",
        "<image><title>i</title></image>",
        "<textInput><name>n</name></textInput>",
        "<links>l</links>",
        '<authors a="1"/><author>x</author>',
        "<item><title>inner</title></item>",
        "&nbsp;",
    ]
)


@st.composite
def leaf(draw: st.DrawFn) -> str:
    name = draw(LEAVES)
    return f"<{name}{draw(ATTRIBUTES)}>{draw(WORDS)}</{name}>"


ENTRY = st.lists(leaf() | leaf() | leaf() | NESTED, max_size=6).map("".join)
ODD_ENTRY = st.lists(leaf() | ODD, max_size=4).map("".join)
IDENTIFIED = st.builds("<guid>{}</guid><title>{}</title>{}".format, st.integers(0, 9), WORDS, ENTRY)
HEADERS = st.sampled_from(
    ["", "application/xml", "text/xml", "text/html", "application/rss+xml; charset=utf-8",
     "text/xml; charset=iso-8859-1"]
)  # fmt: skip
STARTS = st.sampled_from(
    ["", '<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0"?>\n', "\ufeff",
     '<?xml version="1.0" encoding="iso-8859-1"?>', "<!DOCTYPE rss>", "<!-- c --> "]
)  # fmt: skip
SHAPES = st.sampled_from([rss, rss, rss, atom])


BETWEEN = st.sampled_from(
    [
        "",
        "",
        "<image><url>/i</url><title>I</title><link>/</link><width>x</width></image>",
        "<textInput><title>T</title><name>q</name><link>/q</link></textInput>",
        "<managingEditor>a@b.example (A)</managingEditor><webMaster>b</webMaster>",
        "<author><name>A</name><email>a@b.example</email></author><generator>g</generator>",
        "<itunes:owner><itunes:name>O</itunes:name></itunes:owner><itunes:image href='/i'/>",
        "<language>fr</language><lastBuildDate>today</lastBuildDate><cloud domain='d'/>",
        "<skipHours><hour>1</hour></skipHours><subtitle>s</subtitle><media:title>m</media:title>",
    ]
)


def raw_entries(body: bytes, content_type: str) -> list[Any]:
    headers = {"content-type": content_type} if content_type else {}
    document = feedparser.parse(
        io.BytesIO(body),
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    return list(document.entries)


def in_shape(shape: Any, entries: list[str]) -> str:
    body: str = shape(*entries)
    return body.replace("atom:", "") if shape is atom else body


@settings(deadline=None, max_examples=300)
@given(st.data(), SHAPES, st.lists(ENTRY | IDENTIFIED, min_size=1, max_size=5), HEADERS, BETWEEN)
def test_the_parser_reads_what_is_left_as_it_reads_it_in_the_whole(
    data: st.DataObject, shape: Any, entries: list[str], content_type: str, between: str
) -> None:
    text = '<?xml version="1.0" encoding="utf-8"?>' + in_shape(shape, entries)
    for name in ("item", "entry"):
        text = text.replace(f"</{name}><", f"</{name}>{between}<", 3)
    body = text.encode()
    layout = lay_out(body, content_type=content_type)
    if layout is None:
        assert "iso" in content_type
        return
    out = data.draw(st.sets(st.sampled_from(layout.fingerprints)))
    pairs = zip(layout.fingerprints, raw_entries(body, content_type), strict=True)
    kept = [entry for fingerprint, entry in pairs if fingerprint not in out]
    assert raw_entries(layout.without(out), content_type) == kept


@settings(deadline=None, max_examples=300)
@given(
    st.data(),
    SHAPES,
    st.lists(IDENTIFIED | ENTRY | ODD_ENTRY, max_size=4),
    st.lists(IDENTIFIED | ENTRY | ODD_ENTRY, max_size=3),
    st.tuples(STARTS, HEADERS),
)
def test_no_new_entry_is_lost_or_changed_in_any_feed(
    data: st.DataObject,
    shape: Any,
    before: list[str],
    new: list[str],
    dress: tuple[str, str],
) -> None:
    start, content_type = dress
    encoding = "iso-8859-1" if "iso" in start + content_type else "utf-8"
    after = data.draw(st.permutations([*new, *before]))[: data.draw(st.integers(0, 7))]
    told: dict[str, str] = {}
    listing: dict[str, str] = {}
    for entries in (before, after, [*after, *new]):
        body = (start + in_shape(shape, entries)).encode(encoding, "xmlcharrefreplace")
        try:
            whole = parse(body, FEED, now=NOW, content_type=content_type).entries
        except NotAFeed:
            with pytest.raises(NotAFeed):
                listed(body, content_type, listing)
            continue
        unlisted, listing = listed(body, content_type, listing)
        fresh = [entry for entry in whole if told.get(entry.key) != entry.content_hash]
        assert [one for one in unlisted if told.get(one.key) != one.content_hash] == fresh
        told |= {entry.key: entry.content_hash for entry in whole}
