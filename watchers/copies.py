"""Whose text an entry is: a sketch by which its copies are found, and the wire that it credits.

datasketch's door. It compares and names; what copies mean for the bar is `watchers.bar`'s matter.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import replace
from struct import unpack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.models import Entry

PERMUTATIONS = 64
"""The likeness of two sketches is within 0.06 of that of the texts (Broder 1997, MinHash)."""
SHINGLE_WORDS = 3
SHORTEST_WORDS = 12
"""A shorter text is like another by chance."""

_WORD = re.compile(r"\w+")
_NAME = r"(?P<name>[A-Z][\w.&’'-]*(?: [A-Z&][\w.&’'-]*){0,4})"
_CREDITS = (
    # BAGHDAD, Nov 21 (Example Wire) -
    re.compile(rf"\A[^\n()]{{0,60}}\({_NAME}\)\s*[-–—:]"),
    # ... (Example Wire) at the end, Source: Example Wire, with files from Example Wire
    re.compile(rf"\({_NAME}\)[\s.]*\Z"),
    re.compile(rf"(?i:\bsource:|\bfiles from|\breporting by|\bcredit:)\s+(?:the )?{_NAME}[\s.]*\Z"),
    re.compile(rf"\s[–—]\s*{_NAME}[\s.]*\Z"),
    # the Example Wire news agency reported, Example Press has reported
    re.compile(rf"\b{_NAME} (?:news )?agency (?:has )?(?:first )?(?:reported|reports|said)\b"),
    re.compile(rf"\b{_NAME} (?<=\b(?:Wire|News|Post) )(?:has |first )*report(?:ed|s)\b"),
    re.compile(rf"\b{_NAME} (?<=\b(?:Press|Times) )(?:has |first )*report(?:ed|s)\b"),
    re.compile(rf"\b(?:[Ff]irst |as )?reported by (?:the )?{_NAME}(?: (?:news )?agency)?[,.]"),
)


def with_origin(entry: Entry) -> Entry:
    """The entry with the sketch of its text and the wire that its text is credited to, if any."""
    return replace(entry, sketch=sketch(f"{entry.title}\n{entry.text}"), credit=credit(entry.text))


def sketch(text: str) -> str:
    """The MinHash of a text's shingles of words, in base64; empty for a short text."""
    from datasketch import MinHash

    words = _WORD.findall(text.casefold())
    if len(words) < SHORTEST_WORDS:
        return ""
    shingles = {
        " ".join(words[start : start + SHINGLE_WORDS]).encode()
        for start in range(len(words) - SHINGLE_WORDS + 1)
    }
    made = MinHash(num_perm=PERMUTATIONS, seed=1)
    made.update_batch(sorted(shingles))
    return b64encode(made.hashvalues.astype("<u4").tobytes()).decode()


def likeness(one: str, other: str) -> float:
    """About which share of their shingles two sketched texts have in common; 0 without a sketch."""
    if not one or not other:
        return 0.0
    mine, theirs = (unpack(f"<{PERMUTATIONS}I", b64decode(each)) for each in (one, other))
    alike: int = sum(a == b for a, b in zip(mine, theirs, strict=True))
    return alike / PERMUTATIONS


def credit(text: str) -> str | None:
    """The wire that a text is credited to, in its dateline, at its end or in passing."""
    found = (pattern.search(text.strip()) for pattern in _CREDITS)
    return next((match["name"].rstrip(".") for match in found if match is not None), None)
