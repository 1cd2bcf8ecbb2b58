"""Who speaks where nobody else is named as the doer: the voice cited, the author of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchers.language.annotations import Mention
from watchers.language.attribution import attribution_at
from watchers.language.sentences import clause_of

if TYPE_CHECKING:
    from spacy.tokens import Doc


def speaker_at(doc: Doc, index: int) -> Mention | None:
    """The actor whose words stand around a token."""
    said = attribution_at(doc, index)
    if said is None or said.actor_id is None:
        return None
    return Mention(said.start, said.start, "actor", said.actor_id, "speaker")


def author_of(doc: Doc, index: int) -> Mention | None:
    """The actor of the title, where the clause says ``we``: a statement under its author's name."""
    start, end = clause_of(doc, index)
    if not any(doc[i].lower_ in {"we", "our"} for i in range(start, end)):
        return None
    title_end = doc._.reading.title_end
    named = (m for m in doc._.mentions if m.kind == "actor" and doc[m.start].idx < title_end)
    return next(named, None)
