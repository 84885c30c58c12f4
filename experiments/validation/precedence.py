"""Precedence: later events have no earlier effect, and pure improvements never hurt, to the last bit."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from experiments.validation.variants import changed, difference, difference_before, played, with_step
from sim.engine.run import Run, prepare
from sim.organisation import organisation_of
from sim.planning.philosophy import cards_in
from sim.planning.schedule import schedule
from sim.schema.initiative import Initiative


def more_money_never_means_less_is_done(initiative: Initiative, seed: int) -> str | None:
    """Of two budgets, the larger pays for at least as much of every step in every week, and keeps at least as much of its effect."""
    organisation = organisation_of(initiative.organisation)
    budget = initiative.programme.budgets.money or 20.0
    done = []
    for money in (0.0, 0.5 * budget, budget):
        poor = initiative.programme.budgets.model_copy(update={"money": money})
        programme = initiative.programme.model_copy(update={"budgets": poor})
        cards = cards_in(initiative, organisation)
        done.append(schedule(programme, cards, organisation, initiative.weeks))
    for less, more in pairwise(done):
        for one, other in zip(less.steps, more.steps, strict=True):
            if (other.work < one.work).any() or (other.intensity < one.intensity).any():
                return f"{one.handle} is done less with more money"
    return None


def two_halves_are_the_whole(initiative: Initiative, seed: int) -> str | None:
    """A run that is stopped half-way and goes on ends where it would have ended."""
    halves = prepare(initiative, [seed], watch_everyone=True).advance(initiative.weeks // 2)
    kept = halves.copy()
    whole = played(initiative, seed)
    return difference(halves.advance(), whole) or difference(kept.advance(), whole)


def a_longer_horizon_has_the_same_first_weeks(initiative: Initiative, seed: int) -> str | None:
    """No one knows when the record ends: of a plan that has begun, the first weeks do not depend on how many are played."""
    half = initiative.weeks // 2

    def begun_only(data: dict[str, Any]) -> None:
        steps = data["programme"]["steps"]
        data["programme"]["steps"] = {handle: step for handle, step in steps.items() if step["start"] < half}
        for step in list(data["programme"]["steps"].values())[::2]:
            step["weeks"] = max(1, half // 2)  # some end before the shorter run does
        data["programme"]["budgets"]["leaders_time"] = 1.0
        for card in data["definitions"]["interventions"].values():
            card["cost"]["leaders_time"] *= 0.1

    longer = changed(initiative, begun_only)
    return difference_before(played(changed(longer, lambda data: data.update(weeks=half)), seed), played(longer, seed), half)


def what_starts_later_is_not_felt_earlier(initiative: Initiative, seed: int) -> str | None:
    """A step put off changes no week before the one in which it would have begun."""
    plain = played(initiative, seed)
    running = [step for step in plain.schedule.steps if step.end > step.start and step.start == step.planned]
    movable = [step for step in running if step.start + 2 < initiative.weeks]
    if not movable:
        return None
    step = movable[seed % len(movable)]
    put_off = changed(initiative, lambda data: data["programme"]["steps"][step.handle].update(start=step.start + 2))
    later = played(put_off, seed)
    return difference_before(plain, later, step.start)


def a_shock_is_not_felt_before_it_comes(initiative: Initiative, seed: int) -> str | None:
    """Without what is to come, the weeks before it are the same."""
    first = min([shock.week for shock in initiative.shocks.values()], default=initiative.weeks)
    calm = changed(initiative, lambda data: data.update(shocks={}))
    return difference_before(played(initiative, seed), played(calm, seed), min(first, initiative.weeks))


def a_week_after_the_last_changes_nothing(initiative: Initiative, seed: int) -> str | None:
    """A step and a shock that would come after the last week never come."""

    def add(data: dict[str, Any]) -> None:
        with_step("late", {"raises": {"vision": 0.9}, "cost": {"once": 9.0}}, start=data["weeks"], audience={"levels": ["staff"]})(data)
        data["shocks"]["late"] = {"kind": "scandal", "week": data["weeks"], "size": 1.0}

    return difference(played(initiative, seed), played(changed(initiative, add), seed))


def _aligned_after_a_week(run: Run) -> np.ndarray:
    return run.advance(1).state.practice[:, run.plan.behaviours.aligned == 1]


def more_pull_never_turns_a_yes_into_a_no(initiative: Initiative, seed: int) -> str | None:
    """From the same state and on the same draws, an employee who practises an aligned behaviour still does so under a stronger pull."""
    before = _aligned_after_a_week(prepare(initiative, [seed]))
    for pull in ("social", "lead", "interest", "reward", "habit", "norm"):
        stronger = changed(
            initiative, lambda data, pull=pull: data["rules"]["choice"].update({pull: data["rules"]["choice"][pull] * 0.8 + 1.0})
        )
        if (_aligned_after_a_week(prepare(stronger, [seed])) < before).any():
            return f"more pull by {pull} stopped someone"
    return None


def a_higher_threshold_never_turns_a_no_into_a_yes(initiative: Initiative, seed: int) -> str | None:
    """From the same state and on the same draws, no one begins a behaviour because more is needed for it."""
    plain, reluctant = prepare(initiative, [seed]), prepare(initiative, [seed])
    reluctant.state.threshold[:] += 0.25
    begun = reluctant.advance(1).state.practice > plain.advance(1).state.practice
    return f"{begun.sum()} began" if begun.any() else None
