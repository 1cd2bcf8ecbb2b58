"""One look at an address or at local files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from watchers.probe import check_feed, parse_files

from feed_server import Answer, FeedServer

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2023, 11, 21, 12, tzinfo=UTC)
RSS = (
    b'<rss version="2.0"><channel><title>Gazette</title><language>en</language><item>'
    b"<title>T</title><pubDate>Mon, 20 Nov 2023 10:00:00 GMT</pubDate></item></channel></rss>"
)


async def test_a_feed_is_described() -> None:
    async with FeedServer() as server:
        server.publish("/new", RSS)
        moved = server.answer("/old", Answer(status=301, headers=[("Location", "/new")]))
        found = await check_feed(moved, allow_hosts=["127.0.0.1"], clock=lambda: NOW)
        assert found == {
            "url": moved,
            "version": "rss20",
            "title": "Gazette",
            "language": "en",
            "entries": 1,
            "newest": "2023-11-20T10:00:00+00:00",
            "moved_to": server.url("/new"),
            "error": None,
        }


async def test_a_page_and_a_private_address_are_answers_too() -> None:
    async with FeedServer() as server:
        page = server.publish("/page", b"<html><body>no feed</body></html>")
        found = await check_feed(page, allow_hosts=["127.0.0.1"])
        refused = await check_feed(page)
        assert len(server.requests) == 1
    assert found["error"] == "the answer is a page, not a feed"
    assert "private or special" in str(refused["error"])


def test_files_are_described_one_by_one(tmp_path: Path) -> None:
    good, bad, missing = (tmp_path / name for name in ("good.xml", "bad.html", "missing"))
    good.write_bytes(RSS)
    bad.write_text("<html></html>")
    found = list(parse_files([str(good), str(bad), str(missing)], clock=lambda: NOW))
    assert [sorted(one) for one in found] == [["entries", "error", "file", "title", "version"]] * 3
    assert found[0] | {"file": ""} == {
        "file": "",
        "version": "rss20",
        "title": "Gazette",
        "entries": 1,
        "error": None,
    }
    assert "a page" in str(found[1]["error"])
    assert found[2]["error"] == "cannot be read: No such file or directory"
