"""A philosophy names conditions that exist, and ranges within the scale."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from sim.schema.interventions import Intervention
from sim.schema.philosophy import EffectByFamily, Philosophy

REFUSED = {
    "below the scale": ({"suits": {"patience": [-0.1, 0.5]}}, "greater than or equal to 0"),
    "above the scale": ({"suits": {"patience": [0.5, 1.1]}}, "less than or equal to 1"),
    "reversed": ({"suits": {"patience": [0.8, 0.2]}}, r"suits.patience: \[0.8, 0.2\] is reversed; write the lowest level first"),
    "one end": ({"suits": {"patience": [0.5]}}, "at least 2"),
    "no condition": ({"suits": {"patiense": [0.5, 1.0]}}, "'patiense'; nearest: patience"),
    "too strong": ({"effect": {"agents": 1.51}}, "less than or equal to 1.5"),
    "too weak": ({"effect": {"agents": 0.49}}, "greater than or equal to 0.5"),
    "no family": ({"effect": {"agent": 1.0}}, "Extra inputs"),
    "for nothing": ({"cost": {"money": 0.0}}, "greater than or equal to 0.5"),
    "no ramp": ({"ramp": 0.0}, "greater than or equal to 0.25"),
    "more than all": ({"unsuited": 1.2}, "less than or equal to 1"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused(what):
    said, words = REFUSED[what]
    with pytest.raises(ValidationError, match=words):
        Philosophy(title="t", description="d", **said)


def test_every_family_of_cards_has_its_factor():
    assert set(EffectByFamily.model_fields) == set(get_args(Intervention.model_fields["family"].annotation))
