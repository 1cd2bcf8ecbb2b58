"""The claims in words: all on one screen grouped by standing, and one with its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import words
from bot.messages.alerts import paragraphs, said_now, state_says
from bot.messages.message import Button, Message, rows_of
from bot.messages.tallies import article_figure, point_rows
from bot.messages.text import Text, bold, code, italic, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.models import ClaimLedger, Delta, Standing
    from watchers.baseline import Baseline, Claim

CHANGES_SHOWN = 5


def claims(standings: Mapping[str, Standing], baseline: Baseline) -> Message:
    """All claims on one screen, those that no longer hold first, each also a button."""
    rows: list[str | Text] = [Text.of(bold(baseline.article.title)), _count(standings, baseline)]
    buttons: list[Button] = []
    for status, meaning in words.MEANINGS.items():
        group = [c for c in baseline.claims if _status(c, standings) == status]
        if not group:
            continue
        title = f"{words.MARKS[status]} {words.STANDINGS[status].upper()}"
        rows += ["", Text.of(bold(title), "  ", italic(meaning))]
        rows += [_row(claim, standings[claim.id]) for claim in group]
        buttons += [Button(f"{words.MARKS[status]} {c.id}", f"claim {c.id}") for c in group]
    unjudged = [claim for claim in baseline.claims if claim.id not in standings]
    rows += ["", *(f"{claim.id}: not judged yet" for claim in unjudged)] if unjudged else []
    return Message(Text.lines(rows), rows_of(buttons, width=2))


def _status(claim: Claim, standings: Mapping[str, Standing]) -> object:
    return standings[claim.id].status if claim.id in standings else None


def _count(standings: Mapping[str, Standing], baseline: Baseline) -> str:
    shaken = [s for s in standings.values() if s.status.value in {"fallen", "moved", "contested"}]
    total = words.counted(len(baseline.claims), "claim", "claims")
    return f"{total}; {len(shaken)} no longer hold as written"


def _row(claim: Claim, standing: Standing) -> Text:
    return Text.of(
        f"• {one_line(claim.says, 110)} ",
        code(claim.id),
        f" since {words.day(standing.since)}",
    )


def claim(one: Claim, ledger: ClaimLedger, baseline: Baseline, *, is_subscribed: bool) -> Message:
    """One claim: what the article holds, where it stands, its series, what happened to it."""
    rows: list[str | Text] = [
        Text.of(bold(one.id), f"  {paragraphs(one)}"),
        f"The article holds: {one.says}",
    ]
    if one.value is not None:
        rows.append(f"Its figure: {article_figure(one, baseline)}")
    rows.append(Text.of(italic(f"Counted: {one.definition}")))
    if ledger.standing:
        rows += ["", *_standing_rows(ledger.standing, one)]
    if ledger.series:
        rows += ["", "Latest counts:", *point_rows(list(ledger.series.values()), one)]
    if ledger.happenings:
        rows += ["", "What happened, newest first:"]
        rows += [_happening(delta, one) for delta in ledger.happenings[:CHANGES_SHOWN]]
    return Message(Text.lines(rows), _buttons(one, ledger, is_subscribed=is_subscribed))


def _standing_rows(standing: Standing, one: Claim) -> list[str | Text]:
    mark, word = words.MARKS[standing.status], words.STANDINGS[standing.status]
    rows: list[str | Text] = [
        Text.of(bold(f"{mark} {word}"), f" since {words.day(standing.since)}: "),
        words.MEANINGS[standing.status] + ".",
    ]
    if standing.state is not None:
        rows.append(f"Now: {state_says(one, standing.state)}")
    if standing.value is not None and standing.source:
        said = words.amount(standing.value, standing.bound, unit=one.unit)
        place = words.scope(standing.scope or one.scope)
        rows.append(f"Judged on: {said} in {place}, as of {words.day(standing.as_of)}")
    if standing.source:
        rows.append(f"Says who: {one_line(standing.source, 80)}")
    if standing.independent_sources:
        count = standing.independent_sources
        rows.append(words.counted(count, "independent source", "independent sources"))
    return [Text.of(*rows[:2]), *rows[2:]]


def _happening(delta: Delta, one: Claim) -> Text:
    mark = words.MARKS[delta.after.status]
    return Text.of(
        f"{mark} {words.day(delta.at)}: {one_line(said_now(delta, one), 140)} ", code(delta.id)
    )


def _buttons(
    one: Claim, ledger: ClaimLedger, *, is_subscribed: bool
) -> tuple[tuple[Button, ...], ...]:
    follow = (
        Button("Unfollow this claim", f"unsubscribe {one.id}")
        if is_subscribed
        else Button("Follow this claim", f"subscribe {one.id}")
    )
    newest = [Button("Why", f"why {ledger.happenings[0].id}")] if ledger.happenings else []
    return ((*newest, Button("All claims", "claims")), (follow,))


def unknown(claim_id: str) -> Message:
    """There is no such claim."""
    shown = one_line(claim_id, 60)
    return Message(
        Text.of(f"There is no claim {shown}. The list has them all."),
        ((Button("All claims", "claims"),),),
    )
