"""Companions: smaller studies that measure the certainty of the conclusions of a study of causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sim.schema.initiative import Initiative
from sim.study.attribution.robustness import Robustness, robustness_of
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import Experiment
from sim.study.experiments.factor_screening import FactorScreening, Varied, screenings, sensitivities
from sim.study.experiments.model_alternatives import ModelAlternatives, alternatives_from
from sim.study.failure.settings import CompanionSettings
from sim.study.population.library_parts import LibraryReader
from sim.study.sensitivity.morris import Screened
from sim.study.sensitivity.sobol import Sensitivity
from sim.study.sweep.space import factors_of
from sim.study.sweep.sweep import Sweep, variation_of

TIPPING_LEVELS, TIPPING_RUNS = 9, 16  # of the map: levels per factor, runs per point

TITLES = {
    "sensitivity": "Sensitivity to groups of factors",
    "screening": "Sensitivity to single factors",
    "robustness": "Robustness to model choices",
    "tipping": "Map of two factors",
}
"""Titles of companions, by the name of their folder."""


@dataclass(frozen=True)
class Companions:
    """Results of the companions; any may be missing."""

    sensitivities: tuple[Sensitivity, ...] = ()
    screenings: tuple[Screened, ...] = ()
    robustness: Robustness | None = None
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
    if settings.robustness and study.settings.coalitions != "none":
        fewer = study.with_settings(initiatives=settings.robustness, coalitions="singles")
        asked["robustness"] = ModelAlternatives(fewer, alternatives_from(alternatives, read))
    if settings.tipping:
        factors = factors_of({path: [0.0, 1.0] for path in settings.tipping})
        asked["tipping"], _ = variation_of({ordinary.name: ordinary}, factors, "grid", TIPPING_LEVELS**2, TIPPING_RUNS)
    return asked


def read_companions(experiments: Mapping[str, Experiment], studies: Mapping[str, Study], causes: Mapping[str, str]) -> Companions:
    """Return the results of finished companions.

    experiments, studies : by name, as in companions_of; companions that did not run may be missing from studies
    causes : titles of the causes, by name
    """
    found: dict[str, Any] = {}
    if "sensitivity" in studies:
        found["sensitivities"] = tuple(sensitivities(cast(FactorScreening, experiments["sensitivity"]), studies["sensitivity"].runs))
    if "screening" in studies:
        found["screenings"] = tuple(screenings(cast(FactorScreening, experiments["screening"]), studies["screening"].runs))
    if "robustness" in studies:
        alternatives = cast(ModelAlternatives, experiments["robustness"]).alternatives
        found["robustness"] = robustness_of(studies["robustness"].runs, alternatives, causes)
    if "tipping" in studies:
        found["tipping"] = Sweep(studies["tipping"])
    return Companions(**found)
