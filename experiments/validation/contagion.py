"""Contagion: long ties speed contagion that needs one neighbour and stop contagion that needs several."""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import READ, Check, Pattern, Plot, Trend
from experiments.validation.readings import POINTS, bands, is_above_zero, mean_reading, share_reading
from experiments.validation.toy_networks import ALWAYS, ToyNetwork, play_side_by_side, pure_thresholds, small_world
from sim.array_types import Floats

PEOPLE, WEEKS = 600, 200
BEGIN = range(100, 109)
"""Neighbours on the ring who practise from the start."""

REWIRED = (0.0, 0.1, 0.3, 0.6, 1.0)
NEARLY_ALL = 0.9


def needing(neighbours: int, rewired: float, seed: int, people: int = PEOPLE) -> ToyNetwork:
    """A small world in which everybody but those who began needs so many neighbours."""
    pairs = small_world(people, rewired, seed)
    thresholds = neighbours / np.maximum(np.bincount(pairs.ravel(), minlength=people), 1)
    thresholds[list(BEGIN)] = ALWAYS
    return ToyNetwork(pairs, thresholds)


def spread(rewired: float, neighbours: int, networks: int) -> Floats:
    """Share practising in small worlds with so many ties moved, shape (weeks + 1, networks)."""
    return play_side_by_side(pure_thresholds(WEEKS), [needing(neighbours, rewired, seed) for seed in range(networks)])


def weeks_to(share: float, courses: Floats) -> Floats:
    """First week in which each course reaches a share, one beyond the last where it never does; courses : (weeks + 1, n)."""
    reached = courses >= share
    return np.where(reached.any(axis=0), reached.argmax(axis=0), len(courses)).astype(float)


def measure_contagion(networks: int = 12) -> Pattern:
    """Both halves of Centola and Macy's finding, and what lies between."""
    simple = np.array([weeks_to(NEARLY_ALL, spread(share, 1, networks)) for share in REWIRED])
    reach = {needed: np.array([spread(share, needed, networks)[-1] for share in REWIRED]) for needed in (2, 3)}
    paired = "95 % interval of the paired difference leaves out zero"
    sooner = mean_reading(simple[0] - simple[REWIRED.index(0.3)], "networks", unit="weeks")
    fewer = {needed: mean_reading(reach[needed][0] - reach[needed][-1], "networks", unit=POINTS) for needed in reach}
    stopped = share_reading(reach[3][-1] < 0.5, "networks")
    x = tuple(100.0 * share for share in REWIRED)
    return Pattern(
        name="contagion",
        title="Simple and complex contagion",
        source="Centola and Macy 2007",
        status=READ,
        published="Rewiring a small world speeds simple contagion and stops complex contagion (a threshold of two or three neighbours).",
        measured=(
            f"{PEOPLE} people on a ring, each tied to the four next on either side; nine neighbours begin; ties are moved anywhere. "
            "One, two or three neighbours are needed."
        ),
        checks=(
            Check("weeks sooner to nine tenths, 30 % rewired, one neighbour needed", "sooner", sooner, paired, is_above_zero(sooner)),
            Check("fewer reached, all rewired, three neighbours needed", "stops", fewer[3], paired, is_above_zero(fewer[3])),
            Check("networks stopped below half, three needed", "stops", stopped, "95 % interval lies above one half", stopped.low > 0.5),
            Check("fewer reached, all rewired, two neighbours needed", "stops", fewer[2], paired, is_above_zero(fewer[2])),
        ),
        panels=(
            Plot("One neighbour is enough", "ties moved, %", "weeks to nine tenths", (Trend("one needed", x, *bands(simple)),),
                  has_points=True),
            Plot("Several are needed", "ties moved, %", "people reached", tuple(
                Trend(f"{word} needed", x, *bands(reach[needed])) for needed, word in ((2, "two"), (3, "three"))
            ), is_share=True, has_points=True),
        ),
    )  # fmt: skip
