"""The section on cards of the validation page: what each does in four firms, as tables, and which have no effect or the wrong one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.validation.card_costs import LEADERS_HOUR, PEOPLES_HOUR, CardCost
from experiments.validation.cards import (
    CATALYSTS,
    DISPOSITIONS,
    DOWN,
    FIRMS,
    GROUPS,
    HIGH,
    INHIBITORS,
    INTERVENTIONS,
    LOW,
    NO_GAIN_BECAUSE,
    NONE,
    RIGHT,
    ROOM,
    START,
    STRENGTH,
    UP,
    WRONG,
    CardEffect,
    GroupInFirm,
    is_unsaturated,
    title_of,
)
from experiments.validation.readings import MeasuredNumber

FIGURES = {"cards_context": (DISPOSITIONS, CATALYSTS, INHIBITORS), "cards_interventions": (INTERVENTIONS,)}
"""Figures by name, and the groups that each shows."""

MOST_DIGITS = 6
CUT, PLANNED, GIVEN = "‡", "°", "§"

ABOUT = (
    "What each card of the library does to adoption at the end, in points, with the 95 % interval of the paired difference (Student): "
    "{pairs} pairs of runs for each card and firm, the same people and random draws on both sides. *Catalysts and inhibitors*: strength "
    "{strength:g} everywhere inside the firm, against none. *Interventions*: added to the firm's plan in week {start}, at full strength "
    "and for as long as the card says, against the plan as it stands; one that the plan has ({planned}) is removed from it instead. "
    "*Dispositions* of the leadership: {high:g} against {low:g}. Catalysts, dispositions and interventions are expected to raise "
    "adoption, inhibitors to lower it; for {exceptions} interventions the card itself says that nothing is gained ({no_gain}). A firm "
    "has room for an effect if its adoption ends between {floor:.0%} and {ceiling:.0%}{outside}. {given} marks a firm that lacks "
    "what the card works on, read off the card, and was given it on both sides: {gifts}. "
    "The expected signs were written together with what the cards do, so that right signs verify the program and are no finding. "
    "**Bold: the wrong sign, or an interval that includes zero.** A card that does nothing shows the wrong sign by chance in one cell "
    "of forty. Sizes are no advice: they follow from assumed magnitudes, and from what the firm's plan leaves people to attend to."
)

IDLE = 0.01
"""Share of the people whom a card should move in at least one firm."""

WITHIN = 20.0
"""Factor within which points for a hundred thousand euro were asked to lie."""

ABOUT_COSTS = (
    "One principle for all cards. *Fees*: what the plan really pays, at the start and by the week, for the people whom the step reaches. "
    "*People's hours*: those whom it reaches x the hours a week that the card claims of each x its weeks, more while it is new. *Leaders' "
    "hours*: all leaders x the hours a week that the card claims of each x its weeks. *In full*: fees and hours, an hour of the people at "
    f"{1000.0 * PEOPLES_HOUR:.1f} euro (Eurostat, labour costs in the euro area in 2023) and of a leader at {1000.0 * LEADERS_HOUR:.1f} "
    "(twice that, our assumption). The model's budgets hold fees alone; hours are paid in attention and leaders' time. Costs and effects "
    "are means over the four firms. A card whose fees are small is cheap for the board and not for the firm. † marks cards without the "
    "right sign in all firms, whose price says little."
)

HEADINGS = {
    DISPOSITIONS: f"Dispositions of the leadership, {HIGH:g} against {LOW:g}",
    CATALYSTS: f"Catalysts, strength {STRENGTH:g}",
    INHIBITORS: f"Inhibitors, strength {STRENGTH:g}",
    INTERVENTIONS: "Interventions",
}


class CardRow(NamedTuple):
    """A card over all firms."""

    group: str
    card: str
    effects: tuple[CardEffect, ...]  # in the order of the firms

    @property
    def mean(self) -> float:
        return sum(effect.effect.value for effect in self.effects) / len(self.effects)

    @property
    def counts(self) -> Counter[str]:
        """In how many firms its sign is right, wrong, or not to be told from none."""
        return Counter(effect.verdict for effect in self.effects)

    @property
    def is_right(self) -> bool:
        """Whether its sign is right in all firms."""
        return self.counts[RIGHT] == len(self.effects)


class PricedCard(NamedTuple):
    """An intervention with its full cost, mean over the firms."""

    card: str
    cost: CardCost
    effect: float  # points of adoption at the end
    is_told: bool  # whether its effect has the right sign in all firms

    @property
    def worth(self) -> float:
        """Points of adoption for a hundred thousand euro in full."""
        return 100.0 * self.effect / self.cost.full if self.cost.full > 0.0 else math.inf


class CardTable(NamedTuple):
    """Everything measured of the cards."""

    parts: tuple[GroupInFirm, ...]

    @property
    def firms(self) -> dict[str, float]:
        """Mean adoption at the end of each firm as it stands."""
        return {part.firm: part.adoption for part in self.parts}

    def rows(self, group: str) -> list[CardRow]:
        """The cards of a group, the largest effect in the expected direction first."""
        found: dict[str, list[CardEffect]] = {}
        for part in self.parts:
            for effect in part.effects if part.group == group else ():
                found.setdefault(effect.card, []).append(effect)
        rows = [CardRow(group, card, tuple(effects)) for card, effects in found.items()]
        return sorted(rows, key=lambda row: row.mean if row.effects[0].expected == DOWN else -row.mean)

    @property
    def all_rows(self) -> list[CardRow]:
        return [row for group in GROUPS for row in self.rows(group)]

    @property
    def priced(self) -> list[PricedCard]:
        """Interventions that are expected to raise adoption, what a hundred thousand euro brings most first."""
        rows = [row for row in self.rows(INTERVENTIONS) if row.effects[0].expected == UP]
        found = [
            PricedCard(row.card, CardCost(*np.mean(costs, axis=0).tolist()), 100.0 * row.mean, row.is_right)
            for row in rows
            if (costs := [effect.cost for effect in row.effects if effect.cost is not None])
        ]
        return sorted(found, key=lambda card: -card.worth)

    @property
    def finding(self) -> str:
        """How many of the cards do what is expected of them, in a sentence that adds up."""
        rows = self.all_rows
        right = sum(row.is_right for row in rows)
        wrong, none = ({row.card for row in rows if row.counts[verdict]} for verdict in (WRONG, NONE))
        both = f", {len(wrong & none)} of them both" if wrong & none else ""
        return (
            f"{right} of {len(rows)} cards and dispositions have the right sign in all {len(self.firms)} firms. Of the other "
            f"{len(rows) - right}, {len(wrong)} have the wrong sign in at least one firm and {len(none)} no effect in at least one{both}."
        )

    @property
    def is_sound(self) -> bool:
        """Whether every firm has room, and every card the right sign in at least one firm and the wrong sign in none."""
        has_room = all(is_unsaturated(adoption) for adoption in self.firms.values())
        return has_room and all(row.counts[RIGHT] and not row.counts[WRONG] for row in self.all_rows)


def about(table: CardTable) -> str:
    """How it was measured."""
    pairs = min(effect.effect.n for row in table.all_rows for effect in row.effects)
    is_cut = any(not effect.has_room for row in table.all_rows for effect in row.effects)
    outside = f"; {CUT} marks an effect with a side outside" if is_cut else ", and every side of every effect here does"
    endowed = {row.card: effect.given for row in table.all_rows for effect in row.effects if effect.given}
    gifts = ", ".join(f"`{given}` for `{card}`" for card, given in endowed.items()) or "none was"
    because = "; ".join(f"`{card}`: “{words}”" for card, words in NO_GAIN_BECAUSE.items())
    return ABOUT.format(
        exceptions=len(NO_GAIN_BECAUSE),
        pairs=pairs,
        strength=STRENGTH,
        start=START,
        planned=PLANNED,
        high=HIGH,
        low=LOW,
        no_gain=because,
        floor=ROOM[0],
        ceiling=ROOM[1],
        given=GIVEN,
        gifts=gifts,
        outside=outside,
    )


def lines(table: CardTable) -> tuple[str, ...]:
    """The finding, the firms and whether they have room, then what is not met."""
    found = [f"**{table.finding}**"]
    for firm, adoption in table.firms.items():
        room = "has room" if is_unsaturated(adoption) else "**saturated: effects here may be cut short and show little**"
        found.append(f"{FIRMS[firm].title} (`{FIRMS[firm].source}`): adoption at the end {adoption:.0%} as it stands; {room}")
    for verdict in (WRONG, NONE):
        listed = [f"{row.card} ({_where(row, verdict)})" for row in table.all_rows if row.counts[verdict]]
        found.append(f"{verdict}: {'; '.join(listed) or 'none'}")
    idle = [row.card for row in table.rows(INTERVENTIONS) if row.effects[0].expected == UP and _most(row) < IDLE]
    found.append(f"interventions that raise adoption by {100.0 * IDLE:.0f} point in none of the firms: {', '.join(idle) or 'none'}")
    return tuple(found)


def _most(row: CardRow) -> float:
    """The largest effect of a card in any firm, a share."""
    return max(effect.effect.value for effect in row.effects)


def _where(row: CardRow, verdict: str) -> str:
    return ", ".join(
        f"{FIRMS[effect.firm].title} {in_points(effect.effect)}{f', given {effect.given}' if effect.given else ''}"
        for effect in row.effects
        if effect.verdict == verdict
    )


def blocks(table: CardTable, images: str) -> tuple[str, ...]:
    """A figure and a table for each group; images : folder of the figures, from the page."""
    found = []
    for figure, groups in FIGURES.items():
        shown = [group for group in groups if table.rows(group)]
        if shown:
            found.append(f'<img src="{images}/validation_{figure}.png" width="900" alt="{in_words(table, shown)}">')
        for group in shown:
            found += [f"### {HEADINGS[group]}", table_of(table, group)]
    if priced := table.priced:
        found += [
            "### What interventions cost in full, and what that brings",
            ABOUT_COSTS,
            f"**{costs_in_words(priced)}**",
            costs_of(priced),
        ]
    return tuple(found)


def costs_in_words(priced: Sequence[PricedCard]) -> str:
    """How far apart the cards are in what a hundred thousand euro brings, beside what was asked."""
    told = [card for card in priced if card.is_told]
    if not told:
        return "No intervention has the right sign in all firms, so that none can be priced."
    best, least = told[0], told[-1]
    factor = best.worth / least.worth
    met = "met" if factor <= WITHIN else "not met"
    return (
        f"Of {len(told)} interventions with the right sign in all firms, a hundred thousand euro brings between {least.worth:.2f} points "
        f"(`{least.card}`) and {best.worth:.1f} (`{best.card}`), a factor of {factor:.0f}; asked was at most {WITHIN:.0f}: {met}."
    )


def costs_of(priced: Sequence[PricedCard]) -> str:
    """The full costs, a row for each intervention, as Markdown."""
    head = ["card", "fees, k€", "people's hours", "leaders' hours", "in full, k€", "effect, points", "points per 100 k€"]
    rows = [
        [
            f"`{card.card}`" + ("" if card.is_told else "†"),
            f"{card.cost.fees:,.0f}",
            f"{card.cost.peoples_hours:,.0f}",
            f"{card.cost.leaders_hours:,.0f}",
            f"{card.cost.full:,.0f}",
            _number(card.effect),
            _number(card.worth),
        ]
        for card in priced
    ]
    return "\n".join([_cells(head), _cells(["---"] + ["---:"] * (len(head) - 1)), *(_cells(row) for row in rows)])


def table_of(table: CardTable, group: str) -> str:
    """The cards of a group, a row each, as Markdown."""
    firms = list(table.firms)
    head = ["card", "", "expected", *(FIRMS[firm].title for firm in firms), "verdict"]
    return "\n".join([_cells(head), _cells(["---"] * len(head)), *(_cells(_row(row, firms)) for row in table.rows(group))])


def _row(row: CardRow, firms: Sequence[str]) -> list[str]:
    by_firm = {effect.firm: effect for effect in row.effects}
    cells = [_cell(by_firm[firm]) if firm in by_firm else "" for firm in firms]
    return [title_of(row.group, row.card).replace("|", "\\|"), f"`{row.card}`", row.effects[0].expected, *cells, _verdict(row)]


def _cells(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(effect: CardEffect) -> str:
    words = in_points(effect.effect)
    marks = (PLANNED if effect.is_planned else "") + ("" if effect.has_room else CUT) + (GIVEN if effect.given else "")
    return f"{words if effect.verdict == RIGHT else f'**{words}**'}{marks}"


def _verdict(row: CardRow) -> str:
    if row.is_right:
        return RIGHT
    parts = [f"{RIGHT} in {row.counts[RIGHT]}"] if row.counts[RIGHT] else []
    parts += [f"**{verdict} in {row.counts[verdict]}**" for verdict in (WRONG, NONE) if row.counts[verdict]]
    return ", ".join(parts)


def in_points(reading: MeasuredNumber) -> str:
    """An effect on a share, in points, with its interval: +1.20 [0.80, 1.60].

    Two decimals, or as many more as it takes to see on which side of zero a bound lies.
    """
    numbers = [100.0 * number for number in reading[:3]]
    digits = next((n for n in range(2, MOST_DIGITS) if all(number == 0.0 or round(number, n) != 0.0 for number in numbers)), MOST_DIGITS)
    value, low, high = (_number(number, digits) for number in numbers)
    return f"{'+' if value[0].isdigit() and float(value) else ''}{value} [{low}, {high}]"


def _number(value: float, digits: int = 2) -> str:
    text = f"{value:.{digits}f}"
    return (text.removeprefix("-") if float(text) == 0.0 else text).replace("-", "−")


def in_words(table: CardTable, groups: Sequence[str]) -> str:
    """What a figure of some groups shows, for those who cannot see it."""
    rows = [row for group in groups for row in table.rows(group)]
    first = [(group, table.rows(group)[0]) for group in groups]
    strongest = "; ".join(
        f"the largest mean effect of {group}: {row.card.replace('_', ' ')}, {_number(100.0 * row.mean)} points" for group, row in first
    )
    odd = [row.card.replace("_", " ") for row in rows if row.counts[WRONG] or row.counts[NONE]]
    unlike = f"wrong sign or no effect in a firm: {', '.join(odd)}" if odd else "no wrong sign and no card without effect"
    return f"Effects of {len(rows)} cards on adoption in {len(table.firms)} firms, in points, sorted; {strongest}; {unlike}."
