"""Claims on mechanisms, M1 to M15: from interest and capacity to what silos cost; the rest stands in claims_of_results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from experiments.validation.cards import CATALYSTS, DOWN, HIGH, INHIBITORS, INTERVENTIONS, LOW, ROOM, STRENGTH, UP, sides_of
from experiments.validation.claim_runs import (
    ADOPTION,
    COMMITMENT,
    CUSTOMERS,
    DELIVERY,
    EARNINGS,
    EXPERIENCE,
    FELT,
    REVENUE,
    TRUST,
    RunReading,
    disposed,
    edited,
    moved,
    over_the_run,
    place_of,
    play,
    pushed_until,
    set_in,
)
from experiments.validation.claims import AT_LEAST, AT_MOST, MARGIN, WITHIN, ClaimEffect, TriedClaim, compared, effect_on, level_of, read
from sim.config import load
from sim.config.with_more_cards import with_interventions

FIRMS = (("customer_centric",), ("company_a",))
"""Two firms with room either way, in which a claim of no particular firm is tried."""

LONG = 312  # weeks: six years, four of them after the end of an ordinary plan
NEARLY_NONE = 0.10  # share of people; our convention for “near nothing”
STOP = 78  # week in which the pushes of the stop scenarios end
PUSHES = (20, 35, 52, 65, 78, 104, 130)  # weeks
AFTER = 156  # weeks from the end of a push to the reading
LATE, AFTERWARDS = (26, 52), 208  # weeks in which the why begins late; and the last, long after the latest of them ends
GAP = 0.10  # share of trust by which two firms must still differ to rest at two points; our convention

INTEREST = over_the_run("interest", "interest")
CAPACITY = over_the_run("capacity", "capacity")
MISTRUST = RunReading("cost of mistrust to date, of a week's revenue", lambda runs: runs.firm("mistrust")[-1] / runs.firm("revenue")[0])


def interest_and_capacity(seeds: int) -> Iterator[ClaimEffect]:
    """M1."""
    for firm in FIRMS:
        base = with_interventions(load(*firm))
        yield from compared(firm, "`share_the_why`", sides_of(base, INTERVENTIONS, "share_the_why"), seeds, [(INTEREST, UP)])
        yield from compared(firm, "`training`", sides_of(base, INTERVENTIONS, "training"), seeds, [(CAPACITY, UP)])


def anchoring(seeds: int) -> Iterator[ClaimEffect]:
    """M2."""
    for bare, anchored in (
        (("stop_stimulus",), ("stop_stimulus_anchored",)),
        *((("company_a", f"programme={name}", "weeks=260") for name in ("stop_without_anchoring", "stop_with_anchoring")),),
    ):
        without, with_it = (play(load(*one), seeds).firm("adoption") for one in (bare, anchored))
        lost, kept = without[-1] - without[STOP], with_it[-1] - with_it[STOP]
        yield effect_on(place_of(bare), "not anchored: adoption at the end less that at the stop", lost, 0.0, DOWN)
        yield effect_on(place_of(anchored), "the same, anchored, less not anchored", kept, lost)


def without_the_why(data: dict[str, Any]) -> None:
    """Removed: all steps whose card raises the vision, and all standing catalysts that do."""
    cards, catalysts = data["definitions"]["interventions"], data["definitions"]["catalysts"]
    steps = data["programme"]["steps"]
    for handle in [handle for handle, step in steps.items() if "vision" in cards[step["intervention"]]["raises"]]:
        del steps[handle]
    for name in [name for name in data["catalysts"] if "vision" in catalysts[name]["raises"]]:
        del data["catalysts"][name]


def no_change_without_the_why(seeds: int) -> Iterator[ClaimEffect]:
    """M3."""
    for scenario in FIRMS:
        firm = (*scenario, f"weeks={LONG}")
        with_it, without = play(load(*firm), seeds), play(edited(firm, without_the_why), seeds)
        yield read(firm, "with the why", ADOPTION, with_it, without, UP)
        yield level_of(place_of(firm), "without: adoption at the end", ADOPTION.of(without), AT_MOST, NEARLY_NONE)


def money_is_an_outcome(seeds: int) -> Iterator[ClaimEffect]:
    """M4."""
    for firm in FIRMS:
        own = play(load(*firm), seeds)
        nothing = play(load(firm[0], "programme=do_nothing"), seeds)
        yield read(firm, "own plan against none", REVENUE, own, nothing, UP)
        base = with_interventions(load(*firm))
        yield from compared(firm, "`results_drive`", sides_of(base, INTERVENTIONS, "results_drive"), seeds, [(ADOPTION, AT_MOST)], MARGIN)
        per_head = load(*firm).market.revenue_per_head
        richer = play(edited(firm, set_in("market.revenue_per_head", 2.0 * per_head)), seeds)
        yield read(firm, "twice the revenue at the start", ADOPTION, richer, own, WITHIN, MARGIN)


def from_employees_to_shareholders(seeds: int) -> Iterator[ClaimEffect]:
    """M5."""
    chain = [(EXPERIENCE, UP), (ADOPTION, UP), (FELT, UP), (CUSTOMERS, UP), (EARNINGS, UP)]
    for firm in FIRMS:
        yield from compared(firm, "", sides_of(load(*firm), CATALYSTS, "employees_first"), seeds, chain)


def leaders_shape_how_workable(seeds: int) -> Iterator[ClaimEffect]:
    """M6."""
    for firm in FIRMS:
        sides = [edited(firm, disposed(patience=level, humility=level, perseverance=level)) for level in (LOW, HIGH)]
        yield from compared(firm, "all three", (sides[0], sides[1]), seeds, [(ADOPTION, UP), (COMMITMENT, UP)])
        sides = [edited(firm, disposed(patience=level)) for level in (LOW, HIGH)]
        yield from compared(firm, "patience alone", (sides[0], sides[1]), seeds)


def growth_without_stimuli(seeds: int) -> Iterator[ClaimEffect]:
    """M7: pushes from the shortest after which adoption grows on; all of them, where it never does."""
    for firm in (("stop_stimulus_anchored",), ("company_a", "programme=stop_with_anchoring")):
        pushes = {}
        for week in PUSHES:
            course = play(edited((*firm, f"weeks={week + AFTER}"), pushed_until(week)), seeds).firm("adoption")
            pushes[week] = _growth(place_of(firm), week, course[week], course[-1])
        grow = [week for week, one in pushes.items() if one.reading.low > 0.0]
        yield from (one for week, one in pushes.items() if not grow or week >= grow[0])


def _growth(where: str, week: int, stopped: Any, later: Any) -> ClaimEffect:
    """What adoption does after a push; where hardly a person is left to take it up, that it stays is enough."""
    what = f"push of {week} weeks, adoption {stopped.mean():.0%} then"
    if stopped.mean() > ROOM[1]:
        return effect_on(where, what, later, stopped, AT_LEAST, -MARGIN)
    return effect_on(where, what, later, stopped)


def foundation_first(seeds: int) -> Iterator[ClaimEffect]:
    """M8."""
    for firm in (("centred",), ("company_a", "programme=centred")):
        other = ("off_centre",) if firm == ("centred",) else ("company_a", "programme=off_centre")
        yield from compared(firm, "centred against off centre", (load(*other), load(*firm)), seeds)
    for scenario in FIRMS:
        firm = (*scenario, f"weeks={AFTERWARDS}")
        own = play(load(*firm), seeds)
        for week in LATE:
            late = play(edited(firm, moved("share_the_why", week)), seeds)
            yield read(firm, f"the why alone put off to week {week}", ADOPTION, late, own, DOWN)


def treated_and_valued(seeds: int) -> Iterator[ClaimEffect]:
    """M10."""
    for name, *_ in FIRMS:
        firm = (name, "programme=do_nothing")
        sides = sides_of(load(*firm), CATALYSTS, "employees_first")
        yield from compared(firm, "", sides, seeds, [(TRUST, UP), (FELT, UP)])


def productivity_and_delays(seeds: int) -> Iterator[ClaimEffect]:
    """M11."""
    for firm in FIRMS:
        sides = sides_of(load(*firm), INHIBITORS, "heavy_policies")
        yield from compared(firm, "", sides, seeds, [(EXPERIENCE, DOWN), (DELIVERY, DOWN), (FELT, DOWN)])


def trust_is_returned(seeds: int) -> Iterator[ClaimEffect]:
    """M12."""
    for firm in FIRMS:
        sides = sides_of(load(*firm), CATALYSTS, "empowering_policies")
        yield from compared(firm, "`empowering_policies`", sides, seeds, [(TRUST, UP)])
        sides = sides_of(load(*firm), INHIBITORS, "industry_mistrust")
        yield from compared(firm, "`industry_mistrust`", sides, seeds, [(MISTRUST, UP)])
        long = (*firm, f"weeks={LONG}")
        low, high = (edited(long, disposed(trust=level)) for level in (LOW, HIGH))
        what = f"trust of {HIGH:g} against {LOW:g} at the start"
        yield from compared(long, what, (low, high), seeds, [(TRUST, AT_LEAST)], GAP)


def silos_hurt_all(seeds: int) -> Iterator[ClaimEffect]:
    """M13."""
    hurt = [(EXPERIENCE, DOWN), (FELT, DOWN), (EARNINGS, DOWN)]
    for firm in (("silo_firm",), ("company_a",)):
        yield from compared(firm, "", sides_of(load(*firm), INHIBITORS, "silos"), seeds, hurt)


MECHANISMS: dict[str, TriedClaim] = {
    "M1": TriedClaim(
        "`share_the_why` in the plan, against none of it: interest over all weeks. `training` likewise: capacity over all weeks.",
        interest_and_capacity,
    ),
    "M2": TriedClaim(
        f"A push of {STOP} weeks, with and without rituals and criteria for hiring and promotion; adoption at the stop and three and a "
        "half years later.",
        anchoring,
    ),
    "M3": TriedClaim(
        f"The plan as it stands, against the plan without every step whose card raises the vision, and without standing catalysts that "
        f"raise it; adoption in week {LONG}. Without the why at most {NEARLY_NONE:.0%} of practice may be left.",
        no_change_without_the_why,
        because=(
            "The why is one of several pulls that add up: without it, example, pay and freedom still move people, and the "
            "practice that they bring "
            "becomes habit and norm."
        ),
    ),
    "M4": TriedClaim(
        "Revenue with the plan against doing nothing; then money as a driver: a drive for results, and a firm with twice the revenue at "
        f"the start, either of which may move adoption by no more than {100.0 * MARGIN:g} point.",
        money_is_an_outcome,
    ),
    "M5": TriedClaim(
        f"The catalyst `employees_first` at {STRENGTH:g} against none of it: each link of the chain, from how employees are treated to "
        "earnings.",
        from_employees_to_shareholders,
    ),
    "M6": TriedClaim(
        f"Patience, humility and perseverance of the leadership at {HIGH:g} against {LOW:g}, all three and patience alone: adoption, and "
        "commitment of leaders in all units.",
        leaders_shape_how_workable,
    ),
    "M7": TriedClaim(
        f"An anchored push of {PUSHES[0]} to {PUSHES[-1]} weeks, all of whose steps end together; adoption {AFTER} weeks after the stop "
        "less adoption at the stop. Judged are the shortest push after which adoption grows on, and every longer one; all of them where "
        f"none does. Above {ROOM[1]:.0%} adoption it is enough to stay.",
        growth_without_stimuli,
        because=(
            "What a programme raises fades when it ends, and practice then moves towards the level that the firm's standing "
            "conditions carry, "
            "from above as from below."
        ),
    ),
    "M8": TriedClaim(
        "The same interventions in the order of `centred` against that of `off_centre`; then `share_the_why` alone put off, for as long as "
        f"before, which should cost adoption in week {AFTERWARDS}.",
        foundation_first,
        because="Coaching of leaders does much of what the why does, so that the why alone loses little by coming late.",
    ),
    "M9": TriedClaim(
        "How a journey of customers is made of all units' behaviour, and what its weakest hand-off does.",
        tests=("docs/test_claims.py::test_a_journey_is_hardly_better_than_its_weakest_hand_off",),
    ),
    "M10": TriedClaim(
        f"The catalyst `employees_first` at {STRENGTH:g} against none of it, in a firm that does nothing else: customers' trust, and what "
        "they feel.",
        treated_and_valued,
    ),
    "M11": TriedClaim(
        f"The inhibitor `heavy_policies` at {STRENGTH:g} against none of it: how employees are treated, what their units deliver, and what "
        "customers feel.",
        productivity_and_delays,
    ),
    "M12": TriedClaim(
        f"The catalyst `empowering_policies`, then the inhibitor `industry_mistrust`, at {STRENGTH:g} against none. Then the "
        "same firm with "
        f"customers' trust at {HIGH:g} and at {LOW:g} at the start: in week {LONG} a loop with two resting points leaves them at least "
        f"{100.0 * GAP:g} points apart.",
        trust_is_returned,
        because=(
            "Trust follows what customers feel and how they are treated, and feeds too little back into these to hold two levels apart."
        ),
    ),
    "M13": TriedClaim(
        f"The inhibitor `silos` at {STRENGTH:g} against none of it: how employees are treated, what customers feel, and earnings.",
        silos_hurt_all,
        tests=("science/test_scenarios.py::test_silos_hurt_employees_customers_and_shareholders_together",),
    ),
    "M14": TriedClaim(
        "In which order an audit mends, and that an ecosystem that is nurtured follows and customers feel it.",
        tests=(
            "docs/test_claims.py::test_an_audit_mends_where_the_customer_suffers_before_where_finance_does",
            "docs/test_claims.py::test_an_ecosystem_that_is_nurtured_follows_and_customers_feel_it",
        ),
    ),
    "M15": TriedClaim(
        "Who listens to whom: influence counts across units, and without ties nothing spreads.",
        tests=(
            "organisation/test_ties.py::test_influence_of_a_unit_counts_elsewhere_and_not_at_home",
            "science/test_limits.py::test_no_ties_means_no_diffusion",
        ),
    ),
}
"""The first half of the claims on mechanisms."""
