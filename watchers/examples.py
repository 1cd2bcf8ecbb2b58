"""Runs the examples that a baseline file carries; says which do not hold, in words."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from storage.models import Entry, Observation, Tier
from watchers.read import Reader

if TYPE_CHECKING:
    from watchers.baseline import Baseline, Example, Expected

JUDGED = (
    "claim", "value", "upper", "bound", "scope", "window", "state", "actor", "place", "modality",
)  # fmt: skip


def failures(baseline: Baseline) -> list[str]:
    """Read every example; return one line for each that is read otherwise than it expects."""
    reader = Reader(baseline)
    return [
        f"example {number} ({example.claim}): {problem}: {example.text}"
        for number, example in enumerate(baseline.examples, 1)
        for problem in [_problem(example, reader.read(_entry(example, number)))]
        if problem
    ]


def _entry(example: Example, number: int) -> Entry:
    return Entry(
        key=f"example-{number}",
        title=example.title,
        text=example.text,
        url="",
        outlet="",
        tier=Tier.UNKNOWN,
        published_at=datetime.combine(example.published, time(12), UTC),
    )


def _problem(example: Example, observations: list[Observation]) -> str:
    """Say what is missing or too much; nothing where the example holds."""
    left = list(observations)
    for expected in example.expect:
        found = next((read for read in left if _fits(expected, read)), None)
        if found is None:
            return f"not read: {_words(expected)}"
        left.remove(found)
    surplus = [read for read in left if read.counts]
    return f"read without reason: {_words(surplus[0])}" if surplus else ""


def _fits(expected: Expected, read: Observation) -> bool:
    """Whether all that the example says of an observation holds; what it leaves out is free."""
    return read.counts == expected.counts and all(
        getattr(expected, name) in (None, getattr(read, name)) for name in JUDGED
    )


def _words(value: Expected | Observation) -> str:
    said = (f"{name} {getattr(value, name)}" for name in JUDGED if getattr(value, name, None))
    return ", ".join(said)
