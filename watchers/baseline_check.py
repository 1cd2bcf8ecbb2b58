"""Say what is wrong with a baseline file: line, field, and what would be right; changes nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel, ValidationError

from watchers.baseline import Baseline
from watchers.baseline_references import misfits, nearest
from watchers.toml_lines import key_lines, line_of, syntax_line

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from watchers.baseline_references import Finding, Where


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a baseline file."""

    line: int
    """Counted from 1."""
    field: str
    """Dotted, list elements in brackets: ``claims[2].reads[0].state``."""
    problem: str
    """What is wrong and what would be right, in one sentence."""


def check(path: Path, *, today: date | None = None) -> list[Problem]:
    """All mistakes of a baseline file, in the order of its lines.

    Args:
        path: the file.
        today: where given, facts known after this day are mistakes.
    """
    return examine(path, today=today)[1]


def examine(path: Path, *, today: date | None = None) -> tuple[Baseline | None, list[Problem]]:
    """The baseline of a file, or None and what is wrong with it."""
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = syntax_line(error) or text.count("\n") + 1
        return None, [Problem(line, "", f"this is not TOML: {error}")]
    try:
        baseline = Baseline.model_validate({**data, "path": path})
    except ValidationError as error:
        found: list[Finding] = [_shape(one) for one in error.errors()]
    else:
        found = [*misfits(baseline, today)]
        if not found:
            return baseline, []
    lines = key_lines(text)
    problems = {Problem(line_of(lines, where), _dotted(where), said) for where, said in found}
    return None, sorted(problems, key=lambda p: (p.line, p.field, p.problem))


def _dotted(where: Where) -> str:
    written = ""
    for part in where:
        written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else part
    return written


def _shape(error: ErrorDetails) -> Finding:
    where: Where = tuple(error["loc"])
    kind, given = error["type"], error.get("input")
    context = error.get("ctx", {})
    if kind == "extra_forbidden":
        return where, f"unknown key; {nearest(str(where[-1]), _fields_at(where[:-1]))}"
    if kind == "missing":
        return where, "this key is missing"
    if kind in {"enum", "literal_error"}:
        choices = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return where, f"{given!r} is none of the choices; {nearest(str(given), choices)}"
    if kind == "string_pattern_mismatch":
        return where, f"{given!r} has the wrong form; {_form(context['pattern'])}"
    if kind in {"too_short", "string_too_short"}:
        return where, "this is empty; give at least one"
    return where, f"{given!r} will not do: {error['msg'].lower()}"


def _form(pattern: str) -> str:
    if pattern.startswith("^[A-Z]"):
        return "a country is its ISO 3166 code in capitals, such as IQ"
    return "an id is lower-case letters, digits and hyphens"


def _fields_at(where: Where) -> list[str]:
    """The keys that the model at a place knows."""
    model: type[BaseModel] = Baseline
    for part in where:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return [name for name in model.model_fields if name != "path"]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
