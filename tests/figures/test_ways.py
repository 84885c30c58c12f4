"""The figure of the ways of asking: every way has its dot, every dimension its tally, and the words say what is drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from sim.figures.attribution import About
from sim.figures.style import Drawing
from sim.figures.ways import draw_ways
from sim.study.attribution.outcomes import Outcomes
from sim.study.attribution.ways import Ways, ways_of

ABOUT = About("Sustained", 80, 156, 1, "Firms")
SUCCESS = {"l": [False, True, False, True], "t": [False, False, True, True]}  # of an initiative that one repair saves
CLEAR, EVEN = "l" * 60 + "t" * 20, "lt" * 40


def ways(title: str = "Leadership behaviour") -> Ways:
    rows = [
        {"way": way, "initiative": number, "coalition": name, "success": SUCCESS[fate][place]}
        for way, fates in (("clear", CLEAR), ("even", EVEN), ("turned", CLEAR[::-1].translate(str.maketrans("lt", "tl"))))
        for number, fate in enumerate(fates)
        for place, name in enumerate(("", "leadership", "structure", "leadership+structure"))
    ]
    outcomes = Outcomes(("leadership", "structure"), np.array([SUCCESS[fate] for fate in CLEAR]), np.arange(80), 0)
    known = {"clear": ("rules", "clear"), "even": ("levels", "even"), "turned": ("rules", "turned")}
    titles = {"leadership": title, "structure": "Structure and silos"}
    return ways_of(outcomes, {}, pd.DataFrame(rows), known, titles, ("sustained", {}))


def words_of(figure: Drawing) -> str:
    return " ".join(" ".join(text.get_text().split()) for text in figure.findobj(Text))  # type: ignore[attr-defined]


def test_every_way_has_a_dot_and_the_way_of_the_study_is_in_each_dimension() -> None:
    known = ways()
    figure = draw_ways(known, ABOUT)
    dots = [[line for line in axes.lines if line.get_marker() in ("o", "D")] for axes in figure.axes]
    assert [len(some) for some in dots] == [len(members) for members in known.members.values()] == [2, 3]
    assert all(sum(line.get_marker() == "D" for line in some) == 1 for some in dots)


def test_the_tally_of_each_dimension_stands_beside_it_and_in_the_words() -> None:
    figure = draw_ways(ways(), ABOUT)
    written = words_of(figure)
    assert "How far a repair goes" in written and "By which rules" in written
    assert "none clearly 50%" in written and "structure and silos 33%" in written
    assert "No cause comes first in all ways of asking" in figure.alternative.replace("\u00a0", " ")


@pytest.mark.parametrize("title", ["Leadership behaviour", "A cause with a title as long as titles may ever be in a library " * 2])
def test_nothing_leaves_the_sheet(title: str) -> None:
    figure = draw_ways(ways(title[:60]), ABOUT)
    width, height = figure.get_size_inches() * figure.dpi
    for text in figure.findobj(Text):
        box = text.get_window_extent()  # type: ignore[attr-defined]
        if text.get_text().strip() and text.get_visible():  # type: ignore[attr-defined]
            assert box.x0 >= -1.0 and box.x1 <= width + 1.0 and box.y0 >= -1.0 and box.y1 <= height + 1.0
