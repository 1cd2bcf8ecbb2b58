"""A replay is the same whatever the order, the repetition and the runs; rereading shows first."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import TYPE_CHECKING

import pytest

from bot.charts import draw_story
from bot.demo.archive import read_archive
from bot.messages.pictures import story
from bot.records import claim_record, delta_record, tally_record
from bot.replay import replay
from storage import ledger
from storage.models import Entry, Observation
from storage.store import Store, open_store
from watchers.baseline import load_baseline
from watchers.read import Reader
from watchers.rejudge import reread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BASELINE = load_baseline("iraq-balancing-act")
ARCHIVE = read_archive()
SHUFFLES = 50


@cache
def read(text: str) -> tuple[Observation, ...]:
    """Read each text of the archive once, however often it is judged."""
    if text not in _BY_TEXT:
        return ()
    return tuple(_READER.read(_BY_TEXT[text]))


_READER = Reader(BASELINE)
_BY_TEXT = {entry.text: entry for entry in ARCHIVE}


def read_entry(entry: Entry) -> Sequence[Observation]:
    return read(entry.text)


def exported(store: Store) -> bytes:
    standings = ledger.standings(store)
    records = [
        *(delta_record(delta) for delta in ledger.deltas(store)),
        *(
            tally_record(point)
            for claim in BASELINE.claims
            for point in ledger.points(store, claim.id)
        ),
        *(claim_record(BASELINE.claim(name), one) for name, one in standings.items()),
    ]
    return "\n".join(json.dumps(record) for record in records).encode()


@pytest.fixture(scope="module")
def in_order() -> bytes:
    with open_store(":memory:", BASELINE.id) as store:
        assert len(replay(store, BASELINE, ARCHIVE, read=read_entry)) > 50
        return exported(store)


@pytest.mark.parametrize("seed", range(SHUFFLES))
def test_any_order_any_repetition_and_any_restart_give_the_same_ledger(
    seed: int, tmp_path: Path, in_order: bytes
) -> None:
    chance = random.Random(seed)
    entries = [*ARCHIVE, *chance.choices(ARCHIVE, k=chance.randrange(100))]
    chance.shuffle(entries)
    # Half of them are broken off at a random point; what was kept of the first run is judged anew.
    cut = chance.choice((0, chance.randrange(len(entries))))
    for part in (entries[:cut], entries[cut:]):
        if part:
            with open_store(tmp_path / "ledger.sqlite3", BASELINE.id) as store:
                replay(store, BASELINE, part, read=read_entry)
                found = exported(store)
    assert found == in_order


def test_two_texts_under_one_id_are_two_entries_in_any_order(in_order: bytes) -> None:
    doubled = [Entry(**{**_fields(entry), "key": "the same"}) for entry in ARCHIVE]
    with open_store(":memory:", BASELINE.id) as store:
        replay(store, BASELINE, doubled, read=read_entry)
        assert exported(store) == in_order


def _fields(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in Entry.__slots__}


def test_a_run_that_breaks_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    def give_up(_: Entry) -> Sequence[Observation]:
        raise OSError("the disk is full")

    with open_store(tmp_path / "ledger.sqlite3", BASELINE.id) as store:
        replay(store, BASELINE, ARCHIVE[:40], read=read_entry)
        before = exported(store)
        with pytest.raises(OSError, match="full"):
            replay(store, BASELINE, ARCHIVE[40:], read=give_up)
        assert exported(store) == before


def test_rereading_with_the_same_rules_changes_nothing() -> None:
    with open_store(":memory:", BASELINE.id) as store:
        replay(store, BASELINE, ARCHIVE, read=read_entry)
        assert not reread(store, BASELINE, read_entry, now=ARCHIVE[0].published_at)


def test_rereading_with_other_rules_says_what_is_gone_and_what_is_new() -> None:
    def read_no_strikes(entry: Entry) -> Sequence[Observation]:
        return [one for one in read_entry(entry) if one.claim != "us-strike-in-iraq"]

    with open_store(":memory:", BASELINE.id) as store:
        replay(store, BASELINE, ARCHIVE, read=read_no_strikes)
        stood = ledger.standings(store)["us-strike-in-iraq"]
        found = reread(store, BASELINE, read_entry, now=ARCHIVE[0].published_at)
        assert "us-strike-in-iraq" in {delta.claim for delta in found.new}
        fell = ledger.standings(store)["us-strike-in-iraq"]
        assert (stood, fell) in found.standings
        back = reread(store, BASELINE, read_no_strikes, now=ARCHIVE[0].published_at)
        assert {delta.id for delta in back.gone} == {delta.id for delta in found.new}


def test_without_entries_the_ledger_is_what_the_article_brings() -> None:
    with open_store(":memory:", BASELINE.id) as store:
        deltas = replay(store, BASELINE, [], read=read_entry)
    assert {delta.reason for delta in deltas} == {"contested-at-birth"}


@pytest.mark.parametrize(
    ("form", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?")]
)
def test_tally_and_standings_are_drawn_on_a_page_that_is_the_same_each_time(
    form: str, begins: bytes
) -> None:
    with open_store(":memory:", BASELINE.id) as store:
        replay(store, BASELINE, ARCHIVE, read=read_entry)
        points = ledger.points(store, "attacks-on-us")
        shown = story(BASELINE, points, ledger.deltas(store))
    assert [claim for claim, _ in shown.rows] == [claim.id for claim in BASELINE.claims]
    page = draw_story(shown, form)
    assert page.startswith(begins)
    assert form == "svg" or draw_story(shown, form) == page


def test_a_ledger_without_counts_is_drawn_too() -> None:
    with open_store(":memory:", BASELINE.id) as store:
        deltas = replay(store, BASELINE, ARCHIVE[:3], read=lambda _: ())
    assert draw_story(story(BASELINE, [], deltas)).startswith(b"\x89PNG")
