"""The dial: the number that is read from the back row is the study's own, and the claims of others are never mistaken for it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from matplotlib.patches import Wedge
from matplotlib.text import Text

from sim.figures.failure_dial import CLAIMS, NO_EVIDENCE, dial_finding, draw_dial
from sim.study.statistics.estimates import share_of
from tests.figures.test_failure_modes import stays_on_the_sheet


def summary(failures: int, of: int, others: tuple[int, ...] = (30, 80, 90, 99)) -> Any:
    """What the dial looks at of a study."""
    shares = {f"other_{k}": share_of(min(count, of), of) for k, count in enumerate(others)}
    return SimpleNamespace(
        failure=share_of(failures, of),
        by_definition={"sustained": share_of(failures, of), **shares},
        definition_titles={"sustained": "Sustained", **{name: f"Another idea of success that takes many words {name}" for name in shares}},
        definition="sustained",
        definition_title="Sustained adoption",
        population="A population",
        weeks=156,
        seed=1,
    )


@pytest.mark.parametrize(("failures", "of"), [(0, 100), (70, 100), (100, 100), (1, 1), (0, 0)])
def test_any_share_of_failures_is_drawn(failures: int, of: int, tmp_path: Path) -> None:
    stays_on_the_sheet(draw_dial(summary(failures, of)), tmp_path)


def test_the_dial_shows_the_failure_share() -> None:
    figure = draw_dial(summary(70, 100))
    _, filled = (patch for patch in figure.axes[0].patches if isinstance(patch, Wedge))
    assert (filled.theta1, filled.theta2) == (pytest.approx(54.0), 180)  # three tenths of half a turn are left
    assert "70\u00a0%" in [text.get_text() for text in figure.axes[0].texts]


def test_the_finding_says_how_far_the_definition_moves_it() -> None:
    said = dial_finding(summary(70, 100)).replace("\u00a0", " ")
    assert said == "70 % [60, 78] of initiatives fail; the rate ranges from 30 % to 99 % with the definition of success"
    assert dial_finding(summary(70, 100, ())).replace("\u00a0", " ") == "70 % [60, 78] of initiatives fail"


def test_every_claim_stands_with_its_source_and_what_it_rests_on() -> None:
    figure = draw_dial(summary(70, 100))
    written = " ".join(text.get_text().replace("\n", " ") for text in figure.findobj(Text))
    for claim in CLAIMS:
        assert claim.source in written and claim.basis in written and 0.0 <= claim.low <= claim.high <= 1.0
    assert NO_EVIDENCE.replace("70 %", "70\u00a0%") in written and "Hughes 2011" in figure.alternative
