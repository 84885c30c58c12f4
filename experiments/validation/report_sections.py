"""Sections of the validation page beside the patterns: relations, tendencies, cards, claims, newcomers, robustness.

And who measures which part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

from experiments.validation import card_page, cards, claim_page, newcomers, relations, robustness, tendencies
from experiments.validation.claim_table import CLAIMS, measure_claim
from experiments.validation.claims import MeasuredClaim
from experiments.validation.pattern import Pattern
from experiments.validation.patterns import MEASUREMENTS
from experiments.validation.report_page import IMAGES, ReportSection
from sim.config import load


class Sizes(NamedTuple):
    """How much is tried."""

    relations: int  # generated initiatives for each relation
    organisations: int
    configurations: int
    newcomers: int  # seeds
    pairs: int  # of runs, for each tendency in a small firm
    larger: int  # the same in one of three hundred
    cards: int  # pairs of runs, for each card and firm
    claims: int  # pairs of runs, for each effect that a claim speaks of


FULL = Sizes(100, 2_000, 5_000, 100, 100, 16, cards.SEEDS, cards.SEEDS)
QUICK = Sizes(5, 40, 100, 3, 6, 4, 2, 2)


def section_of_relations(sizes: Sizes) -> ReportSection:
    """What must stay the same, or go one way, when something is changed."""
    found = relations.check(sizes.relations)
    return ReportSection(
        "Metamorphic relations",
        f"What must not change, or only in one direction, when an initiative is changed in one thing: {len(found)} relations, each on "
        f"{sizes.relations:,} generated initiatives.",
        tuple(held.statement for held in found),
        not any(held.failures for held in found),
    )


def section_of_tendencies(sizes: Sizes) -> ReportSection:
    """What holds on average."""
    small, larger = load("customer_centric", "organisation=small"), load("customer_centric")
    families = {f"{words}, 30 people": family(small, sizes.pairs) for words, family in tendencies.FAMILIES.items()}
    families["adding a catalyst does not lower adoption, 301 people"] = tendencies.catalysts(larger, sizes.larger)
    return ReportSection(
        "Tendencies",
        "What is expected on average and not in every run, in the standard change. The tests are of harm, one-sided, and look at many "
        "cards at once: that none is broken shows that no harm was large enough to be seen with so many pairs of runs, and not that there "
        "is none. With few pairs, as in the larger firm, only large harm is seen.",
        tuple(tendencies.statement(words, family) for words, family in families.items()),
        not any(tendencies.broken(family) for family in families.values()),
    )


def section_of_newcomers(sizes: Sizes) -> ReportSection:
    """Someone whom no one is tied to."""
    found = newcomers.check(sizes.newcomers)
    about = (
        "A unit that no one is tied to and no customer meets changes nothing for anybody else, to the last bit, since draws go by address."
    )
    return ReportSection("Isolated newcomers", about, (found.statement,), not found.changes)


def section_of_robustness(sizes: Sizes) -> ReportSection:
    """What no one planned, and what is broken."""
    found = robustness.check(sizes.organisations, sizes.configurations)
    about = "Generated valid initiatives run without an exception or a number out of range; mutated configurations run or are refused."
    return ReportSection(
        "Robustness", about, (found.organisations.statement, found.configurations.statement),
        not found.organisations.faults and not found.configurations.faults,
    )  # fmt: skip


def section_of_cards(parts: Sequence[cards.GroupInFirm]) -> ReportSection:
    """What every card does in four firms."""
    table = card_page.CardTable(tuple(parts))
    return ReportSection(
        "Every card, in four firms",
        card_page.about(table),
        card_page.lines(table),
        table.is_sound,
        card_page.blocks(table, IMAGES),
        table,
    )


def section_of_claims(claims: Sequence[MeasuredClaim]) -> ReportSection:
    """What every claim of the source articles comes to; it has a page of its own."""
    table = claim_page.ClaimTable(tuple(claims))
    about = (
        "Every claim of the source articles on mechanisms and interventions, with what is tried for it, its effect and a verdict, has a "
        f"page of its own: [claims]({claim_page.PAGE_OF_CLAIMS})."
    )
    return ReportSection("Claims of the source articles", about, (), table.is_sound, claims=table)


SECTIONS: dict[str, Callable[[Sizes], ReportSection]] = {
    "relations": section_of_relations,
    "tendencies": section_of_tendencies,
    "newcomers": section_of_newcomers,
    "robustness": section_of_robustness,
}
"""Measured in one piece."""

CARDS = "cards"
CARD_PARTS = {f"{CARDS} {group} {firm}": (group, firm) for firm, group in product(cards.FIRMS, cards.GROUPS)}
"""The section on cards is measured in parts, so that processes share it and the bar moves."""

CLAIMED = "claims"
CLAIM_PARTS = {f"{CLAIMED} {row}": row for row in CLAIMS}
"""So is the section on claims."""

PAGE = (*MEASUREMENTS, "relations", "tendencies", CARDS, CLAIMED, "newcomers", "robustness")
"""Everything on the page, in its order."""


def parts_of(name: str) -> list[str]:
    """What is measured for a pattern or section."""
    return list(CARD_PARTS) if name == CARDS else list(CLAIM_PARTS) if name == CLAIMED else [name]


Answer = Pattern | ReportSection | cards.GroupInFirm | MeasuredClaim


def answer(part: str, is_quick: bool, card_pairs: int | None = None) -> Answer:
    """One part by name; the result does not depend on the process or the time.

    card_pairs : pairs of runs for each card and firm; none: the usual number
    """
    sizes = QUICK if is_quick else FULL
    if part in CARD_PARTS:
        return cards.measure(*CARD_PARTS[part], sizes.cards if card_pairs is None else card_pairs)
    if part in CLAIM_PARTS:
        return measure_claim(CLAIM_PARTS[part], sizes.claims)
    if part in SECTIONS:
        return SECTIONS[part](sizes)
    measurement = MEASUREMENTS[part]
    return measurement.quickly() if is_quick else measurement.at_full_size()


def assembled(answers: Sequence[Answer]) -> Pattern | ReportSection:
    """A pattern or section from the answers to its parts, in their order."""
    of_cards = [one for one in answers if isinstance(one, cards.GroupInFirm)]
    if of_cards:
        return section_of_cards(of_cards)
    of_claims = [one for one in answers if isinstance(one, MeasuredClaim)]
    if of_claims:
        return section_of_claims(of_claims)
    (whole,) = (one for one in answers if isinstance(one, Pattern | ReportSection))
    return whole
