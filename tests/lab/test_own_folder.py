"""The lab offers what a folder of one's own holds beside the library: scenarios, plans, cards, philosophies and causes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from nicegui.testing.user import User

from sim.config import Refused, load
from sim.config.library_files import use_folder
from sim.lab.__main__ import main
from sim.lab.choosing import shelf
from sim.play.intervention_cards import programmes_for, with_all_cards
from sim.play.play import Play
from sim.play.rescue import repairable, rescue_of
from sim.play.saved_play import opened, shared, situation_of

SCENARIO = """# @package _global_
defaults:
  - override /organisation: small
  - override /programme: counter_days
name: ours
title: The counter of our own
briefing: Ours.
weeks: 6
catalysts: {shares: 0.5}
"""
REAL = """# @package _global_
defaults:
  - override /organisation: example
name: real
title: The firm of two tables
briefing: Ours.
weeks: 6
"""
FILES = {
    "scenario/real.yaml": REAL,
    "scenario/ours.yaml": SCENARIO,
    "programme/counter_days.yaml": "title: Days\ndescription: Ours.\nphilosophy: by_example\nsteps: {days: {intervention: day_off}}\n",
    "programme/elsewhere.yaml": "title: No\ndescription: Ours.\nsteps: {days: {intervention: day_off, audience: {units: [nowhere]}}}\n",
    "philosophy/by_example.yaml": "title: By example\ndescription: Ours.\nsays: 0.5\n",
    "intervention/day_off.yaml": "title: A day off\ndescription: Ours.\nfamily: mindsets\nraises: {vision: 0.3}\nweeks: 4\n",
    "intervention/day_out.yaml": "title: A day out\ndescription: Ours.\nfamily: mindsets\nraises: {vision: 0.2}\nweeks: 4\n",
    "catalyst/shares.yaml": "title: Shares\ndescription: Ours.\nraises: {interest: 0.2}\n",
    "cause/voice.yaml": "title: Our voice\ndescription: Ours.\nrestores: [customer_voice]\n",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Path]:
    yield written(tmp_path / "mine", FILES)
    use_folder(None)
    shelf._library_cases.cache_clear()
    repairable.cache_clear()


@pytest.fixture
def in_use(mine: Path) -> Path:
    shelf._library_cases.cache_clear()
    repairable.cache_clear()
    use_folder(mine)
    return mine


async def test_a_scenario_of_ones_own_is_on_the_first_page(in_use: Path, user: User) -> None:
    shelf.library_cases()
    await user.open("/")
    await user.should_see("The counter of our own")
    assert shelf.library_cases()["ours"].group == shelf.YOURS and "company_a" in shelf.library_cases()


def test_cards_plans_and_causes_of_ones_own_are_offered(in_use: Path) -> None:
    wide = with_all_cards(load("company_a"))
    assert {"day_off", "day_out", "training"} <= wide.definitions.interventions.keys() and "by_example" in wide.definitions.philosophies
    play = Play(with_all_cards(load("ours")))
    plans = programmes_for(play.initiative, play.organisation)
    assert {"counter_days", "as_planned"} <= plans.keys() and "elsewhere" not in plans
    play.advance()
    assert "Our voice" in {one.title for one in rescue_of(play).causes} and len(repairable()[0]) == 7


@pytest.mark.parametrize("name", ["ours", "real"])
def test_a_shared_play_of_ones_own_scenario_is_found_again(name: str, in_use: Path) -> None:
    play = Play(with_all_cards(load(name)), seed=3)
    play.advance(6)
    sent = shared([play])
    assert sent.scenario == name
    again = opened(sent, situation_of(sent.model_copy(update={"initiative": None}), "link"), "link")
    assert again.agreement == "same" and again.notes == ()


def test_without_the_folder_the_library_is_as_it_was(mine: Path) -> None:
    assert "ours" not in shelf.library_cases() and "day_off" not in with_all_cards(load("company_a")).definitions.interventions
    with pytest.raises(Refused, match="no scenario is named 'ours'"):
        load("ours")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"cause/odd.yaml": "title: Odd\ndescription: Odd.\nrestores: [visoin]\n"}, "nothing is named 'visoin'; nearest: vision"),
        ({"philosophy/odd.yaml": "title: Odd\ndescription: Odd.\nsays: 99\n"}, "says: 99 is not allowed"),
        ({"scenario/odd.yaml": SCENARIO.replace("shares", "sharse")}, "no catalyst is named 'sharse'; nearest: shares"),
        ({f"cause/more_{n}.yaml": "title: M\ndescription: M.\nrestores: [vision]\n" for n in range(2)}, "every set of at most 8"),
    ],
)
def test_a_folder_that_the_lab_cannot_use_is_refused_before_it_opens(
    mine: Path, files: dict[str, str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written(mine, files)
    repairable.cache_clear()
    with pytest.raises(SystemExit) as left:
        main(["--config-dir", str(mine), "--port", "1"])
    said = capsys.readouterr()
    assert left.value.code == 2 and says in said.err and len(said.err.splitlines()) == 1 and said.out == ""
