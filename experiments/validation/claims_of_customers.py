"""Claims on mechanisms, M16 to M29, on what customers feel and do and what units attend to; the rest stands in claims_of_plans."""

from __future__ import annotations

from collections.abc import Iterator

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
    edited,
    in_unit,
    over_the_run,
    place_of,
    play,
    set_in,
    with_shock,
)
from experiments.validation.claims import (
    NOT_JUDGED,
    ClaimEffect,
    TriedClaim,
    compared,
    effect_on,
    level_of,
    read,
)
from experiments.validation.claims_of_mechanisms import FIRMS
from sim.array_types import Floats
from sim.config import load
from sim.engine.run import Run

SPREAD = 0.10  # of the luck of an encounter, against half of it
DRIVE = 52  # week in which a year's drive on internal scores ends
SIZE, WEEK = 0.8, 26  # of a rival who arrives, and when
LAST = 416  # weeks: eight years, in which a firm that hesitates may be overtaken
SHARE_LEAVING, LEAVING = 0.5, 52  # customers who are taken away, and when
ANECDOTE = 0.35  # growth of revenue with one customer

CAMPAIGN = 26  # week in which the first campaign ends
EXPECTED = RunReading(f"what customers expect in week {CAMPAIGN}", lambda runs: runs.firm("expectation")[CAMPAIGN])
EXPERIENCED = RunReading("mean experience at the end", lambda runs: runs.customers("mean")[-1])
RESOURCES = over_the_run("people, time and money that units have for it", "resources")
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
        yield read(firm, "the plan, against doing nothing", growth, own, nothing, UP)
        yield level_of(
            place_of(firm), f"growth of revenue with it; the anecdote tells of {ANECDOTE:.0%}", growth.of(own) - 1.0, NOT_JUDGED, 0
        )


def customers_leave(run: Run) -> None:
    """Part of all customers, gone from one week to the next."""
    run.state.segment_customers[:] *= 1.0 - SHARE_LEAVING


def without_customers(seeds: int) -> Iterator[ClaimEffect]:
    """M27."""
    for firm in FIRMS:
        own, left = play(load(*firm), seeds), play(load(*firm), seeds, LEAVING, customers_leave)
        for reading in (REVENUE, SPENT, RESOURCES, ADOPTION, SUCCESS):
            yield read(firm, "", reading, left, own, DOWN)


def raised_expectations(seeds: int) -> Iterator[ClaimEffect]:
    """M29."""
    for name, *_ in FIRMS:
        nothing, talk = play(load(name, "programme=do_nothing"), seeds), play(load(name, "programme=communication_only"), seeds)
        firm = (name, "programme=communication_only")
        for reading, expected in ((EXPECTED, UP), (CUSTOMERS, DOWN)):
            yield read(firm, "against doing nothing", reading, talk, nothing, expected)


CUSTOMER_CLAIMS: dict[str, TriedClaim] = {
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
        because=(
            "People, time and money of the change are given as far as leaders are committed, whether or not customers still pay for them."
        ),
    ),
    "M29": TriedClaim(
        "Three campaigns and no change, against doing nothing: what customers expect, and how many stay.", raised_expectations
    ),
}
"""Claims on customers, metrics and rivals."""
