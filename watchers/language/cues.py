"""The table of words that change how a statement is to be taken; it applies none of them.

One line: the words, the kind, the direction. In the words ``/`` parts alternatives, ``+`` stands
for the forms of a regular verb, ``?`` for a word that may be missing, ``=`` asks for the case as
written, and ``_`` is up to four words. A direction is ``>`` (what follows in the clause), ``<``
(what precedes in it), ``<>`` (both), ``>>`` (the rest of the sentence) or ``.`` (the sentence).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a row: the forms that fit it."""

    forms: frozenset[str]
    may_miss: bool = False
    is_exact: bool = False
    """Whether the case must be as written."""
    is_gap: bool = False
    """Any words, up to four."""


@dataclass(frozen=True, slots=True)
class CueRule:
    """One row of the table."""

    words: str
    kind: str
    direction: str
    steps: tuple[Step, ...]


_TABLE = """
not                                             negated     >
n't                                             negated     >
never                                           negated     >
no                                              negated     >
none                                            negated     >
neither                                         negated     >
nor                                             negated     >
nobody                                          negated     >
no one                                          negated     >
nothing                                         negated     >
without                                         negated     >
yet to                                          negated     >
refrain+ from                                   negated     >
abstain+ from                                   negated     >
hold/holds/held/holding back from               negated     >
hold/holds/held/holding off                     negated     >
stop/stops/stopped/stopping short of            negated     >
shy/shies/shied away from                       negated     >
avoid+                                          negated     >
decline+ to                                     negated     >
refuse+ to                                      negated     >
fail+ to                                        negated     >
unable to                                       negated     >
rather than                                     negated     >
instead of                                      negated     >
free of                                         negated     >
lack of                                         negated     >
absence of                                      negated     >
rule/rules/ruled/ruling out                     negated     >
forgo/forgoes/forwent/forgone                   negated     >
did not happen/occur/materialise/materialize    negated     <
never happened/occurred/materialised            negated     <
has/have/had not happened/occurred              negated     <
no longer                                       negated     >

deny+                                           denied      >
disavow+                                        denied      >
refute+                                         denied      >
disown+                                         denied      >
reject/rejects/rejected/rejecting reports/claims/allegations/accusations    denied  >
dismiss/dismisses/dismissed/dismissing reports/claims/allegations/accusations/as? denied >
denial/denials that/of                          denied      >
no evidence that/of                             denied      >
no truth to/in                                  denied      >
untrue/unfounded/baseless/fake/fabricated       denied      <>
was/were/is/are false/wrong/untrue/mistaken     denied      <
proved/proves/prove/proven to? be? false/wrong/untrue/unfounded/baseless denied <
turned out to? be? false/wrong/untrue/unfounded denied      <

vow+                                            threatened  >
threaten+                                       threatened  >
pledge+                                         threatened  >
promise+ to/more/a                              threatened  >
swear/swears/swore/sworn to                     threatened  >
warn+                                           threatened  >
warning/warnings that/of                        threatened  >
threat/threats to/of                            threatened  >
reserve+ the/its/their/a? right                 threatened  >
the/its/their/our/every/a/full right to         threatened  >
will/would not hesitate                         threatened  >
at a time _ of its/our/their choosing           threatened  <>

will                                            planned     >
'll                                             planned     >
wo                                              planned     >
going to                                        planned     >
plan/plans/planned/planning to/for/on           planned     >
plan/plans that would                           planned     >
set to                                          planned     >
due to leave/begin/start/end/close/open/depart/arrive/return/withdraw planned >
poised to                                       planned     >
prepare+ to/for/a/an                            planned     >
prepared to                                     planned     >
ready to                                        planned     >
readiness to                                    planned     >
draw/draws/drawing/drew/drawn up                planned     >
expect+ to                                      planned     >
intend+ to                                      planned     >
hope+ to                                        planned     >
intention to/of                                 planned     >
aim+ to                                         planned     >
schedule+ to/for                                planned     >
about to                                        planned     >
decide+ to/how/on                               planned     >
approve+ plans                                  planned     >
is/are to                                       planned     >
upcoming/forthcoming/imminent                   planned     >
by the end of next                              planned     <>
next week/month/year/september/spring/summer/autumn planned <>

=may                                            possible    >
might                                           possible    >
could                                           possible    >
possible/possibly/potential/potentially         possible    >
perhaps/maybe                                   possible    >
probably/likely/apparently/presumably           possible    >
suspected                                       possible    >
fear/fears/feared/fearing                       possible    >
worry/worries/worried that                      possible    >
concern/concerns that                           possible    >
risk/risks of/that/to?                          possible    >
weigh+                                          possible    >
consider+                                       possible    >
mull+                                           possible    >
debate+ whether                                 possible    >
discuss+ whether/options                        possible    >
option/options that/of/for/include/including    possible    >
believe+ to                                     possible    >
thought to                                      possible    >
is/are/was/were/being checked/evaluated/assessed/examined/screened for    possible >
not/never/n't ruled/rule/ruling out             possible    <>
not/never/n't be/been ruled out                 possible    <>
can/could not be/been? rule/ruled out           possible    <>
can/could/cannot be ruled out                   possible    <>
cannot rule out                                 possible    >

if                                              hypothetical    >
unless                                          hypothetical    >
whether                                         hypothetical    >
in case                                         hypothetical    >
in the event of/that                            hypothetical    >
would                                           hypothetical    >
would be/mean/amount/have                       hypothetical    <>
under which/whom _ would                        planned         >
plan/plans/deal/accord/agreement/understanding/timetable/pact/order that would  planned >
said/says/say/announced/added/confirmed that? it/he/she/they would planned >
'd                                              hypothetical    >
should _ be                                     demanded        >
suppose/supposing/imagine                       hypothetical    >
scenario/scenarios/hypothetical                 hypothetical    <>
nearly/almost/narrowly hit/struck/killed        hypothetical    >

demand+                                         demanded    >
call+ for                                       demanded    >
call+ on                                        demanded    >
urge+                                           demanded    >
insist+ that/on                                 demanded    >
appeal+ to/for                                  demanded    >
must                                            demanded    >
should                                          demanded    >
ought to                                        demanded    >
need/needs to                                   demanded    >
want/wants/wanted _ to/out/gone                 demanded    >
ask/asks/asked _ to/that                        demanded    >
seek/seeks/sought/seeking                       demanded    >

claim+                                          claimed     >
boast+                                          claimed     >
brag/brags/bragged/bragging                     claimed     >
allege+                                         claimed     >
allegedly/purportedly/supposedly                claimed     >
purported/supposed/alleged                      claimed     >
unverified/unconfirmed                          claimed     <>
so - called                                     claimed     >
rumour/rumours/rumor/rumors that/of             claimed     >

year/years/decade/decades ago                   historical  <>
anniversary                                     historical  <>
years/decades/months earlier                    historical  <>
decades - old                                   historical  <>
recall+ the/a/an                                historical  >
reminiscent of                                  historical  >
echo+ the/a/an                                  historical  >
during the invasion/occupation                  historical  <>
in his/her/their/its history                    historical  <>

not only/just/merely/simply/solely/least/until  pseudo  .
not for the first                               pseudo  .
not to mention                                  pseudo  .
not because                                     pseudo  .
no sooner/doubt/matter/wonder/less/fewer/more/later/earlier/smaller     pseudo  .
without a? doubt/precedent                      pseudo  .
nothing but/short/less                          pseudo  .
if not                                          pseudo  .
if any/anything                                 pseudo  .
as/even if                                      pseudo  .
claim/claims/claimed/claiming _ life/lives      pseudo  .
claim/claims/claimed/claiming by                pseudo  .
claimed responsibility/credit by                pseudo  .
threat level/levels                             pseudo  .
warning/threat was/were lifted                  pseudo  .
likely to have                                  pseudo  .
will/would stay/remain/keep                     pseudo  .
could/might/may not be reached                  pseudo  .
could not immediately/independently             pseudo  .
did not immediately/say/specify/name/give/elaborate/comment/provide/identify pseudo .
has/have not immediately/said/commented/named   pseudo  .
without giving/saying/naming/elaborating/specifying/further/providing/citing/identifying pseudo .
declined to comment/say/name/give/be/confirm/identify/specify/elaborate   pseudo  .
called for comment                              pseudo  .
no casualties/injuries/damage/comment/word/details/indication  negated >
at will                                         pseudo  .
free will                                       pseudo  .
good will                                       pseudo  .
is/are to blame                                 pseudo  .
set to work                                     pseudo  .
"""

TERMINATORS = frozenset(
    "but however though although except besides because whereas yet while which who ;".split()
)
"""Words that end what a cue reaches."""


def inflect(verb: str) -> tuple[str, ...]:
    """The forms of a regular verb: ``deny`` gives denies, denied, denying too."""
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    return verb, f"{verb}s", f"{verb}ed", f"{verb}ing"


def _step(word: str) -> Step:
    if word == "_":
        return Step(frozenset(), is_gap=True)
    if word.startswith("="):
        return Step(frozenset((word[1:],)), is_exact=True)
    choices = word.rstrip("?").split("/")
    forms = frozenset(f for w in choices for f in (inflect(w[:-1]) if w.endswith("+") else (w,)))
    return Step(forms, may_miss=word.endswith("?"))


def _rows() -> dict[str, tuple[CueRule, ...]]:
    """The rows by each form of their first word."""
    rows: dict[str, list[CueRule]] = defaultdict(list)
    for line in filter(None, map(str.strip, _TABLE.splitlines())):
        words, kind, direction = line.rsplit(maxsplit=2)
        rule = CueRule(words, kind, direction, tuple(map(_step, words.split())))
        for form in rule.steps[0].forms:
            rows[form].append(rule)
    return {form: tuple(found) for form, found in rows.items()}


CUES = _rows()
