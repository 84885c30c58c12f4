"""What is shown of leaders is what moved them: from the terms follows where their commitment went."""

import numpy as np
import pytest

import sim
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
