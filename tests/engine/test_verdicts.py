"""Lanes judged side by side, and each by its record."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config import config_dir, load
from sim.engine import MODES, Repair, prepare, record_of, verdicts_of
from sim.schema.initiative import Initiative

SCENARIOS = sorted(path.stem for path in (config_dir() / "scenario").glob("*.yaml"))
ENABLED = Repair({"incentives": 0.9, "metrics": 0.9, "people": 0.9, "time": 0.9, "training": 0.9, "vision": 0.95, "threshold": 0.3})
REPAIRS = (Repair(), Repair({"patience": 0.95, "finance_power": 0.05}), ENABLED)


def _short(scenario: str) -> Initiative:
    initiative = load(scenario)
    data = initiative.model_dump()
    for unit in data["organisation"]["units"].values():
        unit["size"] = min(6, unit.get("size", 6))
    return Initiative.model_validate(data | {"weeks": min(initiative.weeks, 90)})


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_lane_is_judged_as_its_record_is(scenario):
    run = prepare(_short(scenario), [1, 2], REPAIRS).advance()
    verdicts = verdicts_of(run)
    for lane in range(run.lanes):
        record = record_of(run, lane)
        firm, outcome = record.firm, record.outcome
        assert verdicts.digest[lane] == record.digest
        assert (bool(verdicts.success[lane]), verdicts.mode[lane]) == (outcome.success, outcome.mode)
        assert {name: bool(met[lane]) for name, met in verdicts.met.items()} == outcome.by_definition
        assert verdicts.adoption_start[lane] == firm["adoption"].iloc[0]
        assert verdicts.adoption_peak[lane] == firm["adoption"].max()
        assert verdicts.adoption_end[lane] == firm["adoption"].iloc[-1]
        assert verdicts.felt_gain[lane] == record.felt.iloc[-1] - record.felt.iloc[0]
        assert verdicts.revenue_growth[lane] == firm["revenue"].iloc[-1] / firm["revenue"].iloc[0] - 1.0
        assert verdicts.spend[lane] == record.spend.iloc[-1]
        assert verdicts.abandoned[lane] == run.state.abandoned[lane]


def test_lanes_end_in_different_ways():
    """What is the same in all lanes proves nothing of them."""
    modes = {mode for scenario in SCENARIOS for mode in verdicts_of(prepare(_short(scenario), [1], REPAIRS).advance()).mode}
    assert len(modes & set(MODES)) >= 3 and None in modes


def test_a_run_is_judged_when_it_is_over():
    with pytest.raises(ValueError, match="week 3 of"):
        verdicts_of(prepare(_short(SCENARIOS[0]), [1]).advance(3))


def test_room_for_a_record_needs_no_zeros_where_all_weeks_follow(monkeypatch):
    """The number that lay in that memory before is written over in every week."""
    initiative = _short("company_a")
    plain = prepare(initiative, [1, 2], REPAIRS).advance()
    with monkeypatch.context() as littered:
        littered.setattr("sim.engine.run.np.empty", lambda shape, dtype=float: np.full(shape, 77, dtype))
        run = prepare(initiative, [1, 2], REPAIRS, to_the_end=True)
    assert (run.traces.unit == 77).all()
    assert verdicts_of(run.advance()).digest == verdicts_of(plain).digest
