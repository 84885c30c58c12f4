"""The figure of a room: one line per team from the same start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.figures.lines import EndLabel, draw_line, end_labels, goal_line, room_for, share_axis, week_axis
from sim.figures.style import SMALL, WIDTH, Drawing, Look, heading_of, in_style, line_height, percent, plain

LEFT, BELOW, WIDEST_LABEL = 1.95, 2.2, 6.4  # centimetres: margin, under the axis, names
LOWEST = 8.0  # centimetres of the panel where names need less


class Lived(NamedTuple):
    """One team's line in the figure."""

    name: str
    adoption: Sequence[float]  # of week 0, 1, …
    look: Look


def draw_room(finding: str, drawn: str, weeks_named: str, lived: Sequence[Lived], goal: float, weeks: int) -> Drawing:
    """Adoption of all teams on the same axes, each named at the end of its line.

    finding, drawn : title and subtitle; weeks_named : label of the axis
    """
    with in_style():
        heading = heading_of(finding, drawn)
        labels = [EndLabel(one.adoption[-1], f"{plain(one.name, 40)} {percent(one.adoption[-1])}", one.look.colour) for one in lived]
        tall = max(LOWEST, line_height(SMALL) * (len(labels) + 1))
        room = room_for(labels, WIDEST_LABEL)
        figure = Drawing(heading.height + 0.4 + tall + BELOW)
        heading.write(figure)
        wide = WIDTH - LEFT - room
        axes = figure.panel(LEFT, heading.height + 0.4, wide, tall)
        week_axis(axes, weeks, named=True)
        share_axis(axes)
        goal_line(axes, goal)
        for one in lived:
            draw_line(axes, range(len(one.adoption)), one.adoption, one.look.colour, dash=one.look.dash)
        end_labels(figure, axes, labels, room)
        figure.words(LEFT + wide / 2, heading.height + 0.4 + tall + 1.5, weeks_named, ha="center")
        ends = ", ".join(label.text for label in labels)
        return figure.finished(f"{finding}. {ends}.")
