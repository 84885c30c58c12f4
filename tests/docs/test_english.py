"""No committed text uses a pronoun that hides the actor."""

from __future__ import annotations

import english
import pytest


def test_no_committed_text_uses_a_banned_pronoun() -> None:
    assert english.places() == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Who knows.\nWhatever happens", [2]),
        ("def test_nobody_is_hurt", [1]),
        ("“Nobody moves,” she said.", []),
        ("> whatever it takes\n", []),
        ("a\n“one\ntwo” nobody", [3]),
        ("The whateverness of it", []),
    ],
)
def test_pronouns_are_found_outside_quotations(text: str, lines: list[int]) -> None:
    assert english.banned_in(text) == lines
