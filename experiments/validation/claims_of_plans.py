"""Claims on mechanisms, M20 to M28, on test-beds and plans: proof, learning, committing, and what fits a firm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.validation.cards import INTERVENTIONS, UP, sides_of
from experiments.validation.claim_runs import (
    ADOPTION,
    COMMITMENT,
    FELT,
    at_end,
    edited,
    moved,
    place_of,
    play,
    without_cards,
)
from experiments.validation.claims import (
    AT_LEAST,
    AT_MOST,
    MARGIN,
    NOT_JUDGED,
    ClaimEffect,
    TriedClaim,
    compared,
    effect_on,
    read,
)
from experiments.validation.claims_of_mechanisms import FIRMS
from experiments.validation.readings import mean_reading, share_reading
from experiments.validation.variants import changed
from sim.array_types import Floats
from sim.config import load
from sim.config.with_more_cards import with_interventions
from sim.engine.run import Run, prepare
from sim.engine.state import FIRM_SERIES
from sim.schema.initiative import Initiative

TEST_BEDS = (("silo_firm", "programme=test_bed_then_mainstream"), ("test_bed_small_customer",))
WITH_ROOM = (("caustic_leaders", "programme=test_bed_then_mainstream"), ("punitive_policies", "programme=test_bed_then_mainstream"))
OPEN_TO_CHANGE = (("caustic_leaders",), ("metric_switch",))  # with room left under the best of the plans
TEST_BED, MAINSTREAM = "test_bed", "mainstream_test_bed"
INSIGHT = 0.5  # proof that counts as insight; our convention
ABOUT_A_YEAR = (39.0, 65.0)  # weeks of work: a year, and a quarter less or more; our convention
STARTS = (10, 40, 78, 104)  # weeks in which a test-bed is mainstreamed
COMMITTED = 260  # weeks of the runs in which they differ
REVIEW = 52  # week in which a plan is looked at again
PLANS = ("as_planned", "centred", "people_first", "quick_wins", "test_bed_then_mainstream")
REHEARSALS = 3  # futures on other draws in which each continuation is tried
MOST = 0.5  # share of firms; our convention


def little_risk_late_insight(seeds: int) -> Iterator[ClaimEffect]:
    """M20."""
    for firm in TEST_BEDS:
        own = play(load(*firm), seeds)
        begins = min(step.start for step in load(*firm).programme.steps.values() if step.intervention == TEST_BED)
        proof = own.firm("proof")[begins:]
        reached = proof >= INSIGHT
        weeks = np.where(reached.any(axis=0), reached.argmax(axis=0), len(proof)).astype(float)
        for expected, bound in ((AT_LEAST, ABOUT_A_YEAR[0]), (AT_MOST, ABOUT_A_YEAR[1])):
            yield ClaimEffect(place_of(firm), "work until insight", expected, mean_reading(weeks, "runs", unit="weeks"), bound)
        without = play(edited(firm, without_cards(TEST_BED, MAINSTREAM)), seeds)
        yield read(firm, "test-bed and mainstreaming in the plan, against neither", ADOPTION, own, without, UP)
    for firm in FIRMS:
        sides = sides_of(with_interventions(load(*firm)), INTERVENTIONS, TEST_BED)
        yield from compared(firm, "a test-bed beside the plan", sides, seeds, [(ADOPTION, AT_LEAST), (FELT, AT_LEAST)], -MARGIN)


def seeing_and_contributing(seeds: int) -> Iterator[ClaimEffect]:
    """M21."""
    for firm in TEST_BEDS:
        sides = edited(firm, without_cards("involve_counterparts", "executive_visits")), load(*firm)
        yield from compared(firm, "", sides, seeds, [(at_end("champions at the end", "champions"), UP), (COMMITMENT, UP), (ADOPTION, UP)])


def _learning(times: float) -> Any:
    """The test-bed finds its fit so many times as fast as its card says."""

    def learn(data: dict[str, Any]) -> None:
        for deed in data["definitions"]["interventions"][TEST_BED]["does"]:
            deed["learning"] *= times

    return learn


def learning_by_iteration(seeds: int) -> Iterator[ClaimEffect]:
    """M22."""
    for firm in TEST_BEDS:
        runs = {times: play(edited(firm, _learning(times)), seeds) for times in (0.0, 1.0)}
        yield read(firm, "iterating, against the first version kept", ADOPTION, runs[1.0], runs[0.0], UP)
    for firm in OPEN_TO_CHANGE:
        again = plan_looked_at_again(load(*firm), seeds)
        what = "looked at again, against the plan that is best on average: adoption at the end"
        yield effect_on(place_of(firm), what, again.chosen, again.best, is_adoption=True)
        leaves = share_reading(again.leaves, "firms")
        yield ClaimEffect(place_of(firm), "firms that leave the plan that is best on average", AT_LEAST, leaves, MOST)
        yield effect_on(place_of(firm), "that plan against the first one kept, which ends sooner", again.best, again.first, NOT_JUDGED)


class LookedAtAgain(NamedTuple):
    """Adoption at the end by seed, under three ways of going on from the week of the review."""

    first: Floats  # with the first plan
    best: Floats  # with the plan that is best on average over all firms
    chosen: Floats  # with the plan that did best in rehearsals from each firm's own state
    leaves: NDArray[np.bool_]  # where that is not the plan that is best on average


def plan_looked_at_again(base: Initiative, seeds: int) -> LookedAtAgain:
    """Ways of going on with a plan, tried in rehearsals on draws that a firm does not meet, and then played on those that it does.

    Going on keeps what has begun by the week of the review, and continues with the first plan or from the start with one of the library.
    """
    options = [base, *(_continued(base, name) for name in PLANS)]
    run = prepare(base, range(seeds)).advance(REVIEW)
    tried = np.mean([[_from_here(run, option, 1_000 * n) for option in options] for n in range(1, REHEARSALS + 1)], axis=0)
    real = np.array([_from_here(run, option) for option in options])
    best, choice = tried.mean(axis=1).argmax(), tried.argmax(axis=0)
    return LookedAtAgain(real[0], real[best], real[choice, np.arange(seeds)], choice != best)


def _continued(base: Initiative, name: str) -> Initiative:
    """The steps that have begun by the review, and then those of another plan, from its first week on."""
    other = load(base.name, f"programme={name}")

    def go_on(data: dict[str, Any]) -> None:
        steps = data["programme"]["steps"]
        for handle in [handle for handle, step in steps.items() if step["start"] >= REVIEW]:
            del steps[handle]
        for handle, step in other.programme.steps.items():
            steps[f"then_{handle}"] = step.model_dump() | {"start": step.start + REVIEW}

    return changed(with_interventions(base), go_on)


def _from_here(run: Run, initiative: Initiative, other_draws: int = 0) -> Floats:
    """Adoption at the end, under a plan from now on; other_draws : added to every seed"""
    going_on = replace(run.copy(), seeds=tuple(seed + other_draws for seed in run.seeds))
    going_on.turn(initiative).advance()
    return going_on.traces.firm[-1, FIRM_SERIES.index("adoption")]


def prove_then_commit(seeds: int) -> Iterator[ClaimEffect]:
    """M23."""
    for scenario in WITH_ROOM:
        firm = (*scenario, f"weeks={COMMITTED}")
        never = play(edited(firm, without_cards(MAINSTREAM)), seeds)
        runs = {week: play(edited(firm, moved(MAINSTREAM, week)), seeds) for week in STARTS}
        early, sooner, proved, late = STARTS
        yield read(firm, f"committed in week {early}, against never", ADOPTION, runs[early], never, AT_MOST, MARGIN)
        for week in (proved, late):
            yield read(firm, f"committed in week {week}, against never", ADOPTION, runs[week], never, UP)
            yield read(firm, f"committed in week {week}, against week {early}", ADOPTION, runs[week], runs[early], UP)
        yield read(firm, f"committed in week {sooner}, against never", ADOPTION, runs[sooner], never, NOT_JUDGED)


def fitted_to_the_context(seeds: int) -> Iterator[ClaimEffect]:
    """M28."""
    for name in ("company_a", "silo_firm", "whole_ecosystem", "punitive_policies", "caustic_leaders", "scandal_wells_fargo"):
        sides = load(name, "programme=as_planned"), load(name)
        yield from compared((name,), f"“{sides[1].programme.title}”", sides, seeds)


PLAN_CLAIMS: dict[str, TriedClaim] = {
    "M20": TriedClaim(
        f"Weeks of work until half of the proof is there: {ABOUT_A_YEAR[0]:g} to {ABOUT_A_YEAR[1]:g} count as about a year. With "
        "mainstreaming it must bring adoption; added to a plan that is not built on it and never mainstreamed, it may cost at most "
        f"{100.0 * MARGIN:g} point.",
        little_risk_late_insight,
        because="A test-bed finds a share of the fit that is still missing in every week of its work, however young it is.",
    ),
    "M21": TriedClaim(
        "`involve_counterparts` and `executive_visits` in the plan of a test-bed, against neither.",
        seeing_and_contributing,
    ),
    "M22": TriedClaim(
        "A test-bed that is iterated, against one whose first version is kept. Then a plan that is looked at again in week "
        f"{REVIEW}: each firm goes on as begun or with one of {len(PLANS)} plans of the library, the one that did best in {REHEARSALS} "
        "rehearsals from the firm as it then is, on other draws; against going on with the plan that is best on average. If few follow "
        "their first plan, more than half leave it.",
        learning_by_iteration,
        because="The same plan does best from nearly every state that a firm can be in by then, so that looking again seldom changes it.",
    ),
    "M23": TriedClaim(
        f"`{MAINSTREAM}` moved to week {', '.join(map(str, STARTS))} of the plan, as long as before: before proof it may bring at most "
        f"{100.0 * MARGIN:g} point, after it must bring more.",
        prove_then_commit,
        because="A commitment that comes before proof waits for it at little cost, and works as soon as it is there.",
    ),
    "M28": TriedClaim(
        "The plan that a scenario was written with, against the general plan `as_planned`, in six firms.",
        fitted_to_the_context,
        because=(
            "The general plan contains the cards that do most in every firm, and a plan that fits spends people's attention and leaders' "
            "time on others."
        ),
    ),
}
"""Claims on test-beds and plans."""
