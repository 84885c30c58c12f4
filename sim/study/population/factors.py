"""Factors: every drawn input of an initiative, with a name that managers understand, sorted into groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from sim.schema.initiative import Definitions
from sim.schema.levers import UNIT_DISPOSITIONS
from sim.study.population.library_parts import Parts
from sim.study.population.population import Population

CHANCE = "chance"
"""The factor that no one knows beforehand: which people and ties an organisation draws, and what happens to them week by week."""


UNLIMITED = frozenset({"programme.money_per_person"})
"""What has no limit where it is absent, and so stands highest there; of everything else, what is absent stands lowest."""


class FactorGroup(NamedTuple):
    """Factors that belong together, and what they are."""

    name: str
    title: str
    meaning: str


GROUPS = (
    FactorGroup("firm", "The firm", "its size, its units and how much they differ, the span of control, and the ties between people"),
    FactorGroup("people", "Its people", "thresholds and openness, and what they see, can, believe and do when the initiative begins"),
    FactorGroup(
        "conditions", "Conditions of work", "where the levers stand before anybody moves them: metrics, pay, freedom, time, tools, …"
    ),
    FactorGroup(
        "leaders", "Leaders and sponsors", "patience, commitment, credibility, humility and perseverance of chief, leaders and board"
    ),
    FactorGroup("catalysts", "Catalysts", "which helping facts are at work, and how strongly"),
    FactorGroup("inhibitors", "Inhibitors", "which hindering facts are at work, and how strongly"),
    FactorGroup("plan", "The plan", "which programme of the library it is: which interventions, in which order"),
    FactorGroup(
        "execution", "Carrying it out", "strength, pace, delay, money, time and attention, and when results are expected and reviewed"
    ),
    FactorGroup("surroundings", "Surroundings", "customers' trust, rivals, what a better service brings in, and shocks from outside"),
    FactorGroup(CHANCE, "Chance", "the same initiative in the same conditions, with other people and another course of weeks"),
)
"""Every factor is in exactly one of them."""

_SURROUNDINGS = {"dispositions.rival_strength", "dispositions.trust"}
_TITLES = {
    CHANCE: "chance",
    "common": "common quality of the firm",
    "organisation.size": "people in the firm",
    "organisation.units": "number of units",
    "organisation.distinctness": "how much units differ",
    "organisation.span": "span of control",
    "organisation.ties.within": "ties inside units",
    "organisation.ties.between": "ties across units",
    "organisation.ties.homophily": "homophily of ties",
    "organisation.ties.hubs": "pull of hubs",
    "organisation.ties.brokers": "pull of brokers",
    "organisation.people.threshold": "threshold of people",
    "organisation.people.threshold_spread": "spread of thresholds",
    "organisation.people.openness": "openness of people",
    "organisation.people.openness_spread": "spread of openness",
    "programme.of": "the plan",
    "programme.strength": "strength of the programme",
    "programme.pace": "length of the programme (relative)",
    "programme.delay": "delay of the programme (weeks)",
    "programme.money_per_person": "budget a person (thousand euro)",
    "programme.leaders_time": "leaders' time for it",
    "programme.attention": "change load carried without tiring",
    "programme.trial_weeks": "weeks before anybody judges",
    "programme.expected_weeks": "weeks by which the goal is expected",
    "programme.review_every": "weeks between reviews",
    "market.revenue": "revenue",
    "market.elasticity": "revenue that better service brings",
    "market.promised_growth": "promised growth of revenue",
}
_CONDITIONS = {
    "autonomy": "autonomy",
    "benefit": "benefit for the own unit",
    "board_patience": "patience of the board",
    "capacity": "ability at the start",
    "capital": "money for the change",
    "climate": "climate without fear",
    "commitment": "commitment of the chief",
    "coordination": "coordination of units",
    "credibility": "credibility of leaders",
    "customer_voice": "customers' voice",
    "cynicism": "cynicism",
    "derailing": "derailing practice at the start",
    "employee_experience": "employee experience",
    "finance_power": "power of finance",
    "humility": "humility of leaders",
    "incentives": "incentives for customer work",
    "interest": "interest at the start",
    "leader_commitment": "commitment of unit leaders",
    "metrics": "metrics of what customers feel",
    "patience": "patience of the chief",
    "people": "hands enough",
    "perseverance": "perseverance of the chief",
    "policies": "policies that free",
    "practice": "practice at the start",
    "recognition": "recognition",
    "rituals": "rituals that carry the customer",
    "rival_strength": "strength of rivals",
    "selection": "hiring for the customer",
    "talk": "talk of leaders",
    "time": "time to work differently",
    "tools": "tools",
    "training": "training",
    "trust": "customers' trust",
    "vision": "shared why",
}
_OF_ROLES = {"share": "size of {} (relative)", "resistance": "resistance of {}", "appears": "whether there is {}"}
_OF_SHOCKS = {"week": "“{}”: whether and when", "size": "“{}”: how hard"}


def group_of(factor: str) -> str:
    """The name of the group of a factor; factor : dotted path in a population."""
    section, _, name = factor.partition(".")
    if section in (CHANCE, "catalysts", "inhibitors"):
        return section
    if section == "programme":
        return "plan" if name == "of" else "execution"
    if section in ("market", "shocks") or factor in _SURROUNDINGS:
        return "surroundings"
    if section == "dispositions":
        return "people" if name in UNIT_DISPOSITIONS and name != "leader_commitment" else "leaders"
    if name.startswith("levers."):
        return "conditions"
    return "people" if name.startswith("people.") or name.endswith(".resistance") else "firm"


class _Titled(Protocol):
    @property
    def title(self) -> str: ...


class Names(NamedTuple):
    """What factors of a population are called."""

    population: Population
    definitions: Definitions
    programmes: dict[str, str]  # titles by name

    def title(self, factor: str) -> str:
        """A factor in the middle of a sentence; what no one has named keeps its path."""
        section, _, name = factor.partition(".")
        if factor in _TITLES:
            return _TITLES[factor]
        if section in ("catalysts", "inhibitors"):
            return f"{section[:-1]} “{_title(getattr(self.definitions, section), name)}”"
        if section == "shocks":
            return _titled_part(name, self.population.shocks or {}, _OF_SHOCKS) or factor
        if name.startswith("roles.") and self.population.organisation is not None:
            return _titled_part(name.removeprefix("roles."), self.population.organisation.roles, _OF_ROLES) or factor
        return _CONDITIONS.get(factor.rpartition(".")[2], factor)

    def programme(self, name: str) -> str:
        """A programme by the name that a choice draws."""
        return self.programmes.get(name, name)


def names_of(population: Population, parts: Parts) -> Names:
    """What the factors of a population are called."""
    return Names(population, parts.definitions, {name: programme.title for name, programme in parts.programmes.items()})


def _title(known: Mapping[str, _Titled], name: str) -> str:
    return known[name].title if name in known and known[name].title else name.replace("_", " ")


def _titled_part(path: str, known: Mapping[str, _Titled], forms: Mapping[str, str]) -> str:
    """`name.part` in words, or nothing where the part has none."""
    name, _, part = path.partition(".")
    return forms[part].format(_title(known, name)) if part in forms else ""
