"""Standing facts and interventions brought together, counted by hand in a firm of four units."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim.planning import conditions
from sim.planning.conditions import AtWork
from sim.planning.schedule import Placed
from sim.schema.initiative import InfluenceAtWork
from sim.schema.interventions import Catalyst, Inhibitor
from sim.schema.levers import FIRM_DISPOSITIONS, LEVER, LEVER_NAMES, LEVERS, UNIT_DISPOSITIONS

ALL = np.ones(4)
TOOLS, RITUALS = LEVER["tools"], LEVER["rituals"]


@pytest.fixture
def step(card):
    """A step as it was placed: whom it reaches, how strongly it acts in each week, and what its card says."""

    def make(handle: str, audience, intensity, **said) -> Placed:
        mask, course = np.isin(np.arange(12), audience), np.array(intensity, float)
        return Placed(handle, card(**said), mask, 0, 0, len(course), 1.0, np.ones(len(course)), course, course)

    return make


def influence(raises=None, lowers=None, strength=ALL, name="it") -> AtWork:
    return AtWork(name, raises or {}, lowers or {}, np.array(strength, float))


def base(value: float, units: int = 4) -> np.ndarray:
    return np.full((units, len(LEVERS)), value)


# who is in a stratum


def test_people_reached_alike_form_a_stratum(firm, step):
    everyone = step("a", range(2, 12), [1.0])
    strata = conditions.strata_of((replace(everyone, splits_units=False),), firm)
    assert strata.of_employee.tolist() == firm.unit.tolist() and strata.unit.tolist() == [0, 1, 2, 3]
    assert strata.of_employee.dtype == strata.unit.dtype == np.uint32
    assert strata.share.tolist() == [1, 1, 1, 1]


def test_a_step_for_a_part_of_a_unit_splits_it(firm, step):
    steps = (step("a", [10, 11], [1.0]), step("b", [8, 10], [1.0]))
    strata = conditions.strata_of(steps, firm)
    assert strata.unit.tolist() == [0, 1, 2, 2, 3, 3, 3]
    assert strata.share.tolist() == pytest.approx([1, 1, 5 / 6, 1 / 6, 1 / 3, 1 / 3, 1 / 3])
    assert strata.of_employee.tolist() == [0, 0, 1, 2, 2, 2, 2, 2, 3, 4, 6, 5]
    coarser = conditions.strata_of((replace(steps[0], splits_units=False), steps[1]), firm)
    assert coarser.of_employee.tolist() == [0, 0, 1, 2, 2, 2, 2, 2, 3, 4, 5, 4] and coarser.unit.tolist() == [0, 1, 2, 2, 3, 3]


def test_a_step_reaches_a_stratum_or_does_not(firm, step):
    one = step("a", [10, 11], [1.0])
    strata = conditions.strata_of((one,), firm)
    assert conditions.reached_share(one, strata).tolist() == [0, 0, 0, 0, 1]
    assert conditions.reached_share(step("b", [8, 9], [1.0]), strata).tolist() == pytest.approx([0, 0, 1 / 6, 1, 0])


# what stands before anything is done


def test_influences_act_where_they_are_used(firm):
    known = {
        "b": Inhibitor(title="t", description="d", lowers={"tools": 0.5}, raises={"cynicism": 0.1}),
        "a": Catalyst(title="t", description="d", raises={"tools": 0.4}),
    }
    uses = {"b": InfluenceAtWork(strength=0.5, units=["maker", "stock"]), "a": InfluenceAtWork(strength=0.75)}
    found = conditions.at_work(known, uses, firm)
    assert [one.name for one in found] == ["a", "b"]
    assert (found[0].raises, found[0].lowers, found[0].strength.tolist()) == ({"tools": 0.4}, {}, [0, 0.75, 0.75, 0.75])
    assert (found[1].raises, found[1].lowers, found[1].strength.tolist()) == ({"cynicism": 0.1}, {"tools": 0.5}, [0.5, 0, 0, 0.5])


def test_levers_stand_where_the_unit_the_organisation_or_the_default_says(firm):
    found = conditions.base_levers(
        firm, {"tools": 0.9, "cynicism": 0.1}, {"stock": {"tools": 0.2, "interest": 0.3}, "office": {"time": 1.0}}
    )
    assert found.shape == (4, len(LEVERS))
    assert found[:, TOOLS].tolist() == [0.9, 0.9, 0.9, 0.2]
    assert found[:, LEVER["time"]].tolist() == [LEVERS["time"].default, 1.0, LEVERS["time"].default, LEVERS["time"].default]
    assert found[0].tolist() == [0.9 if name == "tools" else LEVERS[name].default for name in LEVER_NAMES]


def test_a_catalyst_takes_its_share_of_what_is_missing(firm):
    found = conditions.standing_levers(base(0.4), [influence({"tools": 0.5, "interest": 0.9}, strength=[1.0, 0.5, 0.0, 1.0])], [])
    assert found[:, TOOLS].tolist() == pytest.approx([0.7, 0.55, 0.4, 0.7])
    assert np.delete(found, TOOLS, axis=1) == pytest.approx(0.4)


def test_an_inhibitor_takes_its_share_of_what_was_raised():
    raised = influence({"tools": 0.5})
    found = conditions.standing_levers(base(0.4), [raised, raised], [influence(lowers={"tools": 0.25}, strength=[1.0, 0.5, 0.0, 1.0])])
    assert found[:, TOOLS].tolist() == pytest.approx([0.85 * 0.75, 0.85 * 0.875, 0.85, 0.85 * 0.75])
    two = [influence(lowers={"tools": 0.5})] * 2
    assert conditions.standing_levers(base(0.4), [], two)[:, TOOLS] == pytest.approx(0.1)


# what a programme plans


def planned(firm, steps, catalysts=(), inhibitors=(), value=0.4, weeks=2):
    strata = conditions.strata_of(tuple(steps), firm)
    return conditions.planned_levers(base(value), list(catalysts), list(inhibitors), tuple(steps), strata, weeks), strata.unit


def test_a_plan_without_steps_equals_the_initial_conditions(firm):
    catalysts, inhibitors = [influence({"tools": 0.5}, strength=[1, 0.5, 0, 1])], [influence(lowers={"tools": 0.25, "time": 0.5})]
    found, _ = planned(firm, (), catalysts, inhibitors, weeks=3)
    assert found.shape == (3, 4, len(LEVERS))
    for week in found:
        assert week == pytest.approx(conditions.standing_levers(base(0.4), catalysts, inhibitors))


def test_a_step_raises_levers_for_those_it_reaches_as_far_as_it_acts(firm, step):
    found, unit = planned(firm, [step("a", [10, 11], [0.5, 1.0], raises={"tools": 0.5})])
    assert unit.tolist() == [0, 1, 2, 3, 3]
    assert found[:, :, TOOLS].tolist() == [pytest.approx([0.4] * 4 + [0.55]), pytest.approx([0.4] * 4 + [0.7])]


def test_raises_multiply_what_they_leave_missing(firm, step):
    steps = [step("a", range(12), [1.0, 0.0], raises={"tools": 0.5}), step("b", range(12), [1.0, 1.0], raises={"tools": 0.25})]
    found, _ = planned(firm, steps, [influence({"tools": 0.5})])
    assert found[:, 0, TOOLS].tolist() == pytest.approx([1.0 - 0.6 * 0.5 * 0.75 * 0.5, 1.0 - 0.6 * 0.75 * 0.5])


def test_a_step_strengthens_a_catalyst_where_it_is_at_work(firm, step):
    strong = step("a", range(12), [1.0, 0.5], raises={}, strengthens={"it": 0.5})
    other = step("b", range(12), [1.0, 1.0], raises={}, strengthens={"another": 0.5})
    found, _ = planned(firm, [strong, other], [influence({"tools": 0.5}, strength=[0.4, 0.0, 1.0, 0.4])])
    assert found[0, :, TOOLS].tolist() == pytest.approx([1 - 0.6 * 0.65, 0.4, 0.7, 1 - 0.6 * 0.65])  # strength 0.4 + 0.5 × 0.6
    assert found[1, 0, TOOLS] == pytest.approx(1 - 0.6 * (1 - 0.5 * 0.55))


def test_a_step_removes_its_share_of_an_inhibitor(firm, step):
    steps = [
        step("a", range(12), [1.0, 0.5], raises={}, removes={"it": 0.5}),
        step("b", range(12), [1.0, 1.0], raises={}, removes={"an": 1.0}),
    ]
    found, _ = planned(firm, steps, [], [influence(lowers={"tools": 0.5}, strength=[0.8, 0.0, 1.0, 1.0])])
    assert found[0, :, TOOLS].tolist() == pytest.approx([0.4 * 0.8, 0.4, 0.4 * 0.75, 0.4 * 0.75])
    assert found[1, 0, TOOLS] == pytest.approx(0.4 * (1 - 0.5 * 0.6))


def test_rituals_carry_the_customer_as_many_of_eight_as_are_infused(firm, step):
    two = step("a", range(12), [1.0, 0.5], raises={}, rituals=["review", "reward"])
    again = step("b", range(12), [0.0, 0.5], raises={"rituals": 0.5}, rituals=["review"])
    found, _ = planned(firm, [two, again])
    assert found[0, 0, RITUALS] == pytest.approx(1 - 0.6 * (1 - 2 / 8))
    assert found[1, 0, RITUALS] == pytest.approx(1 - 0.6 * 0.75 * (1 - (0.75 + 0.5) / 8))
    assert found[:, 0, TOOLS] == pytest.approx(0.4)


def test_conditional_steps_are_planned_separately(firm, step):
    said = {"raises": {"tools": 0.5}, "strengthens": {"it": 0.5}, "removes": {"it": 0.5}, "rituals": ["review"]}
    waiting, ready = step("a", [10, 11], [1.0, 0.5], needs_proof=True, **said), step("b", range(12), [1.0, 1.0], raises={"time": 0.5})
    influences = [influence({"vision": 0.5}, strength=[0.4] * 4)], [influence(lowers={"climate": 0.5})]
    found, _ = planned(firm, [waiting, ready], *influences)
    without, _ = planned(firm, [ready], *influences)
    assert found[:, :4] == pytest.approx(without)
    strata = conditions.strata_of((waiting, ready), firm)
    raises = conditions.raises_on_proof((waiting, ready), strata, 2)
    assert raises.shape == (2, 5, len(LEVERS))
    assert raises[:, :, TOOLS].tolist() == [[0, 0, 0, 0, 0.5], [0, 0, 0, 0, 0.25]]
    assert raises[:, 4, RITUALS].tolist() == pytest.approx([1 / 8, 0.5 / 8])
    assert raises[:, :, LEVER["time"]].max() == 0.0


def test_nothing_waits_for_proof_where_no_step_does(firm, step):
    steps = (replace(step("a", range(12), [1.0]), splits_units=False),)
    raises = conditions.raises_on_proof(steps, conditions.strata_of(steps, firm), 1)
    assert raises.shape == (0, 4, len(LEVERS))


# where people and sponsors start


def test_catalysts_and_inhibitors_together_make_the_context(firm):
    helps = Catalyst(title="t", description="d", raises={"tools": 0.5, "commitment": 0.4, "interest": 0.5})
    hinders = Inhibitor(title="t", description="d", lowers={"tools": 0.25, "commitment": 0.5, "interest": 0.5})
    uses = {
        "catalysts": {"helps": InfluenceAtWork(strength=0.5)},
        "inhibitors": {"hinders": InfluenceAtWork(strength=1.0, units=["stock"])},
    }
    initiative = SimpleNamespace(
        definitions=SimpleNamespace(catalysts={"helps": helps}, inhibitors={"hinders": hinders}),
        influences=uses.get,
        organisation=SimpleNamespace(levers={"tools": 0.4}, units={"sales": SimpleNamespace(levers={"tools": 0.8})}),
        dispositions={"commitment": 0.5, "interest": 0.4},
    )
    found = conditions.context_of(initiative, firm)
    assert [one.name for one in found.catalysts] == ["helps"] and [one.name for one in found.inhibitors] == ["hinders"]
    assert found.base[:, TOOLS].tolist() == [0.4, 0.4, 0.8, 0.4]
    assert found.standing[:, TOOLS].tolist() == pytest.approx([0.4, 0.55, 0.85, 0.55 * 0.75]), "the maker is a supplier"
    assert found.firm["commitment"] == pytest.approx(0.6 * 0.5)
    assert found.unit["interest"].tolist() == pytest.approx([0.4, 0.55, 0.55, 0.55 * 0.5])


def test_sponsors_start_where_the_context_puts_them():
    helps = influence({"commitment": 0.4}, strength=[0.0, 0.5, 0.0, 0.25])
    hinders = influence({"finance_power": 0.5}, {"trust": 0.25, "commitment": 0.5}, [0.0, 0.0, 1.0, 0.5], "no")
    found = conditions.firm_dispositions({"commitment": 0.5, "trust": 0.8}, [helps, hinders])
    assert list(found) == list(FIRM_DISPOSITIONS)
    assert found["commitment"] == pytest.approx((0.5 + 0.5 * 0.4 * 0.5) * 0.5)
    assert found["trust"] == pytest.approx(0.6)
    assert found["finance_power"] == pytest.approx(0.7)  # from its default of 0.4
    assert found["patience"] == FIRM_DISPOSITIONS["patience"].default


def test_people_start_where_their_unit_the_organisation_or_the_default_puts_them(firm):
    found = conditions.unit_dispositions(
        firm, {"interest": 0.2}, {"interest": 0.9, "capacity": 0.6}, {"stock": {"interest": 0.7, "tools": 1.0}}, []
    )
    assert list(found) == list(UNIT_DISPOSITIONS)
    assert found["interest"].tolist() == pytest.approx([0.2, 0.2, 0.2, 0.7])
    assert found["capacity"].tolist() == pytest.approx([0.6] * 4)
    assert found["practice"].tolist() == pytest.approx([UNIT_DISPOSITIONS["practice"].default] * 4)


def test_and_where_influences_move_them_unit_by_unit(firm):
    helps = influence({"interest": 0.5}, strength=[1.0, 0.5, 0.0, 0.0])
    hinders = influence({"cynicism": 0.5}, {"interest": 0.5}, [0.0, 0.5, 1.0, 0.0], "no")
    found = conditions.unit_dispositions(firm, {"interest": 0.4, "cynicism": 0.2}, {}, {}, [helps, hinders])
    assert found["interest"].tolist() == pytest.approx([0.7, 0.55 * 0.75, 0.2, 0.4])
    assert found["cynicism"].tolist() == pytest.approx([0.2, 0.4, 0.6, 0.2])
