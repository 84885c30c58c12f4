"""Companions: smaller studies that measure the certainty of the conclusions of a study of causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from sim.schema.initiative import Initiative
from sim.study.attribution.conditions import ConditionShares, condition_shares
from sim.study.attribution.ways import Ways, ways_of
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import Experiment
from sim.study.experiments.factor_screening import FactorScreening, Varied, screenings, sensitivities
from sim.study.experiments.model_alternatives import Alternative, alternatives_from
from sim.study.experiments.single_conditions import SingleConditions
from sim.study.experiments.ways_of_asking import WaysOfAsking, WaysSettings, cuts_of, levels_of, worlds_of
from sim.study.failure.evidence import Evidence
from sim.study.failure.settings import CompanionSettings
from sim.study.population.library_parts import LibraryReader
from sim.study.population.posterior import PosteriorDraws
from sim.study.sensitivity.morris import Screened
from sim.study.sensitivity.sobol import Sensitivity
from sim.study.sweep.space import factors_of
from sim.study.sweep.sweep import Sweep, variation_of

TIPPING_LEVELS, TIPPING_RUNS = 9, 16  # of the map: levels per factor, runs per point

TITLES = {
    "sensitivity": "Sensitivity to groups of factors",
    "screening": "Sensitivity to single factors",
    "robustness": "Other ways of asking",
    "conditions": "Single conditions",
    "tipping": "Map of two factors",
}
"""Titles of companions, by the name of their folder."""


@dataclass(frozen=True)
class Companions:
    """Results of the companions; any may be missing."""

    sensitivities: tuple[Sensitivity, ...] = ()
    screenings: tuple[Screened, ...] = ()
    ways: Ways | None = None
    conditions: ConditionShares | None = None
    tipping: Sweep | None = None  # over two factors


def companions_of(
    study: CauseRepairs, settings: CompanionSettings, read: LibraryReader, alternatives: Iterable[str], ordinary: Initiative
) -> dict[str, Experiment]:
    """Return the requested companions, by name.

    read : reads entries of the library; alternatives : names of model alternatives in the library
    ordinary : the initiative varied in the map
    Raises ValueError for a factor that cannot be varied.
    """
    asked: dict[str, Experiment] = {}
    if settings.sensitivity:
        asked["sensitivity"] = FactorScreening(study, Varied(method="sobol", rows=settings.sensitivity))
    if settings.screening:
        asked["screening"] = FactorScreening(study, Varied(method="morris", rows=settings.screening))
    if settings.robustness and study.settings.coalitions == "all":
        asked["robustness"] = WaysOfAsking(study, ways_for(study, settings, alternatives_from(alternatives, read), read))
    if settings.conditions and settings.robustness and study.levels:
        asked["conditions"] = SingleConditions(study, min(settings.conditions, study.settings.initiatives))
    if settings.tipping:
        factors = factors_of({path: [0.0, 1.0] for path in settings.tipping})
        asked["tipping"], _ = variation_of({ordinary.name: ordinary}, factors, "grid", TIPPING_LEVELS**2, TIPPING_RUNS)
    return asked


QUANTILES = (0.5, 0.6, 0.7, 0.8, 0.95, 0.99)
"""Quantiles of the population to which repairs go in other ways of asking."""

SAMPLES = 4
"""Other samples of the population from which levels of repair are taken, to see their error."""


def ways_for(
    study: CauseRepairs, settings: CompanionSettings, alternatives: Mapping[str, Alternative], read: LibraryReader
) -> WaysSettings:
    """Return the ways in which the first initiatives of a study are asked, one choice changed at a time.

    Raises ValueError for a posterior that cannot be read.
    """
    own = {cause.quantile for cause in study.causes.values()}
    cuts = cuts_of(study.causes) | levels_of([one for one in QUANTILES if {one} != own], SAMPLES)
    name = study.population.posterior
    known = None if name is None else PosteriorDraws.model_validate(read("posterior", name))
    assumed = None if known is None else known.assumed
    draws = known.chosen(settings.populations) if known is not None and settings.populations else []
    few = min(settings.robustness, study.settings.initiatives)
    return WaysSettings(initiatives=few, cuts=cuts, worlds=worlds_of(alternatives, draws, assumed), assumed=assumed)


def read_companions(experiments: Mapping[str, Experiment], studies: Mapping[str, Study], evidence: Evidence) -> Companions:
    """Return the results of finished companions.

    experiments, studies : by name, as in companions_of; companions that did not run may be missing from studies
    evidence : of the study itself
    """
    found: dict[str, Any] = {}
    if "sensitivity" in studies:
        found["sensitivities"] = tuple(sensitivities(cast(FactorScreening, experiments["sensitivity"]), studies["sensitivity"].runs))
    if "screening" in studies:
        found["screenings"] = tuple(screenings(cast(FactorScreening, experiments["screening"]), studies["screening"].runs))
    if "tipping" in studies:
        found["tipping"] = Sweep(studies["tipping"])
    if "conditions" in studies:
        single = cast(SingleConditions, experiments["conditions"])
        with suppress(ValueError):  # of too few initiatives nothing is said
            found["conditions"] = condition_shares(studies["conditions"].runs, single.cause_of, evidence.subject.cause_titles)
    if evidence.outcomes is not None:
        found["ways"] = _ways(experiments, studies, evidence)
    return Companions(**found)


def _ways(experiments: Mapping[str, Experiment], studies: Mapping[str, Study], evidence: Evidence) -> Ways:
    """Return the ways of asking that were run; without them, the definitions of success alone."""
    assert evidence.outcomes is not None
    subject, runs, known = evidence.subject, pd.DataFrame(), {}
    if "robustness" in studies:
        settings = cast(WaysOfAsking, experiments["robustness"]).settings
        runs, titles = studies["robustness"].runs, settings.titles
        known = {name: (dimension, titles[name]) for name, dimension in settings.dimensions.items()}
    definitions = (subject.definition, subject.definition_titles)
    return ways_of(evidence.outcomes, evidence.outcomes_by_definition, runs, known, subject.cause_titles, definitions)
