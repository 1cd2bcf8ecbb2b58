"""Find the times of a text and the part each plays: since, until, as of, during, on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from spacy.language import Language

from storage.models import Day
from watchers.language.annotations import TimeSpan
from watchers.language.moments import (
    STARTERS,
    Calendar,
    Moment,
    counted_span,
    event_at,
    moment_at,
    span_back,
)
from watchers.language.numerals import is_number_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

    from watchers.baseline import Baseline

FACTORY = "stet_dates"

_ROLE_WORDS = {
    "since": "since|ever since|starting|starting on|starting in|beginning on|dating back to|"
    "going back to|after|following|in the wake of|as early as|from|beginning|starting from|"
    "from the date of|from the day of|"
    "since about|since around|since at least|in the days after|in the weeks after|since the",
    "until": "until|till|up until|through|up to|up through|before|prior to|ahead of|running to",
    "as_of": "as of|as at|by|as late as|by the|as of the",
    "on": "on|in|during|at|over|within|throughout|for|of|around|across|in just|in only|within just|"
    "in barely|in under|in less than|in fewer than|in little more than|in about|in roughly|"
    "over just|inside|in the space of|in the course of|over the course of|in little over|"
    "in more than|over more than|in almost|in nearly|just|the|in a little over",
}
_ROLES = {
    tuple(phrase.split()): role
    for role, phrases in _ROLE_WORDS.items()
    for phrase in phrases.split("|")
}
_LONGEST: dict[str, int] = {}
"""By its first word, the length of the longest phrase that gives a time its role."""
for _phrase in _ROLES:
    _LONGEST[_phrase[0]] = max(_LONGEST.get(_phrase[0], 0), len(_phrase))
_STRETCHES = frozenset("in over within inside during just".split())
_ONLY_WITH_EVENT = frozenset("for of across the just around".split())
_STRICT = frozenset({"before", "prior", "ahead"})


def settings(baseline: Baseline) -> dict[str, object]:
    """What the factory needs to know of a baseline: the days with names."""
    return {
        "events": [[list(event.names), event.on.isoformat()] for event in baseline.dated_events]
    }


@Language.factory(FACTORY, default_config={"events": []})
class DateReader:
    """Fills ``doc._.times``.

    Args:
        events: pairs of names and an ISO date: the days that texts refer to by a name.
    """

    def __init__(
        self,
        nlp: Language,  # noqa: ARG002 - spaCy passes it to every factory
        name: str,
        events: list[tuple[list[str], str]],
    ) -> None:
        self.name = name
        self.events = {
            tuple(written.lower().replace("-", " - ").split()): date.fromisoformat(day)
            for names, day in events
            for written in names
        }
        self.longest = max(map(len, self.events), default=0)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc``; without a day of publication nothing can be resolved."""
        if doc._.published is not None:
            calendar = Calendar(doc._.published, self.events, self.longest)
            doc._.times = find_times([token.lower_ for token in doc], calendar)
        return doc


def find_times(words: Sequence[str], calendar: Calendar) -> list[TimeSpan]:
    """All times of the text, in order and without overlap."""
    found: list[TimeSpan] = []
    index = 0
    while index < len(words):
        time = _time_at(words, index, calendar)
        if time:
            found.append(time)
        index = time.end if time else index + 1
    return found


def _time_at(words: Sequence[str], index: int, calendar: Calendar) -> TimeSpan | None:
    longest = _LONGEST.get(words[index], 0)
    for length in range(min(longest, len(words) - index - 1), 0, -1):
        phrase = tuple(words[index : index + length])
        role = _ROLES.get(phrase)
        time = role and _with_role(words, (index, index + length), role, calendar)
        if time:
            return time
    if words[index] in {"between", "from"}:
        return _between(words, index, calendar) or _opened(words, index, calendar)
    if words[index] in STARTERS or is_number_word(words[index]):
        moment = moment_at(words, index, calendar)
        if moment:
            return _joined(words, index, moment, calendar) or _placed(index, moment)
    return None


def _with_role(
    words: Sequence[str], phrase: tuple[int, int], role: str, calendar: Calendar
) -> TimeSpan | None:
    start, at = phrase
    if words[start] == "from" and (both := _between(words, start, calendar)):
        return both
    moment = moment_at(words, at, calendar)
    if role == "on":
        return _in_role_on(words, phrase, moment, calendar)
    moment = moment or event_at(words, at, calendar)
    if moment is None:
        return None
    rule = f"{moment.rule}-{role}"
    if role == "since":
        first = moment.last if words[start] in {"after", "following"} else moment.first
        is_past = first.value <= calendar.published
        return TimeSpan(start, moment.end, role, rule, first=first) if is_past else None
    return TimeSpan(
        start, moment.end, role, rule, last=_last_day(words[start], role, moment, calendar)
    )


def _in_role_on(
    words: Sequence[str], phrase: tuple[int, int], moment: Moment | None, calendar: Calendar
) -> TimeSpan | None:
    """``on Thursday``, ``in November``, ``in twelve days``."""
    start, at = phrase
    if moment is None:
        return _stretch(words, start, at, calendar) if words[start] in _STRETCHES else None
    if words[start] in _ONLY_WITH_EVENT:
        return None
    return _joined(words, start, moment, calendar) or _placed(start, moment)


def _last_day(word: str, role: str, moment: Moment, calendar: Calendar) -> Day:
    """The last day that ``until X``, ``before X`` or ``by X`` leaves open."""
    if role == "until" and word in {*_STRICT, "until", "till"}:
        first = moment.first
        return Day(first.value - timedelta(days=word in _STRICT), first.is_approximate)
    is_ahead = moment.last.value > calendar.published and not moment.is_day
    return Day(calendar.published) if role == "as_of" and is_ahead else moment.last


def _placed(start: int, moment: Moment) -> TimeSpan:
    role = "on" if moment.is_day else "during"
    return TimeSpan(start, moment.end, role, moment.rule, first=moment.first, last=moment.last)


def _between(words: Sequence[str], start: int, calendar: Calendar) -> TimeSpan | None:
    """``between 17 and 26 October``, ``from Oct. 17 to Nov. 14``."""
    first = moment_at(words, start + 1, calendar) or event_at(words, start + 1, calendar)
    return _joined(words, start, first, calendar) if first else None


def _opened(words: Sequence[str], start: int, calendar: Calendar) -> TimeSpan | None:
    """``between mid-October and the truce``: the first day is known, the last is not."""
    first = moment_at(words, start + 1, calendar)
    if first is None or first.first.value > calendar.published:
        return None
    return TimeSpan(start, first.end, "since", f"{first.rule}-open", first=first.first)


def _joined(words: Sequence[str], start: int, first: Moment, calendar: Calendar) -> TimeSpan | None:
    """A closed stretch: a moment, a joining word, another moment (or a day of the same month)."""
    at = first.end
    if at + 1 >= len(words) or words[at] not in {"and", "to", "until", "till", "through", "-"}:
        return None
    if words[at] == "and" and words[start] != "between":
        return None
    last = moment_at(words, at + 1, calendar)
    end_day = last.last if last else _same_month(words[at + 1], first)
    if end_day is None or end_day.value < first.first.value:
        return None
    end = last.end if last else at + 2
    return TimeSpan(start, end, "during", "date-between", first=first.first, last=end_day)


def _same_month(word: str, first: Moment) -> Day | None:
    """``Oct. 17-30``: the second number is a day of the first one's month."""
    digits = word.removesuffix("th").removesuffix("st").removesuffix("nd").removesuffix("rd")
    if not first.is_day or not digits.isdigit() or len(digits) > 2:  # noqa: PLR2004
        return None
    try:
        return Day(first.first.value.replace(day=int(digits)))
    except ValueError:
        return None


def _stretch(words: Sequence[str], start: int, at: int, calendar: Calendar) -> TimeSpan | None:
    """``in twelve days``, ``in less than a month``, ``over four weeks``: up to publication."""
    counted = counted_span(words, at)
    if counted is None or words[counted[1] : counted[1] + 1] == ["-"]:
        return None
    count, end, span = counted
    if span == "hour":
        count, span = count / 24, "day"
    first = Day(span_back(calendar.published, count, span), True)  # noqa: FBT003
    return TimeSpan(start, end, "during", "date-stretch", first=first, last=Day(calendar.published))
