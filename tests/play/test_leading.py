"""What is shown of leaders is what moved them: from the terms follows where their commitment went."""

import numpy as np
import pytest

import sim
from sim.engine.state import FIRM_SERIES
from sim.organisation.organisation import MISSING
from sim.planning.arrays import FIRM_ROW
from sim.play import Play
from sim.play.choice_terms import as_it_begins
from sim.play.commitment_terms import leading


@pytest.mark.parametrize("scenario", ["company_a", "caustic_leaders", "whole_ecosystem"])
def test_commitment_went_where_the_terms_say(scenario: str) -> None:
    play = Play(sim.load(scenario, "weeks=60"), 5)
    rules, at_start = play.run.rules.leadership, play.run.plan.firm[:, 0]
    soft = float(np.mean([at_start[FIRM_ROW[name]] for name in ("humility", "patience", "perseverance")]))
    seen = 0
    for week in range(60):
        before = as_it_begins(play.run)
        play.advance()
        for person in play.run.world.leader_employee.tolist() if week % 7 == 0 else ():
            shown = leading(play.run, before, person)
            assert shown is not None
            is_newcomer = play.run.state.threshold[person, 0] != before.threshold[person]
            if shown.is_sponsor or is_newcomer:
                continue
            pace = rules.cascade * (0.5 + soft if shown.aim > shown.before else 1.5 - soft)
            moved = shown.before + pace * (shown.aim - shown.before)
            assert shown.commitment == pytest.approx(moved + shown.support * (1.0 - moved), abs=1e-9)
            seen += 1
    assert seen > 100


def test_who_leads_no_one_has_nothing_to_show() -> None:
    play = Play(sim.load("company_a", "weeks=4"), 5)
    before = as_it_begins(play.run)
    play.advance()
    followers = set(range(play.organisation.employees)) - set(play.run.world.leader_employee.tolist())
    assert leading(play.run, before, min(followers)) is None


def test_the_chief_is_the_sponsor_while_a_programme_runs() -> None:
    play = Play(sim.load("company_a", "weeks=8"), 5)
    before = as_it_begins(play.run)
    play.advance()
    chief = int(play.organisation.chief)
    shown = leading(play.run, before, chief)
    assert shown is not None
    assert shown.is_sponsor
    assert shown.boss is None


def test_support_works_as_far_as_the_boss_walks_and_is_believed() -> None:
    play = Play(sim.load("company_a", "weeks=60"), 5)
    world, rules = play.run.world, play.run.rules.leadership
    kinds, gains, intensity = play.run.plan.deed_kind, play.run.plan.deed_gain, play.run.plan.deed_intensity
    coaching = next(row for row, kind in enumerate(kinds) if kind == 0 and intensity[row].max() > 0.0)
    play.advance(int(np.argmax(intensity[coaching])))
    before = as_it_begins(play.run)
    play.advance()
    told = [row for row in range(len(kinds)) if intensity[row, before.week] > 0.0]
    person = next(
        one for one in world.leader_employee.tolist()
        if play.run.plan.deed_audience[coaching, one] and world.leader_boss[world.leader_row[one]] not in (MISSING, world.leader_row[one])
        and [row for row in told if play.run.plan.deed_audience[row, one]] == [coaching]
    )  # fmt: skip

    def support(walk: float, believed: float) -> float:
        all_of_them = np.ones(len(world.leader_employee))
        shown = leading(play.run, before._replace(commitment=walk * all_of_them, credibility=believed * all_of_them), person)
        assert shown is not None
        return shown.support

    vigour = play.run.traces.firm[before.week, FIRM_SERIES.index("vigour"), 0]
    whole = gains[coaching] * intensity[coaching, before.week] * vigour
    assert whole > 0.0 and support(1.0, 1.0) == pytest.approx(whole)
    assert support(0.0, 1.0) == support(1.0, 0.0) == pytest.approx(rules.unled * whole)
    assert support(0.8, 0.5) == pytest.approx((rules.unled + (1.0 - rules.unled) * 0.4) * whole)
