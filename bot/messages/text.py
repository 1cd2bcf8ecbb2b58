"""Rich text as spans: escaped, measured and cut on plain text; it knows no sentence and no noun."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

MESSAGE_UNITS = 4096
"""UTF-16 units in a message (Bot API, sendMessage)."""
CAPTION_UNITS = 1024
"""UTF-16 units in a photo's caption (Bot API, sendPhoto)."""
MESSAGE_BYTES = 30_000
"""The server refuses raw text over 32,768 bytes before it parses it; this leaves room."""
LINK_CHARACTERS = 1000

TAGS = {
    "": ("", ""),
    "bold": ("<b>", "</b>"),
    "struck": ("<s>", "</s>"),
    "italic": ("<i>", "</i>"),
    "code": ("<code>", "</code>"),
    "quote": ("<blockquote>", "</blockquote>"),
    "folded": ("<blockquote expandable>", "</blockquote>"),
}
STEERING = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
"""Characters that turn the reading direction or hide: feeds may not steer our lines."""
WIDTH_BEYOND_BMP = 0x10000


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text) + sum(ord(char) >= WIDTH_BEYOND_BMP for char in text)


def clean(text: str) -> str:
    """Drop what could steer, hide or break a message; line breaks stay."""
    text = STEERING.sub("", text.replace("\r\n", "\n"))
    if text.isprintable():
        return text
    return "".join(_clean_character(char) for char in text)


def _clean_character(char: str) -> str:
    match unicodedata.category(char):
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case "Cc" | "Zl" | "Zp":
            return "\n" if char == "\n" else " "
        case _:
            return char


def cut(text: str, limit: int) -> str:
    """Shorten to ``limit`` UTF-16 units with an ellipsis, never inside a character."""
    if units(text) <= limit:
        return text
    kept, room = [], limit - 1
    for char in text:
        room -= units(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept).rstrip("\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-16} ") + "…"


def one_line(text: str, limit: int = 200) -> str:
    """What a feed wrote, as one clean line of at most ``limit`` units."""
    return cut(" ".join(clean(text).split()), limit)


def is_safe_link(url: str) -> bool:
    """Whether a link may be offered: http or https, a host, no credentials, nothing hidden."""
    if len(url) > LINK_CHARACTERS or clean(url) != url or any(char.isspace() for char in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style, perhaps a link. Spans do not nest."""

    text: str
    style: str = ""
    href: str = ""

    @property
    def html(self) -> str:
        """The span in Telegram's HTML."""
        escaped = html.escape(clean(self.text), quote=False)
        if self.href and is_safe_link(self.href):
            return f'<a href="{html.escape(self.href)}">{escaped}</a>'
        opening, closing = TAGS[self.style]
        return f"{opening}{escaped}{closing}" if escaped else ""

    def part(self, text: str) -> Span:
        """The same style and link on another text."""
        return Span(text, self.style, self.href)


def bold(text: str) -> Span:
    """What is said now."""
    return Span(text, "bold")


def struck(text: str) -> Span:
    """What stood."""
    return Span(text, "struck")


def italic(text: str) -> Span:
    """An aside."""
    return Span(text, "italic")


def code(text: str) -> Span:
    """An id that can be copied by a tap."""
    return Span(text, "code")


def folded(text: str) -> Span:
    """A quotation that opens on a tap."""
    return Span(text, "folded")


def link(text: str, url: str) -> Span:
    """A link where the address is safe, else the bare text."""
    return Span(text, href=url if is_safe_link(url) else "")


@dataclass(frozen=True, slots=True)
class Text:
    """A sequence of spans; everything that is sent is one of these."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, *parts: str | Span | Text) -> Self:
        """Join strings, spans and texts in order."""
        spans: list[Span] = []
        for part in parts:
            match part:
                case Text():
                    spans.extend(part.spans)
                case Span():
                    spans.append(part)
                case str():
                    spans.append(Span(part))
        return cls(tuple(span for span in spans if span.text))

    @classmethod
    def lines(cls, rows: Iterable[str | Span | Text]) -> Self:
        """Join rows with line breaks; an empty string makes a blank line."""
        parts: list[str | Span | Text] = []
        for row in rows:
            parts += ["\n", row] if parts else [row]
        return cls.of(*parts)

    @property
    def html(self) -> str:
        """The text in Telegram's HTML."""
        return "".join(span.html for span in self.spans)

    @property
    def plain(self) -> str:
        """The same words without markup; links follow their text in brackets."""
        return "".join(
            clean(span.text) + (f" ({span.href})" if span.href else "") for span in self.spans
        )

    @property
    def units(self) -> int:
        """The length that Telegram counts after it has parsed the markup."""
        return sum(units(clean(span.text)) for span in self.spans)

    def __bool__(self) -> bool:
        return any(clean(span.text).strip() for span in self.spans)

    def pages(self, limit: int = MESSAGE_UNITS) -> list[Text]:
        """Split at line breaks into texts that Telegram accepts; a longer line is cut up."""
        if _fits(self, limit):
            return [self] if self else []
        pages: list[Text] = []
        page = Text()
        for row in self._rows(limit):
            longer = Text.of(page, "\n", row) if page.spans else row
            if _fits(longer, limit):
                page = longer
                continue
            if page:
                pages.append(page)
            page = row
        return [*pages, page] if page else pages

    def _rows(self, limit: int) -> list[Text]:
        rows: list[list[Span]] = [[]]
        for span in self.spans:
            for index, line in enumerate(span.text.split("\n")):
                if index:
                    rows.append([])
                rows[-1] += [span.part(piece) for piece in _pieces(line, limit // 2)]
        whole = [Text.of(*row) for row in rows]
        return [piece for row in whole for piece in ([row] if _fits(row, limit) else _apart(row))]


def _fits(text: Text, limit: int) -> bool:
    return text.units <= limit and len(text.html.encode()) <= MESSAGE_BYTES


def _apart(row: Text) -> list[Text]:
    return [Text((span,)) for span in row.spans]


def _pieces(line: str, limit: int) -> list[str]:
    """A line in stretches of at most ``limit`` units (code points first: two units at most)."""
    if units(line) <= limit:
        return [line] if line else []
    step = limit // 2
    return [line[start : start + step] for start in range(0, len(line), step)]
