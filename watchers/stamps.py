"""The dates that feeds give, as moments that can be believed; knows nothing else of feeds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from time import struct_time

    Dated = tuple[str, struct_time | None]
    """A date in the feed's words, and in UTC as feedparser reads it, where it can."""

OLDEST = timedelta(days=400)
NEWEST = timedelta(hours=36)

_ARABIA = frozenset({"AE", "BH", "IQ", "JO", "KW", "OM", "QA", "SA", "SY", "YE"})
"""Where ``AST`` means Arabia Standard Time (+03:00) and not Atlantic (-04:00)."""
_ZONE_HOURS = {
    "BST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0, "EEST": 3.0, "GST": 4.0,
    "IRST": 3.5, "MSK": 3.0, "PKT": 5.0, "TRT": 3.0,
}  # fmt: skip
"""Hours east of Greenwich of the zones that the date parsers take for UTC."""

_OFFSET = re.compile(r":\d\d(?:\.\d+)?\s*[+-](\d\d):?(\d\d)$")
_EASTERNMOST = (14, 0)


def first_believable(dates: Iterable[Dated], *, country: str, now: datetime) -> datetime | None:
    """Give the first date between 400 days back and 36 hours ahead; UTC where no zone is named.

    Args:
        dates: in order of preference.
        country: ISO 3166 alpha-2 of the feed, which decides what a zone's name means.
        now: when the dates were seen.
    """
    for moment in _moments(dates, country):
        if now - OLDEST <= moment <= now + NEWEST:
            return moment
    return None


def _moments(dates: Iterable[Dated], country: str) -> Iterator[datetime]:
    for raw, parsed in dates:
        try:
            moment = datetime(*parsed[:6], tzinfo=UTC) if parsed else _moment_of(raw.strip())
            yield moment - _zone_error(raw.strip(), country)
        except (ValueError, TypeError, OverflowError):
            continue


def _moment_of(raw: str) -> datetime:
    """Read a date that feedparser could not, or was not asked to; UTC where no zone is given."""
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        moment = parsedate_to_datetime(raw)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _zone_error(raw: str, country: str) -> timedelta:
    """How far a date was read too late because its zone's name means something else here.

    Raises:
        ValueError: an offset that no place on earth has.
    """
    offset = _OFFSET.search(raw)
    if offset and (int(offset[1]), int(offset[2])) > _EASTERNMOST:
        raise ValueError(raw)
    name = raw.rpartition(" ")[2].upper()
    if name == "AST" and country in _ARABIA:
        return timedelta(hours=7)
    return timedelta(hours=_ZONE_HOURS.get(name, 0))
