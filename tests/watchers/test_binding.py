"""What a number counts, where, since when and by whose count, on the flagship's pipeline."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from storage.models import Modality, WhyNot, Window
from watchers.language.binding import Binder, bind

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    from storage.models import Observation
    from watchers.baseline import Baseline

    Read = Callable[..., list[Observation]]


@pytest.fixture(scope="module")
def read(flagship: Baseline, annotated: Callable[..., Doc]) -> Read:
    binder = Binder(flagship)

    def read_numbers(text: str, **entry: Any) -> list[Observation]:
        return binder(annotated(text, **entry))

    return read_numbers


def said(observations: list[Observation], claim: str = "attacks-on-us") -> list[str]:
    """Each observation of a claim that counts, as ``value bound scope``."""
    return [
        f"{o.value:g} {o.bound} {'+'.join(o.scope) or '-'}"
        for o in observations
        if o.claim == claim and o.counts
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "US troops in Iraq and Syria were attacked 61 times: 29 times in Iraq and 32 in Syria.",
            ["61 exact IQ+SY", "29 exact IQ", "32 exact SY"],
        ),
        (
            "The army counts 61 attacks on US forces, 29 of them in Iraq and the rest in Syria.",
            ["61 exact IQ+SY", "29 exact IQ", "32 exact SY"],
        ),
        (
            "There were at least 14 attacks on US bases in Iraq and another nine in Syria.",
            ["14 at_least IQ", "9 at_least SY"],
        ),
        (
            "75 attacks now on our bases in iraq and syria since oct 17",
            ["75 exact IQ+SY"],
        ),
        (
            "Attacks on US forces so far - Iraq: 32; Syria: 34; total: 66.",
            ["32 exact IQ", "34 exact SY", "66 exact IQ+SY"],
        ),
        (
            "The tally of attacks on US troops stands at 101 (46 Iraq, 55 Syria).",
            ["101 exact IQ+SY", "46 exact IQ", "55 exact SY"],
        ),
        (
            "Twenty-seven of the 55 attacks on US troops happened in Iraq.",
            ["27 exact IQ", "55 exact -"],
        ),
        ("Half of the 73 attacks on US troops occurred in Iraq.", ["73 exact -"]),
        ("Fewer than five of the 61 attacks on US troops did damage.", ["61 exact -"]),
        ("Attacks on US forces in Iraq climbed to 38 over the weekend.", ["38 exact IQ"]),
        (
            "That brings to 52 the number of attacks on US troops in Iraq and Syria.",
            ["52 exact IQ+SY"],
        ),
        (
            "The number of times US troops in Syria have been targeted reached 34.",
            ["34 exact SY"],
        ),
        ("Pentagon officials put at 101 the attacks on their forces in Syria.", ["101 exact SY"]),
        ("US forces have endured 48 assaults by drones.", ["48 exact -"]),
        ("The drone at Harir was the 66th attack on US troops since October 17.", ["66 at_least -"]),
        ("The attack on Harir was the 74th on US troops since October 17.", ["74 at_least -"]),
        ("US bases in Iraq were hit 16 times and those in Syria 11 times.",
         ["16 exact IQ", "11 exact SY"]),
        ("Erbil air base has been attacked 14 times since October 17.", ["14 exact IQ:Erbil"]),
        ("US troops across the Middle East have been attacked 58 times.", ["58 exact ME"]),
        ("Militias in Iraq have fired on US troops 140 times.", ["140 exact -"]),
        ("Militias in Iraq and Syria have fired on US troops 140 times.", ["140 exact IQ+SY"]),
        ("American bases were hit 66 times, an official in Baghdad said.", ["66 exact -"]),
        ("US forces have been attacked 151 times. That is Iraq and Syria.", ["151 exact IQ+SY"]),
        ("Strikes on US positions (Iraq 37, Syria 41) go on.", ["37 exact IQ", "41 exact SY"]),
        ("Twelve in Iraq, four in Syria. That is attacks on US forces.",
         ["12 exact IQ", "4 exact SY"]),
        ("There were no attacks on US troops this week, after 73 before.", ["73 exact -"]),
        ("They held Iran responsible for the attacks on US troops. There have been 66 of those.",
         ["66 exact -"]),
        ("The count of attacks on US troops was misstated. It is 53.", ["53 exact -"]),
    ],
)  # fmt: skip
def test_a_count_is_bound_to_the_place_of_the_attacks(
    read: Read, text: str, expected: list[str]
) -> None:
    assert sorted(said(read(text))) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "Israeli bases have been attacked 66 times since October 17.",
        "American jets have carried out 66 strikes in Iraq.",
        "It was the third time in a week that US aircraft had struck in Iraq.",
        "The Houthis have mounted 14 attacks on ships.",
        "There have been 66 attacks on hospitals in Gaza.",
        "There were 66 Houthi attacks in the Red Sea.",
        "Police counted 66 attacks by stray dogs in Basra.",
        "US troops are attacked three times a day.",
        "Attacks on US troops are three times as frequent as in October.",
        "The US has 2,500 soldiers in Iraq and 900 in Syria, where attacks on US troops go on.",
        "The number of injured in the attacks on US troops is 66.",
        "Fired on twice a day on average, US troops wait.",
        "Several more drones came near Harir.",
        "The first attack on US troops in a month was reported.",
    ],
)
def test_what_is_no_count_of_attacks_on_the_claims_side_is_not_read(read: Read, text: str) -> None:
    assert said(read(text)) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Kataib Hezbollah says it has attacked US bases 68 times.", WhyNot.CLAIMED_ONLY),
        ("More than forty operations on US bases make up the harvest.", WhyNot.CLAIMED_ONLY),
        ("The group vowed 100 attacks on US bases.", WhyNot.IRREALIS),
        ("Analysts expect 100 attacks on US bases by 31 December.", WhyNot.IRREALIS),
        ("US bases will be attacked 100 times by 31 December.", WhyNot.IRREALIS),
        ("The exercise simulated 66 attacks on US bases.", WhyNot.IRREALIS),
        ("Between January 2021 and May 2022 US bases were attacked 83 times.",
         WhyNot.BEFORE_BASELINE),
        ("Dozens of attacks on US troops were counted.", WhyNot.TOO_VAGUE),
        ("Scores of attacks, well over a hundred, on US troops were counted.", WhyNot.TOO_VAGUE),
        ("US troops in Kuwait have been attacked 12 times.", WhyNot.OTHER_PLACE),
    ],
)  # fmt: skip
def test_a_number_that_may_not_enter_the_ledger_says_why(
    read: Read, text: str, why: WhyNot
) -> None:
    kept = [o for o in read(text) if o.claim == "attacks-on-us"]
    assert said(kept) == []
    assert why in {o.why_not for o in kept}


@pytest.mark.parametrize(
    ("text", "window", "since", "until", "as_of"),
    [
        ("US troops were attacked 66 times since October 17.",
         Window.CUMULATIVE, "2023-10-17", None, "2023-11-20"),
        ("US troops were attacked 66 times.", Window.CUMULATIVE, "2023-10-17", None, "2023-11-20"),
        ("US troops were attacked 66 times since mid-October.",
         Window.CUMULATIVE, "2023-10-15~", None, "2023-11-20"),
        ("Nine attacks on US troops have been counted since November 4.",
         Window.PERIOD, "2023-11-04", None, "2023-11-20"),
        ("Since January 2021 US troops have been attacked 78 times.",
         Window.PERIOD, "2021-01-01~", None, "2023-11-20"),
        ("Thursday alone saw four attacks on US troops.",
         Window.PERIOD, "2023-11-16", "2023-11-16", "2023-11-16"),
        ("The count of 55 attacks on US troops released on Tuesday stands.",
         Window.CUMULATIVE, "2023-10-17", None, "2023-11-14"),
        ("Between 17 October and 14 November US troops were attacked 55 times.",
         Window.CUMULATIVE, "2023-10-17", None, "2023-11-14"),
        ("By the end of October there had been 27 attacks on US troops.",
         Window.CUMULATIVE, "2023-10-17", None, "2023-10-31"),
        ("Attacks on US troops climbed to 38 over the weekend.",
         Window.CUMULATIVE, "2023-10-17", None, "2023-11-19"),
        ("14 November: 55 attacks on US troops.",
         Window.CUMULATIVE, "2023-10-17", None, "2023-11-14"),
        ("Friday brought five attacks on US troops, the most in a day since October.",
         Window.PERIOD, "2023-11-17", "2023-11-17", "2023-11-17"),
        ("The period that opened on 17 October had 13 attacks on US troops.",
         Window.CUMULATIVE, "2023-10-17", None, "2023-11-20"),
    ],
)  # fmt: skip
def test_a_count_has_its_own_time_or_the_campaigns(  # noqa: PLR0913, PLR0917 - one row of the table
    read: Read, text: str, window: Window, since: str, until: str | None, as_of: str
) -> None:
    found = next(o for o in read(text) if o.claim == "attacks-on-us")
    shown = [str(day) if day else None for day in (found.since, found.until, found.as_of)]
    assert (found.window, *shown) == (window, since, until, as_of)


def test_a_count_of_another_campaign_has_another_start(read: Read) -> None:
    text = "US bases in Iraq have been attacked 98 times."
    (found,) = read(text, published=date(2026, 3, 28))
    assert str(found.since) == "2026-02-28"


def test_an_older_total_beside_the_new_one_keeps_its_day(read: Read) -> None:
    text = "More than 40 attacks on US troops are counted, up from 38 on 6 November."
    new, old = read(text, published=date(2023, 11, 9))
    assert (new.value, str(new.as_of)) == (40, "2023-11-09")
    assert (old.value, str(old.as_of)) == (38, "2023-11-06")


def test_the_smaller_of_two_totals_by_the_same_side_is_stale(read: Read) -> None:
    text = "US troops have been attacked 13 times, an official said."
    found = read(text, title="Pentagon: 23 attacks on US troops")
    assert said(found) == ["23 exact -"]
    assert {o.why_not for o in found if not o.counts} == {WhyNot.CONFLICTING}


def test_two_speakers_keep_their_totals(read: Read) -> None:
    text = "A monitoring group counts 150 attacks on US bases; the Pentagon acknowledges 127."
    assert said(read(text)) == ["150 exact -", "127 exact -"]


@pytest.mark.parametrize(
    "text",
    [
        "The Pentagon corrected its count of attacks on US troops to 72, from 73.",
        "An earlier version said 73 attacks on US troops; the figure is 72.",
        "Earlier reports of 73 attacks on US troops were premature; the count was 72, revised.",
        "There were 72, not 73, attacks on US troops, a correction says.",
        "He walked back an earlier count of 73 attacks on US troops; 72 had been confirmed.",
    ],
)
def test_a_corrected_number_replaces_the_one_it_corrects(read: Read, text: str) -> None:
    (found,) = [o for o in read(text) if o.claim == "attacks-on-us"]
    assert (found.value, found.is_correction) == (72, True)


def test_what_an_article_first_said_is_taken_back(read: Read) -> None:
    text = (
        "This article originally said there had been 97 attacks on US troops in Iraq. "
        "There have been 97 in Iraq and Syria combined."
    )
    assert said(read(text)) == ["97 exact IQ+SY"]


def test_the_articles_own_number_told_again_is_no_evidence(read: Read) -> None:
    assert read("Those who wrote of forty attacks on US troops in Iraq were early.") == []


def test_parts_that_do_not_add_up_are_flagged_and_kept(read: Read) -> None:
    text = "US troops in Iraq and Syria were attacked 66 times, 30 in Iraq and 34 in Syria."
    total, *parts = read(text)
    assert total.note == "parts do not add up"
    assert [part.value for part in parts] == [30, 34]


def test_the_rest_is_worked_out_and_marked_as_derived(read: Read) -> None:
    found = read("US troops were attacked 102 times: 47 in Iraq and the rest in Syria.")
    assert {(o.value, o.scope, o.is_derived) for o in found} == {
        (102, ("IQ", "SY"), False),
        (47, ("IQ",), False),
        (55, ("SY",), True),
    }


def test_an_increment_is_read_within_its_own_time_only(read: Read) -> None:
    within = "Nine more attacks on US troops were counted this week."
    (found,) = read(within)
    assert (found.value, found.window) == (9, Window.PERIOD)
    assert read("Two more attacks on US troops took the total since 17 October to 40.") == [
        o for o in read("Two more attacks on US troops took the total since 17 October to 40.")
        if o.value == 40
    ]  # fmt: skip


def test_the_speaker_and_the_words_are_kept(read: Read) -> None:
    (found,) = read("US troops have been <b>attacked 66 times</b>, the Pentagon said.")
    assert (found.source, found.source_id) == ("Pentagon", "pentagon")
    assert found.modality is Modality.ATTRIBUTED
    assert found.quote == "attacked 66 times"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sixty-two US troops have been injured in the attacks.", ["62 exact -"]),
        ("The attacks have left 59 Americans with minor injuries.", ["59 exact -"]),
        ("American casualties from the attacks now number 83.", ["83 exact -"]),
        ("That raises to 41 the number of American soldiers wounded in Iraq.", ["41 exact IQ"]),
        ("That raises to 41 the number of Iraqi soldiers wounded in Iraq.", []),
        ("The number of US troops injured in Iraq and Syria is given as 46.", ["46 exact IQ+SY"]),
        ("The Pentagon now says 46 were injured in the attacks.", ["46 exact -"]),
        ("The Pentagon says 21 of its people were injured in the attacks.", ["21 exact -"]),
        ("Sixty-six US troops were injured since October 17: 45 in Syria, 21 in Iraq.",
         ["66 exact IQ+SY", "45 exact SY", "21 exact IQ"]),
        ("So far 62 US troops have been hurt, 27 of them in Iraq.", ["62 exact -", "27 exact IQ"]),
        ("At least five US troops were wounded by rockets at al-Asad on Monday.", []),
        ("An Iraqi soldier was wounded and 18 were hurt in the American raid.", []),
        ("US strikes in Iraq wounded 24 in two attacks.", []),
        ("The strike wounded four members of the Popular Mobilization Forces.", []),
        ("Sixty-two Americans were hurt in a bus crash.", []),
        ("There were no casualties in the attack on the base hosting US troops.", []),
    ],
)  # fmt: skip
def test_the_hurt_are_counted_where_they_are_the_claims_people(
    read: Read, text: str, expected: list[str]
) -> None:
    assert said(read(text), "us-injured") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("None of the attacks in Iraq has killed an American.", ["0 exact IQ"]),
        ("Not one of the attacks on US troops in Iraq has proved fatal.", ["0 exact IQ"]),
        ("The attacks have not killed any American in Iraq.", ["0 exact IQ"]),
        ("No American serviceman has lost his life in the attacks in Iraq.", ["0 exact IQ"]),
        ("A US soldier was killed by a rocket at Erbil.", ["1 exact IQ"]),
        ("The rocket killed two American soldiers in Iraq.", ["2 exact IQ"]),
        ("The attack claimed the lives of two US soldiers in Iraq.", ["2 exact IQ"]),
        ("Three US soldiers were killed in Jordan.", []),
        ("A US soldier was killed in Ohio after serving in Iraq.", []),
        ("A US soldier died in a vehicle rollover in Iraq.", []),
        ("A US contractor died at a base in Iraq. His heart stopped; cardiac arrest, they said.",
         []),
        ("A dozen Americans could have been killed in Iraq.", []),
        ("Two US soldiers were killed; nobody says where.", []),
        ("Nobody died when US troops drilled in Iraq.", []),
    ],
)  # fmt: skip
def test_the_dead_are_counted_where_hostile_fire_killed_them(
    read: Read, text: str, expected: list[str]
) -> None:
    assert said(read(text), "us-killed") == expected


def test_deaths_told_before_the_first_campaign_are_history(read: Read) -> None:
    text = "Two American soldiers were killed by rockets in Iraq."
    (found,) = [o for o in read(text, published=date(2020, 3, 12)) if o.claim == "us-killed"]
    assert found.why_not is WhyNot.BEFORE_BASELINE


@pytest.mark.parametrize(
    ("text", "claim", "expected"),
    [
        ("Iraq's parliament set a budget of 211 trillion dinars, some $161 billion.",
         "iraq-budget", ["1.61e+11 about IQ"]),
        ("The US budget request includes $153 billion for allies near Iraq.", "iraq-budget", []),
        ("Iraq trades with Iran; Tehran's budget is $45 billion.", "iraq-budget", []),
        ("Iraq may adopt a budget of $153 billion.", "iraq-budget", []),
        ("Fewer than 8,000 Palestinians remain in Iraq, down from 34,000.",
         "palestinian-refugees", ["8000 fewer_than IQ", "34000 exact IQ"]),
        ("Of 34,000 Palestinians in Iraq fewer than 10,000 are left.",
         "palestinian-refugees", ["10000 fewer_than IQ"]),
        ("Some 9,000 Syrians came to Iraq, where Palestinians live.", "palestinian-refugees", []),
    ],
)  # fmt: skip
def test_a_figure_is_bound_by_its_unit_its_noun_and_its_country(
    read: Read, text: str, claim: str, expected: list[str]
) -> None:
    assert said(read(text), claim) == expected


def test_rules_are_compiled_once_a_baseline(
    flagship: Baseline, annotated: Callable[..., Doc]
) -> None:
    doc = annotated("US troops have been attacked 66 times.")
    assert bind(doc, flagship) == bind(doc, flagship)
    assert bind(doc, flagship.model_copy()) == bind(doc, flagship)
