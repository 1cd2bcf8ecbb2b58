"""What follows when evidence says the opposite of a claim, and when it is taken back.

It is told what contradicts and which other evidence says the same; it reads neither states nor
figures itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from storage.models import Status
from watchers.bar import independent_sources, weigh
from watchers.case import SAME_DAYS, is_day_given, is_single_event, is_told_as_news, part_of
from watchers.outcomes import Ruling, Silence, Takes, rule
from watchers.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from storage.models import Delta, Evidence
    from watchers.case import Case

OPEN = frozenset({Status.STANDS, Status.RESTORED, Status.UNTESTED, Status.MOVED})
"""Standings that nothing speaks against."""
OCCASION_DAYS = 30
"""A lasting state that is reported anew after so many days is news again."""
CORRECTION_DAYS = 14
"""A correction is of something told so many days before; what is older, it leaves alone."""
_WEAKER = frozenset({Reason.REPORTED, Reason.SOURCES_DISAGREE})
_CAUSES = frozenset(
    {*_WEAKER, Reason.ADMITTED, Reason.CORROBORATED, Reason.HAPPENED_AGAIN, Reason.STATE_CHANGED,
     Reason.PLANNED, Reason.WEAKENED}
)  # fmt: skip
"""What a correction can take back."""
_HAPPENED = frozenset(
    {Reason.ADMITTED, Reason.CORROBORATED, Reason.HAPPENED_AGAIN, Reason.HAPPENED_EARLIER}
)


def contradict(case: Case, others: Sequence[Evidence]) -> Ruling | Silence:
    """Let the claim fall, or shake it, or note that it happened again."""
    standing, weight = case.standing, case.weigh(others)
    if not case.is_after_article:
        is_news = weight.meets_bar and standing.status in OPEN
        reason = Reason.CONTESTED_AT_BIRTH if is_news else Reason.BEFORE_ARTICLE
        return rule(case, reason, others) if is_news else Silence(reason)
    if standing.status is Status.FALLEN:
        return _happen_again(case, others)
    if case.is_overtaken(case.day):
        return Silence(Reason.OLDER_THAN_KNOWN)
    if not weight.meets_bar:
        return _report(case)
    reason = Reason.ADMITTED if weight.is_admitted else Reason.CORROBORATED
    is_at_once = standing.status is Status.RESTORED and case.day == standing.since
    return rule(case, Reason.SOURCES_DISAGREE if is_at_once else reason, others)


def shake(case: Case, reason: Reason, others: Sequence[Evidence] = ()) -> Ruling | Silence:
    """Shake the claim by what weakens it, or is only planned, threatened or claimed."""
    status = case.standing.status
    if not case.is_after_article:
        return Silence(Reason.BEFORE_ARTICLE)
    if case.is_overtaken(case.day):
        return Silence(Reason.OLDER_THAN_KNOWN)
    if status is Status.SHAKEN and is_told(case, reason):
        return Silence(Reason.ALREADY_KNOWN)
    if status is not Status.SHAKEN and status not in OPEN:
        return Silence(Reason.HELD)
    return rule(case, reason, others, takes=Takes.WHAT_IS_SAID, status=Status.SHAKEN)


def take_back(case: Case) -> Ruling | Silence:
    """Undo what a corrected report caused, and no more than that."""
    standing, wrong = case.standing, _corrected(case)
    if wrong is None and standing.status in OPEN:
        return Silence(Reason.AGREES)
    if case.is_overtaken(case.day):
        return Silence(Reason.OLDER_THAN_KNOWN)
    if wrong is None:
        # What the standing rests on may have been forgotten, or be what an earlier correction left.
        is_left = case.cause is None or case.cause.reason == Reason.CORRECTED
        is_of_it = is_left and _is_soon_after(case, standing.since)
        return rule(case, Reason.CORRECTED) if is_of_it else Silence(Reason.AGREES)
    left = () if case.weigh(()).is_admitted else _left(case, wrong.evidence)
    if left and standing.status is Status.FALLEN:
        return _leave_to_others(case, wrong, left)
    return _undo(case, wrong)


def _leave_to_others(case: Case, wrong: Delta, left: Sequence[Evidence]) -> Ruling | Silence:
    """What the other voices still say: it holds at the bar; below it, it is only reported."""
    weight = weigh(left[0], left[1:], claim=case.claim, baseline=case.baseline)
    if weight.meets_bar:
        return Silence(Reason.HELD)
    if _others_of_this_fall(case, (wrong,)):
        return _undo(case, wrong)
    shaken = replace(
        case.standing,
        status=Status.SHAKEN,
        since=case.day,
        independent_sources=weight.independent_sources,
    )
    return replace(rule(case, Reason.CORRECTED), after=shaken, undoes=(wrong.id,))


def _undo(case: Case, wrong: Delta) -> Ruling:
    """Back to where the claim was before a report and what led up to it; other events stay."""
    ruling, chain = rule(case, Reason.CORRECTED), _chain(case, wrong)
    ruling = replace(ruling, undoes=tuple(one.id for one in chain))
    if rest := _others_of_this_fall(case, chain):
        first, last = rest[-1], rest[0]
        after = replace(last.after, since=first.after.since, delta_id=first.id)
        if first.reason == Reason.HAPPENED_AGAIN:
            after = replace(after, since=first.at)
        return replace(ruling, after=after, is_cause=False)
    before = chain[-1].before
    if before.status in {Status.STANDS, Status.UNTESTED, Status.RESTORED}:
        return ruling
    return replace(ruling, after=before, is_cause=False)


def _corrected(case: Case) -> Delta | None:
    """The latest delta that a correction can be of: one of its time that is not undone yet."""
    undone = _undone(case)
    is_admitted = case.weigh(()).is_admitted
    for delta in case.ledger.happenings:
        is_birth = delta.reason == Reason.CONTESTED_AT_BIRTH and is_admitted
        is_near = is_birth or (delta.reason in _CAUSES and _is_soon_after(case, delta.at))
        if is_near and delta.id not in undone:
            return delta
    return None


def _is_soon_after(case: Case, day: date) -> bool:
    return 0 <= (case.day - day).days <= CORRECTION_DAYS


def _chain(case: Case, wrong: Delta) -> list[Delta]:
    """A delta and the weaker ones about the same event that led up to it, latest first."""
    chain, by_id = [wrong], {one.id: one for one in case.ledger.happenings}
    said = wrong.evidence[0].observation.state
    while (before := by_id.get(chain[-1].before.delta_id or "")) is not None:
        is_same = before.evidence[0].observation.state == said and before.reason in _WEAKER
        if not is_same or wrong.at - before.at > timedelta(days=CORRECTION_DAYS):
            break
        chain.append(before)
    return chain


def _others_of_this_fall(case: Case, chain: Sequence[Delta]) -> list[Delta]:
    """The other events for which the claim has fallen and not been restored, latest first."""
    if case.standing.status is not Status.FALLEN:
        return []
    gone = {one.id for one in chain} | _undone(case)
    since, said = case.standing.since, chain[0].evidence[0].observation.state
    return [one for one in _happened(case, said) if one.id not in gone and one.at >= since]


def _undone(case: Case) -> set[str]:
    return {one for delta in case.ledger.happenings for one in delta.undoes}


def is_news_at_bar(case: Case, others: Sequence[Evidence]) -> bool:
    """Whether it meets the bar and speaks of now, not of what was known long ago."""
    weight = case.weigh(others)
    is_news = any(is_told_as_news(one) for one in (case.evidence, *others))
    return weight.meets_bar and (weight.is_admitted or is_news)


def is_told(case: Case, reason: Reason) -> bool:
    """Whether a delta has told of this state of this part a while ago at most.

    What was only reported has not been told yet as what meets the bar.
    """
    part, said = part_of(case.evidence, case.claim), case.observation.state
    return any(
        delta.evidence[0].observation.state == said
        and part_of(delta.evidence[0], case.claim) == part
        and case.day - delta.at <= timedelta(days=OCCASION_DAYS)
        and (delta.reason == reason or delta.reason != Reason.REPORTED)
        for delta in case.ledger.happenings
    )


def _happen_again(case: Case, others: Sequence[Evidence]) -> Ruling | Silence:
    is_other_state = case.observation.state != case.standing.state
    is_older = case.day < case.standing.since - timedelta(days=SAME_DAYS)
    if is_older or (is_other_state and case.day < case.standing.since):
        return _put_before(case, others)
    if not is_other_state and not _is_new_occasion(case):
        return Silence(Reason.ALREADY_KNOWN)
    if not is_news_at_bar(case, others):
        return Silence(Reason.HELD)
    reason = Reason.STATE_CHANGED if is_other_state else Reason.HAPPENED_AGAIN
    return rule(case, reason, others, takes=Takes.WHAT_IS_NEW)


def _put_before(case: Case, others: Sequence[Evidence]) -> Ruling | Silence:
    """An earlier event that is known only now: it had fallen by then, unless it was restored."""
    said = case.observation.state
    is_restored_since = any(
        delta.reason in {Reason.AGREES_AGAIN, Reason.CORRECTED} and delta.at >= case.day
        for delta in case.ledger.happenings
    )
    is_event = is_single_event(case.evidence) if said is None else _is_happening(case, said)
    is_known = any(abs((delta.at - case.day).days) <= SAME_DAYS for delta in _happened(case, said))
    is_open = case.standing.state == said and is_event and is_day_given(case.evidence)
    if is_known or is_restored_since or not is_open or not case.weigh(others).meets_bar:
        return Silence(Reason.OLDER_THAN_KNOWN)
    ruling = rule(case, Reason.HAPPENED_EARLIER, others)
    return replace(ruling, after=replace(case.standing, since=case.day))


def _is_happening(case: Case, said: str) -> bool:
    return case.claim.state_of(said).is_happening


def _is_new_occasion(case: Case) -> bool:
    """Whether it tells of a later day than those known, and surely not of the same event."""
    said = case.observation.state
    known = [case.standing.since, *(delta.at for delta in _happened(case, said))]
    is_lasting = said is not None and not _is_happening(case, said)
    loose = 0 if is_day_given(case.evidence) else SAME_DAYS
    return case.day - max(known) > timedelta(days=OCCASION_DAYS if is_lasting else loose)


def _happened(case: Case, said: str | None) -> list[Delta]:
    """The deltas that told of a state (or, of a tally, that it was not none)."""
    return [
        delta
        for delta in case.ledger.happenings
        if delta.reason in _HAPPENED and delta.evidence[0].observation.state == said
    ]


def _report(case: Case) -> Ruling | Silence:
    standing, cause = case.standing, case.cause
    if standing.status is Status.CONTESTED:
        return Silence(Reason.HELD)
    is_same = standing.status is Status.SHAKEN and standing.state == case.observation.state
    if is_same and (cause is None or cause.reason != Reason.PLANNED):
        return Silence(Reason.ALREADY_KNOWN)
    return rule(case, Reason.REPORTED)


def _left(case: Case, caused_by: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What the present standing still rests on without the voice that corrects itself."""
    return tuple(
        one for one in caused_by if independent_sources((one, case.evidence), case.baseline) > 1
    )
