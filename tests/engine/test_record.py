"""Records carry their axes and units with them."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from sim.config import load
from sim.engine import Record, Repair, prepare, simulate
from sim.engine.series import OF_SEGMENTS, OF_THE_FIRM, OF_UNITS
from sim.mechanisms.fatigue import attended_share
from sim.schema.levers import LEVER


@pytest.fixture(scope="module")
def record() -> Record:
    return simulate(load("customer_centric", "organisation=small", "weeks=20"), 3)


def test_every_table_says_what_it_counts(record: Record) -> None:
    for frame, series in ((record.firm, OF_THE_FIRM), (record.units, OF_UNITS), (record.segments, OF_SEGMENTS)):
        assert frame.attrs["units"].keys() == series.keys() == set(frame.columns.get_level_values("series"))
    assert record.firm["revenue"].attrs["units"]["revenue"] == "thousand euro a week"
    assert all("units" in table.attrs for table in (record.adoption, record.behaviours, record.load, record.leaders_time))


def test_a_dataset_holds_what_the_tables_hold(record: Record) -> None:
    data = record.to_xarray()
    assert set(data.dims) == {"week", "unit", "behaviour", "segment"}
    assert all({"units", "long_name"} <= variable.attrs.keys() for variable in data.data_vars.values())
    assert np.array_equal(data["felt"], record.felt) and np.array_equal(
        data["unit_adoption"].sel(unit="service"), record.adoption["service"]
    )
    assert np.array_equal(data["unit_norm"].sel(unit="service"), record.units["service", "norm"])
    assert np.array_equal(data["unit_load"].isel(week=slice(1, None)), record.load) and np.isnan(data["leaders_time"][0])
    segment = str(data["segment"][0].item())
    assert np.array_equal(data["segment_worst"].sel(segment=segment), record.segments[segment, "worst"])
    assert data.attrs["digest"] == record.digest


def test_an_initiative_can_be_sent_to_another_process(record: Record) -> None:
    sent = pickle.loads(pickle.dumps(record.initiative))
    assert sent == record.initiative and simulate(sent, 3).digest == record.digest


def test_a_repair_is_played_on_the_same_draws_and_a_misspelt_one_is_refused(record: Record) -> None:
    repaired = simulate(record.initiative, 3, repair=Repair({"coordination": 0.9}))
    assert repaired.digest != record.digest == simulate(record.initiative, 3, repair=Repair()).digest
    with pytest.raises(ValueError, match="repair: nothing is named 'cordination'; nearest: coordination"):
        Repair({"cordination": 0.9})
    with pytest.raises(ValueError, match=r"repair: vision: 1.5; allowed: 0 to 1"):
        Repair({"vision": 1.5})


def test_change_agents_are_told_by_name_and_week() -> None:
    seeded = simulate(load("company_a", "weeks=30"), 3)
    steps = seeded.schedule.as_they_begin
    starts = {step.start for step in steps if any(deed.kind == "seed_agents" for deed in step.card.does)}
    assert len(seeded.agents) > 0 and set(seeded.agents["from_week"]) <= starts
    assert (seeded.organisation.people.loc[seeded.agents.index, "unit"] == seeded.agents["unit"]).all()
    unrecorded = simulate(load("customer_centric", "organisation=small", "programme=do_nothing", "weeks=1"), 3)
    assert unrecorded.agents.empty


CROWDED = ("weeks=40", "organisation=small", "programme=big_bang", "programme.budgets.attention=0.6")


def test_units_attend_to_what_the_rule_says_of_the_load_of_their_week() -> None:
    run = prepare(load("customer_centric", *CROWDED), [3])
    seen = []
    for week in range(40):
        before, interest = run.state.fatigue[:, 0].copy(), run.state.unit_interest[:, 0].copy()
        run.advance(1)
        felt = run.plan.load[week] * run.traces.firm[week, list(OF_THE_FIRM).index("vigour"), 0]
        for unit in range(len(felt)):
            time = float(run.state.unit_levers[unit, LEVER["time"], 0])
            share = attended_share(float(felt[unit]), run.plan.attention, time, before[unit], interest[unit], run.rules.fatigue)
            assert run.state.attended[unit, 0] == run.traces.unit[week + 1, unit, list(OF_UNITS).index("attended"), 0]
            seen.append((run.state.attended[unit, 0], share))
    assert [one for one, _ in seen] == pytest.approx([other for _, other in seen])
    assert min(one for one, _ in seen) < 0.5 and max(one for one, _ in seen) == 1.0, (
        "more than people carry in some weeks, and less in others"
    )


def test_a_record_says_when_change_was_more_than_people_could_carry_and_where_most() -> None:
    crowded = simulate(load("customer_centric", *CROWDED), 3)
    (note,) = [note for note in crowded.notes if "more than people could carry" in note]
    inside = crowded.organisation.is_internal
    attended = crowded.units.xs("attended", axis=1, level="series")[
        [name for name, own in zip(crowded.organisation.unit_ids, inside, strict=True) if own]
    ]
    people = crowded.organisation.unit_size[inside]
    whole = (attended * people).sum(axis=1) / people.sum()
    over = whole.index[whole < 0.95]
    assert 1 < len(over) < 39, "in some weeks and not in others"
    worst = whole.idxmin()
    assert note == (
        f"the work of change was more than people could carry in {len(over)} weeks from week {over[0]} on: "
        f"in week {worst} they attended to {whole[worst]:.0%} of it, least in {attended.loc[worst].idxmin()}"
    )


def test_a_single_week_of_it_is_told_as_one() -> None:
    begun = simulate(load("customer_centric", *CROWDED[1:], "weeks=2"), 3)
    (note,) = [note for note in begun.notes if "carry" in note]
    assert note.startswith("the work of change was more than people could carry in 1 week from week 2 on: in week 2 they attended to ")


@pytest.mark.parametrize("programme", ["do_nothing", "as_planned"])
def test_a_record_says_no_such_thing_where_people_carried_it_all(programme: str) -> None:
    roomy = simulate(load("customer_centric", "weeks=40", "organisation=small", f"programme={programme}"), 3)
    assert (roomy.units.xs("attended", axis=1, level="series") == 1.0).all(axis=None)
    assert not [note for note in roomy.notes if "carry" in note]
