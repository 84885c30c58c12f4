"""What a step was worth: the difference between two lives that differ in nothing else."""

import numpy as np
import pytest

from sim.engine import Initiative
from sim.engine.digest import digest_of
from sim.play import Decision, Play
from sim.play.background_task import WorkStopped, WorkWatch, spread
from sim.play.futures import lived
from sim.play.step_worth import paired_mean, seeds_of, worths_of
from sim.schema.programme import Step


@pytest.fixture(scope="module")
def played(company: Initiative) -> Play:
    """A year in which a step was stopped, another added, and a third put off."""
    decisions = (
        Decision(week=10, does="add", handle="measures", step=Step(intervention="switch_metrics", start=12, weeks=30)),
        Decision(week=14, does="change", handle="everywhere", step=Step(intervention="change_agents", start=30, weeks=20)),
        Decision(week=20, does="stop", handle="why"),
    )
    return Play(company, 5, decisions).ended()


def test_a_play_lived_again_in_lanes_is_the_same_play(played: Play) -> None:
    run = lived(played.initiative, played.organisation, played.decisions, [9, played.seed])
    assert digest_of(run.traces, run.state, 1) == played.digest != digest_of(run.traces, run.state, 0)


def test_worth_is_the_loss_when_the_step_is_removed(played: Play) -> None:
    worths = worths_of(played, others=2)
    step = next(one for one in worths.steps if one.handle == "measures")
    without = [Play(played.initiative, seed, played.decisions).without("measures").ended() for seed in seeds_of(played, 2)]
    whole = [Play(played.initiative, seed, played.decisions).ended() for seed in seeds_of(played, 2)]
    lost = [w.firm["adoption"][worths.judged] - b.firm["adoption"][worths.judged] for w, b in zip(whole, without, strict=True)]
    felt = [w.firm["felt"][worths.judged] - b.firm["felt"][worths.judged] for w, b in zip(whole, without, strict=True)]
    assert step.adoption.here == lost[0] != 0.0
    assert step.adoption.mean == pytest.approx(np.mean(lost[1:]))
    assert step.felt.mean == pytest.approx(np.mean(felt[1:]))
    assert step.success_without == sum(play.record().outcome.success for play in without[1:])


def test_a_step_without_strength_is_worth_exactly_nothing(company: Initiative) -> None:
    idle = company.programme.steps | {"idle": Step(intervention="spotlight_employees", start=4, weeks=20, strength=0.0)}
    play = Play(company.model_copy(update={"programme": company.programme.model_copy(update={"steps": idle})}))
    step = next(one for one in worths_of(play, others=3).steps if one.handle == "idle")
    assert step.adoption == step.felt == (0.0, 0.0, 0.0, 0.0)
    assert step.money == step.leaders_weeks == 0.0
    assert not step.adoption.is_clear


def test_every_step_that_ran_is_weighed_and_no_other(played: Play) -> None:
    ran = {step.handle for step in played.schedule.steps if step.end > step.start}
    worths = worths_of(played, others=1)
    assert {one.handle for one in worths.steps} == ran
    means = [one.adoption.mean for one in worths.steps]
    assert means == sorted(means, reverse=True)


def test_requested_spending_equals_planned_spending(played: Play) -> None:
    assert sum(step.money for step in played.schedule.steps) == pytest.approx(played.schedule.spend.sum())


def test_the_interval_of_a_mean_is_students() -> None:
    mean, low, high = paired_mean([0.01, 0.02, 0.03])
    assert mean == pytest.approx(0.02)
    assert high - mean == pytest.approx(mean - low) == pytest.approx(2.919986 * 0.01 / 3**0.5, rel=1e-6)
    assert paired_mean([0.5]) == (0.5, -np.inf, np.inf)


def test_one_seed_never_runs_out_of_neighbours(company: Initiative) -> None:
    assert seeds_of(Play(company, 2**63 - 1), 2) == [2**63 - 1, 0, 1]


def test_work_tells_how_far_it_is_and_keeps_its_order() -> None:
    told = []
    found = spread(lambda case: case * case, [3, 1, 2], WorkWatch(lambda done, total: told.append((done, total)), threads=2))
    assert found == [9, 1, 4]
    assert told[0] == (0, 3) and told[-1] == (3, 3) and told == sorted(told)


def test_work_that_is_stopped_ends(played: Play) -> None:
    seen = []
    with pytest.raises(WorkStopped):
        worths_of(played, others=1, watch=WorkWatch(lambda done, _: seen.append(done), lambda: len(seen) > 2))
    assert max(seen) < len(played.schedule.steps)
