"""Customers: bad experiences weigh more than good ones; employees' experience reaches customers and, less certainly, revenue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.validation.pattern import (
    BY_CONSTRUCTION,
    OUR_REQUIREMENT,
    READ,
    SECOND_HAND,
    SET_FROM,
    WHOLE_MODEL,
    Check,
    Pattern,
    Plot,
    Trend,
    direction,
    not_judged,
    unless,
)
from experiments.validation.readings import POINTS, MeasuredNumber, bands, exact, holds, mean_reading
from experiments.validation.variants import changed
from sim.array_types import Floats
from sim.compiled import in_python
from sim.config import load
from sim.engine import Initiative, prepare
from sim.engine.initialisation import HARD_LUCK
from sim.engine.state import FIRM_SERIES, UNIT_SERIES
from sim.mechanisms.customers import CustomerParameters, felt_quality, mean_after, worst_after

NOTHING = 1e-9
"""A difference that is one of the last bits."""

USUAL = 0.5
STEPS = tuple(round(0.05 * step, 2) for step in range(1, 9))
WEEKS = 104
EMPLOYEES, CUSTOMERS, GROWTH = 5.0, 1.3, 0.5
"""Sears: so many units of employees' attitude, so many of customers' impression, so many per cent of growth of revenue."""

USUAL_ELASTICITY = 0.3
ELASTICITIES = (0.0, 0.05, USUAL_ELASTICITY, 0.55)
"""None, and what the population of initiatives draws: 0.3, give or take one standard deviation of 0.25."""

RAISED = 0.3
"""Share of what employees miss: about five hundredths of what they experience."""

SIZES = {"small": 30, "mid_size": 301, "large": 5_000}
"""Firms of the library by their people."""

FEWER = 5  # runs of the largest firm, of so many of the others: it averages over more people


class Remembered(NamedTuple):
    """What a customer remembers of a firm."""

    mean: float
    worst: float


AT_EASE = Remembered(USUAL, USUAL)
"""A customer who never had any luck, good or bad: no firm of the model has one."""

AT_START = Remembered(USUAL, USUAL - HARD_LUCK * CustomerParameters().luck)
"""The customer with whom a run starts: the worst experience lies below the mean by the hard luck that customers of any firm have had."""

CUSTOMERS_FOLLOWED, ENCOUNTERS = 300, 400
"""Customers who meet usual quality with ordinary luck, and for how many weeks, until what they remember no longer depends on the start."""

SURPRISES = (0.1, 0.2, 0.4)
"""How much better or worse than the mean one encounter is: two, four and eight scales of luck."""


def felt_after(encounters: Sequence[float], remembered: Remembered = AT_EASE) -> float:
    """What a customer feels after these encounters."""
    rates, (mean, worst) = CustomerParameters(), remembered
    for encounter in encounters:
        mean = in_python(mean_after)(mean, encounter, rates)
        worst = in_python(worst_after)(worst, mean, encounter, rates)
    return in_python(felt_quality)(mean, worst, rates)


def moved_by(surprise: float, remembered: Remembered) -> float:
    """How much what is felt moves by an encounter so much off the mean, against one at the mean."""
    return felt_after([remembered.mean + surprise], remembered) - felt_after([remembered.mean], remembered)


def outweighs(surprise: float, remembered: Remembered) -> float:
    """Times that a bad encounter outweighs an equally good one."""
    return -moved_by(-surprise, remembered) / moved_by(surprise, remembered)


def used_to_luck(customers: int = CUSTOMERS_FOLLOWED, encounters: int = ENCOUNTERS) -> list[Remembered]:
    """What customers remember who have long met usual quality with ordinary luck."""
    rates, drawn = CustomerParameters(), np.random.Generator(np.random.Philox(1))
    met = np.clip(USUAL + drawn.logistic(0.0, rates.luck, (customers, encounters)), 0.0, 1.0)
    found = []
    for own in met.tolist():
        mean, worst = AT_START
        for encounter in own:
            mean = in_python(mean_after)(mean, encounter, rates)
            worst = in_python(worst_after)(worst, mean, encounter, rates)
        found.append(Remembered(mean, worst))
    return found


def measure_bad_experiences() -> Pattern:
    """One encounter that much better or worse, in three states of memory, and several in a row."""
    states = {"at the start of a run": AT_START, "without any luck": AT_EASE}
    better, worse = ({name: [sign * moved_by(sign * step, state) for step in STEPS] for name, state in states.items()} for sign in (1, -1))
    least = {name: min(bad / good for bad, good in zip(worse[name], better[name], strict=True)) for name in states}
    lived = used_to_luck()
    weights = {surprise: mean_reading([outweighs(surprise, one) for one in lived], "customers", unit="times") for surprise in SURPRISES}
    gap = mean_reading([one.mean - one.worst for one in lived], "customers")
    size = 1.0 + moved_by(-STEPS[3], AT_EASE) / (-2.0 * moved_by(-STEPS[1], AT_EASE))
    in_a_row = [felt_after([USUAL], AT_START) - felt_after([USUAL - STEPS[3]] * times, AT_START) if times else 0.0 for times in range(6)]
    repeated = 1.0 - (in_a_row[2] - in_a_row[1]) / in_a_row[1]
    none, first = "none: no chance is involved", "at the start of a run"
    return Pattern(
        name="bad_experiences",
        title="Bad experiences weigh more",
        source="Mittal et al. 1998",
        status=READ,
        published="Negative performance weighs more than positive, with diminishing sensitivity. A direction; no single weight.",
        measured=(
            f"The rules themselves, at default numbers, for a customer used to quality {USUAL} who meets one encounter that much better or "
            f"worse. At the start of a run the worst memory lies {AT_START.mean - AT_START.worst:.2f} below the mean; "
            f"{CUSTOMERS_FOLLOWED} customers who met usual quality with ordinary luck for {ENCOUNTERS} weeks lie {gap.value:.2f} below in "
            "the mean."
        ),
        checks=(
            Check(f"times that a bad encounter outweighs an equally good one, {first}, at the least of {STEPS[0]} to {STEPS[-1]}", "more",
                  exact(least[first], "rule", unit="times"), f"{none}; above 1", least[first] > 1.0 + NOTHING, WHOLE_MODEL),
            *(Check(f"the same, customers used to ordinary luck, {surprise:g} off the mean", "more", reading,
                    "95 % interval lies above 1", reading.low > 1.0, WHOLE_MODEL) for surprise, reading in weights.items()),
            not_judged("the same, a customer without any luck, at the least", exact(least["without any luck"], "rule", unit="times"),
                       WHOLE_MODEL, "not judged: the model has no such customer", "more"),
            not_judged("by how much the second bad encounter in a row weighs less", exact(repeated, "rule", is_share=True), WHOLE_MODEL,
                       BY_CONSTRUCTION, "diminishing"),
            Check("by how much twice as bad weighs less than twice", "diminishing", exact(size, "rule", is_share=True), none,
                  size > NOTHING, WHOLE_MODEL),
        ),
        panels=(
            Plot("One encounter, at the start", "how much better or worse", "change of what is felt", (
                Trend("worse", STEPS, tuple(worse[first])), Trend("better", STEPS, tuple(better[first])),
            ), has_points=True),
            Plot("Bad encounters in a row", "encounters", "change of what is felt",
                  (Trend("", tuple(map(float, range(6))), tuple(in_a_row)),), has_points=True),
        ),
        remarks=(
            *unless(least[first] > 1.0 + NOTHING, "Not met: that every bad encounter outweighs an equally good one. What is felt is partly "
                    "the mean and partly the worst that is remembered. An encounter that is worse than the mean but better than the worst "
                    "memory moves the mean alone, as an equally good one does: bad luck of the ordinary size weighs no more than good."),
            "That the second bad encounter in a row weighs less is the worst memory, which it cannot lower again, and no diminishing "
            "sensitivity. That twice as bad weighs less than twice is; the rule was written with that direction in view, and it is small: "
            "the line of the figure is nearly straight.",
        ),
    )  # fmt: skip


def firm_treating_people(raised: float, elasticity: float, *overrides: str) -> Initiative:
    """A firm in which nothing is done but this: so much of what employees miss is given them from the first week on."""

    def care(data: dict[str, Any]) -> None:
        card = {"title": "Care", "description": "", "family": "mindsets", "ramp": 0, "weeks": WEEKS}
        data["definitions"]["interventions"] = {"care": card | {"raises": {"employee_experience": raised}}}
        data["programme"]["steps"] = {"care": {"intervention": "care", "start": 0}}

    idle = load("customer_centric", "programme=do_nothing", f"weeks={WEEKS}", f"market.elasticity={elasticity}", *overrides)
    return changed(idle, care)


def ends_of(initiative: Initiative, seeds: int) -> dict[str, Floats]:
    """Employees' experience (mean over people inside) and the firm's series at the end, shape (seeds,) each."""
    run = prepare(initiative, range(seeds)).advance()
    inside = np.where(run.organisation.is_internal, run.organisation.unit_size, 0.0)
    experience = run.traces.unit[-1, :, UNIT_SERIES.index("experience")]
    ends = dict(zip(FIRM_SERIES, run.traces.firm[-1], strict=True))
    return {**ends, "experience": np.average(experience, axis=0, weights=inside), "growth": ends["revenue"] / run.plan.revenue}


def chain(seeds: int, elasticity: float, *overrides: str) -> dict[str, Floats]:
    """What better treatment of employees changes in the end, on the same draws."""
    worse, better = (ends_of(firm_treating_people(raised, elasticity, *overrides), seeds) for raised in (0.0, RAISED))
    return {name: better[name] - worse[name] for name in better}


def measure_chain(seeds: int = 60) -> Pattern:
    """From employees to customers to money, by elasticity and by size of firm."""
    held = tuple(f"rules.customers.{name}=0.0" for name in ("churn", "courted", "word_of_mouth"))
    found = {size: chain(seeds if size != "large" else max(4, seeds // FEWER), USUAL_ELASTICITY, f"organisation={size}") for size in SIZES}
    usual = found["mid_size"]
    per_unit = mean_reading(EMPLOYEES * usual["felt"] / usual["experience"], "runs", unit="units")
    growth = [100.0 * CUSTOMERS / 100.0 * _bought(chain(seeds, elasticity, *held)) for elasticity in ELASTICITIES]
    by_setting = {elasticity: mean_reading(rows, "runs", unit="%") for elasticity, rows in zip(ELASTICITIES, growth, strict=True)}
    money = by_setting[USUAL_ELASTICITY]
    heard = {size: mean_reading(ends["customers"], "runs", unit=POINTS) for size, ends in found.items()}
    felt = {size: mean_reading(ends["felt"], "runs", unit=POINTS) for size, ends in found.items()}
    clear, printed = "95 % interval of the paired difference leaves out zero", "95 % interval of n runs, and half the last printed digit"
    checks = [
        Check(f"units customers feel for {EMPLOYEES:g} units of employees", f"{CUSTOMERS}", per_unit, printed,
              holds(per_unit, CUSTOMERS, 0.05), SET_FROM),
        Check(f"% growth of revenue for {CUSTOMERS} units of customers", f"{GROWTH}", money, printed, holds(money, GROWTH, 0.05),
              WHOLE_MODEL),
        *(not_judged(f"the same at an elasticity of {elasticity:g}, one standard deviation from the middle", by_setting[elasticity],
                     WHOLE_MODEL, published=f"{GROWTH}") for elasticity in ELASTICITIES[1:] if elasticity != USUAL_ELASTICITY),
        not_judged("% growth where customers buy no more for feeling better", by_setting[0.0], WHOLE_MODEL, BY_CONSTRUCTION,
                   "near zero (bank branches)"),
    ]  # fmt: skip
    for size, people in SIZES.items():
        checks.append(direction(f"what customers feel, higher, {people:,} people", "up", felt[size], clear, OUR_REQUIREMENT))
        checks.append(direction(f"customers, more by word of mouth, {people:,} people", "up", heard[size], clear, OUR_REQUIREMENT))
    return Pattern(
        name="chain",
        title="From employees to customers to money",
        source="Rucci et al. 1998 (Sears), as quoted; Gelade and Young 2005",
        status=SECOND_HAND,
        published=(
            "Five units of employees' attitude bring 1.3 units of customers' impression and 0.5 % growth of revenue, a rate (Sears); in "
            "bank branches the effects were “too small to be of practical importance” (Gelade and Young 2005)."
        ),
        measured=(
            f"A firm in which nothing is done but that {RAISED:.0%} of what its employees miss is given them, after {WEEKS} weeks "
            "on the same draws. A unit is read as a hundredth of our scales, which is our reading. Money: no customer comes or goes."
        ),
        checks=tuple(checks),
        panels=(
            Plot("Money, for 1.3 units", "elasticity", "growth of revenue, %", (Trend("", ELASTICITIES, *bands(growth)),),
                  levels=(GROWTH, 0.0), has_points=True),
            Plot("At every scale", "people in the firm", "gain", (
                _by_size("felt quality", felt), _by_size("customers", heard),
            ), is_share=True, is_logarithmic=True, has_points=True),
        ),
        remarks=(
            "The 1.3 units are no finding: how far employees' experience reaches customers (`service.from_experience`) was fitted to them.",
            f"Growth is read as the level of revenue after {WEEKS} weeks against where nothing was done; Sears spoke of a rate of growth, "
            "and the model gives none for this. The row is judged at the middle of the setting; that other values of the setting give "
            "other growth is the setting, and no error of the reading.",
            "In bank branches effects were near zero. The model shows that only where the elasticity is set to zero, which is no result.",
        ),
    )  # fmt: skip


def _bought(ends: dict[str, Floats]) -> Floats:
    """Relative growth of revenue for a whole step of what customers feel."""
    return ends["growth"] / ends["felt"]


def _by_size(label: str, readings: dict[str, MeasuredNumber]) -> Trend:
    value, low, high = zip(*(reading[:3] for reading in readings.values()), strict=True)
    return Trend(label, tuple(float(SIZES[size]) for size in readings), value, low, high)
