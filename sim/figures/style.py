"""Common style of all figures: meaning of colours, text sizes and layout."""

from __future__ import annotations

import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.textpath import TextToPath

from sim.mechanisms.stage import STAGES

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
"""Okabe–Ito colours, distinguishable with any colour vision; yellow is omitted as too pale for lines on white."""
AUBERGINE = "#4B0055"
"""Darker than all of these, so that it stays apart from each of them with any colour vision."""
GREY, FAINT, SHADE, INK = "#7F7F7F", "#C8C8C8", "#EFEFEF", "#222222"

UNIT_COLOURS = (BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, GREY)
UNIT_DASHES: tuple[Any, ...] = ("solid", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1.5, 1, 1.5)), (0, (9, 2)))
STAGE_COLOURS = dict(zip(STAGES, ("#D2D2D2", "#B3CBDF", "#84B2D6", "#4A8EC0", "#2468A4", "#08306B"), strict=True))
"""Stages of adoption from pale to dark, distinguishable by lightness alone."""
MODE_COLOURS = {
    "never took off": GREY, "stalled": ORANGE, "siloed": SKY, "hollow": PURPLE, "abandoned": VERMILION, "relapsed": BLUE,
    "overtaken": AUBERGINE,
}  # fmt: skip
SUCCESS_COLOUR = GREEN
PRACTICE_SCALE = LinearSegmentedColormap.from_list("practice", list(STAGE_COLOURS.values()))

WIDTH = 18.0  # centimetres as drawn
SMALL = 13.5  # points as drawn: 9 points where a figure is placed 12 centimetres wide
LARGE = 16.0
RESOLUTION = 200  # dots per inch of raster images
COMPRESSION = 3  # of raster images, lossless: as small as the usual 6 for lines on white, in half the time
LINE = 1.22  # line height, as a multiple of the font size
CENTIMETRES, POINTS = 2.54, 28.3465  # in an inch, in a centimetre

_RULES: Any = {
    "font.family": ["DejaVu Sans"], "font.size": SMALL, "text.color": INK, "text.parse_math": False, "text.usetex": False,
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": GREY, "axes.labelcolor": INK, "axes.labelsize": SMALL,
    "axes.unicode_minus": True, "axes.facecolor": "white", "figure.facecolor": "white", "savefig.facecolor": "white",
    "xtick.color": GREY, "ytick.color": GREY, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
    "xtick.labelsize": SMALL, "ytick.labelsize": SMALL, "lines.linewidth": 2.0, "lines.solid_capstyle": "round",
    "path.simplify": True, "svg.fonttype": "path", "svg.hashsalt": "change-simulator", "svg.id": None,
}  # fmt: skip


class Look(NamedTuple):
    """Colour and dash of a unit, the same in all figures."""

    colour: str
    dash: Any


def unit_look(row: int) -> Look:
    """Return a unit's look, the same in all figures; row : its index among the organisation's units, in order of ids."""
    return Look(UNIT_COLOURS[row % len(UNIT_COLOURS)], UNIT_DASHES[row // len(UNIT_COLOURS) % len(UNIT_DASHES)])


def outcome_colour(mode: str | None) -> str:
    """Return the colour of a failure mode, or of success if there is none."""
    return SUCCESS_COLOUR if mode is None else MODE_COLOURS[mode]


def ink_of(colour: str) -> str:
    """Return a colour of the same hue, dark enough for text on white."""
    red, green, blue = to_rgb(colour)
    return to_hex((0.68 * red, 0.68 * green, 0.68 * blue))


def pale(colour: str) -> str:
    """Return a pale tint of a colour for backgrounds."""
    red, green, blue = to_rgb(colour)
    return to_hex((0.93 + 0.07 * red, 0.93 + 0.07 * green, 0.93 + 0.07 * blue))


@contextmanager
def in_style() -> Iterator[None]:
    """Context in which figures are drawn in this style, independent of the user's settings."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_RULES)
        yield


class Drawing(Figure):
    """A figure laid out in centimetres from its upper left corner, with a text alternative."""

    def __init__(self, height: float, width: float = WIDTH) -> None:
        super().__init__(figsize=(width / CENTIMETRES, height / CENTIMETRES), dpi=100)
        self.width, self.height = width, height
        self.finding = self.drawn = ""  # of its heading
        self.alternative = ""

    def panel(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add axes; position from the upper left corner and size in centimetres."""
        return self.add_axes((left / self.width, 1.0 - (top + height) / self.height, width / self.width, height / self.height))

    def words(self, left: float, top: float, text: str, size: float = SMALL, **look: Any) -> None:
        """Write text; top : centimetres from the upper edge to its first line."""
        look = {"va": "top", "ha": "left", "linespacing": LINE, **look}
        self.text(left / self.width, 1.0 - top / self.height, text, fontsize=size, **look)

    def finished(self, alternative: str) -> Drawing:
        """Everything that is drawn late, such as ticks, drawn now and in style."""
        self.alternative = completed(alternative, self.finding, self.drawn)
        self.draw_without_rendering()
        return self

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with in_style():
            self.savefig(buffer, format="png", dpi=100, metadata={"Title": self.finding, "Description": self.alternative})
        return buffer.getvalue()


class Heading(NamedTuple):
    """The finding and the subtitle below it, both broken into lines."""

    finding: list[str]
    drawn: list[str]
    in_full: tuple[str, str] | None = None  # both before they were cut to fit

    @property
    def height(self) -> float:
        """Return its height with the space below, centimetres."""
        return 0.4 + line_height(LARGE) * len(self.finding) + 0.1 + line_height(SMALL) * len(self.drawn) + 0.35

    def write(self, figure: Drawing, left: float = 0.3) -> None:
        figure.finding, figure.drawn = self.in_full or (" ".join(self.finding), " ".join(self.drawn))
        figure.words(left, 0.4, "\n".join(self.finding), LARGE, weight="bold")
        below = 0.5 + line_height(LARGE) * len(self.finding)
        figure.words(left, below, "\n".join(self.drawn), SMALL, color="#555555")


def heading_of(finding: str, drawn: str, width: float = WIDTH - 0.6) -> Heading:
    """A heading that fits: at most three lines of finding, three of what is drawn."""
    return Heading(wrapped(finding, width, LARGE, 3, bold=True), wrapped(drawn, width, SMALL, 3), (finding, drawn))


def completed(alternative: str, finding: str, drawn: str) -> str:
    """Return a text alternative with the finding first and the subtitle last, unless it already contains them."""
    said = alternative.replace("\u00a0", " ")
    before = [] if not finding or finding.replace("\u00a0", " ").rstrip(".") in said else [finding]
    after = [] if not drawn or drawn.replace("\u00a0", " ").rstrip(".") in said else [re.sub(r"[ \u00a0]·[ \u00a0]", "; ", drawn)]
    parts = (part.strip() for part in (*before, alternative, *after))
    return " ".join(part if part[-1] in ".!?…" else f"{part}." for part in parts if part)


def line_height(size: float) -> float:
    """Return the distance between lines, centimetres."""
    return size * LINE / POINTS


def plain(text: object, longest: int = 160) -> str:
    """Return user-supplied text that is safe in a figure: one line, without control, direction or undrawable characters."""
    known = _drawable()
    letters = (" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", str(text)))
    kept = (letter for letter in letters if unicodedata.category(letter)[0] != "C")
    line = " ".join("".join(letter if ord(letter) in known else "□" for letter in kept).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def percent(share: float) -> str:
    """Format a share as a percentage without a line break."""
    return f"{share * 100:.0f}\u00a0%"


def spaced(text: str) -> str:
    """Format all percentages in a text with a non-breaking space."""
    return re.sub(r"(\d) ?%", "\\1\u00a0%", text)


def unbroken(text: str) -> str:
    """Format percentages, and prevent line breaks inside intervals."""
    return re.sub(r" \[([^,\]]+), ([^\]]+)\]", "\u00a0[\\1,\u00a0\\2]", spaced(text))


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = SMALL, bold: bool = False) -> float:
    """Return the width of a line of text, centimetres."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    return TextToPath().get_text_width_height_descent(text, font, ismath=False)[0] / POINTS


def fitted(text: str, width: float, size: float = SMALL, bold: bool = False) -> str:
    """Truncate a text at the end to a width, centimetres."""
    return _cut(text, width, size, lambda kept: text[:kept].rstrip() + "…", bold)


def shortened(name: str, width: float, size: float = SMALL) -> str:
    """Truncate a name in the middle to a width, centimetres, since names often differ at their ends."""
    return _cut(name, width, size, lambda kept: f"{name[: kept - kept // 3].rstrip()}…{name[len(name) - kept // 3 :].lstrip()}")


def _cut(text: str, width: float, size: float, cut_to: Callable[[int], str], bold: bool = False) -> str:
    """Keep as many characters as fit, by bisection."""
    if width_of(text, size, bold) <= width:
        return text
    low, high = 0, len(text)
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if width_of(cut_to(middle), size, bold) <= width else (low, middle)
    return cut_to(low)


def wrapped(text: str, width: float, size: float = SMALL, most: int = 9, *, bold: bool = False) -> list[str]:
    """Break a text into lines of a width, centimetres, with a maximum number of lines."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(fitted(word, width, size, bold))
    if len(lines) > most:
        lines = [*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), width, size, bold)]
    return lines


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    return frozenset(get_font(fontManager.findfont(FontProperties(family="DejaVu Sans"))).get_charmap())


def save(figure: Figure, folder: str | Path, name: str, alternative: str | None = None) -> list[Path]:
    """Write a figure as SVG and PNG with its text alternative; each file is complete or absent, and reproducible.

    alternative : one or two sentences; none: the figure's own
    """
    text = getattr(figure, "alternative", "") if alternative is None else alternative
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    title = getattr(figure, "finding", "") or name.replace("_", " ")
    with in_style():
        said = {"Software": None, "Title": title} | ({"Description": text} if text else {})
        drawing = _whole(folder / f"{name}.svg", lambda path: _write_svg(figure, path, title, text))
        picture = _whole(folder / f"{name}.png", lambda path: _write_png(figure, path, said))
    words = _whole(folder / f"{name}.txt", lambda path: path.write_text(text + "\n", encoding="utf-8"))
    return [drawing, picture, words]


def svg_of(figure: Figure, title: str, text: str) -> bytes:
    """Return a figure as SVG that screen readers announce as one image; call it within `in_style`.

    title : the image's accessible name; text : its description, may be empty
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata=_svg_metadata(title, text))
    return _announced(buffer.getvalue(), text)


def _write_svg(figure: Figure, path: Path, title: str, text: str) -> None:
    figure.savefig(path, format="svg", metadata=_svg_metadata(title, text))
    path.write_bytes(_announced(path.read_bytes(), text))


def _write_png(figure: Figure, path: Path, said: dict[str, str | None]) -> None:
    figure.savefig(path, format="png", dpi=RESOLUTION, metadata=said, pil_kwargs={"compress_level": COMPRESSION})


def _svg_metadata(title: str, text: str) -> dict[str, str | None]:
    """Return what matplotlib writes into an SVG: the title as its <title>, both as metadata, no date."""
    return {"Date": None, "Title": title, "Description": text or None}


def _announced(svg: bytes, text: str) -> bytes:
    """Add the role of an image, and the description as <desc>, which matplotlib does not write."""
    head, mark, rest = svg.decode().partition("</title>")
    described = f"\n <desc>{escape(text)}</desc>" if text else ""
    return (head.replace("<svg ", '<svg role="img" ', 1) + mark + described + rest).encode()


def _whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Write a file that is either complete or absent: write a temporary file next to it, then rename it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write(beside)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path
