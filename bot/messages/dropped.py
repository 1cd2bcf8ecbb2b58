"""What was read and changed nothing, in words: by reason, the commonest first; it drops nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.messages import words
from bot.messages.message import Button, Message
from bot.messages.text import Text, bold, code, italic, link, one_line
from storage.models import WhyNot
from watchers.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.models import Reading

AT_MOST = 1000
"""As many are looked at; of a day with more only the newest."""
REASONS_SHOWN, EXAMPLES_SHOWN = 8, 2
WHY_NOT = {
    WhyNot.OTHER_PLACE: "It is about another place than the claim.",
    WhyNot.BEFORE_BASELINE: "It is about a time before the article.",
    WhyNot.IRREALIS: "It is planned, threatened, demanded, denied or supposed, not done.",
    WhyNot.CLAIMED_ONLY: "Only a party to the conflict says so.",
    WhyNot.TOO_VAGUE: "It is too vague to be held against a figure.",
    WhyNot.OLDER_THAN_KNOWN: "Something newer is already known.",
    WhyNot.NOT_HOSTILE: "It was an accident or an illness, no hostile fire.",
    WhyNot.SINGLE_EVENT: "It is what one event did, no total.",
    WhyNot.CONFLICTING: "The entry contradicts itself.",
}
"""What the reading itself says where it does not count."""


def cause_of(reading: Reading) -> tuple[str, str]:
    """Why a reading changed nothing: the name of the reason, and its sentence.

    Where the reading says itself that it does not count, its own reason is the finer one.
    """
    why_not, silence = reading.evidence.observation.why_not, reading.silence or ""
    if silence == Reason.NOT_COUNTED and why_not is not None:
        return why_not.value, WHY_NOT.get(why_not, "")
    return silence, next((one.sentence for one in Reason if one.value == silence), "")


def dropped(found: Sequence[Reading], *, hours: int) -> Message:
    """What was dropped lately, grouped by reason, each with its newest examples.

    Args:
        found: newest first.
        hours: how far back was looked.
    """
    since = "the last day" if hours == 24 else f"the last {words.counted(hours, 'hour', 'hours')}"  # noqa: PLR2004 - a day
    keyboard = ((Button("All claims", "claims"), Button("The latest changes", "why")),)
    if not found:
        return Message(Text.of(f"Nothing was dropped in {since}."), keyboard)
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in found:
        groups[cause_of(reading)].append(reading)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    at_least = "at least " if len(found) >= AT_MOST else ""
    count = at_least + words.counted(len(found), "observation", "observations")
    rows: list[str | Text] = [
        Text.of(bold("Dropped"), f" in {since}: {count}, read and kept, that changed nothing."),
    ]
    for (name, sentence), readings in ordered[:REASONS_SHOWN]:
        rows += ["", Text.of(bold(name), f" ({len(readings)})  ", italic(sentence))]
        rows += [_row(reading) for reading in readings[:EXAMPLES_SHOWN]]
    if more := len(ordered[REASONS_SHOWN:]):
        rows += ["", f"and {words.counted(more, 'more reason', 'more reasons')}"]
    return Message(Text.lines(rows), keyboard)


def _row(reading: Reading) -> Text:
    evidence = reading.evidence
    said, outlet = evidence.observation, one_line(evidence.outlet, 40)
    quote = link(f"“{one_line(said.quote, 100)}”", evidence.url)
    return Text.of("• ", quote, f" {outlet}, for {said.claim}, by rule ", code(said.rule))
