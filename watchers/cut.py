"""Finds each entry's bytes in an RSS or Atom body, to take known ones out; gives up when unsure.

A body is laid out only where taking entries out cannot change how feedparser reads the rest. It
keeps state from entry to entry (namespaces, bases, what it takes for inline markup), so every
element must be one that leaves this state as it found it: well-formed UTF-8 without a DOCTYPE or
`xml:base`, namespaces declared at the root alone, known elements in known places, no markup that
is not escaped. RDF and JSON are never laid out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Container

ATOM = "http://www.w3.org/2005/Atom"
_PREFIXES = {
    "": "",
    ATOM: "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://purl.org/rss/1.0/modules/slash/": "slash:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://wellformedweb.org/commentAPI/": "wfw:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.itunes.com/DTDs/PodCast-1.0.dtd": "itunes:",
}
"""The namespaces whose elements may stand in an entry, with the prefixes that feedparser gives."""

_ENTRY = frozenset(
    "title link guid id description summary content pubdate published issued updated modified"
    " created author contributor category comments enclosure source rights copyright"
    " keywords".split()
)
_HEAD = _ENTRY | frozenset(
    "language generator lastbuilddate ttl docs managingeditor webmaster subtitle tagline logo icon"
    " cloud image textinput skiphours skipdays".split()
)
_PERSON = frozenset("name email uri url".split())
_PICTURE = frozenset("url title link width height description name".split())
_HOLDS = {
    "": frozenset({"rss", "feed"}),
    "rss": frozenset({"channel"}),
    "channel": _HEAD | {"item"},
    "feed": _HEAD | {"entry"},
    "item": _ENTRY,
    "entry": _ENTRY,
    "author": _PERSON,
    "contributor": _PERSON,
    "image": _PICTURE,
    "textinput": _PICTURE,
    "skiphours": frozenset({"hour"}),
    "skipdays": frozenset({"day"}),
    "itunes:owner": frozenset({"itunes:name", "itunes:email"}),
}
"""What may stand in what, in lower case, beside the elements of other namespaces."""
_MANY = frozenset({"channel", "feed", "item", "entry"})

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DECLARATION = re.compile(rb"<\?xml\s[^>]*>")
_ENCODING = re.compile(rb"""encoding=["'](.*?)["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^"';\s]*)""", re.IGNORECASE)
_UTF_8 = frozenset({"utf-8", "utf8"})


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each entry stands in a body."""

    body: bytes
    spans: tuple[tuple[int, int], ...]
    """Where each entry starts and where it ends, in bytes."""
    fingerprints: tuple[str, ...]
    """Of each entry: equal where its bytes are, and all else that decides what they mean."""

    def without(self, fingerprints: Container[str]) -> bytes:
        """The body with the entries of these fingerprints taken out."""
        pieces, end = [], 0
        for (start, stop), fingerprint in zip(self.spans, self.fingerprints, strict=True):
            if fingerprint in fingerprints:
                pieces.append(self.body[end:start])
                end = stop
        return b"".join((*pieces, self.body[end:]))


def lay_out(body: bytes, *, content_type: str = "", address: str = "") -> Layout | None:
    """Find the entries of a body; None where taking some out might change what others say.

    Args:
        body: the decoded body.
        content_type: the header, which may name the encoding.
        address: where it comes from: relative links mean another thing elsewhere.
    """
    if not _is_plainly_utf_8(body, content_type):
        return None
    finder = _Finder(body)
    try:
        finder.parser.Parse(body, True)  # noqa: FBT003 - expat takes no keywords
    except (_UnsureError, expat.ExpatError):
        return None
    frame = blake2b(f"{address}\0{content_type}\0".encode("utf-8", "replace"), digest_size=16)
    frame.update(body[: finder.head_start])
    fingerprints = []
    for start, end in finder.spans:
        one = frame.copy()
        one.update(body[start:end])
        fingerprints.append(one.hexdigest())
    return Layout(body, tuple(finder.spans), tuple(fingerprints))


def _is_plainly_utf_8(body: bytes, content_type: str) -> bool:
    """Whether nothing says that it is in another encoding, and guessing would change nothing."""
    has_mark = body.startswith(_BYTE_ORDER_MARK)
    declaration = _DECLARATION.match(body, len(_BYTE_ORDER_MARK) if has_mark else 0)
    declared = _ENCODING.findall(declaration[0]) if declaration else []
    if body.count(b"encoding=") != len(declared):
        return False  # feedparser takes the last one of the first line
    named = {name.decode("ascii", "replace").lower() for name in declared}
    if "charset" in content_type.lower():
        named |= {name.lower() for name in _CHARSET.findall(content_type)} or {""}
    return named <= _UTF_8 and (bool(named) or has_mark or body.isascii())


class _UnsureError(Exception):
    """Something whose effect on what follows is not known."""


class _Finder:
    """Follows the elements of one body and notes where the entries stand.

    Attributes:
        parser: what is to be given the body.
        spans: start and end of each entry.
        head_start: where the first element below the channel or feed starts.
    """

    def __init__(self, body: bytes) -> None:
        self.spans: list[tuple[int, int]] = []
        self.head_start = 0
        self._body, self._open, self._names = body, [""], dict[str, str]()
        self._entry_start = 0
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartNamespaceDeclHandler = self._declare
        self.parser.StartDoctypeDeclHandler = _give_up

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        name, parent = self._name(full_name), self._open[-1]
        if not _may_stand(name, parent):
            raise _UnsureError(full_name)
        if attributes:
            self._check(name, attributes)
        if parent in ("channel", "feed"):
            self.head_start = self.head_start or self.parser.CurrentByteIndex
            if name in ("item", "entry"):
                self._entry_start = self.parser.CurrentByteIndex
        self._open.append(name)

    def _end(self, _: str) -> None:
        if self._open.pop() in ("item", "entry"):
            end = self._body.index(b">", self.parser.CurrentByteIndex) + 1
            self.spans.append((self._entry_start, end))

    def _name(self, full_name: str) -> str:
        if full_name not in self._names:
            namespace, _, local = full_name.rpartition(" ")
            if namespace not in _PREFIXES:
                raise _UnsureError(full_name)
            self._names[full_name] = _PREFIXES[namespace] + local.lower()
        return self._names[full_name]

    def _check(self, name: str, attributes: dict[str, str]) -> None:
        """Refuse a base, which feedparser keeps, and what only a CDF channel would carry."""
        if name in ("channel", "item", "entry"):
            raise _UnsureError(name)
        if any(attribute.rpartition(" ")[2].lower() == "base" for attribute in attributes):
            raise _UnsureError("base")

    def _declare(self, prefix: str | None, namespace: str) -> None:
        """Refuse a namespace declared below the root, or under a prefix known for another one."""
        meant = f"{prefix}:".lower()
        if len(self._open) > 1 or (
            meant in _PREFIXES.values() and _PREFIXES.get(namespace) != meant
        ):
            raise _UnsureError(namespace)


def _may_stand(name: str, parent: str) -> bool:
    if name in _HOLDS.get(parent, ()):
        return True
    return ":" in name and (
        parent in _MANY
        or (parent in ("media:group", "media:content") and name.startswith("media:"))
    )


def _give_up(*_: object) -> None:
    raise _UnsureError("DOCTYPE")
