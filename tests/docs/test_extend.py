"""The worked examples of docs/extend.md and docs/data.md work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.config import load

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXTEND = (DOCS / "extend.md").read_text(encoding="utf-8")
FILES = re.findall(r"```yaml file=(\S+)\n(.*?)```", EXTEND, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", EXTEND, re.DOTALL)


@pytest.fixture
def in_a_folder_with_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("block", PYTHON, ids=[str(place) for place in range(len(PYTHON))])
@pytest.mark.usefixtures("in_a_folder_with_the_files")
def test_the_python_of_the_page_runs(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block, "extend.md", "exec"), {"__name__": "extend"})
    assert capsys.readouterr().out


@pytest.mark.usefixtures("in_a_folder_with_the_files")
def test_every_file_of_the_page_is_in_the_scenario() -> None:
    initiative = load("cooperative", config_dir="mine")
    known = initiative.definitions
    shown = {"catalyst": known.catalysts, "inhibitor": known.inhibitors, "intervention": known.interventions}
    for name, _ in FILES:
        kind, file = Path(name).parts[-2:]
        if kind in shown:
            assert Path(file).stem in shown[kind]
    assert initiative.programme.title == "Counter days" and initiative.name == "cooperative"


def test_a_tailored_card_of_ones_own_acts_on_what_is_present(in_a_folder_with_the_files: Path) -> None:
    """What a card removes counts only where it is."""
    from sim.engine import simulate

    noisy = load("cooperative", config_dir=in_a_folder_with_the_files / "mine")
    deaf = noisy.definitions.interventions["day_at_the_counter"].model_copy(update={"removes": {}})
    cards = noisy.definitions.interventions | {"day_at_the_counter": deaf}
    without = noisy.model_copy(update={"definitions": noisy.definitions.model_copy(update={"interventions": cards})})
    assert simulate(noisy, 1).digest != simulate(without, 1).digest
    quiet, quiet_without = (one.model_copy(update={"inhibitors": {}}) for one in (noisy, without))
    assert simulate(quiet, 1).digest == simulate(quiet_without, 1).digest


def test_the_organisation_of_the_data_page_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DOCS / "data.md").read_text(encoding="utf-8")
    section = re.findall(r"```yaml\n(organisation:.*?)```", text, re.DOTALL)[0]
    staff = "employee,manager,unit\n1,,sales\n2,1,sales\n3,1,it\n4,3,it\n5,,haulier\n"
    (tmp_path / "people.csv").write_text(staff)
    (tmp_path / "ties.csv").write_text("employee,colleague,kind,strength\n2,3,advice,2\n4,2,,1\n5,2,,1\n")
    tail = (
        "name: mine\ntitle: Mine\nbriefing: Mine.\nweeks: 4\nbehaviours: [stay_until_solved]\nsegments: {all: {share: 1.0}}\n"
        "programme: {title: Nothing, description: Nothing., steps: {}}\n"
    )
    (tmp_path / "scenario.yaml").write_text(section + tail)
    monkeypatch.chdir(tmp_path)
    from sim.engine import simulate

    record = simulate(load("scenario.yaml"), 1)
    assert record.organisation.employees == 5 and list(record.adoption) == ["haulier", "it", "sales"]
    assert any("one direction" in note for note in record.notes)
