"""The proof as one HTML file: the claims with a proof-reader's marks; no scripts, nothing loaded.

The tree is built from elements and text, so whatever a feed wrote is text and never markup.
"""

from __future__ import annotations

from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

from bot.messages import words
from bot.messages.alerts import paragraphs
from bot.messages.corrections import says_now, speaker
from bot.messages.text import clean, is_safe_link, one_line
from storage.models import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.review import Review
    from storage.models import Delta, Evidence
    from watchers.baseline import Baseline, Claim

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STANDING = {Status.STANDS, Status.RESTORED}
"""What the proof-reader writes *stet* beside."""
GONE = {Status.FALLEN, Status.MOVED}
"""What is struck."""
TURNS_SHOWN = 8
"""The last ones of a claim."""
TITLE_UNITS, OUTLET_UNITS, QUOTE_UNITS = 200, 60, 300
OURS = (
    "The claims are told in our own words, not in the article's. A dotted line, and stet in the "
    "margin: let it stand. Struck: it no longer holds, and what is said now follows. A wavy line: "
    "in doubt, and what is said against it follows."
)


class References:
    """The numbered list of sources; one that is cited twice keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self.listed: list[Evidence] = []

    def cite(self, evidence: Sequence[Evidence]) -> Element:
        """The numbers of some pieces of evidence, each a link to its entry in the list."""
        numbers = dict.fromkeys(self._number(one) for one in evidence)
        links = [tag("a", str(number), href=f"#source-{number}") for number in numbers]
        return tag("sup", *links)

    def _number(self, one: Evidence) -> int:
        key = (one.url,) if one.url else (one.outlet, one.observation.quote)
        if key not in self._numbers:
            self.listed.append(one)
            self._numbers[key] = len(self.listed)
        return self._numbers[key]


def page(reviews: Sequence[Review], baseline: Baseline, *, at: datetime) -> str:
    """The whole page.

    Args:
        reviews: every claim under review, in the order in which they are shown.
        baseline: the article.
        at: as known when.
    """
    references = References()
    claims = [_claim(one, baseline, references) for one in reviews]
    body = tag(
        "body",
        _header(reviews, baseline, at),
        tag("main", *claims),
        _sources(references),
        _footer(reviews),
    )
    root = tag("html", _head(baseline), body, lang="en")
    return f"<!doctype html>\n{tostring(root, encoding='unicode', method='html')}\n"


def tag(name: str, /, *children: str | Element | None, **attributes: str) -> Element:
    """An element with text and elements in order; ``class_`` stands for ``class``."""
    element = Element(name, {key.rstrip("_"): clean(value) for key, value in attributes.items()})
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            element.append(child)
            last = child
        elif child and last is None:
            element.text = (element.text or "") + clean(child)
        elif child and last is not None:
            last.tail = (last.tail or "") + clean(child)
    return element


def _head(baseline: Baseline) -> Element:
    style = Element("style")
    style.text = resources.files("bot.messages").joinpath("page.css").read_text(encoding="utf-8")
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", **{"http-equiv": "Content-Security-Policy", "content": POLICY}),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"Proof: {one_line(baseline.article.title, TITLE_UNITS)}"),
        style,
    )


def _header(reviews: Sequence[Review], baseline: Baseline, at: datetime) -> Element:
    article = baseline.article
    counts = Counter(one.standing.status for one in reviews)
    sums = [
        tag("li", tag("b", str(counts[status])), f" {words.STANDINGS[status]}", class_=status.value)
        for status in words.MEANINGS
        if counts[status]
    ]
    return tag(
        "header",
        tag("p", "Proof", class_="kicker"),
        tag("h1", one_line(article.title, TITLE_UNITS)),
        tag(
            "p",
            f"Published {words.day(article.published)}. Held against the news as known on ",
            tag("time", words.moment(at), datetime=at.isoformat(timespec="minutes")),
            ".",
        ),
        tag("ul", *sums, class_="sums"),
    )


def _claim(review: Review, baseline: Baseline, references: References) -> Element:
    claim, status = review.claim, review.standing.status
    return tag(
        "article",
        tag("p", tag("a", paragraphs(claim), href=f"#{claim.id}"), class_="where"),
        tag(
            "div",
            tag("p", *_sentence(review, references), class_="says"),
            _gloss(review, baseline),
            _turns(review),
        ),
        _mark(status),
        class_=f"claim {status.value}",
        id=claim.id,
    )


def _sentence(review: Review, references: References) -> list[str | Element]:
    """The sentence with its marks, what is said instead, and the numbers of the sources."""
    claim, status = review.claim, review.standing.status
    cited = references.cite(review.cause.evidence) if review.cause else None
    if status in STANDING or status is Status.UNTESTED:
        parts: list[str | Element] = [tag("span", claim.says, class_="held")]
        return [*parts, *([cited] if cited is not None else [])]
    before, marked, after = _split(claim) if status is Status.MOVED else ("", claim.says, "")
    mark = tag("del", marked) if status in GONE else tag("span", marked, class_="doubted")
    said = _figure(review) if after else f"{one_line(says_now(review), QUOTE_UNITS)}."
    instead = tag("ins", said if before else f"{said[:1].upper()}{said[1:]}")
    return [before, mark, " ", instead, *([cited] if cited is not None else []), after]


def _figure(review: Review) -> str:
    """What stands in the place of the article's figure."""
    grounds, point = review.grounds, review.cause.point if review.cause else None
    value, bound = (point.value, point.bound) if point else (grounds.value or 0, grounds.bound)
    return words.amount(value, bound, unit=review.claim.unit)


def _split(claim: Claim) -> tuple[str, str, str]:
    """A sentence parted at the figure that has moved; the whole of it where it is not found."""
    for unit in (claim.unit, None):
        figure = words.amount(claim.value or 0, claim.bound, upper=claim.upper, unit=unit)
        start = claim.says.lower().find(figure.lower())
        if start >= 0:
            end = start + len(figure)
            return claim.says[:start], claim.says[start:end], claim.says[end:]
    return "", claim.says, ""


def _gloss(review: Review, baseline: Baseline) -> Element:
    """Since when, who says so, how many do; the newest count where there is a newer one."""
    since = words.day(review.standing.since)
    is_quiet = review.standing.status is Status.STANDS
    parts = [f"Nothing weighs enough against it since {since}" if is_quiet else f"Since {since}"]
    if review.cause is not None:
        parts.append(speaker(review, baseline))
    if count := review.grounds.independent_sources:
        parts.append(words.counted(count, "independent source", "independent sources"))
    gloss: list[str | Element] = ["; ".join(parts) + "."]
    if (newer := review.newer) is not None:
        said = words.amount(newer.value, newer.bound, upper=newer.upper, unit=review.claim.unit)
        who = _link(one_line(newer.source or newer.outlet, OUTLET_UNITS), newer.url)
        gloss += [f" Latest count: {said}, as of {words.day(newer.as_of)} (", who, ")."]
    return tag("p", *gloss, class_="gloss")


def _turns(review: Review) -> Element | None:
    """How the claim came to where it is, where it has turned more than once."""
    if len(review.turns) <= 1:
        return None
    shown = review.turns[-TURNS_SHOWN:]
    first = shown[0].before
    steps = [tag("li", words.STANDINGS[first.status], class_=first.status.value)]
    steps += [_turn(one) for one in shown]
    return tag("ol", *steps, class_="turns")


def _turn(delta: Delta) -> Element:
    status = delta.after.status
    day = tag("time", words.day(delta.at), datetime=delta.at.isoformat())
    return tag("li", f"{words.STANDINGS[status]} ", day, class_=status.value)


def _mark(status: Status) -> Element:
    if status in STANDING:
        word = None if status is Status.STANDS else words.STANDINGS[status]
        return tag("p", tag("i", "stet"), tag("small", word), class_="mark")
    glyph = tag("i", words.MARKS[status], **{"aria-hidden": "true"})
    return tag("p", glyph, tag("small", words.STANDINGS[status]), class_="mark")


def _sources(references: References) -> Element | None:
    if not references.listed:
        return None
    rows = [_source(number, one) for number, one in enumerate(references.listed, start=1)]
    return tag("section", tag("h2", "Sources"), tag("ol", *rows), class_="sources")


def _source(number: int, one: Evidence) -> Element:
    title = one_line(one.title, TITLE_UNITS) or one_line(one.observation.quote, TITLE_UNITS)
    quote = one_line(one.observation.quote, QUOTE_UNITS)
    return tag(
        "li",
        tag("cite", tag("bdi", _who(one))),
        ", ",
        tag("time", words.day(one.published_at), datetime=one.published_at.date().isoformat()),
        ": ",
        tag("bdi", _link(title, one.url)),
        tag("q", tag("bdi", quote)) if one.title else None,
        id=f"source-{number}",
    )


def _who(one: Evidence) -> str:
    told = f"{one.observation.source}, in {one.outlet}" if one.observation.source else one.outlet
    return one_line(told, 2 * OUTLET_UNITS)


def _link(text: str, url: str) -> Element:
    if not is_safe_link(url):
        return tag("span", text)
    return tag("a", text, href=url, rel="noopener noreferrer nofollow")


def _footer(reviews: Sequence[Review]) -> Element:
    shown = {one.standing.status for one in reviews}
    meanings = [
        tag("li", tag("b", words.STANDINGS[status]), f": {meaning}.", class_=status.value)
        for status, meaning in words.MEANINGS.items()
        if status in shown
    ]
    return tag("footer", tag("p", OURS), tag("ul", *meanings))
