"""What a sheet shows: every word lies on it, and none covers another."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.text import Text


def words_on(figure: Figure) -> list[Text]:
    """The texts that a reader sees."""
    return [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]  # type: ignore[attr-defined]


def fits(figure: Figure) -> None:
    """Fail on a word that leaves the sheet, or covers another word."""
    seen = words_on(figure)
    width, height = figure.get_size_inches() * figure.dpi
    boxes = [text.get_window_extent() for text in seen]
    for text, box in zip(seen, boxes, strict=True):
        assert box.x0 >= -1.0 and box.x1 <= width + 1.0 and box.y0 >= -1.0 and box.y1 <= height + 1.0, text.get_text()
    for one, box in enumerate(boxes):
        for other, beside in enumerate(boxes[:one]):
            across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            along = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert across < 2.0 or along < 4.0, f"{seen[one].get_text()!r} covers {seen[other].get_text()!r}"
