"""How the nouns are said: days, numbers, scopes, standings, speakers; no whole message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.messages.text import one_line
from storage.models import Bound, SeriesKind, Severity, Status, Tier
from watchers.lexicon import countries
from watchers.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from storage.models import Evidence
    from watchers.baseline import Baseline

MARKS = {
    Status.STANDS: "✓",
    Status.MOVED: "→",
    Status.SHAKEN: "≈",
    Status.FALLEN: "✗",
    Status.RESTORED: "↺",
    Status.CONTESTED: "≠",
    Status.UNTESTED: "?",
}
STANDINGS = {
    Status.STANDS: "stands",
    Status.MOVED: "moved",
    Status.SHAKEN: "shaken",
    Status.FALLEN: "fallen",
    Status.RESTORED: "restored",
    Status.CONTESTED: "contested",
    Status.UNTESTED: "untested",
}
MEANINGS = {
    Status.FALLEN: "contradicted by the side that would have to admit it, or by two sources",
    Status.MOVED: "the number has been overtaken in the same scope",
    Status.SHAKEN: "contradicted, but not yet by enough",
    Status.CONTESTED: "those who should know disagree",
    Status.RESTORED: "it had fallen and holds again",
    Status.STANDS: "nothing that weighs enough contradicts it",
    Status.UNTESTED: "too few of its sources are alive to say",
}
"""In the order in which a reader wants to see them: what no longer holds comes first."""
TIERS = {
    Tier.OFFICIAL: "official",
    Tier.AGENCY: "news agency",
    Tier.MEDIA: "media",
    Tier.STATE_MEDIA: "state media",
    Tier.PARTY: "a party's own word",
    Tier.RESEARCH: "research",
    Tier.UNKNOWN: "unrated source",
}
SEVERITIES = {
    Severity.MINOR: "everything",
    Severity.NOTABLE: "notable and grave",
    Severity.GRAVE: "grave only",
}
KINDS = {
    SeriesKind.OFFICIAL: "official count",
    SeriesKind.CLAIMED: "claimed by a party",
    SeriesKind.OBSERVED: "observed in reports",
}
NEWS: dict[str, str] = {
    Reason.SERIES_GREW: "new count",
    Reason.FIRST_FIGURE: "first count",
    Reason.HAPPENED_AGAIN: "again",
    Reason.STATE_CHANGED: "another side",
    Reason.WENT_FURTHER: "further",
    Reason.OTHER_CAMPAIGN: "another campaign",
    Reason.CORRECTED: "correction",
}
"""What an alert is headed with where the claim's standing is as it was."""
BOUNDS = {
    Bound.EXACT: "",
    Bound.AT_LEAST: "at least ",
    Bound.MORE_THAN: "more than ",
    Bound.ABOUT: "about ",
    Bound.NEARLY: "nearly ",
    Bound.AT_MOST: "at most ",
    Bound.FEWER_THAN: "fewer than ",
    Bound.RANGE: "",
}
COUNTRIES = {
    "AE": "the Emirates", "BH": "Bahrain", "CY": "Cyprus", "EG": "Egypt", "GB": "Britain",
    "IL": "Israel", "IQ": "Iraq", "IR": "Iran", "JO": "Jordan", "KW": "Kuwait", "LB": "Lebanon",
    "ME": "the region", "OM": "Oman", "PS": "Palestine", "QA": "Qatar", "SA": "Saudi Arabia",
    "SY": "Syria", "TR": "Turkey", "US": "the United States", "YE": "Yemen",
}  # fmt: skip
"""What a scope's codes are called, also within a sentence that holds them."""
WORLD = {country.code: country.names[0] for country in countries.COUNTRIES}
"""The names of all others; their codes are also English words, and so no part of a sentence."""
CODE = re.compile(rf"\b(?:{'|'.join(COUNTRIES)})(?::\w+)?\b")
SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def day(value: date | None) -> str:
    """``21 Nov 2023``; a dash where there is none."""
    return f"{value.day} {value:%b %Y}" if value else "–"


def moment(value: datetime | None) -> str:
    """``21 Nov 2023, 04:12 UTC``."""
    return f"{day(value)}, {value:%H:%M} UTC" if value else "never"


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def scope(codes: Sequence[str]) -> str:
    """``Iraq and Syria``; ``Erbil, Iraq`` for ``IQ:Erbil``."""
    return listed([_place(code) for code in codes]) or "place not stated"


def _place(code: str) -> str:
    country, _, part = code.partition(":")
    name = COUNTRIES.get(country) or WORLD.get(country, country)
    return f"{part}, {name}" if part else name


def with_places(text: str) -> str:
    """A sentence in which codes stand for places, with the names in their stead."""
    return CODE.sub(lambda found: _place(found[0]), text)


def number(value: float, unit: str | None = None) -> str:
    """``66``, ``1 raid``, ``10,000 people``, ``$153 billion``."""
    size, scale = next(((size, word) for size, word in SCALES if abs(value) >= size), (1, ""))
    shown = f"{value / size:,.6g}" if scale or value % 1 else f"{value:,.0f}"
    said = f"{shown} {scale}".strip()
    if unit == "USD":
        return f"${said}"
    return f"{said} {_one(unit) if value == 1 else unit}" if unit else said


def _one(unit: str) -> str:
    return "person" if unit == "people" else unit.removesuffix("s")


def amount(
    value: float, bound: Bound | None, *, upper: float | None = None, unit: str | None = None
) -> str:
    """``more than 40``, ``40 to 46``, ``66``, ``none``."""
    if bound is Bound.RANGE and upper is not None:
        return f"{number(value)} to {number(upper, unit)}"
    if value == 0 and bound in {None, Bound.EXACT}:
        return "none"
    return f"{BOUNDS[bound or Bound.EXACT]}{number(value, unit)}"


def counted(count: int, one: str, many: str) -> str:
    """``1 independent source``, ``3 independent sources``."""
    return f"{count} {one if count == 1 else many}"


def speaker(evidence: Evidence, baseline: Baseline) -> str:
    """Who says so and of what tier: ``CENTCOM (official)``."""
    observation, tier = evidence.observation, evidence.tier
    if not observation.source:
        return f"{one_line(evidence.outlet, 60)} ({TIERS[tier]})"
    if observation.source_id:
        try:
            tier = baseline.actor(observation.source_id).tier or Tier.UNKNOWN
        except KeyError:
            tier = Tier.UNKNOWN
        known = f" ({TIERS[tier]})" if tier is not Tier.UNKNOWN else ""
        return f"{one_line(observation.source, 60)}{known}"
    return f"{one_line(observation.source, 60)}, in {one_line(evidence.outlet, 60)} ({TIERS[tier]})"
