"""A drawn organisation: who leads, who is led, and what a unit more changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.organisation import KINDS, NOBODY, Organisation, OrganisationError, organisation_of
from sim.schema.organisation import DrawnOrganisation, People, TiesToDraw, UnitToDraw

sizes = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 40), min_size=1, max_size=6)
ARRAYS = ("unit", "manager", "depth", "address", "threshold", "openness", "start", "neighbour", "strength", "unit_address", "unit_head")


def drawn(sizes: dict[str, int], **settings_) -> Organisation:
    return organisation_of(DrawnOrganisation(units={name: UnitToDraw(size=size) for name, size in sizes.items()}, **settings_))


def colleagues(organisation: Organisation, of_units: set[str]) -> dict[str, dict[str, int]]:
    """Whom each person of some units hears among them, by id, with strengths."""
    ids = organisation.employee_ids
    start = organisation.start.astype(int)
    wanted = [organisation.unit_ids[unit] in of_units for unit in organisation.unit]
    return {
        ids[i]: {
            ids[j]: int(strength)
            for j, strength in zip(
                organisation.neighbour[start[i] : start[i + 1]], organisation.strength[start[i] : start[i + 1]], strict=True
            )
            if wanted[j]
        }
        for i in range(organisation.employees)
        if wanted[i]
    }


def test_one_employee_is_an_organisation():
    alone = drawn({"shop": 1})
    assert (alone.employees, alone.units, alone.chief, len(alone.neighbour), len(alone.leaders)) == (1, 1, 0, 0, 0)
    assert alone.manager[0] == NOBODY and alone.depth[0] == 0 and alone.start.tolist() == [0, 0]


def test_the_only_unit_is_led_by_its_head():
    firm = drawn({"shop": 5})
    assert firm.units == 1 and firm.chief == 0 and firm.notes == ()


def test_several_units_without_a_chief_are_given_an_executive_office():
    firm = drawn({"sales": 5, "it": 3})
    assert firm.unit_ids == ("executive_office", "it", "sales")
    assert firm.employee_ids[firm.chief] == "executive_office-1" and firm.notes


def test_a_declared_executive_office_leads():
    firm = drawn({"sales": 5, "executive_office": 3})
    assert firm.employee_ids[firm.chief] == "executive_office-1" and firm.notes == () and firm.employees == 8


def test_the_named_unit_leads():
    firm = drawn({"sales": 5, "it": 3}, chief="sales")
    assert firm.employee_ids[firm.chief] == "sales-1"
    assert firm.employee_ids[int(firm.manager[firm.unit_head[0]])] == "sales-1"


def test_heads_of_outer_units_have_no_manager():
    units = {"shop": UnitToDraw(size=3), "carrier": UnitToDraw(size=3, kind="supplier")}
    firm = organisation_of(DrawnOrganisation(units=units))
    head = firm.unit_head[firm.unit_ids.index("carrier")]
    assert firm.manager[head] == NOBODY and firm.depth[head] == 1
    assert firm.employee_ids[firm.chief] == "shop-1"
    assert [KINDS[kind] for kind in firm.unit_kind] == ["supplier", "internal"]


@pytest.mark.parametrize(
    ("units", "chief", "said"),
    [
        ({"carrier": UnitToDraw(size=3, kind="supplier")}, None, "none is internal"),
        ({"sales": UnitToDraw(size=3)}, "sale", "nearest: 'sales'"),
        ({"sales": UnitToDraw(size=3), "c": UnitToDraw(size=1, kind="partner")}, "c", "not an internal unit"),
        (
            {"a": UnitToDraw(size=3), "b": UnitToDraw(size=3), "executive_office": UnitToDraw(size=1, kind="partner")},
            None,
            "must be internal",
        ),
    ],
)
def test_an_organisation_without_a_possible_leader_is_refused_in_one_line(units, chief, said):
    with pytest.raises(OrganisationError, match=said) as refusal:
        organisation_of(DrawnOrganisation(units=units, chief=chief))
    assert "\n" not in str(refusal.value)


def test_an_organisation_that_no_machine_could_hold_is_refused_in_one_line(monkeypatch):
    monkeypatch.setattr("sim.organisation.build.LARGEST", 10_000)
    with pytest.raises(OrganisationError, match=r"^units: 60 employees with up to [0-9,]+ ties would take .* GB; the most is") as refusal:
        organisation_of(DrawnOrganisation(units={"sales": UnitToDraw(size=60)}))
    assert "\n" not in str(refusal.value)


@given(sizes, st.integers(2, 9))
@settings(max_examples=25, deadline=None)
def test_leaders_stay_within_the_span_of_control_in_their_unit(sizes, span):
    firm = drawn(sizes, span=span)
    led = np.flatnonzero(firm.manager != NOBODY)
    in_own_unit = led[firm.unit[led] == firm.unit[firm.manager[led]]]
    assert np.bincount(firm.manager[in_own_unit], minlength=1).max(initial=0) <= span


@given(sizes)
@settings(max_examples=25, deadline=None)
def test_everyone_stands_one_step_below_the_own_manager_and_the_chief_on_top(sizes):
    firm = drawn(sizes, span=3)
    led = firm.manager != NOBODY
    assert (firm.depth[led] == firm.depth[firm.manager[led]] + 1).all()
    assert firm.depth[firm.chief] == 0 and (firm.depth == 0).sum() == 1
    assert firm.chief in firm.unit_head


@given(sizes)
@settings(max_examples=25, deadline=None)
def test_leaders_are_those_with_reports_and_everyone_finds_the_own(sizes):
    firm = drawn(sizes)
    led = firm.manager != NOBODY
    assert firm.leaders.tolist() == sorted(set(firm.manager[led].tolist()))
    assert (firm.leaders[firm.leader_of[led]] == firm.manager[led]).all()
    assert (firm.leader_of[~led] == NOBODY).all()
    assert (firm.leader_row[firm.leaders] == np.arange(len(firm.leaders))).all()
    assert (firm.leader_row != NOBODY).sum() == len(firm.leaders)


def test_the_order_of_units_never_matters():
    sizes = {"b": 12, "a": 30, "c": 5}
    one, other = drawn(sizes), drawn(dict(reversed(sizes.items())))
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)
    assert one.employee_ids == other.employee_ids


@given(sizes)
@settings(max_examples=15, deadline=None)
def test_adding_a_department_leaves_the_others_as_they_were(sizes):
    between = TiesToDraw(between=0.8)
    sizes = {**sizes, "executive_office": 2}
    before, after = drawn(sizes, ties=between), drawn({**sizes, "bb": 20}, ties=between)
    kept = np.array([after.unit_ids[unit] != "bb" for unit in after.unit])
    for constant in ("address", "threshold", "openness", "depth"):
        assert np.array_equal(getattr(before, constant), getattr(after, constant)[kept])
    assert colleagues(before, set(sizes)) == colleagues(after, set(sizes))


def test_a_newcomer_at_the_end_changes_no_manager_or_constant():
    before, after = drawn({"shop": 30}, span=4), drawn({"shop": 31}, span=4)
    for constant in ("manager", "threshold", "openness", "address"):
        assert np.array_equal(getattr(before, constant), getattr(after, constant)[:30])


def test_another_seed_makes_other_people_at_the_same_addresses():
    one, other = drawn({"shop": 30}, seed=1), drawn({"shop": 30}, seed=2)
    assert np.array_equal(one.address, other.address) and not np.array_equal(one.threshold, other.threshold)
    assert not np.array_equal(one.neighbour, other.neighbour)


def test_a_resistant_unit_needs_more_pull_by_just_its_resistance():
    units = {"it": UnitToDraw(size=20, resistance=0.5)}
    resistant, ready = organisation_of(DrawnOrganisation(units=units)), drawn({"it": 20})
    assert np.allclose(resistant.threshold - ready.threshold, 0.5, rtol=0, atol=1e-12)


def test_thresholds_and_openness_lie_about_their_means():
    firm = drawn({"shop": 20_000}, people=People(threshold=1.0, threshold_spread=0.25, openness=0.5, openness_spread=0.3))
    standard_error = 0.25 * np.pi / np.sqrt(3) / np.sqrt(20_000)
    assert abs(firm.threshold.mean() - 1.0) < 4 * standard_error
    assert firm.openness.min() >= 0.2 and firm.openness.max() <= 0.8
    assert abs(firm.openness.mean() - 0.5) < 4 * 0.3 / np.sqrt(3) / np.sqrt(20_000)


def test_openness_is_a_share_even_when_its_spread_is_wide():
    firm = drawn({"shop": 500}, people=People(openness=0.9, openness_spread=1.0))
    assert firm.openness.min() >= 0.0 and firm.openness.max() == 1.0


def test_units_bring_their_own_traits():
    units = {"it_desk": UnitToDraw(size=2, contact=0.1, influence=0.7, resistance=0.3), "b": UnitToDraw(size=2, title="Back office")}
    firm = organisation_of(DrawnOrganisation(units=units, chief="b"))
    assert firm.unit_titles == ("Back office", "It desk")
    assert (firm.contact[1], firm.influence[1], firm.unit_resistance[1], firm.unit_size[1]) == (0.1, 0.7, 0.3, 2)
