"""Draws the pictures of these pages from the demo's archive: an alert, the claims, the tally."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.charts import draw
from bot.console import CHAT_ID, terminal_bot
from bot.demo.archive import moments, read_archive
from bot.letter import Letter
from bot.messages import alerts, claims
from bot.messages.pictures import picture
from bot.replay import replay
from storage import ledger
from storage.models import Delivery
from storage.store import open_store
from watchers.baseline import load_baseline

if TYPE_CHECKING:
    from datetime import datetime

    from bot.messages.message import Message
    from storage.store import Store
    from watchers.baseline import Baseline

HERE = Path(__file__).parent / "pictures"
ARTICLE, TOLD, COUNTED = "iraq-balancing-act", "us-strike-in-iraq", "attacks-on-us"
COLUMNS = 82
REPLACED = (
    ("Fira Code, monospace", "ui-monospace, Menlo, 'DejaVu Sans Mono', Consolas, monospace"),
    ("font-size: 20px", "font-size: 20.26px"),
    ("<svg ", '<svg xml:space="preserve" '),
)
"""Fonts that are there, in the size that fills a column, with their blanks."""
WEB_FONTS = re.compile(r"@font-face\s*{.*?}|<!--.*?-->", re.DOTALL)
"""What rich writes into the picture and would be fetched from elsewhere."""


def main() -> None:
    """Tell the archive's story and draw what the chat sees of it."""
    baseline, archive = load_baseline(ARTICLE), read_archive()
    now = moments(archive)[-1]
    HERE.mkdir(exist_ok=True)
    with open_store(":memory:", baseline.id) as store:
        replay(store, baseline, archive)
        list_of_claims = claims.claims(ledger.standings(store), baseline)
        _draw_chat("alert", _first_alert(store, baseline), now)
        _draw_chat("claims", list_of_claims, now)
        shown = picture(
            baseline.claim(COUNTED),
            baseline,
            ledger.points(store, COUNTED),
            deltas=ledger.deltas(store, claim=COUNTED),
            until=now.date(),
        )
    (HERE / "tally.png").write_bytes(draw(shown))


def _first_alert(store: Store, baseline: Baseline) -> Message:
    """The alert that told that the claim had fallen."""
    oldest_last = ledger.deltas(store, claim=TOLD)
    delta = next(one for one in reversed(oldest_last) if one.before.status != one.after.status)
    return alerts.alert(delta, baseline, beside=ledger.beside(store, delta))


def _draw_chat(name: str, message: Message, now: datetime) -> None:
    """Draw a message as the terminal's chat does, into a picture of that name."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    bot, _terminal = terminal_bot(lambda: now, folder=HERE, console=console)
    letter = Letter(Delivery(CHAT_ID, "answer"), message, None)
    asyncio.run(letter.put(bot, lambda _chat_id: asyncio.sleep(0)))
    drawn = console.export_svg(title="Stet", unique_id=name)
    drawn = WEB_FONTS.sub("", drawn)
    for rich_writes, better in REPLACED:
        drawn = drawn.replace(rich_writes, better)
    (HERE / f"{name}.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
