"""Companions: smaller studies that measure the certainty of a study of causes."""

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

TIPPING_LEVELS, TIPPING_RUNS = 9, 16  # of the map: levels of each factor, runs of each point

TITLES = {
    "sensitivity": "What decides: groups of factors",
    "screening": "What decides: factors one by one",
    "robustness": "Model choices made otherwise",
    "tipping": "A map of two factors",
}
"""What companions are called, by the folder that each is kept in."""


@dataclass(frozen=True)
class Companions:
    """What they found; any may be missing."""

    sensitivities: tuple[Sensitivity, ...] = ()
    screenings: tuple[Screened, ...] = ()
    robustness: Robustness | None = None
    tipping: Sweep | None = None  # over two factors


def companions_of(
    study: CauseRepairs, settings: CompanionSettings, read: LibraryReader, alternatives: Iterable[str], ordinary: Initiative
) -> dict[str, Experiment]:
    """The companions that were asked for, to be run, by name.

    read : how entries of the library are read; alternatives : names of those of the model, in the library
    ordinary : the initiative around which the map is drawn
    Raises ValueError for what cannot be varied.
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
    """What companions found, once they have run.

    experiments, studies : by name, as companions_of names them; those that did not run may be missing among the studies
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
