"""The trace of a judgement, one sentence a step; it tells what was decided and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import Modality
from watchers.baseline import ClaimKind
from watchers.case import is_day_given
from watchers.scopes import Lies, in_words, lies
from watchers.sums import breakdowns

if TYPE_CHECKING:
    from storage.models import Bound
    from watchers.case import Case
    from watchers.outcomes import Ruling

_BOUNDS = {
    "at_least": "at least ",
    "more_than": "more than ",
    "about": "about ",
    "nearly": "nearly ",
    "at_most": "at most ",
    "fewer_than": "fewer than ",
}
_SCOPE_TESTS = {
    Lies.EQUAL: "the claim's own",
    Lies.NARROWER: "a part of the claim's, so only a lower bound",
    Lies.WIDER: "wider than the claim's",
    Lies.OVERLAPPING: "partly the claim's",
    Lies.APART: "another than the claim's",
    Lies.UNKNOWN: "not stated",
}


def trace(case: Case, ruling: Ruling) -> tuple[str, ...]:
    """How a ruling came about: words, rule, speaker, scope, day, bar, comparison, reason."""
    said = case.observation
    published = case.evidence.published_at.date()
    steps = [
        f"Words: \u201c{said.quote}\u201d ({case.evidence.outlet}, {published}).",
        f"Rule: {said.rule}.",
        _speaker(case, ruling),
        _scope(case, ruling),
        _day(case, ruling),
        ruling.weight.sentence,
        _comparison(case, ruling),
        *_sum(case, ruling),
        *([f"Takes back: {', '.join(ruling.undoes)}."] if ruling.undoes else []),
        f"Reason: {ruling.reason.value}. {ruling.reason.sentence}",
    ]
    return tuple(steps)


def figure(value: float, bound: Bound | None) -> str:
    """A figure with its bound, for a sentence: ``more than 40``."""
    number = f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"
    return _BOUNDS.get("" if bound is None else bound.value, "") + number


def _speaker(case: Case, ruling: Ruling) -> str:
    said, outlet = case.observation, case.evidence.outlet
    actor = "" if said.actor is None else f", about {said.actor}"
    if ruling.point is not None and ruling.point.source != case.speaker:
        whose = ruling.point.source
        return f"Source: {outlet} names none; it breaks down the total of {whose}, so it is theirs."
    if said.source is None:
        return f"Source: {outlet} names none, so it speaks for itself{actor}."
    how = "" if said.modality is Modality.ASSERTED else f", {said.modality.value}"
    return f"Source: {said.source}, as {outlet} gives it{how}{actor}."


def _scope(case: Case, ruling: Ruling) -> str:
    said, claim = case.observation.scope, case.claim
    scope = said if ruling.point is None else ruling.point.series.scope
    test = _SCOPE_TESTS[lies(scope, claim.scope)]
    inferred = " (inferred)" if case.observation.is_scope_inferred or scope != said else ""
    return (
        f"Scope: {in_words(scope)}{inferred}, {test}; the claim is about {in_words(claim.scope)}."
    )


def _day(case: Case, ruling: Ruling) -> str:
    how = "given" if is_day_given(case.evidence) else "taken from the publication"
    side = "after" if case.is_after_article else "not after"
    since = ruling.point.series.since if ruling.point is not None else None
    window = "" if since is None else f", counted since {since}"
    as_of = case.baseline.article.as_of
    return f"Day: {case.day} ({how}), {side} the article's {as_of}{window}."


def _comparison(case: Case, ruling: Ruling) -> str:
    said, claim = case.observation, case.claim
    if claim.kind is ClaimKind.STATUS:
        state = claim.state_of(str(said.state))
        return f"Comparison: {state.id} {state.relation.value}: {state.says}"
    assert said.value is not None
    derived = " (derived)" if said.is_derived else ""
    now = f"{figure(said.value, said.bound)}{derived}"
    if ruling.previous is not None:
        known = figure(ruling.previous.value, ruling.previous.bound)
        now += f" after {known} as of {ruling.previous.as_of}"
    held = figure(claim.value or 0, claim.bound)
    return f"Comparison: {now}; the article has {held}."


def _sum(case: Case, ruling: Ruling) -> list[str]:
    """Whether a total and its parts add up, where the point completes them; kept either way."""
    point = ruling.point
    if point is None:
        return []
    series = {**case.ledger.series, point.series: point}
    return [
        f"Sum: {one.sentence}{'' if one.adds_up else '; kept, and marked'}."
        for one in breakdowns(series.values())
        if point in {one.total, *one.parts}
    ]
