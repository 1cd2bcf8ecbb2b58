"""Pronouns: whom they mean where that is plain, and nobody where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    Annotate = Callable[..., Doc]


def meant(doc: Doc) -> list[tuple[str, str]]:
    return [(m.rule, m.id) for m in doc._.mentions if m.rule.startswith("pronoun")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We will respond, Austin said.", [("pronoun:we", "pentagon")]),
        (
            "The US had limited its raids; on Wednesday it bombed Babil.",
            [("pronoun:it", "us")],
        ),
        (
            "Kataib Hezbollah held a rally. It vowed to fight on.",
            [("pronoun:it", "kataib-hezbollah")],
        ),
        ("The militias met, and they agreed to stop.", [("pronoun:they", "militias")]),
        ("Sudani flew home. He met nobody.", [("pronoun:he", "sudani")]),
        ("We will respond.", []),
        ("The US left. It was the first time.", []),
        ("The US left. It has been sixteen days.", []),
        ("The US left. It is over.", []),
        ("Sudani flew home. It vowed to fight on.", []),
        ("After talks with Iran it rained.", []),
        ("Iran's envoy left. It vowed to fight on.", []),
        ("It vowed to fight on.", []),
    ],
)
def test_a_pronoun_means_the_speaker_or_the_last_subject_that_fits(
    annotated: Annotate, text: str, expected: list[tuple[str, str]]
) -> None:
    doc = annotated(text)
    assert [pair for pair in meant(doc) if not pair[0].endswith(("its", "our"))] == expected


def test_a_title_lends_its_subject_to_the_text_below_and_takes_none(annotated: Annotate) -> None:
    doc = annotated("It vowed to fight on.", title="Kataib Hezbollah holds a rally")
    assert meant(doc) == [("pronoun:it", "kataib-hezbollah")]
    assert meant(annotated("Iran met Turkey.", title="It begins")) == []
