"""The real process between a feed server and a Bot API server, all over HTTP on loopback."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from botapi_server import BotApiServer
from feed_server import FeedServer

QUIET = ("Rain in the hills", "It rained in the hills on Monday, and nobody was surprised.")
STRIKE = (
    "US strikes militia in western Iraq, Pentagon says",
    (
        "American aircraft struck two sites of Kataib Hezbollah near al-Qaim in Iraq on {day}, the"
        " Pentagon said. The sites had been used to launch drones at US troops, it said."
    ),
)
MISSILES = (
    "Iran fires missiles at Erbil",
    (
        "Iran's Revolutionary Guards said that they had fired ballistic missiles at a site near"
        " Erbil in Iraq on {day}. Iraqi officials confirmed it."
    ),
)


def rss(*stories: tuple[str, str]) -> bytes:
    now = datetime.now(UTC)
    items = "".join(
        f"<item><guid>{escape(title)}</guid><title>{escape(title)}</title>"
        f"<link>https://wire.example/{number}</link>"
        f"<pubDate>{format_datetime(now - timedelta(seconds=1))}</pubDate>"
        f"<description>{escape(text.format(day=f'{now:%A}'))}</description></item>"
        for number, (title, text) in enumerate(stories)
    )
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()


@asynccontextmanager
async def running(
    folder: Path, api: BotApiServer, *feeds: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`stet run` in a folder of its own, until SIGTERM."""
    outlines = "".join(
        f'<outline text="Wire {number}" xmlUrl="{url}" stetTier="agency"/>'
        for number, url in enumerate(feeds)
    )
    opml = f'<opml version="2.0"><body>{outlines}</body></opml>'
    (folder / "feeds.opml").write_text(opml, encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STET_")}
    settings = {
        "STET_BOT_TOKEN": api.token,
        "STET_BOT_API_URL": api.url,
        "STET_FEEDS": "feeds.opml",
        "STET_POLL_SECONDS": "1",
        "STET_ALLOW_HOSTS": "127.0.0.0/8",
        "STET_WORKERS": "1",
    }
    with (folder / "log.txt").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=folder, env=clean | settings, stderr=log
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                async with asyncio.timeout(10):
                    await process.wait()
    assert process.returncode == 0, (folder / "log.txt").read_text(encoding="utf-8")


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server
    assert server.violations == []


async def test_a_subscriber_is_alerted_once_and_nothing_is_lost_over_a_restart(
    tmp_path: Path, api: BotApiServer
) -> None:
    async with FeedServer() as news:
        news.publish("/feed.xml", rss(QUIET))
        async with running(tmp_path, api, news.url()):
            api.push_message("/subscribe all")
            await api.wait_for("sendMessage", where=lambda call: "told everything" in call.text)
            news.publish("/feed.xml", rss(STRIKE, QUIET))
            alert = await api.wait_for("sendMessage", where=lambda call: "Pentagon" in call.text)
            assert "Kataib Hezbollah" in alert.text or "us-strike-in-iraq" in alert.text
            api.push_message("/tally")
            await api.wait_for("sendMessage", where=lambda call: "more than 40" in call.text)
        sent = len(api.of("sendMessage"))

        async with running(tmp_path, api, news.url()):
            polls = len(news.requests)
            async with asyncio.timeout(20):
                while len(news.requests) < polls + 2:
                    await asyncio.sleep(0.1)
            assert len(api.of("sendMessage")) == sent
            news.publish("/feed.xml", rss(MISSILES, STRIKE, QUIET))
            await api.wait_for("sendMessage", where=lambda call: "iran-strike" in call.text)

    alerts = [call.text for call in api.of("sendMessage") if "Alert " in call.text]
    assert len(alerts) == len(set(alerts)), "an alert was sent twice"


async def test_the_token_stands_in_no_log_and_not_in_the_database(
    tmp_path: Path, api: BotApiServer
) -> None:
    async with FeedServer() as news:
        news.publish("/feed.xml", rss(QUIET))
        api.fail("getUpdates", status=502, body=b"<html>bad gateway</html>", times=1)
        async with running(tmp_path, api, news.url()):
            api.push_message("/status")
            await api.wait_for("sendMessage")
    secret = api.token.partition(":")[2].encode()
    assert secret not in (tmp_path / "log.txt").read_bytes()
    for file in tmp_path.glob("stet.sqlite3*"):
        assert secret not in file.read_bytes()


@pytest.mark.parametrize("seconds", [0.0, 0.4, 1.2, 2.5])
async def test_sigterm_ends_it_at_any_moment_of_its_start(
    tmp_path: Path, api: BotApiServer, seconds: float
) -> None:
    async with FeedServer() as news:
        news.publish("/feed.xml", rss(QUIET))
        async with running(tmp_path, api, news.url()):
            async with asyncio.timeout(20):
                while not (tmp_path / "stet.sqlite3").exists():
                    await asyncio.sleep(0.02)
            await asyncio.sleep(seconds)
    with sqlite3.connect(tmp_path / "stet.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
