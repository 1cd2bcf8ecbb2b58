"""Status claims: what a state that is read says of the article's, part by part where it has parts.

It judges states only; how a contradiction is weighed is `watchers.contradiction`'s matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import Status
from watchers.baseline import Relation
from watchers.case import days_apart, is_same_day, part_of
from watchers.contradiction import OPEN, contradict, is_news_at_bar, is_told, shake, take_back
from watchers.outcomes import Ruling, Silence, rule
from watchers.reasons import Reason
from watchers.scopes import REGION, Lies

if TYPE_CHECKING:
    from storage.models import Evidence
    from watchers.case import Case

LASTING_DAYS = 7
"""Reports of a lasting state confirm one another within so many days."""


def rule_on_status(case: Case) -> Ruling | Silence:
    """Judge a state that was read for a status claim."""
    said = case.observation.state
    if said is None:
        return Silence(Reason.NOT_COUNTED)
    is_wider = case.lies is Lies.WIDER and REGION in case.observation.scope
    if case.lies is Lies.APART or is_wider:
        return Silence(Reason.OTHER_SCOPE)
    return _RULES[case.claim.state_of(said).relation](case)


def _agree(case: Case) -> Ruling | Silence:
    if case.observation.is_correction:
        return take_back(case)
    if _goes_further(case):
        return rule(case, Reason.WENT_FURTHER)
    if case.standing.status in OPEN or case.is_overtaken(case.day):
        return Silence(Reason.AGREES)
    if not case.is_stated_as_fact or _do_others_differ(case):
        is_part = part_of(case.evidence, case.claim) is not None
        is_news = is_part and not is_told(case, Reason.STATE_CHANGED)
        return rule(case, Reason.STATE_CHANGED) if is_news else Silence(Reason.AGREES)
    if case.standing.status is not Status.SHAKEN and _has_happened(case):
        return Silence(Reason.IRREVERSIBLE)
    return _agree_again(case)


def _agree_again(case: Case) -> Ruling | Silence:
    """Restore what had fallen, or settle what was shaken, if the bar is met by news."""
    others = _alike(case)
    if not is_news_at_bar(case, others):
        return Silence(Reason.HELD)
    is_at_once = case.standing.status is Status.FALLEN and case.day == case.standing.since
    return rule(case, Reason.SOURCES_DISAGREE if is_at_once else Reason.AGREES_AGAIN, others)


def _contradict(case: Case) -> Ruling | Silence:
    if not case.is_stated_as_fact:
        return shake(case, Reason.PLANNED)
    others = _alike(case)
    if case.claim.per == "actor" and part_of(case.evidence, case.claim) is not None:
        # One faction of several does otherwise: that shakes the claim and does not fell it.
        is_at_bar = case.weigh(others).meets_bar
        return shake(case, Reason.STATE_CHANGED if is_at_bar else Reason.REPORTED, others)
    return contradict(case, others)


def _weaken(case: Case) -> Ruling | Silence:
    if case.standing.status is Status.FALLEN:
        return _tell_beside(case)
    return shake(case, Reason.WEAKENED if case.is_stated_as_fact else Reason.PLANNED)


def _tell_beside(case: Case) -> Ruling | Silence:
    """What would only weaken the claim happens when it has fallen already: told at the bar."""
    others, said = _alike(case), case.claim.state_of(str(case.observation.state))
    if case.is_overtaken(case.day):
        return Silence(Reason.OLDER_THAN_KNOWN)
    if not (said.is_happening and case.is_stated_as_fact and is_news_at_bar(case, others)):
        return Silence(Reason.HELD)
    if is_told(case, Reason.STATE_CHANGED):
        return Silence(Reason.ALREADY_KNOWN)
    return rule(case, Reason.STATE_CHANGED, others)


def _tell(case: Case) -> Ruling | Silence:
    """Context is told once, and again only after a while."""
    if not case.is_after_article:
        return Silence(Reason.BEFORE_ARTICLE)
    if is_told(case, Reason.STATE_CHANGED):
        return Silence(Reason.ALREADY_KNOWN)
    return rule(case, Reason.STATE_CHANGED)


def _alike(case: Case) -> tuple[Evidence, ...]:
    """Recent evidence that states the same of the same part, for the same occasion."""
    return tuple(other for other in case.others() if _says_the_same(other, case))


def _says_the_same(other: Evidence, case: Case) -> bool:
    said = other.observation.state
    # What is said of all holds for each part; what is said of one part does not hold for all.
    is_of_it = part_of(other, case.claim) in {None, part_of(case.evidence, case.claim)}
    if said is None or said != case.observation.state or not is_of_it:
        return False
    if case.claim.state_of(said).is_happening:
        return is_same_day(other, case.evidence)
    return days_apart(other, case.evidence) <= LASTING_DAYS


def _has_happened(case: Case) -> bool:
    state = case.standing.state
    return state is not None and case.claim.state_of(state).is_happening


def _goes_further(case: Case) -> bool:
    levels, note = case.claim.levels, case.observation.note
    if note not in levels or not case.is_after_article:
        return False
    told = [delta.evidence[0].observation.note for delta in case.ledger.happenings]
    known = max((levels.index(one) for one in told if one in levels), default=0)
    return levels.index(note) > known


def _do_others_differ(case: Case) -> bool:
    """Whether another part than the one it speaks of is known to be in a contradicting state."""
    mine = part_of(case.evidence, case.claim)
    if mine is None:
        return False
    agreeing = {state.id for state in case.claim.states if state.relation is Relation.AGREES}
    return any(
        state not in agreeing for part, state in _states_of_parts(case).items() if part != mine
    )


def _states_of_parts(case: Case) -> dict[str, str | None]:
    """The latest state of each part that a delta told of; what is said of all is said of each."""
    known: dict[str, str | None] = {}
    for delta in case.ledger.happenings:
        part, state = part_of(delta.evidence[0], case.claim), delta.evidence[0].observation.state
        for one in (part,) if part is not None else case.claim.places:
            known.setdefault(one, state)
        if part is None:
            break
    return known


_RULES = {
    Relation.AGREES: _agree,
    Relation.CONTRADICTS: _contradict,
    Relation.WEAKENS: _weaken,
    Relation.CONTEXT: _tell,
}
