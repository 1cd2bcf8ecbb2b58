"""An alert and what lies under its buttons: why, and the sources; pure wording of a delta."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.messages import words
from bot.messages.message import Button, Message, rows_of
from bot.messages.tallies import comparison
from bot.messages.text import Text, bold, code, folded, italic, link, one_line, struck
from storage.models import Status
from watchers.bar import independent_sources
from watchers.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.models import Delta, Evidence
    from watchers.baseline import Baseline, Claim

SOURCES_SHOWN, SOURCES_LISTED = 3, 12
"""Under the alert itself, and on the screen behind its button."""
QUOTE_UNITS = 300
TOLD_IN_CODES = {"Scope", "Beside it", "In doubt"}
"""Steps of a trace that name places by their codes."""
GONE = {Status.FALLEN, Status.MOVED}
"""The article's sentence no longer holds as written."""
RETURNED = {Status.RESTORED, Status.STANDS}


def alert(
    delta: Delta,
    baseline: Baseline,
    *,
    beside: Sequence[Delta] = (),
    is_repeat: bool = False,
) -> Message:
    """What stood, what is said now, by whom, since when, where, how many say so, where to read it.

    Args:
        delta: the change.
        baseline: the article that it is about; it must hold the delta's claim.
        beside: what the same entry said beside it: the other counts of a breakdown.
        is_repeat: True where an earlier attempt may have arrived.
    """
    claim = baseline.claim(delta.claim)
    others = [said_now(other, claim) for other in beside if other.point is not None]
    rows: list[str | Text] = [
        _headline(delta, claim, is_repeat=is_repeat),
        "",
        _stood(delta, claim),
        Text.of("Now: ", bold(said_now(delta, claim))),
        *[f"Beside it: {'; '.join(others)}"] * bool(others),
        _who_and_when(delta, baseline),
        _independent(delta, baseline),
        Text.of(italic(_remark(delta, claim, baseline))),
        "",
        *_sources(delta.evidence[:SOURCES_SHOWN]),
        Text.of("Alert ", code(delta.id)),
    ]
    return Message(Text.lines(rows), _buttons(delta))


def _headline(delta: Delta, claim: Claim, *, is_repeat: bool) -> Text:
    status = delta.after.status
    standing = f"{words.MARKS[status]} {words.STANDINGS[status]}"
    about = f"  {claim.id}, {paragraphs(claim)}"
    repeat = italic("  (possible repeat)") if is_repeat else ""
    if status is not delta.before.status:
        return Text.of(bold(standing.upper()), about, repeat)
    news = words.NEWS.get(delta.reason, delta.reason.replace("-", " "))
    return Text.of(bold(f"• {news.upper()}"), about, f" ({standing})", repeat)


def paragraphs(claim: Claim) -> str:
    """``¶7`` or ``¶1, 6``."""
    return "¶" + ", ".join(str(paragraph) for paragraph in claim.paragraphs)


def _stood(delta: Delta, claim: Claim) -> Text:
    """What stood: struck through where it no longer does, plain where it is only in doubt."""
    before, after = delta.before, delta.after
    if delta.previous is not None:
        past = delta.previous
        said = words.amount(past.value, past.bound, upper=past.upper, unit=claim.unit)
        return Text.of("Before: ", struck(f"{said}, as of {words.day(past.as_of)}"))
    if after.status in RETURNED and before.state not in {None, after.state}:
        return Text.of("Stood: ", struck(state_says(claim, str(before.state))))
    if after.status is before.status:
        return Text.of("The article: ", italic(claim.says))
    return Text.of("Stood: ", (struck if after.status in GONE else italic)(claim.says))


def said_now(delta: Delta, claim: Claim) -> str:
    """What is said now: the new state in words, or the new value with its scope."""
    if delta.point is not None:
        point = delta.point
        said = words.amount(point.value, point.bound, upper=point.upper, unit=claim.unit)
        since = f", since {words.day(point.series.since)}" if point.series.since else ""
        return f"{said} in {words.scope(point.series.scope)}{since}"
    if delta.told_state is not None:
        return state_says(claim, delta.told_state) + _level(delta, claim)
    if delta.after.value is not None:
        said = words.amount(delta.after.value, delta.after.bound, unit=claim.unit)
        return f"{said} in {words.scope(delta.after.scope or claim.scope)}"
    return words.MEANINGS[delta.after.status]


def _level(delta: Delta, claim: Claim) -> str:
    """How far the words go, where the claim has levels: ``: vowed``."""
    level = delta.evidence[0].observation.note if delta.evidence else None
    return f": {level.replace('-', ' ')}" if level in claim.levels and level else ""


def state_says(claim: Claim, state: str) -> str:
    """A state or a rung in the words of the article's file."""
    for rung in claim.rungs:
        if rung.id == state:
            return rung.says
    try:
        return claim.state_of(state).says
    except KeyError:
        return state.replace("-", " ")


def _who_and_when(delta: Delta, baseline: Baseline) -> Text:
    who = _speaker(delta, baseline) if delta.evidence else "our own record"
    when = words.day(delta.point.as_of if delta.point else delta.at)
    label = "as of" if delta.point else "on"
    place = delta.point.series.scope if delta.point else _place(delta, baseline)
    return Text.of(f"Says who: {who}\nWhen and where: {label} {when}, {words.scope(place)}")


def _speaker(delta: Delta, baseline: Baseline) -> str:
    """Who says so; of a breakdown that names nobody, whose total it breaks down."""
    first = delta.evidence[0]
    if delta.point is not None and not first.observation.source and delta.point.source:
        said = replace(first.observation, source=delta.point.source)
        first = replace(first, observation=said)
    return words.speaker(first, baseline)


def _place(delta: Delta, baseline: Baseline) -> tuple[str, ...]:
    said = delta.evidence[0].observation.scope if delta.evidence else ()
    return said or delta.after.scope or baseline.claim(delta.claim).scope


def _independent(delta: Delta, baseline: Baseline) -> str:
    told = independent_sources(delta.evidence, baseline)
    count = told if delta.after.status is delta.before.status else delta.after.independent_sources
    if not count:
        return "No independent source"
    return words.counted(count, "independent source", "independent sources")


def _remark(delta: Delta, claim: Claim, baseline: Baseline) -> str:
    """Why it counts; for a count that leaves the standing alone, whether it may be compared."""
    if delta.point is not None and delta.after.status is delta.before.status:
        return comparison(claim, delta.point.series, baseline, value=delta.point.value)
    return reason(delta)


def reason(delta: Delta) -> str:
    """The named cause in one sentence; its bare name where this version does not know it."""
    named = (one.sentence for one in Reason if one.value == delta.reason)
    return next(named, delta.reason.replace("-", " "))


def _sources(evidence: tuple[Evidence, ...]) -> list[str | Text]:
    rows: list[str | Text] = []
    for one in evidence:
        title = one_line(one.title, 120) or "untitled"
        rows.append(Text.of(f"• {one_line(one.outlet, 60)}: ", link(title, one.url)))
    return rows


def _buttons(delta: Delta) -> tuple[tuple[Button, ...], ...]:
    return (
        (Button("Why", f"why {delta.id}"), Button("Sources", f"sources {delta.id}")),
        (Button("The claim", f"claim {delta.claim}"), Button("Mute for a day", "mute 24")),
    )


def why(delta: Delta, baseline: Baseline) -> Message:
    """The judgement step by step: the words, the rule, each test, and what would flip it back."""
    claim = baseline.claim(delta.claim)
    rows: list[str | Text] = [
        Text.of(bold(f"Why {words.STANDINGS[delta.after.status]}"), f": {claim.id}"),
        Text.of("The article holds: ", italic(claim.says)),
        "",
        *[_labelled(label, text) for label, text in steps(delta)],
        "",
        Text.of("Alert ", code(delta.id)),
    ]
    return Message(Text.lines(rows), _back(delta))


def steps(delta: Delta) -> list[tuple[str, str]]:
    """The trace as labels and sentences: what was read, each test, what flipped it, what would.

    A step that is no sentence of the form ``Label: text`` has no label.
    """
    found = []
    for step in delta.trace:
        label, colon, text = one_line(step, 400).partition(": ")
        if label in TOLD_IN_CODES:
            text = words.with_places(text)
        if label != "Reason":
            found.append((label, text) if colon else ("", label))
    before, after = (words.STANDINGS[one.status] for one in (delta.before, delta.after))
    turn = f"still {after}" if before == after else f"{before} → {after}"
    flip = "What it adds" if before == after else "What flipped it"
    found.append((flip, f"{reason(delta)} ({turn}, {words.day(delta.at)})"))
    if delta.flips_back:
        found.append(("What would flip it back", one_line(delta.flips_back, 400)))
    return found


def _labelled(label: str, text: str) -> Text:
    return Text.of(bold(f"{label}: "), text) if label else Text.of(text)


def sources(delta: Delta, baseline: Baseline) -> Message:
    """Every piece of evidence with its words, its speaker and its link."""
    rows: list[str | Text] = [Text.of(bold("Sources"), f" of alert {delta.id}, {delta.claim}")]
    for one in delta.evidence[:SOURCES_LISTED]:
        rows += ["", *_sources((one,)), f"{words.speaker(one, baseline)}, {_dated(one)}"]
        rows.append(Text.of(folded(_quote(one))))
    if more := len(delta.evidence[SOURCES_LISTED:]):
        rows += ["", f"and {more} more"]
    if not delta.evidence:
        rows.append("It rests on other claims; see why.")
    return Message(Text.lines(rows), _back(delta))


def _quote(evidence: Evidence) -> str:
    return one_line(evidence.observation.quote, QUOTE_UNITS) or "–"


def _dated(evidence: Evidence) -> str:
    return words.moment(evidence.published_at)


def _back(delta: Delta) -> tuple[tuple[Button, ...], ...]:
    return rows_of(
        [
            Button("Back to the alert", f"alert {delta.id}"),
            Button("The claim", f"claim {delta.claim}"),
        ]
    )


def latest(deltas: tuple[Delta, ...]) -> Message:
    """The latest changes, each a button that says why."""
    if not deltas:
        return Message(Text.of("Nothing has changed yet."), ((Button("All claims", "claims"),),))
    rows: list[str | Text] = [Text.of(bold("The latest changes")), ""]
    for one in deltas:
        mark = words.MARKS[one.after.status]
        rows.append(Text.of(f"{mark} {words.day(one.at)}  {one.claim}  ", code(one.id)))
    buttons = [
        Button(f"{words.MARKS[one.after.status]} {one.claim}", f"why {one.id}") for one in deltas
    ]
    return Message(Text.lines(rows), rows_of(buttons, width=2))


def unknown(alert_id: str) -> Message:
    """There is no such alert."""
    shown = one_line(alert_id, 40)
    return Message(
        Text.of(f"There is no alert {shown}. /why without an id lists the latest."),
        ((Button("The latest changes", "why"),),),
    )
