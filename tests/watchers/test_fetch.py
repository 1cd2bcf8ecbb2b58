"""Fetching over real loopback HTTP; the numbers are those of the list of fault cases."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import brotli
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from storage.errors import FetchError
from storage.models import Feed
from watchers.fetch import MAX_BODY_BYTES, Fetched, Fetcher, NotModified, retry_after_seconds
from watchers.guard import Guard

from feed_server import Answer, FeedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

NOW = datetime(2023, 11, 21, 12, tzinfo=UTC)
BODY = b"<rss version='2.0'><channel><title>Made-up Gazette</title></channel></rss>"
LOOPBACK = Guard.allowing(["127.0.0.0/8"])


def feed(url: str, **known: str) -> Feed:
    return Feed(id=1, url=url, outlet="Made-up Gazette", **known)


def known(of: Feed, fetched: Fetched | NotModified) -> Feed:
    return replace(
        of,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        body_hash=fetched.body_hash,
    )


async def fetch(one: Feed, **options: Any) -> Fetched | NotModified:
    async with Fetcher(**{"guard": LOOPBACK, "clock": lambda: NOW} | options) as fetcher:
        return await fetcher.fetch(one)


async def refusal(one: Feed, **options: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetch(one, **options)
    return caught.value


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as running:
        yield running


# what is asked and kept


async def test_a_first_fetch_brings_the_body_and_its_validators(server: FeedServer) -> None:
    url = server.publish("/a", BODY, etag='W/"a b"', last_modified="Tue, 21 Nov 2023 10:00:00 GMT")
    fetched = await fetch(feed(url))
    assert isinstance(fetched, Fetched)
    assert (fetched.body, fetched.etag) == (BODY, 'W/"a b"')
    assert fetched.last_modified == "Tue, 21 Nov 2023 10:00:00 GMT"
    assert fetched.content_type == "application/rss+xml; charset=utf-8"
    assert fetched.moved_to is None
    headers = server.requests[0].headers
    assert "if-none-match" not in headers
    assert headers["user-agent"].startswith("stet/")
    assert headers["accept-encoding"] == "gzip, deflate, br"


@pytest.mark.parametrize("etag", ['"x"', 'W/"x"', "unquoted", '"a;b, c"', '"é"', '""'])
async def test_22_an_etag_goes_back_byte_for_byte(server: FeedServer, etag: str) -> None:
    encoded = etag.encode().decode("latin-1")
    one = feed(server.publish("/a", BODY, etag=encoded))
    again = await fetch(known(one, await fetch(one)))
    assert isinstance(again, NotModified)
    assert server.requests[1].headers["if-none-match"] == encoded


async def test_21_a_304_keeps_what_was_known(server: FeedServer) -> None:
    one = feed(server.publish("/a", BODY, etag='"1"', last_modified="yesterday, more or less"))
    first = await fetch(one)
    again = await fetch(known(one, first))
    assert again == NotModified('"1"', "yesterday, more or less", first.body_hash)
    assert server.requests[1].headers["if-modified-since"] == "yesterday, more or less"


async def test_a_304_without_validators_keeps_the_ones_that_were_sent(server: FeedServer) -> None:
    one = feed(server.answer("/a", Answer(status=304)), etag='"1"', body_hash="h")
    assert await fetch(one) == NotModified('"1"', None, "h")


async def test_a_304_to_a_question_without_conditions_is_a_failure(server: FeedServer) -> None:
    error = await refusal(feed(server.answer("/a", Answer(status=304))))
    assert error.status == 304


async def test_23_the_same_bytes_are_not_modified_whatever_the_status_says(
    server: FeedServer,
) -> None:
    one = feed(server.answer("/a", Answer(BODY), Answer(BODY, headers=[("ETag", '"new"')])))
    first = await fetch(one)
    assert await fetch(known(one, first)) == NotModified('"new"', None, first.body_hash)


async def test_24_a_validator_that_is_gone_is_not_sent_again(server: FeedServer) -> None:
    one = feed(server.answer("/a", Answer(BODY, headers=[("ETag", '"1"')]), Answer(BODY + b" ")))
    second = known(one, await fetch(known(one, await fetch(one))))
    assert second.etag is None
    await fetch(second)
    assert "if-none-match" not in server.requests[2].headers


async def test_a_validator_that_could_not_be_sent_back_is_not_kept(server: FeedServer) -> None:
    one = feed(server.answer("/a", Answer(BODY, headers=[("ETag", '"\xff\xfe"')])))
    assert (await fetch(one)).etag is None


async def test_30_a_cookie_is_not_kept(server: FeedServer) -> None:
    one = feed(server.answer("/a", Answer(BODY, headers=[("Set-Cookie", "id=1")])))
    async with Fetcher(guard=LOOPBACK) as fetcher:
        await fetcher.fetch(one)
        await fetcher.fetch(one)
    assert "cookie" not in server.requests[1].headers


# what can be wrong with the body


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("identity", bytes),
    ],
)
async def test_an_encoded_body_is_decoded(
    server: FeedServer, encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    answer = Answer(encode(BODY), headers=[("Content-Encoding", encoding)])
    assert (await fetch(feed(server.answer("/a", answer)))).body == BODY


@pytest.mark.parametrize("encoding", ["gzip, gzip", "zstd", "compress", "rot13"])
async def test_12_13_an_encoding_nobody_asked_for_is_refused(
    server: FeedServer, encoding: str
) -> None:
    answer = Answer(gzip.compress(gzip.compress(BODY)), headers=[("Content-Encoding", encoding)])
    assert (await refusal(feed(server.answer("/a", answer)))).status is None


async def test_14_a_corrupt_body_is_refused(server: FeedServer) -> None:
    damaged = bytearray(gzip.compress(BODY * 100))
    damaged[20:40] = b"\x00" * 20
    answer = Answer(bytes(damaged), headers=[("Content-Encoding", "gzip")])
    assert "malformed" in str(await refusal(feed(server.answer("/a", answer))))


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate"])
async def test_10_11_12_a_bomb_is_cut_off_and_costs_little_memory(
    server: FeedServer, encoding: str
) -> None:
    bomb = Answer(_bomb(encoding), headers=[("Content-Encoding", encoding)])
    one = feed(server.answer("/a", bomb))
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew, see proc(5)
    before_kib = memory_kib("VmRSS")
    error = await refusal(one)
    assert "more than 5,000,000 bytes" in str(error)
    assert memory_kib("VmHWM") - before_kib < 50 * 1024


def memory_kib(name: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0])


def _bomb(encoding: str, mebibytes: int = 300) -> bytes:
    block = bytes(1 << 20)
    if encoding == "br":
        compressor = brotli.Compressor(quality=1)
        return b"".join(compressor.process(block) for _ in range(mebibytes)) + compressor.finish()
    bits = zlib.MAX_WBITS | (16 if encoding == "gzip" else 0)
    packer = zlib.compressobj(1, zlib.DEFLATED, bits)
    return b"".join(packer.compress(block) for _ in range(mebibytes)) + packer.flush()


async def test_7_a_body_over_the_cap_is_refused_and_one_at_the_cap_is_not(
    server: FeedServer,
) -> None:
    at, over = Answer(b" " * MAX_BODY_BYTES), Answer(b" " * (MAX_BODY_BYTES + 1))
    assert len((await fetch(feed(server.answer("/at", at)))).body) == MAX_BODY_BYTES
    assert "more than" in str(await refusal(feed(server.answer("/over", over))))


async def test_8_9_a_body_that_breaks_off_is_refused(server: FeedServer) -> None:
    cut = Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + BODY)
    assert "broke off" in str(await refusal(feed(server.answer("/a", cut))))


async def test_5_6_an_answer_that_never_ends_meets_the_deadline(server: FeedServer) -> None:
    headers_only = Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", hangs=True)
    silent = Answer(raw=b"", hangs=True)
    for path, answer in (("/a", headers_only), ("/b", silent)):
        error = await refusal(feed(server.answer(path, answer)), total_seconds=0.05)
        assert "no complete answer within 0.05 seconds" in str(error)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nX-Bomb: " + b"a" * 65_536 + b"\r\n\r\n",
        b"this is not HTTP\r\n\r\n",
        b"",
    ],
)
async def test_31_a_malformed_head_is_refused(server: FeedServer, raw: bytes) -> None:
    assert "127.0.0.1: the answer" in str(await refusal(feed(server.answer("/a", Answer(raw=raw)))))


# what the status says


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 502, 503, 504])
async def test_26_27_an_error_status_is_a_failure_that_names_it(
    server: FeedServer, status: int
) -> None:
    error = await refusal(feed(server.answer("/a", Answer(status=status))))
    assert (error.status, error.is_gone, error.retry_after_seconds) == (status, False, None)
    assert str(error) == f"127.0.0.1: answered with status {status}"


async def test_26_a_410_says_that_the_feed_is_gone(server: FeedServer) -> None:
    assert (await refusal(feed(server.answer("/a", Answer(status=410))))).is_gone


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("Tue, 21 Nov 2023 12:10:00 GMT", 600),
        ("Tue, 21 Nov 2023 12:10:00", 600),
        ("Tue, 21 Nov 2023 11:00:00 GMT", 0),
        ("Sun, 21 Nov 2033 12:00:00 GMT", 86_400),
        ("315360000", 86_400),
        ("9" * 5_000, 86_400),
        ("-5", None),
        ("soon", None),
        ("12.5", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_25_retry_after_is_read_and_clamped(value: str | None, seconds: int | None) -> None:
    assert retry_after_seconds(value, NOW) == seconds


async def test_25_retry_after_travels_with_the_failure(server: FeedServer) -> None:
    answer = Answer(status=429, headers=[("Retry-After", "120")])
    assert (await refusal(feed(server.answer("/a", answer)))).retry_after_seconds == 120


# where it leads


def redirect(status: int, location: str) -> Answer:
    return Answer(status=status, headers=[("Location", location)])


@pytest.mark.parametrize(
    ("first", "second", "is_for_good"),
    [(301, 308, True), (301, 302, False), (302, 301, False), (303, 307, False)],
)
async def test_15_16_redirects_are_followed_and_only_permanent_ones_move_the_feed(
    server: FeedServer, first: int, second: int, *, is_for_good: bool
) -> None:
    server.publish("/c", BODY)
    server.answer("/b", redirect(second, server.url("/c")))
    fetched = await fetch(feed(server.answer("/a", redirect(first, "/b"))))
    assert fetched.body == BODY
    assert fetched.final_url == server.url("/c")
    assert fetched.moved_to == (server.url("/c") if is_for_good else None)


async def test_a_permanent_redirect_is_told_with_a_304_as_well(server: FeedServer) -> None:
    server.publish("/b", BODY, etag='"1"')
    one = feed(server.answer("/a", redirect(301, "/b")))
    again = await fetch(known(one, await fetch(one)))
    assert isinstance(again, NotModified)
    assert again.moved_to == server.url("/b")


async def test_17_five_redirects_are_followed_and_a_sixth_is_not(server: FeedServer) -> None:
    server.publish("/6", BODY)
    for hop in range(6):
        server.answer(f"/{hop}", redirect(302, f"/{hop + 1}"))
    assert isinstance(await fetch(feed(server.url("/1"))), Fetched)
    assert "more than 5 redirects" in str(await refusal(feed(server.url("/0"))))


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/", "data:,x", "http://[", ""]
)
async def test_20_a_redirect_to_something_else_is_refused(
    server: FeedServer, location: str
) -> None:
    error = await refusal(feed(server.answer("/a", redirect(302, location))))
    assert "redirects to nothing that can be fetched" in str(error)


async def test_18_a_redirect_to_a_private_address_is_refused_before_a_byte_is_sent(
    server: FeedServer,
) -> None:
    only_this = Guard.allowing(["127.0.0.1"])
    async with FeedServer(hosts=("127.0.0.2",)) as internal:
        for target in (internal.url("/x"), f"//127.0.0.2:{internal.port}/x"):
            one = feed(server.answer("/a", redirect(302, target)))
            assert "is private" in str(await refusal(one, guard=only_this))
        assert internal.connections == 0


def test_19_a_redirect_from_https_to_http_is_refused() -> None:
    from yarl import URL

    from watchers.fetch import _redirected

    class Response:
        headers: ClassVar = {"Location": "http://example.org/feed"}

    with pytest.raises(FetchError, match="from https to http"):
        _redirected(URL("https://example.org/feed"), Response())


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.org/", "feed", "", "http://", "http://[::1"]
)
async def test_an_address_that_is_not_http_is_refused(address: str) -> None:
    assert "not an http or https address" in str(await refusal(feed(address)))


# who may be connected to


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[0:0:0:0:0:ffff:7f00:1]",
        "[::7f00:1]",
        "127.0.0.2",
        "user:pw@127.0.0.1",
        "example.org@127.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "①②⑦.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "169.254.169.254",
        "10.0.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "192.168.1.1\\@example.org",
    ],
)
async def test_33_45_no_form_of_a_private_address_is_connected_to(host: str) -> None:
    async with FeedServer(hosts=("127.0.0.1", "127.0.0.2")) as internal:
        error = await refusal(feed(f"http://{host}:{internal.port}/x"), guard=Guard())
        assert internal.connections == 0
    assert "pw" not in str(error)


class Names(AbstractResolver):
    """Looks names up in a table; the last line of a name's answers stays."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = answers

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        lines = self.answers[host.partition(".")[0]]
        addresses = lines.pop(0) if len(lines) > 1 else lines[0]
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing to close."""


async def test_46_a_name_with_one_private_address_is_refused_altogether(server: FeedServer) -> None:
    names = Names(mixed=[["127.0.0.1", "10.0.0.1"]])
    one = feed(f"http://mixed.test:{server.port}/a")
    assert "10.0.0.1 is private" in str(await refusal(one, resolver=names))
    assert server.connections == 0


async def test_47_a_name_that_turns_private_between_hops_is_refused(server: FeedServer) -> None:
    names = Names(front=[["127.0.0.1"]], rebinds=[["127.0.0.1"], ["127.0.0.2"]])
    guard = Guard.allowing(["127.0.0.1"])
    location = f"http://rebinds.test:{server.port}"
    server.answer("/a", redirect(302, f"{location}/b"))
    server.publish("/b", BODY)
    async with FeedServer(hosts=("127.0.0.2",), port=server.port) as internal:
        one = feed(server.url("/a"))
        assert isinstance(await fetch(one, guard=guard, resolver=names), Fetched)
        assert "is private" in str(await refusal(one, guard=guard, resolver=names))
        assert internal.connections == 0


async def test_48_a_proxy_in_the_environment_is_not_used(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FeedServer(hosts=("127.0.0.3",)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url(""))
        monkeypatch.setenv("http_proxy", proxy.url(""))
        assert isinstance(await fetch(feed(server.publish("/a", BODY))), Fetched)
        assert proxy.connections == 0


async def test_49_a_host_that_the_operator_named_may_be_private(server: FeedServer) -> None:
    server.publish("/a", BODY)
    names = Names(feeds=[["127.0.0.1"]])
    one = feed(f"http://feeds.test:{server.port}/a")
    allowing = Guard.allowing(["feeds.test"])
    assert isinstance(await fetch(one, guard=allowing, resolver=names), Fetched)
    assert isinstance(await refusal(one, guard=Guard(), resolver=names), FetchError)


async def test_1_a_name_that_is_not_known_is_a_failure() -> None:
    class Nowhere(Names):
        async def resolve(self, host: str, *_: object, **__: object) -> list[ResolveResult]:
            raise OSError(-2, "Name or service not known")

    error = await refusal(feed("http://nowhere.test/a"), resolver=Nowhere())
    assert str(error) == "nowhere.test: the name is not known"


async def test_2_a_refused_connection_is_a_failure() -> None:
    async with FeedServer() as closed:
        url = closed.url("/a")
    assert "refused or failed" in str(await refusal(feed(url)))


async def test_4_a_broken_tls_handshake_is_a_failure() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"no handshake")
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as babbling:
        port = babbling.sockets[0].getsockname()[1]
        assert "TLS" in str(await refusal(feed(f"https://127.0.0.1:{port}/a")))


async def test_4_certificates_are_verified_for_every_host() -> None:
    async with Fetcher() as fetcher:
        for session in (fetcher._guarded, fetcher._trusted):
            assert session.connector._ssl is True
            assert session.trust_env is False


# manners


async def test_feeds_of_one_host_are_fetched_one_at_a_time(server: FeedServer) -> None:
    feeds = [feed(server.publish(f"/{n}", BODY)) for n in range(5)]
    async with Fetcher(guard=LOOPBACK) as fetcher:
        await asyncio.gather(*(fetcher.fetch(one) for one in feeds))
    assert (len(server.requests), server.most_at_once) == (5, 1)


async def test_feeds_of_different_hosts_are_fetched_side_by_side() -> None:
    hosts = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
    async with FeedServer(hosts=hosts) as server, Fetcher(guard=LOOPBACK) as fetcher:
        server.publish("/a", BODY)
        feeds = [feed(server.url("/a", host=host)) for host in hosts]
        await asyncio.gather(*(fetcher.fetch(one) for one in feeds))
        assert server.most_at_once > 1


async def test_32_a_password_in_an_address_is_sent_and_never_told(server: FeedServer) -> None:
    server.publish("/a", BODY)
    secret = f"http://reader:s3cret@127.0.0.1:{server.port}"
    fetched = await fetch(feed(f"{secret}/a"))
    assert "authorization" in server.requests[0].headers
    assert "s3cret" not in fetched.final_url
    for path in ("/missing", "/b"):
        server.answer("/b", Answer(raw=b"nonsense\r\n\r\n"))
        error = await refusal(feed(f"{secret}{path}"))
        assert "s3cret" not in str(error)
        assert error.__cause__ is None
        assert error.__context__ is None


def test_the_clock_is_the_real_one_unless_another_is_given() -> None:
    assert abs(Fetcher()._clock() - datetime.now(UTC)) < timedelta(minutes=1)
