"""Tallies and figures before the court: series kept apart, and what a count says of the claim."""

from __future__ import annotations

import math

import pytest
from courtroom import CENTCOM, MINOR, NOTABLE, PENTAGON, Court, count, small_baseline
from hypothesis import given
from hypothesis import strategies as st

from storage.models import Bound, Evidence, Modality, Status, WhyNot
from watchers.reasons import Reason
from watchers.route import leads
from watchers.scopes import Lies, in_words, lies
from watchers.series import Interval, define, interval

BOTH, SYRIA = ("IQ", "SY"), ("SY",)
CAMPAIGN = "2023-10-17"


def attacks(value: float, published: str, **more: object) -> Evidence:
    return count("attacks", value, published, **{"since": CAMPAIGN, **more})


def single(claim: str, value: float, published: str, **more: object) -> Evidence:
    aside = {"counts": False, "why_not": WhyNot.SINGLE_EVENT, "window": "single"}
    return count(claim, value, published, **{**aside, **more})


# ---------------------------------------------------------------------------- scopes, intervals


@pytest.mark.parametrize(
    ("scope", "relation"),
    [
        (("IQ",), Lies.EQUAL),
        (("IQ:Erbil",), Lies.NARROWER),
        (("IQ", "SY"), Lies.WIDER),
        (("ME",), Lies.WIDER),
        (("IQ:Erbil", "SY"), Lies.OVERLAPPING),
        (("SY",), Lies.APART),
        ((), Lies.UNKNOWN),
    ],
)
def test_a_scope_lies_to_another_in_one_way(scope: tuple[str, ...], relation: Lies) -> None:
    assert lies(scope, ("IQ",)) is relation


@pytest.mark.parametrize(
    ("scope", "words"),
    [((), "no stated place"), (("IQ",), "IQ"), (("IQ", "JO", "SY"), "IQ, JO and SY")],
)
def test_a_scope_is_told_in_words(scope: tuple[str, ...], words: str) -> None:
    assert in_words(scope) == words


@pytest.mark.parametrize(
    ("bound", "inside", "outside"),
    [
        (None, 40, 41),
        (Bound.EXACT, 40, 39),
        (Bound.AT_LEAST, 40, 39),
        (Bound.MORE_THAN, 41, 40),
        (Bound.AT_MOST, 40, 41),
        (Bound.FEWER_THAN, 39, 40),
        (Bound.ABOUT, 44, 45),
        (Bound.NEARLY, 36, 41),
        (Bound.RANGE, 50, 51),
    ],
)
def test_a_bound_leaves_possible_what_it_says(
    bound: Bound | None, inside: float, outside: float
) -> None:
    figures = interval(40, bound, 50)
    assert figures.overlaps(Interval(inside, inside))
    assert not figures.overlaps(Interval(outside, outside))


def test_a_range_without_its_upper_end_is_its_lower_one() -> None:
    assert interval(40, Bound.RANGE) == Interval(40, 40)


# ---------------------------------------------------------------------------- kinds and scopes


def test_official_claimed_and_observed_counts_are_series_of_their_own() -> None:
    court = Court()
    party = {"source": "Militias", "source_id": "militias", "counts": False}
    court.hear(
        attacks(60, "2023-11-21", scope=BOTH),
        attacks(66, "2023-11-21", scope=BOTH, **PENTAGON),
        attacks(68, "2023-11-21", scope=BOTH, modality="claimed", why_not="claimed-only", **party),
    )
    assert court.series("attacks") == {
        ("IQ+SY", "official"): 66,
        ("IQ+SY", "claimed"): 68,
        ("IQ+SY", "observed"): 60,
    }
    assert [one.reason for one in court.deltas] == [Reason.FIRST_FIGURE] * 3
    assert {one.severity for one in court.deltas} == {MINOR}


def test_an_official_outlet_that_names_no_one_speaks_officially() -> None:
    court = Court()
    court.hear(attacks(66, "2023-11-21", scope=BOTH, outlet="A ministry", tier="official"))
    assert court.series("attacks") == {("IQ+SY", "official"): 66}


def test_a_two_country_total_never_enters_the_series_of_one_country_or_moves_the_claim() -> None:
    court = Court()
    for value, day in ((40, "2023-11-07"), (66, "2023-11-21"), (97, "2023-12-13")):
        court.hear(attacks(value, day, scope=BOTH, **PENTAGON))
    assert court.series("attacks") == {("IQ+SY", "official"): 97}
    assert court.status("attacks") == "stands"


def test_a_paper_that_retells_the_official_count_observes_nothing() -> None:
    court = Court()
    court.hear(attacks(66, "2023-11-21", scope=BOTH, **PENTAGON))
    assert court.silence(attacks(66, "2023-11-22", scope=BOTH)) is Reason.ALREADY_KNOWN
    assert court.silence(attacks(61, "2023-11-22", scope=BOTH)) is Reason.ALREADY_KNOWN
    assert court.hear(attacks(68, "2023-11-23", scope=BOTH)).reason == Reason.FIRST_FIGURE


def test_a_count_without_a_place_goes_where_such_counts_usually_go() -> None:
    court = Court()
    court.hear(attacks(97, "2023-12-13", scope=(), **PENTAGON))
    assert court.series("attacks") == {("IQ+SY", "official"): 97}
    assert "(inferred), wider" in court.deltas[0].trace[3]
    assert court.silence(count("killed", 1, "2023-12-13", scope=())) is Reason.SCOPE_UNKNOWN


# ---------------------------------------------------------------------------- campaigns


@pytest.mark.parametrize(
    ("since", "day", "expected"),
    [
        (None, "2023-12-13", ("2023-10-17", False)),
        ("2023-10-17", "2023-12-13", ("2023-10-17", False)),
        ("2023-10-07", "2023-12-13", ("2023-10-17", False)),
        ("2023-10-01~", "2023-12-13", ("2023-10-17", False)),
        ("2023-10-19", "2023-12-13", ("2023-10-17", False)),
        ("2023-12-01", "2023-12-13", ("2023-10-17", True)),
        ("2023-10-17", "2026-04-01", ("2023-10-17", False)),
        ("2026-02-28", "2026-04-01", ("2026-02-28", False)),
        (None, "2026-04-01", ("2026-02-28", False)),
    ],
)
def test_a_count_belongs_to_the_campaign_that_its_start_or_its_day_names(
    since: str | None, day: str, expected: tuple[str, bool]
) -> None:
    baseline = small_baseline()
    more = {} if since is None else {"since": since}
    definition = define(count("attacks", 9, day, **more), baseline.claim("attacks"), baseline)
    assert (str(definition.key.since), definition.is_lower_bound) == expected


@pytest.mark.parametrize(
    ("since", "day"),
    [("2021-01-01", "2023-12-13"), (None, "2021-06-12"), ("2023-10-17", "2023-10-02")],
)
def test_a_count_from_before_the_campaign_belongs_to_none(since: str | None, day: str) -> None:
    more = {} if since is None else {"since": since}
    assert Court().silence(count("attacks", 42, day, **more)) is Reason.OTHER_WINDOW


def test_an_article_without_campaigns_has_series_without_a_start() -> None:
    claims = tuple(one.model_copy(update={"campaign": None}) for one in small_baseline().claims)
    court = Court(small_baseline().model_copy(update={"campaigns": (), "claims": claims}))
    court.hear(count("attacks", 45, "2023-12-13", **PENTAGON))
    assert court.status("attacks") == "moved"
    assert [key.since for key in court.ledgers["attacks"].series] == [None]


def test_the_second_campaign_is_never_added_to_the_first() -> None:
    court = Court()
    court.hear(
        attacks(57, "2024-01-18", **PENTAGON),
        count("attacks", 300, "2026-03-20", since="2026-02-28", **PENTAGON),
    )
    assert court.series("attacks") == {("IQ", "official"): 57, ("IQ@2026", "official"): 300}
    assert court.standings["attacks"].value == 57


# ---------------------------------------------------------------------------- growing


def test_a_series_grows_and_names_the_point_before() -> None:
    court = Court()
    court.hear(attacks(66, "2023-11-21", scope=BOTH, **PENTAGON))
    delta = court.hear(attacks(73, "2023-11-23", scope=BOTH, **PENTAGON))
    assert delta is not None
    assert (delta.reason, delta.point.value, delta.previous.value) == (Reason.SERIES_GREW, 73, 66)
    assert "73 after 66 as of 2023-11-21; the article has more than 40" in delta.trace[6]


@pytest.mark.parametrize(
    ("value", "more", "reason"),
    [
        (66, {}, Reason.ALREADY_KNOWN),
        (61, {}, Reason.NEVER_FALLS),
        (60, {"bound": "at_least"}, Reason.STALE_LOWER_BOUND),
        (66, {"bound": "more_than"}, Reason.ALREADY_KNOWN),
        (70, {"bound": "at_most"}, Reason.AGREES),
        (68, {"bound": "nearly"}, Reason.AGREES),
        (64, {"bound": "about"}, Reason.AGREES),
        (61, {"as_of": "2023-11-17"}, Reason.OLDER_THAN_KNOWN),
        (9, {"since": "2023-11-16"}, Reason.STALE_LOWER_BOUND),
        (9, {"window": "period"}, Reason.STALE_LOWER_BOUND),
    ],
)
def test_what_tells_a_series_nothing_new_is_silent(
    value: float, more: dict[str, str], reason: Reason
) -> None:
    court = Court()
    court.hear(attacks(66, "2023-11-21", scope=BOTH, **PENTAGON))
    assert court.silence(attacks(value, "2023-11-25", scope=BOTH, **{**PENTAGON, **more})) is reason
    assert court.series("attacks") == {("IQ+SY", "official"): 66}


@pytest.mark.parametrize(("who", "value"), [(PENTAGON, 170), ({}, 165)])
def test_a_rounded_count_takes_a_series_further_only_when_it_is_official(
    who: dict[str, str], value: float
) -> None:
    court = Court()
    court.hear(
        attacks(165, "2024-01-30", scope=BOTH, **who),
        attacks(170, "2024-02-27", scope=BOTH, bound="about", **who),
    )
    assert list(court.series("attacks").values()) == [value]


def test_a_lower_bound_that_passes_the_series_is_taken_as_such_and_marked_as_derived() -> None:
    court = Court()
    court.hear(attacks(24, "2023-11-13", **PENTAGON))
    delta = court.hear(attacks(30, "2023-12-01", window="period", **PENTAGON))
    assert delta is not None
    assert (delta.point.bound, delta.point.is_derived) == (Bound.AT_LEAST, True)
    more = attacks(36, "2023-12-02", window="period", bound="more_than", **PENTAGON)
    assert court.hear(more).point.bound is Bound.MORE_THAN


def test_a_part_alone_begins_no_series() -> None:
    court = Court()
    assert court.silence(attacks(4, "2023-11-24", window="period")) is Reason.STALE_LOWER_BOUND
    assert court.series("attacks") == {}


def test_a_series_falls_by_an_explicit_correction_only() -> None:
    court = Court()
    court.hear(attacks(66, "2023-11-21", scope=BOTH, **PENTAGON))
    delta = court.hear(attacks(62, "2023-11-22", scope=BOTH, is_correction=True, **PENTAGON))
    assert delta is not None
    assert (delta.reason, delta.point.value) == (Reason.CORRECTED, 62)
    same = attacks(62, "2023-11-23", scope=BOTH, is_correction=True, **PENTAGON)
    assert court.silence(same) is Reason.ALREADY_KNOWN
    old = attacks(59, "2023-11-23", as_of="2023-11-20", scope=BOTH, is_correction=True, **PENTAGON)
    assert court.silence(old) is Reason.OLDER_THAN_KNOWN


def test_a_late_figure_is_put_between_its_neighbours_and_told_to_nobody() -> None:
    court = Court()
    court.hear(
        attacks(58, "2023-11-16", scope=BOTH, **PENTAGON),
        attacks(66, "2023-11-21", scope=BOTH, **PENTAGON),
    )
    late = attacks(61, "2023-11-22", as_of="2023-11-17", scope=BOTH, **PENTAGON)
    delta = court.hear(late)
    assert delta is not None
    assert (delta.reason, delta.previous.value) == (Reason.FILLED_IN, 58)
    assert court.series("attacks")[("IQ+SY", "official")] == 66
    assert leads([delta], court.baseline) == []
    again = attacks(60, "2023-11-23", as_of="2023-11-17", scope=BOTH, **PENTAGON)
    assert court.silence(again) is Reason.OLDER_THAN_KNOWN


@pytest.mark.parametrize(
    ("value", "more"),
    [
        (70, {}), (58, {}), (66, {}), (61, {"bound": "at_least"}), (61, {"as_of": "2023-11-10"}),
    ],
    ids=["above the next", "the one before", "the next", "a lower bound", "before the first"],
)  # fmt: skip
def test_a_late_figure_that_does_not_fit_is_left_out(value: float, more: dict[str, str]) -> None:
    court = Court()
    court.hear(
        attacks(58, "2023-11-16", scope=BOTH, **PENTAGON),
        attacks(66, "2023-11-21", scope=BOTH, **PENTAGON),
    )
    said = {"as_of": "2023-11-18", "scope": BOTH, **PENTAGON, **more}
    assert court.silence(attacks(value, "2023-11-22", **said)) is Reason.OLDER_THAN_KNOWN


def test_a_jump_of_one_unofficial_source_is_held_until_a_second_confirms_it() -> None:
    court = Court()
    court.hear(attacks(66, "2023-11-21", scope=BOTH, **PENTAGON))
    assert court.silence(attacks(200, "2023-11-25", scope=BOTH, outlet="A")) is Reason.HELD
    assert court.silence(attacks(201, "2023-11-26", scope=BOTH, outlet="A")) is Reason.HELD
    delta = court.hear(attacks(205, "2023-11-26", scope=BOTH, outlet="B"))
    assert delta is not None
    assert delta.point.value == 205


def test_a_jump_is_confirmed_only_by_a_count_of_the_same_thing() -> None:
    court = Court()
    court.hear(attacks(66, "2023-11-21", scope=BOTH, **PENTAGON))
    court.hear(
        attacks(200, "2023-11-25", scope=SYRIA, outlet="A"),
        attacks(200, "2023-11-25", scope=BOTH, outlet="B", window="period"),
        attacks(200, "2023-11-25", scope=BOTH, outlet="C", since="2021-01-01"),
        count("attacks", None, "2023-11-25", scope=BOTH, outlet="D"),
    )
    assert court.silence(attacks(200, "2023-11-25", scope=BOTH, outlet="E")) is Reason.HELD


def test_a_jump_that_an_official_or_a_party_tells_is_not_held() -> None:
    court = Court()
    court.hear(attacks(20, "2023-11-21", scope=BOTH, **PENTAGON))
    party = {"source": "Militias", "source_id": "militias", "modality": "claimed"}
    court.hear(
        attacks(300, "2023-11-22", scope=BOTH, **party),
        attacks(100, "2023-11-23", scope=BOTH, **PENTAGON),
    )
    assert court.series("attacks") == {("IQ+SY", "official"): 100, ("IQ+SY", "claimed"): 300}


def test_a_count_without_a_number_and_one_that_is_not_fact_are_not_judged() -> None:
    court = Court()
    assert court.silence(count("attacks", None, "2023-11-21")) is Reason.NOT_COUNTED
    planned = attacks(66, "2023-11-21", modality="possible")
    assert court.silence(planned) is Reason.IRREALIS


# ---------------------------------------------------------------------------- the threshold


def test_a_number_is_overtaken_in_its_own_scope_at_the_bar() -> None:
    court = Court()
    delta = court.hear(attacks(45, "2023-12-13", **PENTAGON))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.SUPERSEDED, Status.MOVED)
    assert (delta.after.value, delta.after.scope, delta.severity) == (45, ("IQ",), NOTABLE)
    assert delta.point is not None
    assert court.hear(attacks(47, "2023-12-21", **PENTAGON)).reason == Reason.SERIES_GREW
    assert court.standings["attacks"].since.isoformat() == "2023-12-13"


def test_one_unofficial_count_moves_nothing_and_two_do() -> None:
    court = Court()
    first = court.hear(attacks(45, "2023-12-13", outlet="A"))
    assert (first.reason, first.after.status) == (Reason.FIRST_FIGURE, Status.STANDS)
    second = court.hear(attacks(45, "2023-12-14", outlet="B"))
    assert (second.reason, second.after.status, second.point) == (
        Reason.SUPERSEDED, Status.MOVED, None,
    )  # fmt: skip


def test_the_same_words_as_the_articles_overtake_nothing() -> None:
    court = Court()
    delta = court.hear(attacks(40, "2023-11-15", bound="more_than", **PENTAGON))
    assert delta.after.status is Status.STANDS
    assert court.hear(attacks(41, "2023-11-16", **PENTAGON)).after.status is Status.MOVED


def test_too_few_in_its_own_scope_by_the_admitting_side_contests_the_number() -> None:
    court = Court()
    delta = court.hear(attacks(24, "2023-11-13", **PENTAGON))
    assert delta is not None
    assert (delta.reason, delta.after.status) == (Reason.SOURCES_DISAGREE, Status.CONTESTED)
    assert court.hear(attacks(27, "2023-11-14", **PENTAGON)).reason == Reason.SERIES_GREW
    assert court.hear(attacks(45, "2023-12-13", **PENTAGON)).after.status is Status.MOVED


def test_too_few_on_the_eve_of_the_article_contests_it_and_long_before_says_nothing() -> None:
    court = Court()
    early = court.hear(attacks(10, "2023-10-24", **PENTAGON))
    assert (early.reason, early.after.status) == (Reason.FIRST_FIGURE, Status.STANDS)
    delta = court.hear(attacks(24, "2023-11-09", **PENTAGON))
    assert (delta.reason, delta.after.status) == (Reason.CONTESTED_AT_BIRTH, Status.CONTESTED)


def test_too_few_below_the_bar_only_shakes_until_the_bar_is_met() -> None:
    court = Court()
    assert court.hear(attacks(24, "2023-11-13", outlet="A")).after.status is Status.SHAKEN
    assert court.hear(attacks(25, "2023-11-14", outlet="B")).after.status is Status.CONTESTED


def test_a_shaken_number_stands_again_when_the_bar_agrees() -> None:
    court = Court()
    court.hear(attacks(24, "2023-11-13", outlet="A"))
    delta = court.hear(attacks(40, "2023-11-15", bound="more_than", **PENTAGON))
    assert (delta.reason, delta.after.status) == (Reason.AGREES_AGAIN, Status.STANDS)


@pytest.mark.parametrize("more", [{"outlet": "B"}, {"as_of": "2023-11-09", **PENTAGON}])
def test_agreement_below_the_bar_or_of_an_earlier_day_settles_nothing(more: dict[str, str]) -> None:
    court = Court()
    court.hear(attacks(24, "2023-11-13", outlet="A"))
    court.hear(attacks(40, "2023-11-15", bound="more_than", **more))
    assert court.status("attacks") == "shaken"


def test_a_correction_below_the_articles_number_contests_what_had_moved() -> None:
    court = Court()
    court.hear(attacks(45, "2023-12-13", **PENTAGON))
    assert court.silence(attacks(38, "2023-12-14", **PENTAGON)) is Reason.NEVER_FALLS
    delta = court.hear(attacks(38, "2023-12-15", is_correction=True, **PENTAGON))
    assert (delta.reason, delta.after.status) == (Reason.CORRECTED, Status.CONTESTED)


def test_a_part_of_iraq_that_passes_the_number_overtakes_it_and_below_it_says_nothing() -> None:
    court = Court()
    below = court.hear(attacks(12, "2023-12-01", scope=("IQ:Erbil",), **PENTAGON))
    assert below.after.status is Status.STANDS
    above = court.hear(attacks(41, "2023-12-02", scope=("IQ:Erbil",), **PENTAGON))
    assert above.after.status is Status.MOVED


def test_a_partys_own_count_moves_nothing() -> None:
    court = Court()
    court.hear(attacks(90, "2023-12-13", modality="claimed", source="Kataib", source_id="kataib"))
    assert court.status("attacks") == "stands"


# ---------------------------------------------------------------------------- dissent


def test_officials_who_disagree_about_a_day_across_the_number_contest_it() -> None:
    court = Court()
    court.hear(attacks(45, "2023-12-13", **PENTAGON))
    delta = court.hear(attacks(36, "2023-12-13", **CENTCOM))
    assert (delta.reason, delta.after.status) == (Reason.SOURCES_DISAGREE, Status.CONTESTED)
    assert court.series("attacks") == {("IQ", "official"): 45}


@pytest.mark.parametrize(
    ("value", "more", "reason"),
    [
        (60, CENTCOM, Reason.SOURCES_DISAGREE),
        (44, CENTCOM, Reason.NEVER_FALLS),
        (36, PENTAGON, Reason.NEVER_FALLS),
        (36, {"source": "Iraq", "source_id": "iraq"}, Reason.SOURCES_DISAGREE),
    ],
    ids=["both above", "a small difference", "the same source", "not the admitting side"],
)
def test_dissent_that_does_not_matter_to_the_claim_is_silent(
    value: float, more: dict[str, str], reason: Reason
) -> None:
    court = Court()
    court.hear(attacks(45, "2023-12-13", **PENTAGON))
    assert court.silence(attacks(value, "2023-12-13", **more)) is reason


def test_growth_within_a_day_by_the_same_source_is_growth() -> None:
    court = Court()
    court.hear(attacks(55, "2023-11-14", scope=BOTH, **PENTAGON))
    assert court.hear(attacks(62, "2023-11-14", scope=BOTH, **PENTAGON)).reason == (
        Reason.SERIES_GREW
    )


def test_sources_that_no_actor_is_known_for_are_told_apart_by_name() -> None:
    court = Court()
    office = {"outlet": "An office", "tier": "official", "scope": BOTH}
    court.hear(attacks(55, "2023-11-14", **office))
    assert court.hear(attacks(62, "2023-11-14", **office)).reason == Reason.SERIES_GREW
    other = attacks(80, "2023-11-14", **{**office, "outlet": "A bureau"})
    assert court.silence(other) is Reason.SOURCES_DISAGREE


# ---------------------------------------------------------------------------- none


def test_a_single_attack_that_injured_fells_none_injured_though_it_is_no_total() -> None:
    court = Court()
    delta = court.hear(single("injured", 3, "2023-12-25", scope=("IQ:Erbil",), **PENTAGON))
    assert delta is not None
    assert (delta.reason, delta.after.status, delta.after.value) == (
        Reason.ADMITTED, Status.FALLEN, 3,
    )  # fmt: skip
    assert delta.point is None
    again = court.hear(single("injured", 4, "2024-01-20", on="2024-01-20", **CENTCOM))
    assert again.reason == Reason.HAPPENED_AGAIN
    assert court.silence(single("injured", 4, "2024-01-21", outlet="B")) is Reason.ALREADY_KNOWN


def test_a_single_attack_is_no_total_of_attacks() -> None:
    assert Court().silence(single("attacks", 1, "2023-11-21", **PENTAGON)) is Reason.NOT_COUNTED


def test_one_report_of_a_death_shakes_and_a_second_of_the_same_day_fells() -> None:
    court = Court()
    assert court.hear(single("killed", 1, "2023-12-25", outlet="A")).after.status is Status.SHAKEN
    assert court.silence(single("killed", 1, "2023-12-26", outlet="A")) is Reason.ALREADY_KNOWN
    assert court.hear(single("killed", 1, "2023-12-26", outlet="B")).reason == Reason.CORROBORATED


def test_an_entry_that_says_some_and_none_in_one_breath_proves_neither() -> None:
    court = Court()
    court.hear(count("killed", 0, "2023-12-07", outlet="A"))
    assert court.silence(single("killed", 1, "2023-12-07", outlet="A")) is Reason.HELD
    assert court.hear(single("killed", 1, "2023-12-07", outlet="B")).after.status is Status.SHAKEN


def test_deaths_in_jordan_leave_none_killed_in_iraq_standing() -> None:
    court = Court()
    tower = count("killed", 3, "2024-01-28", scope=("JO",), counts=False, why_not="other-place")
    assert court.silence(tower) is Reason.NOT_COUNTED
    court.hear(count("killed", 3, "2024-01-29", scope=("JO",), **CENTCOM))
    court.hear(count("killed", 3, "2024-01-30", scope=("IQ", "JO", "SY"), **CENTCOM))
    assert court.status("killed") == "stands"


def test_a_contested_crash_never_becomes_a_hostile_death() -> None:
    court = Court()
    crash = count("killed", 6, "2026-03-12", counts=False, why_not="not-hostile", **CENTCOM)
    boast = {"modality": "claimed", "source": "Kataib", "source_id": "kataib"}
    court.hear(
        crash, count("killed", 6, "2026-03-12", counts=False, why_not="claimed-only", **boast)
    )
    assert court.status("killed") == "stands"
    assert court.series("killed") == {("IQ@2026", "claimed"): 6}


def test_a_total_above_none_fells_once_and_then_only_grows() -> None:
    court = Court()
    assert court.hear(count("injured", 4, "2023-11-21", **PENTAGON)).after.status is Status.FALLEN
    assert court.hear(count("injured", 7, "2023-11-25", **PENTAGON)).reason == Reason.SERIES_GREW
    assert court.silence(count("injured", 0, "2023-12-01", **PENTAGON)) is Reason.NEVER_FALLS
    court.hear(count("injured", 0, "2023-12-01", outlet="A"))
    assert court.status("injured") == "fallen"


def test_an_official_none_settles_what_was_only_reported() -> None:
    court = Court()
    court.hear(single("killed", 1, "2026-02-01", on="2026-02-01", outlet="A"))
    delta = court.hear(count("killed", 0, "2026-02-02", **CENTCOM))
    assert (delta.reason, delta.after.status) == (Reason.AGREES_AGAIN, Status.STANDS)


def test_a_correction_to_none_takes_back_what_had_fallen() -> None:
    court = Court()
    court.hear(single("killed", 1, "2023-12-25", **CENTCOM))
    delta = court.hear(count("killed", 0, "2023-12-27", is_correction=True, **CENTCOM))
    assert (delta.reason, delta.after.status) == (Reason.CORRECTED, Status.RESTORED)


def test_a_death_in_another_campaign_is_told_and_not_held_against_the_claim() -> None:
    court = Court()
    assert court.silence(single("killed", 1, "2026-03-20", outlet="A")) is Reason.HELD
    delta = court.hear(single("killed", 1, "2026-03-20", outlet="B"))
    assert (delta.reason, delta.after.status) == (Reason.OTHER_CAMPAIGN, Status.STANDS)
    assert court.silence(single("killed", 1, "2026-03-21", **CENTCOM)) is Reason.ALREADY_KNOWN
    elsewhere = single("killed", 1, "2026-04-21", scope=("JO",), **CENTCOM)
    assert court.silence(elsewhere) is Reason.OTHER_SCOPE
    early = single("killed", 1, "2021-04-21", **CENTCOM)
    assert court.silence(early) is Reason.OTHER_WINDOW


# ---------------------------------------------------------------------------- figures

CABINET = {"source": "Iraq", "source_id": "iraq"}


def budget(value: float, published: str, **more: object) -> Evidence:
    return count("budget", value, published, **{"unit": "USD", "window": "period", **more})


def refugees(value: float | None, published: str, **more: object) -> Evidence:
    return count("refugees", value, published, **{"unit": "people", **more})


def test_a_figure_moves_when_the_bar_gives_another_and_back_again() -> None:
    court = Court()
    delta = court.hear(budget(161e9, "2024-06-03", **CABINET))
    assert (delta.reason, delta.after.status, delta.after.value) == (
        Reason.SUPERSEDED, Status.MOVED, 161e9,
    )  # fmt: skip
    assert delta.point is None
    assert court.silence(budget(161.2e9, "2024-06-05", **CABINET)) is Reason.ALREADY_KNOWN
    assert court.silence(budget(170e9, "2024-06-05", outlet="B")) is Reason.HELD
    back = court.hear(budget(153e9, "2025-06-03", **CABINET))
    assert (back.reason, back.after.status) == (Reason.AGREES_AGAIN, Status.STANDS)


@pytest.mark.parametrize("value", [153e9, 152.8e9])
def test_a_rounded_figure_agrees(value: float) -> None:
    assert Court().silence(budget(value, "2024-06-03", **CABINET)) is Reason.AGREES


def test_one_paper_with_another_figure_shakes_and_a_second_moves() -> None:
    court = Court()
    assert court.hear(budget(161e9, "2024-06-03", outlet="A")).after.status is Status.SHAKEN
    assert court.silence(budget(153e9, "2024-06-04", outlet="C")) is Reason.AGREES
    assert court.hear(budget(161e9, "2024-06-10", outlet="B")).after.status is Status.MOVED


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (budget(200e12, "2024-06-03", unit="IQD"), Reason.OTHER_UNIT),
        (budget(200e9, "2024-06-03", scope=("SY",)), Reason.OTHER_SCOPE),
        (budget(200e9, "2024-06-03", modality="planned"), Reason.NOT_COUNTED),
        (refugees(None, "2024-06-03"), Reason.NOT_COUNTED),
        (refugees(8000, "2024-06-03", bound="about", scope=()), Reason.AGREES),
        (refugees(34000, "2023-06-03", as_of="2003-03-20", **CABINET), Reason.BEFORE_ARTICLE),
        (refugees(8000, "2023-06-03", **CABINET), Reason.BEFORE_ARTICLE),
    ],
)
def test_a_figure_of_something_else_changes_nothing(evidence: Evidence, reason: Reason) -> None:
    assert Court().silence(evidence) is reason


def test_a_figure_known_shortly_before_the_article_contests_it() -> None:
    delta = Court().hear(refugees(12000, "2023-06-03", **CABINET))
    assert delta.reason == Reason.CONTESTED_AT_BIRTH


def test_an_older_figure_overturns_no_newer_one() -> None:
    court = Court()
    court.hear(refugees(12000, "2025-06-03", **CABINET))
    late = refugees(20000, "2025-07-03", as_of="2024-01-01", **CABINET)
    assert court.silence(late) is Reason.OLDER_THAN_KNOWN


# ---------------------------------------------------------------------------- properties

VALUES = st.integers(0, 400)
DAYS = st.integers(1, 28).map(lambda day: f"2023-12-{day:02}")
SPEAKERS = st.sampled_from([
    PENTAGON, CENTCOM, {}, {"outlet": "B"}, {"source": "Kataib", "source_id": "kataib"},
])  # fmt: skip


@st.composite
def counts(draw: st.DrawFn, **fixed: object) -> Evidence:
    more = {
        "scope": draw(st.sampled_from([("IQ",), BOTH, SYRIA, ("IQ:Erbil",), ("ME",), ()])),
        "bound": draw(st.sampled_from(Bound)).value,
        "window": draw(st.sampled_from(["cumulative", "period", "single"])),
        "modality": draw(st.sampled_from(Modality)).value,
        **draw(SPEAKERS),
        **fixed,
    }
    claim = draw(st.sampled_from(["attacks", "injured", "killed"]))
    return count(claim, draw(VALUES), draw(DAYS), **more)


@given(st.lists(counts(), max_size=15))
def test_no_series_falls_without_a_correction(heard: list[Evidence]) -> None:
    court = Court()
    for one in heard:
        claim = one.observation.claim
        before = dict(court.ledgers[claim].series)
        court.hear(one)
        for key, point in court.ledgers[claim].series.items():
            known = before.get(key, point)
            assert point.value >= known.value
            assert point.as_of >= known.as_of


@given(st.lists(st.one_of(counts(scope=BOTH), counts(scope=SYRIA), counts(scope=("ME",)))))
def test_no_other_or_wider_scope_ever_moves_the_claim(heard: list[Evidence]) -> None:
    court = Court()
    before = court.standings
    court.hear(*heard)
    assert court.standings == before


@given(st.lists(counts(counts=False, why_not=WhyNot.TOO_VAGUE)))
def test_no_count_that_does_not_count_changes_a_standing_or_a_series(heard: list[Evidence]) -> None:
    court = Court()
    before = court.standings
    court.hear(*heard)
    assert court.standings == before
    assert all(not ledger.series for ledger in court.ledgers.values())


@given(st.lists(counts(), max_size=15))
def test_what_is_heard_twice_changes_nothing_the_second_time(heard: list[Evidence]) -> None:
    court = Court()
    for one in heard:
        court.hear(one)
        before = court.standings
        assert court.hear(one) is None
        assert court.standings == before


@given(st.floats(0, 1e12), st.sampled_from(Bound))
def test_a_value_lies_at_an_end_of_its_interval_or_within_it(value: float, bound: Bound) -> None:
    ends = interval(value, bound)
    assert ends.low <= math.nextafter(value, math.inf)
    assert ends.high >= math.nextafter(value, -math.inf)
