"""From the annotations of an entry to what it says about status claims, by the baseline's rules.

It knows neither the subject nor the claims: which words and roles mean which state stands in the
baseline file.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from storage.models import Modality, Observation, WhyNot
from watchers.baseline import ActorKind, PlaceKind
from watchers.language.attribution import attribution_at
from watchers.language.background import is_old_news
from watchers.language.entities import mentions_in
from watchers.language.matching import RuleBook, matches_in, passages_of, settle
from watchers.language.sentences import clause_of
from watchers.language.text import quote
from watchers.lexicon import small_words as small

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

    from storage.models import Day
    from watchers.baseline import Baseline
    from watchers.language.annotations import Mention
    from watchers.language.matching import Match, Passage

_OURS = frozenset(("actor", "place", "office"))
"""Kinds of mention that only the baseline's own names make."""
_BLOWS = small.DEALT - {"attack", "attacks"}
"""What the strong deal; an attack may be anybody's."""
_IMAGINED = frozenset("scenario imagine suppose".split())
_TAKEN_BACK = frozenset("retraction retracted retracts hoax fake debunked".split())


class StatusRules:
    """The status rules of a baseline, compiled."""

    def __init__(self, baseline: Baseline) -> None:
        self.baseline = baseline
        self._book = RuleBook(baseline)
        states = [actor for actor in baseline.actors if actor.kind is ActorKind.STATE]
        self._states = {state.country: state.id for state in states}

    def read(self, doc: Doc) -> Iterator[Observation]:
        """What the Doc says about each status claim; nothing if it names none of the article's."""
        if not any(m.kind in _OURS or m.country in self._countries for m in doc._.mentions):
            return
        matches = [
            match
            for passage in passages_of(doc)
            for rule in self._book.possible(passage)
            for match in matches_in(rule, passage)
            if self._has_roles(match)
        ]
        found = [o for match in settle(matches) for o in self._observations(match)]
        named = {(o.claim, o.state) for o in found if o.actor is not None}
        for one in found:
            if one.actor is not None or (one.claim, one.state) not in named:
                yield one

    @cached_property
    def _countries(self) -> frozenset[str]:
        actors = (actor.country for actor in self.baseline.actors if actor.country)
        return frozenset((*actors, *(place.country for place in self.baseline.places)))

    def _has_roles(self, match: Match) -> bool:
        read = match.rule.read
        given = {"agent": match.agent, "patient": match.patient, "place": match.places or None}
        return (
            all(given[role] for role in read.needs)
            and self._fits(match.agent, read.agent, read.not_agent)
            and self._fits(match.patient, read.patient, read.not_patient)
        )

    def _fits(
        self, mention: Mention | None, wanted: tuple[str, ...], unwanted: tuple[str, ...]
    ) -> bool:
        """Whether a role may be played by ``mention``; one that is not said fits."""
        if mention is None:
            return True
        is_wanted = not wanted or self._is_one_of(mention, wanted)
        return is_wanted and not self._is_one_of(mention, unwanted)

    def _is_one_of(self, mention: Mention, wanted: Iterable[str]) -> bool:
        """Whether a mention is one of the actors, places or countries, or a part of one."""
        actor_id = self._states.get(mention.id, mention.id)
        return any(
            mention.country == one if one.isupper() else self.baseline.is_part_of(actor_id, one)
            for one in wanted
        )

    def _observations(self, match: Match) -> Iterator[Observation]:
        read, claim = match.rule.read, match.rule.claim
        modality = read.modality or match.modality
        why_not = self._why_not(match, modality)
        said = attribution_at(match.passage.doc, match.start)
        observation = Observation(
            claim=claim.id,
            quote=_quote(match),
            rule=f"{claim.id}/{read.id}",
            scope=_countries(match) or claim.scope,
            is_scope_inferred=not _countries(match),
            state=read.state,
            modality=modality,
            source=said.source if said else None,
            source_id=said.actor_id if said else None,
            counts=why_not is None,
            why_not=why_not,
            event_on=_day(match),
            note=read.note,
            actor=self._faction(match) if claim.per == "actor" else None,
        )
        for post in self._posts(match) if claim.per == "place" else [None]:
            yield replace(observation, place=post)

    def _why_not(self, match: Match, modality: Modality) -> WhyNot | None:
        passage, read = match.passage, match.rule.read
        if not self._is_there(match):
            return WhyNot.OTHER_PLACE
        first = min((c.since for c in self.baseline.campaigns), default=None)
        if first is not None and passage.doc._.published < first:
            return WhyNot.BEFORE_BASELINE
        is_old = is_old_news(passage.doc, passage.sentence, match.start, match.end)
        is_old = is_old and not _lends_its_doer(match)
        if is_old or match.modality is Modality.HISTORICAL:
            return WhyNot.BEFORE_BASELINE
        if modality in read.counts_when and not _is_unreal(passage):
            return None
        return WhyNot.CLAIMED_ONLY if modality is Modality.CLAIMED else WhyNot.IRREALIS

    def _is_there(self, match: Match) -> bool:
        """Whether one of the places is where the rule wants it; nowhere said is there."""
        wanted = match.rule.read.place
        return (
            not wanted
            or not match.places
            or any(self._is_one_of(place, wanted) for place in match.places)
        )

    def _faction(self, match: Match) -> str | None:
        """The faction whose state it is: a leader's word is the faction's."""
        actors = {actor.id: actor for actor in self.baseline.actors}
        actor = actors.get(match.agent.id) if match.agent else None
        while actor is not None and actor.kind is ActorKind.PERSON:
            actor = actors.get(actor.part_of or "")
        is_faction = actor is not None and actor.kind in {ActorKind.MILITIA, ActorKind.PARTY}
        return actor.id if actor is not None and is_faction else None

    def _posts(self, match: Match) -> list[str | None]:
        """Of the claim's places those that are meant; all for a post of the whole country."""
        every = match.rule.claim.places
        sentence = match.passage.sentence
        within = mentions_in(match.passage.doc, sentence.start, sentence.end)
        for mentions in (match.places, within):
            named = [p for p in every if any(self.baseline.is_part_of(m.id, p) for m in mentions)]
            if named:
                return [*named]
        posts = {p.id for p in self.baseline.places if p.kind is PlaceKind.POST}
        is_general = any(place.id in posts for place in match.places)
        return [*every] if is_general else [*every[:1]]


def _lends_its_doer(match: Match) -> bool:
    """``The raid was the first since May, when A struck``: the new raid is laid to A too.

    Only a blow of which the sentence says neither whose nor at whom: an attack on somebody is not
    of the kind that A dealt.
    """
    passage, doc = match.passage, match.passage.doc
    before = {doc[i].lower_ for i in range(passage.sentence.start, match.start)}
    return {"first", "since"} <= before and any(
        event.frame in match.rule.read.frame
        and event.end <= match.start
        and doc[event.start].lower_ in _BLOWS
        and event.agent is None
        and event.patient is None
        for event in passage.events
    )


def _is_unreal(passage: Passage) -> bool:
    """Whether the title takes back what is told, or the sentence only imagines or asks it."""
    sentences = passage.doc._.sentences
    is_taken_back = sentences[0].is_title and passage.entry[0].vocabulary & _TAKEN_BACK
    words = passage.line.words
    return bool(is_taken_back) or words[0] in _IMAGINED or words[-1] == "?"


def _countries(match: Match) -> tuple[str, ...]:
    """Where it is, as far as the rule asks for a place; sorted."""
    places = match.places if match.rule.read.place else ()
    return tuple(sorted({place.country for place in places if place.country}))


def _day(match: Match) -> Day | None:
    doc = match.passage.doc
    start, end = clause_of(doc, match.start)
    for span in doc._.times:
        if span.role == "on" and start <= span.start and span.end <= end:
            day: Day | None = span.first
            return day
    return None


def _quote(match: Match) -> str:
    """The trigger and the roles that stand in its clause, in one stretch."""
    start, end = match.start, match.end
    first, last = clause_of(match.passage.doc, match.start)
    for mention in (match.agent, match.patient, *match.places[:1]):
        if mention is not None and first <= mention.start and mention.end <= last:
            start, end = min(start, mention.start), max(end, mention.end)
    return quote(match.passage.doc, start, end)
