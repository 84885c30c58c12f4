"""The configurable market: customer segments, revenue, and external shocks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.declared import Declared, Share, Text


class Segment(Declared):
    """Customers who take the same journey, represented by a panel."""

    title: Text = ""
    kind: Literal["key", "ordinary", "test_bed"] = "ordinary"
    share: Share  # of revenue; shares of all segments sum to 1
    panel: Annotated[int, Field(ge=1, le=2_000)] = 16  # customers followed one by one
    contact: Annotated[float, Field(gt=0.0, le=1.0)] = 0.25  # chance of an encounter a week
    journey: list[str] = []  # ids of the units a customer meets; empty: every unit, by its contact
    owners: Annotated[int, Field(ge=0, le=3)] | None = None  # people in whose care a customer is; none: 3 for a key customer, else 1
    share_of_spend: Annotated[float, Field(gt=0.0, le=1.0)] = 0.3  # of what a customer spends on such things at the start


class Market(Declared):
    """Revenue from customers, and the promised growth."""

    revenue: Annotated[float, Field(gt=0.0, le=1e9)] | None = None  # thousand euro a week at the start; none: revenue_per_head
    revenue_per_head: Annotated[float, Field(gt=0.0, le=1e6)] = 3.322  # thousand euro a week and person inside the firm
    elasticity: Annotated[float, Field(ge=-1.0, le=5.0)] = 0.3  # relative revenue per step of felt quality; uncertain, near zero included
    promised_growth: Annotated[float, Field(gt=0.0, le=5.0)] = 0.05  # of revenue, by the week sponsors expect the goal


class Shock(Declared):
    """Something dated that the programme did not foresee."""

    kind: Literal["scandal", "rival", "sponsor_leaves", "budget_cut"]
    title: Text = ""
    week: Annotated[int, Field(ge=0, le=2_600)]
    size: Share = 0.5  # scandal: how bad; rival: strength gained; sponsor_leaves: the successor's commitment; budget_cut: share cut
