"""Figures of comparisons and of the best programme: nothing outside, every number from the data."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.text import Text

from sim.config import load
from sim.config.with_more_cards import with_interventions
from sim.figures.comparison import draw_comparison
from sim.figures.optimisation import draw_robustness, draw_search, draw_timeline
from sim.figures.style import Drawing, save
from sim.study.comparison.comparison import Comparison, compare
from sim.study.optimisation.genetic_search import Bench
from sim.study.optimisation.optimisation import Optimisation, optimised
from sim.study.optimisation.settings import OptimiseSettings

SMALL = ("weeks=12", "organisation.units={shop: {size: 12}, office: {size: 8}}")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    names = ("as_planned", "do_nothing", "quick_wins")
    return compare({name: load("customer_centric", f"programme={name}", *SMALL) for name in names}, 4)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Optimisation:
    settings = OptimiseSettings(programmes=24, runs=2, finalists=3, choosing=2, checking=4, worlds=2, most=3, money=4.0)
    return optimised(with_interventions(load("customer_centric", *SMALL)), [], settings, Bench(tmp_path_factory.mktemp("search")))


def assert_all_inside(figure: Drawing) -> None:
    """No words reach over the edge."""
    width, height = figure.bbox.size
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent()
            assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1, text.get_text()


def test_a_comparison_is_drawn_with_its_finding_and_all_inside(comparison: Comparison) -> None:
    figure = comparison.plot()
    assert_all_inside(figure)
    assert comparison.finding.split(" ")[0] in figure.alternative
    assert all(one.title in figure.alternative for one in comparison.paired.standings)


def test_the_best_programme_is_drawn_with_every_step(found: Optimisation) -> None:
    figure = draw_timeline(found)
    assert_all_inside(figure)
    titles = [found.base.definitions.interventions[step.intervention].title for step in found.best.steps.values()]
    assert all(title in figure.alternative for title in titles)


@pytest.mark.parametrize("draw", [draw_search, draw_robustness])
def test_search_and_robustness_are_drawn_inside(found: Optimisation, draw) -> None:
    figure = draw(found)
    assert_all_inside(figure)
    assert figure.alternative.endswith(".")


def test_the_same_comparison_is_the_same_file(comparison: Comparison, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in save(draw_comparison(comparison), tmp_path / "one", "comparison")]
    assert first == [path.read_bytes() for path in save(draw_comparison(comparison), tmp_path / "two", "comparison")]
