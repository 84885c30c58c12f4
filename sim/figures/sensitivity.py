"""Figures of sensitivity: Sobol indices and their convergence, and elementary effects."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator

from sim.figures.attribution import About, interval_line, name_rows, safe
from sim.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    SMALL,
    WIDTH,
    Drawing,
    fitted,
    heading_of,
    in_style,
    ink_of,
    line_height,
    plain,
    spaced,
    unbroken,
    wrapped,
)
from sim.study.sensitivity.morris import Screened
from sim.study.sensitivity.sobol import Sensitivity, within
from sim.study.statistics.estimates import Estimate
from sim.study.statistics.wording import counted, in_text, interval, whole

ROW, HEAD, AXIS, SETTLE = 1.3, 0.85, 1.55, 4.2  # centimetres: row of bars, title of a panel, axis, panel of convergence
TITLES, NUMBERS = 5.7, 5.7  # centimetres: label of a row, its numbers
ALONE, TOGETHER = BLUE, ORANGE
DRAWN = 3  # number of groups whose convergence is drawn
STRONGEST = 14  # number of factors drawn


def draw_sensitivity(known: Sensitivity, about: About) -> Drawing:
    """Draw first-order and total indices of each group with intervals, and the convergence of the largest groups."""
    with in_style():
        size = f"{counted(known.cases, 'run')} in {counted(known.rows, 'row')}"
        drawn = f"Sobol's indices of {in_text(known.title)} · {size} of {about.weeks} weeks, seed {about.seed} · lines: 95 % intervals"
        success = f" · success: {in_text(plain(about.definition, 60))}" if known.output == "failure" else ""
        heading = heading_of(unbroken(safe(plain(known.finding, 400))), spaced(drawn + success))
        rows = len(known.indices)
        tall = HEAD + rows * ROW + AXIS
        figure = Drawing(heading.height + tall + (HEAD + SETTLE + AXIS if rows else 0.0))
        heading.write(figure)
        if rows:
            figure.words(0.3, heading.height, _sum_in_words(known), color="#555555")
            _draw_indices(_panel(figure, heading.height + HEAD, rows, ROW), known)
            top = heading.height + tall
            figure.words(0.3, top, f"Total indices as rows are added: {_settled(known)}", weight="bold")
            _draw_stages(figure.panel(0.5 + TITLES, top + HEAD, WIDTH - 0.5 - TITLES - NUMBERS, SETTLE), known)
        return figure.finished(sensitivity_in_words(known))


def sensitivity_in_words(known: Sensitivity) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    indices = "; ".join(f"{in_text(one.title)} {_number(one.first)} alone, {_number(one.total)} total" for one in known.indices)
    return spaced(plain(" ".join(known.statements) + (f" Share of the variance, %: {indices}." if indices else ""), 4_000))


def draw_screening(known: Screened, about: About) -> Drawing:
    """Draw the effects of the strongest single factors from their low to their high end, next to the effect of another seed."""
    with in_style():
        effects = known.effects[:STRONGEST]
        size = f"elementary effects in {counted(known.cases, 'run')}, {known.trajectories} per factor"
        drawn = f"{size}, each from the low to the high end · seed {about.seed} · dots: means, lines: 95 % intervals"
        heading = heading_of(unbroken(safe(plain(known.finding, 400))), spaced(drawn))
        titles = [plain(effect.title, 60) for effect in effects]
        tall = _row_for(titles)
        figure = Drawing(heading.height + len(effects) * tall + AXIS)
        heading.write(figure)
        axes = _panel(figure, heading.height, len(effects), tall)
        for row, effect in enumerate(effects):
            colour = GREY if not effect.mean.is_clear else BLUE if effect.mean.value > 0.0 else ORANGE
            interval_line(axes, row, effect.mean.low * 100.0, effect.mean.high * 100.0, colour)
            axes.plot(effect.mean.value * 100.0, row, "o", markersize=8, color=colour, clip_on=False)
            _label(axes, row, f"{_points(effect.mean.value)} [{_points(effect.mean.low)}, {_points(effect.mean.high)}]")
        axes.axvline(0.0, color=GREY, linewidth=1.0)
        name_rows(axes, titles, TITLES)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}".replace("-", "−")))
        axes.set_xlabel("points, from low to high")
        return figure.finished(spaced(plain(" ".join(known.statements), 4_000)))


def _row_for(titles: Sequence[str]) -> float:
    """Return the row height that the longest title needs, centimetres."""
    lines = max((len(wrapped(title, TITLES, SMALL, 2)) for title in titles), default=1)
    return 0.15 + line_height(SMALL) * lines


def _points(share: float) -> str:
    """Format a share as signed points; a value that rounds to zero has no sign."""
    points = round(share * 100.0)
    return f"{points:+d}" if points else "0"


def _panel(figure: Drawing, top: float, rows: int, row: float) -> Axes:
    axes = figure.panel(0.5 + TITLES, top, WIDTH - 0.5 - TITLES - NUMBERS, rows * row)
    axes.set_ylim(rows - 0.5, -0.5)
    return axes


def _draw_indices(axes: Axes, known: Sensitivity) -> None:
    """Draw two bars per row: first-order index above, total index below."""
    for row, index in enumerate(known.indices):
        for offset, value, colour, word in ((-0.21, index.first, ALONE, "alone"), (0.21, index.total, TOGETHER, "total")):
            shown = within(value)
            axes.barh(row + offset, shown.value * 100.0, height=0.36, color=colour)
            interval_line(axes, row + offset, shown.low * 100.0, shown.high * 100.0)
            axes.text(
                1.04, row + offset, f"{word} {_number(value)}",
                transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL, color=ink_of(colour),
            )  # fmt: skip
    name_rows(axes, [plain(index.title, 60) for index in known.indices], TITLES)
    axes.set_xlim(0.0, 102.0 * min(1.0, max(0.1, *(within(index.total).high for index in known.indices))))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.set_xlabel("share of the variance, %")


def _draw_stages(axes: Axes, known: Sensitivity) -> None:
    """Draw indices by number of rows; converging indices have narrowing intervals and level lines."""
    rows = [stage.rows for stage in known.stages]
    colours = (INK, BLUE, ORANGE)
    ends: list[float] = []
    for place, leading in enumerate(known.indices[:DRAWN]):
        totals = [within(next(one.total for one in stage.indices if one.group == leading.group)) for stage in known.stages]
        across = [count * 1.06 ** (place - 1) for count in rows]  # side by side, so that intervals do not overlap
        axes.plot(across, [total.value * 100.0 for total in totals], color=colours[place], marker="o", markersize=5)
        for count, total in zip(across, totals, strict=True):
            axes.plot([count, count], [total.low * 100.0, total.high * 100.0], color=colours[place], linewidth=1.5)
        ends.append(totals[-1].value * 100.0)
    for place, height in enumerate(_apart(ends, 12.0)):
        title = fitted(plain(known.indices[place].title, 60), NUMBERS - 0.3)
        axes.text(1.04, height, title, transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL, color=ink_of(colours[place]))
    axes.set_xscale("log", base=2)
    axes.set_xticks(rows, [f"{count:,}" for count in rows])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_ylim(0.0, 100.0)
    axes.set_yticks([0, 50, 100], ["0", "50", "100 %"])
    axes.set_xlabel("rows")


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Return text heights moved apart until none overlap, in the same order."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = list(heights)
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + least)
    return moved


def _sum_in_words(known: Sensitivity) -> str:
    return spaced(f"First-order indices sum to {whole(within(known.alone).value)}% {interval(within(known.alone))} of the variance")


def _settled(known: Sensitivity) -> str:
    return "converged" if known.is_converged else f"±{whole(known.widest)}, not converged"


def _number(value: Estimate) -> str:
    shown = within(value)
    return f"{whole(shown.value)} {interval(shown)}"


def _label(axes: Axes, row: int, text: str) -> None:
    axes.text(1.04, row, text.replace("-", "−"), transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL)
