"""Figure of replicates: weekly bands over the runs of one initiative, and their outcomes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.drawable import draws
from sim.engine.outcome import MODES, Claim, highest_claim
from sim.figures.lines import INNER, OUTER, EndLabel, draw_band, draw_line, end_labels, goal_line, room_for, share_axis, week_axis
from sim.figures.panels import REPORTED
from sim.figures.style import (
    BLACK,
    BLUE,
    INK,
    SMALL,
    SUCCESS_COLOUR,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    line_height,
    outcome_colour,
    percent,
    plain,
    width_of,
)
from sim.figures.wording import described
from sim.study.comparison.replicates import Replicates
from sim.study.population.description import said_of, sources_of
from sim.study.statistics.wording import counted

LEFT, TALL, BAR, BETWEEN = 1.95, 5.2, 1.0, 1.45  # centimetres: margin, panels, bar of outcomes, gap between panels
WIDEST_LABEL = 6.4
SERIES = (("adoption", "Adoption of aligned behaviours, whole firm", BLACK), ("felt", "Felt quality, all customers", BLUE))


@draws(Replicates)
def draw_bands(replicates: Replicates) -> Drawing:
    """Draw bands of adoption and felt quality over replicates, and the share of runs by outcome.

    replicates : any number of runs, of any length
    """
    initiative = replicates.initiative
    runs = counted(len(replicates.runs), "run")
    with in_style():
        drawn = f"{runs} · bands of {sources_of(replicates.description)}"
        heading = heading_of(finding_of(replicates), f"{drawn} · {described(initiative, replicates.organisation, None)}")
        tops = [heading.height + line_height(SMALL) + 0.3]
        tops.append(tops[0] + TALL + BETWEEN)
        under = tops[1] + TALL + 3.3
        ends = _ends(replicates)
        figure = Drawing(under + BAR + 0.2 + line_height(SMALL) * ((len(ends) + 1) // 2) + 0.3)
        heading.write(figure)
        _draw_series(figure, replicates, tops)
        figure.words(0.3, under - line_height(SMALL) - 0.15, f"How {runs} ended", weight="bold")
        _draw_ends(figure, ends, under)
        return figure.finished(bands_in_words(replicates))


def finding_of(replicates: Replicates) -> str:
    """Return the share of successes with its interval, and the most frequent failure mode."""
    low, high = replicates.success_interval
    modes = replicates.modes
    said = f"{percent(replicates.success_share)} of runs succeed [{low * 100:.0f}, {high * 100:.0f}]"
    if modes.sum() == 0:
        return said
    share = float(modes.max() / modes.sum())
    which = "most failures are" if share > 0.5 else "the most common failure is"
    return f"{said}; {which} {modes.idxmax()} ({percent(share)} of failures)"


def bands_in_words(replicates: Replicates) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    end, last = replicates.bands.iloc[-1], replicates.bands.index[-1]
    said = f"{plain(replicates.initiative.title)}, {counted(len(replicates.runs), 'run')}: {finding_of(replicates)}."
    parts = [
        f"{name} is between {percent(end[series, OUTER[0]])} and {percent(end[series, OUTER[1]])}, median {percent(end[series, 0.5])}"
        for series, name in (("adoption", "adoption"), ("felt", "felt quality"))
    ]
    claim = _claim_of(replicates)
    told = "" if claim is None else (
        f" The thin dashed line is the median of adoption as units report it: {percent(claim.reported)} in week {claim.week}, when "
        f"the median of practice is {percent(claim.practised)}."
    )  # fmt: skip
    return f"{said} In week {last}, in {percent(0.9)} of runs, {' and '.join(parts)}.{told} {said_of(replicates.description)}"


def _draw_series(figure: Drawing, replicates: Replicates, tops: list[float]) -> None:
    goal = float(replicates.initiative.success.adoption)
    weeks = replicates.initiative.weeks
    labels = [_band_labels(pd.DataFrame(replicates.bands[series]), colour) for series, _, colour in SERIES]
    labels[0].append(EndLabel(goal, f"goal {percent(goal)}"))
    claim = _claim_of(replicates)
    if claim is not None:
        end = float(replicates.bands["reported", 0.5].iloc[-1])
        labels[0].append(EndLabel(end, f"as reported {percent(end)}", BLACK))
    room = room_for([label for panel in labels for label in panel], WIDEST_LABEL)
    for (series, title, colour), own, top in zip(SERIES, labels, tops, strict=True):
        axes = figure.panel(LEFT, top, WIDTH - LEFT - room, TALL)
        week_axis(axes, weeks, named=top == tops[-1])
        share_axis(axes)
        if series == "adoption":
            goal_line(axes, goal)
        draw_band(axes, pd.DataFrame(replicates.bands[series]), colour)
        if series == "adoption" and claim is not None:
            reported = replicates.bands["reported", 0.5]
            draw_line(axes, reported.index, reported, colour, 1.3, REPORTED)
        figure.words(0.3, top - line_height(SMALL) - 0.3, title, weight="bold")
        end_labels(figure, axes, own, room)
    figure.words(LEFT + (WIDTH - LEFT - room) / 2, tops[-1] + TALL + 1.5, "weeks since the start", ha="center")


def _claim_of(replicates: Replicates) -> Claim | None:
    """Return the highest median of reports where it runs clearly ahead of the median of practice."""
    bands = replicates.bands
    return highest_claim(bands["reported", 0.5].to_numpy(), bands["adoption", 0.5].to_numpy())


def _band_labels(quantiles: pd.DataFrame, colour: str) -> list[EndLabel]:
    end = quantiles.iloc[-1]
    labels = [EndLabel(float(end[0.5]), f"median {percent(end[0.5])}", colour, True)]
    if end[OUTER[1]] - end[OUTER[0]] > 0.005:
        labels.append(EndLabel(float(end[OUTER[1]]), "90\u00a0% of runs", colour))
        labels.append(EndLabel(float(end[INNER[0]]), "middle half", colour))
    return labels


def _ends(replicates: Replicates) -> list[tuple[str, float, str]]:
    """Return the outcomes that occurred: name, share of runs, colour; success first."""
    modes, runs = replicates.modes, len(replicates.runs)
    ways = [("success", replicates.success_share, SUCCESS_COLOUR)]
    ways += [(mode, float(modes.loc[mode]) / runs, outcome_colour(mode)) for mode in MODES]
    return [way for way in ways if way[1] > 0.0]


def _draw_ends(figure: Drawing, ends: list[tuple[str, float, str]], top: float) -> None:
    """Draw one bar of all runs, and below it the legend of its parts in two columns."""
    axes = figure.panel(0.4, top, WIDTH - 0.8, BAR)
    axes.set_xlim(0.0, 1.0)
    axes.axis("off")
    done = 0.0
    for _, share, colour in ends:
        look: dict[str, Any] = {"color": colour, "edgecolor": "white", "linewidth": 1.5}
        axes.barh(0.0, share, 0.8, done, **look)
        if share * (WIDTH - 0.8) > width_of(percent(share)) + 0.4:
            axes.text(done + share / 2.0, 0.0, percent(share), ha="center", va="center", fontsize=SMALL, color=_on(colour), weight="bold")
        done += share
    for place, (name, share, colour) in enumerate(ends):
        left, below = 0.4 + place % 2 * WIDTH / 2.0, top + BAR + 0.2 + place // 2 * line_height(SMALL)
        figure.words(left, below, "■", color=colour)
        figure.words(left + 0.6, below, f"{name} {percent(share)}", color=INK)


def _on(colour: str) -> str:
    """Return a text colour that is legible on a colour."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 135 else INK
