"""An organisation as columns: one row an employee, one a unit, ties as a compressed sparse table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.array_types import Floats, Indices
from sim.drawable import draw

MISSING = np.uint32(0xFFFFFFFF)
"""Manager of employees without one: the CEO and heads of outer units."""

SAVER = "sim.importing.saved"
"""The module whose `save` writes an organisation; it reads it, too."""

KINDS = ("internal", "supplier", "distributor", "partner")


class Stance(NamedTuple):
    """What is stated of people, by a file or a survey; shape (employees,) each, NaN where it is drawn or follows from dispositions."""

    threshold: Floats  # pull needed before practising
    openness: Floats  # [0, 1]
    interest: Floats  # [0, 1], at the start, as all below
    capacity: Floats
    cynicism: Floats
    practice: Floats  # 1 practises the aligned behaviours, 0 does not
    commitment: Floats  # of those who lead, [0, 1]
    credibility: Floats


class OrganisationError(ValueError):
    """The input is not an organisation; the message says why and where, in a line or two."""


@dataclass(frozen=True)
class Organisation:
    """People, units, hierarchy and ties. Constant during a run.

    Units stand in the order of their ids, employees in the order of (unit, position) or of their ids, so the order in a file never matters.
    """

    # units, shape (units,)
    unit_ids: tuple[str, ...]
    unit_titles: tuple[str, ...]
    unit_kind: NDArray[np.uint8]  # index into KINDS
    unit_size: Indices
    unit_head: Indices  # employee who leads the unit
    contact: Floats
    influence: Floats
    unit_resistance: Floats
    unit_address: NDArray[np.uint64]  # from the unit's id alone
    # employees, shape (employees,)
    employee_ids: tuple[str, ...]  # shown in records and files
    unit: Indices
    manager: Indices  # employee, or MISSING
    depth: NDArray[np.uint8]  # 0 the CEO, 1 heads of units, …
    address: NDArray[np.uint64]  # from (unit id, position) or the employee's id alone
    threshold: Floats
    openness: Floats
    # leaders: employees with reports; shape (leaders,)
    leaders: Indices  # employee
    leader_of: Indices  # shape (employees,): row in `leaders` of the own manager, or MISSING
    leader_row: Indices  # shape (employees,): own row in `leaders`, or MISSING
    # ties: whom employee i listens to stands at start[i]:start[i + 1]
    start: NDArray[np.uint64]  # shape (employees + 1,)
    neighbour: Indices  # shape (ties,)
    strength: NDArray[np.uint8]  # 1 to 255, shape (ties,)
    notes: tuple[str, ...] = ()  # what was filled in or dropped on the way, in words for the reader
    scale: float = 1.0  # by which strengths were multiplied to fit a byte
    stance: Stance | None = None  # what is stated of people; none: nothing is
    read_as: str = ""  # digest of how files were understood; empty: no files were read
    # what follows from the columns
    employees: int = field(init=False)
    units: int = field(init=False)
    is_internal: NDArray[np.bool_] = field(init=False)  # shape (units,): whether the firm can give the unit orders
    chief: int = field(init=False)  # employee who leads the firm: the only one inside it without a manager

    def __post_init__(self) -> None:
        is_internal = self.unit_kind == 0
        known = {"employees": len(self.unit), "units": len(self.unit_ids), "is_internal": is_internal}
        known["chief"] = int(np.flatnonzero((self.manager == MISSING) & is_internal[self.unit])[0])
        for name, value in known.items():
            object.__setattr__(self, name, value)

    @cached_property
    def people(self) -> pd.DataFrame:
        """A row for every employee, by id.

        unit, manager : ids; manager: none for those who have none · depth : 0 the chief, 1 heads of units, …
        leads : whether anybody reports to the person · threshold : pull needed before practising · openness : [0, 1]
        listens_to, listened_to : colleagues at the other end of the own ties · heard : strength of ties by which others listen, summed,
        an ordinary tie being 1 · address : what the random draws of the person are keyed by
        """
        ties = len(self.neighbour)
        ids = np.array([*self.employee_ids, None], object)
        return pd.DataFrame(
            {
                "unit": np.array(self.unit_ids, object)[self.unit],
                "manager": ids[np.where(self.manager == MISSING, self.employees, self.manager)],
                "depth": self.depth.astype(int),
                "leads": self.leader_row != MISSING,
                "threshold": self.threshold,
                "openness": self.openness,
                "listens_to": np.diff(self.start.astype(np.int64)),
                "listened_to": np.bincount(self.neighbour, minlength=self.employees),
                "heard": np.bincount(self.neighbour, self.strength, self.employees) / (np.median(self.strength) if ties else 1.0),
                "address": self.address,
            },
            pd.Index(self.employee_ids, name="employee"),
        )

    @cached_property
    def ties(self) -> pd.DataFrame:
        """A row for every tie: who listens (employee), who is heard (colleague), their units, and how strong it is, the median being 1.

        loudness : the same strength on the scale of 1 to 255 of a run, with the authority of the one who is heard
        """
        listens = np.repeat(np.arange(self.employees), np.diff(self.start.astype(np.int64)))
        ids, units = np.array(self.employee_ids, object), np.array(self.unit_ids, object)
        own, others = self.unit[listens], self.unit[self.neighbour]
        return pd.DataFrame(
            {
                "employee": ids[listens],
                "colleague": ids[self.neighbour],
                "unit": units[own],
                "colleague_unit": units[others],
                "crosses_units": own != others,
                "strength": self.strength / (np.median(self.strength) if len(listens) else 1.0),
                "loudness": self.strength,
            }
        )

    def save(self, folder: str | Path) -> Path:
        """Write the organisation to a folder, from which `organisation.employees=FOLDER` reads the same to the bit.

        folder : made where it is missing; files of an earlier organisation in it are replaced
        Raises OSError where it cannot be written.
        """
        return import_module(SAVER).save(self, Path(folder))

    def plot(self, marked: Collection[str] = (), finding: str = "") -> Any:
        """The organisation as a map of units, people and ties, as a figure.

        marked : ids of people to point out; finding : the title
        Raises KeyError for someone who is not there.
        """
        return draw(self, finding=finding, marked=self.people.index.get_indexer_for(self.people.loc[list(marked)].index))
