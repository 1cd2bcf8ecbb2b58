"""Who did it to whom and where, in headlines, actives, passives and nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.models import Modality

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    from watchers.language.annotations import Event

    Find = Callable[..., Event]
    Ids = tuple[str | None, str | None, str | None]
    """Agent, patient and place."""


@pytest.fixture
def event(annotated: Callable[..., Doc]) -> Find:
    def find(frame: str, text: str) -> Event:
        doc = annotated(text)
        events: list[Event] = [e for e in doc._.events if e.frame == frame]
        assert events, f"no {frame} in {text!r}: {[e.frame for e in doc._.events]}"
        return events[0]

    return find


def names(one: Event) -> Ids:
    ids = [mention.id if mention else None for mention in (one.agent, one.patient, one.place)]
    return ids[0], ids[1], ids[2]


@pytest.mark.parametrize(
    ("frame", "text", "roles"),
    [
        ("attack", "US strikes base in western Iraq", ("us", None, "IQ")),
        ("attack", "US base struck in western Iraq", (None, "us-bases", "IQ")),
        ("attack", "US strikes in Iraq kill one", ("us", None, "IQ")),
        ("attack", "Strikes on US base in Iraq draw no reply", (None, "us-bases", "IQ")),
        ("attack", "Kataib Hezbollah attacked US forces in Syria.", ("kataib-hezbollah", "us-forces", "SY")),
        ("attack", "US forces were attacked by Kataib Hezbollah in Syria.", ("kataib-hezbollah", "us-forces", "SY")),
        ("attack", "US troops came under fire near Erbil.", (None, "us-forces", "erbil")),
        ("attack", "Iranian drones hit a camp near Erbil.", ("iran", None, "erbil")),
        ("attack", "Rockets landed near Ain al-Asad.", (None, "ain-al-asad", "ain-al-asad")),
        ("attack", "Militiamen fired rockets at Ain al-Asad.", ("militias", "ain-al-asad", "ain-al-asad")),
        ("attack", "Baghdad drone strike blamed on US", ("us", None, "baghdad")),
        ("attack", "The strike in Baghdad was carried out by US forces.", ("us-forces", None, "baghdad")),
        ("attack", "Central Command carried out air strikes in Iraq.", ("centcom", None, "IQ")),
        ("attack", "US hits sites in Syria after attacks in Iraq", ("us", None, "SY")),
        ("attack", "The US was there and the strikers hit the post in Basra.", (None, None, "southern-iraq")),
        ("kill", "US drone kills commander of Kataib Hezbollah in Baghdad", ("us-military", "kataib-hezbollah", "baghdad")),
        ("kill", "Militia leader killed in Baghdad drone strike blamed on US", ("us", "militias", "baghdad")),
        ("die", "Abu Taqwa died in Baghdad.", (None, "abu-taqwa", "baghdad")),
        ("injure", "Three US soldiers were hurt at Erbil.", (None, "us-forces", "erbil")),
        ("thwart", "Iraqi police foiled a rocket attack near Harir.", ("iraqi-forces", None, "harir")),
        ("restrain", "Baghdad has strongly warned the factions not to attack.", ("iraqi-government", None, "baghdad")),
        ("clash", "US soldiers exchanged fire with militiamen.", ("us-forces", "militias", None)),
    ],
)  # fmt: skip
def test_roles_are_told_apart(event: Find, frame: str, text: str, roles: Ids) -> None:
    assert names(event(frame, text)) == roles


def test_who_owns_up_afterwards_did_it(event: Find) -> None:
    text = "Car blast kills Kataib Hezbollah commander; Pentagon confirms it was behind strike"
    assert names(event("kill", text))[0] == "pentagon"


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ("attack", "Heart attacks rose among veterans."),
        ("attack", "They struck a deal in Baghdad."),
        ("attack", "A hunger strike began in Najaf."),
        ("kill", "They were killing time at the airport."),
        ("close", "Rockets fell close to the US embassy in Baghdad."),
    ],
)
def test_what_only_sounds_like_it_is_no_event(
    annotated: Callable[..., Doc], frame: str, text: str
) -> None:
    assert frame not in [e.frame for e in annotated(text)._.events]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("US forces struck a depot in Iraq.", Modality.ASSERTED),
        ("Washington is ready to strike a depot in Iraq.", Modality.PLANNED),
        ("A US strike in Iraq would be a gift to Tehran.", Modality.HYPOTHETICAL),
        ("A US strike in Iraq may follow.", Modality.POSSIBLE),
        ("Washington wants the depot struck.", Modality.DEMANDED),
    ],
)
def test_an_event_knows_how_it_is_put(event: Find, text: str, modality: Modality) -> None:
    assert event("attack", text).modality is modality


def test_an_event_knows_its_day_and_whether_it_is_denied(event: Find) -> None:
    struck = event("attack", "US forces struck a depot in Iraq on 18 November.")
    assert str(struck.on) == "2023-11-18"
    assert event("attack", "US forces have not struck in Iraq.").is_negated
