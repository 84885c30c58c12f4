"""Gain of customers: strategic service makes their own business better, and they buy more of the firm that does so."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class GainParameters(NamedTuple):
    """How fast a customer's business follows, and how much more the customer buys."""

    pace: Annotated[
        float, Parameter("share of the gap closed a week", 0.0, 1.0, "Byrnes and Wass: insight after about a year; the rate is ours")
    ] = 0.02
    penetration: Annotated[
        float,
        Parameter(
            "relative revenue gained at full gain",
            0.0,
            5.0,
            "Byrnes and Wass: more than 35 % at one well-penetrated customer, a single anecdote",
        ),
    ] = 0.35


@rule
def served_strategically(practised, fit, running):
    """How far strategic service reaches a customer: by what units carry together, or by a trial made for the customer. All in [0, 1].

    practised : of what improves a customer's business; fit : of the trial's solution; running : how strongly the trial runs
    """
    return practised + fit * running * (1.0 - practised)


@rule
def gain_after(gain, served, p):
    """A customer's profitability, efficiency or position follows strategic service, late. Arguments and result in [0, 1]."""
    return gain + p.pace * (served - gain)


@rule
def bought_more(bought, gain, gain_at_start, p):
    """What a customer buys relative to the start, with what the customer has gained. gain, gain_at_start : mean of the three, [0, 1]."""
    after = bought + p.penetration * (gain - gain_at_start)
    return after if after > 0.0 else 0.0
