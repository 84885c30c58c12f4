"""Figures of a sweep: outcome over one or two factors, the tipping line, and main effects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from sim.drawable import draws
from sim.figures.lines import goal_line, share_axis
from sim.figures.style import (
    BLACK,
    BLUE,
    FAINT,
    GREY,
    INK,
    SMALL,
    SUCCESS_COLOUR,
    WIDTH,
    Drawing,
    fitted,
    heading_of,
    in_style,
    line_height,
    percent,
    plain,
    save,
    shortened,
    spaced,
    unbroken,
    width_of,
    wrapped,
)
from sim.study.statistics.estimates import ENDS
from sim.study.statistics.wording import counted
from sim.study.sweep.factor_levels import MainEffect, title_of
from sim.study.sweep.sweep import Sweep
from sim.study.sweep.tipping import HALF, Axis, Surface, curve_of, surface_of

LEFT, WIDE, TALL, UNDER, BAR = 2.4, 11.4, 9.0, 1.75, 0.55  # centimetres: margin, plane (width, height), axis with label, colour scale
ROW, LEVELS, NUMBERS = 0.74, 4.9, 4.6  # centimetres: row of a level, its label, its numbers
MOST_DOTS, MOST_LINES, MOST_EFFECTS = 1_024, 9, 30
NAMES = {"success": "runs that succeed", "adoption_end": "adoption in the last week"}
_SCALE = LinearSegmentedColormap.from_list("success", ["#F2F2F2", "#BFE3D6", SUCCESS_COLOUR, "#00503B"])
"""Colour scale from pale grey to the dark colour of success; steps differ in lightness."""


@draws(Sweep)
def draw_sweep(sweep: Sweep, x: str | None = None, y: str | None = None) -> Drawing:
    """Draw a curve over one factor, or a heat map of two.

    x, y : dotted paths; none: the factors with the largest effects. Raises ValueError for a factor that was not varied
    """
    strongest = [effect.factor for effect in sweep.effects if effect.factor not in (x, y)]
    if x is None:
        x = strongest.pop(0)
        y = strongest[0] if y is None and strongest else y
    return draw_curve(sweep, x) if y is None else draw_tipping(sweep, x, y)


def draw_tipping(sweep: Sweep, x: str, y: str) -> Drawing:
    """Draw a heat map of two factors with the line at which half of the runs succeed, and the uncertainty of that line.

    x, y : dotted paths. Raises ValueError for a factor that was not varied
    """
    surface = surface_of(sweep, x, y)
    with in_style():
        heading = heading_of(unbroken(surface.finding), _described(sweep))
        foot = _foot(surface, "" if surface.is_cells or surface.y.words else "dots: simulated points")
        top = heading.height + line_height(SMALL) + 0.25
        figure = Drawing(top + TALL + UNDER + line_height(SMALL) * len(foot) + 0.3)
        heading.write(figure)
        figure.words(0.3, top + TALL + UNDER, "\n".join(foot), color="#555555")
        left = _room(surface.y)
        figure.words(0.3, heading.height, fitted(title_of(surface.y.factor), WIDTH - 0.6), weight="bold")
        axes = figure.panel(left, top, WIDE + LEFT - left, TALL)
        image = _draw_plane(axes, surface)
        if not surface.is_cells and not surface.y.words:
            _draw_dots(axes, sweep, surface)
        _draw_scale(figure, image, top, NAMES[surface.measure])
        name = fitted(title_of(surface.x.factor), WIDE)
        figure.words(left + (WIDE + LEFT - left) / 2.0, top + TALL + 0.85, name, ha="center", weight="bold")
        return figure.finished(_in_words(surface, sweep))


def draw_curve(sweep: Sweep, x: str) -> Drawing:
    """Draw the outcome over one factor with its 95 % band and a dot per point. Raises ValueError for a factor that was not varied."""
    curve = curve_of(sweep, x)
    with in_style():
        heading = heading_of(unbroken(curve.finding), _described(sweep))
        foot = _foot(curve, "" if curve.is_cells else "dots: simulated points")
        top = heading.height + line_height(SMALL) + 0.25
        figure = Drawing(top + TALL + UNDER + line_height(SMALL) * len(foot) + 0.3)
        heading.write(figure)
        figure.words(0.3, top + TALL + UNDER, "\n".join(foot), color="#555555")
        figure.words(0.3, heading.height, NAMES[curve.measure].capitalize(), weight="bold")
        axes = figure.panel(LEFT - 0.5, top, WIDTH - LEFT - 0.2, TALL)
        share_axis(axes)
        _draw_band(axes, curve)
        _draw_points(axes, sweep, curve)
        if curve.measure == "success":
            goal_line(axes, HALF)
        _value_axis(axes, curve.x, WIDTH - LEFT - 0.2)
        figure.words(LEFT - 0.5 + (WIDTH - LEFT - 0.2) / 2.0, top + TALL + 0.85, title_of(x), ha="center", weight="bold")
        return figure.finished(_in_words(curve, sweep))


def draw_effects(sweep: Sweep) -> Drawing:
    """Draw the outcome at each level of each factor, the strongest factor first, with 95 % intervals over seeds."""
    effects = _shown(sweep.effects)
    with in_style():
        left_out = len(sweep.effects) - len(effects)
        more = f" · {counted(left_out, 'weaker factor')} not drawn" if left_out else ""
        heading = heading_of(unbroken(sweep.finding), _described(sweep))
        foot = wrapped(spaced(f"At each level, all other factors vary; lines: 95% intervals over seeds{more}."), WIDTH - 0.6, SMALL, 3)
        tall = [line_height(SMALL) + 0.15 + ROW * len(effect.levels) + 0.3 for effect in effects]
        figure = Drawing(heading.height + sum(tall) + UNDER - 0.1 + line_height(SMALL) * len(foot) + 0.3)
        heading.write(figure)
        top = heading.height
        for effect, height in zip(effects, tall, strict=True):
            clear = "" if effect.change.is_clear else " – no clear difference"
            figure.words(0.3, top, fitted(f"{title_of(effect.factor)}{clear}", WIDTH - 0.6), weight="bold")
            axes = figure.panel(LEVELS, top + line_height(SMALL) + 0.15, WIDTH - LEVELS - NUMBERS, ROW * len(effect.levels))
            _draw_levels(axes, effect, named=effect is effects[-1])
            top += height
        middle = LEVELS + (WIDTH - LEVELS - NUMBERS) / 2.0
        figure.words(middle, top + 0.65, NAMES[sweep.measure], ha="center")
        figure.words(0.3, top + UNDER - 0.1, "\n".join(foot), color="#555555")
        return figure.finished(spaced(" ".join(sweep.statements)))


def write_figures(sweep: Sweep, folder: Path, factors: Sequence[str] = ()) -> list[Path]:
    """Write the figures as SVG and PNG with text alternatives; factors : at most two, for the first figure."""
    drawn = draw_sweep(sweep, *factors)
    return [*save(drawn, folder, "sweep"), *save(draw_effects(sweep), folder, "effects")]


def _shown(effects: Sequence[MainEffect]) -> list[MainEffect]:
    """Return the strongest factors that fit on a page."""
    room = np.cumsum([len(effect.levels) + 1 for effect in effects])
    return list(effects[: max(1, int(np.searchsorted(room, MOST_EFFECTS, side="right")))])


def _described(sweep: Sweep) -> str:
    return spaced(f"{plain(sweep.initiative.title, 60)} · {sweep.drawn}")


def _foot(surface: Surface, points: str) -> list[str]:
    """Return the legend below the plane, as lines."""
    drawn = "colour" if surface.y.factor else "line, and 95% band over seeds"
    said = [_joined(points, f"{drawn}: {surface.method}")]
    if _tips(surface) and surface.y.factor and not surface.y.words:
        said.append("black: half of the runs succeed; grey: that line with the seeds resampled")
    elif _tips(surface) and surface.y.factor and not surface.x.words:
        said.append("black: half of the runs succeed; grey: 95% of that with the seeds resampled")
    return wrapped(spaced(". ".join(f"{text[:1].upper()}{text[1:]}" for text in said if text) + "."), WIDTH - 0.6, SMALL, 3)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _tips(surface: Surface) -> bool:
    return surface.measure == "success" and bool(surface.outcome.min() < HALF < surface.outcome.max())


def _in_words(surface: Surface, sweep: Sweep) -> str:
    place = np.unravel_index(int(surface.outcome.argmax()), surface.outcome.shape)
    where = [f"{title_of(axis.factor)} {axis.named(int(at))}" for axis, at in ((surface.x, place[1]), (surface.y, place[0])) if axis.factor]
    best = f"the highest is {percent(float(surface.outcome.max()))}, at {' and '.join(where)}"
    return spaced(f"{surface.finding}. Of {NAMES[surface.measure]}, {best}. {sweep.drawn}.")


def _room(axis: Axis) -> float:
    """Return the width of the row labels, centimetres."""
    return min(6.0, max(LEFT - 0.6, 0.6 + max((width_of(word) for word in axis.words), default=0.0)))


def _draw_plane(axes: Axes, surface: Surface) -> Any:
    x, y = surface.x.places, surface.y.places
    look: dict[str, Any] = {"cmap": _SCALE, "vmin": 0.0, "vmax": 1.0, "rasterized": True}
    image = axes.pcolormesh(_edges(surface.x), _edges(surface.y), surface.outcome, **look)
    _value_axis(axes, surface.x, WIDE)
    _row_axis(axes, surface.y)
    if _tips(surface) and not surface.y.words and min(len(x), len(y)) > 1:
        for resampled in surface.resampled[:MOST_LINES]:
            axes.contour(x, y, resampled, [HALF], colors=[GREY], linewidths=0.9, alpha=0.8)
        axes.contour(x, y, surface.outcome, [HALF], colors=[BLACK], linewidths=3.0)
    elif _tips(surface):
        _mark_rows(axes, surface)
    return image


def _mark_rows(axes: Axes, surface: Surface) -> None:
    """Mark the tipping point of each named row with its interval."""
    for row in range(len(surface.y.places)) if not surface.x.words else ():
        place = surface.tips_at(row)
        if place is not None:
            axes.plot([place.low, place.high], [row, row], color=GREY, linewidth=2.0)
            axes.plot([place.value, place.value], [row - 0.45, row + 0.45], color=BLACK, linewidth=3.0)


def _edges(axis: Axis) -> Any:
    """Return the edges of the cells."""
    places = np.log(axis.places) if axis.is_log else axis.places
    if len(places) == 1:
        return axis.places[0] + np.array([-0.5, 0.5])
    middles = (places[1:] + places[:-1]) / 2.0
    edges = np.concatenate([[2.0 * places[0] - middles[0]], middles, [2.0 * places[-1] - middles[-1]]])
    return np.exp(edges) if axis.is_log else edges


def _draw_dots(axes: Axes, sweep: Sweep, surface: Surface) -> None:
    """Draw the simulated points, to show where the map is not supported by data."""
    table = sweep.points[[surface.x.factor, surface.y.factor]].dropna().to_numpy(float)[:MOST_DOTS]
    axes.plot(table[:, 0], table[:, 1], linestyle="", marker=".", markersize=2.5, color=INK, alpha=0.45)


def _value_axis(axes: Axes, axis: Axis, room: float) -> None:
    if axis.words:
        axes.set_xticks(axis.places, [fitted(axis.named(place), room / len(axis.words) - 0.2) for place in range(len(axis.words))])
    else:
        if axis.is_log:
            axes.set_xscale("log")
        _number_ticks(axes.xaxis, axis)
    axes.tick_params(labelsize=SMALL)


def _row_axis(axes: Axes, axis: Axis) -> None:
    if axis.words:
        axes.set_yticks(axis.places, [fitted(axis.named(place), 5.2) for place in range(len(axis.words))])
    else:
        if axis.is_log:
            axes.set_yscale("log")
        _number_ticks(axes.yaxis, axis)


def _number_ticks(ticks: Any, axis: Axis) -> None:
    """Set tick labels as values are written elsewhere; on a logarithmic axis at 1, 2 and 5."""
    ticks.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)) if axis.is_log else MaxNLocator(6, integer=axis.is_whole))
    ticks.set_minor_locator(NullLocator())
    ticks.set_major_formatter(FuncFormatter(lambda value, _: axis.number(value)))


def _draw_scale(figure: Drawing, image: Any, top: float, name: str) -> None:
    left = LEFT + WIDE + 0.6
    axes = figure.panel(left, top, BAR, TALL)
    bar = figure.colorbar(image, cax=axes)
    bar.outline.set_visible(False)  # type: ignore[operator]
    bar.set_ticks([0.0, 0.25, 0.5, 0.75, 1.0], labels=[percent(share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)])
    axes.tick_params(labelsize=SMALL, length=0)
    figure.words(WIDTH - 0.3, top - line_height(SMALL) - 0.25, name, ha="right")


def _draw_band(axes: Axes, curve: Surface) -> None:
    """Draw the outcome with its 95 % band over seeds; categorical or few levels are dots with intervals."""
    low, high = np.quantile(curve.resampled[:, 0, :], ENDS, axis=0)
    x, outcome = curve.x.places, curve.outcome[0]
    if curve.x.words:
        axes.vlines(x, low, high, color=BLUE, linewidth=3.0)
        axes.plot(x, outcome, linestyle="", marker="o", markersize=9, color=BLUE, clip_on=False)
        axes.set_xlim(-0.5, len(x) - 0.5)
        return
    axes.fill_between(x, low, high, color=BLUE, alpha=0.2, linewidth=0)
    axes.plot(x, outcome, color=BLUE, linewidth=3.0, marker="o" if curve.is_cells else "", clip_on=False)


def _draw_points(axes: Axes, sweep: Sweep, curve: Surface) -> None:
    if curve.is_cells:
        return
    table = sweep.points[[curve.x.factor, sweep.measure]].dropna().to_numpy(float)[:MOST_DOTS]
    axes.plot(table[:, 0], table[:, 1], linestyle="", marker="o", markersize=4, color=GREY, alpha=0.6, clip_on=False, zorder=1.5)


def _draw_levels(axes: Axes, effect: MainEffect, *, named: bool) -> None:
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(len(effect.levels) - 0.5, -0.5)
    for place, level in enumerate(effect.levels):
        known = level.outcome
        axes.plot([0.0, 1.0], [place, place], color=FAINT, linewidth=0.8, zorder=0)
        axes.plot([known.low, known.high], [place, place], color=BLUE, linewidth=3.0, solid_capstyle="butt", clip_on=False)
        axes.plot(known.value, place, marker="o", markersize=8, color=BLUE, clip_on=False)
        numbers = f"{percent(known.value)} [{known.low * 100:.0f}, {known.high * 100:.0f}]"
        axes.text(1.05, place, numbers, transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL)
    axes.set_yticks(range(len(effect.levels)), [shortened(plain(level.title), LEVELS - 0.6) for level in effect.levels])
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(side == "bottom" and named)
    axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value) if named else ""))
    axes.tick_params(axis="x", length=4 if named else 0)
