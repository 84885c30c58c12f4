"""Figures of sensitivity, boxes and robustness: they state the numbers, and can be drawn with any names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.figures.attribution import About
from sim.figures.scenario_discovery import draw_boxes, shown_of
from sim.figures.sensitivity import draw_screening, draw_sensitivity
from sim.figures.style import WIDTH, Drawing, save
from sim.study.population.factors import CHANCE
from sim.study.prognosis.boxes import Limit
from sim.study.prognosis.scenario_discovery import Box, Discovery, Restriction
from sim.study.sensitivity.morris import screened, steps_of
from sim.study.sensitivity.sobol import Output, places_of, problem_from, sensitivity_of
from sim.study.statistics.estimates import share_of
from tests.figures.conftest import ODD_WORDS

ABOUT = About("Sustained adoption", 800, 156, 1, "Initiatives as we would expect them")
PROBLEM = problem_from(["organisation.size", "organisation.levers.time", "dispositions.patience", CHANCE])


def words_in(figure: Drawing) -> str:
    """Everything that is written in a figure."""
    texts = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        texts += [text.get_text() for text in (*axes.texts, *axes.get_yticklabels(), *axes.get_xticklabels())]
    return " ".join(" ".join(texts).replace("\u00a0", " ").split())


def is_inside(figure: Drawing) -> bool:
    """Whether no word leaves the sheet."""
    sheet = figure.bbox
    words = [*figure.texts, *(text for axes in figure.axes for text in (*axes.texts, *(axes.get_yticklabels() if axes.axison else ())))]
    boxes = [text.get_window_extent() for text in words if text.get_text() and text.get_visible()]
    return all(box.x0 >= sheet.x0 - 1 and box.x1 <= sheet.x1 + 1 for box in boxes)


def box_of(density: int, title: str = "patience of the chief", factor: str = "dispositions.patience") -> Box:
    limit = Limit(factor, "", -np.inf, 0.4)
    restriction = Restriction(limit, title, f"{title} at most 0.40", 0.3, 0.1, 0.9, 0.8, 0.001)
    return Box((restriction,), share_of(99, 100), share_of(density, 100), share_of(density, 250), 0.001, True)


def discovery(*boxes: Box) -> Discovery:
    return Discovery(800, 12, 400, 400, share_of(250, 400), boxes, 0)


def test_indices_and_their_sum_stand_in_the_figure() -> None:
    known = sensitivity_of(PROBLEM, Output("failure", "Failure", places_of(PROBLEM, 64, 1) @ np.array([2.0, 1.0, 0.0, 0.0])))
    figure = draw_sensitivity(known, ABOUT)
    written = words_in(figure)
    assert written.startswith("The firm contributes to 8")
    assert "total 8" in written
    assert "First-order indices sum to" in written
    assert "not converged" in written
    assert "384 runs in 64 rows" in written
    assert "success: sustained adoption" in written
    assert is_inside(figure)
    assert figure.alternative.count("alone") >= 4


def test_bars_are_as_long_as_the_indices() -> None:
    known = sensitivity_of(PROBLEM, Output("failure", "Failure", places_of(PROBLEM, 64, 1)[:, 0]))
    bars = draw_sensitivity(known, ABOUT).axes[0].patches
    assert [round(bar.get_width(), 9) for bar in bars[:2]] == [
        round(100.0 * min(1.0, value), 9) for value in (known.indices[0].first.value, known.indices[0].total.value)
    ]


def test_a_constant_outcome_is_stated_without_bars() -> None:
    known = sensitivity_of(PROBLEM, Output("failure", "Failure", np.zeros(8 * PROBLEM.row)))
    assert draw_sensitivity(known, ABOUT).axes == []


def test_effects_stand_on_their_side_of_zero() -> None:
    levels = steps_of(PROBLEM, 4, 1)
    known = screened(PROBLEM, levels, Output("adoption_end", "Adoption at the end", levels @ np.array([0.2, -0.1, 0.0, 0.0])))
    figure = draw_screening(known, ABOUT)
    assert "+20 [+20, +20]" in words_in(figure)
    assert "−10 [−10, −10]" in words_in(figure)
    assert is_inside(figure)


def test_boxes_show_their_density_and_coverage() -> None:
    figure = draw_boxes(discovery(box_of(95), box_of(30)), ABOUT)
    written = words_in(figure)
    assert "95 % [89, 98] fail; covers 38 %" in written
    assert "patience of the chief at most 0.40 · 30 % of all" in written
    assert is_inside(figure)
    (_, inside) = figure.axes[0].lines[:2]
    assert np.asarray(inside.get_xdata()) == pytest.approx([0.0, 0.3 / 0.8])


def test_of_many_boxes_the_worst_and_the_best_are_drawn() -> None:
    boxes = [box_of(density) for density in (90, 80, 70, 60, 50)]
    assert shown_of(discovery(*boxes)) == [boxes[0], boxes[1], boxes[4]]


def test_no_box_can_be_drawn_too() -> None:
    assert draw_boxes(discovery(), ABOUT).axes == []


def test_names_of_others_can_always_be_drawn(tmp_path: Path) -> None:
    long = ODD_WORDS * 3
    figures = [draw_boxes(discovery(box_of(95, long)), ABOUT._replace(definition=long))]
    for number, figure in enumerate(figures):
        assert figure.width == WIDTH
        assert all(path.stat().st_size for path in save(figure, tmp_path, f"figure{number}"))
