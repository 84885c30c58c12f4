"""Socialisation: newcomers bring the old culture, take on the new one, and lose it where it is not repeated."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.validation.ensembles import play, scenario
from experiments.validation.pattern import READ, Check, Pattern, Plot, Trend
from experiments.validation.readings import POINTS, bands, exact, is_above_zero, mean_reading
from sim.array_types import Floats
from sim.config import load
from sim.engine import Initiative, prepare
from sim.organisation import organisation_of
from sim.planning.arrays import UNIT_ROW

WATCHED_FROM, WATCHED_UNTIL = 52, 104
"""Weeks whose newcomers are followed: the culture has moved, and the programme still runs."""

TENURE = 52
TURNOVERS = (0.0, 1.0, 2.0, 4.0)
"""Multiples of the ordinary share that leaves."""

STOP, AFTER = 78, 104


class NewcomerInterest(NamedTuple):
    """Interest of those who came, and of the colleagues they met, by weeks since they came."""

    own: Floats  # (tenure + 1, seeds)
    colleagues: Floats  # (tenure + 1, seeds): mean of their unit
    strays: int  # who did not begin at the interest that the unit began with
    came: int


def follow_newcomers(initiative: Initiative, seeds: int) -> NewcomerInterest:
    """Everybody who joins in the watched weeks, week by week until they leave or have stayed a year."""
    organisation = organisation_of(initiative.organisation)
    run = prepare(initiative, range(seeds), organisation=organisation)
    began, able = (run.plan.unit[UNIT_ROW[name]][organisation.unit] for name in ("interest", "capacity"))
    came_in = np.full((organisation.employees, seeds), -1)
    total, beside, count = (np.zeros((TENURE + 1, seeds)) for _ in range(3))
    strays = came = 0
    for week in range(1, WATCHED_UNTIL + TENURE + 1):
        run.advance(1)
        state = run.state
        joins = (state.capacity == able) & (state.habit == 0.0).all(axis=1)
        came_in[joins] = week
        if WATCHED_FROM <= week <= WATCHED_UNTIL:
            strays += int((state.interest[joins] != np.broadcast_to(began, joins.shape)[joins]).sum())
            came += int(joins.sum())
        opinion = state.unit_interest[organisation.unit]
        followed = (came_in >= WATCHED_FROM) & (came_in <= WATCHED_UNTIL) & (week - came_in <= TENURE)
        for person, seed in np.argwhere(followed):
            tenure = week - came_in[person, seed]
            total[tenure, seed] += state.interest[person, seed]
            beside[tenure, seed] += opinion[person, seed]
            count[tenure, seed] += 1.0
    return NewcomerInterest(total / np.maximum(count, 1.0), beside / np.maximum(count, 1.0), strays, came)


def measure_socialisation(seeds: int = 20) -> Pattern:
    """Newcomers, a year of socialisation, its decay, and turnover."""
    newcomers = follow_newcomers(load("customer_centric", f"weeks={WATCHED_UNTIL + TENURE}", "rules.turnover.chosen_interest=0.0"), seeds)
    gap = newcomers.colleagues - newcomers.own
    behind, closed = mean_reading(gap[0], "runs", unit=POINTS), mean_reading(gap[0] - gap[-1], "runs", unit=POINTS)
    bare, repeated = (_alignment(name, seeds) for name in ("stop_stimulus", "stop_stimulus_anchored"))
    faded = mean_reading(bare[STOP] - bare[STOP + AFTER], "runs", unit=POINTS)
    kept = mean_reading((repeated[STOP + AFTER] - repeated[STOP]) - (bare[STOP + AFTER] - bare[STOP]), "runs", unit=POINTS)
    ended = {many: _ended(many, seeds) for many in TURNOVERS}
    cost = mean_reading(ended[0.0] - ended[TURNOVERS[-1]], "runs", unit=POINTS)
    clear = "95 % interval of the paired difference leaves out zero"
    tenure, weeks = tuple(map(float, range(TENURE + 1))), tuple(float(week - STOP) for week in range(STOP, STOP + AFTER + 1))
    return Pattern(
        name="socialisation",
        title="Newcomers and turnover",
        source="Harrison and Carroll 1991",
        status=READ,
        published="Newcomers join at the old culture and are socialised; socialisation decays if it is not reinforced; turnover matters.",
        measured=(
            f"The standard change: who joins in weeks {WATCHED_FROM} to {WATCHED_UNTIL}, followed for a year, hiring criteria set aside. "
            f"Decay: a push that stops in week {STOP}, with and without what anchors it (stop_stimulus, stop_stimulus_anchored). "
            "Turnover: none to four times the ordinary."
        ),
        checks=(
            Check("newcomers who begin at another interest than the firm did", "the old culture",
                  exact(newcomers.strays, "newcomers", newcomers.came), "none: no chance is involved", newcomers.strays == 0),
            Check("interest by which newcomers are behind their colleagues on joining", "the old culture", behind, clear,
                  is_above_zero(behind)),
            Check("of that, made up in a year", "socialised", closed, clear, is_above_zero(closed)),
            Check(f"people who see why, lost in {AFTER} weeks without reinforcement", "decays", faded, clear, is_above_zero(faded)),
            Check("of that, spared by reinforcement", "if not reinforced", kept, clear, is_above_zero(kept)),
            Check("adoption lost at four times the turnover, against none", "turnover matters", cost, clear, is_above_zero(cost)),
        ),
        panels=(
            Plot("Newcomers", "weeks since joining", "interest", (
                Trend("newcomers", tenure, *bands(newcomers.own)), Trend("unit", tenure, *bands(newcomers.colleagues)),
            )),
            Plot("After the push", "weeks since the stop", "people who see why", (
                Trend("reinforced", weeks, *bands(repeated[STOP : STOP + AFTER + 1])),
                Trend("not reinforced", weeks, *bands(bare[STOP : STOP + AFTER + 1])),
            ), is_share=True),
            Plot("Turnover", "times the ordinary", "adoption at the end", (Trend("", TURNOVERS, *bands(list(ended.values()))),),
                  is_share=True, has_points=True),
        ),
    )  # fmt: skip


def _alignment(name: str, seeds: int) -> Floats:
    return scenario(name, seeds=seeds).firm["alignment"]


def _ended(many: float, seeds: int) -> Floats:
    ordinary = load("customer_centric").rules.turnover.quits
    return play(load("customer_centric", f"rules.turnover.quits={many * ordinary}"), seeds).adoption[-1]
