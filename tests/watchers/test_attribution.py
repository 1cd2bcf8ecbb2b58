"""Who says what: before, after, over a quote, in headlines, and under what name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchers.language.attribution import attribution_at, is_aside

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    Annotate = Callable[..., Doc]


def source_of(doc: Doc, word: str) -> str | None:
    index = next(t.i for t in doc if t.text == word)
    found = attribution_at(doc, index)
    return found.source if found else None


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            "The base was hit 66 times, a Pentagon spokeswoman told reporters on Tuesday.",
            "Pentagon",
        ),
        ("The total stands at 66, Ryder said: most of it in Iraq.", "Pentagon"),
        ("Ryder said the base was hit 66 times.", "Pentagon"),
        ("Ryder, the Pentagon press secretary, said it was hit 66 times.", "Pentagon"),
        ("It was hit 66 times, according to the Defense Department.", "Pentagon"),
        ("According to the Pentagon, it was hit 66 times.", "Pentagon"),
        ("Pentagon: 66 strikes on bases", "Pentagon"),
        ("Base hit 66 times, says Pentagon", "Pentagon"),
        ("Base hit 66 times \u2014 official", "official"),
        ('"It was hit 66 times," said Sabrina Singh.', "Pentagon"),
        ('"Most were hit," Singh said, "and all 66 men are well."', "Pentagon"),
        ("The Pentagon acknowledges 66 attacks.", "Pentagon"),
        ("The Pentagon has so far tracked 66 attacks.", "Pentagon"),
        ("Washington counts 66.", "US"),
        ("A tracker shows 70, against 66 acknowledged by the Pentagon.", "Pentagon"),
        ("A hundred, 66 by the Pentagon's reckoning, came.", "Pentagon"),
        ("If the Pentagon's numbers are right, 66 went unanswered.", "Pentagon"),
        ("Two officials said 66 attacks were counted.", "officials"),
        ("A defence official put the count at 66.", "US defence official"),
        ("A senior US official said 66 were hit.", "senior US official"),
        ("The think tank estimates 66 attacks.", "think tank"),
        ("Jane Doe said 66 were hit.", "Jane Doe"),
        ("France said 66 were hit.", "France"),
        ("He counted 66 attacks.", None),
        ("It is said that 66 were hit.", None),
        ("Its count of 66 is low.", None),
        ("Attacks on bases in Iraq: 66 and counting", None),
        ("The base was hit 66 times.", None),
    ],
)
def test_the_speaker_is_found_and_called_by_the_shortest_name(
    annotated: Annotate, text: str, source: str | None
) -> None:
    assert source_of(annotated(text), "66") == source


def test_a_verb_that_keeps_its_distance_makes_a_claim(annotated: Annotate) -> None:
    doc = annotated("The umbrella group claimed 291 operations.")
    assert doc._.attributions[0].is_claim
    assert not annotated("Ryder said 66 were hit.")._.attributions[0].is_claim


def test_an_attack_claimed_by_a_group_is_not_its_word_but_a_count_is(annotated: Annotate) -> None:
    assert annotated("The attack was claimed by Kataib Hezbollah.")._.attributions == []
    doc = annotated("There were 30 operations claimed by Kataib Hezbollah.")
    assert doc._.attributions[0].is_claim


def test_each_side_of_a_semicolon_has_its_own_speaker(annotated: Annotate) -> None:
    doc = annotated("The militias say 68; Washington counts 66.")
    assert source_of(doc, "68") == "militia"
    assert source_of(doc, "66") == "US"


def test_a_quote_keeps_its_speaker_over_its_sentences(annotated: Annotate) -> None:
    doc = annotated('"It was bad," Ryder said. "We counted 66 attacks. There were 40 in Iraq."')
    assert source_of(doc, "40") == "Pentagon"


def test_a_pronoun_speaks_for_the_last_speaker(annotated: Annotate) -> None:
    doc = annotated("Ryder said it was bad. He said there were 66 attacks.")
    assert source_of(doc, "66") == "Pentagon"


def test_it_is_the_body_that_the_sentence_before_begins_with(annotated: Annotate) -> None:
    doc = annotated(
        "Iraqi officials said that nobody was hurt. The Pentagon had no comment. Since May, it"
        " said, there have been 66 attacks."
    )
    assert doc._.attributions[-1].source == "Pentagon"


def test_it_is_no_person_and_no_land_that_the_sentence_before_begins_with(
    annotated: Annotate,
) -> None:
    doc = annotated(
        "The Pentagon said that nobody was hurt. Iraq had no comment. Since May, it said, there"
        " have been 66 attacks."
    )
    assert doc._.attributions[-1].source == "Pentagon"


def test_a_clause_before_a_colon_is_no_speaker(annotated: Annotate) -> None:
    assert not annotated("Syria has overtaken Iraq: 32 attacks took place there.")._.attributions


def test_a_person_speaks_for_an_institution(annotated: Annotate) -> None:
    assert annotated("Blinken said so.")._.attributions[0].actor_id == "state-department"


def test_a_speaker_across_the_line_is_not_carried(annotated: Annotate) -> None:
    doc = annotated('"It was bad," Ryder said.\n\nThere were 66 attacks.')
    assert source_of(doc, "66") is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The base was hit 66 times, a Pentagon spokeswoman said.", "Pentagon"),
        ("The base, by the Pentagon's count, was hit 66 times.", "Pentagon"),
        ("According to the Pentagon, it was hit 66 times.", "Pentagon"),
    ],
)
def test_a_speaker_beside_the_sentence_is_marked_as_such(
    annotated: Annotate, text: str, named: str
) -> None:
    doc = annotated(text)
    assert is_aside(doc, next(t.i for t in doc if t.text == named))
    assert not is_aside(doc, next(t.i for t in doc if t.text == "66"))


def test_a_speaker_who_is_the_subject_stands_in_the_sentence(annotated: Annotate) -> None:
    doc = annotated("The Pentagon said it was hit.")
    assert not is_aside(doc, 1)
