"""The small words that tell who stands in which role to an event; lists only, no rules."""

from __future__ import annotations

from watchers.lexicon.inflection import forms
from watchers.lexicon.words import WORD_CLASSES


def _all_forms(text: str) -> frozenset[str]:
    return frozenset(form for word in text.split() for form in forms(word))


PLACES = frozenset(("place", "country", "region"))
WHERE = frozenset(
    "in at near inside across within over on outside around into throughout toward towards from"
    " onto to".split()
)
PREPOSITIONS = WHERE | frozenset(
    "against by of for with under during after before since amid about as than like via despite"
    " between among without following over".split()
)
BELONGING = frozenset(("of", "belonging", "by", "to", "used", "with", "for", "from", "hosting"))
TARGET = frozenset(("on", "against", "at", "targeting", "upon", "near", "to", "toward", "towards"))
LIGHT = _all_forms(
    "launch conduct execute stage mount perform undertake make deliver claim do order wage commit"
    " plan begin unleash resume step carry own admit acknowledge reply respond answer"
    " retaliate react"
)
RECKONINGS = frozenset(
    "count tally reckoning figures numbers estimate account admission records".split()
)
MODIFIERS = frozenset(
    "drone air rocket missile mortar artillery retaliatory military overnight precision suicide"
    " targeted cross border joint aerial defensive new recent fresh latest further deadly first"
    " second third two three four five several more repeated deliberate self defence defense"
    " ballistic 's ' - and unilateral direct similar other alleged reported of series a the wave"
    " separate multiple sustained deadly reprisal pre emptive preemptive punitive big heavy major"
    " limited proportionate necessary cruise long range armed forces jets warplanes airstrike"
    " continued daily near ground combat possible future any past early".split()
)
NO_NOUNS = PREPOSITIONS | frozenset(
    "and or but who which that said says has have had is are was were will would also late early"
    " overnight again alone too where when while yesterday today this last".split()
)
FUNCTION_WORDS = NO_NOUNS | frozenset(
    "forces troops jets drones drone aircraft warplanes warplane missiles missile strike strikes"
    " army military soldiers fighters gunmen militants commandos airstrike airstrikes air raid"
    " raids bombers jet rockets rocket artillery security special on last this two three four"
    " yesterday today overnight the a an its their".split()
)
ARTICLES = frozenset("the a an its their his her our".split())
BREAKS = frozenset("when that who which and or but as if because while where".split())
SPEAKS_FOR = frozenset(
    "spokesman spokeswoman spokesperson leader chief head secretary commander government"
    " officials official ministry office minister president army military forces adviser"
    " police parliament".split()
)
BLOWS = _all_forms(
    "strike raid attack drone airstrike missile bombing bombardment operation assault"
) | frozenset(("air", "retaliatory"))
NO_DEED = frozenset("used run held controlled owned operated backed housed led followed".split())
"""What stands before a ``by`` that names an owner, not a doer."""
BY = frozenset(("by",))
DEALT = _all_forms("raid strike attack aggression assault airstrike")
NEAR_OWNER = 5
RELATIVES = frozenset(("that", "which", "who"))
WEAPONS = frozenset(WORD_CLASSES["weapon"])
CONJUNCTIONS = frozenset("after before since as until than like".split())
"""Prepositions that open a clause of their own."""
QUARTERS = frozenset("western eastern northern southern central all both two".split())
HELPING = frozenset(
    "has have had is are was were will would also again not n't be been now still remain remains"
    " remained stay stays stayed stands".split()
)
WITHIN = frozenset("in across inside within throughout into".split())
TAILS = (
    ("blamed", "on"), ("blaming",), ("claimed", "by"), ("attributed", "to"), ("pinned", "on"),
    ("carried", "out", "by"), ("launched", "by"), ("conducted", "by"), ("ordered", "by"),
    ("widely", "blamed", "on"), ("attributed", "by"), ("work", "of"), ("credited", "to"),
)  # fmt: skip
OWNING = frozenset("it was is claimed claims claim they".split())
OWN_UP = (
    ("behind",), ("responsibility",), ("carried", "out"), ("responsible",), ("conducted",),
    ("its", "doing"), ("its", "work"),
)  # fmt: skip
