"""Size invariance: organisations that differ in size or other irrelevant ways, compared over many draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.validation.tendencies import Tendency, fallen
from experiments.validation.variants import changed, without_steps
from sim.engine.outcome import unit_adoption
from sim.engine.run import Run, prepare
from sim.engine.state import FIRM_SERIES
from sim.organisation import MISSING, organisation_of
from sim.schema.initiative import Initiative

ALONE = {
    "choice": {"social": 0.0, "norm": 0.0},
    "interest": {"from_example": 0.0, "from_results": 0.0, "from_peers": 0.0},
    "leadership": {"cascade": 0.0, "credit_lost": 0.0, "credit_won": 0.0},
}
"""Rules by which no one is moved by what others do, so that people decide independently of one another."""

IN_TWO = ("left", "right")


def doubled(initiative: Initiative, drawings: int = 60, size: int = 40) -> Tendency:
    """A firm of twice as many people, less the firm: adoption at the end, where people decide independently of one another.

    initiative : of which all is kept but the organisation's size and the programme; drawings : of people and chance
    The drawings of the two are independent, so the standard error is that of a difference of two means.
    """
    one, two = (_adoption_of(_alone(initiative, people), drawings) for people in (size, 2 * size))
    error = float(np.sqrt(one.var(ddof=1) / drawings + two.var(ddof=1) / drawings))
    return Tendency("a doubled organisation", drawings, float(two.mean() - one.mean()), error, np.nan)


def twins(initiative: Initiative, drawings: int = 60, size: int = 20) -> Tendency:
    """Two units alike in all but their names, one less the other: adoption at the end, by the whole model."""
    differences = []
    for drawing in range(drawings):

        def pair(data: dict[str, Any], drawing: int = drawing) -> None:
            data["organisation"].update(units={name: {"size": size} for name in IN_TWO}, chief=None, seed=drawing)
            _open_to_any_unit(data)

        run = prepare(changed(initiative, pair), [drawing]).advance()
        left, right = (run.organisation.unit_ids.index(name) for name in IN_TWO)
        adoption = unit_adoption(run.traces.practising, run.plan, run.organisation)[-1]
        differences.append(float(adoption[left, 0] - adoption[right, 0]))
    return fallen("a twin unit", np.array(differences))


def homophily(initiative: Initiative, drawings: int = 40) -> list[Tendency]:
    """More ties among the own team asked for, by steps: their share should not fall."""
    steps = (0.0, 0.3, 0.6, 0.9)
    shares = [np.array([_share_in_team(initiative, strength, drawing) for drawing in range(drawings)]) for strength in steps]
    return [fallen(f"homophily {steps[at]:g} to {steps[at + 1]:g}", shares[at + 1] - shares[at]) for at in range(len(steps) - 1)]


def _open_to_any_unit(data: dict[str, Any]) -> None:
    """Nothing names a unit, so that the organisation can be another."""
    for segment in data["segments"].values():
        segment["journey"] = []


def _alone(initiative: Initiative, people: int) -> Initiative:
    def change(data: dict[str, Any]) -> None:
        without_steps(data)
        _open_to_any_unit(data)
        data["organisation"].update(units={"crowd": {"size": people, "contact": 1.0}}, chief=None)
        data["dispositions"].update(commitment=0.6, leader_commitment=0.6)
        data.update(weeks=26)
        for part, numbers in ALONE.items():
            data["rules"][part].update(numbers)

    return changed(initiative, change)


def _adoption_of(initiative: Initiative, drawings: int) -> np.ndarray:
    """At the end, of as many organisations and runs, both drawn anew each time."""

    def run_of(drawing: int) -> Run:
        return prepare(changed(initiative, lambda data: data["organisation"].update(seed=drawing)), [drawing]).advance()

    return np.array([run_of(drawing).traces.firm[-1, FIRM_SERIES.index("adoption"), 0] for drawing in range(drawings)])


def _share_in_team(initiative: Initiative, strength: float, drawing: int) -> float:
    """Share of the ties inside units, but for those to the own manager, that join people with one manager."""

    def ask(data: dict[str, Any]) -> None:
        data["organisation"]["ties"]["homophily"] = strength
        data["organisation"]["seed"] = drawing

    drawn = organisation_of(changed(initiative, ask).organisation)
    one = np.repeat(np.arange(drawn.employees), np.diff(drawn.start.astype(np.int64)))
    other, boss = drawn.neighbour, drawn.manager
    informal = (drawn.unit[one] == drawn.unit[other]) & (boss[one] != other) & (boss[other] != one)
    return float(((boss[one] == boss[other]) & (boss[one] != MISSING))[informal].mean())
