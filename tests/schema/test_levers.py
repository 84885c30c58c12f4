"""Levers and dispositions: one language, each word once."""

from __future__ import annotations

from typing import get_args

from sim.schema.interventions import Intervention
from sim.schema.levers import CONDITIONS, FIRM_DISPOSITIONS, FOUNDATION, LEVER, LEVER_NAMES, LEVERS, RITUALS, UNIT_DISPOSITIONS


def test_no_condition_has_two_meanings():
    assert len(CONDITIONS) == len(LEVERS) + len(UNIT_DISPOSITIONS) + len(FIRM_DISPOSITIONS)


def test_every_condition_is_a_share_and_says_what_it_means():
    for name, condition in CONDITIONS.items():
        assert 0.0 <= condition.default <= 1.0 and condition.meaning, name


def test_levers_stand_in_the_order_of_their_rows():
    assert [LEVER[name] for name in LEVER_NAMES] == list(range(len(LEVERS)))


def test_the_foundation_is_made_of_levers():
    assert set(LEVERS) > FOUNDATION


def test_cards_infuse_the_rituals_that_count():
    assert set(get_args(get_args(Intervention.model_fields["rituals"].annotation)[0])) == set(RITUALS)
