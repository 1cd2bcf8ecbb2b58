"""What the commands print in a terminal: tables and traces drawn with rich; no chat messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from storage.models import Delta, Feed, Standing, TallyPoint
    from watchers.baseline import Baseline, Claim

STYLES = {
    "stands": "green",
    "restored": "green",
    "moved": "cyan",
    "shaken": "yellow",
    "contested": "magenta",
    "fallen": "bold red",
    "untested": "dim",
}
"""How each standing is coloured; the word itself is always printed, so colour adds nothing new."""

SIGNS = {
    "exact": "",
    "at_least": "≥ ",
    "more_than": "> ",
    "about": "~ ",
    "nearly": "just under ",
    "at_most": "≤ ",
    "fewer_than": "< ",
}


def show(table: RenderableType) -> None:
    """Print to standard output, as wide as the terminal is (or 100 columns where there is none)."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=120, soft_wrap=False)
    console.print(table)


def number(value: float | None, bound: str | None = None, upper: float | None = None) -> str:
    """Write a figure with its bound as a sign: ``> 40``, ``60-65``."""
    if value is None:
        return ""
    if upper is not None:
        return f"{value:,.10g}-{upper:,.10g}"
    return f"{SIGNS.get(bound or 'exact', '')}{value:,.10g}"


def scope_words(scope: tuple[str, ...]) -> str:
    """Write a scope as its codes joined by a plus; an unstated one says so."""
    return "+".join(scope) or "not stated"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _holds(claim: Claim) -> str:
    return claim.state or number(claim.value, claim.bound, claim.upper)


def claims_table(rows: Iterable[tuple[Claim, Standing]]) -> Table:
    """Lay out each claim's standing beside what the article holds."""
    table = _table("standing", "claim", "article", "now", "since", "sources", "who says so")
    for claim, standing in rows:
        now = standing.state or number(standing.value, standing.bound)
        table.add_row(
            Text(standing.status.value, STYLES[standing.status.value]),
            claim.id,
            _holds(claim),
            now,
            standing.since.isoformat(),
            str(standing.independent_sources or ""),
            standing.source or "",
        )
    return table


def tally_table(points: Iterable[TallyPoint], baseline: Baseline) -> Table:
    """Lay out every series; the one that answers the article's sentence is marked."""
    table = _table("claim", "scope", "since", "whose count", "value", "as of", "who says so", "")
    for point in points:
        claim = baseline.claim(point.series.claim)
        answers = point.series.scope == claim.scope and point.series.kind == "official"
        marks = ["derived"] * point.is_derived + ["answers the article"] * answers
        table.add_row(
            claim.id,
            scope_words(point.series.scope),
            point.series.since.isoformat() if point.series.since else "",
            point.series.kind.value,
            number(point.value, point.bound.value, point.upper),
            point.as_of.isoformat(),
            point.source or point.outlet,
            ", ".join(marks),
        )
    return table


def said_now(delta: Delta) -> str:
    """What a delta says now, in one cell: a state, or a figure with its scope."""
    if delta.point is not None:
        point = delta.point
        figure = number(point.value, point.bound.value, point.upper)
        return f"{figure} ({scope_words(point.series.scope)})"
    return delta.after.state or number(delta.after.value, delta.after.bound)


def deltas_table(deltas: Iterable[Delta]) -> Table:
    """Lay out changes, one a row."""
    table = _table("id", "day", "claim", "reason", "from", "to", "now", "who says so")
    for delta in deltas:
        source = delta.evidence[0] if delta.evidence else None
        table.add_row(
            delta.id,
            delta.at.isoformat(),
            delta.claim,
            str(delta.reason),
            delta.before.status.value,
            Text(delta.after.status.value, STYLES[delta.after.status.value]),
            said_now(delta),
            (source.observation.source or source.outlet) if source else "",
        )
    return table


def why_lines(delta: Delta, claim: Claim) -> Group:
    """Lay out the trace of one delta: the words, each step of the judgement, what flips it back."""
    change = f"{delta.before.status.value} → {delta.after.status.value}"
    lines = [
        Text(f"{delta.id}  {claim.id}: {change} ({delta.reason}, {delta.at})", "bold"),
        Text(f"the article holds: {claim.says}"),
        Text(f"said now: {said_now(delta)}"),
    ]
    for evidence in delta.evidence:
        said_by = evidence.observation.source or evidence.outlet
        lines += [
            Text(f"“{evidence.observation.quote}”", "italic"),
            Text(f"  {said_by}, in {evidence.outlet}, {evidence.published_at:%Y-%m-%d %H:%M} UTC"),
            Text(f"  read by rule {evidence.observation.rule}  {evidence.url}"),
        ]
    lines += [Text(f"{number}. {step}") for number, step in enumerate(delta.trace, 1)]
    if delta.flips_back:
        lines.append(Text(f"would flip it back: {delta.flips_back}"))
    return Group(*lines)


def feeds_table(feeds: Iterable[Feed]) -> Table:
    """Lay out the feed list with how each feed is doing."""
    table = _table("outlet", "tier", "state", "last good", "due", "address")
    for feed in feeds:
        state = "off" if not feed.is_enabled else feed.error or ("ok" if feed.ok_at else "new")
        table.add_row(
            feed.outlet,
            feed.tier.value,
            state,
            f"{feed.ok_at:%Y-%m-%d %H:%M}" if feed.ok_at else "",
            f"{feed.due_at:%Y-%m-%d %H:%M}" if feed.due_at else "",
            feed.url,
        )
    return table
