"""Surroundings: what an agent may see of the model, its leaders, departments, firm and programme.

The classes fit by shape: `Leader` is a `VisibleLeader` because it has its members. An agent that uses one member more adds a line here, so
this file is the list of what agents know of one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sim.engine.state import World
from sim.mechanisms import Rules
from sim.mechanisms.stage import StageParameters
from sim.model.behaviour import KnownBehaviour
from sim.model.deeds import Deed
from sim.organisation.organisation import Organisation
from sim.planning.arrays import Plan


class VisibleLeader(Protocol):
    """A leader, as people who listen, departments and sponsors see one; numbers in [0, 1]."""

    commitment: float  # how far the leader walks
    credibility: float  # how far the leader is believed
    signal: float  # what people take from the leader's acts and words
    walk: float  # commitment of the week, even if the leader is replaced in it
    stood: float  # commitment last week
    was_believed: float  # credibility last week

    def takes_over(self, commitment: float) -> None: ...  # a new leader comes, with this commitment


class VisibleDepartment(Protocol):
    """A department, as its own people see it; numbers in [0, 1] unless said."""

    behaviours: list[KnownBehaviour]  # that apply here
    at_start: dict[str, float]  # dispositions by name: what newcomers bring, and what people were like when the initiative began
    threshold: float  # that newcomers' thresholds are drawn around, on the scale of pull
    norm: dict[str, float]  # what one does here, by name of behaviour
    asked: dict[str, float]  # how far a derailing behaviour pays here, by name
    opinion: float  # mean interest last week
    fatigue: float  # how tired of change
    experience: float  # how well people are treated

    def share(self, behaviour: KnownBehaviour) -> float: ...  # of its people who practise a behaviour


class VisibleStratum(Protocol):
    """Employees whom the same interventions reach, as each of them sees it."""

    levers: dict[str, float]  # conditions of work this week, by name, [0, 1]


class VisibleFirm(Protocol):
    """The firm, as its departments, people and customers see it; numbers in [0, 1]."""

    vigour: float  # of the programme
    talk: float  # how much leaders say
    trust: float  # of customers in the firm
    champions: float  # counterparts won over
    customers: float  # relative to the start
    disturbance: float  # of the times, on the scale of thresholds
    fit: float  # of what the test-bed tries out
    proof: float  # that the test-bed has given
    board_lost: float  # patience that the board has lost
    regard: float  # of the communities around customers
    regard_at_start: float
    offered: float  # quality that the best rival offers
    felt: float  # what customers feel
    carried: dict[str, float]  # how far departments carry each behaviour together, by name

    @property
    def visible_results(self) -> float: ...  # gain of customers that people can see
    def audits_bring(self, gains: Sequence[float]) -> None: ...  # to customers, partners, employees and finance
    @property
    def has_abandoned(self) -> bool: ...  # whether the programme was given up


class VisibleProgramme(Protocol):
    """The programme this week, as everything that it moves or costs sees it; shares in [0, 1] unless said."""

    deeds: tuple[Deed, ...]  # what it does to leaders
    attention: float  # that people have for change, on the scale of load
    waits_for_proof: bool  # whether some levers move only as far as a test-bed has proved itself

    @property
    def says(self) -> float: ...  # how much it lets leaders talk
    @property
    def cut(self) -> float: ...  # share of promised resources withheld
    @property
    def scandal(self) -> float: ...  # how bad this week's scandal is; 0 for none
    @property
    def spend(self) -> float: ...  # cost at full vigour, thousand euro
    @property
    def iterates(self) -> float: ...  # how strongly a test-bed iterates at full vigour
    @property
    def committed(self) -> float: ...  # how far planning, budgets and pay are committed to it, at full vigour
    @property
    def waiting(self) -> float: ...  # share of the announced work that waits for leaders' time
    @property
    def rivals(self) -> float: ...  # strength of the rivals
    @property
    def successor(self) -> float | None: ...  # commitment of a chief who takes over this week

    def load_of(self, department: int) -> float: ...  # attention claimed of a department
    def introduced_in(self, department: int) -> float: ...  # share of what was introduced so far that is new this week
    def raise_on_proof(self, stratum: int, lever: str) -> float: ...  # share of what a lever lacks that full proof adds
    def part_of_ties(self, group: int) -> int: ...  # how much of its ties a structural step leaves, in whole parts


class VisibleSponsors(Protocol):
    """The sponsors, as leaders and the firm see them."""

    @property
    def pay_for_a_programme(self) -> bool: ...  # whether a programme still runs
    @property
    def malleability(self) -> float: ...  # how ready the top is to learn, [0, 1]
    @property
    def commitment_of_heads(self) -> float: ...  # of the other heads, by influence, [0, 1]


class Surroundings(Protocol):
    """The model, as its agents see it; agents read it and hold none of it."""

    week: int  # 0 is the start
    seed: int  # of the run: the key of every draw
    rules: Rules  # parameters of every mechanism
    stages: StageParameters  # where one stage of change ends and the next begins
    organisation: Organisation  # people, units and ties as drawn or read
    world: World  # the same in columns, which no week changes
    plan: Plan  # all that is fixed before the first week
    disposition: dict[str, float]  # of the firm at the start, by name, [0, 1]
    behaviours: tuple[KnownBehaviour, ...]  # in alphabetical order

    @property
    def units(self) -> Sequence[VisibleDepartment]: ...  # in the order of the organisation
    @property
    def strata(self) -> Sequence[VisibleStratum]: ...  # in the order of the plan
    @property
    def firm(self) -> VisibleFirm: ...
    @property
    def programme(self) -> VisibleProgramme: ...
    @property
    def sponsors(self) -> VisibleSponsors: ...
    @property
    def chief(self) -> VisibleLeader: ...  # leads the firm
    def leader_at(self, row: int) -> VisibleLeader: ...  # the leader at an employee's row
