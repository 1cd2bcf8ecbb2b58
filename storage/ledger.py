"""Observations, deltas, standings and tallies of one baseline; it judges nothing.

Everything here is of the baseline that the store was opened for. "Known at" a time means seen by
then, whenever it happened.
"""

from __future__ import annotations

from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from storage.errors import InputError
from storage.models import (
    Bound,
    ClaimLedger,
    Delta,
    Evidence,
    Observation,
    Reading,
    SeriesKey,
    SeriesKind,
    Standing,
    TallyPoint,
    Tier,
)
from storage.rows import END_OF_TIME, dump, load, stamp, stamp_or

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from storage.store import Store

RECENT_COUNTING = 48
RECENT_CONTEXT = 16
"""Observations of a claim that a judgement may look at; context cannot crowd out what counts."""
RECENT_DELTAS = 32
RECENT_POINTS = 8
"""Points of each series; what is older than all of them comes too late to be put among them."""

_WHAT_IS_SAID = (
    "value upper bound unit scope window since until as_of event_on state actor place modality"
).split()
"""The fields that tell two observations of one entry about one claim apart."""


def record_observation(
    store: Store, evidence: Evidence, *, seen_at: datetime, silence: str | None = None
) -> int:
    """Keep what an entry says about a claim, whether it counts or not; returns its row.

    The entry must be stored (`evidence.entry_id`). The same thing said again by the same entry is
    the same row, also after an edit of the entry.

    Args:
        store: the ledger.
        evidence: what is said, and the entry.
        seen_at: aware UTC; when it was read.
        silence: the named reason for which it changes nothing; None where it changes something.
    """
    said = evidence.observation
    key = (evidence.entry_id, store.baseline_id, said.claim, _fingerprint(said))
    with store.transaction():
        store.execute(
            "INSERT INTO observations (entry_id, baseline, claim, fingerprint, counts,"
            " published_at, seen_at, silence, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (*key, said.counts, stamp(evidence.published_at), stamp(seen_at), silence, dump(said)),
        )
        row = store.execute(
            "SELECT id FROM observations"
            " WHERE entry_id = ? AND baseline = ? AND claim = ? AND fingerprint = ?",
            key,
        ).fetchone()
    return int(row["id"])


def record_silence(store: Store, observation_id: int, silence: str, *, seen_at: datetime) -> None:
    """Note why an observation changes nothing, unless it was judged before it was seen again."""
    store.execute(
        "UPDATE observations SET silence = ? WHERE id = ? AND seen_at = ?",
        (silence, observation_id, stamp(seen_at)),
    )


def _fingerprint(observation: Observation) -> str:
    said = "|".join(str(getattr(observation, name)) for name in _WHAT_IS_SAID)
    return blake2b(said.encode(), digest_size=8).hexdigest()


def of_claim(store: Store, claim_id: str) -> ClaimLedger:
    """What judging a claim needs to know; the work does not grow with the ledger."""
    evidence = [
        *_recent(store, claim_id, counts=True, limit=RECENT_COUNTING),
        *_recent(store, claim_id, counts=False, limit=RECENT_CONTEXT),
    ]
    evidence.sort(key=lambda each: (each.published_at, each.observation_id), reverse=True)
    standing = store.execute(
        "SELECT body FROM standings WHERE baseline = ? AND claim = ?", (store.baseline_id, claim_id)
    ).fetchone()
    latest = _last_points(store, claim_id)
    series: dict[SeriesKey, TallyPoint] = {}
    for point in latest:
        series.setdefault(point.series, point)
    return ClaimLedger(
        claim=claim_id,
        standing=standing and load(Standing, standing["body"]),
        series=series,
        earlier=tuple(latest),
        recent=tuple(evidence),
        happenings=tuple(deltas(store, claim=claim_id, limit=RECENT_DELTAS)),
    )


_EVIDENCE = (
    "SELECT o.*, e.outlet, e.tier, e.url, e.title, e.is_dated, e.sketch, e.credit"
    " FROM observations AS o JOIN entries AS e ON e.id = o.entry_id "
)


def _recent(store: Store, claim_id: str, *, counts: bool, limit: int) -> list[Evidence]:
    rows = store.execute(
        _EVIDENCE + "WHERE o.baseline = ? AND o.claim = ? AND o.counts = ?"
        " ORDER BY o.published_at DESC, o.id DESC LIMIT ?",
        (store.baseline_id, claim_id, counts, limit),
    )
    return [_evidence(row) for row in rows]


def dropped(store: Store, *, since: datetime, limit: int = 1000) -> list[Reading]:
    """What was read since a time and changed nothing, each with its reason, newest first."""
    rows = store.execute(
        _EVIDENCE + "WHERE o.baseline = ? AND o.silence IS NOT NULL AND o.seen_at >= ?"
        " ORDER BY o.seen_at DESC, o.id DESC LIMIT ?",
        (store.baseline_id, stamp(since), limit),
    )
    return [_reading(row) for row in rows]


def readings(store: Store) -> Iterator[Reading]:
    """Everything that was ever read, in the order in which it was taken in."""
    rows = store.execute(_EVIDENCE + "WHERE o.baseline = ? ORDER BY o.id", (store.baseline_id,))
    return map(_reading, rows)


def _reading(row: sqlite3.Row) -> Reading:
    return Reading(_evidence(row), datetime.fromisoformat(row["seen_at"]), row["silence"])


def _evidence(row: sqlite3.Row) -> Evidence:
    return Evidence(
        observation=load(Observation, row["body"]),
        outlet=row["outlet"],
        tier=Tier(row["tier"]),
        url=row["url"],
        title=row["title"],
        published_at=datetime.fromisoformat(row["published_at"]),
        is_dated=bool(row["is_dated"]),
        sketch=row["sketch"],
        credit=row["credit"],
        entry_id=row["entry_id"],
        observation_id=row["id"],
    )


def record_delta(store: Store, delta: Delta) -> bool:
    """Keep a delta, the point that it adds to a series, and where its claim stands now.

    A delta seen earlier than the claim's last one leaves the standing alone. Returns False where
    the delta is known already; nothing is changed then.
    """
    with store.transaction():
        is_new = store.execute(
            "INSERT INTO deltas (baseline, id, claim, seen_at, body) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (store.baseline_id, delta.id, delta.claim, stamp(delta.seen_at), dump(delta)),
        ).rowcount
        if not is_new:
            return False
        if delta.point is not None:
            record_point(store, delta.point, delta_id=delta.id)
        store.execute(
            "INSERT INTO standings (baseline, claim, seen_at, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at, body = excluded.body"
            " WHERE excluded.seen_at >= standings.seen_at",
            (store.baseline_id, delta.claim, stamp(delta.seen_at), dump(delta.after)),
        )
        return True


def record_standing(store: Store, standing: Standing) -> None:
    """Keep where a claim stood before any delta, once: the article's own word, from the start."""
    body = dump(standing)
    store.execute(
        "INSERT INTO standings (baseline, claim, first, seen_at, body) VALUES (?, ?, ?, '', ?)"
        " ON CONFLICT DO UPDATE SET first = excluded.first WHERE first IS NULL",
        (store.baseline_id, standing.claim, body, body),
    )


def record_point(store: Store, point: TallyPoint, *, delta_id: str | None = None) -> None:
    """Add a point to its series; without a delta it is the baseline's own known history."""
    with store.transaction():
        store.execute(
            "INSERT INTO tally_points (series_id, delta_id, as_of, seen_at, value, upper, bound,"
            " source, outlet, url, is_derived) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (
                _series_id(store, point.series),
                delta_id,
                point.as_of.isoformat(),
                stamp(point.seen_at),
                point.value,
                point.upper,
                point.bound,
                point.source,
                point.outlet,
                point.url,
                point.is_derived,
            ),
        )


def _series_id(store: Store, series: SeriesKey) -> int:
    since = series.since.isoformat() if series.since else ""
    key = (store.baseline_id, series.claim, ",".join(series.scope), since, series.kind)
    store.execute(
        "INSERT INTO series (baseline, claim, scope, since, kind) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        key,
    )
    row = store.execute(
        "SELECT id FROM series"
        " WHERE baseline = ? AND claim = ? AND scope = ? AND since = ? AND kind = ?",
        key,
    ).fetchone()
    return int(row["id"])


def forget(store: Store) -> None:
    """Empty the baseline's ledger, so that it can be filled anew from the entries."""
    points = (
        "DELETE FROM tally_points WHERE series_id IN (SELECT id FROM series WHERE baseline = ?)"
    )
    with store.transaction():
        store.execute(points, (store.baseline_id,))
        for table in ("series", "standings", "deltas", "observations"):
            store.execute(f"DELETE FROM {table} WHERE baseline = ?", (store.baseline_id,))  # noqa: S608 - constants


def standings(store: Store, *, at: datetime | None = None) -> dict[str, Standing]:
    """Where each claim stood as known at a time, or stands now.

    Before its first delta a claim stands where `record_standing` put it; one that has neither is
    absent.
    """
    if at is None:
        rows = store.execute(
            "SELECT claim, body FROM standings WHERE baseline = ? ORDER BY claim",
            (store.baseline_id,),
        )
        return {row["claim"]: load(Standing, row["body"]) for row in rows}
    rows = store.execute(
        "SELECT s.claim, s.first, d.body FROM standings AS s LEFT JOIN deltas AS d ON d.seq = ("
        "  SELECT seq FROM deltas WHERE baseline = s.baseline AND claim = s.claim AND seen_at <= ?"
        "  ORDER BY seen_at DESC, seq DESC LIMIT 1)"
        " WHERE s.baseline = ? AND (d.seq IS NOT NULL OR s.first IS NOT NULL) ORDER BY s.claim",
        (stamp(at), store.baseline_id),
    )
    return {
        row["claim"]: load(Delta, row["body"]).after
        if row["body"]
        else load(Standing, row["first"])
        for row in rows
    }


def tallies(
    store: Store, *, at: datetime | None = None, claim: str | None = None
) -> list[TallyPoint]:
    """The latest point of each series that was known at a time, or is known now."""
    rows = store.execute(
        "SELECT s.claim, s.scope, s.since, s.kind, p.* FROM series AS s"
        " JOIN tally_points AS p ON p.id = ("
        "  SELECT id FROM tally_points WHERE series_id = s.id AND seen_at <= :at"
        "  ORDER BY as_of DESC, seen_at DESC, id DESC LIMIT 1)"
        " WHERE s.baseline = :baseline AND s.claim = coalesce(:claim, s.claim)"
        " ORDER BY s.claim, s.scope, s.since, s.kind",
        {"at": stamp_or(at, END_OF_TIME), "baseline": store.baseline_id, "claim": claim},
    )
    return [_point(row) for row in rows]


def _last_points(store: Store, claim_id: str) -> list[TallyPoint]:
    rows = store.execute(
        "SELECT s.claim, s.scope, s.since, s.kind, p.* FROM series AS s"
        " JOIN tally_points AS p ON p.id IN ("
        "  SELECT id FROM tally_points WHERE series_id = s.id"
        "  ORDER BY as_of DESC, seen_at DESC, id DESC LIMIT ?)"
        " WHERE s.baseline = ? AND s.claim = ?"
        " ORDER BY s.scope, s.since, s.kind, p.as_of DESC, p.seen_at DESC, p.id DESC",
        (RECENT_POINTS, store.baseline_id, claim_id),
    )
    return [_point(row) for row in rows]


def points(
    store: Store,
    claim: str,
    *,
    scope: tuple[str, ...] | None = None,
    at: datetime | None = None,
) -> list[TallyPoint]:
    """Every point of a claim's series (of one scope, or of all), by series and then as-of day."""
    rows = store.execute(
        "SELECT s.claim, s.scope, s.since, s.kind, p.* FROM series AS s"
        " JOIN tally_points AS p ON p.series_id = s.id"
        " WHERE s.baseline = :baseline AND s.claim = :claim AND s.scope = coalesce(:scope, s.scope)"
        " AND p.seen_at <= :at ORDER BY s.scope, s.since, s.kind, p.as_of, p.seen_at, p.id",
        {
            "baseline": store.baseline_id,
            "claim": claim,
            "scope": None if scope is None else ",".join(scope),
            "at": stamp_or(at, END_OF_TIME),
        },
    )
    return [_point(row) for row in rows]


def _point(row: sqlite3.Row) -> TallyPoint:
    return TallyPoint(
        series=SeriesKey(
            claim=row["claim"],
            scope=tuple(row["scope"].split(",")) if row["scope"] else (),
            since=date.fromisoformat(row["since"]) if row["since"] else None,
            kind=SeriesKind(row["kind"]),
        ),
        value=row["value"],
        upper=row["upper"],
        bound=Bound(row["bound"]),
        as_of=date.fromisoformat(row["as_of"]),
        source=row["source"],
        outlet=row["outlet"],
        url=row["url"],
        seen_at=datetime.fromisoformat(row["seen_at"]),
        is_derived=bool(row["is_derived"]),
    )


def deltas(
    store: Store, *, at: datetime | None = None, claim: str | None = None, limit: int = -1
) -> list[Delta]:
    """The deltas known at a time (of one claim, or of all), newest first; -1 lifts the limit."""
    until = stamp_or(at, END_OF_TIME)
    if claim is None:
        rows = store.execute(
            "SELECT body FROM deltas WHERE baseline = ? AND seen_at <= ?"
            " ORDER BY seen_at DESC, seq DESC LIMIT ?",
            (store.baseline_id, until, limit),
        )
    else:
        rows = store.execute(
            "SELECT body FROM deltas WHERE baseline = ? AND claim = ? AND seen_at <= ?"
            " ORDER BY seen_at DESC, seq DESC LIMIT ?",
            (store.baseline_id, claim, until, limit),
        )
    return [load(Delta, row["body"]) for row in rows]


def beside(store: Store, one: Delta) -> list[Delta]:
    """What the same entry changed about the same claim, in the order in which it was judged."""
    entry_id = one.evidence[0].entry_id if one.evidence else None
    if entry_id is None:
        return []
    others = deltas(store, at=one.seen_at, claim=one.claim, limit=RECENT_CONTEXT)
    return [
        other
        for other in reversed(others)
        if other.id != one.id
        and other.seen_at == one.seen_at
        and other.evidence
        and other.evidence[0].entry_id == entry_id
    ]


def delta(store: Store, delta_id: str) -> Delta | None:
    """The delta with an id, or with an id that begins so; None where there is none.

    Raises:
        InputError: several ids begin so.
    """
    rows = store.execute(
        "SELECT id, body FROM deltas WHERE baseline = ? AND id >= ? AND id < ? ORDER BY id LIMIT 2",
        (store.baseline_id, delta_id, delta_id + END_OF_TIME),
    ).fetchall()
    if not rows:
        return None
    if len(rows) > 1 and rows[0]["id"] != delta_id:
        raise InputError(f"several deltas begin with {delta_id}; give more of the id")
    return load(Delta, rows[0]["body"])
