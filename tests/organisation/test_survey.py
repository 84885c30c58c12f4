"""A survey is where people stand in week 0, before the scenario's dispositions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.config import Refused
from sim.engine import prepare
from sim.planning.repair import Repair

STAFF = pd.DataFrame(
    {
        "id": [f"E{n}" for n in range(1, 41)],
        "manager": [None, "E1", "E1", *(("E2", "E3")[n % 2] for n in range(37))],
        "unit": ["board", "north", "south", *(("north", "south")[n % 2] for n in range(37))],
    }
)
ANSWERS = pd.DataFrame(
    {
        "id": [f"E{n}" for n in range(2, 32)],
        "interest": [1 + n % 5 for n in range(30)],
        "cynicism": [5 - n % 5 for n in range(30)],
        "practice": [n % 3 == 0 for n in range(30)],
        "leader commitment": [(2, 5)[n % 2] for n in range(30)],
        "trust": [3] * 30,
    }
)


def started(imported: sim.ImportedOrganisation, *repairs: Repair):
    return prepare(imported.into(sim.load("customer_centric", "weeks=2")), [1], repairs or (Repair(),))


def test_week_0_is_what_people_answered() -> None:
    imported = sim.import_organisation(STAFF, survey=ANSWERS, scale=[1, 5])
    firm, run = imported.organisation, started(imported)
    at = [firm.employee_ids.index(name) for name in ANSWERS["id"]]
    assert run.state.interest[at, 0] == pytest.approx((ANSWERS["interest"] - 1) / 4)
    assert run.state.cynicism[at, 0] == pytest.approx((ANSWERS["cynicism"] - 1) / 4)
    aligned = np.flatnonzero(run.plan.behaviours.aligned & (run.plan.behaviours.leaders_only == 0))
    theirs = run.plan.behaviours.applies[firm.unit[at]][:, aligned].astype(bool)
    assert (run.state.practice[at][:, aligned, 0] == (theirs & ANSWERS["practice"].to_numpy()[:, None])).all() and theirs.any()
    assert run.state.practising[:, aligned[0], 0].tolist() == np.bincount(firm.unit, run.state.practice[:, aligned[0], 0]).tolist()


def test_people_who_did_not_answer_stand_where_some_of_their_unit_stand() -> None:
    imported = sim.import_organisation(STAFF, survey=ANSWERS, scale=[1, 5])
    firm, stance = imported.organisation, imported.organisation.stance
    assert stance is not None and not np.isnan(stance.interest).any()
    units = dict(zip(STAFF["id"], STAFF["unit"], strict=True))
    given = {unit: {(n % 5) / 4 for n in range(30) if units[f"E{n + 2}"] == unit} for unit in ("north", "south")}
    for name in (f"E{n}" for n in range(32, 41)):
        assert stance.interest[firm.employee_ids.index(name)] in given[units[name]]
    assert any("10 (25.0%) people did not answer" in note for note in imported.report.notes)


def test_reports_say_how_far_their_leader_is_committed() -> None:
    imported = sim.import_organisation(STAFF, survey=ANSWERS, scale=[1, 5])
    run = started(imported)
    ids = imported.organisation.employee_ids
    commitment = {ids[person]: run.state.commitment[row, 0] for row, person in enumerate(run.world.leader_employee)}
    said = {name: [(2, 5)[n % 2] for n in range(30) if STAFF["manager"][n + 1] == name] for name in ("E1", "E2", "E3")}
    assert commitment["E1"] == pytest.approx(np.mean([(answer - 1) / 4 for answer in said["E1"]]))
    assert run.state.credibility[:, 0] == pytest.approx(0.5)


def test_a_repair_lifts_those_below_its_level_alone() -> None:
    run = started(sim.import_organisation(STAFF, survey=ANSWERS, scale=[1, 5]), Repair(), Repair({"interest": 0.6, "cynicism": 0.3}))
    assert (run.state.interest[:, 1] == np.maximum(run.state.interest[:, 0], 0.6)).all()
    assert (run.state.cynicism[:, 1] == np.minimum(run.state.cynicism[:, 0], 0.3)).all()


@pytest.mark.parametrize(
    ("answers", "scale", "shares"),
    [
        (["1", "3", "5"], None, [0.0, 0.5, 1.0]),
        (["7", "4", "1"], None, [1.0, 0.5, 0.0]),
        (["0 %", "50%", "100 %"], None, [0.0, 0.5, 1.0]),
        (["0,5", "0,25", "1"], None, [0.5, 0.25, 1.0]),
        (["strongly disagree", "neutral", "Strongly agree"], None, [0.0, 0.5, 1.0]),
        (["1", "2", "3"], [1, 3], [0.0, 0.5, 1.0]),
    ],
)
def test_scales_are_shares_of_the_way_from_the_lowest_to_the_highest_answer(answers, scale, shares) -> None:
    survey = pd.DataFrame({"id": ["E1", "E2", "E3"], "Q7": answers})
    found = sim.import_organisation(STAFF.head(3), survey=survey, scale=scale, survey_columns={"interest": "Q7"}).organisation
    assert found.stance is not None
    assert [found.stance.interest[found.employee_ids.index(name)] for name in ("E1", "E2", "E3")] == pytest.approx(shares)
    turned = sim.import_organisation(STAFF.head(3), survey=survey, scale=scale, survey_columns={"interest": "-Q7"}).organisation
    assert turned.stance is not None
    assert [turned.stance.interest[found.employee_ids.index(name)] for name in ("E1", "E2", "E3")] == pytest.approx([1 - s for s in shares])


def test_a_survey_by_unit_gives_each_unit_its_share_of_adopters() -> None:
    survey = pd.DataFrame({"unit": ["north", "south", "board"], "practice": ["50%", "10%", "0%"], "interest": ["60%", "40%", "100%"]})
    imported = sim.import_organisation(STAFF, survey=survey)
    firm, stance = imported.organisation, imported.organisation.stance
    assert stance is not None
    for unit, share in (("north", 0.5), ("south", 0.1), ("board", 0.0)):
        mine = stance.practice[firm.unit == firm.unit_ids.index(unit)]
        assert abs(mine.sum() - share * len(mine)) <= 0.5 + 1e-9


@pytest.mark.parametrize(
    ("survey", "said"),
    [
        (pd.DataFrame({"id": ["E1"], "Q1": [3]}), "no column feeds the start"),
        (pd.DataFrame({"id": ["E1", "E2"], "interest": ["3", "often-ish"]}), "not on the scale"),
        (pd.DataFrame({"unit": ["west"], "interest": ["3"]}), "units that are not in the organisation"),
        (pd.DataFrame({"team": ["Z9"], "interest": [""]}), "units that are not"),
    ],
)
def test_surveys_that_say_nothing_are_refused(survey, said) -> None:
    with pytest.raises(Refused, match=said):
        sim.import_organisation(STAFF, survey=survey)


def test_a_saved_organisation_starts_where_the_survey_put_it(tmp_path: Path) -> None:
    imported = sim.import_organisation(STAFF, survey=ANSWERS, scale=[1, 5])
    again = sim.import_organisation(imported.save(tmp_path / "firm"))
    runs = [sim.simulate(one.into(sim.load("customer_centric", "weeks=3"))).digest for one in (imported, again)]
    assert runs[0] == runs[1]
