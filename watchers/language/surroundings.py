"""What the words around a name make of it: a land, a dateline, an adjective; nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchers.language.sentences import sentence_of, starts_sentence

if TYPE_CHECKING:
    from spacy.tokens import Doc

_WHERE = frozenset(
    "in across inside within near into over throughout outside around via"
    " neighbouring neighboring western eastern northern southern central north south east west"
    " northwestern northeastern southwestern southeastern leave leaves leaving left depart"
    " departs departed departing enter enters entered entering exit exits exited quit evacuate"
    " evacuated evacuating visit visits visited visiting invaded throughout".split()
)
_PART_OF = frozenset(
    "north south east west outskirts parts part all most much centre center outside".split()
)
_COUNTS = frozenset("count tally total figure figures number toll".split())
_SKIPPED = frozenset(("the", "both", "and", ",", "&", "or", "either"))
_SOIL = frozenset(
    "soil territory territories land lands airspace border borders desert province provinces"
    " capital city cities town village side outskirts".split()
)
_MADE_BY_OTHERS = frozenset(
    "backed led aligned allied linked trained made supplied funded supported sponsored born"
    " armed equipped friendly owned brokered".split()
)
_AGAINST = frozenset(("anti", "pro", "non"))
_CIVIL = frozenset(
    "court courts judge judges jury lawyer lawyers lawmaker lawmakers senator senators congress"
    " senate congressman congresswoman congressional striker footballer player players team teams"
    " coach goalkeeper athlete actor actress singer band film films movie writer writers author"
    " journalist journalists reporter reporters columnist newspaper newspapers media network"
    " broadcaster analyst analysts expert experts academic academics professor scholar scholars"
    " university student students school company companies firm firms bank banks dollar dollars"
    " stocks shares bonds treasury market markets economy inflation economist economists investors"
    " carmaker crude election elections voter voters poll polls tourist tourists striker strikers"
    " league championship open television tv radio press".split()
)
_MAX_DATELINE = 9


def is_where(doc: Doc, start: int) -> bool:
    """Whether a word before the name says that a land or town is meant, not its government."""
    index = start - 1
    steps = 0
    while index >= 0 and steps < 8:  # noqa: PLR2004 - a list of a few countries
        token = doc[index]
        if token.lower_ in _WHERE:
            return True
        if token.lower_ in {"of", "for"}:
            kinds = _PART_OF if token.lower_ == "of" else _COUNTS
            return index > 0 and doc[index - 1].lower_ in kinds
        is_listed = token.text[:1].isupper() and steps and not starts_sentence(doc, token.i)
        if token.lower_ not in _SKIPPED and not is_listed:
            return False
        index -= 1
        steps += 1
    return False


def is_dateline(doc: Doc, start: int, end: int) -> bool:
    """Whether a place opens the body before a dash (``BAGHDAD -``, ``ERBIL, Iraq (Wire) -``)."""
    sentence = sentence_of(doc, start)
    opening = doc[sentence.start : min(sentence.end, sentence.start + _MAX_DATELINE)]
    dash = next((t.i for t in opening if t.text == "-" and t.whitespace_), None)
    if sentence.is_title or dash is None or end > dash:
        return False
    return all(t.text[:1].isupper() or not t.text[:1].isalpha() for t in doc[sentence.start : dash])


def is_modifier(doc: Doc, start: int, end: int) -> bool:
    """Whether a name only colours another: ``US-backed``, ``anti-Iran``."""
    if start >= 2 and doc[start - 1].text == "-" and doc[start - 2].lower_ in _AGAINST:  # noqa: PLR2004
        return True
    if end + 1 >= len(doc) or doc[end].text != "-":
        return False
    return doc[end + 1].lower_ in _MADE_BY_OTHERS and not doc[end].whitespace_


def is_civil(doc: Doc, end: int) -> bool:
    """Whether what follows is a people's court, team or market rather than its state."""
    return any(token.lower_ in _CIVIL for token in doc[end : end + 2])


def is_on_soil(doc: Doc, end: int) -> bool:
    """Whether what follows is a people's land: ``Iraqi soil``."""
    return end < len(doc) and doc[end].lower_ in _SOIL
