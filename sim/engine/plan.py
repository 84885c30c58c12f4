"""The plan: an initiative compiled to arrays before the weeks run, with what each set of repaired causes changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.context.audience import agents, reaches_whole_units
from sim.context.conditions import (
    at_work,
    base_levers,
    firm_dispositions,
    planned_levers,
    raises_on_proof,
    segments_of,
    standing_levers,
    unit_dispositions,
)
from sim.context.levers import CONDITIONS, FIRM_DISPOSITIONS, FOUNDATION, LEVER, UNIT_DISPOSITIONS
from sim.context.schedule import NOTHING_BEGUN, Schedule, schedule
from sim.engine.bridges import Bridges, bridges_of
from sim.engine.scenario import Initiative, Segment, check_names
from sim.organisation.draws import AGENTS, address_of, draw_uniforms, key_of
from sim.organisation.organisation import Organisation

Floats = NDArray[np.float64]

FIRM_ROW = {name: row for row, name in enumerate(FIRM_DISPOSITIONS)}
UNIT_ROW = {name: row for row, name in enumerate(UNIT_DISPOSITIONS)}
NEVER = 1_000_000
HARMFUL = frozenset({"cynicism", "derailing", "finance_power", "rival_strength", "threshold"})
"""Conditions that help by being low; every other helps by being high."""


@dataclass(frozen=True)
class Repair:
    """A set of conditions brought to an enabling level, whatever they were; better ones are left alone.

    levels : [0, 1] by lever or disposition; threshold : on the scale of pulls, the mean of all people
    Raises ValueError for what is no condition, or a level out of its range.
    """

    levels: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_names("repair", self.levels, CONDITIONS.keys() | {"threshold"})
        for name, level in self.levels.items():
            if name != "threshold" and not 0.0 <= level <= 1.0:
                raise ValueError(f"repair: {name}: {level}; allowed: 0 to 1")

    def joined(self, other: Repair) -> Repair:
        return Repair(self.levels | other.levels)


UNREPAIRED = Repair()


class Behaviours(NamedTuple):
    """Behaviours as columns, in alphabetical order of their ids; shape (behaviours,) unless said."""

    aligned: NDArray[np.uint8]
    weight: Floats
    visibility: Floats
    effort: Floats
    autonomy: Floats
    coordination: Floats
    needs_units: NDArray[np.uint32]
    applies: NDArray[np.uint8]  # shape (units, behaviours)
    leaders_only: NDArray[np.uint8]


class Plan(NamedTuple):
    """All that is fixed before the first week. Repairs change conditions only; people, ties and dates are common to all."""

    behaviours: Behaviours
    # people
    segment: NDArray[np.uint32]  # of levers, shape (employees,)
    unit_of_segment: NDArray[np.uint32]
    share_of_segment: Floats  # of its unit's people
    agent_from: NDArray[np.uint32]  # week in which the person becomes a change agent; NEVER
    agent_until: NDArray[np.uint32]  # week from which the person is one no more
    # conditions; where there is a last axis more it is the repair, and the lane once a run is prepared
    standing: Floats  # (segments, levers), as the context left them
    planned: Floats  # (weeks, segments, levers)
    floor: Floats  # (levers, repairs) which no lever, standing or planned, is under
    on_proof: Floats  # (weeks or 0, segments, levers)
    firm: Floats  # (firm dispositions, repairs)
    unit: Floats  # (unit dispositions, units, repairs)
    threshold_shift: Floats  # (repairs,)
    # the programme, week by week
    says: Floats  # (weeks,)
    load: Floats  # (weeks, units)
    spend: Floats  # (weeks,) thousand euro
    introduced: Floats  # (weeks, units) share of what has been introduced so far that is new in the week
    attention: float
    trial_weeks: int
    expected_weeks: int
    review_every: int
    programme_end: int  # week of the last stimulus; 0 without a programme
    expected_progress: float
    promised_growth: float
    revenue: float
    elasticity: float
    # what interventions do to leaders: kinds 0 coach, 1 involve, 2 reframe; shape (deeds,), (deeds, weeks), (deeds, employees)
    deed_kind: NDArray[np.uint8]
    deed_gain: Floats
    deed_intensity: Floats
    deed_audience: NDArray[np.uint8]
    # dated events: kinds 0 leaders replaced, 1 disruption; (events,), (events, employees)
    event_kind: NDArray[np.uint8]
    event_week: NDArray[np.uint32]
    event_size: Floats
    event_audience: NDArray[np.uint8]
    bridges: Bridges
    board_briefed: Floats  # (weeks,) share of the board's missing patience found so far
    # test-bed
    test_bed: Floats  # (weeks,) intensity of iteration
    test_bed_learning: float
    test_bed_segment: int  # of customers; -1 without
    test_bed_alarms: int  # 1 if it experiments on key accounts
    # workflow audits
    audit: Floats  # (weeks,) share of the worst unit's missing ease that is mended
    audit_voice: Floats  # (4,) customers, partners, employees, finance
    # customers
    segment_share: Floats
    segment_contact: Floats
    customer_segment: NDArray[np.uint32]  # (customers,)
    customer_address: NDArray[np.uint64]
    journey: Floats  # (segments, units) weights; rows sum to 1
    # shocks, (weeks,)
    scandal: Floats
    rival: Floats
    successor: Floats  # commitment of the CEO's successor, -1 where nobody leaves
    cut: Floats  # share of promised resources withheld


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


def in_lanes(plan: Plan, repair: NDArray[np.intp]) -> Plan:
    """The plan as lanes live by it; repair : of each lane, its place among those the plan was compiled for, shape (lanes,)."""
    return plan._replace(
        floor=np.ascontiguousarray(plan.floor[..., repair]),
        firm=np.ascontiguousarray(plan.firm[..., repair]),
        unit=np.ascontiguousarray(plan.unit[..., repair]),
        threshold_shift=plan.threshold_shift[repair],
    )


def _restored(name: str, value: Floats | float, repairs: Sequence[Repair]) -> Floats:
    """A disposition under each repair: no worse than its level, if it has one; the last axis is the repair."""
    alone, better = (np.inf, np.minimum) if name in HARMFUL else (-np.inf, np.maximum)
    levels = np.array([repair.levels.get(name, alone) for repair in repairs])
    return better(np.asarray(value, float)[..., None], levels)


def _threshold_shift(mean: float, repairs: Sequence[Repair]) -> Floats:
    levels = np.array([repair.levels.get("threshold", np.inf) for repair in repairs])
    return np.minimum(0.0, levels - mean)


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


def _agents(placed: Schedule, organisation: Organisation) -> dict:
    """Who is a change agent, and for which weeks; a later seeding looks among those who are not yet agents."""
    since = np.full(organisation.employees, NEVER, np.uint32)
    until = np.full(organisation.employees, NEVER, np.uint32)
    chance = draw_uniforms(key_of(0), 0, organisation.address, AGENTS)[:, 0]
    for step in placed.as_they_begin:
        for deed in step.card.does:
            if deed.kind == "seed_agents" and step.end > step.start:
                chosen = agents(organisation, step.audience & (since == NEVER), deed.share * step.strength, deed.strategy, chance)
                since[chosen], until[chosen] = step.start, step.end
    return {"agent_from": since, "agent_until": until}


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


def _says(placed: Schedule, weeks: int) -> Floats:
    silent = np.ones(weeks)
    for step in placed.steps:
        silent *= 1.0 - step.card.says * step.intensity
    return 1.0 - silent


def _deeds(placed: Schedule, organisation: Organisation) -> dict:
    kinds = {"coach_leaders": 0, "involve_counterparts": 1, "reframe": 2}
    steady = [(step, deed) for step in placed.steps for deed in step.card.does if deed.kind in kinds and step.end > step.start]
    dated = [
        (step, deed) for step in placed.steps for deed in step.card.does
        if deed.kind in ("replace_leaders", "reorganise") and step.end > step.start
    ]  # fmt: skip
    weeks = len(placed.spend)
    running = [np.where((np.arange(weeks) >= s.start) & (np.arange(weeks) < s.end), s.intensity, 0.0) for s, _ in steady]
    people = organisation.employees
    return {
        "deed_kind": np.array([kinds[deed.kind] for _, deed in steady], np.uint8),
        "deed_gain": np.array([float(getattr(deed, "gain", 0.0)) for _, deed in steady]),
        "deed_intensity": np.array(running).reshape(len(steady), weeks),
        "deed_audience": np.array([step.audience for step, _ in steady], np.uint8).reshape(len(steady), people),
        "event_kind": np.array([0 if deed.kind == "replace_leaders" else 1 for _, deed in dated], np.uint8),
        "event_week": np.array([step.start for step, _ in dated], np.uint32),
        "event_size": np.array(
            [float(d.commitment if d.kind == "replace_leaders" else getattr(d, "disruption", 0.0) * s.strength) for s, d in dated]
        ),
        "event_audience": np.array([step.audience for step, _ in dated], np.uint8).reshape(len(dated), people),
    }


def _board_briefed(placed: Schedule, weeks: int) -> Floats:
    """What briefings have found of the board's missing patience; it is not lost again."""
    missing = np.ones(weeks)
    for step in placed.steps:
        for deed in step.card.does:
            if deed.kind == "brief_board":
                running = (np.arange(weeks) >= step.start) & (np.arange(weeks) < step.end)
                missing *= 1.0 - deed.gain * np.where(running, step.intensity, 0.0)
    return np.asarray(1.0 - np.cumprod(missing), float)


def _test_bed(placed: Schedule, initiative: Initiative, weeks: int) -> dict:
    names = sorted(initiative.segments)
    for step in placed.as_they_begin:
        for deed in step.card.does:
            if deed.kind == "test_bed":
                running = (np.arange(weeks) >= step.start) & (np.arange(weeks) < step.end)
                return {
                    "test_bed": np.where(running, step.intensity, 0.0),
                    "test_bed_learning": float(deed.learning),
                    "test_bed_segment": names.index(deed.segment),
                    "test_bed_alarms": int(initiative.segments[deed.segment].kind == "key"),
                }
    return {"test_bed": np.zeros(weeks), "test_bed_learning": 0.0, "test_bed_segment": -1, "test_bed_alarms": 0}


def _audits(placed: Schedule, weeks: int) -> dict:
    mends, voice = np.zeros(weeks), np.array([0.4, 0.3, 0.2, 0.1])
    for step in placed.steps:
        for deed in step.card.does:
            if deed.kind == "workflow_audit":
                voice = np.array([float(share) for share in deed.voice])
                for week in range(step.start + min(deed.every, 4), step.end, deed.every):
                    mends[week] = max(mends[week], deed.mends * step.intensity[week])
    return {"audit": mends, "audit_voice": voice}


def _panel(segments: dict[str, Segment]) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    rows, addresses = [], []
    for row, (name, segment) in enumerate(sorted(segments.items())):
        rows += [row] * segment.panel
        addresses += [address_of(f"customer:{name}:{number}") for number in range(segment.panel)]
    return np.array(rows, np.uint32), np.array(addresses, np.uint64)


def _journeys(segments: dict[str, Segment], organisation: Organisation) -> Floats:
    journeys = np.zeros((len(segments), organisation.units))
    for row, (_, segment) in enumerate(sorted(segments.items())):
        if segment.journey:
            journeys[row, [organisation.unit_ids.index(unit) for unit in segment.journey]] = 1.0
        else:
            journeys[row] = organisation.contact
        if journeys[row].sum() == 0.0:
            journeys[row] = 1.0
        journeys[row] /= journeys[row].sum()
    return journeys


def _expected_progress(initiative: Initiative) -> float:
    """What sponsors expect to see by the week the goal is due, on the scale of progress_seen."""
    rules = initiative.rules.frozen().sponsorship
    result = min(1.0, max(0.0, initiative.success.felt_gain / rules.felt_scale))
    return rules.adoption_weight * float(initiative.success.adoption) + (1.0 - rules.adoption_weight) * result


def _shocks(initiative: Initiative, weeks: int) -> dict:
    scandal, rival, cut = np.zeros(weeks), np.zeros(weeks), np.zeros(weeks)
    successor = np.full(weeks, -1.0)
    for _, shock in sorted(initiative.shocks.items()):
        if shock.week >= weeks:
            continue
        if shock.kind == "scandal":
            scandal[shock.week] = max(scandal[shock.week], shock.size)
        elif shock.kind == "rival":
            rival[shock.week :] = 1.0 - (1.0 - rival[shock.week :]) * (1.0 - shock.size)
        elif shock.kind == "sponsor_leaves":
            successor[shock.week] = shock.size
        else:
            cut[shock.week :] = 1.0 - (1.0 - cut[shock.week :]) * (1.0 - shock.size)
    return {"scandal": scandal, "rival": rival, "successor": successor, "cut": cut}


__all__ = ["UNREPAIRED", "Behaviours", "Plan", "Repair", "compile_plan", "in_lanes"]
