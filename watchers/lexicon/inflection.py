"""The forms that an English word takes; generous, since a form that is no word harms none."""

from __future__ import annotations

from functools import cache

_IRREGULAR = {
    line.split()[0]: line.split()
    for line in """
    be is are was were been being am 's 're
    have has had having 've
    do does did done doing
    go goes went gone going
    bear bears bore borne bearing
    begin begins began begun beginning
    break breaks broke broken breaking
    bring brings brought bringing
    build builds built building
    buy buys bought buying
    catch catches caught catching
    cease ceases ceased ceasing
    come comes came coming
    cut cuts cutting
    die dies died dying
    draw draws drew drawn drawing
    dead dead
    drive drives drove driven driving
    fall falls fell fallen falling
    fight fights fought fighting
    find finds found finding
    flee flees fled fleeing
    fly flies flew flown flying
    freeze freezes froze frozen freezing
    get gets got gotten getting
    give gives gave given giving
    grow grows grew grown growing
    hide hides hid hidden hiding
    hit hits hitting
    hold holds held holding
    hurt hurts hurting
    keep keeps kept keeping
    lay lays laid laying
    lead leads led leading
    leave leaves left leaving
    lie lies lay lain lying
    lose loses lost losing
    make makes made making
    meet meets met meeting
    pay pays paid paying
    put puts putting
    quit quits quitting
    rise rises rose risen rising
    run runs ran running
    say says said saying
    see sees saw seen seeing
    seek seeks sought seeking
    send sends sent sending
    set sets setting
    shoot shoots shot shooting
    shut shuts shutting
    slay slays slew slain slaying
    speak speaks spoke spoken speaking
    stand stands stood standing
    strike strikes struck stricken striking
    sweep sweeps swept sweeping
    swear swears swore sworn swearing
    take takes took taken taking
    tell tells told telling
    think thinks thought thinking
    tie ties tied tying
    undergo undergoes underwent undergone undergoing
    uphold upholds upheld upholding
    win wins won winning
    withdraw withdraws withdrew withdrawn withdrawing
    withhold withholds withheld withholding
    write writes wrote written writing
    man men
    serviceman servicemen
    """.strip().splitlines()
}
_VOWELS = "aeiou"


@cache
def forms(word: str) -> frozenset[str]:
    """All inflected forms of a lower-case verb or noun, itself included.

    A hyphenated or written-out particle stays outside: ``forms("fire")``, not ``fire on``.
    """
    if word in _IRREGULAR:
        return frozenset((word, *_IRREGULAR[word]))
    return frozenset({word, *_with_s(word), *_with_ed(word), *_with_ing(word)})


@cache
def past_participles(word: str) -> frozenset[str]:
    """The forms of a verb that can stand in a passive or a reduced headline."""
    if word in _IRREGULAR:
        first, *others = _IRREGULAR[word]
        found = {form for form in others if not form.endswith(("s", "ing"))}
        return frozenset(found or {first})
    return frozenset(_with_ed(word))


def _with_s(word: str) -> list[str]:
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return [word[:-1] + "ies"]
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return [word + "es"]
    return [word + "s"]


def _with_ed(word: str) -> list[str]:
    if word.endswith("e"):
        return [word + "d"]
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return [word[:-1] + "ied"]
    return [word + "ed", *([word + word[-1] + "ed"] if _may_double(word) else [])]


def _with_ing(word: str) -> list[str]:
    if word.endswith("e") and not word.endswith("ee"):
        return [word[:-1] + "ing"]
    return [word + "ing", *([word + word[-1] + "ing"] if _may_double(word) else [])]


def _may_double(word: str) -> bool:
    return len(word) > 2 and word[-1] in "bdglmnprt" and word[-2] in _VOWELS  # noqa: PLR2004
