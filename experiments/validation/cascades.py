"""Cascades: on random networks one adopter can move many only if people have neither too few nor too many ties."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq
from scipy.stats import poisson

from experiments.validation.pattern import COMPUTED, SPECIAL_CASE, Check, Pattern, Plot, Trend, direction
from experiments.validation.readings import RULE_OF_THREE, MeasuredNumber, difference_of_shares, share_reading
from experiments.validation.toy_networks import ALWAYS, ToyNetwork, play_side_by_side, pure_thresholds, random_pairs

THRESHOLD = 0.18
PEOPLE, WEEKS = 1_000, 60
GLOBAL = 0.1
"""Share of people beyond which a cascade counts as global."""

PUBLISHED = (1.02, 5.76)
DRAWN = (0.5, 0.8, 1.1, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 9.0)
BEYOND = 7.0
"""A mean degree outside the window at which graphs of a thousand people still cascade now and then."""

SIZES = (250, 1_000, 4_000)


def cascade_condition(mean_degree: float, threshold: float = THRESHOLD) -> float:
    """Vulnerable neighbours that a vulnerable person passes a change on to, in the mean; above 1 a global cascade is possible.

    Source: Watts 2002, for random graphs: z P[Poisson(z) ≤ K − 2] with K = ⌊1/threshold⌋.
    """
    return mean_degree * float(poisson.cdf(math.floor(1.0 / threshold) - 2, mean_degree))


def cascade_window(threshold: float = THRESHOLD) -> tuple[float, float]:
    """Mean degrees between which a global cascade is possible."""
    middle = 0.5 / threshold
    low = brentq(lambda z: cascade_condition(z, threshold) - 1.0, 1e-6, middle)
    high = brentq(lambda z: cascade_condition(z, threshold) - 1.0, middle, 100.0)
    return float(low), float(high)  # pyright: ignore[reportArgumentType]


def cascades(mean_degree: float, networks: int, people: int = PEOPLE) -> MeasuredNumber:
    """Share of random graphs in which one adopter moves more than a tenth, all others having the same threshold."""
    drawn = []
    for seed in range(networks):
        thresholds = np.full(people, THRESHOLD)
        thresholds[seed % people] = ALWAYS
        drawn.append(ToyNetwork(random_pairs(people, mean_degree, seed), thresholds))
    return share_reading(play_side_by_side(pure_thresholds(WEEKS), drawn)[-1] > GLOBAL, "graphs")


def measure_cascades(networks: int = 60) -> Pattern:
    """Whether cascades are where the condition puts them, and whether what lies beyond goes away as graphs grow."""
    low, high = cascade_window()
    found = {mean_degree: cascades(mean_degree, networks) for mean_degree in DRAWN}
    grown = {people: found[BEYOND] if people == PEOPLE else cascades(BEYOND, networks, people) for people in SIZES}
    checks = []
    for mean_degree in DRAWN:
        reading, inside = found[mean_degree], cascade_condition(mean_degree) > 1.0
        said = "possible" if inside else "impossible"
        agrees = reading.low > 0.0 if inside else reading.value == 0.0
        tolerance = "95 % interval leaves out zero" if inside else f"0 in {networks}: rate below {RULE_OF_THREE / networks:.0%} (95 %)"
        checks.append(Check(f"global cascades at mean degree {mean_degree:g}", said, reading, tolerance, agrees, SPECIAL_CASE))
    rarer = difference_of_shares(grown[SIZES[0]], grown[SIZES[-1]])
    checks.append(
        direction(
            f"fewer at mean degree {BEYOND:g} among {SIZES[-1]:,} people than among {SIZES[0]:,}", "impossible in an infinite graph",
            rarer, "95 % interval of the difference leaves out zero", SPECIAL_CASE,
        )
    )  # fmt: skip
    return Pattern(
        name="cascades",
        title="The window of cascades",
        source="Watts 2002",
        status=COMPUTED,
        published=(
            "With one fractional threshold φ on a random graph of mean degree z, a global cascade is possible where "
            "z · P[Poisson(z) ≤ K − 2] > 1, K = ⌊1/φ⌋; for φ = 0.18 between z = 1.02 and z = 5.76."
        ),
        measured=(
            f"One adopter among {PEOPLE:,} people with threshold {THRESHOLD} on a random graph, nothing but exposure pulls; global: "
            f"more than a tenth. The condition solved here gives {low:.2f} and {high:.2f}."
        ),
        checks=tuple(checks),
        panels=(
            Plot("Where one moves many", "mean degree z", "graphs with a global cascade",
                  (_line("1,000 people; shaded: none", found),),
                  edges=PUBLISHED, zones=((0.0, PUBLISHED[0]), (PUBLISHED[1], DRAWN[-1])), is_share=True,
                  has_points=True),
            Plot(f"Beyond the window, z = {BEYOND:g}", "people", "graphs with a global cascade", (_line("", grown),), is_share=True,
                  is_logarithmic=True, has_points=True),
        ),
        remarks=(
            f"The condition is of infinitely large graphs, and every mean degree that was drawn is judged by it. Beyond the upper edge "
            f"{found[6.0].value:.0%} of graphs of {PEOPLE:,} people with 6 ties a person and {found[BEYOND].value:.0%} of those with "
            f"{BEYOND:g} cascade all the same, fewer the larger the graphs are.",
            "‘Possible’ is a weak claim: one cascade among the graphs is enough. How frequent cascades are inside the window is not "
            "judged.",
        ),
    )  # fmt: skip


def _line(label: str, found: dict[float, MeasuredNumber] | dict[int, MeasuredNumber]) -> Trend:
    readings = list(found.values())
    return Trend(
        label, tuple(map(float, found)), tuple(r.value for r in readings), tuple(r.low for r in readings), tuple(r.high for r in readings)
    )
