"""The plan: an initiative compiled to arrays before the weeks run, with what each set of repaired causes changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.organisation.organisation import Organisation
from sim.planning.arrays import FIRM_ROW, UNIT_ROW, Behaviours, Plan
from sim.planning.audience import reaches_whole_units
from sim.planning.levers_in_plan import (
    at_work,
    base_levers,
    firm_dispositions,
    planned_levers,
    raises_on_proof,
    segments_of,
    standing_levers,
    unit_dispositions,
)
from sim.planning.market import _expected_progress, _journeys, _panel, _shocks
from sim.planning.repair import UNREPAIRED, Repair, _restored, _threshold_shift, in_lanes
from sim.planning.schedule import NOTHING_BEGUN, Schedule, schedule
from sim.planning.steps_at_work import _agents, _audits, _board_briefed, _deeds, _says, _test_bed
from sim.planning.temporary_ties import bridges_of
from sim.schema.initiative import Initiative
from sim.schema.levers import FOUNDATION, LEVER


def compile_plan(
    initiative: Initiative,
    organisation: Organisation,
    repairs: Sequence[Repair] = (UNREPAIRED,),
    begun: Mapping[str, int] = NOTHING_BEGUN,
) -> tuple[Plan, Schedule]:
    """Compile an initiative for an organisation, once for every repair. Raises ValueError for units that do not exist.

    begun : the week in which a step, by its handle, has really started
    """
    weeks = initiative.weeks
    known = initiative.definitions
    placed = schedule(initiative.programme, known.interventions, organisation, weeks, begun)
    audiences = [_audience_of(initiative, step.handle) for step in placed.steps]
    whole = [reaches_whole_units(a) or s.end <= s.start or s.strength == 0.0 for a, s in zip(audiences, placed.steps, strict=True)]
    segment, unit_of_segment = segments_of(placed.steps, whole, organisation)
    segments = len(unit_of_segment)
    catalysts = at_work(known.catalysts, {n: (u.strength, u.units) for n, u in initiative.influences("catalysts").items()}, organisation)
    inhibitors = at_work(known.inhibitors, {n: (u.strength, u.units) for n, u in initiative.influences("inhibitors").items()}, organisation)
    spec = initiative.organisation
    by_unit = {unit: traits.levers for unit, traits in spec.units.items()}
    base = base_levers(organisation, spec.levers, by_unit)
    standing = standing_levers(base, catalysts, inhibitors)[unit_of_segment]
    planned = planned_levers(base, catalysts, inhibitors, placed.steps, segment, unit_of_segment, weeks)
    if initiative.programme.start_autonomy is not None:
        np.maximum(planned[..., LEVER["autonomy"]], initiative.programme.start_autonomy, out=planned[..., LEVER["autonomy"]])
    firm = firm_dispositions(initiative.dispositions, catalysts + inhibitors)
    unit = unit_dispositions(organisation, initiative.dispositions, spec.levers, by_unit, catalysts + inhibitors)
    customer_segment, customer_address = _panel(initiative.segments)
    deeds = _deeds(placed, organisation)
    says = _says(placed, weeks)
    plan = Plan(
        behaviours=_behaviours(initiative, organisation),
        segment=segment,
        unit_of_segment=unit_of_segment,
        share_of_segment=np.bincount(segment, minlength=segments) / organisation.unit_size[unit_of_segment],
        **_agents(placed, organisation),
        standing=standing,
        planned=planned,
        floor=np.array([[repair.levels.get(name, 0.0) for repair in repairs] for name in LEVER]),
        on_proof=raises_on_proof(placed.steps, segment, segments, weeks),
        firm=np.stack([_restored(name, firm[name], repairs) for name in FIRM_ROW]),
        unit=np.stack([_restored(name, unit[name], repairs) for name in UNIT_ROW]),
        threshold_shift=_threshold_shift(float(organisation.threshold.mean()), repairs),
        says=says,
        load=placed.load,
        spend=placed.spend,
        introduced=_introduced(planned, standing, unit_of_segment, segment, organisation),
        attention=initiative.programme.budgets.attention,
        trial_weeks=initiative.programme.trial_weeks,
        expected_weeks=initiative.programme.expected_weeks,
        review_every=initiative.programme.review_every,
        programme_end=placed.end,
        expected_progress=_expected_progress(initiative),
        promised_growth=initiative.market.promised_growth,
        revenue=float(initiative.market.revenue),
        elasticity=float(initiative.market.elasticity),
        **deeds,
        bridges=bridges_of(placed, organisation, weeks),
        board_briefed=_board_briefed(placed, weeks),
        **_test_bed(placed, initiative, weeks),
        **_audits(placed, weeks),
        segment_share=np.array([float(s.share) for _, s in sorted(initiative.segments.items())]),
        segment_contact=np.array([float(s.contact) for _, s in sorted(initiative.segments.items())]),
        customer_segment=customer_segment,
        customer_address=customer_address,
        journey=_journeys(initiative.segments, organisation),
        **_shocks(initiative, weeks),
    )
    return plan, placed


def _audience_of(initiative: Initiative, handle: str):
    step = initiative.programme.steps[handle]
    return step.audience if step.audience is not None else initiative.definitions.interventions[step.intervention].audience


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
        applies=np.stack([where[b.practised_by] for b in declared], axis=1).astype(np.uint8),
        leaders_only=np.array([b.practised_by == "leaders" for b in declared], np.uint8),
    )


def _introduced(
    planned: Floats, standing: Floats, unit_of_segment: NDArray[np.uint32], segment: NDArray[np.uint32], organisation: Organisation
) -> Floats:
    """How new the change of levers is, week by week and unit by unit, counting the levers that need to be understood."""
    understood = [row for name, row in LEVER.items() if name not in FOUNDATION]
    before = np.concatenate([standing[None, :, understood], planned[:-1][:, :, understood]]) if len(planned) else planned[:, :, understood]
    rise = np.clip(planned[:, :, understood] - before, 0.0, None).sum(axis=2)
    people = np.bincount(segment, minlength=len(unit_of_segment)) / organisation.unit_size[unit_of_segment]
    by_unit = np.zeros((len(planned), organisation.units))
    for row, unit in enumerate(unit_of_segment):
        by_unit[:, unit] += people[row] * rise[:, row]
    total = np.cumsum(by_unit, axis=0)
    return np.where(total > 0.0, by_unit / np.where(total > 0.0, total, 1.0), 0.0)


__all__ = ["UNREPAIRED", "Behaviours", "Plan", "Repair", "compile_plan", "in_lanes"]
