"""What the shipped scenarios must show, over 100 firms that each description may be of; a pair is of one firm, on the same draws.

Shares with their intervals: `python -m experiments.validation.baselines --shares 200`.
"""

from __future__ import annotations

import numpy as np
import pytest

import sim
from experiments.validation.ensembles import Ensemble, paired_interval
from experiments.validation.ensembles import play as play_as
from experiments.validation.ensembles import scenario as scenario_as
from experiments.validation.variants import changed
from sim.engine import prepare
from sim.engine.state import FIRM_SERIES, UNIT_SERIES
from sim.schema.initiative import Initiative
from sim.study.population.description import AS_RATED
from sim.study.statistics.estimates import ShareEstimate, share_of

FIRMS = 100


def scenario(name: str, *overrides: str) -> Ensemble:
    """A shipped scenario, with overrides, in every firm."""
    return scenario_as(name, *overrides, seeds=FIRMS, drawn=True)


def play(initiative: Initiative) -> Ensemble:
    """An initiative in every firm."""
    return play_as(initiative, FIRMS, description=AS_RATED)


def successes(played: Ensemble) -> ShareEstimate:
    """The share of firms in which it succeeds, with its 95 % interval."""
    return share_of(int(played.success.sum()), len(played.success))


@pytest.mark.parametrize("name", ["baxter", "company_a"])
def test_a_good_plan_succeeds_more_often_than_not_and_not_for_certain(name: str):
    known = successes(scenario(name))
    assert known.low > 0.5 and known.high < 1.0


def test_bell_fails_and_not_for_want_of_resources():
    """Byrnes and Wass: vast resources, no benefit for any department, a finance department that compares."""
    assert successes(scenario("bell")).high <= 0.10
    richer = scenario("bell", *(f"organisation.levers.{lever}=0.95" for lever in ("people", "time", "capital")))
    more_money = richer.success.mean()
    assert more_money < 0.10
    championed = scenario(
        "bell", "programme=test_bed_then_mainstream", "inhibitors.departmental_goals=0.0", "inhibitors.organisational_indifference=0.0"
    )
    assert championed.success.mean() > more_money + 0.10


def test_bell_is_stopped_by_finance():
    assert (scenario("bell").abandoned >= 0).mean() >= 0.9


def weeks_to(goal: float, units: np.ndarray) -> np.ndarray:
    """First week in which each unit's adoption reaches a goal; a week beyond the last where it never does. (units, runs)"""
    reached = units >= goal
    return np.where(reached.any(axis=0), reached.argmax(axis=0), len(units))


def test_company_a_sales_come_before_the_median_unit_and_it_last():
    played = scenario("company_a")
    inside = [row for row, name in enumerate(played.unit_ids) if name != "executive_office"]
    ids = [played.unit_ids[row] for row in inside]
    weeks = weeks_to(0.5, played.units[:, inside])
    assert (weeks[ids.index("sales")] < np.median(weeks, axis=0)).mean() >= 0.85
    at_end_of_programme = played.units[104][inside]
    assert (at_end_of_programme.argmin(axis=0) == ids.index("it")).mean() >= 0.85


def test_company_as_own_interventions_beat_the_same_money_on_communication():
    own = scenario("company_a")
    money = float(np.median(own.firm["spend"][-1]))
    talk = sim.load("company_a", "programme=communication_only")

    def spend_as_much(data: dict) -> None:
        card = data["definitions"]["interventions"]["communication_campaign"]
        spent = float(np.median(scenario("company_a", "programme=communication_only").firm["spend"][-1]))
        card["cost"]["weekly"] += (money - spent) / 78.0
        card["says"], card["raises"] = min(1.0, card["says"] * 1.5), {name: min(1.0, size * 1.5) for name, size in card["raises"].items()}

    only_talk = play(changed(talk, spend_as_much))
    assert np.median(only_talk.firm["spend"][-1]) == pytest.approx(money, rel=0.05)
    low, _ = paired_interval(own.success, only_talk.success)
    assert low > 0.0


@pytest.mark.parametrize(
    ("worse", "better"),
    [("talk_without_resources", "walk_the_talk"), ("mandate_only", "bottom_up"), ("profits_first", "people_first")],
)
def test_each_fails_more_often_than_its_opposite(worse, better):
    low, _ = paired_interval(scenario(better).success, scenario(worse).success)
    assert low > 0.0


def test_people_first_needs_the_whole_chain():
    """Franz 2022: employees, then behaviour, then customers, then the rest; a link taken away, it works less."""
    whole = scenario("people_first")
    cards = {step.intervention: handle for handle, step in sim.load("people_first").programme.steps.items()}
    for link in ("share_the_why", "commit_resources"):
        assert link in cards

        def without(data: dict, link: str = link) -> None:
            del data["programme"]["steps"][cards[link]]

        broken = play(changed(sim.load("people_first"), without))
        low, _ = paired_interval(whole.adoption[-1], broken.adoption[-1])
        assert low > 0.0


def test_a_test_bed_then_mainstream_beats_the_same_spend_as_big_bang_in_a_siloed_firm():
    patient = scenario("silo_firm", "programme=test_bed_then_mainstream")
    money = float(np.median(patient.firm["spend"][-1]))
    at_once = scenario("silo_firm", "programme=big_bang", f"programme.budgets.money={money:.0f}")
    low, _ = paired_interval(patient.success, at_once.success)
    assert low > 0.0
    unlimited = scenario("silo_firm", "programme=big_bang")
    assert paired_interval(patient.success, unlimited.success)[0] > 0.0


def test_a_key_account_as_test_bed_raises_the_alarm_and_does_worse():
    small, key = scenario("test_bed_small_customer"), scenario("test_bed_key_account")
    assert paired_interval(small.adoption[104], key.adoption[104])[0] > 0.0
    assert paired_interval(small.adoption[-1], key.adoption[-1])[0] > 0.0
    assert (served_by("test_bed_small_customer") > served_by("test_bed_key_account") + 0.02).all()


def served_by(name: str) -> np.ndarray:
    """Commitment of the head of customer service after a year, the same seeds for every scenario."""
    run = prepare(sim.load(name, "weeks=52"), range(12)).advance()
    return run.traces.unit[-1, run.organisation.unit_ids.index("service"), UNIT_SERIES.index("commitment")]


def test_centred_beats_off_centre_with_the_same_interventions():
    steps = [
        sorted((s.intervention, s.weeks, s.strength) for s in sim.load(name).programme.steps.values()) for name in ("centred", "off_centre")
    ]
    assert steps[0] == steps[1]
    low, _ = paired_interval(scenario("centred").success, scenario("off_centre").success)
    assert low > 0.0


def test_too_many_at_once_is_worse_than_the_same_in_sequence():
    def at_once(data: dict) -> None:
        for step in data["programme"]["steps"].values():
            step["start"] = 0

    together = play(changed(sim.load("centred"), at_once))
    low, _ = paired_interval(scenario("centred").success, together.success)
    assert low > 0.0


def test_an_anchored_change_outlives_its_stimulus():
    anchored, bare = scenario("stop_stimulus_anchored"), scenario("stop_stimulus")
    kept = [played.adoption[-1] / played.adoption[78] for played in (anchored, bare)]
    low, _ = paired_interval(kept[0], kept[1])
    assert low > 0.0
    assert np.median(kept[0]) > 0.8 > np.median(kept[1])


def test_a_silo_firm_leaves_units_behind():
    played = scenario("silo_firm")
    assert played.success.mean() < scenario("customer_centric").success.mean()


def hollow(played: Ensemble) -> ShareEstimate:
    """The share of firms in which it ends hollow, with its 95 % interval."""
    return share_of(played.mode.count("hollow"), len(played.mode))


def test_mandate_and_pay_buy_reports_of_a_change_that_is_not_there():
    """Meyer and Rowan 1977: what is demanded, not understood and not inspected is shown and not done; sponsors hold on to what they see."""
    played = scenario("hollow_reports")
    assert hollow(played).low > 0.5
    reported, practised = played.firm["reported"].max(axis=0), played.adoption.max(axis=0)
    assert np.median(reported) >= 0.5 > 2.0 * np.median(practised)
    assert np.median(played.firm["felt"][-1] - played.firm["felt"][0]) < 0.05
    assert np.median(played.firm["reported"][-1]) < 0.5 * np.median(reported), "reports fade when no programme asks for them"


def test_the_hollow_change_is_made_by_the_rule_of_reports():
    """Without ceremony units report what they practise: hardly a firm ends hollow, and sponsors give up more often."""
    honest, played = scenario("hollow_reports", "rules.reporting.ceremony=0.0"), scenario("hollow_reports")
    assert hollow(honest).high < 0.1
    assert honest.firm["reported"][1:] == pytest.approx(honest.adoption[1:])
    assert paired_interval(honest.abandoned >= 0, played.abandoned >= 0)[0] > 0.0


@pytest.mark.parametrize(
    "undone", ["+programme.steps.first={intervention: switch_metrics, start: 0, weeks: 104}", "~inhibitors.internal_metrics"]
)
def test_reports_are_held_to_practice_where_units_answer_for_what_customers_feel(undone):
    apart = [
        played.firm["reported"].max(axis=0) - played.adoption.max(axis=0)
        for played in (scenario("hollow_reports"), scenario("hollow_reports", undone))
    ]
    assert paired_interval(apart[0], apart[1])[0] > 0.0


@pytest.mark.parametrize("name", ["scandal_united", "scandal_wells_fargo", "scandal_jc_penney"])
def test_a_scandal_breaks_trust(name):
    initiative = sim.load(name)
    (week,) = [shock.week for shock in initiative.shocks.values() if shock.kind == "scandal"][:1]
    trust = np.median(play_as(initiative, 20).firm["trust"], axis=1)
    assert trust[week + 1] < 0.85 * trust[week]


def test_silos_hurt_employees_customers_and_shareholders_together():
    """Hunsaker 2020: the same firm with and without its silos, 20 seeds."""
    from sim.engine.state import UNIT_SERIES

    def last(*overrides: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        from sim.engine import prepare

        run = prepare(sim.load("silo_firm", "programme=do_nothing", *overrides), range(20)).advance()
        experience = run.traces.unit[-1, :, UNIT_SERIES.index("experience")].mean(axis=0)
        firm = dict(zip(FIRM_SERIES, run.traces.firm[-1], strict=True))
        return experience, firm["felt"], firm["revenue"]

    for open_firm, siloed in zip(last("~inhibitors.silos"), last(), strict=True):
        assert (open_firm > siloed).all()
