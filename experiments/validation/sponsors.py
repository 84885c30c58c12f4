"""Sponsors: a change dropped too early reverts, and one judged too soon is dropped."""

from __future__ import annotations

from experiments.validation.ensembles import Ensemble, play, scenario, stopped_in
from experiments.validation.pattern import READ, Check, Pattern, Plot, Trend, unless
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
from sim.config import load

EARLY, LATE, AFTER = 26, 78, 26
STOPS = (13, EARLY, 39, 52, 65, LATE)
"""Weeks in which pressure is withdrawn."""

SLOW = ("test_bed_small_customer", "dispositions.patience=0.2", "dispositions.perseverance=0.3", "programme.expected_weeks=78")
TRIALS = (0, 26, 39, 52, 74)
"""Weeks in which no one judges."""


def withdrawn(week: int, seeds: int) -> Ensemble:
    """The standard change, its programme stopped in a week."""
    return play(stopped_in(load("customer_centric"), week), seeds)


def growth_alone(played: Ensemble, week: int) -> MeasuredNumber:
    """Adoption gained in the half year after pressure was withdrawn."""
    return mean_reading(played.adoption[week + AFTER] - played.adoption[week], "runs", unit=POINTS)


def judged_after(trial_weeks: int, seeds: int) -> Ensemble:
    """A slow programme under impatient sponsors who judge after so many weeks."""
    return scenario(*SLOW, f"programme.trial_weeks={trial_weeks}", seeds=seeds)


def measure_motivation(seeds: int = 400) -> Pattern:
    """Withdraw pressure early and late."""
    played = {week: withdrawn(week, seeds) for week in STOPS}
    early, late = growth_alone(played[EARLY], EARLY), growth_alone(played[LATE], LATE)
    fallen = early._replace(value=-early.value, low=-early.high, high=-early.low)
    rows = [played[week].adoption[week + AFTER] - played[week].adoption[week] for week in STOPS]
    clear = "95 % interval of the paired difference leaves out zero"
    weeks = tuple(float(week) for week in range(len(played[EARLY].adoption)))
    return Pattern(
        name="motivation",
        title="The motivation threshold",
        source="Repenning 2002",
        status=READ,
        published=(
            "Withdraw pressure below a threshold of motivation, and practice peaks early and reverts; above it word of mouth carries it "
            "on. A condition; no number."
        ),
        measured="The standard change (customer_centric); every intervention stops in one week. Read half a year later, on the same draws.",
        checks=(
            Check(f"adoption lost in the {AFTER} weeks after a stop in week {EARLY}", "reverts", fallen, clear, is_above_zero(fallen)),
            Check(f"adoption gained in the {AFTER} weeks after a stop in week {LATE}", "grows on", late, clear, is_above_zero(late)),
        ),
        panels=(
            Plot("Two stops", "week", "adoption", tuple(
                Trend(f"stop in {week}", weeks, *bands(played[week].adoption)) for week in (EARLY, LATE)
            ), guides=(float(EARLY), float(LATE)), is_share=True),
            Plot("Half a year after the stop", "week of the stop", "change of adoption",
                  (Trend("", tuple(map(float, STOPS)), *bands(rows)),), has_points=True, is_share=True),
        ),
    )  # fmt: skip


def measure_trial(seeds: int = 100) -> Pattern:
    """Judge a slow programme at once, later, and late."""
    played = {weeks: judged_after(weeks, seeds) for weeks in TRIALS}
    dropped = {weeks: share_reading(ensemble.abandoned >= 0, "runs") for weeks, ensemble in played.items()}
    first, last = TRIALS[0], TRIALS[-1]
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
            Check(f"fewer given up with {last} trial weeks than with none", "fails if judged too soon", spared,
                  "95 % interval of the difference leaves out zero", is_above_zero(spared)),
            Check(f"more succeed with {last} trial weeks than with none", "saved", saved,
                  "95 % interval of the paired difference leaves out zero", is_above_zero(saved)),
        ),
        panels=(
            Plot("What becomes of it", "weeks without judgement", "share of runs", (
                Trend("given up", x, *columns(list(dropped.values()))), Trend("succeeded", x, *columns(succeeded)),
            ), is_share=True, has_points=True),
        ),
        remarks=unless(
            is_above_zero(spared),
            "Not met: that few trial weeks end in the programme being given up. Sponsors see what units report, which runs ahead of "
            "practice by a few points here; that keeps even impatient sponsors above the point at which they give up. Judged too soon, "
            "they support the programme less, and more of its runs fail.",
        ),
    )  # fmt: skip
