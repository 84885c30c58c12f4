"""The command line of a program: checks everything before Hydra starts, and refuses bad input in one line with exit status 2.

What is simulated is decided here (`key.path=value`, `scenario=PATH.yaml`); where and how it is started is Hydra's (`hydra.run.dir=…`,
`--multirun`). Sweeps travel through Hydra under the key `swept`, so that any launcher or sweeper can split them into jobs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, Protocol

import hydra
import yaml
from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.utils import setup_globals
from omegaconf import OmegaConf

from sim.config.errors import Refused, StudyError, hint, shown
from sim.config.help import help_text, options_in, shipped_options, write_out
from sim.config.loading import Loaded, Options, is_file, loaded
from sim.config.overrides import COMMAND_LINE, Override, grid_of, parsed, refuse_sweeps
from sim.config.sweeper import SWEPT, part_of, refuse_split
from sim.config.yaml_output import resolved_yaml
from sim.declared import Declared
from sim.exit_statuses import INTERRUPTED, REFUSED, STUDY_ERROR
from sim.organisation import OrganisationError
from sim.shipped_files import config_dir

Main = Callable[[Any, Any, Path], None]
"""An experiment: an initiative (or several by name, played together), its own options, and the folder for what it writes."""

POINTS_CHECKED = 24  # of a grid, before the first runs; a larger grid is checked value by value
HYDRA_KEYS = ("hydra.run.dir", "hydra.sweep.", "hydra.launcher.", "hydra.sweeper.", "hydra/launcher", "hydra/sweeper", "hydra.verbose")
_FLAGS = {"--multirun": 0, "-m": 0, "--run": 0, "-r": 0, "--help": 0, "-h": 0, "--version": 0, "--hydra-help": 0, "--resolve": 0}
_FLAGS |= {"--cfg": 1, "-c": 1, "--package": 1, "-p": 1, "--info": 1, "-i": 1, "--config-dir": 1, "-cd": 1}


class Several(Protocol):
    """How a program reads what each of its jobs plays side by side."""

    def joined(self, overrides: Sequence[Override]) -> list[Override]:
        """The overrides, with those that one job takes together no sweep any more."""
        ...

    def loaded(
        self, config_name: str, scenario: str | Path | None, texts: Sequence[str], config_dir: str | Path | None, options: type[Declared]
    ) -> Any:
        """Checked initiatives by name, and the checked options of the program."""
        ...


class Request(NamedTuple):
    """A parsed command line: settings of the simulation, and settings for Hydra."""

    flags: dict[str, str]
    overrides: list[Override]
    for_hydra: list[str]
    scenario: str | None  # the path of a file, where one was given
    reads: Callable[..., Any] = loaded

    @property
    def config_dir(self) -> str | None:
        return self.flags.get("--config-dir", self.flags.get("-cd"))

    @property
    def is_multirun(self) -> bool:
        return "--multirun" in self.flags or "-m" in self.flags

    def for_hydra_at(self, key: str) -> Any:
        """The last value typed for a key of Hydra, or None."""
        return next((override.value for override in parsed(self.for_hydra)[::-1] if override.key == key), None)

    def asks(self, *flags: str) -> bool:
        return any(flag in self.flags for flag in flags)


def command(main: Main, config_name: str, options: type[Declared] = Options, about: str = "", together: Several | None = None) -> NoReturn:
    """Run an experiment from the command line, and leave with its exit status.

    main : the experiment
    config_name : of its file in configs/
    options : what it needs to know beside the initiative
    about : usage and examples, shown by --help; {program} is replaced with the words that start this program
    together : of what each job plays several side by side; none: a job plays one initiative
    """
    try:
        request = request_of(sys.argv[1:], together)
        if request.asks("--help", "-h"):
            is_shipped = options.__module__.startswith("sim.commands.")
            write_out(help_text(about, shipped_options(config_name) if is_shipped else options_in(options)))
            raise SystemExit(0)
        if request.is_multirun:
            _refuse_split(request, options)
        checked = _checked_points(request, config_name, options)
    except Refused as refusal:
        _leave(refusal, REFUSED)
    if request.flags.get("--cfg", request.flags.get("-c")) == "job":
        write_out(_shown_config(next(iter(checked.values()))))
        raise SystemExit(0)
    _run(main, request, config_name, options, checked)
    raise SystemExit(0)


def request_of(arguments: Sequence[str], together: Several | None = None) -> Request:
    """Parse a command line; refuses everything that could make Hydra read other files.

    Raises Refused.
    """
    flags, texts = _flags_of(arguments)
    files = [text for text in texts if text.startswith("scenario=") and is_file(text.strip("'\""))]
    overrides = parsed([text for text in texts if text not in files])
    overrides = overrides if together is None else together.joined(overrides)
    if files and any(override.key == "scenario" for override in overrides):
        raise Refused(f"{COMMAND_LINE}: scenario: given twice, as a file and as a name")
    for override in overrides:
        if override.is_for_hydra:
            _refuse_hydra_key(override)
    request = Request(
        flags,
        [override for override in overrides if not override.is_for_hydra],
        [override.text for override in overrides if override.is_for_hydra],
        files[-1].split("=", 1)[1].strip("'\"") if files else None,
        loaded if together is None else together.loaded,
    )
    if not request.is_multirun:
        refuse_sweeps(overrides)
    return request


def _flags_of(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    flags: dict[str, str] = {}
    texts: list[str] = []
    waiting = list(arguments)
    while waiting:
        text = waiting.pop(0)
        if not text.startswith("-"):
            texts.append(text)
            continue
        flag, has_value, value = text.partition("=")
        if flag not in _FLAGS or (has_value and not _FLAGS[flag]):
            raise Refused(f"{COMMAND_LINE}: {shown(flag)} is not an option here{hint(flag, [name for name in _FLAGS if name[1] == '-'])}")
        if _FLAGS[flag] and not has_value:
            if not waiting:
                raise Refused(f"{COMMAND_LINE}: {flag} needs a value")
            value = waiting.pop(0)
        flags[flag] = value
    return flags, texts


def _refuse_hydra_key(override: Override) -> None:
    key = override.key
    if not any(key == known or (known.endswith(".") and key.startswith(known)) for known in HYDRA_KEYS):
        raise Refused(f"{COMMAND_LINE}: {shown(key)} cannot be set; of Hydra's keys, these can: {', '.join(HYDRA_KEYS)}")
    if key in ("hydra.run.dir", "hydra.sweep.dir"):
        _refuse_folder(key, str(override.value))


def _refuse_folder(key: str, given: str) -> None:
    """A folder to write to is one, or can become one."""
    path = Path(given)
    try:
        if any(len(os.fsencode(part)) > 255 for part in path.parts):
            raise Refused(f"{COMMAND_LINE}: {key}: {shown(given)}: a name in it is longer than 255 bytes")
        there = next(parent for parent in (path, *path.absolute().parents) if parent.exists() or parent.is_symlink())
        if not there.is_dir():
            raise Refused(f"{COMMAND_LINE}: {key}: {shown(str(there))} is not a folder")
        if not os.access(there, os.W_OK):
            raise Refused(f"{COMMAND_LINE}: {key}: {shown(str(there))} cannot be written to")
    except OSError as problem:
        raise Refused(f"{COMMAND_LINE}: {key}: {shown(given)}: {problem.strerror}") from None


def _refuse_split(request: Request, options: type[Declared]) -> None:
    sweeps = [override.text for override in request.overrides if override.is_sweep]
    chosen, jobs = (request.for_hydra_at(key) for key in ("hydra/sweeper", "hydra.sweeper.jobs"))
    refuse_split(chosen, jobs, sweeps, has_study="study" in options.model_fields)


def _checked_points(request: Request, config_name: str, options: type[Declared]) -> dict[tuple[str, ...], Loaded]:
    """The checked points: the only one, or as many points of a grid as are cheap to check."""
    points = grid_of(request.overrides, POINTS_CHECKED)
    return {point: request.reads(config_name, request.scenario, point, request.config_dir, options) for point in points}


def _shown_config(loaded: Loaded) -> str:
    options = loaded.options.model_dump(mode="json")
    own = yaml.safe_dump(options, sort_keys=False, allow_unicode=True) if options else ""
    played = loaded.initiative.values() if isinstance(loaded.initiative, dict) else [loaded.initiative]
    return "---\n".join(map(resolved_yaml, played)) + own


def _run(main: Main, request: Request, config_name: str, options: type[Declared], checked: dict[tuple[str, ...], Loaded]) -> None:
    """Start the only job here, or hand over to Hydra, which starts one for each point of a grid, where and how its settings say."""
    folder = _folder_of_plain_run(request, config_name)
    if folder is not None:
        point = next(iter(checked.values()))
        _start_job(folder, lambda: main(point.initiative, point.options, folder))
        return

    def job(_: object) -> None:
        here = HydraConfig.get()
        swept = {text.split("=", 1)[0].removeprefix(SWEPT): text.removeprefix(SWEPT) for text in here.overrides.task}
        texts = tuple(swept.get(_bare(override), override.text) if override.is_sweep else override.text for override in request.overrides)
        output = Path(here.runtime.output_dir)

        def play() -> None:
            point = checked.get(texts) or _read_inside(request, config_name, texts, options)
            chosen = part_of(point.options, here.overrides.task)
            main(point.initiative, chosen, output if chosen is point.options else Path(here.run.dir))

        _start_job(output, play)

    job.__name__ = config_name
    swept = [f"{SWEPT}{_bare(override)}={override.text.split('=', 1)[1]}" for override in request.overrides if override.is_sweep]
    passed = [text for flag, value in request.flags.items() if flag not in ("--config-dir", "-cd") for text in (flag, value) if text]
    sys.argv[1:] = [*passed, *request.for_hydra, *swept]
    hydra.main(version_base="1.3", config_path=str(config_dir()), config_name=config_name)(job)()


def _folder_of_plain_run(request: Request, config_name: str) -> Path | None:
    """The folder of a run of which Hydra is told its folder at most, so that Hydra need not compose twice more; none for any other run."""
    told = parsed(request.for_hydra)
    if set(request.flags) - {"--config-dir", "-cd"} or any(override.key != "hydra.run.dir" for override in told):
        return None
    setup_globals()  # what Hydra resolves in names of folders, such as ${now:%Y}
    config = OmegaConf.load(config_dir() / f"{config_name}.yaml")
    usual = OmegaConf.select(config, "hydra.run.dir")
    if usual is None or OmegaConf.select(config, "hydra.output_subdir", default="") is not None:
        return None  # a program of one's own, for which Hydra chooses the folder and keeps its own files there
    folder = str(told[-1].value) if told else usual
    return Path(os.path.abspath(folder))


def _start_job(output: Path, play: Callable[[], None]) -> None:
    """Start one job; it leaves with one line and an exit status if it cannot continue, and leaves no empty folder."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        play()
    except (Refused, OrganisationError) as refusal:
        _leave(refusal, REFUSED)
    except (StudyError, OSError) as problem:
        _leave(problem, STUDY_ERROR)
    except KeyboardInterrupt:
        _leave("interrupted", INTERRUPTED)
    finally:
        _remove_if_empty(output)


def _read_inside(request: Request, config_name: str, texts: tuple[str, ...], options: type[Declared]) -> Any:
    """Load a point that was not checked before, inside a Hydra job: Hydra's global state allows one composition at a time."""
    hydra_of_job = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        return request.reads(config_name, request.scenario, texts, request.config_dir, options)
    finally:
        GlobalHydra.instance().hydra = hydra_of_job


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _bare(override: Override) -> str:
    return override.text.split("=", 1)[0].lstrip("+")


def _leave(reason: object, status: int) -> NoReturn:
    print(reason, file=sys.stderr)
    raise SystemExit(status)
