"""What we ask of the model: fit with the context, haste, order, loops, and no knife's edge; measured rightly, on small samples.

Whether the model does what we ask stands on the validation page; here the measures are tried by hand and on a few runs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from experiments.validation import context_fit, edge, haste, loops, order
from experiments.validation.context_fit import (
    NO_PLANS,
    OWN,
    Fit,
    anywhere,
    interaction_share,
    likeness,
    over_seeds,
    own_among_the_best,
    under,
)
from experiments.validation.edge import Edge, measure_edge, reluctant
from experiments.validation.ensembles import Ensemble
from experiments.validation.figures import draw_pattern
from experiments.validation.haste import at_once, drawn_initiatives, lost_by_haste, measure_haste, with_everything, with_slack
from experiments.validation.loops import deserted, least_beyond, measure_loops, resting_points, trusted, without_why
from experiments.validation.money import placed
from experiments.validation.order import Committed, committed, measure_order, why_in, why_of
from experiments.validation.pattern import OUR_REQUIREMENT, Pattern
from experiments.validation.tendencies import Ends, ends_of
from sim.config.library_files import config_dir, entry_of
from sim.config.with_more_cards import with_interventions, with_philosophies
from sim.organisation import organisation_of
from sim.schema.programme import Programme
from tests.figures.sheet import fits

FEW = 4


def small_slice(pattern: Pattern) -> None:
    """Every row is our requirement, at least one is judged, and the figure holds its words."""
    assert {check.kind for check in pattern.checks} == {OUR_REQUIREMENT}
    assert any(check.agrees is not None for check in pattern.checks)
    assert len({check.what for check in pattern.checks}) == len(pattern.checks)
    fits(draw_pattern(pattern))


# context


def test_what_two_causes_explain_alone_is_no_interaction_and_what_they_do_together_is():
    context, programme = np.array([[0.1], [0.4], [0.2]]), np.array([0.0, 0.2, 0.5])
    assert interaction_share(context + programme) == pytest.approx(0.0, abs=1e-12)
    assert interaction_share(np.array([[1.0, 0.0], [0.0, 1.0]])) == pytest.approx(1.0)
    assert interaction_share(np.array([[0.0, 1.0], [2.0, 3.0 + 1.0]])) == pytest.approx(0.25 / 8.75)  # by hand: rests of a quarter


def test_likeness_is_one_where_programmes_have_one_order_and_less_where_it_turns():
    assert likeness(np.array([[0.1, 0.2, 0.9], [0.2, 0.5, 0.6]])) == pytest.approx(1.0)
    assert likeness(np.array([[0.1, 0.2, 0.9], [0.9, 0.2, 0.1]])) == pytest.approx(-1.0)


def test_a_programme_wins_in_contexts_in_which_half_of_its_runs_succeed():
    assert anywhere(np.array([[0.5, 0.4], [0.9, 1.0], [0.0, 1.0], [0.0, 0.4]])) == 0.5


def test_own_plans_stand_in_the_best_quarter_by_the_programmes_above_them():
    mean = np.array(
        [[0.9, 0.8, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.9, 0.8, 0.7, 0.2, 0.3, 0.4, 0.5, 0.6]]
    )  # two of eight are the best quarter
    assert own_among_the_best(mean, {0: 1}) == 1.0 and own_among_the_best(mean, {1: 2}) == 0.0
    assert own_among_the_best(mean, {0: 1, 1: 2}) == 0.5


def test_noise_of_few_seeds_does_not_pass_for_interaction():
    """No interaction and much noise: the raw share of means is clearly above 0; freed of bias it is near it, and 0 lies in its interval."""
    noise = np.random.Generator(np.random.Philox(3)).normal(0.0, 0.2, (10, 12, 16))
    values = (np.linspace(0.0, 0.3, 10)[:, None] + np.linspace(0.0, 0.3, 12))[..., None] + noise
    raw, reading = interaction_share(values.mean(axis=2)), over_seeds(interaction_share, values)
    assert raw > 0.05 and abs(reading.value) < raw / 2.0 and reading.low < 0.0 < reading.high


def test_own_plans_are_those_that_the_scenarios_ship_with_and_enough_of_them_are_compared():
    for scenario, programme in OWN.items():
        shipped = Programme.model_validate(entry_of("programme", programme, (config_dir(),), "test"))
        assert sim.load(scenario).programme == shipped, scenario
    assert len(context_fit.programmes()) >= 24 and sum(name not in NO_PLANS for name in OWN.values()) >= 14


def test_a_step_that_names_units_a_firm_lacks_reaches_whom_its_card_says():
    base = with_philosophies(with_interventions(sim.load("customer_centric")))
    steps = {
        "known": {"intervention": "training", "audience": {"units": ["sales", "no_such_unit"]}},
        "unknown": {"intervention": "training", "audience": {"units": ["no_such_unit"]}},
        "levels": {"intervention": "training", "audience": {"levels": ["managers"]}},
    }
    fitted = under(base, {"title": "A plan", "description": "", "steps": steps}).programme.steps
    assert fitted["known"].audience is not None and fitted["known"].audience.units == ["sales"]
    assert fitted["unknown"].audience is None
    assert fitted["levels"].audience is not None and fitted["levels"].audience.levels == ["managers"]


def test_a_plan_put_into_its_own_context_runs_as_the_scenario_does():
    fit = context_fit.measured(FEW, ("silo_firm", "customer_centric"), ("as_planned", "break_the_silos"))
    assert fit.own == {0: 1, 1: 0}
    for row, column in fit.own.items():
        shipped = ends_of(sim.load(fit.contexts[row]), FEW)
        assert np.array_equal(fit.adoption[row, column], shipped.adoption)
        assert np.array_equal(fit.succeeded[row, column], ~shipped.failed)
    assert list(fit.gained("as_planned")) == [0]  # where the own plan is another
    assert np.array_equal(fit.gained("as_planned")[0], fit.adoption[0, 1] - fit.adoption[0, 0])


def test_a_heat_map_outlines_own_plans_and_has_room_for_all_names():
    adoption = np.linspace(0.0, 1.0, 12).reshape(2, 3, 2)
    fit = Fit(("silo_firm", "bell"), ("as_planned", "break_the_silos", "big_bang"), adoption, adoption > 0.5)
    tiles = context_fit.tiles_of(fit)
    assert (tiles.rows, tiles.columns) == (("bell", "silo firm"), ("big bang", "break the silos", "as planned"))
    assert tiles.marked == ((1, 1),) and tiles.values[0][0] == pytest.approx(adoption[1, 2].mean())


def test_a_slice_of_context_fit_is_whole():
    pattern = context_fit.measure_context_fit(2, ("bell", "customer_centric", "silo_firm"))
    small_slice(pattern)
    outlined = [patch for patch in draw_pattern(pattern).axes[0].patches if not patch.get_fill()]
    assert len(outlined) == 2  # the own programme of bell is no plan


# haste


def test_a_hurried_plan_has_the_same_interventions_from_week_0_and_with_all_of_the_time_of_leaders_none_waits():
    base = sim.load("customer_centric")
    hurried = at_once(base, haste.ALL_TIME)
    assert {step.start for step in base.programme.steps.values()} != {0}
    assert {step.start for step in hurried.programme.steps.values()} == {0}
    lengths = [
        {name: (step.intervention, step.weeks, step.strength) for name, step in one.programme.steps.items()} for one in (base, hurried)
    ]
    assert lengths[0] == lengths[1]
    assert {step.start for step in placed(hurried).steps} == {0}


def test_everything_at_once_has_every_card_of_the_plan_and_of_big_bang_and_none_twice_for_that():
    base = sim.load("silo_firm")
    own = [step.intervention for step in base.programme.steps.values()]
    more = {step["intervention"] for step in entry_of("programme", "big_bang", (config_dir(),), "test")["steps"].values()}
    cards = [step.intervention for step in with_everything(base).programme.steps.values()]
    assert set(cards) == set(own) | more and len(cards) == len(own) + len(more - set(own))


def test_a_plan_that_begins_at_once_loses_nothing_by_haste_and_one_in_sequence_something():
    base = sim.load("customer_centric")
    at_week_0, in_sequence = lost_by_haste([at_once(base), base], FEW)
    assert at_week_0 == 0.0 and in_sequence != 0.0
    assert lost_by_haste([base], FEW, haste.ALL_TIME)[0] != in_sequence


def test_a_firm_with_slack_has_the_lightest_cards_of_the_plan_and_carries_them():
    base, slack = sim.load("customer_centric"), with_slack()
    cards = base.definitions.interventions

    def asked(names: Any) -> list[float]:
        return sorted(cards[base.programme.steps[name].intervention].cost.attention for name in names)

    assert asked(slack.programme.steps) == asked(base.programme.steps)[: haste.LIGHT]
    assert (slack.programme.budgets.attention, slack.organisation.levers["time"]) == (1.0, haste.AT_LEISURE)


def test_drawn_initiatives_have_many_steps_and_are_the_same_whenever_they_are_drawn():
    drawn = drawn_initiatives(16)
    assert all(len(one.programme.steps) >= haste.MANY_STEPS for one in drawn)
    assert drawn[:3] == drawn_initiatives(3)


def test_a_slice_of_haste_is_whole():
    small_slice(measure_haste(3, 4, 2))


# order


def test_only_the_why_moves_and_alone_nothing_else_is_done():
    base = sim.load("company_a")
    moved = why_in(base, 52).programme.steps
    apart = [name for name, step in base.programme.steps.items() if moved[name] != step]
    assert [base.programme.steps[name].intervention for name in apart] == [order.WHY] and why_of(why_in(base, 52)) == 52
    assert [(step.intervention, step.start) for step in why_in(base, 26, alone=True).programme.steps.values()] == [(order.WHY, 26)]


def test_a_commitment_in_the_week_of_proof_is_worth_what_waiting_is_and_an_earlier_one_is_another_plan():
    base = sim.load("test_bed_small_customer")
    early = committed(base, FEW)
    assert early is not None and early.saved().value != 0.0
    same = committed(base, FEW, early=early.week)
    assert same is not None and same.saved()[:3] == (0.0, 0.0, 0.0)
    course = early.waiting.firm["proof"].mean(axis=1)
    assert course[early.week - 1] < order.PROVED or early.week == 0


def ensemble(**series: Any) -> Ensemble:
    """A few runs of which only some series matter, (weeks + 1, runs) each."""
    firm = {name: np.asarray(values, float) for name, values in series.items()}
    return Ensemble(np.zeros(2, bool), [None, None], firm, np.zeros((1, 1, 2)), ("unit",), np.full(2, -1, np.int32))


def test_a_commitment_is_judged_only_where_an_idea_can_fail():
    early, waiting = (ensemble(value=[[value, value + 1.0]], spend=[[cost, cost]]) for value, cost in ((-50.0, 80.0), (10.0, 20.0)))
    failing = Committed(early, waiting, 40, np.array([True, False]))
    (row, share), (words,) = order._rows_on_commitment(failing)
    assert row.agrees and row.reading.value == 60.0 and share.reading.value == 0.5 and "60 thousand euro more" in words
    (row, share), _ = order._rows_on_commitment(failing._replace(failed=np.zeros(2, bool)))
    assert row.agrees is None and share.reading.value == 0.0
    assert order._rows_on_commitment(None)[0] == []


def test_a_late_why_that_gains_is_found():
    late = np.array([0.02, 0.03, 0.025, 0.03])
    assert order._no_gain("late", late).agrees is False and order._no_gain("late", -late).agrees is True


def test_a_slice_of_order_is_whole():
    small_slice(measure_order(3))


# loops


def test_end_points_gather_in_as_many_places_as_gaps_part_them():
    assert resting_points(np.array([0.3, 0.31, 0.29])) == pytest.approx([0.30])
    assert resting_points(np.array([0.8, 0.3, 0.32, 0.84])) == pytest.approx([0.31, 0.82])


def test_trust_begins_where_it_is_put():
    assert (trusted(0.7, 2)[0] == 0.7).all()


def test_the_least_change_is_sought_beyond_the_first_stop_after_which_adoption_stays():
    falls, stays, grows = np.array([-0.1, -0.2]), np.array([-0.01, 0.0]), np.array([0.1, 0.2])
    assert least_beyond({13: falls, 26: falls}) is None and least_beyond({13: falls, 26: grows}) is None  # none is later
    first, worst, reading = least_beyond({13: falls, 26: grows, 39: stays, 52: grows}) or (0, 0, None)
    assert (first, worst) == (26, 39) and reading is not None and reading.value == pytest.approx(-0.005)
    fallen_again = least_beyond({13: grows, 26: falls})
    assert fallen_again is not None and fallen_again[:2] == (13, 26)
    assert loops._row_on_stops(fallen_again, {}).agrees is False
    assert loops._row_on_stops(None, {13: falls}).agrees is False


def test_a_plan_without_a_why_lacks_what_raises_the_vision_and_that_alone():
    base = sim.load("customer_centric")
    cards = base.definitions.interventions
    left, gone = without_why(base).programme.steps, base.programme.steps.keys() - without_why(base).programme.steps.keys()
    assert gone and all("vision" in cards[base.programme.steps[name].intervention].raises for name in gone)
    assert not any("vision" in cards[step.intervention].raises for step in left.values())


def test_a_rival_takes_as_many_customers_as_we_ask():
    lonely = deserted(2)
    assert loops.LEFT - 0.02 < lonely.deserted.firm["customers"][-1].mean() <= loops.LEFT < lonely.kept.firm["customers"][-1].mean()
    assert lonely.heed > sim.load(loops.FIRM).rules.customers.courted


def test_a_slice_of_loops_is_whole():
    small_slice(measure_loops(3, 2))


# edge


def test_reluctance_moves_the_thresholds_of_all_people_alike():
    base = sim.load("company_a")
    lower, higher = (organisation_of(reluctant(base, level).organisation).threshold for level in (0.8, 1.0))
    assert higher - lower == pytest.approx(np.full(len(lower), 0.2))


def test_an_edge_would_be_found_and_a_slope_is_none():
    """Success at five levels of a hundred runs each: all then none; and by quarters."""

    def known(*successes: int) -> Edge:
        failed = {level: np.arange(100) >= many for level, many in zip((0.7, 0.8, 0.9, 1.0, 1.1), successes, strict=True)}
        return Edge({level: Ends(np.zeros(100), one) for level, one in failed.items()})

    begins, decided = known(100, 100, 0, 0, 0).steepest
    assert (begins, decided.value) == (0.8, 1.0) and decided.high > edge.STEEPEST and known(100, 100, 0, 0, 0).in_doubt == []
    begins, decided = known(100, 75, 50, 25, 0).steepest
    assert decided.high < edge.STEEPEST and known(100, 75, 50, 25, 0).in_doubt == [0.8, 0.9, 1.0]


def test_a_slice_of_the_edge_is_whole():
    small_slice(measure_edge(3))
