"""Two decays: what was only trained is soon given up, what became a norm fades over years."""

from __future__ import annotations

import numpy as np
import pytest
from ensembles import changed, play

import sim
from sim.context.audience import members
from sim.context.influences import Audience
from sim.engine import Initiative, prepare
from sim.organisation import organisation_of

TRAINEES = Audience(best_connected=0.08)


def firm_with_one_hard_technique(audience: dict, weeks: int, **programme: dict) -> Initiative:
    """A firm at rest and a technique that takes all one's capacity, needs nobody's leave, and is hardly seen by others."""

    def strip(data: dict) -> None:
        data.update(weeks=weeks, catalysts={}, inhibitors={}, behaviours=["technique"], shocks={})
        data["dispositions"] = {"interest": 0.5, "capacity": 0.2, "practice": 0.1}
        data["organisation"]["people"]["threshold"] = -0.2
        data["organisation"]["levers"] = {"vision": 0.5, "tools": 0.2, "people": 0.3, "training": 0.0, "rituals": 0.25}
        data["organisation"]["units"] = {name: {**unit, "levers": {}} for name, unit in data["organisation"]["units"].items()}
        known = data["definitions"]
        known["catalysts"], known["inhibitors"] = {}, {}
        known["behaviours"] = {
            "technique": {
                "title": "A technique", "description": "", "direction": "aligned", "effort": 1.0, "visibility": 0.1, "autonomy": 0.0,
                "coordination": 0.0,
            }
        }  # fmt: skip
        card = {
            "title": "Training",
            "description": "",
            "family": "mindsets",
            "ramp": 0,
            "fade": 0,
            "audience": audience,
            **programme["card"],
        }
        known["interventions"] = {"training": card}
        data["programme"]["steps"] = {"training": {"intervention": "training", "start": programme["start"]["week"]}}

    return changed(sim.load("customer_centric", "programme=do_nothing"), strip)


def test_practice_after_training_alone_falls_as_saks_and_belcourt_found():
    """62, 44 and 34 % at 0, 6 and 12 months, within 5 points; 24 trainees x 100 seeds; one parameter fitted (capacity.fade)."""
    initiative = firm_with_one_hard_technique(
        TRAINEES.model_dump(), 104, card={"raises": {"training": 1.0}, "weeks": 26}, start={"week": 26}
    )
    organisation = organisation_of(initiative.organisation)
    trained = members(TRAINEES, organisation)
    run = prepare(initiative, range(100), organisation=organisation, watch_everyone=True).advance()
    practising = run.traces.everyone[:, trained].mean(axis=(1, 2))
    for week, published in ((52, 0.62), (78, 0.44), (104, 0.34)):
        assert practising[week] == pytest.approx(published, abs=0.05)


def test_a_practice_carried_by_norms_loses_10_to_20_per_cent_a_year():
    """Allcott and Rogers 2014: after two years of treatment, then stopped; mean of the two years after; 50 seeds.

    The same technique and the same people as above; everybody is reached, for two years, and rituals and selection repeat it.
    """
    initiative = firm_with_one_hard_technique(
        {"kinds": ["internal"]}, 208, card={"raises": {"training": 1.0, "rituals": 0.8, "selection": 0.8}, "weeks": 104}, start={"week": 0}
    )
    adoption = np.median(play(initiative, seeds=50).adoption, axis=1)
    loss_a_year = 1.0 - np.sqrt(adoption[208] / adoption[104])
    assert 0.10 <= loss_a_year <= 0.20
