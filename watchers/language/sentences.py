"""Split an entry into sentences and clauses; it looks at punctuation and small words only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from watchers.language.annotations import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

FACTORY = "stet_sentences"

_ENDS = frozenset((".", "!", "?", "...", "…", "!!", "??", "?!"))
_CLOSERS = frozenset(('"', "'", ")", "]", "''"))
_OPENERS = frozenset(('"', "'", "(", "[", "``"))
_MAY_END = frozenset(("a.m.", "p.m.", "inc.", "co.", "corp.", "ltd.", "jr.", "sr.", "d.c.", "al."))
_NUMBERED = frozenset("no nos mar sec art fig para".split())
_STARTERS = frozenset(
    "the it a an in on but and he she they we this that these those after since at by for".split()
)
_BREAKERS = frozenset(
    "while when after before although though whereas because if unless but until despite once"
    " whether".split()
)
_OPEN_WITH = frozenset("as when while after before although though if unless once had".split())
"""A sentence that opens with one of these goes on after the first comma."""
_AFTER_COMMA = frozenset(
    "and or but so as which who whose where nor yet though adding saying since making".split()
)
_SPEECH = frozenset(
    "said says say saying told confirmed adding added announced claimed stressed noted".split()
)


@Language.factory(FACTORY)
class SentenceSplitter:
    """Fills ``doc._.sentences``; a title is always its own sentence."""

    def __init__(self, nlp: Language, name: str) -> None:
        del nlp
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc``."""
        title_end = doc._.reading.title_end
        found = []
        for start, end in _sentences(doc):
            is_title = doc[start].idx < title_end
            clauses = tuple(_clauses(doc, start, end))
            found.append(Sentence(start, end, is_title, clauses))
        doc._.sentences = found
        return doc


def sentence_of(doc: Doc, index: int) -> Sentence:
    """The sentence that holds the token ``index`` (the one before it, for a token between two)."""
    sentences: list[Sentence] = doc._.sentences
    low, high = 0, len(sentences)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sentences[middle].start <= index else (low, middle)
    return sentences[low]


def starts_sentence(doc: Doc, index: int) -> bool:
    """Whether a sentence begins with the token ``index``."""
    return sentence_of(doc, index).start == index


def clause_of(doc: Doc, index: int) -> tuple[int, int]:
    """The bounds of the clause that holds the token ``index``."""
    sentence = sentence_of(doc, index)
    for start, end in sentence.clauses:
        if start <= index < end:
            return start, end
    return sentence.start, sentence.end


def _sentences(doc: Doc) -> Iterator[tuple[int, int]]:
    start = 0
    for token in doc:
        if token.is_space and "\n" in token.text:
            if token.i > start:
                yield start, token.i
            start = token.i + 1
        elif _is_end(doc, token.i):
            yield start, token.i + 1
            start = token.i + 1
    if start < len(doc):
        yield start, len(doc)


def _is_end(doc: Doc, index: int) -> bool:
    """Whether a sentence ends with this token: a full stop, or a quote mark that follows one."""
    token = doc[index]
    if index + 1 >= len(doc):
        return False
    follower = doc[index + 1]
    if token.text in _CLOSERS:
        before = doc[index - 1] if index else token
        is_closing = before.text in _ENDS and not before.whitespace_
        return is_closing and follower.text not in _CLOSERS and _may_start(doc, index + 1)
    if token.text in _ENDS:
        is_closed = follower.text in _CLOSERS and not token.whitespace_
        is_short = index > 0 and _is_shortened(doc, index)
        return not (is_closed or is_short) and _may_start(doc, index + 1)
    if token.lower_ in _MAY_END:
        return bool(follower.lower_ in _STARTERS and follower.is_title)
    return False


def _is_shortened(doc: Doc, stop: int) -> bool:
    """Whether a full stop belongs to the word before it: an initial, ``No. 5``, ``Mar. 3``."""
    word, follower = doc[stop - 1], doc[stop + 1]
    if word.whitespace_:
        return False
    is_initial = len(word.text) == 1 and word.text.isupper()
    return is_initial or (word.lower_ in _NUMBERED and follower.text[:1].isdigit())


def _may_start(doc: Doc, index: int) -> bool:
    token: Token = doc[index]
    while token.text in _OPENERS and token.i + 1 < len(doc):
        token = doc[token.i + 1]
    return not (token.text[:1].islower() or token.text in {",", ";", ":", "-"} or token.is_space)


def _clauses(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for index in range(start + 1, end):
        if index > begin and _begins_clause(doc, index, start, begin):
            yield begin, index
            begin = index
    if begin < end:
        yield begin, end


def _begins_clause(doc: Doc, index: int, start: int, begin: int) -> bool:
    token, before = doc[index], doc[index - 1]
    if before.text == "," and begin == start and doc[start].lower_ in _OPEN_WITH:
        return True
    if before.text in {";", ":"} or (before.text == "-" and _is_dash(doc, index - 1)):
        return True
    lower = token.lower_
    if lower in _BREAKERS:
        return not (lower == "but" and before.lower_ in {"all", "nothing", "anything"})
    if before.text == ",":
        return lower in _AFTER_COMMA
    if token.text == "(" or before.text == ")":
        return True
    return before.lower_ == "that" and index - 2 >= start and doc[index - 2].lower_ in _SPEECH


def _is_dash(doc: Doc, index: int) -> bool:
    """Whether a ``-`` stands between spaces, so that it parts clauses rather than joins words."""
    return bool(doc[index].whitespace_ and (index == 0 or doc[index - 1].whitespace_))
