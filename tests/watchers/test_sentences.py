"""Sentences and clauses, on the real tokeniser."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from watchers.language import annotate
from watchers.language.sentences import clause_of, sentence_of, starts_sentence

if TYPE_CHECKING:
    from spacy.language import Language


def split(nlp: Language, text: str, title: str = "") -> list[str]:
    doc = annotate(nlp, title=title, text=text, published=date(2023, 11, 20))
    return [doc[s.start : s.end].text for s in doc._.sentences]


def clauses(nlp: Language, text: str) -> list[str]:
    doc = annotate(nlp, text=text, published=date(2023, 11, 20))
    return [doc[a:b].text for s in doc._.sentences for a, b in s.clauses]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Maj. Gen. Pat Ryder spoke on Oct. 24 in the U.S. capital.", 1),
        ("The base was hit. Nobody died.", 2),
        ("It ended at 5 p.m. The base was hit.", 2),
        ("It was 3.5 million. no more than that", 1),
        ('"We hit them." A man said so.', 2),
        ('He said: "We hit them. We will do it again." Then he left.', 3),
        ("Was it hit? Yes! It was.", 3),
        ("First line\n\nSecond line", 2),
        ("No. 5 base and Lt. Col. Smith vs. the rest", 1),
        ("They hit it...and left", 1),
    ],
)
def test_a_full_stop_ends_a_sentence_only_where_it_does(
    nlp: Language, text: str, count: int
) -> None:
    assert len(split(nlp, text)) == count


def test_the_title_is_a_sentence_of_its_own(nlp: Language) -> None:
    doc = annotate(nlp, title="Base hit", text="It burnt.", published=date(2023, 11, 20))
    assert [s.is_title for s in doc._.sentences] == [True, False]
    assert [t.text for t in doc if starts_sentence(doc, t.i)] == ["Base", "It"]


def test_clauses_part_at_marks_and_at_the_words_that_open_them(nlp: Language) -> None:
    assert clauses(nlp, "It fell, but nobody died when it burnt; all left.") == [
        "It fell,", "but nobody died", "when it burnt;", "all left.",
    ]  # fmt: skip
    assert clauses(nlp, "BAGHDAD \u2014 It fell (so they say) again") == [
        "BAGHDAD -", "It fell", "(so they say)", "again",
    ]  # fmt: skip


def test_an_opening_clause_ends_at_its_comma(nlp: Language) -> None:
    assert clauses(nlp, "As it did in 2019, Washington left.") == [
        "As it did in 2019,", "Washington left.",
    ]  # fmt: skip


def test_all_but_opens_no_clause(nlp: Language) -> None:
    assert len(clauses(nlp, "Washington pulled all but essential staff out")) == 1


def test_a_token_finds_its_sentence_and_clause(nlp: Language) -> None:
    doc = annotate(nlp, text="One came. Two left, and three died.", published=date(2023, 11, 20))
    three = next(t.i for t in doc if t.text == "three")
    assert doc[sentence_of(doc, three).start].text == "Two"
    start, end = clause_of(doc, three)
    assert doc[start:end].text == "and three died."


def test_numbers_glued_to_words_come_apart(nlp: Language) -> None:
    doc = annotate(nlp, text="hit 66times for $153bn", published=date(2023, 11, 20))
    assert [t.text for t in doc] == ["hit", "66", "times", "for", "$", "153", "bn"]


def test_an_empty_entry_has_no_sentence(nlp: Language) -> None:
    assert split(nlp, "") == []
