"""Style: words fit, labels keep apart, colours mean one thing, and names of others are only ever words."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from sim.engine import MODES
from sim.figures.lines import apart
from sim.figures.style import (
    INK,
    MODE_COLOURS,
    STAGE_COLOURS,
    SUCCESS_COLOUR,
    Drawing,
    fitted,
    heading_of,
    in_style,
    plain,
    save,
    shortened,
    unit_look,
    width_of,
    wrapped,
)
from sim.mechanisms.stage import STAGES


def test_every_outcome_and_stage_has_a_colour_of_its_own():
    assert tuple(MODE_COLOURS) == MODES and tuple(STAGE_COLOURS) == STAGES
    assert len({*MODE_COLOURS.values(), SUCCESS_COLOUR}) == len(MODES) + 1
    lightness = [np.mean([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) for colour in STAGE_COLOURS.values()]
    assert lightness == sorted(lightness, reverse=True)


SIGHTS = {
    "usual": np.eye(3),
    "without red": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "without green": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "without blue": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
"""What is left of red, green and blue light to eyes that lack a kind of cone (Machado, Oliveira and Fernandes 2009)."""
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
WHITE = np.array([0.95047, 1.0, 1.08883])


def light_of(colour: str) -> np.ndarray:
    """Red, green and blue light of a colour, [0, 1]."""
    share = np.array(to_rgb(colour))
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def seen(colour: str, sight: str) -> np.ndarray:
    """Lightness and hue of a colour to such eyes, in CIELAB."""
    x, y, z = np.cbrt(np.clip(TO_XYZ @ np.clip(SIGHTS[sight] @ light_of(colour), 0.0, 1.0) / WHITE, 0.008856, None))
    return np.array([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)])


@pytest.mark.parametrize("sight", SIGHTS)
def test_a_merged_firm_has_a_colour_apart_from_every_other_outcome(sight):
    merged, others = MODE_COLOURS["overtaken"], [SUCCESS_COLOUR, INK, *(one for mode, one in MODE_COLOURS.items() if mode != "overtaken")]
    assert min(np.linalg.norm(seen(merged, sight) - seen(other, sight)) for other in others) > 20.0
    assert 1.05 / (light_of(merged) @ TO_XYZ[1] + 0.05) > 3.0  # against white


def test_the_first_thirty_five_units_can_be_told_apart():
    assert len({(look.colour, str(look.dash)) for look in map(unit_look, range(35))}) == 35


@given(st.lists(st.floats(0.0, 10.0), max_size=12), st.floats(0.0, 2.0))
def test_labels_keep_their_order_their_bounds_and_their_distance(wanted, gap):
    wanted = sorted(wanted)
    places = apart(wanted, gap, -1.0, 11.0)
    assert len(places) == len(wanted)
    assert all(-1.0 - 1e-9 <= place <= 11.0 + 1e-9 for place in places)
    room = min(gap, 12.0 / max(len(wanted) - 1, 1))
    assert all(np.diff(places) >= room - 1e-9)


def test_labels_that_do_not_meet_stay_where_they_are():
    assert apart([1.0, 3.0, 5.0], 1.0, 0.0, 6.0).tolist() == [1.0, 3.0, 5.0]
    assert apart([2.0, 2.0], 1.0, 0.0, 6.0).tolist() == [1.5, 2.5]


@pytest.mark.parametrize("text", ["a" * 900, "Information technology " * 40, "", "ﬁ" * 50])
def test_words_fit_where_they_stand(text):
    assert all(width_of(line) <= 6.0 for line in wrapped(text, 6.0, most=3)) and len(wrapped(text, 6.0, most=3)) <= 3
    assert width_of(fitted(text, 3.0)) <= 3.0 and width_of(shortened(text, 3.0)) <= 3.0


def test_a_shortened_name_keeps_its_end():
    assert shortened("Department of things 17", 3.6).endswith("17")


def test_names_of_others_become_one_line_of_letters():
    assert plain("a\x00b\n c\u202ed 漢\ud800") == "ab cd □"
    assert len(plain("x" * 999)) == 160


def test_dollars_are_no_mathematics(tmp_path):
    figure = Drawing(3.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with in_style():
            heading_of(plain("$\\frac{1}{ costs $5 and $x$"), "A sentence with dollars.").write(figure)
        save(figure.finished("Dollars."), tmp_path, "dollars")
    assert "$5" in (tmp_path / "dollars.svg").read_text()


def test_a_figure_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    class Broken(Figure):
        def savefig(self, fname, **_):
            fname.write_text("half")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        save(Broken(), tmp_path, "broken")
    assert list(tmp_path.iterdir()) == []
