"""Figure of the network: units as discs of people, coloured by the share of aligned behaviours each person practises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike, NDArray

from sim.array_types import Floats
from sim.drawable import draws
from sim.engine.run import Run
from sim.engine.state import FIRM_SERIES
from sim.figures.layout import Layout, layout_of
from sim.figures.style import (
    GREY,
    INK,
    POINTS,
    PRACTICE_SCALE,
    SMALL,
    WIDTH,
    YELLOW,
    Drawing,
    heading_of,
    in_style,
    line_height,
    pale,
    percent,
    plain,
    shortened,
    unit_look,
    width_of,
)
from sim.figures.wording import described, titles_of
from sim.organisation.organisation import MISSING, Organisation
from sim.study.statistics.wording import counted

ACROSS, TALL = WIDTH - 0.4, 13.5  # centimetres of a map
MOST_TIES = 1500
VECTORS = 1500  # above this number, people are rasterised inside an SVG to limit its size
KEY = 2.1  # centimetres: height of the legend below the map
NAME, NAME_OF_MANY, MANY = 6.0, 4.4, 16  # centimetres: width of a unit's name, with few and with many units; units that count as many
HALO = [withStroke(linewidth=3.0, foreground="white", alpha=0.85)]
FEW = 400  # number of people up to which ties inside units are drawn
MOST_IN_WORDS = 12  # units named in the text alternative


def practice_of(run: Run, week: int, lane: int = 0) -> Floats:
    """Return the share of aligned behaviours that each person practises, weighted by their effect on customers, shape (employees,).

    Its mean over a unit is the unit's adoption. run : prepared with watch_everyone=True
    """
    if len(run.traces.everyone) == 0:
        raise ValueError("agent data were not recorded; prepare the run with watch_everyone=True")
    behaviours = run.plan.behaviours
    bits = run.traces.everyone[week, :, lane][:, None] >> np.arange(len(behaviours.weight), dtype=np.uint16) & 1
    weight = (behaviours.weight * behaviours.aligned * behaviours.applies)[run.organisation.unit]
    total = weight.sum(axis=1)
    return (bits * weight).sum(axis=1) / np.where(total > 0.0, total, 1.0)


def unit_means(organisation: Organisation, practice: Floats) -> Floats:
    """Return the mean over the people of each unit, shape (units,)."""
    return np.bincount(organisation.unit, practice, organisation.units) / organisation.unit_size


@draws(Organisation)
def draw_network(
    organisation: Organisation, practice: ArrayLike | None = None, *, finding: str = "", drawn: str = "", marked: ArrayLike = ()
) -> Drawing:
    """Draw an organisation as a map, with each person's practice if given.

    practice : share of aligned behaviours practised, [0, 1], shape (employees,); none: the organisation only
    finding, drawn : title and subtitle; empty: composed from the organisation and the numbers
    marked : rows of people to highlight
    """
    rows = np.asarray(marked, int)
    shares = None if practice is None else np.asarray(practice, float)
    with in_style():
        heading = heading_of(plain(finding, 400) or _finding(organisation, shares), plain(drawn, 400) or size_of(organisation))
        names = _names(organisation, shares)
        layout = _layout(organisation, names)
        figure = Drawing(heading.height + layout.height + KEY)
        heading.write(figure)
        _draw_map(figure, (0.2, heading.height), 1.0, organisation, layout, shares, names, rows)
        _key(figure, heading.height + layout.height + 0.1, shares is not None, len(rows))
        practised = "" if shares is None else f" Practised: {_listed(organisation, unit_means(organisation, shares))}."
        pointed_out = f" Highlighted: {len(rows):,}." if len(rows) else ""
        return figure.finished(f"A map of {size_of(organisation)}.{practised}{pointed_out}")


def draw_network_weeks(run: Run, weeks: Sequence[int] | None = None, lane: int = 0) -> Drawing:
    """Draw the map at several weeks: the last one large and with names, the others small above it.

    run : finished, prepared with watch_everyone=True; weeks : none: the start, a quarter of the way, and the end
    """
    organisation, last = run.organisation, run.initiative.weeks
    shown = sorted({0, last // 4, last} if weeks is None else set(weeks))
    shares = [practice_of(run, week, lane) for week in shown]
    captions = [f"Week {week}: adoption {percent(_adoption(run, week, lane))}" for week in shown]
    with in_style():
        heading = heading_of(_finding_of_weeks(run, shown, shares[-1], lane), described(run.initiative, organisation, run.seeds[lane]))
        scale, caption = 0.49, line_height(SMALL) + 0.1
        rows = len(shown) // 2  # of small maps, two per row
        names = _names(organisation, shares[-1])
        layout = _layout(organisation, names)
        step = layout.height * scale + caption + 0.3
        figure = Drawing(heading.height + rows * step + caption + layout.height + KEY)
        heading.write(figure)
        for cell, (text, share) in enumerate(zip(captions[:-1], shares[:-1], strict=True)):
            corner = (0.2 + cell % 2 * (ACROSS * (1.0 - scale)), heading.height + cell // 2 * step + caption)
            figure.words(corner[0] + 0.1, corner[1] - caption, text, weight="bold")
            _draw_map(figure, corner, scale, organisation, layout, share, [""] * len(names))
        top = heading.height + rows * step
        figure.words(0.3, top, captions[-1], weight="bold")
        _draw_map(figure, (0.2, top + caption), 1.0, organisation, layout, shares[-1], names)
        _key(figure, top + caption + layout.height + 0.1, True)
        ends = _listed(organisation, unit_means(organisation, shares[-1]))
        return figure.finished(f"Maps of {size_of(organisation)}. {'; '.join(captions)}. In the last week: {ends}.")


def size_of(organisation: Organisation) -> str:
    """Return the numbers of people, units, leaders and ties as text."""
    people, leaders = organisation.employees, int((organisation.leader_row != MISSING).sum())
    units, ties = counted(organisation.units, "unit"), counted(len(organisation.neighbour), "tie")
    return f"{people:,} {'person' if people == 1 else 'people'} in {units}, {leaders:,} with reports, {ties}"


def _adoption(run: Run, week: int, lane: int) -> float:
    return float(run.traces.firm[week, FIRM_SERIES.index("adoption"), lane])


def _layout(organisation: Organisation, names: list[str]) -> Layout:
    return layout_of(organisation, ACROSS, TALL, np.array([width_of(name) if name else 0.0 for name in names]), line_height(SMALL) * 0.95)


def _draw_map(
    figure: Drawing, corner: tuple[float, float], scale: float, organisation: Organisation, layout: Layout, practice: Floats | None,
    names: list[str], marked: NDArray[np.int64] | None = None,
) -> None:  # fmt: skip
    axes = figure.panel(*corner, layout.width * scale, layout.height * scale)
    axes.set_xlim(0.0, layout.width)
    axes.set_ylim(0.0, layout.height)
    axes.axis("off")
    _draw_discs(axes, layout)
    _draw_ties(axes, organisation, layout, scale)
    _draw_people(axes, layout, practice, scale)
    if marked is not None and len(marked):
        _point_out(axes, layout, marked, scale)
    for name, middle, radius in zip(names, layout.unit, layout.radius, strict=True):
        axes.text(middle[0], middle[1] + radius + 0.06, name, ha="center", va="bottom", fontsize=SMALL, zorder=6, path_effects=HALO)


def _draw_people(axes: Axes, layout: Layout, practice: Floats | None, scale: float) -> None:
    people, spacing = len(layout.person), layout.spacing * scale
    size = spacing * (0.42 + 0.55 * np.sqrt(layout.listened))
    colours = PRACTICE_SCALE(np.full(people, 0.25) if practice is None else np.clip(practice, 0.0, 1.0))
    for ringed in (False, True):
        who = layout.leads == ringed
        axes.scatter(
            *layout.person[who].T, s=(size[who] * POINTS) ** 2, c=colours[who], edgecolors=INK if ringed else "#9A9A9A",
            linewidths=min(2.0, 5.0 * spacing) if ringed else 0.5 * (spacing > 0.15), zorder=3 + ringed, rasterized=people > VECTORS,
        )  # fmt: skip


def _point_out(axes: Axes, layout: Layout, rows: NDArray[np.int64], scale: float) -> None:
    """Draw highlighted people as diamonds in a unique colour."""
    size = layout.spacing * scale * (0.6 + 0.55 * np.sqrt(layout.listened[rows]))
    axes.scatter(*layout.person[rows].T, s=(size * POINTS) ** 2, c=YELLOW, marker="D", edgecolors=INK, linewidths=1.2, zorder=5)


def _draw_discs(axes: Axes, layout: Layout) -> None:
    for row, (middle, radius) in enumerate(zip(layout.unit, layout.radius, strict=True)):
        colour = unit_look(row).colour
        axes.add_patch(Circle(middle, radius, facecolor=pale(colour), edgecolor=colour, linewidth=1.8, zorder=2))


class _Ties(LineCollection):
    """Straight lines of one look. In an SVG, a group has that look and its lines have none, for a third of the size and time."""

    def __init__(self, ends: Floats, wide: float, alpha: float, above: float) -> None:
        super().__init__(list(ends), colors=GREY, linewidths=wide, alpha=alpha, zorder=above)
        self._ends = ends  # (lines, 2, 2)
        self._in_svg = {"fill": "none", "stroke": GREY, "stroke-width": f"{wide:.4g}", "stroke-opacity": f"{alpha:.4g}"}

    def draw(self, renderer: Any) -> None:
        writer = getattr(renderer, "writer", None)  # of an SVG
        if writer is None or not len(self._ends):
            super().draw(renderer)
            return
        places = self.get_transform().transform(self._ends.reshape(-1, 2))
        places[:, 1] = renderer.height - places[:, 1]
        writer.start("g", attrib=self._in_svg)
        for x, y, to_x, to_y in places.reshape(-1, 4).round(3).tolist():
            writer.element("path", d=f"M{x} {y}L{to_x} {to_y}")
        writer.end("g")
        self.stale = False


def _draw_ties(axes: Axes, organisation: Organisation, layout: Layout, scale: float) -> None:
    """Draw ties as faint lines: an even sample of ties between units, and ties inside units if there are few people."""
    source = np.repeat(np.arange(organisation.employees), np.diff(organisation.start.astype(np.int64)))
    target = organisation.neighbour
    once = source < target
    crosses = organisation.unit[source] != organisation.unit[target]
    for chosen, above in ((once & crosses, 1.5), (once & ~crosses & (organisation.employees <= FEW), 2.5)):
        kept = np.flatnonzero(chosen)
        kept = kept[:: max(1, -(-len(kept) // MOST_TIES))]
        ends = np.stack([layout.person[source[kept]], layout.person[target[kept]]], axis=1)
        alpha = float(np.clip(90.0 / max(len(kept), 1), 0.08, 0.6))
        axes.add_collection(_Ties(ends, 0.8 * scale**0.5, alpha, above))


def _names(organisation: Organisation, practice: Floats | None) -> list[str]:
    """Return the label of each disc; with very many units, only the largest have one."""
    ends = None if practice is None else unit_means(organisation, practice)
    widest = NAME if organisation.units <= MANY else NAME_OF_MANY
    names = [shortened(title, widest) for title in titles_of(organisation)]
    if ends is not None:
        names = [f"{name} {percent(float(end))}" for name, end in zip(names, ends, strict=True)]
    room = 0.3 * ACROSS * TALL
    for row in np.argsort(-organisation.unit_size.astype(np.int64), kind="stable"):
        room -= width_of(names[row]) * line_height(SMALL)
        if room < 0.0:
            names[row] = ""
    return names


def _key(figure: Drawing, top: float, coloured: bool, pointed_out: int = 0) -> None:
    """Write the legend of colours, rings and sizes."""
    if coloured:
        bar = figure.panel(0.9, top + line_height(SMALL) + 0.15, 5.6, 0.35)
        colours = ScalarMappable(Normalize(0.0, 1.0), PRACTICE_SCALE)
        scale = figure.colorbar(colours, cax=bar, orientation="horizontal", ticks=[0.0, 0.5, 1.0])
        scale.ax.set_xticklabels([percent(0.0), percent(0.5), percent(1.0)], fontsize=SMALL)
        scale.outline.set_visible(False)
        figure.words(0.3, top, "aligned behaviours practised")
    if pointed_out:
        figure.words(0.3, top + (1.6 if coloured else 0.0), f"◆ highlighted: {pointed_out:,}")
    figure.words(9.2, top, "dark ring: has reports\nlarger: more influence\nlines: a sample of ties")


def _finding(organisation: Organisation, practice: Floats | None) -> str:
    if practice is None:
        return "Units, people and ties"
    means = unit_means(organisation, practice)
    said = f"{percent(float(practice.mean()))} of aligned behaviours are practised"
    return said if organisation.units == 1 else f"{said}: {_extremes(organisation, means)}"


def _finding_of_weeks(run: Run, weeks: Sequence[int], ends: Floats, lane: int) -> str:
    course = " and ".join([_at(run, weeks[0], lane)] if len(weeks) == 1 else [_at(run, weeks[0], lane), _at(run, weeks[-1], lane)])
    extremes = "" if run.organisation.units == 1 else f": {_extremes(run.organisation, unit_means(run.organisation, ends))}"
    return f"Adoption is {course}{extremes}"


def _at(run: Run, week: int, lane: int) -> str:
    return f"{percent(_adoption(run, week, lane))} in week {week}"


def _extremes(organisation: Organisation, means: Floats) -> str:
    titles, best, worst = titles_of(organisation), int(means.argmax()), int(means.argmin())
    return f"{percent(float(means[best]))} in {titles[best]}, {percent(float(means[worst]))} in {titles[worst]}"


def _listed(organisation: Organisation, means: Floats) -> str:
    titles, order = titles_of(organisation), np.argsort(-means, kind="stable")
    named = ", ".join(f"{titles[row]} {percent(float(means[row]))}" for row in order[:MOST_IN_WORDS])
    return named + (f" and {counted(len(means) - MOST_IN_WORDS, 'unit')} more" if len(means) > MOST_IN_WORDS else "")
