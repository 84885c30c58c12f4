"""Brokers or cohesive agents: who carries a divergent change, and who a conforming one?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from experiments.validation.pattern import READ, WHOLE_MODEL, Pattern, Plot, Trend, direction, not_judged, unless
from experiments.validation.readings import POINTS, bands, is_above_zero, mean_reading
from experiments.validation.variants import changed
from sim.array_types import Bools, Floats
from sim.config import load
from sim.engine import Initiative, prepare
from sim.mechanisms.choice import ChoiceParameters
from sim.organisation import organisation_of
from sim.organisation.closure import closure
from sim.organisation.organisation import KINDS, Organisation
from sim.planning.audience import agents

WEEKS, LAST = 78, 26
SHARE = 0.06
"""Of the people inside who become change agents, as in the cards of the library."""

DIVERGENCE = (0.0, 0.25, 0.5, 0.75, 1.0)
"""How far the behaviour departs from what is usual; what it takes is as for any behaviour."""

USUAL, DIVERGENT = DIVERGENCE[0], DIVERGENCE[-1]
ORDINARY = ChoiceParameters().conformity
CONFORMITY = (ORDINARY, 2.0 * ORDINARY)
RUNS = 8
"""Of each firm; intervals are over firms, because the agents of one firm are the same in all of its runs."""


CLOSED_OFF = "closure of people who listen to agents, by tie"


T = TypeVar("T")


class Agents(NamedTuple, Generic[T]):
    """Something of either group of agents of a firm, who are equally many and have equally many ties."""

    brokers: T  # whose contacts know one another least
    cohesive: T  # whose contacts know one another most


class Firm(NamedTuple):
    """A firm, its agents, and what sets them apart."""

    organisation: Organisation
    agents: Agents[Bools]  # (employees,) each
    traits: dict[str, Agents[float]]


def firm_of(seed: int) -> Firm:
    """A mid-sized firm and its two groups of agents. seed : of the organisation"""
    organisation = organisation_of(load("customer_centric", f"organisation.seed={seed}").organisation)
    closed, ties = closure(organisation), np.diff(organisation.start.astype(np.int64)).astype(float)
    inside = organisation.unit_kind[organisation.unit] == KINDS.index("internal")
    cohesive = agents(organisation, inside, SHARE, "cohesive", np.random.Generator(np.random.Philox(seed)).random(organisation.employees))
    groups = Agents(matched_brokers(closed, ties, inside & ~cohesive, cohesive), cohesive)
    listener = np.repeat(np.arange(organisation.employees), ties.astype(np.int64))
    hearing = Agents(*(listener[group[organisation.neighbour]] for group in groups))
    return Firm(
        organisation,
        groups,
        {
            "contacts of agents": Agents(*(ties[group].mean() for group in groups)),
            "closure of agents": Agents(*(closed[group].mean() for group in groups)),
            "people who listen to agents": Agents(*(float(len(np.unique(people))) for people in hearing)),
            CLOSED_OFF: Agents(*(closed[people].mean() for people in hearing)),
        },
    )


def matched_brokers(closed: Floats, ties: Floats, among: Bools, like: Bools) -> Bools:
    """For each of some people another with as many ties, or as nearly as there is, and of those the one with the least closure.

    closed, ties : shape (employees,); among : who may be chosen; like : whom they are matched with; returns shape (employees,)
    """
    chosen = np.zeros(len(closed), bool)
    for person in np.flatnonzero(like):
        free = np.flatnonzero(among & ~chosen)
        apart = np.abs(ties[free] - ties[person])
        chosen[free[np.lexsort((closed[free], apart))[0]]] = True
    return chosen


def one_change(divergence: float, conformity: float) -> Initiative:
    """The ordinary firm and one behaviour, for which nothing is done."""

    def strip(data: dict[str, Any]) -> None:
        data.update(weeks=WEEKS, behaviours=["change"])
        kind = {"title": "A change", "description": "", "direction": "aligned", "divergence": divergence}
        data["definitions"]["behaviours"] = {"change": kind}
        data["rules"]["choice"].update(conformity=conformity)

    return changed(load("customer_centric", "programme=do_nothing"), strip)


def adopted(firm: Firm, chosen: Bools, initiative: Initiative, runs: int) -> float:
    """Adoption in the last half year, mean over its weeks and runs, where these people are change agents from the start to the end."""
    run = prepare(initiative, range(runs), organisation=firm.organisation)
    since, until = run.plan.agent_from.copy(), run.plan.agent_until.copy()
    since[chosen], until[chosen] = 0, WEEKS
    run.plan = run.plan._replace(agent_from=since, agent_until=until)
    shares = run.advance().traces.practising[-LAST:].sum(axis=(1, 2))
    return float(shares.mean()) / firm.organisation.employees


class Course(NamedTuple):
    """Adoption of changes more and less divergent, by firm; shape (firms,) at each divergence."""

    by_brokers: dict[float, Floats]
    by_cohesive: dict[float, Floats]

    def ahead(self, divergence: float) -> Floats:
        """What brokers add in each firm, shape (firms,)."""
        return self.by_brokers[divergence] - self.by_cohesive[divergence]


def courses(drawn: list[Firm], conformity: float, runs: int = RUNS, divergences: Sequence[float] = DIVERGENCE) -> Course:
    """Every firm with either group of agents, under the same draws."""
    found = Course({}, {})
    for divergence in divergences:
        initiative = one_change(divergence, conformity)
        for carried, group in zip(found, Agents._fields, strict=True):
            carried[divergence] = np.array([adopted(firm, getattr(firm.agents, group), initiative, runs) for firm in drawn])
    return found


def measure_brokers(firms: int = 40) -> Pattern:
    """Agents whose contacts do not know one another against agents whose contacts do, for changes more and less divergent."""
    drawn = [firm_of(seed) for seed in range(firms)]
    found = {conformity: courses(drawn, conformity) for conformity in CONFORMITY}
    usual = found[ORDINARY]
    hindered = mean_reading(-usual.ahead(USUAL), "firms", unit=POINTS)
    helped = {held: mean_reading(one.ahead(DIVERGENT), "firms", unit=POINTS) for held, one in found.items()}
    turned = {held: mean_reading(one.ahead(DIVERGENT) - one.ahead(USUAL), "firms", unit=POINTS) for held, one in found.items()}
    clear = "95 % interval of the paired difference leaves out zero"
    told = dict(zip(CONFORMITY, ("", ", twice the conformity"), strict=True))
    closed_off = [float(np.mean([firm.traits[CLOSED_OFF][at] for firm in drawn])) for at in range(2)]
    return Pattern(
        name="brokers",
        title="Brokers or cohesive agents",
        source="Battilana and Casciaro 2012",
        status=READ,
        published="Structural holes around a change agent help a change that diverges from what is usual and hinder one that does not.",
        measured=(
            f"{firms} mid-sized firms drawn anew, {RUNS} runs each, one behaviour, {SHARE:.0%} of the people as change agents for {WEEKS} "
            "weeks and nothing else done. Cohesive agents: of people with as many ties, those whose contacts are most tied to one another; "
            "brokers: for each of them another person with as many ties whose contacts are least. Divergence is the behaviour's own, and "
            "what it takes stays as for any behaviour."
        ),
        checks=(
            *(direction(f"adoption brokers add to a divergent change{told[held]}", "help", helped[held], clear, WHOLE_MODEL)
              for held in CONFORMITY),
            direction("adoption brokers cost a change that is not divergent", "hinder", hindered, clear, WHOLE_MODEL),
            *(direction(f"what divergence adds to the lead of brokers{told[held]}", "help", turned[held], clear, WHOLE_MODEL)
              for held in CONFORMITY),
            *(not_judged(f"{trait}: {group}", mean_reading([firm.traits[trait][at] for firm in drawn], "firms"), WHOLE_MODEL)
              for trait in drawn[0].traits for at, group in enumerate(Agents._fields)),
        ),
        panels=(
            Plot("Adoption", "divergence", "last half year", (
                Trend("brokers", DIVERGENCE, *bands(list(usual.by_brokers.values()))),
                Trend("cohesive", DIVERGENCE, *bands(list(usual.by_cohesive.values()))),
            ), is_share=True, has_points=True),
            Plot("Brokers less cohesive", "divergence", "points, by conformity", tuple(
                Trend(f"{held:g}", DIVERGENCE, *bands([one.ahead(divergence) for divergence in DIVERGENCE])) for held, one in found.items()
            ), is_share=True, is_difference=True, has_points=True),
        ),
        remarks=(
            *unless(
                is_above_zero(helped[ORDINARY]),
                "Not met: that brokers help a divergent change. What holds people from it is how far their own contacts are tied to one "
                "another, and those who listen to brokers differ little in that from those who listen to cohesive agents "
                f"({closed_off[0]:.2f} and {closed_off[1]:.2f}): at full divergence {ORDINARY * (closed_off[1] - closed_off[0]):.2f} on "
                "the scale of thresholds, a small part of their spread.",
            ),
            *unless(
                is_above_zero(turned[ORDINARY]),
                f"{'Opposite' if turned[ORDINARY].high < 0.0 else 'Not met'}: that divergence favours brokers. What is hard takes examples "
                "from several sides, and by the rule each example "
                "also lifts some of the hold of contacts who know one another; cohesive agents give several people the same people to see. "
                "Agents act by example only: they bring nothing from elsewhere, and contacts who agree do not act against them. The "
                "finding is about what brokers bring and whom they keep apart, which the model does not contain; it should not be used to "
                "choose between the two for a divergent change.",
            ),
            *unless(
                is_above_zero(hindered),
                "Not met: that brokers hinder a change that does not diverge. With equally many ties brokers have more people who see "
                "them, each of whom sees one agent; cohesive agents have fewer, who see several agents each; adoption ends within a point "
                "either way.",
            ),
            "‘Broker’ means two things. Here it is the person whose contacts are least tied to one another, among people with as many "
            "ties. On the card `change_agents_brokers`, and in the strategy it uses, brokers are those with most ties to other units, who "
            "also have more ties; what that card does is measured below, and says nothing about this row.",
        ),
    )  # fmt: skip
