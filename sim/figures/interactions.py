"""Figure of pairs of causes: whether their repairs are complements or substitutes."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.figures.attribution import POINTS, About, described, hundredths, interval_line, safe
from sim.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    SMALL,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    line_height,
    plain,
    shortened,
    spaced,
    unbroken,
)
from sim.study.attribution.interactions import Interaction
from sim.study.statistics.wording import counted, in_text, listed

MOST = 15
"""Number of pairs drawn; of more pairs, those with the strongest interactions."""

NAMES, ROW, INDEX, TOGETHER, AXIS = 6.3, 1.3, 2.1, 2.5, 1.6  # centimetres: labels, row of a pair, two columns of numbers, axis with label
LEAST = 0.35  # share of the axis on either side of zero


def draw_pairs(pairs: Sequence[Interaction], said: Sequence[str], about: About) -> Drawing:
    """Draw the interaction of each pair of repairs, and the failures that only both repairs together rescue.

    pairs : at least one, as returned by pairs_of; said : the same in sentences
    """
    with in_style():
        chosen = _strongest(pairs)
        note = f" · the {len(chosen)} strongest of {len(pairs)} pairs" if len(chosen) < len(pairs) else ", grey if it includes zero"
        drawn = f"dots: interaction index (Grabisch & Roubens 1999); lines: 95 % intervals{note}"
        heading = heading_of(unbroken(safe(pair_finding(pairs))), described(about, drawn))
        top, left = heading.height + 3 * line_height(SMALL) + 0.2, 0.3 + NAMES
        wide = WIDTH - left - INDEX - TOGETHER
        figure = Drawing(top + len(chosen) * ROW + AXIS)
        heading.write(figure)
        _draw_indices(figure.panel(left, top, wide, len(chosen) * ROW), chosen)
        figure.words(left, top - 0.2, "← substitutes", va="bottom")
        figure.words(left + wide, top - 0.2, "complements →", va="bottom", ha="right")
        figure.words(WIDTH - TOGETHER - 0.3, top - 0.2, "index", va="bottom", ha="right")
        figure.words(WIDTH - 0.2, top - 0.2, "% of failures\nrescued only\nby both", va="bottom", ha="right")
        return figure.finished(safe(" ".join(said)))


def pair_finding(pairs: Sequence[Interaction]) -> str:
    """Return a sentence on the clear interactions among the pairs."""
    replacing = [pair for pair in pairs if pair.interaction.high < 0.0]
    helping = [pair for pair in pairs if pair.interaction.low > 0.0]
    if not replacing and not helping:
        return f"None of {counted(len(pairs), 'pair')} of repairs shows a clear interaction"
    if not helping or (replacing and -replacing[-1].interaction.value > helping[0].interaction.value):
        return f"{_called(replacing[-1])} are the strongest substitutes; {_so_many(helping, pairs)} are clear complements"
    return f"{_called(helping[0])} are the strongest complements; {_so_many(replacing, pairs)} are clear substitutes"


def _strongest(pairs: Sequence[Interaction]) -> list[Interaction]:
    """Return the pairs with the strongest interactions, in their original order."""
    kept = sorted(pairs, key=lambda pair: -abs(pair.interaction.value))[:MOST]
    return [pair for pair in pairs if pair in kept]


def _called(pair: Interaction) -> str:
    return listed([plain(pair.titles[0], 60), in_text(plain(pair.titles[1], 60))])


def _so_many(chosen: Sequence[Interaction], pairs: Sequence[Interaction]) -> str:
    return f"{len(chosen) or 'none'} of {len(pairs)} pairs"


def _draw_indices(axes: Axes, pairs: Sequence[Interaction]) -> None:
    axes.set_ylim(len(pairs) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    ends = [end * 100.0 for pair in pairs for end in pair.interaction[1:]]
    span = max(1.0, max(ends) - min(ends))
    hundredths(axes, min(*ends, -LEAST * span), max(*ends, LEAST * span), POINTS)
    for row, pair in enumerate(pairs):
        index = pair.interaction
        colour = GREY if not index.is_clear else BLUE if index.value > 0.0 else ORANGE
        interval_line(axes, row, index.low * 100.0, index.high * 100.0, INK if index.is_clear else GREY)
        axes.plot(index.value * 100.0, row, "o", color=colour, markersize=11, markeredgecolor="white", clip_on=False)
        _right_of(axes, row, INDEX - 0.3, f"{index.value * 100.0:.1f}".replace("-", "−"))
        _right_of(axes, row, INDEX + TOGETHER - 0.2, "–" if pair.together.share is None else spaced(f"{pair.together.share:.0%}"))
    axes.set_yticks(range(len(pairs)), [_name(pair) for pair in pairs], linespacing=1.05)
    axes.tick_params(axis="y", length=0)


def _name(pair: Interaction) -> str:
    one, other = (shortened(plain(title, 60), NAMES - 0.8) for title in pair.titles)
    return f"{one} +\n{in_text(other)}"


def _right_of(axes: Axes, row: int, away: float, text: str) -> None:
    """Write text that ends the given number of centimetres to the right of a panel."""
    width = axes.get_position().width * WIDTH
    axes.text(1.0 + away / width, row, text, transform=axes.get_yaxis_transform(), va="center", ha="right", fontsize=SMALL)
