"""How fast we may send, on a clock that the test moves."""

from __future__ import annotations

import pytest

from bot.pace import Pace, Window


class Seconds:
    def __init__(self) -> None:
        self.at = 100.1

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_a_window_lets_so_many_through_and_opens_when_the_oldest_leaves() -> None:
    window = Window(2, 10)
    for at in (0, 3):
        assert window.room(at) > 0
        window.note(at)
    assert window.room(9.9) == 0
    assert window.free_at() == 10
    assert window.room(10) == 1


def test_a_chat_rests_a_second_and_no_other_with_it(seconds: Seconds) -> None:
    pace = Pace(seconds)
    pace.note(1)
    assert pace.resting() == [1]
    assert pace.wait_seconds(2) == 0
    assert pace.wait_seconds() == pace.wait_seconds(1) == pytest.approx(1)
    seconds.at += pace.wait_seconds()
    assert pace.resting() == []
    assert pace.wait_seconds() == 0


def test_a_group_gets_eighteen_a_minute(seconds: Seconds) -> None:
    pace = Pace(seconds)
    for _ in range(18):
        pace.note(-7)
        seconds.at += 1
    assert pace.resting() == [-7]
    assert pace.wait_seconds(-7) == pytest.approx(42)


def test_all_chats_together_get_twenty_five_a_second(seconds: Seconds) -> None:
    pace = Pace(seconds)
    for chat_id in range(1, 26):
        assert pace.room() > 0
        pace.note(chat_id)
    assert pace.room() == 0
    assert pace.wait_seconds(99) == pytest.approx(1)


def test_chats_that_rested_are_forgotten(seconds: Seconds) -> None:
    pace = Pace(seconds)
    for chat_id in range(1, 1000):
        pace.note(chat_id)
    seconds.at += 5
    assert pace.resting() == []
    assert pace._chats == {}
