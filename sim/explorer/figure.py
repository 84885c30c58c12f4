"""The explorer as a picture, for readers of a notebook without Python."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.record import Record
from sim.explorer.course import CURVES, in_words, side_by_side
from sim.figures.course import finding_of
from sim.figures.lines import EndLabel, draw_line, end_labels, goal_line, room_for, share_axis, week_axis
from sim.figures.panels import REPORTED, claim_of
from sim.figures.style import BLUE, GREY, SMALL, WIDTH, Drawing, heading_of, in_style, line_height, percent
from sim.figures.wording import described

LEFT, BETWEEN, TALL, WIDEST_LABEL = 1.95, 1.1, 5.0, 4.6  # centimetres
EDGES = (0.3, 10.9, 13.9, 17.7)  # of the table's columns: left edge of the first, right edges of the others
DASHED = (0, (5, 1.5))


def draw_explored(reference: Record, now: Record, moved: Sequence[str] = ()) -> Drawing:
    """Curves of a run and of the reference run with the same random draws.

    moved : the differences, in words; none: only the reference run
    """
    with in_style():
        drawn = described(now.initiative, now.organisation, now.seed)
        heading = heading_of(finding_of(now), "; ".join(moved) if moved else f"As it is: {drawn}")
        labels = {name: _labels(reference, now, name, bool(moved)) for name in CURVES}
        room = max(room_for(each, WIDEST_LABEL) for each in labels.values())
        below = heading.height + len(CURVES) * (line_height(SMALL) + 0.1 + TALL + BETWEEN) + 1.5
        rows = in_words(side_by_side(reference, now))
        figure = Drawing(below + line_height(SMALL) * (len(rows) + 1) + 0.4)
        heading.write(figure)
        top = heading.height
        for place, (name, title) in enumerate(CURVES.items()):
            figure.words(0.3, top, title, weight="bold")
            axes = figure.panel(LEFT, top + line_height(SMALL) + 0.2, WIDTH - LEFT - room - 0.2, TALL)
            week_axis(axes, max(reference.initiative.weeks, now.initiative.weeks), named=place == len(CURVES) - 1)
            share_axis(axes)
            if name == "adoption":
                goal_line(axes, float(now.initiative.success.adoption))
            if moved:
                draw_line(axes, reference.firm.index, reference.firm[name], GREY, 2.0, DASHED)
            if name == "adoption" and claim_of(now) is not None:
                draw_line(axes, now.firm.index, now.firm["reported"], BLUE, 1.3, REPORTED)
            draw_line(axes, now.firm.index, now.firm[name], BLUE, 3.2)
            end_labels(figure, axes, labels[name], room)
            if place == len(CURVES) - 1:
                axes.set_xlabel("weeks")
            top += line_height(SMALL) + 0.1 + TALL + BETWEEN
        _tabulate(figure, below, rows)
        return figure.finished(". ".join([finding_of(now), *moved, *map(_sentence, rows)]) + ".")


def _labels(reference: Record, now: Record, name: str, has_moved: bool) -> list[EndLabel]:
    end, before = float(now.firm[name].iloc[-1]), float(reference.firm[name].iloc[-1])
    labels = [EndLabel(end, f"{'now' if has_moved else 'as it is'} {percent(end)}", BLUE, True)]
    labels += [EndLabel(before, f"as it is {percent(before)}", GREY)] if has_moved else []
    if name == "adoption" and claim_of(now) is not None:
        told = float(now.firm["reported"].iloc[-1])
        labels.append(EndLabel(told, f"as reported {percent(told)}", BLUE))
    goal = float(now.initiative.success.adoption)
    return [*labels, EndLabel(goal, f"goal {percent(goal)}")] if name == "adoption" else labels


def _tabulate(figure: Drawing, top: float, rows: Sequence[Sequence[str]]) -> None:
    """Both runs side by side, one line per measure."""
    for place, row in enumerate([("how it ends", "as it is", "now", "difference"), *rows], start=1):
        for edge, words in zip(EDGES, row, strict=True):
            figure.words(edge, top + place * line_height(SMALL), words, va="baseline", ha="left" if edge == EDGES[0] else "right")


def _sentence(row: Sequence[str]) -> str:
    name, was, is_now, differs = row
    change = f" ({differs})" if differs not in ("", "none") else ""
    return f"{name[:1].upper()}{name[1:]}: {was} as it is, {is_now} now{change}"
