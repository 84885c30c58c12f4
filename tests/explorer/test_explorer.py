"""An explorer lives the same draws again wherever its sliders stand, and says in a line what it cannot do."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from sim.config import load
from sim.engine import Initiative, simulate
from sim.explorer.course import ExploredCourse, in_words, lived, sent
from sim.explorer.explorer import Explorer, explore
from sim.explorer.figure import draw_explored
from sim.map import packed_stages
from sim.mechanisms.stage import STAGES
from sim.play import Play

COMMITMENT, TRAINING, OUTCOME = "dispositions.commitment", "programme.steps.training.start", "outcome"
SLIDERS = {COMMITMENT: [0, 1], TRAINING: [0, 26], OUTCOME: ["sustained", "value_realised"]}


@pytest.fixture(scope="module")
def initiative() -> Initiative:
    return load("customer_centric", "organisation=small", "programme=quick_wins", "weeks=40")


@pytest.fixture(scope="module")
def made(initiative: Initiative) -> Explorer:
    return explore(initiative, SLIDERS, seed=7)


@pytest.fixture
def explorer(made: Explorer) -> Iterator[Explorer]:
    yield made
    made.values = {}


def test_untouched_it_shows_the_very_run_that_is_simulated(initiative: Initiative, explorer: Explorer) -> None:
    assert explorer.record.digest == simulate(initiative, seed=7).digest
    assert explorer.values == {}
    assert explorer.table["difference"].fillna(0.0).eq(0.0).all()


def test_stages_are_those_of_the_same_play(initiative: Initiative) -> None:
    play = Play(initiative, 7)
    play.advance(initiative.weeks)
    assert lived(initiative, 7).stages == [packed_stages(play.stages(week)) for week in range(initiative.weeks + 1)]


def test_a_moved_slider_lives_the_same_draws_again(initiative: Initiative, explorer: Explorer) -> None:
    explorer.values = {COMMITMENT: 0.1, TRAINING: 3}
    again = load("customer_centric", "organisation=small", "programme=quick_wins", "weeks=40", f"{COMMITMENT}=0.1", f"{TRAINING}=3")
    assert explorer.record.digest == simulate(again, seed=7).digest
    assert explorer.record.digest != explorer.record_as_it_is.digest
    assert explorer.initiative.dispositions["commitment"] == 0.1
    assert explorer.table.loc["adoption at the end", "now"] == explorer.record.firm["adoption"].iloc[-1]


def test_an_unnamed_slider_keeps_the_initiative_value(explorer: Explorer) -> None:
    explorer.values = {COMMITMENT: 0.1}
    explorer.values = {TRAINING: 3}
    assert explorer.values == {TRAINING: 3}
    assert explorer.initiative.dispositions.get("commitment") == explorer.as_it_is.dispositions.get("commitment")


def test_other_people_are_drawn_anew(initiative: Initiative) -> None:
    unit = next(iter(initiative.organisation.units))
    path = f"organisation.units.{unit}.size"
    explorer = explore(initiative, {path: [2, 60]})
    people, drawn = explorer.record.organisation.employees, explorer.drawn
    explorer.values = {path: explorer.sliders[0].reference + 5}
    assert explorer.record.organisation.employees == people + 5 == len(explorer.drawn["people"])
    assert explorer.drawn["map"] != drawn["map"]


def test_browser_data_are_plain_and_complete(explorer: Explorer) -> None:
    explorer.values = {OUTCOME: "value_realised"}
    shown = json.loads(json.dumps(explorer.shown, allow_nan=False))
    assert shown["values"] == {OUTCOME: "value_realised"}
    assert len(shown["curves"]["adoption"]) == len(shown["units"]) == len(shown["stages"]) == shown["weeks"] + 1
    assert len(explorer.drawn["words"]["stages"]) == len(STAGES)
    assert "export class NetworkMap" in explorer.map_module


def test_reports_are_sent_where_they_run_ahead_of_practice(explorer: Explorer) -> None:
    explorer.values = {}
    firm = explorer.record.firm
    claimed = replace(explorer.record, firm=firm.assign(reported=firm["adoption"] + 0.3))
    honest = replace(explorer.record, firm=firm.assign(reported=firm["adoption"]))
    assert sent(ExploredCourse(claimed, []))["reported"] == [round(float(share) + 0.3, 4) for share in firm["adoption"]]
    assert sent(ExploredCourse(honest, []))["reported"] is None
    labels = [len(draw_explored(honest, now).findobj(Text)) for now in (honest, claimed)]
    assert labels[1] == labels[0] + 1


def test_every_answer_is_a_new_run_even_where_nothing_moved(explorer: Explorer) -> None:
    before = explorer.shown["run"]
    explorer.values = explorer.values
    assert explorer.shown["run"] == before + 1


def test_a_range_is_widened_to_what_the_initiative_itself_has(initiative: Initiative) -> None:
    (slider,) = explore(initiative, {COMMITMENT: [0.9, 1]}).sliders
    assert slider.low == slider.reference
    assert slider.high == 1.0
    assert slider.takes(slider.reference)


@pytest.mark.parametrize(
    ("sliders", "said"),
    [
        ({"dispositions.comitment": [0, 1]}, "nearest: commitment"),
        ({"programme.steps.trainning.start": [0, 9]}, "nearest: programme.steps.training.start"),
        ({COMMITMENT: [0, 2]}, "less than or equal to 1"),
        ({COMMITMENT: 0.5}, r"give \[low, high\]"),
        ({COMMITMENT: {"beta": [1, 2]}}, r"give \[low, high\]"),
        ({"programme": ["quick_wins", "centred"]}, "sim.compare"),
        ({}, "0 given"),
    ],
)
def test_a_slider_that_cannot_be_is_refused_in_a_line(initiative: Initiative, sliders: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said) as refusal:
        explore(initiative, sliders)
    assert str(refusal.value).startswith("sliders: ")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"weeks": 3}, "no such slider"),
        ({COMMITMENT: 1.5}, "from 0 to 1"),
        ({COMMITMENT: "much"}, "from 0 to 1"),
        ({TRAINING: 2.5}, "integer"),
    ],
)
def test_a_refused_value_changes_nothing(explorer: Explorer, values: dict[str, Any], said: str) -> None:
    shown, digest = explorer.shown, explorer.record.digest
    with pytest.raises(ValueError, match=said) as refusal:
        explorer.values = values
    assert "\n" not in str(refusal.value)
    assert (explorer.shown, explorer.record.digest, explorer.values) == (shown, digest, {})


def test_a_request_is_executed_or_answered_in_one_line(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(explorer, "send", told.append)
    explorer._handle_custom_msg({"kind": "move", "values": {COMMITMENT: 0.2}}, [])
    assert explorer.values == {COMMITMENT: 0.2}
    explorer._handle_custom_msg({"kind": "move", "values": {COMMITMENT: 7}}, [])
    explorer._handle_custom_msg({"kind": "move", "values": "all"}, [])
    assert [message["kind"] for message in told] == ["problem"]
    assert explorer.values == {COMMITMENT: 0.2}


def test_where_no_python_runs_there_is_a_picture_that_can_be_read_aloud(explorer: Explorer) -> None:
    explorer.values = {COMMITMENT: 0.1}
    data, metadata = explorer._repr_mimebundle_() or ({}, {})
    assert data["image/png"].startswith("iVBOR")
    assert "0.1 instead of" in metadata["image/png"]["alt"]
    assert data["text/plain"].startswith("Explorer(")


def test_an_event_that_never_happened_is_stated_and_not_subtracted(explorer: Explorer) -> None:
    table = explorer.table.copy()
    table.loc["week of reaching the goal", ["as it is", "now", "difference"]] = [30.0, np.nan, np.nan]
    table.loc["money spent", ["now", "difference"]] = [-5.2, -5.2]
    rows = {name: values for name, *values in in_words(table)}
    assert rows["week of reaching the goal"] == ["30", "never", ""]
    assert rows["money spent"][1:] == ["−€5k", "−€5k"]
    assert rows["adoption at the end"][2] == "none"
