"""What moved a leader's commitment in one week, in the terms of the leadership rule."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import in_python
from sim.engine.run import Run
from sim.engine.state import FIRM_SERIES
from sim.mechanisms import enactment, leadership
from sim.mechanisms.leadership import LeadershipParameters
from sim.organisation.organisation import MISSING
from sim.planning.arrays import FIRM_ROW
from sim.play.choice_terms import Before, Term
from sim.schema.levers import LEVER

commitment_after, helped = in_python(leadership.commitment_after), in_python(leadership.helped)
involvement, raised = in_python(enactment.involvement), in_python(enactment.raised)
INVOLVES = 1
"""The kind of support that grows with proof; see Plan.deed_kind."""

WEIGHTS = ("from_boss", "from_interest", "from_account", "from_benefit")


class Leading(NamedTuple):
    """A leader in one week."""

    week: int
    person: int
    terms: tuple[Term, ...]  # of the value towards which commitment moves
    aim: float  # their sum, at most 1
    support: float  # share of the gap that coaching, involvement and reframing close in the week
    before: float  # commitment at the start of the week, [0, 1]
    commitment: float  # and at its end
    credibility: float
    talk: float
    boss: int | None  # row of a person; none for the chief, who reports to the board, and for heads of outside units
    is_sponsor: bool  # the CEO of a running programme, whose commitment depends on results


def leading(run: Run, before: Before, person: int) -> Leading | None:
    """What moved a leader in the last week; None for a person who does not lead.

    run : one lane, a week later than `before`
    """
    world, rules = run.world, run.rules.leadership
    row = int(world.leader_row[person])
    if row == MISSING:
        return None
    terms = _terms(run, before, person, row, rules)
    boss = int(world.leader_boss[row])
    is_chief = row == world.row_chief
    return Leading(
        before.week, person, terms, min(1.0, sum(term.value for term in terms)), _support(run, before, person),
        float(before.commitment[row]), float(run.state.commitment[row, 0]), float(run.state.credibility[row, 0]), _firm(run, "talk"),
        None if boss == MISSING or is_chief else int(world.leader_employee[boss]),
        is_chief and before.week < run.plan.programme_end and not before.abandoned,
    )  # fmt: skip


def _terms(run: Run, before: Before, person: int, row: int, rules: LeadershipParameters) -> tuple[Term, ...]:
    levers = run.state.stratum_levers[run.plan.stratum[person], :, 0]
    above, trusted = _above(run, before, row)
    account = 0.5 * (levers[LEVER["incentives"]] + levers[LEVER["metrics"]])
    soft = float(np.mean([run.plan.firm[FIRM_ROW[name], 0] for name in ("humility", "patience", "perseverance")]))
    at_once = rules._replace(cascade=1.0 / (0.5 + soft))  # commitment would reach its aim within the week

    def aim(p: LeadershipParameters) -> float:
        return float(
            commitment_after(
                0.0, above, trusted, before.interest[person], account, levers[LEVER["benefit"]], levers[LEVER["climate"]], soft, 0.0, p
            )
        )

    mild = at_once._replace(caustic=0.0)
    pulls = [Term(name, aim(mild._replace(**{other: 0.0 for other in WEIGHTS if other != name}))) for name in WEIGHTS]
    total = sum(term.value for term in pulls)
    return (*pulls, Term("caustic", -rules.caustic * (1.0 - float(levers[LEVER["climate"]])) * total))


def _support(run: Run, before: Before, person: int) -> float:
    plan, firm = run.plan, dict(zip(FIRM_SERIES, run.traces.firm[before.week, :, 0], strict=True))
    support = 0.0
    for kind, gain, intensity, audience in zip(plan.deed_kind, plan.deed_gain, plan.deed_intensity, plan.deed_audience, strict=True):
        if audience[person]:
            given = gain * intensity[before.week] * firm["vigour"]
            given = involvement(given, firm["proof"], run.rules.enactment) if kind == INVOLVES else given
            support = raised(support, given)
    above, believed = _above(run, before, int(run.world.leader_row[person]))
    return float(helped(support, above, believed, run.rules.leadership))


def _above(run: Run, before: Before, row: int) -> tuple[float, float]:
    """Commitment and credibility of a leader's superior at the start of the week."""
    world, boss = run.world, int(run.world.leader_boss[row])
    if row == world.row_chief:
        return 1.0 - float(run.traces.firm[before.week, FIRM_SERIES.index("board_lost"), 0]), 1.0
    if boss == MISSING:
        return 0.5 * float(before.commitment[world.row_chief]), float(before.credibility[world.row_chief])
    return float(before.commitment[boss]), float(before.credibility[boss])


def _firm(run: Run, series: str) -> float:
    return float(run.traces.firm[run.week, FIRM_SERIES.index(series), 0])
