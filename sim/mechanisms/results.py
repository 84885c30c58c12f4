"""Results: money follows what customers feel, with a lag and an uncertain factor. It is an outcome, never a driver."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class ResultParameters(NamedTuple):
    """How late money follows."""

    lag: Annotated[float, Parameter("share of the gap closed a week", 0.0, 1.0, "our assumption: about half a year")] = 0.04
    margin: Annotated[float, Parameter("share of revenue", 0.0, 1.0, "our assumption")] = 0.3


@rule
def felt_in_the_books(lagged, felt, p):
    """Felt quality reaches revenue with a lag. Arguments and result in [0, 1]."""
    return lagged + p.lag * (felt - lagged)


@rule
def revenue_of(revenue_at_start, customers, lagged, felt_at_start, elasticity):
    """Revenue follows how many customers there are and how much they buy.

    revenue_at_start : thousand euro a week; customers : share of those at the start; elasticity : relative revenue per step of felt quality
    Source: Sears as quoted (+1.3 customer units, +0.5 % revenue); too small to matter in Gelade and Young 2005: uncertain on purpose.
    """
    bought = 1.0 + elasticity * (lagged - felt_at_start)
    return revenue_at_start * customers * (bought if bought > 0.0 else 0.0)


@rule
def value_of(revenue, revenue_at_start, cost, p):
    """Value a week: margin on revenue beyond that of the start, less what the programme costs; thousand euro."""
    return p.margin * (revenue - revenue_at_start) - cost
