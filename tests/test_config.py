"""The door: names, files and overrides become one initiative, and a resolved scenario is that initiative again."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from omegaconf._utils import get_yaml_loader

from sim.config import Refused, config_dir, library, load, resolved_yaml
from sim.config.safe_yaml import read, scalar
from sim.schema.initiative import Initiative

TINY = """\
name: tiny
title: A tiny firm
briefing: Five people.
weeks: 4
seed: 1
organisation: {source: drawn, units: {everyone: {size: 5}}}
behaviours: [stay_until_solved]
segments: {all: {share: 1.0}}
programme: {title: Nothing, description: Nothing is done., steps: {}}
"""


def tiny(old: str, new: str) -> str:
    """The tiny scenario with one thing changed."""
    assert old in TINY
    return TINY.replace(old, new)


@pytest.mark.parametrize("name", sorted(path.stem for path in (config_dir() / "scenario").glob("*.yaml")))
def test_every_scenario_loads_and_its_resolved_text_is_the_same_initiative(name: str, tmp_path: Path) -> None:
    initiative = load(name)
    assert initiative.name == name
    (tmp_path / "scenario.yaml").write_text(resolved_yaml(initiative), encoding="utf-8")
    assert load(tmp_path / "scenario.yaml") == initiative
    assert resolved_yaml(load(tmp_path / "scenario.yaml")) == resolved_yaml(initiative)


FOR_ANY_FIRM = [path for path in sorted((config_dir() / "programme").glob("*.yaml")) if "units:" not in path.read_text()]


@pytest.mark.parametrize("path", FOR_ANY_FIRM, ids=lambda path: path.stem)
def test_every_programme_that_names_no_units_can_be_tried_on_the_ordinary_firm(path: Path) -> None:
    assert load("customer_centric", f"programme={path.stem}").programme.title == read(path)["title"]


def test_a_unit_that_the_files_of_an_organisation_do_not_name_is_refused() -> None:
    with pytest.raises(Refused, match=r"catalysts\.shared_why\.units: nothing is named 'sails'; nearest: sales"):
        load("customer_centric", "organisation=example", "catalysts.shared_why={strength: 0.5, units: [sails]}")


def test_a_programme_that_is_asked_for_wins_over_the_scenarios() -> None:
    assert load("company_a").programme.title != load("company_a", "programme=quick_wins").programme.title
    assert load("company_a", "programme=quick_wins").organisation == load("company_a").organisation


def test_any_value_can_be_set_whether_or_not_it_was_there() -> None:
    initiative = load(
        "customer_centric",
        "weeks=208",
        "outcome=customer_outcome",
        "rules.habit.growth=0.05",
        "dispositions.commitment=0.9",
        "catalysts.shared_why={strength: 0.5, units: [sales]}",
        "inhibitors.silos=0.8",
        "shocks.fire={kind: scandal, week: 9, size: 0.4}",
        "market.revenue=500",
        "programme.steps.late={intervention: training, start: 60}",
        "title='A title, with a comma'",
    )
    assert (initiative.weeks, initiative.outcome, initiative.title) == (208, "customer_outcome", "A title, with a comma")
    assert (initiative.rules.habit.growth, initiative.market.revenue) == (0.05, 500.0)  # type: ignore[attr-defined]
    assert initiative.influences("catalysts")["shared_why"].units == ["sales"]
    assert initiative.programme.steps["late"].start == 60 and "training" in initiative.definitions.interventions
    assert "silos" in initiative.definitions.inhibitors and initiative.shocks["fire"].week == 9


def test_a_value_can_be_taken_away() -> None:
    with_it = load("customer_centric", "catalysts.shared_why=0.5")
    assert "shared_why" in with_it.catalysts
    assert "shared_why" not in load("customer_centric", "catalysts.shared_why=0.5", "~catalysts.shared_why").catalysts


def test_a_definition_can_be_changed_in_one_number() -> None:
    ordinary = load("customer_centric", "programme.steps.more.intervention=training")
    dear = load("customer_centric", "programme.steps.more.intervention=training", "definitions.interventions.training.cost.once=50")
    card = dear.definitions.interventions["training"]
    assert card.cost.once == 50.0
    assert card.raises == ordinary.definitions.interventions["training"].raises


def test_all_outcomes_are_always_defined() -> None:
    shipped = {path.stem for path in (config_dir() / "outcome").glob("*.yaml")}
    assert set(load("customer_centric").definitions.outcomes) == shipped


def test_a_definition_of_ones_own_wins_over_the_library(tmp_path: Path) -> None:
    mine = "definitions: {catalysts: {shared_why: {title: Mine, description: Mine., raises: {vision: 0.1}}}}\n"
    (tmp_path / "scenario.yaml").write_text(TINY + "catalysts: {shared_why: 1.0}\n" + mine)
    assert load(tmp_path / "scenario.yaml").definitions.catalysts["shared_why"].title == "Mine"


def test_a_file_takes_overrides_and_sections_of_the_library(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(TINY)
    initiative = load(tmp_path / "scenario.yaml", "organisation=small", "programme=quick_wins", "weeks=200", "rules.habit.growth=0.05")
    assert (initiative.weeks, initiative.name) == (200, "tiny")
    assert initiative.programme == load("customer_centric", "programme=quick_wins").programme
    assert initiative.organisation == load("customer_centric", "organisation=small").organisation


def test_a_folder_of_ones_own_adds_to_the_library_and_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    mine = tmp_path / "scenario" / "mine.yaml"
    mine.write_text("# @package _global_\ndefaults: [override /organisation: small]\nname: mine\ntitle: Mine\nbriefing: Mine.\n")
    assert load("mine", config_dir=tmp_path).organisation == load("customer_centric", "organisation=small").organisation
    shutil.copy(mine, tmp_path / "scenario" / "company_a.yaml")
    with pytest.raises(Refused, match="the library has one of that name"):
        load("mine", config_dir=tmp_path)


def test_a_real_organisation_is_held_to_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("employee,manager,unit\n1,,a\n2,1,a\n3,1,a\n")
    (tmp_path / "ties.csv").write_text("employee,colleague\n1,2\n2,3\n")
    initiative = load("customer_centric", "organisation=from_files", "organisation.employees=people.csv", "organisation.ties=ties.csv")
    assert initiative.organisation.employees == "people.csv"  # type: ignore[union-attr]
    (tmp_path / "scenario.yaml").write_text(resolved_yaml(initiative))
    assert load("scenario.yaml") == initiative
    (tmp_path / "people.csv").write_text("employee,manager,unit\n1,,a\n2,1,a\n4,1,a\n")
    with pytest.raises(Refused, match="not the file it was"):
        load("scenario.yaml")


def test_files_beside_the_organisations_of_the_library_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load("customer_centric", "organisation=example").organisation.title


def test_loading_in_threads_is_loading_one_after_another() -> None:
    programmes = ["quick_wins", "as_planned", "do_nothing", "people_first"]
    with ThreadPoolExecutor(4) as pool:
        loaded = list(pool.map(lambda name: load("customer_centric", f"programme={name}"), programmes))
    assert loaded == [load("customer_centric", f"programme={name}") for name in programmes]


def test_the_library_names_and_describes_what_it_holds() -> None:
    shelves = library()
    assert set(shelves) == {
        "scenarios", "programmes", "organisations", "behaviours", "catalysts", "inhibitors", "interventions", "metrics", "outcomes",
        "philosophies",
    }  # fmt: skip
    assert all(entry["title"] for shelf in shelves.values() for entry in shelf.values())


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Initiative:
    path = tmp_path_factory.mktemp("small") / "scenario.yaml"
    path.write_text(TINY)
    return load(path)


@given(text=WORDS.filter(lambda text: "${" not in text and text != "???"))
def test_any_text_is_written_so_that_it_reads_back(small: Initiative, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("text") / "scenario.yaml"
    initiative = small.model_copy(update={"briefing": text})
    path.write_bytes(resolved_yaml(initiative).encode())
    assert load(path).briefing == text


@given(number=st.floats(0.0, 1e9))
def test_any_number_is_written_to_the_last_bit(number: float) -> None:
    assert scalar(repr(number), "", 1) == number


GOOD = {
    "the tiny one": TINY,
    "one employee": tiny("size: 5", "size: 1"),
    "no weeks": tiny("weeks: 4", "weeks: 0"),
    "byte order mark": "\ufeff" + TINY,
    "carriage returns": TINY.replace("\n", "\r\n"),
    "a unit with a manager only": tiny("{everyone: {size: 5}}", "{everyone: {size: 5}, office: {size: 1}}"),
    "titles twice": tiny("{everyone: {size: 5}}", "{a: {size: 5, title: Same}, b: {size: 5, title: Same}}"),
    "overlapping steps of one kind": tiny("steps: {}", "steps: {a: {intervention: training}, b: {intervention: training, start: 2}}"),
    "whole number for a share": tiny("share: 1.0", "share: 1"),
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_small_plain_input_is_accepted(text: str, tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_bytes(text.encode())
    assert load(tmp_path / "scenario.yaml").name == "tiny"


TITLES = [
    "🙂 émoji",
    "\u202eabc\u202c",
    "../x",
    "a:b",
    "dot.",
    "<b>bold</b>",
    "=1+1",
    "NO",
    "012",
    "1e5",
    "null",
    "# no",
    "a: b",
    " x ",
]


@pytest.mark.parametrize("title", TITLES)
def test_titles_are_kept_to_the_letter(title: str, tmp_path: Path) -> None:
    quoted = "'" + title.replace("'", "''") + "'"
    (tmp_path / "scenario.yaml").write_bytes(tiny("A tiny firm", quoted).encode())
    initiative = load(tmp_path / "scenario.yaml")
    assert initiative.title == title
    (tmp_path / "again.yaml").write_bytes(resolved_yaml(initiative).encode())
    assert load(tmp_path / "again.yaml") == initiative


def test_minus_zero_is_zero(tmp_path: Path) -> None:
    (tmp_path / "minus.yaml").write_text(TINY + "dispositions: {commitment: -0.0}\n")
    (tmp_path / "zero.yaml").write_text(TINY + "dispositions: {commitment: 0.0}\n")
    minus, zero = load(tmp_path / "minus.yaml"), load(tmp_path / "zero.yaml")
    assert resolved_yaml(minus) == resolved_yaml(zero) == resolved_yaml(load(tmp_path / "zero.yaml", "dispositions.commitment=-0.0"))


def test_the_other_reader_of_yaml_makes_no_objects_either():
    assert issubclass(get_yaml_loader(), yaml.SafeLoader)
    with pytest.raises(yaml.constructor.ConstructorError, match="could not determine a constructor"):
        yaml.load("a: !!python/name:builtins.len", Loader=get_yaml_loader())
