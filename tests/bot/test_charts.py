"""The tally's chart: what it shows, and that it can be drawn from whatever there is."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.charts import draw
from bot.messages.pictures import Band, picture
from storage.models import SeriesKey, SeriesKind, Status

import newsroom

if TYPE_CHECKING:
    from storage.models import Delta, TallyPoint

RAIDS = newsroom.BASELINE.claim("raids")
UNTIL = date(2024, 2, 7)
OWN = newsroom.point(32, ("IQ",))
WIDE = newsroom.point(66)
CLAIMED = newsroom.point(
    68, series=SeriesKey("raids", ("IQ", "SY"), date(2023, 10, 17), SeriesKind.CLAIMED)
)
OTHER = newsroom.point(9, series=SeriesKey("other", ("IQ",), None, SeriesKind.OFFICIAL))


def shown(*points: TallyPoint, deltas: tuple[Delta, ...] = (), until: date = UNTIL) -> Any:
    return picture(RAIDS, newsroom.BASELINE, points, deltas=deltas, until=until)


def turn(day: date, before: Status, after: Status) -> Delta:
    seen_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return newsroom.fall(
        f"t{day}", at=day, seen_at=seen_at,
        before=newsroom.standing(before), after=newsroom.standing(after),
    )  # fmt: skip


def test_lines_are_by_scope_and_kind_the_articles_own_first() -> None:
    lines = shown(WIDE, CLAIMED, OWN, OTHER).lines
    assert [line.label for line in lines] == ["Iraq", "Iraq and Syria", "Iraq and Syria (claimed)"]
    assert [line.is_article_scope for line in lines] == [True, False, False]


def test_a_later_word_about_one_day_replaces_the_earlier() -> None:
    later = replace(WIDE, value=67, seen_at=datetime(2023, 11, 23, tzinfo=UTC))
    before = newsroom.point(61, as_of=date(2023, 11, 17))
    (line,) = shown(later, WIDE, before).lines
    assert line.steps == ((date(2023, 11, 17), 61), (date(2023, 11, 21), 67))


def test_bands_tell_the_standing_from_the_article_on_and_never_run_backwards() -> None:
    deltas = (
        turn(date(2023, 12, 13), Status.CONTESTED, Status.MOVED),
        turn(date(2023, 11, 10), Status.STANDS, Status.CONTESTED),
        newsroom.growth(),
    )
    assert shown(WIDE, deltas=deltas).bands == (
        Band(Status.CONTESTED, date(2023, 11, 10), date(2023, 12, 13)),
        Band(Status.MOVED, date(2023, 12, 13), date(2023, 12, 27)),
    )
    early = turn(date(2023, 10, 1), Status.STANDS, Status.FALLEN)
    fallen = Band(Status.FALLEN, date(2023, 11, 10), date(2023, 12, 5))
    assert shown(WIDE, deltas=(early,)).bands == (fallen,)


def test_a_long_silence_is_left_out_of_the_picture() -> None:
    assert shown(WIDE, until=date(2026, 11, 24)).until == date(2023, 12, 5)
    assert shown(WIDE, until=date(2023, 11, 25)).until == date(2023, 11, 25)


def test_the_footer_says_as_of_when_and_who() -> None:
    later = replace(WIDE, as_of=date(2023, 12, 1))
    assert shown(later, OWN).footer == (
        "Iraq: as of 21 Nov 2023 (Central Command). Known on 7 Feb 2024"
    )
    assert shown(WIDE).footer.startswith("Iraq and Syria: as of 21 Nov 2023")
    assert "no count has been read yet" in shown().footer


@pytest.mark.parametrize(
    "drawn",
    [
        shown(WIDE, OWN, CLAIMED, newsroom.point(0, ("SY",), as_of=date(2023, 10, 24))),
        shown(),
        shown(WIDE, until=date(2023, 11, 25)),
        shown(*(newsroom.point(n, (f"A{chr(65 + n)}",)) for n in range(9))),
        replace(shown(OWN), article_value=None),
    ],
    ids=["full", "empty", "some days", "more lines than colours", "no figure"],
)
def test_every_picture_can_be_drawn_and_telegram_takes_it(drawn: Any) -> None:
    body = draw(drawn)
    width, height = struct.unpack(">II", body[16:24])
    assert body.startswith(b"\x89PNG")
    assert (width, height) == (1152, 1024)
    assert len(body) < 1_000_000
