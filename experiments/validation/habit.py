"""Habit: how long a behaviour takes to become automatic, how people differ in it, and the cost of a missed week."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import binom

from experiments.validation.pattern import BY_CONSTRUCTION, SECOND_HAND, SET_FROM, Check, Datum, Pattern, Plot, Trend, not_judged, unless
from experiments.validation.readings import CONFIDENCE, MeasuredNumber, exact, holds
from sim.array_types import Floats
from sim.compiled import in_python
from sim.config import load
from sim.engine import prepare
from sim.mechanisms.habit import HabitParameters, habit_after

PLATEAU = 0.95
"""Share of full automaticity that counts as the plateau, as in the parameter's own definition."""

DAYS = 7
MEDIAN, FASTEST, SLOWEST = 66.0, 18.0, 254.0
OUTER = 0.025
"""Share of people left out at either end: few were studied, and what the fastest and slowest of thousands do was not."""

WEEKS, LONGEST = 26, 104


def automaticity(missed: tuple[int, ...] = (), weeks: int = WEEKS, growth: float = HabitParameters().growth) -> list[float]:
    """Habit week by week of a person who begins in week 0 and misses some weeks. growth : of the person, share a week"""
    rule, rates, course = in_python(habit_after), HabitParameters(), [0.0]
    for week in range(weeks):
        course.append(rule(course[-1], week not in missed, growth, rates))
    return course


def days_to_plateau(growth: float = HabitParameters().growth) -> float:
    """Days until a practice of every week is as automatic as it will be, read between weeks along the exponential; at least a week.

    growth : of the person, share a week, above 0
    """
    if growth >= PLATEAU:
        return float(DAYS)
    course = automaticity(weeks=LONGEST, growth=growth)
    week = next(week for week, habit in enumerate(course) if habit >= PLATEAU)
    before, after = 1.0 - course[week - 1], 1.0 - course[week]
    return DAYS * (week - 1 + math.log(before / (1.0 - PLATEAU)) / math.log(before / after))


def days_of_people() -> Floats:
    """Days to the plateau of everybody in the large firm, if all practise every week, shape (people,)."""
    growths = prepare(load("customer_centric", "organisation=large"), [0]).world.habit_growth
    return np.array([days_to_plateau(growth) for growth in growths])


def quantile_reading(values: Floats, share: float) -> MeasuredNumber:
    """A quantile of people's days, with the interval of its rank among so many. values : shape (people,)"""
    ordered, n = np.sort(values), len(values)
    low, high = (int(binom.ppf(side, n, share)) for side in (0.5 - CONFIDENCE / 2.0, 0.5 + CONFIDENCE / 2.0))
    return MeasuredNumber(float(np.quantile(ordered, share)), ordered[low], ordered[min(high, n - 1)], n, "people", unit="days")


def lost_by_a_miss(growth: float) -> float:
    """Automaticity that a missed week of the first nine or so costs for good, at worst; growth : of the person, share a week."""
    whole = automaticity(growth=growth)[-1]
    return max(whole - automaticity((week,), growth=growth)[-1] for week in range(round(MEDIAN / DAYS)))


def lost_at_once(growth: float) -> float:
    """Automaticity by which a person is behind right after a missed week, at worst of the first nine or so; growth : as lost_by_a_miss."""
    whole = automaticity(growth=growth)
    return max(whole[week + 1] - automaticity((week,), growth=growth)[week + 1] for week in range(round(MEDIAN / DAYS)))


def measure_habit() -> Pattern:
    """Time to the plateau, its range over people, and one miss."""
    people, step = days_of_people(), DAYS / 2.0
    fastest, middle, slowest = (quantile_reading(people, share) for share in (OUTER, 0.5, 1.0 - OUTER))
    lost = lost_by_a_miss(HabitParameters().growth)
    at_once = lost_at_once(HabitParameters().growth)
    within = "95 % interval of the quantile, and half a step of the model, 3.5 days"
    weeks = tuple(float(DAYS * week) for week in range(WEEKS + 1))
    days = tuple(float(DAYS * week) for week in range(math.ceil(SLOWEST / DAYS) + 4))
    reached = tuple(float((people <= day).mean()) for day in days)
    return Pattern(
        name="habit",
        title="How a habit grows",
        source="Lally et al. 2010",
        status=SECOND_HAND,
        published=(
            "The median person reaches the plateau of automaticity in about 66 days, range 18 to 254; one missed "
            "opportunity does little harm. People were observed for 84 days, so that the longer times are extrapolated."
        ),
        measured=(
            f"Everybody in the large firm, each with the own growth of habits, practising every week. Plateau: {PLATEAU:.0%} of full "
            f"automaticity. Range: all people but {100.0 * OUTER:g} % at either end. Then the median person with one week missed."
        ),
        checks=(
            Check("days to the plateau, median", "about 66", middle, within, holds(middle, MEDIAN, step), SET_FROM),
            Check("the same, fastest", f"{FASTEST:.0f}", fastest, within, holds(fastest, FASTEST, step), SET_FROM),
            Check("the same, slowest", f"{SLOWEST:.0f}", slowest, within, holds(slowest, SLOWEST, step), SET_FROM),
            not_judged("automaticity that a missed week costs at once, at most", exact(at_once, "rule", is_share=True), SET_FROM),
            not_judged(f"the same, {WEEKS} weeks after the start", exact(lost, "rule", is_share=True), SET_FROM, BY_CONSTRUCTION,
                       "a missed opportunity does little harm"),
        ),
        panels=(
            Plot("Automaticity", "days", "of full automaticity", (
                Trend("every week", weeks, tuple(automaticity())),
                Trend("one missed", weeks, tuple(automaticity((4,)))),
            ), marks=(Datum(MEDIAN, PLATEAU, PLATEAU),), is_share=True),
            Plot("Plateau reached", "days", "share of people", (Trend("people", days, reached),),
                  edges=(FASTEST, MEDIAN, SLOWEST), is_share=True),
        ),
        remarks=(
            "The rate of growth was set from the median, and its spread over people from the range: three rows, from which two numbers "
            "were set. No row tests the course in between, since no point of it is published.",
            "A miss is a whole week here, the shortest time the model knows, and one opportunity in the source: not the same thing. It "
            "sets a person back at once, and is made up because the rule approaches the plateau from wherever a person stands; that row "
            "cannot fail.",
            *unless(holds(fastest, FASTEST, step), "Not met: the fastest. People differ by factors of what habits grow by in a week, and "
                    "the fastest gain nearly all of it in the first: twice the growth is more than twice as fast there."),
            *unless(holds(slowest, SLOWEST, step), "Not met: the slowest. The spread over people is a little too narrow at that end."),
        ),
    )  # fmt: skip
