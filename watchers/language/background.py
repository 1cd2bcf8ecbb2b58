"""Whether a stretch of text tells of old news: a date long past, a clause of since, a tale of then.

It compares with the day on which the entry was published; it knows no claim.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from watchers.language.sentences import clause_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from watchers.language.annotations import Sentence, TimeSpan

_OLD_AFTER = timedelta(days=75)
"""News tells of what happened lately; what lies longer back is told as history."""
_LONG_AGO = timedelta(days=300)
_OPENERS = frozenset(("since", "like"))
_COMPARING = frozenset(("as", "like"))
_PRESENT = frozenset("has have now is are".split())


def is_old_news(doc: Doc, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the tokens ``[start, end)`` of the sentence tell of something long past."""
    first, last = clause_of(doc, start)
    if doc[first].lower_ in _OPENERS or _since(doc, first, start) is not None:
        return True
    if _is_when_of_old(doc, first) or _is_told_as_history(doc, sentence, start, end):
        return True
    later = _since(doc, end, last)
    stop = last if later is None else later
    return any(
        _is_past(doc, span, _OLD_AFTER) and not _is_perfect(doc, span.end, end)
        for span in _spans(doc, first, stop)
    )


def _spans(doc: Doc, start: int, end: int) -> list[TimeSpan]:
    """The times between two tokens at which something happened."""
    return [
        span for span in doc._.times if start <= span.start < end and span.role in {"on", "during"}
    ]


def _is_past(doc: Doc, span: TimeSpan, age: timedelta) -> bool:
    return span.last is not None and span.last.value < doc._.published - age


def _is_perfect(doc: Doc, start: int, end: int) -> bool:
    """``those brought last year have been removed``: the time is not that of what is told."""
    return any(doc[i].lower_ in {"has", "have"} for i in range(start, end))


def _is_when_of_old(doc: Doc, start: int) -> bool:
    """``since February, when ...``: the clause tells of the day that is counted from."""
    if doc[start].lower_ != "when":
        return False
    return any(
        span.role == "since"
        and 0 <= start - span.end <= 1
        and span.first is not None
        and span.first.value < doc._.published - _OLD_AFTER
        for span in doc._.times
    )


def _is_told_as_history(doc: Doc, sentence: Sentence, start: int, end: int) -> bool:
    """A tale begun with an old year goes on, one sentence far, until another time is named."""
    before = [span for span in doc._.times if span.start < start]
    index = doc._.sentences.index(sentence)
    floor = doc._.sentences[max(0, index - 1)].start
    if not before or before[-1].start < floor or before[-1].role not in {"on", "during"}:
        return False
    if doc[before[-1].start - 1].lower_ in _COMPARING or not _is_past(doc, before[-1], _LONG_AGO):
        return False
    return not any(doc[i].lower_ in _PRESENT for i in range(sentence.start, end))


def _since(doc: Doc, start: int, end: int) -> int | None:
    """Where a ``since`` stands whose clause goes on to the end, over no comma."""
    for i in range(end - 1, start - 1, -1):
        if doc[i].text == ",":
            return None
        if doc[i].lower_ == "since":
            return i
    return None
