"""How little a look into the ledger loads: a process of its own, on a database that exists."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from storage.store import open_store
from watchers.baseline import load_baseline
from watchers.intake import seed

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {"aiogram", "aiohttp", "apscheduler", "feedparser", "matplotlib", "numpy", "spacy"}
LOOK = """
import json, sys
from bot.cli import main
sys.argv[0] = "stet"
try:
    main()
finally:
    # a process begins with its parent's peak in what getrusage tells, and anew in this file
    status = dict(line.split(":") for line in open("/proc/self/status"))
    peak_kib = int(status["VmHWM"].split()[0])
    print(json.dumps([sorted(sys.modules), peak_kib]), file=sys.stderr)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the database of a new installation."""
    baseline = load_baseline("iraq-balancing-act")
    with open_store(tmp_path / "stet.sqlite3", baseline.id) as store:
        seed(store, baseline, datetime(2023, 11, 21, tzinfo=UTC))
    return tmp_path


@pytest.mark.parametrize(
    "arguments", [["claims"], ["claims", "--json"], ["tally"], ["tally", "--json"]], ids=" ".join
)
def test_a_look_into_the_ledger_loads_nothing_heavy(folder: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-c", LOOK, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    modules, peak_kib = json.loads(done.stderr)
    assert "attacks-on-us" in done.stdout
    assert "storage.store" in modules
    assert HEAVY & set(modules) == set()
    assert peak_kib <= 60 * 1024
