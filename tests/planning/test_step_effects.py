"""What steps do beside levers is done only where it is paid for, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.organisation.draws import AGENTS, draw_uniforms, key_of
from sim.planning.arrays import NEVER
from sim.planning.schedule import schedule
from sim.planning.step_effects import effects_of
from sim.schema.market import Segment
from sim.schema.programme import Budgets, Programme, Step

SEGMENTS = {
    "crowd": Segment(share=0.5),
    "big": Segment(share=0.3, kind="key"),
    "try": Segment(share=0.2, kind="test_bed"),
}


@pytest.fixture
def effects(firm, card):
    """Effects of steps within a budget of money, each said by its card, `at` and `strength`."""

    def of(money: float | None, weeks: int = 8, **steps) -> dict:
        own = {"at", "strength"}
        cards = {name: card(**{key: value for key, value in said.items() if key not in own}) for name, said in steps.items()}
        taken = {name: Step(intervention=name, start=said.get("at", 0), strength=said.get("strength", 1.0)) for name, said in steps.items()}
        programme = Programme(title="t", description="d", steps=taken, budgets=Budgets(money=money))
        return effects_of(schedule(programme, cards, firm, weeks), SEGMENTS, firm)

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


def test_a_plan_without_steps_does_nothing(effects):
    none = effects(None, weeks=3)
    assert (none["agent_from"] == NEVER).all() and (none["agent_until"] == NEVER).all() and len(none["agent_from"]) == 12
    for weekly in ("says", "board_briefed", "test_bed", "committed", "audit"):
        assert none[weekly].tolist() == [0.0] * 3
    assert none["deed_intensity"].shape == (0, 3) and none["deed_audience"].shape == none["event_audience"].shape == (0, 12)
    assert none["test_bed_learning"] == 0.0 and none["test_bed_segment"] == -1 and none["test_bed_alarms"] == 0
    assert none["audit_voice"].tolist() == [0.4, 0.3, 0.2, 0.1]


def seeding(share: float, strategy: str = "random", **said) -> dict:
    return {"does": [{"kind": "seed_agents", "share": share, "strategy": strategy}], "weeks": 3} | said


def test_agents_by_lot_are_those_with_the_highest_draw_of_their_address(effects, firm):
    draws = draw_uniforms(key_of(0), 0, firm.address, AGENTS)[:, 0]
    expected = sorted(range(2, 12), key=lambda who: -draws[who])  # people inside the firm
    assert set(np.flatnonzero(effects(None, a=seeding(0.4))["agent_from"] == 0).tolist()) == set(expected[:4])
    later = effects(None, a=seeding(0.2), b=seeding(0.25, at=1))  # two of ten, then two of the eight others
    assert {step: set(np.flatnonzero(later["agent_from"] == step).tolist()) for step in (0, 1)} == {
        0: set(expected[:2]), 1: set(expected[2:4]),
    }  # fmt: skip
    assert {step: set(later["agent_until"][later["agent_from"] == step].tolist()) for step in (0, 1)} == {0: {3}, 1: {4}}


def test_half_the_strength_seeds_half_the_agents(effects):
    assert (effects(None, a=seeding(0.4, strength=0.5))["agent_from"] == 0).sum() == 2


def test_what_is_said_adds_up_to_less_than_its_sum(effects):
    assert effects(None, weeks=4, a={"says": 0.4, "weeks": 3})["says"].tolist() == pytest.approx([0.4, 0.4, 0.4, 0.0])
    two = effects(None, weeks=4, a={"says": 0.4, "weeks": 3}, b={"says": 0.5, "weeks": 1, "at": 1}, silent={"weeks": 4})
    assert two["says"].tolist() == pytest.approx([0.4, 0.7, 0.4, 0.0])  # 1 - 0.6 × 0.5
    fading = effects(None, weeks=4, a={"says": 0.4, "weeks": 2, "fade": 2, "strength": 0.5})
    assert fading["says"].tolist() == pytest.approx([0.2, 0.2, 0.1, 0.0]), "words echo as long as the effect of the step"


def test_each_steady_deed_has_its_kind_gain_and_audience(effects):
    kinds = ("coach_leaders", "involve_counterparts", "reframe")
    steps = {name: {"does": [{"kind": name, "gain": 0.1 * (row + 1)}], "weeks": 2} for row, name in enumerate(kinds)}
    steps["involve_counterparts"]["audience"] = {"units": ["stock"]}
    found = effects(None, weeks=3, **steps, idle={"at": 4, "does": [{"kind": "reframe"}]}, last={"at": 2, "does": [{"kind": "reframe"}]})
    assert found["deed_kind"].tolist() == [0, 1, 2, 2], "idle is planned after the last week"
    assert found["deed_gain"].tolist() == [0.1, 0.2, 0.05, pytest.approx(0.3)], "last says no gain of its own"
    assert found["deed_intensity"].tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 1], [1, 1, 0]]
    everybody = list(range(2, 12))
    assert [np.flatnonzero(row).tolist() for row in found["deed_audience"]] == [everybody, [9, 10, 11], everybody, everybody]


def test_two_briefings_leave_what_both_leave(effects):
    brief = {"does": [{"kind": "brief_board", "gain": 0.5}], "weeks": 1}
    found = effects(None, weeks=3, a=brief, b=brief | {"at": 1, "strength": 0.5}, other={"does": [{"kind": "reframe", "gain": 0.9}]})
    assert found["board_briefed"].tolist() == pytest.approx([0.5, 0.625, 0.625])  # half of it, and a quarter of the rest


def bed(segment: str, learning: float, **said) -> dict:
    return {"does": [{"kind": "test_bed", "segment": segment, "learning": learning}], "weeks": 2} | said


def test_the_first_test_bed_to_begin_is_the_one(effects):
    found = effects(None, weeks=4, b=bed("try", 0.3, at=1), a=bed("big", 0.2, at=2))
    assert found["test_bed"].tolist() == [0, 1, 1, 0] and found["test_bed_learning"] == 0.3
    assert found["test_bed_segment"] == 2 and found["test_bed_alarms"] == 0, "big, crowd, try"


def test_a_test_bed_among_key_customers_alarms(effects):
    found = effects(None, weeks=4, a=bed("big", 0.2))
    assert found["test_bed_segment"] == 0 and found["test_bed_alarms"] == 1
    ordinary = effects(None, weeks=4, a=bed("crowd", 0.2))
    assert ordinary["test_bed_segment"] == 1 and ordinary["test_bed_alarms"] == 0
    assert effects(None, weeks=4, a={"does": [{"kind": "reframe"}]})["test_bed_segment"] == -1


def test_planning_budgets_and_pay_are_committed_as_far_as_what_needs_proof_is_done(effects):
    waits = {"needs_proof": True, "weeks": 3}
    one = effects(None, weeks=6, a=bed("try", 0.3), b=waits | {"at": 1, "ramp": 2}, c={"weeks": 6})
    assert one["committed"].tolist() == [0, 0.5, 1, 1, 0, 0], "c needs no proof"
    two = effects(None, weeks=6, b=waits | {"strength": 0.5}, d=waits | {"at": 2, "strength": 0.8})
    assert two["committed"].tolist() == [0.5, 0.5, 0.8, 0.8, 0.8, 0], "the most that is done, with a test-bed or without"
    assert effects(None, weeks=3, a=bed("try", 0.3))["committed"].tolist() == [0.0] * 3
    poor = effects(2.5, weeks=5, b={"needs_proof": True, "weeks": 5, "cost": {"weekly": 1.0}})
    assert poor["committed"].tolist() == [1, 1, 0.5, 0, 0], "as far as it is paid"


def test_what_was_committed_to_stays_so_as_long_as_it_is_in_effect(effects):
    lasting = effects(None, weeks=5, a=bed("try", 0.3), b={"needs_proof": True, "weeks": 2, "lasts": True})
    assert lasting["committed"].tolist() == [1, 1, 1, 1, 1]
    fading = effects(None, weeks=5, a=bed("try", 0.3), b={"needs_proof": True, "weeks": 2, "fade": 2})
    assert fading["committed"].tolist() == [1, 1, 0.5, 0, 0]


def audited(every: int, mends: float, **said) -> dict:
    return {"does": [{"kind": "workflow_audit", "every": every, "mends": mends, "voice": [0.1, 0.2, 0.3, 0.4]}], "weeks": 14} | said


def test_audits_begin_after_a_month_and_come_back(effects):
    found = effects(None, weeks=16, a=audited(5, 0.4, at=1))
    assert np.flatnonzero(found["audit"]).tolist() == [5, 10] and found["audit_voice"].tolist() == [0.1, 0.2, 0.3, 0.4]
    assert np.flatnonzero(effects(None, weeks=16, a=audited(5, 0.4, at=1, weeks=15))["audit"]).tolist() == [5, 10, 15]


def test_of_two_audits_in_a_week_the_better_counts(effects):
    found = effects(None, weeks=10, a=audited(4, 0.4, strength=0.5), b=audited(8, 0.3), c=audited(4, 0.1))
    assert {week: found["audit"][week] for week in np.flatnonzero(found["audit"]).tolist()} == pytest.approx({4: 0.3, 8: 0.2})


def test_mixing_teams_takes_as_much_as_its_strength(effects):
    steps = {
        "a": {"does": [{"kind": "reorganise", "disruption": 0.4}], "strength": 0.5, "audience": {"units": ["stock"]}, "ramp": 4},
        "b": {"does": [{"kind": "replace_leaders", "commitment": 0.6}], "at": 9},
        "c": {"does": [{"kind": "replace_leaders", "commitment": 0.5}], "at": 7},
    }
    found = effects(None, **steps)
    assert found["event_kind"].tolist() == [1, 0] and found["event_week"].tolist() == [0, 7], "b is planned after the last week"
    assert found["event_size"].tolist() == pytest.approx([0.2, 0.5]), "neither has a ramp"
    assert [np.flatnonzero(row).tolist() for row in found["event_audience"]] == [[9, 10, 11], list(range(2, 12))]
