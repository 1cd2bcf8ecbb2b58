"""The article against what was known by its date, and the history that a new ledger starts from."""

from __future__ import annotations

from datetime import date

import pytest
from courtroom import CENTCOM, Court, at, small_baseline, state

from storage.models import Delta, Severity, Status, Subscription
from watchers.audit import audit, evidence_of, initial_standings, is_history, known_points, recall
from watchers.baseline import Baseline, Known, load_baseline
from watchers.reasons import Reason
from watchers.route import route

NOW = at("2026-11-24")
PENTAGON = {"source": "Pentagon", "source_id": "pentagon", "outlets": 2}


def known(claim: str, on: str, **more: object) -> dict[str, object]:
    scope = [] if "state" in more else ["IQ"]
    return {"claim": claim, "on": date.fromisoformat(on), "scope": scope} | PENTAGON | more


def article(*facts: dict[str, object]) -> Baseline:
    return small_baseline(known=list(facts))


# ---------------------------------------------------------------------------- at birth


def test_every_claim_begins_as_the_article_holds_it() -> None:
    standings = initial_standings(article())
    assert {one.status for one in standings.values()} == {Status.STANDS}
    assert (standings["attacks"].value, standings["strike"].state) == (40, "refrained")
    assert {str(one.since) for one in standings.values()} == {"2023-11-10"}


def test_the_last_count_of_the_claims_own_scope_is_held_against_it() -> None:
    (delta,) = audit(
        article(
            known("attacks", "2023-11-06", value=20),
            known("attacks", "2023-11-09", value=24),
            known("attacks", "2023-11-09", value=46, scope=["IQ", "SY"]),
        )
    )
    assert (delta.reason, str(delta.at)) == (Reason.CONTESTED_AT_BIRTH, "2023-11-09")
    assert (delta.before.status, delta.after.status) == (Status.STANDS, Status.CONTESTED)
    assert (delta.after.value, delta.after.scope) == (24, ("IQ",))
    said = [(one.observation.value, one.observation.scope) for one in delta.evidence]
    assert said == [(24, ("IQ",)), (46, ("IQ", "SY"))]
    assert "46 in IQ and SY together would fit" in delta.trace[-1]


def test_a_wider_count_is_set_beside_only_where_it_fits() -> None:
    (delta,) = audit(
        article(
            known("attacks", "2023-11-09", value=24),
            known("attacks", "2023-11-09", value=39, scope=["IQ", "SY"]),
            known("attacks", "2023-11-08", value=46, scope=["IQ", "SY"]),
        )
    )
    assert len(delta.evidence) == 1


@pytest.mark.parametrize(
    "fact",
    [
        known("attacks", "2023-11-09", value=42),
        known("attacks", "2023-10-24", value=10),
        known("attacks", "2023-11-09", value=46, scope=["IQ", "SY"]),
        known("attacks", "2023-11-13", value=24),
        known("strike", "2023-11-01", state="refrained"),
        known("strike", "2023-11-01", state="struck", counts=False),
        known("injured", "2023-11-09", value=56, scope=["IQ", "SY"], source_id=None, source="A"),
    ],
    ids=[
        "it fits", "long before", "another scope", "after the article", "a state that agrees",
        "context", "a wider count of no official source",
    ],
)  # fmt: skip
def test_what_does_not_contradict_at_the_bar_contests_nothing(fact: dict[str, object]) -> None:
    assert audit(article(fact)) == []


def test_none_in_one_country_is_in_doubt_where_only_a_wider_count_is_known() -> None:
    (delta,) = audit(
        article(
            known("injured", "2023-10-25", value=21, scope=["IQ", "SY"]),
            known("injured", "2023-11-09", value=56, scope=["IQ", "SY"]),
        )
    )
    assert (delta.claim, delta.reason, delta.after.value) == (
        "injured", Reason.CONTESTED_AT_BIRTH, 56,
    )  # fmt: skip
    assert "depends on how it is read" in delta.trace[-1]


def test_an_event_before_the_article_contests_none_whenever_it_was() -> None:
    (delta,) = audit(article(known("killed", "2023-10-20", value=1)))
    assert delta.after.status is Status.CONTESTED


def test_a_state_known_before_the_article_contests_it() -> None:
    (delta,) = audit(article(known("strike", "2023-10-27", state="struck")))
    assert (delta.before.state, delta.after.state) == ("refrained", "struck")


def test_several_outlets_without_a_named_institution_are_two_voices() -> None:
    seen = {"state": "struck", "source": "local reports", "source_id": None}
    (one,) = evidence_of(
        Known.model_validate(known("strike", "2023-10-27", **seen | {"outlets": 1}))
    )
    assert one.outlet == "1 outlet"
    assert audit(article(known("strike", "2023-10-27", **seen | {"outlets": 1}))) == []
    seen |= {"outlets": 3, "note": "in the west of the country; nobody has owned up to it"}
    assert len(audit(article(known("strike", "2023-10-27", **seen)))) == 1


def test_an_audit_is_dated_by_the_fact_and_never_later_than_now() -> None:
    facts = article(known("attacks", "2023-11-09", value=24))
    assert audit(facts)[0].seen_at == at("2023-11-09", 0)
    assert audit(facts, at("2023-10-17"))[0].seen_at == at("2023-10-17")
    assert audit(facts)[0].id == audit(facts, NOW)[0].id


# ---------------------------------------------------------------------------- series


def test_what_is_known_up_to_the_article_seeds_the_series() -> None:
    points = known_points(
        article(
            known("attacks", "2023-10-24", value=10),
            known("attacks", "2023-11-09", value=24),
            known("attacks", "2023-11-09", value=60, counts=False),
            known("attacks", "2021-06-01", value=42),
            known("attacks", "2023-11-13", value=27),
            known("strike", "2023-10-24", state="refrained"),
        ),
        NOW,
    )
    assert [(one.value, str(one.as_of), one.seen_at) for one in points] == [
        (10, "2023-10-24", at("2023-10-24", 0)),
        (24, "2023-11-09", at("2023-11-09", 0)),
    ]


# ---------------------------------------------------------------------------- history


def story(deltas: list[Delta], claim: str) -> list[tuple[str, str]]:
    return [(str(one.at), one.after.status.value) for one in deltas if one.claim == claim]


def test_history_is_recalled_up_to_now_in_the_order_of_its_days() -> None:
    facts = article(
        known("staffing", "2026-03-02", state="reduced"),
        known("staffing", "2025-07-17", state="restored"),
        known("staffing", "2023-10-22", state="reduced"),
    )
    assert story(recall(facts, NOW), "staffing") == [
        ("2025-07-17", "fallen"),
        ("2026-03-02", "restored"),
    ]
    assert story(recall(facts, at("2025-12-31")), "staffing") == [("2025-07-17", "fallen")]


def test_history_climbs_the_ladder_and_alerts_nobody() -> None:
    deltas = recall(article(known("strike", "2023-11-21", state="struck")), NOW)
    assert [one.claim for one in deltas] == ["strike", "ladder"]
    assert all(is_history(one) for one in deltas)
    assert [route(one, [Subscription(1)], NOW) for one in deltas] == [[], []]
    assert [one.seen_at for one in deltas] == [at("2023-11-21", 0)] * 2


def test_what_is_heard_from_a_feed_is_no_history() -> None:
    court = Court()
    assert not is_history(court.hear(state("strike", "struck", "2023-11-21", **CENTCOM)))


# ---------------------------------------------------------------------------- the shipped article

SHIPPED = load_baseline("iraq-balancing-act")
HISTORY = recall(SHIPPED, NOW)


def test_the_shipped_article_is_contested_at_birth_where_its_number_counts_two_countries() -> None:
    contested = {one.claim: one for one in audit(SHIPPED)}
    assert set(contested) == {"attacks-on-us", "us-injured"}
    attacks = contested["attacks-on-us"]
    assert [one.observation.value for one in attacks.evidence] == [24, 46]
    assert str(attacks.at) == "2023-11-09"


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("us-strike-in-iraq", [("2023-11-21", "fallen")]),
        ("us-killed", []),
        ("us-injured", [("2023-12-25", "fallen")]),
        ("attacks-on-us", [("2023-12-13", "moved")]),
        ("embassy-attacked", [("2023-12-08", "fallen")]),
        ("militia-leader-killed", [("2024-01-04", "fallen")]),
        ("iran-strike-in-iraq", [("2024-01-15", "fallen")]),
        ("embassy-staffing", [("2025-07-17", "fallen"), ("2026-03-02", "restored")]),
        ("us-troop-presence", [("2024-01-05", "shaken"), ("2026-01-17", "fallen")]),
        ("government-stance", [("2026-05-14", "fallen")]),
        ("direct-clashes", []),
    ],
)
def test_the_shipped_history_tells_the_true_story(claim: str, told: list[tuple[str, str]]) -> None:
    changes = [
        (str(one.at), one.after.status.value)
        for one in HISTORY
        if one.claim == claim and one.after.status is not one.before.status
    ]
    assert changes == told


def test_the_shipped_history_names_the_rungs_in_order() -> None:
    rungs = [(str(one.at), one.after.state) for one in HISTORY if one.claim == "escalation-ladder"]
    assert rungs == [
        ("2023-11-21", "us-strike"),
        ("2024-01-04", "leader-killed"),
        ("2024-01-15", "iranian-strike"),
    ]


def test_the_shipped_history_keeps_countries_and_campaigns_apart() -> None:
    last: dict[tuple[tuple[str, ...], date | None], float] = {}
    for one in HISTORY:
        if one.claim == "attacks-on-us" and one.point is not None:
            last[one.point.series.scope, one.point.series.since] = one.point.value
    start = date(2023, 10, 17)
    assert last == {
        (("IQ",), start): 57,
        (("IQ", "SY"), start): 140,
        (("IQ", "JO", "SY"), start): 170,
    }


def test_no_delta_of_the_shipped_history_has_the_id_of_another() -> None:
    ids = [one.id for one in (*audit(SHIPPED), *HISTORY)]
    assert len(ids) == len(set(ids))
    assert {type(one.severity) for one in HISTORY} == {Severity}
