"""Tell a corrected number from the one it replaces, and a quotation of the article from news."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchers.language.counts import Count
    from watchers.language.page import Page

_CORRECTING = frozenset(
    "correction corrected corrects correct correcting revised revises revising revision amended "
    "restated clarification lowered misstated".split()
)
_EARLIER = frozenset("earlier previous previously initial initially originally original".split())
_REPORTED = frozenset(
    "version said report reports reported stated put gave given count figure tally story article "
    "tweet post statement number cited misstated".split()
)
_WALKED_BACK = frozenset(("walked", "back"))
_AT_FIRST = frozenset(("originally", "initially"))
_ARTICLE = frozenset("article story column post".split())
_WRONG = frozenset(
    "premature wrong incorrect inaccurate incorrectly erroneously mistakenly misreported misstated "
    "error false overstated mistake".split()
)
_MISSPOKEN = frozenset(("misspoken", "misspoke"))
_INSTEAD = {("not",), ("instead", "of"), ("rather", "than"), ("n't",)}
_WRITING = frozenset("write wrote written speak speaks spoke spoken talk talked reads".split())
_TEXTS = frozenset(
    "those articles article columns column columnists columnist essays op-eds headlines critics "
    "commentators commentary writers pieces".split()
)
_WRITERS = frozenset("columnist wrote writer op-ed essay essayist author column piece".split())


def is_correcting(page: Page, count: Count) -> bool:
    """Whether the text says that this number replaces an earlier one."""
    sentence = page.sentence(count.quantity.start)
    words = set(page.words[sentence.start : sentence.end])
    if words & _CORRECTING or {"earlier", "version"} <= words or words >= _WALKED_BACK:
        return True
    is_revised = "twice" in words or "first" in words
    return bool("now" in words and is_revised and {"says", "say", "put", "puts"} & words)


def is_retracted(page: Page, count: Count) -> bool:
    """Whether the text takes this number back: ``an earlier version said 68``."""
    start = count.quantity.start
    first, last = page.clause(start)
    if any(tuple(page.words[start - len(words) : start]) == words for words in _INSTEAD):
        return True
    if count.is_old and is_correcting(page, count):
        return True
    if _is_put_right(page, start):
        return True
    words = page.words[first:last]
    before = page.words[first:start]
    if _WRONG.intersection(words) or _MISSPOKEN.intersection(
        page.words[start : page.sentence(start).end]
    ):
        return True
    sentence = page.sentence(start)
    is_own = bool(_ARTICLE.intersection(before) and _AT_FIRST.intersection(before))
    is_taken_back = set(before) >= _WALKED_BACK
    is_fixed = (
        "version" in before
        or is_own
        or is_taken_back
        or bool(
            _CORRECTING.intersection(page.words[sentence.start : start])
            or _WRONG.intersection(page.words[sentence.start : sentence.end])
        )
    )
    return is_fixed and bool(_EARLIER.intersection(before) and _REPORTED.intersection(before))


def _is_put_right(page: Page, start: int) -> bool:
    """``We gave a total of 75. The correct number is 73.``: the next sentence replaces it."""
    sentence = page.sentence(start)
    behind = page.sentence(min(sentence.end + 1, len(page.words) - 1))
    opening = tuple(page.words[behind.start : behind.start + 4])
    is_right = opening[:1] == ("the",) and opening[1:2] in {("correct",), ("right",), ("true",)}
    is_should = opening in {("it", "should", "have", "been"), ("that", "should", "have", "been")}
    is_given = bool(_REPORTED.intersection(page.words[sentence.start : start]))
    return behind.start >= sentence.end and is_given and (is_right or is_should)


def is_quoted_from_article(page: Page, count: Count) -> bool:
    """Whether a writer's words are told again: ``the columnist who wrote of '40 attacks'``."""
    sentence = page.sentence(count.quantity.start)
    before = page.words[sentence.start : count.quantity.start]
    if before[-1:] == ["of"] and _WRITING.intersection(before[-7:]):
        return bool(_TEXTS.intersection(before))
    return bool(_WRITERS.intersection(before)) and ("wrote" in before or "'" in before[-4:])
