"""An isolated newcomer changes nothing for anyone else: draws are made by address."""

from __future__ import annotations

import sim
from experiments.validation.newcomers import PLACES, apart, changes_for_others, check, joined
from sim.engine import prepare


def test_an_isolated_newcomer_changes_no_decision_of_anyone_else_over_100_seeds():
    """Every decision of everybody else in every week, and every series, whichever rows the newcomer takes."""
    found = check(seeds=100, weeks=60)
    assert found.changes == ()
    assert found.decisions == 100 * 60 * 295 * 8 * len(PLACES)
    assert found.statement.endswith("under 100 seeds: rate below 3.0% of runs (95 %)")


def test_a_newcomer_who_is_tied_to_others_is_seen_to_change_something():
    """The comparison would notice: the same newcomer in a firm whose units are joined."""
    initiative = sim.load("customer_centric", "organisation=small", "weeks=40", "organisation.ties.between=3.0")
    before, after = (prepare(one, range(5), watch_everyone=True).advance() for one in (initiative, joined(initiative, PLACES[0], 5)))
    assert "decisions" in changes_for_others(before, after)


def test_units_left_to_themselves_have_no_ties_across_but_to_the_chief():
    from sim.organisation import organisation_of

    drawn = organisation_of(joined(apart(sim.load("company_a")), PLACES[0], 3).organisation)
    newcomers = [at for at in range(drawn.employees) if drawn.unit_ids[drawn.unit[at]] == PLACES[0]]
    for at in range(drawn.employees):
        heard = drawn.neighbour[int(drawn.start[at]) : int(drawn.start[at + 1])]
        assert {int(other) in newcomers for other in heard} <= {at in newcomers}
