"""Layout: where units and people stand on a map. Computed once, without chance, fast for thousands: only units are moved, never persons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.context.audience import listened_to
from sim.organisation.organisation import NOBODY, Organisation

Floats = NDArray[np.float64]

GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))
WIDEST, NARROWEST = 0.95, 0.02  # centimetres from person to person: as much as there is room for, between these
STRETCHES = (1.0, 1.6, 2.5)  # how much wider than high a map may be aimed; the one with most room is kept
HALVINGS = 6
ROUNDS = 60
MOST_MOVED = 120  # units; more than these stand in rows
GAP = 0.16  # centimetres between what stands beside each other


@dataclass(frozen=True)
class Layout:
    """Places in centimetres, the origin in the lower left corner."""

    width: float
    height: float
    unit: Floats  # (units, 2): middle of each disc
    radius: Floats  # (units,)
    person: Floats  # (employees, 2)
    spacing: float  # from person to person inside a disc
    listened: Floats  # (employees,): how much each is listened to, relative to the most listened to, [0, 1]
    leads: NDArray[np.bool_]  # (employees,)


def layout_of(organisation: Organisation, width: float, height: float, labels: Floats | None = None, label_height: float = 0.0) -> Layout:
    """Units that work together stand together; people stand in a sunflower disc around those who lead them.

    labels : centimetres across that are kept free above each disc, shape (units,); 0 where nothing is written
    """
    across = np.zeros(organisation.units) if labels is None else np.minimum(labels, width - GAP)
    above = np.where(across > 0.0, label_height, 0.0)
    near = _ties_between_units(organisation)
    sizes = np.sqrt(organisation.unit_size + 0.8)

    def placed(spacing: float, stretch: float) -> tuple[Floats, bool]:
        radius = spacing * sizes
        boxes = np.stack([np.maximum(2.0 * radius, across), 2.0 * radius + above], axis=1) + GAP
        middles = _in_rows(boxes, width) if len(boxes) > MOST_MOVED else _packed(boxes, near, stretch)
        low, high = (middles - boxes / 2.0).min(axis=0), (middles + boxes / 2.0).max(axis=0)
        middles = middles - (low + high) / 2.0 + np.array([width / 2.0, height / 2.0])
        return middles - np.stack([np.zeros(len(above)), above / 2.0], axis=1), bool((high - low <= [width, height]).all())

    spacing, stretch = max((_widest(placed, stretch), stretch) for stretch in (STRETCHES if len(sizes) <= MOST_MOVED else (1.0,)))
    middles = placed(spacing, stretch)[0]
    listened = listened_to(organisation)
    most = listened.max(initial=0.0)
    relative = listened / most if most > 0.0 else np.zeros(organisation.employees)
    people = _sunflowers(organisation, listened, middles, spacing)
    return Layout(width, height, middles, spacing * sizes, people, spacing, relative, _leaders(organisation))


def _widest(placed: Callable[[float, float], tuple[Floats, bool]], stretch: float) -> float:
    """The most room from person to person at which everything still fits, found by halving."""
    low, high = np.log(NARROWEST), np.log(WIDEST)
    if placed(WIDEST, stretch)[1]:
        return WIDEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if placed(float(np.exp(middle)), stretch)[1] else (low, middle)
    return float(np.exp(low))


def _leaders(organisation: Organisation) -> NDArray[np.bool_]:
    leads = organisation.leader_row != NOBODY
    leads[organisation.unit_head] = True
    return leads


def _ties_between_units(organisation: Organisation) -> Floats:
    """Strength of ties between each pair of units, for their size; shape (units, units), rows sum to at most 1."""
    source = np.repeat(np.arange(organisation.employees), np.diff(organisation.start.astype(np.int64)))
    pairs = organisation.unit[source].astype(np.int64) * organisation.units + organisation.unit[organisation.neighbour]
    strength = np.bincount(pairs, weights=organisation.strength, minlength=organisation.units**2).reshape(organisation.units, -1)
    strength = strength + strength.T
    np.fill_diagonal(strength, 0.0)
    return strength / np.maximum(strength.sum(axis=1, keepdims=True), 1e-9)


def _packed(boxes: Floats, near: Floats, aspect: float) -> Floats:
    """Boxes drawn towards those they are tied to and to the middle, and pushed off each other until none overlap."""
    order = np.argsort(-boxes.prod(axis=1), kind="stable")
    rank = np.empty(len(boxes), int)
    rank[order] = np.arange(len(boxes))
    reach = np.sqrt(boxes.prod(axis=1).sum() / np.pi * (rank + 0.5) / len(boxes))
    angle = rank * GOLDEN_ANGLE
    stretch = np.array([np.sqrt(aspect), 1.0 / np.sqrt(aspect)])
    places = np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=1) * stretch
    for turn in range(ROUNDS):
        pull = 0.25 * (1.0 - turn / ROUNDS)
        places += (pull * (near @ places - places) - 0.05 * places) / stretch**2
        places = _pushed_apart(places, boxes, 4)
    return _pushed_apart(places, boxes, 300)


def _in_rows(boxes: Floats, width: float) -> Floats:
    """Very many boxes in rows, in their own order, each row as high as its highest."""
    middles, left, top, tallest = np.empty_like(boxes), 0.0, 0.0, 0.0
    for row, (wide, tall) in enumerate(boxes):
        if left > 0.0 and left + wide > width:
            left, top, tallest = 0.0, top + tallest, 0.0
        middles[row] = left + wide / 2.0, -top - tall / 2.0
        left, tallest = left + wide, max(tallest, tall)
    return middles


def _pushed_apart(places: Floats, boxes: Floats, rounds: int) -> Floats:
    """Every two boxes that overlap give way along the shorter way out, the smaller one more."""
    reach = (boxes[:, None] + boxes[None]) / 2.0
    area = boxes.prod(axis=1)
    yields = area[None] / (area[:, None] + area[None])
    for _ in range(rounds):
        apart = places[:, None] - places[None]
        overlap = reach - np.abs(apart)
        overlapping = (overlap > 1e-6).all(axis=2)
        np.fill_diagonal(overlapping, False)
        if not overlapping.any():
            break
        sideways = overlap[..., 0] < overlap[..., 1]
        ahead = np.where(apart == 0.0, np.sign(np.arange(len(boxes))[:, None] - np.arange(len(boxes))[None])[..., None], np.sign(apart))
        push = ahead * overlap * np.stack([sideways, ~sideways], axis=2) * (overlapping * yields)[..., None]
        places = places + 0.6 * push.sum(axis=1) / np.maximum(1.0, overlapping.sum(axis=1) ** 0.5)[:, None]
    return places


def _sunflowers(organisation: Organisation, listened: Floats, middles: Floats, spacing: float) -> Floats:
    """People around the head of their unit: the nearer to the top and the more listened to, the nearer to the middle."""
    order = np.lexsort((np.arange(organisation.employees), -listened, organisation.depth, organisation.unit))
    first = np.concatenate(([0], np.cumsum(organisation.unit_size)[:-1])).astype(int)
    place = np.empty(organisation.employees)
    place[order] = np.arange(organisation.employees) - first[organisation.unit[order]]
    reach = spacing * np.sqrt(np.where(place == 0, 0.0, place + 0.25))
    angle = place * GOLDEN_ANGLE
    return middles[organisation.unit] + np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=1)
