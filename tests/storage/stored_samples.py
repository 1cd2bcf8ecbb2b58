"""Nouns for the storage tests: a maker gives a plain one, changed where a test cares."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage.models import (
    Bound,
    Delivery,
    Delta,
    Entry,
    Evidence,
    Feed,
    Modality,
    Observation,
    SeriesKey,
    SeriesKind,
    Severity,
    Standing,
    Status,
    TallyPoint,
    Tier,
    Window,
)

NOON = datetime(2023, 11, 21, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
CLAIM = "attacks-on-us"
OUTBREAK = date(2023, 10, 17)


def make_feed(url: str = "https://wire.example/rss", **changes: Any) -> Feed:
    return replace(Feed(id=0, url=url, outlet="Example Wire", tier=Tier.AGENCY), **changes)


def make_entry(key: str = "one", **changes: Any) -> Entry:
    entry = Entry(
        key=key,
        title="Bases hit again",
        text="Forces were attacked 66 times.",
        url=f"https://wire.example/{key}",
        outlet="Example Wire",
        tier=Tier.AGENCY,
        published_at=NOON,
        content_hash="first",
    )
    return replace(entry, **changes)


def make_observation(value: float | None = 66, **changes: Any) -> Observation:
    observation = Observation(
        claim=CLAIM,
        quote="attacked 66 times",
        rule="attacked-times",
        value=value,
        bound=Bound.EXACT,
        scope=("IQ", "SY"),
        window=Window.CUMULATIVE,
        modality=Modality.ATTRIBUTED,
        source="Pentagon",
    )
    return replace(observation, **changes)


def make_evidence(entry_id: int | None, **changes: Any) -> Evidence:
    entry = make_entry()
    evidence = Evidence(
        observation=make_observation(),
        outlet=entry.outlet,
        tier=entry.tier,
        url=entry.url,
        title=entry.title,
        published_at=entry.published_at,
        entry_id=entry_id,
    )
    return replace(evidence, **changes)


def make_point(value: float = 66, **changes: Any) -> TallyPoint:
    point = TallyPoint(
        series=SeriesKey(CLAIM, ("IQ", "SY"), OUTBREAK, SeriesKind.OFFICIAL),
        value=value,
        upper=None,
        bound=Bound.EXACT,
        as_of=NOON.date(),
        source="Pentagon",
        outlet="Example Wire",
        url="https://wire.example/one",
        seen_at=NOON,
    )
    return replace(point, **changes)


def make_standing(status: Status = Status.STANDS, **changes: Any) -> Standing:
    return replace(Standing(claim=CLAIM, status=status, since=date(2023, 11, 10)), **changes)


def make_delta(delta_id: str = "d1", **changes: Any) -> Delta:
    delta = Delta(
        id=delta_id,
        claim=CLAIM,
        at=NOON.date(),
        seen_at=NOON,
        reason="count-passed",
        before=make_standing(),
        after=make_standing(Status.MOVED, value=66, delta_id=delta_id),
        severity=Severity.NOTABLE,
        evidence=(make_evidence(None),),
        trace=("66 is more than 40.",),
    )
    return replace(delta, **changes)


def make_alert(chat_id: int, delta_id: str = "d1", **changes: Any) -> Delivery:
    return replace(Delivery(chat_id, "alert", delta_id=delta_id), **changes)


def make_answer(chat_id: int, text: str = "66", **changes: Any) -> Delivery:
    return replace(Delivery(chat_id, "answer", {"text": text}), **changes)
