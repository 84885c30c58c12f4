"""Figures of the validation: what was published is marked, intervals are drawn, nothing is cut or covered, and words say the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.text import Text

from experiments.validation.figures import draw_pattern, write_figure
from experiments.validation.pattern import SPECIAL_CASE, WHOLE_MODEL, Check, Datum, Pattern, Plot, Trend
from experiments.validation.readings import MeasuredNumber, exact
from experiments.validation.thresholds import measure_thresholds
from sim.figures.style import Drawing
from tests.figures.sheet import fits

WEEKS = tuple(map(float, range(11)))


def course(height: float) -> tuple[float, ...]:
    return tuple(height * week / 10.0 for week in WEEKS)


@pytest.fixture(scope="module")
def pattern() -> Pattern:
    lines = (
        Trend("agents of a kind", WEEKS, course(0.8), course(0.7), course(0.9)),
        Trend("the others", WEEKS, course(0.4), course(0.3), course(0.5)),
        Trend("equation", WEEKS, course(0.6), is_theory=True),
    )
    sizes = Trend("", (50.0, 100.0, 200.0, 400.0), (0.04, 0.03, 0.02, 0.01), (0.03, 0.02, 0.015, 0.005), (0.05, 0.04, 0.03, 0.02))
    panels = (
        Plot("A course", "week", "share practising", lines, marks=(Datum(5.0, 0.3, 0.5), Datum(8.0, 0.6, 0.6)), edges=(2.0,),
             is_share=True),
        Plot("A title that is far too long to stand above half a figure", "people", "of the other", (sizes,), is_logarithmic=True,
              has_points=True),
        Plot("Below zero", "week", "difference", (Trend("", (1.0, 2.0), (-0.02, 0.01), (-0.03, -0.01), (-0.01, 0.03)),), levels=(0.0,),
              is_share=True, has_points=True),
    )  # fmt: skip
    checks = (
        Check(
            "practise at once",
            "62 %",
            MeasuredNumber(0.58, 0.56, 0.60, 100, "runs", is_share=True),
            "95 % interval",
            False,
            WHOLE_MODEL,
        ),
        Check("do harm", "none", exact(0, "rule"), "none", True, SPECIAL_CASE),
    )
    return Pattern("some", "A pattern", "Someone 1999", "read in the source", "That.", "So.", checks, panels)


def _texts(figure: Drawing) -> list[str]:
    return [" ".join(text.get_text().split()) for text in figure.findobj(Text) if text.get_text().strip()]  # type: ignore[attr-defined]


def test_the_heading_says_how_much_is_met_whose_it_is_and_on_how_much(pattern: Pattern) -> None:
    texts = _texts(draw_pattern(pattern))
    assert "A pattern: 1 of 2 met" in texts
    assert any(text.startswith("Someone 1999 · 100 runs · black: published · bands and bars: 95 % intervals") for text in texts)


def test_the_words_say_every_row(pattern: Pattern) -> None:
    words = draw_pattern(pattern).alternative
    assert "practise at once: 58\u00a0% [56, 60], published 62\u00a0%, met: no" in words and "do harm: 0, published none, met: yes" in words


def test_what_was_published_and_what_is_uncertain_is_drawn_where_it_is(pattern: Pattern) -> None:
    first, _, third = draw_pattern(pattern).axes
    drawn = [np.asarray(line.get_xydata()) for line in first.get_lines()]
    assert any(np.array_equal(line, [[5.0, 0.3], [5.0, 0.5]]) for line in drawn)
    assert any(np.array_equal(line, [[8.0, 0.6]]) for line in drawn)
    bands = [path.get_extents() for band in first.findobj(PolyCollection) for path in band.get_paths()]
    assert sorted(round(band.y1, 6) for band in bands) == [0.5, 0.9]
    assert third.get_ylim()[0] < -0.03 and third.get_ylim()[1] > 0.03


def test_nothing_leaves_the_sheet_and_no_words_cover_each_other(pattern: Pattern) -> None:
    fits(draw_pattern(pattern))


def test_a_figure_is_small_and_the_same_whenever_it_is_written(tmp_path: Path) -> None:
    pattern = measure_thresholds()
    first = write_figure(pattern, tmp_path).read_bytes()
    assert write_figure(pattern, tmp_path).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["validation_thresholds.png"]
    assert 5_000 < len(first) < 120_000
