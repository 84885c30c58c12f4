"""Figure of the ways of asking (specification curve): which cause comes first in each, by how much, and where none is told apart."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.figures.attribution import LONGEST, About, described, safe
from sim.figures.lines import GRID
from sim.figures.style import (
    GREY,
    INK,
    SMALL,
    UNIT_COLOURS,
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
from sim.study.attribution.ways import DIMENSIONS, AskedWay, Ways
from sim.study.statistics.wording import in_text, whole

PANEL, GAP, AXIS = 2.6, 0.35, 1.3  # centimetres: a dimension, the room beneath it, the axis of the last
LEFT, TALLY = 1.6, 6.4  # centimetres: axis labels, words of the tally


def draw_ways(known: Ways, about: About) -> Drawing:
    """Draw a dot per way in a panel per dimension: the lead of the first cause over the next, in the colour of that cause.

    Grey: the first cause is not told apart. Lines: 95 % intervals of the lead. Ways are sorted by cause and lead.
    """
    with in_style():
        drawn = "dots: lead of the first cause over the next in one way of asking; grey: none is clearly first; lines: 95 % intervals"
        heading = heading_of(unbroken(safe(plain(known.finding, 400))), described(about, drawn))
        members = {dimension: ways for dimension, ways in known.members.items() if ways}
        colours = _colours(known)
        keys = [(cause, colour) for cause, colour in colours.items() if any(way.first == cause and way.is_clear for way in known.all_ways)]
        tops = heading.height + 0.2 + line_height(SMALL) * ((len(keys) + 1) // 2)
        tall = [max(PANEL, 0.2 + line_height(SMALL) * len(_tally_lines(known, dimension))) for dimension in members]
        figure = Drawing(tops + sum(tall) + GAP * len(tall) + AXIS)
        heading.write(figure)
        for place, (cause, colour) in enumerate(keys):
            left, top = 0.3 + (place % 2) * (WIDTH / 2.0), heading.height + (place // 2) * line_height(SMALL)
            figure.words(left, top, fitted(f"● {plain(known.titles[cause], 40)}", WIDTH / 2.0 - 0.6), color=ink_of(colour))
        reach = _reach(known.all_ways)
        top = tops
        for place, (dimension, ways) in enumerate(members.items()):
            axes = figure.panel(LEFT, top, WIDTH - LEFT - TALLY, tall[place])
            _draw_panel(axes, ways, colours, reach)
            for line, words in enumerate(_tally_lines(known, dimension)):
                is_title = words in DIMENSIONS[dimension]
                weight, colour = ("bold", INK) if is_title else ("normal", "#555555")
                figure.words(WIDTH - TALLY + 0.3, top + line * line_height(SMALL), words, weight=weight, color=colour)
            top += tall[place] + GAP
        figure.words(LEFT, top + 0.1, "lead of the first cause, points of the failure rate", color="#555555")
        return figure.finished(ways_in_words(known))


def ways_in_words(known: Ways) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    return spaced(plain(" ".join(known.statements), LONGEST))


def _colours(known: Ways) -> dict[str, str]:
    """Return a colour for each cause, the cause that is first most often first."""
    causes = [cause for cause in known.tally() if cause]
    palette = [colour for colour in UNIT_COLOURS if colour != GREY]
    return {cause: palette[place % len(palette)] for place, cause in enumerate(causes)}


def _tally_lines(known: Ways, dimension: str) -> list[str]:
    """Return the title of a dimension and the number of ways in which each cause comes first, as lines."""
    ways = known.members[dimension]
    tally = known.tally(dimension)
    undecided = tally.pop("")
    said = [f"{in_text(known.titles[cause])} {whole(weight)}%" for cause, weight in tally.items() if weight > 0.0]
    said += [f"none clearly {whole(undecided)}%"] if undecided > 0.0 else []
    width = TALLY - 0.4
    return [*wrapped(DIMENSIONS[dimension], width, SMALL, 2, bold=True), *wrapped(f"{len(ways)} ways: {', '.join(said)}", width, SMALL, 4)]


def _reach(ways: Sequence[AskedWay]) -> float:
    return 100.0 * max(0.01, *(way.lead.high for way in ways)) * 1.05


def _draw_panel(axes: Axes, ways: Sequence[AskedWay], colours: dict[str, str], reach: float) -> None:
    order = list(colours)
    ordered = sorted(ways, key=lambda way: (not way.is_clear, order.index(way.first) if way.is_clear else 0, -way.lead.value))
    for place, way in enumerate(ordered):
        colour = colours[way.first] if way.is_clear else GREY
        axes.plot([place, place], [max(-reach, 100.0 * way.lead.low), 100.0 * way.lead.high], color=colour, linewidth=1.4, alpha=0.55)
        look = {"marker": "o", "markersize": 6.0} if way.name else {"marker": "D", "markersize": 7.0, "markeredgecolor": INK}
        axes.plot(place, 100.0 * way.lead.value, color=colour, **look)
    axes.axhline(0.0, color=INK, linewidth=1.0)
    axes.set_xlim(-0.7, max(len(ordered) - 0.3, 1.0))
    axes.set_ylim(min(-reach / 4.0, 100.0 * min(way.lead.low for way in ordered)), reach)
    axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}".replace("-", "−")))
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.spines["bottom"].set_visible(False)
    axes.set_axisbelow(True)
