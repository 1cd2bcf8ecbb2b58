"""matplotlib's door: a picture description becomes a PNG; what it shows is decided elsewhere."""

from __future__ import annotations

import io
import textwrap
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.messages.words import STANDINGS
from storage.models import SeriesKind, Status

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bot.messages.pictures import Band, Line, Picture, Story

INCHES = (7.2, 6.4)
DPI = 160
"""1152 x 1024 pixels: read on a phone without turning it, well under Telegram's limits."""
INK, PALE, PAPER = "#1c2733", "#6f7b87", "#ffffff"
OWN_SCOPE = "#c0392b"
OTHERS = ("#2c6fbb", "#e08e0b", "#5b7f3a", "#7a5195")
STYLES = {SeriesKind.OFFICIAL: "-", SeriesKind.CLAIMED: ":", SeriesKind.OBSERVED: "-."}
COLOURS = {
    Status.STANDS: "#4c9f70",
    Status.RESTORED: "#7fb069",
    Status.MOVED: "#e08e0b",
    Status.SHAKEN: "#e6c229",
    Status.FALLEN: "#c0392b",
    Status.CONTESTED: "#7a5195",
    Status.UNTESTED: "#a9b4bf",
}
POINTS_PER_INCH = 72
PAGE_INCHES = (8.27, 11.69)
"""A4, upright."""
TITLE_CHARACTERS = 62
LABEL_CHARACTERS = 16
LABEL_ROW_POINTS = 14.5
SHORT = 1.5
"""Months; a shorter stretch is marked in weeks."""
WORD_SHARE = 0.14
"""A band narrower than this share of the picture has no room for its word."""


def draw(picture: Picture) -> bytes:
    """The chart as a PNG. It takes a second and a core: not for the event loop."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=INCHES, dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(
        2, 1, height_ratios=(14, 1), hspace=0.19, left=0.085, right=0.77, top=0.815, bottom=0.1
    )
    counts = figure.add_subplot(grid[0])
    standing = figure.add_subplot(grid[1])
    _dress(counts, picture)
    _draw_article(counts, picture)
    _draw_lines(counts, picture)
    _draw_bands(standing, picture.bands)
    standing.set_xlim(*counts.get_xlim())
    title = textwrap.fill(picture.title, TITLE_CHARACTERS)
    figure.text(0.03, 0.97, title, fontsize=13.5, fontweight="bold", color=INK, va="top")
    figure.text(0.03, 0.856, f"◆ {picture.article_label}", fontsize=12, color=INK, va="center")
    figure.text(0.03, 0.035, picture.footer, fontsize=10.5, color=PALE, va="center")
    held = io.BytesIO()
    figure.savefig(held, format="png")
    return held.getvalue()


def draw_story(story: Story, form: str = "png") -> bytes:
    """A page to print: the tally over time, and beneath it where each claim stood.

    Args:
        story: what is shown.
        form: ``png``, ``pdf`` or ``svg``.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=PAGE_INCHES, dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    sides = {"left": 0.21, "right": 0.78}
    counts = figure.add_subplot(figure.add_gridspec(1, 1, top=0.91, bottom=0.6, **sides)[0])
    grid = figure.add_gridspec(len(story.rows), 1, hspace=0.35, top=0.56, bottom=0.06, **sides)
    _dress(counts, story.tally)
    _draw_article(counts, story.tally)
    _draw_lines(counts, story.tally)
    for number, (claim, bands) in enumerate(story.rows):
        row = figure.add_subplot(grid[number])
        _draw_bands(row, bands)
        row.set_xlim(*counts.get_xlim())
        row.set_ylabel(claim, rotation=0, ha="right", va="center", fontsize=10, color=INK)
    title = textwrap.fill(story.tally.title, TITLE_CHARACTERS)
    figure.text(0.03, 0.975, title, fontsize=13.5, fontweight="bold", color=INK, va="top")
    figure.text(0.03, 0.025, story.tally.footer, fontsize=10.5, color=PALE, va="center")
    held = io.BytesIO()
    # Without the date of its making the same ledger is the same picture, byte for byte.
    dateless: dict[str, Any] = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}
    figure.savefig(held, format=form, metadata=dateless.get(form))
    return held.getvalue()


def _draw_lines(axes: Axes, picture: Picture) -> None:
    others, colours = iter(OTHERS), {}
    labels: list[tuple[float, str, str]] = []
    for line in picture.lines:
        if line.place not in colours:
            colours[line.place] = OWN_SCOPE if line.is_article_scope else next(others, PALE)
        _draw_line(axes, line, picture, colours[line.place])
        value = line.steps[-1][1]
        labels.append((value, f"{value:,.0f} {line.label}", colours[line.place]))
    _label(axes, labels)


def _draw_line(axes: Axes, line: Line, picture: Picture, colour: str) -> None:
    days: list[Any] = [day for day, _ in line.steps]
    values = [value for _, value in line.steps]
    is_official = line.kind is SeriesKind.OFFICIAL
    width = 1.2 if not is_official else 3.0 if line.is_article_scope else 2.0
    style = STYLES[line.kind]
    axes.step(days, values, where="post", color=colour, linewidth=width, linestyle=style, zorder=3)
    axes.plot(days, values, "o", color=colour, markersize=1 + width * 1.3, zorder=4)
    rest: list[Any] = [days[-1], picture.until]
    axes.plot(rest, [values[-1]] * 2, color=colour, linewidth=1, alpha=0.5, zorder=2)


def _label(axes: Axes, labels: list[tuple[float, str, str]]) -> None:
    """Name each line at its end, pushed apart where ends lie close together."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    points = axes.get_position().height * figure.get_figheight() * POINTS_PER_INCH
    row = axes.get_ylim()[1] * LABEL_ROW_POINTS / points
    floor = float("-inf")
    for value, text, colour in sorted(labels):
        wrapped = textwrap.fill(text, LABEL_CHARACTERS)
        half = (wrapped.count("\n") + 1) * row / 2
        height = max(value, floor + half)
        floor = height + half
        axes.annotate(
            wrapped, (1.02, height), xycoords=("axes fraction", "data"),
            fontsize=12, color=colour, va="center", fontweight="bold", annotation_clip=False,
        )  # fmt: skip


def _draw_article(axes: Axes, picture: Picture) -> None:
    day: Any = picture.article_on
    axes.axvline(day, color=PALE, linewidth=1, zorder=1)
    axes.annotate(
        f"article, {picture.article_on:%-d %b}", (day, 0.985), xycoords=("data", "axes fraction"),
        xytext=(6, 0), textcoords="offset points", fontsize=11, color=PALE, ha="left", va="top",
    )  # fmt: skip
    if picture.article_value is None:
        return
    # White beneath, so that a grid line does not show through the gaps.
    axes.axhline(picture.article_value, color=PAPER, linewidth=4, zorder=1)
    axes.axhline(picture.article_value, color=INK, linewidth=1.6, linestyle="--", zorder=1.5)
    axes.plot([day], [picture.article_value], "D", color=INK, markersize=8, zorder=5)


def _dress(axes: Axes, picture: Picture) -> None:
    from matplotlib import dates, ticker

    days = [day for line in picture.lines for day, _ in line.steps] + [picture.article_on]
    first = min(days)
    margin = max((picture.until - first) / 40, timedelta(days=1))
    span: list[Any] = [first - margin, picture.until + margin]
    axes.set_xlim(*span)
    months = (picture.until - first).days / 30
    marks: Any = dates  # matplotlib's dates are not typed
    step = max(1, round(months / 5))
    axes.xaxis.set_major_locator(
        marks.MonthLocator(interval=step) if months > SHORT else marks.DayLocator(interval=7)
    )
    axes.xaxis.set_major_formatter(marks.DateFormatter("%b %Y" if months > SHORT else "%-d %b"))
    axes.yaxis.set_major_locator(ticker.MaxNLocator(nbins=8, integer=True))
    tops = [value for line in picture.lines for _, value in line.steps]
    axes.set_ylim(0, max([*tops, picture.article_value or 0, 4]) * 1.08)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=12, colors=INK, length=0)
    axes.grid(axis="y", color="#e3e8ed", linewidth=1, zorder=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(PALE)


def _draw_bands(axes: Axes, bands: tuple[Band, ...]) -> None:
    whole = (bands[-1].until - bands[0].since).days if bands else 1
    for band in bands:
        span: list[Any] = [band.since, band.until]
        axes.axvspan(*span, color=COLOURS[band.status], linewidth=0)
        days = (band.until - band.since).days
        if days >= whole * WORD_SHARE:
            middle: Any = band.since + (band.until - band.since) / 2
            word = STANDINGS[band.status]
            axes.text(middle, 0.5, word, color=PAPER, fontsize=11, ha="center", va="center")
    axes.set_ylim(0, 1)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
