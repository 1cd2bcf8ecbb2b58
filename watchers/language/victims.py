"""Decide whether a counted attack was aimed at the claim's side; it counts nothing."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchers.baseline import Read
    from watchers.language.page import Page

_TOWARDS = frozenset(
    "on against upon targeting hitting towards toward at directed aimed involving affecting".split()
)
_NEUTRAL = frozenset(
    "base bases troops troop forces force personnel positions position them soldiers soldier "
    "facilities facility targets target installations installation interests interest outpost "
    "outposts servicemembers members sites garrison garrisons airbase camp camps "
    "headquarters coalition compound both these those countries".split()
)
_NEUTRAL_ABOUT = frozenset(
    "the a an its their our his her all such various several two three four five many different "
    "military foreign allied international air in and or service separate other main same , "
    "nearby".split()
)
_PHRASE_END = frozenset(
    ". ; : ! ? ( ) - in since over during by as that which who when while have has had was were is "
    "are be been being said says according after before for with from until through up this "
    "last across".split()
)
_TARGETS = frozenset(
    "shipping ship tanker vessel hospital hospitals school church mosque synagogue shark acid "
    "knife stabbing gun settler hate racist antisemitic islamophobic arson pipeline cyber hacking "
    "ransomware heart panic asthma dog media verbal personal rhetorical tribal market supply "
    "counterattack lightning wolf bear crocodile monkey terror".split()
)
"""What stands before ``attacks`` when they are of another kind, or on something civilian."""
_LAUNCH = frozenset(
    "launch launched launches launching carry carried carries carrying conduct conducted conducts "
    "conducting mount mounted mounts stage staged stages made make makes perform performed "
    "performs execute executed executes fire fired fires unleash unleashed claim claimed claims "
    "wage waged perpetrated commit committed did done".split()
)
_SUFFER = frozenset(
    "suffered suffer suffers faced face faces facing endured endure endures absorbed absorb dealt "
    "weathered survived survive repelled withstood sustained sustain received undergone seen "
    "subjected exposed fended experienced met taken".split()
)
_THROWN = frozenset("fired launched aimed directed lobbed shot sent".split())
_SAYING = frozenset("say says said adds added".split())
_MEANS = frozenset(("with", "from", "by", "in", "since"))
_AT_SEA = frozenset(
    "ship ships destroyer destroyers warship warships vessel vessels frigate frigates carrier "
    "carriers tanker tankers shipping".split()
)
_OWNED = frozenset("people men boys women own sons heroes".split())
_ATTACKERS = frozenset(
    "drone drones rocket rockets missile missiles mortar mortars militia militias militant "
    "militants group groups fighter fighters gunmen faction factions forces proxies allies "
    "resistance insurgents air both either them".split()
)
_BE = frozenset("been being was were are is be".split())
_ADVERBS = frozenset(
    "again back repeatedly now since so far at least more than about over some already almost "
    "nearly in a row together alone separately combined on by and the past last total of out "
    "up to around roughly approximately only just another yet it them".split()
)
_REACH = 10


class Aim(Enum):
    """At whom it went."""

    OURS = "ours"
    OTHERS = "others"
    NEAR = "near"
    """At troops or bases that are not said to be anyone's."""
    UNSAID = "unsaid"


def aim_of_noun(page: Page, read: Read, noun: int) -> Aim:
    """At whom the attacks went that a noun counts: what it is said to be on, and by whom."""
    if not read.is_aimed:
        return Aim.OURS
    start, end = page.clause(noun)
    before = _before_noun(page, read, noun, start)
    if before is not Aim.UNSAID:
        return before
    aim = _after_noun(page, read, noun, page.sentence(noun).end)
    if aim is not Aim.UNSAID:
        return aim
    return _by_subject(page, read, noun, (start, end))


def _before_noun(page: Page, read: Read, noun: int, start: int) -> Aim:
    """``US strikes``, ``Houthi attacks``, ``militia attacks``: the doer right before the noun."""
    first = noun
    while first > max(start, noun - 6) and page.word(first - 1) not in _PHRASE_END:
        if page.word(first - 1) in {"of", "on", "against", "at", ","} or _is_number(
            page, first - 1
        ):
            break
        first -= 1
    if _TARGETS.intersection(page.words[first:noun]):
        return Aim.OTHERS
    for mention in page.named(first, noun):
        if page.fits(mention, read.not_agent) or page.fits(mention, read.not_patient):
            return Aim.OTHERS if not _is_doer_named_ours(page, read, mention.id) else Aim.UNSAID
        if mention.kind == "region" and mention.country != "ME":
            return Aim.OTHERS
        if mention.kind == "country" and mention.rule != "country:where":
            is_ours = page.fits(mention, read.patient)
            return Aim.OTHERS if is_ours else Aim.UNSAID
    return Aim.UNSAID


def _is_doer_named_ours(page: Page, read: Read, mention_id: str) -> bool:
    """``militia attacks``: the militias are who attacks, though an attack on them is another's."""
    is_agent = any(page.baseline.is_part_of(mention_id, one) for one in read.not_agent)
    return not is_agent


def _is_number(page: Page, index: int) -> bool:
    return page.quantity_over(index) is not None


def _after_noun(page: Page, read: Read, noun: int, end: int) -> Aim:
    """``attacks on US troops``, ``attacks by the Houthis``, ``strikes in Iraq on bases``."""
    if page.words[noun + 1 : noun + 4] in (["of", "its", "own"], ["of", "their", "own"]):
        first = page.sentence(noun).start
        return Aim.OTHERS if page.is_named(first, noun, read.not_agent) else Aim.UNSAID
    index = noun + 1
    while index < min(end, noun + _REACH):
        word = page.word(index)
        if word in {".", ";", '"'} or (_is_number(page, index) and not page.is_time(index)):
            break
        if word == "by" and not page.is_time(index):
            near = page.named(index + 1, min(end, index + 7))
            doer = next((m for m in near if m.kind in {"actor", "country"}), None)
            if doer and page.fits(doer, read.not_agent):
                return Aim.OTHERS
            phrase = page.words[index + 1 : index + 5]
            if index == noun + 1 and doer is None and not _ATTACKERS.intersection(phrase):
                return Aim.OTHERS
        is_dealt = word == "to" and page.word(noun) in {"blow", "blows"}
        if (
            (word in _TOWARDS or is_dealt)
            and not page.is_time(index)
            and not _is_number(page, index + 1)
        ):
            aim = aim_of_phrase(page, read, index + 1, end)
            if aim is not Aim.UNSAID:
                return aim
        index += 1
    return Aim.UNSAID


def aim_of_phrase(page: Page, read: Read, start: int, end: int) -> Aim:
    """Whom a noun phrase after ``on`` or ``against`` names."""
    while page.word(start) in {"at", "on", "against", "the", "toward", "towards"}:
        start += 1
    last = start
    while last < min(end, start + 9) and page.word(last) not in _PHRASE_END:
        if page.is_time(last):
            break
        last += 1
    if _AT_SEA.intersection(page.words[start:last]):
        return Aim.OTHERS
    if any(page.fits(m, read.patient) for m in page.mentions if start <= m.start < last):
        return Aim.OURS
    words = page.words[start:last]
    others = [m for m in page.named(start, last) if m.kind in {"actor", "country", "office"}]
    if any(m.rule != "country:where" for m in others):
        return Aim.OTHERS
    is_owned = words[:1] in (["our"], ["its"], ["their"]) and _OWNED.intersection(words)
    if _NEUTRAL.intersection(words) or is_owned:
        return Aim.NEAR
    if any(page.named(start, last)) or not words:
        return Aim.UNSAID
    return Aim.OTHERS


def _by_subject(page: Page, read: Read, noun: int, clause: tuple[int, int]) -> Aim:
    """``Turkey carried out 40 strikes``, ``US forces have endured 48``: whose subject it is."""
    start, _ = clause
    if _SUFFER.intersection(page.words[start:noun]):
        sufferers = [m for m in page.named(start, noun) if page.fits(m, read.patient)]
        if sufferers:
            return Aim.OURS
    verb = next((i for i in range(noun - 1, start - 1, -1) if page.word(i) in _LAUNCH), None)
    if verb is None or page.word(verb - 1) in {"were", "was", "been", "be"}:
        return Aim.UNSAID
    doers = [m for m in page.named(start, verb) if m.kind != "place" and m.rule != "country:where"]
    if doers and (page.fits(doers[-1], read.not_agent)):
        return Aim.OTHERS
    return Aim.UNSAID


def aim_of_verb(page: Page, read: Read, verb: int, number: int) -> Aim:
    """At whom the attacks went that a verb tells of: its object, or the subject of its passive.

    Args:
        page: the text.
        read: the claim's reading rule.
        verb: the token of the verb.
        number: the first token of the number that says how often.
    """
    start, end = page.clause(verb)
    reach = min(end, number) if number > verb else end
    at = _object_of(page, verb, reach)
    while page.word(at) in {"on", "at", "upon", "out", "back", "against"} and at < end:
        at += 1
    is_shot_at = page.word(verb) in _THROWN and page.word(at) in _MEANS  # "shot at with rockets"
    is_passive = page.word(verb - 1) in _BE and (at == verb + 1 or is_shot_at)
    if (
        not is_passive
        and at < reach
        and page.word(at) not in {"by", ",", "-", "since", "in", ".", ";", "for"}
    ):
        aim = aim_of_phrase(page, read, at, reach)
        if aim is Aim.OURS:
            return aim
        if any(word.isalpha() and word not in _ADVERBS for word in page.words[at:reach]):
            return Aim.OTHERS if _doers(page, read, start, verb) else aim
    if _is_by_another(page, read, at, end):
        return Aim.OTHERS
    if _is_active(page, verb):
        return Aim.OTHERS if _doers(page, read, start, verb) else Aim.UNSAID
    return _aim_of_subject(page, read, verb, start)


def _doers(page: Page, read: Read, start: int, verb: int) -> bool:
    """Whether one of those who are not the doers of these attacks is the verb's subject."""
    return any(
        page.fits(m, read.not_agent)
        and page.word(m.end) not in _SAYING
        and not (_TOWARDS | {"of"}).intersection(page.words[max(0, m.start - 2) : m.start])
        for m in page.named(start, verb)
    )


def _is_by_another(page: Page, read: Read, at: int, end: int) -> bool:
    return any(
        page.fits(m, read.not_agent)
        and "by" in page.words[at : m.start]
        and page.word(m.end) not in {"'s", "'"}
        for m in page.named(at, min(end, at + _REACH))
    )


def _object_of(page: Page, verb: int, reach: int) -> int:
    """Where the object begins; of ``fired rockets at bases`` it is the bases."""
    if page.word(verb) in _THROWN:
        for index in range(verb + 1, reach):
            if page.word(index) in {"at", "on", "toward", "towards", "against"}:
                return index + 1
    return verb + 1


def _is_active(page: Page, verb: int) -> bool:
    """``had struck``, ``have fired``: what stands before it is the doer."""
    if page.word(verb).endswith("ing"):
        return page.word(verb - 1) != "being"
    at = verb - 1
    while page.word(at) in {"also", "already", "now", "since", "repeatedly", "twice", "again"}:
        at -= 1
    is_noun = page.word(verb - 1) == "under"
    return page.word(at) in {"have", "has", "had", "'ve"} and not is_noun


def _aim_of_subject(page: Page, read: Read, verb: int, start: int) -> Aim:
    """The subject of a passive stands before it; in a participial opening, after the comma."""
    subjects = [
        m for m in page.named(start, verb) if m.kind != "country" or m.rule == "country:state"
    ]
    ours = [m for m in subjects if page.fits(m, read.patient)]
    if ours:
        return Aim.OURS
    if subjects and any(m.kind == "actor" for m in subjects):
        return Aim.OTHERS
    if verb - start <= 1:
        sentence = page.sentence(verb)
        follow = page.named(verb, sentence.end)
        return Aim.OURS if any(page.fits(m, read.patient) for m in follow) else Aim.UNSAID
    nouns = _NEUTRAL.intersection(page.words[start:verb])
    return Aim.NEAR if nouns or page.word(verb - 1) in {"them", "they"} else Aim.OTHERS
