"""The tallies in words: the latest of each scope, and whether the article's may be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import words
from bot.messages.message import Button, Message, rows_of
from bot.messages.text import Text, bold, italic, link, one_line
from storage.models import SeriesKind
from watchers.baseline import ClaimKind
from watchers.sums import breakdowns, worked_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from storage.models import SeriesKey, TallyPoint
    from watchers.baseline import Baseline, Claim

SCOPES_SHOWN, SERIES_SHOWN = 6, 10


def comparison(
    claim: Claim, series: SeriesKey, baseline: Baseline, *, value: float | None = None
) -> str:
    """Whether a series counts what the article's figure counts, in one sentence.

    Args:
        claim: the tally.
        series: what is counted, from when on, and by whom.
        baseline: the article that the claim is of.
        value: the count itself; where it may be compared it is.
    """
    since = _campaign_since(claim, baseline)
    if since and series.since and abs((series.since - since).days) > 1:
        return f"Not comparable: this count begins on {words.day(series.since)}."
    theirs, ours = set(series.scope), set(claim.scope)
    home = words.scope(claim.scope)
    if theirs > ours:
        return f"Not comparable: wider than the article's figure, which is about {home} alone."
    if theirs != ours and all(_is_within(code, ours) for code in theirs):
        return f"A lower bound only: the article's figure is about all of {home}."
    if theirs != ours:
        return f"Not comparable: the article's figure is about {home}."
    if series.kind is SeriesKind.CLAIMED:
        return "Not comparable: a party's own claim, no official count."
    return f"Comparable: same place, same start, same definition{_beside(value, claim)}."


def _beside(value: float | None, claim: Claim) -> str:
    if value is None or claim.value is None:
        return ""
    side = "at" if value == claim.value else "above" if value > claim.value else "below"
    return f"; {side} the article's figure"


def _is_within(code: str, scope: set[str]) -> bool:
    return code in scope or code.partition(":")[0] in scope


def _campaign_since(claim: Claim, baseline: Baseline) -> date | None:
    return baseline.campaign(claim.campaign).since if claim.campaign else None


def tally(points: Iterable[TallyPoint], baseline: Baseline, *, as_known_at: date) -> Message:
    """The latest total of each series beside the article's figure."""
    latest = list(points)
    latest += worked_out(latest)
    claims = [claim for claim in baseline.claims if claim.kind is ClaimKind.TALLY]
    rows: list[str | Text] = [
        Text.of(bold("Tally"), f", as known on {words.day(as_known_at)}"),
        italic_text("Official, claimed and observed counts are never added up."),
    ]
    for claim in claims:
        rows += [
            "",
            *_claim_rows(claim, [p for p in latest if p.series.claim == claim.id], baseline),
        ]
    return Message(Text.lines(rows), _buttons(claims))


def italic_text(sentence: str) -> Text:
    """A remark as a text of its own."""
    return Text.of(italic(sentence))


def _claim_rows(claim: Claim, points: Sequence[TallyPoint], baseline: Baseline) -> list[str | Text]:
    rows: list[str | Text] = [
        Text.of(bold(claim.id), f": the article says {article_figure(claim, baseline)}"),
    ]
    if not points:
        return [*rows, "  No count has been read yet."]
    groups = _by_definition(points, claim)
    for group in groups[:SCOPES_SHOWN]:
        rows.append(f"• {words.scope(group[0].series.scope)}")
        rows += [Text.of("   ", _point_row(point, claim)) for point in group]
        official = min(group, key=lambda point: rank(point.series, claim))
        said = comparison(claim, official.series, baseline, value=official.value)
        rows.append(Text.of("   ", italic(said)))
    rows += [f"• Does not add up: {one.sentence}" for one in breakdowns(points) if not one.adds_up]
    if more := len(groups[SCOPES_SHOWN:]):
        rows.append(f"  and {more} more: /claim {claim.id}")
    return rows


def _by_definition(points: Sequence[TallyPoint], claim: Claim) -> list[list[TallyPoint]]:
    """The points of one place and start together, whoever counts; the article's own first."""
    groups: dict[tuple[object, object], list[TallyPoint]] = {}
    for point in sorted(points, key=lambda point: rank(point.series, claim)):
        groups.setdefault((point.series.scope, point.series.since), []).append(point)
    return list(groups.values())


def rank(series: SeriesKey, claim: Claim) -> tuple[bool, bool, int, str, bool]:
    """The article's own scope first, whole countries before parts, official counts first."""
    return (
        set(series.scope) != set(claim.scope),
        any(":" in code for code in series.scope),
        len(series.scope),
        f"{series.scope} {series.since}",
        series.kind is not SeriesKind.OFFICIAL,
    )


def article_figure(claim: Claim, baseline: Baseline) -> str:
    """``more than 40 in Iraq, since 17 Oct 2023``."""
    if claim.value is None:
        return "no number"
    said = words.amount(claim.value, claim.bound, upper=claim.upper, unit=claim.unit)
    since = _campaign_since(claim, baseline)
    return f"{said} in {words.scope(claim.scope)}" + (
        f", since {words.day(since)}" if since else ""
    )


def _point_row(point: TallyPoint, claim: Claim) -> Text:
    said = words.amount(point.value, point.bound, upper=point.upper, unit=claim.unit)
    who = one_line(point.source or point.outlet, 60)
    how = words.KINDS[point.series.kind] + (", worked out" if point.is_derived else "")
    return Text.of(
        bold(said), f" as of {words.day(point.as_of)}, ", link(who, point.url), f" ({how})"
    )


def point_rows(points: Sequence[TallyPoint], claim: Claim) -> list[Text]:
    """One line a series, for a claim's own screen."""
    ordered = [point for group in _by_definition(points, claim) for point in group]
    return [
        Text.of(f"• {words.scope(point.series.scope)}: ", _point_row(point, claim))
        for point in ordered[:SERIES_SHOWN]
    ]


def _buttons(claims: Sequence[Claim]) -> tuple[tuple[Button, ...], ...]:
    return rows_of([Button(claim.id, f"claim {claim.id}") for claim in claims], width=2)


def chart(claim: Claim, baseline: Baseline, *, as_known_at: date) -> Message:
    """The picture that goes with the tally; its caption repeats what it shows."""
    figure = article_figure(claim, baseline)
    caption = Text.of(
        bold(claim.id),
        f" as known on {words.day(as_known_at)}. Dashed: the article's figure, {figure}.",
    )
    return Message(caption, chart=claim.id)
