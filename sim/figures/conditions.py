"""Figure of single conditions: what the repair of each takes off the failure rate, mean over sampled orders of repair."""

from __future__ import annotations

from sim.figures.attribution import AXIS, BAR, LONGEST, NUMBERS, POINTS, TITLES, About, described, hundredths, interval_line, safe, signed
from sim.figures.style import (
    BLUE,
    GREY,
    ORANGE,
    SMALL,
    WIDTH,
    Drawing,
    fitted,
    heading_of,
    in_style,
    line_height,
    plain,
    spaced,
    unbroken,
)
from sim.study.attribution.conditions import ConditionShares
from sim.study.statistics.wording import in_text

DRAWN = 14  # conditions
TALL = 0.15 + 2.0 * line_height(SMALL)  # centimetres: a row, whose label has two lines


def draw_conditions(known: ConditionShares, about: About) -> Drawing:
    """Draw the conditions with the largest Shapley values, each with its cause, and its Owen value as a dot."""
    with in_style():
        drawn = "bars: mean over all orders of repair (Shapley); dots: orders that keep a cause together (Owen); lines: 95 % intervals"
        heading = heading_of(unbroken(safe(plain(known.finding, 400))), described(about._replace(initiatives=known.initiatives), drawn))
        shares = known.shares[:DRAWN]
        figure = Drawing(heading.height + len(shares) * TALL + AXIS)
        heading.write(figure)
        axes = figure.panel(0.5 + TITLES, heading.height, WIDTH - 0.5 - TITLES - NUMBERS, len(shares) * TALL)
        axes.set_ylim(len(shares) - 0.5, -0.5)
        for row, one in enumerate(shares):
            axes.barh(row, 100.0 * one.shapley.value, height=BAR, color=BLUE if one.shapley.value >= 0.0 else ORANGE)
            interval_line(axes, row, 100.0 * one.shapley.low, 100.0 * one.shapley.high)
            axes.plot(100.0 * one.owen.value, row, "o", color="white", markeredgecolor=GREY, markersize=6, clip_on=False)
            axes.text(1.03, row, signed(one.shapley), transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL)
        titles = [f"{one.condition.replace('_', ' ')}\n{fitted(in_text(plain(known.titles[one.cause], 60)), TITLES)}" for one in shares]
        axes.set_yticks(range(len(shares)), titles, linespacing=1.05)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        low = min(0.0, *(100.0 * one.shapley.low for one in shares))
        hundredths(axes, low, 100.0 * max(one.shapley.high for one in shares), POINTS)
        return figure.finished(spaced(plain(" ".join(known.statements), LONGEST)))
