"""Silos: what hand-offs without coordination cost the firm and its customers, in money and time."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter

WORKING_HOURS = 37.5
"""Hours of a person's working week; our convention."""


class SiloParameters(NamedTuple):
    """What a hand-off without any coordination costs. Kinds of cost: Hunsaker 2020; sizes are our assumptions."""

    rework: Annotated[
        float,
        Parameter(
            "share of the work on orders that is done again",
            0.0,
            1.0,
            "our assumption, with scrap below the 10 to 20 % of sales that quality accounting reports as the whole cost of poor quality",
        ),
    ] = 0.04
    scrap: Annotated[float, Parameter("share of the cost of orders that is thrown away", 0.0, 1.0, "our assumption")] = 0.01
    delay: Annotated[float, Parameter("weeks for which an order waits", 0.0, 100.0, "our assumption")] = 2.0
    carrying: Annotated[float, Parameter("cost of what waits, share of its value a week", 0.0, 1.0, "our assumption: 10 % a year")] = 0.002
    replacement: Annotated[
        float, Parameter("thousand euro for a person who leaves", 0.0, 10_000.0, "our assumption: about half a year's pay")
    ] = 25.0
    explaining: Annotated[float, Parameter("hours a customer spends at an encounter", 0.0, 1_000.0, "our assumption")] = 0.5
    customers_hour: Annotated[float, Parameter("thousand euro", 0.0, 100.0, "our assumption")] = 0.05


@rule
def done_again(missing, work, p):
    """Cost of rework. missing : coordination that a journey lacks, [0, 1]; work : cost of the orders; same unit as work."""
    return p.rework * missing * work


@rule
def thrown_away(missing, work, p):
    """Cost of scrap. missing : coordination that a journey lacks, [0, 1]; work : cost of the orders; same unit as work."""
    return p.scrap * missing * work


@rule
def kept_waiting(missing, revenue, p):
    """Cost of orders that wait. missing : coordination that a journey lacks, [0, 1]; revenue : a week; same unit as revenue."""
    return p.delay * missing * p.carrying * revenue


@rule
def cost_of_leaving(people, leaving, leaving_without, p):
    """Cost of people who leave because of silos, thousand euro. leaving, leaving_without : chance with silos and without, [0, 1]."""
    return people * (leaving - leaving_without) * p.replacement


@rule
def time_explaining(missing, contact, p):
    """Hours that a customer spends a week on what the firm's units do not tell one another. missing, contact : [0, 1]."""
    return contact * missing * p.explaining


@rule
def missed_after(missed, growth, missing):
    """Customers whom the firm would have without silos and does not have: those of before grow as others do, and more are missed.

    missed, missing (this week's) : relative to the customers of the start; growth : weekly factor of a firm without silos
    """
    return missed * growth + missing
