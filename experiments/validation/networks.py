"""Networks: how far people on real ties deviate from the mean, and how chance shrinks with size."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from experiments.validation.contagion import weeks_to
from experiments.validation.mean_field import NOISE, RECONSIDER, pure_choice, quantile_thresholds
from experiments.validation.pattern import COMPUTED, OUR_REQUIREMENT, READ, SPECIAL_CASE, Check, Pattern, Plot, Trend, direction, not_judged
from experiments.validation.readings import POINTS, MeasuredNumber, bands, mean_reading
from experiments.validation.toy_networks import (
    ALWAYS,
    ToyNetwork,
    play_network,
    play_side_by_side,
    pure_thresholds,
    random_pairs,
    shares_of,
    small_world,
    swapped,
)
from sim.array_types import Floats
from sim.config import load
from sim.engine import prepare
from sim.organisation import organisation_of

SIZES = (50, 100, 200, 400, 800, 1_600, 3_200)
DEGREE = 20
AT_WEEK = 26
SLOPE = -0.5


def noise_of(people: int, seeds: int) -> Floats:
    """Share practising in one week of runs that differ in chance only, shape (seeds,)."""
    network = ToyNetwork(random_pairs(people, DEGREE, people), quantile_thresholds(people, 0.4, 0.4))
    return shares_of(play_network(pure_thresholds(AT_WEEK, NOISE, RECONSIDER), network, range(seeds)))[-1]


def slope_of(x: Floats, y: Floats) -> MeasuredNumber:
    """The slope of a straight line through points, with Student's interval from their scatter about it."""
    x, y = x - x.mean(), y - y.mean()
    slope = float((x * y).sum() / (x * x).sum())
    error = math.sqrt(float(((y - slope * x) ** 2).sum()) / (len(x) - 2) / float((x * x).sum()))
    half = float(student.ppf(0.975, len(x) - 2)) * error
    return MeasuredNumber(slope, slope - half, slope + half, len(x), "sizes")


def measure_finite_size(seeds: int = 200) -> Pattern:
    """The standard deviation over runs against the number of people."""
    spread = np.array([noise_of(people, seeds).std(ddof=1) for people in SIZES])
    slope = slope_of(np.log(SIZES), np.log(spread))
    sure = 1.96 / math.sqrt(2.0 * (seeds - 1))
    x = tuple(map(float, SIZES))
    law = spread[0] * np.sqrt(SIZES[0] / np.array(SIZES))
    return Pattern(
        name="finite_size",
        title="Chance shrinks with the number of people",
        source="sampling theory",
        status=COMPUTED,
        published="The standard deviation of adoption over runs falls as one over the square root of the number of people: slope −1/2.",
        measured=(
            f"{SIZES[0]} to {SIZES[-1]:,} people on random graphs with {DEGREE} ties each, choice alone, week {AT_WEEK}; "
            f"{seeds} runs of each size."
        ),
        checks=(
            Check("slope of the standard deviation, both logarithmic", "−0.5", slope, "95 % interval of the line through the sizes",
                  slope.low <= SLOPE <= slope.high, OUR_REQUIREMENT),
        ),
        panels=(
            Plot("Standard deviation of adoption", "people", "over runs", (
                Trend("runs", x, tuple(spread), tuple(spread * (1.0 - sure)), tuple(spread * (1.0 + sure))),
                Trend("one over the square root", x, tuple(law), is_theory=True),
            ), is_logarithmic=True, has_points=True),
        ),
    )  # fmt: skip


PEOPLE, WEEKS = 600, 120
EASY, HARD, SPREAD, LITTLE = 0.15, 0.35, 0.03, 0.02
"""Thresholds of a behaviour that about one neighbour in eight carries over, and of one that takes three; their spread; noise."""

COMMITTED = range(100, 130)
FIRM_WEEKS = 60
LOOKED_AT = (10, 20, FIRM_WEEKS)


def nets(seed: int) -> dict[str, NDArray[np.int64]]:
    """A ring on which everybody is tied to the four next on each side, and the same people with as many ties to anybody."""
    ring = small_world(PEOPLE, 0.0, seed)
    return {"ring": ring, "anybody": swapped(ring, seed)}


def courses_on(middle: float, networks: int) -> dict[str, Floats]:
    """Share practising on either net from thirty neighbours who began, shape (weeks + 1, networks) each."""
    drawn: dict[str, list[ToyNetwork]] = {"ring": [], "anybody": []}
    for seed in range(networks):
        thresholds = np.random.Generator(np.random.Philox(seed)).permutation(quantile_thresholds(PEOPLE, middle, SPREAD))
        thresholds[list(COMMITTED)] = ALWAYS
        for name, pairs in nets(seed).items():
            drawn[name].append(ToyNetwork(pairs, thresholds))
    both = play_side_by_side(pure_thresholds(WEEKS, LITTLE, RECONSIDER), drawn["ring"] + drawn["anybody"])
    return {"ring": both[:, :networks], "anybody": both[:, networks:]}


def equation_of(middle: float) -> Floats:
    """What the equation of the fully mixed says of the same people."""
    thresholds = quantile_thresholds(PEOPLE, middle, SPREAD)
    thresholds[: len(COMMITTED)] = ALWAYS
    return pure_choice(thresholds, WEEKS, LITTLE, RECONSIDER)


def courses_in_a_firm(seeds: int) -> tuple[Floats, Floats]:
    """Choice alone on the ties of the mid-sized firm, shape (weeks + 1, seeds), and what the equation says of its people."""
    organisation = organisation_of(load("customer_centric").organisation)
    thresholds = quantile_thresholds(organisation.employees, 0.4, 0.2)
    shuffled = np.random.Generator(np.random.Philox(1)).permutation(thresholds)
    run = prepare(
        pure_thresholds(FIRM_WEEKS, NOISE, RECONSIDER), range(seeds), organisation=replace(organisation, threshold=shuffled)
    ).advance()
    shares = run.traces.practising[:, :, 0].sum(axis=1) / organisation.employees
    return shares, pure_choice(thresholds, FIRM_WEEKS, NOISE, RECONSIDER)


def courses_on_ties_of_a_firm(seeds: int) -> tuple[Floats, Floats]:
    """Choice alone on the ties of the mid-sized firm, and where the same people have as many ties to anybody; as courses_in_a_firm.

    Every tie has the same strength and goes both ways in either net, so that nothing but who is tied to whom differs.
    """
    organisation = organisation_of(load("customer_centric").organisation)
    people = organisation.employees
    listener = np.repeat(np.arange(people), np.diff(organisation.start.astype(np.int64)))
    own = np.unique(np.sort(np.column_stack((listener, organisation.neighbour.astype(np.int64))), axis=1), axis=0)
    thresholds = np.random.Generator(np.random.Philox(1)).permutation(quantile_thresholds(people, 0.4, 0.2))
    initiative = pure_thresholds(FIRM_WEEKS, NOISE, RECONSIDER)
    tied, loose = (shares_of(play_network(initiative, ToyNetwork(pairs, thresholds), range(seeds))) for pairs in (own, swapped(own, 1)))
    return tied, loose


def measure_networks(networks: int = 10, seeds: int = 60) -> Pattern:
    """Easy and hard behaviours on clustered ties, on ties to anybody, and in a firm."""
    easy, hard = courses_on(EASY, networks), courses_on(HARD, networks)
    in_firm, expected = courses_in_a_firm(seeds)
    tied, loose = courses_on_ties_of_a_firm(seeds)
    later = mean_reading(weeks_to(0.5, easy["ring"]) - weeks_to(0.5, easy["anybody"]), "networks", unit="weeks")
    more = mean_reading(hard["ring"][-1] - hard["anybody"][-1], "networks", unit=POINTS)
    behind = mean_reading((expected[:, None] - in_firm).mean(axis=0), "runs", unit=POINTS)
    clear = "95 % interval of the difference leaves out zero"
    weeks, firm_weeks = tuple(map(float, range(WEEKS + 1))), tuple(map(float, range(FIRM_WEEKS + 1)))
    return Pattern(
        name="networks",
        title="Away from the mean: ties that cluster",
        source="Centola and Macy 2007",
        status=READ,
        published="Clustered ties slow what is easily passed on, and let what takes several neighbours start at all. A direction.",
        measured=(
            f"{PEOPLE} people, thirty neighbours begin; eight ties each, to the next on a ring or to anybody. Easy: about one neighbour in "
            "eight; hard: three. Then choice alone on the ties of the mid-sized firm beside the equation, and on the same ties swapped "
            "until anybody is tied to anybody."
        ),
        remarks=(
            "That clustered ties let a hard behaviour start holds in a regime of thresholds and noise, of which one is shown: where people "
            "need little, ties to anybody end ahead.",
            "On the firm's own ties nothing is judged. Agents there are not slower than the equation: they set out ahead of it and level "
            "off lower, which is a ceiling and not a speed. The swapped ties show how much of that comes from who is tied to whom.",
        ),
        checks=(
            direction("weeks later to one half on the ring, easy", "slower", later, clear, SPECIAL_CASE),
            direction(f"more practise after {WEEKS} weeks on the ring, hard", "starts", more, clear, SPECIAL_CASE),
            not_judged(f"the firm's own ties behind the equation, mean of {FIRM_WEEKS} weeks", behind, SPECIAL_CASE),
            *(not_judged(f"the same in week {week}", mean_reading(expected[week] - in_firm[week], "runs", unit=POINTS), SPECIAL_CASE)
              for week in LOOKED_AT),
            *(not_judged(f"the firm's ties, each of equal strength, behind the same ties swapped, week {week}",
                         mean_reading(loose[week] - tied[week], "runs", unit=POINTS), SPECIAL_CASE) for week in LOOKED_AT),
        ),
        panels=(
            Plot("Easy", "week", "share practising", _lines(weeks, easy, equation_of(EASY)), is_share=True),
            Plot("Hard", "week", "share practising", _lines(weeks, hard, equation_of(HARD)), is_share=True),
            Plot("A firm's own ties", "week", "share practising", (
                Trend("agents", firm_weeks, *bands(in_firm)), Trend("ties swapped", firm_weeks, *bands(loose)),
                Trend("equation", firm_weeks, tuple(expected), is_theory=True),
            ), is_share=True),
        ),
    )  # fmt: skip


def _lines(weeks: tuple[float, ...], courses: dict[str, Floats], equation: Floats) -> tuple[Trend, ...]:
    measured = (Trend("ring", weeks, *bands(courses["ring"])), Trend("to anybody", weeks, *bands(courses["anybody"])))
    return (*measured, Trend("equation", weeks, tuple(equation), is_theory=True))
