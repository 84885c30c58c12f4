"""The schema: the only way from configuration to the model. A valid initiative is complete, in range, and refers only to known names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from sim.declared import Declared, Identifier, Seed, Share, Text
from sim.schema.behaviours import Behaviour
from sim.schema.changes import changed, why_refused
from sim.schema.interventions import Catalyst, ClaimRow, Inhibitor, Intervention
from sim.schema.levers import FIRM_DISPOSITIONS, LEVERS, UNIT_DISPOSITIONS
from sim.schema.market import Market, Segment, Shock
from sim.schema.metrics import Metric
from sim.schema.names import check_names, check_units
from sim.schema.organisation import DrawnOrganisation, OrganisationSpecification
from sim.schema.philosophy import Philosophy
from sim.schema.programme import Programme
from sim.schema.rules import RulesDeclared
from sim.schema.success import Success


class InfluenceAtWork(Declared):
    """A catalyst or inhibitor of the library, at work here: how strongly, and where."""

    strength: Share = 1.0
    units: list[str] = []  # ids; empty: every unit inside the firm


class Definitions(Declared):
    """The part of the library a scenario uses, frozen into it."""

    behaviours: dict[Identifier, Behaviour] = {}
    catalysts: dict[Identifier, Catalyst] = {}
    inhibitors: dict[Identifier, Inhibitor] = {}
    interventions: dict[Identifier, Intervention] = {}
    metrics: dict[Identifier, Metric] = {}
    outcomes: dict[Identifier, Success] = {}
    philosophies: dict[Identifier, Philosophy] = {}


class Initiative(Declared):
    """A customer-centric change initiative: an organisation, its context, a programme, and what would count as success."""

    name: Identifier
    title: Annotated[str, Field(min_length=1, max_length=120)]
    briefing: Text
    watch: list[Text] = []  # what to look for while it plays
    rows: list[ClaimRow] = []
    source: Text = ""
    weeks: Annotated[int, Field(ge=0, le=2_600)] = 156
    seed: Seed = 1
    organisation: OrganisationSpecification
    dispositions: dict[str, Share] = {}
    catalysts: dict[Identifier, Share | InfluenceAtWork] = {}
    inhibitors: dict[Identifier, Share | InfluenceAtWork] = {}
    behaviours: Annotated[list[Identifier], Field(min_length=1, max_length=16)]
    metrics: Annotated[list[Identifier], Field(max_length=32)] = []  # tactical, beside those that units list; without any: a general score
    segments: Annotated[dict[Identifier, Segment], Field(min_length=1, max_length=12)]
    market: Market = Market()
    shocks: dict[Identifier, Shock] = {}
    programme: Programme
    outcome: Identifier = "sustained"
    rules: RulesDeclared = RulesDeclared()
    definitions: Definitions

    @property
    def success(self) -> Success:
        """The definition of success that `outcome` names."""
        return self.definitions.outcomes[self.outcome]

    @property
    def metrics_in_use(self) -> list[str]:
        """Tactical metrics that the initiative or a unit lists, in alphabetical order."""
        return sorted({*self.metrics, *(name for unit in self.organisation.units.values() for name in unit.metrics or [])})

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent to another process as plain data, and checked there: declarations of rules are made while Python runs, and have no name."""
        return type(self).model_validate, (self.model_dump(),)

    def with_(self, values: Mapping[str, Any]) -> Initiative:
        """The same initiative with some values changed, checked as a file would be; this one stays as it is.

        values : by dotted path, such as {"dispositions.commitment": 0.4, "weeks": 104}; sections on the way are made where they are missing
        Raises a one-line ValueError with the path, the value, what is allowed and the nearest known path. Entries of the library that the
        initiative does not use yet are unknown to it: `sim.load` adds them.
        """
        try:
            return changed(self, values)
        except ValidationError as problem:
            raise ValueError(why_refused(problem, values, self)) from None

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
        self._check_metrics(units)
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
        if self.programme.philosophy is not None:
            check_names("programme.philosophy", [self.programme.philosophy], known.philosophies)
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

    def _check_metrics(self, units: set[str] | None) -> None:
        """Metrics refer to units, levers and behaviours that exist."""
        known = self.definitions
        check_names("metrics", self.metrics, known.metrics)
        if len(set(self.metrics)) < len(self.metrics):
            raise ValueError("metrics: listed twice")
        for unit, traits in self.organisation.units.items():
            check_names(f"organisation.units.{unit}.metrics", traits.metrics or [], known.metrics)
        for name, metric in known.metrics.items():
            where = f"definitions.metrics.{name}"
            check_units(f"{where}.units", metric.units, units)
            check_names(f"{where}.raised_by", metric.raised_by, LEVERS)
            for key, given, direction in (("served_by", metric.served_by, "aligned"), ("gamed_by", metric.gamed_by, "derailing")):
                for behaviour in given.keys() & known.behaviours.keys():
                    if known.behaviours[behaviour].direction != direction:
                        raise ValueError(f"{where}.{key}: {behaviour!r} is not {direction}")


__all__ = ["Initiative", "Segment", "Shock", "Success"]
