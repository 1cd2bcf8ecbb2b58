"""A small made-up article and what happens to it: the values that tests of the bot are about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.review import Review
from storage.models import (
    Bound,
    Delta,
    Evidence,
    Observation,
    SeriesKey,
    SeriesKind,
    Severity,
    Standing,
    Status,
    TallyPoint,
    Tier,
)
from watchers.baseline import Baseline

SEEN = datetime(2023, 11, 21, 9, 30, tzinfo=UTC)

BASELINE = Baseline.model_validate(
    {
        "id": "harbour",
        "article": {
            "title": "The harbour & its <quiet> neighbours",
            "published": date(2023, 11, 10),
            "as_of": date(2023, 11, 10),
            "paragraphs": 4,
        },
        "campaigns": [{"id": "autumn", "since": date(2023, 10, 17)}],
        "actors": [
            {"id": "command", "kind": "military", "names": ["Central Command"], "tier": "official"},
            {"id": "crew", "kind": "militia", "names": ["The Crew"], "tier": "party"},
            {"id": "nobody", "kind": "person", "names": ["A. Nobody"]},
        ],
        "claims": [
            {
                "id": "raids", "kind": "tally", "paragraphs": [2], "unit": "raids",
                "says": "More than 40 raids have been counted in Iraq since 17 October.",
                "definition": "Hostile raids in Iraq.", "scope": ["IQ"], "campaign": "autumn",
                "value": 40, "bound": "more_than", "severity": "grave",
            },
            {
                "id": "strike", "kind": "status", "paragraphs": [2, 3], "severity": "grave",
                "says": "The navy has held back from striking on shore.",
                "definition": "A strike on land.", "scope": ["IQ"], "state": "refrained",
                "states": [
                    {"id": "refrained", "says": "no strike on shore", "relation": "agrees"},
                    {"id": "struck", "says": "the navy has struck on shore",
                     "relation": "contradicts", "is_happening": True},
                ],
            },
            {
                "id": "budget", "kind": "figure", "paragraphs": [4], "unit": "USD",
                "says": "The yearly budget is 153 billion dollars.", "definition": "As passed.",
                "scope": ["IQ"], "value": 153e9,
            },
            {
                "id": "ladder", "kind": "derived", "paragraphs": [4],
                "says": "It can climb step by step.", "definition": "The highest rung.",
                "scope": ["IQ"],
                "rungs": [{"id": "shore", "claim": "strike", "says": "a strike on shore",
                           "states": ["struck"]}],
            },
        ],
    }
)  # fmt: skip


def standing(status: Status = Status.STANDS, *, claim: str = "strike", **more: Any) -> Standing:
    return Standing(claim=claim, status=status, since=date(2023, 11, 10), **more)


def evidence(
    title: str = "Navy strikes on shore",
    *,
    outlet: str = "Harbour Courier",
    url: str = "https://courier.example/1",
    tier: Tier = Tier.MEDIA,
    **said: Any,
) -> Evidence:
    fields = {"claim": "strike", "quote": "strikes on shore", "rule": "strike.on-land",
              "source": "Central Command", "source_id": "command", "scope": ("IQ",)}  # fmt: skip
    observation = Observation(**{**fields, **said})
    return Evidence(observation, outlet=outlet, tier=tier, url=url, title=title, published_at=SEEN)


def point(value: float = 66, scope: tuple[str, ...] = ("IQ", "SY"), **more: Any) -> TallyPoint:
    fields: dict[str, Any] = {
        "series": SeriesKey("raids", scope, date(2023, 10, 17), SeriesKind.OFFICIAL),
        "value": value, "upper": None, "bound": Bound.EXACT, "as_of": date(2023, 11, 21),
        "source": "Central Command", "outlet": "Harbour Courier",
        "url": "https://courier.example/2", "seen_at": SEEN,
    }  # fmt: skip
    return TallyPoint(**{**fields, **more})


def fall(delta_id: str = "a1b2c3d4", *, title: str = "Navy strikes on shore", **more: Any) -> Delta:
    """The strike claim falls."""
    first = evidence(title)
    second = evidence("Shore hit overnight", outlet="Quay Wire", url="https://quay.example/9")
    delta = Delta(
        id=delta_id,
        claim="strike",
        at=date(2023, 11, 21),
        seen_at=SEEN,
        reason="contradicted-by-admitting-source",
        before=standing(state="refrained"),
        after=standing(
            Status.FALLEN, state="struck", source="Central Command", independent_sources=2,
            as_of=date(2023, 11, 21), delta_id=delta_id,
        ),
        severity=Severity.GRAVE,
        evidence=(first, second),
        trace=("Words: strikes on shore.", "Source: Central Command."),
        flips_back="An official denial by the navy.",
    )  # fmt: skip
    return replace(delta, **more)


def growth(delta_id: str = "feedbeef", *, value: float = 66, before: float = 61) -> Delta:
    """The wider tally grows; its claim stands as it stood."""
    same = standing(claim="raids", value=40, bound=Bound.MORE_THAN)
    return Delta(
        id=delta_id,
        claim="raids",
        at=date(2023, 11, 21),
        seen_at=SEEN,
        reason="series-grew",
        before=same,
        after=same,
        severity=Severity.MINOR,
        evidence=(evidence("Raids reach 66", claim="raids", value=value, scope=("IQ", "SY")),),
        point=point(value),
        previous=point(before, as_of=date(2023, 11, 17)),
    )


def reviewed(title: str = "Navy strikes on shore", **evident: Any) -> list[Review]:
    """A claim of the article in each standing, as it is put under review."""
    shown = evidence(title, **evident)
    raids, strike, budget, ladder = BASELINE.claims
    fallen = fall(evidence=(shown, evidence("Shore hit", outlet="Quay Wire", url="")))
    shaken = fall(
        "5a5a5a", after=standing(Status.SHAKEN, state="struck", source="A. Nobody"),
        evidence=(shown,),
    )  # fmt: skip
    moved = replace(
        growth(), after=standing(Status.MOVED, claim="raids", value=45, bound=Bound.EXACT),
        evidence=(shown,), point=point(45, ("IQ",)),
    )  # fmt: skip
    at_birth = replace(
        moved, id="b1b1b1", at=date(2023, 11, 9), point=None,
        after=standing(Status.CONTESTED, claim="raids", value=24, as_of=date(2023, 11, 9)),
    )  # fmt: skip
    back = fall(
        "ba0ba0", before=fallen.after, after=standing(Status.RESTORED, state="refrained"),
        evidence=(shown,),
    )  # fmt: skip
    newer = point(48, ("IQ",), as_of=date(2023, 11, 30), source=shown.outlet, url=shown.url)
    return [
        Review(strike, fallen.after, fallen, turns=(shaken, fallen)),
        Review(raids, moved.after, moved, newer, (at_birth, moved)),
        Review(raids, at_birth.after, at_birth, turns=(at_birth,)),
        Review(strike, shaken.after, shaken),
        Review(strike, back.after, back, turns=(fallen, back)),
        Review(budget, standing(claim="budget", value=153e9)),
        Review(ladder, standing(Status.UNTESTED, claim="ladder")),
        Review(strike, replace(fallen.after, delta_id=None, source="")),
        Review(raids, standing(Status.MOVED, claim="raids", value=45, source="Central Command")),
    ]
