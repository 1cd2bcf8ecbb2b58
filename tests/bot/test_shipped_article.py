"""Everything that can be said of the shipped article and its known history is well said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.handlers import Ask, Desk, asking
from bot.messages import alerts
from storage import ledger
from storage.models import Chat
from storage.store import open_store
from watchers.baseline import load_baseline
from watchers.intake import seed

import telegram_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.messages.message import Message

    from conftest import FakeClock

CHAT = Chat(1, "private")


@pytest.fixture
def shipped(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    baseline = load_baseline("iraq-balancing-act")
    clock.advance(days=365 * 3)
    with open_store(tmp_path / "stet.sqlite3", baseline_id=baseline.id) as store:
        seed(store, baseline, clock())
        yield Desk(store, baseline, clock)


def judged(message: Message) -> str:
    (page,) = message.body.pages()
    plain, _ = telegram_html.parse(page.html)
    assert telegram_html.utf16(plain) <= 4096
    return plain


def test_every_change_of_its_history_can_be_told_explained_and_sourced(shipped: Desk) -> None:
    deltas = ledger.deltas(shipped.store)
    assert len(deltas) > 20
    for delta in deltas:
        for show in (alerts.alert, alerts.why, alerts.sources):
            said = judged(show(delta, shipped.baseline))
            assert delta.id in said


def test_every_claim_has_its_screen_and_all_of_them_fit_on_one(shipped: Desk) -> None:
    (overview,) = asking.claims(shipped, Ask(CHAT))
    said = judged(overview)
    for claim in shipped.baseline.claims:
        assert claim.id in said
        (screen,) = asking.claim(shipped, Ask(CHAT, (claim.id,)))
        assert claim.says in judged(screen)


def test_the_tally_keeps_the_scopes_apart(shipped: Desk) -> None:
    text, chart = asking.tally(shipped, Ask(CHAT))
    said = judged(text)
    own, wider = said.index("• Iraq\n"), said.index("• Iraq and Syria\n")
    assert own < wider
    assert "Comparable" in said[own:wider]
    assert "Not comparable: wider" in said[wider:]
    assert chart.chart == "attacks-on-us"
