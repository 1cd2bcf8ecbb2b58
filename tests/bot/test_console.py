"""The terminal as a chat: what is drawn, what typed lines mean."""

from __future__ import annotations

import asyncio
import io
import os
from typing import TYPE_CHECKING

import pytest
from aiogram import Dispatcher
from aiogram.methods import AnswerCallbackQuery, GetChatMember, SetMyCommands
from rich.console import Console

from bot.console import CHAT_ID, Terminal, listen, rich_text, terminal_bot
from bot.delivery import Sender
from bot.handlers import Desk, build_router
from bot.polling import Poller
from storage import ledger

import newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from aiogram import Bot

    from storage.store import Store

    from conftest import FakeClock


class Screen:
    """A terminal of 80 columns whose text can be read back."""

    def __init__(self, store: Store, clock: FakeClock, folder: Path) -> None:
        self.out = io.StringIO()
        console = Console(file=self.out, width=80, highlight=False)
        self.bot: Bot
        self.terminal: Terminal
        self.bot, self.terminal = terminal_bot(clock, folder=folder, console=console)
        self.sender = Sender(self.bot, store, newsroom.BASELINE, clock)
        self.dispatcher = Dispatcher()
        desk = Desk(store, newsroom.BASELINE, clock)
        self.dispatcher.include_router(build_router(desk, wake=self.sender.wake))

    async def type(self, *lines: str) -> str:
        """Type lines, let the bot answer each, and return what was drawn meanwhile."""
        start = self.out.tell()
        for line in lines:
            self.terminal.type_line(line)
            for update in await self.bot.get_updates(timeout=0):
                await self.dispatcher.feed_update(self.bot, update)
            await self.sender.deliver_due()
        return self.out.getvalue()[start:]


@pytest.fixture
def screen(store: Store, clock: FakeClock, tmp_path: Path) -> Screen:
    return Screen(store, clock, tmp_path)


async def test_a_typed_command_is_answered_in_the_terminal(screen: Screen) -> None:
    drawn = await screen.type("/claims@stet", "   ")
    assert "4 claims" in drawn


async def test_a_number_presses_that_button_of_the_newest_keyboard(screen: Screen) -> None:
    drawn = await screen.type("/start")
    assert " 2  Grave ones only" in drawn
    drawn = await screen.type("2")
    assert "> Grave ones only" in drawn
    assert "edited" in drawn
    assert "grave only, of all claims" in drawn


async def test_a_number_without_a_button_says_so(screen: Screen) -> None:
    assert "There is no button 9." in await screen.type("9")
    await screen.type("/start")
    assert "There is no button 99." in await screen.type("99")
    assert "There is no button 0." in await screen.type("0")


async def test_a_button_that_copies_prints_its_text_bare(screen: Screen, store: Store) -> None:
    ledger.record_delta(store, newsroom.fall())
    drawn = await screen.type("/correction strike")
    assert " 1  Copy the line" in drawn
    printed = await screen.type("1")
    assert printed.startswith("Update, ¶2, 3: “The navy has held back")
    assert printed.endswith("https://courier.example/1\n")
    assert printed.count("\n") == 1
    assert "The article holds" in await screen.type("2")


async def test_a_picture_is_saved_and_its_path_shown(
    screen: Screen, store: Store, tmp_path: Path
) -> None:
    ledger.record_delta(store, newsroom.growth())
    drawn = await screen.type("/tally")
    assert "picture:" in drawn
    assert (tmp_path / "raids.png").read_bytes().startswith(b"\x89PNG")


async def test_a_line_typed_early_waits_for_the_answer_before_it(screen: Screen) -> None:
    screen.terminal.type_line("/start")
    screen.terminal.type_line("1")
    stop = asyncio.Event()
    poller = asyncio.create_task(Poller(screen.bot, screen.dispatcher).run(stop))
    sender = asyncio.create_task(screen.sender.run(stop))
    async with asyncio.timeout(5):
        while "everything, of all claims" not in screen.out.getvalue():
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.gather(poller, sender)


async def test_a_notice_and_the_small_questions_are_answered(screen: Screen) -> None:
    assert await screen.bot(AnswerCallbackQuery(callback_query_id="1", text="Careful"))
    assert "! Careful" in screen.out.getvalue()
    assert await screen.bot(AnswerCallbackQuery(callback_query_id="1"))
    assert await screen.bot(SetMyCommands(commands=[]))
    member = await screen.bot(GetChatMember(chat_id=CHAT_ID, user_id=CHAT_ID))
    assert member.status == "creator"
    assert (await screen.bot.get_me()).username == "stet"


async def test_lines_come_from_a_pipe_until_it_ends(screen: Screen) -> None:
    read_end, write_end = os.pipe()
    listen(screen.terminal, descriptor=read_end)
    os.write(write_end, b"/start\n/claims")
    os.close(write_end)
    async with asyncio.timeout(5):
        await screen.terminal.ended.wait()
    assert [await screen.terminal._lines.get() for _ in range(2)] == ["/start", "/claims"]
    os.close(read_end)


async def test_the_terminal_has_nothing_to_close_and_no_files(screen: Screen) -> None:
    await screen.bot.session.close()
    stream = screen.terminal.stream_content("x")
    assert [part async for part in stream] == []


def test_markup_is_drawn_and_a_link_shows_its_host() -> None:
    drawn = rich_text('<s>old</s> <b>new &amp; <i>x</i></b> <a href="https://a.example/">there</a>')
    assert drawn.plain == "old new & x there [a.example]"
    styles = {str(span.style) for span in drawn.spans}
    assert {"strike", "bold", "bold italic", "link https://a.example/"} <= styles
