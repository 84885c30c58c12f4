"""Validation figures: each published pattern in black, measurements in colour with their intervals."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, Locator, LogLocator, MaxNLocator, NullLocator
from PIL import Image

from experiments.validation.pattern import Pattern, Plot, Tiles, Trend
from experiments.validation.wording import finding_of, reading_in_words, sample_of, verdict_on
from sim.figures.lines import GRID
from sim.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PRACTICE_SCALE,
    SHADE,
    SMALL,
    VERMILION,
    WIDTH,
    Drawing,
    fitted,
    heading_of,
    in_style,
    ink_of,
    line_height,
    save,
    spaced,
    width_of,
)

COLOURS = (BLUE, ORANGE, GREEN)
DASH = (0, (5, 2))
LEFT, BETWEEN = 1.75, 2.0  # centimetres for the words beside an axis: of the first panel, and of the others
TALL, WORDS, BELOW = 4.6, 2.0, 1.9  # of a panel, of what stands above it, of its axis and the gap to the next row
ALONE = 11.5  # width of a panel that stands alone
TILE, TILE_HEIGHT, DARK = 0.92, 0.74, 0.62  # size of a tile; the share from which its number is white
SHADES = 64  # colours kept in a picture: enough for edges to stay smooth, and a third of the bytes


def write_figure(pattern: Pattern, folder: Path) -> Path:
    """The figure of a pattern as a picture; returns its file."""
    return write_picture(draw_pattern(pattern), folder, f"validation_{pattern.name}")


def write_picture(drawing: Drawing, folder: Path, name: str) -> Path:
    """A drawing as a picture of few colours, complete or absent; returns its file."""
    place = folder / f"{name}.png"
    with TemporaryDirectory(dir=folder) as aside:
        picture = next(path for path in save(drawing, aside, place.stem) if path.suffix == ".png")
        with Image.open(picture) as drawn:
            drawn.convert("RGB").quantize(SHADES, dither=Image.Dither.NONE).save(picture, optimize=True)
        os.replace(picture, place)
    return place


def draw_pattern(pattern: Pattern) -> Drawing:
    """All panels of a pattern, two in a row; or its tiles."""
    if pattern.tiles is not None:
        return _draw_tiles(pattern, pattern.tiles)
    with in_style():
        heading = heading_of(f"{pattern.title}: {finding_of(pattern)}", _drawn(pattern))
        rows = (len(pattern.panels) + 1) // 2
        figure = Drawing(heading.height + rows * (WORDS + TALL + BELOW))
        heading.write(figure)
        wide = ALONE if len(pattern.panels) == 1 else (WIDTH - LEFT - BETWEEN - 0.5) / 2.0
        for place, panel in enumerate(pattern.panels):
            left = LEFT + (place % 2) * (wide + BETWEEN)
            top = heading.height + (place // 2) * (WORDS + TALL + BELOW)
            figure.words(left - 1.2, top, fitted(panel.title, 0.88 * (wide + 1.2)), weight="bold")
            figure.words(left - 1.2, top + line_height(SMALL), fitted(panel.up, wide + 1.2), color="#555555")
            _name_lines(figure, panel, left, top + 2.0 * line_height(SMALL), wide)
            _draw(figure.panel(left, top + WORDS, wide, TALL), panel)
        return figure.finished(pattern_in_words(pattern))


def _draw_tiles(pattern: Pattern, tiles: Tiles) -> Drawing:
    """A tile for every row and column, darker for more. Marked tiles have an outline; they and the highest of a row have their number."""
    with in_style():
        legend = f"{tiles.value}, darker for more, by {tiles.down} and {tiles.across} · {tiles.mark}; only a number: the highest in a row"
        drawn = spaced(f"{_drawn(pattern)} · {legend}")
        before, above = (0.4 + max(map(width_of, names)) for names in (tiles.rows, tiles.columns))
        wide, tall = TILE * len(tiles.columns), TILE_HEIGHT * len(tiles.rows)
        heading = heading_of(f"{pattern.title}: {finding_of(pattern)}", drawn, before + wide)
        figure = Drawing(heading.height + above + tall + 0.4, 0.3 + before + wide + 0.3)
        heading.write(figure)
        axes = figure.panel(0.3 + before, heading.height + above, wide, tall)
        axes.imshow(tiles.values, cmap=PRACTICE_SCALE, vmin=0.0, vmax=1.0, aspect="auto", interpolation="nearest")
        highest = [(row, int(np.argmax(values))) for row, values in enumerate(tiles.values)]
        for row, column in dict.fromkeys([*tiles.marked, *highest]):
            value = tiles.values[row][column]
            axes.text(column, row, f"{100.0 * value:.0f}", ha="center", va="center", color="white" if value > DARK else INK)
        for row, column in tiles.marked:
            axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1.0, 1.0, fill=False, edgecolor=VERMILION, linewidth=4.0, clip_on=False))
        axes.set_axis_off()
        for row, name in enumerate(tiles.rows):
            figure.words(0.3, heading.height + above + TILE_HEIGHT * (row + 0.5), name, va="center_baseline")
        for column, name in enumerate(tiles.columns):
            left = 0.3 + before + TILE * (column + 0.5)
            figure.words(left, heading.height + above - 0.2, name, rotation=90, va="bottom", ha="center")
        return figure.finished(pattern_in_words(pattern))


def pattern_in_words(pattern: Pattern) -> str:
    """What the figure shows, for those who cannot see it."""
    each = "; ".join(
        f"{check.what}: {reading_in_words(check.reading)}, published {check.published}, met: {verdict_on(check)}"
        for check in pattern.checks
    )
    return spaced(f"{pattern.title} ({pattern.source}): {finding_of(pattern)}. {each}.")


def _drawn(pattern: Pattern) -> str:
    """Whose it is, on how much it was measured, and what the marks mean."""
    samples = list(dict.fromkeys(sample_of(check.reading) for check in pattern.checks if check.reading.low < check.reading.high))
    parts = [pattern.source, *samples[:1]]
    if any(panel.marks or panel.edges or panel.levels for panel in pattern.panels):
        parts.append("black: published")
    if any(line.low for panel in pattern.panels for line in panel.lines):
        parts.append("bands and bars: 95 % intervals")
    return spaced(" · ".join(parts))


def _name_lines(figure: Drawing, panel: Plot, left: float, top: float, wide: float) -> None:
    """Lines by name, in their colours, above the panel."""
    at, measured = left - 1.2, 0
    for line in panel.lines:
        colour = INK if line.is_theory else COLOURS[measured % len(COLOURS)]
        measured += not line.is_theory
        if not line.label or (line.is_theory and line is not next(other for other in panel.lines if other.is_theory)):
            continue
        words = f"{'┄' if line.is_theory else '━'} {line.label}"
        figure.words(at, top, fitted(words, left + wide - at), color=colour if line.is_theory else ink_of(colour))
        at += width_of(words) + 0.4


def _draw(axes: Axes, panel: Plot) -> None:
    measured = 0
    for low, high in panel.zones:
        axes.axvspan(low, high, color=SHADE, linewidth=0, zorder=0.5)
    for line in panel.lines:
        if line.is_theory:
            axes.plot(line.x, line.y, color=INK, linewidth=1.6, linestyle=DASH, zorder=4)
            continue
        _draw_measured(axes, line, COLOURS[measured % len(COLOURS)], panel.has_points)
        measured += 1
    for place in panel.guides:
        axes.axvline(place, color=GREY, linewidth=1.0, linestyle=(0, (1, 2)), zorder=1.5)
    if min(min(line.y) for line in panel.lines) < 0.0:
        axes.axhline(0.0, color=GREY, linewidth=1.2, zorder=1.5)
    for place in panel.edges:
        axes.axvline(place, color=INK, linewidth=1.3, linestyle=DASH, zorder=1.5)
    for level in panel.levels:
        axes.axhline(level, color=INK, linewidth=1.3, linestyle=DASH, zorder=1.5)
    for level in panel.bounds:
        axes.axhline(level, color=GREY, linewidth=1.0, linestyle=(0, (1, 2)), zorder=1.5)
    for mark in panel.marks:
        axes.plot([mark.x, mark.x], [mark.low, mark.high], color=INK, linewidth=5.0, solid_capstyle="butt", zorder=3.5)
        if mark.low == mark.high:
            axes.plot([mark.x], [mark.low], "D", color=INK, markersize=7, zorder=5, clip_on=False)
    _scale(axes, panel)


def _draw_measured(axes: Axes, line: Trend, colour: str, has_points: bool) -> None:
    low, high = line.low or line.y, line.high or line.y
    if has_points:
        axes.vlines(line.x, low, high, color=colour, linewidth=2.4, zorder=3)
        axes.plot(line.x, line.y, "o-", color=colour, markersize=6, linewidth=1.2, zorder=3, clip_on=False)
    else:
        axes.fill_between(line.x, low, high, color=colour, alpha=0.3, linewidth=0, zorder=2)
        axes.plot(line.x, line.y, color=colour, linewidth=2.2, zorder=3)


def _scale(axes: Axes, panel: Plot) -> None:
    """Axes as their values ask: shares from nothing to all, differences about zero, sizes by doubling."""
    axes.set_xlabel(panel.across)
    if panel.is_logarithmic:
        places = panel.lines[0].x
        axes.set_xscale("log")
        axes.set_xticks(places[:: 1 + len(places) // 5], [f"{place:,.0f}" for place in places[:: 1 + len(places) // 5]])
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.set_xticks(_within(MaxNLocator(4), axes.get_xlim()))
    middle = np.concatenate([line.y for line in panel.lines])
    values = np.concatenate([middle, *(line.low for line in panel.lines), *(line.high for line in panel.lines)])
    values = np.concatenate([values, [edge for mark in panel.marks for edge in mark[1:]], panel.levels, panel.bounds])
    if middle.min() >= 0.0:  # an interval may reach below zero, a share or a time does not
        values = np.maximum(values, 0.0)
    if panel.is_logarithmic and not panel.is_share:
        axes.set_yscale("log")
        axes.set_yticks(_within(LogLocator(subs=(1.0, 2.0, 5.0)), axes.get_ylim()))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_locator(NullLocator())
    elif panel.is_share and values.min() >= 0.0 and middle.max() > 0.3:
        axes.set_ylim(0.0, 1.02)
        axes.set_yticks([0.0, 0.5, 1.0])
    else:
        room = 0.08 * (values.max() - min(0.0, values.min()) or 1.0)
        axes.set_ylim(min(0.0, values.min() - room), values.max() + room)
        axes.set_yticks(_within(MaxNLocator(4), axes.get_ylim()))
    if panel.is_share:
        unit = "" if panel.is_difference else "\u00a0%"
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100.0 * value:g}{unit}".replace("-", "−")))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(GREY)


def _within(locator: Locator, limits: tuple[float, float]) -> list[float]:
    """Ticks that are seen; limits stay as they are."""
    return [tick for tick in locator.tick_values(*limits) if limits[0] <= tick <= limits[1]]


__all__ = ["draw_pattern", "pattern_in_words", "write_figure", "write_picture"]
