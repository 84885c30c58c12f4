"""Style: words fit, labels keep apart, colours mean one thing, and names of others are only ever words."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from sim.engine import MODES
from sim.figures.lines import apart
from sim.figures.style import (
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
