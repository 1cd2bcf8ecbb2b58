"""Silence is never read as standing: too few sources alive make a claim untested."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from courtroom import CENTCOM, Court, at, small_baseline, state

from storage.models import Delta, Feed, Standing, Status, Tier
from watchers.coverage import Coverage, coverage, judge_coverage, judged_again, why_silent
from watchers.reasons import Reason

BASELINE = small_baseline()
CLAIM = BASELINE.claim("strike")
NOW = at("2023-12-24")


def feed(outlet: str, tier: Tier = Tier.MEDIA, **more: object) -> Feed:
    heard = {"checked_at": NOW, "ok_at": NOW, "changed_at": NOW, **more}
    return Feed(id=0, url=f"https://{outlet}.example", outlet=outlet, tier=tier, **heard)  # type: ignore[arg-type]


DEAD = {"failures": 9, "ok_at": NOW - timedelta(days=2), "error": "HTTP 503"}


def covered(
    standing: Standing | None, voices: int, *, tested: Status = Status.STANDS
) -> Delta | None:
    found = Coverage((), (), voices=voices, needed=2)
    return judge_coverage(CLAIM, standing, NOW, found=found, baseline=BASELINE, tested=tested)


def test_too_few_sources_make_a_claim_untested_and_enough_make_it_stand_again() -> None:
    dark = covered(None, 1)
    assert dark is not None
    assert (dark.reason, dark.after.status) == (Reason.SOURCES_SILENT, Status.UNTESTED)
    assert dark.after.state == "refrained"
    assert covered(dark.after, 1) is None
    light = covered(dark.after, 2)
    assert light is not None
    assert (light.reason, light.after.status) == (Reason.SOURCES_BACK, Status.STANDS)
    assert "2 alive, 2 needed" in light.trace[0]
    restored = covered(dark.after, 2, tested=Status.RESTORED)
    assert restored is not None
    assert restored.after.status is Status.RESTORED


@pytest.mark.parametrize("status", ["fallen", "shaken", "moved", "contested"])
def test_what_is_known_does_not_fade(status: str) -> None:
    standing = Standing("strike", Status(status), at("2023-11-21").date())
    assert covered(standing, 0) is None


def test_enough_sources_leave_a_claim_alone() -> None:
    assert covered(None, 5) is None


def test_evidence_from_the_dark_still_fells() -> None:
    court = Court()
    dark = covered(None, 0)
    court.take(state("strike", "refrained", "2023-12-24"), dark)
    late = state("strike", "struck", "2023-12-25", on="2023-12-20", **CENTCOM)
    fell = court.hear(late)
    assert fell is not None
    assert fell.after.status is Status.FALLEN


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"ok_at": None, "changed_at": None, "checked_at": None}, None),
        ({"failures": 3, "error": "HTTP 503"}, None),
        (DEAD, "HTTP 503"),
        ({**DEAD, "error": None}, "no answer"),
        ({"failures": 4, "ok_at": None}, None),
        ({"failures": 5, "ok_at": None, "error": "no such host"}, "no such host"),
        ({"changed_at": NOW - timedelta(days=31)}, "nothing new since 2023-11-23"),
        ({"is_enabled": False, "note": "HTTP 410"}, "switched off: HTTP 410"),
        ({"is_enabled": False}, "switched off"),
    ],
)
def test_a_feed_is_silent_for_a_reason(changes: dict[str, object], why: str | None) -> None:
    assert why_silent(feed("a", **changes), NOW) == why


@pytest.mark.parametrize(
    ("feeds", "voices", "needed"),
    [
        ([feed("a"), feed("b")], 2, 2),
        ([feed("a"), feed("b", **DEAD)], 1, 2),
        ([feed("a")], 1, 1),
        ([feed("a", **DEAD)], 0, 1),
        ([feed("a"), feed("A")], 1, 1),
        ([feed("a"), feed("b", tier=Tier.PARTY)], 1, 1),
        ([feed("a"), feed("b", is_enabled=False)], 1, 1),
        ([feed("a"), feed("b", is_enabled=False, silent_since=NOW)], 1, 2),
        ([feed("Centcom"), feed("b", **DEAD)], 2, 2),
        ([feed("Guards"), feed("b", **DEAD)], 1, 2),
    ],
    ids=["two", "one dead", "one alone", "all dead", "one outlet twice", "a party is no voice",
         "switched off long ago", "gone", "the admitting side is enough", "the other side is not"],
)  # fmt: skip
def test_independent_voices_are_counted(feeds: list[Feed], voices: int, needed: int) -> None:
    found = coverage(CLAIM, feeds, NOW, baseline=BASELINE)
    assert (found.voices, found.needed) == (voices, needed)
    assert found.is_enough is (voices >= needed)


def test_judged_anew_a_turn_holds_for_whatever_stands_then() -> None:
    dark = covered(None, 0)
    assert dark is not None
    stands = replace(dark.before, source="another")
    again = judged_again(dark, stands)
    assert again is not None
    assert (again.id, again.before, again.after.status) == (dark.id, stands, Status.UNTESTED)
    assert judged_again(dark, replace(stands, status=Status.FALLEN)) is None
    light = covered(dark.after, 2)
    assert light is not None
    assert judged_again(light, again.after) is not None
    assert judged_again(light, stands) is None
