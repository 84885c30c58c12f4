"""Registry of experiments by kind: recreates an experiment from its specification, also in another process or on another machine."""

from __future__ import annotations

from typing import Any

from sim.compiled import MODEL_VERSION
from sim.study.experiments.calibration_wave import CalibrationWave
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import Experiment, specification_of, study_version
from sim.study.experiments.factor_screening import FactorScreening
from sim.study.experiments.parameter_points import ParameterPoints
from sim.study.experiments.programme_trials import ProgrammeTrials
from sim.study.experiments.single_conditions import SingleConditions
from sim.study.experiments.ways_of_asking import WaysOfAsking
from sim.study.store.errors import StoreError

_KINDS: dict[str, type[Experiment]] = {
    kind.kind: kind
    for kind in (CauseRepairs, ParameterPoints, ProgrammeTrials, WaysOfAsking, SingleConditions, FactorScreening, CalibrationWave)
}  # type: ignore[dict-item]


def experiment_from(specification: dict[str, Any]) -> Experiment:
    """Return the experiment of a stored specification.

    Raises StoreError for a specification of another version of the model or of the study, because its runs would differ.
    """
    # first: this version may not be able to read the specification of another one
    _refuse_other(specification, {"model_version": MODEL_VERSION, "study_version": study_version()})
    return held_to(kind_called(specification["kind"]).from_specification(specification["work"]), specification)


def kind_called(kind: str) -> type[Experiment]:
    """Return the class of a kind of experiment. Raises StoreError for an unknown kind."""
    if kind not in _KINDS:
        raise StoreError(f"unknown kind of study {kind!r}; known kinds: {', '.join(sorted(_KINDS))}")
    return _KINDS[kind]


def held_to(experiment: Experiment, specification: dict[str, Any]) -> Experiment:
    """Return an experiment if it matches the specification. Raises StoreError for another version."""
    _refuse_other(specification, {name: here for name, here in specification_of(experiment).items() if name != "work"})
    return experiment


def _refuse_other(specification: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, here in expected.items():
        if specification.get(name) != here:
            there = specification.get(name)
            raise StoreError(
                f"created with {name} {there}; installed is {here}. Its tables can be read, but its runs cannot be reproduced; "
                "rerun the study in another folder, or install the version that created it"
            )
