"""The plan: an initiative compiled to arrays before the first week, with the effect of each set of repaired causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.organisation.organisation import Organisation
from sim.planning.accounts import owners_of
from sim.planning.amounts import revenue_at_start
from sim.planning.arrays import FIRM_ROW, GAINS, UNIT_ROW, Behaviours, Metrics, Plan
from sim.planning.conditions import Strata, context_of, planned_levers, raises_on_proof, strata_of
from sim.planning.market import customers_of, expected_progress, journeys_of, shocks_of
from sim.planning.metrics import asked_of, metrics_of
from sim.planning.philosophy import cards_under, notes_on, suitability_of
from sim.planning.repair import UNREPAIRED, Repair, floors, levels_of, restored, threshold_shift
from sim.planning.schedule import NOTHING_BEGUN, Schedule, schedule
from sim.planning.step_effects import effects_of
from sim.planning.temporary_ties import bridges_of
from sim.schema.behaviours import Behaviour
from sim.schema.initiative import Definitions, Initiative
from sim.schema.levers import FOUNDATION, LEVER

_OF_CONDITIONS = {
    "name", "title", "briefing", "watch", "rows", "source", "seed", "organisation", "definitions", "dispositions", "catalysts",
    "inhibitors", "market", "shocks", "outcome", "outcomes", "rules",
}  # fmt: skip
"""Fields of an initiative that only conditions of the plan depend on; the people of its organisation are given."""


def compile_plan(
    initiative: Initiative,
    organisation: Organisation,
    repairs: Sequence[Repair] = (UNREPAIRED,),
    begun: Mapping[str, int] = NOTHING_BEGUN,
    alike: tuple[Plan, Schedule] | None = None,
) -> tuple[Plan, Schedule]:
    """Compile an initiative for an organisation, once for every repair. Raises ValueError for units that do not exist.

    begun : the week in which a step, by its handle, has really started
    alike : what was compiled of an initiative that differs in conditions only (see `differ_in_conditions`), for the same organisation
    """
    if alike is not None:
        plan, placed = alike
        strata = Strata(plan.stratum, plan.unit_of_stratum, plan.share_of_stratum)
        return plan._replace(**_conditions(initiative, organisation, repairs, placed, strata, plan.metrics)), placed
    suited = suitability_of(initiative, organisation)
    placed = schedule(
        initiative.programme, cards_under(initiative.definitions.interventions, suited), organisation, initiative.weeks, begun
    )
    placed = replace(placed, notes=placed.notes + notes_on(suited))
    strata = strata_of(placed.steps, organisation)
    metrics = metrics_of(initiative, organisation)
    conditions = _conditions(initiative, organisation, repairs, placed, strata, metrics)
    return Plan(**_programme(initiative, organisation, placed, strata), metrics=metrics, **conditions), placed


def differ_in_conditions(one: Initiative, other: Initiative) -> bool:
    """Whether two initiatives of one organisation have the same programme, behaviours and customers, so that most of a plan serves both.

    Under a philosophy, the conditions decide what the programme's cards do.
    """
    if one.programme.philosophy is not None or _metrics_of_units(one) != _metrics_of_units(other):
        return False
    return all(getattr(one, name) == getattr(other, name) for name in Initiative.model_fields.keys() - _OF_CONDITIONS) and all(
        getattr(one.definitions, name) == getattr(other.definitions, name) for name in Definitions.model_fields.keys() - _OF_CONDITIONS
    )


def _metrics_of_units(initiative: Initiative) -> dict[str, list[str] | None]:
    return {unit: traits.metrics for unit, traits in initiative.organisation.units.items()}


def _programme(initiative: Initiative, organisation: Organisation, placed: Schedule, strata: Strata) -> dict[str, Any]:
    """Fields of the plan that the programme, the organisation and the customers determine."""
    programme = initiative.programme
    segments = [segment for _, segment in sorted(initiative.segments.items())]
    customer_segment, customer_address = customers_of(initiative.segments)
    journey = journeys_of(initiative.segments, organisation)
    return {
        "behaviours": _behaviours(initiative, organisation),
        "stratum": strata.of_employee,
        "unit_of_stratum": strata.unit,
        "share_of_stratum": strata.share,
        "on_proof": raises_on_proof(placed.steps, strata, initiative.weeks),
        "load": placed.load,
        "waiting": placed.waiting,
        "spend": placed.spend,
        "attention": programme.budgets.attention,
        "trial_weeks": programme.trial_weeks,
        "expected_weeks": programme.expected_weeks,
        "review_every": programme.review_every,
        "programme_end": placed.end,
        **effects_of(placed, initiative.segments, organisation),
        "bridges": bridges_of(placed, organisation),
        "segment_share": np.array([float(segment.share) for segment in segments]),
        "segment_contact": np.array([float(segment.contact) for segment in segments]),
        "customer_segment": customer_segment,
        "customer_address": customer_address,
        "journey": journey,
        "owner": owners_of(initiative.segments, customer_segment, journey, organisation),
        "share_of_spend": np.array([float(segment.share_of_spend) for segment in segments]),
    }


def _conditions(
    initiative: Initiative,
    organisation: Organisation,
    repairs: Sequence[Repair],
    placed: Schedule,
    strata: Strata,
    metrics: Metrics,
) -> dict[str, Any]:
    """Fields of the plan that conditions, repairs, rules, the market or shocks change."""
    context, market = context_of(initiative, organisation), initiative.market
    standing = context.standing[strata.unit]
    planned = planned_levers(context.base, context.catalysts, context.inhibitors, placed.steps, strata, initiative.weeks)
    autonomy = initiative.programme.start_autonomy
    if autonomy is not None:
        np.maximum(planned[..., LEVER["autonomy"]], autonomy, out=planned[..., LEVER["autonomy"]])
    levels = levels_of(repairs)
    return {
        "standing": standing,
        "planned": planned,
        "floor": floors(list(LEVER), levels),
        "firm": restored({name: context.firm[name] for name in FIRM_ROW}, levels),
        "unit": restored({name: context.unit[name] for name in UNIT_ROW}, levels),
        "threshold_shift": threshold_shift(float(organisation.threshold.mean()), levels),
        "asked": asked_of(initiative, organisation, metrics),
        "introduced": _introduced(planned, standing, strata, organisation.units),
        "expected_progress": expected_progress(initiative),
        "promised_growth": market.promised_growth,
        "revenue": revenue_at_start(market, organisation),
        "elasticity": float(market.elasticity),
        **shocks_of(initiative),
    }


def in_lanes(plan: Plan, repair: NDArray[np.intp]) -> Plan:
    """The plan of each lane; repair : index of its repair among those compiled, shape (lanes,)."""
    return plan._replace(
        floor=np.ascontiguousarray(plan.floor[..., repair]),
        firm=np.ascontiguousarray(plan.firm[..., repair]),
        unit=np.ascontiguousarray(plan.unit[..., repair]),
        threshold_shift=plan.threshold_shift[repair],
    )


def _behaviours(initiative: Initiative, organisation: Organisation) -> Behaviours:
    declared = [initiative.definitions.behaviours[name] for name in sorted(initiative.behaviours)]
    front = organisation.contact >= 0.5
    where = {"everyone": np.ones(organisation.units, bool), "leaders": np.ones(organisation.units, bool), "front_line": front}
    where["back_office"] = ~front
    return Behaviours(
        aligned=np.array([b.direction == "aligned" for b in declared], np.uint8),
        weight=np.array([float(b.weight) for b in declared]),
        visibility=np.array([float(b.visibility) for b in declared]),
        effort=np.array([float(b.effort) for b in declared]),
        autonomy=np.array([float(b.autonomy) for b in declared]),
        coordination=np.array([float(b.coordination) for b in declared]),
        needs_units=np.array([b.needs_units for b in declared], np.uint32),
        divergence=np.array([float(b.divergence) for b in declared]),
        applies=np.stack([where[b.practised_by] for b in declared], axis=1).astype(np.uint8),
        leaders_only=np.array([b.practised_by == "leaders" for b in declared], np.uint8),
        personal=np.array([b.for_own_customers for b in declared], np.uint8),
        improves=_shares_of_gain(declared),
    )


def _shares_of_gain(declared: Sequence[Behaviour]) -> Floats:
    """Share of each gain that a behaviour makes, shape (GAINS, behaviours); those of a gain sum to 1, or are 0."""
    shares = np.array([[float(b.improves.get(gain, 0.0)) for b in declared] for gain in GAINS])
    whole = shares.sum(axis=1, keepdims=True)
    return shares / np.where(whole > 0.0, whole, 1.0)


def _introduced(planned: Floats, standing: Floats, strata: Strata, units: int) -> Floats:
    """How new the change of levers is, week by week and unit by unit, counting the levers that need to be understood."""
    understood = [row for name, row in LEVER.items() if name not in FOUNDATION]
    before = np.concatenate([standing[None, :, understood], planned[:-1][:, :, understood]]) if len(planned) else planned[:, :, understood]
    rise = np.clip(planned[:, :, understood] - before, 0.0, None).sum(axis=2)
    by_unit = np.zeros((len(planned), units))
    for row, unit in enumerate(strata.unit):
        by_unit[:, unit] += strata.share[row] * rise[:, row]
    total = np.cumsum(by_unit, axis=0)
    return np.where(total > 0.0, by_unit / np.where(total > 0.0, total, 1.0), 0.0)


__all__ = ["UNREPAIRED", "Behaviours", "Plan", "Repair", "compile_plan", "differ_in_conditions", "in_lanes"]
