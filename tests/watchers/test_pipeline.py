"""The straight line with its real parts, in line: what a feed says becomes deltas and deliveries."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest

from storage import chats, entries, feeds, ledger, outbox
from storage.models import (
    Chat,
    DeliveryState,
    Entry,
    Feed,
    Observation,
    Status,
    Subscription,
    Tier,
)
from storage.store import Store, open_store
from watchers import parse
from watchers.baseline import load_baseline
from watchers.fetch import Fetcher
from watchers.guard import Guard
from watchers.intake import admit, seed
from watchers.pipeline import Pipeline, Round
from watchers.read import Reader
from watchers.rejudge import rejudge
from watchers.workers import Workers

from feed_server import Answer, FeedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from conftest import FakeClock

BASELINE = load_baseline("iraq-balancing-act")
STRIKE = (
    "US strikes militia sites in Iraq",
    (
        "American aircraft struck two sites of Kataib Hezbollah south of Baghdad on Tuesday, Central"
        " Command said. Several militiamen were killed."
    ),
)
AGAIN = (
    "Central Command confirms raid on Iraqi militia",
    (
        "The US military carried out strikes on Kataib Hezbollah in Iraq on Tuesday, Central Command"
        " said in a statement."
    ),
)
RAIN = ("Rain in the hills", "It rained in the hills, and nobody was surprised.")
MOMENT = datetime(2023, 11, 21, 10, 0, tzinfo=UTC)


def rss(*stories: tuple[str, str], at: datetime = MOMENT, guid: str = "") -> bytes:
    items = "".join(
        f"<item><guid isPermaLink='false'>{guid}{escape(title)}</guid>"
        f"<title>{escape(title)}</title><link>https://a.example/{number}</link>"
        f"<pubDate>{format_datetime(at)}</pubDate>"
        f"<description>{escape(text)}</description></item>"
        for number, (title, text) in enumerate(stories)
    )
    return f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>".encode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "stet.sqlite3", BASELINE.id) as opened:
        seed(opened, BASELINE, datetime(2023, 11, 11, tzinfo=UTC))
        chats.upsert(opened, Chat(1, "private"))
        chats.subscribe(opened, Subscription(1))
        yield opened


@pytest.fixture
async def news() -> AsyncIterator[FeedServer]:
    async with FeedServer(hosts=("127.0.0.1", "127.0.0.2")) as server:
        yield server


@pytest.fixture
async def pipeline(store: Store, clock: FakeClock) -> AsyncIterator[Pipeline]:
    guard = Guard.allowing(["127.0.0.0/8"])
    async with Fetcher(guard=guard, clock=clock) as fetcher, Workers(0) as workers:
        yield Pipeline(
            store=store,
            baseline=BASELINE,
            fetcher=fetcher,
            workers=workers,
            clock=clock,
            poll_seconds=300,
            operators=[7],
        )


def follow(store: Store, news: FeedServer, *hosts: str) -> None:
    for host in hosts or ("127.0.0.1",):
        outlet = f"Outlet {host[-1]}"
        feed = Feed(id=0, url=news.url(host=host), outlet=outlet, tier=Tier.AGENCY)
        feeds.add(store, [feed])


def strike_alerts(store: Store) -> int:
    rows = store.execute("SELECT delta_id FROM deliveries WHERE kind = 'alert'").fetchall()
    told = [ledger.delta(store, row["delta_id"]) for row in rows]
    return sum(delta is not None and delta.claim == "us-strike-in-iraq" for delta in told)


async def test_an_admitted_strike_fells_the_claim_and_alerts_the_subscriber(
    store: Store, news: FeedServer, pipeline: Pipeline
) -> None:
    follow(store, news)
    news.publish("/feed.xml", rss(RAIN, STRIKE))
    done = await pipeline.poll_due()
    standing = ledger.standings(store)["us-strike-in-iraq"]
    assert (done.polled, done.entries, done.failed) == (1, 2, 0)
    assert (standing.status, standing.state) == (Status.FALLEN, "struck")
    assert strike_alerts(store) == 1


async def test_the_same_entry_again_is_one_alert(
    store: Store, news: FeedServer, pipeline: Pipeline, clock: FakeClock
) -> None:
    follow(store, news)
    news.publish("/feed.xml", rss(STRIKE))
    await pipeline.poll_due()
    news.publish("/feed.xml", rss(RAIN, STRIKE))
    clock.advance(hours=8)
    assert (await pipeline.poll_due()).entries == 1
    assert strike_alerts(store) == 1


async def test_the_same_entry_in_two_feeds_is_one_alert(
    store: Store, news: FeedServer, pipeline: Pipeline
) -> None:
    follow(store, news, "127.0.0.1", "127.0.0.2")
    news.publish("/feed.xml", rss(STRIKE))
    await pipeline.poll_due()
    assert strike_alerts(store) == 1


async def test_the_same_story_in_other_words_is_one_alert(
    store: Store, news: FeedServer, pipeline: Pipeline
) -> None:
    follow(store, news)
    news.publish("/feed.xml", rss(STRIKE, AGAIN))
    await pipeline.poll_due()
    assert strike_alerts(store) == 1


async def test_an_edited_entry_is_one_alert(
    store: Store, news: FeedServer, pipeline: Pipeline, clock: FakeClock
) -> None:
    follow(store, news)
    news.publish("/feed.xml", rss(STRIKE))
    await pipeline.poll_due()
    news.publish("/feed.xml", rss((STRIKE[0], STRIKE[1] + " No American was hurt.")))
    clock.advance(hours=8)
    assert (await pipeline.poll_due()).entries == 1
    assert strike_alerts(store) == 1


async def test_out_of_order_reports_of_one_event_are_one_alert(
    store: Store, news: FeedServer, pipeline: Pipeline, clock: FakeClock
) -> None:
    follow(store, news)
    news.publish("/feed.xml", rss(AGAIN, at=MOMENT))
    await pipeline.poll_due()
    news.publish("/feed.xml", rss(STRIKE, AGAIN, at=MOMENT - timedelta(hours=1)))
    clock.advance(hours=8)
    await pipeline.poll_due()
    assert strike_alerts(store) == 1


def reported(said: str, at: datetime, **more: object) -> tuple[Entry, list[Observation]]:
    entry = Entry(
        key=f"{said} {at}", title=said, text=said, url="", outlet="A", tier=Tier.MEDIA,
        published_at=at,
    )  # fmt: skip
    return entry, [
        Observation("iran-strike-in-iraq", said, "rule", scope=("IQ",), state=said, **more)  # type: ignore[arg-type]
    ]


def test_a_retraction_reaches_the_chat_that_was_told_though_it_wants_no_more(store: Store) -> None:
    entry, seen = reported("struck", MOMENT)
    [report] = admit(store, BASELINE, entry, seen, MOMENT)
    chats.upsert(store, Chat(2, "private"))
    chats.subscribe(store, Subscription(2))
    chats.subscribe(store, Subscription(1, claims=("iraq-budget",)))
    later = MOMENT + timedelta(days=1)
    entry, seen = reported("none", later, is_correction=True)
    [correction] = admit(store, BASELINE, entry, seen, later)
    assert correction.undoes == (report.id,)
    told = store.execute("SELECT chat_id, delta_id FROM deliveries ORDER BY id").fetchall()
    assert [tuple(row) for row in told] == [(1, report.id), (1, correction.id), (2, correction.id)]


WIRE = (
    "Iran launched missiles on Monday evening at American bases in Qatar and Iraq, two officials in"
    " the region said. Explosions were heard over Doha."
)


def test_a_false_wire_in_three_outlets_is_only_reported_and_taken_back(store: Store) -> None:
    at, reader = datetime(2025, 6, 23, 17, tzinfo=UTC), Reader(BASELINE)
    told = [
        ("Example Wire", "Missiles at bases in Qatar and Iraq", f"DOHA (Example Wire) - {WIRE}"),
        ("Sample Gazette", "Iranian missiles over the Gulf", f"{WIRE} (Example Wire)"),
        ("Placeholder Post", "Explosions over Doha", WIRE),
        (
            "Example Wire",
            "Correction: no missiles at Iraq",
            "Example Wire withdraws its report of Monday that Iranian missiles hit bases in Iraq.",
        ),
    ]
    for hour, (outlet, title, text) in enumerate(told):
        seen_at = at + timedelta(hours=hour)
        entry = Entry(title, title, text, "", outlet, Tier.MEDIA, seen_at)
        admit(store, BASELINE, entry, reader.read(entry), seen_at)
    story = [
        (str(delta.reason), delta.after.status)
        for delta in reversed(ledger.deltas(store, claim="iran-strike-in-iraq"))
    ]
    assert story == [("reported-below-bar", Status.SHAKEN), ("corrected", Status.STANDS)]


async def test_old_news_is_judged_and_alerts_nobody(
    store: Store, news: FeedServer, pipeline: Pipeline, clock: FakeClock
) -> None:
    follow(store, news)
    news.publish("/feed.xml", rss(STRIKE))
    clock.advance(days=3)
    await pipeline.poll_due()
    assert ledger.standings(store)["us-strike-in-iraq"].status is Status.FALLEN
    assert outbox.counts(store)[DeliveryState.NEW] == 0


async def test_what_breaks_while_it_is_kept_leaves_no_trace_and_is_fetched_again(
    store: Store, news: FeedServer, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(store, news)
    news.publish("/feed.xml", rss(STRIKE), etag='"one"')

    def break_off(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(outbox, "add", break_off)
    assert (await pipeline.poll_due()).failed == 1
    [feed] = feeds.all_feeds(store)
    assert entries.known(store, feed.id) == {}
    assert feed.etag is None
    monkeypatch.undo()
    await pipeline.poll_due()
    assert strike_alerts(store) == 1


async def test_what_a_feed_listed_before_is_not_parsed_again(
    store: Store, news: FeedServer, pipeline: Pipeline, clock: FakeClock
) -> None:
    follow(store, news)
    [feed] = feeds.all_feeds(store)
    given: list[bytes] = []

    def look(*args: object, **kwargs: object) -> object:
        given.append(args[0])  # type: ignore[arg-type]
        return whole(*args, **kwargs)  # type: ignore[arg-type]

    whole = parse.parse
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parse, "parse", look)
        for stories in ((RAIN,), (RAIN, STRIKE), (RAIN,)):
            news.publish("/feed.xml", rss(*stories))
            await pipeline.poll_due()
            clock.advance(hours=8)
    assert [body.count(b"<item>") for body in given] == [1, 1, 0]
    assert set(entries.known(store, feed.id)) == {RAIN[0], STRIKE[0]}
    assert list(entries.listing(store, feed.id).values()) == [RAIN[0]]
    assert strike_alerts(store) == 1


async def test_how_often_a_feed_is_polled_follows_all_that_it_published(
    store: Store, news: FeedServer, pipeline: Pipeline, clock: FakeClock
) -> None:
    follow(store, news)
    for story, hours in ((RAIN, 0), (STRIKE, 2)):
        news.publish("/feed.xml", rss(story, at=clock() - timedelta(hours=4 - hours)))
        await pipeline.poll_due()
        clock.advance(hours=8)
    [feed] = feeds.all_feeds(store)
    # eight hours passed between the polls, so the first was published twelve before the second
    assert feed.interval_seconds == 3 * 3600


async def test_validators_are_kept_with_the_entries_and_sent_back_as_they_came(
    store: Store, news: FeedServer, pipeline: Pipeline, clock: FakeClock
) -> None:
    follow(store, news)
    news.publish("/feed.xml", rss(RAIN), etag='W/"odd one"')
    await pipeline.poll_due()
    clock.advance(hours=8)
    assert await pipeline.poll_due() == Round(polled=1, unchanged=1)
    assert news.requests[-1].headers["if-none-match"] == 'W/"odd one"'


async def test_a_feed_that_fails_waits_longer_and_disturbs_no_other(
    store: Store, news: FeedServer, pipeline: Pipeline, clock: FakeClock
) -> None:
    follow(store, news, "127.0.0.1", "127.0.0.2")
    page = Answer(b"<html><body>Please prove that you are human</body></html>")
    news.answer("/feed.xml", page, Answer(rss(RAIN)))
    done = await pipeline.poll_due()
    failed, well = sorted(feeds.all_feeds(store), key=lambda feed: feed.ok_at is not None)
    assert (done.failed, done.entries) == (1, 1)
    assert failed.failures == 1
    assert failed.error
    assert well.error is None
    assert failed.due_at is not None
    assert failed.due_at > clock() + timedelta(seconds=300)


async def test_a_feed_that_is_gone_is_switched_off(
    store: Store, news: FeedServer, pipeline: Pipeline
) -> None:
    follow(store, news)
    news.answer("/feed.xml", Answer(status=410))
    await pipeline.poll_due()
    [feed] = feeds.all_feeds(store)
    assert not feed.is_enabled


async def test_operators_are_told_once_when_a_feed_dies_and_once_when_it_returns(
    store: Store, news: FeedServer, pipeline: Pipeline, clock: FakeClock
) -> None:
    follow(store, news, "127.0.0.1", "127.0.0.2")
    news.publish("/feed.xml", rss(RAIN))
    await pipeline.poll_due()
    follow_alone = feeds.all_feeds(store)[1]
    feeds.remove(store, follow_alone.url)
    news.answer("/feed.xml", Answer(status=503))
    for _ in range(6):
        clock.advance(hours=12)
        await pipeline.poll_due()
    assert notices(store) == [(7, "Outlet 1", True)]
    assert untested(store) > 10
    news.answer("/feed.xml", Answer(rss(STRIKE, at=clock())))
    for _ in range(3):
        clock.advance(hours=24)
        await pipeline.poll_due()
    assert notices(store) == [(7, "Outlet 1", True), (7, "Outlet 1", False)]
    assert untested(store) == 0
    assert ledger.standings(store)["us-strike-in-iraq"].status is Status.FALLEN
    assert rejudge(store, BASELINE, Reader(BASELINE).read, now=clock())
    assert untested(store) == 0


def notices(store: Store) -> list[tuple[int, str, bool]]:
    rows = store.execute(
        "SELECT chat_id, payload FROM deliveries WHERE kind = 'notice' ORDER BY id"
    )
    told = [(row["chat_id"], json.loads(row["payload"])) for row in rows]
    return [(chat, payload["feed"], bool(payload["why"])) for chat, payload in told]


def untested(store: Store) -> int:
    return sum(one.status is Status.UNTESTED for one in ledger.standings(store).values())


async def test_a_feed_that_is_being_polled_is_not_polled_twice(
    store: Store, news: FeedServer, pipeline: Pipeline
) -> None:
    follow(store, news)
    news.publish("/feed.xml", rss(RAIN))
    first = pipeline.start_due()
    assert pipeline.start_due() == []
    await first[0]
    assert len(news.requests) == 1


async def test_what_is_under_way_can_be_broken_off(
    store: Store, news: FeedServer, pipeline: Pipeline
) -> None:
    follow(store, news)
    news.answer("/feed.xml", Answer(hangs=True))
    [task] = pipeline.start_due()
    await pipeline.stop()
    assert task.cancelled()


def test_seeding_again_changes_nothing(store: Store) -> None:
    before = ledger.deltas(store)
    assert seed(store, BASELINE, datetime(2023, 12, 1, tzinfo=UTC)) == []
    assert ledger.deltas(store) == before


def test_an_entry_that_breaks_the_reader_blocks_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchers import pipeline as module
    from watchers.fetch import Fetched
    from watchers.read import Reader

    whole = Reader.read

    def read(self: Reader, entry: object) -> object:
        if getattr(entry, "title", "") == RAIN[0]:
            raise ValueError("no")
        return whole(self, entry)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "read", read)
    body = Fetched(rss(RAIN, STRIKE), "", None, None, "", "")
    feed = replace(Feed(id=1, url="http://a.example/", outlet="A"), tier=Tier.AGENCY)
    digested = module.digest(body, feed, MOMENT, module.Known(), BASELINE.path)
    assert [len(found) > 0 for _entry, found in digested.entries] == [False, True]
    assert digested.problems == (f"{RAIN[0]}: ValueError: no",)
