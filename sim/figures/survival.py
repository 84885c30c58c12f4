"""Figure of sponsorship over time: survival curves that step down with each programme given up."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.figures.lines import EndLabel, end_labels, room_for, share_axis, week_axis
from sim.figures.style import BLACK, BLUE, ORANGE, SMALL, WIDTH, Drawing, heading_of, in_style, ink_of, line_height, percent, plain, spaced
from sim.study.prognosis.survival import Survival, SurvivalCurve
from sim.study.statistics.wording import counted

LEFT, TALL, UNDER = 1.95, 6.4, 1.5  # centimetres: margin, panel, week axis
WIDEST_LABEL = 7.2
LOOKS: tuple[tuple[str, Any], ...] = ((BLUE, "solid"), (ORANGE, (0, (5, 1.5))))


def draw_survival(survival: Survival) -> Drawing:
    """Draw the share of programmes still sponsored by week with 95 % band and counts; two curves if there are two groups."""
    groups = _looks(survival)
    with in_style():
        heading = heading_of(spaced(survival.finding).replace("p = ", "p\u00a0=\u00a0"), _drawn(survival))
        top = heading.height + line_height(SMALL) + 0.3
        below = top + TALL + UNDER + line_height(SMALL) + 0.25
        counts = 2 * line_height(SMALL) * len(groups)
        figure = Drawing(below + line_height(SMALL) + counts + 0.4)
        heading.write(figure)
        figure.words(0.3, heading.height, "Programmes still sponsored, share", weight="bold")
        labels = [label for one, colour, _ in groups for label in _labels(one, survival.weeks, colour)]
        room = room_for(labels, WIDEST_LABEL)
        axes = figure.panel(LEFT, top, WIDTH - LEFT - room, TALL)
        week_axis(axes, survival.weeks, named=True)
        share_axis(axes)
        for one, colour, dash in groups:
            _draw_curve(axes, one, survival.weeks, colour, dash)
        end_labels(figure, axes, labels, room)
        figure.words(LEFT + (WIDTH - LEFT - room) / 2, top + TALL + UNDER, "weeks since the start", ha="center")
        _write_counts(figure, survival, below, WIDTH - LEFT - room)
        return figure.finished(spaced(" ".join(survival.statements)))


def _looks(survival: Survival) -> list[tuple[SurvivalCurve, str, Any]]:
    if not survival.split:
        return [(survival.everyone, BLACK, "solid")]
    return [(one, colour, dash) for one, (colour, dash) in zip(survival.split, LOOKS, strict=True)]


def _drawn(survival: Survival) -> str:
    counts = f"{counted(survival.everyone.programmes, 'programme')}, {survival.everyone.given_up:,} given up"
    what = "given up: the sponsor withdrew or finance stopped it"
    return spaced(f"{counts} · {what} · steps: Kaplan–Meier; bands: 95 % intervals · programmes not given up are censored at the end")


def _labels(one: SurvivalCurve, weeks: int, colour: str) -> list[EndLabel]:
    share = one.at(weeks)[0]
    return [EndLabel(share, f"{percent(share)} {plain(one.title)}", colour)]


def _draw_curve(axes: Axes, one: SurvivalCurve, weeks: int, colour: str, dash: Any) -> None:
    """Draw the steps up to the last week."""
    when, share, low, high = (np.append(values, values[-1]) for values in (one.weeks, one.share, one.low, one.high))
    when[-1] = weeks
    axes.fill_between(when, low, high, step="post", color=colour, alpha=0.18, linewidth=0)
    axes.step(when, share, where="post", color=colour, linewidth=2.6, linestyle=dash, clip_on=False)


def _write_counts(figure: Drawing, survival: Survival, top: float, wide: float) -> None:
    """Write the number of programmes still sponsored in each curve below the week axis."""
    weeks = survival.weeks
    places = sorted({0, weeks // 3, 2 * weeks // 3, weeks})
    figure.words(0.3, top, "Still sponsored after week " + ", ".join(str(week) for week in places), weight="bold")
    top += line_height(SMALL) * 1.15
    for one, colour, _ in _looks(survival):
        figure.words(0.3, top, plain(one.title)[:1].upper() + plain(one.title)[1:], color=ink_of(colour))
        top += line_height(SMALL)
        for week in places:
            at = LEFT + wide * (week / weeks if weeks else 1.0)
            figure.words(at, top, f"{one.sponsored_at(week):,}", ha="center", color=ink_of(colour))
        top += line_height(SMALL)
