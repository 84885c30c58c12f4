"""Figures draw every possible run, state what they show, and are the same file every time."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from sim.config import load
from sim.engine import prepare, record_of, simulate
from sim.figures import draw_bands, draw_course, draw_network, draw_network_weeks, figures_of, practice_of, save
from sim.figures.course import finding_of
from sim.figures.layout import layout_of
from sim.figures.network import unit_means
from sim.figures.style import unit_look
from sim.study.comparison.replicates import replicate
from tests.figures.conftest import ODD_WORDS, changed

FIGURES = ("course", "network", "metrics", "customers", "silos")
ODD = {
    "one person": lambda: changed({"solo": {"size": 1, "title": ODD_WORDS}}),
    "no week": lambda: changed({"a": {"size": 3}, "b": {"size": 2}}, weeks=0),
    "one week": lambda: changed({"a": {"size": 3}}, weeks=1),
    "one unit": lambda: changed({"shop": {"size": 9, "title": "$" * 60}}),
    "twenty units": lambda: changed({f"unit_{k:02}": {"size": 1 + k, "title": f"Department of many things {k}"} for k in range(20)}),
    "outer units": lambda: changed({"inside": {"size": 4}, "outside": {"size": 3, "kind": "supplier"}}),
    "no end of words": lambda: changed({"a": {"size": 3}}, title="W" * 120),
}


@pytest.mark.parametrize("name", ODD)
def test_figures_of_odd_runs_are_drawn_and_safe(name, tmp_path):
    initiative = ODD[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        paths = figures_of(simulate(initiative, 7), tmp_path)
    assert [path.name for path in paths] == [f"{figure}.{kind}" for figure in FIGURES for kind in ("svg", "png", "txt")]
    for path in tmp_path.glob("*.svg"):
        ElementTree.parse(path)
        assert "<b>" not in path.read_text(encoding="utf-8")
    assert not list(tmp_path.glob(".*"))


def test_a_figure_is_the_same_file_every_time(record, tmp_path):
    watched = prepare(record.initiative, [7], watch_everyone=True).advance()
    for draw in (lambda: draw_course(record), lambda: draw_network_weeks(watched)):
        first, second = save(draw(), tmp_path / "a", "f"), save(draw(), tmp_path / "b", "f")
        assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    text = first[0].read_text()
    assert "<dc:date>" not in text and not re.search(r"\d{4}-\d\d-\d\dT", text)


def test_units_keep_their_colours_in_all_figures(record):
    course, network = draw_course(record), draw_network(record.organisation)
    titles = dict(zip(record.organisation.unit_ids, record.organisation.unit_titles, strict=True))
    lines = {tuple(np.round(line.get_ydata(), 12)): to_hex(line.get_color()) for line in course.axes[0].lines if len(line.get_xdata()) > 2}
    rings = [to_hex(patch.get_edgecolor()) for patch in network.axes[0].patches]
    for row, unit in enumerate(titles):
        colour = unit_look(row).colour.lower()
        assert lines[tuple(np.round(record.adoption[unit].to_numpy(), 12))] == colour
        assert rings[row] == colour


def test_the_text_alternative_carries_the_numbers(record):
    said = draw_course(record).alternative.replace("\u00a0", " ")
    for unit in ("sales", "it", "service"):
        assert f"{record.adoption[unit].iloc[-1] * 100:.0f} %" in said
    assert f"from {record.felt.iloc[0] * 100:.0f} % to {record.felt.iloc[-1] * 100:.0f} %" in said
    assert f"€{record.spend.iloc[-1]:,.0f}k" in said and "Information technology" in said
    assert finding_of(record).replace("\u00a0", " ") in said


def test_reports_are_a_thin_line_and_a_sentence_where_they_run_ahead_of_practice(record):
    practised = record.firm["adoption"]
    claimed = practised + np.linspace(0.0, 0.3, len(practised))
    for reported, is_told in ((claimed, True), (practised, False)):
        figure = draw_course(replace(record, firm=record.firm.assign(reported=reported)))
        lines = [line.get_ydata() for line in figure.axes[0].lines if len(line.get_ydata()) == len(claimed)]
        assert sum(np.allclose(line, claimed) for line in lines) == is_told
        said = figure.alternative.replace("\u00a0", " ")
        assert (f"reports say {claimed.iloc[-1] * 100:.0f} % and {practised.iloc[-1] * 100:.0f} % is practised" in said) == is_told


def test_work_that_people_cannot_carry_is_a_line_and_a_sentence(record):
    """By hand: two thirds of the work in every unit in week 5, and nine tenths in the one unit that counts least, which is still enough."""
    ids = list(record.organisation.unit_ids)
    whole = record.units.copy()
    whole.loc[:, [(unit, "attended") for unit in ids]] = 1.0
    short, enough = whole.copy(), whole.copy()
    short.loc[5, [(unit, "attended") for unit in ids]] = 2.0 / 3.0
    smallest = ids[int(np.where(record.organisation.is_internal, record.organisation.unit_size, np.inf).argmin())]
    enough.loc[5, (smallest, "attended")] = 0.9
    for units, is_told in ((short, True), (enough, False), (whole, False)):
        figure = draw_course(replace(record, units=units))
        lines = [line.get_ydata() for line in figure.axes[3].lines if len(line.get_ydata()) == len(units)]
        assert any(np.isclose(line[5], 2.0 / 3.0) and np.isclose(line[4], 1.0) for line in lines) == is_told
        assert ("in week 5 they attended to 67 % of it" in figure.alternative.replace("\u00a0", " ")) == is_told
        assert all(text.get_window_extent().x1 <= figure.bbox.x1 for text in figure.findobj(Text) if text.get_text())


def test_all_that_is_written_in_a_course_stays_on_the_sheet():
    record = simulate(ODD["twenty units"](), 7)
    figure = draw_course(record)
    sheet = figure.bbox
    for text in figure.findobj(Text):
        box = text.get_window_extent()
        if text.get_text():
            assert box.x0 >= sheet.x0 - 1 and box.x1 <= sheet.x1 + 1 and box.y0 >= sheet.y0 - 1 and box.y1 <= sheet.y1 + 1, text.get_text()


def test_labels_at_the_ends_of_lines_do_not_cover_each_other():
    figure = draw_course(simulate(ODD["twenty units"](), 7))
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts if text.get_ha() == "left"]
        heights = sorted((box.y0 + box.y1) / 2 for box in boxes)
        assert all(np.diff(heights) > 0.7 * boxes[0].height)


def test_practice_on_the_map_is_the_adoption_of_the_curves(record):
    run = prepare(record.initiative, [7], watch_everyone=True).advance()
    again = record_of(run)
    assert again.digest == record.digest
    for week in (0, 11, 30):
        assert unit_means(run.organisation, practice_of(run, week)) == pytest.approx(again.adoption.loc[week].to_numpy(), abs=1e-12)


def test_a_run_that_watched_no_one_is_refused(record):
    with pytest.raises(ValueError, match="watch_everyone"):
        draw_network_weeks(prepare(record.initiative, [7]).advance())


@pytest.mark.parametrize("units", [1, 3, 9, 14, 60])
def test_no_two_units_cover_each_other_on_the_map(units):
    organisation = prepare(changed({f"u{k:02}": {"size": 1 + 3 * (k % 7)} for k in range(units)}, weeks=1), [1]).organisation
    layout = layout_of(organisation, 17.6, 13.5, np.full(organisation.units, 2.0), 0.5)
    apart = np.linalg.norm(layout.unit[:, None] - layout.unit[None], axis=2) + np.eye(organisation.units) * 99.0
    assert (apart > layout.radius[:, None] + layout.radius[None] - 1e-6).all()
    assert (layout.unit - layout.radius[:, None] >= -1e-6).all() and (layout.unit + layout.radius[:, None] <= [17.6, 13.5 + 1e-6]).all()
    inside = np.linalg.norm(layout.person - layout.unit[organisation.unit], axis=1)
    assert (inside <= layout.radius[organisation.unit]).all()
    again = layout_of(organisation, 17.6, 13.5, np.full(organisation.units, 2.0), 0.5)
    assert (again.person == layout.person).all()


@pytest.mark.parametrize("runs", [1, 3])
@pytest.mark.parametrize("weeks", [0, 30])
def test_bands_are_drawn_of_any_number_of_runs(runs, weeks, tmp_path):
    replicates = replicate(changed({"a": {"size": 4}, "b": {"size": 5}}, weeks=weeks), runs, 3)
    figure = draw_bands(replicates)
    save(figure, tmp_path, "bands")
    assert f"{replicates.success_share * 100:.0f}\u00a0%" in figure.alternative and f"{runs} run" in figure.alternative


def test_user_matplotlib_settings_change_nothing(record, tmp_path):
    import matplotlib

    usual = save(draw_course(record), tmp_path, "usual")[0].read_bytes()
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "xtick.labelsize": 30, "svg.fonttype": "none", "lines.linewidth": 9}):
        other = save(draw_course(record), tmp_path, "other")[0].read_bytes()
    assert usual == other


def test_the_figures_of_the_scenario_one_starts_with_are_drawn(tmp_path):
    assert len(figures_of(simulate(load("company_a"), 7), tmp_path)) == 3 * len(FIGURES)
