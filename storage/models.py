"""The persisted nouns, in the order in which data flows; standard library only, no effects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Self


class Tier(StrEnum):
    """What kind of source speaks; it decides how much its word weighs."""

    OFFICIAL = "official"
    AGENCY = "agency"
    MEDIA = "media"
    STATE_MEDIA = "state-media"
    PARTY = "party"
    RESEARCH = "research"
    UNKNOWN = "unknown"


class Bound(StrEnum):
    """How the value of an observation limits the true figure."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    ABOUT = "about"
    NEARLY = "nearly"
    AT_MOST = "at_most"
    FEWER_THAN = "fewer_than"
    RANGE = "range"


class Window(StrEnum):
    """What stretch of time a count covers."""

    CUMULATIVE = "cumulative"
    PERIOD = "period"
    SINGLE = "single"


class Modality(StrEnum):
    """How the text puts it: as a fact, somebody's word, a plan, a threat, a denial."""

    ASSERTED = "asserted"
    ATTRIBUTED = "attributed"
    CLAIMED = "claimed"
    PLANNED = "planned"
    THREATENED = "threatened"
    DEMANDED = "demanded"
    POSSIBLE = "possible"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"


class WhyNot(StrEnum):
    """Why an observation may not enter its claim's ledger."""

    OTHER_PLACE = "other-place"
    BEFORE_BASELINE = "before-baseline"
    IRREALIS = "irrealis"
    CLAIMED_ONLY = "claimed-only"
    TOO_VAGUE = "too-vague"
    OLDER_THAN_KNOWN = "older-than-known"
    NOT_HOSTILE = "not-hostile"
    SINGLE_EVENT = "single-event"
    CONFLICTING = "conflicting"


class Status(StrEnum):
    """Where a claim is now (the field's word for it is *standing*)."""

    STANDS = "stands"
    MOVED = "moved"
    SHAKEN = "shaken"
    FALLEN = "fallen"
    RESTORED = "restored"
    CONTESTED = "contested"
    UNTESTED = "untested"


class Severity(IntEnum):
    """How much a delta matters: a grave one sounds, the others arrive silently."""

    MINOR = 1
    NOTABLE = 2
    GRAVE = 3


class SeriesKind(StrEnum):
    """Whose count a series is; the kinds are never added up."""

    OFFICIAL = "official"
    CLAIMED = "claimed"
    OBSERVED = "observed"


class DeliveryState(StrEnum):
    """Where a delivery is on its way to Telegram."""

    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    UNKNOWN = "unknown"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A calendar day (UTC) as a text gives it; printed with ``~`` where it is only roughly so."""

    value: date
    is_approximate: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2023-10-17`` or ``2023-10-17~``; raises ValueError for anything else."""
        return cls(date.fromisoformat(text.rstrip("~")), text.endswith("~"))

    def is_near(self, other: date, *, days: int = 3) -> bool:
        """Whether both may be the same day, allowing for an approximate date."""
        slack = days if self.is_approximate else 0
        return abs(self.value - other) <= timedelta(days=slack)

    def __str__(self) -> str:
        return self.value.isoformat() + ("~" if self.is_approximate else "")


@dataclass(frozen=True, slots=True)
class Feed:
    """A source and how far it has been followed; validators are kept byte for byte."""

    id: int
    url: str
    outlet: str
    tier: Tier = Tier.UNKNOWN
    country: str = ""
    language: str = "en"
    site_url: str = ""
    is_enabled: bool = True
    note: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    due_at: datetime | None = None
    interval_seconds: int = 0
    checked_at: datetime | None = None
    ok_at: datetime | None = None
    changed_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    silent_since: datetime | None = None
    """When it was noticed that nothing is to be had from it any more; None while it is alive."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll that worked: when, what to ask with next time, and when that is.

    After a 304 the validators and the hash are the feed's own, carried over.
    """

    at: datetime
    due_at: datetime
    interval_seconds: int
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    has_changed: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a feed published, as plain text. ``key`` identifies it within its feed."""

    key: str
    title: str
    text: str
    url: str
    outlet: str
    tier: Tier
    published_at: datetime
    is_dated: bool = True
    """False where the feed gave no usable date and the time it was first seen stands in."""
    content_hash: str = ""
    feed_id: int | None = None
    id: int | None = None
    """The row in storage, once stored."""
    sketch: str = ""
    """Tells near-identical texts; made once something is read from the entry."""
    credit: str | None = None
    """The wire that the text is credited to."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one entry says about one claim, the words that carried it, the rule that read it."""

    claim: str
    quote: str
    rule: str
    value: float | None = None
    upper: float | None = None
    bound: Bound | None = None
    unit: str | None = None
    scope: tuple[str, ...] = ()
    """ISO 3166 alpha-2 codes, sorted (``ME``: the whole region); empty where none is given."""
    is_scope_inferred: bool = False
    window: Window | None = None
    since: Day | None = None
    until: Day | None = None
    as_of: Day | None = None
    event_on: Day | None = None
    """The day of the event that a status is about, where the text gives it."""
    state: str | None = None
    actor: str | None = None
    """Actor id of the baseline: whose state it is (a faction), or who did it."""
    place: str | None = None
    """Place id of the baseline: which post, base or city it is about."""
    modality: Modality = Modality.ASSERTED
    source: str | None = None
    """Who says so, as the entry gives it."""
    source_id: str | None = None
    """Actor id of the baseline behind ``source``, where it is one."""
    counts: bool = True
    why_not: WhyNot | None = None
    is_derived: bool = False
    is_correction: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """An observation together with the entry that carried it: what a judgement rests on."""

    observation: Observation
    outlet: str
    tier: Tier
    url: str
    title: str
    published_at: datetime
    entry_id: int | None = None
    observation_id: int | None = None
    is_dated: bool = True
    """False where ``published_at`` is only the time at which the entry was first seen."""
    sketch: str = ""
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Evidence as it was taken in: when it was read, and what came of it."""

    evidence: Evidence
    seen_at: datetime
    silence: str | None
    """The named reason for which it changed nothing, as judged then; None where it did."""


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """One tally under one definition: claim, scope, start of the campaign, and whose count."""

    claim: str
    scope: tuple[str, ...]
    since: date | None
    kind: SeriesKind


@dataclass(frozen=True, slots=True)
class TallyPoint:
    """One value of a series as of a day, and who says so."""

    series: SeriesKey
    value: float
    upper: float | None
    bound: Bound
    as_of: date
    source: str
    outlet: str
    url: str
    seen_at: datetime
    is_derived: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim is now, and what it rests on."""

    claim: str
    status: Status
    since: date
    state: str | None = None
    value: float | None = None
    bound: Bound | None = None
    scope: tuple[str, ...] = ()
    as_of: date | None = None
    source: str | None = None
    independent_sources: int = 0
    delta_id: str | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """A change of a claim or of one of its series, with its named reason and its trace."""

    id: str
    """Stable over replays: a short hash of claim, reason, day, and what is said now."""
    claim: str
    at: date
    """The day of the event, not of the feed."""
    seen_at: datetime
    reason: str
    before: Standing
    after: Standing
    severity: Severity
    evidence: tuple[Evidence, ...]
    trace: tuple[str, ...] = ()
    """The judgement step by step, one sentence each: words, rule, actor, scope test, comparison."""
    flips_back: str = ""
    point: TallyPoint | None = None
    previous: TallyPoint | None = None
    """The point of the same series that this one follows."""
    undoes: tuple[str, ...] = ()
    """The ids of the deltas that this one takes back: who was told of them is told of it."""
    is_known: bool = False
    """From the baseline's own known history: kept, and nobody is alerted."""

    @property
    def told_state(self) -> str | None:
        """The state that is told: the evidence's own, where the standing stays as it was."""
        is_as_it_was = (self.before.status, self.before.state) == (
            self.after.status,
            self.after.state,
        )
        said = self.evidence[0].observation if self.evidence else None
        if is_as_it_was and said is not None and said.claim == self.claim and said.state:
            return said.state
        return self.after.state


@dataclass(frozen=True, slots=True)
class ClaimLedger:
    """What judging one claim needs to know; its size does not grow with the ledger."""

    claim: str
    standing: Standing | None
    series: dict[SeriesKey, TallyPoint] = field(default_factory=dict)
    """The latest point of each series."""
    earlier: tuple[TallyPoint, ...] = ()
    """The last points of each series, the latest included, each series' newest day first."""
    recent: tuple[Evidence, ...] = ()
    """The latest observations of the claim, newest first."""
    happenings: tuple[Delta, ...] = ()
    """The latest deltas of the claim, newest first."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A Telegram chat (or one of its topics) that has written to the bot."""

    id: int
    kind: str
    title: str = ""
    thread_id: int | None = None
    language: str = "en"
    is_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's wish: which claims, from which severity on. No claims means all."""

    chat_id: int
    claims: tuple[str, ...] = ()
    threshold: Severity = Severity.MINOR
    muted_until: datetime | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one chat on its way through the outbox.

    An alert names its delta and is rendered when it is sent; an answer carries its payload.
    """

    chat_id: int
    kind: str
    """``alert``, ``answer``, ``edit`` or ``notice``."""
    payload: dict[str, object] = field(default_factory=dict)
    delta_id: str | None = None
    thread_id: int | None = None
    is_silent: bool = False
    state: DeliveryState = DeliveryState.NEW
    not_before: datetime | None = None
    attempts: int = 0
    reason: str | None = None
    message_id: int | None = None
    created_at: datetime | None = None
    id: int | None = None
    is_possible_repeat: bool = False
    """An earlier attempt may have arrived, so the message says that it may be a repeat."""
