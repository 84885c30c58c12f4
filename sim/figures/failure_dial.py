"""Figure of the failure rate on a dial, with the rates under other definitions of success and published claims."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Wedge

from sim.figures.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    SHADE,
    SMALL,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    line_height,
    percent,
    plain,
    spaced,
    wrapped,
)
from sim.study.failure.summary import Summary
from sim.study.statistics.estimates import ShareEstimate
from sim.study.statistics.wording import counted, in_text
from sim.study.statistics.wording import percent as with_interval

OUTER, INNER, AROUND = 4.3, 3.0, 0.75  # centimetres: outer and inner radius of the ring, margin around it
HUGE = 34.0  # points: size of the main number, readable at a distance
HEAD, AXIS, GAP = 0.75, 0.75, 0.35  # centimetres: title of a panel, axis, gap between panels
TITLES, NUMBERS = 7.2, 4.3  # centimetres: label of a row, its numbers


class PublishedRate(NamedTuple):
    """A published claim about the failure rate; each source has its own definition of success."""

    source: str
    said: str
    basis: str
    low: float
    high: float


CLAIMS = (
    PublishedRate("Beer & Nohria 2000", "about 70 %", "no support given", 0.7, 0.7),
    PublishedRate("Hammer & Champy 1993", "50 to 70 %", "“our unscientific estimate”", 0.5, 0.7),
    PublishedRate("Keller & Aiken 2008/9", "two thirds", "survey of 3,199 executives", 2 / 3, 2 / 3),
    PublishedRate("Smith 2002, culture change", "81 %", "median of 3 studies", 0.81, 0.81),
    PublishedRate("Jones et al. 2019", "under 50 %", "of 200 case studies", 0.0, 0.5),
)
"""Source: as named. Keller & Aiken report that “only a third” succeeded, Smith a median success of 19 %, Jones et al. that the majority
were considered successful; the figure shows the complements."""

NO_EVIDENCE = "For 70 % there is “no valid and reliable empirical evidence” (Hughes 2011)."


class DialRow(NamedTuple):
    """A row of the lower panels: label, values and numbers."""

    title: str
    below: str  # a second line
    value: float | None
    low: float
    high: float
    number: str
    colour: str


def draw_dial(summary: Summary) -> Drawing:
    """Draw the failure rate by the study's definition on a dial, by all definitions in rows, and published claims."""
    with in_style():
        heading = heading_of(dial_finding(summary), _drawn(summary))
        panels = [
            ("Same runs by definition of success, % failing", _definitions(summary)),
            ("Published claims, % failing", _claims()),
        ]
        notes = wrapped(spaced(f"{NO_EVIDENCE} Each source has its own definition of success and its own sample."), WIDTH - 0.6, SMALL, 3)
        gauge = OUTER + 2 * AROUND
        heights = [HEAD + sum(_height(row) for row in rows) + AXIS + GAP for _, rows in panels]
        figure = Drawing(heading.height + gauge + GAP + sum(heights) + line_height(SMALL) * len(notes) + 0.2)
        heading.write(figure)
        _draw_gauge(figure, summary, heading.height)
        top = heading.height + gauge + GAP
        for (title, rows), height in zip(panels, heights, strict=True):
            _draw_rows(figure, top, title, rows)
            top += height
        figure.words(0.3, top - 0.1, "\n".join(notes), color="#555555")
        return figure.finished(dial_in_words(summary))


def dial_finding(summary: Summary) -> str:
    """Return the failure rate by the study's definition, and its range over all definitions."""
    if summary.failure.share is None:
        return "No initiative could be run, so none failed"
    said = f"{with_interval(summary.failure)} of initiatives fail"
    known = [share.share for share in summary.by_definition.values() if share.share is not None]
    if len(known) > 1 and max(known) - min(known) >= 0.005:
        said += f"; the rate ranges from {min(known):.0%} to {max(known):.0%} with the definition of success"
    return spaced(said).replace(" [", "\u00a0[").replace(", ", ",\u00a0", 1)


def dial_in_words(summary: Summary) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    rows = "; ".join(f"{row.title} {row.number}" for row in _definitions(summary))
    claims = "; ".join(f"{claim.source}: {claim.said} ({claim.basis})" for claim in CLAIMS)
    return spaced(f"{dial_finding(summary)}. Failing by definition of success: {rows}. Published claims: {claims}. {NO_EVIDENCE}")


def _drawn(summary: Summary) -> str:
    return spaced(
        f"{counted(summary.failure.of, 'initiative')}, {in_text(plain(summary.population, 60))} · "
        f"success: {in_text(plain(summary.definition_title, 60))} · brackets and lines: 95 % intervals · "
        f"{counted(summary.weeks, 'week')}, seed {summary.seed}"
    )


def _draw_gauge(figure: Drawing, summary: Summary, top: float) -> None:
    """Draw a half-ring from 0 to 100 %: the dark part is the failure rate, the bracket its interval, pale dots the other definitions."""
    wide = 2 * (OUTER + 2.6)
    axes = figure.panel((WIDTH - wide) / 2, top, wide, OUTER + 2 * AROUND)
    axes.set_xlim(-wide / 2, wide / 2)
    axes.set_ylim(-AROUND, OUTER + AROUND)
    axes.axis("off")
    axes.add_patch(Wedge((0, 0), OUTER, 0, 180, width=OUTER - INNER, color=SHADE))
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        axes.plot(*_ray(tick, OUTER, OUTER + 0.15), color=GREY, linewidth=1.2)
        side = "center" if tick == 0.5 else "right" if tick < 0.5 else "left"
        below = "center" if tick in (0.0, 1.0) else "bottom"
        axes.text(*_at(tick, OUTER + 0.22), percent(tick), fontsize=SMALL, ha=side, va=below)
    _write_share(axes, summary.failure)
    for name, share in sorted(summary.by_definition.items()):
        if share.share is not None and name != summary.definition:
            axes.plot(*_at(share.share, INNER - 0.28), marker="o", color=GREY, markersize=7)
    axes.text(0, -0.28, "dots: the other definitions", fontsize=SMALL, ha="center", va="center", color="#555555")


def _write_share(axes: Axes, failure: ShareEstimate) -> None:
    if failure.share is None:
        axes.text(0, 0.9, "–", fontsize=HUGE, ha="center", va="center", weight="bold")
        return
    axes.add_patch(Wedge((0, 0), OUTER, 180 * (1 - failure.share), 180, width=OUTER - INNER, color=INK))
    middle = (OUTER + INNER) / 2
    sweep = np.linspace(failure.low, failure.high, 60)
    for colour, width in (("white", 7.0), (BLUE, 3.5)):
        axes.plot(*_at(sweep, middle), color=colour, linewidth=width, solid_capstyle="butt")
    for end in (failure.low, failure.high):
        axes.plot(*_ray(end, middle - 0.32, middle + 0.32), color=BLUE, linewidth=2.5)
    axes.text(0, 1.1, percent(failure.share), fontsize=HUGE, ha="center", va="center", weight="bold")
    interval = f"fail [{failure.low * 100:.0f}, {failure.high * 100:.0f}]"
    axes.text(0, 0.32, interval, fontsize=SMALL, ha="center", va="center")


def _at(share: Any, radius: float) -> tuple[Any, Any]:
    """Return the position of a share on the dial: 0 at the left, 1 at the right."""
    angle = np.pi * (1.0 - np.asarray(share, float))
    return radius * np.cos(angle), radius * np.sin(angle)


def _ray(share: float, inner: float, outer: float) -> tuple[Any, Any]:
    (x, y), (further_x, further_y) = _at(share, inner), _at(share, outer)
    return [x, further_x], [y, further_y]


def _definitions(summary: Summary) -> list[DialRow]:
    """Return a row for each definition of success; the study's own is dark."""
    ordered = sorted(summary.by_definition.items(), key=lambda item: (-item[1].count, item[0]))
    rows = []
    for name, share in ordered:
        colour = INK if name == summary.definition else GREY
        number = "–" if share.share is None else spaced(with_interval(share))
        rows.append(DialRow(plain(summary.definition_titles[name], 80), "", share.share, share.low, share.high, number, colour))
    return rows


def _claims() -> list[DialRow]:
    return [
        DialRow(claim.source, claim.basis, claim.low if claim.low == claim.high else None, claim.low, claim.high, spaced(claim.said), FAINT)
        for claim in CLAIMS
    ]


def _lines(row: DialRow) -> list[str]:
    title = wrapped(row.title, TITLES, SMALL, 2)
    return [*title, *(wrapped(row.below, TITLES, SMALL, 1) if row.below else [])]


def _height(row: DialRow) -> float:
    return line_height(SMALL) * len(_lines(row)) + 0.22


def _draw_rows(figure: Drawing, top: float, title: str, rows: list[DialRow]) -> None:
    """Draw a mark for each single number and a line for each interval or range, on an axis from 0 to 100 %."""
    figure.words(0.3, top, spaced(title), weight="bold")
    tall = sum(_height(row) for row in rows)
    axes = figure.panel(0.3 + TITLES + 0.2, top + HEAD, WIDTH - 0.8 - TITLES - NUMBERS, tall)
    axes.set_xlim(0.0, 100.0)
    axes.set_ylim(tall, 0.0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xticks([0, 50, 100])
    axes.grid(axis="x", color="#E4E4E4", linewidth=0.8)
    axes.set_axisbelow(True)
    below = 0.0
    for row in rows:
        place = below + _height(row) / 2
        figure.words(0.3, top + HEAD + place, "\n".join(_lines(row)), va="center")
        figure.words(WIDTH - NUMBERS + 0.05, top + HEAD + place, row.number, va="center")
        _draw_row(axes, row, place)
        below += _height(row)


def _draw_row(axes: Axes, row: DialRow, place: float) -> None:
    is_claim = row.colour == FAINT
    colour = GREY if is_claim else row.colour
    if row.high > row.low and (row.value is not None or is_claim):
        axes.plot([row.low * 100, row.high * 100], [place, place], color=colour, linewidth=6.0 if is_claim else 3.0, solid_capstyle="butt")
    if row.value is not None:
        look: dict[str, Any] = {"markerfacecolor": "white", "marker": "D"} if is_claim else {"marker": "o"}
        axes.plot(row.value * 100, place, color=colour, markersize=9, markeredgewidth=2.0, clip_on=False, **look)
