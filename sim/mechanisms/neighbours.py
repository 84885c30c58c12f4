"""Neighbours: communities around customers speak of a firm, regulators act on mistrust, and a firm that hesitates is taken over."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class NeighbourParameters(NamedTuple):
    """How communities, regulators and rivals treat a firm."""

    pace: Annotated[float, Parameter("share of the gap closed a week by the regard of communities", 0.0, 1.0, "our assumption")] = 0.02
    scandal: Annotated[
        float, Parameter("share of regard lost per size of scandal", 0.0, 1.0, "Hunsaker 2020: protests; the size is ours")
    ] = 0.5
    voice: Annotated[
        float,
        Parameter(
            "new customers per customer and week at full gain of regard",
            0.0,
            1.0,
            "Hunsaker 2020, Franz 2022: communities around customers; the size is ours, half of that of customers' own word of mouth",
        ),
    ] = 0.002
    compliance: Annotated[
        float, Parameter("share of revenue that regulators cost at no trust", 0.0, 1.0, "Hunsaker 2020: regulations; the size is ours")
    ] = 0.02
    overtaken: Annotated[
        float,
        Parameter(
            "customers left, of those at the start, at which a firm is merged into a better rival",
            0.0,
            1.0,
            "Byrnes and Wass: Bell languished and was merged; that two fifths of the customers must be gone is our assumption",
        ),
    ] = 0.6


@rule
def regard_after(regard, trust, treated, scandal, p):
    """What communities think of a firm follows how its customers and its own people fare, and a scandal at once. All in [0, 1].

    treated : mean experience of employees
    """
    after = regard + p.pace * (0.5 * (trust + treated) - regard)
    return after * (1.0 - p.scandal * scandal)


@rule
def spoken_of(regard, regard_at_start, p):
    """Weekly new customers per customer through communities that speak better of the firm than at the start; negative where worse."""
    return p.voice * (regard - regard_at_start)


@rule
def cost_of_mistrust(revenue, trust, distrust, p):
    """What regulators' rules cost a week once trust is below the level at which they step in; same unit as revenue."""
    if trust >= distrust:
        return 0.0
    return p.compliance * revenue * (distrust - trust) / distrust


@rule
def is_overtaken(customers, felt, offered, p):
    """Whether a firm is merged into a rival: it has lost too many customers, and customers feel less than the rival offers.

    customers : relative to the start; felt, offered : quality, [0, 1]
    """
    return customers <= p.overtaken and felt < offered
