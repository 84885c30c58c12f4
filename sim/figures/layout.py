"""Layout of a map: positions of units and people. Deterministic, computed once, fast for thousands of people: only units are moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.compiled import rule
from sim.organisation.organisation import MISSING, Organisation
from sim.planning.audience import listened_to

GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))
WIDEST, NARROWEST = 0.95, 0.02  # bounds of the distance between neighbouring people, centimetres
STRETCHES = (0.8, 1.1, 1.5, 2.2)  # target aspect ratios (width over height) to try; the one with the largest spacing is kept
HALVINGS = 6
ROUNDS = 60
MOST_MOVED = 10  # units that are placed freely; more units are placed in rows
GAP = 0.16  # centimetres between neighbouring units
ENOUGH = 1e-6  # centimetres of overlap that do not show


@dataclass(frozen=True)
class Layout:
    """Positions in centimetres; the origin is the lower left corner."""

    width: float
    height: float
    unit: Floats  # (units, 2): centre of each disc
    radius: Floats  # (units,)
    person: Floats  # (employees, 2)
    spacing: float  # between neighbouring people inside a disc
    listened: Floats  # (employees,): influence of each person relative to the most influential, [0, 1]
    leads: NDArray[np.bool_]  # (employees,)


def layout_of(organisation: Organisation, width: float, tallest: float, labels: Floats | None = None, label_height: float = 0.0) -> Layout:
    """Place tied units close together, and the people of each unit in a sunflower disc around its head.

    width, tallest : available width and maximum height, centimetres; the map is as high as it needs to be
    labels : width kept free above each disc, centimetres, shape (units,); 0 without a label
    """
    across = np.zeros(organisation.units) if labels is None else np.minimum(labels, width - GAP)
    above = np.where(across > 0.0, label_height, 0.0)
    near = _ties_between_units(organisation)
    along = _order_by_ties(near) if organisation.units > MOST_MOVED else np.zeros(organisation.units)
    sizes = np.sqrt(organisation.unit_size + 0.8)

    def placed(spacing: Floats, stretch: Floats) -> tuple[Floats, Floats]:
        """Centres of discs, shape (tries, units, 2), and the size of each map, shape (tries, 2)."""
        radius = spacing[:, None] * sizes
        boxes = np.stack([np.maximum(2.0 * radius, across), 2.0 * radius + above], axis=-1) + GAP
        middles = np.stack([_in_rows(one, along, width) for one in boxes]) if len(sizes) > MOST_MOVED else _packed(boxes, near, stretch)
        low, high = (middles - boxes / 2.0).min(axis=1), (middles + boxes / 2.0).max(axis=1)
        left = np.stack([(width - high[:, 0] + low[:, 0]) / 2.0, np.zeros(len(low))], axis=-1)
        middles = middles - low[:, None] + left[:, None]
        return middles - np.stack([np.zeros(len(above)), above / 2.0], axis=-1), high - low

    def fits(spacing: Floats, stretch: Floats) -> NDArray[np.bool_]:
        return np.asarray((placed(spacing, stretch)[1] <= [width, tallest]).all(axis=1))

    stretches = np.array(STRETCHES if 1 < len(sizes) <= MOST_MOVED else (1.0,))
    spacing, stretch = max(zip(_widest(fits, stretches).tolist(), stretches.tolist(), strict=True))
    (middles,), (used,) = placed(np.array([spacing]), np.array([stretch]))
    listened = listened_to(organisation)
    most = listened.max(initial=0.0)
    relative = listened / most if most > 0.0 else np.zeros(organisation.employees)
    people = _sunflowers(organisation, listened, middles, spacing)
    return Layout(
        width, min(tallest, float(used[1])), middles, spacing * sizes, people, spacing, relative, organisation.leader_row != MISSING
    )


def _widest(fits: Callable[[Floats, Floats], NDArray[np.bool_]], stretches: Floats) -> Floats:
    """Return the largest spacing between people at which the map still fits, for each stretch, by bisection of all at once."""
    low, high = np.full(len(stretches), np.log(NARROWEST)), np.full(len(stretches), np.log(WIDEST))
    at_widest = fits(np.full(len(stretches), WIDEST), stretches)
    for _ in range(0 if at_widest.all() else HALVINGS):
        middle = (low + high) / 2.0
        fitting = fits(np.exp(middle), stretches)
        low, high = np.where(fitting, middle, low), np.where(fitting, high, middle)
    return np.where(at_widest, WIDEST, np.exp(low))


def _ties_between_units(organisation: Organisation) -> Floats:
    """Return the strength of ties between each pair of units, relative to their size; shape (units, units), rows sum to at most 1."""
    source = np.repeat(np.arange(organisation.employees), np.diff(organisation.start.astype(np.int64)))
    pairs = organisation.unit[source].astype(np.int64) * organisation.units + organisation.unit[organisation.neighbour]
    strength = np.bincount(pairs, weights=organisation.strength, minlength=organisation.units**2).reshape(organisation.units, -1)
    strength = strength + strength.T
    np.fill_diagonal(strength, 0.0)
    return strength / np.maximum(strength.sum(axis=1, keepdims=True), 1e-9)


def _packed(boxes: Floats, near: Floats, aspect: Floats) -> Floats:
    """Pull boxes towards the boxes they are tied to and towards the centre, then push them apart until none overlap.

    boxes : width and height, shape (tries, units, 2); aspect : target of each try, shape (tries,)
    """
    area = boxes.prod(axis=2)
    rank = np.argsort(np.argsort(-area, axis=1, kind="stable"), axis=1)
    reach = np.sqrt(area.sum(axis=1)[:, None] / np.pi * (rank + 0.5) / boxes.shape[1])
    angle = rank * GOLDEN_ANGLE
    stretch = np.stack([np.sqrt(aspect), 1.0 / np.sqrt(aspect)], axis=-1)[:, None]
    places = np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=-1) * stretch
    for turn in range(ROUNDS):
        pull = 0.25 * (1.0 - turn / ROUNDS)
        places += (pull * (near @ places - places) - 0.05 * places) / stretch**2
        places = _pushed_apart(places, boxes, 4)
    return _pushed_apart(places, boxes, 300)


def _order_by_ties(near: Floats) -> Floats:
    """Return a coordinate per unit that is similar for tied units: the eigenvector of the Laplacian with the second smallest eigenvalue."""
    symmetric = near + near.T
    _, modes = np.linalg.eigh(np.diag(symmetric.sum(axis=1)) - symmetric)
    mode = modes[:, 1]
    return np.round(mode * np.sign(mode[np.abs(mode).argmax()]), 6)


def _in_rows(boxes: Floats, along: Floats, width: float) -> Floats:
    """Place boxes of similar height in rows, the highest first, ordered by ties within a row and evenly spaced."""
    middles, top = np.empty_like(boxes), 0.0
    waiting = list(np.argsort(-boxes[:, 1], kind="stable"))
    while waiting:
        row = [waiting.pop(0)]
        while waiting and boxes[row, 0].sum() + boxes[waiting[0], 0] <= width:
            row.append(waiting.pop(0))
        tallest = boxes[row, 1].max()
        row.sort(key=lambda unit: (along[unit], unit))
        slack = max(0.0, width - boxes[row, 0].sum()) / len(row)
        left = np.concatenate(([0.0], np.cumsum(boxes[row, 0] + slack)))[:-1] + slack / 2.0
        middles[row] = np.stack([left + boxes[row, 0] / 2.0, np.full(len(row), -top - tallest / 2.0)], axis=1)
        top += tallest
    return middles


def _pushed_apart(places: Floats, boxes: Floats, rounds: int) -> Floats:
    """Push each pair of overlapping boxes apart along the axis of smaller overlap; the smaller box moves more.

    places, boxes : shape (tries, units, 2); tries do not touch each other
    """
    places = places.copy()
    _push(places, boxes, np.arange(boxes.shape[1] + 1) ** 0.5, rounds)
    return places


@rule
def _push(places, boxes, roots, rounds):
    """Push boxes of each try apart, places being written; roots : square roots of the numbers of boxes that may overlap one"""
    tries, units, _ = places.shape
    step, touching = np.empty((units, 2)), np.empty(units, np.int64)
    for t in range(tries):
        box, place = boxes[t], places[t]
        for _ in range(rounds):
            overlaps = False
            for one in range(units):
                step[one], touching[one] = 0.0, 0
                for other in range(units):
                    apart = place[one, 0] - place[other, 0], place[one, 1] - place[other, 1]
                    beside = (box[one, 0] + box[other, 0]) / 2.0 - abs(apart[0])
                    above = (box[one, 1] + box[other, 1]) / 2.0 - abs(apart[1])
                    if one == other or beside <= ENOUGH or above <= ENOUGH:
                        continue
                    overlaps = True
                    touching[one] += 1
                    area, area_of_other = box[one, 0] * box[one, 1], box[other, 0] * box[other, 1]
                    axis, overlap = (0, beside) if beside < above else (1, above)
                    ahead = np.sign(apart[axis]) if apart[axis] != 0.0 else np.sign(float(one - other))
                    step[one, axis] += ahead * overlap * (area_of_other / (area + area_of_other))
            if not overlaps:
                break
            for one in range(units):
                for axis in range(2):
                    place[one, axis] += 0.6 * step[one, axis] / max(1.0, roots[touching[one]])


def _sunflowers(organisation: Organisation, listened: Floats, middles: Floats, spacing: float) -> Floats:
    """Place people around the head of their unit: senior and influential people are closer to the centre."""
    order = np.lexsort((np.arange(organisation.employees), -listened, organisation.depth, organisation.unit))
    first = np.concatenate(([0], np.cumsum(organisation.unit_size)[:-1])).astype(int)
    place = np.empty(organisation.employees)
    place[order] = np.arange(organisation.employees) - first[organisation.unit[order]]
    reach = spacing * np.sqrt(np.where(place == 0, 0.0, place + 0.25))
    angle = place * GOLDEN_ANGLE
    return middles[organisation.unit] + np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=1)
