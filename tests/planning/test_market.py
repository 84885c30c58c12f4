"""Journeys and owners of customers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config import load
from sim.organisation import organisation_of
from sim.organisation.organisation import MISSING
from sim.planning.accounts import owners_of
from sim.planning.market import customers_of, journeys_of
from sim.schema.initiative import Initiative


def owners(initiative: Initiative) -> np.ndarray:
    organisation = organisation_of(initiative.organisation)
    segment, _ = customers_of(initiative.segments)
    return owners_of(initiative.segments, segment, journeys_of(initiative.segments, organisation), organisation)


def test_a_journey_through_no_unit_is_refused_by_its_key() -> None:
    initiative = load(
        "customer_centric", *(f"organisation.units.{unit}.contact=0.0" for unit in load("customer_centric").organisation.units)
    )
    with pytest.raises(ValueError, match=r"segments\.key_accounts\.journey: leads through no unit"):
        journeys_of(initiative.segments, organisation_of(initiative.organisation))


def test_all_who_can_have_one_customer_before_any_has_two() -> None:
    initiative = load("customer_centric", "segments.ordinary.panel=300", "segments.ordinary.owners=1")
    found = owners(initiative)
    of_ordinary = found[customers_of(initiative.segments)[0] == sorted(initiative.segments).index("ordinary"), 0]
    times = np.unique(of_ordinary, return_counts=True)[1]
    assert times.max() - times.min() <= 1 and (found[:, 0] != MISSING).all()


def test_who_cares_for_whom_does_not_depend_on_the_seed_of_the_run() -> None:
    assert (owners(load("customer_centric", "seed=1")) == owners(load("customer_centric", "seed=2"))).all()


def test_where_no_front_line_is_met_customers_have_no_owner() -> None:
    assert (owners(load("customer_centric", "segments.ordinary.journey=[finance]"))[:, 0] == MISSING).any()
