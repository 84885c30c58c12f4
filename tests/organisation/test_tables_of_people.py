"""Tables of people and of their ties."""

from __future__ import annotations

import numpy as np

from sim.config import load
from sim.organisation import organisation_of


def test_people_and_ties_are_told_from_one_organisation() -> None:
    firm = organisation_of(load("customer_centric", "organisation=small").organisation)
    people, ties = firm.people, firm.ties
    assert people.index.tolist() == list(firm.employee_ids) and people["leads"].sum() == len(firm.leaders)
    assert people["manager"].isna().sum() == 1 and people.loc[people["manager"].isna(), "depth"].tolist() == [0]
    assert set(people["manager"].dropna()) == set(people.index[people["leads"]])
    assert ties.groupby("employee").size().reindex(people.index, fill_value=0).equals(people["listens_to"].rename(None))
    assert np.allclose(ties.groupby("colleague")["strength"].sum().reindex(people.index, fill_value=0.0), people["heard"])
    assert (ties["crosses_units"] == (ties["unit"] != ties["colleague_unit"])).all() and ties["strength"].median() == 1.0
    assert people.loc[ties["colleague"], "unit"].tolist() == ties["colleague_unit"].tolist()


def test_one_person_alone_has_a_row_and_no_ties() -> None:
    small = load("customer_centric", "organisation=small", "organisation.units={only: {size: 1}}", "organisation.chief=only")
    alone = organisation_of(small.organisation)
    assert len(alone.people) == 1 and alone.people["manager"].isna().all() and alone.ties.empty
