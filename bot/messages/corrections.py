"""A correction that a newsroom can paste: what was held, what is said now, by whom; no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import words
from bot.messages.alerts import paragraphs, said_now, state_says
from bot.messages.message import COPIED_UNITS, Button, Message, rows_of
from bot.messages.text import Text, bold, code, cut, is_safe_link, italic, link, one_line, units
from storage.models import Status
from watchers.baseline import ClaimKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.review import Review
    from storage.models import Evidence, TallyPoint
    from watchers.baseline import Baseline

SOURCES_SHOWN, TITLE_UNITS, SOURCE_UNITS = 5, 150, 80
SHORTEST_HELD = 40
"""Less of the article's sentence than this says nothing; then the link gives way."""
SENTENCES = {
    Status.FALLEN: "This no longer holds. Since {since}: {now}.",
    Status.MOVED: "The figure has been overtaken: {now}, as of {day}.",
    Status.CONTESTED: "Those who should know disagree: {now}, as of {day}.",
    Status.SHAKEN: "In doubt since {since}: {now}. No correction is due yet.",
    Status.RESTORED: "It had ceased to hold, and holds again since {since}: {now}.",
    Status.STANDS: "No correction is due: nothing that weighs enough contradicts it.",
    Status.UNTESTED: "Nothing can be said: too few of the sources are alive.",
}
"""One neutral sentence a standing; who says so follows it."""


def heading(review: Review, baseline: Baseline) -> str:
    """What kind of note it is: only what was known by the article's own date is a correction."""
    if not review.is_due:
        return "Note"
    if review.standing.status is Status.CONTESTED:
        return "Clarification"
    return "Correction" if review.is_of_birth(baseline) else "Update"


def says_now(review: Review) -> str:
    """What is said now, in the words of the delta that the standing rests on."""
    claim, grounds = review.claim, review.grounds
    if review.cause is not None:
        now = said_now(review.cause, claim)
    elif grounds.state is not None:
        now = state_says(claim, grounds.state)
    elif grounds.value is not None:
        said = words.amount(grounds.value, grounds.bound, unit=claim.unit)
        now = f"{said} in {words.scope(grounds.scope or claim.scope)}"
    else:
        now = claim.says.rstrip(".")
    is_count = claim.kind is ClaimKind.TALLY and review.cause is not None
    return f"the count is {now}" if is_count else now


def speaker(review: Review, baseline: Baseline) -> str:
    """Who says so."""
    evidence = review.cause.evidence if review.cause else ()
    if evidence:
        return words.speaker(evidence[0], baseline)
    return one_line(review.standing.source or "", SOURCE_UNITS)


def sentence(review: Review) -> str:
    """One neutral sentence about where the claim stands."""
    return SENTENCES[review.standing.status].format(
        now=one_line(says_now(review), 300),
        since=words.day(review.standing.since),
        day=words.day(review.day),
    )


def note(review: Review, baseline: Baseline, *, on: date) -> Text:
    """The whole note, ready to paste.

    Args:
        review: the claim under review.
        baseline: the article that it is of.
        on: the day on which the note is made.
    """
    claim, article = review.claim, baseline.article
    title = one_line(article.title, TITLE_UNITS)
    rows: list[str | Text] = [
        Text.of(
            bold(heading(review, baseline)),
            f" to “{title}”, {words.day(article.published)}, {paragraphs(claim)}",
        ),
        "",
        Text.of("The article holds, in substance: ", italic(claim.says)),
        sentence(review),
    ]
    if review.is_due and review.is_of_birth(baseline):
        rows.append("This was known by the article's own date.")
    rows += _who(review, baseline)
    if review.newer is not None:
        rows.append(_newer(review.newer, claim.unit))
    rows.append(f"Counted: {claim.definition}")
    if review.cause is not None:
        rows += ["", "Sources:", *sources(review.cause.evidence)]
    rows += ["", Text.of(f"Noted on {words.day(on)}; claim ", code(claim.id), *_alert(review))]
    return Text.lines(rows)


def _who(review: Review, baseline: Baseline) -> list[str | Text]:
    who, count = speaker(review, baseline), review.grounds.independent_sources
    told = words.counted(count, "independent source", "independent sources")
    if not who:
        return []
    return [f"Who says so: {who}" + (f"; {told}" if count else "")]


def _newer(point: TallyPoint, unit: str | None) -> Text:
    said = words.amount(point.value, point.bound, upper=point.upper, unit=unit)
    who = link(one_line(point.source or point.outlet, SOURCE_UNITS), point.url)
    return Text.of(f"Latest count of the same: {said}, as of {words.day(point.as_of)} (", who, ")")


def sources(evidence: Sequence[Evidence]) -> list[Text]:
    """One line a source: outlet, day, title, link."""
    rows = []
    for one in evidence[:SOURCES_SHOWN]:
        outlet, day = one_line(one.outlet, SOURCE_UNITS), words.day(one.published_at)
        title = one_line(one.title, TITLE_UNITS) or f"“{one_line(one.observation.quote, 100)}”"
        rows.append(Text.of(f"• {outlet}, {day}: ", link(title, one.url)))
    return rows


def _alert(review: Review) -> list[str | Text]:
    return [] if review.cause is None else [", alert ", Text.of(code(review.cause.id))]


def one_liner(review: Review, baseline: Baseline) -> str:
    """The note on one line of at most 256 units, as much as a button can copy.

    What is said now, by whom and when is never cut for the article's sentence or for the link.
    """
    claim = review.claim
    head = f"{heading(review, baseline)}, {paragraphs(claim)}: "
    if not review.is_due:
        return cut(f"{head}{claim.says.rstrip('.')}. {sentence(review)}", COPIED_UNITS)
    who = review.grounds.source or next((one.outlet for one in _evidence(review)), "")
    source = ", ".join(part for part in (one_line(who, 60), words.day(review.day)) if part)
    now = f"Now: {one_line(says_now(review), 110)} ({source})."
    address = next((one.url for one in _evidence(review) if is_safe_link(one.url)), "")
    linked = f"{now} {address}".strip()
    is_room = units(head) + units(linked) + SHORTEST_HELD <= COPIED_UNITS
    tail = linked if is_room else now
    held = cut(claim.says.rstrip("."), max(COPIED_UNITS - units(f"{head}“”. {tail}"), 1))
    return cut(f"{head}“{held}”. {tail}", COPIED_UNITS)


def _evidence(review: Review) -> Sequence[Evidence]:
    return review.cause.evidence if review.cause else ()


def correction(review: Review, baseline: Baseline, *, on: date) -> Message:
    """The note in a chat, with a button that copies its one-line form."""
    line = one_liner(review, baseline)
    body = Text.of(note(review, baseline, on=on), "\n\nOn one line:\n", code(line))
    buttons = ((Button("Copy the line", copies=line),), _about(review))
    return Message(body, buttons)


def _about(review: Review) -> tuple[Button, ...]:
    why = [Button("Why", f"why {review.cause.id}")] if review.cause else []
    return (Button("The claim", f"claim {review.claim.id}"), *why)


def choose(due: Sequence[Review]) -> Message:
    """Which claims a note is due for, each a button."""
    if not due:
        return Message(
            Text.of("No correction is due: every claim stands or is only in doubt."),
            ((Button("All claims", "claims"),),),
        )
    rows: list[str | Text] = [Text.of(bold("A note is due for")), ""]
    for one in due:
        mark = words.MARKS[one.standing.status]
        rows.append(Text.of(f"{mark} {one_line(one.claim.says, 110)} ", code(one.claim.id)))
    buttons = [
        Button(f"{words.MARKS[one.standing.status]} {one.claim.id}", f"correction {one.claim.id}")
        for one in due
    ]
    return Message(Text.lines(rows), rows_of(buttons, width=2))
