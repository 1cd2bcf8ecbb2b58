import tomllib

import pytest

from storage.errors import InputError
from watchers.draft import candidates, draft_of

ARTICLE = """Harbour talks go on, and nobody minds.

The union has staged 12 walkouts since March 3, and none has closed the port. Mr. Orme has refrained
from calling the police.

Fish is tasty.
"""


def test_sentences_with_a_count_since_a_date_come_first() -> None:
    draft = draft_of(ARTICLE)
    assert draft.index("12 walkouts") < draft.index("refrained")


def test_a_sentence_that_cannot_date_is_no_candidate() -> None:
    assert [candidate.paragraph for candidate in candidates(ARTICLE)] == [2, 2]


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert any(one.sentence.startswith("Mr. Orme has") for one in candidates(ARTICLE))


def test_the_draft_is_toml_with_the_paragraph_and_the_figure_of_each_claim() -> None:
    claims = tomllib.loads(draft_of(ARTICLE))["claims"]
    assert [(claim["kind"], claim["paragraphs"]) for claim in claims] == [
        ("tally", [2]),
        ("status", [2]),
    ]
    assert claims[0]["value"] == 12


def test_a_text_with_nothing_to_check_is_refused() -> None:
    with pytest.raises(InputError, match="no sentence"):
        draft_of("Fish is tasty.")
