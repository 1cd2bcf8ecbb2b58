"""Drafts a baseline from an article's text: candidate claims, those that will date fastest first.

It proposes and decides nothing: whoever takes the draft on says each claim in their own words and
tells how it is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

CUES = (
    ("count since a date", 5, r"\bsince\b.*\d|\d.*\bsince\b"),
    ("never so far", 4, r"\b(none|never|no one|not one|not yet|yet to|refrain\w*|avoid\w*)\b"),
    ("so far", 3, r"\b(so far|to date|until now|still|remains?|currently|at present|now)\b"),
    ("present perfect", 2, r"\b(has|have) (been |not |also |already )?\w+(ed|en|wn|ut|ld|de)\b"),
    ("dated change", 2, r"\bon (Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec)\w*\.? \d"),
    ("figure", 2, r"[$€£]\s?\d|\d[\d,.]*\s*(percent|million|billion|trillion)|\b\d{2,}(,\d{3})*\b"),
    ("superlative", 1, r"\b(largest|highest|lowest|first|most|few|fewest|only)\b"),
)
"""Why a sentence will date, how fast (5 soonest), and the words that show it.

The idea that such cues predict which sentences get updated: NewsEdits 2.0 (Spangher and others).
"""
_PARAGRAPH = re.compile(r"\n\s*\n")
_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[A-Z\"“])")
_NOT_AN_END = re.compile(r"\b(U\.S|Mr|Mrs|Ms|Dr|Gen|Lt|Col|St|No|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may hold a checkable claim."""

    paragraph: int
    sentence: str
    cues: tuple[str, ...]
    speed: int


def draft_of(text: str) -> str:
    """Return the draft as TOML; raises InputError when the text holds nothing to check."""
    found = sorted(candidates(text), key=lambda one: (-one.speed, one.paragraph))
    if not found:
        raise InputError("the text holds no sentence with a figure, a date or a 'so far'")
    paragraphs = len(_paragraphs(text))
    return _HEAD.format(paragraphs=paragraphs) + "".join(
        _claim(number, candidate) for number, candidate in enumerate(found, 1)
    )


def candidates(text: str) -> Iterator[Candidate]:
    """Yield the sentences that will date, in the order of the text."""
    for number, paragraph in enumerate(_paragraphs(text), 1):
        for sentence in _sentences(paragraph):
            cues = [cue for cue in CUES if re.search(cue[2], sentence, re.IGNORECASE)]
            if cues:
                names = tuple(name for name, _speed, _pattern in cues)
                yield Candidate(number, sentence, names, sum(speed for _n, speed, _p in cues))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in _PARAGRAPH.split(text) if part.strip()]


def _sentences(paragraph: str) -> list[str]:
    sentences: list[str] = []
    for part in _END.split(paragraph):
        if sentences and _NOT_AN_END.search(sentences[-1]):
            sentences[-1] += f" {part}"
        else:
            sentences.append(part)
    return sentences


def _claim(number: int, candidate: Candidate) -> str:
    is_figure = "figure" in candidate.cues or "count since a date" in candidate.cues
    words = candidate.sentence.replace("\\", " ").replace('"', "'")
    holds = "tally" if "count since a date" in candidate.cues else "figure"
    kind = holds if is_figure else "status"
    number_in_it = re.search(r"\d[\d,]*(\.\d+)?", words)
    value = number_in_it[0].replace(",", "").rstrip(".") if number_in_it else "0"
    body = _FIGURE.format(value=value) if is_figure else _STATUS
    return _CLAIM.format(
        number=number,
        kind=kind,
        cues=", ".join(candidate.cues),
        paragraph=candidate.paragraph,
        words=words,
        body=body,
    )


_HEAD = """\
# A first draft: the claims stand in the order in which they are likely to date.
# For each: say it in your own words, keep or drop it, and tell how it is read.

id = "my-article"

[article]
title = "SAY WHAT ARTICLE THIS IS"
published = 2000-01-01
as_of = 2000-01-01
paragraphs = {paragraphs}

[[actors]]
id = "somebody"
kind = "group"
names = ["Somebody"]
"""
_CLAIM = """
# {cues}
# paragraph {paragraph}: {words}
[[claims]]
id = "claim-{number}"
kind = "{kind}"
paragraphs = [{paragraph}]
says = "SAY IT IN YOUR OWN WORDS"
definition = "SAY WHAT COUNTS AND WHAT DOES NOT"
scope = ["US"]
{body}"""
_FIGURE = 'value = {value}\nbound = "exact"\n'
_STATUS = """\
state = "holds"
[[claims.states]]
id = "holds"
says = "it holds"
relation = "agrees"
[[claims.states]]
id = "broken"
says = "it no longer holds"
relation = "contradicts"
"""
