"""A small article with its claims, evidence in one line, and a court that remembers: for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from storage.models import (
    Bound,
    ClaimLedger,
    Day,
    Delta,
    Evidence,
    Modality,
    Observation,
    Severity,
    Standing,
    Tier,
    WhyNot,
    Window,
)
from watchers.audit import after, initial_standings
from watchers.baseline import Baseline
from watchers.judge import consider, judge
from watchers.ladder import judge_derived
from watchers.outcomes import Silence

if TYPE_CHECKING:
    from watchers.reasons import Reason


def _actor(actor_id: str, kind: str = "institution", **more: object) -> dict[str, object]:
    return {"id": actor_id, "kind": kind, "names": [actor_id.replace("-", " ").title()], **more}


def _states(**relations: str) -> list[dict[str, object]]:
    """``struck="contradicts!"``: the mark makes it a happening."""
    return [
        {
            "id": name.replace("_", "-"),
            "says": f"it is {name}",
            "relation": relation.rstrip("!"),
            "is_happening": relation.endswith("!"),
        }
        for name, relation in relations.items()
    ]


def _claim(claim_id: str, kind: str, **more: object) -> dict[str, object]:
    return {
        "id": claim_id,
        "kind": kind,
        "paragraphs": [1],
        "says": f"what is held of {claim_id}",
        "definition": "as it says",
        "scope": ["IQ"],
        "admitted_by": ["us"],
        "severity": "grave",
        **more,
    }


_NONE = {"value": 0, "bound": "exact", "campaign": "first"}
ARTICLE = {
    "id": "small",
    "article": {
        "title": "A small article",
        "published": date(2023, 11, 10),
        "as_of": date(2023, 11, 10),
        "paragraphs": 1,
    },
    "campaigns": [
        {"id": "first", "since": date(2023, 10, 17), "until": date(2026, 2, 27)},
        {"id": "second", "since": date(2026, 2, 28)},
    ],
    "actors": [
        _actor("us", "state", country="US", tier="official"),
        _actor("pentagon", country="US", tier="official", part_of="us"),
        _actor("centcom", country="US", tier="official", part_of="us"),
        _actor("us-radio", "outlet", country="US", tier="state-media", part_of="us"),
        _actor("iraq", "state", country="IQ", tier="official"),
        _actor("iraqi-army", country="IQ", tier="official", part_of="iraq"),
        _actor("iran", "state", country="IR", tier="official"),
        _actor("guards", "military", country="IR", tier="official", part_of="iran"),
        _actor("iran-news", "outlet", country="IR", tier="state-media"),
        _actor("militias", "group", tier="party"),
        _actor("kataib", "militia", tier="party", part_of="militias"),
        _actor("nujaba", "militia", tier="party", part_of="militias"),
        _actor("the-wire", "outlet", tier="agency"),
        _actor("the-think-tank", tier="research"),
    ],
    "places": [
        {"id": "baghdad-post", "kind": "post", "country": "IQ", "names": ["the embassy"]},
        {"id": "erbil-post", "kind": "post", "country": "IQ", "names": ["the consulate"]},
    ],
    "claims": [
        _claim(
            "attacks",
            "tally",
            severity="notable",
            value=40,
            bound="more_than",
            campaign="first",
            usual_scope=["IQ", "SY"],
        ),
        _claim("killed", "tally", **_NONE),
        _claim("injured", "tally", **{**_NONE, "severity": "notable", "usual_scope": ["IQ", "SY"]}),
        _claim("refugees", "figure", severity="minor", value=10000, bound="fewer_than",
               unit="people", admitted_by=["iraq"]),
        _claim("budget", "figure", severity="minor", value=153e9, bound="exact", unit="USD",
               admitted_by=["iraq"]),
        _claim("strike", "status", state="refrained",
               states=_states(
                   refrained="agrees", struck="contradicts!", struck_unknown="weakens!")),
        _claim("iran-strike", "status", state="none", admitted_by=["iran"],
               states=_states(none="agrees", struck="contradicts!")),
        _claim("leader", "status", state="none",
               states=_states(none="agrees", killed="contradicts!")),
        _claim("staffing", "status", severity="notable", state="reduced", per="place",
               places=["baghdad-post", "erbil-post"],
               states=_states(reduced="agrees", restored="contradicts", evacuated="contradicts",
                              services_suspended="context")),
        _claim("campaign", "status", severity="notable", state="ongoing", per="actor",
               admitted_by=["militias"],
               states=_states(ongoing="agrees", suspended="contradicts", resumed="agrees")),
        _claim("warning", "status", severity="notable", state="warned",
               levels=["right-reserved", "vowed", "decided"], states=_states(warned="agrees")),
        _claim("presence", "status", severity="notable", state="present",
               states=_states(present="agrees", withdrawal_planned="weakens", left="contradicts",
                              demanded="context")),
        _claim("ladder", "derived", rungs=[
            {"id": "american-killed", "claim": "killed", "above": 0, "says": "an American died"},
            {"id": "us-strike", "claim": "strike", "states": ["struck"], "says": "the US struck"},
            {"id": "leader", "claim": "leader", "states": ["killed"], "says": "a leader died"},
            {"id": "iran", "claim": "iran-strike", "states": ["struck"], "says": "Iran struck"},
        ]),
    ],
}  # fmt: skip


def small_baseline(**changes: object) -> Baseline:
    """The small article, with whole parts of it (``known=…``) replaced."""
    return Baseline.model_validate({**ARTICLE, **changes})


def at(day: str, hour: int = 12) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), tzinfo=UTC)


def found(published: str, observation: Observation, **entry: object) -> Evidence:
    """An observation in an entry; the outlet's title names it, so that no two are copies."""
    outlet = str(entry.pop("outlet", "The Courier"))
    return Evidence(
        observation=observation,
        outlet=outlet,
        tier=Tier(str(entry.pop("tier", "media"))),
        url=f"https://example.org/{outlet}/{published}".replace(" ", "-"),
        title=str(entry.pop("title", "")),
        published_at=at(published),
        is_dated=bool(entry.pop("is_dated", True)),
    )


def state(claim: str, said: str, published: str, **more: object) -> Evidence:
    """A state of a status claim: ``on`` is the day that the text gives."""
    return found(published, *_observed(claim, more, state=said), **more)


def count(claim: str, value: float | None, published: str, **more: object) -> Evidence:
    """A count or figure, of Iraq and since the first campaign unless it says otherwise."""
    more = {"scope": ("IQ",), "window": "cumulative", "bound": "exact", **more}
    return found(published, *_observed(claim, more, value=value), **more)


def _observed(claim: str, more: dict[str, object], **said: object) -> list[Observation]:
    days = {"on": "event_on", "as_of": "as_of", "since": "since", "until": "until"}
    for short, field in days.items():
        if short in more:
            said[field] = Day.parse(str(more.pop(short)))
    kinds = {"modality": Modality, "bound": Bound, "window": Window, "why_not": WhyNot}
    for name, kind in kinds.items():
        if name in more:
            said[name] = kind(str(more.pop(name)))
    plain = "scope source source_id actor place counts unit upper note is_correction is_derived"
    for name in plain.split():
        if name in more:
            said[name] = more.pop(name)
    words = str(more.pop("quote", f"{claim} {said.get('state') or said.get('value')}"))
    return [Observation(claim=claim, quote=words, rule="test-rule", **said)]  # type: ignore[arg-type]


PENTAGON = {"source": "Pentagon", "source_id": "pentagon"}
CENTCOM = {"source": "Centcom", "source_id": "centcom"}


class Court:
    """Judges evidence in the order in which it is heard, and remembers as the ledger does."""

    def __init__(self, baseline: Baseline | None = None) -> None:
        self.baseline = baseline or small_baseline()
        self.ledgers = {
            claim: ClaimLedger(claim, standing)
            for claim, standing in initial_standings(self.baseline).items()
        }
        self.deltas: list[Delta] = []

    def hear(self, *evidence: Evidence) -> Delta | None:
        """Judge each in turn; returns what the last one changed."""
        delta = None
        for one in evidence:
            claim = self.baseline.claim(one.observation.claim)
            now = one.published_at + timedelta(hours=1)
            delta = judge(claim, self.ledgers[claim.id], one, now, baseline=self.baseline)
            self.take(one, delta)
        return delta

    def take(self, evidence: Evidence, delta: Delta | None) -> None:
        claim_id = evidence.observation.claim
        self.ledgers[claim_id] = after(self.ledgers[claim_id], (evidence,), delta)
        if delta is not None:
            self.deltas.append(delta)
            self._climb(delta)

    def _climb(self, cause: Delta) -> None:
        for claim in self.baseline.claims:
            if claim.kind == "derived":
                rung = judge_derived(
                    claim, self.standings, cause, cause.seen_at, baseline=self.baseline
                )
                if rung is not None:
                    self.ledgers[claim.id] = after(self.ledgers[claim.id], (), rung)
                    self.deltas.append(rung)

    def silence(self, evidence: Evidence) -> Reason:
        """Why a piece of evidence changes nothing; it is remembered all the same."""
        claim = self.baseline.claim(evidence.observation.claim)
        ledger = self.ledgers[claim.id]
        ruling = consider(claim, ledger, evidence, evidence.published_at, baseline=self.baseline)
        assert isinstance(ruling, Silence), ruling
        self.take(evidence, None)
        return ruling.reason

    @property
    def standings(self) -> dict[str, Standing]:
        return {claim: one.standing for claim, one in self.ledgers.items() if one.standing}

    def status(self, claim: str) -> str:
        return self.standings[claim].status.value

    def story(self, claim: str) -> list[tuple[str, str, str]]:
        """The deltas of a claim as (day, reason, status afterwards)."""
        return [
            (one.at.isoformat(), str(one.reason), one.after.status.value)
            for one in self.deltas
            if one.claim == claim
        ]

    def series(self, claim: str) -> dict[tuple[str, str], float]:
        """The latest value of each series by scope and kind (and year, where not 2023)."""
        return {
            ("+".join(key.scope) + _year(key.since), key.kind.value): point.value
            for key, point in self.ledgers[claim].series.items()
        }


def _year(since: date | None) -> str:
    return "" if since is None or since.year == 2023 else f"@{since.year}"


GRAVE, NOTABLE, MINOR = Severity.GRAVE, Severity.NOTABLE, Severity.MINOR
