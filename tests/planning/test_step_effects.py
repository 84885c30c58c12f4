"""What steps do beside levers is done only where it is paid for, counted by hand."""

from __future__ import annotations

import pytest

from sim.planning.arrays import NEVER
from sim.planning.schedule import schedule
from sim.planning.step_effects import effects_of
from sim.schema.programme import Budgets, Programme, Step


@pytest.fixture
def effects(firm, card):
    """Effects of steps within a budget of money, each said by its card and `at`."""

    def of(money: float | None, weeks: int = 8, **steps) -> dict:
        cards = {name: card(**{key: value for key, value in said.items() if key != "at"}) for name, said in steps.items()}
        taken = {name: Step(intervention=name, start=said.get("at", 0)) for name, said in steps.items()}
        programme = Programme(title="t", description="d", steps=taken, budgets=Budgets(money=money))
        return effects_of(schedule(programme, cards, firm, weeks), {}, firm)

    return of


WEEKLY = {"weeks": 6, "cost": {"weekly": 1.0}}


def test_change_agents_serve_until_the_money_ends(effects):
    agents = {"does": [{"kind": "seed_agents", "share": 0.3}], **WEEKLY}
    rich, poor = effects(None, a=agents), effects(3.0, a=agents)
    chosen = rich["agent_from"] == 0
    assert chosen.sum() == 3 and (poor["agent_from"] == rich["agent_from"]).all()
    assert (rich["agent_until"][chosen] == 6).all() and (poor["agent_until"][chosen] == 3).all()


def test_change_agents_are_not_chosen_without_money(effects):
    assert (effects(0.0, a={"does": [{"kind": "seed_agents", "share": 0.3}], **WEEKLY})["agent_from"] == NEVER).all()


def test_coaching_ends_with_the_money_although_its_effect_lasts(effects):
    coaching = {"does": [{"kind": "coach_leaders"}], "lasts": True, **WEEKLY}
    assert effects(2.5, a=coaching)["deed_intensity"].tolist() == [[1, 1, 0.5, 0, 0, 0, 0, 0]]


def test_a_board_is_briefed_as_long_as_it_is_paid(effects):
    found = effects(2.0, a={"does": [{"kind": "brief_board", "gain": 0.5}], **WEEKLY})["board_briefed"]
    assert found.tolist() == pytest.approx([0.5, *[0.75] * 7])


def test_an_audit_mends_only_what_is_paid(effects):
    audit = {"does": [{"kind": "workflow_audit", "every": 4, "mends": 0.4}], "weeks": 8, "cost": {"weekly": 1.0}}
    assert effects(None, a=audit)["audit"].tolist() == [0, 0, 0, 0, 0.4, 0, 0, 0]
    assert effects(4.0, a=audit)["audit"].tolist() == [0.0] * 8


def test_leaders_are_replaced_and_teams_mixed_only_where_it_is_paid(effects):
    replaced, mixed = {"kind": "replace_leaders", "commitment": 0.7}, {"kind": "reorganise", "disruption": 0.4}
    steps = {"a": {"does": [replaced], "cost": {"once": 5.0}}, "b": {"at": 2, "does": [mixed], "cost": {"once": 5.0}}}
    assert effects(None, **steps)["event_week"].tolist() == [0, 2]
    part = effects(7.5, **steps)
    assert part["event_week"].tolist() == [0, 2] and part["event_size"].tolist() == pytest.approx([0.7, 0.2])
    assert effects(5.0, **steps)["event_week"].tolist() == [0]
    assert effects(0.0, **steps)["event_week"].tolist() == []
