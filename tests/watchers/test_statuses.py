"""Status claims: each text beside the twin that must read differently."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from storage.models import Modality, WhyNot
from watchers.language.statuses import StatusRules

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    from storage.models import Observation
    from watchers.baseline import Baseline

    Read = Callable[..., list[Observation]]


@pytest.fixture(scope="module")
def read(annotated: Callable[..., Doc], flagship: Baseline) -> Read:
    rules = StatusRules(flagship)

    def read_statuses(text: str, **entry: Any) -> list[Observation]:
        return list(rules.read(annotated(text, **entry)))

    return read_statuses


def counted(observations: list[Observation]) -> set[tuple[str, str | None]]:
    return {(o.claim, o.state) for o in observations if o.counts}


def test_the_addressee_of_a_condemnation_decides(read: Read) -> None:
    said = "Baghdad condemned the {} strikes on its soil as a breach of sovereignty."
    assert ("government-stance", "condemns-us-strikes") in counted(read(said.format("American")))
    assert counted(read(said.format("Turkish"))) == set()


def test_lifting_an_order_in_its_own_words_restores(read: Read) -> None:
    given = "The State Department announced the ordered departure of staff from the US embassy in Baghdad."
    lifted = "The ordered departure of staff from the US embassy in Baghdad has been lifted."
    assert counted(read(given)) == {("embassy-staffing", "reduced")}
    assert counted(read(lifted)) == {("embassy-staffing", "restored")}


def test_each_post_that_is_named_is_read(read: Read) -> None:
    both = read(
        "Washington told non-essential staff to leave its Baghdad embassy and Erbil consulate."
    )
    assert sorted(o.place or "" for o in both if o.counts) == ["baghdad", "erbil"]
    general = read("Non-emergency staff were ordered to leave the US Mission Iraq.")
    assert sorted(o.place or "" for o in general if o.counts) == ["baghdad", "erbil"]


def test_where_no_post_is_named_the_first_is_meant(read: Read) -> None:
    text = "Non-emergency US personnel have been ordered out of Bahrain, Jordan and Iraq."
    assert [o.place for o in read(text) if o.counts] == ["baghdad"]


def test_another_place_is_kept_with_its_reason(read: Read) -> None:
    text = "US aircraft bombed two sites of Kataib Hezbollah in eastern Syria."
    (strike,) = [o for o in read(text) if o.claim == "us-strike-in-iraq"]
    assert (strike.counts, strike.why_not) == (False, WhyNot.OTHER_PLACE)


def test_what_is_not_a_fact_is_kept_with_its_reason(read: Read) -> None:
    denied = read("The Pentagon denied that its aircraft had bombed a convoy near Qaim.")
    assert [(o.state, o.modality, o.why_not) for o in denied] == [
        ("struck", Modality.DENIED, WhyNot.IRREALIS)
    ]


def test_news_of_before_the_first_campaign_never_counts(read: Read) -> None:
    from datetime import date

    text = "The State Department ordered non-emergency staff to leave the US embassy in Baghdad."
    old = read(text, published=date(2019, 5, 15))
    assert {o.why_not for o in old} == {WhyNot.BEFORE_BASELINE}


def test_a_faction_speaks_for_itself(read: Read) -> None:
    (own,) = read("Nujaba: attacks on US forces will go on")
    assert (own.state, own.actor) == ("resumed", "harakat-al-nujaba")
    (leader,) = read(
        "Qais al-Khazali said that he was willing to give up his weapons to the state."
    )
    assert leader.actor == "asaib-ahl-al-haq"


def test_we_is_whoever_speaks(read: Read) -> None:
    said = '"We will respond at a time and place of our choosing," a {} said.'
    us = read(said.format("Pentagon spokeswoman"))
    assert counted(us) == {("us-retaliation-warning", "warned")}
    assert counted(read(said.format("Kataib Hezbollah spokesman"))) == set()


def test_a_statement_is_its_authors_word(read: Read) -> None:
    text = "We announce the suspension of operations against the forces of the occupation."
    (own,) = read(text, title="Statement of Kataib Hezbollah")
    assert (own.state, own.actor) == ("suspended", "kataib-hezbollah")


def test_the_ladder_says_how_far_a_warning_goes(read: Read) -> None:
    texts = {
        "right-reserved": "Washington reserves the right to answer the attacks in Iraq.",
        "vowed": "Washington vowed to hit those who attack its troops in Iraq.",
        "decided": "Biden has decided how to respond to the attacks in Iraq.",
        "preparing": "The US military is preparing a response to the attacks in Iraq.",
    }
    for level, text in texts.items():
        assert level in {o.note for o in read(text) if o.claim == "us-retaliation-warning"}


def test_history_is_context_and_goes_on_into_the_next_sentence(read: Read) -> None:
    text = "In December 2019 a rocket killed an American. US aircraft bombed sites in Iraq."
    assert counted(read(text)) == set()
    now = "In December 2019 a rocket killed an American. US aircraft have bombed sites in Iraq."
    assert ("us-strike-in-iraq", "struck") in counted(read(now))


def test_the_old_event_behind_since_is_no_news(read: Read) -> None:
    text = "There was fire on the US embassy in Baghdad, the first since mortars hit it in 2020."
    assert counted(read(text)) == {("embassy-attacked", "attacked")}


def test_a_quote_holds_trigger_and_roles_as_published(read: Read) -> None:
    (strike,) = read("On Tuesday U.S. jets bombed a depot near Kirkuk, the Pentagon said.")
    assert strike.quote == "U.S. jets bombed a depot near Kirkuk"
    assert (strike.source, strike.source_id) == ("Pentagon", "pentagon")
    assert strike.rule == "us-strike-in-iraq/us-strikes"
    assert str(strike.event_on) == "2023-11-14"


def test_the_same_text_reads_the_same_twice(read: Read) -> None:
    text = "US aircraft bombed two sites of Kataib Hezbollah south of Baghdad."
    assert read(text) == read(text)


def test_the_governing_words_win_over_what_they_govern(read: Read) -> None:
    text = "Kataib Hezbollah refused to hand over its weapons to the army."
    assert counted(read(text)) == {("militia-arms", "refused")}
    demanded = read("Sadr demanded that the US embassy in Baghdad be closed.")
    assert [(o.state, o.counts) for o in demanded] == [("closure-demanded", False)]


def test_what_a_title_takes_back_does_not_count(read: Read) -> None:
    text = "We wrote that the US embassy in Baghdad was evacuated overnight."
    assert counted(read(text, title="Retraction: the embassy in Baghdad")) == set()


def test_a_list_by_country_gives_each_line_its_country(read: Read) -> None:
    text = "Iraq: non-emergency US staff ordered to leave.\n\nKuwait: US staff unaffected."
    assert counted(read(text)) == {("embassy-staffing", "reduced")}
    swapped = text.replace("Iraq", "Oman")
    assert counted(read(swapped)) == set()


def test_a_sentence_on_other_lands_is_not_about_the_entrys_only_one(read: Read) -> None:
    text = "Staff was told to leave Iraq. Iran fired missiles at Kuwait and Bahrain."
    assert ("iran-strike-in-iraq", "struck") not in counted(read(text))


def test_a_warning_in_another_war_is_none_here(read: Read) -> None:
    text = "The United States would not hesitate to strike again, the Pentagon said."
    assert counted(read(text)) == {("us-retaliation-warning", "warned")}
    assert counted(read(text, title="US bombs Houthi sites in Yemen")) == set()


def test_who_speaks_of_a_deed_without_a_doer_did_it(read: Read) -> None:
    text = "A spy centre in Erbil was destroyed with missiles, {} announced."
    guards = read(text.format("Iran's Revolutionary Guards"))
    assert counted(guards) == {("iran-strike-in-iraq", "struck")}
    assert counted(read(text.format("the Iraqi police"))) == set()


def test_what_a_question_asks_is_no_fact(read: Read) -> None:
    text = "{} the militias want the American troops out of Iraq{}"
    assert counted(read(text.format("Once more", "."))) == {("us-troop-presence", "demanded")}
    (asked,) = read(text.format("Why do", "?"))
    assert asked.why_not is WhyNot.IRREALIS


def test_the_first_since_lends_its_doer_to_a_blow_and_to_no_attack(read: Read) -> None:
    since = " was the first since February, when American aircraft bombed a militia in Iraq."
    day = {"published": date(2024, 7, 31)}
    assert counted(read("The airstrike in Babil" + since, **day)) == {
        ("us-strike-in-iraq", "struck")
    }
    assert counted(read("The attack near Babil" + since, **day)) == set()


def test_the_reason_of_a_deed_is_none(read: Read) -> None:
    text = "Washington has {}retaliated inside Iraq for the attacks."
    assert counted(read(text.format("not "))) == {("us-strike-in-iraq", "refrained")}
    assert counted(read(text.format(""))) == {("us-strike-in-iraq", "struck")}


def test_a_count_is_no_doer(read: Read) -> None:
    hit = "Bases in Iraq were bombed, by the Pentagon's {}, 20 times."
    assert ("us-strike-in-iraq", "struck") not in counted(read(hit.format("count")))
    assert ("us-strike-in-iraq", "struck") in counted(read(hit.format("aircraft")))


def test_both_countries_are_two_places(read: Read) -> None:
    read_here = read("In Iraq and Syria it goes on: US strikes were carried out in both countries.")
    assert {o.scope for o in read_here if o.claim == "us-strike-in-iraq"} == {("IQ", "SY")}
