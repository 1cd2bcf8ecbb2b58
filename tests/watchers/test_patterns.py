"""The pattern language: what fits, what does not, and what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchers.lexicon.frames import frames
from watchers.lexicon.inflection import forms, past_participles
from watchers.lexicon.patterns import Line, PatternError, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc


def members(wanted: str) -> list[str]:
    return {"us": ["us", "us-forces", "us-military"], "IQ": ["IQ"], "militias": ["militias"]}[
        wanted
    ]


@pytest.fixture
def found(annotated: Callable[..., Doc]) -> Callable[[str, str], list[str]]:
    def find(pattern: str, text: str) -> list[str]:
        doc = annotated(text)
        line = Line(doc, 0, len(doc), doc._.mentions)
        return [doc[a:b].text for a, b in compile_pattern(pattern, members).find(line)]

    return find


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("staff", "The staff left.", ["staff"]),
        ("leave~", "They left; others leave.", ["left", "leave"]),
        ("order~ ..3 staff", "It ordered all its staff out.", ["ordered all its staff"]),
        ("order~ ..2 staff", "It ordered all of its staff out.", []),
        ("order~ .. out", "It ordered staff; others went out.", []),
        ("(call_off|halt)~ ..1 talks", "They called off the talks.", ["called off the talks"]),
        ("no ..2 (fire|shots)", "No more shots fell.", ["No more shots"]),
        ("very? quiet", "It is quiet.", ["quiet"]),
        ("very? quiet", "It is very quiet.", ["very quiet"]),
        ("{us} ..2 hit~", "US forces have hit it.", ["US forces have hit"]),
        ("in {IQ}", "A raid in Iraq.", ["in Iraq"]),
        ("in {IQ}", "A raid in Syria.", []),
        (
            "air_defen[cs]e",
            "An air defence here, an air defense there.",
            ["air defence", "air defense"],
        ),
        ("@staff ..1 left", "The diplomats have left.", ["diplomats have left"]),
        ("non-essential", "A non-essential post.", ["non-essential"]),
        ("rain|snow~", "Rain fell, then it snowed.", ["Rain", "snowed"]),
    ],
)
def test_a_pattern_finds_its_words(
    found: Callable[[str, str], list[str]], pattern: str, text: str, expected: list[str]
) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(a|b", "never closed"),
        ("a|b)", "never opened"),
        ("a||b", "empty"),
        ("()", "empty"),
        ("..3", "fits anything"),
        ("maybe?", "fits anything"),
        ("@nonsense", "no class of words"),
        ("{nobody}", "no actor, place or country"),
        ("a { b", "no meaning"),
    ],
)
def test_a_pattern_that_cannot_be_read_says_why(pattern: str, words: str) -> None:
    with pytest.raises(PatternError, match=words):
        compile_pattern(pattern, members)


def test_anchors_are_words_without_which_a_pattern_cannot_fit() -> None:
    assert compile_pattern("order~ ..3 (staff|crew)", members).anchors == {"staff", "crew"}
    assert compile_pattern("{us} ..3 {IQ}", members).anchors == frozenset()
    assert compile_pattern("a|{us}", members).anchors == frozenset()


def test_every_frame_compiles_and_has_words() -> None:
    for frame in frames().values():
        sources = frame.phrases + frame.passives
        assert frame.verbs or frame.nouns or sources, frame.id
        for source in sources:
            assert compile_pattern(source, members).anchors, source


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("strike", "struck"),
        ("carry", "carried"),
        ("hit", "hitting"),
        ("stop", "stopped"),
        ("crash", "crashes"),
        ("use", "using"),
        ("stay", "stayed"),
    ],
)
def test_words_take_their_forms(word: str, form: str) -> None:
    assert form in forms(word)


def test_only_some_forms_stand_in_a_passive() -> None:
    assert past_participles("strike") == {"struck", "stricken"}
    assert "attacked" in past_participles("attack")
    assert "attacks" not in past_participles("attack")
    assert past_participles("hit") == {"hit"}
