"""The web listener: health for machines, metrics, and the board for people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.health import health_of
from bot.web import start_listening, web_app
from storage import feeds, outbox
from storage.models import Delivery, Feed, Poll
from storage.store import Store, open_store
from watchers.intake import seed

import newsroom

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from conftest import FakeClock


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:", newsroom.BASELINE.id) as opened:
        seed(opened, newsroom.BASELINE, datetime(2023, 11, 11, tzinfo=UTC))
        yield opened


@pytest.fixture
async def client(store: Store, clock: FakeClock) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(web_app(store, newsroom.BASELINE, clock))) as one:
        yield one


def fail(store: Store, clock: FakeClock, *outlets: str) -> None:
    for outlet in outlets:
        feeds.add(store, [Feed(id=0, url=f"http://{outlet}.example/", outlet=outlet)])
        feed = feeds.find(store, f"http://{outlet}.example/")
        assert feed is not None
        feeds.record_failure(store, feed.id, error="no", now=clock(), due_at=clock())


async def test_the_board_shows_every_claim_and_escapes_the_title(client: TestClient) -> None:
    answer = await client.get("/")
    page = await answer.text()
    assert "&lt;quiet&gt;" in page
    assert page.count("<article") == len(newsroom.BASELINE.claims)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_health_is_well_and_turns_503_when_most_feeds_are_dead(
    client: TestClient, store: Store, clock: FakeClock
) -> None:
    assert (await client.get("/health")).status == 200
    fail(store, clock, "a", "b")
    answer = await client.get("/health")
    assert answer.status == 503
    assert (await answer.json())["problems"] == ["only 0 of 2 feeds are alive"]


async def test_a_message_that_waits_too_long_is_a_problem(
    client: TestClient, store: Store, clock: FakeClock
) -> None:
    outbox.add(store, [Delivery(1, "answer")], now=clock())
    clock.advance(minutes=11)
    answer = await client.get("/health")
    assert (await answer.json())["problems"] == ["a message has been waiting for 11 minutes"]


async def test_metrics_count_feeds_messages_and_claims(
    client: TestClient, store: Store, clock: FakeClock
) -> None:
    fail(store, clock, "a")
    text = await (await client.get("/metrics")).text()
    assert "stet_feeds_followed 1.0" in text
    assert "stet_feeds_alive 0.0" in text
    assert 'stet_deliveries{state="dead"} 0.0' in text
    assert "stet_claims{" in text


def test_a_feed_that_was_read_today_is_alive_and_one_of_yesterday_is_not(
    store: Store, clock: FakeClock
) -> None:
    feeds.add(store, [Feed(id=0, url="http://a.example/", outlet="a")])
    [feed] = feeds.all_feeds(store)
    feeds.record_success(store, feed.id, Poll(at=clock(), due_at=clock(), interval_seconds=1))
    assert health_of(store, clock()).alive == 1
    assert health_of(store, clock() + timedelta(hours=25)).alive == 0


async def test_an_address_that_is_taken_is_an_error(store: Store, clock: FakeClock) -> None:
    app = web_app(store, newsroom.BASELINE, clock)
    runner = await start_listening(app, "127.0.0.1", 0)
    taken = runner.addresses[0][1]
    with pytest.raises(OSError, match="in use"):
        await start_listening(web_app(store, newsroom.BASELINE, clock), "127.0.0.1", taken)
    await runner.cleanup()
