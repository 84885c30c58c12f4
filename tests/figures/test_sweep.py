"""Figures of a sweep: the title says what was found, and everything drawn is also in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.figures.style import Drawing, unbroken
from sim.figures.sweep import draw_curve, draw_effects, draw_sweep, draw_tipping, write_figures
from sim.study.sweep.sweep import Sweep, sweep

PATIENCE, COMMITMENT, SPAN = "dispositions.patience", "dispositions.commitment", "organisation.span"


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    from sim.config import load

    small = load("punitive_policies", "weeks=30", "outcome=adoption_at_deadline", "programme.trial_weeks=4")
    return sweep(small, {COMMITMENT: [0, 1], SPAN: [4, 12]}, n=16, replicates=4, folder=tmp_path_factory.mktemp("sweep"))


def words_of(figure: Drawing) -> str:
    return " ".join(text.get_text() for text in figure.texts).replace("\n", " ").replace("\u00a0", " ")


def test_a_map_names_both_factors_what_is_drawn_and_how(swept: Sweep) -> None:
    figure = draw_tipping(swept, COMMITMENT, SPAN)
    words = words_of(figure)
    assert "Commitment (dispositions)" in words and "Span (organisation)" in words
    assert "16 points, each under the same 4 seeds" in words and "success: " in words and "Dots: simulated points" in words
    assert figure.alternative.startswith(words.split(" Rules for")[0][:20])


def test_a_curve_and_the_effects_say_what_they_show(swept: Sweep) -> None:
    assert "patience" not in draw_curve(swept, COMMITMENT).alternative.lower()
    effects = draw_effects(swept)
    assert unbroken(swept.finding)[:30].replace("\u00a0", " ") in words_of(effects)
    assert all(effect.levels[0].title in effects.alternative for effect in swept.effects)


def test_without_a_choice_the_strongest_factors_are_drawn(swept: Sweep) -> None:
    strongest = [effect.factor for effect in swept.effects]
    assert draw_sweep(swept).alternative == draw_tipping(swept, *strongest).alternative
    assert draw_sweep(swept, SPAN).alternative == draw_curve(swept, SPAN).alternative


def test_figures_are_written_with_their_words(swept: Sweep, tmp_path: Path) -> None:
    names = [path.name for path in write_figures(swept, tmp_path)]
    assert names == [f"{name}.{kind}" for name in ("sweep", "effects") for kind in ("svg", "png", "txt")]


def test_a_factor_that_was_not_varied_cannot_be_drawn(swept: Sweep) -> None:
    for draw in (lambda: draw_sweep(swept, PATIENCE), lambda: draw_tipping(swept, SPAN, PATIENCE)):
        with pytest.raises(ValueError, match="was not varied"):
            draw()


def test_intervals_are_not_broken_over_lines() -> None:
    assert unbroken("tips at 0.5 [0.4, 0.6]") == "tips at 0.5\u00a0[0.4,\u00a00.6]"
