"""OPML in and out, and the list that is shipped."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import InputError
from storage.models import Feed, Tier
from watchers.feedlist import SHIPPED, load, read_opml, write_opml

if TYPE_CHECKING:
    from pathlib import Path


def opml(*outlines: str) -> bytes:
    lines = ["<opml version='2.0'><head/>", "<body>", *outlines, "</body></opml>"]
    return "\n".join(lines).encode()


def test_an_outline_of_another_reader_is_taken_with_defaults() -> None:
    (feed,) = read_opml(
        opml('<outline type="rss" text=" A &amp; B " xmlUrl=" https://a.example "/>')
    )
    assert feed == Feed(id=0, url="https://a.example", outlet="A & B")
    assert (feed.tier, feed.language, feed.is_enabled) == (Tier.UNKNOWN, "en", True)


def test_our_own_attributes_are_read() -> None:
    (feed,) = read_opml(
        opml(
            '<outline text="A" xmlUrl="https://a.example/f" htmlUrl="https://a.example/"'
            ' language="ar" stetTier="state-media" stetCountry="IR" stetEnabled="false"'
            ' stetNote="why"/>'
        )
    )
    assert feed == Feed(
        id=0,
        url="https://a.example/f",
        outlet="A",
        tier=Tier.STATE_MEDIA,
        country="IR",
        language="ar",
        site_url="https://a.example/",
        is_enabled=False,
        note="why",
    )


def test_outlines_are_found_however_deep_and_folders_are_passed_over() -> None:
    feeds = read_opml(
        opml(
            '<outline text="folder"><outline text="deeper" xmlUrl="">',
            '<outline text="A" xmlUrl="https://a.example/"/></outline></outline>',
            '<outline text="B" xmlUrl="https://b.example/"/>',
        )
    )
    assert [feed.outlet for feed in feeds] == ["A", "B"]


@pytest.mark.parametrize(
    ("attributes", "outlet"),
    [('title="T"', "T"), ('text="" title="T"', "T"), ("", "a.example")],
)
def test_a_feed_without_a_text_is_named_after_its_title_or_host(
    attributes: str, outlet: str
) -> None:
    (feed,) = read_opml(opml(f'<outline {attributes} xmlUrl="https://a.example/f"/>'))
    assert feed.outlet == outlet


def test_an_address_that_stands_twice_is_taken_once() -> None:
    one, two = (f'<outline text="{name}" xmlUrl="https://a.example/"/>' for name in "AB")
    assert [feed.outlet for feed in read_opml(opml(one, two))] == ["A"]


@pytest.mark.parametrize(
    ("text", "line", "field", "problem"),
    [
        (b"", 1, "", "not well-formed XML: no element found"),
        (b"<opml>\n<body>", 2, "", "not well-formed XML"),
        (b"<opml>\n</body>", 2, "", "mismatched tag"),
        (b"\n<rss/>", 2, "", "the root is <rss>"),
        (b"<!DOCTYPE x>\n<opml/>", 1, "", "remove the DOCTYPE"),
        (opml(), None, "", "holds no feed"),
        (opml('<outline xmlUrl="ftp://a.example"/>'), 3, "xmlUrl", "not an http or https address"),
        (opml('<outline xmlUrl="http://["/>'), 3, "xmlUrl", "not an http or https address"),
        (opml("", '<outline xmlUrl="http:///x"/>'), 4, "xmlUrl", "not an http or https"),
        (
            opml('<outline xmlUrl="https://a.example" stetTier="good"/>'),
            3,
            "stetTier",
            "'good' is not one of official, agency, media",
        ),
        (
            opml('<outline xmlUrl="https://a.example" stetEnabled="maybe"/>'),
            3,
            "stetEnabled",
            "'maybe' is not one of true, false",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    text: bytes, line: int | None, field: str, problem: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_opml(text, file="feeds.opml")
    error = caught.value
    assert (error.line, error.field) == (line, field)
    assert problem in str(error)
    assert str(error).startswith("feeds.opml")


def test_57_entities_cannot_be_declared_and_so_not_blow_up() -> None:
    bomb = b'<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml>&b;</opml>'
    with pytest.raises(InputError, match="DOCTYPE"):
        read_opml(bomb)


def test_a_file_is_loaded_and_a_missing_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_bytes(opml('<outline text="A" xmlUrl="https://a.example/"/>'))
    assert [feed.outlet for feed in load(path)] == ["A"]
    with pytest.raises(InputError, match=r"none\.opml: cannot be read: No such file"):
        load(tmp_path / "none.opml")


FEEDS = st.builds(
    Feed,
    id=st.just(0),
    url=st.from_regex(r"https://[a-z]{1,9}\.example/[a-z?&=\"'<]{0,9}", fullmatch=True),
    outlet=st.from_regex(r"[^\s\x00-\x20]\S{0,9}", fullmatch=True, alphabet="aZé<>&\"'ب3"),
    tier=st.sampled_from(Tier),
    country=st.sampled_from(["", "IQ"]),
    language=st.sampled_from(["en", "ar"]),
    is_enabled=st.booleans(),
    note=st.sampled_from(["", 'says "no" & <more>']),
)


@settings(deadline=None)
@given(st.lists(FEEDS, min_size=1, max_size=8, unique_by=lambda feed: feed.url))
def test_what_is_written_is_read_again(feeds: list[Feed]) -> None:
    again = read_opml(write_opml(feeds, title="A & <b>"))
    assert Counter(again) == Counter(feeds)


def test_characters_that_xml_forbids_are_left_out() -> None:
    feed = Feed(id=1, url="https://a.example/", outlet="A\x00\x1bB")
    assert read_opml(write_opml([feed]))[0].outlet == "AB"


# the shipped list


def test_the_shipped_list_is_whole() -> None:
    feeds = load(SHIPPED)
    assert len(feeds) == 115
    assert sum(feed.is_enabled for feed in feeds) > 80
    assert {feed.tier for feed in feeds} == set(Tier)


def test_only_english_feeds_are_enabled_from_the_start_and_the_others_say_why() -> None:
    feeds = load(SHIPPED)
    assert all(feed.language == "en" for feed in feeds if feed.is_enabled)
    assert all(feed.note for feed in feeds if not feed.is_enabled)


def test_the_shipped_list_keeps_the_finer_kind_of_each_source() -> None:
    outlines = [one for one in ET.parse(SHIPPED).iter("outline") if one.get("xmlUrl")]
    kinds = {(one.get("stetKind"), one.get("stetTier")) for one in outlines}
    assert ("official_us", "official") in kinds
    assert ("militia_adjacent", "party") in kinds
    assert all(kind for kind, _ in kinds)
