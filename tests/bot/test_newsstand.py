"""The newsstand: what real feeds do, served over real HTTP, as far as its clock has come."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.demo.archive import Format, Outlet, read_archive, read_outlets
from bot.demo.formats import CONTENT_TYPES
from bot.demo.newsstand import SHOWN, Newsstand
from storage.models import Entry, Feed, Tier
from watchers.fetch import Fetched, Fetcher, NotModified
from watchers.guard import Guard
from watchers.parse import parse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from conftest import FakeClock

START = datetime(2023, 11, 1, tzinfo=UTC)
FORMATS: tuple[Format, ...] = ("rss", "atom", "rdf", "json")
VERSIONS = {"rss": "rss20", "atom": "atom10", "rdf": "rss10", "json": "json11"}
OUTLETS = [Outlet(f"Sample {form}", Tier.MEDIA, "US", form) for form in FORMATS]
HOSTILE = "Rockets & <b>drones</b> \"hit\" 'al-Asad' ]]> &amp; more"


def _entry(outlet: Outlet, number: int, *, title: str = "", text: str = "") -> Entry:
    return Entry(
        key=f"{outlet.format}-{number}",
        title=title or f"Story {number}",
        text=text or f"What happened in story {number}.\n\nAnd then?",
        url=f"https://sample.example/{outlet.format}/{number}?a=1&b=2",
        outlet=outlet.name,
        tier=outlet.tier,
        published_at=START + timedelta(hours=number),
    )


ARCHIVE = [_entry(outlet, number) for outlet in OUTLETS for number in range(1, 41)]


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(guard=Guard.allowing(["127.0.0.0/8"])) as made:
        yield made


async def _get(fetcher: Fetcher, feed: Feed) -> Fetched:
    answer = await fetcher.fetch(feed)
    assert isinstance(answer, Fetched)
    return answer


async def test_each_outlet_has_an_address_of_its_own(clock: FakeClock) -> None:
    async with Newsstand(clock, OUTLETS, ARCHIVE) as stand:
        hosts = {feed.url.split(":")[1] for feed in stand.feeds}
        assert len(hosts) == len(OUTLETS)
        assert all(host.startswith("//127.0.0.") for host in hosts)
        assert [feed.outlet for feed in stand.feeds] == [outlet.name for outlet in OUTLETS]


@pytest.mark.parametrize("index", range(len(FORMATS)), ids=FORMATS)
async def test_an_entry_survives_its_format(index: int, clock: FakeClock, fetcher: Fetcher) -> None:
    outlet = OUTLETS[index]
    told = _entry(outlet, 1, title=HOSTILE, text=f"{HOSTILE}\n\nA second paragraph – with a dash.")
    async with Newsstand(clock, OUTLETS, [told]) as stand:
        feed = stand.feeds[index]
        answer = await _get(fetcher, feed)
    parsed = parse(answer.body, feed, now=clock(), content_type=answer.content_type)
    (entry,) = parsed.entries
    assert parsed.version == VERSIONS[outlet.format]
    assert answer.content_type.startswith(CONTENT_TYPES[outlet.format])
    assert (entry.title, entry.text) == (_read(told.title), _read(told.text))
    assert (entry.url, entry.published_at, entry.is_dated) == (told.url, told.published_at, True)


def _read(text: str) -> str:
    return text.replace("\n\n", "\n")


async def test_nothing_is_there_before_it_was_published(clock: FakeClock, fetcher: Fetcher) -> None:
    async with Newsstand(clock, OUTLETS, ARCHIVE) as stand:
        for hours, expected in ((0, 0), (1, 1), (7, 7), (50, SHOWN)):
            clock.now = START + timedelta(hours=hours)
            for feed in stand.feeds:
                answer = await _get(fetcher, feed)
                entries = parse(answer.body, feed, now=clock()).entries
                assert len(entries) == expected, (feed.outlet, hours)
                assert all(entry.published_at <= clock() for entry in entries)


async def test_the_newest_entries_are_shown_first(clock: FakeClock, fetcher: Fetcher) -> None:
    async with Newsstand(clock, OUTLETS, ARCHIVE[1::2] + ARCHIVE[::2]) as stand:
        answer = await _get(fetcher, stand.feeds[-1])
    titles = [item["title"] for item in json.loads(answer.body)["items"]]
    assert titles == [f"Story {number}" for number in range(40, 40 - SHOWN, -1)]


@pytest.mark.parametrize("index", range(len(FORMATS)), ids=FORMATS)
async def test_an_unchanged_feed_answers_304(
    index: int, clock: FakeClock, fetcher: Fetcher
) -> None:
    clock.now = START + timedelta(hours=5)
    async with Newsstand(clock, OUTLETS, ARCHIVE) as stand:
        first = await _get(fetcher, stand.feeds[index])
        feed = replace(
            stand.feeds[index],
            etag=first.etag,
            last_modified=first.last_modified,
            body_hash=first.body_hash,
        )
        assert isinstance(await fetcher.fetch(feed), NotModified)
        clock.advance(hours=1)
        second = await _get(fetcher, feed)
    assert second.etag != first.etag
    assert second.last_modified != first.last_modified


async def _ask(feed: Feed, headers: dict[str, str]) -> aiohttp.ClientResponse:
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.get(feed.url, headers=headers) as response,
    ):
        await response.read()
        return response


async def test_the_date_alone_is_a_condition_too(clock: FakeClock) -> None:
    clock.now = START + timedelta(hours=5)
    async with Newsstand(clock, OUTLETS, ARCHIVE) as stand:
        feed = stand.feeds[0]
        dates = ("Wed, 01 Nov 2023 05:00:00 GMT", "Wed, 01 Nov 2023 04:59:59 GMT")
        statuses = [(await _ask(feed, {"If-Modified-Since": date})).status for date in dates]
    assert statuses == [304, 200]


async def test_a_tag_outweighs_the_date(clock: FakeClock) -> None:
    clock.now = START + timedelta(hours=5)
    async with Newsstand(clock, OUTLETS, ARCHIVE) as stand:
        headers = {
            "If-None-Match": '"another"',
            "If-Modified-Since": "Thu, 02 Nov 2023 00:00:00 GMT",
        }
        assert (await _ask(stand.feeds[0], headers)).status == 200
        assert (await _ask(stand.feeds[0], {"If-None-Match": "*"})).status == 304


async def test_an_empty_feed_has_no_date_to_be_asked_by(clock: FakeClock) -> None:
    clock.now = START
    async with Newsstand(clock, OUTLETS, ARCHIVE) as stand:
        headers = {"If-Modified-Since": "Thu, 02 Nov 2023 00:00:00 GMT"}
        answer = await _ask(stand.feeds[0], headers)
    assert answer.status == 200
    assert "Last-Modified" not in answer.headers


async def test_a_body_is_compressed_where_it_is_asked_for(clock: FakeClock) -> None:
    async with Newsstand(clock, OUTLETS, ARCHIVE) as stand:
        packed = await _ask(stand.feeds[0], {"Accept-Encoding": "gzip"})
        plain = await _ask(stand.feeds[0], {"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2


async def test_another_host_name_gets_no_feed(clock: FakeClock) -> None:
    async with Newsstand(clock, OUTLETS, ARCHIVE) as stand:
        assert (await _ask(stand.feeds[0], {"Host": "feeds.example"})).status == 421


async def test_nobody_listens_once_it_has_closed(clock: FakeClock) -> None:
    async with Newsstand(clock, OUTLETS, ARCHIVE) as stand:
        feed = stand.feeds[0]
    with pytest.raises(aiohttp.ClientConnectorError):
        await _ask(feed, {})


async def test_the_recorded_archive_comes_through_whole(clock: FakeClock, fetcher: Fetcher) -> None:
    archive = read_archive()
    told = {(entry.outlet, entry.url): (entry.title, _read(entry.text)) for entry in archive}
    read: dict[tuple[str, str], tuple[str, str]] = {}
    keys = defaultdict(set)
    async with Newsstand(clock, read_outlets(), archive) as stand:
        for weeks in range(17):
            clock.now = datetime(2023, 10, 24, tzinfo=UTC) + timedelta(weeks=weeks)
            for feed in stand.feeds:
                answer = await _get(fetcher, feed)
                for entry in parse(answer.body, feed, now=clock()).entries:
                    assert entry.is_dated
                    assert entry.tier == feed.tier
                    read[entry.outlet, entry.url] = (entry.title, entry.text)
                    keys[entry.outlet, entry.url].add(entry.key)
    assert read == told
    assert all(len(found) == 1 for found in keys.values())
