"""Population: distributions over all properties that differ between the initiatives of a study."""

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
    """A type of unit that a firm may have, with its differences from the firm."""

    title: Text = ""
    always: bool = False  # present in every firm; other roles are sampled
    contact: Share = 0.5
    influence: Annotated[float, Field(ge=0.1, le=5.0)] = 1.0
    share: Distribution  # of the people, relative to the other units
    resistance: Distribution | None = None  # added to the thresholds of its people
    differs: dict[str, Annotated[float, Field(ge=-1.0, le=1.0)]] = {}  # levers and dispositions, relative to the firm's


class Organisations(Declared):
    """Firms: size, units, leadership and ties."""

    size: Distribution  # people
    units: UniformInteger  # number of roles
    roles: Annotated[dict[Identifier, Role], Field(min_length=1, max_length=100)]
    also: dict[Identifier, UnitToDraw] = {}  # fixed units of every firm
    distinctness: Distribution | None = None  # multiplies the differences between units
    span: Distribution | None = None
    ties: dict[str, Distribution] = {}
    people: dict[str, Distribution] = {}  # difference from the ordinary value
    levers: dict[str, Distribution] = {}  # difference from the ordinary value

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
            there = f"{len(self.roles)} roles, of which {always} are always present"
            raise ValueError(f"units: {low} to {high} units cannot be drawn from {there}")
        return self


class Programmes(Declared):
    """Programmes of the library, executed with varying strength, pace, money and patience."""

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
    """An unplanned event: whether it occurs, when, and how large it is."""

    kind: Literal["scandal", "rival", "sponsor_leaves", "budget_cut"]
    title: Text = ""
    week: Distribution  # its chance determines whether the shock occurs
    size: Distribution


class Common(Declared):
    """A quality of the firm that affects many of its conditions: firms that do one thing well tend to do others well.

    It shifts the value of properties that are always present; for properties present with a chance, it shifts the chance, not the strength.
    """

    share: Annotated[float, Field(ge=0.0, le=0.95)]  # of the variance of each: the correlation of any two
    raises: list[Text] = []  # dotted paths of distributions or sections; the longest matching path applies
    lowers: list[Text] = []

    def leaning(self, path: str) -> float:
        """Return whether the quality raises (1), lowers (−1) or does not affect (0) the value at a path."""
        starts = {**dict.fromkeys(self.raises, 1.0), **dict.fromkeys(self.lowers, -1.0)}
        return starts[max(fits, key=len)] if (fits := [start for start in starts if _is_under(path, start)]) else 0.0


class Population(Described):
    """The initiatives of a study. Properties that it does not mention stay as in the scenario it varies."""

    organisation: Organisations | None = None
    dispositions: dict[str, Distribution] = {}  # difference from the ordinary value
    catalysts: dict[Identifier, Distribution] | None = None  # strength if present
    inhibitors: dict[Identifier, Distribution] | None = None
    programme: Programmes | None = None
    market: dict[str, Distribution] = {}
    shocks: dict[Identifier, ShockThatMayCome] | None = None
    common: Common | None = None  # none: all properties are sampled independently
    rules: Annotated[str, Field(max_length=64)] = ""  # stamp of the rules under which it was calibrated; empty: it was not
    posterior: Identifier | None = None  # of the calibration from which it comes, a file of configs/posterior

    @model_validator(mode="after")
    def _refers_only_to_what_exists(self) -> Population:
        check_names("dispositions", self.dispositions, UNIT_DISPOSITIONS.keys() | FIRM_DISPOSITIONS.keys())
        check_names("market", self.market, Market.model_fields)
        drawn = [path for path, _ in distributions_in(self)]
        for start in [] if self.common is None else [*self.common.raises, *self.common.lowers]:
            if not any(_is_under(path, start) for path in drawn):
                raise ValueError(f"common: no distribution at {start!r}")
        return self


def _is_under(path: str, start: str) -> bool:
    return path == start or path.startswith(f"{start}.")


__all__ = ["Common", "Organisations", "Population", "Programmes", "Role", "ShockThatMayCome"]
