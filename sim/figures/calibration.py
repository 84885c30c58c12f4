"""Figures of a calibration: published and simulated targets, and the posterior of each adjustment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from sim.figures.lines import GRID
from sim.figures.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    SMALL,
    VERMILION,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    ink_of,
    plain,
    save,
    spaced,
    width_of,
    wrapped,
)  # fmt: skip
from sim.study.calibration.goodness import Calibrated, Verdict, number
from sim.study.population.adjustment import ADJUSTMENTS
from sim.study.statistics.wording import counted, in_text, whole

ROW, HEAD, GAP, TICKS = 1.35, 0.8, 0.5, 0.9  # centimetres: row of a target, title of a panel, gap between panels, axis
TITLES, NUMBERS, WORDS = 5.8, 4.9, 4.2  # centimetres: label of a row, its numbers, its verdict
ABOVE, BELOW = -0.2, 0.2  # offsets within a row: published number, simulated number
LEGEND = 0.75


def write_figures(found: Calibrated, folder: Path) -> list[Path]:
    """Write both figures as SVG and PNG with text alternatives."""
    return [*save(draw_targets(found), folder, "calibration_targets"), *save(draw_posterior(found), folder, "calibration_posterior")]


def draw_targets(found: Calibrated) -> Drawing:
    """Draw one row per target: the published number with its interval above, the simulated number below."""
    with in_style():
        heading = heading_of(spaced(f"{found.finding}"), _drawn(found))
        panels = [("Fitted jointly, %", found.fitted), ("Not fitted, for comparison, %", found.checks)]
        panels = [(title, verdicts) for title, verdicts in panels if verdicts]
        figure = Drawing(heading.height + LEGEND + sum(HEAD + ROW * len(verdicts) + GAP for _, verdicts in panels) + TICKS)
        heading.write(figure)
        _legend(figure, heading.height)
        top = heading.height + LEGEND
        for title, verdicts in panels:
            figure.words(0.3, top, title, weight="bold")
            axes = figure.panel(0.5 + TITLES, top + HEAD, WIDTH - 0.5 - TITLES - WORDS, ROW * len(verdicts))
            _rows(axes, verdicts)
            axes.tick_params(axis="x", labelbottom=verdicts is panels[-1][1])
            top += HEAD + ROW * len(verdicts) + GAP
        return figure.finished(targets_in_words(found))


def draw_posterior(found: Calibrated) -> Drawing:
    """Draw one row per adjustment over its range: posterior draws, mean and interval, and the neutral value."""
    with in_style():
        names = found.posterior.moved
        heading = heading_of(_posterior_finding(found), _posterior_drawn(found))
        figure = Drawing(heading.height + ROW * len(names) + TICKS)
        heading.write(figure)
        axes = figure.panel(0.5 + TITLES, heading.height, WIDTH - 0.5 - TITLES - NUMBERS, ROW * len(names))
        _marginals(axes, found, names)
        return figure.finished(posterior_in_words(found))


def targets_in_words(found: Calibrated) -> str:
    """Return the text alternative of the targets, from the same numbers."""
    each = "; ".join(_in_words(verdict) for verdict in found.verdicts)
    return spaced(f"{found.finding}. On {counted(found.initiatives, 'initiative')} not used in the fit: {each}.")


def posterior_in_words(found: Calibrated) -> str:
    """Return the text alternative of the adjustments with their intervals."""
    each = "; ".join(f"{ADJUSTMENTS[name].title} {number(found.posterior.of(name))}" for name in found.posterior.moved)
    return f"{_posterior_finding(found)}. Posterior mean and 95\u00a0% interval: {each}."


def _in_words(verdict: Verdict) -> str:
    low, high = verdict.target.interval
    published = f"{whole(verdict.target.published)} % [{whole(low)}, {whole(high)}] published ({verdict.target.source})"
    return f"{verdict.target.title}: {published}, {whole(verdict.calibrated.value)} % simulated, {verdict.in_words}"


def _drawn(found: Calibrated) -> str:
    words = (
        f"{found.initiatives:,} initiatives not used in the fit",
        "success: the model's definition closest to the source’s",
        "black: 95 % interval of the published number, thin: with the allowance for our reading",
        "blue: posterior",
    )
    return spaced(" · ".join(words))


def _legend(figure: Drawing, top: float) -> None:
    """Write the legend of the marks in their colours."""
    left = 0.5 + TITLES
    for text, colour in (("● published", INK), ("● calibrated", BLUE), ("○ assumed", GREY)):
        figure.words(left, top, text, color=ink_of(colour) if colour != INK else INK)
        left += width_of(text) + 0.6


def _rows(axes: Axes, verdicts: tuple[Verdict, ...]) -> None:
    axes.set_xlim(-1.0, 101.0)
    axes.set_ylim(len(verdicts) - 0.5, -0.5)
    for place, verdict in enumerate(verdicts):
        low, high = verdict.target.interval
        _interval(axes, place + ABOVE, low, high, INK, 1.2)
        _interval(axes, place + ABOVE, *verdict.target.own_interval, INK, 4.0)
        axes.plot([100.0 * verdict.target.published], [place + ABOVE], "o", color=INK, markersize=8, clip_on=False)
        _interval(axes, place + BELOW, verdict.predicted.low, verdict.predicted.high, BLUE, 2.6)
        assumed = [min(1.0, max(0.0, verdict.uncalibrated.value)) * 100.0]
        axes.plot(assumed, [place + BELOW], "o", markeredgecolor=GREY, markerfacecolor="white", markersize=8, clip_on=False, zorder=3)
        axes.plot([100.0 * verdict.calibrated.value], [place + BELOW], "o", color=BLUE, markersize=8, clip_on=False, zorder=4)
        look = {"transform": axes.get_yaxis_transform(), "va": "center", "fontsize": SMALL}
        look |= {"color": ink_of(GREY)} if verdict.is_met else {"color": ink_of(VERMILION), "weight": "bold"}
        axes.text(1.04, place, verdict.in_words, **look)
    axes.set_yticks(range(len(verdicts)), ["\n".join(_titled(verdict)) for verdict in verdicts], linespacing=0.98)
    axes.set_xticks([0, 25, 50, 75, 100])
    _plain(axes)


def _titled(verdict: Verdict) -> list[str]:
    """Return the title and the source of a target, as lines."""
    return [*wrapped(plain(verdict.target.title, 60), TITLES, SMALL, 2)]


def _interval(axes: Axes, place: float, low: float, high: float, colour: str, width: float) -> None:
    axes.plot([100.0 * low, 100.0 * high], [place, place], color=colour, linewidth=width, solid_capstyle="butt", clip_on=False)


def _marginals(axes: Axes, found: Calibrated, names: list[str]) -> None:
    """Draw each adjustment over its own range, with the bounds at the ends."""
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(len(names) - 0.5, -0.5)
    weights = found.posterior.weights / found.posterior.weights.max()
    for place, name in enumerate(names):
        known, told = ADJUSTMENTS[name], found.posterior.of(name)
        draws, kept, low, high, neutral = (
            (np.array(values) - known.low) / (known.high - known.low)
            for values in ([theta[name] for theta in found.posterior.thetas], told.value, told.low, told.high, known.neutral)
        )
        axes.plot([0.0, 1.0], [place, place], color=FAINT, linewidth=1.0, clip_on=False)
        axes.scatter(draws, np.full(len(draws), place + ABOVE), s=60.0 * weights, color=BLUE, alpha=0.35, linewidths=0, clip_on=False)
        axes.plot([low, high], [place, place], color=INK, linewidth=2.6, solid_capstyle="butt", clip_on=False)
        axes.plot([kept], [place], "o", color=INK, markersize=8, clip_on=False)
        axes.plot([neutral], [place], "|", color=VERMILION, markersize=15, markeredgewidth=2.6, clip_on=False)
        axes.text(0.0, place + 0.16, f"{known.low:g}".replace("-", "−"), va="top", ha="left", fontsize=SMALL, color="#555555")
        axes.text(1.0, place + 0.16, f"{known.high:g}", va="top", ha="right", fontsize=SMALL, color="#555555")
        axes.text(1.05, place, number(told), va="center", fontsize=SMALL, transform=axes.get_yaxis_transform())
    axes.set_yticks(range(len(names)), ["\n".join(wrapped(ADJUSTMENTS[name].title, TITLES, SMALL, 2)) for name in names])
    axes.set_xticks([])
    _plain(axes)
    axes.spines["bottom"].set_visible(False)
    axes.grid(False)


def _plain(axes: Axes) -> None:
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def _posterior_finding(found: Calibrated) -> str:
    """Return a sentence on the adjustment that the evidence narrows most."""
    width = {name: told.high - told.low for name in found.posterior.moved if (told := found.posterior.of(name))}
    share = {name: wide / (ADJUSTMENTS[name].high - ADJUSTMENTS[name].low) for name, wide in width.items()}
    name = min(share, key=lambda one: share[one])
    left = f"{whole(share[name])}\u00a0% of its range remains possible"
    return f"The evidence narrows the {in_text(ADJUSTMENTS[name].title)} most: {left}"


def _posterior_drawn(found: Calibrated) -> str:
    drawn = len(found.posterior.thetas)
    return spaced(
        f"Adjustments over their ranges · blue: {drawn} posterior draws, size = weight (effective sample size "
        f"{found.posterior.effective:.0f}) · black: mean and 95 % interval · red: neutral value"
    )


__all__ = ["draw_posterior", "draw_targets", "posterior_in_words", "targets_in_words", "write_figures"]
