"""Why a judgement was made or withheld: the table of reasons. It decides nothing."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The named cause of a delta or of silence; each carries one sentence that explains it."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Reason:  # noqa: PYI034 - an Enum's __new__ names its class
        """Make a member that is its short name and carries its sentence."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    # A claim's standing changes.
    ADMITTED = (
        "contradicted-by-admitting-source",
        "An official source of the side that would have to admit it says otherwise.",
    )
    CORROBORATED = ("corroborated", "Two or more independent sources say otherwise.")
    REPORTED = (
        "reported-below-bar",
        "One source says otherwise; that is below the bar, so it is only reported.",
    )
    PLANNED = (
        "planned-or-threatened",
        "It is claimed, planned, threatened or demanded; it has not been reported as done.",
    )
    WEAKENED = ("weakened", "What is said weakens the sentence without contradicting it.")
    SUPERSEDED = ("superseded", "The number has been overtaken in the claim's own scope.")
    SOURCES_DISAGREE = (
        "sources-disagree",
        "Sources at the bar disagree about the same matter and date.",
    )
    CONTESTED_AT_BIRTH = (
        "contested-at-birth",
        "What was known by the article's own date already disagreed with it.",
    )
    AGREES_AGAIN = (
        "agrees-again",
        "The side itself, or two independent sources, later agree with the article again.",
    )
    CORRECTED = ("corrected", "An earlier report or figure was explicitly corrected.")
    SOURCES_SILENT = (
        "sources-silent",
        "Too few of the claim's sources are alive; silence is no evidence.",
    )
    SOURCES_BACK = ("sources-back", "Enough of the claim's sources are alive again.")
    RUNG_REACHED = ("rung-reached", "A higher rung of the ladder has been reached.")
    # A claim's record goes on, its standing as it was.
    HAPPENED_AGAIN = ("happened-again", "It has happened again, on another day.")
    STATE_CHANGED = ("state-changed", "A part or a side of the matter is in another state now.")
    WENT_FURTHER = ("went-further", "The words go further up the claim's levels than before.")
    FIRST_FIGURE = ("first-figure", "The first figure of its series.")
    SERIES_GREW = ("series-grew", "The series has a newer figure.")
    FILLED_IN = ("filled-in", "A figure of an earlier day, put where it belongs.")
    HAPPENED_EARLIER = ("happened-earlier", "It had happened before, as is known only now.")
    OTHER_CAMPAIGN = (
        "other-campaign",
        "It happened in another campaign, which the article's sentence is not about.",
    )
    # Nothing changes; the observation is kept as context.
    NOT_COUNTED = ("not-counted", "The reading itself says that it does not count.")
    IRREALIS = ("irrealis", "It is denied, supposed or past; nothing is said to be so now.")
    UNDATED = ("undated", "Its day is unknown, and what is undated overturns nothing.")
    OLDER_THAN_KNOWN = ("older-than-known", "Something newer is already known.")
    BEFORE_ARTICLE = ("before-article", "It was known before the article's date.")
    ALREADY_KNOWN = ("already-known", "This is already in the ledger.")
    OTHER_SCOPE = ("other-scope", "It is about another place, or a wider one.")
    SCOPE_UNKNOWN = ("scope-unknown", "It does not say where, so it can be held against nothing.")
    OTHER_WINDOW = ("other-window", "It counts from before the campaign began.")
    OTHER_UNIT = ("other-unit", "It measures something else.")
    STALE_LOWER_BOUND = ("stale-lower-bound", "A lower bound that the series has already passed.")
    NEVER_FALLS = (
        "never-falls",
        "A cumulative count falls only when it is explicitly corrected.",
    )
    HELD = ("held", "One source alone; it is kept until another confirms it.")
    IRREVERSIBLE = ("irreversible", "What has happened is not undone by not happening again.")
    AGREES = ("agrees", "It agrees with what is known.")
