"""Readings: the numbers of a play behind its curves and meters, cut from the run week by week."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.array_types import Floats
from sim.engine.outcome import unit_adoption
from sim.engine.state import FIRM_SERIES, SEGMENT_SERIES, UNIT_SERIES
from sim.planning.amounts import budget_of
from sim.planning.arrays import GAINS
from sim.play import Play

WHOLE, REPORTED = "whole", "reported"

_FIRM = {name: row for row, name in enumerate(FIRM_SERIES)}
_CYNICISM, _ATTENDED = UNIT_SERIES.index("cynicism"), UNIT_SERIES.index("attended")
YEAR = 52


class Readings(NamedTuple):
    """Weekly values of a play for its three charts, by key of the line."""

    adoption: dict[str, list[float]]
    customers: dict[str, list[float]]
    sponsors: dict[str, list[float]]


class Claimed(NamedTuple):
    """Use of the three budgets by one week; None without a limit."""

    money: float  # thousand euro so far
    money_budget: float | None
    leaders_time: float  # share of leaders' working time in the week
    leaders_time_budget: float
    attention: float  # of the unit with the highest load
    attention_budget: float
    attended: float  # share of the work of change that people inside attended to in the week


def readings(play: Play, first: int, last: int) -> Readings:
    """Weeks first to last: adoption by unit row, of the firm, and of the firm as units report it."""
    run, weeks = play.run, slice(first, last + 1)
    firm = run.traces.firm[weeks, :, 0]
    units = unit_adoption(run.traces.practising[weeks, ..., 0], run.plan, play.organisation)
    adoption = {str(row): units[:, row].tolist() for row in range(play.organisation.units)}
    return Readings(
        {**adoption, WHOLE: _of(firm, "adoption"), REPORTED: _of(firm, "reported")},
        customers_of(play, weeks),
        {"walk": _of(firm, "walk"), "talk": _of(firm, "talk"), "patience": (1.0 - firm[:, _FIRM["board_lost"]]).tolist(),
         "cynicism": cynicism(play, weeks).tolist()},
    )  # fmt: skip


def customers_of(play: Play, weeks: slice) -> dict[str, list[float]]:
    """What is measured and what customers live through, means over segments by their share of revenue; rates are for a year.

    Who comes and who leaves is known from week 1; NaN before.
    """
    run = play.run
    firm = run.traces.firm[weeks, :, 0]
    mean = np.einsum("wsv,s->wv", run.traces.segment[weeks, ..., 0], run.plan.segment_share)
    of_segments = {name: mean[:, row] for row, name in enumerate(SEGMENT_SERIES)}
    known = np.arange(weeks.start, weeks.start + len(firm)) > 0
    gain = np.mean([of_segments[name] for name in GAINS], axis=0)
    shown = ("worst", "mean", "expectation", "effort", "recommendation", "share_of_spend", "known")
    come, leave = ((1.0 + sign * firm[:, _FIRM[name]]) ** YEAR for sign, name in ((1.0, "word_of_mouth"), (-1.0, "churn")))
    return {
        **{name: of_segments[name].tolist() for name in shown},
        "felt": _of(firm, "felt"),
        "score": _of(firm, "internal_score"),
        "gain": gain.tolist(),
        "word_of_mouth": np.where(known, come - 1.0, np.nan).tolist(),
        "churn": np.where(known, 1.0 - leave, np.nan).tolist(),
        "regard": _of(firm, "regard"),
        "trust": _of(firm, "trust"),
    }


def cynicism(play: Play, weeks: slice) -> Floats:
    """Mean over the people inside the firm, shape (weeks,)."""
    return _inside(play, weeks, _CYNICISM)


def _inside(play: Play, weeks: slice, series: int) -> Floats:
    people = play.organisation.unit_size * play.organisation.is_internal
    return play.run.traces.unit[weeks, :, series, 0] @ people / people.sum()


def adoption_of_units(play: Play, week: int) -> Floats:
    """Shape (units,)."""
    return unit_adoption(play.run.traces.practising[week : week + 1, ..., 0], play.run.plan, play.organisation)[0]


def claimed(play: Play, week: int) -> Claimed:
    """Use of the budgets after a week."""
    placed, budgets = play.schedule, play.programme.budgets
    last = min(max(0, week - 1), max(0, len(placed.spend) - 1))
    spent = float(play.run.traces.firm[week, _FIRM["spend"], 0])
    inside = play.organisation.is_internal
    busy = len(placed.spend) > 0
    return Claimed(
        spent, budget_of(budgets, play.organisation), float(placed.leaders_time[last]) if busy else 0.0, budgets.leaders_time,
        float(placed.load[last][inside].max(initial=0.0)) if busy else 0.0, budgets.attention,
        float(_inside(play, slice(week, week + 1), _ATTENDED)[0]),
    )  # fmt: skip


def _of(firm: Floats, series: str) -> list[float]:
    return firm[:, _FIRM[series]].tolist()
