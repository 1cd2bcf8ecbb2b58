"""Plain text out of HTML: strips, decodes, cleans, shortens; knows nothing of feeds.

Everything is linear in its input, whatever the input: these strings come from strangers.
"""

from __future__ import annotations

import re
from html import unescape

MAX_HTML_CHARS = 200_000
"""What is longer is cut before it is stripped."""

_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|template)\b.*?(?:</\1\s*>|\Z)"
    r"""|<[/!?]?([a-z][a-z0-9:-]*)(?:[^<>"']|"[^"]*"|'[^']*')*+>?""",
    re.DOTALL | re.IGNORECASE,
)
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split()
)
# controls, direction marks, lone surrogates, and what has no width (joiners keep their meaning)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")


def plain_text(html: str) -> str:
    """Strip markup, keep paragraphs as lines, decode entities once."""
    html = html[:MAX_HTML_CHARS]
    if "<" in html:
        html = _MARKUP.sub(_gap, html)
    return clean(unescape(html) if "&" in html else html)


def _gap(markup: re.Match[str]) -> str:
    return "\n" if (markup[2] or "").lower() in _BLOCKS else ""


def clean(text: str) -> str:
    """Take out what cannot be seen, and every white space but one space or line break."""
    return _BREAKS.sub("\n", _SPACES.sub(" ", without_invisible(text))).strip()


def without_invisible(text: str) -> str:
    """Take out controls, direction marks, and what would show nothing or cannot be stored."""
    return _INVISIBLE.sub("", text)


def cut(text: str, limit: int) -> str:
    """Shorten at a white space, so that no number is cut in two."""
    if len(text) <= limit:
        return text
    return text[: limit + 1].rsplit(None, 1)[0][:limit]
