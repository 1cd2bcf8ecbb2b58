"""Entries as a feed's bytes in RSS 2.0, Atom, RSS 1.0 (RDF) or JSON Feed; the inverse of parsing.

Each format carries the text as real outlets do: paragraphs of HTML in RSS 2.0 and Atom, plain text
in the others; RSS has no way to say which it is and is read as HTML, so there it is escaped twice.
"""

from __future__ import annotations

import html
import json
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.demo.archive import Format
    from storage.models import Entry, Feed

_ATOM = "http://www.w3.org/2005/Atom"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RSS1 = "http://purl.org/rss/1.0/"
_DC = "http://purl.org/dc/elements/1.1/"

CONTENT_TYPES: Mapping[Format, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}


def rendered(form: Format, feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Write the entries, in the order given, as a feed of that format; UTF-8."""
    return _RENDERERS[form](feed, entries)


def _rss(feed: Feed, entries: Sequence[Entry]) -> bytes:
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _children(channel, title=feed.outlet, link=feed.site_url, description=feed.note, language="en")
    for entry in entries:
        item = ET.SubElement(channel, "item")
        date = format_datetime(entry.published_at, usegmt=True)
        _children(item, title=_escaped(entry.title), link=entry.url, pubDate=date)
        _children(item, description=_html(entry))
        ET.SubElement(item, "guid", isPermaLink="false").text = entry.key
    return _document(root)


def _atom(feed: Feed, entries: Sequence[Entry]) -> bytes:
    root = ET.Element("feed", xmlns=_ATOM)
    newest = [_stamp(entry.published_at) for entry in entries[:1]]
    _children(root, title=feed.outlet, id=feed.site_url, updated="".join(newest))
    ET.SubElement(root, "link", href=feed.site_url)
    for entry in entries:
        item = ET.SubElement(root, "entry")
        date = _stamp(entry.published_at)
        _children(item, id=f"urn:example:{entry.key}", title=entry.title, published=date)
        _children(item, updated=date)
        ET.SubElement(item, "link", rel="alternate", href=entry.url)
        ET.SubElement(item, "content", type="html").text = _html(entry)
    return _document(root)


def _rdf(feed: Feed, entries: Sequence[Entry]) -> bytes:
    root = ET.Element("rdf:RDF", {"xmlns": _RSS1, "xmlns:rdf": _RDF, "xmlns:dc": _DC})
    channel = ET.SubElement(root, "channel", {"rdf:about": feed.site_url})
    _children(channel, title=feed.outlet, link=feed.site_url, description=feed.note)
    listed = ET.SubElement(ET.SubElement(channel, "items"), "rdf:Seq")
    for entry in entries:
        ET.SubElement(listed, "rdf:li", {"rdf:resource": entry.url})
        item = ET.SubElement(root, "item", {"rdf:about": entry.url})
        _children(item, title=_escaped(entry.title), link=entry.url)
        _children(item, description=_escaped(entry.text))
        ET.SubElement(item, "dc:date").text = _stamp(entry.published_at)
    return _document(root)


def _json(feed: Feed, entries: Sequence[Entry]) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.outlet,
        "home_page_url": feed.site_url,
        "language": "en",
        "items": [
            {
                "id": entry.key,
                "url": entry.url,
                "title": entry.title,
                "content_text": entry.text,
                "date_published": _stamp(entry.published_at),
            }
            for entry in entries
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode()


_RENDERERS: Mapping[Format, Callable[[Feed, Sequence[Entry]], bytes]] = {
    "rss": _rss,
    "atom": _atom,
    "rdf": _rdf,
    "json": _json,
}


def _children(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _document(root: ET.Element) -> bytes:
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _html(entry: Entry) -> str:
    return "".join(f"<p>{_escaped(part)}</p>" for part in entry.text.split("\n\n"))


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
