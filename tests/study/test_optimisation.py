"""Looking for the best programme: always within the budgets, honest about luck, and never losing what it tried."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.config import config_dir, load
from sim.config.library_files import entry_of, names_of
from sim.config.with_more_cards import with_interventions
from sim.organisation import organisation_of
from sim.planning.schedule import schedule
from sim.reports.optimisation_report import written_programme
from sim.schema.changes import changed
from sim.schema.initiative import Initiative
from sim.schema.programme import Budgets, Programme, Step
from sim.study.experiments.programme_trials import ProgrammeTrials
from sim.study.optimisation.genetic_search import Bench, SearchStopped, TriedProgramme, best_of, value_of
from sim.study.optimisation.optimisation import BEST, OWN, Optimisation, optimised, room_for
from sim.study.optimisation.proposals import (
    EVERY,
    EVERYONE,
    LENGTHS,
    STRENGTHS,
    Genes,
    Offer,
    ProgrammeLimits,
    genes_of,
    offers_of,
    steps_of,
)
from sim.study.optimisation.settings import OptimiseSettings
from sim.study.optimisation.stress_tests import worlds_of
from sim.study.optimisation.wording import finding_of, statements_of
from tests.programs import Program

PROGRAM = Path(__file__).parents[2] / "experiments" / "optimise_programme.py"
SMALL = ("weeks=12", "organisation.units={shop: {size: 12}, office: {size: 8}}")
AIMS = OptimiseSettings(programmes=30, runs=2, finalists=3, choosing=2, checking=4, worlds=2, most=3, money=4.0)


@pytest.fixture(scope="module")
def initiative() -> Initiative:
    return with_interventions(load("customer_centric", *SMALL))


@pytest.fixture(scope="module")
def room(initiative: Initiative) -> ProgrammeLimits:
    return room_for(initiative, AIMS)[1]


@pytest.fixture(scope="module")
def offers(initiative: Initiative, room: ProgrammeLimits) -> list[Offer]:
    return offers_of(initiative, room.organisation, initiative.definitions.interventions)


@pytest.fixture(scope="module")
def whole(initiative: Initiative, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Optimisation]:
    folder = tmp_path_factory.mktemp("search")
    return folder, optimised(initiative, [], AIMS, Bench(folder))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*") if path.suffix in (".json", ".parquet")}


def genes_drawn(offers: list[Offer], room: ProgrammeLimits, seed: int) -> Genes:
    chance = np.random.default_rng(seed)
    genes: Genes = {}
    for offer in offers:
        genes[f"{offer.name}.urgency"] = float(chance.random())
        genes[f"{offer.name}.start"] = int(chance.integers(room.last_start // EVERY + 1)) * EVERY
        genes[f"{offer.name}.length"] = float(chance.choice(LENGTHS))
        genes[f"{offer.name}.strength"] = float(chance.choice(STRENGTHS))
        genes[f"{offer.name}.audience"] = str(chance.choice(offer.audiences))
    return genes


@given(seed=some.integers(0, 2**32 - 1), money=some.floats(0.3, 30.0), leaders_time=some.floats(0.05, 0.3))
@settings(max_examples=25, deadline=None)
def test_no_proposal_is_ever_over_any_budget(
    initiative: Initiative, room: ProgrammeLimits, offers: list[Offer], seed: int, money: float, leaders_time: float
) -> None:
    budgets = Budgets(money=money, leaders_time=leaders_time, attention=0.1)
    steps = steps_of(genes_drawn(offers, room, seed), offers, ProgrammeLimits(room.organisation, room.weeks, budgets, 5, room.last_start))
    plan = Programme(title="any", description="", steps=steps, budgets=Budgets(leaders_time=1.0))
    known = schedule(plan, initiative.definitions.interventions, room.organisation, room.weeks)
    assert len(steps) <= 5
    assert known.spend.sum() <= money + 1e-6
    assert known.leaders_time.max(initial=0.0) <= leaders_time + 1e-6
    assert known.load.max(initial=0.0) <= 0.1 + 1e-6


def test_the_most_urgent_intervention_is_taken_first(offers: list[Offer], room: ProgrammeLimits) -> None:
    genes = genes_of(Programme(title="none", description="", steps={}), offers, room)
    genes |= {"share_the_why.urgency": 0.9, "four_questions.urgency": 0.8, "spotlight_employees.urgency": 0.7}
    two = ProgrammeLimits(room.organisation, room.weeks, Budgets(money=500.0), 2, room.last_start)
    assert list(steps_of(genes, offers, two)) == ["share_the_why", "four_questions"]


def test_an_unaffordable_intervention_is_skipped_for_the_next(offers: list[Offer], room: ProgrammeLimits) -> None:
    genes = genes_of(Programme(title="none", description="", steps={}), offers, room)
    genes |= {"tools_and_systems.urgency": 0.9, "four_questions.urgency": 0.8}
    poor = ProgrammeLimits(room.organisation, room.weeks, Budgets(money=2.0), 2, room.last_start)
    assert list(steps_of(genes, offers, poor)) == ["four_questions"]


def test_a_programme_on_the_grid_is_its_own_proposal(offers: list[Offer], room: ProgrammeLimits) -> None:
    steps = {
        "training": Step(intervention="training", start=4, weeks=26, strength=0.6),
        "share_the_why": Step(intervention="share_the_why", start=8, weeks=78),
    }
    rich = ProgrammeLimits(room.organisation, room.weeks, Budgets(money=1e6, leaders_time=1.0, attention=1.0), 9, room.last_start)
    assert steps_of(genes_of(Programme(title="two", description="", steps=steps), offers, rich), offers, rich) == steps


def test_only_interventions_that_reach_someone_here_are_offered(initiative: Initiative, offers: list[Offer]) -> None:
    names = {offer.name for offer in offers}
    assert "nurture_the_ecosystem" not in names  # there are no suppliers, distributors or partners
    assert {offer.audiences for offer in offers if offer.name == "training"} == {(EVERYONE, "shop", "office", "executive_office")}


def test_success_comes_first_and_then_what_is_reached() -> None:
    assert value_of(0.5, 0.0, 8) > value_of(0.375, 1.0, 8)
    assert value_of(0.5, 0.6, 8) > value_of(0.5, 0.5, 8)


def test_runners_up_use_other_interventions() -> None:
    def tried(number: int, names: str, value: float) -> TriedProgramme:
        steps = {name: Step(intervention=name, start=number) for name in names}
        return TriedProgramme(number, Programme(title="t", description="", steps=steps), 0.0, 0.0, value)

    known = [tried(0, "ab", 1.0), tried(1, "ab", 2.0), tried(2, "a", 1.5)]
    assert [one.number for one in best_of(known, 3)] == [1, 2]


def test_the_search_begins_with_the_own_programme(whole: tuple[Path, Optimisation]) -> None:
    found = whole[1]
    own = steps_of(genes_of(found.base.programme, found.offers, found.room), found.offers, found.room)
    assert found.tried[0].programme.steps == own
    assert len(found.tried) == 30


def test_reported_results_use_draws_unseen_by_the_search(whole: tuple[Path, Optimisation]) -> None:
    found = whole[1]
    seed = found.base.seed
    assert set(found.comparison.runs["seed"]) == set(range(seed + 4, seed + 8))  # after 2 of the search and 2 of the choice
    assert {BEST, OWN} <= set(found.comparison.initiatives)


def test_the_best_is_within_the_budget_and_can_be_written_and_read(whole: tuple[Path, Optimisation]) -> None:
    best = whole[1].best
    assert whole[1].comparison.paired.standing(BEST).cost.money <= 4.0 + 1e-9
    again = Programme.model_validate(written_programme(best, "Best", "The best."))
    assert again.steps == best.steps and again.budgets == best.budgets


def test_its_sentences_are_made_from_its_numbers(whole: tuple[Path, Optimisation]) -> None:
    said = statements_of(whole[1])
    assert finding_of(whole[1]) in said[0]
    assert said[1].startswith(f"30 programmes of {len(whole[1].offers)} interventions were tried")
    assert "needs" in said[2]  # the own programme was planned for more than 4


def test_a_stopped_search_goes_on_to_the_same_bytes(initiative: Initiative, whole: tuple[Path, Optimisation], tmp_path: Path) -> None:
    taken = iter([False] * 28)
    with pytest.raises(SearchStopped):
        optimised(initiative, [], AIMS, Bench(tmp_path, is_stopped=lambda: next(taken, True)))
    assert 0 < len(contents(tmp_path)) < len(contents(whole[0]))
    again = optimised(initiative, [], AIMS, Bench(tmp_path))
    assert contents(tmp_path) == contents(whole[0])
    assert again.best == whole[1].best


def test_a_killed_search_goes_on_to_the_same_bytes(initiative: Initiative, tmp_path: Path) -> None:
    sizes = {"programmes": 30, "runs": 2, "finalists": 2, "choosing": 2, "checking": 3, "worlds": 2, "most": 3, "money": 4.0}
    given = [*SMALL, *(f"optimise.{name}={size}" for name, size in sizes.items())]
    typed = [sys.executable, str(PROGRAM), *given, f"study.folder={tmp_path / 'killed'}", f"hydra.run.dir={tmp_path}"]
    started = subprocess.Popen(typed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
    while not any(tmp_path.glob("killed/batches/*/shards/runs-*")) and time.monotonic() < deadline and started.poll() is None:
        time.sleep(0.02)
    started.send_signal(signal.SIGKILL)
    started.wait()
    assert not (tmp_path / "killed" / "summary.json").exists()
    resumed = Program(typed[1:]).ended()
    assert resumed.returncode == 0, resumed.stderr
    assert "Use it with: change-simulator simulate --config-dir=" in resumed.stdout
    library = (config_dir(),)
    known = [Programme.model_validate(entry_of("programme", name, library, "test")) for name in names_of("programme", library)]
    optimised(initiative, known, OptimiseSettings(**sizes), Bench(tmp_path / "whole"))
    killed, whole = contents(tmp_path / "killed"), contents(tmp_path / "whole")
    assert {name: killed[name] for name in killed if "/" in name} == whole


def test_trials_are_made_again_from_their_plan(initiative: Initiative) -> None:
    trials = ProgrammeTrials(initiative, {"0": initiative.programme, "1": initiative.programme.model_copy(update={"steps": {}})}, 3, 7)
    again = ProgrammeTrials.from_specification(trials.specification())
    assert again == trials and again.run(1).rows == trials.run(1).rows


def test_every_world_can_be_played_and_only_the_first_changes_nothing() -> None:
    initiative = load("company_a")
    for world in worlds_of(initiative):
        there = changed(initiative, world.values(initiative))
        if world.name != "less_money":  # there is no budget to be cut
            assert (there == initiative) == (world.name == "as_thought")
        assert organisation_of(there.organisation).employees == 295
    later = next(world for world in worlds_of(initiative) if world.name == "later")
    assert changed(initiative, later.values(initiative)).programme.steps["why"].start == 4 + 13


def test_a_budget_by_the_head_limits_the_search_and_is_cut_by_the_head() -> None:
    initiative = load("customer_centric", *SMALL, "programme.budgets.money_per_head=0.5")
    base, room = room_for(initiative, OptimiseSettings())
    assert room.budgets.money == base.programme.budgets.money == 10.5  # twenty people and the executive office
    less = next(world for world in worlds_of(initiative) if world.name == "less_money")
    assert 0.0 < changed(initiative, less.values(initiative)).programme.budgets.money_per_head < 0.5


def test_without_a_budget_there_is_nothing_to_search(initiative: Initiative) -> None:
    idle = initiative.model_copy(update={"programme": initiative.programme.model_copy(update={"steps": {}})})
    with pytest.raises(ValueError, match=r"optimise\.money"):
        room_for(idle, OptimiseSettings())
