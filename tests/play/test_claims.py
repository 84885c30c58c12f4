"""What plans take from their three budgets, and what becomes of them where there is not enough."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.config.with_more_cards import with_interventions
from sim.engine import Initiative
from sim.organisation import organisation_of
from sim.organisation.organisation import Organisation
from sim.planning.philosophy import cards_in
from sim.planning.schedule import schedule
from sim.play.budget_claims import Claims, claims_of, price_of
from sim.play.intervention_cards import cards_of, programmes_for, with_all_cards
from sim.schema.interventions import Audience, Intervention, WeeklyCost
from sim.schema.philosophy import Philosophy
from sim.schema.programme import Programme


@pytest.fixture(scope="module")
def firm() -> Organisation:
    return organisation_of(sim.load("company_a").organisation)


@pytest.fixture(scope="module")
def base() -> Initiative:
    return sim.load("company_a", "programme=do_nothing", "weeks=60")


def card(**cost: float) -> Intervention:
    return Intervention(title="Work", description="", family="mindsets", raises={"vision": 0.2}, weeks=10, ramp=0, cost=WeeklyCost(**cost))


def taken(base: Initiative, firm: Organisation, known: Intervention, steps: dict[str, Any], **budgets: Any) -> Claims:
    """What steps of one intervention take."""
    definitions = base.definitions.model_copy(update={"interventions": {"work": known}})
    made = {handle: {"intervention": "work", **step} for handle, step in steps.items()}
    programme = Programme.model_validate({"title": "Plan", "description": "", "steps": made, "budgets": budgets})
    return claims_of(programme, base.model_copy(update={"definitions": definitions}), firm)


def test_money_adds_up_to_what_is_paid_once_and_what_is_paid_weekly(base, firm):
    claims = taken(base, firm, card(once=20.0, weekly=3.0), {"a": {"start": 5}})
    assert claims.money[4] == 0.0
    assert claims.money[5] == pytest.approx(23.0)
    assert claims.money[-1] == pytest.approx(50.0)
    assert claims.steps[0].money == pytest.approx(50.0)


def test_cost_per_head_grows_with_the_audience(firm):
    everybody = price_of(card(weekly_per_person=0.1), firm)
    few = price_of(card(weekly_per_person=0.1), firm, audience=Audience(units=["it"]))
    assert everybody.people == int(firm.is_internal[firm.unit].sum())
    assert few.people == int(firm.unit_size[firm.unit_ids.index("it")])
    assert everybody.money / everybody.people == pytest.approx(few.money / few.people) == pytest.approx(1.0)


def test_half_the_strength_asks_for_half_of_everything(firm):
    known = card(once=10.0, weekly=2.0, leaders_time=0.1, attention=0.2)
    whole, half = price_of(known, firm), price_of(known, firm, strength=0.5)
    assert (half.money, half.leaders_time, half.attention) == (whole.money / 2, whole.leaders_time / 2, whole.attention / 2)


def test_work_waits_for_leaders_time_and_says_so(base, firm):
    claims = taken(base, firm, card(leaders_time=0.2), {"a": {"start": 0}, "b": {"start": 2}}, leaders_time=0.3)
    ran = {step.handle: step for step in claims.steps}
    assert (ran["b"].planned, ran["b"].start) == (2, 10)
    (strain,) = claims.strains
    assert (strain.name, strain.handles, strain.values) == ("waits", ("b",), {"weeks": 8, "week": 10})
    assert claims.leaders_time.max() == pytest.approx(0.2)


def test_work_for_which_there_is_never_time_is_thinned_out(base, firm):
    claims = taken(base, firm, card(leaders_time=0.4), {"a": {"start": 3}}, leaders_time=0.3)
    assert claims.steps[0].thinned == pytest.approx(0.75)
    assert claims.steps[0].thinned_from == 3
    assert [strain.name for strain in claims.strains] == ["thinned"]


def test_without_money_work_stops_and_is_not_called_thinned(base, firm):
    claims = taken(base, firm, card(weekly=1.0), {"a": {"start": 0, "weeks": 20}, "b": {"start": 30}}, money=8.0)
    assert claims.money[-1] == pytest.approx(8.0)
    (strain,) = claims.strains
    assert (strain.name, strain.handles) == ("unpaid", ("a", "b"))
    assert {step.handle: step.thinned_from for step in claims.steps} == {"a": 8, "b": 30}


def test_work_that_costs_nothing_more_is_not_called_unpaid(base, firm):
    claims = taken(base, firm, card(once=8.0), {"a": {"start": 0, "weeks": 20}, "b": {"start": 4}}, money=8.0)
    assert [(strain.name, strain.handles) for strain in claims.strains] == [("unpaid", ("b",))]
    assert {step.handle: (step.thinned, step.money) for step in claims.steps} == {"a": (1.0, 8.0), "b": (0.0, 0.0)}


def test_work_without_time_after_the_money_ended_is_called_thinned(base, firm):
    claims = taken(base, firm, card(once=8.0, leaders_time=0.4), {"a": {"start": 0}}, money=8.0, leaders_time=0.3)
    assert [strain.name for strain in claims.strains] == ["thinned"]


def test_a_budget_by_the_head_is_told_in_all(base, firm):
    claims = taken(base, firm, card(weekly=1.0), {"a": {"start": 0}}, money_per_head=0.01)
    assert claims.budgets.money == pytest.approx(2.95) and claims.money[-1] == pytest.approx(2.95)


def test_load_beyond_attention_is_told_with_the_unit_that_bears_most(base, firm):
    claims = taken(base, firm, card(attention=0.3), {"a": {"start": 0}, "b": {"start": 4, "audience": {"units": ["it"]}}}, attention=0.5)
    assert claims.attention[4, firm.unit_ids.index("it")] == pytest.approx(1.2)  # what is new claims three times its attention
    assert claims.heaviest[:6].tolist() == pytest.approx([0.9, 0.3, 0.3, 0.3, 1.2, 0.6])
    (strain,) = claims.strains
    assert (strain.name, strain.week, strain.values["weeks"]) == ("overload", 0, 7)
    assert set(strain.handles) == {"a", "b"}


def test_a_step_after_the_last_week_never_runs_and_costs_nothing(base, firm):
    claims = taken(base, firm, card(once=9.0), {"a": {"start": 80}})
    assert claims.money[-1] == 0.0
    assert claims.steps[0].money == 0.0
    assert [strain.name for strain in claims.strains] == ["never_runs"]


def test_a_plan_within_its_budgets_strains_nothing(firm):
    initiative = sim.load("company_a")
    assert claims_of(initiative.programme, initiative, firm).strains == ()


def test_claims_are_those_of_the_schedule(firm):
    initiative = sim.load("company_a", "programme=big_bang")
    known = schedule(initiative.programme, cards_in(initiative, firm), firm, initiative.weeks)
    claims = claims_of(initiative.programme, initiative, firm)
    assert np.array_equal(claims.money, np.cumsum(known.spend))
    assert np.array_equal(claims.attention, known.load)
    assert sum(step.money for step in claims.steps) == pytest.approx(claims.money[-1])


def test_a_price_is_that_under_the_philosophy_of_the_plan(firm):
    neutral, led = (
        {one.name: one.price for one in cards_of(sim.load("company_a", f"programme.philosophy={name}"), firm)}
        for name in ("null", "emergent")
    )
    assert neutral.keys() == led.keys() and neutral
    for name, price in led.items():
        assert price.money == pytest.approx(0.8 * neutral[name].money) and price.attention == pytest.approx(0.8 * neutral[name].attention)


def test_a_game_knows_every_philosophy_and_keeps_its_own(firm):
    plain = sim.load("company_a", "weeks=8")
    definitions = plain.definitions.model_copy(update={"philosophies": {"mine": Philosophy(title="Mine", description="m", ramp=2.0)}})
    programme = plain.programme.model_copy(update={"philosophy": "mine"})
    own = plain.model_copy(update={"definitions": definitions, "programme": programme})
    wide = with_all_cards(own, firm)
    assert set(wide.definitions.philosophies) == {"mine", "directive", "participative", "emergent", "by_proof"}
    assert sim.simulate(wide).digest == sim.simulate(own).digest


def test_a_game_knows_every_intervention_that_fits_and_plays_the_same(firm):
    initiative = sim.load("company_a", "weeks=8")
    wide = with_all_cards(initiative, firm)
    offered = {one.name for one in cards_of(wide, firm)}
    assert {"reorganise", "test_bed", "top_down_mandate"} <= offered
    assert wide.programme == initiative.programme
    assert sim.simulate(wide).digest == sim.simulate(initiative).digest


def test_what_reaches_no_one_here_is_not_offered(firm):
    """Company A has no suppliers, distributors or partners to nurture."""
    assert "nurture_the_ecosystem" in with_interventions(sim.load("company_a")).definitions.interventions
    assert "nurture_the_ecosystem" not in with_all_cards(sim.load("company_a"), firm).definitions.interventions


def test_a_test_bed_is_offered_only_where_its_customers_are(firm):
    """Every card of a test-bed names customers; without them there is no one to try it with."""
    alone = sim.load("company_a", "segments={all: {share: 1.0}}")
    assert {"test_bed", "test_bed_with_key_accounts"}.isdisjoint(with_all_cards(alone, firm).definitions.interventions)


def test_interventions_defined_by_an_initiative_are_offered_as_defined(firm):
    own = sim.load("company_a", "definitions.interventions.training.cost.once=777")
    assert with_all_cards(own, firm).definitions.interventions["training"].cost.once == 777.0


def test_programmes_that_name_other_units_are_not_offered(firm):
    known = programmes_for(with_all_cards(sim.load("company_a"), firm), firm)
    assert "as_planned" in known
    assert "baxter" not in known
