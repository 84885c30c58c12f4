"""Amounts of money that follow the size of the firm: fees, budgets and revenue, in thousand euro."""

from __future__ import annotations

from sim.organisation.organisation import Organisation
from sim.schema.interventions import WeeklyCost
from sim.schema.market import Market
from sim.schema.programme import Budgets


def people_inside(organisation: Organisation) -> int:
    """How many people the firm employs; suppliers, distributors and partners have money of their own."""
    return int(organisation.unit_size[organisation.is_internal].sum())


def fees(cost: WeeklyCost, organisation: Organisation, reached: int) -> tuple[float, float]:
    """What an intervention costs when it starts, and each week, at full strength. reached : people of its audience"""
    size = 1.0 if cost.sized_for is None else people_inside(organisation) / cost.sized_for
    return cost.once * size, cost.weekly * size + cost.weekly_per_person * reached


def budget_of(budgets: Budgets, organisation: Organisation) -> float | None:
    """The money of a programme in all; none without a limit."""
    if budgets.money is not None or budgets.money_per_head is None:
        return budgets.money
    return budgets.money_per_head * people_inside(organisation)


def revenue_at_start(market: Market, organisation: Organisation) -> float:
    """What customers spend a week when the initiative begins."""
    return float(market.revenue_per_head * people_inside(organisation) if market.revenue is None else market.revenue)
