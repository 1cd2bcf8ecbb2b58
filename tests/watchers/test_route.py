"""Who is told of a delta, and whether it sounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from courtroom import (
    CENTCOM,
    GRAVE,
    MINOR,
    NOTABLE,
    Court,
    at,
    count,
    small_baseline,
    state,
)

from storage.models import Delta, SeriesKind, Severity, Subscription
from watchers.audit import KNOWN_RULE
from watchers.reasons import Reason
from watchers.route import leads, route

NOW = at("2023-11-21")
ALL = Subscription(chat_id=1)


@pytest.fixture
def fall() -> Delta:
    delta = Court().hear(state("strike", "struck", "2023-11-21", **CENTCOM))
    assert delta is not None
    return delta


def test_every_chat_that_wished_for_it_is_told_once(fall: Delta) -> None:
    wishes = [ALL, Subscription(chat_id=2, thread_id=7)]
    told = route(fall, wishes, NOW)
    assert [(one.chat_id, one.thread_id, one.delta_id, one.kind) for one in told] == [
        (1, None, fall.id, "alert"),
        (2, 7, fall.id, "alert"),
    ]
    assert {one.created_at for one in told} == {NOW}


@pytest.mark.parametrize(
    ("wish", "is_told"),
    [
        (Subscription(1, claims=("strike",)), True),
        (Subscription(1, claims=("attacks",)), False),
        (Subscription(1, threshold=GRAVE), True),
        (Subscription(1, muted_until=NOW + timedelta(hours=1)), False),
        (Subscription(1, muted_until=NOW), True),
    ],
    ids=["followed", "not followed", "grave only", "muted", "no longer muted"],
)
def test_a_wish_is_held_to(fall: Delta, wish: Subscription, *, is_told: bool) -> None:
    assert bool(route(fall, [wish], NOW)) is is_told


def test_what_takes_back_is_told_to_all_who_were_told_the_first_and_once(fall: Delta) -> None:
    muted = Subscription(1, muted_until=NOW + timedelta(hours=1))
    alerts = route(fall, [muted, Subscription(2)], NOW, told=[Subscription(1), Subscription(2)])
    assert [alert.chat_id for alert in alerts] == [1, 2]


def test_what_is_below_a_chats_threshold_is_not_told(fall: Delta) -> None:
    minor = replace(fall, severity=MINOR)
    assert route(minor, [Subscription(1, threshold=NOTABLE)], NOW) == []


@pytest.mark.parametrize(
    ("severity", "is_silent"), [(GRAVE, False), (NOTABLE, True), (MINOR, True)]
)
def test_only_what_is_grave_sounds(fall: Delta, severity: Severity, *, is_silent: bool) -> None:
    (delivery,) = route(replace(fall, severity=severity), [ALL], NOW)
    assert delivery.is_silent is is_silent


def test_what_the_article_was_born_with_is_news_to_nobody(fall: Delta) -> None:
    assert route(replace(fall, reason=Reason.CONTESTED_AT_BIRTH), [ALL], NOW) == []


def test_known_history_is_news_to_nobody_and_what_has_no_evidence_is_told(fall: Delta) -> None:
    one = fall.evidence[0]
    known = replace(one, observation=replace(one.observation, rule=KNOWN_RULE))
    assert route(replace(fall, evidence=(known,)), [ALL], NOW) == []
    assert route(replace(fall, evidence=(known, one)), [ALL], NOW) != []
    assert route(replace(fall, evidence=()), [ALL], NOW) != []


def breakdown() -> dict[str, Delta]:
    """The count of two countries and of each, as one entry brings them."""
    court = Court()
    said = {
        ("IQ", "SY"): count("attacks", 66, "2023-11-21", scope=("IQ", "SY"), **CENTCOM),
        ("IQ",): count("attacks", 32, "2023-11-21", scope=("IQ",), **CENTCOM),
        ("SY",): count("attacks", 34, "2023-11-21", scope=("SY",), **CENTCOM),
    }
    heard = {"+".join(scope): court.hear(evidence) for scope, evidence in said.items()}
    return {name: delta for name, delta in heard.items() if delta is not None}


def test_a_breakdown_is_one_alert_and_the_claims_own_scope_leads() -> None:
    deltas = breakdown()
    assert len(deltas) == 3
    [lead] = leads(deltas.values(), small_baseline())
    assert lead == deltas["IQ"]


def test_a_count_for_a_wider_scope_is_told_where_it_stands_alone() -> None:
    wide = breakdown()["IQ+SY"]
    assert leads([wide], small_baseline()) == [wide]


def test_a_count_that_is_claimed_or_of_a_smaller_place_is_told_to_nobody() -> None:
    wide = breakdown()["IQ+SY"]
    assert wide.point is not None
    claimed = replace(wide.point.series, kind=SeriesKind.CLAIMED)
    narrow = replace(wide.point.series, scope=("IQ:Erbil",))
    for series in (claimed, narrow):
        delta = replace(wide, after=wide.before, point=replace(wide.point, series=series))
        assert leads([delta], small_baseline()) == []


def test_deltas_of_different_claims_are_told_apart(fall: Delta) -> None:
    wide = breakdown()["IQ+SY"]
    assert leads([fall, wide], small_baseline()) == [fall, wide]
