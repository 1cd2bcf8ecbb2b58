"""Numbers, their bounds and units, on the real tokeniser; whatever it is that they count."""

from __future__ import annotations

import pytest

from watchers.language import list_quantities
from watchers.language.numerals import numeral_at

BOUNDS = {
    "exact": "=",
    "at_least": ">=",
    "more_than": ">",
    "about": "~",
    "nearly": "<~",
    "at_most": "<=",
    "fewer_than": "<",
    "range": "..",
}


def short(value: object) -> str | None:
    if not isinstance(value, float | int):
        return None
    return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0")


def written(text: str) -> list[str]:
    """Each quantity as ``bound value [upper] [unit]``."""
    return [
        " ".join(
            str(part)
            for part in (
                BOUNDS[str(found["bound"])],
                short(found["value"]),
                short(found["upper"]),
                found["unit"],
            )
            if part is not None
        )
        for found in list_quantities(text)
    ]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("sixty - six", 66, "cardinal"),
        ("a hundred and sixty", 160, "cardinal"),
        ("one hundred and eighteen", 118, "cardinal"),
        ("two million three hundred thousand", 2.3e6, "cardinal"),
        ("twenty - one thousand five hundred", 21_500, "cardinal"),
        ("two and a half million", 2.5e6, "cardinal"),
        ("two and a quarter", 2.25, "cardinal"),
        ("half a million", 5e5, "cardinal"),
        ("half a dozen", 6, "cardinal"),
        ("a half dozen", 6, "cardinal"),
        ("two dozen", 24, "cardinal"),
        ("five score", 100, "cardinal"),
        ("4.5 - million", 4.5e6, "cardinal"),
        ("1,500", 1500, "cardinal"),
        ("3.5 lakh", 3.5e5, "cardinal"),
        ("4 1/2", 4.5, "cardinal"),
        ("4 1 / 2", 4.5, "cardinal"),
        ("2½", 2.5, "cardinal"),
        ("2 ½", 2.5, "cardinal"),
        ("½", 0.5, "fraction"),
        ("66th", 66, "ordinal"),
        ("sixty - sixth", 66, "ordinal"),
        ("hundred and sixty - third", 163, "ordinal"),
        ("one hundredth", 100, "ordinal"),
        ("third", 3, "ordinal"),
        ("two - thirds", 2 / 3, "fraction"),
        ("three quarters", 0.75, "fraction"),
        ("a third of", 1 / 3, "fraction"),
        ("half of", 0.5, "fraction"),
        ("twice", 2, "times"),
        ("3x", 3, "times"),
        ("dozens", 24, "vague"),
        ("tens of thousands", 20_000, "vague"),
        ("several", 2, "vague"),
    ],
)
def test_a_numeral_is_read_whether_in_figures_or_in_words(
    text: str, value: float, kind: str
) -> None:
    numeral = numeral_at(text.split(), 0)
    assert numeral is not None
    assert (numeral.value, numeral.kind) == (pytest.approx(value), kind)


@pytest.mark.parametrize("text", ["a man", "a third man", "an", "and", "5abc", "a half - time"])
def test_what_is_no_numeral_is_left_alone(text: str) -> None:
    assert numeral_at(text.split(), 0) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no fewer than 23 attacks", [">= 23"]),
        ("fewer than 23 attacks", ["< 23"]),
        ("as many as 80 attacks", ["<= 80"]),
        ("just shy of 140 attacks", ["<~ 140"]),
        ("upwards of 160 attacks", [">= 160"]),
        ("well over a hundred attacks", ["> 100"]),
        ("attacks topped 160", ["> 160"]),
        ("the top 40 songs", ["= 40"]),
        ("Top 40 songs", ["= 40"]),
        ("more than an estimated 40 people", ["> 40"]),
        ("some 42 attacks", ["~ 42"]),
        ("92-plus attacks", [">= 92"]),
        ("92+ attacks", [">= 92"]),
        ("40 or more people", [">= 40"]),
        ("sixty-odd people", ["~ 60"]),
        ("no more than 50 guests", ["<= 50"]),
        ("more than the 40 expected", ["> 40"]),
        ("they came under 61 attacks", ["= 61"]),
        ("under 61 attacks", ["< 61"]),
        ("it took over five years", ["> 5 year"]),
        ("it will spend it over five years", ["= 5 year"]),
        ("minus 5 degrees", ["= -5 degree"]),
        ("plus or minus 2%", ["= 2 percent"]),
    ],
)
def test_the_longest_bound_phrase_wins(text: str, expected: list[str]) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between 60 and 65 attacks", [".. 60 65"]),
        ("60-65 attacks", [".. 60 65"]),
        ("five or six men", [".. 5 6"]),
        ("10 to 15 million people", [".. 10000000 15000000"]),
        ("$3-5 billion", [".. 3000000000 5000000000 USD"]),
        ("$45 to $250", [".. 45 250 USD"]),
        ("4.5% to 6%", [".. 4.5 6 percent"]),
        ("rose from 38 to 40", ["= 38", "= 40"]),
        ("2 or 40 men", ["= 2", "= 40"]),
        ("3.2 percent to $4.50", ["= 3.2 percent", "= 4.5 USD"]),
        ("fell by a third to 1.2 billion", ["= 0.3333", "= 1200000000"]),
    ],
)
def test_two_numbers_are_a_range_only_where_they_share_their_unit(
    text: str, expected: list[str]
) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a budget of $153bn", ["= 153000000000 USD"]),
        ("153 billion US dollars", ["= 153000000000 USD"]),
        ("US$3m and £3.5m", ["= 3000000 USD", "= 3500000 GBP"]),
        ("A$1.2 million", ["= 1200000 AUD"]),
        ("211 trillion Iraqi dinars", ["= 211000000000000 IQD"]),
        ("211 trillion dinars", ["= 211000000000000 dinar"]),
        ("Rs 12,198 crore", ["= 121980000000 INR"]),
        ("3 Hong Kong dollars", ["= 3 HKD"]),
        ("5.5 per cent", ["= 5.5 percent"]),
        ("25 basis points", ["= 25 basis point"]),
        ("12 square miles", ["= 12 mile"]),
        ("40k people and 2.3m people", ["= 40000", "= 2300000"]),
        ("800 m of ice", ["= 800 metre"]),
        ("attacked 66 times", ["= 66 times"]),
        ("one in five", ["= 0.2"]),
        ("nine out of 10", ["= 0.9"]),
        ("two in five days", ["= 2", "= 5 day"]),
        ("a 27-year-old man", ["= 27 year"]),
    ],
)
def test_money_shares_and_measures_carry_their_unit(text: str, expected: list[str]) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "on Oct. 17-30",
        "on 17 and 26 October",
        "on October 17 or 19",
        "the 17th of October",
        "in 2019",
        "2023-10-17",
        "call 555-1234-99",
        "at 10 am",
        "at 09:30 GMT",
        "0300 GMT",
        "the 101st Airborne",
        "the 21st century",
        "a Boeing 737",
        "Tower 22",
        "Resolution 2231",
        "number 10",
        "122mm rockets",
        "an AK-47",
        "the team lost 66-40",
        "the team won 40-66",
        "10 Downing Street",
        "the S&P 500",
        "#5",
        "no one knew",
        "one another",
        "a one-off",
        "the Group of Seven",
        "zero tolerance",
        "the first half",
        "the third quarter",
        "dozens of men",
        "no attack",
        "not one of them",
        "not a single soldier",
        "no longer",
        "one can hope",
        "the 66th attack",
    ],
)
def test_what_counts_nothing_is_not_listed(text: str) -> None:
    assert written(text) == []


def test_a_year_before_people_is_a_count_and_after_a_preposition_is_not() -> None:
    assert written("2000 people fled in 2000") == ["= 2000"]
    assert written("more than 2000 troops") == ["> 2000"]


def test_the_words_that_carry_a_quantity_are_quoted_as_they_stand() -> None:
    assert [q["quote"] for q in list_quantities("It hit <b>at&nbsp;least 66</b> bases")] == [
        "at&nbsp;least 66"
    ]
