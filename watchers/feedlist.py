"""The list of feeds as OPML, in and out; stores nothing.

What other readers do not know stands in attributes of our own (``stetTier``, ``stetCountry``,
``stetEnabled``, ``stetNote``), which they ignore. The shipped list is ``feeds.opml`` beside this
file; there ``stetKind`` keeps the finer word that the tier was chosen from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from storage.errors import InputError
from storage.models import Feed, Tier
from watchers.markup import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

_YES_NO = ("true", "false")
SHIPPED = Path(__file__).with_name("feeds.opml")


def load(path: Path) -> list[Feed]:
    """Read an OPML file.

    Raises:
        InputError: it cannot be read or is wrong; names the file and the line.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from None
    return read_opml(text, file=str(path))


def read_opml(text: bytes, *, file: str = "") -> list[Feed]:
    """Read an OPML document: every outline with an ``xmlUrl``, however deep; ids are 0.

    An address that stands twice is taken once.

    Raises:
        InputError: not OPML, no feed in it, or a wrong value; names the line.
    """
    outlines = _Outlines(file)
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: outlines.begin(
        name, attributes, parser.CurrentLineNumber
    )
    parser.StartDoctypeDeclHandler = lambda *_: outlines.refuse(
        "a document type is not accepted; remove the DOCTYPE", parser.CurrentLineNumber
    )
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat takes it by position
    except expat.ExpatError as error:
        problem = f"not well-formed XML: {expat.ErrorString(error.code)}"
        raise InputError(problem, file=file, line=error.lineno) from None
    if not outlines.feeds:
        raise InputError("holds no feed: no outline has an xmlUrl", file=file)
    return list(outlines.feeds.values())


@dataclass
class _Outlines:
    """The feeds met so far, by address."""

    file: str
    feeds: dict[str, Feed] = field(default_factory=dict)
    is_opml: bool = False

    def begin(self, name: str, attributes: dict[str, str], line: int) -> None:
        if not self.is_opml and name.lower() != "opml":
            self.refuse(f"the root is <{name}>, where OPML has <opml>", line)
        self.is_opml = True
        if name.lower() == "outline" and attributes.get("xmlUrl", "").strip():
            feed = self._feed(attributes, line)
            self.feeds.setdefault(feed.url, feed)

    def _feed(self, attributes: dict[str, str], line: int) -> Feed:
        url = attributes["xmlUrl"].strip()
        if not is_web_address(url):
            self.refuse(f"{url!r} is not an http or https address", line, "xmlUrl")
        name = attributes.get("text") or attributes.get("title") or urlsplit(url).hostname or url
        return Feed(
            id=0,
            url=url,
            outlet=name.strip(),
            tier=Tier(self._one_of(attributes, "stetTier", tuple(Tier), Tier.UNKNOWN, line)),
            country=attributes.get("stetCountry", ""),
            language=attributes.get("language", "en"),
            site_url=attributes.get("htmlUrl", ""),
            is_enabled=self._one_of(attributes, "stetEnabled", _YES_NO, "true", line) == "true",
            note=attributes.get("stetNote", ""),
        )

    def _one_of(
        self, attributes: dict[str, str], name: str, allowed: tuple[str, ...], other: str, line: int
    ) -> str:
        value = attributes.get(name, other).strip()
        if value not in allowed:
            self.refuse(f"{value!r} is not one of {', '.join(allowed)}", line, name)
        return value

    def refuse(self, problem: str, line: int, name: str = "") -> None:
        raise InputError(problem, file=self.file, line=line, field=name)


def is_web_address(url: str) -> bool:
    """Whether it is an http or https address with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def write_opml(feeds: Iterable[Feed], *, title: str = "Stet feeds") -> bytes:
    """Write the feeds as OPML 2.0, grouped by tier; passwords in addresses are written too."""
    by_tier = sorted(feeds, key=lambda feed: (list(Tier).index(feed.tier), feed.outlet, feed.url))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{escape(clean(title))}</title></head>",
        "  <body>",
    ]
    for tier, members in groupby(by_tier, key=lambda feed: feed.tier):
        lines.append(f"    <outline text={quoteattr(tier)}>")
        lines.extend(f"      {_outline(feed)}" for feed in members)
        lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode()


def _outline(feed: Feed) -> str:
    attributes = {
        "type": "rss",
        "text": feed.outlet,
        "xmlUrl": feed.url,
        "htmlUrl": feed.site_url,
        "language": feed.language,
        "stetTier": feed.tier,
        "stetCountry": feed.country,
        "stetEnabled": "true" if feed.is_enabled else "false",
        "stetNote": feed.note,
    }
    written = (f"{name}={quoteattr(clean(value))}" for name, value in attributes.items() if value)
    return f"<outline {' '.join(written)}/>"
