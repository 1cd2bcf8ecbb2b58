"""Serves the archive as feeds over loopback HTTP, as far as its clock has come; fetches nothing."""

from __future__ import annotations

import hashlib
import socket
from typing import TYPE_CHECKING, Self

from aiohttp import web

from bot.demo.formats import CONTENT_TYPES, rendered
from storage.models import Feed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from types import TracebackType

    from bot.demo.archive import Outlet
    from storage.models import Entry

SHOWN = 30
"""How many of its newest entries a feed shows."""
_FIRST_ADDRESS = 2


class Newsstand:
    """Every outlet's feed on a loopback address of its own; an async context manager.

    A host of its own for each outlet lets them be fetched side by side, as in the world outside.
    Linux gives the whole of 127.0.0.0/8 to loopback without being asked.

    Args:
        clock: the time; an entry is there from the moment at which it was published.
        outlets: who publishes, at most 250.
        archive: everything that they will have published.
    """

    def __init__(
        self, clock: Callable[[], datetime], outlets: Sequence[Outlet], archive: Sequence[Entry]
    ) -> None:
        self._clock = clock
        self._outlets = {f"127.0.0.{n}": one for n, one in enumerate(outlets, _FIRST_ADDRESS)}
        self._feeds: dict[str, Feed] = {}
        self._entries: dict[str, list[Entry]] = {outlet.name: [] for outlet in outlets}
        for entry in sorted(archive, key=lambda entry: entry.published_at, reverse=True):
            self._entries[entry.outlet].append(entry)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/feed", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        for host, outlet in self._outlets.items():
            listener = socket.create_server((host, 0))
            await web.SockSite(self._runner, listener).start()
            url = f"http://{host}:{listener.getsockname()[1]}/feed"
            self._feeds[host] = _feed(url, outlet)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    @property
    def feeds(self) -> list[Feed]:
        """The feeds to follow; their ids are 0."""
        return list(self._feeds.values())

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        host = request.url.host or ""
        if host not in self._feeds:
            raise web.HTTPMisdirectedRequest
        outlet, now = self._outlets[host], self._clock()
        out = [entry for entry in self._entries[outlet.name] if entry.published_at <= now][:SHOWN]
        body = rendered(outlet.format, self._feeds[host], out)
        etag = hashlib.blake2b(body, digest_size=8).hexdigest()
        if _is_known(request, etag, out):
            response = web.Response(status=304)
        else:
            response = web.Response(body=body, content_type=CONTENT_TYPES[outlet.format])
            response.enable_compression()
        response.etag = etag
        response.last_modified = out[0].published_at if out else None
        return response


def _is_known(request: web.Request, etag: str, out: Sequence[Entry]) -> bool:
    """Decide as RFC 9110 (13.2.2) does: the date matters only where no tag was sent."""
    if request.if_none_match is not None:
        return bool({"*", etag} & {tag.value for tag in request.if_none_match})
    since = request.if_modified_since
    return bool(since and out and out[0].published_at <= since)


def _feed(url: str, outlet: Outlet) -> Feed:
    return Feed(
        id=0,
        url=url,
        outlet=outlet.name,
        tier=outlet.tier,
        country=outlet.country,
        site_url=url.removesuffix("feed"),
        note="a made-up outlet of the demo",
    )
