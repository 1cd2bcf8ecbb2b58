"""What tests of the bot share: a store, a desk, and a bot on a fake session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiogram import Dispatcher

from bot.delivery import Sender
from bot.handlers import Desk, build_router
from storage.store import open_store

import newsroom
from telegram_fake import Talk, fake_bot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.store import Store

    from conftest import FakeClock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "stet.sqlite3", baseline_id=newsroom.BASELINE.id) as opened:
        yield opened


@pytest.fixture
def desk(store: Store, clock: FakeClock) -> Desk:
    return Desk(store, newsroom.BASELINE, clock)


@pytest.fixture
def talk(desk: Desk) -> Talk:
    bot, session = fake_bot()
    sender = Sender(bot, desk.store, desk.baseline, desk.clock)
    dispatcher = Dispatcher()
    dispatcher.include_router(build_router(desk, wake=sender.wake))
    return Talk(bot, session, sender, dispatcher)
