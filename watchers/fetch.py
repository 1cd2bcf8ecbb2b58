"""The network's door: brings one feed's bytes, or says that nothing changed; parses nothing.

No message of this module holds a feed's address, because an address can carry a password: host
names only, and no chained exception that would print more.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from storage.errors import FetchError
from watchers.guard import AddressRefused, Guard

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from storage.models import Feed

MAX_BODY_BYTES = 5_000_000
MAX_REDIRECTS = 5
CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 30.0
RETRY_AFTER_CAP_SECONDS = 24 * 3600
_CONCURRENT = 32
_CHUNK_BYTES = 64 * 1024
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate", "br"})
_MOVED = frozenset({301, 302, 303, 307, 308})
_MOVED_FOR_GOOD = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that differs from the last one, and what to ask with next time."""

    body: bytes
    content_type: str
    etag: str | None
    last_modified: str | None
    body_hash: str
    final_url: str
    moved_to: str | None = None
    """The new address, where every redirect on the way said that it is permanent."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """Nothing changed since the last poll; the validators may have."""

    etag: str | None
    last_modified: str | None
    body_hash: str
    moved_to: str | None = None


class Fetcher:
    """Fetches feeds, one at a time from a host; an async context manager.

    Args:
        guard: which addresses may be connected to.
        total_seconds: the deadline of one fetch, redirects included.
        resolver: looks names up; the system's where none is given.
        clock: the time, for dates in ``Retry-After``.
    """

    def __init__(
        self,
        *,
        guard: Guard | None = None,
        total_seconds: float = TOTAL_SECONDS,
        resolver: AbstractResolver | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._guard = guard or Guard()
        self._total_seconds = total_seconds
        self._resolver = resolver
        self._clock = clock
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._slots = asyncio.Semaphore(_CONCURRENT)

    async def __aenter__(self) -> Self:
        resolver = self._resolver or aiohttp.ThreadedResolver()
        # two sessions: what the operator named by host is trusted with any address
        self._guarded = _session(_GuardedResolver(resolver, self._guard), self._guard)
        self._trusted = _session(resolver, None)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._guarded.close()
        await self._trusted.close()

    async def fetch(self, feed: Feed) -> Fetched | NotModified:
        """Ask for a feed with the validators it has.

        Raises:
            FetchError: it could not be had; says whether it is gone and how long to wait.
        """
        url = _checked(feed.url)
        async with self._turns[_host(url)], self._slots:
            try:
                async with asyncio.timeout(self._total_seconds):
                    return await self._follow(feed, url)
            except TimeoutError:
                problem = f"no complete answer within {self._total_seconds:g} seconds"
            except aiohttp.ClientConnectorError as error:
                problem = _connect_problem(error)
            except (aiohttp.ClientError, ValueError) as error:
                problem = f"the answer broke off or was malformed ({type(error).__name__})"
        raise FetchError(f"{_host(url)}: {problem}")

    async def _follow(self, feed: Feed, url: URL) -> Fetched | NotModified:
        is_for_good = True
        for hop in range(MAX_REDIRECTS + 1):
            async with self._session_for(url).get(
                url, headers=_conditions(feed), allow_redirects=False
            ) as response:
                if response.status not in _MOVED:
                    moved_to = str(url) if hop and is_for_good else None
                    return await self._outcome(feed, response, moved_to)
                is_for_good = is_for_good and response.status in _MOVED_FOR_GOOD
                url = _redirected(url, response)
        raise FetchError(f"{_host(url)}: more than {MAX_REDIRECTS} redirects")

    def _session_for(self, url: URL) -> aiohttp.ClientSession:
        return self._trusted if self._guard.trusts(_host(url)) else self._guarded

    async def _outcome(
        self, feed: Feed, response: aiohttp.ClientResponse, moved_to: str | None
    ) -> Fetched | NotModified:
        headers = response.headers
        etag = _validator(headers.get("ETag"))
        last_modified = _validator(headers.get("Last-Modified"))
        if response.status == HTTPStatus.NOT_MODIFIED and feed.body_hash:
            return NotModified(
                etag or feed.etag, last_modified or feed.last_modified, feed.body_hash, moved_to
            )
        if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            raise self._refusal(response)
        body = await _read(response)
        body_hash = hashlib.blake2b(body, digest_size=16).hexdigest()
        if body_hash == feed.body_hash:
            return NotModified(etag, last_modified, body_hash, moved_to)
        return Fetched(
            body=body,
            content_type=headers.get("Content-Type", ""),
            etag=etag,
            last_modified=last_modified,
            body_hash=body_hash,
            final_url=str(response.url.with_user(None)),
            moved_to=moved_to,
        )

    def _refusal(self, response: aiohttp.ClientResponse) -> FetchError:
        status = response.status
        return FetchError(
            f"{_host(response.url)}: answered with status {status}",
            status=status,
            retry_after_seconds=retry_after_seconds(
                response.headers.get("Retry-After"), self._clock()
            ),
            is_gone=status == HTTPStatus.GONE,
        )


def retry_after_seconds(value: str | None, now: datetime) -> int | None:
    """Read a ``Retry-After`` header (RFC 9110, 10.2.3): seconds or a date, at most a day.

    None where it is missing or says neither.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        # thousands of digits are a number too, but not one that int() accepts
        seconds = int(text[:10])
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
        seconds = int((moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    return min(max(seconds, 0), RETRY_AFTER_CAP_SECONDS)


class _GuardedResolver(AbstractResolver):
    """Refuses a name when any of its addresses is refused, not only the one that is tried."""

    def __init__(self, inner: AbstractResolver, guard: Guard) -> None:
        self._inner, self._guard = inner, guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        results = await self._inner.resolve(host, port, family)
        self._guard.check(result["host"] for result in results)
        return results

    async def close(self) -> None:
        """Leave the inner resolver to whoever made it."""


def _session(resolver: AbstractResolver, guard: Guard | None) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        resolver=resolver,
        socket_factory=guard.open_socket if guard else None,
        limit=0,
        # long enough for the next feed of the same host; thousands of idle TLS connections
        # would hold hundreds of megabytes
        keepalive_timeout=1,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        trust_env=False,
        headers={
            "User-Agent": f"stet/{version('stet')} (feed reader)",
            "Accept": "application/rss+xml, application/atom+xml, application/feed+json, "
            "application/xml;q=0.9, */*;q=0.5",
            "Accept-Encoding": "gzip, deflate, br",
        },
    )


def _conditions(feed: Feed) -> dict[str, str]:
    conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in conditions.items() if value and feed.body_hash}


def _validator(value: str | None) -> str | None:
    """Keep a validator byte for byte, or not at all where it could not be sent back."""
    return value if value and value.isprintable() else None


def _checked(address: str) -> URL:
    try:
        url = URL(address)
    except ValueError:
        url = URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError("the address is not an http or https address")
    return url


def _redirected(url: URL, response: aiohttp.ClientResponse) -> URL:
    try:
        target = url.join(URL(response.headers.get("Location", "")))
    except ValueError:
        target = URL()
    if target.scheme not in ("http", "https") or not target.host or target == url:
        raise FetchError(f"{_host(url)}: redirects to nothing that can be fetched")
    if url.scheme == "https" and target.scheme == "http":
        raise FetchError(f"{_host(url)}: redirects from https to http")
    return target


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Read the decoded body up to the cap, so that a bomb costs no more than that."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise FetchError(
            f"{_host(response.url)}: the body's encoding is not one of those asked for"
        )
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise FetchError(f"{_host(response.url)}: more than {MAX_BODY_BYTES:,} bytes")
    return bytes(body)


def _connect_problem(error: aiohttp.ClientConnectorError) -> str:
    if isinstance(error.os_error, AddressRefused):
        return str(error.os_error)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "the name is not known"
    if isinstance(error, aiohttp.ClientSSLError):
        return "the certificate or the TLS handshake is not valid"
    return "the connection was refused or failed"


def _host(url: URL) -> str:
    return url.host or ""
