"""What an entry takes back: a report that it repeats only to withdraw it becomes a correction.

It looks at the words around what was read; what a correction undoes is `watchers.contradiction`'s
matter.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from storage.models import Bound, Modality, Window
from watchers.baseline import ClaimKind, Relation
from watchers.case import speaks_of_none
from watchers.scopes import Lies, lies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.models import Entry, Observation
    from watchers.baseline import Baseline, Claim

RULE = "retraction"

_NOTICE = re.compile(
    r"\A\W*(?:correction|corrected|retraction|retracted|withdrawn|clarification)\b"
    r"|\b(?:withdraws?|withdrew|retracts?|retracted|(?:has|have) withdrawn)\b[^.]*"
    r"\b(?:report|item|story|article|alert)\b"
    r"|\b(?:earlier|previous|initial|our) (?:report|version|story|item)[^.]*"
    r"\b(?:wrong|wrongly|incorrect|incorrectly|false|falsely|erroneous|erroneously|in error)\b",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"\bwithdr(?:aw|ew)\w*|\bretract\w*|\bwrong(?:ly)?\b|\berroneous(?:ly)?\b|\bin error\b"
    r"|\bfalse(?:ly)?\b|\bincorrect(?:ly)?\b|\bno longer stands?\b"
    r"|\b(?:we|it|they) (?:had )?(?:said|wrote|written|reported)\b"
    r"|\b(?:earlier|previous|initial) (?:report|version|story|item)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\A\W*(?:that|this|it|they) (?:was|is|were|did|has|had)(?:n't| not| wrong| false| untrue)"
    r"|\A\W*no such\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


def with_corrections(
    entry: Entry, observations: Sequence[Observation], baseline: Baseline
) -> list[Observation]:
    """The observations of an entry, those that it takes back turned into corrections.

    Only in an entry that says that it corrects; and only what stands in a sentence that takes
    something back, or before one that says that it was not so. What such an entry tells besides
    stays as it was read.
    """
    text = f"{entry.title}\n{entry.text}"
    if not (_NOTICE.search(entry.title) or _NOTICE.search(entry.text)):
        return list(observations)
    return [
        _corrected(one, baseline.claim(one.claim)) if _is_taken_back(one, text) else one
        for one in observations
    ]


def _is_taken_back(observation: Observation, text: str) -> bool:
    sentences = _SENTENCE_END.split(text)
    for sentence, after in zip(sentences, [*sentences[1:], ""], strict=True):
        if observation.quote in sentence:
            return bool(_TAKES_BACK.search(sentence) or _DENIES.search(after))
    return False


def _corrected(observation: Observation, claim: Claim) -> Observation:
    if observation.is_correction or lies(observation.scope, claim.scope) is Lies.APART:
        return observation
    plain = replace(
        observation,
        rule=RULE,
        modality=Modality.ASSERTED,
        source=None,
        source_id=None,
        counts=True,
        why_not=None,
        is_correction=True,
    )
    if claim.kind is ClaimKind.STATUS and observation.state is not None:
        agrees = claim.state_of(observation.state).relation is Relation.AGREES
        return observation if agrees else replace(plain, state=claim.state)
    if speaks_of_none(claim) and observation.value:
        none = replace(plain, value=0, upper=None, bound=Bound.EXACT)
        return replace(none, window=Window.CUMULATIVE, scope=claim.scope)
    return observation
