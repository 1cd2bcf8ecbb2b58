"""Find the line on which each key of a TOML file stands; the values are left to tomllib."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tomllib

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}'
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
    r"|\#[^\n]*|\n|[\[\]{},=]|[^\s\[\]{},=\"'#]+|[ \t\r]+",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of each table, key and list element, by its path in the loaded data.

    Args:
        text: a TOML document that tomllib accepts.
    """
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, int]] = []
        line = 1
        for match in _TOKEN.finditer(text):
            token = match.group()
            if token.strip(" \t\r") and not token.startswith("#"):
                self._tokens.append((token, line))
            line += token.count("\n")
        self._at = 0
        self._lines: dict[Path, int] = {(): 1}
        self._counts: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._at < len(self._tokens):
            piece, _ = self._tokens[self._at]
            if piece == "\n":
                self._at += 1
            elif piece == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _header(self) -> Path:
        line = self._tokens[self._at][1]
        is_list = self._tokens[self._at + 1][0] == "["
        self._at += 1 + is_list
        keys = self._keys("]")
        self._at += 1 + is_list
        path: Path = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        if is_list:
            number = self._counts[path] = self._counts.get(path, -1) + 1
            self._lines.setdefault(path, line)
            path = (*path, number)
        self._lines[path] = line
        return path

    def _inside(self, path: Path) -> Path:
        """The last element, where the path is a list of tables."""
        return (*path, self._counts[path]) if path in self._counts else path

    def _keys(self, closer: str) -> list[str]:
        keys: list[str] = []
        while self._peek() not in {closer, ""}:
            token = self._tokens[self._at][0]
            keys += [token[1:-1]] if token[0] in "\"'" else [k for k in token.split(".") if k]
            self._at += 1
        return keys

    def _pair(self, table: Path) -> None:
        line = self._tokens[self._at][1]
        path = (*table, *self._keys("="))
        self._at += 1
        for depth in range(len(table) + 1, len(path) + 1):
            self._lines.setdefault(path[:depth], line)
        self._value(path)

    def _value(self, path: Path) -> None:
        opener = self._peek()
        if opener == "[":
            self._list(path)
        elif opener == "{":
            self._at += 1
            while self._peek() != "}":
                if self._peek() in {",", "\n"}:
                    self._at += 1
                else:
                    self._pair(path)
            self._at += 1
        else:
            while self._peek() not in {"\n", ",", "]", "}", ""}:
                self._at += 1

    def _list(self, path: Path) -> None:
        self._at += 1
        number = 0
        while self._peek() != "]":
            if self._peek() in {",", "\n"}:
                self._at += 1
                continue
            self._lines[(*path, number)] = self._tokens[self._at][1]
            self._value((*path, number))
            number += 1
        self._at += 1


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of the longest beginning of ``path`` that stands in the file."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def syntax_line(error: tomllib.TOMLDecodeError) -> int | None:
    """The line on which tomllib stopped, where it says so."""
    found = re.search(r"line (\d+)", str(error))
    return int(found.group(1)) if found else None
