"""The bar: who speaks, who would have to admit it, how many sources are independent.

It counts voices and says whether they reach the bar; what follows for a claim is not its matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from storage.models import Modality, Tier
from watchers.copies import likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.models import Evidence
    from watchers.baseline import Actor, Baseline, Claim

INDEPENDENT_SOURCES = 2
"""How many independent sources make the bar where nobody admits it."""
COPIED_TEXT = 0.4
"""Entries whose texts share this part of their shingles are one text, cut or led in otherwise."""
COPIED_SHARE = 0.6
"""Texts that share this part of their pairs of neighbouring words are one text."""
TITLE_WORDS, QUOTE_WORDS = 5, 8
"""Shorter ones are alike by chance."""
STATES_AS_FACT = frozenset({Modality.ASSERTED, Modality.ATTRIBUTED})

_WORD = re.compile(r"\w+")
_STATE_TIERS = frozenset({Tier.OFFICIAL, Tier.STATE_MEDIA})


@dataclass(frozen=True, slots=True)
class Weight:
    """What a piece of evidence weighs together with those that say the same."""

    is_admitted: bool
    independent_sources: int

    @property
    def meets_bar(self) -> bool:
        """Whether it is enough to overturn a claim."""
        return self.is_admitted or self.independent_sources >= INDEPENDENT_SOURCES

    @property
    def sentence(self) -> str:
        """How the bar was met or missed, for the trace."""
        if self.is_admitted:
            return "Bar: met, the side that would have to admit it speaks, which is enough."
        count = self.independent_sources
        met = "met" if self.meets_bar else "missed"
        return (
            f"Bar: {met}, {count} independent source{'s' * (count != 1)}, none of them admitting."
        )


def weigh(
    evidence: Evidence, others: Iterable[Evidence], *, claim: Claim, baseline: Baseline
) -> Weight:
    """Weigh a piece of evidence together with the others that say the same."""
    alike = (evidence, *others)
    return Weight(
        is_admitted=any(is_admission(one, claim, baseline) for one in alike),
        independent_sources=independent_sources(alike, baseline),
    )


def is_admission(evidence: Evidence, claim: Claim, baseline: Baseline) -> bool:
    """Whether the speaker belongs to the side that would have to admit it, and states it as fact.

    A medium is not the state that owns it: state media admit nothing, they only quote.
    """
    speaker = speaker_of(evidence, baseline)
    if speaker is None or evidence.observation.modality not in STATES_AS_FACT:
        return False
    if speaker.tier in {Tier.MEDIA, Tier.AGENCY, Tier.STATE_MEDIA}:
        return False
    return any(baseline.is_part_of(speaker.id, side) for side in claim.admitted_by)


def is_official(evidence: Evidence, baseline: Baseline) -> bool:
    """Whether an official source speaks, of whichever side."""
    speaker = speaker_of(evidence, baseline)
    if speaker is not None:
        return speaker.tier is Tier.OFFICIAL
    return evidence.observation.source is None and evidence.tier is Tier.OFFICIAL


def speaker_of(evidence: Evidence, baseline: Baseline) -> Actor | None:
    """The actor whose word it is: the source that the entry names, else the outlet itself."""
    observation = evidence.observation
    if observation.source_id is not None:
        return _actor(observation.source_id, baseline)
    return baseline.actor_named(observation.source or evidence.outlet)


def independent_sources(alike: Sequence[Evidence], baseline: Baseline) -> int:
    """How many independent voices are among pieces of evidence that say the same.

    One voice are: the same outlet; whoever names the same source, or the other outlet as its
    source; whoever is credited to the same wire, or is that wire; the officials and state media
    of one state; and near-identical texts. A party to the
    conflict that is not named as the admitting side has no voice here.
    """
    groups: list[tuple[set[str], list[Evidence]]] = []
    for evidence in alike:
        if _is_party(evidence, baseline):
            continue
        names, members = _names(evidence, baseline), [evidence]
        apart = []
        for group in groups:
            if group[0] & names or any(_is_copy(evidence, other) for other in group[1]):
                names |= group[0]
                members += group[1]
            else:
                apart.append(group)
        groups = [*apart, (names, members)]
    return len(groups)


def _names(evidence: Evidence, baseline: Baseline) -> set[str]:
    """The names by which two pieces of evidence are found to come from one voice."""
    speaker = speaker_of(evidence, baseline)
    origin = (evidence.observation.source or evidence.outlet).casefold()
    names = {evidence.outlet.casefold(), origin if speaker is None else _voice(speaker)}
    names.add(voice_of(evidence.outlet, baseline))
    if evidence.credit is not None:
        names.add(voice_of(evidence.credit, baseline))
    return names


def voice_of(outlet: str, baseline: Baseline) -> str:
    """The voice that an outlet speaks with: its own, or that of the state whose it is."""
    actor = baseline.actor_named(outlet)
    return outlet.casefold() if actor is None else _voice(actor)


def _voice(actor: Actor) -> str:
    if actor.tier in _STATE_TIERS and actor.country is not None:
        return f"state:{actor.country}"
    return f"actor:{actor.id}"


def _is_party(evidence: Evidence, baseline: Baseline) -> bool:
    speaker = speaker_of(evidence, baseline)
    tier = evidence.tier if speaker is None else speaker.tier
    return tier is Tier.PARTY


def _is_copy(evidence: Evidence, other: Evidence) -> bool:
    return (
        likeness(evidence.sketch, other.sketch) >= COPIED_TEXT
        or _is_alike(evidence.title, other.title, words=TITLE_WORDS)
        or _is_alike(evidence.observation.quote, other.observation.quote, words=QUOTE_WORDS)
    )


def _is_alike(text: str, other: str, *, words: int) -> bool:
    mine, theirs = (_WORD.findall(one.casefold()) for one in (text, other))
    if min(len(mine), len(theirs)) < words:
        return False
    pairs, other_pairs = set(pairwise(mine)), set(pairwise(theirs))
    return len(pairs & other_pairs) >= COPIED_SHARE * len(pairs | other_pairs)


def _actor(actor_id: str, baseline: Baseline) -> Actor | None:
    try:
        return baseline.actor(actor_id)
    except KeyError:
        return None
