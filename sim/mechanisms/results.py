"""Results: money follows what customers feel, with a lag and an uncertain factor. It is an outcome, never a driver."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class ResultParameters(NamedTuple):
    """How late money follows."""

    lag: Annotated[float, Parameter("share of the gap closed a week", 0.0, 1.0, "our assumption: about half a year")] = 0.04
    margin: Annotated[float, Parameter("share of revenue, before what silos and mistrust cost", 0.0, 1.0, "our assumption")] = 0.3


@rule
def felt_in_the_books(lagged, felt, p):
    """Felt quality reaches revenue with a lag. Arguments and result in [0, 1]."""
    return lagged + p.lag * (felt - lagged)


@rule
def bought_for_service(lagged, felt_at_start, elasticity):
    """What a customer buys relative to the start, for what is felt of the service. elasticity : relative revenue per step of felt quality.

    Source: Sears as quoted (+1.3 customer units, +0.5 % revenue); too small to matter in Gelade and Young 2005: uncertain on purpose.
    """
    bought = 1.0 + elasticity * (lagged - felt_at_start)
    return bought if bought > 0.0 else 0.0


@rule
def within_reach(bought, share_of_spend):
    """No customer spends more on a firm than all. bought : relative to the start; share_of_spend : of the start, (0, 1]."""
    most = 1.0 / share_of_spend
    return bought if bought < most else most


@rule
def revenue_of(revenue_at_start, customers, bought):
    """Revenue follows how many customers there are and how much they buy.

    revenue_at_start : thousand euro a week; customers, bought : relative to the start
    """
    return revenue_at_start * customers * bought


@rule
def cost_of_orders(revenue, p):
    """What the orders of a week cost without silos. revenue : a week; same unit."""
    return (1.0 - p.margin) * revenue


@rule
def earnings_of(revenue, silos, mistrust, programme, p):
    """Earnings a week: the margin on revenue, less what silos, mistrust and the programme cost; thousand euro."""
    return p.margin * revenue - silos - mistrust - programme


@rule
def return_on(value, spent):
    """Return: value to date for each euro spent on the programme; 0 where none is spent. value, spent : same unit."""
    return value / spent if spent > 0.0 else 0.0
