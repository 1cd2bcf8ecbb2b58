from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from stored_samples import DAY, MINUTE, NOON, make_entry, make_evidence, make_feed

from storage import entries, feeds, ledger
from storage.entries import Added, Novelty

if TYPE_CHECKING:
    from storage.store import Store


@pytest.fixture(autouse=True)
def _two_feeds(store: Store) -> None:
    feeds.add(store, [make_feed("https://one.example/"), make_feed("https://two.example/")])


class TestAdding:
    def test_an_entry_comes_back_as_it_was_given(self, store: Store) -> None:
        given = make_entry(feed_id=1, is_dated=False)
        assert entries.add(store, given, seen_at=NOON) == Added(1, Novelty.NEW)
        assert entries.get(store, 1) == replace(given, id=1)
        assert entries.get(store, 2) is None

    def test_the_same_entry_again_is_the_same(self, store: Store) -> None:
        entries.add(store, make_entry(feed_id=1), seen_at=NOON)
        again = entries.add(store, make_entry(feed_id=1, title="unread"), seen_at=NOON + DAY)
        assert again == Added(1, Novelty.SAME)
        kept = entries.get(store, 1)
        assert kept is not None
        assert kept.title == "Bases hit again"

    def test_an_edited_entry_takes_the_place_of_the_old_one(self, store: Store) -> None:
        entries.add(store, make_entry(feed_id=1), seen_at=NOON)
        edited = make_entry(feed_id=1, title="Corrected", content_hash="second")
        assert entries.add(store, edited, seen_at=NOON + MINUTE) == Added(1, Novelty.EDITED)
        assert entries.get(store, 1) == replace(edited, id=1)
        assert entries.known(store, 1) == {"one": "second"}

    def test_a_key_is_known_within_its_feed_alone(self, store: Store) -> None:
        added = [
            entries.add(store, make_entry(feed_id=feed_id), seen_at=NOON)
            for feed_id in (1, 2, None)
        ]
        assert [each.novelty for each in added] == [Novelty.NEW] * 3
        again = entries.add(store, make_entry(feed_id=None), seen_at=NOON)
        assert again == Added(3, Novelty.SAME)

    def test_an_entry_of_an_unknown_feed_is_refused(self, store: Store) -> None:
        with pytest.raises(sqlite3.IntegrityError):
            entries.add(store, make_entry(feed_id=99), seen_at=NOON)

    def test_a_naive_time_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="naive"):
            entries.add(store, make_entry(feed_id=1), seen_at=NOON.replace(tzinfo=None))

    def test_the_latest_keys_of_a_feed_are_known(self, store: Store) -> None:
        for key in ("a", "b", "c"):
            entries.add(store, make_entry(key, feed_id=1), seen_at=NOON)
        entries.add(store, make_entry("other", feed_id=2), seen_at=NOON)
        assert entries.known(store, 1) == {"a": "first", "b": "first", "c": "first"}
        assert list(entries.known(store, 1, limit=2)) == ["c", "b"]


class TestListing:
    def test_what_a_feed_lists_comes_back_until_it_lists_something_else(self, store: Store) -> None:
        assert entries.listing(store, 1) == {}
        entries.record_listing(store, 1, {"f1": "one", "f2": "two"})
        entries.record_listing(store, 2, {"f3": "three"})
        assert entries.listing(store, 1) == {"f1": "one", "f2": "two"}
        entries.record_listing(store, 1, {"f4": "one"})
        assert entries.listing(store, 1) == {"f4": "one"}
        assert entries.listing(store, 2) == {"f3": "three"}

    def test_the_dates_of_the_last_entries_are_those_that_the_feed_gave(self, store: Store) -> None:
        for day, is_dated in enumerate((True, True, False, True)):
            at = NOON + day * DAY
            entry = make_entry(str(day), feed_id=1, published_at=at, is_dated=is_dated)
            entries.add(store, entry, seen_at=NOON)
        entries.add(store, make_entry("other", feed_id=2), seen_at=NOON)
        assert entries.last_published(store, 1) == [NOON + 3 * DAY, NOON + DAY, NOON]
        assert entries.last_published(store, 1, limit=2) == [NOON + 3 * DAY]


class TestSameStory:
    @pytest.mark.parametrize("feed_id", [1, 2, None])
    def test_the_same_words_are_the_same_story_in_whatever_feed(
        self, store: Store, feed_id: int | None
    ) -> None:
        for key in ("one", "two"):
            entries.add(store, make_entry(key, feed_id=1), seen_at=NOON)
        copy = make_entry("copy", feed_id=feed_id, title="BASES  hit - “again”!")
        found = entries.find_same_story(store, copy)
        assert found is not None
        assert found.key == "one"

    def test_other_words_are_another_story(self, store: Store) -> None:
        entries.add(store, make_entry(feed_id=1), seen_at=NOON)
        other = make_entry("copy", feed_id=2, text="Forces were attacked 67 times.")
        assert entries.find_same_story(store, other) is None

    @pytest.mark.parametrize("feed_id", [1, None])
    def test_an_entry_is_not_the_copy_of_itself(self, store: Store, feed_id: int | None) -> None:
        entries.add(store, make_entry(feed_id=feed_id), seen_at=NOON)
        assert entries.find_same_story(store, make_entry(feed_id=feed_id)) is None
        assert entries.find_same_story(store, make_entry(feed_id=2)) is not None


class TestPruning:
    @pytest.fixture(autouse=True)
    def _few_are_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(entries, "KNOWN_PER_FEED", 2)

    def add(self, store: Store, *keys: str, feed_id: int = 1) -> None:
        for key in keys:
            entries.add(store, make_entry(key, feed_id=feed_id), seen_at=NOON)

    def test_old_entries_go_and_the_latest_of_each_feed_stay(self, store: Store) -> None:
        self.add(store, "a", "b", "c", "d")
        self.add(store, "x", feed_id=2)
        assert entries.prune(store, before=NOON + DAY) == 2
        assert set(entries.known(store, 1)) == {"c", "d"}
        assert set(entries.known(store, 2)) == {"x"}

    def test_entries_that_are_young_enough_stay(self, store: Store) -> None:
        self.add(store, "a", "b", "c", "d")
        assert entries.prune(store, before=NOON) == 0

    def test_evidence_is_never_touched(self, store: Store) -> None:
        self.add(store, "a", "b", "c", "d")
        ledger.record_observation(store, make_evidence(1), seen_at=NOON)
        assert entries.prune(store, before=NOON + DAY) == 1
        assert set(entries.known(store, 1)) == {"a", "c", "d"}
