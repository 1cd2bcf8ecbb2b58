"""A loopback HTTP server that serves feeds, well or badly, and counts what it is asked."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Request:
    """What a client asked; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What the server says to one request.

    Args:
        body: sent with its length.
        status: of the response.
        headers: beside the length, as they are.
        raw: sent instead of all of that, byte for byte.
        hangs: says nothing after ``raw`` or the headers, and keeps the connection open.
    """

    body: bytes = b""
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    raw: bytes | None = None
    hangs: bool = False


@dataclass
class FeedServer:
    """An async context manager; listens on every one of ``hosts`` at the same port.

    ``publish`` serves a document with validators and answers 304 to those who have them;
    ``answer`` says exactly what it is told, one answer a request, the last one for ever.
    """

    hosts: Sequence[str] = ("127.0.0.1",)
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self._documents: dict[str, Answer] = {}
        self._answers: dict[str, list[Answer]] = {}
        self._servers: list[asyncio.Server] = []
        self._clients: set[asyncio.Task[None]] = set()
        self._busy = 0

    async def __aenter__(self) -> Self:
        for host in self.hosts:
            server = await asyncio.start_server(self._serve, host, self.port)
            self.port = server.sockets[0].getsockname()[1]
            self._servers.append(server)
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    def url(self, path: str = "/feed.xml", *, host: str = "", scheme: str = "http") -> str:
        """Give the address of a path here."""
        return f"{scheme}://{host or self.hosts[0]}:{self.port}{path}"

    def publish(
        self,
        path: str,
        body: bytes,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        content_type: str = "application/rss+xml; charset=utf-8",
    ) -> str:
        """Serve a document from now on, and give its address."""
        validators = [("ETag", etag), ("Last-Modified", last_modified)]
        headers = [("Content-Type", content_type), *((n, v) for n, v in validators if v)]
        self._documents[path] = Answer(body, headers=headers)
        return self.url(path)

    def answer(self, path: str, *answers: Answer) -> str:
        """Say these things, one a request, the last one again and again; give the address."""
        self._answers[path] = list(answers)
        return self.url(path)

    def asked(self, path: str) -> list[Request]:
        """Give the requests for a path, oldest first."""
        return [request for request in self.requests if request.target == path]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        self.connections += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            self._clients.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = _parsed(await reader.readuntil(b"\r\n\r\n"))
        self.requests.append(request)
        self._busy += 1
        self.most_at_once = max(self.most_at_once, self._busy)
        answer = self._chosen(request)
        try:
            await asyncio.sleep(0)  # let another request in, so that overlap would be seen
            writer.write(_framed(answer) if answer.raw is None else answer.raw)
            await writer.drain()
            if answer.hangs:
                await asyncio.Event().wait()
        finally:
            self._busy -= 1
        return answer.raw is None and request.headers.get("connection") != "close"

    def _chosen(self, request: Request) -> Answer:
        scripted = self._answers.get(request.target)
        if scripted:
            return scripted.pop(0) if len(scripted) > 1 else scripted[0]
        document = self._documents.get(request.target)
        if document is None:
            return Answer(b"no such feed", status=404)
        return (
            Answer(status=304, headers=document.headers) if _knows(request, document) else document
        )


def _knows(request: Request, document: Answer) -> bool:
    headers = {name.lower(): value for name, value in document.headers}
    if "if-none-match" in request.headers:
        return request.headers["if-none-match"] == headers.get("etag")
    since = request.headers.get("if-modified-since")
    return since is not None and since == headers.get("last-modified")


def _parsed(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _version = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    return Request(method, target, {name.lower(): value.strip() for name, _, value in pairs})


def _framed(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    if answer.status not in (204, 304):
        lines.append(f"Content-Length: {len(answer.body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body
