"""Takes what was read into the ledger, with all that follows from it; fetches and reads nothing.

What belongs together is kept together: a caller that has more to keep opens the transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from storage import chats, entries, feeds, ledger, outbox
from storage.models import Evidence
from watchers.audit import audit, initial_standings, known_points, recall
from watchers.copies import with_origin
from watchers.coverage import coverage, judge_coverage, why_silent
from watchers.judge import consider
from watchers.ladder import judge_derived
from watchers.outcomes import Silence
from watchers.reasons import Reason
from watchers.retraction import with_corrections
from watchers.route import leads, route

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.models import Delta, Entry, Observation
    from storage.store import Store
    from watchers.baseline import Baseline

NEWS_FOR = timedelta(hours=48)
"""An entry published longer ago than this is judged into the ledger, but alerts nobody."""


def seed(store: Store, baseline: Baseline, now: datetime) -> list[Delta]:
    """Hold the article against what was known by its date, before or while feeds are polled.

    An empty ledger also takes over what the baseline knows to have happened since, so that a new
    installation knows where each claim stands. Doing it again changes nothing.
    """
    with store.transaction():
        is_empty = not ledger.standings(store)
        for standing in initial_standings(baseline).values():
            ledger.record_standing(store, standing)
        for point in known_points(baseline, now):
            ledger.record_point(store, point)
        deltas = audit(baseline, now)
        if is_empty:
            deltas += recall(baseline, now)
        else:
            # What is in the ledger already was seen before the article was held against it.
            deltas = [replace(delta, seen_at=now) for delta in deltas]
        return [delta for delta in deltas if ledger.record_delta(store, delta)]


def admit(
    store: Store,
    baseline: Baseline,
    entry: Entry,
    observations: Sequence[Observation],
    now: datetime,
) -> list[Delta]:
    """Take one entry into the ledger with everything that it causes, up to the deliveries.

    Belongs inside a transaction, so that all of it is kept or nothing.
    """
    entry_id, novelty = entries.add(store, entry, seen_at=now)
    if novelty is entries.Novelty.SAME:
        return []
    deltas = take_in(store, baseline, replace(entry, id=entry_id), observations, now)
    if entry.is_dated and now - entry.published_at <= NEWS_FOR:
        _tell(store, baseline, deltas, now)
    return deltas


def take_in(
    store: Store,
    baseline: Baseline,
    entry: Entry,
    observations: Sequence[Observation],
    now: datetime,
) -> list[Delta]:
    """Judge what was read from a stored entry; everything is kept and nobody is told."""
    if observations and not entry.sketch:
        entry = with_origin(entry)
        entries.record_origin(store, entry)
    said: dict[int, Evidence] = {}
    for observation in with_corrections(entry, observations, baseline):
        evidence = _evidence(entry, observation)
        said.setdefault(ledger.record_observation(store, evidence, seen_at=now), evidence)
    deltas: list[Delta] = []
    for observation_id, evidence in said.items():
        found = _judge(store, baseline, evidence, now)
        if isinstance(found, Silence):
            ledger.record_silence(store, observation_id, found.reason, seen_at=now)
        else:
            deltas += [found, *_judge_derived(store, baseline, found, now)]
    return deltas


def _tell(store: Store, baseline: Baseline, deltas: Sequence[Delta], now: datetime) -> None:
    """Put the alerts in: what leads, to all who wish; what is taken back, to all who were told."""
    wishes, leading = chats.subscriptions(store), leads(deltas, baseline)
    for delta in deltas:
        told = outbox.told(store, delta.undoes) if delta.undoes else []
        alerts = route(delta, wishes if delta in leading else (), now, told=told)
        outbox.add(store, alerts, now=now)


def _evidence(entry: Entry, observation: Observation) -> Evidence:
    return Evidence(
        observation=observation,
        outlet=entry.outlet,
        tier=entry.tier,
        url=entry.url,
        title=entry.title,
        published_at=entry.published_at,
        is_dated=entry.is_dated,
        entry_id=entry.id,
        sketch=entry.sketch,
        credit=entry.credit,
    )


def _judge(store: Store, baseline: Baseline, evidence: Evidence, now: datetime) -> Delta | Silence:
    claim = baseline.claim(evidence.observation.claim)
    found = consider(claim, ledger.of_claim(store, claim.id), evidence, now, baseline=baseline)
    if isinstance(found, Silence) or ledger.record_delta(store, found):
        return found
    return Silence(Reason.ALREADY_KNOWN)


def _judge_derived(store: Store, baseline: Baseline, cause: Delta, now: datetime) -> list[Delta]:
    found = []
    for claim in baseline.claims:
        if claim.kind == "derived":
            standings = ledger.standings(store)
            delta = judge_derived(claim, standings, cause, now, baseline=baseline)
            if delta is not None and ledger.record_delta(store, delta):
                found.append(delta)
    return found


def watch(store: Store, baseline: Baseline, feed_id: int, now: datetime) -> str | None:
    """Notice that a feed has died or returned, and what that means for the claims.

    Belongs inside the transaction that holds the poll. Nobody who follows a claim is alerted.

    Returns:
        What the operator is to be told, if it is news: why it is silent; empty where it is back.
    """
    feed = feeds.get(store, feed_id)
    if feed is None:
        return None
    why = why_silent(feed, now)
    if (why is None) == (feed.silent_since is None):
        return None
    feeds.record_silence(store, feed.id, None if why is None else now)
    _judge_coverage(store, baseline, now)
    return why or ""


def _judge_coverage(store: Store, baseline: Baseline, now: datetime) -> None:
    followed, standings = feeds.all_feeds(store), ledger.standings(store)
    for claim in baseline.claims:
        standing = standings.get(claim.id)
        if claim.kind == "derived":
            continue
        found = coverage(claim, followed, now, baseline=baseline)
        cause = ledger.delta(store, standing.delta_id) if standing and standing.delta_id else None
        was_tested = {} if cause is None else {"tested": cause.before.status}
        delta = judge_coverage(claim, standing, now, found=found, baseline=baseline, **was_tested)
        if delta is not None:
            ledger.record_delta(store, delta)
