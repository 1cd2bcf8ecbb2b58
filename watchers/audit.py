"""Holds an article against what the baseline says was known; pure, before any feed is polled.

The known history is judged by the same rules as news. What lies at or before the article's date
can only contest it; what lies after it is history that a new installation starts from.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from storage.models import ClaimLedger, Day, Evidence, Modality, Observation, Tier, WhyNot, Window
from watchers.baseline import ClaimKind
from watchers.case import Case, initial_standing, speaks_of_none
from watchers.judge import delta_of, judge
from watchers.ladder import judge_derived
from watchers.outcomes import rule
from watchers.reasons import Reason
from watchers.scopes import Lies, in_words, lies
from watchers.series import Definition, Step, define, follow, interval
from watchers.trace import figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.models import Delta, SeriesKey, Standing, TallyPoint
    from watchers.baseline import Baseline, Claim, Known

KNOWN_RULE = "known-history"
"""The rule of evidence that comes from the baseline itself, not from a feed."""


def initial_standings(baseline: Baseline) -> dict[str, Standing]:
    """Every claim as the article holds it, by its id."""
    return {claim.id: initial_standing(claim, baseline) for claim in baseline.claims}


def audit(baseline: Baseline, now: datetime | None = None) -> list[Delta]:
    """What was known by the article's own date and disagrees with it.

    Args:
        baseline: the article's file with its known history.
        now: aware UTC; when the audit is made, the article's date where it is not given.
    """
    seen_at = now or _midnight(baseline.article.as_of)
    return [
        delta
        for claim in baseline.claims
        for delta in _at_birth(claim, baseline, seen_at)[1]
        if delta.reason == Reason.CONTESTED_AT_BIRTH
    ]


def known_points(baseline: Baseline, now: datetime) -> list[TallyPoint]:
    """The points of every series that the baseline knows up to the article's date."""
    return [
        point
        for claim in baseline.claims
        if claim.kind is ClaimKind.TALLY
        for fact in _facts(claim, baseline, until=baseline.article.as_of)
        if (point := _point(fact, claim, baseline, now)) is not None
    ]


def recall(baseline: Baseline, now: datetime) -> list[Delta]:
    """What the baseline knows to have changed after the article's date, up to ``now``.

    A ledger that starts from it knows where each claim stands and alerts nobody to old news. The
    deltas follow those of `audit` and are dated, as seen, by the day of what they tell.
    """
    ledgers = {claim.id: _at_birth(claim, baseline, now)[0] for claim in baseline.claims}
    after = [
        fact
        for claim in baseline.claims
        for fact in _facts(claim, baseline, until=now.date())
        if fact.on > baseline.article.as_of
    ]
    found: list[Delta] = []
    for fact in sorted(after, key=lambda one: one.on):
        found += _recall(fact, ledgers, baseline)
    return found


def after(ledger: ClaimLedger, evidence: Iterable[Evidence], delta: Delta | None) -> ClaimLedger:
    """A ledger in memory, one judgement further."""
    ledger = replace(ledger, recent=(*evidence, *ledger.recent)[:64])
    if delta is None:
        return ledger
    series, earlier, point = ledger.series, ledger.earlier, delta.point
    if point is not None:
        last = series.get(point.series, point)
        series = {**series, point.series: max(last, point, key=lambda one: one.as_of)}
        if last.as_of == point.as_of:
            series[point.series] = point
        earlier = tuple(sorted((point, *earlier), key=lambda one: one.as_of, reverse=True))
    happenings = (delta, *ledger.happenings)[:32]
    return replace(
        ledger, standing=delta.after, series=series, earlier=earlier, happenings=happenings
    )


def is_history(delta: Delta) -> bool:
    """Whether a delta comes from the baseline's own history and not from a feed."""
    return bool(delta.evidence) and all(
        one.observation.rule == KNOWN_RULE for one in delta.evidence
    )


def evidence_of(fact: Known) -> tuple[Evidence, ...]:
    """The evidence that a known fact is: a second voice where several outlets were seen."""
    first = Evidence(
        observation=_observation(fact),
        outlet=f"{fact.outlets} outlet{'s' * (fact.outlets != 1)}",
        tier=Tier.UNKNOWN,
        url="",
        title="",
        published_at=_midnight(fact.on),
    )
    if fact.outlets == 1 or fact.source_id is not None:
        return (first,)
    # The note is ours: as words of both it would make them copies of one text.
    said = replace(first.observation, source=None, quote=_words(fact))
    return (first, replace(first, observation=said, outlet="another outlet"))


def _at_birth(claim: Claim, baseline: Baseline, now: datetime) -> tuple[ClaimLedger, list[Delta]]:
    """A claim's ledger on the article's date, and the deltas that led there.

    Of a running count only the last one in the claim's own scope is held against it: earlier ones
    were lower because less had happened.
    """
    ledger = ClaimLedger(claim.id, initial_standing(claim, baseline))
    facts = _facts(claim, baseline, until=baseline.article.as_of)
    if claim.kind is ClaimKind.TALLY:
        points = [_point(fact, claim, baseline, now) for fact in facts]
        own = [fact for fact in facts if lies(fact.scope, claim.scope) is Lies.EQUAL]
        last_key = None if not own else _key(own[-1], claim, baseline)
        series = {point.series: point for point in points if point and point.series != last_key}
        ledger, facts = replace(ledger, series=series), own[-1:]
    found: list[Delta] = []
    for fact in facts:
        ledger, delta = _judge(fact, ledger, baseline, min(now, _midnight(fact.on)))
        found += [] if delta is None else [_beside_wider(delta, claim, baseline)]
    doubt = None if found else _doubt(claim, ledger, baseline, now)
    return (ledger, found) if doubt is None else (after(ledger, (), doubt), [doubt])


def _beside_wider(delta: Delta, claim: Claim, baseline: Baseline) -> Delta:
    """Set the count of a wider scope beside the one that contests the claim, where it fits."""
    for fact in _facts(claim, baseline, until=delta.at):
        is_wider = fact.on == delta.at and lies(fact.scope, claim.scope) is Lies.WIDER
        if claim.kind is ClaimKind.TALLY and is_wider and _fits(fact, claim):
            told = (
                f"Beside it: {fact.value:g} in {in_words(fact.scope)} together would fit the"
                " sentence, so the article may have counted a wider scope than it names."
            )
            evidence = (*delta.evidence, *evidence_of(fact))
            return replace(delta, evidence=evidence, trace=(*delta.trace, told))
    return delta


def _doubt(claim: Claim, ledger: ClaimLedger, baseline: Baseline, now: datetime) -> Delta | None:
    """*None* in one place, where the only official count covers more places and is not none.

    Such a count contradicts nothing by itself; but it leaves the sentence without support.
    """
    facts = [
        fact
        for fact in _facts(claim, baseline, until=baseline.article.as_of)
        if speaks_of_none(claim) and fact.value and lies(fact.scope, claim.scope) is Lies.WIDER
    ]
    if not facts:
        return None
    case = Case(
        claim, ledger, evidence_of(facts[-1])[0], min(now, _midnight(facts[-1].on)), baseline
    )
    ruling = rule(case, Reason.CONTESTED_AT_BIRTH)
    if not ruling.weight.is_admitted:
        return None
    delta, wider = delta_of(case, ruling), in_words(facts[-1].scope)
    told = (
        f"In doubt: that count is of {wider} together; none of {in_words(claim.scope)} alone was"
        " known that says none, so the sentence depends on how it is read."
    )
    return replace(delta, trace=(*delta.trace, told))


def _recall(fact: Known, ledgers: dict[str, ClaimLedger], baseline: Baseline) -> list[Delta]:
    now = _midnight(fact.on)
    ledgers[fact.claim], delta = _judge(fact, ledgers[fact.claim], baseline, now)
    if delta is None:
        return []
    found = [delta]
    for claim in baseline.claims:
        if claim.kind is ClaimKind.DERIVED:
            standings = {one.claim: one.standing for one in ledgers.values() if one.standing}
            rung = judge_derived(claim, standings, delta, now, baseline=baseline)
            ledgers[claim.id] = after(ledgers[claim.id], (), rung)
            found += [] if rung is None else [rung]
    return found


def _judge(
    fact: Known, ledger: ClaimLedger, baseline: Baseline, now: datetime
) -> tuple[ClaimLedger, Delta | None]:
    first, *others = evidence_of(fact)
    ledger = after(ledger, others, None)
    delta = judge(baseline.claim(fact.claim), ledger, first, now, baseline=baseline)
    return after(ledger, (first,), delta), delta


def _facts(claim: Claim, baseline: Baseline, *, until: date) -> list[Known]:
    known = [fact for fact in baseline.known if fact.claim == claim.id and fact.on <= until]
    return sorted(known, key=lambda fact: fact.on)


def _fits(fact: Known, claim: Claim) -> bool:
    said = interval(fact.value or 0.0, fact.bound, fact.upper)
    return said.overlaps(interval(claim.value or 0.0, claim.bound, claim.upper))


def _key(fact: Known, claim: Claim, baseline: Baseline) -> SeriesKey | None:
    definition = define(evidence_of(fact)[0], claim, baseline)
    return definition.key if isinstance(definition, Definition) else None


def _point(fact: Known, claim: Claim, baseline: Baseline, now: datetime) -> TallyPoint | None:
    first = evidence_of(fact)[0]
    definition = define(first, claim, baseline)
    if not fact.counts or isinstance(definition, Reason):
        return None
    ledger, seen_at = ClaimLedger(claim.id, None), min(now, _midnight(fact.on))
    step = follow(Case(claim, ledger, first, seen_at, baseline), definition)
    return step.point if isinstance(step, Step) else None


def _observation(fact: Known) -> Observation:
    day, is_count = Day(fact.as_of or fact.on), fact.state is None
    return Observation(
        claim=fact.claim,
        quote=fact.note or _words(fact),
        rule=KNOWN_RULE,
        value=fact.value,
        upper=fact.upper,
        bound=fact.bound if is_count else None,
        scope=fact.scope,
        window=Window.CUMULATIVE if is_count else None,
        since=Day(fact.since) if fact.since else None,
        as_of=day if is_count else None,
        event_on=None if is_count else day,
        state=fact.state,
        actor=fact.actor,
        place=fact.place,
        modality=Modality.ATTRIBUTED,
        source=fact.source,
        source_id=fact.source_id,
        counts=fact.counts,
        why_not=None if fact.counts else fact.why_not or WhyNot.IRREALIS,
    )


def _words(fact: Known) -> str:
    if fact.value is None:
        return str(fact.state)
    return f"{figure(fact.value, fact.bound)} in {in_words(fact.scope)}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
