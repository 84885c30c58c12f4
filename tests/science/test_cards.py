"""Every card in four firms: what is measured, what the verdicts mean, and that cards which carry a change do so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.validation import cards, tendencies
from experiments.validation.card_costs import LEADERS_HOUR, PEOPLES_HOUR, STATED_WEEK, CardCost, cost_of
from experiments.validation.card_page import (
    WITHIN,
    CardTable,
    PricedCard,
    about,
    blocks,
    costs_in_words,
    costs_of,
    in_points,
    lines,
    table_of,
)
from experiments.validation.cards import (
    CATALYSTS,
    DISPOSITIONS,
    DOWN,
    FIRMS,
    GROUPS,
    INHIBITORS,
    INTERVENTIONS,
    NO_GAIN,
    NO_GAIN_BECAUSE,
    NONE,
    RIGHT,
    START,
    UP,
    WRONG,
    CardEffect,
    Firm,
    GroupInFirm,
    cards_of,
    expected_of,
    measure,
    with_what_it_works_on,
)
from experiments.validation.readings import POINTS, MeasuredNumber
from sim.config import load
from sim.config.library_files import config_dir, entry_of
from sim.config.with_more_cards import with_interventions
from sim.engine.run import prepare
from sim.organisation import organisation_of
from sim.planning.schedule import Placed
from sim.schema.interventions import Intervention

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
AGAIN = "write it again: python experiments/validate.py"
FEW = 8  # pairs of runs
CARRY = {
    CATALYSTS: ["committed_resources", "customer_in_rituals", "early_adopter_unit", "leaders_as_role_models", "shared_why"],
    INHIBITORS: ["caustic_leadership", "cultural_gravity", "scars_of_past_change", "silos", "words_without_deeds"],
    INTERVENTIONS: ["change_agents", "change_agents_cohesive", "coach_leaders", "share_the_why", "switch_metrics", "top_down_mandate"],
}
"""Cards of many mechanisms, each of several points: if one of these shows nothing, a mechanism was cut."""


def effect(low: float, high: float, expected: str = UP, card: str = "a_card", firm: str = "mid_size", **more) -> CardEffect:
    reading = MeasuredNumber((low + high) / 2.0, low, high, 48, "pairs of runs", unit=POINTS)
    return CardEffect(card, firm, expected, reading, **{"without": 0.5, "with_card": 0.5, **more})


@pytest.mark.parametrize("group", sorted(CARRY))
def test_cards_that_carry_a_change_have_the_right_sign(group):
    found = measure(group, "mid_size", FEW, CARRY[group])
    assert [one.card for one in found.effects] == CARRY[group]
    for one in found.effects:
        assert one.verdict == RIGHT, f"{one.card}: {in_points(one.effect)}"
        assert abs(one.effect.value) > 0.01, f"{one.card} hardly does anything: {in_points(one.effect)}"


def test_a_card_that_was_emptied_is_told_to_have_no_effect(monkeypatch):
    """Both sides have the same people and the same draws: a card that moves nothing differs by nothing in every pair."""
    monkeypatch.setattr(tendencies, "entry_of", lambda *asked: entry_of(*asked) | {"raises": {"vision": 0.0}})
    found = measure(CATALYSTS, "mid_size", 3, ["leaders_as_role_models"])
    assert found.effects[0].effect[:3] == (0.0, 0.0, 0.0) and found.effects[0].verdict == NONE
    assert "| **0.00 [0.00, 0.00]** | **no effect in 1** |" in table_of(CardTable((found,)), CATALYSTS)


def test_all_cards_of_the_library_are_measured():
    for group, folder in ((CATALYSTS, "catalyst"), (INHIBITORS, "inhibitor"), (INTERVENTIONS, "intervention")):
        assert cards_of(group) == sorted(path.stem for path in (config_dir() / folder).glob("*.yaml"))
    assert cards_of(DISPOSITIONS) == ["patience", "humility", "perseverance"]


def test_a_card_expected_to_bring_no_gain_says_so_itself():
    for card, words in NO_GAIN_BECAUSE.items():
        assert words in " ".join(entry_of("intervention", card, (config_dir(),), "test")["description"].split())
        assert expected_of(INTERVENTIONS, card) == NO_GAIN
    rest = set(cards_of(INTERVENTIONS)) - set(NO_GAIN_BECAUSE)
    assert {expected_of(INTERVENTIONS, card) for card in rest} == {expected_of(DISPOSITIONS, "patience")} == {UP}
    assert {expected_of(CATALYSTS, card) for card in cards_of(CATALYSTS)} == {UP}
    assert {expected_of(INHIBITORS, card) for card in cards_of(INHIBITORS)} == {DOWN}


@pytest.mark.parametrize(
    ("low", "high", "expected", "verdict"),
    [
        (0.01, 0.02, UP, RIGHT), (-0.02, -0.01, UP, WRONG), (-0.01, 0.02, UP, NONE), (0.0, 0.0, UP, NONE),
        (-0.02, -0.01, DOWN, RIGHT), (0.01, 0.02, DOWN, WRONG), (-0.01, 0.02, DOWN, NONE),
        (-0.02, -0.01, NO_GAIN, RIGHT), (-0.01, 0.01, NO_GAIN, RIGHT), (0.01, 0.02, NO_GAIN, WRONG),
    ],
)  # fmt: skip
def test_the_interval_of_the_paired_difference_decides(low, high, expected, verdict):
    assert effect(low, high, expected).verdict == verdict


def test_an_intervention_is_added_to_the_plan_or_removed_from_it():
    base = with_interventions(load(*FIRMS["mid_size"].scenario))
    without, with_card = cards.sides_of(base, INTERVENTIONS, "coach_leaders")
    assert with_card is base and "coach_leaders" in {step.intervention for step in base.programme.steps.values()}
    assert "coach_leaders" not in {step.intervention for step in without.programme.steps.values()}
    without, with_card = cards.sides_of(base, INTERVENTIONS, "reorganise")
    assert without is base and "reorganise" not in {step.intervention for step in base.programme.steps.values()}
    (added,) = (step for step in with_card.programme.steps.values() if step.intervention == "reorganise")
    assert (added.start, added.strength, added.weeks) == (START, 1.0, None)


def test_a_condition_that_the_firm_has_is_taken_away_on_one_side():
    base = load(*FIRMS["mid_size"].scenario)
    assert base.inhibitors["silos"] and "haste" not in base.inhibitors
    without, with_card = cards.sides_of(base, INHIBITORS, "silos")
    assert "silos" not in without.inhibitors and with_card.inhibitors["silos"] == cards.STRENGTH
    without, with_card = cards.sides_of(base, INHIBITORS, "haste")
    assert without is base and with_card.inhibitors["haste"] == cards.STRENGTH
    low, high = cards.sides_of(base, DISPOSITIONS, "patience")
    assert (low.dispositions["patience"], high.dispositions["patience"]) == (cards.LOW, cards.HIGH)


@pytest.mark.parametrize("firm", FIRMS)
def test_the_firms_have_room_for_an_effect(firm):
    found = measure(DISPOSITIONS, firm, 4, [])
    assert cards.is_unsaturated(found.adoption), f"{firm}: {found.adoption:.0%}"


def test_a_saturated_firm_is_called_so(monkeypatch):
    monkeypatch.setitem(FIRMS, "mid_size", Firm("A firm under orders", ("mandate_only",)))
    found = measure(CATALYSTS, "mid_size", 3, ["patient_board"])
    assert found.adoption < cards.ROOM[0] and not found.effects[0].has_room
    table = CardTable((found,))
    assert any("A firm under orders" in line and "saturated" in line for line in lines(table))
    assert not table.is_sound and "‡" in table_of(table, CATALYSTS)


def table(*effects: CardEffect, adoption: float = 0.5) -> CardTable:
    return CardTable((GroupInFirm(CATALYSTS, "mid_size", adoption, effects),))


def test_rows_with_the_wrong_sign_or_none_are_bold_and_listed_and_others_are_not():
    shown = table(
        effect(0.01, 0.02, card="shared_why"), effect(-0.02, -0.01, card="patient_board"), effect(-0.01, 0.01, card="lived_values")
    )
    rows = table_of(shown, CATALYSTS).splitlines()[2:]
    assert [row.split(" | ")[1] for row in rows] == ["`shared_why`", "`lived_values`", "`patient_board`"], "sorted by effect"
    assert "| +1.50 [1.00, 2.00] | right sign |" in rows[0] and "**" not in rows[0]
    assert "| **0.00 [−1.00, 1.00]** | **no effect in 1** |" in rows[1]
    assert "| **−1.50 [−2.00, −1.00]** | **wrong sign in 1** |" in rows[2]
    said = lines(shown)
    assert any(line.startswith("wrong sign: patient_board") for line in said) and any("no effect: lived_values" in line for line in said)
    assert not shown.is_sound and table(effect(0.01, 0.02, card="shared_why")).is_sound
    assert 'alt="Effects of 3 cards on adoption in 1 firms' in blocks(shown, "images")[0]


def test_one_firm_with_the_right_sign_makes_a_card_sound_and_one_with_the_wrong_sign_does_not():
    def over(*effects: CardEffect) -> CardTable:
        return CardTable(tuple(GroupInFirm(CATALYSTS, one.firm, 0.5, (one,)) for one in effects))

    up, none, down = effect(0.01, 0.02), effect(-0.01, 0.01, firm="company_a"), effect(-0.02, -0.01, firm="company_a")
    assert over(up, none).is_sound and not over(up, down).is_sound and not over(none).is_sound
    assert not table(effect(0.01, 0.02), adoption=0.95).is_sound, "a saturated firm"


def test_what_a_card_works_on_is_read_off_the_card_and_given_to_a_firm_that_lacks_it():
    bare = with_interventions(load(*FIRMS["mid_size"].scenario))
    with_a_test_bed = with_interventions(load(*FIRMS["silo_firm"].scenario))
    endowed, given = with_what_it_works_on(bare, "mainstream_test_bed")
    assert given == "test_bed" and endowed.programme.steps["added_test_bed"].start == 0
    assert with_what_it_works_on(with_a_test_bed, "mainstream_test_bed") == (with_a_test_bed, "")
    endowed, given = with_what_it_works_on(bare, "replace_caustic_leader")
    assert given == "caustic_leadership" and endowed.inhibitors[given] == cards.STRENGTH
    caustic = with_interventions(load("caustic_leaders"))
    assert with_what_it_works_on(caustic, "replace_caustic_leader") == (caustic, "")
    assert all(with_what_it_works_on(bare, card) == (bare, "") for card in ("training", "coach_leaders", "share_the_why", "change_agents"))


def test_a_firm_that_was_given_what_a_card_works_on_is_marked():
    shown = table(effect(0.01, 0.02, card="shared_why", given="test_bed"))
    assert "+1.50 [1.00, 2.00]§ | right sign |" in table_of(shown, CATALYSTS)
    assert "given it on both sides: `test_bed` for `shared_why`" in about(shown)


def test_the_finding_adds_up_where_a_card_has_the_wrong_sign_here_and_none_there():
    odd = (effect(-0.02, -0.01), effect(-0.01, 0.01, firm="company_a"))
    shown = CardTable(tuple(GroupInFirm(CATALYSTS, one.firm, 0.5, (one,)) for one in odd))
    assert "Of the other 1, 1 have the wrong sign in at least one firm and 1 no effect in at least one, 1 of them both." in shown.finding


def test_a_bound_near_zero_is_printed_to_the_digit_that_tells_its_side():
    assert in_points(MeasuredNumber(-0.0002, -0.0004, -0.00001, 48, "pairs")) == "−0.020 [−0.040, −0.001]"
    assert in_points(MeasuredNumber(0.0, 0.0, 0.0, 48, "pairs")) == "0.00 [0.00, 0.00]"


def test_every_card_is_on_the_page_with_its_figures():
    section = PAGE.partition("## Every card, in four firms")[2].partition("\n## ")[0]
    for group in GROUPS:
        for card in cards_of(group):
            assert f" | `{card}` | " in section, f"{card}\n{AGAIN}"
    for name in ("cards_context", "cards_interventions"):
        assert f'src="images/validation_{name}.png"' in section, AGAIN
        assert (ROOT / "docs" / "images" / f"validation_{name}.png").stat().st_size < 200_000


# what interventions cost in full


def test_hours_and_fees_of_a_step_are_those_that_a_pencil_finds():
    """Four weeks at half strength, one of them thinned out to a half: 1.75 weeks of work, and 3 weeks of attention while it is new."""
    told = {"title": "A card", "family": "agents", "weeks": 4, "ramp": 2, "cost": {"attention": 0.1, "leaders_time": 0.05}}
    card = Intervention.model_validate({"description": "", "source": "", "rows": [], "says": 0.1, **told})
    share, none = np.array([1.0, 1.0, 1.0, 0.5, 1.0, 1.0, 1.0, 1.0]), np.zeros(8)
    firm = organisation_of(load("customer_centric", "organisation=small").organisation)
    reached = np.arange(len(firm.unit)) < 10
    step = Placed("handle", card, reached, 0, 2, 6, 0.5, share, none, none, once=4.0, weekly=1.0)
    found = cost_of([step], firm)
    led = 1.75 * 0.05 * 40.0 * len(firm.leaders)
    assert found == pytest.approx((0.5 * (4.0 + 3.5), 3.0 * 0.1 * 40.0 * 10, led))
    assert found.full == pytest.approx(3.75 + 0.0356 * 120.0 + 0.0712 * led)
    assert cost_of([step, step], firm) == pytest.approx(tuple(2.0 * part for part in found))
    assert cost_of([], firm) == cost_of([replace(step, start=8, end=8, once=0.0)], firm) == CardCost(0.0, 0.0, 0.0)


@pytest.mark.parametrize(("firm", "card"), [("mid_size", "training"), ("silo_firm", "training"), ("silo_firm", "test_bed")])
def test_a_card_costs_what_the_plan_really_pays_and_takes_for_it(firm, card):
    """Under a philosophy too, which changes what its cards claim: the firm of silos goes by proof."""
    base = with_interventions(load(*FIRMS[firm].scenario))
    assert (base.programme.philosophy is None) == (firm == "mid_size")
    without, with_card = (prepare(side, [0]).setting for side in cards.sides_of(base, INTERVENTIONS, card))
    (found,) = measure(INTERVENTIONS, firm, 2, [card]).effects
    assert found.cost is not None and found.cost.fees == pytest.approx((with_card.schedule.spend - without.schedule.spend).sum())
    led = (with_card.schedule.leaders_time - without.schedule.leaders_time).sum() * len(with_card.organisation.leaders) * STATED_WEEK
    worked = ((with_card.schedule.load - without.schedule.load) * with_card.organisation.unit_size).sum() * STATED_WEEK
    assert (found.cost.leaders_hours, found.cost.peoples_hours) == pytest.approx((led, worked))
    assert min(found.cost) > 0.0


def test_conditions_have_no_cost():
    assert measure(CATALYSTS, "mid_size", 2, ["shared_why"]).effects[0].cost is None


def costly(card: str, low: float, high: float, *fees: float, expected: str = UP) -> list[CardEffect]:
    """A card in as many firms as it has fees, thousand euro, without hours."""
    return [effect(low, high, expected, card, firm, cost=CardCost(fee, 0.0, 0.0)) for firm, fee in zip(FIRMS, fees, strict=False)]


def of_interventions(*effects: CardEffect) -> CardTable:
    firms = {one.firm for one in effects}
    parts = [GroupInFirm(INTERVENTIONS, firm, 0.5, tuple(one for one in effects if one.firm == firm)) for firm in FIRMS if firm in firms]
    return CardTable(tuple(parts))


def test_prices_are_of_means_over_firms_and_sorted_by_what_the_money_brings():
    shown = of_interventions(
        *costly("training", 0.01, 0.03, 300.0, 100.0),
        *costly("share_the_why", 0.05, 0.07, 30.0, 90.0),
        *costly("market_study", -0.03, -0.01, 10.0, 10.0, expected=NO_GAIN),
    )
    assert [(one.card, one.cost.fees, one.is_told) for one in shown.priced] == [("share_the_why", 60.0, True), ("training", 200.0, True)]
    assert [one.worth for one in shown.priced] == pytest.approx([10.0, 1.0]), "points for a hundred thousand euro"
    assert [one.effect for one in shown.priced] == pytest.approx([6.0, 2.0])


def test_hours_count_at_the_price_of_an_hour():
    (one,) = of_interventions(effect(0.01, 0.03, card="training", cost=CardCost(10.0, 1_000.0, 100.0))).priced
    assert one.cost.full == pytest.approx(10.0 + 1_000.0 * PEOPLES_HOUR + 100.0 * LEADERS_HOUR)
    assert costs_of([one]).splitlines()[2] == "| `training` | 10 | 1,000 | 100 | 53 | 2.00 | 3.79 |"


def test_only_cards_with_the_right_sign_in_all_firms_are_compared_by_price():
    shown = of_interventions(
        *costly("training", 0.01, 0.03, 100.0, 100.0),
        *costly("share_the_why", 0.05, 0.07, 30.0, 30.0),
        effect(0.1, 0.3, card="reorganise", cost=CardCost(1.0, 0.0, 0.0)),
        effect(-0.1, 0.2, card="reorganise", firm="company_a", cost=CardCost(1.0, 0.0, 0.0)),
    )
    said = costs_in_words(shown.priced)
    assert "Of 2 interventions" in said and "between 2.00 points (`training`) and 20.0 (`share_the_why`), a factor of 10" in said
    assert said.endswith(f"asked was at most {WITHIN:.0f}: met.")
    rows = costs_of(shown.priced).splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == ["| `reorganise`†", "| `share_the_why`", "| `training`"]


@pytest.mark.parametrize(("worth", "verdict"), [(20.0, "met."), (20.5, "not met.")])
def test_a_factor_beyond_what_was_asked_is_not_met(worth, verdict):
    priced = [PricedCard(card, CardCost(100.0, 0.0, 0.0), points, True) for card, points in (("best", worth), ("least", 1.0))]
    assert costs_in_words(priced).endswith(f": {verdict}")


def test_where_no_card_has_the_right_sign_in_all_firms_none_is_priced():
    shown = of_interventions(*costly("training", -0.01, 0.03, 100.0, 100.0))
    assert costs_in_words(shown.priced) == "No intervention has the right sign in all firms, so that none can be priced."


def test_prices_stand_on_the_page_where_interventions_were_measured_and_only_there():
    heading = "### What interventions cost in full, and what that brings"
    assert heading in blocks(of_interventions(*costly("training", 0.01, 0.03, 100.0)), "images")
    assert heading not in blocks(table(effect(0.01, 0.02, card="shared_why")), "images")


def test_interventions_that_move_no_firm_by_a_point_are_listed():
    shown = of_interventions(
        *costly("training", 0.001, 0.003, 1.0, 1.0),
        effect(0.001, 0.003, card="share_the_why"),
        effect(0.011, 0.013, card="share_the_why", firm="company_a"),
        effect(-0.05, -0.03, card="reorganise"),
        effect(-0.003, -0.001, NO_GAIN, card="market_study"),
    )
    (idle,) = (line for line in lines(shown) if line.startswith("interventions that raise adoption"))
    assert idle == "interventions that raise adoption by 1 point in none of the firms: training, reorganise"
    (idle,) = (line for line in lines(of_interventions(*costly("training", 0.02, 0.03, 1.0))) if line.startswith("interventions that"))
    assert idle.endswith(": none")
