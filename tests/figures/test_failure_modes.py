"""Figures of modes draw every possible finding, stay on the sheet, and carry their numbers."""

from __future__ import annotations

import warnings
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from sim.engine.outcome import MODES
from sim.figures.failure_modes import draw_foresight, draw_trajectories
from sim.figures.style import SUCCESS_COLOUR, Drawing, outcome_colour, save
from sim.figures.survival import draw_survival
from sim.study.prognosis.foresight import Alone, Foresight, Skill
from sim.study.prognosis.signals import SIGNALS
from sim.study.prognosis.survival import survival_of
from sim.study.prognosis.trajectories import SERIES, Trajectories, trajectories_of
from sim.study.statistics.estimates import Estimate, share_of

TITLE = "Sustained adoption that customers notice"


def stays_on_the_sheet(figure: Drawing, folder: Path) -> None:
    sheet = figure.bbox
    for text in figure.findobj(Text):
        box = text.get_window_extent()
        if text.get_text().strip():
            assert box.x0 >= sheet.x0 - 1 and box.x1 <= sheet.x1 + 1 and box.y0 >= sheet.y0 - 1 and box.y1 <= sheet.y1 + 1, text.get_text()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg, _, words = save(figure, folder, "figure")
    ElementTree.parse(svg)
    assert figure.alternative and words.read_text(encoding="utf-8").strip() == figure.alternative


def trajectories(counts: dict[str | None, int], weeks: int = 156) -> Trajectories:
    """So many runs of every end, drawn at random."""
    chance, runs, courses = np.random.default_rng(1), [], []
    for mode, count in counts.items():
        for _ in range(count):
            number = len(runs)
            runs.append({"initiative": number, "coalition": "", "success": mode is None, "mode": mode})
            last = chance.uniform(0.6, 0.9) if mode is None else chance.uniform(0.1, 0.4)
            courses.append(
                pd.DataFrame({"initiative": number, "week": range(0, weeks + 1, 4)})
                .assign(**dict.fromkeys(SERIES, 0.3))
                .assign(adoption=lambda table, last=last: 0.1 + (last - 0.1) * table["week"] / max(1, weeks))
            )
    return trajectories_of(pd.concat(courses), pd.DataFrame(runs), goal=0.5)


@pytest.mark.parametrize(
    "counts",
    [{None: 25, **dict.fromkeys(MODES, 21)}, {None: 9, "stalled": 3}, {"hollow": 1}, {None: 8}],
    ids=["every end", "rare ends", "a single run", "successes alone"],
)
@pytest.mark.parametrize("series", ["adoption", "board_lost"])
def test_trajectories_of_any_ends_are_drawn(counts: dict[str | None, int], series: str, tmp_path: Path) -> None:
    stays_on_the_sheet(draw_trajectories(trajectories(counts), TITLE, series), tmp_path)


def test_a_course_of_one_week_is_drawn(tmp_path: Path) -> None:
    stays_on_the_sheet(draw_trajectories(trajectories({None: 9, "stalled": 2}, weeks=0), TITLE), tmp_path)


def test_ends_keep_their_colours() -> None:
    axes = draw_trajectories(trajectories({None: 9, "siloed": 9, "relapsed": 3}), TITLE).axes
    for panel, colour in zip(axes, (SUCCESS_COLOUR, outcome_colour("siloed"), outcome_colour("relapsed")), strict=True):
        assert colour.lower() in [to_hex(line.get_color()) for line in panel.lines]


def foresight(foreseen: int | None, signals: int, classes: dict[str, int]) -> Foresight:
    weeks = (0, 4, 156)
    estimates = tuple(Estimate(value, value - 0.05, value + 0.02) for value in (0.5, 0.7, 0.95))
    skill = tuple(Skill(week, value, share_of(8, 10), None) for week, value in zip(weeks, estimates, strict=True))
    alone = tuple(Alone(name, weeks, estimates, foreseen) for name in list(SIGNALS)[:signals])
    base = share_of(max(classes.values()), sum(classes.values()))
    return Foresight("whether", classes, {}, 0.8, base, skill, alone, estimates[1], 99.0, foreseen, "", "The finding", ("The finding.",))


@pytest.mark.parametrize("foreseen", [None, 0, 4, 156])
@pytest.mark.parametrize("signals", [0, 2, len(SIGNALS)])
def test_foresight_is_drawn_from_any_week_and_signals(foreseen: int | None, signals: int, tmp_path: Path) -> None:
    stays_on_the_sheet(draw_foresight(foresight(foreseen, signals, {"failure": 70, "success": 30}), TITLE), tmp_path)


def test_foresight_of_many_classes_begins_at_nothing() -> None:
    assert draw_foresight(foresight(4, 0, dict.fromkeys(MODES, 20)), TITLE).axes[0].get_ylim() == (0.0, 1.0)
    assert draw_foresight(foresight(4, 0, {"failure": 70, "success": 30}), TITLE).axes[0].get_ylim() == (0.4, 1.0)


def test_unforeseeable_failures_are_stated_in_words(tmp_path: Path) -> None:
    nothing = Foresight("whether", {}, {}, 0.8, share_of(0, 0), (), (), None, None, None, "too few", "It cannot be said", ("Too few.",))
    figure = draw_foresight(nothing, TITLE)
    stays_on_the_sheet(figure, tmp_path)
    assert not figure.axes and any("too few" in text.get_text() for text in figure.findobj(Text))


@pytest.mark.parametrize("given_up", [[-1] * 20, [3] * 20, [3, 90, -1, -1] * 5], ids=["no one", "everybody", "some"])
@pytest.mark.parametrize("split_by", ["", "organisation.levers.employee_experience"])
def test_survival_is_drawn_for_any_pattern_of_giving_up(given_up: list[int], split_by: str, tmp_path: Path) -> None:
    runs = pd.DataFrame({"initiative": range(20), "coalition": "", "abandoned_week": given_up})
    initiatives = pd.DataFrame({"initiative": range(20), "organisation.levers.employee_experience": np.linspace(0.0, 1.0, 20)})
    figure = draw_survival(survival_of(runs, 156, initiatives, split_by))
    stays_on_the_sheet(figure, tmp_path)
    still = f"{sum(week < 0 for week in given_up)}"
    assert split_by or still in [text.get_text() for text in figure.findobj(Text)]
