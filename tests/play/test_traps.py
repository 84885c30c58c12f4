"""Traps, read off plans before they are lived; and that walking into them costs what they are said to cost, on the same draws."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import sim
from sim.config.with_more_cards import with_interventions
from sim.engine import Initiative, prepare
from sim.engine.record import ALL_BUT
from sim.engine.state import FIRM_SERIES, UNIT_SERIES
from sim.organisation import organisation_of
from sim.play.forecast_of_plan import on_paper
from sim.play.traps import NAMES, Trap, traps_of
from sim.schema.interventions import Intervention
from sim.schema.programme import Programme, Step

SEEDS = range(5)
WHOLE = {"leaders_time": 0.9}


@cache
def scenario(name: str, *overrides: str) -> Initiative:
    return with_interventions(sim.load(name, *overrides))


def changed(
    initiative: Initiative, *, budgets: dict[str, Any] | None = None, dates: dict[str, Any] | None = None, **steps: Any
) -> Initiative:
    """The same initiative with steps added, changed (a mapping) or taken out (None)."""
    data = initiative.programme.model_dump()
    for handle, step in steps.items():
        if step is None:
            del data["steps"][handle]
        else:
            data["steps"][handle] = {**data["steps"].get(handle, {}), **step}
    data["budgets"] |= budgets or {}
    data |= dates or {}
    return initiative.model_copy(update={"programme": Programme.model_validate(data)})


def neutral(name: str) -> Initiative:
    """A scenario under no philosophy: a slow one gains from an early start about what tiredness costs (`people_first`)."""
    return scenario(name, "programme.philosophy=null")


def at_once(initiative: Initiative) -> Initiative:
    return changed(initiative, budgets=WHOLE, **{handle: {"start": 0} for handle in initiative.programme.steps})


def found(initiative: Initiative) -> dict[str, Trap]:
    return {trap.name: trap for trap in traps_of(initiative.programme, initiative, organisation_of(initiative.organisation))}


def adoption(initiative: Initiative) -> np.ndarray:
    """Share of aligned practice at the end, under each seed."""
    run = prepare(initiative, SEEDS).advance()
    return run.traces.firm[-1, FIRM_SERIES.index("adoption")]


CAMPAIGN = {"intervention": "communication_campaign", "start": 8}
MANDATE = {"intervention": "top_down_mandate", "start": 0, "weeks": 78}
SOON = {"trial_weeks": 13, "expected_weeks": 52}


def untrained(name: str) -> tuple[Initiative, Initiative]:
    return changed(scenario(name), autonomy=None), scenario(name)


def unresourced(name: str) -> tuple[Initiative, Initiative]:
    return changed(scenario(name), resources=None, campaign=CAMPAIGN), changed(scenario(name), campaign=CAMPAIGN)


def planned_otherwise(name: str, worse: str, better: str) -> tuple[Initiative, Initiative]:
    return scenario(name, f"programme={worse}"), scenario(name, f"programme={better}")


def plan_with_a_test_bed(name: str) -> Initiative:
    return scenario(name) if name == "baxter" else scenario(name, "programme=test_bed_then_mainstream")


PAIRS = [
    *[("training_before_autonomy", name, *untrained(name)) for name in ("customer_centric", "scandal_united", "people_first")],
    *[("talk_without_resources", name, *unresourced(name)) for name in ("customer_centric", "company_a", "people_first")],
    *[
        ("change_by_mandate", name, changed(scenario(name), mandate=MANDATE), scenario(name))
        for name in ("customer_centric", "company_a", "centred")
    ],
    *[
        ("everything_at_once", name, at_once(neutral(name)), changed(neutral(name), budgets=WHOLE))
        for name in ("customer_centric", "people_first", "centred")
    ],
    *[
        ("built_before_the_why", name, *planned_otherwise(name, "off_centre", "centred"))
        for name in ("off_centre", "customer_centric", "silo_firm")
    ],
    *[
        ("judged_too_soon", name, changed(scenario(name), dates=SOON), scenario(name))
        for name in ("customer_centric", "people_first", "silo_firm")
    ],
    *[
        ("stopped_before_anchored", name, *planned_otherwise(name, "stop_without_anchoring", "stop_with_anchoring"))
        for name in ("stop_stimulus", "customer_centric", "silo_firm")
    ],
    *[
        ("key_account_as_test_bed", name, *planned_otherwise(name, "test_bed_with_key_accounts", "test_bed_then_mainstream"))
        for name in ("test_bed_small_customer", "customer_centric", "silo_firm")
    ],
    *[
        ("counterparts_left_out", name, changed(plan_with_a_test_bed(name), counterparts=None, visits=None), plan_with_a_test_bed(name))
        for name in ("test_bed_small_customer", "baxter", "silo_firm")
    ],
    *[
        ("metrics_kept_internal", name, changed(scenario(name), metrics=None), scenario(name))
        for name in ("customer_centric", "company_a", "people_first")
    ],
]


@pytest.mark.parametrize(("trap", "name", "worse", "better"), PAIRS, ids=[f"{trap}-{name}" for trap, name, _, _ in PAIRS])
def test_a_plan_out_of_the_trap_does_better_on_the_same_draws(trap, name, worse, better):
    assert trap in found(worse)
    caught, free = found(worse)[trap].how_bad, found(better)
    assert trap not in free or free[trap].how_bad < 0.5 * caught
    assert (adoption(better) > adoption(worse)).all()


@pytest.mark.parametrize("name", ["test_bed_small_customer", "baxter", "silo_firm"])
def test_a_step_that_needs_proof_works_where_a_test_bed_gives_it(name):
    """The idea of a test-bed may fail: its plan does better on average, and under each seed under which it proves itself."""
    better = plan_with_a_test_bed(name)
    worse = changed(better, test_bed=None)
    assert "nothing_to_mainstream" in found(worse) and "nothing_to_mainstream" not in found(better)
    run = prepare(better, SEEDS).advance()
    ends, proof = (run.traces.firm[:, FIRM_SERIES.index(series)] for series in ("adoption", "proof"))
    is_proved, gained = proof.max(axis=0) > 0.0, ends[-1] - adoption(worse)
    assert is_proved.mean() > 0.5
    assert (gained[is_proved] > 0.0).all() and gained.mean() > 0.0


@pytest.mark.parametrize("name", ["customer_centric", "company_a", "silo_firm"])
def test_all_at_once_is_bad_because_people_tire_of_it(name):
    """Work that begins sooner also works sooner; what the trap warns of is the tiredness, which attention enough takes away."""
    tired = at_once(scenario(name))
    carried = changed(tired, budgets={"attention": 1.0})
    assert "everything_at_once" in found(tired)
    assert "everything_at_once" not in found(carried)
    assert (adoption(carried) > adoption(tired)).all()


@pytest.mark.parametrize(("name", "stops"), [("bell", True), ("talk_without_resources", True), ("company_a", False), ("silo_firm", False)])
def test_finance_stops_the_plans_that_were_warned_of_it(name, stops):
    run = prepare(scenario(name), SEEDS).advance()
    assert ("finance_not_convinced" in found(scenario(name))) is stops
    assert ((run.state.vetoed >= 0).mean() > 0.5) == stops


@pytest.mark.parametrize(("trial", "is_in_time"), [(26, False), (52, True)])
def test_finance_is_convinced_by_benefits_for_others_and_proof_that_it_waits_for(trial, is_in_time):
    """Insight comes after about a year (Byrnes and Wass): half a year is too soon for it, and a year without it is of no use."""
    weeks = {"start": 4, "weeks": 78}
    waits = changed(scenario("bell"), dates={"trial_weeks": trial})
    convinced = changed(
        waits,
        needs={"intervention": "fold_in_a_counterparts_need", **weeks},
        counterparts={"intervention": "involve_counterparts", **weeks},
        test_bed={"intervention": "test_bed", **weeks},
    )
    for initiative, is_stopped in ((waits, True), (convinced, not is_in_time)):
        assert ("finance_not_convinced" in found(initiative)) is is_stopped
        vetoed = prepare(initiative, SEEDS).advance().state.vetoed >= 0
        assert (vetoed == is_stopped).all()


@pytest.mark.parametrize("name", ["customer_centric", "company_a", "people_first"])
def test_orders_and_pay_without_the_why_buy_reports(name):
    """The same firm: what is ordered and paid for is reported ahead of practice, more than under the plan with the why and the metrics."""
    bought, earned = scenario(name, "programme=mandate_and_pay"), scenario(name)
    trap = found(bought)["reports_bought"]
    assert {"mandate", "pay"} <= set(trap.handles)
    assert "reports_bought" not in found(earned)
    apart = [lead_of_reports(initiative) for initiative in (bought, earned)]
    assert (apart[0] > apart[1]).all()


def lead_of_reports(initiative: Initiative) -> np.ndarray:
    """How far reports run ahead of practice at most, under each seed."""
    firm = prepare(initiative, SEEDS).advance().traces.firm
    return (firm[:, FIRM_SERIES.index("reported")] - firm[:, FIRM_SERIES.index("adoption")]).max(axis=0)


def test_on_paper_units_name_about_as_much_as_they_will():
    """Within a tenth of what twelve runs report of what they do not practise, at their worst."""
    initiative = scenario("hollow_reports")
    paper = on_paper(initiative.programme, initiative, organisation_of(initiative.organisation))
    firm = prepare(initiative, range(12)).advance().traces.firm.mean(axis=-1)
    reported, practised = firm[:, FIRM_SERIES.index("reported")], firm[:, FIRM_SERIES.index("adoption")]
    assert abs(paper.ceremony.max() - ((reported - practised) / (1.0 - practised)).max()) < 0.1


WALKED_INTO = {
    "as_planned": set(),
    "people_first": set(),
    "walk_the_talk": set(),
    "break_the_silos": set(),
    "do_nothing": set(),
    "big_bang": {"everything_at_once"},
    "talk_without_resources": {"talk_without_resources"},
    "off_centre": {"built_before_the_why", "everything_at_once", "training_before_autonomy"},
    "stop_without_anchoring": {"stopped_before_anchored", "metrics_kept_internal", "training_before_autonomy"},
    "communication_only": {"talk_without_resources", "stopped_before_anchored", "metrics_kept_internal"},
    "test_bed_with_key_accounts": {"key_account_as_test_bed", "metrics_kept_internal", "training_before_autonomy"},
    "mandate_only": {
        "change_by_mandate",
        "talk_without_resources",
        "stopped_before_anchored",
        "metrics_kept_internal",
        "judged_too_soon",
        "reports_bought",
    },
    "mandate_and_pay": {
        "change_by_mandate",
        "talk_without_resources",
        "stopped_before_anchored",
        "metrics_kept_internal",
        "reports_bought",
    },
    "quick_wins": {"judged_too_soon", "stopped_before_anchored", "talk_without_resources", "training_before_autonomy"},
}


@pytest.mark.parametrize("programme", WALKED_INTO)
def test_plans_of_the_library_walk_into_the_traps_they_are_shipped_to_show(programme):
    assert set(found(scenario("customer_centric", f"programme={programme}"))) == WALKED_INTO[programme]


def test_a_trap_is_known_by_what_an_intervention_does_and_not_by_its_name():
    """Interventions that no library holds, under names that mean nothing."""
    base = scenario("customer_centric", "programme=do_nothing")
    own = {
        "aa": Intervention(title="A", description="", family="reinforcement", raises={"training": 0.5}, weeks=52),
        "bb": Intervention(title="B", description="", family="mindsets", says=0.6, weeks=52),
        "cc": Intervention(
            title="C", description="", family="agents", does=[{"kind": "test_bed", "segment": "key_accounts"}], weeks=78  # type: ignore[list-item]
        ),
        "dd": Intervention(title="D", description="", family="structure", raises={"tools": 0.3}, cost={"attention": 0.5}, weeks=52),  # type: ignore[arg-type]
    }  # fmt: skip
    known = base.definitions.model_copy(update={"interventions": {**base.definitions.interventions, **own}})
    base = base.model_copy(update={"definitions": known})
    traps = found(changed(base, a={"intervention": "aa"}, b={"intervention": "bb"}, c={"intervention": "cc"}, d={"intervention": "dd"}))
    assert traps["training_before_autonomy"].handles == ("a",)
    assert traps["talk_without_resources"].handles == ("b",)
    assert traps["key_account_as_test_bed"].handles == ("c",)
    assert "d" in traps["everything_at_once"].handles
    assert "counterparts_left_out" in traps


def test_freedom_that_comes_before_the_training_undoes_the_trap():
    base = scenario("customer_centric", "programme=do_nothing")
    training = {"intervention": "training", "start": 26, "weeks": 52}
    late = changed(base, training=training, autonomy={"intervention": "autonomy_and_spending", "start": 70})
    early = changed(base, training=training, autonomy={"intervention": "autonomy_and_spending", "start": 0})
    assert found(late)["training_before_autonomy"].week == 26
    assert "training_before_autonomy" not in found(early)


def test_training_in_one_unit_is_judged_by_that_units_freedom():
    base = scenario("customer_centric", "programme=do_nothing")
    units = [unit for unit in organisation_of(base.organisation).unit_ids if unit != "executive_office"]
    freed = {"intervention": "autonomy_and_spending", "start": 0, "audience": {"units": units[:1]}}
    for unit, is_trapped in ((units[0], False), (units[1], True)):
        training = {"intervention": "training", "start": 26, "audience": {"units": [unit]}}
        assert ("training_before_autonomy" in found(changed(base, freed=freed, training=training))) is is_trapped


def test_an_empty_plan_walks_into_nothing():
    base = scenario("bell")
    assert traps_of(base.programme.model_copy(update={"steps": {}}), base, organisation_of(base.organisation)) == ()


def test_the_worst_trap_comes_first_and_none_is_beyond_measure():
    traps = list(found(scenario("profits_first")).values())
    assert [trap.how_bad for trap in traps] == sorted((trap.how_bad for trap in traps), reverse=True)
    assert all(0.0 < trap.how_bad <= 1.0 and trap.name in NAMES for trap in traps)


def test_a_trap_names_steps_that_are_in_the_plan():
    initiative = scenario("profits_first")
    for trap in found(initiative).values():
        assert set(trap.handles) <= initiative.programme.steps.keys()
        assert 0 <= trap.week < initiative.weeks


@pytest.mark.parametrize("name", ["customer_centric", "off_centre", "baxter", "silo_firm", "centred"])
def test_on_paper_people_tire_about_as_much_as_they_will(name):
    """Within a sixth of full tiredness of what twelve runs show at their worst."""
    initiative = scenario(name)
    organisation = organisation_of(initiative.organisation)
    paper = on_paper(initiative.programme, initiative, organisation)
    run = prepare(initiative, range(12)).advance()
    lived = np.tensordot(paper.unit_weights, run.traces.unit[:, :, UNIT_SERIES.index("fatigue")].mean(axis=-1), (0, 1))
    assert abs((paper.tiredness @ paper.unit_weights).max() - lived.max()) < 1.0 / 6.0


@pytest.mark.parametrize("name", ["baxter", "off_centre", "profits_first", "customer_centric", "silo_firm"])
def test_on_paper_people_attend_to_about_as_much_as_they_will(name):
    """Within a tenth of what twelve runs show at their worst, about as soon."""
    initiative = scenario(name)
    paper = on_paper(initiative.programme, initiative, organisation_of(initiative.organisation))
    run = prepare(initiative, range(12)).advance()
    lived = run.traces.unit[1:, :, UNIT_SERIES.index("attended")].mean(axis=-1) @ paper.unit_weights
    told = paper.attended @ paper.unit_weights
    assert abs(told.min() - lived.min()) < 0.1
    assert lived.min() > ALL_BUT or abs(int(told.argmin()) - int(lived.argmin())) <= 2


def test_an_overload_is_told_in_weeks_and_units():
    """Every number of the warning is one of the forecast."""
    initiative = scenario("off_centre")
    paper = on_paper(initiative.programme, initiative, organisation_of(initiative.organisation))
    trap = found(initiative)["everything_at_once"]
    whole, told = paper.attended @ paper.unit_weights, trap.values
    short = np.flatnonzero(whole < ALL_BUT)
    assert (told["weeks"], told["first"], told["last"], told["worst"]) == (len(short), short[0], short[-1], whole.argmin())
    least = paper.organisation.unit_titles.index(told["unit"])
    assert paper.organisation.is_internal[least]
    assert told["least"] == paper.attended[told["worst"], least] == paper.attended[told["worst"], paper.organisation.is_internal].min()
    assert told["attended"] == whole.min() < 0.75 and trap.week == told["first"]
    assert all(step.start <= told["worst"] < step.end for step in paper.schedule.steps if step.handle in trap.handles)


def test_a_step_that_has_begun_is_read_where_it_stands():
    """A training that began in week 10, regardless of the start that the plan now gives."""
    base = scenario("customer_centric", "programme=do_nothing")
    planned = changed(base, training={"intervention": "training", "start": 30, "weeks": 40})
    organisation = organisation_of(base.organisation)
    (trap,) = (
        trap for trap in traps_of(planned.programme, planned, organisation, {"training": 10}) if trap.name == "training_before_autonomy"
    )
    assert trap.week == 10


def test_money_that_runs_out_lets_a_plan_fall_into_traps_it_had_planned_around():
    planned = scenario("customer_centric")
    poor = changed(planned, budgets={"money": 700.0})
    assert not found(planned)
    assert "stopped_before_anchored" in found(poor)


def test_a_step_may_be_left_as_its_card_says():
    """No weeks and no audience of its own: those of the intervention count."""
    base = scenario("customer_centric", "programme=do_nothing")
    plain = base.model_copy(
        update={"programme": base.programme.model_copy(update={"steps": {"train": Step(intervention="training", start=0)}})}
    )
    assert "training_before_autonomy" in found(plain)
