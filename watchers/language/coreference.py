"""Say whom a pronoun means where that is plain: the speaker's we, the last subject's it or they.

It looks one sentence back at most, and adds mentions; it changes none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from watchers.language.annotations import Mention
from watchers.language.attribution import attribution_at
from watchers.language.sentences import clause_of, sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from watchers.baseline import Baseline

FACTORY = "stet_coreference"

_FIRST_PERSON = frozenset(("we", "our", "ours"))
_SINGULAR = frozenset(("it", "its"))
_PLURAL = frozenset(("they", "their"))
_PERSONAL = frozenset(("he", "she"))
_PERSON, _GROUPS = "person", frozenset(("group", "militia", "military", "party"))
_AFTER_DUMMY = frozenset(
    "is was 's has had will would may might could seems appears remains takes took came comes"
    " became becomes turned".split()
)
_GOVERNORS = frozenset(
    "in on at against by of for with from to after before near over under between among into"
    " toward towards about amid despite than like as".split()
)


def settings(baseline: Baseline) -> dict[str, object]:
    """The kind and the country of each actor."""
    return {"actors": {a.id: [a.kind, a.country] for a in baseline.actors}}


@Language.factory(FACTORY)
class PronounReader:
    """Adds to ``doc._.mentions`` what pronouns stand for."""

    def __init__(self, nlp: Language, name: str, *, actors: dict[str, list[str | None]]) -> None:
        del nlp
        self.name = name
        self._actors = actors

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc``."""
        found = [mention for token in doc for mention in self._meant(doc, token.i)]
        if found:
            doc._.mentions = sorted([*doc._.mentions, *found], key=lambda m: (m.start, m.end))
        return doc

    def _meant(self, doc: Doc, index: int) -> Iterator[Mention]:
        word = doc[index].lower_
        actor_id: str | None = None
        if word in _FIRST_PERSON:
            said = attribution_at(doc, index)
            actor_id = said.actor_id if said else None
        elif word in _SINGULAR | _PLURAL | _PERSONAL and not _is_dummy(doc, index):
            actor_id = self._subject_before(doc, index, word)
        if actor_id in self._actors:
            country = self._actors[actor_id][1]
            yield Mention(index, index + 1, "actor", actor_id, f"pronoun:{word}", country)

    def _subject_before(self, doc: Doc, index: int, word: str) -> str | None:
        """The last subject before the pronoun that it can stand for."""
        sentence = sentence_of(doc, index)
        clause = clause_of(doc, index)[0]
        sentences = doc._.sentences
        at = sentences.index(sentence)
        spans = [(sentence.start, clause)]
        if clause == sentence.start and at and not sentence.is_title:
            spans = [(sentences[at - 1].start, sentences[at - 1].end)]
        for start, end in spans:
            for mention in doc._.mentions:
                is_within = start <= mention.start and mention.end <= end
                if is_within and self._can_be(mention, word) and _is_subject(doc, mention, start):
                    return str(mention.id)
        return None

    def _can_be(self, mention: Mention, word: str) -> bool:
        if mention.kind not in {"actor", "office"} or mention.id not in self._actors:
            return False
        kind = self._actors[mention.id][0]
        if word in _PERSONAL:
            return kind == _PERSON
        return kind in _GROUPS if word in _PLURAL else kind != _PERSON


def _is_dummy(doc: Doc, index: int) -> bool:
    """``it was the first``, ``it has been``: an it that stands for nobody."""
    if doc[index].lower_ != "it" or index + 1 >= len(doc):
        return False
    follower = doc[index + 1].lower_
    if follower in {"has", "had", "will", "would", "may", "might", "could"}:
        return index + 2 < len(doc) and doc[index + 2].lower_ in {"been", "be", "taken", "come"}
    return follower in _AFTER_DUMMY


def _is_subject(doc: Doc, mention: Mention, start: int) -> bool:
    """Whether no preposition governs the mention and it owns nothing."""
    if mention.end < len(doc) and doc[mention.end].lower_ in {"'s", "'"}:
        return False
    before = [doc[i].lower_ for i in range(max(start, mention.start - 3), mention.start)]
    return not _GOVERNORS.intersection(before)
