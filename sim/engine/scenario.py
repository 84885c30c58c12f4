"""The schema: the only gate from configuration to the model. What passes it is complete, in range and refers only to what exists."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, create_model, model_validator

from sim.context.behaviours import Behaviour
from sim.context.influences import Catalyst, Described, Inhibitor, Intervention, Row
from sim.context.levers import FIRM_DISPOSITIONS, LEVERS, UNIT_DISPOSITIONS
from sim.context.programme import Programme
from sim.declared import Declared, Identifier, Seed, Share, Signed, Text, schema_of
from sim.mechanisms import Rules
from sim.organisation.specification import DrawnOrganisation, OrganisationSpecification


class InfluenceAtWork(Declared):
    """A catalyst or inhibitor of the library, at work here: how strongly, and where."""

    strength: Share = 1.0
    units: list[str] = []  # ids; empty: every unit inside the firm


class Segment(Declared):
    """Customers who take the same journey, represented by a panel."""

    title: Text = ""
    kind: Literal["key", "ordinary", "test_bed"] = "ordinary"
    share: Share  # of revenue; shares of all segments sum to 1
    panel: Annotated[int, Field(ge=1, le=2_000)] = 16  # customers followed one by one
    contact: Annotated[float, Field(gt=0.0, le=1.0)] = 0.25  # chance of an encounter a week
    journey: list[str] = []  # ids of the units a customer meets; empty: every unit, by its contact


class Market(Declared):
    """What customers bring in, and what the change was promised to bring."""

    revenue: Annotated[float, Field(gt=0.0, le=1e9)] = 1_000.0  # thousand euro a week at the start
    elasticity: Annotated[float, Field(ge=-1.0, le=5.0)] = 0.3  # relative revenue per step of felt quality; uncertain, near zero included
    promised_growth: Annotated[float, Field(gt=0.0, le=5.0)] = 0.05  # of revenue, by the week sponsors expect the goal


class Shock(Declared):
    """Something dated that the programme did not plan."""

    kind: Literal["scandal", "rival", "sponsor_leaves", "budget_cut"]
    title: Text = ""
    week: Annotated[int, Field(ge=0, le=2_600)]
    size: Share = 0.5  # scandal: how bad; rival: strength gained; sponsor_leaves: the successor's commitment; budget_cut: share cut


class Success(Described):
    """A definition of success: what must hold, and when it is looked at."""

    kind: Literal["adoption_at_deadline", "sustained", "customer_outcome", "value_realised", "objectives_met"]
    adoption: Share = 0.5  # goal: share of aligned practice inside the firm
    felt_gain: Signed = 0.05  # of felt quality since the start
    value_share: Share = 0.5  # of the promised growth of revenue
    weeks_after: Annotated[int, Field(ge=0, le=520)] = 26  # sustained: this long after the stimulus stopped


_RulesDeclared = create_model(
    "RulesDeclared",
    __base__=Declared,
    **{name: (schema_of(type(part)), Field(schema_of(type(part))())) for name, part in Rules._field_defaults.items()},  # type: ignore[call-overload]
)


class RulesDeclared(_RulesDeclared):  # type: ignore[misc, valid-type]
    """Every number of every rule; what a scenario does not name keeps its default."""

    def frozen(self) -> Rules:
        """The same numbers as tuples of floats, as compiled rules take them."""
        parts: dict[str, NamedTuple] = {
            name: type(part)(**{key: float(value) for key, value in getattr(self, name).model_dump().items()})
            for name, part in Rules._field_defaults.items()
        }
        return Rules(**parts)  # type: ignore[arg-type]


class Definitions(Declared):
    """The part of the library a scenario uses, frozen into it."""

    behaviours: dict[Identifier, Behaviour] = {}
    catalysts: dict[Identifier, Catalyst] = {}
    inhibitors: dict[Identifier, Inhibitor] = {}
    interventions: dict[Identifier, Intervention] = {}
    outcomes: dict[Identifier, Success] = {}


class Initiative(Declared):
    """A customer-centric change initiative: an organisation, its context, a programme, and what would count as success."""

    name: Identifier
    title: Annotated[str, Field(min_length=1, max_length=120)]
    briefing: Text
    watch: list[Text] = []  # what to look for while it plays
    rows: list[Row] = []
    source: Text = ""
    weeks: Annotated[int, Field(ge=0, le=2_600)] = 156
    seed: Seed = 1
    organisation: OrganisationSpecification
    dispositions: dict[str, Share] = {}
    catalysts: dict[Identifier, Share | InfluenceAtWork] = {}
    inhibitors: dict[Identifier, Share | InfluenceAtWork] = {}
    behaviours: Annotated[list[Identifier], Field(min_length=1, max_length=16)]
    segments: Annotated[dict[Identifier, Segment], Field(min_length=1, max_length=12)]
    market: Market = Market()
    shocks: dict[Identifier, Shock] = {}
    programme: Programme
    outcome: Identifier = "sustained"
    rules: RulesDeclared = RulesDeclared()
    definitions: Definitions

    @property
    def success(self) -> Success:
        return self.definitions.outcomes[self.outcome]

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent to another process as plain data, and checked there: declarations of rules are made while Python runs, and have no name."""
        return type(self).model_validate, (self.model_dump(),)

    def influences(self, kind: Literal["catalysts", "inhibitors"]) -> dict[str, InfluenceAtWork]:
        """The catalysts or inhibitors at work, by id, in alphabetical order."""
        declared: dict[str, float | InfluenceAtWork] = getattr(self, kind)
        return {name: use if isinstance(use, InfluenceAtWork) else InfluenceAtWork(strength=use) for name, use in sorted(declared.items())}

    @model_validator(mode="after")
    def _refers_only_to_what_exists(self) -> Initiative:
        units = set(self.organisation.units) if isinstance(self.organisation, DrawnOrganisation) else None
        check_names("organisation.levers", self.organisation.levers, LEVERS.keys() | UNIT_DISPOSITIONS.keys())
        for unit, traits in self.organisation.units.items():
            check_names(f"organisation.units.{unit}.levers", traits.levers, LEVERS.keys() | UNIT_DISPOSITIONS.keys())
        check_names("dispositions", self.dispositions, UNIT_DISPOSITIONS.keys() | FIRM_DISPOSITIONS.keys())
        known = self.definitions
        check_names("behaviours", self.behaviours, known.behaviours)
        if len(set(self.behaviours)) < len(self.behaviours):
            raise ValueError("behaviours: listed twice")
        check_names("catalysts", self.catalysts, known.catalysts)
        check_names("inhibitors", self.inhibitors, known.inhibitors)
        check_names("outcome", [self.outcome], known.outcomes)
        everything = LEVERS | UNIT_DISPOSITIONS | FIRM_DISPOSITIONS
        for kind in ("catalysts", "inhibitors"):
            for name, influence in getattr(known, kind).items():
                check_names(f"definitions.{kind}.{name}.raises", influence.raises, everything)
            for name, use in self.influences(kind).items():
                check_units(f"{kind}.{name}.units", use.units, units)
        for name, inhibitor in known.inhibitors.items():
            check_names(f"definitions.inhibitors.{name}.lowers", inhibitor.lowers, everything)
        for name, card in known.interventions.items():
            check_names(f"definitions.interventions.{name}.raises", card.raises, LEVERS)
            check_units(f"definitions.interventions.{name}.audience.units", card.audience.units, units)
            for deed in card.does:
                if deed.kind == "test_bed" and any(s.intervention == name for s in self.programme.steps.values()):
                    check_names(f"definitions.interventions.{name}.does.segment", [deed.segment], self.segments)
        for handle, step in self.programme.steps.items():
            check_names(f"programme.steps.{handle}.intervention", [step.intervention], known.interventions)
            if step.audience is not None:
                check_units(f"programme.steps.{handle}.audience.units", step.audience.units, units)
        for name, segment in self.segments.items():
            check_units(f"segments.{name}.journey", segment.journey, units)
        total = sum(segment.share for segment in self.segments.values())
        if abs(total - 1.0) > 1e-9:
            raise ValueError(f"segments: shares of revenue sum to {total:.9g}; they must sum to 1 (within 1e-9)")
        return self


def check_names(where: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a name that nothing answers to, and say the nearest that something does."""
    known = set(known)
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(str(name), sorted(known), n=1, cutoff=0.5)
            hint = f"; nearest: {near[0]}" if near else f"; known: {', '.join(sorted(known)[:8]) or 'none'}"
            raise ValueError(f"{where}: nothing is named {name!r}{hint}")


def check_units(where: str, given: Iterable[str], units: set[str] | None) -> None:
    """Refuse a unit the organisation does not have; units that come from a file are checked once the file is read."""
    if units is not None:
        check_names(where, given, units | {"executive_office"})


__all__ = ["Initiative", "Segment", "Shock", "Success"]
