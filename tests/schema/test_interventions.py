"""A card of the repertoire does something."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sim.schema.interventions import Intervention

DEEDS = {
    "raises": {"vision": 0.5},
    "rituals": ["review"],
    "says": 0.5,
    "removes": {"silos": 0.5},
    "strengthens": {"shared_why": 0.5},
    "does": [{"kind": "brief_board"}],
}


@pytest.mark.parametrize("deed", DEEDS)
def test_one_deed_is_enough(deed):
    assert getattr(Intervention(title="t", description="d", family="agents", **{deed: DEEDS[deed]}), deed)


def test_an_intervention_that_does_nothing_is_refused():
    with pytest.raises(ValidationError, match="must raise, remove, strengthen, say or do something"):
        Intervention(title="t", description="d", family="agents")
