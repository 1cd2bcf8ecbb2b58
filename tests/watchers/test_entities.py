"""Names and what they mean here, with the flagship's actors and places."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from watchers.language.entities import mentions_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    Annotate = Callable[..., Doc]


def found(doc: Doc) -> set[tuple[str, str, str]]:
    return {(m.kind, m.id, doc[m.start : m.end].text) for m in doc._.mentions}


def ids(doc: Doc, *kinds: str) -> list[str]:
    return [m.id for m in doc._.mentions if not kinds or m.kind in kinds]


def test_us_in_capitals_is_the_country_and_in_small_letters_the_pronoun(
    annotated: Annotate,
) -> None:
    assert "us" in ids(annotated("The US struck a base."), "actor")
    assert ids(annotated("They asked us about it.")) == []


@pytest.mark.parametrize("name", ["U.S.", "the United States", "Americans", "USA"])
def test_the_states_are_known_by_all_their_names(annotated: Annotate, name: str) -> None:
    assert "us" in ids(annotated(f"Shells were fired at {name} yesterday."), "actor")


def test_hezbollah_alone_is_the_lebanese_party(annotated: Annotate) -> None:
    assert ids(annotated("Hezbollah fired rockets.")) == ["lebanese-hezbollah"]
    assert ids(annotated("Kata'ib Hizballah fired rockets.")) == ["kataib-hezbollah"]


def test_sadr_city_is_a_place_and_sadr_a_person(annotated: Annotate) -> None:
    assert found(annotated("A blast in Sadr City.")) == {("place", "sadr-city", "Sadr City")}
    assert ids(annotated("Sadr spoke."), "actor") == ["sadr"]
    assert ids(annotated("A clash on Sadr Street.")) == []


def test_who_is_backed_by_a_state_is_not_that_state(annotated: Annotate) -> None:
    assert ids(annotated("US-backed Iraqi forces struck a cell.")) == ["iraqi-forces"]
    assert "iran" not in ids(annotated("Anti-Iran crowds gathered."))


def test_a_state_is_land_after_a_word_of_place_and_may_be_both_elsewhere(
    annotated: Annotate,
) -> None:
    assert found(annotated("Attacks in Iraq went on.")) == {("country", "IQ", "Iraq")}
    assert ids(annotated("Troops in Iraq and Syria"), "actor") == []
    assert {("actor", "iraq", "Iraq"), ("country", "IQ", "Iraq")} <= found(
        annotated("Iraq said no.")
    )
    assert found(annotated("A raid on Iraqi soil")) == {("country", "IQ", "Iraqi")} | found(
        annotated("Iraqi soil")
    )
    assert ids(annotated("It stayed in western Iraq."), "actor") == []


def test_a_capital_speaks_for_its_government_unless_it_is_a_place(annotated: Annotate) -> None:
    assert ids(annotated("Baghdad condemned it.")) == ["baghdad", "iraqi-government"]
    assert ids(annotated("A blast in central Baghdad.")) == ["baghdad"]
    assert ids(annotated("Officials in Washington shrugged.")) == []


def test_a_dateline_says_where_the_reporter_sits(annotated: Annotate) -> None:
    doc = annotated("ERBIL, Iraq (Wire) \u2014 The troops left Syria.")
    assert [m.rule for m in doc._.mentions[:2]] == ["dateline", "dateline"]
    assert doc._.mentions[-1].rule != "dateline"


def test_an_office_is_whoever_held_it_on_the_day(annotated: Annotate) -> None:
    text = "The prime minister said so."
    assert ids(annotated(text, published=date(2023, 11, 20))) == ["sudani"]
    assert ids(annotated(text, published=date(2021, 6, 1))) == ["kadhimi"]
    assert ids(annotated(text, published=date(2026, 6, 1))) == ["iraqi-government"]


@pytest.mark.parametrize(
    "text",
    [
        "The former prime minister said so.",
        "The British prime minister said so.",
        "The prime minister of Britain said so.",
        "Prime Minister Rishi Sunak said so.",
    ],
)
def test_another_holder_or_country_is_not_the_office(annotated: Annotate, text: str) -> None:
    assert not [m for m in annotated(text)._.mentions if m.kind == "office"]


def test_an_office_before_its_holders_name_is_the_holder(annotated: Annotate) -> None:
    doc = annotated("Iraqi Prime Minister Mohammed Shia al-Sudani said so.")
    assert set(ids(doc)) == {"sudani"}


@pytest.mark.parametrize(
    "text",
    [
        "Iraq's embassy in Washington recalled two men.",
        "Britain withdrew some embassy staff from Baghdad.",
        "The US embassy in Beirut is shut, unlike Iraq.",
        "The embassy of the Iraqi state was hit.",
        "The French embassy in Baghdad was shut.",
        "The US embassy in Basra was never built.",
        "Denmark pulled staff out of its embassy in Baghdad.",
    ],
)
def test_another_embassy_is_not_the_post(annotated: Annotate, text: str) -> None:
    assert "us-embassy-baghdad" not in ids(annotated(text))


@pytest.mark.parametrize(
    "text",
    [
        "Rockets fell near the US embassy in Baghdad.",
        "In Baghdad rockets fell near the embassy.",
        "Washington told staff to leave its Baghdad embassy.",
    ],
)
def test_the_post_is_found_with_and_without_its_full_name(annotated: Annotate, text: str) -> None:
    assert "us-embassy-baghdad" in ids(annotated(text))


def test_an_ambiguous_name_needs_its_context(annotated: Annotate) -> None:
    assert "iraqi-parliament" not in ids(annotated("Lawmakers met."))
    assert "iraqi-parliament" in ids(annotated("Lawmakers met in Baghdad."))


def test_an_embassy_in_a_text_that_names_no_other_land_is_the_post(annotated: Annotate) -> None:
    assert "us-embassy-baghdad" in ids(annotated("Rockets fell near the embassy."))
    assert "us-embassy-baghdad" not in ids(
        annotated("Rockets fell near the embassy. Oman is calm.")
    )


def test_bases_know_their_country(annotated: Annotate) -> None:
    for base, country in (("Ain al-Asad", "IQ"), ("Tanf", "SY"), ("Tower 22", "JO")):
        assert [m.country for m in annotated(f"Drones hit {base}.")._.mentions] == [country]


def test_across_the_border_is_the_other_country_of_the_pair(annotated: Annotate) -> None:
    doc = annotated("There were 52 in Iraq, 75 across the border.")
    assert ids(doc, "country") == ["IQ", "SY"]
    assert ids(annotated("They went across the border.")) == []


def test_both_countries_are_those_named_before(annotated: Annotate) -> None:
    doc = annotated("Troops in Iraq and Jordan are safe; attacks in those two countries fell.")
    assert ids(doc, "country") == ["IQ", "JO", "IQ", "JO"]
    assert ids(annotated("Forces in Syria: 40 in both countries."), "country") == ["SY", "IQ", "SY"]
    assert ids(annotated("It hit 40 bases in both countries."), "country") == ["IQ", "SY"]
    assert ids(annotated("Cuba and Haiti met; both countries agreed."), "country") == [
        "CU", "HT", "CU", "HT",
    ]  # fmt: skip


def test_a_region_is_wider_than_its_countries(annotated: Annotate) -> None:
    doc = annotated("Across the Middle East, counting the Red Sea, troops were hit.")
    assert [m.country for m in doc._.mentions] == ["ME", "XZ"]


def test_the_gazetteer_knows_countries_and_peoples(annotated: Annotate) -> None:
    doc = annotated("A Danish ship met Japan.")
    assert [(m.id, m.rule) for m in doc._.mentions] == [("DK", "demonym"), ("JP", "country:state")]


def test_mentions_in_a_stretch_come_in_order(annotated: Annotate) -> None:
    doc = annotated("Iran and Turkey met. Iraq did not.")
    first = doc._.sentences[0]
    assert {m.country for m in mentions_in(doc, first.start, first.end)} == {"IR", "TR"}


def test_a_peoples_court_or_team_is_not_its_state(annotated: Annotate) -> None:
    assert ids(annotated("An American striker was attacked online."), "actor") == []
    assert ids(annotated("A US federal court struck down a rule."), "actor") == []
    assert [m.rule for m in annotated("A US court sat.")._.mentions if m.kind == "country"]
    assert "us" in ids(annotated("A US raid went on."), "actor")


def test_a_post_in_a_town_that_nobody_knows_is_elsewhere(annotated: Annotate) -> None:
    assert "us-embassy-baghdad" not in ids(annotated("The US embassy in Ruritania shut."))
    assert "us-embassy-baghdad" in ids(annotated("The US embassy in Iraq shut in June."))
    assert "us-embassy-baghdad" in ids(annotated("Iraq: the US embassy in May cut staff."))


def test_a_comma_parts_an_office_from_a_town_abroad(annotated: Annotate) -> None:
    day = date(2023, 11, 7)
    assert "sudani" in ids(
        annotated("Home from Tehran, Iraq's prime minister spoke.", published=day)
    )
    assert "sudani" not in ids(annotated("The Lebanese prime minister spoke.", published=day))
