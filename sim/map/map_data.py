"""Map data: an organisation sent to the browser once; a week changes half a byte per person."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.figures.layout import layout_of
from sim.figures.style import GREY, SMALL, STAGE_COLOURS, line_height, pale, shortened, unit_look, width_of
from sim.figures.wording import titles_of
from sim.mechanisms.stage import STAGES
from sim.organisation.organisation import MISSING, Organisation

ACROSS = 16.5  # map width in centimetres for layout; a smaller width gives larger names
NAME, NAME_OF_MANY, MANY = 4.6, 3.96, 9  # largest width of a name's line with its share, in centimetres, on a map of many units
NARROW = 0.9  # ratio of a page's letter widths to those of the figures
NAMED = 0.4  # largest share of the map for names
EMPTY_SHARE = " 100\u00a0%"  # space after each name
LETTERS = np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyz", np.uint8)

MapData = dict[str, Any]
"""Result of `drawn_map`: numbers and words only, ready to send."""


def drawn_map(organisation: Organisation, aspect: float = 1.45) -> MapData:
    """Positions, leaders and ties of all employees. Pure; takes up to a second: call it in a thread and cache it.

    aspect : width of the map's area divided by its height, without the key
    """
    titles, names = titles_of(organisation), _names(organisation, ACROSS / aspect)
    room = np.array([_width(lines) for lines in names])
    rows = max((len(lines) for lines in names), default=0)
    layout = layout_of(organisation, ACROSS, ACROSS / aspect, room, rows * line_height(SMALL))
    inside = organisation.is_internal
    return {
        "width": layout.width,
        "height": ACROSS / aspect,
        "used": layout.height,
        "spacing": layout.spacing,
        "places": _packed(np.concatenate((layout.person[:, 0], layout.person[:, 1])) * 1000.0, "<u2"),
        "unit": _packed(organisation.unit, "<u2"),
        "listened": _packed(layout.listened * 255.0, "u1"),
        "reports": _packed(_reports(organisation), "<u2"),
        "heads": organisation.unit_head.tolist(),
        "chief": organisation.chief,
        "ties": _packed(np.diff(organisation.start.astype(np.int64)), "<u2"),
        "tied": _packed(organisation.neighbour, "<u2"),
        "units": [
            {
                "title": titles[row], "label": "\n".join(names[row]), "x": middle[0], "y": middle[1], "radius": radius,
                "pale": pale(unit_look(row).colour), "ring": unit_look(row).colour if inside[row] else GREY, "outer": not inside[row],
            }
            for row, (middle, radius) in enumerate(zip(layout.unit.tolist(), layout.radius.tolist(), strict=True))
        ],
        "colours": list(STAGE_COLOURS.values()),
    }  # fmt: skip


def packed_stages(stages: ArrayLike) -> str:
    """Stages of all employees, two per letter; always complete, so that a transmission error lasts a week at most.

    stages : indices into STAGES, shape (employees,)
    """
    each = np.asarray(stages, np.uint8)
    pairs = np.append(each, np.zeros(len(each) % 2, np.uint8)).reshape(-1, 2)
    return LETTERS[pairs[:, 0] * len(STAGES) + pairs[:, 1]].tobytes().decode("ascii")


def _reports(organisation: Organisation) -> NDArray[np.int64]:
    managers = organisation.manager[organisation.manager != MISSING]
    return np.bincount(managers, minlength=organisation.employees)


def _packed(numbers: ArrayLike, kind: str) -> str:
    return b64encode(np.asarray(numbers).astype(kind).tobytes()).decode("ascii")


def _names(organisation: Organisation, height: float) -> list[list[str]]:
    """Disc labels; with very many units, only the largest have one, and the others appear on hover."""
    widest = NAME if organisation.units <= MANY else NAME_OF_MANY
    names = [_lines(title, widest) for title in titles_of(organisation)]
    room = NAMED * ACROSS * height
    for row in np.argsort(-organisation.unit_size.astype(np.int64), kind="stable"):
        room -= _width(names[row]) * line_height(SMALL) * len(names[row])
        if room < 0.0:
            names[row] = []
    return names


def _lines(title: str, widest: float) -> list[str]:
    """A name in one or two lines, with space for the share after the last."""
    widest, share = widest / NARROW, width_of(EMPTY_SHARE)
    if width_of(title) <= widest - share or " " not in title:
        return [shortened(title, widest - share)]
    first, *rest = title.split(" ")
    while len(rest) > 1 and width_of(f"{first} {rest[0]}") <= widest:
        first = f"{first} {rest.pop(0)}"
    return [shortened(first, widest), shortened(" ".join(rest), widest - share)]


def _width(lines: list[str]) -> float:
    """Width in centimetres of a name with the share after its last line; 0 without a name."""
    return NARROW * max((width_of(line + (EMPTY_SHARE if line is lines[-1] else "")) for line in lines), default=0.0)
