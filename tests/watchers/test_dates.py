"""Times of a text against the day it was published, and the part that each plays."""

from __future__ import annotations

from datetime import date

import pytest
import spacy

from watchers.language.dates import FACTORY, find_times
from watchers.language.moments import Calendar
from watchers.language.tokens import tune

EVENTS = {
    ("the", "gaza", "war"): date(2023, 10, 7),
    ("gaza", "war"): date(2023, 10, 7),
    ("the", "hospital", "blast"): date(2023, 10, 17),
}


@pytest.fixture(scope="module")
def tokens() -> spacy.language.Language:
    nlp = spacy.blank("en")
    tune(nlp)
    return nlp


def read(tokens: spacy.language.Language, text: str, published: str = "2023-11-21") -> list[str]:
    """Each time as ``role first last``."""
    words = [token.lower_ for token in tokens(text)]
    calendar = Calendar(date.fromisoformat(published), EVENTS, max(map(len, EVENTS)))
    return [
        " ".join(str(part) for part in (time.role, time.first or "-", time.last or "-"))
        for time in find_times(words, calendar)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("since October 17", "since 2023-10-17 -"),
        ("since Oct. 17, 2022", "since 2022-10-17 -"),
        ("since 17 October", "since 2023-10-17 -"),
        ("since the 17th of October 2022", "since 2022-10-17 -"),
        ("since mid-October", "since 2023-10-15~ -"),
        ("since the beginning of October", "since 2023-10-01~ -"),
        ("since last October", "since 2023-10-01~ -"),
        ("since October last year", "since 2022-10-01~ -"),
        ("since the autumn", "since 2023-09-01~ -"),
        ("since the spring of 2022", "since 2022-03-01~ -"),
        ("since 2022", "since 2022-01-01~ -"),
        ("since Tuesday", "since 2023-11-21 -"),
        ("since the Gaza war began", "since 2023-10-07 -"),
        ("since the start of the Gaza war", "since 2023-10-07 -"),
        ("since the hospital blast", "since 2023-10-17 -"),
        ("after 17 October", "since 2023-10-17 -"),
        ("between mid-October and the truce", "since 2023-10-15~ -"),
        ("as of 20 November", "as_of - 2023-11-20"),
        ("by Monday morning", "as_of - 2023-11-20"),
        ("by the end of October", "as_of - 2023-10-31"),
        ("by late November", "as_of - 2023-11-21"),
        ("as of 2023-11-05", "as_of - 2023-11-05"),
        ("before October 26", "until - 2023-10-25"),
        ("until 26 October", "until - 2023-10-26"),
        ("through October", "until - 2023-10-31~"),
        ("on Thursday alone", "on 2023-11-16 2023-11-16"),
        ("on Friday, Nov. 10", "on 2023-11-10 2023-11-10"),
        ("on 2023-10-17", "on 2023-10-17 2023-10-17"),
        ("yesterday", "on 2023-11-20 2023-11-20"),
        ("overnight", "on 2023-11-21~ 2023-11-21~"),
        ("last night", "on 2023-11-20 2023-11-20"),
        ("this morning", "on 2023-11-21 2023-11-21"),
        ("four years ago this week", "on 2019-11-21~ 2019-11-21~"),
        ("a day earlier", "on 2023-11-20 2023-11-20"),
        ("on Christmas Day", "on 2022-12-25 2022-12-25"),
        ("at the start of the week", "on 2023-11-20~ 2023-11-20~"),
        ("at the end of last month", "on 2023-10-31 2023-10-31"),
        ("over the weekend", "during 2023-11-18 2023-11-19"),
        ("this week", "during 2023-11-20~ 2023-11-21"),
        ("so far this year", "during 2023-01-01 2023-11-21"),
        ("last month", "during 2023-10-01~ 2023-10-31~"),
        ("in the past four weeks", "during 2023-10-24 2023-11-21"),
        ("the last month", "during 2023-10-21 2023-11-21"),
        ("in recent weeks", "during 2023-10-31 2023-11-21"),
        ("in less than a month", "during 2023-10-21~ 2023-11-21"),
        ("in a fortnight", "during 2023-11-07~ 2023-11-21"),
        ("in 24 hours", "during 2023-11-20~ 2023-11-21"),
        ("in October", "during 2023-10-01~ 2023-10-31~"),
        ("in early October", "during 2023-10-01~ 2023-10-10~"),
        ("in December 2019", "during 2019-12-01~ 2019-12-31~"),
        ("in 2019", "during 2019-01-01~ 2019-12-31~"),
        ("at the end of 2019", "on 2019-12-31 2019-12-31"),
        ("between October 17 and November 14", "during 2023-10-17 2023-11-14"),
        ("between 17 and 26 October", "during 2023-10-17 2023-10-26"),
        ("from Oct. 17 to Nov. 14", "during 2023-10-17 2023-11-14"),
        ("Oct. 17-30", "during 2023-10-17 2023-10-30"),
        ("in May", "during 2023-05-01~ 2023-05-31~"),
        ("on May 5", "on 2023-05-05 2023-05-05"),
    ],
)
def test_a_time_is_resolved_and_has_its_role(
    tokens: spacy.language.Language, text: str, expected: str
) -> None:
    assert read(tokens, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "he may go",
        "they march on",
        "in the house",
        "in 12-inch shells",
        "on February 31",
        "from 5 men",
        "a year",
        "the start of the match",
        "the turn of events",
    ],
)
def test_what_is_no_time_is_left_alone(tokens: spacy.language.Language, text: str) -> None:
    assert read(tokens, text) == []


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("since October", "2024-01-09", "since 2023-10-01~ -"),
        ("on 5 January", "2023-12-29", "on 2024-01-05 2024-01-05"),
        ("on 5 January", "2023-11-29", "on 2023-01-05 2023-01-05"),
        ("by year-end", "2023-12-31", "as_of - 2023-12-31"),
        ("Oct. 30-17", "2023-11-21", "on 2023-10-30 2023-10-30"),
        ("Oct. 17-45", "2023-11-21", "on 2023-10-17 2023-10-17"),
    ],
)
def test_a_date_without_a_year_lies_not_far_ahead_of_publication(
    tokens: spacy.language.Language, text: str, published: str, expected: str
) -> None:
    assert read(tokens, text, published)[0] == expected


def test_a_start_that_lies_ahead_is_no_start(tokens: spacy.language.Language) -> None:
    assert read(tokens, "since 1 December") == ["on 2023-12-01 2023-12-01"]


def test_without_a_day_of_publication_no_time_is_read() -> None:
    from watchers.language import _extend_docs

    _extend_docs()
    nlp = spacy.blank("en")
    nlp.add_pipe(FACTORY, config={"events": [[["the war"], "2023-10-07"]]})
    assert nlp("since October 17")._.times == []
