"""Works by kind: how a study is made again from its plan, in another process, on another machine, or years later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.study.experiments.calibration_wave import wave_from
from sim.study.experiments.cause_repairs import design_from
from sim.study.experiments.experiment import Experiment, plan_of
from sim.study.experiments.factor_screening import screening_from
from sim.study.experiments.model_alternatives import alternatives_again
from sim.study.experiments.parameter_points import variation_from
from sim.study.experiments.programme_trials import trials_from
from sim.study.store.errors import StoreError

Maker = Callable[[dict[str, Any]], Experiment]

_MAKERS: dict[str, Maker] = {
    "causes": design_from,
    "points": variation_from,
    "trials": trials_from,
    "robustness": alternatives_again,
    "sensitivity": screening_from,
    "wave": wave_from,
}


def work_from(plan: dict[str, Any]) -> Experiment:
    """The work of a plan.

    Raises StoreError for a plan of another version of the model or of the study: its runs would come out otherwise.
    """
    return held_to(maker_of(plan["kind"])(plan["work"]), plan)


def maker_of(kind: str) -> Maker:
    """Who makes works of a kind. Raises StoreError for a kind that is not known."""
    if kind not in _MAKERS:
        raise StoreError(f"no study of kind {kind!r} is known; known: {', '.join(sorted(_MAKERS))}")
    return _MAKERS[kind]


def held_to(work: Experiment, plan: dict[str, Any]) -> Experiment:
    """A work, if it is the one that was planned. Raises StoreError for one of another version."""
    for name, here in plan_of(work).items():
        if name != "work" and plan.get(name) != here:
            raise StoreError(
                f"made with {name} {plan.get(name)}, and here it is {here}: its tables can be read, but its runs cannot be made again; "
                "run the study anew in another folder, or install the version that made it"
            )
    return work
