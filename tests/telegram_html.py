"""A judge of Telegram's HTML: what the server accepts becomes text and entities, the rest an error.

Written from the rules that TDLib's parser enforces; it sends nothing and renders nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ALIASES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji",
    "tg-time": "date_time", "a": "text_link", "pre": "pre", "code": "code",
    "blockquote": "blockquote",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TAG_NAME = re.compile(r"[A-Za-z0-9-]*")
ENTITY = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]{1,9})|#(?P<dec>[0-9]{1,9})|(?P<name>[a-z]+));?")
BARE_VALUE = re.compile(r"[A-Za-z0-9.-]+")


class RefusedHtml(ValueError):  # noqa: N818 - it reads as what happened
    """The server answers 400: Bad Request: can't parse entities."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A styled stretch of the plain text; offsets in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str = ""


@dataclass(slots=True)
class _Open:
    name: str
    attributes: dict[str, str]
    start: int


def utf16(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(source: str) -> tuple[str, list[Entity]]:
    """The plain text and its entities; raises RefusedHtml where the server would refuse."""
    try:
        source.encode()
    except UnicodeEncodeError:
        raise RefusedHtml("Text must be encoded in UTF-8") from None
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.plain: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            char = self.source[self.at]
            if char == "<":
                self._tag()
            elif char == "&":
                self._entity()
            else:
                self._add(char)
                self.at += 1
        if self.open:
            self._refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return "".join(self.plain), self.entities

    def _add(self, text: str) -> None:
        self.plain.append(text)
        self.length += utf16(text)

    def _refuse(self, problem: str) -> None:
        offset = len(self.source[: self.at].encode())
        raise RefusedHtml(f"Bad Request: can't parse entities: {problem} at byte offset {offset}")

    def _entity(self) -> None:
        found = ENTITY.match(self.source, self.at)
        char = found and _character(found)
        if found is None or not char:
            self._add("&")
            self.at += 1
            return
        self._add(char)
        self.at = found.end()

    def _tag(self) -> None:
        if self.source.startswith("</", self.at):
            self._end_tag()
            return
        found = TAG_NAME.match(self.source, self.at + 1)
        assert found
        name = found[0].lower()
        if name not in ALIASES:
            self._refuse(f'Unsupported start tag "{name}"')
        attributes, end = self._attributes(found.end(), name)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._refuse('Tag "span" must have class "tg-spoiler"')
        self.open.append(_Open(name, attributes, self.length))
        self.at = end

    def _attributes(self, at: int, name: str) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while True:
            at = self._skip_space(at)
            if at >= len(self.source):
                self._refuse(f'Unclosed start tag "{name}"')
            if self.source[at] == ">":
                return attributes, at + 1
            key = re.compile(r"[^\s=>/\"']*").match(self.source, at)
            assert key
            if not key[0]:
                self._refuse(f'Empty attribute name in the tag "{name}"')
            value, at = self._value(key.end(), name)
            attributes[key[0].lower()] = value

    def _value(self, at: int, name: str) -> tuple[str, int]:
        at = self._skip_space(at)
        if at >= len(self.source) or self.source[at] != "=":
            return "", at
        at = self._skip_space(at + 1)
        if at >= len(self.source):
            self._refuse(f'Unclosed start tag "{name}"')
        mark = self.source[at]
        if mark not in "\"'":
            bare = BARE_VALUE.match(self.source, at)
            if not bare:
                self._refuse(f'Unexpected character in an attribute of the tag "{name}"')
            assert bare
            return bare[0], bare.end()
        end = self.source.find(mark, at + 1)
        if end < 0:
            self._refuse(f'Unclosed start tag "{name}"')
        raw = self.source[at + 1 : end]
        return ENTITY.sub(lambda found: _character(found) or found[0], raw), end + 1

    def _skip_space(self, at: int) -> int:
        while at < len(self.source) and self.source[at].isspace():
            at += 1
        return at

    def _end_tag(self) -> None:
        found = re.compile(r"</([A-Za-z0-9-]*)\s*>").match(self.source, self.at)
        if not self.open:
            self._refuse("Unexpected end tag")
        if not found:
            self._refuse("Unclosed end tag")
        assert found
        top = self.open.pop()
        if found[1] and found[1].lower() != top.name:
            self._refuse(f'Unmatched end tag, expected "</{top.name}>", found "</{found[1]}>"')
        if length := self.length - top.start:
            url = top.attributes.get("href", "")
            self.entities.append(Entity(ALIASES[top.name], top.start, length, url))
        self.at = found.end()


def _character(found: re.Match[str]) -> str:
    if name := found["name"]:
        return NAMED.get(name, "")
    code = int(found["hex"], 16) if found["hex"] else int(found["dec"])
    if code == 0 or code >= 0x10FFFF or 0xD800 <= code < 0xE000:
        return ""
    return chr(code)
