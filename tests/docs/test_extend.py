"""The worked examples of the how-to pages, and of docs/data.md, do what they are there to show."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import ROOT, blocks_of, run_here, write_files

import sim
from sim.config import load
from sim.engine import simulate
from tests.programs import Program

HOW_TO = ROOT / "docs" / "how_to"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder of one's own with every file that the how-to pages show."""
    for page in sorted(HOW_TO.glob("*.md")):
        write_files(page, tmp_path)
    return tmp_path / "mine"


def test_every_file_of_the_how_to_pages_is_part_of_what_is_loaded(mine: Path) -> None:
    initiative = load(
        "cooperative", "catalysts.cooperative_ownership=0.5", "inhibitors.open_plan_noise=0.5", "behaviours=[call_back_within_the_day]",
        "programme.steps.counter={intervention: day_at_the_counter}", "programme.philosophy=by_example",
        "metrics=[tickets_closed]", config_dir=mine,
    )  # fmt: skip
    known = initiative.definitions
    shown = {"catalyst": known.catalysts, "inhibitor": known.inhibitors, "intervention": known.interventions, "behaviour": known.behaviours}
    shown |= {"scenario": {initiative.name: initiative}, "programme": {"counter_days": initiative.programme}, "outcome": known.outcomes}
    shown |= {"philosophy": known.philosophies, "metric": known.metrics}
    files = [path for path in mine.rglob("*.yaml") if path.parent.name not in ("population", "cause")]
    assert len(files) >= 6
    for path in files:
        assert path.stem in shown[path.parent.name], path.name
    assert initiative.programme.title == "The why, then training" and initiative.name == "cooperative"


def test_a_tailored_card_of_ones_own_acts_on_what_is_present(mine: Path) -> None:
    """What a card removes counts only where it is."""
    step = "programme.steps.counter={intervention: day_at_the_counter, start: 8}"
    noisy = load("cooperative", "inhibitors.open_plan_noise=0.6", step, config_dir=mine)
    deaf = noisy.definitions.interventions["day_at_the_counter"].model_copy(update={"removes": {}})
    cards = noisy.definitions.interventions | {"day_at_the_counter": deaf}
    without = noisy.model_copy(update={"definitions": noisy.definitions.model_copy(update={"interventions": cards})})
    assert simulate(noisy, 1).digest != simulate(without, 1).digest
    quiet, quiet_without = (one.model_copy(update={"inhibitors": {}}) for one in (noisy, without))
    assert simulate(quiet, 1).digest == simulate(quiet_without, 1).digest


def test_the_organisation_of_the_data_page_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ROOT / "docs" / "data.md"
    write_files(page, tmp_path)
    section = next(block.text for block in blocks_of(page) if block.language == "yaml")
    tail = (
        "name: mine\ntitle: Mine\nbriefing: Mine.\nweeks: 4\nbehaviours: [stay_until_solved]\nsegments: {all: {share: 1.0}}\n"
        "programme: {title: Nothing, description: Nothing., steps: {}}\n"
    )
    (tmp_path / "scenario.yaml").write_text(section + tail)
    monkeypatch.chdir(tmp_path)
    record = simulate(load("scenario.yaml"), 1)
    assert record.organisation.employees == 5 and list(record.adoption) == ["Haulage", "I.T.", "IT", "Sales"]
    assert any("one direction" in note for note in record.notes)


ORGANISATION = """source: drawn
title: Two rooms
seed: 5
chief: office
units:
  office: {title: Office, size: 5, contact: 0.4}
  service: {title: Service, size: 20, contact: 1.0}
"""
ALTERNATIVE = "title: Loud people\ndescription: More chance.\ninitiative: {rules.choice.noise: 0.3}\n"
OWN = (
    "organisation=two_rooms", "inhibitors={open_plan_noise: 0.5}", "behaviours=[call_back_within_the_day, chase_call_time]",
    "metrics=[tickets_closed]", "catalysts={cooperative_ownership: 0.5}", "outcome=felt_half_a_year_on",
    "programme.philosophy=by_example",
)  # fmt: skip
QUICK = {
    "simulate": ("scenario=cooperative", *OWN, "programme=counter_days", "hydra.run.dir=o"),
    "why": (
        *OWN[1:-1], "population=small_and_alike", "population.catalysts={cooperative_ownership: {uniform: [0.2, 0.6], chance: 0.9}}",
        "population.programme.of={choice: [counter_days, as_planned]}", "study.causes=[voice, leadership]", "study.initiatives=24",
        "study.screening=0", "study.sensitivity=0", "study.robustness=2", "study.tipping=[]", "study.folder=o",
    ),
    "sweep": (
        "scenario=cooperative", *OWN[1:], "space={programme: [counter_days, as_planned], organisation: [two_rooms, small]}", "n=4",
        "design=grid", "replicates=2", "study.folder=o",
    ),
    "compare": ("scenario=cooperative", *OWN, "programme=counter_days,as_planned", "compare.runs=4", "study.folder=o"),
    "optimise": (
        "scenario=cooperative", *OWN, "optimise.candidates=[day_at_the_counter]", "optimise.programmes=8", "optimise.runs=2",
        "optimise.checking=4", "optimise.most=2", "study.folder=o",
    ),
    "calibrate": (
        *OWN[1:-1], "population=small_and_alike", "calibrate.waves=1", "calibrate.points=4", "calibrate.draws=4",
        "calibrate.initiatives=12", "calibrate.check=20", "calibrate.adjust=[level]",
        "targets.overall.success=felt_half_a_year_on", "calibrate.folder=o",
    ),
}  # fmt: skip
"""Each command with as many entries of one's own as it takes."""


@pytest.mark.parametrize("name", QUICK)
def test_every_command_takes_every_group_of_a_folder_of_ones_own(
    name: str, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file, text in (("organisation/two_rooms.yaml", ORGANISATION), ("robustness/loud_people.yaml", ALTERNATIVE)):
        (mine / file).parent.mkdir()
        (mine / file).write_text(text)
    monkeypatch.chdir(tmp_path)
    status, _, complaints = run_here([name, "--config-dir=mine", "weeks=20", *QUICK[name]])
    assert status == 0, complaints
    held = (tmp_path / "o" / ("scenario.yaml" if name == "simulate" else "summary.json")).read_text()
    if name == "why":
        alternatives = sim.open_study(tmp_path / "o" / "robustness").runs["way"]
        assert "rules_loud_people" in set(alternatives) and "voice" in held
    if name == "optimise":
        assert (tmp_path / "o" / "library" / "intervention" / "day_at_the_counter.yaml").is_file()
    if name == "simulate":
        assert all(f"{word}:" in held for word in ("by_example", "open_plan_noise", "cooperative_ownership", "tickets_closed"))


def test_a_cause_of_ones_own_is_repaired_in_a_study(mine: Path, tmp_path: Path) -> None:
    typed = ["--config-dir", str(mine), "weeks=30", "outcome=felt_half_a_year_on", "study.causes=[voice,leadership]", "study.initiatives=6"]
    typed += [
        "population.organisation.size={log_uniform: [50, 60]}",
        f"study.folder={tmp_path / 'study'}",
        f"hydra.run.dir={tmp_path / 'run'}",
    ]
    typed += ["study.sensitivity=0", "study.screening=0", "study.robustness=0", "study.tipping=[]"]
    ran = Program([str(ROOT / "experiments" / "why_initiatives_fail.py"), *typed]).ended()
    assert ran.returncode == 0, ran.stderr
    runs = sim.open_study(tmp_path / "study").runs
    assert set(runs["coalition"]) == {"", "voice", "leadership", "leadership+voice"}
    assert (runs["success"] == runs["success_felt_half_a_year_on"]).all()
