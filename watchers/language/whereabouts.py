"""Where a stretch of text is set: the place said, those joined to it, else what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from watchers.language.annotations import Mention, Sentence

_JOINED = frozenset(
    ", and & or both the its their neighbouring neighboring including especially".split()
)
_SPOTS = frozenset(("place", "country", "region"))


def is_spot(mention: Mention) -> bool:
    """Whether a mention says where something is (not whose it is)."""
    if mention.kind == "country":
        return mention.rule not in {"country:state", "demonym", "dateline"}
    return mention.kind in _SPOTS and mention.rule != "dateline"


def joined_to(doc: Doc, sentence: Sentence, place: Mention) -> tuple[Mention, ...]:
    """A place and those listed with it: ``in Bahrain, Jordan and Iraq``."""
    spots = [m for m in _within(doc, sentence) if m.kind in _SPOTS and not _is_owner(doc, m)]
    found = [m for m in spots if m.start == place.start] or [place]  # "in both countries"
    for spot in sorted(spots, key=lambda m: m.start):
        if _are_joined(doc, found[-1], spot):
            found.append(spot)
    for spot in sorted(spots, key=lambda m: -m.start):
        if _are_joined(doc, spot, found[0]):
            found.insert(0, spot)
    return tuple(found)


def places_about(
    doc: Doc, sentence: Sentence, agent: Mention | None, patient: Mention | None
) -> tuple[Mention, ...]:
    """The places of the sentence; else the patient's land; else the only land of the entry.

    A sentence that speaks of other lands than its agent's is not about that one.
    """
    within = _within(doc, sentence)
    label = tuple(m for m in within if m.start == sentence.start and doc[m.end].text == ":")
    near = label or tuple(m for m in within if is_spot(m) and not _is_owner(doc, m))
    if near:
        return near
    if patient is not None:
        land = [m for m in doc._.mentions if m.start == patient.start and m.kind == "country"]
        if land:
            return tuple(land)
    spots = tuple(m for m in doc._.mentions if is_spot(m))
    lands = {m.country for m in spots}
    own = {agent.country} if agent is not None else set()
    others = {m.country for m in within if m.kind == "country"} - lands - own
    return spots if len(lands) == 1 and not others else ()


def _within(doc: Doc, sentence: Sentence) -> list[Mention]:
    return [m for m in doc._.mentions if sentence.start <= m.start < sentence.end]


def _is_owner(doc: Doc, land: Mention) -> bool:
    """``a post of Israel in Erbil``: whose it is, where the next words set it in another land."""
    is_of = land.start > 0 and doc[land.start - 1].lower_ == "of" and land.kind == "country"
    if not is_of or land.end + 1 >= len(doc) or doc[land.end].lower_ not in {"in", "near"}:
        return False
    where = [
        m for m in doc._.mentions if m.start == land.end + 1 and m.kind in {"place", "country"}
    ]
    return bool(where) and all(m.country != land.country for m in where)


def _are_joined(doc: Doc, one: Mention, other: Mention) -> bool:
    between = [doc[i] for i in range(one.end, other.start)]
    return one.end <= other.start and all(
        token.lower_ in _JOINED or token.like_num or token.lower_ == "in" for token in between
    )
