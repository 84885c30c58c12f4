"""Experiments by kind: rebuild a study from its specification, in another process, on another machine, or years later."""

from __future__ import annotations

from typing import Any

from sim.study.experiments.calibration_wave import CalibrationWave
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import Experiment, specification_of
from sim.study.experiments.factor_screening import FactorScreening
from sim.study.experiments.model_alternatives import ModelAlternatives
from sim.study.experiments.parameter_points import ParameterPoints
from sim.study.experiments.programme_trials import ProgrammeTrials
from sim.study.store.errors import StoreError

_KINDS: dict[str, type[Experiment]] = {
    kind.kind: kind for kind in (CauseRepairs, ParameterPoints, ProgrammeTrials, ModelAlternatives, FactorScreening, CalibrationWave)
}  # type: ignore[dict-item]


def experiment_from(specification: dict[str, Any]) -> Experiment:
    """The experiment of a stored specification.

    Raises StoreError for a specification of another version of the model or of the study: its runs would come out otherwise.
    """
    return held_to(kind_called(specification["kind"]).from_specification(specification["work"]), specification)


def kind_called(kind: str) -> type[Experiment]:
    """The class of the experiments of a kind. Raises StoreError for a kind that is not known."""
    if kind not in _KINDS:
        raise StoreError(f"no study of kind {kind!r} is known; known: {', '.join(sorted(_KINDS))}")
    return _KINDS[kind]


def held_to(experiment: Experiment, specification: dict[str, Any]) -> Experiment:
    """An experiment, if it is the one that was specified. Raises StoreError for one of another version."""
    for name, here in specification_of(experiment).items():
        if name != "work" and specification.get(name) != here:
            there = specification.get(name)
            raise StoreError(
                f"made with {name} {there}, and here it is {here}: its tables can be read, but its runs cannot be made again; "
                "run the study anew in another folder, or install the version that made it"
            )
    return experiment
