"""The flagship baseline and its pipeline, built once for all tests that read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language
    from spacy.tokens import Doc

    from watchers.baseline import Baseline


@pytest.fixture(scope="session")
def flagship() -> Baseline:
    """The baseline that ships with the project."""
    from watchers.baseline import load_baseline

    return load_baseline("iraq-balancing-act")


@pytest.fixture(scope="session")
def nlp(flagship: Baseline) -> Language:
    """The real pipeline for the flagship."""
    from watchers.language import build

    return build(flagship)


@pytest.fixture(scope="session")
def annotated(nlp: Language) -> Callable[..., Doc]:
    """Annotates a text as if published on 20 November 2023, or on ``published``."""
    from watchers.language import annotate

    def annotate_text(text: str, *, title: str = "", **when: Any) -> Doc:
        published = when.get("published", date(2023, 11, 20))
        return annotate(nlp, title=title, text=text, published=published)

    return annotate_text
