"""Effects of programme steps beyond levers: change agents, coaching, board briefings, workflow audits."""

from __future__ import annotations

import numpy as np

from sim.array_types import Floats
from sim.organisation.draws import AGENTS, draw_uniforms, key_of
from sim.organisation.organisation import Organisation
from sim.planning.arrays import NEVER
from sim.planning.audience import agents
from sim.planning.schedule import Placed, Schedule
from sim.schema.interventions import Structural
from sim.schema.market import Segment

_SETTING = key_of(0)
"""The choice of agents belongs to the programme, not to the seed of a run."""


def effects_of(schedule: Schedule, segments: dict[str, Segment], organisation: Organisation) -> dict:
    """Effects of programme steps, as columns of the plan. segments : of customers"""
    return {
        **_agents(schedule, organisation),
        "says": _says(schedule),
        **_deeds(schedule, organisation),
        "board_briefed": _board_briefed(schedule),
        **_test_bed(schedule, segments),
        **_audits(schedule),
    }


def _agents(schedule: Schedule, organisation: Organisation) -> dict:
    """Change agents with their weeks; a later seeding excludes current agents."""
    since = np.full(organisation.employees, NEVER, np.uint32)
    until = np.full(organisation.employees, NEVER, np.uint32)
    chance = None
    for step in schedule.as_they_begin:
        for deed in step.card.does:
            if deed.kind == "seed_agents" and step.work.any():
                chance = draw_uniforms(_SETTING, 0, organisation.address, AGENTS)[:, 0] if chance is None else chance
                chosen = agents(organisation, step.audience & (since == NEVER), deed.share * step.strength, deed.strategy, chance)
                since[chosen], until[chosen] = step.start, step.worked_until
    return {"agent_from": since, "agent_until": until}


def _says(schedule: Schedule) -> Floats:
    silent = np.ones(len(schedule.spend))
    for step in schedule.steps:
        if step.card.says > 0.0:
            silent *= 1.0 - step.card.says * step.intensity
    return 1.0 - silent


def _deeds(schedule: Schedule, organisation: Organisation) -> dict:
    kinds = {"coach_leaders": 0, "involve_counterparts": 1, "reframe": 2}
    steady = [(step, deed) for step in schedule.steps for deed in step.card.does if deed.kind in kinds and step.end > step.start]
    dated = [
        (step, deed) for step in schedule.steps for deed in step.card.does
        if deed.kind in ("replace_leaders", "reorganise") and step.end > step.start and step.work[step.start] > 0.0
    ]  # fmt: skip
    weeks = len(schedule.spend)
    people = organisation.employees
    return {
        "deed_kind": np.array([kinds[deed.kind] for _, deed in steady], np.uint8),
        "deed_gain": np.array([float(getattr(deed, "gain", 0.0)) for _, deed in steady]),
        "deed_intensity": np.array([step.work for step, _ in steady]).reshape(len(steady), weeks),
        "deed_audience": np.array([step.audience for step, _ in steady], np.uint8).reshape(len(steady), people),
        "event_kind": np.array([0 if deed.kind == "replace_leaders" else 1 for _, deed in dated], np.uint8),
        "event_week": np.array([step.start for step, _ in dated], np.uint32),
        "event_size": np.array([_size_of(step, deed) for step, deed in dated]),
        "event_audience": np.array([step.audience for step, _ in dated], np.uint8).reshape(len(dated), people),
    }


def _size_of(step: Placed, deed: Structural) -> float:
    """The successors' commitment, or the share of habit and capacity that is lost: as much as is carried out in the first week."""
    if deed.kind == "replace_leaders":
        return float(deed.commitment)
    return float(getattr(deed, "disruption", 0.0) * step.strength * step.share[step.start])


def _board_briefed(schedule: Schedule) -> Floats:
    """Patience of the board restored by briefings; it is not lost again."""
    weeks = len(schedule.spend)
    missing = np.ones(weeks)
    for step in schedule.steps:
        for deed in step.card.does:
            if deed.kind == "brief_board":
                missing *= 1.0 - deed.gain * step.work
    return np.asarray(1.0 - np.cumprod(missing), float)


def _test_bed(schedule: Schedule, segments: dict[str, Segment]) -> dict:
    weeks, names = len(schedule.spend), sorted(segments)
    committed = np.max([step.intensity for step in schedule.steps if step.card.needs_proof], axis=0, initial=0.0) + np.zeros(weeks)
    for step in schedule.as_they_begin:
        for deed in step.card.does:
            if deed.kind == "test_bed":
                return {
                    "test_bed": step.work,
                    "committed": committed,
                    "test_bed_learning": float(deed.learning),
                    "test_bed_segment": names.index(deed.segment),
                    "test_bed_alarms": int(segments[deed.segment].kind == "key"),
                }
    return {"test_bed": np.zeros(weeks), "committed": committed, "test_bed_learning": 0.0, "test_bed_segment": -1, "test_bed_alarms": 0}


def _audits(schedule: Schedule) -> dict:
    mends, voice = np.zeros(len(schedule.spend)), np.array([0.4, 0.3, 0.2, 0.1])
    for step in schedule.steps:
        for deed in step.card.does:
            if deed.kind == "workflow_audit":
                voice = np.array([float(share) for share in deed.voice])
                for week in range(step.start + min(deed.every, 4), step.end, deed.every):
                    mends[week] = max(mends[week], deed.mends * step.work[week])
    return {"audit": mends, "audit_voice": voice}
