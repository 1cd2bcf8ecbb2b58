"""Totals and their parts check one another; what one leaves for another is marked as worked out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from courtroom import PENTAGON, Court, at, count
from hypothesis import given
from hypothesis import strategies as st

from storage.models import Bound, Evidence, SeriesKey, SeriesKind, TallyPoint
from watchers.sums import breakdowns, worked_out

BOTH, IRAQ, SYRIA = ("IQ", "SY"), ("IQ",), ("SY",)
DAY = date(2023, 11, 21)


def point(value: float, scope: tuple[str, ...], **more: object) -> TallyPoint:
    said = {"bound": Bound.EXACT, "as_of": DAY, "kind": SeriesKind.OFFICIAL, **more}
    key = SeriesKey("attacks", scope, date(2023, 10, 17), said.pop("kind"))  # type: ignore[arg-type]
    seen_at = at("2023-11-21")
    return TallyPoint(key, value, None, source="Pentagon", outlet="A", url="", seen_at=seen_at,
                      **said)  # type: ignore[arg-type]  # fmt: skip


def test_a_total_and_its_parts_add_up_or_do_not() -> None:
    [right] = breakdowns([point(66, BOTH), point(32, IRAQ), point(34, SYRIA)])
    assert right.adds_up
    assert right.sentence == "32 in IQ and 34 in SY make the total of 66"
    [wrong] = breakdowns([point(66, BOTH), point(30, IRAQ), point(34, SYRIA)])
    assert not wrong.adds_up
    assert wrong.sentence == "30 in IQ and 34 in SY make 64 and not the total of 66"


def test_rounded_parts_add_up_to_what_they_leave_possible() -> None:
    parts = [point(30, IRAQ, bound=Bound.AT_LEAST), point(34, SYRIA)]
    [one] = breakdowns([point(66, BOTH), *parts])
    assert one.adds_up


def test_counts_of_other_days_or_kinds_are_no_parts() -> None:
    earlier = point(30, IRAQ, as_of=date(2023, 11, 17))
    claimed = point(30, IRAQ, kind=SeriesKind.CLAIMED)
    for other in (earlier, claimed):
        assert breakdowns([point(66, BOTH), other, point(34, SYRIA)]) == []


def test_what_the_total_leaves_is_worked_out_and_marked() -> None:
    [left] = worked_out([point(66, BOTH), point(34, SYRIA)])
    assert (left.series.scope, left.value, left.is_derived, left.as_of) == (IRAQ, 32, True, DAY)


def test_nothing_is_worked_out_of_what_is_rounded_impossible_or_known() -> None:
    about = replace(point(66, BOTH), bound=Bound.ABOUT)
    assert worked_out([about, point(34, SYRIA)]) == []
    assert worked_out([point(30, BOTH), point(34, SYRIA)]) == []
    assert worked_out([point(66, BOTH), point(34, SYRIA), point(33, IRAQ)]) == []
    later = point(33, IRAQ, as_of=date(2023, 11, 23))
    assert worked_out([point(66, BOTH), point(34, SYRIA), later]) == []
    assert worked_out([point(66, BOTH)]) == []


@given(st.integers(0, 500), st.integers(0, 500))
def test_parts_that_are_worked_out_add_up(total: int, part: int) -> None:
    held = [point(total, BOTH), point(part, SYRIA)]
    made = worked_out(held)
    assert bool(made) is (part <= total)
    assert all(one.adds_up for one in breakdowns([*held, *made]))


def attacks(value: float, scope: tuple[str, ...], **more: object) -> Evidence:
    return count("attacks", value, "2023-11-21", scope=scope, since="2023-10-17", **more)


def test_the_trace_says_that_the_parts_do_not_add_up_and_the_count_is_kept() -> None:
    court = Court()
    court.hear(attacks(66, BOTH, **PENTAGON), attacks(34, SYRIA, **PENTAGON))
    wrong = court.hear(attacks(30, IRAQ, **PENTAGON))
    assert wrong is not None
    assert wrong.point.value == 30
    assert (
        "Sum: 30 in IQ and 34 in SY make 64 and not the total of 66; kept, and marked."
        in wrong.trace
    )


def test_an_unattributed_breakdown_of_the_official_total_is_official() -> None:
    court = Court()
    court.hear(attacks(66, BOTH, **PENTAGON))
    iraq, syria = attacks(32, IRAQ), attacks(34, SYRIA)
    for claim, ledger in court.ledgers.items():
        if claim == "attacks":
            court.ledgers[claim] = replace(ledger, recent=(iraq, syria, *ledger.recent))
    told = court.hear(iraq), court.hear(syria)
    assert court.series("attacks") == {
        ("IQ+SY", "official"): 66,
        ("IQ", "official"): 32,
        ("SY", "official"): 34,
    }
    for delta in told:
        assert delta is not None
        assert (delta.point.source, delta.point.outlet) == ("Pentagon", "The Courier")
        assert (
            "names none; it breaks down the total of Pentagon, so it is theirs." in delta.trace[2]
        )


def test_a_standing_that_follows_such_a_breakdown_rests_on_the_official() -> None:
    court = Court()
    court.hear(attacks(45, IRAQ, **PENTAGON), attacks(90, BOTH, **PENTAGON))
    iraq, syria = attacks(50, IRAQ), attacks(40, SYRIA)
    ledger = court.ledgers["attacks"]
    court.ledgers["attacks"] = replace(ledger, recent=(iraq, syria, *ledger.recent))
    court.hear(iraq)
    standing = court.standings["attacks"]
    assert (standing.value, standing.source) == (50, "Pentagon")


def test_a_named_unofficial_source_keeps_its_name_on_a_count_that_adds_up() -> None:
    court = Court()
    court.hear(attacks(66, BOTH, **PENTAGON))
    iraq, syria = attacks(32, IRAQ, source="a monitor"), attacks(34, SYRIA, source="a monitor")
    ledger = court.ledgers["attacks"]
    court.ledgers["attacks"] = replace(ledger, recent=(iraq, syria, *ledger.recent))
    delta = court.hear(iraq)
    assert delta is not None
    assert delta.point.source == "a monitor"
    assert delta.trace[2].startswith("Source: a monitor, as The Courier gives it")


def test_a_breakdown_that_does_not_add_up_to_the_official_total_is_only_observed() -> None:
    court = Court()
    court.hear(attacks(66, BOTH, **PENTAGON))
    court.hear(attacks(34, SYRIA), attacks(31, IRAQ))
    assert court.series("attacks")[("IQ", "observed")] == 31
