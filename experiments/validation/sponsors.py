"""Sponsors: a change dropped too early reverts, and one judged too soon is dropped."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.validation.ensembles import Ensemble, scenario, stopped_in
from experiments.validation.pattern import READ, WHOLE_MODEL, Pattern, Plot, Trend, direction, not_judged, unless
from experiments.validation.readings import (
    POINTS,
    MeasuredNumber,
    bands,
    columns,
    difference_of_shares,
    is_above_zero,
    mean_reading,
    share_reading,
)
from sim.array_types import Floats
from sim.config import load
from sim.engine import prepare
from sim.engine.state import FIRM_SERIES
from sim.organisation import organisation_of

EARLY, LATE, AFTER = 26, 78, 26
STOPS = (13, EARLY, 39, 52, 65, LATE)
"""Weeks in which pressure is withdrawn."""

SLOW = ("test_bed_small_customer", "dispositions.patience=0.2", "dispositions.perseverance=0.3", "programme.expected_weeks=78")
LANES = 50  # side by side
NONE = 1e-12
TRIALS = (0, 26, 39, 52, 74)
"""Weeks in which no one judges."""


class Withdrawn(NamedTuple):
    """Adoption when pressure is withdrawn, of all people inside and of those who never are change agents; shape (weeks + 1, seeds) each."""

    everybody: Floats
    others: Floats


def withdrawn(week: int, seeds: int) -> Withdrawn:
    """The standard change, its programme stopped in a week. A person's adoption is the practised share of behaviours, by weight."""
    initiative = stopped_in(load("customer_centric"), week)
    organisation, everybody, others = organisation_of(initiative.organisation), [], []
    for first in range(0, seeds, LANES):
        run = prepare(initiative, range(first, min(seeds, first + LANES)), organisation=organisation, watch_everyone=True).advance()
        behaviours, unit = run.plan.behaviours, organisation.unit
        weight = behaviours.weight * behaviours.aligned * behaviours.applies
        share = (weight / np.maximum(weight.sum(axis=1, keepdims=True), NONE))[unit]
        does = [((run.traces.everyone >> b) & 1) * share[:, b, None] for b in np.flatnonzero(behaviours.aligned)]
        own = np.sum(does, axis=0)
        ordinary = organisation.is_internal[unit] & (run.plan.agent_from >= initiative.weeks)
        others.append(own[:, ordinary].mean(axis=1))
        everybody.append(run.traces.firm[:, FIRM_SERIES.index("adoption")])
    return Withdrawn(np.concatenate(everybody, axis=-1), np.concatenate(others, axis=-1))


def growth_alone(adoption: Floats, week: int, until: int | None = None) -> MeasuredNumber:
    """Adoption gained in the half year after pressure was withdrawn, or until a week; adoption : (weeks + 1, seeds)."""
    return mean_reading(adoption[week + AFTER if until is None else until] - adoption[week], "runs", unit=POINTS)


def judged_after(trial_weeks: int, seeds: int) -> Ensemble:
    """A slow programme under impatient sponsors who judge after so many weeks."""
    return scenario(*SLOW, f"programme.trial_weeks={trial_weeks}", seeds=seeds)


def measure_motivation(seeds: int = 400) -> Pattern:
    """Withdraw pressure early and late."""
    played = {week: withdrawn(week, seeds) for week in STOPS}
    gained = {week: growth_alone(one.others, week) for week, one in played.items()}
    early, late = gained[EARLY], gained[LATE]
    fallen = early._replace(value=-early.value, low=-early.high, high=-early.low)
    rows = [one.others[week + AFTER] - one.others[week] for week, one in played.items()]
    clear = "95 % interval of the paired difference leaves out zero"
    end = len(played[EARLY].others) - 1
    span = max(reading.value for reading in gained.values()) - min(reading.value for reading in gained.values())
    weeks = tuple(float(week) for week in range(len(played[EARLY].others)))
    return Pattern(
        name="motivation",
        title="The motivation threshold",
        source="Repenning 2002",
        status=READ,
        published=(
            "Withdraw pressure below a threshold of motivation, and practice peaks early and reverts; above it word of mouth carries it "
            "on. A condition; no number."
        ),
        measured=(
            "The standard change (customer_centric); every intervention stops in one week. Adoption of those who never are change agents, "
            "who practise by appointment; read half a year later, on the same draws."
        ),
        checks=(
            direction(f"adoption lost in the {AFTER} weeks after a stop in week {EARLY}", "reverts", fallen, clear, WHOLE_MODEL),
            direction(f"adoption gained in the {AFTER} weeks after a stop in week {LATE}", "grows on", late, clear, WHOLE_MODEL),
            *(not_judged(f"gained from a stop in week {week} to week {end}", growth_alone(played[week].others, week, end), WHOLE_MODEL)
              for week in (EARLY, LATE)),
            *(not_judged(f"gained in the {AFTER} weeks after a stop in week {week}, change agents counted",
                         growth_alone(played[week].everybody, week), WHOLE_MODEL) for week in (EARLY, LATE)),
        ),
        panels=(
            Plot("Two stops", "week", "adoption", tuple(
                Trend(f"stop in {week}", weeks, *bands(played[week].others)) for week in (EARLY, LATE)
            ), guides=(float(EARLY), float(LATE)), is_share=True),
            Plot("Half a year after the stop", "week of the stop", "change of adoption, points",
                  (Trend("", tuple(map(float, STOPS)), *bands(rows)),), has_points=True, is_share=True, is_difference=True),
        ),
        remarks=(
            f"No threshold is shown. Over stops in weeks {STOPS[0]} to {STOPS[-1]} what happens in the half year after differs by "
            f"{100.0 * span:.1f} points, and by degrees: there is no level of motivation below which practice falls back and above which "
            "it carries itself, as in the source. Motivation is not varied; the week of the stop is. The source's condition is a "
            "contrast: in "
            "the half year after, the early stop gains more than the late one, and only the longer course has the published order.",
            "What interventions raised fades in up to half a year after they stop, so that the half year that is judged may be too short "
            f"for a fall; the rows to week {end} give the longer course.",
        ),
    )  # fmt: skip


def measure_trial(seeds: int = 100) -> Pattern:
    """Judge a slow programme at once, later, and late."""
    played = {weeks: judged_after(weeks, seeds) for weeks in TRIALS}
    dropped = {weeks: share_reading(ensemble.abandoned >= 0, "runs") for weeks, ensemble in played.items()}
    first, last = TRIALS[0], TRIALS[-1]
    arms = [weeks for weeks, ensemble in played.items() if (ensemble.abandoned >= 0).any()]
    spared = difference_of_shares(dropped[first], dropped[last])
    saved = mean_reading(played[last].success.astype(float) - played[first].success.astype(float), "runs", unit=POINTS)
    x = tuple(map(float, TRIALS))
    succeeded = [share_reading(played[weeks].success, "runs") for weeks in TRIALS]
    return Pattern(
        name="trial",
        title="The trial period",
        source="Sastry 1997",
        status=READ,
        published="A reoriented firm fails if it is judged too soon; suspending evaluation for a time saves it. A condition; no number.",
        measured=(
            "A slow programme (scenario test_bed_small_customer) under impatient sponsors who expect the goal by week 78; "
            "only the weeks in which no one judges differ."
        ),
        checks=(
            direction(f"fewer given up with {last} trial weeks than with none", "fails if judged too soon", spared,
                      "95 % interval of the difference leaves out zero", WHOLE_MODEL),
            direction(f"more succeed with {last} trial weeks than with none", "saved", saved,
                      "95 % interval of the paired difference leaves out zero", WHOLE_MODEL),
            *(not_judged(f"given up with {weeks} trial weeks", dropped[weeks], WHOLE_MODEL) for weeks in (first, last)),
        ),
        panels=(
            Plot("What becomes of it", "weeks without judgement", "share of runs", (
                Trend("given up", x, *columns(list(dropped.values()))), Trend("succeeded", x, *columns(succeeded)),
            ), is_share=True, has_points=True),
        ),
        remarks=(
            f"Programmes are given up in {len(arms) or 'no'} of {len(played)} arms. ‘Saved’ means that more runs succeed. The source "
            "speaks of firms that are saved from giving up, and where none gives up, none is saved from that.",
            *unless(
                is_above_zero(spared),
                "Not met: that few trial weeks end in the programme being given up. Sponsors see what units report, which runs ahead of "
                "practice by a few points here; that may keep even impatient sponsors above the point at which they give up. Judged "
                "too soon, "
                "they support the programme less, and more of its runs fail.",
            ),
        ),
    )  # fmt: skip
