"""Bind numbers to claims: turn the counts and figures of an annotated text into observations.

It knows English, news and conflict; what is particular to an article stands in its baseline.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.models import Bound, Modality, Observation, WhyNot, Window
from watchers.language.assertion import modality_at
from watchers.language.attribution import attribution_at
from watchers.language.breakdowns import with_breakdowns, without_repeats, without_stale
from watchers.language.casualties import CasualtyCounter
from watchers.language.corrections import is_correcting, is_quoted_from_article, is_retracted
from watchers.language.counting import counted_phrase, counts_of_events
from watchers.language.extent import Extent, extent_of, is_of_step, times_of
from watchers.language.figures import read_figure
from watchers.language.page import Page, Vocabulary
from watchers.language.scope import scope_of
from watchers.language.text import quote
from watchers.lexicon.patterns import Line, compile_pattern

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from watchers.baseline import Baseline, Claim, Read
    from watchers.language.annotations import Sentence
    from watchers.language.counts import Count

_IRREALIS = frozenset(
    {
        Modality.PLANNED,
        Modality.THREATENED,
        Modality.DEMANDED,
        Modality.DENIED,
        Modality.HYPOTHETICAL,
    }
)
_GROUPS = frozenset("group groups militia militias faction factions militants fighters".split())
_WATCHERS = frozenset(
    "monitoring monitor monitors rights research aid advocacy watchdog study think "
    "observatory".split()
)
_INTENDING = frozenset(
    "plans planning plan vows vowed vow threatens threatened threaten promises promised pledges "
    "pledged intends preparing prepares wants hopes expect expects expected predict predicts "
    "predicted forecast forecasts anticipate anticipates fear fears feared imagine envisage "
    "envisages urged urges demanded demands calls seeks sought warned warns foresees".split()
)
_MODALS = frozenset("could might would may can".split())
_FICTION = frozenset(
    "exercise drill simulation simulated simulates simulate wargame film movie novel game thriller "
    "documentary hypothetical imagine imagined scenario script series fictional rehearsed "
    "exhibition podcast episode".split()
)
_PARTY_WORDS = frozenset(
    "heroes mujahideen mujahidin enemy occupier occupiers occupation martyrs zionist".split()
)
"""How the parties to a conflict write, and nobody who only counts."""
_THEIR_WORDS = frozenset("operation operations blow blows".split())
_TRUSTING_IF = frozenset("numbers figures count tally data right correct believed".split())


class Rule:
    """One reading rule of a claim, compiled."""

    def __init__(self, baseline: Baseline, claim: Claim, read: Read) -> None:
        self.claim, self.read = claim, read
        self.vocabulary = Vocabulary(read)

        def members(wanted: str) -> list[str]:
            return _members(baseline, wanted)

        self.words = tuple(compile_pattern(one, members) for one in read.words)
        self.near = tuple(compile_pattern(one, members) for one in read.near)
        self.unless = tuple(compile_pattern(one, members) for one in read.unless)
        self.not_of = tuple(compile_pattern(one, members) for one in read.not_of)


class Binder:
    """Built once a baseline; reads the tallies and figures of one Doc after another."""

    def __init__(self, baseline: Baseline) -> None:
        self.baseline = baseline
        self._rules = [
            Rule(baseline, claim, read)
            for claim in baseline.claims
            if claim.kind in {"tally", "figure"}
            for read in claim.reads
        ]

    def __call__(self, doc: Doc) -> list[Observation]:
        """What the text says about each tally and each figure of the baseline."""
        page = Page(doc, self.baseline)
        found: list[Observation] = []
        for rule in self._rules:
            if rule.claim.kind == "tally":
                found += _Tally(page, rule).observations()
            else:
                found += read_figure(page, rule.claim, rule)
        return found


def bind(doc: Doc, baseline: Baseline) -> list[Observation]:
    """What an annotated Doc says about the tallies and figures of the baseline."""
    binder = _binders.get(id(baseline))
    if binder is None or binder.baseline is not baseline:
        binder = _binders[id(baseline)] = Binder(baseline)
    return binder(doc)


_binders: dict[int, Binder] = {}
"""Rules compiled once a baseline and process."""


def _members(baseline: Baseline, wanted: str) -> list[str]:
    """Ids that are part of ``wanted``; raises KeyError where it is no id of the baseline."""
    known = [*(actor.id for actor in baseline.actors), *(place.id for place in baseline.places)]
    found = [one for one in known if baseline.is_part_of(one, wanted)]
    if not found and not (len(wanted) == 2 and wanted.isupper()):  # noqa: PLR2004 - a country
        raise KeyError(wanted)
    return [*found, wanted]


class _Tally:
    """One tally read from one text."""

    def __init__(self, page: Page, rule: Rule) -> None:
        self.page, self.rule = page, rule
        self.claim, self.read = rule.claim, rule.read
        self.is_of_people = self.claim.unit == "people" and bool(self.read.frame)
        self._is_of_deaths = bool({"kill", "die"}.intersection(self.read.frame))
        self._is_filed_by_site = any(
            ":" in code for scope in (self.claim.scope, *self.claim.tracks) for code in scope
        )
        self.counts = self._counted()

    def _counted(self) -> list[Count]:
        """The counts of the text; what is aimed at nobody may be told as people or as cases."""
        asked = (self.page, self.claim, self.read, self.rule.vocabulary)
        if self.is_of_people and self.read.is_aimed:
            return CasualtyCounter(*asked).counts()
        counts = counts_of_events(*asked)
        if self.read.is_aimed:
            return counts
        known = {count.quantity.start for count in counts}
        people = CasualtyCounter(*asked).counts() if self.read.frame else []
        counts += [count for count in people if count.quantity.start not in known]
        return sorted(counts, key=lambda count: count.quantity.start)

    def observations(self) -> list[Observation]:
        """Every count as an observation, with its scope, time, source and whether it counts."""
        kept = [c for c in self.counts if not is_retracted(self.page, c)]
        kept = [c for c in kept if not is_quoted_from_article(self.page, c)]
        kept = [c for c in kept if self._is_on_subject(c) and not self._is_of_another(c)]
        drafts = [self._draft(count) for count in kept]
        pairs = [(c, o) for c, o in zip(kept, drafts, strict=True) if self._may_stand(c, o)]
        pairs = with_breakdowns(self.page, pairs)
        pairs = without_repeats(self.page, pairs)
        if not self.is_of_people:
            pairs = without_stale(self.page, pairs)
        return [observation for _, observation in pairs]

    def _draft(self, count: Count) -> Observation:
        page, quantity = self.page, count.quantity
        is_whole = self.is_of_people and not self._is_filed_by_site
        scope = scope_of(page, self.read, count, self.counts, whole=is_whole)
        extent = self._extent(count)
        modality, source, source_id = self._voice(count)
        bound = quantity.bound
        if quantity.is_ordinal and extent.window is Window.CUMULATIVE:
            bound = Bound.AT_LEAST
        observation = Observation(
            self.claim.id,
            quote(page.doc, count.start, max(count.end, quantity.end)),
            count.rule,
            value=quantity.value,
            upper=quantity.upper,
            bound=bound,
            scope=tuple(sorted(scope)),
            window=extent.window,
            since=extent.since,
            until=extent.until,
            as_of=extent.as_of,
            modality=modality,
            source=source,
            source_id=source_id,
            is_derived=count.is_derived,
            is_correction=is_correcting(page, count),
            note="ordinal" if quantity.is_ordinal else None,
        )
        return self._weighed(count, observation, extent)

    def _is_on_subject(self, count: Count) -> bool:
        """Whether the sentence, the one before it or the opening names what it must be near."""
        page, near = self.page, self.rule.near
        own, before = page.sentence(count.start), page.sentence_before(count.start)
        spans = [own, *([before] if before else []), page.sentence(0)]
        lines = (Line(page.doc, span.start, span.end, page.mentions) for span in spans)
        return not near or any(pattern.fits(line) for line in lines for pattern in near)

    def _is_of_another(self, count: Count) -> bool:
        """Whether what is counted is said to be something else: suspected, of another kind."""
        if not self.rule.not_of:
            return False
        line = Line(self.page.doc, *counted_phrase(self.page, count), self.page.mentions)
        return any(pattern.fits(line) for pattern in self.rule.not_of)

    def _extent(self, count: Count) -> Extent:
        times = times_of(self.page, count, self.counts)
        if not any(t.role in {"since", "during"} for t in times) and not count.is_old:
            siblings = [
                c for c in self.counts
                if c is not count and self.page.sentence(c.start) == self.page.sentence(count.start)
                and not c.quantity.is_increment
            ]  # fmt: skip
            if count.is_part or count.is_bare:
                shared = [t for c in siblings for t in times_of(self.page, c, self.counts)]
                is_reached = any(c.is_level for c in siblings)
                roles = {"since"} if is_reached else {"since", "during"}
                if count.is_level:
                    shared = [t for t in shared if not is_of_step(self.page, t)]
                times = [*times, *(t for t in shared if t.role in roles)]
        return extent_of(self.page, self.claim, count, times)

    def _voice(self, count: Count) -> tuple[Modality, str | None, str | None]:
        """How it is put, and who says so."""
        page, at = self.page, count.quantity.start
        modality = modality_at(page.doc, at, count.quantity.end)
        said = attribution_at(page.doc, at)
        source, source_id = (said.source, said.actor_id) if said else (None, None)
        if source is None:
            source, source_id = self._subject(count)
        words = set(source.lower().split()) if source else set()
        is_group = bool(words & _GROUPS) and not words & _WATCHERS
        if self._is_of_lives(count):  # "the attacks have claimed none"
            return Modality.ASSERTED, None, None
        is_own_word = source_id is None and self._is_in_their_words(count)
        if self._is_party(source_id) or is_group or is_own_word or (said and said.is_claim):
            modality = Modality.CLAIMED
        return modality, source, source_id

    def _is_of_lives(self, count: Count) -> bool:
        """Whether lives are claimed, rather than a number."""
        is_claimed = self.page.word(count.start) in {"claimed", "claim", "claims"}
        return self._is_of_deaths and is_claimed and count.rule == "casualties"

    def _is_in_their_words(self, count: Count) -> bool:
        """``forty operations``: the doers' own name for it, when nobody else is said to count."""
        page = self.page
        sentence = page.sentence(count.start)
        words = page.words[sentence.start : sentence.end]
        is_their_word = _THEIR_WORDS.intersection(page.words[count.start : count.end])
        is_counted_by_another = any(
            said.actor_id and not self._is_party(said.actor_id)
            for said in page.doc._.attributions
            if sentence.start <= said.start < sentence.end
        )
        is_theirs = bool(is_their_word or _PARTY_WORDS.intersection(words))
        return is_theirs and not is_counted_by_another

    def _subject(self, count: Count) -> tuple[str | None, str | None]:
        """A party that counts its own operations: ``the group claimed 291 operations``."""
        start, _ = self.page.clause(count.quantity.start)
        verbs = {"claimed", "claim", "claims", "boasted", "boasts", "boasting"}
        words = self.page.words[start : count.quantity.start]
        if any(words[i : i + 2] in (["puts", "its"], ["put", "their"]) for i in range(len(words))):
            verbs |= {"puts", "put"}  # "the group puts its attacks at 61"
        if not verbs.intersection(self.page.words[start : count.quantity.start]):
            return None, None
        for mention in self.page.named(start, count.quantity.start):
            if mention.kind == "actor" and self._is_party(mention.id):
                return self.page.baseline.actor(mention.id).names[0], mention.id
        return None, None

    def _is_party(self, actor_id: str | None) -> bool:
        if actor_id is None:
            return False
        try:
            return self.page.baseline.actor(actor_id).tier == "party"
        except KeyError:
            return False

    def _may_stand(self, count: Count, observation: Observation) -> bool:
        """A part of a total is read only where it says of what: a place, a time of its own."""
        if observation.value is None or not self._is_plausible(observation.value):
            return False
        is_total = observation.window is Window.CUMULATIVE
        if count.quantity.is_increment and is_total and not count.is_part:
            return False
        has_own_start = not is_total and any(
            time.role == "since" and time.start >= count.end
            for time in times_of(self.page, count, self.counts)
        )
        is_loose = count.is_part and not (has_own_start and self.read.is_aimed)
        return bool(observation.scope) or not is_loose

    def _is_plausible(self, value: float) -> bool:
        low, high = self.claim.plausible or (0, float("inf"))
        return low <= value <= high and value == int(value)

    def _weighed(self, count: Count, observation: Observation, extent: Extent) -> Observation:
        """Decide whether it counts, and if not, why."""
        why = self._why_not(count, observation, extent)
        return replace(observation, counts=why is None, why_not=why)

    def _why_not(self, count: Count, observation: Observation, extent: Extent) -> WhyNot | None:
        """The first reason for which it may not enter the ledger."""
        modality = observation.modality
        is_injury = self.is_of_people and not self._is_of_deaths
        reasons = (
            (WhyNot.CLAIMED_ONLY, modality is Modality.CLAIMED),
            (WhyNot.IRREALIS, self._is_unreal(count, modality) or extent.is_ahead),
            (WhyNot.BEFORE_BASELINE, self._is_history(modality, extent)),
            (WhyNot.TOO_VAGUE, self._is_vague(count, observation)),
            (WhyNot.NOT_HOSTILE, self._is_spoiled(count)),
            (WhyNot.OTHER_PLACE, not self.page.is_tracked(self.claim, observation.scope)),
            (WhyNot.SINGLE_EVENT, count.is_single and (is_injury or not observation.value)),
        )
        return next((why for why, holds in reasons if holds), None)

    def _is_unreal(self, count: Count, modality: Modality) -> bool:
        """Whether it is planned, feared, denied, imagined: anything but counted."""
        page, at = self.page, count.quantity.start
        start, _ = page.clause(at)
        sentence = page.sentence(at)
        is_wished = _INTENDING.intersection(page.words[start:at])
        is_told = _FICTION.intersection(page.words[sentence.start : sentence.end]) or any(
            page.word(one.start) in {"scenario", "imagine", "suppose"}
            for one in page.doc._.sentences
        )
        is_modal = _MODALS.intersection(page.words[at : count.end])
        is_feared = self.is_of_people and bool(modality is Modality.POSSIBLE or is_modal)
        is_put_right = page.words[at - 2 : at] == ["should", "be"] and count.is_level
        is_cued = modality in _IRREALIS and not (self._is_trusting_if(count) or is_put_right)
        return bool(is_wished or is_told or is_feared or is_cued)

    def _is_spoiled(self, count: Count) -> bool:
        """Whether the words around name another cause: an accident, an illness."""
        if not self.rule.unless:
            return False
        page = self.page
        sentence = page.sentence(count.quantity.start)
        before = page.sentence_before(count.quantity.start)
        start = before.start if before and count.is_single else sentence.start
        end = self._end_of_story(sentence) if count.is_single else sentence.end
        line = Line(page.doc, start, end, page.mentions)
        return any(pattern.fits(line) for pattern in self.rule.unless)

    def _end_of_story(self, sentence: Sentence) -> int:
        """The end of the sentence after one, where the cause of a single event is told."""
        after = [s for s in self.page.doc._.sentences if s.start >= sentence.end]
        return after[0].end if after else sentence.end

    def _is_trusting_if(self, count: Count) -> bool:
        """``If the ministry's numbers are right``: the condition is on the source alone."""
        sentence = self.page.sentence(count.quantity.start)
        words = self.page.words[sentence.start : count.quantity.start]
        return "if" in words and bool(_TRUSTING_IF.intersection(words))

    def _is_history(self, modality: Modality, extent: Extent) -> bool:
        """Whether it lies before the campaign, or the text before them all."""
        page = self.page
        is_old = all(page.published < campaign.since for campaign in page.baseline.campaigns)
        is_old = is_old and bool(page.baseline.campaigns) and self.is_of_people
        return extent.is_before or modality is Modality.HISTORICAL or is_old

    def _is_vague(self, count: Count, observation: Observation) -> bool:
        """Whether nobody can say how many, or where: ``dozens``, ``three dead``."""
        is_somewhere = count.is_single and self._is_of_deaths and not observation.scope
        is_of_some = is_somewhere and bool(observation.value)
        return count.quantity.is_vague or is_of_some or self._is_beside_vague(count)

    def _is_beside_vague(self, count: Count) -> bool:
        """``scores of attacks, well over a hundred``: the second is no count either."""
        before = [q for q in self.page.quantities if q.end <= count.quantity.start]
        if not before or not before[-1].is_vague:
            return False
        between = self.page.words[before[-1].end : count.quantity.start]
        return "," in between and len(between) < 5 and count.quantity.bound is not Bound.EXACT  # noqa: PLR2004
