"""Figures of a calibration: every target is there with its verdict, nothing is cut or covered, and the words say what is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text

from sim.figures.calibration import draw_posterior, draw_targets, write_figures
from sim.figures.style import Drawing
from sim.study.calibration.abc import Posterior, TriedPoint
from sim.study.calibration.goodness import Calibrated, verdicts_of
from sim.study.calibration.targets import Target, TargetReading
from sim.study.population.adjustment import NEUTRAL
from sim.study.statistics.estimates import share_of

TITLES = {"overall": "Transformations that succeed", "far": "A share that no point comes near to, in any survey"}


@pytest.fixture(scope="module")
def found() -> Calibrated:
    known = {"reading": 0.03, "success": "sustained", "meant": "as said", "source": "Author 2000", "status": "V", "of": 100}
    published = {"overall": 0.33, "far": 0.9, "beside": 0.1}
    own = {name: {"title": TITLES.get(name, name), "role": "check" if name == "beside" else "fit"} for name in published}
    targets = {name: Target.model_validate(known | own[name] | {"published": share}) for name, share in published.items()}
    shown = {name: TargetReading(0.35, 0.0004, 500) for name in targets}
    thetas = tuple(NEUTRAL | {"level": level, "common": level / 2} for level in (-0.5, 0.2, 0.4, 1.1))
    posterior = Posterior(
        thetas, (shown,) * 4, np.array([0.1, 0.4, 0.3, 0.2]), np.zeros(4), (TriedPoint(0, dict(NEUTRAL), shown),), (0.1,), share_of(95, 100)
    )
    return Calibrated(
        "Firms", "Sustained", posterior, posterior.kept, verdicts_of(targets, posterior, shown, shown),
        share_of(650, 1000), NEUTRAL | {"level": 0.1}, share_of(700, 1000), 0.7, 1000, 0,
    )  # fmt: skip


def _texts(figure: Drawing) -> list[str]:
    return [" ".join(text.get_text().split()) for text in figure.findobj(Text) if text.get_text().strip()]  # type: ignore[attr-defined]


def test_an_unmet_target_is_stated_in_title_row_and_text(found: Calibrated) -> None:
    figure = draw_targets(found)
    assert found.finding == f"One population meets 1 of 2 published numbers at once; it does not meet “{TITLES['far']}”"
    assert {"met", "not met"} <= set(_texts(figure))
    assert "90\u00a0% [82, 98] published (Author 2000), 35\u00a0% simulated, not met" in figure.alternative
    assert any(
        remark.startswith("Not met: “A share that no point") and "11.7 standard deviations away" in remark for remark in found.remarks
    )


def test_met_by_the_source_and_met_by_our_reading_are_told_apart(found: Calibrated) -> None:
    verdict = found.fitted[0]
    assert verdict.in_words == "met"
    own = verdict.target.model_copy(update={"published": 0.42, "of": 100_000, "reading": 0.2})
    assert verdict.__class__(**(verdict.__dict__ | {"target": own})).in_words == "within reading"


@pytest.mark.parametrize("draw", [draw_targets, draw_posterior])
def test_nothing_leaves_the_sheet(found: Calibrated, draw: object) -> None:
    figure = draw(found)  # type: ignore[operator]
    width, height = figure.get_size_inches() * figure.dpi
    for text in figure.findobj(Text):
        box = text.get_window_extent()
        if text.get_text().strip() and text.get_visible():
            assert box.x0 >= -1.0 and box.x1 <= width + 1.0 and box.y0 >= -1.0 and box.y1 <= height + 1.0, text.get_text()


def test_the_posterior_shows_only_adjusted_parameters(found: Calibrated) -> None:
    figure = draw_posterior(found)
    assert "0.37 [−0.50, 1.10]" in " ".join(_texts(figure))
    assert "Common quality" in figure.alternative and "Load of inhibitors" not in figure.alternative


def test_figures_are_written_with_their_words(found: Calibrated, tmp_path: Path) -> None:
    names = {path.name for path in write_figures(found, tmp_path)}
    assert names == {f"calibration_{kind}.{form}" for kind in ("targets", "posterior") for form in ("svg", "png", "txt")}
    assert "published" in (tmp_path / "calibration_targets.txt").read_text(encoding="utf-8")
