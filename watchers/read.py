"""From an entry to observations, with the words that carried each and the rule that read it.

It gates, fuses and prints; the language itself is read under `watchers.language`.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from storage.models import Bound
from watchers.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spacy.language import Language
    from spacy.tokens import Doc

    from storage.models import Entry, Observation
    from watchers.baseline import Baseline


ZONE_ENTRIES = 50
"""After so many entries the words that spaCy has learnt from them are forgotten."""
MAX_CHARACTERS = 20_000
"""So much of a text is read; what stands further down is no news."""


class Reader:
    """Reads entries for one baseline; spaCy is loaded with the first entry that may matter."""

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline
        self._gate = Gate(baseline)
        self._zone = ExitStack()
        self._left_in_zone = 0

    def may_matter(self, text: str) -> bool:
        """Whether a text can hold an observation at all; never wrongly False, and cheap."""
        return self._gate.lets_through(text)

    def read(self, entry: Entry) -> list[Observation]:
        """What the entry says about the claims, each thing once, in the order of the text."""
        if not self.may_matter(f"{entry.title}\n{entry.text}"):
            return []
        return self.read_ungated(entry)

    def read_ungated(self, entry: Entry) -> list[Observation]:
        """The same without the gate: what the gate is measured against."""
        from watchers.language import annotate

        day = entry.published_at.date()
        self._forget_now_and_then()
        text = entry.text[:MAX_CHARACTERS]
        doc = annotate(self._nlp, title=entry.title, text=text, published=day)
        return fuse(observation for read in self._observers for observation in read(doc))

    def _forget_now_and_then(self) -> None:
        """Keep memory flat at no cost: a zone for each entry would learn common words anew."""
        if self._left_in_zone == 0:
            self._zone.close()
            self._zone.enter_context(self._nlp.memory_zone())
            self._left_in_zone = ZONE_ENTRIES
        self._left_in_zone -= 1

    @cached_property
    def _nlp(self) -> Language:
        from watchers.language import build

        return build(self._baseline)

    @cached_property
    def _observers(self) -> tuple[Callable[[Doc], Iterable[Observation]], ...]:
        from watchers.language import observers

        return observers(self._baseline)


def fuse(observations: Iterable[Observation]) -> list[Observation]:
    """Keep one of each thing that is said more than once: the one that says most."""
    kept: dict[tuple[object, ...], Observation] = {}
    for observation in observations:
        key = _key(observation)
        best = kept.get(key)
        kept[key] = observation if best is None else _richer(best, observation)
    return list(kept.values())


def observation_json(observation: Observation) -> dict[str, object]:
    """The observation as `stet read` prints it.

    A scope that the text does not give is printed as none, and beside it what it was taken to be.
    """
    is_inferred = observation.is_scope_inferred
    printed: dict[str, object] = {
        "claim": observation.claim,
        "value": _number(observation.value),
        "upper": _number(observation.upper),
        "bound": observation.bound,
        "unit": observation.unit,
        "scope": [] if is_inferred else list(observation.scope),
        "window": observation.window,
        "since": _text(observation.since),
        "until": _text(observation.until),
        "as_of": _text(observation.as_of),
        "state": observation.state,
        "actor": observation.actor,
        "place": observation.place,
        "modality": observation.modality,
        "source": observation.source,
        "counts": observation.counts,
        "why_not": observation.why_not,
        "quote": observation.quote,
        "rule": observation.rule,
    }
    if is_inferred and observation.scope:
        printed["scope_inferred"] = list(observation.scope)
    return printed


def quantities(text: str) -> list[dict[str, object]]:
    """Every quantity in a text, of whatever thing, for `stet quantities`."""
    from watchers.language import list_quantities

    return [
        found | {"value": _number(found["value"]), "upper": _number(found["upper"])}
        for found in list_quantities(text)
    ]


def _key(observation: Observation) -> tuple[object, ...]:
    """What makes two observations one."""
    if observation.state is not None:
        return (observation.claim, observation.state, observation.actor, observation.place)
    scope = () if observation.is_scope_inferred else observation.scope
    return (observation.claim, observation.value, observation.upper, scope, observation.window)


def _richer(one: Observation, other: Observation) -> Observation:
    """The observation of the two that says more, with what only the other one says."""
    first, second = (one, other) if _weight(one) >= _weight(other) else (other, one)
    missing = {
        name: getattr(second, name)
        for name in ("since", "until", "as_of", "event_on", "source", "source_id", "unit")
        if getattr(first, name) is None
    }
    return replace(first, **missing) if first.counts == second.counts else first


def _weight(observation: Observation) -> tuple[bool, int, bool]:
    """What counts, then what says more, then the more careful bound."""
    given = (
        observation.since, observation.as_of, observation.source, observation.source_id,
        observation.event_on, observation.scope or None,
    )  # fmt: skip
    said = sum(value is not None for value in given)
    return observation.counts, said, observation.bound is not Bound.EXACT


def _number(value: object) -> object:
    """A whole figure without its ``.0``."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(value: object) -> str | None:
    return None if value is None else str(value)
