from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stored_samples import DAY, MINUTE, NOON, make_entry, make_feed

from storage import entries, feeds
from storage.models import Feed, Poll, Tier

if TYPE_CHECKING:
    from storage.store import Store

ONE, TWO, THREE = (f"https://{name}.example/rss" for name in ("one", "two", "three"))
ETAG = 'W/"x-\'"'


def followed(store: Store, url: str = ONE) -> Feed:
    feeds.add(store, [make_feed(url)])
    feed = feeds.find(store, url)
    assert feed is not None
    return feed


def a_poll(**changes: object) -> Poll:
    poll = Poll(
        at=NOON,
        due_at=NOON + 10 * MINUTE,
        interval_seconds=600,
        etag=ETAG,
        last_modified="Tue, 21 Nov 2023 11:59:58 GMT",
        body_hash="h1",
    )
    return replace(poll, **changes)  # type: ignore[arg-type] - a test names the fields it changes


class TestFollowing:
    def test_a_feed_comes_back_as_it_was_given(self, store: Store) -> None:
        given = make_feed(
            ONE, tier=Tier.STATE_MEDIA, country="IQ", language="ar", site_url="https://one.example"
        )
        assert feeds.add(store, [given]) == 1
        assert feeds.all_feeds(store) == [replace(given, id=1)]

    def test_adding_a_list_again_adds_only_what_is_new(self, store: Store) -> None:
        assert feeds.add(store, [make_feed(ONE), make_feed(TWO), make_feed(ONE)]) == 2
        assert feeds.add(store, [make_feed(TWO, outlet="Other"), make_feed(THREE)]) == 1
        assert [(feed.url, feed.outlet) for feed in feeds.all_feeds(store)] == [
            (ONE, "Example Wire"),
            (TWO, "Example Wire"),
            (THREE, "Example Wire"),
        ]

    def test_a_feed_is_found_by_address_and_by_row(self, store: Store) -> None:
        feed = followed(store)
        assert feeds.get(store, feed.id) == feed
        assert feeds.get(store, 99) is None
        assert feeds.find(store, TWO) is None

    def test_a_removed_feed_is_gone_and_its_entries_stay(self, store: Store) -> None:
        feed = followed(store)
        kept = entries.add(store, make_entry(feed_id=feed.id), seen_at=NOON)
        assert feeds.remove(store, ONE)
        assert not feeds.remove(store, ONE)
        assert feeds.all_feeds(store) == feeds.due(store, NOON) == []
        assert feeds.find(store, ONE) is feeds.get(store, feed.id) is None
        assert entries.get(store, kept.id) is not None

    def test_a_feed_that_returns_is_fetched_anew_and_knows_its_entries(self, store: Store) -> None:
        feed = followed(store)
        entries.add(store, make_entry(feed_id=feed.id), seen_at=NOON)
        feeds.record_success(store, feed.id, a_poll())
        feeds.record_failure(store, feed.id, error="timeout", now=NOON, due_at=NOON + DAY)
        feeds.remove(store, ONE)
        assert feeds.add(store, [make_feed(ONE)]) == 1
        again = followed(store)
        assert (again.id, again.etag, again.last_modified, again.body_hash) == (1, None, None, None)
        assert (again.failures, again.error) == (0, None)
        assert feeds.due(store, NOON) == [again]
        assert entries.known(store, feed.id) == {"one": "first"}

    def test_a_feed_switched_off_is_never_due_and_says_why(self, store: Store) -> None:
        feed = followed(store)
        feeds.record_failure(store, feed.id, error="410", now=NOON, due_at=NOON + DAY)
        feeds.disable(store, feed.id, "410: gone")
        assert feeds.due(store, NOON + 10 * DAY) == []
        off = feeds.get(store, feed.id)
        assert off is not None
        assert (off.is_enabled, off.note) == (False, "410: gone")
        feeds.enable(store, feed.id)
        on = feeds.get(store, feed.id)
        assert on is not None
        assert (on.is_enabled, on.note, on.failures) == (True, "", 0)
        assert feeds.due(store, NOON) == [on]


class TestPolling:
    def test_new_feeds_come_first_and_then_the_longest_waiting(self, store: Store) -> None:
        for url, minutes in ((ONE, 5), (TWO, 3), (THREE, 30)):
            poll = a_poll(due_at=NOON + minutes * MINUTE)
            feeds.record_success(store, followed(store, url).id, poll)
        new = followed(store, "https://new.example/")
        later = NOON + 10 * MINUTE
        assert [feed.url for feed in feeds.due(store, later)] == [new.url, TWO, ONE]
        assert [feed.url for feed in feeds.due(store, later, limit=2)] == [new.url, TWO]

    def test_a_feed_is_due_at_its_time_and_not_before(self, store: Store) -> None:
        feed = followed(store)
        feeds.record_success(store, feed.id, a_poll())
        assert feeds.due(store, NOON + 10 * MINUTE - MINUTE / 60) == []
        assert len(feeds.due(store, NOON + 10 * MINUTE)) == 1

    def test_a_poll_that_worked_is_kept_byte_for_byte(self, store: Store) -> None:
        feed = followed(store)
        assert feed.ok_at is None
        feeds.record_success(store, feed.id, a_poll())
        polled = feeds.get(store, feed.id)
        assert polled == replace(
            feed,
            etag=ETAG,
            last_modified="Tue, 21 Nov 2023 11:59:58 GMT",
            body_hash="h1",
            due_at=NOON + 10 * MINUTE,
            interval_seconds=600,
            checked_at=NOON,
            ok_at=NOON,
            changed_at=NOON,
        )

    def test_an_unchanged_feed_keeps_the_time_of_its_last_change(self, store: Store) -> None:
        feed = followed(store)
        feeds.record_success(store, feed.id, a_poll())
        feeds.record_success(store, feed.id, a_poll(at=NOON + MINUTE, has_changed=False))
        polled = feeds.get(store, feed.id)
        assert polled is not None
        assert (polled.changed_at, polled.ok_at) == (NOON, NOON + MINUTE)

    def test_validators_that_a_server_no_longer_gives_are_dropped(self, store: Store) -> None:
        feed = followed(store)
        feeds.record_success(store, feed.id, a_poll())
        feeds.record_success(store, feed.id, a_poll(etag=None, last_modified=None))
        polled = feeds.get(store, feed.id)
        assert polled is not None
        assert (polled.etag, polled.last_modified) == (None, None)

    def test_failures_are_counted_until_a_poll_works(self, store: Store) -> None:
        feed = followed(store)
        feeds.record_success(store, feed.id, a_poll())
        for minutes in (1, 2):
            at = NOON + minutes * MINUTE
            feeds.record_failure(store, feed.id, error="timeout", now=at, due_at=at + DAY)
        failing = feeds.get(store, feed.id)
        assert failing is not None
        assert (failing.failures, failing.error, failing.etag) == (2, "timeout", ETAG)
        assert (failing.ok_at, failing.checked_at) == (NOON, NOON + 2 * MINUTE)
        assert failing.due_at == NOON + 2 * MINUTE + DAY
        feeds.record_success(store, feed.id, a_poll())
        working = feeds.get(store, feed.id)
        assert working is not None
        assert (working.failures, working.error) == (0, None)


class TestMoving:
    def test_a_feed_follows_to_its_new_address(self, store: Store) -> None:
        feed = followed(store)
        assert feeds.move(store, feed.id, TWO)
        assert [each.url for each in feeds.all_feeds(store)] == [TWO]

    def test_a_feed_that_moves_onto_another_is_its_double(self, store: Store) -> None:
        one, two = followed(store, ONE), followed(store, TWO)
        assert not feeds.move(store, one.id, TWO)
        assert feeds.all_feeds(store) == [two]

    def test_moving_to_where_it_is_changes_nothing(self, store: Store) -> None:
        feed = followed(store)
        assert feeds.move(store, feed.id, ONE)
        assert feeds.all_feeds(store) == [feed]
