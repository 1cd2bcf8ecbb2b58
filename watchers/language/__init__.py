"""spaCy's door: builds the pipeline that a baseline asks for; it decides about no claim."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import spacy
from spacy.tokens import Doc

from watchers.language.text import normalise, quote
from watchers.language.tokens import tune

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from spacy.language import Language

    from storage.models import Observation
    from watchers.baseline import Baseline

COMPONENTS = (
    "sentences", "numbers", "dates", "entities",
    "assertion", "attribution", "coreference", "events",
)  # fmt: skip
"""Modules of this folder in the order in which they run; each registers its ``FACTORY``.

A module that has a function ``settings(baseline)`` is configured by what it returns (values that
JSON can hold).
"""
ANNOTATIONS = ("sentences", "quantities", "times", "mentions", "cues", "attributions", "events")


def build(baseline: Baseline) -> Language:
    """A pipeline on a blank English model, every component configured by the baseline."""
    _extend_docs()
    nlp = spacy.blank("en")
    tune(nlp)
    for name in COMPONENTS:
        module = import_module(f"watchers.language.{name}")
        settings = module.settings(baseline) if hasattr(module, "settings") else {}
        nlp.add_pipe(module.FACTORY, config=settings)
    return nlp


def annotate(
    nlp: Language, *, title: str = "", text: str = "", published: date | None = None
) -> Doc:
    """Read one entry: a Doc over its normalised title and text that carries all annotations.

    Args:
        nlp: a pipeline made by `build`.
        title: the entry's title as published.
        text: its body as published.
        published: the day (UTC) that relative dates are resolved against, where it matters.
    """
    entities = nlp.get_pipe("stet_entities") if nlp.has_pipe("stet_entities") else None
    reading = normalise(title, text, names=getattr(entities, "names", frozenset()))
    doc = nlp.make_doc(reading.text)
    doc._.reading = reading
    doc._.published = published
    return nlp(doc)


def observers(baseline: Baseline) -> tuple[Callable[[Doc], Iterable[Observation]], ...]:
    """What reads the claims of the baseline from an annotated Doc: tallies, figures, statuses."""
    from watchers.language.binding import Binder
    from watchers.language.statuses import StatusRules

    return Binder(baseline), StatusRules(baseline).read


def list_quantities(text: str) -> list[dict[str, object]]:
    """Every quantity of a text, of whatever thing: value, upper, bound, unit, and its words."""
    from watchers.language.numbers import find_quantities, worth_listing

    doc = annotate(_blank(), text=text)
    return [
        {
            "value": quantity.value,
            "upper": quantity.upper,
            "bound": str(quantity.bound),
            "unit": quantity.unit,
            "quote": quote(doc, quantity.start, quantity.end),
        }
        for quantity in find_quantities(doc)
        if worth_listing(quantity)
    ]


@cache
def _blank() -> Language:
    """The tokeniser alone, for what needs no baseline."""
    _extend_docs()
    nlp = spacy.blank("en")
    tune(nlp)
    return nlp


def _extend_docs() -> None:
    for name in ANNOTATIONS:
        Doc.set_extension(name, default=[], force=True)
    Doc.set_extension("reading", default=None, force=True)
    Doc.set_extension("published", default=None, force=True)
