"""spaCy's door: builds the pipeline that a baseline asks for; it decides about no claim."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

import spacy
from spacy.tokens import Doc

from watchers.language.text import normalise
from watchers.language.tokens import tune

if TYPE_CHECKING:
    from datetime import date

    from spacy.language import Language

    from collections.abc import Iterator

    from storage.models import Observation
    from watchers.baseline import Baseline

COMPONENTS = ("sentences", "numbers", "dates", "entities", "assertion", "attribution", "events")
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
        if find_spec(f"watchers.language.{name}") is None:
            continue
        module = import_module(f"watchers.language.{name}")
        settings = module.settings(baseline) if hasattr(module, "settings") else {}
        nlp.add_pipe(module.FACTORY, config=settings)
    return nlp


def annotate(nlp: Language, *, title: str = "", text: str = "", published: date) -> Doc:
    """Read one entry: a Doc over its normalised title and text that carries all annotations.

    Args:
        nlp: a pipeline made by `build`.
        title: the entry's title as published.
        text: its body as published.
        published: the day (UTC) that relative dates are resolved against.
    """
    names = nlp.get_pipe("stet_entities").names if nlp.has_pipe("stet_entities") else frozenset()
    reading = normalise(title, text, names=names)
    doc = nlp.make_doc(reading.text)
    doc._.reading = reading
    doc._.published = published
    return nlp(doc)


def observe(doc: Doc, baseline: Baseline) -> Iterator[Observation]:
    """What an annotated Doc says about the claims of the baseline, tallies and figures first."""
    for name in ("binding", "statuses"):
        if find_spec(f"watchers.language.{name}") is not None:
            yield from import_module(f"watchers.language.{name}").observe(doc, baseline)


def _extend_docs() -> None:
    for name in ANNOTATIONS:
        Doc.set_extension(name, default=[], force=True)
    Doc.set_extension("reading", default=None, force=True)
    Doc.set_extension("published", default=None, force=True)
