"""Customers: bad experiences weigh more than good ones; employees' experience reaches customers and, less certainly, revenue."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.validation.pattern import READ, SECOND_HAND, Check, Pattern, Plot, Trend, unless
from experiments.validation.readings import POINTS, MeasuredNumber, bands, exact, holds, is_above_zero, is_within, mean_reading
from experiments.validation.variants import changed
from sim.array_types import Floats
from sim.compiled import in_python
from sim.config import load
from sim.engine import Initiative, prepare
from sim.engine.state import FIRM_SERIES, UNIT_SERIES
from sim.mechanisms.customers import CustomerParameters, felt_quality, mean_after, worst_after

NOTHING = 1e-9
"""A difference that is one of the last bits."""

USUAL = 0.5
STEPS = tuple(round(0.05 * step, 2) for step in range(1, 9))
WEEKS = 104
EMPLOYEES, CUSTOMERS, GROWTH = 5.0, 1.3, 0.5
"""Sears: so many units of employees' attitude, so many of customers' impression, so many per cent of growth of revenue."""

ELASTICITIES = (0.0, 0.05, 0.3, 0.55)
"""None, and what the population of initiatives draws: 0.3, give or take one standard deviation of 0.25."""

RAISED = 0.3
"""Share of what employees miss: about five hundredths of what they experience."""

SIZES = {"small": 30, "mid_size": 301, "large": 5_000}
"""Firms of the library by their people."""

FEWER = 5  # runs of the largest firm, of so many of the others: it averages over more people


def felt_after(encounters: list[float]) -> float:
    """What a customer feels who had only usual encounters before these."""
    rates, mean, worst = CustomerParameters(), USUAL, USUAL
    for encounter in encounters:
        mean = in_python(mean_after)(mean, encounter, rates)
        worst = in_python(worst_after)(worst, mean, encounter, rates)
    return in_python(felt_quality)(mean, worst, rates)


def measure_bad_experiences() -> Pattern:
    """One encounter that much better or worse, and several in a row."""
    better = [felt_after([USUAL + step]) - USUAL for step in STEPS]
    worse = [USUAL - felt_after([USUAL - step]) for step in STEPS]
    weight = min(bad / good for bad, good in zip(worse, better, strict=True))
    size = 1.0 - worse[3] / (2.0 * worse[1])
    in_a_row = [USUAL - felt_after([USUAL - STEPS[3]] * times) for times in range(6)]
    repeated = 1.0 - (in_a_row[2] - in_a_row[1]) / in_a_row[1]
    none = "none: no chance is involved"
    return Pattern(
        name="bad_experiences",
        title="Bad experiences weigh more",
        source="Mittal et al. 1998",
        status=READ,
        published="Negative performance weighs more than positive, with diminishing sensitivity. A direction; no single weight.",
        measured=f"The rules themselves: a customer used to quality {USUAL} meets one encounter that much better or worse, or several.",
        checks=(
            Check("times that a bad encounter outweighs an equally good one, at least", "more", exact(weight, "rule", unit="times"), none,
                  weight > 1.0),
            Check("by how much the second bad encounter in a row weighs less", "diminishing", exact(repeated, "rule", is_share=True), none,
                  repeated > 0.0),
            Check("by how much twice as bad weighs less than twice", "diminishing", exact(size, "rule", is_share=True), none,
                  size > NOTHING),
        ),
        panels=(
            Plot("One encounter", "how much better or worse", "change of what is felt", (
                Trend("worse", STEPS, tuple(worse)), Trend("better", STEPS, tuple(better)),
            ), has_points=True),
            Plot("Bad encounters in a row", "encounters", "change of what is felt",
                  (Trend("", tuple(map(float, range(6))), tuple(in_a_row)),), has_points=True),
        ),
        remarks=unless(size > NOTHING, "Not met: diminishing sensitivity to how bad one encounter is. Here it is proportional; it "
                       "diminishes only from one bad encounter to the next."),
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
    found = {size: chain(seeds if size != "large" else max(4, seeds // FEWER), 0.3, f"organisation={size}") for size in SIZES}
    usual = found["mid_size"]
    per_unit = mean_reading(EMPLOYEES * usual["felt"] / usual["experience"], "runs", unit="units")
    growth = [100.0 * CUSTOMERS / 100.0 * _bought(chain(seeds, elasticity, *held)) for elasticity in ELASTICITIES]
    few, usual_growth, much = (mean_reading(growth[ELASTICITIES.index(elasticity)], "runs", unit="%") for elasticity in ELASTICITIES[1:])
    money = usual_growth._replace(low=few.low, high=much.high)
    nothing = mean_reading(growth[0], "runs", unit="%")
    heard = {size: mean_reading(ends["customers"], "runs", unit=POINTS) for size, ends in found.items()}
    felt = {size: mean_reading(ends["felt"], "runs", unit=POINTS) for size, ends in found.items()}
    clear, printed = "95 % interval of the paired difference leaves out zero", "95 % interval of n runs, and half the last printed digit"
    checks = [
        Check(f"units customers feel for {EMPLOYEES:g} units of employees", f"{CUSTOMERS}", per_unit, printed,
              holds(per_unit, CUSTOMERS, 0.05)),
        Check(f"% growth of revenue for {CUSTOMERS} units of customers", f"{GROWTH}", money,
              "elasticity of the population, one standard deviation either way", is_within(exact(GROWTH, "source"), money.low, money.high)),
        Check("% growth where customers buy no more for feeling better", "near zero (bank branches)", nothing,
              "95 % interval of n runs, and half the last printed digit", holds(nothing, 0.0, 0.05)),
    ]  # fmt: skip
    for size, people in SIZES.items():
        checks.append(Check(f"what customers feel, higher, {people:,} people", "up", felt[size], clear, is_above_zero(felt[size])))
        checks.append(Check(f"customers, more by word of mouth, {people:,} people", "up", heard[size], clear, is_above_zero(heard[size])))
    return Pattern(
        name="chain",
        title="From employees to customers to money",
        source="Sears, as quoted; Gelade and Young 2005",
        status=SECOND_HAND,
        published=(
            "Five units of employees' attitude bring 1.3 units of customers' impression and 0.5 % growth of revenue (Sears); in bank "
            "branches the effects were “too small to be of practical importance” (Gelade and Young 2005)."
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
            "The elasticity of revenue is a setting with zero in its range, because the two sources disagree; that it covers both is what "
            "is shown, not which is right. At its middle alone, growth is less than Sears reported.",
        ),
    )  # fmt: skip


def _bought(ends: dict[str, Floats]) -> Floats:
    """Relative growth of revenue for a whole step of what customers feel."""
    return ends["growth"] / ends["felt"]


def _by_size(label: str, readings: dict[str, MeasuredNumber]) -> Trend:
    value, low, high = zip(*(reading[:3] for reading in readings.values()), strict=True)
    return Trend(label, tuple(float(SIZES[size]) for size in readings), value, low, high)
