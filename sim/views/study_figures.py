"""What a study found, on one sheet: what would have rescued the failures, how they failed, and what counts as failure."""

from __future__ import annotations

import re
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.study.intervals import Share
from sim.study.summary import Summary
from sim.views.style import (
    BLUE,
    GREY,
    INK,
    MODE_COLOURS,
    SMALL,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    line_height,
    plain,
    save,
    spaced,
    wrapped,
)

ROW, GAP, HEAD, TICKS = 0.82, 0.55, 0.8, 0.85  # centimetres: a bar's row, between panels, a panel's title, its axis
TITLES, NUMBERS = 5.6, 3.9  # centimetres for what a bar is, and for its numbers
BAR = 0.6  # of its row

Row = tuple[str, Share, str]
"""What a bar is called, how long it is, and its colour."""


def draw_study(summary: Summary) -> Drawing:
    """The summary of a study as bars with their 95 % intervals."""
    with in_style():
        heading = heading_of(_unbroken(summary.finding), _drawn(summary))
        panels = [
            ("Rescued by repairing one cause alone, % of failures", _rescues(summary)),
            ("How they failed, % of failures", _modes(summary)),
            ("Failures by definition of success, % of initiatives", _definitions(summary)),
        ]
        figure = Drawing(heading.height + sum(HEAD + _height(rows) + TICKS + GAP for _, rows in panels))
        heading.write(figure)
        top = heading.height
        for title, rows in panels:
            figure.words(0.3, top, title, weight="bold")
            _bars(figure.panel(0.5 + TITLES, top + HEAD, WIDTH - 0.5 - TITLES - NUMBERS, _height(rows)), rows)
            top += HEAD + _height(rows) + TICKS + GAP
        return figure.finished(study_in_words(summary))


def write_figure(summary: Summary, folder: Path) -> list[Path]:
    """The figure as SVG and PNG, and what it shows as text."""
    return save(draw_study(summary), folder, "why_initiatives_fail")


def study_in_words(summary: Summary) -> str:
    """The same for those who cannot see it, from the same numbers."""
    repairs = "; ".join(f"{rescue.title} {_number(rescue.rescued)}" for rescue in summary.rescues)
    return spaced(f"{' '.join(summary.statements)} Rescued by one repair alone: {repairs}.")


def _drawn(summary: Summary) -> str:
    """What is drawn, n, and what counts as success."""
    missing = f" ({summary.failed_to_run:,} more could not be run)" if summary.failed_to_run else ""
    words = (
        f"{summary.initiatives:,} initiatives{missing}, {summary.failure.count:,} of them failures",
        f"success: {_in_text(plain(summary.definition_title, 60))}",
        f"lines: 95 % intervals, repairs on the same draws as the failure · {summary.weeks} weeks, seed {summary.seed}",
    )
    return spaced(" · ".join(words))


def _rescues(summary: Summary) -> list[Row]:
    return [(plain(rescue.title), rescue.rescued, BLUE) for rescue in summary.rescues]


def _modes(summary: Summary) -> list[Row]:
    ordered = sorted(summary.modes.items(), key=lambda mode: -mode[1].count)
    return [(mode.capitalize(), share, MODE_COLOURS[mode]) for mode, share in ordered]


def _definitions(summary: Summary) -> list[Row]:
    """The definition of this study is the dark one."""
    ordered = sorted(summary.by_definition.items(), key=lambda definition: -definition[1].count)
    colours = {name: INK if name == summary.definition else GREY for name in summary.by_definition}
    return [(plain(summary.definition_titles[name], 60), share, colours[name]) for name, share in ordered]


def _height(rows: list[Row]) -> float:
    """Rows are as high as the longest title needs."""
    lines = max((len(_lines(title)) for title, _, _ in rows), default=1)
    return max(ROW, lines * line_height(SMALL) + 0.1) * len(rows)


def _lines(title: str) -> list[str]:
    return wrapped(title, TITLES, SMALL, 2)


def _bars(axes: Axes, rows: list[Row]) -> None:
    """One bar a row with its interval and its numbers; every panel has its own scale, from zero."""
    longest = max((share.high for _, share, _ in rows if share.of), default=0.0)
    axes.set_xlim(0.0, 100.0 if longest > 0.7 else max(5.0, 100.0 * longest))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    for place, (_, share, colour) in enumerate(rows):
        axes.text(1.03, place, _number(share), transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL)
        if share.share is None:
            continue
        axes.barh(place, share.share * 100.0, height=BAR, color=colour)
        ends = [share.low * 100.0, share.high * 100.0]
        axes.plot(ends, [place, place], color="white", linewidth=4.5, solid_capstyle="butt", clip_on=False)
        axes.plot(ends, [place, place], color=INK, linewidth=1.8, solid_capstyle="butt", clip_on=False)
    titles = ["\n".join(_lines(title)) for title, _, _ in rows]
    axes.set_yticks(range(len(rows)), titles, linespacing=0.95)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))


def _number(share: Share) -> str:
    if share.share is None:
        return "–"
    return f"{share.share * 100:.0f}\u00a0% [{share.low * 100:.0f}, {share.high * 100:.0f}]"


def _unbroken(text: str) -> str:
    """An interval stays on one line."""
    return re.sub(r" \[(\d+), (\d+)\]", "\u00a0[\\1,\u00a0\\2]", spaced(text))


def _in_text(title: str) -> str:
    return title[:1].lower() + title[1:]
