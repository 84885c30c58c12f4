"""Contagion: long ties speed contagion that needs one neighbour and stop contagion that needs several."""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import READ, SPECIAL_CASE, Check, Datum, Pattern, Plot, Trend, direction
from experiments.validation.readings import POINTS, MeasuredNumber, bands, columns, mean_reading, share_reading
from experiments.validation.toy_networks import ALWAYS, PURE, ToyNetwork, laboratory, play_side_by_side, pure_thresholds, small_world
from sim.array_types import Floats

PEOPLE, WEEKS = 600, 200
BEGIN = range(100, 109)
"""Neighbours on the ring who practise from the start."""

CHANCE, KEPT = 0.01, 5.0
"""Share a week of those who see an example and follow it at any pull; the pull of a habit that is formed at once and never lost."""

PEOPLE_BY_CHANCE, WEEKS_BY_CHANCE = 1_000, 300
STEPS = {0.0: 221, 0.05: 66, 0.2: 46}
"""Published steps to nine tenths of a thousand people with eight ties each, three neighbours needed, by the share of ties moved."""

NEEDED_BY_CHANCE = 3
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


def weeks_by_chance(rewired: float, networks: int, chance: float = CHANCE) -> Floats:
    """Weeks to nine tenths where three neighbours are needed and a few follow one at any pull, shape (networks,).

    Who has begun goes on, as in the published model: a habit is formed in a week and outweighs all else.
    """
    choice = PURE["choice"] | {"habit": KEPT, "chance": chance}
    rules = PURE | {"choice": choice, "habit": {"growth": 1.0, "fade": 0.0, "spread": 0.0}}
    worlds = [needing(NEEDED_BY_CHANCE, rewired, seed, PEOPLE_BY_CHANCE) for seed in range(networks)]
    return weeks_to(NEARLY_ALL, play_side_by_side(laboratory(WEEKS_BY_CHANCE, rules), worlds))


def times_sooner(weeks: dict[float, Floats], rewired: float) -> MeasuredNumber:
    """How many times as soon nine tenths are reached as where no tie is moved, seed by seed."""
    return mean_reading(weeks[0.0] / weeks[rewired], "networks", unit="times")


def weeks_to(share: float, courses: Floats) -> Floats:
    """First week in which each course reaches a share, one beyond the last where it never does; courses : (weeks + 1, n)."""
    reached = courses >= share
    return np.where(reached.any(axis=0), reached.argmax(axis=0), len(courses)).astype(float)


def measure_contagion(networks: int = 12, by_chance: int = 30) -> Pattern:
    """Both halves of Centola and Macy's finding, what lies between, and what a little chance makes of it.

    by_chance : networks in which a few follow an example at any pull
    """
    noisy = {rewired: weeks_by_chance(rewired, by_chance) for rewired in STEPS}
    faster = {rewired: times_sooner(noisy, rewired) for rewired in STEPS if rewired > 0.0}
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
        source="Centola and Macy 2007, Eckles et al. 2024",
        status=READ,
        published=(
            "Rewiring a small world speeds simple contagion and stops complex contagion (a threshold of two or three neighbours). Where "
            f"{100.0 * CHANCE:.0f} % a step follow fewer, it speeds complex contagion too: {_steps_in_words()} steps to nine tenths."
        ),
        measured=(
            f"{PEOPLE} people on a ring, each tied to the four next on either side; nine neighbours begin; ties are moved anywhere. "
            f"One, two or three neighbours are needed. With chance: {PEOPLE_BY_CHANCE:,} people, three needed, who begins goes on, and "
            f"{100.0 * CHANCE:.0f} % a week of those who see fewer begin all the same."
        ),
        checks=(
            direction("weeks sooner to nine tenths, 30 % rewired, one neighbour needed", "sooner", sooner, paired, SPECIAL_CASE),
            direction("fewer reached, all rewired, three neighbours needed", "stops", fewer[3], paired, SPECIAL_CASE),
            Check("networks stopped below half, three needed", "stops", stopped, "95 % interval lies above one half",
                  stopped.low > 0.5, SPECIAL_CASE),
            direction("fewer reached, all rewired, two neighbours needed", "stops", fewer[2], paired, SPECIAL_CASE),
            *(Check(f"times as soon to nine tenths, {100.0 * rewired:.0f} % rewired, three needed, a little chance",
                    f"{STEPS[0.0] / STEPS[rewired]:.2f} times", reading, "95 % interval of the paired ratio, and half a printed step",
                    _meets_steps(reading, rewired), SPECIAL_CASE) for rewired, reading in faster.items()),
        ),
        panels=(
            Plot("One neighbour is enough", "ties moved, %", "weeks to nine tenths", (Trend("one needed", x, *bands(simple)),),
                  has_points=True),
            Plot("Several are needed", "ties moved, %", "networks with nine tenths", tuple(
                Trend(f"{word} needed", x, *columns([share_reading(row >= NEARLY_ALL, "networks") for row in reach[needed]]))
                for needed, word in ((2, "two"), (3, "three"))
            ), is_share=True, has_points=True),
            Plot("Three needed, a little chance", "ties moved, %", "weeks to nine tenths",
                  (Trend("three needed", tuple(100.0 * rewired for rewired in STEPS), *bands(list(noisy.values()))),),
                  marks=tuple(Datum(100.0 * rewired, steps, steps) for rewired, steps in STEPS.items()), has_points=True),
        ),
        remarks=(
            "Where several are needed a network is reached nearly whole or hardly at all, so the figure shows how many networks are, and a "
            "mean over networks describes none of them.",
        ),
    )  # fmt: skip


def _meets_steps(reading: MeasuredNumber, rewired: float) -> bool:
    """Whether the interval of a ratio and the range of the published one meet, whose steps were printed without decimals."""
    least, most = ((STEPS[0.0] + half) / (STEPS[rewired] - half) for half in (-0.5, 0.5))
    return reading.low <= most and least <= reading.high


def _steps_in_words() -> str:
    return ", ".join(f"{steps} at {100.0 * rewired:.0f} % rewired" for rewired, steps in STEPS.items())
