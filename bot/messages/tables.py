"""What the commands print in a terminal: tables and traces drawn with rich; no chat messages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from bot.messages import alerts, words
from bot.messages.dropped import cause_of
from bot.messages.text import one_line
from storage.models import SeriesKind, Status
from watchers.sums import breakdowns, worked_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from storage.models import Delta, Evidence, Feed, Reading, Standing, TallyPoint
    from watchers.baseline import Baseline, Claim
    from watchers.coverage import Coverage
    from watchers.happenings import Happening
    from watchers.rejudge import Changes

STYLES = {
    Status.STANDS: "green",
    Status.RESTORED: "green",
    Status.MOVED: "cyan",
    Status.SHAKEN: "yellow",
    Status.CONTESTED: "magenta",
    Status.FALLEN: "bold red",
    Status.UNTESTED: "dim",
}
"""How each standing is coloured; the word itself is always printed, so colour adds nothing new."""


def show(table: RenderableType) -> None:
    """Print to standard output, as wide as the terminal is (or 100 columns where there is none)."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=120, soft_wrap=False)
    console.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _holds(held: Claim | Standing) -> str:
    """A state, or a figure with its bound; nothing where there is neither."""
    if held.state is not None or held.value is None:
        return held.state or ""
    return words.amount(held.value, held.bound, upper=getattr(held, "upper", None))


def _figure(point: TallyPoint) -> str:
    return words.amount(point.value, point.bound, upper=point.upper)


def claims_table(rows: Iterable[tuple[Claim, Standing]]) -> Table:
    """Lay out each claim's standing beside what the article holds."""
    table = _table("standing", "claim", "article", "now", "since", "sources", "who says so")
    for claim, standing in rows:
        table.add_row(
            Text(words.STANDINGS[standing.status], STYLES[standing.status]),
            claim.id,
            _holds(claim),
            _holds(standing),
            standing.since.isoformat(),
            str(standing.independent_sources or ""),
            standing.source or "",
        )
    return table


def tally_table(points: Iterable[TallyPoint], baseline: Baseline) -> Table:
    """Lay out every series; the one that answers the article's sentence is marked."""
    table = _table("claim", "scope", "since", "whose count", "value", "as of", "who says so", "")
    latest = list(points)
    wrong = {one.total for one in breakdowns(latest) if not one.adds_up}
    for point in [*latest, *worked_out(latest)]:
        claim = baseline.claim(point.series.claim)
        is_whole = point.series.kind is SeriesKind.OFFICIAL and not point.is_derived
        marks = [
            *["derived"] * point.is_derived,
            *["answers the article"] * (is_whole and point.series.scope == claim.scope),
            *["its parts do not add up"] * (point in wrong),
        ]
        table.add_row(
            claim.id,
            words.scope(point.series.scope),
            point.series.since.isoformat() if point.series.since else "",
            words.KINDS[point.series.kind],
            _figure(point),
            point.as_of.isoformat(),
            point.source or point.outlet,
            ", ".join(marks),
        )
    return table


def said_now(delta: Delta) -> str:
    """What a delta says now, in one cell: a state, or a figure with its scope."""
    if delta.point is not None:
        return f"{_figure(delta.point)} ({words.scope(delta.point.series.scope)})"
    return _holds(delta.after)


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
            Text(words.STANDINGS[delta.after.status], STYLES[delta.after.status]),
            said_now(delta),
            (source.observation.source or source.outlet) if source else "",
        )
    return table


def events_table(events: Iterable[Happening]) -> Table:
    """Lay out events, one a row, with what each further report added."""
    table = _table("id", "day", "claim", "what", "where", "reports", "how it became known")
    for event in events:
        what = event.state or f"{event.figure:g}"
        log = "; ".join(f"{line.news.value} {line.says}" for line in event.log)
        table.add_row(
            event.id,
            event.on.isoformat(),
            event.claim,
            what,
            event.place or "",
            str(len(event.reports)),
            log,
        )
    return table


def changes_tables(changes: Changes) -> Group:
    """Lay out how a ledger differs: the deltas that are gone, the new ones, the standings."""
    stand = _table("claim", "stood", "stands", "now")
    for before, after in changes.standings:
        stood = words.STANDINGS[before.status] if before else ""
        stand.add_row(after.claim, stood, words.STANDINGS[after.status], _holds(after))
    parts = (("gone", changes.gone), ("new", changes.new))
    shown = [Group(Text(name, "bold"), deltas_table(deltas)) for name, deltas in parts if deltas]
    return Group(*shown, stand) if changes.standings else Group(*shown)


def why_lines(delta: Delta, claim: Claim) -> Group:
    """Lay out the trace of one delta: the words, each test, what flipped it, what flips it back."""
    heading = f"{delta.id}  {claim.id}: {words.STANDINGS[delta.after.status]} ({delta.reason})"
    traced = Table.grid(padding=(0, 2))
    traced.add_column(style="bold", no_wrap=True)
    traced.add_column(overflow="fold")
    traced.add_row("The article holds", claim.says)
    traced.add_row("Said now", alerts.said_now(delta, claim))
    for label, text in alerts.steps(delta):
        traced.add_row(label, Text(text))
    for number, evidence in enumerate(delta.evidence, start=1):
        traced.add_row(f"Evidence {number}", Text(_evidence_of(evidence)))
    return Group(Text(heading, STYLES[delta.after.status]), traced)


def _evidence_of(evidence: Evidence) -> str:
    said = evidence.observation
    who = said.source or evidence.outlet
    where = f"“{said.quote}”, {who}, in {evidence.outlet}, {words.moment(evidence.published_at)}"
    return one_line(f"{where}, read by rule {said.rule}  {evidence.url}", 1000)


def dropped_table(found: Sequence[Reading]) -> Group:
    """Lay out what changed nothing: how often for which reason, then each with its rule."""
    counts = Counter(map(cause_of, found))
    reasons = _table("times", "reason", "which means")
    for (name, sentence), count in counts.most_common():
        reasons.add_row(str(count), name, sentence)
    table = _table("seen", "reason", "claim", "words", "outlet", "rule")
    for reading in found:
        evidence = reading.evidence
        table.add_row(
            f"{reading.seen_at:%Y-%m-%d %H:%M}",
            cause_of(reading)[0],
            evidence.observation.claim,
            Text(one_line(evidence.observation.quote, 200)),
            Text(one_line(evidence.outlet, 60)),
            evidence.observation.rule,
        )
    return Group(reasons, "", table) if found else Group("nothing was dropped")


def coverage_table(found: Iterable[tuple[Claim, Coverage]]) -> Table:
    """Lay out of each claim how many of its sources are alive, and which are not."""
    table = _table("claim", "", "voices", "needed", "silent")
    for claim, one in found:
        said = "" if one.is_enough else "too few"
        table.add_row(claim.id, said, str(one.voices), str(one.needed), ", ".join(one.silent))
    return table


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
