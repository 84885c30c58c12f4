"""Factors: all sampled properties of an initiative, with names for managers, in groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from sim.schema.initiative import Definitions
from sim.schema.levers import UNIT_DISPOSITIONS
from sim.study.population.library_parts import Parts
from sim.study.population.population import Population

CHANCE = "chance"
"""The unpredictable factor: an organisation's sampled people and ties, and the random events of each week."""


UNLIMITED = frozenset({"programme.money_per_person"})
"""Factors that are unlimited if absent, so absence ranks highest; for all other factors, absence ranks lowest."""


class FactorGroup(NamedTuple):
    """A group of related factors and its description."""

    name: str
    title: str
    meaning: str


GROUPS = (
    FactorGroup("firm", "The firm", "its size, its units and how much they differ, the span of control, and the ties between people"),
    FactorGroup("people", "Employees", "thresholds and openness; interest, ability, beliefs and practice at the start of the initiative"),
    FactorGroup("conditions", "Working conditions", "initial levels of the levers: metrics, pay, freedom, time, tools, …"),
    FactorGroup(
        "leaders", "Leaders and sponsors", "patience, commitment, credibility, humility and perseverance of chief, leaders and board"
    ),
    FactorGroup("catalysts", "Catalysts", "which catalysts are present, and their strengths"),
    FactorGroup("inhibitors", "Inhibitors", "which inhibitors are present, and their strengths"),
    FactorGroup("plan", "The plan", "the programme chosen from the library: its interventions and their order"),
    FactorGroup(
        "execution", "Execution", "strength, pace, delay, money, time and attention, and the dates of expected results and reviews"
    ),
    FactorGroup("surroundings", "Environment", "customers' trust, rivals, revenue effect of better service, and external shocks"),
    FactorGroup(CHANCE, "Chance", "the same initiative under the same conditions, with other people and other random events"),
)
"""Groups of factors; each factor belongs to exactly one."""

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
    "programme.money_per_person": "budget per person (thousand euro)",
    "programme.leaders_time": "leaders' time for the change",
    "programme.attention": "sustainable change load",
    "programme.trial_weeks": "weeks before sponsors judge",
    "programme.expected_weeks": "weeks by which the goal is expected",
    "programme.review_every": "weeks between reviews",
    "market.revenue": "revenue",
    "market.revenue_per_head": "revenue per head",
    "market.elasticity": "revenue effect of better service",
    "market.promised_growth": "promised growth of revenue",
}
_CONDITIONS = {
    "autonomy": "autonomy",
    "benefit": "benefit for one's own unit",
    "board_patience": "patience of the board",
    "capacity": "ability at the start",
    "capital": "money for the change",
    "climate": "psychological safety",
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
    "metrics": "metrics of felt quality",
    "patience": "patience of the chief",
    "people": "sufficient staff",
    "perseverance": "perseverance of the chief",
    "policies": "enabling policies",
    "practice": "practice at the start",
    "recognition": "recognition",
    "rituals": "customer-focused rituals",
    "rival_strength": "strength of rivals",
    "selection": "hiring for customer focus",
    "talk": "talk of leaders",
    "time": "time for new practices",
    "tools": "tools",
    "training": "training",
    "trust": "customers' trust",
    "vision": "shared purpose",
}
_OF_ROLES = {"share": "size of {} (relative)", "resistance": "resistance of {}", "appears": "whether there is {}"}
_OF_SHOCKS = {"week": "“{}”: whether and when", "size": "“{}”: how hard"}


def group_of(factor: str) -> str:
    """Return the name of a factor's group; factor : dotted path in a population."""
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
    """Names of the factors of a population."""

    population: Population
    definitions: Definitions
    programmes: dict[str, str]  # titles by name

    def title(self, factor: str) -> str:
        """Return a factor's name for use in a sentence; a factor without a name keeps its path."""
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
        """Return the title of a programme, by its name in the library."""
        return self.programmes.get(name, name)


def names_of(population: Population, parts: Parts) -> Names:
    """Return the names of the factors of a population."""
    return Names(population, parts.definitions, {name: programme.title for name, programme in parts.programmes.items()})


def _title(known: Mapping[str, _Titled], name: str) -> str:
    return known[name].title if name in known and known[name].title else name.replace("_", " ")


def _titled_part(path: str, known: Mapping[str, _Titled], forms: Mapping[str, str]) -> str:
    """Return `name.part` in words; empty if the part has no form."""
    name, _, part = path.partition(".")
    return forms[part].format(_title(known, name)) if part in forms else ""
