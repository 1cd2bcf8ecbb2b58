"""How one scope lies to another (Iraq, Erbil, Iraq and Syria); it knows no claim and no series."""

from __future__ import annotations

from enum import StrEnum

REGION = "ME"
"""The whole region: wider than any of its countries."""


class Lies(StrEnum):
    """Where a scope lies, seen from another."""

    EQUAL = "equal"
    NARROWER = "narrower"
    WIDER = "wider"
    OVERLAPPING = "overlapping"
    APART = "apart"
    UNKNOWN = "unknown"


def lies(scope: tuple[str, ...], claimed: tuple[str, ...]) -> Lies:
    """Where ``scope`` lies, seen from ``claimed``; both are codes such as ``IQ`` or ``IQ:Erbil``.

    An empty scope is unknown: what names no place is about no particular one.
    """
    if not scope:
        return Lies.UNKNOWN
    if set(scope) == set(claimed):
        return Lies.EQUAL
    if all(_is_within(code, claimed) for code in scope):
        return Lies.NARROWER
    if all(_is_within(code, scope) for code in claimed):
        return Lies.WIDER
    if any(_is_within(code, claimed) for code in scope):
        return Lies.OVERLAPPING
    return Lies.APART


def in_words(scope: tuple[str, ...]) -> str:
    """A scope for a sentence: ``IQ and SY``."""
    *most, last = scope or ("no stated place",)
    return f"{', '.join(most)} and {last}" if most else last


def _is_within(code: str, scope: tuple[str, ...]) -> bool:
    return any(wide in {code, REGION} or code.startswith(f"{wide}:") for wide in scope)
