"""The case library: every text read by the real reader, scored by claim and by pattern."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from storage.models import Entry, Tier  # noqa: E402 - the same

from scoring import Report, explain, judge, load, run, table  # noqa: E402 - needs the path above

if TYPE_CHECKING:
    from watchers.read import Reader

    from scoring import Case, Observed

FLOOR = 0.95
"""F1 over all observations that count; raised as reading gets better, never lowered."""

OPEN_FLOOR = 0.60
"""The same for the texts of `open/`, which were written without a look at the rules."""


@pytest.fixture(scope="session")
def reader() -> Reader:
    from watchers.baseline import load_baseline
    from watchers.read import Reader

    return Reader(load_baseline("iraq-balancing-act"))


@pytest.fixture(scope="session")
def report(reader: Reader) -> Report:
    cases = [case for path in sorted(HERE.glob("*.jsonl")) for case in load(path)]
    return run(cases, lambda case: read(reader, case))


def entry_of(case: Case) -> Entry:
    published = datetime.fromisoformat(case["published"])
    return Entry(
        key=case["id"],
        title=case.get("title", ""),
        text=case["text"],
        url="",
        outlet=case.get("source", ""),
        tier=Tier.UNKNOWN,
        published_at=published if published.tzinfo else published.replace(tzinfo=UTC),
    )


def read(reader: Reader, case: Case) -> list[Observed]:
    from watchers.read import observation_json

    return [observation_json(observation) for observation in reader.read(entry_of(case))]


def test_the_library_is_read_above_the_floor(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print("\n" + table(report.by_claim()))  # noqa: T201 - the scores are what this test is run for
        flawed = {name: score for name, score in report.by_pattern().items() if score.f1 < 1}
        print("\n" + table(flawed))  # noqa: T201 - the scores are what this test is run for
        print("\n" + table({"all": report.total}))  # noqa: T201 - the scores are what this test is run for
    wrong = "\n".join(explain(outcome) for outcome in report.outcomes if not outcome.is_right)
    assert report.total.f1 >= FLOOR, wrong


def test_every_case_has_an_id_of_its_own(report: Report) -> None:
    ids = [outcome.case["id"] for outcome in report.outcomes]
    assert len(ids) == len(set(ids))


def test_every_quote_stands_in_its_text(report: Report) -> None:
    for outcome in report.outcomes:
        raw = outcome.case.get("title", ""), outcome.case["text"]
        for observed in outcome.read:
            assert observed["quote"], observed
            assert any(observed["quote"] in part for part in raw), observed


def test_the_gate_drops_nothing_that_would_be_read(report: Report, reader: Reader) -> None:
    for outcome in report.outcomes:
        entry = entry_of(outcome.case)
        if not reader.may_matter(f"{entry.title}\n{entry.text}"):
            assert reader.read_ungated(entry) == [], outcome.case["id"]


CASE = {"id": "x", "published": "2023-11-21", "text": "", "expect": []}
TALLY = {"claim": "c", "value": 66, "bound": "exact", "scope": ["IQ"], "counts": True}


@pytest.mark.parametrize(
    ("expected", "observed", "is_right"),
    [
        (TALLY, TALLY, True),
        (TALLY, TALLY | {"value": 67}, False),
        (TALLY, TALLY | {"scope": []}, False),
        (TALLY, TALLY | {"bound": "at_least"}, False),
        (TALLY | {"bound": "more_than"}, TALLY | {"bound": "at_least"}, True),
        (TALLY | {"scope": []}, TALLY | {"scope": [], "scope_inferred": ["IQ"]}, True),
        (TALLY | {"value": [60, 65]}, TALLY | {"value": 60, "upper": 65}, True),
        ({"claim": "c", "state": "struck"}, {"claim": "c", "state": "struck", "scope": []}, True),
        ({"claim": "c", "state": "struck"}, {"claim": "c", "state": "refrained"}, False),
        ({"claim": "c", "state": "struck"}, {"claim": "d", "state": "struck"}, False),
        (TALLY | {"counts": False}, TALLY, False),
        (TALLY | {"counts": False}, TALLY | {"counts": False}, True),
        (TALLY | {"optional": True}, TALLY, True),
    ],
)
def test_the_scorer_tells_right_from_wrong(
    expected: Observed, observed: Observed, *, is_right: bool
) -> None:
    assert judge(CASE | {"expect": [expected]}, [observed]).is_right is is_right


def test_the_scorer_counts_a_repetition_as_wrong() -> None:
    outcome = judge(CASE | {"expect": [TALLY]}, [TALLY, TALLY])
    assert (len(outcome.hits), len(outcome.missed), len(outcome.wrong)) == (1, 0, 1)


def test_a_wrong_case_is_explained_to_a_person() -> None:
    case = CASE | {"expect": [TALLY], "why": "it is hard"}
    told = explain(judge(case, [TALLY | {"value": 1}, TALLY | {"value": 2, "counts": False}]))
    assert "it is hard" in told
    assert [line.split()[0] for line in told.splitlines()[2:]] == ["missed", "wrong", "(read,"]


def test_scores_are_told_by_claim_and_by_pattern() -> None:
    outcomes = [judge(CASE | {"expect": [TALLY], "pattern": "p"}, [TALLY]), judge(CASE, [TALLY])]
    told = Report(outcomes)
    assert "P 0.500  R 1.000" in table(told.by_claim())
    assert told.by_pattern()["p"].f1 == 1
    assert told.by_pattern()["-"].precision == 0
    assert table({}) == ""


def test_open_texts_are_read_no_worse_than_at_first_sight(reader: Reader) -> None:
    cases = [case for path in sorted((HERE / "open").glob("*.jsonl")) for case in load(path)]
    report = run(cases, lambda case: read(reader, case))
    sys.stdout.write("\n" + table({"open": report.total}) + "\n")
    assert report.total.f1 >= OPEN_FLOOR
