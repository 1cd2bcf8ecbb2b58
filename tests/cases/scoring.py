"""Match what was read from a case against what its author expects, and count; it reads nothing."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Case = dict[str, Any]
Observed = dict[str, Any]
Read = "Callable[[Case], list[Observed]]"

FAMILY = {
    "exact": "exact",
    "about": "about",
    "range": "range",
    "at_least": "lower",
    "more_than": "lower",
    "at_most": "upper",
    "fewer_than": "upper",
    "nearly": "upper",
}


@dataclass(frozen=True)
class Outcome:
    """One case after reading: the expected and read observations that count, paired or not."""

    case: Case
    read: list[Observed]
    hits: list[Observed]
    missed: list[Observed]
    wrong: list[Observed]

    @property
    def is_right(self) -> bool:
        return not self.missed and not self.wrong


@dataclass
class Score:
    """Hits, misses and wrong readings of one group of cases."""

    hits: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.hits + self.missed + self.wrong
        return 2 * self.hits / total if total else 1.0


@dataclass
class Report:
    """All outcomes of a run, and the scores over them."""

    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def total(self) -> Score:
        return _add(self.outcomes)

    def by_claim(self) -> dict[str, Score]:
        scores: dict[str, Score] = defaultdict(Score)
        for outcome in self.outcomes:
            for kind in ("hits", "missed", "wrong"):
                for observed in getattr(outcome, kind):
                    score = scores[observed["claim"]]
                    setattr(score, kind, getattr(score, kind) + 1)
        return dict(sorted(scores.items()))

    def by_pattern(self) -> dict[str, Score]:
        groups: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.outcomes:
            groups[outcome.case.get("pattern", "-")].append(outcome)
        return {name: _add(group) for name, group in sorted(groups.items())}


def load(path: Path) -> list[Case]:
    """The cases of one file, a JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def judge(case: Case, read: list[Observed]) -> Outcome:
    """Pair what was read with what was expected; only what counts is scored.

    A read observation that meets one that the case calls optional is neither a hit nor wrong.
    """
    counting = [o for o in read if o.get("counts", True)]
    wanted = [e for e in case["expect"] if e.get("counts", True) and not e.get("optional")]
    optional = [e for e in case["expect"] if e.get("optional")]
    hits, missed = [], []
    for expected in wanted:
        found = next((o for o in counting if _agree(expected, o)), None)
        if found is None:
            missed.append(expected)
        else:
            counting.remove(found)
            hits.append(expected)
    wrong = [o for o in counting if not any(_agree(e, o) for e in optional)]
    return Outcome(case, read, hits, missed, wrong)


def run(cases: Iterable[Case], read: Read) -> Report:
    """Read every case and judge it."""
    return Report([judge(case, read(case)) for case in cases])


def table(scores: dict[str, Score]) -> str:
    """Scores as lines of text: precision, recall, F1, and how many were right, missed, wrong."""
    width = max((len(name) for name in scores), default=0)
    return "\n".join(
        f"{name:{width}}  P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}"
        f"  ({s.hits} right, {s.missed} missed, {s.wrong} wrong)"
        for name, s in scores.items()
    )


def explain(outcome: Outcome) -> str:
    """A wrongly read case for a person: the text, what was missed, what was read wrongly."""
    case = outcome.case
    lines = [f"{case['id']} {case['published']}  {case.get('title', '')} | {case.get('text', '')}"]
    lines += [f"    why: {case['why']}"] if case.get("why") else []
    lines += [f"    missed  {_line(o)}" for o in outcome.missed]
    lines += [f"    wrong   {_line(o)}" for o in outcome.wrong]
    others = [o for o in outcome.read if not o.get("counts", True)]
    lines += [f"    (read, does not count  {_line(o)})" for o in others]
    return "\n".join(lines)


def _add(outcomes: list[Outcome]) -> Score:
    sums = Counter[str]()
    for outcome in outcomes:
        sums["hits"] += len(outcome.hits)
        sums["missed"] += len(outcome.missed)
        sums["wrong"] += len(outcome.wrong)
    return Score(**sums)


def _agree(expected: Observed, read: Observed) -> bool:
    if expected["claim"] != read["claim"]:
        return False
    if expected.get("state") is not None:
        return bool(expected["state"] == read.get("state"))
    return (
        _values(expected) == _values(read)
        and _family(expected) == _family(read)
        and _is_scope_right(expected, read)
    )


def _values(observed: Observed) -> tuple[float | None, float | None]:
    value, upper = observed.get("value"), observed.get("upper")
    if isinstance(value, list):
        value, upper = value
    return value, upper


def _family(observed: Observed) -> str:
    return FAMILY[observed.get("bound") or "exact"]


def _is_scope_right(expected: Observed, read: Observed) -> bool:
    if "scope" not in expected:
        return True
    if not expected["scope"] and read.get("scope_inferred"):
        return True
    return sorted(expected["scope"]) == sorted(read.get("scope") or [])


def _line(observed: Observed) -> str:
    keys = (
        "claim", "value", "upper", "bound", "unit", "scope", "window", "since", "as_of", "state",
        "actor", "place", "modality", "source", "why_not", "quote", "rule",
    )  # fmt: skip
    shown = {key: observed[key] for key in keys if observed.get(key) not in (None, "", [])}
    return json.dumps(shown, ensure_ascii=False)
