"""Figures of causes draw every possible finding of a study, stay on the sheet, and state what they show."""

from __future__ import annotations

import itertools
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.figures.attribution import About, draw_rescues, draw_waterfall
from sim.figures.interactions import draw_pairs, pair_finding
from sim.figures.style import Drawing, save
from sim.figures.subgroups import draw_subgroups, subgroup_finding
from sim.study.attribution.interactions import pairs_of, said_of_pairs
from sim.study.attribution.outcomes import Outcomes
from sim.study.attribution.rescues import all_but_one, single_rescues
from sim.study.attribution.shapley import attribution_of
from sim.study.attribution.subgroups import said_of_subgroups, subgroups_of
from tests.figures.conftest import ODD_WORDS

ABOUT = About("Sustained adoption that customers notice", 60, 156, 7, "A population")
NAMES = ("anchoring", "incentives", "leadership", "resistance", "resources", "structure", "h", "i", "j", "k")
TITLES = {name: f"{name.capitalize()} and all that goes with it"[: 12 + 3 * place] for place, name in enumerate(NAMES)}
Draw = Callable[[Outcomes, dict[str, str], About], Drawing]


def outcomes_of(causes: int, share: float, initiatives: int = 60) -> Outcomes:
    """Successes in every coalition, with this probability."""
    success = np.random.default_rng(causes).random((initiatives, 1 << causes)) < share
    return Outcomes(NAMES[:causes], success, np.arange(initiatives), 0)


def waterfall(outcomes: Outcomes, titles: dict[str, str], about: About) -> Drawing:
    return draw_waterfall(attribution_of(outcomes, titles, 50), about)


def rescues(outcomes: Outcomes, titles: dict[str, str], about: About) -> Drawing:
    return draw_rescues(single_rescues(outcomes, titles), all_but_one(outcomes, titles), about)


def pairs(outcomes: Outcomes, titles: dict[str, str], about: About) -> Drawing:
    pairs = pairs_of(outcomes, titles, 50)
    return draw_pairs(pairs, said_of_pairs(pairs), about)


def subgroups(outcomes: Outcomes, titles: dict[str, str], about: About) -> Drawing:
    number = len(outcomes.success)
    drawn = pd.DataFrame({"initiative": range(number), "employees": range(900, 900 + number), "front_line": np.linspace(0, 1, number)})
    drawn = drawn.assign(**{"inhibitors.silos": [0.5, None] * (number // 2), "dispositions.patience": np.linspace(1, 0, number)})
    found = subgroups_of(outcomes, drawn, titles, 50)
    return draw_subgroups(found, [text for one in found for text in one.statements] + [said_of_subgroups(found)], about)


ALL: tuple[Draw, ...] = (waterfall, rescues, pairs, subgroups)


@pytest.mark.parametrize(("causes", "share"), [(2, 0.0), (6, 0.5), (2, 1.0)])
@pytest.mark.parametrize("draw", ALL)
def test_every_finding_is_drawn_on_the_sheet(draw, causes, share):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = draw(outcomes_of(causes, share), TITLES, ABOUT)
    drawn, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert drawn.x0 >= -0.01 and drawn.y0 >= -0.01 and drawn.x1 <= width + 0.01 and drawn.y1 <= height + 0.01
    assert figure.alternative.endswith(".")


@pytest.mark.parametrize("draw", [waterfall, rescues])
def test_a_study_of_one_cause_is_drawn(draw):
    assert draw(outcomes_of(1, 0.5), TITLES, ABOUT).alternative


def test_of_many_pairs_the_strongest_are_drawn_and_so_it_is_said():
    figure = pairs(outcomes_of(7, 0.5), TITLES, ABOUT)
    said = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert len(figure.axes[0].get_yticks()) == 15 and "15 strongest of 21 pairs" in said


@pytest.mark.parametrize("draw", ALL)
def test_words_of_others_are_drawn_as_words(draw, tmp_path):
    titles, about = dict.fromkeys(NAMES, ODD_WORDS), ABOUT._replace(definition=ODD_WORDS)
    first, second = (save(draw(outcomes_of(2, 0.4, 10), titles, about), tmp_path / folder, "f") for folder in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    ElementTree.parse(first[0])
    assert "<b>" not in first[0].read_text(encoding="utf-8")


def test_the_bars_of_a_waterfall_end_where_everything_is_repaired():
    outcomes = outcomes_of(3, 0.4)
    known = attribution_of(outcomes, TITLES, 50)
    bars = draw_waterfall(known, ABOUT).axes[0].patches
    assert bars[0].get_width() == pytest.approx((~outcomes.success[:, 0]).mean() * 100)
    for one, other in itertools.pairwise(bars[1:-1]):
        assert one.get_x() + one.get_width() == pytest.approx(other.get_x())
    assert bars[-2].get_x() + bars[-2].get_width() == pytest.approx(bars[-1].get_width())


def test_titles_say_the_finding_and_subtitles_n_and_the_definition():
    outcomes = outcomes_of(3, 0.4)
    figure = waterfall(outcomes, TITLES, ABOUT)
    finding, drawn = (text.get_text().replace("\n", " ").replace("\u00a0", " ") for text in figure.texts[:2])
    assert finding == attribution_of(outcomes, TITLES, 50).finding.replace("%", " %")
    assert drawn.startswith("60 initiatives of 156 weeks, seed 7 · success: sustained adoption that customers notice")


def test_pairs_are_said_to_help_or_to_stand_in_only_where_that_is_clear():
    both = np.array([[False, False, False, True]] * 40)
    either = np.array([[False, True, True, True]] * 40)
    said = [pair_finding(pairs_of(Outcomes(NAMES[:2], success, np.arange(40), 0), TITLES, 50)) for success in (both, either, both & False)]
    assert "are the strongest complements; none of 1 pairs" in said[0] and "are the strongest substitutes; none of 1 pairs" in said[1]
    assert said[2].startswith("None of 1 pair ")


def test_the_first_cause_of_groups_is_told_with_how_often_it_is_clear():
    success = np.tile([False, True, False, True], (90, 1))
    drawn = pd.DataFrame({"initiative": range(90), "employees": range(90)})
    found = subgroups_of(Outcomes(NAMES[:2], success, np.arange(90), 0), drawn, TITLES, 50)
    assert subgroup_finding(found).endswith("is the leading cause in each of 3 groups, clearly in 3 of them")
    success[:45] = [False, False, True, True]
    halves = subgroups_of(Outcomes(NAMES[:2], success, np.arange(90), 0), drawn, TITLES, 50)
    assert subgroup_finding(halves).endswith("is the leading cause in 2 of 3 groups, clearly in 1 of them")
    nothing = subgroups_of(Outcomes(NAMES[:2], success | True, np.arange(90), 0), drawn, TITLES, 50)
    assert subgroup_finding(nothing).startswith("No initiative failed")
