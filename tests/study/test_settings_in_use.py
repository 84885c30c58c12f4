"""Settings in use: a run that was prepared from another one's setting is the run that it is alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.config import load
from sim.engine import prepare
from sim.organisation import organisation_of
from sim.organisation.build import give_the_same
from sim.planning.plan import compile_plan, differ_in_conditions
from sim.schema.changes import changed
from sim.schema.initiative import Initiative
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.factor_screening import FactorScreening, Varied
from sim.study.experiments.run_tables import run_rows
from sim.study.experiments.settings_in_use import SettingsInUse

CONDITIONS = {
    "seed": 5,
    "dispositions.patience": 0.9,
    "dispositions.interest": 0.2,
    "catalysts": {},
    "organisation.levers.time": 0.9,
    "market.elasticity": 0.9,
    "shocks": {"storm": {"kind": "scandal", "week": 3, "size": 0.4}},
    "rules.choice.noise": 0.05,
    "outcome": "objectives_met",
}


@pytest.fixture(scope="module")
def initiative() -> Initiative:
    return load("company_a", "weeks=30")


def as_bytes(part: Any) -> Any:
    """A plan or a world in a form that can be compared."""
    if isinstance(part, tuple):
        return [as_bytes(inner) for inner in part]
    return (part.dtype.str, part.shape, part.tobytes()) if isinstance(part, np.ndarray) else part


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_every_run_of_a_row_is_the_one_that_it_is_alone(study_of: Callable[..., CauseRepairs], method: str) -> None:
    screening = FactorScreening(study_of(coalitions="none", weeks=12), Varied.model_validate({"method": method, "rows": 2}))
    drawn = [screening._sampled(point) for point in screening.places[: screening.row]]
    alone = [run_rows(prepare(one.initiative, [one.seed]).advance())[0] for one in drawn if one.initiative is not None]
    assert len({row["digest"] for row in alone}) > 5
    known = screening.run(0).rows
    assert [{name: row[name] for name in alone[0]} for row in known["runs"]] == alone
    employees = [organisation_of(one.initiative.organisation).employees for one in drawn if one.initiative is not None]
    assert [case["employees"] for case in known["cases"]] == employees


@pytest.mark.parametrize("path", CONDITIONS)
def test_a_plan_under_other_conditions_is_the_one_that_is_compiled_anew(initiative: Initiative, path: str) -> None:
    other = changed(initiative, {path: CONDITIONS[path]})
    assert other != initiative
    assert differ_in_conditions(initiative, other)
    assert give_the_same(initiative.organisation, other.organisation)
    organisation = organisation_of(initiative.organisation)
    known, placed = compile_plan(initiative, organisation)
    again, _ = compile_plan(other, organisation, alike=(known, placed))
    assert as_bytes(again) == as_bytes(compile_plan(other, organisation)[0])


def test_a_programme_that_depends_on_conditions_is_scheduled_anew() -> None:
    """Under a philosophy, conditions decide what cards do: a plan compiled for other conditions does not serve."""
    led, settings = load("company_a", "weeks=30", "programme.philosophy=directive"), SettingsInUse()
    other = changed(led, {"dispositions.rival_strength": 0.9})
    assert not differ_in_conditions(led, other)
    first, second = settings.prepare(led, [1]), settings.prepare(other, [1])
    assert second.organisation is first.organisation
    assert as_bytes(second.plan) == as_bytes(prepare(other, [1]).plan) and (second.plan.planned != first.plan.planned).any()


@pytest.mark.parametrize("path", ["programme.expected_weeks", "programme.budgets.attention", "weeks"])
def test_another_programme_is_scheduled_anew(initiative: Initiative, path: str) -> None:
    value = {"programme.expected_weeks": 20, "programme.budgets.attention": 0.1, "weeks": 20}[path]
    other, settings = changed(initiative, {path: value}), SettingsInUse()
    assert not differ_in_conditions(initiative, other)
    first, second = settings.prepare(initiative, [1]), settings.prepare(other, [1])
    assert second.organisation is first.organisation
    assert second.schedule is not first.schedule
    assert run_rows(second.advance()) == run_rows(prepare(other, [1]).advance())


@pytest.mark.parametrize(
    "path", ["seed", "span", "ties.within", "people.openness", "people.threshold", "units.sales.size", "units.sales.contact"]
)
def test_another_description_of_people_builds_another_organisation(initiative: Initiative, path: str) -> None:
    value = {"seed": 99, "span": 5, "units.sales.size": 7}.get(path, 0.75)
    other = changed(initiative, {f"organisation.{path}": value})
    assert not give_the_same(initiative.organisation, other.organisation)
    settings = SettingsInUse()
    first, second = settings.prepare(initiative, [1]), settings.prepare(other, [1])
    assert as_bytes(second.world) == as_bytes(prepare(other, [1]).world) != as_bytes(first.world)


def test_a_setting_that_fits_is_taken_up_again(initiative: Initiative) -> None:
    settings = SettingsInUse()
    first = settings.prepare(initiative, [1])
    settings.prepare(changed(initiative, {"organisation.seed": 9}), [1])
    again = settings.prepare(changed(initiative, {"market.elasticity": 0.9}), [1])
    assert again.organisation is first.organisation
    assert again.schedule is first.schedule
    assert again.world.neighbour is first.world.neighbour and again.world.customer_low is first.world.customer_low
