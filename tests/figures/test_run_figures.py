"""Figures of metrics, customers and silos: titles that hold, words that fit, and runs of every kind."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection

from sim.config import load
from sim.engine import Initiative, Record, simulate
from sim.figures.customers import ALIKE, MOST_SEGMENTS, customers_finding, draw_customers, gain_of, shown_segments
from sim.figures.metrics import MOST_METRICS, change_of_metrics, draw_metrics, gap_finding, moving_most
from sim.figures.silos import KINDS, cost_of_silos, draw_silos, silos_finding
from tests.figures.conftest import ODD_WORDS, changed
from tests.figures.sheet import fits
from tests.figures.test_failure_modes import stays_on_the_sheet

DRAWERS = (draw_metrics, draw_customers, draw_silos)
UNITS = {"a": {"size": 4, "contact": 0.9}, "b": {"size": 5, "contact": 0.1}}


def segmented(count: int) -> Initiative:
    """An initiative with so many segments of equal share, of unusual names."""
    plain = changed(UNITS, weeks=8).model_dump()
    first = next(iter(plain["segments"].values()))
    plain["segments"] = {f"s{k:02}": first | {"title": f"{ODD_WORDS} {k}", "share": 1.0 / count, "panel": 2} for k in range(count)}
    return Initiative.model_validate(plain)


RUNS = {
    "usual": lambda: load("metric_switch", "weeks=70"),
    "no metrics": lambda: changed(UNITS, metrics=[]),
    "no week": lambda: changed(UNITS, weeks=0),
    "one week": lambda: changed(UNITS, weeks=1),
    "one segment": lambda: segmented(1),
    "two segments": lambda: segmented(2),
    "four segments": lambda: segmented(4),
    "twelve segments": lambda: segmented(12),
}


@cache
def run_of(name: str) -> Record:
    return simulate(RUNS[name](), 3)


@pytest.fixture(scope="module")
def switched() -> Record:
    return simulate(load("metric_switch", "weeks=104"), 1)


DRAWN = [(name, draw) for name in RUNS for draw in DRAWERS if draw is draw_customers or "segment" not in name]


@pytest.mark.parametrize(("name", "draw"), DRAWN)
def test_every_run_is_drawn_on_its_sheet_without_words_over_words(name: str, draw, tmp_path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = draw(run_of(name))
    fits(figure)
    stays_on_the_sheet(figure, tmp_path)


def test_the_title_tells_the_gap_between_the_lines(switched: Record) -> None:
    gap = (switched.internal_score - switched.felt) * 100
    expected = "The internal score is {:.0f} points above what customers feel at the start, and {:.0f} points above it at the end"
    assert gap_finding(switched) == expected.format(gap.iloc[0], gap.iloc[-1])
    turned = replace(switched, firm=switched.firm.assign(internal_score=switched.felt - np.linspace(-0.05, 0.01, 105)))
    assert gap_finding(turned).endswith("5 points above what customers feel at the start, and 1 point below it at the end")
    shaded = [one for one in draw_metrics(switched).axes[0].collections if isinstance(one, PolyCollection) and len(one.get_paths())]
    assert len(shaded) == 1  # it is above in all weeks


def test_each_metric_is_shown_once_in_the_unit_where_it_moves_most(switched: Record) -> None:
    kept = moving_most(switched)
    assert len(kept) == MOST_METRICS == len({one.metric for one in kept}) and len(set(switched.metrics.columns.droplevel("unit"))) > len(
        kept
    )
    moved = (switched.metrics.iloc[-1] - switched.metrics.iloc[0]).abs()
    for one in kept:
        of_metric = moved.xs(one.metric, level="metric")
        assert one.moved == of_metric.max() == of_metric[one.unit]
    assert min(one.moved for one in kept) >= max(moved.drop([one.metric for one in kept], level="metric"))


def test_metrics_are_drawn_in_their_own_units_with_the_better_end_above(switched: Record) -> None:
    (place,) = [place for place, one in enumerate(moving_most(switched), start=1) if one.metric == "call_time"]
    axes = draw_metrics(switched).axes[place]
    assert axes.get_ylim() == (9.0, 3.0) and [text.get_text() for text in axes.get_yticklabels()] == ["9", "6", "3"]
    assert np.allclose(axes.lines[-1].get_ydata(), switched.readings["service", "call_time"])


def test_a_step_that_changes_metrics_is_marked_in_its_week(switched: Record) -> None:
    change = change_of_metrics(switched)
    assert change is not None and change.card.title == "Switch to what customers experience"
    figure = draw_metrics(switched)
    for axes in figure.axes:
        assert any(set(np.asarray(line.get_xdata())) == {change.start} for line in axes.lines)
    assert f"metrics change in week {change.start}" in figure.alternative
    without = replace(switched, schedule=replace(switched.schedule, steps=()))
    assert change_of_metrics(without) is None and "metrics change" not in draw_metrics(without).alternative


def test_a_firm_without_named_metrics_says_so() -> None:
    record = run_of("no metrics")
    figure = draw_metrics(record)
    assert len(figure.axes) == 1 and "No unit keeps a named metric" in figure.alternative


def test_customers_are_titled_by_their_gain_and_the_segments_that_differ(switched: Record) -> None:
    felt = switched.felt
    raised = switched.segments.copy()
    names = list(switched.initiative.segments)
    for name, gained in zip(names, (0.1, 0.3, -0.05), strict=True):
        raised[name, "felt"] = np.linspace(0.3, 0.3 + gained, len(felt))
    told = replace(switched, segments=raised, firm=switched.firm.assign(felt=np.linspace(0.3, 0.42, len(felt))))
    assert (
        customers_finding(told) == "Customers feel 12 points more than at the start: Ordinary customers +30, Customers of the test-bed −5"
    )
    near = told.segments.copy()
    for name, gained in zip(names, (0.12, 0.13, 0.16), strict=True):
        near[name, "felt"] = np.linspace(0.3, 0.3 + gained, len(felt))
    assert customers_finding(replace(told, segments=near)) == "Customers feel 12 points more than at the start"
    same = replace(told, firm=told.firm.assign(felt=0.3))
    assert customers_finding(same).startswith("Customers feel no more than at the start")


def test_a_segment_gains_the_mean_of_three() -> None:
    record = simulate(changed(UNITS, weeks=8), 3)
    name = next(iter(record.initiative.segments))
    table = record.segments[name]
    assert np.allclose(gain_of(record, name), (table["profitability"] + table["efficiency"] + table["position"]) / 3.0)


def test_the_largest_segments_are_drawn() -> None:
    record = run_of("twelve segments")
    assert shown_segments(record) == [f"s{k:02}" for k in range(MOST_SEGMENTS)]
    assert "the 6 largest segments" in " ".join(text.get_text() for text in draw_customers(record).texts)


def test_segments_with_one_course_share_a_line(switched: Record) -> None:
    names = list(switched.initiative.segments)
    together, apart = switched.segments.copy(), switched.segments.copy()
    for place, name in enumerate(names):
        together[name, "effort"] = 0.4 + 0.4 * ALIKE * place
        apart[name, "effort"] = 0.4 + 0.2 * place
    for table, lines in ((together, 1), (apart, len(names))):
        effort = draw_customers(replace(switched, segments=table)).axes[len(names)]
        assert sum(np.size(line.get_xdata()) == len(table) for line in effort.lines) == lines


def test_silos_are_titled_by_what_they_cost_of_revenue(switched: Record) -> None:
    ends = switched.silo_costs.iloc[-1]
    whole = sum(float(ends[name]) for name in KINDS)
    assert cost_of_silos(switched) == pytest.approx(whole) and whole > 0.0
    said = silos_finding(switched).replace("\u00a0", " ")
    revenue = float(switched.firm["revenue"].iloc[1:].sum())
    assert said.startswith(f"Silos cost €{whole:,.0f}k by week 104, {whole / revenue * 100:.0f} % of revenue; rework is ")
    assert said.endswith(f"{float(ends['silo_rework']) / whole * 100:.0f} % of it")
    described = draw_silos(switched).alternative
    assert all(f"€{ends[name]:,.0f}k" in described for name in ("silo_churn", "silo_rework"))


def test_costs_of_silos_lie_on_one_another(switched: Record) -> None:
    layers = [one for one in draw_silos(switched).axes[0].collections if isinstance(one, PolyCollection)]
    assert len(layers) == len(KINDS)
    top = max(float(np.asarray(path.vertices)[:, 1].max()) for path in layers[-1].get_paths())
    assert top == pytest.approx(cost_of_silos(switched))


def test_a_kind_that_counts_many_is_told_in_the_plural(switched: Record) -> None:
    firm = switched.firm.assign(silo_opportunities=pd.Series(np.linspace(0.0, 1e6, len(switched.firm)), switched.firm.index))
    assert "customers missed are " in silos_finding(replace(switched, firm=firm))
