"""The command line of an experiment: everything is checked before Hydra starts anything, and a refusal is a line and exit status 2.

What is simulated is decided here (`key.path=value`, `scenario=PATH.yaml`); where and how it is started is Hydra's (`hydra.run.dir=…`,
`--multirun`). Sweeps travel through Hydra under the key `swept`, so that any launcher or sweeper can split them into jobs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import hydra
from hydra.core.hydra_config import HydraConfig

from sim.config.door import Loaded, Options, is_file, loaded
from sim.config.help import help_text
from sim.config.library import config_dir
from sim.config.overrides import COMMAND_LINE, Override, grid_of, parsed, refuse_sweeps
from sim.config.refusals import Refused, StudyError, hint, shown
from sim.config.resolved import resolved_yaml
from sim.declared import Declared
from sim.engine.scenario import Initiative
from sim.organisation import OrganisationError

Main = Callable[[Initiative, Any, Path], None]
"""An experiment: an initiative, its own options, and the folder for what it writes."""

REFUSED, STUDY_ERROR, INTERRUPTED = 2, 3, 130  # exit statuses
POINTS_CHECKED = 24  # of a grid, before the first runs; a larger grid is checked value by value
HYDRA_KEYS = ("hydra.run.dir", "hydra.sweep.", "hydra.launcher.", "hydra.sweeper.", "hydra/launcher", "hydra/sweeper", "hydra.verbose")
_FLAGS = {"--multirun": 0, "-m": 0, "--run": 0, "-r": 0, "--help": 0, "-h": 0, "--version": 0, "--hydra-help": 0, "--resolve": 0}
_FLAGS |= {"--cfg": 1, "-c": 1, "--package": 1, "-p": 1, "--info": 1, "-i": 1, "--config-dir": 1, "-cd": 1}
_SWEPT = "++swept."


class Request(NamedTuple):
    """What was typed, sorted: what is simulated, and what is for Hydra."""

    flags: dict[str, str]
    overrides: list[Override]
    for_hydra: list[str]
    scenario: str | None  # the path of a file, where one was given

    @property
    def config_dir(self) -> str | None:
        return self.flags.get("--config-dir", self.flags.get("-cd"))

    @property
    def is_multirun(self) -> bool:
        return "--multirun" in self.flags or "-m" in self.flags

    def asks(self, *flags: str) -> bool:
        return any(flag in self.flags for flag in flags)


def command(main: Main, config_name: str, options: type[Declared] = Options, about: str = "") -> NoReturn:
    """Run an experiment from the command line, and leave with its exit status.

    main : the experiment
    config_name : of its file in configs/
    options : what it needs to know beside the initiative
    about : usage and examples, shown by --help
    """
    try:
        request = request_of(sys.argv[1:])
        if request.asks("--help", "-h"):
            print(help_text(about, options))
            raise SystemExit(0)
        checked = _checked_points(request, config_name, options)
    except Refused as refusal:
        _leave(refusal, REFUSED)
    if request.flags.get("--cfg", request.flags.get("-c")) == "job":
        print(_shown_config(next(iter(checked.values()))), end="")
        raise SystemExit(0)
    _run(main, request, config_name, options, checked)
    raise SystemExit(0)


def request_of(arguments: Sequence[str]) -> Request:
    """What was typed, sorted and read; anything that could make Hydra read more than it should is refused.

    Raises Refused.
    """
    flags, texts = _flags_of(arguments)
    files = [text for text in texts if text.startswith("scenario=") and is_file(text.strip("'\""))]
    overrides = parsed([text for text in texts if text not in files])
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


def _checked_points(request: Request, config_name: str, options: type[Declared]) -> dict[tuple[str, ...], Loaded]:
    """What will run, checked: the one point, or as many points of a grid as are cheap to check."""
    points = grid_of(request.overrides, POINTS_CHECKED)
    return {point: loaded(config_name, request.scenario, point, request.config_dir, options) for point in points}


def _shown_config(loaded: Loaded) -> str:
    own = "".join(f"{name}: {value}\n" for name, value in loaded.options.model_dump().items())
    return resolved_yaml(loaded.initiative) + own


def _run(main: Main, request: Request, config_name: str, options: type[Declared], checked: dict[tuple[str, ...], Loaded]) -> None:
    """Hand over to Hydra, which starts one job, or one for each point of a grid."""

    def job(_: object) -> None:
        here = HydraConfig.get()
        swept = {text.split("=", 1)[0].removeprefix(_SWEPT): text.removeprefix(_SWEPT) for text in here.overrides.task}
        texts = tuple(swept.get(_bare(override), override.text) if override.is_sweep else override.text for override in request.overrides)
        try:
            point = checked.get(texts) or loaded(config_name, request.scenario, texts, request.config_dir, options)
            main(point.initiative, point.options, Path(here.runtime.output_dir))
        except (Refused, OrganisationError) as refusal:
            _remove_if_empty(Path(here.runtime.output_dir))
            _leave(refusal, REFUSED)
        except (StudyError, OSError) as problem:
            _leave(problem, STUDY_ERROR)
        except KeyboardInterrupt:
            _leave("interrupted", INTERRUPTED)

    job.__name__ = config_name
    swept = [f"{_SWEPT}{_bare(override)}={override.text.split('=', 1)[1]}" for override in request.overrides if override.is_sweep]
    passed = [text for flag, value in request.flags.items() if flag not in ("--config-dir", "-cd") for text in (flag, value) if text]
    sys.argv[1:] = [*passed, *request.for_hydra, *swept]
    hydra.main(version_base="1.3", config_path=str(config_dir()), config_name=config_name)(job)()


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _bare(override: Override) -> str:
    return override.text.split("=", 1)[0].lstrip("+")


def _leave(reason: object, status: int) -> NoReturn:
    print(reason, file=sys.stderr)
    raise SystemExit(status)
