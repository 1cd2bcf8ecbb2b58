"""Classes of English words that patterns may name with ``@``; vocabulary only, no rules."""

from __future__ import annotations

from watchers.lexicon.inflection import forms


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _inflected(text: str) -> tuple[str, ...]:
    return tuple(sorted({form for word in text.split() for form in forms(word)}))


WORD_CLASSES: dict[str, tuple[str, ...]] = {
    "staff": _words(
        "staff staffs staffers personnel employee employees diplomats workers staffing dependents"
        " dependants families non-emergency non-essential nonessential non-emergencies"
        " nonemergency family_members"
    ),
    "mission": _words(
        "embassy embassies consulate consulates mission missions chancery outpost"
        " diplomatic_mission diplomatic_post diplomatic_posts compound"
    ),
    "services": _words(
        "services service operations appointments interviews processing visas passports"
        " section sections"
    ),
    "air-defence": (
        *_words("patriot patriots thaad c-ram cram avenger interceptor interceptors nasams"),
        "air_defence", "air_defences", "air_defense", "air_defenses", "anti-aircraft",
        "missile_defence", "missile_defences", "missile_defense", "missile_defenses",
        "anti-drone", "counter-drone", "counter-rocket", "anti-missile", "antiaircraft",
        "point_defence", "point_defense", "coyote", "iron_dome", "aerial_defences",
        "aerial_defenses", "air_and_missile_defence", "air_and_missile_defense",
    ),
    "weapon": _inflected(
        "rocket drone missile mortar launcher launchpad shell projectile munition uav round"
        " explosive weapon rail quadcopter katyusha"
    ),
    "troops": _words(
        "troops force forces soldiers soldier servicemen contingent presence footprint deployment"
        " personnel military mission garrison coalition marines trainers advisers advisors"
    ),
    "leader": _words(
        "commander commanders leader leaders chief chiefs head figure deputy"
        " kingpin mastermind operative secretary-general"
    ),
    "arms": _words(
        "arms weapons weaponry arsenal arsenals guns missiles drones rockets stockpiles"
    ),
    "militants": _words(
        "militia militias faction factions militants group groups fighters gunmen militiamen"
        " paramilitaries combatants brigade brigades wing outlaws outlawed"
    ),
}  # fmt: skip
