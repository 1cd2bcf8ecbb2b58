"""Many reports of one happening are one event, whose id stays and whose log only grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courtroom import CENTCOM, PENTAGON, Court, at, count, small_baseline, state
from hypothesis import given
from hypothesis import strategies as st

from storage.models import Reading, WhyNot
from watchers.happenings import Happening, happenings

if TYPE_CHECKING:
    from storage.models import Evidence

BASELINE = small_baseline()


def events(*evidence: Evidence) -> list[Happening]:
    return happenings([Reading(one, one.published_at, None) for one in evidence], BASELINE)


def struck(published: str, **more: object) -> Evidence:
    return state("strike", "struck", published, **more)


def hurt(value: float, published: str, **more: object) -> Evidence:
    aside = {"counts": False, "why_not": WhyNot.SINGLE_EVENT, "window": "single"}
    return count("injured", value, published, **{**aside, **more})


def log(event: Happening) -> list[str]:
    return [line.news.value for line in event.log]


def test_later_reports_update_an_event_instead_of_making_another() -> None:
    reports = (
        struck("2023-11-21", outlet="A"),
        struck("2023-11-21", outlet="A"),
        struck("2023-11-22", outlet="B", actor="us", place="baghdad-post"),
        struck("2023-11-22", outlet="C", on="2023-11-21", **CENTCOM),
        struck("2023-11-22", outlet="D"),
    )
    [event] = events(*reports)
    assert log(event) == ["reported", "confirmed", "place", "actor", "admitted"]
    assert (event.on.isoformat(), event.place, event.actors) == (
        "2023-11-21", "baghdad-post", ("us",),
    )  # fmt: skip
    assert len(event.reports) == 5
    assert [one.id for one in events(*reports[:1])] == [event.id]


def test_a_toll_that_changes_is_a_line_of_the_log() -> None:
    [event] = events(
        hurt(3, "2023-12-25", on="2023-12-25", **PENTAGON),
        hurt(4, "2023-12-26", on="2023-12-25", outlet="B"),
        hurt(4, "2023-12-27", on="2023-12-26", outlet="C"),
    )
    assert event.figure == 4
    assert log(event) == ["reported", "admitted", "figure", "confirmed", "figure"]


def test_other_days_places_and_states_are_other_events() -> None:
    told = events(
        struck("2023-11-21", on="2023-11-21"),
        struck("2023-11-22", on="2023-11-22"),
        struck("2023-11-22", on="2023-11-22", place="erbil-post"),
        struck("2023-11-22", on="2023-11-22", place="baghdad-post"),
        state("strike", "struck-unknown", "2023-11-22"),
    )
    assert [(one.on.day, one.place, one.state) for one in told] == [
        (21, None, "struck"),
        (22, "erbil-post", "struck"),
        (22, "baghdad-post", "struck"),
        (22, None, "struck-unknown"),
    ]
    assert len({one.id for one in told}) == 4


def test_a_party_claims_an_event_but_makes_none() -> None:
    boast = {"source": "Kataib", "source_id": "kataib", "modality": "claimed"}
    claim = struck("2023-11-21", **boast)
    assert events(claim) == []
    [event] = events(struck("2023-11-21", outlet="A"), claim, claim)
    assert event.claimed_by == ("Kataib",)
    assert log(event) == ["reported", "claimed"]


def test_what_lasts_is_corrected_undated_or_none_is_no_event() -> None:
    assert events(
        state("staffing", "evacuated", "2023-11-21"),
        struck("2023-11-21", is_correction=True),
        struck("2023-11-21", is_dated=False),
        struck("2023-11-21", modality="planned"),
        struck("2023-11-21", counts=False, why_not="other-place"),
        count("attacks", 66, "2023-11-21"),
        count("refugees", 66, "2023-11-21", window="single"),
        hurt(0, "2023-11-21"),
    ) == []  # fmt: skip


@given(st.lists(st.tuples(st.integers(11, 28), st.sampled_from("ABC")), min_size=1, max_size=12))
def test_the_log_only_grows_and_no_id_changes(told: list[tuple[int, str]]) -> None:
    reports = [struck(f"2023-11-{day}", outlet=outlet) for day, outlet in told]
    before: dict[str, Happening] = {}
    for count_ in range(1, len(reports) + 1):
        after = {event.id: event for event in events(*reports[:count_])}
        assert len(after) == len(events(*reports[:count_]))
        for event_id, event in before.items():
            assert after[event_id].log[: len(event.log)] == event.log
        before = after


def test_the_time_of_each_line_is_when_it_was_read() -> None:
    [event] = events(struck("2023-11-21"), struck("2023-11-22", on="2023-11-21", **CENTCOM))
    assert [line.seen_at for line in event.log] == [at("2023-11-21"), at("2023-11-22")]
    assert Court().baseline.claim(event.claim).state_of(str(event.state)).is_happening
