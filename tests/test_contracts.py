"""The import contracts of pyproject.toml hold, and each of them fails when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BREACHES = {
    "storage must not know watchers": ("storage/rows.py", "import watchers.scopes"),
    "watchers must not know bot": ("watchers/scopes.py", "import bot.settings"),
    "models stay in the standard library": ("storage/models.py", "import pydantic"),
    "feedparser has one door": ("watchers/fetch.py", "import feedparser"),
    "spaCy has one door": ("watchers/judge.py", "import spacy"),
    "APScheduler has one door": ("bot/health.py", "import apscheduler"),
    "sqlite-utils has one door": ("watchers/pipeline.py", "import sqlite_utils"),
    "aiogram has one door": ("watchers/route.py", "import aiogram"),
    "judging touches no store": ("watchers/judge.py", "import storage.ledger"),
    "reading touches no network": ("watchers/read.py", "import watchers.fetch"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name in ("bot", "watchers", "storage"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts(house: Path) -> None:
    outcome = lint(house)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_broken_contract_fails(house: Path, breach: str) -> None:
    name, line = BREACHES[breach]
    module = house / name
    module.write_text(f"{module.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    outcome = lint(house)
    assert outcome.returncode == 1
    assert "BROKEN" in outcome.stdout
