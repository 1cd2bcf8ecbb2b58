"""Who says a stretch of text, in the shortest form that names the speaker; not whether it is so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spacy.language import Language

from watchers.language.annotations import Attribution
from watchers.language.entities import mentions_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from watchers.baseline import Baseline
    from watchers.language.annotations import Mention, Sentence

FACTORY = "stet_attribution"

_SAY = frozenset(
    "say says said saying tell tells told announce announces announced confirm confirms confirmed"
    " states stated add adds added reported acknowledge acknowledges"
    " acknowledged note notes noted declare declares declared stress stresses"
    " stressed reveal reveals revealed disclose discloses disclosed estimate estimates estimated"
    " admit admits admitted reiterate reiterates reiterated explain explains explained"
    " wrote writes posted tweeted argue argues argued believe believes believed insist insists"
    " insisted maintain maintains maintained claim claims claimed boast boasts boasted"
    " allege alleges alleged bragged brags".split()
)
_COUNT = frozenset(
    "count counts counted track tracks tracked record records recorded log logs logged list lists"
    " listed tally tallies tallied register registers registered put puts document documents"
    " documented show shows showed shown attribute revise revised revises place places placed"
    " cite cites cited give gives gave raise raises raised lower lowered".split()
)
_DISTANT = frozenset(
    "claim claims claimed boast boasts boasted allege alleges alleged bragged brags".split()
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
_COUNTING_NOUNS = frozenset(
    "count tally reckoning numbers figures figure tracker database data estimate estimates"
    " records breakdown log total".split()
)
_OWNING = frozenset(("'s", "'"))
_HELPERS = frozenset(
    "has have had also later earlier now again then since already only just previously recently"
    " today yesterday first separately officially publicly formally initially long did do does"
    " monday tuesday wednesday thursday friday saturday sunday on reportedly still himself herself"
    " itself so far".split()
)
_STOPS = frozenset((",", ";", ":", "-", '"', "'", "(", ")", "[", "]", ".", "?", "!", "\n"))
_NOT_IN_NAME = frozenset(
    "that which who whom when while but because if as after before although though and or than"
    " whether so".split()
)
_BE = frozenset("be is are was were been being 's to not n't never".split())
_DETERMINERS = frozenset(
    "a an the one two three some several many this that its their his her".split()
)
_PRONOUNS = frozenset(("he", "she", "it", "they"))
_TIME_WORDS = frozenset(
    "on in late early monday tuesday wednesday thursday friday saturday sunday today yesterday"
    " reporters journalists at during via through when while as after before of to".split()
)
_LINKS = frozenset(("on", "in", "of", "at", "from", "after", "against", "by"))
_LONGEST_NAME = 14


@dataclass(frozen=True, slots=True)
class _Voice:
    """A speaker and the words that name and introduce it."""

    start: int
    end: int
    source: str
    actor_id: str | None


def settings(baseline: Baseline) -> dict[str, object]:
    """What a speaker is called: the kind, the parent and the name of each actor."""
    return {
        "actors": {
            actor.id: {"kind": actor.kind, "part_of": actor.part_of, "name": actor.names[0]}
            for actor in baseline.actors
        }
    }


def is_aside(doc: Doc, index: int) -> bool:
    """Whether the token only names a speaker, beside what is said (", an official said")."""
    asides = (a.aside for a in doc._.attributions if a.aside)
    return any(start <= index < end for start, end in asides)


def attribution_at(doc: Doc, index: int) -> Attribution | None:
    """The narrowest attribution that covers the token ``index``."""
    covering = [a for a in doc._.attributions if a.start <= index < a.end]
    return min(covering, key=lambda a: a.end - a.start, default=None)


@Language.factory(FACTORY)
class SpeakerFinder:
    """Fills ``doc._.attributions``."""

    def __init__(
        self, nlp: Language, name: str, *, actors: dict[str, dict[str, str | None]]
    ) -> None:
        del nlp
        self.name = name
        self._actors = actors

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc``."""
        found: list[Attribution] = []
        is_quoted = _quoted(doc)
        for sentence in doc._.sentences:
            own: list[Attribution] = []
            known = list(found)
            for part in _parts(doc, sentence):
                for attribution in self._in_part(doc, part, known):
                    own.append(attribution)
                    known.append(attribution)  # "the ministry says that it has counted"
            if not own and found and is_quoted[sentence.start]:
                own = [
                    replace(found[-1], start=sentence.start, end=sentence.end, rule="same quote")
                ]
            found += own
        doc._.attributions = found
        return doc

    def _in_part(
        self, doc: Doc, part: tuple[int, int], before: list[Attribution]
    ) -> Iterator[Attribution]:
        start, end = part
        yield from self._labels(doc, start, end)
        for index in range(start, end):
            word = doc[index].lower_
            if word in _COUNTING_NOUNS and index > start and doc[index - 1].lower_ in _OWNING:
                yield from self._counting_noun(doc, index, part)
            elif word in _SAY or word in _COUNT:
                yield from self._verb(doc, index, part, before)
            elif word == "to" and index > start and doc[index - 1].lower_ == "according":
                yield from self._according(doc, index, part)
            elif word == "by":
                yield from self._by(doc, index, part)

    def _verb(
        self, doc: Doc, index: int, part: tuple[int, int], before: list[Attribution]
    ) -> Iterator[Attribution]:
        """``X said that S``, ``S, X said``, ``"S," said X``, ``S says X``."""
        start, end = part
        previous = doc[index - 1].lower_ if index > start else ""
        follower = doc[index + 1].lower_ if index + 1 < end else ""
        if previous in _BE | _DETERMINERS | {"'s"} or follower == "by":
            return
        voice = self._tail(doc, index, part)
        is_after = voice is not None
        voice = voice or self._left(doc, index, start, before)
        if voice is None and doc[index].lower_ in _SAY:
            voice = self._right(doc, index, end)
            is_after = True
        if voice is None:
            return
        rule = f"{'verb before' if is_after else 'verb after'} {doc[index].lower_}"
        is_claim = doc[index].lower_ in _DISTANT
        covered = _covered(doc, (min(voice.start, index), max(voice.end, index + 1)), part)
        if doc[index].lower_ in _COUNT and not is_after:
            covered = (index, end)
        is_beside = covered[0] < voice.start
        aside = (voice.start, voice.end) if is_beside else None
        yield Attribution(*covered, voice.source, rule, voice.actor_id, is_claim, aside)

    def _tail(self, doc: Doc, verb: int, part: tuple[int, int]) -> _Voice | None:
        """The speaker at the end of a headline: ``base hit, says X``."""
        end = part[1] - 1 if doc[part[1] - 1].text == "." else part[1]
        if doc[verb].lower_ not in {"says", "say", "said"} or not verb < end - 1 <= verb + 5:
            return None
        is_long = verb - part[0] > 3  # noqa: PLR2004 - more before it than a name
        return self._voice(doc, verb + 1, end) if is_long and _is_bare(doc, verb + 1, end) else None

    def _according(self, doc: Doc, index: int, part: tuple[int, int]) -> Iterator[Attribution]:
        voice = self._voice(doc, index + 1, _name_end(doc, index + 1, part[1]))
        if voice:
            aside = (voice.start, voice.end)
            yield Attribution(*part, voice.source, "according to", voice.actor_id, aside=aside)

    def _by(self, doc: Doc, index: int, part: tuple[int, int]) -> Iterator[Attribution]:
        """``115 acknowledged by X``; with a claim, only what stands right before it is meant."""
        verb = doc[index - 1].lower_ if index > part[0] else ""
        if verb not in _SAY and verb not in _COUNT:
            return
        voice = self._voice(doc, index + 1, _name_end(doc, index + 1, part[1]))
        if voice is None:
            return
        first = index - 1
        while first > part[0] and doc[first - 1].text not in _STOPS:
            first -= 1
        if verb in _DISTANT and not any(t.like_num for t in doc[max(first, index - 6) : index]):
            return
        is_claim = verb in _DISTANT
        yield Attribution(first, index, voice.source, f"{verb} by", voice.actor_id, is_claim)

    def _counting_noun(self, doc: Doc, index: int, part: tuple[int, int]) -> Iterator[Attribution]:
        """``by the Pentagon's reckoning``, ``if the ministry's numbers are right``."""
        first = _name_start(doc, index - 1, part[0])
        by = next((i for i in range(index - 2, first - 1, -1) if doc[i].lower_ == "by"), None)
        first = first if by is None else by + 1
        voice = self._voice(doc, first, index - 1)
        if voice:
            aside = None if by is None else (first, index)
            rule = f"'s {doc[index].lower_}"
            yield Attribution(*part, voice.source, rule, voice.actor_id, aside=aside)

    def _labels(self, doc: Doc, start: int, end: int) -> Iterator[Attribution]:
        """``Pentagon: S``, and ``S - official`` at the end."""
        for index in range(start + 1, min(start + 7, end - 1)):
            if doc[index].text == ":":
                voice = self._voice(doc, start, index)
                if voice and _is_bare(doc, start, index):
                    yield Attribution(index + 1, end, voice.source, "label", voice.actor_id)
                break
        last = end - 1 if doc[end - 1].text in {".", '"'} else end
        for index in range(max(start, last - 6), last - 1):
            if doc[index].text == "-" and doc[index].whitespace_ and index > start + 2:
                voice = self._voice(doc, index + 1, last)
                if voice and _is_bare(doc, index + 1, last):
                    yield Attribution(start, index, voice.source, "tail", voice.actor_id)

    def _left(self, doc: Doc, verb: int, start: int, before: list[Attribution]) -> _Voice | None:
        """The speaker who is the subject of the verb."""
        end = verb
        while end > start and doc[end - 1].lower_ in _HELPERS:
            end -= 1
        if end > start and doc[end - 1].text == ",":  # "Singh, the spokeswoman, said"
            end -= 1
        if end > start and doc[end - 1].lower_ in _PRONOUNS and before:
            last = before[-1]
            return _Voice(end - 1, end, last.source, last.actor_id)
        first = _name_start(doc, end, start)
        return self._voice(doc, first, end)

    def _right(self, doc: Doc, verb: int, end: int) -> _Voice | None:
        """The speaker after the verb: ``," said X``, ``says X`` at the end of a headline."""
        first = verb + 1
        last = _name_end(doc, first, end)
        is_tail = last >= end - 1
        is_after_quote = verb > 0 and doc[verb - 1].text in {",", '"', "'"}
        if not (is_tail or is_after_quote):
            return None
        return self._voice(doc, first, last)

    def _voice(self, doc: Doc, start: int, end: int) -> _Voice | None:
        """The speaker that the words ``[start, end)`` name, if they name one."""
        if end <= start:
            return None
        named = [m for m in mentions_in(doc, start, end) if m.kind in {"actor", "office"}]
        if named:
            return _Voice(start, end, *self._called(doc, named, (start, end)))
        words = [t for t in doc[start:end] if t.lower_ not in _DETERMINERS and not t.is_punct]
        is_speaker = any(token.lower_ in _SPEAKERS for token in words)
        is_name = bool(words) and all(token.text[:1].isupper() for token in words)
        is_country = any(m.kind == "country" for m in mentions_in(doc, start, end))
        if not is_speaker and not (is_name and (len(words) > 1 or is_country)):
            return None
        return _Voice(start, end, _short([t.text for t in words]), None)

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
            words = [t for t in doc[span[0] : officials[0].i + 1] if t.lower_ not in _DETERMINERS]
            text = " ".join(t.text for t in words if not t.is_punct)
            is_national = any(t.text[:1].isupper() for t in words)
            prefix = "" if is_national or not mention.country else f"{mention.country} "
            return prefix + text, actor_id
        return str(actor["name"]), actor_id


def _parts(doc: Doc, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """A sentence cut at its semicolons: each part may have its own speaker."""
    start = sentence.start
    for index in range(sentence.start, sentence.end):
        if doc[index].text == ";":
            yield start, index
            start = index + 1
    if start < sentence.end:
        yield start, sentence.end


def _covered(doc: Doc, speech: tuple[int, int], part: tuple[int, int]) -> tuple[int, int]:
    """What is said: all of the part where the speech is an insertion or a tail, else the rest."""
    start, end = speech
    before = doc[start - 1].text if start > part[0] else ""
    is_inserted = before in {",", '"', "-", "("} and start > part[0] + 1
    after = doc[end].lower_ if end < part[1] else "."
    is_closed = after in _STOPS or after in _TIME_WORDS or before == '"'
    if is_inserted and is_closed:
        return part
    if all(token.text in _STOPS for token in doc[end : part[1]]):
        return part[0], start
    return end, part[1]


def _name_start(doc: Doc, end: int, least: int) -> int:
    """Where the noun phrase that ends before ``end`` begins."""
    first = end
    while first > max(least, end - _LONGEST_NAME):
        token = doc[first - 1]
        if token.text in _STOPS or token.lower_ in _NOT_IN_NAME or token.lower_ in _SAY:
            break
        first -= 1
    return first


def _name_end(doc: Doc, start: int, most: int) -> int:
    """Where the noun phrase that begins at ``start`` ends."""
    last = start
    while last < min(most, start + _LONGEST_NAME):
        token = doc[last]
        if token.text in _STOPS or (token.lower_ in _NOT_IN_NAME | _TIME_WORDS and last > start):
            break
        last += 1
    return last


def _is_bare(doc: Doc, start: int, end: int) -> bool:
    """Whether the words are a name alone: no verb of saying, no preposition."""
    return not any(t.lower_ in _SAY | _BE or t.lower_ in _LINKS for t in doc[start:end])


def _short(words: list[str]) -> str:
    """A speaker's name without what follows ``of``, ``in`` or ``for``."""
    kept: list[str] = []
    for text in words:
        if text.lower() in {"of", "in", "for", "at", "from", "with", "on", "to", "'s"}:
            break
        kept.append(text.lower() if text.lower() in _SPEAKERS else text)
    return " ".join(kept)


def _quoted(doc: Doc) -> list[bool]:
    """For each token whether a quote is open before it; a new line closes what is open."""
    is_open, before = False, []
    for token in doc:
        before.append(is_open)
        if token.text == '"':
            is_open = not is_open
        elif token.is_space and "\n" in token.text:
            is_open = False
    return before
