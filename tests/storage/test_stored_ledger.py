from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from stored_samples import (
    CLAIM,
    DAY,
    MINUTE,
    NOON,
    OUTBREAK,
    make_delta,
    make_entry,
    make_evidence,
    make_observation,
    make_point,
    make_standing,
)

from storage import entries, ledger
from storage.errors import InputError
from storage.models import (
    Bound,
    Day,
    Modality,
    Observation,
    SeriesKey,
    SeriesKind,
    Severity,
    Status,
    TallyPoint,
    WhyNot,
    Window,
)

if TYPE_CHECKING:
    from storage.store import Store

FULL = Observation(
    claim=CLAIM,
    quote="“more than 66”",
    rule="attacked-times",
    value=66.5,
    upper=70.0,
    bound=Bound.RANGE,
    unit="people",
    scope=("IQ", "SY"),
    is_scope_inferred=True,
    window=Window.PERIOD,
    since=Day(OUTBREAK, is_approximate=True),
    until=Day(date(2023, 11, 21)),
    as_of=Day(date(2023, 11, 20)),
    event_on=Day(date(2023, 11, 19)),
    state="struck",
    actor="kataib-hezbollah",
    place="ain-al-asad",
    modality=Modality.CLAIMED,
    source="the Pentagon",
    source_id="us-defense",
    counts=False,
    why_not=WhyNot.CLAIMED_ONLY,
    is_derived=True,
    is_correction=True,
    note="a sum that does not add up",
)


def kept_entry(store: Store, key: str = "one") -> int:
    return entries.add(store, make_entry(key), seen_at=NOON).id


class TestObservations:
    def test_an_observation_comes_back_whole_with_what_carried_it(self, store: Store) -> None:
        entry_id = entries.add(store, make_entry(is_dated=False), seen_at=NOON).id
        given = make_evidence(entry_id, observation=FULL, is_dated=False)
        row = ledger.record_observation(store, given, seen_at=NOON)
        assert ledger.of_claim(store, CLAIM).recent == (replace(given, observation_id=row),)

    def test_the_same_thing_said_again_by_an_entry_is_one_observation(self, store: Store) -> None:
        entry_id = kept_entry(store)
        first = ledger.record_observation(store, make_evidence(entry_id), seen_at=NOON)
        reworded = make_observation(quote="66 times", rule="another-rule")
        again = make_evidence(entry_id, observation=reworded)
        assert ledger.record_observation(store, again, seen_at=NOON + DAY) == first
        assert len(ledger.of_claim(store, CLAIM).recent) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"value": 67.0},
            {"scope": ("IQ",)},
            {"since": Day(OUTBREAK)},
            {"state": "struck"},
            {"modality": Modality.DENIED},
            {"place": "erbil"},
            {"claim": "us-injured"},
        ],
        ids=str,
    )
    def test_another_thing_said_by_an_entry_is_another_observation(
        self, store: Store, change: dict[str, object]
    ) -> None:
        evidence = make_evidence(kept_entry(store))
        other = replace(evidence, observation=replace(evidence.observation, **change))  # type: ignore[arg-type] - parametrized
        rows = {ledger.record_observation(store, each, seen_at=NOON) for each in (evidence, other)}
        assert len(rows) == 2

    def test_the_same_thing_said_by_two_entries_is_two_observations(self, store: Store) -> None:
        for key in ("one", "two"):
            evidence = make_evidence(kept_entry(store, key))
            ledger.record_observation(store, evidence, seen_at=NOON)
        assert len(ledger.of_claim(store, CLAIM).recent) == 2

    @pytest.mark.parametrize("entry_id", [99, None])
    def test_an_observation_of_no_entry_is_refused(
        self, store: Store, entry_id: int | None
    ) -> None:
        with pytest.raises(sqlite3.IntegrityError):
            ledger.record_observation(store, make_evidence(entry_id), seen_at=NOON)

    def test_what_is_recent_goes_by_the_time_of_publication(self, store: Store) -> None:
        for minutes in (3, 1, 2):
            published_at = NOON + minutes * MINUTE
            evidence = make_evidence(kept_entry(store, str(minutes)), published_at=published_at)
            ledger.record_observation(store, evidence, seen_at=NOON)
        recent = ledger.of_claim(store, CLAIM).recent
        assert [(each.published_at - NOON) // MINUTE for each in recent] == [3, 2, 1]

    def test_what_is_recent_is_bounded_and_context_cannot_crowd_out_what_counts(
        self, store: Store
    ) -> None:
        entry_id = kept_entry(store)
        with store.transaction():
            for value in range(100):
                at = NOON + value * MINUTE
                for counts in (True, False):
                    said = make_observation(value + counts / 2, counts=counts)
                    evidence = make_evidence(entry_id, observation=said, published_at=at)
                    ledger.record_observation(store, evidence, seen_at=NOON)
        recent = ledger.of_claim(store, CLAIM).recent
        assert sum(each.observation.counts for each in recent) == 48
        assert len(recent) == 64
        assert [each.observation.value for each in recent[:3]] == [99, 99.5, 98] or [
            each.observation.value for each in recent[:3]
        ] == [99.5, 99, 98.5]

    def test_what_changes_nothing_is_listed_with_its_reason(self, store: Store) -> None:
        for minutes, silence in enumerate([None, "not-counted", "already-known"]):
            counts = silence != "not-counted"
            said = make_observation(counts=counts, why_not=None if counts else WhyNot.IRREALIS)
            evidence = make_evidence(kept_entry(store, str(minutes)), observation=said)
            at = NOON + minutes * MINUTE
            ledger.record_observation(store, evidence, seen_at=at, silence=silence)

        def reasons(since: int, limit: int = 9) -> list[str | None]:
            found = ledger.dropped(store, since=NOON + since * MINUTE, limit=limit)
            assert all(each.seen_at >= NOON + since * MINUTE for each in found)
            return [each.silence for each in found]

        assert reasons(0) == ["already-known", "not-counted"]
        assert reasons(2) == reasons(0, limit=1) == ["already-known"]
        assert reasons(3) == []
        everything = [each.silence for each in ledger.readings(store)]
        assert everything == [None, "not-counted", "already-known"]


class TestDeltas:
    def test_a_delta_comes_back_whole(self, store: Store) -> None:
        evidence = make_evidence(kept_entry(store), observation=FULL, observation_id=1)
        given = make_delta(
            evidence=(evidence, make_evidence(None)),
            severity=Severity.GRAVE,
            trace=("One.", "Two “quoted”."),
            flips_back="A correction.",
            point=make_point(upper=70.0),
            previous=make_point(61, as_of=date(2023, 11, 20)),
            after=make_standing(
                Status.FALLEN,
                state="struck",
                value=66.0,
                bound=Bound.AT_LEAST,
                scope=("IQ",),
                as_of=date(2023, 11, 21),
                source="Pentagon",
                independent_sources=2,
                delta_id="d1",
            ),
            is_known=True,
        )
        assert ledger.record_delta(store, given)
        assert ledger.delta(store, "d1") == given
        assert ledger.deltas(store) == [given]
        assert ledger.standings(store) == {CLAIM: given.after}

    def test_the_same_delta_again_changes_nothing(self, store: Store) -> None:
        ledger.record_delta(store, make_delta(point=make_point()))
        again = make_delta(
            seen_at=NOON + DAY, after=make_standing(Status.FALLEN), point=make_point(99)
        )
        assert not ledger.record_delta(store, again)
        assert ledger.deltas(store) == [make_delta(point=make_point())]
        assert ledger.standings(store)[CLAIM].status is Status.MOVED
        assert [point.value for point in ledger.tallies(store)] == [66]

    def test_deltas_come_newest_first_and_bounded(self, store: Store) -> None:
        for number, claim in enumerate(["a", "b", "a", "b"]):
            given = make_delta(f"d{number}", claim=claim, seen_at=NOON + number * MINUTE)
            ledger.record_delta(store, given)

        def ids(**which: object) -> list[str]:
            return [each.id for each in ledger.deltas(store, **which)]  # type: ignore[arg-type] - keywords of the tests below

        assert ids() == ["d3", "d2", "d1", "d0"]
        assert ids(limit=2) == ["d3", "d2"]
        assert ids(claim="a") == ["d2", "d0"]
        assert ids(claim="a", limit=1) == ["d2"]
        assert ids(at=NOON + MINUTE) == ["d1", "d0"]
        assert ids(at=NOON + 2 * MINUTE, claim="b") == ["d1"]
        assert ids(at=NOON + MINUTE, claim="b") == ["d1"]
        assert ids(claim="unheard") == []

    def test_a_delta_is_found_by_the_beginning_of_its_id(self, store: Store) -> None:
        for delta_id in ("3f9a", "3f9b", "3f", "40"):
            ledger.record_delta(store, make_delta(delta_id))
        found = {prefix: ledger.delta(store, prefix) for prefix in ("3f9a", "3f9b", "3f")}
        assert {prefix: each and each.id for prefix, each in found.items()} == {
            prefix: prefix for prefix in found
        }
        assert ledger.delta(store, "4") == make_delta("40")
        assert ledger.delta(store, "5") is None
        with pytest.raises(InputError, match="several deltas begin with 3f9"):
            ledger.delta(store, "3f9")

    def test_a_claims_happenings_are_its_latest_deltas(self, store: Store) -> None:
        for number in range(40):
            given = make_delta(f"d{number:02}", seen_at=NOON + number * MINUTE)
            ledger.record_delta(store, given)
        happenings = ledger.of_claim(store, CLAIM).happenings
        assert [each.id for each in happenings] == [f"d{number:02}" for number in range(39, 7, -1)]


class TestStandings:
    def test_before_any_delta_a_claim_stands_where_the_article_put_it(self, store: Store) -> None:
        first = make_standing()
        ledger.record_standing(store, first)
        assert ledger.standings(store) == ledger.standings(store, at=NOON) == {CLAIM: first}
        assert ledger.of_claim(store, CLAIM).standing == first

    def test_the_articles_own_word_is_taken_once(self, store: Store) -> None:
        ledger.record_standing(store, make_standing())
        ledger.record_standing(store, make_standing(Status.UNTESTED))
        assert ledger.standings(store)[CLAIM].status is Status.STANDS

    def test_the_articles_own_word_never_undoes_a_delta(self, store: Store) -> None:
        ledger.record_delta(store, make_delta())
        ledger.record_standing(store, make_standing())
        assert ledger.standings(store)[CLAIM].status is Status.MOVED
        assert ledger.standings(store, at=NOON - DAY)[CLAIM].status is Status.STANDS

    def test_a_claim_that_nothing_is_known_of_is_absent(self, store: Store) -> None:
        ledger.record_delta(store, make_delta())
        assert ledger.standings(store, at=NOON - MINUTE) == {}
        unheard = ledger.of_claim(store, "unheard")
        assert (unheard.standing, unheard.series, unheard.recent) == (None, {}, ())

    def test_the_standing_at_a_time_is_what_the_last_delta_seen_by_then_left(
        self, store: Store
    ) -> None:
        ledger.record_standing(store, make_standing())
        story = [Status.FALLEN, Status.RESTORED, Status.FALLEN]
        for number, status in enumerate(story):
            given = make_delta(
                str(number), seen_at=NOON + number * DAY, after=make_standing(status)
            )
            ledger.record_delta(store, given)
        at = [NOON - MINUTE, NOON, NOON + DAY, NOON + 2 * DAY - MINUTE, NOON + 9 * DAY]
        assert [ledger.standings(store, at=each)[CLAIM].status for each in at] == [
            Status.STANDS,
            Status.FALLEN,
            Status.RESTORED,
            Status.RESTORED,
            Status.FALLEN,
        ]

    def test_of_deltas_seen_at_once_the_last_put_in_is_the_last(self, store: Store) -> None:
        for delta_id, status in (("z", Status.MOVED), ("a", Status.FALLEN)):
            ledger.record_delta(store, make_delta(delta_id, after=make_standing(status)))
        assert ledger.standings(store)[CLAIM].status is Status.FALLEN
        assert ledger.standings(store, at=NOON)[CLAIM].status is Status.FALLEN
        assert [each.id for each in ledger.deltas(store)] == ["a", "z"]
        assert [each.id for each in ledger.deltas(store, claim=CLAIM)] == ["a", "z"]

    @pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
    def test_deltas_put_in_out_of_order_leave_the_same_standing(
        self, store: Store, order: tuple[int, ...]
    ) -> None:
        story = [Status.MOVED, Status.FALLEN, Status.RESTORED]
        for number in order:
            given = make_delta(
                str(number), seen_at=NOON + number * DAY, after=make_standing(story[number])
            )
            ledger.record_delta(store, given)
        assert ledger.standings(store)[CLAIM].status is Status.RESTORED
        assert ledger.standings(store, at=NOON + DAY)[CLAIM].status is Status.FALLEN
        assert [each.id for each in ledger.deltas(store)] == ["2", "1", "0"]


def series(**changes: object) -> SeriesKey:
    return replace(make_point().series, **changes)  # type: ignore[arg-type] - a test names the fields it changes


class TestTallies:
    def test_a_point_comes_back_whole(self, store: Store) -> None:
        given = make_point(66.5, upper=70.0, bound=Bound.RANGE, is_derived=True)
        ledger.record_point(store, given)
        assert ledger.tallies(store) == ledger.points(store, CLAIM) == [given]

    @pytest.mark.parametrize(
        "key",
        [
            series(scope=("IQ",)),
            series(scope=()),
            series(since=None),
            series(since=date(2026, 3, 1)),
            series(kind=SeriesKind.CLAIMED),
            series(claim="us-injured"),
        ],
        ids=str,
    )
    def test_another_definition_is_another_series(self, store: Store, key: SeriesKey) -> None:
        ledger.record_point(store, make_point())
        ledger.record_point(store, make_point(24, series=key))
        assert {point.series: point.value for point in ledger.tallies(store)} == {
            make_point().series: 66,
            key: 24,
        }

    def test_the_latest_day_leads_a_series_and_then_the_last_word_on_it(self, store: Store) -> None:
        days = [date(2023, 11, day) for day in (20, 21, 21, 19)]
        for number, day in enumerate(days):
            given = make_point(60 + number, as_of=day, seen_at=NOON + number * MINUTE)
            ledger.record_point(store, given)
        assert [point.value for point in ledger.tallies(store)] == [62]
        ledger.record_point(store, make_point(6, as_of=days[1], seen_at=NOON + 2 * MINUTE))
        assert [point.value for point in ledger.tallies(store)] == [6]
        assert [point.value for point in ledger.points(store, CLAIM)] == [63, 60, 61, 62, 6]

    def test_a_series_at_a_time_is_what_was_known_then(self, store: Store) -> None:
        for value, minutes in ((61, 0), (66, 5)):
            ledger.record_point(store, make_point(value, seen_at=NOON + minutes * MINUTE))

        def values(minutes: int) -> tuple[list[float], list[float]]:
            at = NOON + minutes * MINUTE
            latest = ledger.tallies(store, at=at)
            every = ledger.points(store, CLAIM, at=at)
            return [each.value for each in latest], [each.value for each in every]

        assert values(-1) == ([], [])
        assert values(0) == values(4) == ([61], [61])
        assert values(5) == ([66], [61, 66])

    def test_a_point_is_kept_once(self, store: Store) -> None:
        for _ in range(2):
            ledger.record_point(store, make_point())
        assert len(ledger.points(store, CLAIM)) == 1

    def test_one_claim_or_one_scope_may_be_asked_for(self, store: Store) -> None:
        iraq = make_point(24, series=series(scope=("IQ",)))
        nowhere = make_point(5, series=series(scope=()))
        for point in (make_point(), iraq, nowhere, make_point(series=series(claim="us-injured"))):
            ledger.record_point(store, point)
        assert ledger.points(store, CLAIM, scope=("IQ",)) == [iraq]
        assert ledger.points(store, CLAIM, scope=()) == [nowhere]
        assert len(ledger.points(store, CLAIM)) == 3
        assert len(ledger.tallies(store, claim=CLAIM)) == 3
        assert list(ledger.of_claim(store, CLAIM).series) == [
            nowhere.series,
            iraq.series,
            make_point().series,
        ]

    def test_a_delta_brings_its_point_and_known_history_needs_no_delta(self, store: Store) -> None:
        ledger.record_delta(store, make_delta(point=make_point()))
        ledger.record_point(store, make_point(40, as_of=date(2023, 11, 9)))
        marks = store.connection.execute("SELECT value, delta_id FROM tally_points ORDER BY value")
        assert [tuple(row) for row in marks] == [(40, None), (66, "d1")]


def test_each_baseline_has_a_ledger_of_its_own(store: Store) -> None:
    other = store.of_baseline("another")
    entry_id = kept_entry(store)
    for ledger_of, value in ((store, 66), (other, 7)):
        said = make_evidence(entry_id, observation=make_observation(value, counts=False))
        ledger.record_observation(ledger_of, said, seen_at=NOON, silence="held")
        delta = make_delta(point=make_point(value), after=make_standing(value=value))
        assert ledger.record_delta(ledger_of, delta)
        ledger.record_standing(ledger_of, make_standing(value=value))
    for ledger_of, value in ((store, 66), (other, 7)):
        assert [each.value for each in ledger.tallies(ledger_of)] == [value]
        assert [each.value for each in ledger.points(ledger_of, CLAIM)] == [value]
        assert ledger.standings(ledger_of)[CLAIM].value == value
        assert ledger.standings(ledger_of, at=NOON)[CLAIM].value == value
        dropped = [each.evidence for each in ledger.dropped(ledger_of, since=NOON)]
        found = [*dropped, *ledger.of_claim(ledger_of, CLAIM).recent]
        assert [each.observation.value for each in found] == [value, value]
        kept = ledger.delta(ledger_of, "d")
        assert kept is not None
        assert kept.after.value == ledger.deltas(ledger_of)[0].after.value == value


def test_an_entry_that_breaks_off_midway_leaves_nothing_of_itself(store: Store) -> None:
    def admit() -> None:
        with store.transaction():
            evidence = make_evidence(kept_entry(store))
            ledger.record_observation(store, evidence, seen_at=NOON)
            point = TallyPoint(**{**vars_of(make_point()), "source": None})
            ledger.record_delta(store, make_delta(point=point))

    with pytest.raises(sqlite3.IntegrityError):
        admit()
    assert ledger.deltas(store) == ledger.tallies(store) == []
    assert ledger.of_claim(store, CLAIM).recent == ()
    assert ledger.standings(store) == {}


def vars_of(point: TallyPoint) -> dict[str, object]:
    return {name: getattr(point, name) for name in point.__slots__}
