"""How things are put: each cue with its reach, and the words that only look like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.models import Modality
from watchers.language.assertion import cues_over, is_negated, modality_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    Annotate = Callable[..., Doc]


def at(doc: Doc, word: str) -> tuple[int, int]:
    index = next(t.i for t in doc if t.text == word)
    return index, index + 1


@pytest.mark.parametrize(
    "text",
    [
        "Washington has yet to struck inside Iraq.",
        "Nobody was struck there.",
        "The jets never struck the base.",
        "They refrained from having struck the base.",
        "None of the raids struck home.",
        "They held back from what would be struck.",
        "The raid stopped short of a base struck.",
        "Without a base struck, they left.",
        "Neither was struck.",
        "That it struck the base never happened.",
        "They ruled out that it struck.",
        "Bases struck in the country: none.",
    ],
)
def test_what_a_negation_reaches_is_not_so(annotated: Annotate, text: str) -> None:
    doc = annotated(text)
    assert is_negated(doc, *at(doc, "struck"))


@pytest.mark.parametrize(
    "text",
    [
        "Not only has it struck; it did so twice.",
        "No sooner had it struck than it left.",
        "No fewer than ten struck home.",
        "The army did not immediately say who struck.",
        "It declined to say who struck.",
        "No one died when it struck.",
        "It did not wait but struck.",
        "It struck without giving a reason.",
        "There is no doubt that it struck.",
    ],
)
def test_words_that_only_look_like_a_negation_negate_nothing(
    annotated: Annotate, text: str
) -> None:
    doc = annotated(text)
    assert not is_negated(doc, *at(doc, "struck"))


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The jets struck the base.", Modality.ASSERTED),
        ("The jets struck the base, an official said.", Modality.ATTRIBUTED),
        ("The group claimed that it struck the base.", Modality.CLAIMED),
        ("The army denied that it struck the base.", Modality.DENIED),
        ("Reports that it struck the base are unfounded.", Modality.DENIED),
        ("Reports that it struck the base proved false.", Modality.DENIED),
        ("Austin vowed that bases would be struck", Modality.HYPOTHETICAL),
        ("Austin said that bases would get struck", Modality.PLANNED),
        ("Austin vowed to have it struck", Modality.THREATENED),
        ("It reserves the right to have it struck.", Modality.THREATENED),
        ("They are drawing up a list of sites to be struck.", Modality.PLANNED),
        ("They will have struck it by then.", Modality.PLANNED),
        ("It may have struck the base.", Modality.POSSIBLE),
        ("It cannot be ruled out that jets struck it.", Modality.POSSIBLE),
        ("Iraq fears that jets struck it.", Modality.POSSIBLE),
        ("If it struck the base, all is lost.", Modality.HYPOTHETICAL),
        ("Had it struck the base, all would have died.", Modality.HYPOTHETICAL),
        ("Who struck the base?", Modality.HYPOTHETICAL),
        ('Who struck the base?"', Modality.HYPOTHETICAL),
        ("Sadr demanded that it be struck.", Modality.DEMANDED),
        ("In December 2019 a rocket struck the base.", Modality.HISTORICAL),
        ("Four years ago a rocket struck the base.", Modality.HISTORICAL),
        ("It recalled the 2020 barrage that struck it.", Modality.HISTORICAL),
    ],
)
def test_each_way_of_putting_it_is_told_apart(
    annotated: Annotate, text: str, modality: Modality
) -> None:
    doc = annotated(text)
    assert modality_at(doc, *at(doc, "struck")) is modality


@pytest.mark.parametrize(
    "text",
    [
        "In May it struck the base.",
        "If their figures hold, all is lost; it struck again.",
        "As it did in 2019, Washington struck.",
        "It has struck since 2003.",
        "It struck, claiming three lives.",
        "Though it could fail, it struck.",
        "In October 2023 it struck the base.",
    ],
)
def test_a_cue_reaches_no_further_than_its_clause(annotated: Annotate, text: str) -> None:
    doc = annotated(text)
    assert modality_at(doc, *at(doc, "struck")) in {Modality.ASSERTED, Modality.ATTRIBUTED}


def test_a_year_before_a_noun_makes_only_the_noun_history(annotated: Annotate) -> None:
    doc = annotated("The missile struck near the 2019 crash site.")
    assert modality_at(doc, *at(doc, "struck")) is Modality.ASSERTED
    assert modality_at(doc, *at(doc, "crash")) is Modality.HISTORICAL


def test_without_a_date_no_year_is_old(annotated: Annotate) -> None:
    doc = annotated("In December 2019 a rocket struck the base.", published=None)
    assert modality_at(doc, *at(doc, "struck")) is Modality.ASSERTED


def test_a_cue_does_not_reach_itself(annotated: Annotate) -> None:
    doc = annotated("Sadr demanded that it be struck.")
    cue = doc._.cues[0]
    assert cues_over(doc, cue.start, cue.end) == []


def test_every_cue_names_the_rule_that_found_it(annotated: Annotate) -> None:
    doc = annotated("It may not have struck.")
    assert [cue.rule for cue in doc._.cues] == ["possible:=may", "negated:not"]


def test_a_negation_ends_where_another_thing_is_said(annotated: Annotate) -> None:
    doc = annotated("He said it had no aim but peace and that the US struck Iraq.")
    assert not is_negated(doc, *at(doc, "struck"))
    doc = annotated("He said it had not met them and struck Iraq.")
    assert is_negated(doc, *at(doc, "struck"))
