"""Accounts: some service is done by one person for the customers in that person's care, who miss an owner that leaves."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class AccountParameters(NamedTuple):
    """What it means to a customer to have an owner in the firm."""

    personal: Annotated[
        float, Parameter("quality by which an owner who does all that is personal exceeds one who does none", 0.0, 1.0, "our assumption")
    ] = 0.10
    missed: Annotated[
        float,
        Parameter("quality lost to a customer whom no owner knows", 0.0, 1.0, "Palmatier et al. 2006: direction only; the size is ours"),
    ] = 0.06
    acquaintance: Annotated[
        float, Parameter("share of what a new owner lacks found a week", 0.0, 1.0, "our assumption: about half a year")
    ] = 0.04


@rule
def bond_after(bond, gone, p):
    """How well a customer's owners know the customer: what those who leave knew is lost, and found again slowly.

    bond : [0, 1]; gone : share of the owners who left this week, [0, 1]; returns [0, 1]
    """
    kept = bond * (1.0 - gone)
    return kept + p.acquaintance * (1.0 - kept)


@rule
def for_the_own(bond, attention, p):
    """Quality that a customer meets beyond the journey's own.

    bond : [0, 1]; attention : what the owners do of what is personal, less what their units do on average, [-1, 1]
    """
    return p.personal * bond * attention - p.missed * (1.0 - bond)
