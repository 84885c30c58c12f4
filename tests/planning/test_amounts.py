"""Amounts that follow the size of the firm, counted by hand."""

from __future__ import annotations

import pytest

from sim.planning.amounts import budget_of, fees, people_inside, revenue_at_start
from sim.schema.interventions import WeeklyCost
from sim.schema.market import Market
from sim.schema.programme import Budgets


def test_people_of_a_supplier_are_not_the_firms(firm):
    assert people_inside(firm) == 10


def test_revenue_is_by_the_head_unless_it_is_given_in_all(firm, alone):
    assert revenue_at_start(Market(revenue_per_head=2.0), firm) == 20.0
    assert revenue_at_start(Market(revenue_per_head=2.0), alone) == 2.0
    assert revenue_at_start(Market(revenue=500.0, revenue_per_head=2.0), firm) == 500.0
    assert revenue_at_start(Market(), firm) == 10.0 * revenue_at_start(Market(), alone)


def test_a_budget_is_none_in_all_or_by_the_head(firm):
    assert budget_of(Budgets(), firm) is None
    assert budget_of(Budgets(money_per_head=2.0), firm) == 20.0
    assert budget_of(Budgets(money=0.0, money_per_head=2.0), firm) == 0.0


def test_fees_grow_with_the_firm_only_where_they_are_stated_for_a_size(firm, alone):
    cost = {"once": 10.0, "weekly": 2.0, "weekly_per_person": 0.5}
    assert fees(WeeklyCost(**cost), firm, 3) == (10.0, 3.5)
    assert fees(WeeklyCost(**cost, sized_for=20), firm, 3) == (5.0, 2.5)
    assert fees(WeeklyCost(**cost, sized_for=20), alone, 0) == pytest.approx((0.5, 0.1))
