"""The decisions are written down in one form, and name every dependency."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


@pytest.mark.parametrize("file", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_why_what_and_what_not(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    number = int(file.name.partition("-")[0])
    assert text.startswith(f"# {number}. ")
    parts = ["Context", "Decision", "Rejected", "Consequences"]
    assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == parts


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(file.name.partition("-")[0]) for file in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (file,) = (file for file in DECISIONS if file.stem.endswith("-dependencies"))
    table = {
        row.strip("| ").partition(" ")[0].lower()
        for row in file.read_text(encoding="utf-8").splitlines()
        if row.startswith("| ") and not row.startswith("| package")
    }
    named = {re.split(r"[><=~]", one)[0].lower() for one in project["dependencies"]}
    assert table == named
