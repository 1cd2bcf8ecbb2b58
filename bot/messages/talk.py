"""What the bot says of itself and of a chat's wishes: start, help, subscription, status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands import COMMANDS, Scope
from bot.messages import words
from bot.messages.message import Button, Message, rows_of
from bot.messages.text import Text, bold, code, italic, one_line
from storage.models import DeliveryState, Severity

if TYPE_CHECKING:
    from datetime import datetime

    from bot.health import Health
    from storage.models import Subscription
    from watchers.baseline import Baseline

CHOICES = {"all": Severity.MINOR, "notable": Severity.NOTABLE, "grave": Severity.GRAVE}
"""What can follow /subscribe, and from which severity on it tells."""
WHAT_IT_DOES = (
    "I read the feeds, check its {count} claims one by one, and tell you when one no longer holds: "
    "what stood, what is said now, who says it and where to read it."
)
WHAT_IT_STORES = (
    "Stored of this chat: its id, kind and title, its language, what it wants to be told, and the "
    "messages on their way to it. Nothing that you write. /stop erases it all."
)
DESCRIPTION = (
    "Holds one published article against the news and says, claim by claim, whether it still "
    "stands: what stood, what is said now, who says so, and where to read it. Press Start."
)
"""Shown in a chat that is still empty (Bot API: at most 512 characters)."""
SHORT_DESCRIPTION = "One article against the news, claim by claim: does it still stand?"
"""Shown where the bot is shared (Bot API: at most 120 characters)."""


def start(baseline: Baseline, *, is_subscribed: bool) -> Message:
    """What it does, what it stores, and the three presses that set it up."""
    article = baseline.article
    title = one_line(article.title, 150)
    rows: list[str | Text] = [
        Text.of(bold("Stet"), " holds one article against the news."),
        Text.of("The article: ", italic(title), f", {words.day(article.published)}."),
        WHAT_IT_DOES.format(count=len(baseline.claims)),
        "",
        WHAT_IT_STORES,
        "",
        "This chat is subscribed." if is_subscribed else "What may I tell you?",
    ]
    return Message(Text.lines(rows), _choice_buttons())


def notice(payload: dict[str, object]) -> Message:
    """What the operator is told once when a feed dies, and once when it returns."""
    outlet, why = one_line(str(payload["feed"]), 80), one_line(str(payload["why"]), 200)
    if not why:
        return Message(Text.of(bold(outlet), " is heard again."))
    rows: list[str | Text] = [
        Text.of(bold(outlet), " is silent: ", why),
        Text.of(code(one_line(str(payload["url"]), 200))),
        "You will be told when it is back. Claims that too few can be heard of are untested.",
    ]
    return Message(Text.lines(rows))


def _choice_buttons() -> tuple[tuple[Button, ...], ...]:
    return (
        (Button("All changes", "subscribe all"), Button("Grave ones only", "subscribe grave")),
        (Button("One claim…", "claims"), Button("The tally", "tally")),
    )


def help_text() -> Message:
    """Every command that can be typed."""
    rows: list[str | Text] = [Text.of(bold("Commands")), ""]
    for command in COMMANDS:
        if command.is_listed:
            argument = f" {command.argument}" if command.argument else ""
            only = " (in groups: admins)" if command.scope is Scope.ADMINS else ""
            rows.append(f"/{command.name}{argument}: {command.description}{only}")
    rows += ["", Text.of(bold("Standings"), "")]
    rows += [f"{words.MARKS[s]} {words.STANDINGS[s]}: {m}" for s, m in words.MEANINGS.items()]
    return Message(Text.lines(rows), ((Button("All claims", "claims"), Button("Tally", "tally")),))


def unclear(said: str) -> Message:
    """Something that is no command."""
    return Message(
        Text.of(f"I do not know {one_line(said, 60) or 'that'}. /help lists what I can do."),
        ((Button("All claims", "claims"), Button("The tally", "tally")),),
    )


def wishes(subscription: Subscription | None, now: datetime) -> str:
    """What a chat is told, in one sentence."""
    if subscription is None:
        return "This chat is not subscribed: it is told nothing unless it asks."
    which = f"of {words.listed(subscription.claims)}" if subscription.claims else "of all claims"
    much = words.SEVERITIES[subscription.threshold]
    muted = subscription.muted_until
    quiet = f" Muted until {words.moment(muted)}." if muted and muted > now else ""
    return f"This chat is told {much}, {which}.{quiet}"


def subscribed(subscription: Subscription, now: datetime) -> Message:
    """What the chat is told from now on, and how to narrow it."""
    muted = subscription.muted_until
    is_muted = muted is not None and muted > now
    sound = Button("Unmute", "mute 0") if is_muted else Button("Mute for a day", "mute 24")
    keyboard = (
        (Button("All changes", "subscribe all"), Button("Grave ones only", "subscribe grave")),
        (sound, Button("Unsubscribe", "unsubscribe")),
    )
    first = "Noted. " + wishes(subscription, now)
    later = "Grave changes sound, the others arrive silently."
    return Message(Text.lines([first, later]), keyboard)


def unsubscribed(subscription: Subscription | None, now: datetime) -> Message:
    """What is left after something was taken away."""
    return Message(Text.of(wishes(subscription, now)), _choice_buttons())


def stopped() -> Message:
    """The last word."""
    return Message(
        Text.of(
            "Stopped. This chat will be told nothing, and what was stored of it is erased, this "
            "message's own record excepted. /start begins anew."
        )
    )


def admins_only() -> str:
    """Said to a member of a group who presses or types what only its admins may."""
    return "Only admins of this group change what it is told."


def status(health: Health, subscription: Subscription | None, baseline: Baseline) -> Message:
    """Is the bot well, and what is this chat told."""
    read = words.moment(health.last_ok_at)
    dead = health.deliveries[DeliveryState.DEAD]
    rows: list[str | Text] = [
        Text.of(bold("Status"), f", {words.moment(health.at)}"),
        Text.of("Article: ", code(baseline.id)),
        f"Feeds alive: {health.alive} of {len(health.followed)}; last read {read}",
        f"Messages waiting: {health.waiting}; undeliverable: {dead}",
        *(f"Not well: {problem}" for problem in health.problems),
        "",
        wishes(subscription, health.at),
    ]
    buttons = [Button("All claims", "claims"), Button("The tally", "tally")]
    return Message(Text.lines(rows), rows_of(buttons))
