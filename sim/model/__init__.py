"""The readable engine, on Mesa: each person, department and customer is an agent. It decides as the compiled engine does, bit for bit."""

from __future__ import annotations

from sim.engine.record import Record
from sim.model.behaviour import KnownBehaviour
from sim.model.change_model import ChangeModel
from sim.model.customer import Customer, CustomerSegment
from sim.model.department import Department, Stratum
from sim.model.employee import Employee
from sim.model.leader import Leader
from sim.organisation.organisation import Organisation
from sim.schema.initiative import Initiative


def simulate_with_agents(initiative: Initiative, seed: int | None = None, *, organisation: Organisation | None = None) -> Record:
    """Play an initiative from its first week to its last with agents: the record is that of `simulate`, bit for bit, and takes longer.

    seed : the run's own; none: the initiative's
    organisation : one already built from the initiative's own specification
    """
    model = ChangeModel(initiative, seed, organisation=organisation)
    model.run_model()
    record = model.record()
    model.close()
    return record


__all__ = [
    "ChangeModel", "Customer", "CustomerSegment", "Department", "Employee", "KnownBehaviour", "Leader", "Stratum",
    "simulate_with_agents",
]  # fmt: skip
