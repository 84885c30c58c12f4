"""Readings: the numbers of a play behind its curves and meters, cut from the run week by week."""

from __future__ import annotations

from typing import NamedTuple

from sim.array_types import Floats
from sim.engine.outcome import unit_adoption
from sim.engine.state import FIRM_SERIES, SEGMENT_SERIES, UNIT_SERIES
from sim.planning.amounts import budget_of
from sim.play import Play

WHOLE, REPORTED = "whole", "reported"

_FIRM = {name: row for row, name in enumerate(FIRM_SERIES)}
_WORST, _CYNICISM = SEGMENT_SERIES.index("worst"), UNIT_SERIES.index("cynicism")


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


def readings(play: Play, first: int, last: int) -> Readings:
    """Weeks first to last: adoption by unit row, of the firm, and of the firm as units report it."""
    run, weeks = play.run, slice(first, last + 1)
    firm = run.traces.firm[weeks, :, 0]
    units = unit_adoption(run.traces.practising[weeks, ..., 0], run.plan, play.organisation)
    adoption = {str(row): units[:, row].tolist() for row in range(play.organisation.units)}
    worst = run.traces.segment[weeks, :, _WORST, 0] @ run.plan.segment_share
    return Readings(
        {**adoption, WHOLE: _of(firm, "adoption"), REPORTED: _of(firm, "reported")},
        {"felt": _of(firm, "felt"), "score": _of(firm, "internal_score"), "worst": worst.tolist()},
        {"walk": _of(firm, "walk"), "talk": _of(firm, "talk"), "patience": (1.0 - firm[:, _FIRM["board_lost"]]).tolist(),
         "cynicism": cynicism(play, weeks).tolist()},
    )  # fmt: skip


def cynicism(play: Play, weeks: slice) -> Floats:
    """Mean over the people inside the firm, shape (weeks,)."""
    people = play.organisation.unit_size * play.organisation.is_internal
    return play.run.traces.unit[weeks, :, _CYNICISM, 0] @ people / people.sum()


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
    )  # fmt: skip


def _of(firm: Floats, series: str) -> list[float]:
    return firm[:, _FIRM[series]].tolist()
