"""Sampling: an initiative of a population does not depend on the others drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.schema.initiative import Initiative
from sim.study.experiments.cause_repairs import CauseRepairs


def test_an_initiative_does_not_depend_on_how_many_are_drawn_or_how(experiment: CauseRepairs) -> None:
    together = experiment.sampler.initiatives(0, 12)
    assert experiment.sampler.initiatives(0, 5) == together[:5]
    assert experiment.sampler.initiatives(7, 3) == together[7:10]
    assert experiment.sampler.initiatives(11, 1) == together[11:]


def test_the_schema_accepts_every_initiative_and_reads_it_back(experiment: CauseRepairs) -> None:
    for sampled in experiment.sampler.initiatives(0, 12):
        assert sampled.trouble == "" and sampled.initiative is not None
        assert Initiative.model_validate(sampled.initiative.model_dump()) == sampled.initiative


def test_another_seed_draws_other_initiatives(experiment: CauseRepairs, study_of: Callable[..., CauseRepairs]) -> None:
    other = study_of(seed=2)
    ours, theirs = experiment.sampler.initiatives(0, 12), other.sampler.initiatives(0, 12)
    assert all(one.values != another.values and one.seed != another.seed for one, another in zip(ours, theirs, strict=True))


def test_enabling_levels_belong_to_the_population_not_to_the_study(experiment: CauseRepairs, study_of: Callable[..., CauseRepairs]) -> None:
    other = study_of(initiatives=3, seed=99)
    assert other.levels == experiment.levels


def test_drawn_values_are_within_the_population(experiment: CauseRepairs) -> None:
    drawn = experiment.sampler.initiatives(0, 64)
    elasticity = [one.values["market.elasticity"] for one in drawn]
    assert min(elasticity) >= -0.1 and max(elasticity) <= 1.2
    assert np.median(elasticity) == pytest.approx(0.31, abs=0.03)
    silos = [one for one in drawn if "inhibitors.silos" in one.values]
    assert len(silos) / 64 == pytest.approx(0.3, abs=1.0 / 64)  # quasi-random: as even as can be
    assert all(0.05 <= one.initiative.inhibitors["silos"] <= 0.55 for one in silos if one.initiative is not None)


def test_firms_have_as_many_units_and_people_as_drawn(experiment: CauseRepairs) -> None:
    for one in experiment.sampler.initiatives(0, 12):
        assert one.initiative is not None
        units = one.initiative.organisation.units
        assert {"executive_office", "sales", "service"} <= units.keys()
        assert len(units) == one.values["organisation.units"] + 1
        assert sum(unit.size for unit in units.values()) == pytest.approx(one.values["organisation.size"], abs=4 + len(units) * 2)


def test_steps_after_the_last_week_are_left_out(experiment: CauseRepairs) -> None:
    for one in experiment.sampler.initiatives(0, 12):
        assert one.initiative is not None
        assert all(step.start < 40 for step in one.initiative.programme.steps.values())


def test_a_population_that_mentions_nothing_is_the_scenario_itself(base: Initiative, study_of: Callable[..., CauseRepairs]) -> None:
    experiment = study_of(organisation=None, dispositions={}, catalysts=None, inhibitors=None, programme=None, market={}, shocks=None)
    one = experiment.sampler.initiatives(1, 1)[0].initiative
    assert one is not None
    assert one.model_copy(update={"name": base.name, "seed": base.seed}) == base


def test_an_invalid_draw_is_kept_with_its_reason(study_of: Callable[..., CauseRepairs]) -> None:
    drawn = study_of(market={"elasticity": {"uniform": [2.0, 9.0]}}).sampler.initiatives(0, 12)
    assert any(one.initiative is None for one in drawn) and any(one.initiative is not None for one in drawn)
    assert all(("elasticity" in one.trouble and "\n" not in one.trouble) == (one.initiative is None) for one in drawn)
