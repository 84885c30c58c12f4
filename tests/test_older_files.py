"""What version 0.4.0 wrote is read: scenarios and plays run by the rules of today, a study can be read. What depends on code is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

import sim
from sim.config.errors import Refused
from sim.config.retired import RETIRED
from sim.play.saved_play import opened, situation_of
from sim.play.saved_play_text import from_file, from_link
from sim.study.execution.executor import Executor
from sim.study.execution.run_study import repaired
from sim.study.store.errors import StoreError

OLDER = Path(__file__).parent / "older" / "0.4.0"


def test_a_scenario_that_was_written_then_is_run_by_the_rules_of_today() -> None:
    initiative = sim.load(OLDER / "scenario.yaml")
    written = yaml.safe_load((OLDER / "scenario.yaml").read_text(encoding="utf-8"))
    known = initiative.model_dump(mode="json")
    gone = {
        (rule, name): value for rule, part in written["rules"].items() for name, value in part.items() if name not in known["rules"][rule]
    }
    assert {("rules", *path): value for path, value in gone.items()} == RETIRED, "of rules that are gone: what every file of then says"
    kept = [(rule, name, value) for rule, part in written["rules"].items() for name, value in part.items() if (rule, name) not in gone]
    assert all(known["rules"][rule][name] == value for rule, name, value in kept)
    assert known["programme"]["steps"].keys() == written["programme"]["steps"].keys() and known["weeks"] == written["weeks"]
    added = {name for rule, part in known["rules"].items() for name in part if name not in written["rules"].get(rule, {})}
    assert {"size", "ceremony", "spread"} <= added  # of rules that came later: at their defaults
    record = sim.simulate(initiative)
    assert record.firm.index[-1] == written["weeks"] and record.firm["adoption"].between(0.0, 1.0).all()


def test_a_parameter_that_is_gone_and_was_chosen_then_is_refused_in_a_line(tmp_path: Path) -> None:
    written = yaml.safe_load((OLDER / "scenario.yaml").read_text(encoding="utf-8"))
    written["rules"]["choice"]["effort"] = 2.0
    chosen = tmp_path / "chosen.yaml"
    chosen.write_text(yaml.safe_dump(written), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        sim.load(chosen)
    line = "chosen.yaml: rules.choice.effort: 2.0: the parameter is no longer there; a file is read with the value 1.4, which it had"
    assert str(refusal.value) == line
    with pytest.raises(Refused, match=r"command line: rules.choice.friction: 0.35: the parameter is no longer there"):
        sim.load("company_a", "+rules.choice.friction=0.35")


def test_a_study_that_was_stored_then_can_be_read_and_asked() -> None:
    study = sim.open_study(OLDER / "study")
    assert study.is_complete and len(study.runs) == 4 * 7
    asked = study.query("select count(*) as failed from runs where coalition = '' and not success")
    assert asked["failed"].item() == (~study.runs.set_index("coalition").loc["", "success"]).sum()


def test_a_study_of_an_earlier_version_is_not_resumed_and_the_message_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(OLDER / "study", folder)
    before = sorted(folder.rglob("*"))
    with pytest.raises(StoreError, match=r"created with model_version 2351d61a5011d8fc.*Its tables can be read.*another folder"):
        repaired(folder, Executor())
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("kept", ["file", "link"])
def test_a_play_that_was_shared_then_is_lived_again_and_its_end_is_not_said_to_differ(kept: str) -> None:
    file, link = OLDER / "play.change.yaml", OLDER / "play.link.txt"
    sent = from_file(file.read_bytes(), file.name) if kept == "file" else from_link(link.read_text(encoding="utf-8"))
    again = opened(sent, situation_of(sent, kept), kept)
    assert again.agreement == "older" and "model_changed" in again.notes
    assert again.plays[0].is_over and [list(play.decisions) for play in again.plays] == [course.decisions for course in sent.courses]
