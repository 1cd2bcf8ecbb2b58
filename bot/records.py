"""The JSON objects that scripts rely on, one shape each: claims, tallies, deltas, feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages.dropped import cause_of
from watchers.read import observation_json

if TYPE_CHECKING:
    from datetime import date, datetime

    from storage.models import Delta, Evidence, Feed, Reading, Standing, TallyPoint
    from watchers.baseline import Claim
    from watchers.coverage import Coverage
    from watchers.happenings import Happening


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def claim_record(claim: Claim, standing: Standing) -> dict[str, object]:
    """Return the standing of one claim beside what the article holds."""
    return {
        "claim": claim.id,
        "kind": claim.kind,
        "standing": standing.status.value,
        "since": _iso(standing.since),
        "state": standing.state,
        "value": standing.value,
        "bound": standing.bound,
        "scope": list(standing.scope),
        "as_of": _iso(standing.as_of),
        "source": standing.source,
        "independent_sources": standing.independent_sources,
        "baseline": {
            "says": claim.says,
            "state": claim.state,
            "value": claim.value,
            "bound": claim.bound,
            "unit": claim.unit,
            "scope": list(claim.scope),
            "paragraphs": list(claim.paragraphs),
        },
    }


def tally_record(point: TallyPoint) -> dict[str, object]:
    """Return the latest value of one series."""
    return {
        "claim": point.series.claim,
        "scope": list(point.series.scope),
        "since": _iso(point.series.since),
        "kind": point.series.kind.value,
        "value": point.value,
        "upper": point.upper,
        "bound": point.bound.value,
        "as_of": _iso(point.as_of),
        "source": point.source or point.outlet,
        "url": point.url,
        "derived": point.is_derived,
    }


def delta_record(delta: Delta) -> dict[str, object]:
    """Return one change with its evidence."""
    value = delta.point.value if delta.point else delta.told_state
    return {
        "id": delta.id,
        "claim": delta.claim,
        "at": _iso(delta.at),
        "seen_at": _iso(delta.seen_at),
        "reason": delta.reason,
        "from": delta.before.status.value,
        "to": delta.after.status.value,
        "severity": delta.severity.name.lower(),
        "scope": list(delta.point.series.scope if delta.point else delta.after.scope),
        "value": delta.after.value if value is None else value,
        "evidence": [_evidence_record(evidence) for evidence in delta.evidence],
    }


def _evidence_record(evidence: Evidence) -> dict[str, object]:
    return {
        "source": evidence.observation.source or evidence.outlet,
        "url": evidence.url,
        "title": evidence.title,
        "published": _iso(evidence.published_at),
        "quote": evidence.observation.quote,
    }


def reading_record(reading: Reading) -> dict[str, object]:
    """Return what one entry said, what came of it, and where it was read."""
    evidence = reading.evidence
    reason, sentence = cause_of(reading) if reading.silence else (None, None)
    return {
        "seen_at": _iso(reading.seen_at),
        "scope_inferred": None,
        **observation_json(evidence.observation),
        "dropped_as": reason,
        "dropped_because": sentence,
        "outlet": evidence.outlet,
        "tier": evidence.tier.value,
        "title": evidence.title,
        "url": evidence.url,
        "published": _iso(evidence.published_at),
    }


def feed_record(feed: Feed) -> dict[str, object]:
    """Return one feed and how it is doing."""
    return {
        "url": feed.url,
        "outlet": feed.outlet,
        "tier": feed.tier.value,
        "enabled": feed.is_enabled,
        "ok_at": _iso(feed.ok_at),
        "due_at": _iso(feed.due_at),
        "failures": feed.failures,
        "error": feed.error,
    }


def coverage_record(claim: Claim, found: Coverage) -> dict[str, object]:
    """Return which of a claim's sources are alive."""
    return {
        "claim": claim.id,
        "is_enough": found.is_enough,
        "voices": found.voices,
        "needed": found.needed,
        "alive": list(found.alive),
        "silent": list(found.silent),
    }


def event_record(event: Happening) -> dict[str, object]:
    """Return one event with its log, oldest line first."""
    return {
        "id": event.id,
        "claim": event.claim,
        "state": event.state,
        "on": _iso(event.on),
        "place": event.place,
        "actors": list(event.actors),
        "figure": event.figure,
        "claimed_by": list(event.claimed_by),
        "admitted": event.is_admitted,
        "reports": len(event.reports),
        "log": [
            {
                "seen_at": _iso(line.seen_at),
                "news": line.news.value,
                "says": line.says,
                "outlet": line.outlet,
                "url": line.url,
            }
            for line in event.log
        ],
    }
