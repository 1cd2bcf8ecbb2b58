"""Who a stretch of words names as a speaker, and the shortest name for them; not what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchers.language.entities import mentions_in

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from watchers.language.annotations import Mention

SAY = frozenset(
    "say says said saying tell tells told announce announces announced confirm confirms confirmed"
    " states stated add adds added reported acknowledge acknowledges"
    " acknowledged note notes noted declare declares declared stress stresses"
    " stressed reveal reveals revealed disclose discloses disclosed estimate estimates estimated"
    " admit admits admitted reiterate reiterates reiterated explain explains explained"
    " wrote writes posted tweeted argue argues argued believe believes believed insist insists"
    " insisted maintain maintains maintained claim claims claimed boast boasts boasted"
    " allege alleges alleged bragged brags".split()
)
STOPS = frozenset((",", ";", ":", "-", '"', "'", "(", ")", "[", "]", ".", "?", "!", "\n"))
BE = frozenset("be is are was were been being 's to not n't never".split())
_HELPING = frozenset("has have had will would can could may might must should".split())
DETERMINERS = frozenset(
    "a an the one two three some several many this that its their his her".split()
)
TIME_WORDS = frozenset(
    "on in late early monday tuesday wednesday thursday friday saturday sunday today yesterday"
    " reporters journalists at during via through when while as after before of to".split()
)
_SPEAKERS = frozenset(
    "official officials spokesman spokeswoman spokesperson spokespeople spokesmen source sources"
    " statement statements ministry minister military army agency agencies group groups faction"
    " analyst analysts monitor monitors watchdog newspaper outlet broadcaster channel channels"
    " tv television media report reports centre center institute tracker tank researchers"
    " researcher study police mayor governor commander commanders general colonel leader leaders"
    " witness witnesses residents lawmaker lawmakers diplomat diplomats ambassador embassy envoy"
    " organisation organization charity un bank office command authorities government department"
    " administration secretary president chief director head adviser advisor aide website union"
    " militia militias militiamen company airline hospital doctors medics database figures data"
    " tally count counts numbers reckoning correspondent columnist critics experts expert"
    " economist economists counsel court judge prosecutor prosecutors".split()
)
_NOT_IN_NAME = frozenset(
    "that which who whom when while but because if as after before although though and or than"
    " whether so".split()
)
_LINKS = frozenset(("on", "in", "of", "at", "from", "after", "against", "by"))
_LONGEST_NAME = 14


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker and the words that name and introduce it."""

    start: int
    end: int
    source: str
    actor_id: str | None


class Voices:
    """Names speakers; knows of each actor its kind, the institution behind it and its name."""

    def __init__(self, actors: dict[str, dict[str, str | None]]) -> None:
        self._actors = actors

    def named(self, doc: Doc, start: int, end: int) -> Voice | None:
        """The speaker that the words ``[start, end)`` name, if they name one."""
        if end <= start:
            return None
        named = [m for m in mentions_in(doc, start, end) if m.kind in {"actor", "office"}]
        if named:
            return Voice(start, end, *self._called(doc, named, (start, end)))
        words = [t for t in doc[start:end] if t.lower_ not in DETERMINERS and not t.is_punct]
        is_speaker = any(token.lower_ in _SPEAKERS for token in words)
        is_name = bool(words) and all(token.text[:1].isupper() for token in words)
        is_country = any(m.kind == "country" for m in mentions_in(doc, start, end))
        if not is_speaker and not (is_name and (len(words) > 1 or is_country)):
            return None
        return Voice(start, end, _short([t.text for t in words]), None)

    def is_loose(self, actor_id: str) -> bool:
        """Whether an actor is a state, a person or a group rather than a body that speaks."""
        return self._actors[actor_id]["kind"] in {"group", "state", "person"}

    def _called(
        self, doc: Doc, named: list[Mention], span: tuple[int, int]
    ) -> tuple[str, str | None]:
        """Name and id of the institution, or of whoever else, that the mentions speak for."""
        mention = named[-1]
        actor_id = mention.id
        if actor_id not in self._actors:
            return doc[mention.start : mention.end].text, actor_id
        while self._actors[actor_id]["kind"] == "person" and self._actors[actor_id]["part_of"]:
            actor_id = str(self._actors[actor_id]["part_of"])
        actor = self._actors[actor_id]
        is_loose = actor["kind"] in {"group", "state"}
        officials = [t for t in doc[span[0] : span[1]] if t.lower_ in {"official", "officials"}]
        if is_loose and officials:
            words = [t for t in doc[span[0] : officials[0].i + 1] if t.lower_ not in DETERMINERS]
            text = " ".join(t.text for t in words if not t.is_punct)
            is_national = any(t.text[:1].isupper() for t in words)
            prefix = "" if is_national or not mention.country else f"{mention.country} "
            return prefix + text, actor_id
        return str(actor["name"]), actor_id


def name_start(doc: Doc, end: int, least: int) -> int:
    """Where the noun phrase that ends before ``end`` begins."""
    first = end
    while first > max(least, end - _LONGEST_NAME):
        token = doc[first - 1]
        if token.text in STOPS or token.lower_ in _NOT_IN_NAME or token.lower_ in SAY:
            break
        first -= 1
    return first


def name_end(doc: Doc, start: int, most: int) -> int:
    """Where the noun phrase that begins at ``start`` ends."""
    last = start
    while last < min(most, start + _LONGEST_NAME):
        token = doc[last]
        if token.text in STOPS or (token.lower_ in _NOT_IN_NAME | TIME_WORDS and last > start):
            break
        last += 1
    return last


def is_bare(doc: Doc, start: int, end: int) -> bool:
    """Whether the words are a name alone: no verb of saying, no preposition."""
    verbs = SAY | BE | _HELPING
    return not any(t.lower_ in verbs or t.lower_ in _LINKS for t in doc[start:end])


def _short(words: list[str]) -> str:
    """A speaker's name without what follows ``of``, ``in`` or ``for``."""
    kept: list[str] = []
    for text in words:
        if text.lower() in {"of", "in", "for", "at", "from", "with", "on", "to", "'s"}:
            break
        kept.append(text.lower() if text.lower() in _SPEAKERS else text)
    return " ".join(kept)
