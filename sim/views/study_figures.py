"""What a study found, on one sheet: what would have rescued the failures, how they failed, and what counts as failure."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.study.intervals import Share
from sim.study.summary import Summary
from sim.views.style import BLUE, GREY, INK, MODE_COLOURS, SMALL, WIDTH, Drawing, heading_of, in_style, plain, save, spaced, width_of

ROW, GAP, HEAD, TICKS = 0.82, 1.35, 0.75, 0.75  # centimetres: a bar's row, between panels, a panel's title, its axis
RIGHT = 3.9  # centimetres for numbers beside the bars
HIGHEST = 100  # points of a share's axis


def draw_study(summary: Summary) -> Drawing:
    """The summary of a study as bars with their 95 % intervals."""
    with in_style():
        heading = heading_of(spaced(summary.finding), _drawn(summary))
        rescues = [(plain(rescue.title), rescue.rescued, BLUE) for rescue in summary.rescues]
        modes = [(mode.capitalize(), share, MODE_COLOURS[mode]) for mode, share in summary.modes.items()]
        modes = sorted(modes, key=lambda row: -row[1].count)
        definitions = _definitions(summary)
        panels = [
            ("Failures rescued by one repair alone, % of failures", rescues),
            ("How they failed, % of failures", modes),
            ("Failed, % of initiatives, if success were defined as", definitions),
        ]
        left = 0.6 + max(width_of(title) for _, rows in panels for title, _, _ in rows)
        height = heading.height + sum(HEAD + ROW * len(rows) + TICKS + GAP for _, rows in panels) - GAP + 0.3
        figure = Drawing(height)
        heading.write(figure)
        top = heading.height
        for title, rows in panels:
            figure.words(0.3, top, title, weight="bold")
            axes = figure.panel(left, top + HEAD, WIDTH - left - RIGHT, ROW * len(rows))
            _bars(axes, rows)
            top += HEAD + ROW * len(rows) + TICKS + GAP
        return figure.finished(study_in_words(summary))


def write_figure(summary: Summary, folder: Path) -> list[Path]:
    """The figure as SVG and PNG, and what it shows as text."""
    return save(draw_study(summary), folder, "why_initiatives_fail")


def study_in_words(summary: Summary) -> str:
    """The same for those who cannot see it, from the same numbers."""
    repairs = "; ".join(f"{rescue.title} {_number(rescue.rescued)}" for rescue in summary.rescues)
    return spaced(f"{' '.join(summary.statements)} Rescued by one repair alone: {repairs}.")


def _drawn(summary: Summary) -> str:
    return (
        f"{summary.initiatives:,} initiatives, {summary.failure.count:,} failures · bars: 95 % intervals, repairs on the same draws · "
        f"{plain(summary.population)} · {summary.weeks} weeks, seed {summary.seed}"
    )


def _definitions(summary: Summary) -> list[tuple[str, Share, str]]:
    ordered = sorted(summary.by_definition.items(), key=lambda item: -item[1].count)
    return [(_label(summary, name), share, INK if name == summary.definition else GREY) for name, share in ordered]


def _label(summary: Summary, name: str) -> str:
    return plain(summary.definition_titles[name], 44)


def _bars(axes: Axes, rows: list[tuple[str, Share, str]]) -> None:
    """One bar a row with its interval and its numbers; every panel has its own scale from zero."""
    longest = max((share.high for _, share, _ in rows if share.of), default=0.0)
    axes.set_xlim(0.0, min(HIGHEST, max(5.0, 105 * longest)))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    for place, (_, share, colour) in enumerate(rows):
        if share.share is None:
            continue
        axes.barh(place, share.share * 100, height=0.62, color=colour)
        axes.plot([share.low * 100, share.high * 100], [place, place], color=INK, linewidth=1.6, solid_capstyle="butt")
        axes.text(1.02, place, _number(share), transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL)
    axes.set_yticks(range(len(rows)), [title for title, _, _ in rows])
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}\u00a0%"))


def _number(share: Share) -> str:
    if share.share is None:
        return "–"
    return f"{share.share * 100:.0f}\u00a0% [{share.low * 100:.0f}, {share.high * 100:.0f}]"


__all__ = ["draw_study", "study_in_words", "write_figure"]
