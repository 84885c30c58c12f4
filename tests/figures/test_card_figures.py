"""Figures of cards: all of them named, sorted, with their intervals, and the odd ones to be seen without colour."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.validation.card_figure import draw_cards, write_cards
from experiments.validation.card_page import CardTable
from experiments.validation.cards import (
    CATALYSTS,
    DISPOSITIONS,
    FIRMS,
    GROUPS,
    INTERVENTIONS,
    CardEffect,
    GroupInFirm,
    cards_of,
    expected_of,
)
from experiments.validation.readings import POINTS, MeasuredNumber
from tests.figures.sheet import fits, words_on

WRONG, NONE = "patient_board", "shared_why"


@pytest.fixture(scope="module")
def table() -> CardTable:
    """All cards of the library with invented effects; one has the wrong sign, one none."""

    def effect(group: str, card: str, place: int, firm: str) -> CardEffect:
        middle = {WRONG: -0.02, NONE: 0.001}.get(card, 0.01 + 0.002 * place) * (-1.0 if expected_of(group, card) != "+" else 1.0)
        reading = MeasuredNumber(middle, middle - 0.004, middle + 0.004, 48, "pairs of runs", unit=POINTS)
        return CardEffect(card, firm, expected_of(group, card), reading, 0.5, 0.5 + middle)

    return CardTable(
        tuple(
            GroupInFirm(group, firm, 0.5, tuple(effect(group, card, place, firm) for place, card in enumerate(cards_of(group))))
            for firm in FIRMS
            for group in GROUPS
        )
    )


@pytest.mark.parametrize("groups", [GROUPS[:3], [INTERVENTIONS]])
def test_every_card_is_named_and_nothing_leaves_the_sheet_or_covers_another(table: CardTable, groups: list[str]) -> None:
    figure = draw_cards(table, groups)
    words = {text.get_text().removesuffix(" *") for text in words_on(figure)}
    for group in groups:
        assert {card.replace("_", " ") for card in cards_of(group)} <= words
    fits(figure)


def test_effects_are_drawn_where_they_are_in_the_order_of_the_table(table: CardTable) -> None:
    axes = draw_cards(table, [DISPOSITIONS, CATALYSTS]).axes[1]
    rows = table.rows(CATALYSTS)
    drawn = [line for line in axes.get_lines() if len(line.get_xdata()) == 1]
    assert [round(float(line.get_xdata()[0]), 6) for line in drawn] == [
        round(100.0 * effect.effect.value, 6) for row in rows for effect in row.effects
    ]
    assert rows[-1].card == WRONG and rows[-2].card == NONE


def test_odd_cards_are_bold_and_effects_with_zero_in_their_interval_hollow(table: CardTable) -> None:
    figure = draw_cards(table, [DISPOSITIONS, CATALYSTS])
    bold = {text.get_text() for text in words_on(figure) if text.get_weight() == "bold"}
    known = {card.replace("_", " ") for card in cards_of(CATALYSTS)}
    assert bold & known == {"patient board", "shared why"}
    markers = [line for line in figure.axes[1].get_lines() if len(line.get_xdata()) == 1]
    hollow = [line for line in markers if line.get_markerfacecolor() == "white"]
    assert [round(float(line.get_xdata()[0]), 3) for line in hollow] == [0.1] * len(FIRMS)
    assert "patient board" in figure.alternative and "shared why" in figure.alternative


def test_the_pictures_are_small_and_the_same_whenever_they_are_written(table: CardTable, tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in write_cards(table, tmp_path)}
    assert sorted(first) == ["validation_cards_context.png", "validation_cards_interventions.png"]
    assert {path.name: path.read_bytes() for path in write_cards(table, tmp_path)} == first
    assert all(20_000 < len(picture) < 200_000 for picture in first.values())
