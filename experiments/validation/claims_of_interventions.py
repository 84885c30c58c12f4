"""Claims on interventions, N1 to N17: the cards that stand for each, in firms that are meant for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from experiments.validation.cards import INTERVENTIONS, START, UP, sides_of, with_what_it_works_on
from experiments.validation.claim_runs import ADOPTION, FELT, TRUST, RunReading, edited, set_in, without_cards
from experiments.validation.claims import ClaimEffect, TriedClaim, compared
from experiments.validation.variants import changed
from sim.config import load
from sim.config.with_more_cards import with_interventions, with_philosophies
from sim.organisation import organisation_of
from sim.planning.philosophy import suitability_of
from sim.schema.initiative import Initiative

Scenario = tuple[str, ...]

MID_SIZE, COMPANY_A, SILOS = ("customer_centric",), ("company_a",), ("silo_firm",)
TEST_BED_IN_SILOS, SMALL_CUSTOMER = ("silo_firm", "programme=test_bed_then_mainstream"), ("test_bed_small_customer",)
ECOSYSTEM, PUNITIVE, PEOPLE = ("whole_ecosystem",), ("punitive_policies",), ("people_first",)
CENTRED, SWITCH = ("centred",), ("metric_switch",)
BAXTER = ("baxter", "weeks=104")  # later, nearly all practise

FULL_LOAD = "Where people and leaders already carry as much as they can, one more load costs more than the card brings."
"""Why a card has the wrong sign in a firm whose plan is full."""

ON_ADOPTION = ((ADOPTION, UP),)


def cards_in(
    places: Sequence[tuple[str, Sequence[Scenario]]], readings: Sequence[tuple[RunReading, str]] = ON_ADOPTION
) -> Callable[[int], Iterator[ClaimEffect]]:
    """What each card does in each of its firms: removed from a plan that has it, added in week START to one that does not."""

    def measure(seeds: int) -> Iterator[ClaimEffect]:
        for card, firms in places:
            for firm in firms:
                base, given = with_what_it_works_on(with_interventions(load(*firm)), card)
                what = f"`{card}`" + (f", given `{given}`" if given else "")
                yield from compared(firm, what, sides_of(base, INTERVENTIONS, card), seeds, readings)

    return measure


def led_by_fit(firm: Scenario) -> tuple[str, str, Initiative, Initiative]:
    """The philosophies of the library that a firm suits least and most, by its state at the start, and the firm's plan led by each."""
    base = with_philosophies(load(*firm))
    organisation = organisation_of(base.organisation)
    led = {name: changed(base, set_in("programme.philosophy", name)) for name in sorted(base.definitions.philosophies)}
    fits = {name: suited.fit for name, one in led.items() if (suited := suitability_of(one, organisation)) is not None}
    least, most = min(fits, key=lambda name: fits[name]), max(fits, key=lambda name: fits[name])
    return least, most, led[least], led[most]


def fitted_to_the_firm(seeds: int) -> Iterator[ClaimEffect]:
    """N2: a diagnosis, and the same plan led by the philosophy that the firm suits most against the one it suits least."""
    yield from cards_in([("diagnose_the_context", (COMPANY_A, TEST_BED_IN_SILOS))])(seeds)
    for firm in (MID_SIZE, COMPANY_A, SILOS):
        least, most, badly, well = led_by_fit(firm)
        yield from compared(firm, f"`{most}` against `{least}`", (badly, well), seeds)


def proved_and_committed(seeds: int) -> Iterator[ClaimEffect]:
    """N13: all four steps of a test-bed in the plan, against none."""
    cards = ("test_bed", "involve_counterparts", "executive_visits", "mainstream_test_bed")
    for firm in (TEST_BED_IN_SILOS, SMALL_CUSTOMER):
        yield from compared(firm, "all four steps", (edited(firm, without_cards(*cards)), load(*firm)), seeds)
    yield from cards_in([("test_bed", (TEST_BED_IN_SILOS, SMALL_CUSTOMER)), ("mainstream_test_bed", (TEST_BED_IN_SILOS, SMALL_CUSTOMER))])(
        seeds
    )


IN_OR_OUT = "removed from a plan that has it, and otherwise added in week {start}"


def _tried(cards: str) -> str:
    """The sentence on cards that are tried one by one."""
    return f"{cards}, {IN_OR_OUT.format(start=START)}."


INTERVENTION_CLAIMS: dict[str, TriedClaim] = {
    "N1": TriedClaim(
        _tried("One card of each family: `share_the_why`, `autonomy_and_spending`, `spotlight_employees`, `change_agents`"),
        cards_in(
            [(card, (MID_SIZE, COMPANY_A)) for card in ("share_the_why", "autonomy_and_spending", "spotlight_employees", "change_agents")]
        ),
    ),
    "N2": TriedClaim(
        f"`diagnose_the_context`, {IN_OR_OUT.format(start=START)}; then the same plan led by the philosophy that the firm "
        "suits most, by its "
        "state at the start, against the one it suits least.",
        fitted_to_the_firm,
        because=(
            "How far a firm suits a philosophy changes all of its cards alike; which families of cards a philosophy favours weighs as much."
        ),
    ),
    "N3": TriedClaim(
        _tried("`reorganise`, `cross_functional_teams` and `tools_and_systems`, each"),
        cards_in(
            [
                ("reorganise", (SILOS, MID_SIZE)),
                ("cross_functional_teams", (SILOS, CENTRED)),
                ("tools_and_systems", (SILOS, COMPANY_A)),
            ]
        ),
        because=FULL_LOAD,
    ),
    "N4": TriedClaim(
        _tried("`spotlight_employees` and `recognise_teams`, each"),
        cards_in([("spotlight_employees", (COMPANY_A, MID_SIZE)), ("recognise_teams", (COMPANY_A, MID_SIZE))]),
    ),
    "N5": TriedClaim(
        _tried("`reshape_network` and agents who join groups, `change_agents_brokers`, each"),
        cards_in([("reshape_network", (SILOS, COMPANY_A)), ("change_agents_brokers", (SILOS, COMPANY_A))]),
        because=FULL_LOAD,
    ),
    "N6": TriedClaim(_tried("`cross_sector_precedents`"), cards_in([("cross_sector_precedents", (COMPANY_A, SILOS))])),
    "N7": TriedClaim(
        _tried("`ritual_inventory` and `four_questions`, each"),
        cards_in([("ritual_inventory", (("stop_stimulus_anchored",), MID_SIZE)), ("four_questions", (("scandal_wells_fargo",), MID_SIZE))]),
    ),
    "N8": TriedClaim(
        _tried("`workflow_audit`"),
        cards_in([("workflow_audit", (SILOS, ECOSYSTEM, CENTRED))]),
        because=FULL_LOAD,
    ),
    "N9": TriedClaim(
        _tried("`synchronise_efforts`"),
        cards_in([("synchronise_efforts", (SILOS, COMPANY_A))]),
        because=FULL_LOAD,
    ),
    "N10": TriedClaim(
        _tried("`policy_revision`"),
        cards_in([("policy_revision", (PUNITIVE, ("scandal_united",)))], ((ADOPTION, UP), (TRUST, UP))),
    ),
    "N11": TriedClaim(
        _tried("`hiring_and_promotion_criteria` and `board_agenda`, each"),
        cards_in([("hiring_and_promotion_criteria", (("stop_stimulus_anchored",), MID_SIZE)), ("board_agenda", (CENTRED, MID_SIZE))]),
    ),
    "N12": TriedClaim(
        _tried("`employee_first`, `define_and_socialise_values`, `customer_codesign` and `training`, each"),
        cards_in(
            [
                ("employee_first", (PEOPLE, PUNITIVE)),
                ("define_and_socialise_values", (PEOPLE, CENTRED)),
                ("customer_codesign", (PUNITIVE, ECOSYSTEM)),
                ("training", (MID_SIZE, COMPANY_A)),
            ]
        ),
    ),
    "N13": TriedClaim(
        "The test-bed, the counterparts, their visits and mainstreaming in the plan, against none of the four; then `test_bed` and "
        "`mainstream_test_bed` each removed alone.",
        proved_and_committed,
    ),
    "N14": TriedClaim(
        _tried("`executive_visits` and `involve_counterparts`, each"),
        cards_in(
            [
                ("executive_visits", (TEST_BED_IN_SILOS, SMALL_CUSTOMER)),
                ("involve_counterparts", (TEST_BED_IN_SILOS, SMALL_CUSTOMER)),
            ]
        ),
    ),
    "N15": TriedClaim(
        _tried("`fold_in_a_counterparts_need`"), cards_in([("fold_in_a_counterparts_need", (COMPANY_A, TEST_BED_IN_SILOS, BAXTER))])
    ),
    "N16": TriedClaim(_tried("`switch_metrics`"), cards_in([("switch_metrics", (SWITCH, MID_SIZE))], ((FELT, UP), (ADOPTION, UP)))),
    "N17": TriedClaim(_tried("`nightmare_competitor_workshop`"), cards_in([("nightmare_competitor_workshop", (SILOS, SMALL_CUSTOMER))])),
}
"""The claims on interventions."""
