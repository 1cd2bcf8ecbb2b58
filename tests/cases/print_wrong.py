"""Prints the cases that are read wrongly, and the scores; `make cases` runs it. It judges nothing."""

from __future__ import annotations

import sys

from test_cases import HERE, read

from watchers.baseline import load_baseline
from watchers.read import Reader

from scoring import explain, load, run, table


def main() -> None:
    """Read every case once."""
    reader = Reader(load_baseline("iraq-balancing-act"))
    cases = [
        case
        for path in sorted([*HERE.glob("*.jsonl"), *HERE.glob("open/*.jsonl")])
        for case in load(path)
    ]
    report = run(cases, lambda case: read(reader, case))
    wrong = [explain(outcome) for outcome in report.outcomes if not outcome.is_right]
    sys.stdout.write("\n\n".join([*wrong, table({"all": report.total})]) + "\n")


if __name__ == "__main__":
    main()
