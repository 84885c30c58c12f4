"""Cards: what every catalyst, inhibitor and intervention of the library does to adoption, in four firms where it can show.

Cards are discovered in the library, so a new card is measured without being named here. Both sides of a pair have the same people and the
same random draws; only the card differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from experiments.validation.card_costs import CardCost, cost_of
from experiments.validation.readings import POINTS, MeasuredNumber, mean_reading
from experiments.validation.tendencies import ends_of, with_influence
from experiments.validation.variants import changed
from sim.config import load
from sim.config.library_files import KINDS, config_dir, entry_of, names_of
from sim.config.with_more_cards import with_interventions
from sim.engine.run import prepare
from sim.schema.initiative import Initiative
from sim.schema.levers import FIRM_DISPOSITIONS

SEEDS = 48
"""Pairs of runs for each card and firm; lanes of one run, in three vectors of sixteen."""

ROOM = (0.15, 0.85)
"""Mean adoption at the end, between which there is room for an effect either way; outside, floor or ceiling may cut it short."""

STRENGTH = 0.5  # of a catalyst or inhibitor, everywhere inside the firm, against none
START = 26  # week in which an intervention begins that the plan does not have, at full strength and for as long as its card says
TEST_BED, REPLACES, CLIMATE = "test_bed", "replace_leaders", "climate"  # kinds of deed of a card, and the lever of fear
LOW, HIGH = 0.2, 0.8  # of a disposition of the leadership


class Firm(NamedTuple):
    """A firm in its context, with a plan."""

    title: str
    scenario: tuple[str, ...]  # a shipped scenario and what is overridden in it

    @property
    def source(self) -> str:
        return " ".join((f"scenario={self.scenario[0]}", *self.scenario[1:]))


FIRMS = {
    "mid_size": Firm("Mid-sized firm", ("customer_centric",)),
    "company_a": Firm("Company A", ("company_a",)),
    "silo_firm": Firm("Firm of silos", ("silo_firm", "programme=test_bed_then_mainstream")),
    "ecosystem": Firm("Firm and ecosystem", ("whole_ecosystem",)),
}
"""Four organisations of the library; the plan of the third has a test-bed, the fourth has suppliers, distributors and partners."""

DISPOSITIONS, CATALYSTS, INHIBITORS, INTERVENTIONS = "dispositions", "catalysts", "inhibitors", "interventions"
GROUPS = (DISPOSITIONS, CATALYSTS, INHIBITORS, INTERVENTIONS)
LEADERSHIP = ("patience", "humility", "perseverance")

UP, DOWN, NO_GAIN = "+", "−", "no gain"
EXPECTED = {DISPOSITIONS: UP, CATALYSTS: UP, INHIBITORS: DOWN, INTERVENTIONS: UP}

NO_GAIN_BECAUSE = {
    "market_study": "the report persuades no one",
    "results_drive": "The drive pursues the outcome instead of the behaviour that produces it",
    "top_down_mandate": "Firms seldom lack directives; they lack support from below",
}
"""Interventions whose own card says that they bring the change no gain, in the words of the card."""

RIGHT, WRONG, NONE = "right sign", "wrong sign", "no effect"


class CardEffect(NamedTuple):
    """What one card does in one firm."""

    card: str
    firm: str
    expected: str  # UP, DOWN or NO_GAIN
    effect: MeasuredNumber  # of adoption at the end, with the card less without, as a share
    without: float  # mean adoption at the end
    with_card: float
    is_planned: bool = False  # the plan of the firm has the intervention: on the other side it is removed
    given: str = ""  # what the card works on and the firm lacks, and was given on both sides; empty where it has it
    cost: CardCost | None = None  # of an intervention

    @property
    def verdict(self) -> str:
        """RIGHT, WRONG or NONE, by the 95 % interval of the paired difference."""
        low, high = self.effect.low, self.effect.high
        if self.expected == NO_GAIN:
            return WRONG if low > 0.0 else RIGHT
        if low <= 0.0 <= high:
            return NONE
        return RIGHT if (low > 0.0) == (self.expected == UP) else WRONG

    @property
    def has_room(self) -> bool:
        """Whether neither side is near none or all."""
        return all(is_unsaturated(adoption) for adoption in (self.without, self.with_card))


class GroupInFirm(NamedTuple):
    """All cards of a group in one firm."""

    group: str
    firm: str
    adoption: float  # mean adoption at the end, as the firm stands
    effects: tuple[CardEffect, ...]


def is_unsaturated(adoption: float) -> bool:
    """Whether a mean adoption leaves room either way."""
    return ROOM[0] <= adoption <= ROOM[1]


def cards_of(group: str) -> list[str]:
    """What a group consists of: every card of the library, or the dispositions of the leadership."""
    return list(LEADERSHIP) if group == DISPOSITIONS else names_of(KINDS[group], (config_dir(),))


def title_of(group: str, card: str) -> str:
    """The title of a card, or what a disposition means."""
    if group == DISPOSITIONS:
        return f"{card}: {FIRM_DISPOSITIONS[card].meaning}"
    return entry_of(KINDS[group], card, (config_dir(),), "library")["title"]


def expected_of(group: str, card: str) -> str:
    """The direction in which a card is expected to move adoption."""
    return NO_GAIN if group == INTERVENTIONS and card in NO_GAIN_BECAUSE else EXPECTED[group]


def measure(group: str, firm: str, seeds: int = SEEDS, cards: Sequence[str] | None = None) -> GroupInFirm:
    """Every card of a group in one firm, on the same draws with and without it.

    seeds : pairs of runs for each card, at least 2; cards : some of the group's; none: all
    """
    base = load(*FIRMS[firm].scenario)
    if group == INTERVENTIONS:
        base = with_interventions(base)
    alike = prepare(base, [0]).setting
    as_it_stands = ends_of(base, seeds, alike).adoption
    effects = []
    for card in cards_of(group) if cards is None else cards:
        ground, given = with_what_it_works_on(base, card) if group == INTERVENTIONS else (base, "")
        sides = sides_of(ground, group, card)
        without, with_card = (as_it_stands if side is base else ends_of(side, seeds, alike).adoption for side in sides)
        cost = _cost_in(sides[1], card) if group == INTERVENTIONS else None
        effects.append(
            CardEffect(
                card,
                firm,
                expected_of(group, card),
                mean_reading(with_card - without, "pairs of runs", unit=POINTS),
                float(without.mean()),
                float(with_card.mean()),
                group == INTERVENTIONS and bool(_steps_of(base, card)),
                given,
                cost,
            )
        )
    return GroupInFirm(group, firm, float(as_it_stands.mean()), tuple(effects))


def with_what_it_works_on(base: Initiative, card: str) -> tuple[Initiative, str]:
    """A firm that has what an intervention works on, read off the card, and what it had to be given for that; empty where it had it.

    A card that works only as far as a test-bed has proved itself asks for a test-bed in the plan; given is one with customers who are no
    key account, from the start. A card that replaces leaders asks for leaders who spoil the climate, and one that does nothing but remove
    inhibitors for one of them; given is the inhibitor of the library that lowers the climate most, or the first that is removed.
    """
    cards, inhibitors = base.definitions.interventions, base.definitions.inhibitors
    known, at_work = cards[card], {name for name, use in base.influences("inhibitors").items() if use.strength > 0.0}
    opened = {name: deed for name, one in cards.items() for deed in one.does if deed.kind == TEST_BED}
    if known.needs_proof and not any(step.intervention in opened for step in base.programme.steps.values()):
        name = next(name for name, deed in sorted(opened.items()) if base.segments[deed.segment].kind != "key")
        return _with_step(base, name, 0), name
    spoiling = [name for name in at_work if CLIMATE in inhibitors[name].lowers]
    if any(deed.kind == REPLACES for deed in known.does) and not spoiling:
        library = {name: entry_of("inhibitor", name, (config_dir(),), "library") for name in names_of("inhibitor", (config_dir(),))}
        worst = max(library, key=lambda name: library[name].get("lowers", {}).get(CLIMATE, 0.0))
        return with_influence(base, INHIBITORS, worst, STRENGTH), worst
    only_removes = known.removes and not (known.raises or known.rituals or known.does or known.strengthens)
    if only_removes and not set(known.removes) & at_work:
        first = min(known.removes)
        return with_influence(base, INHIBITORS, first, STRENGTH), first
    return base, ""


def sides_of(base: Initiative, group: str, card: str) -> tuple[Initiative, Initiative]:
    """The firm without a card and with it; the firm as it stands is one of the sides where it can be."""
    if group == DISPOSITIONS:
        return _led_with(base, card, LOW), _led_with(base, card, HIGH)
    if group == INTERVENTIONS:
        steps = _steps_of(base, card)
        return (_without_steps(base, steps), base) if steps else (base, _with_step(base, card))
    kind: Any = group
    is_there = card in base.influences(kind)
    return with_influence(base, group, card, 0.0) if is_there else base, with_influence(base, group, card, STRENGTH)


def _led_with(base: Initiative, disposition: str, level: float) -> Initiative:
    def lead(data: dict[str, Any]) -> None:
        data["dispositions"][disposition] = level

    return changed(base, lead)


def _cost_in(initiative: Initiative, card: str) -> CardCost:
    """What an intervention takes in full in the plan of an initiative."""
    setting, handles = prepare(initiative, [0]).setting, _steps_of(initiative, card)
    return cost_of([step for step in setting.schedule.steps if step.handle in handles], setting.organisation)


def _steps_of(base: Initiative, card: str) -> list[str]:
    return [handle for handle, step in base.programme.steps.items() if step.intervention == card]


def _without_steps(base: Initiative, handles: Iterable[str]) -> Initiative:
    def remove(data: dict[str, Any]) -> None:
        for handle in handles:
            del data["programme"]["steps"][handle]

    return changed(base, remove)


def _with_step(base: Initiative, card: str, start: int = START) -> Initiative:
    def add(data: dict[str, Any]) -> None:
        data["programme"]["steps"][f"added_{card}"] = {"intervention": card, "start": start}

    return changed(base, add)
