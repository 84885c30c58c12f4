"""A population: the initiatives of a study, as distributions over everything in which they differ."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.declared import Declared, Identifier, Share, Text
from sim.schema.interventions import Described
from sim.schema.levers import FIRM_DISPOSITIONS, LEVERS, UNIT_DISPOSITIONS
from sim.schema.market import Market
from sim.schema.names import check_names
from sim.schema.organisation import People, TiesToDraw, UnitToDraw
from sim.study.population.distributions import Categorical, Distribution, UniformInteger, distributions_in


class Role(Declared):
    """A unit that a firm may have: what it does makes it differ from the rest."""

    title: Text = ""
    always: bool = False  # every firm has it; others are drawn
    contact: Share = 0.5
    influence: Annotated[float, Field(ge=0.1, le=5.0)] = 1.0
    share: Distribution  # of the people, relative to the other units
    resistance: Distribution | None = None  # added to the thresholds of its people
    differs: dict[str, Annotated[float, Field(ge=-1.0, le=1.0)]] = {}  # levers and dispositions, against the firm's own


class Organisations(Declared):
    """Firms: how large, of how many units, how led, how tied."""

    size: Distribution  # people
    units: UniformInteger  # how many of the roles
    roles: Annotated[dict[Identifier, Role], Field(min_length=1, max_length=100)]
    also: dict[Identifier, UnitToDraw] = {}  # units that every firm has as they are
    distinctness: Distribution | None = None  # multiplies by how much units differ
    span: Distribution | None = None
    ties: dict[str, Distribution] = {}
    people: dict[str, Distribution] = {}  # difference from what is ordinary
    levers: dict[str, Distribution] = {}  # difference from what is ordinary

    @model_validator(mode="after")
    def _refers_only_to_what_exists(self) -> Organisations:
        check_names("ties", self.ties, TiesToDraw.model_fields)
        check_names("people", self.people, People.model_fields)
        check_names("levers", self.levers, LEVERS)
        for name, role in self.roles.items():
            check_names(f"roles.{name}.differs", role.differs, LEVERS.keys() | UNIT_DISPOSITIONS.keys())
        always = sum(role.always for role in self.roles.values())
        low, high = self.units.whole
        if low < max(1, always) or high > len(self.roles):
            there = f"{len(self.roles)} roles, of which {always} are always there"
            raise ValueError(f"units: {low} to {high} units cannot be drawn from {there}")
        return self


class Programmes(Declared):
    """Programmes of the library, carried out with more or less strength, haste, money and patience."""

    of: Categorical  # names in the library
    strength: Distribution | None = None  # multiplies the strength of every step
    pace: Distribution | None = None  # multiplies every start and duration
    delay: Distribution | None = None  # weeks by which every step starts later
    money_per_person: Distribution | None = None  # budget, thousand euro
    leaders_time: Distribution | None = None
    attention: Distribution | None = None
    trial_weeks: Distribution | None = None
    expected_weeks: Distribution | None = None
    review_every: Distribution | None = None


class ShockThatMayCome(Declared):
    """Something that no one planned: whether, when, how hard."""

    kind: Literal["scandal", "rival", "sponsor_leaves", "budget_cut"]
    title: Text = ""
    week: Distribution  # its chance says whether it comes
    size: Distribution


class Common(Declared):
    """A quality of the firm behind many of its conditions: who does one thing well tends to do others well.

    A distribution that is always there moves along with it; of what is there with a chance, the chance moves, not the strength.
    """

    share: Annotated[float, Field(ge=0.0, le=0.95)]  # of the variance of each: the correlation of any two
    raises: list[Text] = []  # dotted paths of distributions, or of sections of them; the longest path that fits decides
    lowers: list[Text] = []

    def leaning(self, path: str) -> float:
        """Whether the quality raises (1), lowers (−1) or leaves alone (0) what is drawn at a path."""
        starts = {**dict.fromkeys(self.raises, 1.0), **dict.fromkeys(self.lowers, -1.0)}
        return starts[max(fits, key=len)] if (fits := [start for start in starts if _is_under(path, start)]) else 0.0


class Population(Described):
    """The initiatives of which a study asks why they fail. What it does not mention stays as in the scenario it varies."""

    organisation: Organisations | None = None
    dispositions: dict[str, Distribution] = {}  # difference from what is ordinary
    catalysts: dict[Identifier, Distribution] | None = None  # strength of those at work
    inhibitors: dict[Identifier, Distribution] | None = None
    programme: Programmes | None = None
    market: dict[str, Distribution] = {}
    shocks: dict[Identifier, ShockThatMayCome] | None = None
    common: Common | None = None  # none: everything is drawn independently

    @model_validator(mode="after")
    def _refers_only_to_what_exists(self) -> Population:
        check_names("dispositions", self.dispositions, UNIT_DISPOSITIONS.keys() | FIRM_DISPOSITIONS.keys())
        check_names("market", self.market, Market.model_fields)
        drawn = [path for path, _ in distributions_in(self)]
        for start in [] if self.common is None else [*self.common.raises, *self.common.lowers]:
            if not any(_is_under(path, start) for path in drawn):
                raise ValueError(f"common: nothing is drawn at {start!r}")
        return self


def _is_under(path: str, start: str) -> bool:
    return path == start or path.startswith(f"{start}.")


__all__ = ["Common", "Organisations", "Population", "Programmes", "Role", "ShockThatMayCome"]
