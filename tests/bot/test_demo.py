"""The demo tells the true story: what it prints and what its ledger holds are checked by date."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.demo.archive import read_archive
from bot.replay import replay
from storage import ledger
from storage.models import SeriesKind, Status
from storage.store import Store, open_store
from watchers.baseline import load_baseline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASELINE = load_baseline("iraq-balancing-act")
FELL = {
    "us-strike-in-iraq": "2023-11-21",
    "embassy-attacked": "2023-12-08",
    "us-injured": "2023-12-25",
    "militia-leader-killed": "2024-01-04",
    "iran-strike-in-iraq": "2024-01-15",
}
"""Claims that fell, and the day of the event (see the baseline's known history)."""


@pytest.fixture(scope="module")
def told() -> Iterator[Store]:
    with open_store(":memory:", BASELINE.id) as store:
        replay(store, BASELINE, read_archive())
        yield store


@pytest.mark.parametrize("claim", FELL)
def test_a_claim_falls_on_the_day_of_the_event(told: Store, claim: str) -> None:
    fallen = [
        delta
        for delta in ledger.deltas(told, claim=claim)
        if delta.after.status is Status.FALLEN and delta.before.status is not Status.FALLEN
    ]
    assert [str(delta.at) for delta in fallen] == [FELL[claim]]


def test_tower_22_leaves_the_claim_about_deaths_in_iraq_standing(told: Store) -> None:
    assert ledger.standings(told)["us-killed"].status is Status.STANDS


def test_the_count_for_iraq_is_contested_at_birth_and_moves_on_13_december(told: Store) -> None:
    moves = [
        (str(delta.at), delta.after.status)
        for delta in reversed(ledger.deltas(told, claim="attacks-on-us"))
        if delta.after.status is not delta.before.status
    ]
    assert moves == [("2023-11-09", Status.CONTESTED), ("2023-12-13", Status.MOVED)]


def test_the_total_for_two_countries_never_stands_in_the_series_of_one(told: Store) -> None:
    counts = [
        point.value
        for point in ledger.points(told, "attacks-on-us", scope=("IQ",))
        if point.series.kind is SeriesKind.OFFICIAL
    ]
    assert max(counts) == 57
    assert not {66, 97, 127, 130, 140} & set(counts)


def test_the_latest_official_totals_are_the_true_ones(told: Store) -> None:
    latest = {
        point.series.scope: point.value
        for point in ledger.tallies(told, claim="attacks-on-us")
        if point.series.kind is SeriesKind.OFFICIAL
    }
    assert latest[("IQ",)] == 57
    assert latest[("SY",)] == 83
    assert latest[("IQ", "JO", "SY")] == 165


def test_the_demo_tells_the_story_through_http_and_draws_the_chart(tmp_path: Path) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--no-chat", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stderr == ""
    [chart] = tmp_path.glob("*.png")
    assert chart.read_bytes().startswith(b"\x89PNG")
    last = outcome.stdout.rstrip().splitlines()[-1]
    assert "272 entries" in last
    assert json.loads(last.split(" alerts")[0].rsplit(" ", 1)[1]) > 10
