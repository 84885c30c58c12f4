"""How the idea of a test-bed fared in a play: what the first idea could reach, how often it was revised, and whether it proved itself."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import in_python
from sim.engine.chances import quality_of_first_idea
from sim.engine.state import FIRM, FIRM_SERIES
from sim.mechanisms import test_bed
from sim.play.play import Play

first_idea = in_python(test_bed.first_idea)


class IdeaCourse(NamedTuple):
    """The idea of a test-bed up to the week of the play; shares in [0, 1]."""

    first: float  # fit that the first idea could reach at most
    reach: float  # fit that the last idea can reach at most
    revised: int  # times that a better idea was found
    fit: float  # reached
    needed: float  # fit at which proof begins
    proof: float  # the highest
    proved: int | None  # week of the first proof; none without
    committed: int | None  # first week in which planning, budgets or pay were committed to an idea still tried and not yet proved


def idea_course(play: Play) -> IdeaCourse | None:
    """How the idea of a test-bed fared; none for a plan in which no test-bed ran by the week of the play."""
    run, played = play.run, play.week
    running = run.plan.test_bed[:played] > 0.0
    if run.plan.test_bed_segment < 0 or not running.any():
        return None
    state, rules = run.state.firm[:, 0], run.rules.test_bed
    proof = run.traces.firm[: played + 1, FIRM_SERIES.index("proof"), 0]
    given = np.flatnonzero(proof > 0.0)
    proved = int(given[0]) if len(given) else None
    tried = running & (np.arange(1, played + 1) < (played + 1 if proved is None else proved))
    bound = np.flatnonzero(tried & (run.plan.committed[:played] > 0.0))
    return IdeaCourse(
        first=float(first_idea(quality_of_first_idea(play.seed), rules)),
        reach=float(state[FIRM["idea"]]),
        revised=sum(news.text == "idea_revised" for news in play.news),
        fit=float(state[FIRM["fit"]]),
        needed=float(rules.insight_after),
        proof=float(proof.max()),
        proved=proved,
        committed=int(bound[0]) if len(bound) else None,
    )
