"""`stet dropped`, `export`, `page`, `claimreview`, `correction`: the ledger in other forms."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from bot.demo.archive import read_archive
from bot.replay import replay
from storage.store import open_store
from watchers.baseline import load_baseline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BASELINE = load_baseline("iraq-balancing-act")
ENTRIES = 130


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that has read the archive's first months as if they had just been published."""
    path = tmp_path_factory.mktemp("outputs") / "stet.sqlite3"
    with open_store(path, BASELINE.id) as store:
        replay(store, BASELINE, read_archive()[:ENTRIES])
    return path


@pytest.fixture
def run(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str, str]]:  # fmt: skip
    """Run `stet` with arguments over that ledger; returns exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STET_DATABASE", str(database))

    def invoke(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["stet", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return invoke


def since_the_archive() -> str:
    first = read_archive()[0].published_at
    return str((datetime.now(UTC) - first + timedelta(days=1)) // timedelta(hours=1))


def test_dropped_prints_each_with_its_reason_and_its_rule(run: Callable[..., tuple]) -> None:
    code, out, _ = run("dropped", "--hours", since_the_archive(), "--json")
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert len(found) > 5
    assert all(one["dropped_as"] and one["rule"] and one["quote"] for one in found)
    assert found == sorted(found, key=lambda one: one["seen_at"], reverse=True)
    table = run("dropped", "--hours", since_the_archive())[1]
    assert "which means" in table
    assert found[0]["dropped_as"] in table


def test_nothing_dropped_is_said_so(run: Callable[..., tuple]) -> None:
    assert run("dropped", "--hours", "1")[:2] == (0, "nothing was dropped\n")
    assert run("dropped", "--hours", "0")[0] == 2
    assert run("dropped", "--hours", "1", "--json")[:2] == (0, "")


@pytest.mark.parametrize("what", ["deltas", "observations", "tallies"])
def test_everything_leaves_as_json_lines_and_as_csv_alike(
    run: Callable[..., tuple], what: str, tmp_path: Path
) -> None:
    lines = [json.loads(line) for line in run("export", "--what", what)[1].splitlines()]
    code, _, err = run("export", "--what", what, "--format", "csv", "--output", "out.csv")
    assert code == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert err == f"{len(rows)} {what} written to out.csv\n"
    assert len(rows) == len(lines) > 0
    for row, line in zip(rows, lines, strict=True):
        assert row["claim"] == line["claim"]
        assert row["scope"] == "+".join(line["scope"])
        assert row["seen_at"] == line["seen_at"]


def test_observations_tell_what_changed_something_from_what_did_not(
    run: Callable[..., tuple],
) -> None:
    lines = map(json.loads, run("export", "--what", "observations")[1].splitlines())
    assert {one["dropped_as"] is None for one in lines} == {True, False}


def test_a_cell_that_a_spreadsheet_would_run_is_made_text() -> None:
    from bot.cli.outputs import _write_csv

    out = io.StringIO()
    records = [{"title": "=HYPERLINK(1)", "value": -3.0}, {"title": "@a", "value": None}]
    assert _write_csv(records, out) == 2
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [row["title"] for row in rows] == ["'=HYPERLINK(1)", "'@a"]
    assert rows[0]["value"] == "-3.0"


def test_the_page_is_written_as_known_then(run: Callable[..., tuple], tmp_path: Path) -> None:
    assert run("page", "proof.html", "--at", "2023-11-12")[:2] == (0, "proof.html written\n")
    then = (tmp_path / "proof.html").read_text(encoding="utf-8")
    assert "as known on <time" in then
    assert "12 Nov 2023" in then
    code, now, _ = run("page", "-")
    assert code == 0
    assert now.startswith("<!doctype html>")
    assert now.count("<del>") > then.count("<del>")
    assert all(f'id="{claim.id}"' in now for claim in BASELINE.claims)


def test_a_file_that_cannot_be_written_is_one_clear_line(run: Callable[..., tuple]) -> None:
    for command in (["page", "no/proof.html"], ["export", "--output", "no/out.csv"]):
        code, out, err = run(*command)
        assert (code, out) == (1, "")
        assert err.startswith("stet: no/")
        assert err.count("\n") == 1


def test_claimreview_prints_each_claim_or_one(run: Callable[..., tuple]) -> None:
    _, out, _ = run("claimreview")
    every = [json.loads(line) for line in out.splitlines()]
    assert len({one["itemReviewed"]["@id"] for one in every}) == len(every) == len(BASELINE.claims)
    code, out, _ = run("claimreview", "us-strike-in-iraq", "--url", "https://a.example/p.html")
    assert code == 0
    assert json.loads(out)["url"] == "https://a.example/p.html#us-strike-in-iraq"
    for wrong in (["claimreview", "nobody"], ["claimreview", "--url", "ftp://a.example/"],
                  ["claimreview", "--url", "https://a.example/#x"], ["correction", "nobody"],
                  ["correction"]):  # fmt: skip
        code, out, err = run(*wrong)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1


def test_a_correction_comes_whole_or_on_one_line(run: Callable[..., tuple]) -> None:
    code, out, _ = run("correction", "us-strike-in-iraq")
    assert code == 0
    assert out.startswith("Update to “Iraq's delicate balancing act")
    assert "Sources:\n• " in out
    code, out, _ = run("correction", "us-strike-in-iraq", "--line")
    assert code == 0
    assert len(out.rstrip("\n")) <= 256
    assert out.count("\n") == 1


def test_before_anything_is_judged_the_articles_own_word_stands(
    run: Callable[..., tuple], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(tmp_path / "empty.sqlite3", BASELINE.id):
        pass
    monkeypatch.setenv("STET_DATABASE", "empty.sqlite3")
    assert "No correction is due" in run("correction", "us-strike-in-iraq")[1]
    assert run("export", "--format", "csv")[:2] == (0, "")
