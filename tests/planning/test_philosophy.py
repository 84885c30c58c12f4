"""A philosophy lets cards do more or less by their family, and less where the firm does not suit it; counted by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.planning.philosophy import Suitability, card_under, cards_in, cards_under, notes_on, suitability_of
from sim.schema.interventions import Intervention
from sim.schema.philosophy import EffectByFamily, Philosophy, PhilosophyCost

FAMILIES = list(EffectByFamily.model_fields)


def philosophy(**said) -> Philosophy:
    return Philosophy(title="t", description="d", **said)


def suited(fit: float = 1.0, **said) -> Suitability:
    return Suitability("it", philosophy(**said), fit, ())


def initiative(known: Philosophy, card: Intervention, name: str | None = "it", **dispositions: float):
    """A firm of default levers under a philosophy and no influence."""
    return SimpleNamespace(
        programme=SimpleNamespace(philosophy=name),
        definitions=SimpleNamespace(philosophies={"it": known}, interventions={"one": card}, catalysts={}, inhibitors={}),
        influences=lambda kind: {},
        organisation=SimpleNamespace(levers={"tools": 0.2}, units={"sales": SimpleNamespace(levers={"tools": 0.6, "cynicism": 0.5})}),
        dispositions={"commitment": 0.5, "cynicism": 0.25} | dispositions,
    )


@pytest.fixture
def full(card) -> Intervention:
    """A card that says, raises, removes, strengthens and does something."""
    return card(
        raises={"vision": 0.5, "tools": 0.9}, says=0.4, removes={"silos": 0.6}, strengthens={"shared_why": 0.3}, ramp=8, rituals=["review"],
        does=[{"kind": "coach_leaders", "gain": 0.04}, {"kind": "reorganise", "mixed": 0.9, "disruption": 0.3}],
        cost={"once": 10.0, "weekly": 2.0, "weekly_per_person": 0.5, "leaders_time": 0.2, "attention": 0.9},
    )  # fmt: skip


# what it does to a card


def test_a_factor_multiplies_all_that_a_card_of_its_family_does_and_shares_end_at_one(full):
    done = card_under(full, suited(effect={"mindsets": 1.2}, says=1.2))
    assert done.raises == pytest.approx({"vision": 0.6, "tools": 1.0})
    assert done.says == pytest.approx(0.48) and done.removes == pytest.approx({"silos": 0.72})
    assert done.strengthens == pytest.approx({"shared_why": 0.36})
    assert [deed.kind for deed in done.does] == ["coach_leaders", "reorganise"]
    assert (done.does[0].gain, done.does[1].mixed) == pytest.approx((0.048, 1.0))
    assert done.does[1].disruption == 0.3 and done.rituals == ["review"] and done.ramp == 8 and done.cost == full.cost


@pytest.mark.parametrize(("factor", "said"), [(0.5, 0.2), (1.5, 0.6)])
def test_what_is_said_follows_a_factor_of_its_own_and_not_the_fit(full, factor, said):
    done = card_under(full, suited(fit=0.0, says=factor, unsuited=0.5, effect={"mindsets": 0.8}))
    assert done.says == pytest.approx(said) and done.raises["vision"] == pytest.approx(0.2)
    assert card_under(full.model_copy(update={"says": 0.9}), suited(says=1.5)).says == 1.0


@pytest.mark.parametrize("family", FAMILIES)
def test_a_factor_leaves_the_other_families_as_they_are(full, family):
    moved = {
        other: card_under(full.model_copy(update={"family": other}), suited(effect={family: 0.5})).raises["vision"] for other in FAMILIES
    }
    assert moved == {other: 0.25 if other == family else 0.5 for other in FAMILIES}


DEEDS = {
    "seed_agents": ("share", 0.1), "connect": ("ties_per_person", 2.0), "reorganise": ("mixed", 0.2), "coach_leaders": ("gain", 0.02),
    "replace_leaders": ("commitment", 0.6), "involve_counterparts": ("gain", 0.02), "workflow_audit": ("mends", 0.2),
    "reframe": ("gain", 0.02), "brief_board": ("gain", 0.02), "test_bed": ("learning", 0.02),
}  # fmt: skip


@pytest.mark.parametrize("kind", DEEDS)
def test_every_deed_does_its_part_and_no_more_than_a_file_may_say(card, kind):
    amount, size = DEEDS[kind]
    deed = {"kind": kind, amount: size} | ({"segment": "small"} if kind == "test_bed" else {})
    half = card_under(card(does=[deed]), suited(effect={"mindsets": 0.5})).does[0]
    assert getattr(half, amount) == pytest.approx(size / 2)
    highest = {"seed_agents": 0.5, "connect": 20.0}.get(kind, 1.0)
    most = card_under(card(does=[deed | {amount: highest}]), suited(effect={"mindsets": 1.5}))
    assert getattr(most.does[0], amount) == highest
    assert Intervention.model_validate(most.model_dump()) == most


@pytest.mark.parametrize(("ramp", "factor", "weeks"), [(8, 0.5, 4), (8, 1.75, 14), (1, 0.25, 1), (0, 4.0, 0), (3, 0.25, 1), (13, 1.0, 13)])
def test_ramps_are_as_quick_as_the_philosophy(card, ramp, factor, weeks):
    assert card_under(card(ramp=ramp), suited(ramp=factor)).ramp == weeks


def test_costs_follow_factors_of_their_own(full):
    cost = card_under(full, suited(cost={"money": 0.5, "leaders_time": 1.5, "attention": 2.0})).cost
    assert (cost.once, cost.weekly, cost.weekly_per_person) == (5.0, 1.0, 0.25)
    assert (cost.leaders_time, cost.attention) == pytest.approx((0.3, 1.0)) and cost.sized_for == full.cost.sized_for


def test_a_philosophy_of_ones_leaves_every_card_as_it_is(full, card):
    for one in (full, card(ramp=0), card(ramp=1), card(does=[{"kind": "connect", "ties_per_person": 7.0}])):
        assert card_under(one, suited()) == one == card_under(one, suited(fit=0.2))


def test_without_a_philosophy_the_cards_are_those_of_the_initiative(full, firm):
    alone = initiative(philosophy(effect={"mindsets": 0.5}), full, name=None)
    assert suitability_of(alone, firm) is None and notes_on(None) == ()
    assert cards_in(alone, firm) is alone.definitions.interventions is cards_under(alone.definitions.interventions, None)


# whom it suits


def test_a_firm_within_every_range_suits_in_full(full, firm):
    known = philosophy(suits={"commitment": [0.5, 1.0], "cynicism": [0.0, 0.5], "vision": [0.35, 0.35]}, unsuited=0.5)
    found = suitability_of(initiative(known, full), firm)
    assert (found.fit, found.share, found.shortfalls) == (1.0, 1.0, ())
    assert cards_in(initiative(known, full), firm) == {"one": full}


def test_conditions_of_units_count_by_the_employees_inside_the_firm(full, firm):
    known = philosophy(suits={"tools": [0.9, 1.0], "cynicism": [0.0, 0.1]})
    found = suitability_of(initiative(known, full), firm)
    level = {one.condition: one.level for one in found.shortfalls}
    assert level == pytest.approx({"tools": (1 * 0.2 + 6 * 0.6 + 3 * 0.2) / 10, "cynicism": (4 * 0.25 + 6 * 0.5) / 10})


def test_what_is_outside_a_range_is_met_in_part_and_the_fit_is_the_mean(full, firm):
    known = philosophy(suits={"commitment": [0.8, 1.0], "patience": [0.0, 0.4], "trust": [0.0, 1.0]}, unsuited=0.6)
    found = suitability_of(initiative(known, full, patience=0.7), firm)
    assert [(one.condition, one.missing, one.met) for one in found.shortfalls] == [
        ("commitment", pytest.approx(0.3), pytest.approx(0.5 / 0.8)), ("patience", pytest.approx(0.3), pytest.approx(0.5)),
    ]  # fmt: skip
    assert found.fit == pytest.approx((0.625 + 0.5 + 1.0) / 3)
    assert found.share == pytest.approx(0.6 + 0.4 * found.fit)


@pytest.mark.parametrize(("level", "fit"), [(0.0, 0.0), (0.25, 0.5), (0.5, 1.0), (0.75, 0.5), (1.0, 0.0)])
def test_the_ends_of_the_scale_do_not_suit_at_all(full, firm, level, fit):
    known = philosophy(suits={"commitment": [0.5, 0.5]}, unsuited=0.0)
    assert suitability_of(initiative(known, full, commitment=level), firm).fit == pytest.approx(fit)


def test_a_mismatch_weakens_what_cards_do_and_nothing_else(full, firm):
    known = philosophy(effect={"mindsets": 1.5}, suits={"commitment": [1.0, 1.0]}, unsuited=0.5, cost={"money": 2.0}, ramp=0.5)
    done = cards_in(initiative(known, full), firm)["one"]
    assert done.raises == pytest.approx({"vision": 0.5 * 1.5 * 0.75, "tools": 1.0})
    assert (done.cost.once, done.ramp) == (20.0, 4)


def test_notes_say_which_condition_is_short_and_by_how_much(full, firm):
    known = philosophy(suits={"commitment": [0.8, 1.0], "patience": [0.0, 0.4]}, unsuited=0.5)
    (note,) = notes_on(suitability_of(initiative(known, full, patience=0.45), firm))
    assert "commitment is 0.50 and should be 0.80 to 1.00 (0.30 short); patience is 0.45 and should be 0.00 to 0.40 (0.05 short)" in note
    assert note.startswith("the firm suits the philosophy it by 77%, so its cards have 89% of their effect: ")
    assert notes_on(suitability_of(initiative(known, full, commitment=0.9, patience=0.2), firm)) == ()


def test_effects_and_costs_of_one_are_the_defaults():
    assert set(EffectByFamily().model_dump().values()) == set(PhilosophyCost().model_dump().values()) == {1.0}
