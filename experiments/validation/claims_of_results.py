"""Claims on mechanisms, M16 to M29: what customers feel and do, test-beds, rivals, and plans that fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from experiments.validation.cards import DOWN, INHIBITORS, STRENGTH, UP, sides_of
from experiments.validation.claim_runs import (
    ADOPTION,
    COMMITMENT,
    CUSTOMERS,
    DERAILING,
    FELT,
    GAIN,
    REVENUE,
    SUCCESS,
    PlayedRuns,
    RunReading,
    at_end,
    edited,
    in_unit,
    moved,
    only_cards,
    place_of,
    play,
    set_in,
    with_shock,
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
    level_of,
    read,
)
from experiments.validation.claims_of_mechanisms import FIRMS
from experiments.validation.readings import mean_reading
from sim.array_types import Floats
from sim.config import load
from sim.config.with_more_cards import with_interventions
from sim.engine.run import Run, prepare
from sim.engine.state import FIRM_SERIES
from sim.schema.initiative import Initiative

TEST_BEDS = (("silo_firm", "programme=test_bed_then_mainstream"), ("test_bed_small_customer",))
TEST_BED, MAINSTREAM = "test_bed", "mainstream_test_bed"
PROVED_FROM = 4  # week in which the test-bed of both plans begins
INSIGHT = 0.5  # proof that counts as insight; our convention
ABOUT_A_YEAR = (39.0, 65.0)  # weeks of work: a year, and a quarter less or more; our convention
STARTS = (10, 40, 78, 104)  # weeks in which a test-bed is mainstreamed; before the second there is hardly any proof
COMMITTED = 260  # weeks of the runs in which they differ
SPREAD = 0.10  # of the luck of an encounter, against half of it
DRIVE = 52  # week in which a year's drive on internal scores ends
SIZE, WEEK = 0.8, 26  # of a rival who arrives, and when
LAST = 416  # weeks: eight years, in which a firm that hesitates may be overtaken
SHARE_LEAVING, LEAVING = 0.5, 52  # customers who are taken away, and when
REVIEW = 52  # week in which a plan is looked at again
PLANS = ("as_planned", "centred", "people_first", "quick_wins", "test_bed_then_mainstream")
REHEARSALS = 3  # futures on other draws in which each continuation is tried
MOST = 0.5  # share of firms; our convention
ANECDOTE = 0.35  # growth of revenue with one customer

CAMPAIGN = 26  # week in which the first campaign ends
EXPECTED = RunReading(f"what customers expect in week {CAMPAIGN}", lambda runs: runs.firm("expectation")[CAMPAIGN])
EXPERIENCED = RunReading("mean experience at the end", lambda runs: runs.customers("mean")[-1])
RESOURCES = RunReading("people, time and money that the change has at the end", lambda runs: runs.inside("resources")[-1])
SPENT = RunReading(
    "money spent on the change, of a week's revenue at the start", lambda runs: runs.firm("spend")[-1] / runs.firm("revenue")[0]
)
OVERTAKEN = RunReading("firms that are merged into a rival", lambda runs: runs.overtaken)


def worst_is_remembered(seeds: int) -> Iterator[ClaimEffect]:
    """M16."""
    for firm in (("customer_centric",), ("metric_switch",)):
        sides = [edited(firm, set_in("rules.customers.luck", spread)) for spread in (0.5 * SPREAD, SPREAD)]
        yield from compared(firm, "", (sides[0], sides[1]), seeds, [(FELT, DOWN), (EXPERIENCED, NOT_JUDGED)])


def _gap(runs: PlayedRuns, week: int) -> Floats:
    """Gain of the internal score over the start, less the gain in what customers feel; (seeds,)."""
    score, felt = runs.firm("internal_score"), runs.firm("felt")
    return (score[week] - score[0]) - (felt[week] - felt[0])


def felt_and_measured(seeds: int) -> Iterator[ClaimEffect]:
    """M17."""
    kept, switched = (play(load(name), seeds) for name in ("metrics_kept", "metric_switch"))
    other = play(load("profits_first"), seeds)
    for firm, runs in ((("metrics_kept",), kept), (("profits_first",), other)):
        yield effect_on(place_of(firm), f"gain of the score less gain of what is felt, week {DRIVE}", _gap(runs, DRIVE), 0.0)
    what = "the same at the end, metrics kept against switched"
    yield effect_on(place_of(("metrics_kept",)), what, _gap(kept, -1), _gap(switched, -1))


def local_rationality(seeds: int) -> Iterator[ClaimEffect]:
    """M18."""
    for firm in FIRMS:
        sides = sides_of(load(*firm), INHIBITORS, "internal_metrics")
        yield from compared(firm, "`internal_metrics`", sides, seeds, [(DERAILING, UP)])
        sides = sides_of(load(*firm), INHIBITORS, "departmental_goals")
        yield from compared(firm, "`departmental_goals`", sides, seeds, [(COMMITMENT, DOWN), (ADOPTION, DOWN)])


def several_at_once(seeds: int) -> Iterator[ClaimEffect]:
    """M19."""
    for firm in (("silo_firm",), ("customer_centric",)):
        whole, nothing = play(load(*firm), seeds), play(load(firm[0], "programme=do_nothing"), seeds)
        units = [name for name, unit in load(*firm).organisation.units.items() if unit.kind == "internal"]
        alone = [GAIN.of(play(edited(firm, in_unit(unit)), seeds)) - GAIN.of(nothing) for unit in units]
        what = f"{GAIN.what}: in all units at once, less in each alone, added"
        yield effect_on(place_of(firm), what, GAIN.of(whole) - GAIN.of(nothing), np.sum(alone, axis=0))


def little_risk_late_insight(seeds: int) -> Iterator[ClaimEffect]:
    """M20."""
    for firm in TEST_BEDS:
        own = play(load(*firm), seeds)
        proof = own.firm("proof")
        reached = proof >= INSIGHT
        weeks = np.where(reached.any(axis=0), reached.argmax(axis=0), len(proof)) - float(PROVED_FROM)
        for expected, bound in ((AT_LEAST, ABOUT_A_YEAR[0]), (AT_MOST, ABOUT_A_YEAR[1])):
            yield ClaimEffect(place_of(firm), "work until insight", expected, mean_reading(weeks, "runs", unit="weeks"), bound)
        alone, nothing = play(edited(firm, only_cards(TEST_BED)), seeds), play(edited(firm, only_cards()), seeds)
        for reading in (ADOPTION, FELT):
            yield read(firm, "the test-bed alone, against nothing", reading, alone, nothing, AT_LEAST, -MARGIN)
        without = play(edited(firm, without_cards(TEST_BED, MAINSTREAM)), seeds)
        yield read(firm, "test-bed and mainstreaming in the plan, against neither", ADOPTION, own, without, UP)


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
    for firm in FIRMS:
        again = plan_looked_at_again(load(*firm), seeds)
        what = "looked at again, against the plan that is best on average: adoption at the end"
        yield effect_on(place_of(firm), what, again.chosen, again.best, is_adoption=True)
        yield level_of(place_of(firm), "firms that leave the plan that is best on average", again.leaves, AT_LEAST, MOST)
        yield effect_on(place_of(firm), "that plan against the first one kept, which ends sooner", again.best, again.first, NOT_JUDGED)


class LookedAtAgain(NamedTuple):
    """Adoption at the end by seed, under three ways of going on from the week of the review."""

    first: Floats  # with the first plan
    best: Floats  # with the plan that is best on average over all firms
    chosen: Floats  # with the plan that did best in rehearsals from each firm's own state
    leaves: Floats  # 1 where that is not the plan that is best on average


def plan_looked_at_again(base: Initiative, seeds: int) -> LookedAtAgain:
    """Ways of going on with a plan, tried in rehearsals on draws that a firm does not meet, and then played on those that it does.

    Going on keeps what has begun by the week of the review, and continues with the first plan or from the start with one of the library.
    """
    options = [base, *(_continued(base, name) for name in PLANS)]
    run = prepare(base, range(seeds)).advance(REVIEW)
    tried = np.mean([[_from_here(run, option, 1_000 * n) for option in options] for n in range(1, REHEARSALS + 1)], axis=0)
    real = np.array([_from_here(run, option) for option in options])
    best, choice = tried.mean(axis=1).argmax(), tried.argmax(axis=0)
    return LookedAtAgain(real[0], real[best], real[choice, np.arange(seeds)], (choice != best).astype(float))


def _continued(base: Initiative, name: str) -> Initiative:
    """The steps that have begun by the review, and then those of another plan, from its first week on."""
    other = load(base.name, f"programme={name}")

    def go_on(data: dict[str, Any]) -> None:
        steps = data["programme"]["steps"]
        for handle in [handle for handle, step in steps.items() if step["start"] >= REVIEW]:
            del steps[handle]
        for handle, step in other.programme.steps.items():
            steps[f"then_{handle}"] = step.model_dump() | {"start": step.start + REVIEW}

    data = with_interventions(base).model_dump()
    go_on(data)
    return Initiative.model_validate(data)


def _from_here(run: Run, initiative: Initiative, other_draws: int = 0) -> Floats:
    """Adoption at the end, under a plan from now on; other_draws : added to every seed"""
    going_on = replace(run.copy(), seeds=tuple(seed + other_draws for seed in run.seeds))
    going_on.turn(initiative).advance()
    return going_on.traces.firm[-1, FIRM_SERIES.index("adoption")]


def prove_then_commit(seeds: int) -> Iterator[ClaimEffect]:
    """M23."""
    for scenario in TEST_BEDS:
        firm = (*scenario, f"weeks={COMMITTED}")
        never = play(edited(firm, without_cards(MAINSTREAM)), seeds)
        runs = {week: play(edited(firm, moved(MAINSTREAM, week)), seeds) for week in STARTS}
        early, _, proved, late = STARTS
        yield read(firm, f"committed in week {early}, against never", ADOPTION, runs[early], never, AT_MOST, MARGIN)
        for week in (proved, late):
            yield read(firm, f"committed in week {week}, against never", ADOPTION, runs[week], never, UP)
            yield read(firm, f"committed in week {week}, against week {early}", ADOPTION, runs[week], runs[early], UP)
        yield read(firm, f"committed in week {STARTS[1]}, against never", ADOPTION, runs[STARTS[1]], never, NOT_JUDGED)


def left_for_a_rival(seeds: int) -> Iterator[ClaimEffect]:
    """M24."""
    for firm in (*FIRMS, ("whole_ecosystem",)):
        sides = load(*firm), edited(firm, with_shock(kind="rival", week=WEEK, size=SIZE))
        yield from compared(firm, "", sides, seeds, [(CUSTOMERS, DOWN), (REVENUE, DOWN)])


def hesitation_is_overtaken(seeds: int) -> Iterator[ClaimEffect]:
    """M25."""
    rival = with_shock(kind="rival", week=WEEK, size=SIZE)
    for name, *_ in FIRMS:
        firm = (name, f"weeks={LAST}")
        nothing, own = edited((*firm, "programme=do_nothing"), rival), edited(firm, rival)
        yield from compared(firm, "nothing done, against the plan", (own, nothing), seeds, [(CUSTOMERS, DOWN), (OVERTAKEN, UP)])


def gain_with_one_customer(seeds: int) -> Iterator[ClaimEffect]:
    """M26."""
    growth = RunReading(
        "revenue with the customer of the test-bed, of that at the start",
        lambda runs: runs.segment("revenue", "test_bed_customers")[-1] / runs.segment("revenue", "test_bed_customers")[0],
    )
    for firm in (("baxter",), ("test_bed_small_customer",)):
        nothing, own = play(load(firm[0], "programme=do_nothing"), seeds), play(load(*firm), seeds)
        yield read(firm, "the plan, against nothing", growth, own, nothing, UP)
        yield level_of(
            place_of(firm), f"growth of revenue with it; the anecdote tells of {ANECDOTE:.0%}", growth.of(own) - 1.0, NOT_JUDGED, 0
        )


def _customers_leave(run: Run) -> None:
    """Part of all customers, gone from one week to the next."""
    run.state.segment_customers[:] *= 1.0 - SHARE_LEAVING


def without_customers(seeds: int) -> Iterator[ClaimEffect]:
    """M27."""
    for firm in FIRMS:
        own, left = play(load(*firm), seeds), play(load(*firm), seeds, LEAVING, _customers_leave)
        for reading in (REVENUE, SPENT, RESOURCES, ADOPTION, SUCCESS):
            yield read(firm, "", reading, left, own, DOWN)


def fitted_to_the_context(seeds: int) -> Iterator[ClaimEffect]:
    """M28."""
    for name in ("company_a", "silo_firm", "whole_ecosystem", "punitive_policies", "caustic_leaders", "scandal_wells_fargo"):
        sides = load(name, "programme=as_planned"), load(name)
        yield from compared((name,), f"“{sides[1].programme.title}”", sides, seeds)


def raised_expectations(seeds: int) -> Iterator[ClaimEffect]:
    """M29."""
    for name, *_ in FIRMS:
        nothing, talk = play(load(name, "programme=do_nothing"), seeds), play(load(name, "programme=communication_only"), seeds)
        firm = (name, "programme=communication_only")
        for reading, expected in ((EXPECTED, UP), (CUSTOMERS, DOWN)):
            yield read(firm, "against doing nothing", reading, talk, nothing, expected)


RESULTS: dict[str, TriedClaim] = {
    "M16": TriedClaim(
        f"Luck of customers' encounters spread twice as wide around the same mean ({SPREAD:g} against {0.5 * SPREAD:g}): the worst is "
        "worse, the average is not; the average is shown beside.",
        worst_is_remembered,
    ),
    "M17": TriedClaim(
        f"A year of drives on internal scores: gain of the score less gain of what customers feel in week {DRIVE}; then the same gap at "
        "the end where the metrics are kept, against where they are switched.",
        felt_and_measured,
    ),
    "M18": TriedClaim(
        f"The inhibitor `internal_metrics`, then `departmental_goals`, at {STRENGTH:g} against none.",
        local_rationality,
    ),
    "M19": TriedClaim(
        "The firm's plan in all its units, against the sum of what the same plan brings in each unit alone, all against doing nothing.",
        several_at_once,
    ),
    "M20": TriedClaim(
        f"Weeks of work until half of the proof is there: {ABOUT_A_YEAR[0]:g} to {ABOUT_A_YEAR[1]:g} count as about a year. The test-bed "
        f"alone may cost at most {100.0 * MARGIN:g} point against doing nothing; with mainstreaming it must bring adoption.",
        little_risk_late_insight,
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
    ),
    "M23": TriedClaim(
        f"`{MAINSTREAM}` moved to week {', '.join(map(str, STARTS))} of the plan, as long as before: before proof it may bring at most "
        f"{100.0 * MARGIN:g} point, after it must bring more.",
        prove_then_commit,
    ),
    "M24": TriedClaim(f"A rival of size {SIZE:g} arrives in week {WEEK}, against none.", left_for_a_rival),
    "M25": TriedClaim(
        f"A rival of size {SIZE:g} arrives in week {WEEK}: the firm that does nothing against the firm that changes, after {LAST} weeks.",
        hesitation_is_overtaken,
    ),
    "M26": TriedClaim(
        "Revenue with the customers of the test-bed, with the plan against doing nothing; its growth beside that of the anecdote.",
        gain_with_one_customer,
    ),
    "M27": TriedClaim(
        f"{SHARE_LEAVING:.0%} of all customers are taken away in week {LEAVING}, against none: revenue, what the change has of people, "
        "time and money, adoption, and success.",
        without_customers,
    ),
    "M28": TriedClaim(
        "The plan that a scenario was written with, against the general plan `as_planned`, in six firms.", fitted_to_the_context
    ),
    "M29": TriedClaim(
        "Three campaigns and no change, against doing nothing: what customers expect, and how many stay.", raised_expectations
    ),
}
"""The second half of the claims on mechanisms."""
