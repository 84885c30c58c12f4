"""The console command: one door to every program, with their settings and exit statuses, completed by the shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib import import_module
from pathlib import Path

import pytest

from sim import open_study
from sim.__main__ import main
from sim.commands.catalogue import COMMANDS
from sim.commands.completion import candidates
from sim.config import Options, config_dir, load
from sim.config.library_files import use_folder
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.typed_command import CONSOLE, without

SCRIPTS = sysconfig.get_path("scripts")
COMPLETE_IN_BASH = """
eval "$(change-simulator completion bash)"
COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; COMP_KEY=9
_python_argcomplete change-simulator
printf '%s\\n' "${COMPREPLY[@]}"
"""
COMPLETE_IN_ZSH = """
zmodload zsh/zpty
zpty -b shell zsh -f
reads() { local text; zpty -r -m shell text "*$1*" && print -r -- "$text" }
zpty -w shell 'autoload -U compinit; compinit -u -D; eval "$(change-simulator completion zsh)"; PS1=; print rea""dy'
reads ready
zpty -w -n shell "$1"$'\\t'
reads "$2"
"""


def ran(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    monkeypatch.setattr(sys, "argv", [CONSOLE, *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_the_overview_names_every_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for asked in ([], ["--help"]):
        assert ran(monkeypatch, *asked) == 0
        said = capsys.readouterr().out
        assert all(f"\n  {name} " in said and entry.about in said for name, entry in COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself_by_the_name_that_is_typed(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(monkeypatch, name, "--help") == 0
    said = capsys.readouterr().out
    assert f"{CONSOLE} {name}" in said and "{program}" not in said and "python " not in said


HEAVY = {
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "matplotlib",
    "mesa",
    "hydra",
    "omegaconf",
    "pydantic",
    "sklearn",
    "duckdb",
    "nicegui",
}
LOADED = """
import sys
from sim.__main__ import main

try:
    main()
finally:
    print(*sorted(name for name in sys.modules if "." not in name), file=sys.stderr)
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_help_imports_no_heavy_package(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, name, "--help"], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert CONSOLE in done.stdout and "sim" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("name", [name for name, entry in COMMANDS.items() if entry.configuration is not None])
def test_help_names_every_option_that_the_command_takes(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(monkeypatch, name, "--help") == 0
    said = capsys.readouterr().out
    module = import_module(COMMANDS[name].module)
    (options,) = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Options) and kind is not Options]
    for option, field in options.model_fields.items():
        inner = getattr(field.annotation, "model_fields", {}) if not field.is_required() else {}
        assert all(f"\n  {option}.{key}=" in said for key in inner) if inner else f"\n  {option}=" in said


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["simulat"], "'simulat' is not a command; nearest: simulate"),
        (["why", "cause.resistence.quantile=0.5"], "cause.resistence: not a cause of this study (study.causes); nearest: resistance"),
        (["why", "cause.resistance.restores=[visoin]"], "cause.resistance: restores: nothing is named 'visoin'; nearest: vision"),
        (["why", "study.quantile=1.5"], "study.quantile: 1.5 is not allowed: must be at most 1.0"),
        (["sweep", "space=nowhere.csv"], "nowhere.csv: cannot be read: No such file or directory"),
        (["study", "verfy", "x"], "nearest: verify"),
        (["study", "verify"], "folder"),
        (["lab", "--prt", "8080"], "nearest: --port"),
        (["completion", "fish"], "bash or zsh"),
        (["simulate", "scenario=compny_a"], "nearest: company_a"),
        (["why", "study.initiatves=3"], "nearest: initiatives"),
        (["why", "study.screening=1"], "study.screening: 1 is not allowed: must be 0 or at least 2"),
        (["why", "study.sensitivity=3"], "study.sensitivity: 3 is not allowed: must be a power of two"),
        (["sweep", "--confg-dir=x", "space={weeks: [4, 8]}"], "nearest: --config-dir"),
    ],
    ids=lambda value: "_".join(value) if isinstance(value, list) else "",
)
def test_bad_input_gets_one_line_and_status_2(
    typed: list[str], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(monkeypatch, *typed) == 2
    said = capsys.readouterr()
    assert says in said.err and len(said.err.splitlines()) == 1 and said.out == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dispositions.comitment\n0.1\n", "dispositions: nothing is named 'comitment'; nearest: commitment"),
        ("inhibitors.siloes\n0.1\n", "inhibitors.siloes: no inhibitor is named 'siloes'; nearest: silos"),
        ("programme\nas_planed\n", "no programme is named 'as_planed'; nearest: as_planned"),
        ("weeks\n4\nfour\n", "row 2: weeks: 'four' is not a number"),
        ("weeks\n4\n-1\n", "row 2: weeks: -1 is not allowed"),
        ("weeks,inhibitors.silos\n4,\n", "row 1: inhibitors.silos: missing"),
    ],
)
def test_a_table_that_cannot_be_swept_is_refused_with_its_file_and_row(
    text: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("points.csv").write_text(text)
    assert ran(monkeypatch, "sweep", "space=points.csv", "study.folder=o") == 2
    said = capsys.readouterr()
    assert said.err.startswith("points.csv: ") and says in said.err and len(said.err.splitlines()) == 1 and said.out == ""


NAMED = "title: O\ndescription: O.\n"
OWN_CAUSE = "title: Ours\ndescription: Ours.\nrestores: [vision]\n"
OWN_POPULATION = "title: Ours\ndescription: Ours.\ndispositions: {commitment: {normal: [0, 0.1]}}\n"


@pytest.mark.parametrize(
    ("file", "text", "typed", "says"),
    [
        ("cause/ours", OWN_CAUSE.replace("vision", "visoin"), "study.causes=[ours]", "nothing is named 'visoin'; nearest: vision"),
        ("cause/ours", OWN_CAUSE.replace("[vision]", "[]"), "study.causes=[ours]", "restores: a list of 0 is not allowed"),
        ("cause/ours", OWN_CAUSE + "quantle: 0.5\n", "study.causes=[ours]", "quantle: unknown key; nearest: quantile"),
        ("cause/ours", OWN_CAUSE + "quantile: 1.5\n", "study.causes=[ours]", "quantile: 1.5 is not allowed: must be at most 1"),
        ("population/ours", OWN_POPULATION.replace("[0, 0.1]", "[0, -0.1]"), "population=ours", "a standard deviation of -0.1 is"),
        ("population/ours", OWN_POPULATION.replace("normal: [0, 0.1]", "uniform: [1, 0]"), "population=ours", "1 is above 0; give"),
        ("population/ours", OWN_POPULATION.replace("commitment", "comitment"), "population=ours", "'comitment'; nearest: commitment"),
        ("robustness/ours", NAMED + "population: {market.elasticity: {uniform: [1, 0]}}\n", "", "1 is above 0; give"),
        ("robustness/ours", NAMED + "initiative: {rules.choice.nosie: 0.1}\n", "", "nearest: rules.choice.noise"),
        ("outcome/ours", NAMED + "kind: customer_outcome\nfelt_gian: 0.1\n", "", "felt_gian: unknown key; nearest: felt_gain"),
        ("robustness/ours", NAMED + "quantle: 0.5\n", "study.robustness=2", "quantle: unknown key; nearest: quantile"),
    ],
)  # fmt: skip
def test_an_entry_of_ones_own_that_cannot_be_used_is_refused_with_its_file_and_key(
    file: str, text: str, typed: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine" / f"{file}.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    monkeypatch.chdir(tmp_path)
    assert ran(monkeypatch, "why", "--config-dir=mine", *typed.split(), "study.initiatives=2", "study.folder=o") == 2
    said = capsys.readouterr()
    assert f"{file}.yaml: " in said.err and says in said.err and len(said.err.splitlines()) == 1 and said.out == ""
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (
            "programme/ours",
            NAMED + "steps: {a: {intervention: trainin}}\n",
            "steps.a.intervention: no intervention is named",
        ),
        (
            "programme/ours",
            NAMED + "steps: {a: {intervention: training, strat: 3}}\n",
            "strat: unknown key; nearest: start",
        ),
        ("intervention/ours", NAMED + "family: mindset\n", "family: 'mindset' is not allowed"),
    ],
)
@pytest.mark.parametrize("command", ["optimise", "lab"])
def test_plans_and_cards_of_ones_own_are_checked_before_a_search_or_the_lab_begins(
    command: str, file: str, text: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine" / f"{file}.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    monkeypatch.chdir(tmp_path)
    if command == "lab":
        monkeypatch.setattr("sim.lab.server.serve", lambda *_: pytest.fail("the lab has opened"))
    try:
        assert ran(monkeypatch, command, "--config-dir=mine") == 2
    finally:
        use_folder(None)
    said = capsys.readouterr()
    assert said.err.startswith(f"mine/{file}.yaml: ") and says in said.err and len(said.err.splitlines()) == 1 and said.out == ""


def test_keys_set_what_a_cause_restores_and_how_far(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    sizes = ("study.initiatives=1", "study.sensitivity=0", "study.screening=0", "study.robustness=0", "study.tipping=[]", "weeks=2")
    keys = ("study.quantile=0.6", "cause.structure.quantile=0.7", "cause.resistance.restores=[vision]")
    assert ran(monkeypatch, "why", *sizes, *keys, "study.folder=o") == 0
    causes = CauseRepairs.from_specification(open_study("o").specification["work"]).causes
    assert causes["resistance"].restores == ["vision"] and causes["structure"].quantile == 0.7
    assert {cause.quantile for name, cause in causes.items() if name != "structure"} == {0.6}


def test_damaged_studies_and_their_status(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert ran(monkeypatch, "study", "verify", str(tmp_path)) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_folder_of_ones_own_is_found_from_anywhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "own" / "scenario"
    own.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    text = "name: ours\ntitle: Ours\nbriefing: Ours.\nweeks: 3\n"
    (own / "ours.yaml").write_text(text)
    assert ran(monkeypatch, "simulate", "--config-dir=../own", "scenario=ours", "--cfg", "job") == 2
    assert "own/scenario/ours.yaml: the first line must be `# @package _global_`" in capsys.readouterr().err
    (own / "ours.yaml").write_text(f"# @package _global_\n{text}")
    assert ran(monkeypatch, "simulate", "--config-dir=../own", "scenario=ours", "--cfg", "job") == 0
    assert "title: Ours" in capsys.readouterr().out
    assert ran(monkeypatch, "simulate", f"--config-dir={tmp_path / 'own'}", "scenario=ours") == 0
    assert len(list((tmp_path / "elsewhere" / "outputs" / "simulate").glob("*/record.parquet"))) == 1


@pytest.mark.parametrize(
    ("started", "again"),
    [
        (["/env/bin/change-simulator", "why", "study.shards=2", "--multirun"], "change-simulator why study.shards=2"),
        (["-m", "sim", "why", "a=b c", "--multirun"], "python -m sim why 'a=b c'"),
        (["experiments/sweep.py", "n=8"], "python experiments/sweep.py n=8"),
    ],
)
def test_the_command_to_type_again_is_the_one_that_was_typed(started: list[str], again: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "orig_argv", ["/env/bin/python", *started])
    assert without(lambda word: word == "--multirun") == again


COMPLETED = [
    ("change-simulator s", ["simulate", "sweep", "study"]),
    ("change-simulator simulate sc", ["scenario="]),
    ("change-simulator simulate scenario=company", ["company_a "]),
    ("change-simulator simulate rules.habit.gr", ["rules.habit.growth="]),
    ("change-simulator simulate inhibitors.sil", ["inhibitors.silos="]),
    ("change-simulator simulate programme.philosophy=em", ["emergent "]),
    ("change-simulator simulate --mu", ["--multirun "]),
    ("change-simulator compare programme=do_nothing,quick", ["do_nothing,quick_wins "]),
    ("change-simulator why executor=pro", ["processes "]),
    ("change-simulator sweep design=", ["grid", "latin_hypercube", "sobol"]),
    ("change-simulator study ver", ["verify "]),
]


@pytest.mark.parametrize(("line", "words"), COMPLETED, ids=[line for line, _ in COMPLETED])
def test_bash_completes(line: str, words: list[str], tmp_path: Path) -> None:
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("no bash here")
    environment = {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [shell, "-c", COMPLETE_IN_BASH, "bash", line], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert [word.rstrip() for word in done.stdout.splitlines()] == [word.rstrip() for word in words], done.stderr


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("change-simulator simul", "simulate"),
        ("change-simulator simulate scenario=compan", "company_a"),
        ("change-simulator opt", "optimise"),
    ],
)
def test_zsh_completes(line: str, word: str, tmp_path: Path) -> None:
    shell = shutil.which("zsh")
    if shell is None:
        pytest.skip("no zsh here")
    environment = {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}", "TERM": "dumb"}
    done = subprocess.run(
        [shell, "-fc", COMPLETE_IN_ZSH, "zsh", line, word],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert word in done.stdout, (done.stdout, done.stderr)


def test_names_of_an_own_folder_are_completed_too(tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "zebra.yaml").write_text("name: zebra\n")
    assert [word for word, _ in candidates("scenario=z", "simulate", [config_dir(), tmp_path])] == ["scenario=zebra"]


def test_suggested_keys_carry_their_meaning() -> None:
    ((word, meaning),) = candidates("rules.habit.gr", "simulate", [config_dir()])
    assert word == "rules.habit.growth=" and meaning


@pytest.mark.parametrize("name", [name for name, entry in COMMANDS.items() if entry.configuration is not None])
def test_suggested_keys_are_distinct_and_name_every_number_of_every_rule(name: str) -> None:
    words = [word.rstrip("=") for word, _ in candidates("", str(COMMANDS[name].configuration), [config_dir()])]
    rules = load().rules.model_dump()
    assert len(words) == len(set(words))
    assert {word for word in words if word.startswith("rules.")} == {f"rules.{rule}.{key}" for rule in rules for key in rules[rule]}
