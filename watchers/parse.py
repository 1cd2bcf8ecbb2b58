"""feedparser's door: turns a body into entries of plain text; fetches, stores and reads nothing.

The body goes in as a stream only, because feedparser opens a string as a file or an address. HTML
is stripped here, in one linear pass, so feedparser is told to leave it alone. A hostile body can
still keep feedparser busy for hours: run this where it can be killed (`watchers.workers`).
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from xml.sax import SAXException

import feedparser

from storage.errors import NotAFeed
from storage.models import Entry, Feed
from watchers.cut import lay_out
from watchers.markup import MAX_HTML_CHARS, clean, cut, plain_text, without_invisible
from watchers.stamps import first_believable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from watchers.stamps import Dated

MAX_ENTRIES = 500
MAX_TITLE_CHARS = 1_000
MAX_TEXT_CHARS = 20_000
MAX_KEY_CHARS = 500
MAX_URL_CHARS = 2_000
_ROOT_ENDS = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_JSON_FEED = re.compile(r"(?:https://jsonfeed\.org/version/)?(1(?:\.\d)?)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a body holds."""

    entries: list[Entry]
    title: str
    version: str
    """feedparser's name of the format: ``rss20``, ``rss10``, ``atom10``, ``json11`` and so on."""
    language: str
    has_repeats: bool = False
    """Whether entries share what identifies them, so that the key of one depends on the others."""


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry as a format gives it, before anything is cleaned."""

    guid: str = ""
    link: str = ""
    title: str = ""
    text: str = ""
    dates: tuple[Dated, ...] = ()
    """Each date that it gives, the one of publication first."""


def parse(body: bytes, feed: Feed, *, now: datetime, content_type: str = "") -> Parsed:
    """Read every entry of a body.

    An entry's key is its guid, else its link, else a hash of its title and date. Dates outside
    400 days back and 36 hours ahead of ``now`` are not believed: ``now`` stands in, and
    ``is_dated`` is False. A date without a zone is taken as UTC.

    Args:
        body: the decoded body.
        feed: where it comes from: outlet, tier, the base of relative links.
        now: when it was seen.
        content_type: the header, which may name the encoding.

    Raises:
        NotAFeed: a page, a captcha, nothing at all, or what no parser can make sense of.
    """
    is_json = body[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    header, found = _read_json(body) if is_json else _read_xml(body, content_type)
    read = (_entry(one, feed, now) for one in found[:MAX_ENTRIES])
    entries = [entry for entry in read if entry]
    has_repeats = len({entry.key for entry in entries}) < len(entries)
    return replace(header, entries=_told_apart(entries), has_repeats=has_repeats)


def parse_unlisted(
    body: bytes, feed: Feed, *, now: datetime, content_type: str = "", listing: Mapping[str, str]
) -> tuple[list[Entry], dict[str, str]]:
    """Read the entries of a body that its feed has not listed before, byte for byte.

    Those that it has are taken out before feedparser sees the body. Where it is not certain that
    the others are read as `parse` reads them, nothing is taken out and every entry is returned.

    Args:
        body: the decoded body.
        feed: where it comes from.
        now: when it was seen.
        content_type: the header.
        listing: key by fingerprint of the entries last listed, as this function returned it.

    Returns:
        The entries, and the listing to be given when the feed's next body is read.

    Raises:
        NotAFeed: as for `parse`.
    """
    layout = lay_out(body, content_type=content_type, address=feed.url)
    if layout is None or len(layout.spans) > MAX_ENTRIES:
        return parse(body, feed, now=now, content_type=content_type).entries, {}
    known = {one: listing[one] for one in layout.fingerprints if one in listing}
    parsed = parse(layout.without(known), feed, now=now, content_type=content_type)
    shares_key = not {entry.key for entry in parsed.entries}.isdisjoint(known.values())
    if known and (parsed.has_repeats or shares_key):
        known, parsed = {}, parse(body, feed, now=now, content_type=content_type)
    unlisted = [one for one in layout.fingerprints if one not in known]
    if not parsed.has_repeats and len(unlisted) == len(parsed.entries):
        keys = (entry.key for entry in parsed.entries)
        known |= dict(zip(unlisted, keys, strict=True))
    return parsed.entries, known


def describe(
    body: bytes, *, url: str = "", now: datetime, content_type: str = ""
) -> dict[str, object]:
    """Say what a body is: ``{"version", "title", "language", "entries", "newest"}``.

    Raises:
        NotAFeed: something else.
    """
    parsed = parse(body, Feed(id=0, url=url, outlet=""), now=now, content_type=content_type)
    dated = [entry.published_at for entry in parsed.entries if entry.is_dated]
    return {
        "version": parsed.version,
        "title": parsed.title,
        "language": parsed.language,
        "entries": len(parsed.entries),
        "newest": max(dated).isoformat() if dated else None,
    }


# feedparser's formats


def _read_xml(body: bytes, content_type: str) -> tuple[Parsed, list[_Found]]:
    # no content-location: feedparser would resolve guids against it, and make one of empty ones
    headers = {"content-type": content_type} if content_type else {}
    try:
        document = feedparser.parse(
            io.BytesIO(body),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - its parts raise whatever they like on hostile input
        raise NotAFeed(f"the parser gave up ({type(error).__name__})") from None
    version = document.get("version") or ""
    if not version:
        raise NotAFeed(
            "the answer is a page, not a feed" if body.strip() else "the answer is empty"
        )
    entries = document.entries
    if isinstance(document.get("bozo_exception"), SAXException) and _is_truncated(body):
        entries = entries[:-1]
    header = document.feed
    title, language = plain_text(str(header.get("title", ""))), str(header.get("language") or "")
    parsed = Parsed([], cut(title, MAX_TITLE_CHARS), version, language)
    is_typed = version.startswith("atom")
    return parsed, [_from_feedparser(entry, is_typed=is_typed) for entry in entries[:MAX_ENTRIES]]


def _is_truncated(body: bytes) -> bool:
    """Whether the end of an ill-formed body is missing, in the middle of an entry."""
    tail = body.rstrip()[-2_000:]
    return not (_ROOT_ENDS.search(tail) or tail.endswith((b"</item>", b"</entry>")))


def _from_feedparser(entry: Any, *, is_typed: bool) -> _Found:  # noqa: ANN401 - untyped
    guid, link = str(entry.get("id") or "").strip(), str(entry.get("link") or "").strip()
    if link == guid and not _is_web(guid):
        link = ""  # a guid that is no address, taken for one because nothing says otherwise
    dates = tuple(
        (str(entry[name]), entry.get(f"{name}_parsed"))
        for name in ("published", "updated", "created")
        if name in entry
    )
    bodies = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    body = max(bodies, key=lambda part: len(part.get("value") or ""))
    title = entry.get("title_detail") or {}
    return _Found(
        guid, link, _plain(title, is_typed=is_typed), _plain(body, is_typed=is_typed), dates
    )


def _plain(detail: Any, *, is_typed: bool) -> str:  # noqa: ANN401 - feedparser is untyped
    """Strip what is HTML; outside Atom that is feedparser's guess, and it overlooks some."""
    value = str(detail.get("value") or "")
    is_plain = is_typed and detail.get("type") == "text/plain"
    return clean(value) if is_plain else plain_text(value)


# JSON Feed, https://www.jsonfeed.org/version/1.1/


def _read_json(body: bytes) -> tuple[Parsed, list[_Found]]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise NotAFeed("the answer is broken JSON") from None
    version = _JSON_FEED.fullmatch(_field(document, "version"))
    if version is None:
        raise NotAFeed("the answer is JSON, but not a JSON Feed")
    items = document.get("items")
    name = "json" + version[1].replace(".", "")
    title = cut(plain_text(_field(document, "title")), MAX_TITLE_CHARS)
    parsed = Parsed([], title, name, _field(document, "language"))
    return parsed, [
        _from_json(item)
        for item in (items if isinstance(items, list) else [])[:MAX_ENTRIES]
        if isinstance(item, dict)
    ]


def _from_json(item: dict[str, object]) -> _Found:
    text = plain_text(_field(item, "content_html")) or clean(_field(item, "content_text"))
    dates = (_field(item, "date_published"), _field(item, "date_modified"))
    return _Found(
        guid=_field(item, "id").strip(),
        link=_field(item, "url") or _field(item, "external_url"),
        title=clean(_field(item, "title")),
        text=text or clean(_field(item, "summary")),
        dates=tuple((raw, None) for raw in dates if raw),
    )


def _field(item: object, name: str) -> str:
    """Give a field that should be a string or a number, and is anything in a hostile feed."""
    value = item.get(name) if isinstance(item, dict) else None
    return str(value)[:MAX_HTML_CHARS] if isinstance(value, str | int) else ""


# from what a format gives to an entry


def _entry(found: _Found, feed: Feed, now: datetime) -> Entry | None:
    title, text = cut(found.title, MAX_TITLE_CHARS), cut(found.text, MAX_TEXT_CHARS)
    if not (title or text):
        return None
    url = _web_link(found.link, feed)
    moment = first_believable(found.dates, country=feed.country, now=now)
    return Entry(
        key=_key(found, url, title),
        title=title,
        text=text,
        url=url,
        outlet=feed.outlet,
        tier=feed.tier,
        published_at=moment or now,
        is_dated=moment is not None,
        content_hash=_digest(title, text),
        feed_id=feed.id,
    )


def _key(found: _Found, url: str, title: str) -> str:
    key = without_invisible(found.guid) or url
    if not key:
        return "hash:" + _digest(title, *(raw for raw, _ in found.dates))
    return key if len(key) <= MAX_KEY_CHARS else "hash:" + _digest(key)


def _told_apart(entries: list[Entry]) -> list[Entry]:
    """Tell different entries apart that share a key; of versions of one, keep the first."""
    different = {(entry.key, entry.url, entry.title) for entry in entries}
    shared = Counter(key for key, _, _ in different)
    told_apart: dict[str, Entry] = {}
    for entry in entries:
        is_shared = shared[entry.key] > 1
        key = f"{entry.key}#{_digest(entry.url, entry.title)}" if is_shared else entry.key
        told_apart.setdefault(key, replace(entry, key=key))
    return list(told_apart.values())


def _digest(*parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(joined, digest_size=16).hexdigest()


def _is_web(link: str) -> bool:
    return link.lower().startswith(("http://", "https://"))


def _base(feed: Feed) -> str:
    """Give the address that relative links start from, without a password in it."""
    parts = urlsplit(feed.url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _one_line(link: str) -> str:
    """Take line breaks and tabs out, as browsers do, and keep a space a part of the link."""
    return re.sub(r"[\t\r\n]", "", without_invisible(link)).strip().replace(" ", "%20")


def _web_link(link: str, feed: Feed) -> str:
    """Give an absolute http or https link to something but the feed, or nothing."""
    try:
        base = _base(feed)
        absolute = urljoin(base, _one_line(link))
        is_usable = _is_web(absolute) and bool(urlsplit(absolute).hostname) and absolute != base
    except ValueError:
        return ""
    return absolute if is_usable and len(absolute) <= MAX_URL_CHARS else ""
