"""Whose embassy or base a name means, and where: this one, another state's, another town's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchers.language.sentences import sentence_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from watchers.language.annotations import Mention
    from watchers.language.names import Name, NameTable

_CALENDAR = frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday the".split()
)


def is_of_another_state(doc: Doc, mention: Mention, known: Name, table: NameTable) -> bool:
    """Whether a post is another state's, or its own state's in another country.

    "The French embassy", "the embassy of Iraq", "Iraq's embassy in Washington"; where the
    name alone could be any state's ("its embassy"), the nearest state before it in its
    sentence decides.
    """
    before = mention.start - 1
    if before > 0 and doc[before].text in {"'s", "'"}:
        before -= 1
    beside = table.state_at(doc, before) if before >= 0 else None
    if beside not in {None, known.owner} or _is_elsewhere(doc, mention, known, table):
        return True
    if mention.end < len(doc) and doc[mention.end].lower_ == "of":
        states = (table.state_at(doc, t.i) for t in doc[mention.end + 1 : mention.end + 3])
        return any(state not in {None, known.owner} for state in states)
    is_its = mention.start > 0 and doc[mention.start - 1].lower_ in {"its", "their"}
    if not known.context and not is_its:
        return False
    first = sentence_of(doc, mention.start).start
    nearest = (table.state_at(doc, i) for i in range(mention.start - 1, first - 1, -1))
    state = next((state for state in nearest if state), known.owner)
    return state not in {known.owner, known.country}


def _is_elsewhere(doc: Doc, mention: Mention, known: Name, table: NameTable) -> bool:
    """Whether the words right after a post put it in another town or country."""
    follower = mention.end
    if follower + 1 >= len(doc) or doc[follower].lower_ not in {"in", "to", "at"}:
        return False
    follower += 2 if doc[follower + 1].lower_ in {"the", "neighbouring", "nearby"} else 1
    if follower >= len(doc):
        return False
    land = table.land_at(doc, follower)
    if land is None:
        is_in = doc[mention.end].lower_ == "in"
        return is_in and doc[follower].is_title and doc[follower].lower_ not in _CALENDAR
    is_other_town = land.kind == "place" and not set(land.within) & set(known.within)
    return is_other_town or land.country != mention.country
