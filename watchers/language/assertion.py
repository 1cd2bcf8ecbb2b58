"""How a stretch of text is put: as a fact, a plan, a threat, a denial; it knows no claim.

A table of cues in the manner of ConText (Harkema and others, 2009): each cue has a direction and
reaches to the end of its clause or to a word that stops it; pseudo-cues look like cues and are
none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.language import Language

from storage.models import Modality
from watchers.language.cues import CUES, TERMINATORS
from watchers.language.sentences import clause_of, sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

    from watchers.language.annotations import Attribution
    from watchers.language.cues import CueRule, Step

FACTORY = "stet_assertion"

_GAP = 4
_NEGATED, _PSEUDO = "negated", "pseudo"
_STRONGEST_FIRST = (
    Modality.DENIED,
    Modality.HYPOTHETICAL,
    Modality.DEMANDED,
    Modality.THREATENED,
    Modality.PLANNED,
    Modality.POSSIBLE,
    Modality.HISTORICAL,
    Modality.CLAIMED,
)
"""Where several cues reach the same words, the first of these wins."""
_FUTURE_IN_PAST = "hypothetical:would"
"""In what somebody said, ``would`` tells of what is to come."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_MODALS = frozenset(("would", "could", "might"))
_OLD_AFTER_YEARS = 2
_SINCE = frozenset(("since", "from", "between", "until", "through", "for", "-"))
_NO_TIME_OF = frozenset("budget fiscal year".split())


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that change how the tokens ``[scope_start, scope_end)`` are to be taken."""

    start: int
    end: int
    kind: str
    """``negated`` or the value of a Modality."""
    rule: str
    scope_start: int
    scope_end: int


@Language.factory(FACTORY)
class CueFinder:
    """Fills ``doc._.cues``."""

    def __init__(self, nlp: Language, name: str) -> None:
        del nlp
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc``."""
        matches = sorted(_matches(doc), key=lambda match: (match[0] - match[1], match[0]))
        taken: set[int] = set()
        cues = []
        for start, end, rule in matches:
            if taken.intersection(range(start, end)):
                continue
            taken.update(range(start, end))
            if rule.kind != _PSEUDO:
                scope = _scope(doc, (start, end), rule.direction)
                if rule.kind == _NEGATED:
                    scope = _before_and_that(doc, scope)
                cues.append(Cue(start, end, rule.kind, f"{rule.kind}:{rule.words}", *scope))
        cues += [*_questions(doc), *_old_years(doc), *_counterfactuals(doc), *_nones(doc)]
        doc._.cues = sorted(cues, key=lambda cue: cue.start)
        return doc


def _matches(doc: Doc) -> Iterator[tuple[int, int, CueRule]]:
    """Where rows of the table fit, each as long as it can."""
    texts = [token.text for token in doc]
    words = [text.lower() for text in texts]
    for start, word in enumerate(words):
        for rule in CUES.get(word, ()):
            end = _end_of(rule.steps, texts, words, start)
            if end is not None:
                yield start, end, rule


def _end_of(steps: Sequence[Step], texts: list[str], words: list[str], at: int) -> int | None:
    """Where the steps end if they fit from ``at`` on."""
    for number, step in enumerate(steps):
        if step.is_gap:
            rest = steps[number + 1 :]
            ends = (_end_of(rest, texts, words, at + skipped) for skipped in range(_GAP + 1))
            return next((end for end in ends if end is not None), None)
        found = at < len(words) and (texts if step.is_exact else words)[at] in step.forms
        if found:
            at += 1
        elif not step.may_miss:
            return None
    return at


def is_negated(doc: Doc, start: int, end: int) -> bool:
    """Whether the tokens ``[start, end)`` are said not to be so."""
    return any(cue.kind == _NEGATED for cue in cues_over(doc, start, end))


def modality_at(doc: Doc, start: int, end: int) -> Modality:
    """How the tokens ``[start, end)`` are put.

    ASSERTED where nothing says otherwise; ATTRIBUTED, or CLAIMED where the verb keeps its
    distance, where only somebody's word stands behind it.
    """
    said: list[Attribution] = [a for a in doc._.attributions if a.start <= start and end <= a.end]
    kinds = {
        Modality.PLANNED if cue.rule == _FUTURE_IN_PAST and said else cue.kind
        for cue in cues_over(doc, start, end)
    }
    for modality in _STRONGEST_FIRST:
        if modality in kinds:
            return modality
    if any(attribution.is_claim for attribution in said):
        return Modality.CLAIMED
    return Modality.ATTRIBUTED if said else Modality.ASSERTED


def cues_over(doc: Doc, start: int, end: int) -> list[Cue]:
    """The cues that reach the tokens ``[start, end)`` and are no part of them."""
    return [
        cue
        for cue in doc._.cues
        if cue.scope_start <= start
        and end <= cue.scope_end
        and not (start <= cue.start and cue.end <= end)
    ]


def _scope(doc: Doc, cue: tuple[int, int], direction: str) -> tuple[int, int]:
    """What a cue reaches, given its direction."""
    start, end = cue
    sentence = sentence_of(doc, start)
    if direction == ".":
        return sentence.start, sentence.end
    first, last = clause_of(doc, start)
    if direction == "<>":
        return first, last
    if direction == "<":
        return first, start
    reach = sentence.end if direction == ">>" else clause_of(doc, max(start, end - 1))[1]
    if end >= reach:  # the cue ends its clause ("denied that | ..."): it reaches the next one
        reach = clause_of(doc, end)[1] if end < sentence.end else end
    stop = next((i for i in range(end, reach) if doc[i].lower_ in TERMINATORS), reach)
    return end, stop


def _before_and_that(doc: Doc, scope: tuple[int, int]) -> tuple[int, int]:
    """``had no priority but this and that it would ...``: what else is said is not negated."""
    start, end = scope
    joints = (i for i in range(start, end - 1) if doc[i].lower_ == "and")
    return start, next((i for i in joints if doc[i + 1].lower_ == "that"), end)


def _questions(doc: Doc) -> Iterator[Cue]:
    for sentence in doc._.sentences:
        last = doc[sentence.end - 1]
        mark = last if last.text == "?" or sentence.end - sentence.start < 2 else doc[last.i - 1]  # noqa: PLR2004
        if mark.text == "?":
            yield Cue(
                mark.i, mark.i + 1, Modality.HYPOTHETICAL, "question", sentence.start, sentence.end
            )


def _counterfactuals(doc: Doc) -> Iterator[Cue]:
    """``Had the drone hit ...``, ``would have died``: the whole sentence is no fact."""
    for sentence in doc._.sentences:
        words = [token.lower_ for token in doc[sentence.start : sentence.end]]
        is_inverted = words[0] in {"had", "were", "should"} and _MODALS.intersection(words)
        if is_inverted:
            yield Cue(
                sentence.start, sentence.start + 1, Modality.HYPOTHETICAL, "counterfactual",
                sentence.start, sentence.end,
            )  # fmt: skip


def _nones(doc: Doc) -> Iterator[Cue]:
    """Cues of ``Strikes in the country: none``, which says that nothing before it is so."""
    for sentence in doc._.sentences:
        words = [token.lower_ for token in doc[sentence.start : sentence.end]]
        while words and words[-1] in {".", "!", '"', ";", ","}:
            words.pop()
        if len(words) > 2 and words[-1] in {"none", "nil", "zero"} and words[-2] in {":", "-"}:  # noqa: PLR2004
            at = sentence.start + len(words) - 1
            yield Cue(at, at + 1, _NEGATED, "none at the end", sentence.start, at)


def _old_years(doc: Doc) -> Iterator[Cue]:
    """A year well before the entry makes its clause, or the noun it stands before, history."""
    published = doc._.published
    if published is None:
        return
    for token in doc:
        if not _YEAR.fullmatch(token.text) or int(token.text) > published.year - _OLD_AFTER_YEARS:
            continue
        first, last = clause_of(doc, token.i)
        first = next((i for i in range(token.i - 1, first, -1) if doc[i].lower_ == "since"), first)
        before = doc[token.i - 1].lower_ if token.i > first else ""
        if before in _SINCE:
            continue
        is_of_noun = before in {"the", "a", "its", "their"} and token.i + 1 < last
        scope = (token.i + 1, min(last, token.i + 4)) if is_of_noun else (first, last)
        yield Cue(token.i, token.i + 1, Modality.HISTORICAL, "old year", *scope)
