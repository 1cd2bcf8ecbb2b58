"""How a stretch of text is put: as a fact, a plan, a threat, a denial; it knows no claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.language import Language

from storage.models import Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc

FACTORY = "stet_assertion"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that change how the stretch ``[scope_start, scope_end)`` is to be taken."""

    start: int
    end: int
    kind: str
    """``negated`` or a Modality value."""
    rule: str
    scope_start: int
    scope_end: int


@Language.factory(FACTORY)
class CueFinder:
    """Fills ``doc._.cues``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        return doc


def is_negated(doc: Doc, start: int, end: int) -> bool:
    """Whether the tokens ``[start, end)`` are said not to be so."""
    return any(cue.kind == "negated" and _covers(cue, start, end) for cue in doc._.cues)


def modality_at(doc: Doc, start: int, end: int) -> Modality:
    """How the tokens ``[start, end)`` are put; ASSERTED where nothing says otherwise."""
    return Modality.ASSERTED


def _covers(cue: Cue, start: int, end: int) -> bool:
    return cue.scope_start <= start and end <= cue.scope_end
