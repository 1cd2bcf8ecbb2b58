"""Status claims before the court: what stands, is shaken, falls or is restored, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from courtroom import CENTCOM, GRAVE, MINOR, NOTABLE, PENTAGON, Court, count, small_baseline, state
from hypothesis import given
from hypothesis import strategies as st

from storage.models import ClaimLedger, Evidence, Modality, Standing, Status, WhyNot
from watchers.judge import judge
from watchers.reasons import Reason
from watchers.route import leads


def struck(published: str, **more: object) -> Evidence:
    return state("strike", "struck", published, **more)


def reduced(published: str, **more: object) -> Evidence:
    return state("staffing", "reduced", published, **more)


def restored(published: str, **more: object) -> Evidence:
    return state("staffing", "restored", published, **more)


def suspended(published: str, **more: object) -> Evidence:
    return state("campaign", "suspended", published, **more)


KATAIB = {"actor": "kataib", "source": "Kataib", "source_id": "kataib"}
NUJABA = {"actor": "nujaba", "source": "Nujaba", "source_id": "nujaba"}


# ---------------------------------------------------------------------------- falling


def test_an_admission_fells_a_claim_on_the_day_of_the_event() -> None:
    court = Court()
    delta = court.hear(struck("2023-11-22", on="2023-11-21", **CENTCOM))
    assert delta is not None
    assert (delta.reason, delta.at.isoformat()) == (Reason.ADMITTED, "2023-11-21")
    assert (delta.before.status, delta.after.status) == (Status.STANDS, Status.FALLEN)
    assert delta.after.since.isoformat() == "2023-11-21"
    assert delta.after.state == "struck"
    assert delta.severity is GRAVE
    assert delta.after.delta_id == delta.id


def test_one_outlet_only_shakes_and_is_less_grave() -> None:
    delta = Court().hear(struck("2023-11-21"))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.REPORTED, Status.SHAKEN)
    assert delta.severity is NOTABLE


def test_a_second_independent_outlet_fells_what_the_first_had_shaken() -> None:
    court = Court()
    delta = court.hear(struck("2023-11-21"), struck("2023-11-22", outlet="The Herald"))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.CORROBORATED, Status.FALLEN)
    assert delta.at.isoformat() == "2023-11-21"
    assert delta.after.independent_sources == 2
    assert {one.outlet for one in delta.evidence} == {"The Courier", "The Herald"}


def test_the_evidence_of_a_delta_names_each_outlet_once_and_what_was_judged_first() -> None:
    court = Court()
    court.hear(restored("2025-07-15"), restored("2025-07-16"), restored("2025-07-17", outlet="B"))
    assert [one.outlet for one in court.deltas[-1].evidence] == ["B", "The Courier"]


def test_a_given_day_is_worth_more_than_an_inferred_one() -> None:
    court = Court()
    delta = court.hear(
        struck("2023-11-21"), struck("2023-11-22", on="2023-11-21", outlet="The Herald")
    )
    assert delta is not None
    assert delta.at.isoformat() == "2023-11-21"


@pytest.mark.parametrize(
    "second",
    [
        {"outlet": "The Courier"},
        {"outlet": "The Herald", "source": "The Courier"},
        {"outlet": "The Herald", "tier": "party"},
        {"outlet": "The Herald", "on": "2023-11-25"},
    ],
    ids=["the same outlet", "quoting the first", "a party's outlet", "another event"],
)
def test_what_is_not_a_second_voice_about_the_event_does_not_fell(second: dict[str, str]) -> None:
    court = Court()
    court.hear(struck("2023-11-21", on="2023-11-21"), struck("2023-11-22", **second))
    assert court.status("strike") == "shaken"


def test_the_same_report_told_again_is_already_known() -> None:
    court = Court()
    court.hear(struck("2023-11-21"))
    assert court.silence(struck("2023-11-22")) is Reason.ALREADY_KNOWN


def test_another_sides_official_is_one_voice_and_no_admission() -> None:
    army = {"source": "Iraqi Army", "source_id": "iraqi-army"}
    delta = Court().hear(struck("2023-11-21", **army))
    assert delta is not None
    assert delta.reason == Reason.REPORTED


# ---------------------------------------------------------------------------- irrealis


@pytest.mark.parametrize("modality", ["claimed", "planned", "threatened", "demanded", "possible"])
def test_what_is_not_stated_as_fact_shakes_at_most(modality: str) -> None:
    court = Court()
    for day, outlet in (("2023-11-21", "A"), ("2023-11-22", "B"), ("2023-11-23", "C")):
        court.hear(struck(day, outlet=outlet, modality=modality, **CENTCOM))
    assert court.story("strike") == [("2023-11-21", "planned-or-threatened", "shaken")]


@pytest.mark.parametrize("modality", ["denied", "hypothetical", "historical"])
def test_what_is_denied_supposed_or_past_changes_nothing(modality: str) -> None:
    assert Court().silence(struck("2023-11-21", modality=modality)) is Reason.IRREALIS


def test_a_plan_that_is_carried_out_fells_after_all() -> None:
    court = Court()
    court.hear(
        struck("2023-11-19", modality="planned"),
        struck("2023-11-20", outlet="The Herald"),
        struck("2023-11-21", on="2023-11-21", **CENTCOM),
    )
    assert [status for _, _, status in court.story("strike")] == ["shaken", "shaken", "fallen"]


def test_a_plan_only_holds_its_tongue_once_the_claim_is_contested_or_has_fallen() -> None:
    court = Court()
    court.hear(struck("2023-11-21", **CENTCOM))
    assert court.silence(struck("2023-11-22", modality="planned")) is Reason.HELD


def test_a_state_that_weakens_shakes_whoever_says_it() -> None:
    court = Court()
    delta = court.hear(state("presence", "withdrawal-planned", "2024-01-05", source="Baghdad"))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.WEAKENED, Status.SHAKEN)
    planned = {"modality": "planned", "outlet": "The Herald"}
    again = state("presence", "withdrawal-planned", "2024-01-09", **planned)
    assert court.silence(again) is Reason.ALREADY_KNOWN
    later = state("presence", "withdrawal-planned", "2024-09-06", **planned)
    assert court.hear(later).reason == Reason.PLANNED


# ---------------------------------------------------------------------------- days


def test_the_day_of_the_event_decides_not_that_of_the_feed() -> None:
    known = struck("2023-11-21", on="2023-11-02")
    assert Court().silence(known) is Reason.BEFORE_ARTICLE


def test_what_was_admitted_before_the_article_contests_it_and_fells_nothing() -> None:
    court = Court()
    delta = court.hear(struck("2023-11-21", on="2023-11-02", **CENTCOM))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.CONTESTED_AT_BIRTH, Status.CONTESTED)
    assert delta.after.since.isoformat() == "2023-11-10"
    assert court.silence(struck("2023-11-12", outlet="B")) is Reason.HELD
    assert court.hear(struck("2023-11-22", **CENTCOM)).after.status is Status.FALLEN


def test_an_undated_entry_changes_nothing() -> None:
    assert Court().silence(struck("2023-11-21", is_dated=False, **CENTCOM)) is Reason.UNDATED


def test_an_undated_entry_whose_text_gives_the_day_is_judged_by_it() -> None:
    delta = Court().hear(struck("2023-11-25", on="2023-11-21", is_dated=False, **CENTCOM))
    assert delta is not None
    assert delta.at.isoformat() == "2023-11-21"


def test_what_lies_ahead_is_dated_by_the_day_on_which_it_was_said() -> None:
    delta = Court().hear(struck("2023-11-21", on="2024-09-01", modality="planned"))
    assert delta is not None
    assert delta.at.isoformat() == "2023-11-21"


def test_an_older_contradiction_never_overturns_a_restored_claim() -> None:
    court = Court()
    court.hear(restored("2025-07-17", **PENTAGON), reduced("2026-03-02", **PENTAGON))
    late = restored("2026-03-05", on="2025-07-17", **PENTAGON)
    assert court.status("staffing") == "restored"
    assert court.silence(late) is Reason.OLDER_THAN_KNOWN


def test_an_older_threat_does_not_shake_a_restored_claim() -> None:
    court = Court()
    court.hear(restored("2025-07-17", **PENTAGON), reduced("2026-03-02", **PENTAGON))
    late = restored("2026-03-05", on="2026-03-01", modality="planned")
    assert court.silence(late) is Reason.OLDER_THAN_KNOWN


# ---------------------------------------------------------------------------- scope


@pytest.mark.parametrize("scope", [("JO",), ("SY",), ("ME",)])
def test_another_place_or_the_whole_region_says_nothing_of_iraq(scope: tuple[str, ...]) -> None:
    assert Court().silence(struck("2023-11-21", scope=scope, **CENTCOM)) is Reason.OTHER_SCOPE


@pytest.mark.parametrize("scope", [(), ("IQ",), ("IQ:Erbil",), ("IQ", "SY")])
def test_what_happened_in_iraq_too_counts(scope: tuple[str, ...]) -> None:
    delta = Court().hear(struck("2023-11-21", scope=scope, **CENTCOM))
    assert delta is not None
    assert delta.after.status is Status.FALLEN


# ---------------------------------------------------------------------------- again and back


def test_another_happening_on_another_day_is_told_less_gravely() -> None:
    court = Court()
    court.hear(struck("2023-11-21", on="2023-11-21", **CENTCOM))
    delta = court.hear(struck("2023-12-04", on="2023-12-03", **CENTCOM))
    assert delta is not None
    assert (delta.reason, delta.severity) == (Reason.HAPPENED_AGAIN, NOTABLE)
    assert (delta.after.status, delta.after.since.isoformat()) == (Status.FALLEN, "2023-11-21")
    assert delta.after.as_of.isoformat() == "2023-12-03"
    assert delta.after.delta_id == court.deltas[0].id


def test_a_late_or_loosely_dated_report_is_the_same_event() -> None:
    court = Court()
    court.hear(struck("2023-11-21", on="2023-11-21", **CENTCOM))
    assert court.silence(struck("2023-11-22", outlet="B")) is Reason.ALREADY_KNOWN
    assert court.silence(struck("2023-11-30", on="2023-11-21", outlet="C")) is Reason.ALREADY_KNOWN
    assert court.silence(struck("2023-11-30", on="2023-11-15", outlet="D")) is (
        Reason.OLDER_THAN_KNOWN
    )


def test_an_earlier_event_that_becomes_known_late_is_put_where_it_belongs() -> None:
    court = Court()
    court.hear(struck("2023-11-21", on="2023-11-21", **CENTCOM))
    late = struck("2023-11-30", on="2023-11-15", **CENTCOM)
    earlier = court.hear(late)
    assert earlier is not None
    assert (earlier.reason, earlier.at.isoformat()) == (Reason.HAPPENED_EARLIER, "2023-11-15")
    assert court.standings["strike"].since.isoformat() == "2023-11-15"
    assert leads([earlier], court.baseline) == []
    assert court.hear(replace(late, outlet="B")) is None


def test_what_was_restored_in_between_is_history() -> None:
    court = Court()
    guards = {"source": "Guards", "source_id": "guards"}
    court.hear(state("iran-strike", "struck", "2023-12-01", **guards))
    court.hear(state("iran-strike", "none", "2023-12-02", is_correction=True, **guards))
    court.hear(state("iran-strike", "struck", "2023-12-20", **guards))
    late = state("iran-strike", "struck", "2023-12-21", on="2023-11-25", **guards)
    assert court.silence(late) is Reason.OLDER_THAN_KNOWN


def test_a_second_happening_below_the_bar_is_held_until_another_source() -> None:
    court = Court()
    court.hear(struck("2023-11-21", on="2023-11-21", **CENTCOM))
    assert court.silence(struck("2023-12-03", on="2023-12-03")) is Reason.HELD
    assert court.hear(struck("2023-12-03", outlet="B")).reason == Reason.HAPPENED_AGAIN


def test_what_has_happened_is_not_undone_by_not_happening_again() -> None:
    court = Court()
    court.hear(struck("2023-11-21", **CENTCOM))
    calm = state("strike", "refrained", "2024-05-01", on="2024-05-01", **CENTCOM)
    assert court.silence(calm) is Reason.IRREVERSIBLE
    assert court.status("strike") == "fallen"


def test_a_lasting_state_falls_is_restored_and_falls_again() -> None:
    court = Court()
    court.hear(
        restored("2025-07-17", on="2025-07-17", **PENTAGON),
        reduced("2026-03-02", on="2026-03-02", **PENTAGON),
        restored("2026-09-01", on="2026-09-01", **PENTAGON),
    )
    assert court.story("staffing") == [
        ("2025-07-17", "contradicted-by-admitting-source", "fallen"),
        ("2026-03-02", "agrees-again", "restored"),
        ("2026-09-01", "contradicted-by-admitting-source", "fallen"),
    ]


def test_agreement_with_what_stands_or_below_the_bar_is_silent() -> None:
    court = Court()
    assert court.silence(reduced("2023-11-15")) is Reason.AGREES
    court.hear(restored("2025-07-17", **PENTAGON))
    assert court.silence(reduced("2025-07-01", on="2025-06-11", **PENTAGON)) is Reason.AGREES
    assert court.silence(reduced("2025-08-01", on="2025-08-01")) is Reason.HELD


def test_undated_background_in_two_papers_restores_nothing() -> None:
    court = Court()
    court.hear(restored("2025-07-17", **PENTAGON))
    for outlet in ("A", "B", "C"):
        assert court.silence(reduced("2025-08-01", outlet=outlet)) is Reason.HELD
    dated = reduced("2025-08-01", on="2025-08-01", outlet="D")
    assert court.hear(dated).after.status is Status.RESTORED


def test_a_headline_speaks_of_now_though_it_gives_no_day() -> None:
    court = Court()
    court.hear(restored("2025-07-17", **PENTAGON))
    words = {"quote": "embassy staff cut again", "title": "US embassy staff cut again"}
    assert court.silence(reduced("2025-08-01", outlet="A")) is Reason.HELD
    assert court.hear(reduced("2025-08-01", outlet="B", **words)).after.status is Status.RESTORED


def test_two_papers_that_recall_an_event_do_not_make_it_happen_again() -> None:
    court = Court()
    court.hear(struck("2023-11-21", **CENTCOM))
    for outlet in ("A", "B"):
        assert court.silence(struck("2023-12-30", outlet=outlet)) is Reason.HELD
    words = {"quote": "US strikes in Iraq", "title": "Breaking: US strikes in Iraq"}
    assert court.hear(struck("2023-12-30", outlet="C", **words)).reason == Reason.HAPPENED_AGAIN


def test_a_plan_to_return_to_what_was_restores_nothing() -> None:
    court = Court()
    court.hear(restored("2025-07-17", **PENTAGON))
    plan = reduced("2025-08-01", modality="planned", **PENTAGON)
    assert court.silence(plan) is Reason.AGREES


def test_sources_that_disagree_about_one_day_make_it_contested() -> None:
    court = Court()
    court.hear(restored("2025-07-17", on="2025-07-17", **PENTAGON))
    delta = court.hear(reduced("2025-07-17", on="2025-07-17", **CENTCOM))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.SOURCES_DISAGREE, Status.CONTESTED)
    settled = court.hear(reduced("2025-07-20", on="2025-07-20", **CENTCOM))
    assert settled.after.status is Status.RESTORED
    same_day = court.hear(restored("2025-07-20", on="2025-07-20", **PENTAGON))
    assert same_day.reason == Reason.SOURCES_DISAGREE


def test_a_shaken_claim_stands_again_when_the_admitting_side_says_so() -> None:
    court = Court()
    court.hear(struck("2023-11-15"))
    delta = court.hear(state("strike", "refrained", "2023-11-16", **PENTAGON))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.AGREES_AGAIN, Status.STANDS)
    assert delta.after.state == "refrained"


def test_a_worse_state_of_a_fallen_claim_is_told_as_a_change() -> None:
    court = Court()
    court.hear(restored("2025-07-17", **PENTAGON))
    worse = state("staffing", "evacuated", "2025-08-01", **PENTAGON)
    delta = court.hear(worse)
    assert delta is not None
    assert (delta.reason, delta.after.state) == (Reason.STATE_CHANGED, "evacuated")
    old = state("staffing", "restored", "2025-08-02", on="2025-07-16", **PENTAGON)
    assert court.silence(old) is Reason.OLDER_THAN_KNOWN


def test_an_unattributed_strike_is_told_at_the_bar_though_the_claim_has_fallen() -> None:
    court = Court()
    court.hear(struck("2023-11-21", **CENTCOM))

    def unknown(day: str, outlet: str, on: str = "2023-12-12", **more: object) -> Evidence:
        return state("strike", "struck-unknown", day, on=on, outlet=outlet, **more)

    assert court.silence(unknown("2023-12-12", "A")) is Reason.HELD
    assert court.silence(unknown("2023-12-12", "D", modality="claimed")) is Reason.HELD
    told = court.hear(unknown("2023-12-12", "B"))
    assert told is not None
    assert (told.reason, told.after) == (Reason.STATE_CHANGED, told.before)
    assert told.flips_back.startswith("Nothing to flip")
    assert court.silence(unknown("2023-12-13", "C")) is Reason.ALREADY_KNOWN
    late = unknown("2023-12-14", "C", on="2023-11-12")
    assert court.silence(late) is Reason.OLDER_THAN_KNOWN


# ---------------------------------------------------------------------------- corrections


def refuted(published: str, **more: object) -> Evidence:
    return state("iran-strike", "none", published, is_correction=True, **more)


def test_a_false_wire_shakes_at_most_and_is_taken_back() -> None:
    court = Court()
    wire = {"source": "The Wire", "source_id": "the-wire"}
    for outlet in ("The Courier", "The Herald", "The Wire"):
        court.hear(state("iran-strike", "struck", "2025-06-23", outlet=outlet, **wire))
    assert court.status("iran-strike") == "shaken"
    court.hear(refuted("2025-06-24", outlet="The Herald", **wire))
    assert court.story("iran-strike") == [
        ("2025-06-23", "reported-below-bar", "shaken"),
        ("2025-06-24", "corrected", "stands"),
    ]


def test_copies_of_one_text_are_one_voice() -> None:
    court = Court()
    title = "Missiles fired at bases in Qatar and Iraq, sources say"
    for outlet in ("A", "B", "C"):
        said = {"outlet": outlet, "title": f"{title} | {outlet}"}
        court.hear(state("iran-strike", "struck", "2025-06-23", **said))
    assert court.status("iran-strike") == "shaken"


def test_a_retraction_leaves_what_the_others_still_say() -> None:
    court = Court()
    for outlet in ("A", "B"):
        court.hear(state("iran-strike", "struck", "2025-06-23", outlet=outlet))
    delta = court.hear(refuted("2025-06-24", outlet="A"))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.CORRECTED, Status.SHAKEN)
    assert delta.after.independent_sources == 1
    assert delta.after.state == "struck"


def test_a_retraction_changes_nothing_while_enough_others_say_it() -> None:
    court = Court()
    for outlet in ("A", "B"):
        court.hear(state("iran-strike", "struck", "2025-06-23", outlet=outlet))
    assert court.silence(refuted("2025-06-24", outlet="D")) is Reason.HELD


def test_the_admitting_side_can_correct_what_two_outlets_reported() -> None:
    court = Court()
    for outlet in ("A", "B"):
        court.hear(state("iran-strike", "struck", "2025-06-23", outlet=outlet))
    delta = court.hear(refuted("2025-06-24", source="Guards", source_id="guards"))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.CORRECTED, Status.RESTORED)


def test_a_correction_of_what_stands_or_of_something_newer_is_silent() -> None:
    court = Court()
    assert court.silence(refuted("2025-06-20")) is Reason.AGREES
    court.hear(state("iran-strike", "struck", "2025-06-23"))
    assert court.silence(refuted("2025-06-24", on="2025-06-20")) is Reason.OLDER_THAN_KNOWN


def test_a_correction_stands_when_what_it_corrects_is_long_forgotten() -> None:
    court = Court()
    court.hear(state("iran-strike", "struck", "2025-06-23", source="Guards", source_id="guards"))
    ledger = court.ledgers["iran-strike"]
    court.ledgers["iran-strike"] = ClaimLedger(ledger.claim, ledger.standing)
    assert court.hear(refuted("2025-06-24")).after.status is Status.STANDS


GUARDS = {"source": "Guards", "source_id": "guards"}


def test_a_correction_leaves_alone_what_happened_long_before() -> None:
    court = Court()
    court.hear(state("iran-strike", "struck", "2024-01-15", **GUARDS))
    for outlet in ("A", "B", "C"):
        wire = {"source": "The Wire", "source_id": "the-wire", "outlet": outlet}
        court.hear(state("iran-strike", "struck", "2025-06-23", **wire))
    assert court.silence(refuted("2025-06-24", **GUARDS)) is Reason.AGREES
    assert court.standings["iran-strike"].since.isoformat() == "2024-01-15"


def test_a_retracted_second_event_leaves_the_first() -> None:
    court = Court()
    court.hear(state("iran-strike", "struck", "2024-01-15", **GUARDS))
    first = court.standings["iran-strike"]
    again = court.hear(state("iran-strike", "struck", "2024-03-01", **GUARDS))
    taken_back = court.hear(refuted("2024-03-03", **GUARDS))
    assert (taken_back.reason, taken_back.undoes) == (Reason.CORRECTED, (again.id,))
    assert f"Takes back: {again.id}." in taken_back.trace
    assert court.standings["iran-strike"] == first
    assert court.silence(refuted("2024-03-04", **GUARDS)) is Reason.AGREES


def test_a_second_event_that_only_one_still_tells_is_taken_back() -> None:
    court = Court()
    court.hear(state("iran-strike", "struck", "2024-01-15", **GUARDS))
    first = court.standings["iran-strike"]
    for outlet in ("A", "B"):
        court.hear(state("iran-strike", "struck", "2024-03-01", on="2024-03-01", outlet=outlet))
    assert court.deltas[-1].reason == Reason.HAPPENED_AGAIN
    court.hear(refuted("2024-03-02", outlet="A"))
    assert court.standings["iran-strike"] == first


def test_what_one_retraction_leaves_the_last_one_takes_back() -> None:
    court = Court()
    for outlet in ("A", "B"):
        court.hear(state("iran-strike", "struck", "2025-06-23", outlet=outlet))
    ledger = court.ledgers["iran-strike"]
    corroborated = ledger.happenings[:1]
    court.ledgers["iran-strike"] = replace(ledger, happenings=corroborated)
    court.hear(refuted("2025-06-24", outlet="A"))
    assert court.status("iran-strike") == "shaken"
    court.hear(refuted("2025-06-24", outlet="B"))
    assert court.status("iran-strike") == "restored"


def test_a_retracted_first_event_leaves_the_later_ones() -> None:
    court = Court()
    struck = {day: state("iran-strike", "struck", day, on=day, **GUARDS) for day in
              ("2024-01-15", "2024-01-20", "2024-01-24")}  # fmt: skip
    fell, second, third = (court.hear(one) for one in struck.values())
    for wrong, since in ((fell, "2024-01-20"), (third, "2024-01-20")):
        back = court.hear(refuted("2024-01-25", on=wrong.at.isoformat(), **GUARDS))
        assert back.undoes == (wrong.id,)
        assert court.status("iran-strike") == "fallen"
        assert court.standings["iran-strike"].since.isoformat() == since
    assert court.standings["iran-strike"].delta_id == second.id


def test_a_retraction_leads_back_to_what_shook_the_claim_before() -> None:
    court = Court()
    court.hear(state("presence", "withdrawal-planned", "2024-01-05", outlet="A"))
    shaken = court.standings["presence"]
    told = [
        court.hear(state("presence", "left", "2024-02-01", outlet=outlet)).id
        for outlet in ("A", "B")
    ]
    assert court.status("presence") == "fallen"
    back = court.hear(state("presence", "present", "2024-02-03", is_correction=True, **PENTAGON))
    assert set(back.undoes) == set(told)
    assert court.standings["presence"] == shaken


# ---------------------------------------------------------------------------- parts and levels


def test_one_factions_pause_shakes_and_does_not_fell() -> None:
    court = Court()
    delta = court.hear(suspended("2024-01-30", **KATAIB))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.STATE_CHANGED, Status.SHAKEN)
    assert "as written again" in delta.flips_back


def test_a_report_of_a_factions_pause_is_told_again_when_the_faction_says_so() -> None:
    court = Court()
    court.hear(suspended("2024-01-29", actor="kataib"), suspended("2024-01-30", **KATAIB))
    assert [reason for _, reason, _ in court.story("campaign")] == [
        "reported-below-bar",
        "state-changed",
    ]
    assert court.silence(suspended("2024-01-31", **KATAIB)) is Reason.ALREADY_KNOWN


def test_another_faction_that_goes_on_is_told_apart_and_settles_nothing() -> None:
    court = Court()
    court.hear(suspended("2024-01-30", **KATAIB))
    vow = state("campaign", "resumed", "2024-02-02", modality="threatened", **NUJABA)
    delta = court.hear(vow)
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.STATE_CHANGED, Status.SHAKEN)
    assert court.silence(state("campaign", "resumed", "2024-02-03", **NUJABA)) is Reason.AGREES


def test_the_faction_that_paused_settles_it_by_resuming() -> None:
    court = Court()
    court.hear(suspended("2023-11-25", **KATAIB))
    delta = court.hear(state("campaign", "resumed", "2023-12-05", **KATAIB))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.AGREES_AGAIN, Status.STANDS)


def test_a_pause_of_all_factions_fells() -> None:
    all_of_them = {"actor": "militias", "source": "Militias", "source_id": "militias"}
    court = Court()
    assert court.hear(suspended("2024-02-04", **all_of_them)).after.status is Status.FALLEN
    resumed = state("campaign", "resumed", "2024-04-21", **NUJABA)
    assert court.hear(resumed).after.status is Status.RESTORED


def test_a_factions_pause_does_not_confirm_that_all_pause() -> None:
    court = Court()
    court.hear(suspended("2024-01-30", **KATAIB))
    assert court.silence(suspended("2024-01-31", outlet="A")) is Reason.ALREADY_KNOWN
    assert court.hear(suspended("2024-02-01", outlet="B")).after.status is Status.FALLEN


def test_a_post_is_restored_only_with_the_others() -> None:
    court = Court()
    court.hear(restored("2025-07-17", **PENTAGON))
    first = court.hear(reduced("2026-03-02", place="baghdad-post", **PENTAGON))
    assert (first.reason, first.after.status) == (Reason.STATE_CHANGED, Status.FALLEN)
    second = court.hear(reduced("2026-03-02", place="erbil-post", **PENTAGON))
    assert second.after.status is Status.RESTORED


def test_reports_about_two_posts_do_not_confirm_one_another() -> None:
    court = Court()
    court.hear(
        restored("2025-07-17", place="baghdad-post"),
        restored("2025-07-17", place="erbil-post", outlet="B"),
    )
    assert court.status("staffing") == "shaken"


def test_lasting_states_confirm_one_another_within_a_week_only() -> None:
    near, far = Court(), Court()
    near.hear(restored("2025-07-17"), restored("2025-07-20", outlet="B"))
    far.hear(restored("2025-07-17"), restored("2025-08-20", outlet="B"))
    assert (near.status("staffing"), far.status("staffing")) == ("fallen", "shaken")


def test_a_warning_that_goes_further_is_told_and_leaves_the_claim_standing() -> None:
    court = Court()
    right = state("warning", "warned", "2023-11-12", note="right-reserved", modality="threatened")
    assert court.silence(right) is Reason.AGREES
    delta = court.hear(state("warning", "warned", "2024-01-30", note="decided", modality="planned"))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.WENT_FURTHER, Status.STANDS)
    vow = state("warning", "warned", "2024-01-31", note="vowed", modality="threatened")
    assert court.silence(vow) is Reason.AGREES
    early = state("warning", "warned", "2023-11-01", note="decided")
    assert court.silence(early) is Reason.AGREES


def test_context_is_told_once_and_again_after_a_month() -> None:
    court = Court()
    assert court.silence(state("presence", "demanded", "2023-11-01")) is Reason.BEFORE_ARTICLE
    delta = court.hear(state("presence", "demanded", "2024-01-05"))
    assert delta is not None
    assert (delta.reason, delta.severity) == (Reason.STATE_CHANGED, MINOR)
    assert court.silence(state("presence", "demanded", "2024-01-10")) is Reason.ALREADY_KNOWN
    assert court.hear(state("presence", "demanded", "2024-03-10")).after.status is Status.STANDS


def test_a_weakening_before_the_article_is_known() -> None:
    early = state("presence", "withdrawal-planned", "2023-11-01")
    assert Court().silence(early) is Reason.BEFORE_ARTICLE


# ---------------------------------------------------------------------------- what is kept


def test_what_does_not_count_is_only_kept() -> None:
    aside = struck("2023-11-21", counts=False, why_not=WhyNot.OTHER_PLACE, **CENTCOM)
    assert Court().silence(aside) is Reason.NOT_COUNTED


def test_a_status_without_a_state_and_a_derived_claim_are_not_judged() -> None:
    assert Court().silence(count("strike", 3, "2023-11-21")) is Reason.NOT_COUNTED
    assert Court().silence(state("ladder", "us-strike", "2023-11-21")) is Reason.NOT_COUNTED


def test_the_ledger_may_or_may_not_hold_the_evidence_already() -> None:
    baseline = small_baseline()
    claim, evidence = baseline.claim("strike"), struck("2023-11-21")
    for recent in ((), (evidence,)):
        ledger = ClaimLedger("strike", None, recent=recent)
        delta = judge(claim, ledger, evidence, evidence.published_at, baseline=baseline)
        assert delta is not None
        assert delta.reason == Reason.REPORTED
        assert delta.evidence == (evidence,)


def test_an_untested_claim_falls_like_any_other() -> None:
    court = Court()
    dark = Standing("strike", Status.UNTESTED, date(2023, 12, 24))
    court.ledgers["strike"] = ClaimLedger("strike", dark)
    assert court.hear(struck("2023-11-21", **CENTCOM)).after.status is Status.FALLEN


def test_the_trace_says_words_rule_source_scope_day_bar_and_comparison() -> None:
    delta = Court().hear(struck("2023-11-22", on="2023-11-21", scope=("IQ",), **CENTCOM))
    assert delta is not None
    assert [step.split(":")[0] for step in delta.trace] == [
        "Words", "Rule", "Source", "Scope", "Day", "Bar", "Comparison", "Reason",
    ]  # fmt: skip
    assert "Centcom, as The Courier gives it" in delta.trace[2]
    assert "IQ, the claim's own" in delta.trace[3]
    assert "2023-11-21 (given), after the article's 2023-11-10" in delta.trace[4]
    assert "met, the side that would have to admit it speaks" in delta.trace[5]
    assert delta.flips_back


def test_the_trace_names_how_a_faction_said_it() -> None:
    delta = Court().hear(suspended("2024-01-30", modality="attributed", **KATAIB))
    assert delta is not None
    assert "attributed, about kataib" in delta.trace[2]
    assert "taken from the publication" in delta.trace[4]


# ---------------------------------------------------------------------------- properties

MODALITIES = st.sampled_from(Modality)
DAYS = st.integers(1, 28).map(lambda day: f"2023-12-{day:02}")
OUTLETS = st.sampled_from(["A", "B", "C"])
STATES = st.sampled_from([
    ("strike", "struck"), ("strike", "refrained"), ("strike", "struck-unknown"),
    ("staffing", "restored"), ("staffing", "reduced"), ("staffing", "evacuated"),
    ("campaign", "suspended"), ("campaign", "resumed"), ("presence", "withdrawal-planned"),
])  # fmt: skip


@st.composite
def reports(draw: st.DrawFn, **fixed: object) -> Evidence:
    claim, said = draw(STATES)
    published = draw(DAYS)
    source = draw(st.sampled_from([{}, PENTAGON, KATAIB, {"source": "a witness"}]))
    more = {"outlet": draw(OUTLETS), "modality": draw(MODALITIES), **source, **fixed}
    more |= {"on": draw(DAYS)} if draw(st.booleans()) else {}
    return state(claim, said, published, **more)


@given(st.lists(reports(counts=False, why_not=WhyNot.IRREALIS), max_size=12))
def test_no_sequence_of_what_does_not_count_changes_a_standing(heard: list[Evidence]) -> None:
    court = Court()
    before = court.standings
    court.hear(*heard)
    assert court.standings == before
    assert court.deltas == []


@given(st.lists(reports(), max_size=12))
def test_what_was_heard_once_changes_nothing_when_heard_again(
    heard: list[Evidence],
) -> None:
    court = Court()
    for one in heard:
        court.hear(one)
        before = court.standings
        again = court.hear(one)
        assert again is None
        assert court.standings == before


@given(st.lists(reports(), max_size=12))
def test_a_replay_gives_the_same_ids_and_standings(heard: list[Evidence]) -> None:
    first, second = Court(), Court()
    first.hear(*heard)
    second.hear(*heard)
    assert [one.id for one in first.deltas] == [one.id for one in second.deltas]
    assert first.standings == second.standings


IRREAL = st.sampled_from([
    Modality.CLAIMED, Modality.PLANNED, Modality.THREATENED, Modality.DEMANDED,
    Modality.POSSIBLE, Modality.DENIED, Modality.HYPOTHETICAL, Modality.HISTORICAL,
])  # fmt: skip


@given(st.lists(st.tuples(STATES, DAYS, OUTLETS, IRREAL), max_size=12))
def test_nothing_that_is_not_stated_as_fact_ever_fells(
    heard: list[tuple[tuple[str, str], str, str, Modality]],
) -> None:
    court = Court()
    for (claim, said), day, outlet, modality in heard:
        court.hear(state(claim, said, day, outlet=outlet, modality=modality, **PENTAGON))
    assert "fallen" not in {one.status.value for one in court.standings.values()}
