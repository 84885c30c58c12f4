"""When each step of a programme really runs, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.planning.schedule import Schedule, schedule
from sim.schema.programme import Budgets, Programme, Step


@pytest.fixture
def plan(firm, card):
    """Places steps; a card is said by what `card` takes, a step by `at` and what a step takes, in one dictionary."""

    def place(weeks: int = 12, budgets: dict | None = None, begun: dict[str, int] | None = None, **steps) -> Schedule:
        fields = {"at", "lasting", "strength", "to"}
        cards = {name: card(**{key: value for key, value in said.items() if key not in fields}) for name, said in steps.items()}
        taken = {
            name: Step(
                intervention=name,
                start=said.get("at", 0),
                weeks=said.get("lasting"),
                strength=said.get("strength", 1.0),
                audience=said.get("to"),
            )
            for name, said in steps.items()
        }
        programme = Programme(title="t", description="d", steps=taken, budgets=Budgets(**(budgets or {})))
        with np.errstate(divide="raise", invalid="raise"):
            return schedule(programme, cards, firm, weeks, begun or {})

    return place


def course(schedule: Schedule, handle: str) -> list[float]:
    return pytest.approx(next(step for step in schedule.steps if step.handle == handle).intensity.tolist())


def placed(schedule: Schedule) -> dict[str, tuple[int, int]]:
    return {step.handle: (step.start, step.end) for step in schedule.steps}


LEADERS = {"cost": {"leaders_time": 0.2}}
THIRTY = {"leaders_time": 0.3}


def test_a_plan_without_steps_asks_for_nothing(plan):
    empty = plan(weeks=3)
    assert empty.steps == empty.notes == empty.as_they_begin == () and empty.end == 0
    assert (
        empty.spend.tolist() == empty.leaders_time.tolist() == empty.waiting.tolist() == [0.0] * 3
        and empty.load.tolist() == [[0.0] * 4] * 3
    )


def test_a_step_runs_from_its_start_as_long_as_its_card_says(plan):
    run = plan(weeks=8, a={"at": 2, "weeks": 4})
    assert placed(run) == {"a": (2, 6)} and run.notes == ()
    assert course(run, "a") == [0, 0, 1, 1, 1, 1, 0, 0]


def test_or_as_long_as_the_programme_says_and_no_longer_than_there_are_weeks(plan):
    assert placed(plan(weeks=8, a={"at": 2, "weeks": 4, "lasting": 3}, b={"at": 2, "weeks": 40})) == {"a": (2, 5), "b": (2, 8)}


def test_an_effect_ramps_up_holds_and_fades(plan):
    run = plan(weeks=12, a={"at": 1, "weeks": 5, "ramp": 4, "fade": 4})
    assert course(run, "a") == [0, 0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25, 0, 0, 0]


def test_a_lasting_raise_persists_after_the_step(plan):
    assert course(plan(weeks=4, a={"weeks": 2, "ramp": 4, "lasts": True}), "a") == [0.25, 0.5, 0.5, 0.5]
    assert course(plan(weeks=4, a={"weeks": 2, "ramp": 4, "fade": 2}), "a") == [0.25, 0.5, 0.25, 0]


def test_a_ramp_or_fade_of_one_week_is_none(plan):
    assert course(plan(weeks=4, a={"weeks": 2, "ramp": 1, "fade": 1}), "a") == [1, 1, 0, 0]


def test_strength_scales_effect_cost_and_claims(plan):
    half = plan(weeks=3, a={"weeks": 2, "strength": 0.5, "cost": {"weekly": 4.0, "once": 6.0, "leaders_time": 0.2, "attention": 0.4}})
    assert course(half, "a") == [0.5, 0.5, 0]
    assert half.spend.tolist() == [5.0, 2.0, 0.0] and half.steps[0].money == 7.0
    assert half.leaders_time.tolist() == pytest.approx([0.1, 0.1, 0.0])
    assert half.load[:, 1].tolist() == pytest.approx([0.6, 0.2, 0.0])  # 0.5 × 0.4, three times as much in the first week


def test_work_waits_for_leaders_time(plan):
    run = plan(weeks=40, budgets=THIRTY, a={"weeks": 10, **LEADERS}, b={"weeks": 10, **LEADERS})
    assert placed(run) == {"a": (0, 10), "b": (10, 20)}
    assert run.notes == ("b waited from week 0 to week 10 for leaders' time",)
    assert run.leaders_time.tolist() == pytest.approx([0.2] * 20 + [0.0] * 20)


def test_what_waits_is_a_share_of_what_was_announced_by_strength(plan):
    both = plan(weeks=22, budgets=THIRTY, a={"weeks": 10, **LEADERS}, b={"weeks": 10, **LEADERS})
    assert both.waiting.tolist() == [0.5] * 10 + [0.0] * 12
    little = {"weeks": 4, "strength": 0.25, "cost": {"leaders_time": 0.8}}
    assert plan(weeks=9, budgets=THIRTY, a=little, b=little).waiting.tolist() == [0.5] * 4 + [0.0] * 5, "a share, also of little work"
    weak = {"at": 2, "weeks": 4, "strength": 0.5, "cost": {"leaders_time": 0.4}}
    run = plan(weeks=16, budgets=THIRTY, a={"weeks": 10, **LEADERS}, b=weak, free={"at": 4, "weeks": 4})
    assert placed(run) == {"a": (0, 10), "b": (10, 14), "free": (4, 8)}
    # of 1 + 0.5, then of 1 + 0.5 + 1 while the free step runs, then of 1 + 0.5 again; nothing waits once b has begun
    assert run.waiting.tolist() == pytest.approx([0.0] * 2 + [1 / 3] * 2 + [0.2] * 4 + [1 / 3] * 2 + [0.0] * 6)


def test_work_that_runs_thinned_out_or_is_over_or_will_never_run_does_not_wait(plan):
    thinned = plan(weeks=40, budgets=THIRTY, a={"weeks": 27, **LEADERS}, b={"weeks": 5, **LEADERS})
    assert thinned.notes and thinned.waiting.tolist() == [0.0] * 40
    alone = plan(weeks=8, budgets=THIRTY, a={"at": 1, "weeks": 3, **LEADERS}, late={"at": 9, **LEADERS})
    assert alone.waiting.tolist() == [0.0] * 8
    early = plan(weeks=8, budgets=THIRTY, begun={"a": 1}, a={"at": 3, "weeks": 4, **LEADERS})
    assert early.waiting.tolist() == [0.0] * 8, "it started before its new date"


def test_work_that_began_before_its_new_date_is_announced_work_from_its_start(plan):
    run = plan(weeks=12, budgets=THIRTY, begun={"a": 1}, a={"at": 3, "weeks": 6, **LEADERS}, b={"at": 1, "weeks": 2, **LEADERS})
    assert placed(run) == {"a": (1, 7), "b": (7, 9)}
    assert run.waiting.tolist() == [0.0] + [0.5] * 6 + [0.0] * 5


def test_it_waits_for_half_a_year_at_most_and_is_then_thinned_out(plan):
    assert placed(plan(weeks=40, budgets=THIRTY, a={"weeks": 26, **LEADERS}, b={"weeks": 5, **LEADERS}))["b"] == (26, 31)
    run = plan(weeks=40, budgets=THIRTY, a={"weeks": 27, **LEADERS}, b={"weeks": 5, **LEADERS})
    assert placed(run)["b"] == (0, 5) and run.notes == ("b was thinned out to 50% for want of leaders' time",)
    assert course(run, "b") == [0.5] * 5 + [0.0] * 35
    assert run.leaders_time.tolist() == pytest.approx([0.3] * 5 + [0.2] * 22 + [0.0] * 13)


def test_the_wait_counts_from_the_planned_week(plan):
    assert placed(plan(weeks=60, budgets=THIRTY, a={"weeks": 29, **LEADERS}, b={"at": 3, "weeks": 5, **LEADERS}))["b"] == (29, 34)
    assert placed(plan(weeks=60, budgets=THIRTY, a={"weeks": 30, **LEADERS}, b={"at": 3, "weeks": 5, **LEADERS}))["b"] == (3, 8)


def test_work_for_which_leaders_have_no_time_at_all_is_not_done(plan):
    begun = {"a": 0, "b": 0, "c": 0}
    steps = {name: {"weeks": 2, **LEADERS} for name in begun}
    run = plan(weeks=3, budgets=THIRTY, begun=begun, **steps)
    assert [step.work.tolist() for step in run.steps] == [[1, 1, 0], pytest.approx([0.5, 0.5, 0]), pytest.approx([0, 0, 0])]
    assert run.notes[-1] == "c was thinned out to 0% for want of leaders' time"


def test_work_starts_where_leaders_time_suffices_throughout(plan):
    run = plan(weeks=40, budgets=THIRTY, a={"at": 4, "weeks": 3, **LEADERS}, b={"at": 5, "weeks": 3, **LEADERS}, c={"weeks": 5, **LEADERS})
    assert placed(run) == {"a": (5, 8), "b": (8, 11), "c": (0, 5)}
    long = plan(weeks=40, budgets=THIRTY, begun={"a": 4}, a={"at": 4, "weeks": 3, **LEADERS}, b={"weeks": 5, **LEADERS})
    assert placed(long)["b"] == (7, 12), "four free weeks are too few for five"
    short = plan(weeks=40, budgets=THIRTY, begun={"a": 4}, a={"at": 4, "weeks": 3, **LEADERS}, b={"weeks": 4, **LEADERS})
    assert placed(short)["b"] == (0, 4)


def test_work_never_waits_beyond_the_last_week(plan):
    run = plan(weeks=8, budgets=THIRTY, a={"weeks": 8, **LEADERS}, b={"weeks": 3, **LEADERS})
    assert placed(run)["b"] == (0, 3) and run.notes == ("b was thinned out to 50% for want of leaders' time",)
    last = plan(weeks=8, budgets=THIRTY, a={"weeks": 7, **LEADERS}, b={"weeks": 3, **LEADERS})
    assert placed(last)["b"] == (7, 8)


def test_claims_that_fill_the_budget_exactly_fit(plan):
    run = plan(weeks=20, budgets=THIRTY, a={"weeks": 4, "cost": {"leaders_time": 0.1}}, b={"weeks": 4, **LEADERS})
    assert placed(run)["b"] == (0, 4) and run.notes == ()  # 0.1 + 0.2 is a little more than 0.3 in binary


def test_work_that_takes_all_of_leaders_time_waits_too(plan):
    whole = {"weeks": 4, "cost": {"leaders_time": 1.0}}
    assert placed(plan(weeks=20, budgets={"leaders_time": 1.0}, a=whole, b=whole)) == {"a": (0, 4), "b": (4, 8)}


def test_a_step_without_leader_time_never_waits(plan):
    run = plan(weeks=9, budgets=THIRTY, a={"weeks": 9, "cost": {"leaders_time": 0.9}}, b={"weeks": 3})
    assert placed(run) == {"a": (0, 9), "b": (0, 3)}
    assert run.leaders_time.tolist() == pytest.approx([0.3] * 9)
    assert run.notes == ("a was thinned out to 33% for want of leaders' time",)


def test_work_is_thinned_out_only_in_the_weeks_that_lack_time(plan):
    run = plan(weeks=8, budgets=THIRTY, begun={"b": 3}, b={"at": 3, "weeks": 9, **LEADERS}, a={"weeks": 8, **LEADERS})
    assert course(run, "a") == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5]


def test_earlier_starts_come_first_and_then_the_alphabet(plan):
    run = plan(weeks=40, budgets=THIRTY, z={"weeks": 5, **LEADERS}, a={"at": 1, "weeks": 5, **LEADERS}, c={"at": 1, "weeks": 5, **LEADERS})
    assert placed(run) == {"a": (5, 10), "c": (10, 15), "z": (0, 5)}
    assert [step.handle for step in run.steps] == ["a", "c", "z"]
    assert [step.handle for step in run.as_they_begin] == ["z", "a", "c"]


def test_a_started_step_stays_started(plan):
    run = plan(weeks=40, budgets=THIRTY, begun={"b": 3}, a={"weeks": 5, **LEADERS}, b={"weeks": 10, **LEADERS})
    assert placed(run) == {"a": (13, 18), "b": (3, 13)}
    both = plan(weeks=40, budgets=THIRTY, begun={"a": 0, "b": 0}, a={"weeks": 5, **LEADERS}, b={"weeks": 5, **LEADERS})
    assert placed(both) == {"a": (0, 5), "b": (0, 5)} and course(both, "b") == [0.5] * 5 + [0.0] * 35


def test_a_step_started_before_its_new_date_did_not_wait(plan):
    run = plan(weeks=40, budgets=THIRTY, begun={"a": 1}, a={"at": 3, "weeks": 5, **LEADERS})
    assert placed(run) == {"a": (1, 6)} and run.notes == ()


def test_a_step_planned_after_the_last_week_never_runs(plan):
    run = plan(weeks=8, budgets={"money": 1.0}, a={"at": 8, "cost": {"once": 5.0}}, b={"at": 20, **LEADERS}, c={"weeks": 2})
    assert run.notes == ("a never ran: it starts in week 8, after the last", "b never ran: it starts in week 20, after the last")
    assert run.spend.tolist() == [0.0] * 8 and run.end == 2
    assert course(run, "a") == [0.0] * 8 and run.begun_by(50) == {"c": 0}
    dear = plan(weeks=8, budgets={"money": 1.0}, a={"at": 9, "cost": {"once": 5.0, "weekly": 1.0}})
    assert dear.spend.tolist() == [0.0] * 8 and dear.steps[0].money == 0.0


def test_one_week_is_enough_for_work(plan):
    assert course(plan(weeks=1, a={"cost": {"weekly": 5.0}}), "a") == [1.0]


def test_only_work_that_is_done_for_parts_of_units_splits_units(plan):
    staff = {"levels": ["staff"]}
    run = plan(weeks=8, whole={}, part={"to": staff}, by_card={"audience": staff}, weak={"to": staff, "strength": 0.5})
    assert {step.handle: step.splits_units for step in run.steps} == {"whole": False, "part": True, "by_card": True, "weak": True}
    idle = plan(weeks=8, none={"to": staff, "strength": 0.0}, next={"at": 8, "to": staff}, later={"at": 9, "to": staff})
    assert not any(step.splits_units for step in idle.steps)


def test_no_weeks_no_work(plan):
    none = plan(weeks=0, budgets={"money": 1.0}, a={"cost": {"weekly": 5.0}})
    assert none.spend.tolist() == none.waiting.tolist() == [] and none.end == 0


def test_the_end_is_the_week_after_the_last_stimulus(plan):
    assert plan(weeks=12, a={"weeks": 2}, b={"at": 3, "weeks": 4, "lasts": True}).end == 7


def test_a_step_has_begun_from_the_week_after_it_started(plan):
    run = plan(weeks=12, a={"at": 2, "weeks": 3}, b={"at": 6, "weeks": 3})
    assert [run.begun_by(week) for week in (2, 3, 6, 7)] == [{}, {"a": 2}, {"a": 2}, {"a": 2, "b": 6}]


def test_money_is_spent_once_by_the_week_and_by_the_person(plan):
    run = plan(weeks=4, a={"at": 1, "weeks": 2, "cost": {"once": 7.0, "weekly": 2.0, "weekly_per_person": 0.5}})
    assert run.spend.tolist() == [0.0, 14.0, 7.0, 0.0]  # ten people inside the firm


def test_the_programme_may_name_its_own_audience(plan):
    cost = {"weekly_per_person": 1.0}
    assert plan(weeks=1, a={"cost": cost, "audience": {"units": ["stock"]}}).spend.tolist() == [3.0]
    assert plan(weeks=1, a={"cost": cost, "audience": {"units": ["stock"]}, "to": {"units": ["maker"]}}).spend.tolist() == [2.0]


def test_work_without_money_stops_and_what_lasts_stays(plan):
    run = plan(weeks=7, budgets={"money": 25.0}, a={"weeks": 5, "cost": {"weekly": 10.0}, "lasts": True})
    assert run.spend.tolist() == [10.0, 10.0, 5.0, 0.0, 0.0, 0.0, 0.0] and run.notes == ("money ran out in week 2",)
    assert run.steps[0].work.tolist() == [1, 1, 0.5, 0, 0, 0, 0] and run.steps[0].worked_until == 3
    assert course(run, "a") == [1, 1, 1, 1, 1, 1, 1]
    assert run.steps[0].share.tolist() == [1, 1, 0.5, 0, 0, 1, 1]
    assert run.steps[0].money == 25.0


def test_what_does_not_last_fades_where_the_money_ends_as_it_would_at_the_end(plan):
    paid = {"cost": {"weekly": 10.0}, "fade": 4}
    assert course(plan(weeks=8, budgets={"money": 20.0}, a={"weeks": 6, **paid}), "a") == [1, 1, 0.75, 0.5, 0.25, 0, 0, 0]
    assert course(plan(weeks=8, a={"weeks": 2, **paid}), "a") == [1, 1, 0.75, 0.5, 0.25, 0, 0, 0]
    in_part = plan(weeks=8, budgets={"money": 26.0}, a={"weeks": 6, **paid})
    assert course(in_part, "a") == [1, 1, 0.75, 0.5, 0.3, 0.15, 0, 0]  # the week that is paid at 60 % outlives the two before it


def test_money_ends_a_ramp_where_it_stands(plan):
    run = plan(weeks=6, budgets={"money": 2.0}, a={"weeks": 6, "ramp": 4, "lasts": True, "cost": {"weekly": 1.0}})
    assert course(run, "a") == [0.25, 0.5, 0.5, 0.5, 0.5, 0.5]


def test_what_goes_on_is_paid_before_what_begins(plan):
    steps = {"old": {"weeks": 5, "cost": {"weekly": 10.0}}, "new": {"at": 2, "weeks": 3, "cost": {"once": 10.0}}}
    poor = plan(weeks=5, budgets={"money": 25.0}, **steps)
    assert poor.steps[1].work.tolist() == [1, 1, 0.5, 0, 0] and poor.steps[0].work.tolist() == [0.0] * 5
    less_poor = plan(weeks=5, budgets={"money": 33.0}, **steps)
    assert less_poor.steps[1].work.tolist() == [1, 1, 1, 0, 0]
    assert less_poor.steps[0].work.tolist() == pytest.approx([0, 0, 0.3, 0.3, 0.3]), "bought in part, for all its weeks"
    assert less_poor.steps[0].money == pytest.approx(3.0) and less_poor.spend.sum() == pytest.approx(33.0)


def test_what_begins_in_one_week_is_bought_in_equal_shares(plan):
    run = plan(weeks=2, budgets={"money": 15.0}, a={"weeks": 2, "cost": {"once": 10.0}}, b={"weeks": 2, "cost": {"once": 20.0}})
    assert [step.work.tolist() for step in run.steps] == [[0.5, 0.5], [0.5, 0.5]]
    assert [step.money for step in run.steps] == [5.0, 10.0]


def test_money_that_is_gone_claims_no_leaders_time_and_moves_no_start(plan):
    first, second = {"weeks": 10, "cost": {"leaders_time": 0.2, "weekly": 1.0}}, {"weeks": 5, **LEADERS}
    run = plan(weeks=16, budgets={**THIRTY, "money": 4.0}, a=first, b=second)
    assert placed(run) == placed(plan(weeks=16, budgets=THIRTY, a=first, b=second)) == {"a": (0, 10), "b": (10, 15)}
    assert run.leaders_time.tolist() == pytest.approx([0.2] * 4 + [0.0] * 6 + [0.2] * 5 + [0.0])
    assert run.steps[0].start < 4 <= run.steps[0].worked_until


def test_work_thinned_out_for_leaders_time_keeps_what_lasts(plan):
    busy = {"at": 3, "weeks": 9, **LEADERS}
    lasting = plan(weeks=10, budgets=THIRTY, begun={"b": 3}, b=busy, a={"weeks": 8, "lasts": True, **LEADERS})
    assert course(lasting, "a") == [1.0] * 10
    fading = plan(weeks=10, budgets=THIRTY, begun={"b": 3}, b=busy, a={"weeks": 8, "fade": 4, **LEADERS})
    assert course(fading, "a") == [1, 1, 1, 0.75, 0.5, 0.5, 0.5, 0.5, 0.375, 0.25]


def test_a_budget_by_the_head_counts_those_inside_the_firm(plan):
    run = plan(weeks=3, budgets={"money_per_head": 1.5}, a={"cost": {"weekly": 10.0}})
    assert run.spend.tolist() == [10.0, 5.0, 0.0]  # ten people inside, two with a supplier
    both = plan(weeks=3, budgets={"money_per_head": 1.5, "money": 25.0}, a={"cost": {"weekly": 10.0}})
    assert both.spend.tolist() == [10.0, 10.0, 5.0], "an amount in all comes first"


def test_fees_for_a_firm_of_some_size_follow_the_size_of_the_firm(plan):
    cost = {"once": 6.0, "weekly": 2.0, "weekly_per_person": 0.5}
    whole = plan(weeks=2, a={"weeks": 2, "cost": cost, "audience": {"units": ["stock"]}})
    assert whole.spend.tolist() == [9.5, 3.5]
    sized = plan(weeks=2, a={"weeks": 2, "cost": cost | {"sized_for": 20}, "audience": {"units": ["stock"]}})
    assert sized.spend.tolist() == [5.5, 2.5], "half of the fees, and three people as before"


def test_small_sums_run_out_too(plan):
    assert plan(weeks=4, budgets={"money": 0.75}, a={"weeks": 3, "cost": {"weekly": 0.5}}).spend.tolist() == [0.5, 0.25, 0.0, 0.0]


def test_work_that_costs_nothing_more_goes_on_without_money(plan):
    once = {"weeks": 5, "cost": {"once": 5.0}}
    run = plan(weeks=6, budgets={"money": 15.0}, bought=once, free={"at": 2, "weeks": 2}, payer={"weeks": 6, "cost": {"weekly": 10.0}})
    assert [step.work.tolist() for step in run.steps] == [[1, 1, 1, 1, 1, 0], [0, 0, 1, 1, 0, 0], [1, 0, 0, 0, 0, 0]]


def test_what_begins_after_the_money_is_gone_is_not_bought(plan):
    run = plan(weeks=4, budgets={"money": 5.0}, a={"weeks": 1, "cost": {"once": 5.0}}, b={"at": 2, "weeks": 2, "cost": {"once": 1.0}})
    assert run.steps[1].work.tolist() == [0.0] * 4 and run.steps[1].money == 0.0 and run.notes == ("money ran out in week 2",)


def test_money_that_just_suffices_is_not_short(plan):
    run = plan(weeks=3, budgets={"money": 30.0}, a={"cost": {"weekly": 10.0}})
    assert run.spend.tolist() == [10.0] * 3 and run.notes == ()
    assert plan(weeks=3, budgets={"money": 0.5}, a={"cost": {"weekly": 0.25}, "weeks": 2}).spend.tolist() == [0.25, 0.25, 0.0]


def test_weeks_that_cost_nothing_need_no_money(plan):
    run = plan(weeks=6, budgets={"money": 0.0}, a={"weeks": 2, "cost": {"weekly": 10.0}}, b={"weeks": 6})
    assert course(run, "b") == [1] * 6 and course(run, "a") == [0] * 6 and run.notes == ("money ran out in week 0",)


def test_thinned_out_work_costs_and_loads_less(plan):
    begun = {"a": 0, "b": 0}
    cost = {"leaders_time": 0.2, "weekly": 10.0, "attention": 0.4}
    run = plan(weeks=2, budgets=THIRTY, begun=begun, a={"weeks": 2, **LEADERS}, b={"weeks": 1, "cost": cost})
    assert run.spend.tolist() == pytest.approx([5.0, 0.0])
    assert run.load[:, 2].tolist() == pytest.approx([0.6, 0.0])  # half of 0.4, three times as much in the first week


def test_work_that_money_thins_out_loads_less(plan):
    run = plan(weeks=2, budgets={"money": 5.0}, a={"weeks": 2, "cost": {"weekly": 10.0, "attention": 0.4}})
    assert run.load[:, 2].tolist() == pytest.approx([0.6, 0.0])
    later = plan(weeks=3, budgets={"money": 15.0}, a={"weeks": 3, "cost": {"weekly": 10.0, "attention": 0.1}})
    assert later.load[:, 2].tolist() == pytest.approx([0.3, 0.05, 0.0]), "all of the first week is paid, and half of the second"


def test_work_claims_three_times_its_attention_in_its_first_week_and_less_until_its_ramp_is_over(plan):
    said = {"weeks": 6, "cost": {"attention": 0.1}}
    run = plan(weeks=8, a={"at": 1, "ramp": 4, **said})
    assert run.load[:, 2].tolist() == pytest.approx([0.0, 0.3, 0.25, 0.2, 0.15, 0.1, 0.1, 0.0])
    for ramp in (0, 1):  # in force at once
        assert plan(weeks=8, a={"ramp": ramp, **said}).load[:, 2].tolist() == pytest.approx([0.3, *[0.1] * 5, 0.0, 0.0])
    short = plan(weeks=3, a={"ramp": 4, "weeks": 2, "fade": 3, "cost": {"attention": 0.1}})
    assert short.load[:, 2].tolist() == pytest.approx([0.3, 0.25, 0.0]), "what fades claims no attention"


def test_work_that_waited_is_new_when_it_begins(plan):
    busy, waits = {"weeks": 2, **LEADERS}, {"weeks": 3, "ramp": 2, "cost": {"leaders_time": 0.2, "attention": 0.1}}
    run = plan(weeks=6, budgets=THIRTY, a=busy, b=waits)
    assert placed(run)["b"] == (2, 5) and run.load[:, 2].tolist() == pytest.approx([0.0, 0.0, 0.3, 0.2, 0.1, 0.0])
    begun = plan(weeks=6, budgets=THIRTY, begun={"b": 1}, b=waits)
    assert begun.load[:, 2].tolist() == pytest.approx([0.0, 0.3, 0.2, 0.1, 0.0, 0.0])


def test_load_weighs_by_the_share_of_a_unit_that_is_reached(plan):
    staff = {"units": ["stock", "sales"], "levels": ["staff"]}
    run = plan(weeks=3, a={"at": 1, "weeks": 1, "cost": {"attention": 0.6}, "audience": staff}, b={"weeks": 2, "cost": {"attention": 0.1}})
    # both are new for a week: 3 × 0.1, and then 0.1 + 3 × 0.6 for a half of sales and two of three in stock
    assert run.load.tolist() == [pytest.approx(week) for week in ([0, 0.3, 0.3, 0.3], [0, 0.1, 1.0, 1.3], [0, 0, 0, 0])]
