"""Figure of subgroups: contribution of each cause in each third of the initiatives."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.figures.attribution import About, described, hundredths, interval_line, name_rows, safe
from sim.figures.style import BLACK, BLUE, SKY, SMALL, WIDTH, Drawing, fitted, heading_of, in_style, line_height, plain, spaced, unbroken
from sim.study.attribution.subgroups import SMALL as FEW
from sim.study.attribution.subgroups import SubgroupComparison
from sim.study.statistics.wording import counted

CAUSES, GAP, RIGHT, ROW, AXIS = 5.1, 0.8, 0.7, 1.15, 1.9  # centimetres: labels, gap between panels, margin, row of a cause, axis with label
ACROSS = 2
BESIDE = 0.27  # offset between dots, as a share of a row
GRID = "#E4E4E4"
LOOKS = ((SKY, "o"), (BLUE, "s"), (BLACK, "D"))
"""Markers of the thirds from low to high; they differ in shape and lightness."""


def draw_subgroups(comparisons: Sequence[SubgroupComparison], said: Sequence[str], about: About) -> Drawing:
    """Draw the contribution of each cause in each third of the initiatives, one panel per grouping.

    comparisons : at least one, of the same causes; said : the same in sentences
    """
    with in_style():
        causes = {part.cause: plain(part.title, 60) for part in comparisons[0].groups[0].attribution.parts}
        few = f" · *: fewer than {FEW} initiatives" if any(group.is_small for one in comparisons for group in one.groups) else ""
        drawn = f"dots: contribution to a group's failure rate, points (Shapley); lines: 95 % intervals{few}"
        heading = heading_of(unbroken(safe(subgroup_finding(comparisons))), described(about, drawn))
        key = (2 + max(len(one.groups) for one in comparisons)) * line_height(SMALL) + 0.3
        tall, wide = key + len(causes) * ROW + AXIS, (WIDTH - CAUSES - GAP - RIGHT) / ACROSS
        figure = Drawing(heading.height + tall * -(-len(comparisons) // ACROSS))
        heading.write(figure)
        ends = [share * 100.0 for one in comparisons for group in one.groups for part in group.attribution.parts for share in part.points]
        for place, one in enumerate(comparisons):
            left, top = CAUSES + place % ACROSS * (wide + GAP), heading.height + place // ACROSS * tall
            _draw_key(figure, one, left, top, wide)
            axes = figure.panel(left, top + key, wide, len(causes) * ROW)
            _draw_groups(axes, one, list(causes))
            hundredths(axes, min(0.0, *ends), max(ends), "points")
            name_rows(axes, list(causes.values()) if place % ACROSS == 0 else [""] * len(causes), CAUSES - 0.4)
        return figure.finished(safe(" ".join(said)))


def subgroup_finding(comparisons: Sequence[SubgroupComparison]) -> str:
    """Return a sentence on the cause that leads in most groups, and in how many of them clearly."""
    judged = [group.attribution for one in comparisons for group in one.groups if group.attribution.failure.count]
    if not judged:
        return "No initiative failed in any group, so there is nothing to attribute"
    firsts = [known.parts[0].title for known in judged]
    most = max(sorted(set(firsts)), key=firsts.count)
    clear = sum(known.is_clear for known in judged if known.parts[0].title == most)
    which = "each" if firsts.count(most) == len(firsts) else str(firsts.count(most))
    return f"{plain(most, 60)} is the leading cause in {which} of {counted(len(firsts), 'group')}, clearly in {clear or 'none'} of them"


def _draw_key(figure: Drawing, one: SubgroupComparison, left: float, top: float, wide: float) -> None:
    """Write the legend of a panel's markers, with the numbers of initiatives."""
    figure.words(left, top, fitted(one.title, wide), weight="bold")
    for place, group in enumerate(one.groups):
        colour, marker = _look(one, place)
        below = top + (place + 1) * line_height(SMALL)
        axes = figure.panel(left, below, 0.5, line_height(SMALL))
        axes.axis("off")
        axes.set(xlim=(0.0, 1.0), ylim=(0.0, 1.0))
        axes.plot(0.5, 0.55, marker, color=colour, markersize=9)
        figure.words(left + 0.6, below, fitted(spaced(group.label), wide - 0.5))
    numbers = " / ".join(f"{group.attribution.initiatives:,}{'*' if group.is_small else ''}" for group in one.groups)
    figure.words(left + 0.08, top + (1 + len(one.groups)) * line_height(SMALL), fitted(f"n = {numbers}", wide + GAP / 2), color="#555555")


def _look(one: SubgroupComparison, place: int) -> tuple[str, str]:
    """Return the marker of a group; two groups use the outer two of three markers."""
    return LOOKS[-1] if 0 < place == len(one.groups) - 1 else LOOKS[place]


def _draw_groups(axes: Axes, one: SubgroupComparison, causes: Sequence[str]) -> None:
    axes.set_ylim(len(causes) - 0.5, -0.5)
    for row in range(1, len(causes)):
        axes.axhline(row - 0.5, color=GRID, linewidth=0.8)
    for place, group in enumerate(one.groups):
        colour, marker = _look(one, place)
        beside = (place - (len(one.groups) - 1) / 2.0) * BESIDE
        parts = {part.cause: part for part in group.attribution.parts}
        for row, cause in enumerate(causes):
            value, low, high = (share * 100.0 for share in parts[cause].points)
            interval_line(axes, row + beside, low, high, colour)
            axes.plot(value, row + beside, marker, color=colour, markersize=7, markeredgecolor="white", clip_on=False)
