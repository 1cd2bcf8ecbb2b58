"""Read one moment (a day, a month, a past stretch, an event's day) and resolve it; no roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from storage.models import Day
from watchers.language.almanac import MONTHS, SEASONS, SPANS, WEEKDAYS, YEARS
from watchers.language.numerals import numeral_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_AHEAD = timedelta(days=14)
"""How far ahead of publication a date without a year may lie."""
_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_PART_NAMES = {"early": 5, "mid": 15, "late": 25}
_HOURS = frozenset("morning afternoon evening night midday noon alone".split())
_NEAR = frozenset("today tonight yesterday overnight".split())
_FEASTS = {
    ("christmas", "day"): (12, 25),
    ("christmas", "eve"): (12, 24),
    ("christmas",): (12, 25),
    ("boxing", "day"): (12, 26),
    ("new", "year", "'s", "day"): (1, 1),
    ("new", "year", "'s", "eve"): (12, 31),
    ("year", "-", "end"): (12, 31),
    ("year", "'s", "end"): (12, 31),
}
_BEGUN = frozenset("began begun started broke erupted begins".split())
_BEGINNING = frozenset("start beginning outbreak eruption onset".split())


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of days, the token after it, and whether it runs up to publication."""

    first: Day
    last: Day
    end: int
    rule: str
    is_running: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is one single day."""
        return self.first.value == self.last.value


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a moment is resolved against: the day of publication, and the days with names."""

    published: date
    events: Mapping[tuple[str, ...], date] = field(default_factory=dict)
    longest_event: int = 0


def moment_at(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    """The moment whose first token is at ``at``; None where none starts there."""
    for read in _READERS:
        moment = read(words, at, calendar)
        if moment:
            return moment
    return None


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


def _one_day(day: date, end: int, rule: str, *, is_rough: bool = False) -> Moment:
    return Moment(Day(day, is_rough), Day(day, is_rough), end, rule)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _latest(calendar: Calendar, month: int, day: int) -> date | None:
    """The latest such day that does not lie well after publication."""
    for year in (calendar.published.year + 1, calendar.published.year, calendar.published.year - 1):
        found = _safe(year, month, day)
        if found and found <= calendar.published + _AHEAD:
            return found
    return None


def _day_number(words: Sequence[str], at: int) -> int | None:
    word = _word(words, at)
    digits = word[:-2] if word[-2:] in {"st", "nd", "rd", "th"} else word
    if digits.isdigit() and len(digits) <= 2 and 1 <= int(digits) <= 31:  # noqa: PLR2004 - of a month
        return int(digits)
    return None


def _year_number(words: Sequence[str], at: int) -> int | None:
    word = _word(words, at)
    return int(word) if len(word) == 4 and word.isdigit() and int(word) in YEARS else None  # noqa: PLR2004


def _iso(words: Sequence[str], at: int, _calendar: Calendar) -> Moment | None:
    written, end = _word(words, at), at + 1
    if _word(words, at + 1) == "-" and _word(words, at + 3) == "-":
        written, end = "".join(words[at : at + 5]), at + 5
    try:
        return _one_day(date.fromisoformat(written), end, "date-iso") if "-" in written else None
    except ValueError:
        return None


def _month_first(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    """``Oct. 17``, ``October 17, 2023``, ``October 2023``, ``mid-October``, ``last October``."""
    part, at_month = _part(words, at)
    is_last = _word(words, at_month) in {"last", "this", "past"} and not part
    month = MONTHS.get(_word(words, at_month + is_last))
    if month is None or _is_modal(words, at_month + is_last):
        return None
    end = at_month + is_last + 1
    day = None if part or is_last else _day_number(words, end)
    if day and _word(words, end + 1) not in {"%", "percent", "million", "billion"}:
        return _full_date(words, (month, day), end + 1, calendar)
    return _whole_month(words, (month, part), end, calendar)


def _part(words: Sequence[str], at: int) -> tuple[str, int]:
    word = _word(words, at)
    if word in _PARTS:
        return word, at + 1 + (_word(words, at + 1) in {"-", "in"})
    if word in {"middle", "beginning", "start", "end"} and _word(words, at + 1) == "of":
        name = {"middle": "mid", "end": "end"}.get(word, "start")
        return name, at + 2
    return "", at


def _is_modal(words: Sequence[str], at: int) -> bool:
    """Whether ``may`` or ``march`` is a verb here: no day, year or preposition beside it."""
    if _word(words, at) not in {"may", "march", "mar", "sun", "sat", "wed"}:
        return False
    after, before = _word(words, at + 1), _word(words, at - 1)
    if after[:1].isdigit():
        return False
    return before not in {"in", "since", "of", "until", "by", "last", "early", "late", "-", "from"}


def _full_date(
    words: Sequence[str], month_day: tuple[int, int], end: int, calendar: Calendar
) -> Moment | None:
    comma = _word(words, end) == ","
    year = _year_number(words, end + comma)
    if year is not None:
        found, end = _safe(year, *month_day), end + comma + 1
    else:
        found = _latest(calendar, *month_day)
    return _one_day(found, end, "date-day") if found else None


def _whole_month(
    words: Sequence[str], named: tuple[int, str], end: int, calendar: Calendar
) -> Moment | None:
    month, part = named
    skip = 1 if _word(words, end) in {",", "of"} and _year_number(words, end + 1) else 0
    year = _year_number(words, end + skip)
    if year is not None:
        end += skip + 1
    elif _word(words, end) == "last" and _word(words, end + 1) == "year":
        year, end = calendar.published.year - 1, end + 2
    else:
        start = _latest(calendar, month, 1)
        year = start.year if start else calendar.published.year
    last = _month_end(year, month)
    if part in _PARTS:
        low, high = _PARTS[part]
        middle = _PART_NAMES[part]
        if part == "mid":
            return _one_day(date(year, month, middle), end, "date-month-part", is_rough=True)
        first, final = date(year, month, low), min(last, date(year, month, min(high, last.day)))
        return Moment(Day(first, True), Day(final, True), end, "date-month-part")  # noqa: FBT003
    if part:
        day = last if part == "end" else date(year, month, 1)
        return _one_day(day, end, "date-month-edge", is_rough=part != "end")
    return Moment(Day(date(year, month, 1), True), Day(last, True), end, "date-month")  # noqa: FBT003


def _day_first(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    """``17 October``, ``17th of October 2023``; in ``17 and 26 October`` the 17 takes the month."""
    skip = _word(words, at) == "the"
    day = _day_number(words, at + skip)
    if day is None:
        return None
    after = at + skip + 1
    of = _word(words, after) == "of"
    month = MONTHS.get(_word(words, after + of))
    if month:
        return _full_date(words, (month, day), after + of + 1, calendar)
    if _word(words, after) in {"and", "to", "-", "until"} and _day_number(words, after + 1):
        month = MONTHS.get(_word(words, after + 2))
        found = month and _latest(calendar, month, day)
        return _one_day(found, after, "date-day-shared") if found else None
    return None


def _year(words: Sequence[str], at: int, _calendar: Calendar | None = None) -> Moment | None:
    part, at_year = _part(words, at)
    year = _year_number(words, at_year)
    if year is None or _word(words, at_year + 1) == "-":
        return None
    if part in {"end", "late"}:
        return _one_day(date(year, 12, 31), at_year + 1, "date-year-edge", is_rough=part == "late")
    first, last = Day(date(year, 1, 1), True), Day(date(year, 12, 31), True)  # noqa: FBT003
    return Moment(first, last, at_year + 1, "date-year")


def _weekday(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    _, at_day = _part(words, at)
    skip = _word(words, at_day) in {"last", "this", "past"}
    number = WEEKDAYS.get(_word(words, at_day + skip))
    if number is None:
        return None
    end = at_day + skip + 1
    dated = end + (_word(words, end) in {",", "("})
    full = _month_first(words, dated, calendar) or _day_first(words, dated, calendar)
    if full and full.is_day:
        return full
    while _word(words, end) in _HOURS:
        end += 1
    back = (calendar.published.weekday() - number) % 7
    return _one_day(calendar.published - timedelta(days=back), end, "date-weekday")


def _near(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    """``today``, ``yesterday``, ``overnight``, ``this morning``, ``last night``."""
    word, following = _word(words, at), _word(words, at + 1)
    if word in _NEAR:
        day = calendar.published - timedelta(days=word == "yesterday")
        return _one_day(day, at + 1, "date-near", is_rough=word == "overnight")
    if word == "this" and following in _HOURS - {"alone", "night"}:
        return _one_day(calendar.published, at + 2, "date-near")
    if (word, following) == ("last", "night"):
        return _one_day(calendar.published - timedelta(days=1), at + 2, "date-near")
    return None


def _weekend(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    skip = _word(words, at) in {"the", "last", "this", "past"}
    if _word(words, at + skip) != "weekend":
        return None
    published = calendar.published
    saturday = published - timedelta(days=(published.weekday() - 5) % 7)
    sunday = min(saturday + timedelta(days=1), published)
    return Moment(Day(saturday), Day(sunday), at + skip + 1, "date-weekend")


def _ago(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    """``four years ago``, ``two weeks earlier``, ``a month before``."""
    counted = counted_span(words, at)
    if counted is None or _word(words, counted[1]) not in {"ago", "earlier"}:
        return None
    count, end, span = counted
    day = span_back(calendar.published, count, span)
    end += 1
    if _word(words, end) in {"this", "on"} and _word(words, end + 1) in {"week", "month", "day"}:
        end += 2
    return _one_day(day, end, "date-ago", is_rough=SPANS[span] > 1)


def counted_span(words: Sequence[str], at: int) -> tuple[float, int, str] | None:
    """A number of days, weeks and so on: the count, the token after, the span's word."""
    word = _word(words, at)
    numeral = numeral_at(words, at) if word else None
    if numeral and numeral.kind in {"cardinal", "vague"}:
        count, end = numeral.value, numeral.end
        while _word(words, end) in {"of", "-", "full", "straight", "consecutive"}:
            end += 1
    elif word in {"a", "an"}:
        count, end = 1, at + 1
    else:
        return None
    span = _word(words, end)
    return (count, end + 1, span.removesuffix("s")) if span in SPANS else None


def span_back(day: date, count: float, span: str) -> date:
    """The day that lies ``count`` spans before another, never before the calendar begins."""
    if span in {"year", "month", "decade"} and count == int(count):
        months = int(count) * {"year": 12, "month": 1, "decade": 120}[span]
        index = day.year * 12 + day.month - 1 - months
        year, month = divmod(index, 12)
        if year < 1:
            return date.min
        return date(year, month + 1, min(day.day, _month_end(year, month + 1).day))
    return day - timedelta(days=min(count * SPANS[span], day.toordinal() - 1))


def _edge(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    """``the start of the week``, ``the end of last month``, ``the turn of the year``."""
    skip = _word(words, at) == "the"
    word = _word(words, at + skip)
    if word not in {"start", "end", "beginning", "turn", "middle"}:
        return None
    if _word(words, at + skip + 1) != "of":
        return None
    whole = _whole(words, at + skip + 2, calendar)
    if whole is None:
        return _month_first(words, at + skip, calendar) or _year(words, at + skip, calendar)
    is_end = word == "end"
    day = whole.last.value if is_end else whole.first.value
    return _one_day(day, whole.end, "date-edge", is_rough=not is_end)


def _whole(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    """``this week``, ``the month``, ``last year``, ``so far this year``: a calendar span."""
    if tuple(words[at : at + 2]) == ("so", "far"):
        at += 2
    word, span = _word(words, at), _word(words, at + 1)
    if word not in {"this", "the", "last", "current"} or span not in {"week", "month", "year"}:
        return None
    published, end = calendar.published, at + 2
    if word == "last":
        published = _span_start(published, span) - timedelta(days=1)
    first = _span_start(published, span)
    if word == "last":
        return Moment(Day(first, True), Day(published, True), end, "date-last-span")  # noqa: FBT003
    return Moment(
        Day(first, span == "week"), Day(published), end, "date-this-span", is_running=True
    )


def _span_start(day: date, span: str) -> date:
    if span == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if span == "month" else day.replace(month=1, day=1)


def _this_span(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    return None if _word(words, at) == "the" else _whole(words, at, calendar)


def _past(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    """``the past four weeks``, ``the last month``, ``recent weeks``, ``the preceding 10 days``."""
    skip = _word(words, at) in {"the", "these", "this"}
    word = _word(words, at + skip)
    if word not in {"past", "last", "previous", "preceding", "recent", "prior"}:
        return None
    if word == "last" and not skip and _word(words, at + 1) in SPANS:
        return None
    start = at + skip + 1
    counted = counted_span(words, start)
    if counted is None and _word(words, start) in SPANS:
        span = _word(words, start)
        counted = (3 if span.endswith("s") else 1, start + 1, span.removesuffix("s"))
    if counted is None:
        return None
    count, end, span = counted
    first = span_back(calendar.published, count, span)
    return Moment(Day(first), Day(calendar.published), end, "date-past", is_running=True)


def _season(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    skip = _word(words, at) in {"the", "last", "this"}
    _, at_season = _part(words, at + skip)
    month = SEASONS.get(_word(words, at_season))
    if month is None or (not skip and not _word(words, at_season + 1)[:1].isdigit() and at and (
        _word(words, at - 1) not in {"in", "since", "by", "until", "of", "last"}
    )):  # fmt: skip
        return None
    end = at_season + 1
    of = _word(words, end) == "of"
    year = _year_number(words, end + of)
    if year is None:
        start = _latest(calendar, month, 1)
        year = start.year if start else calendar.published.year
    else:
        end += of + 1
    first = Day(date(year, month, 1), True)  # noqa: FBT003
    last = Day(_month_end(year + (month == 12), (month + 1) % 12 + 1), True)  # noqa: FBT003, PLR2004
    return Moment(first, last, end, "date-season")


def _feast(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    for name, (month, day) in _FEASTS.items():
        if tuple(words[at : at + len(name)]) == name:
            found = _latest(calendar, month, day)
            return _one_day(found, at + len(name), "date-feast") if found else None
    return None


def event_at(words: Sequence[str], at: int, calendar: Calendar) -> Moment | None:
    """A day with a name: ``the Gaza war began``, ``the outbreak of the war in Gaza``."""
    last = at
    while _word(words, last) in {"the", "of", *_BEGINNING}:
        last += 1
    for start in range(at, last + 1):
        for length in range(min(calendar.longest_event, len(words) - start), 0, -1):
            day = calendar.events.get(tuple(words[start : start + length]))
            if day:
                end = start + length
                return _one_day(day, end + (_word(words, end) in _BEGUN), "date-event")
    return None


_READERS: tuple[Callable[[Sequence[str], int, Calendar], Moment | None], ...] = (
    _iso,
    _month_first,
    _day_first,
    _weekday,
    _edge,
    _year,
    _near,
    _weekend,
    _ago,
    _this_span,
    _past,
    _season,
    _feast,
)
STARTERS = frozenset(
    {*MONTHS, *WEEKDAYS, *SEASONS, *_PARTS, "the", "last", "this", "past", "these", "recent"}
    | {"today", "tonight", "yesterday", "overnight", "weekend", "christmas", "boxing", "new"}
    | {"year", "a", "an", "so", "current", "previous", "preceding", "prior", "start", "end"}
    | {"beginning", "middle", "turn", "several", "few", "some", "now"}
)
