"""Which population agrees with published surveys? Fit the population to all published shares at once, and report the misses."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal, NoReturn

from pydantic import Field

from sim.commands.library_reader import reader_for
from sim.commands.usages import USAGES
from sim.config import Options, Refused, command
from sim.declared import Identifier
from sim.exit_statuses import SOME_FAILED
from sim.schema.initiative import Initiative
from sim.study.calibration.abc import CalibrationSettings
from sim.study.calibration.calibrator import CalibrationTask, Calibrator
from sim.study.calibration.targets import EVERY, Target
from sim.study.execution.executor import Executor
from sim.study.execution.stored_study import Study
from sim.study.experiments.calibration_wave import CalibrationWave
from sim.study.population.library_parts import parts_for
from sim.study.population.population import Population
from sim.typed_command import this_command

ABOUT = USAGES["calibrate"]


class CalibrateSettings(CalibrationSettings):
    """Settings of the calibration, and its folder."""

    folder: Annotated[str, Field(min_length=1, max_length=4_096)] | None = None  # none: hydra.run.dir


class CalibrateOptions(Options):
    """The population, the published targets, the settings, and the executor."""

    engine: Literal["compiled"] = "compiled"
    calibrate: CalibrateSettings = CalibrateSettings()
    targets: Annotated[dict[Identifier, Target], Field(min_length=1)]
    population: Population
    executor: Executor = Executor()


def question_of(initiative: Initiative, choice: CalibrateOptions) -> CalibrationTask:
    """The calibration that the options describe. Raises Refused."""
    known = initiative.definitions.outcomes
    for name, target in choice.targets.items():
        if target.success != EVERY and target.success not in known:
            raise Refused(f"targets.{name}.success: no definition is named {target.success!r}; known: {', '.join(sorted(known))}, {EVERY}")
    if not any(target.role == "fit" for target in choice.targets.values()):
        raise Refused("targets: no target has the role fit, so there is nothing to calibrate to")
    try:
        settings = CalibrationSettings.model_validate({name: getattr(choice.calibrate, name) for name in CalibrationSettings.model_fields})
        return CalibrationTask(
            settings, choice.targets, choice.population, initiative, parts_for(choice.population, initiative, reader_for(choice))
        )
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(f"population: {' '.join(str(problem).split())[:300]}") from None


def main(initiative: Initiative, choice: CalibrateOptions, run_folder: Path) -> None:
    """Run the waves, sample the posterior, check it on other random draws, write the results."""
    from sim.figures.calibration import write_figures
    from sim.reports.calibration_report import tell, write_results
    from sim.study.execution.run_study import carried_out

    folder = run_folder if choice.calibrate.folder is None else Path(choice.calibrate.folder)
    question = question_of(initiative, choice)

    def execute(wave: CalibrationWave, place: Path) -> Study:
        print(f"{place}: {wave.cases:,} initiatives at {len(wave.points)} points", file=sys.stderr)
        return carried_out(wave, place, choice.executor)

    found = Calibrator(question, folder, execute).answer()
    if folder != run_folder:
        with suppress(OSError):
            run_folder.rmdir()
    tell(found, [*write_results(found, question, folder, this_command()), *write_figures(found, folder)])
    if found.failed_to_run:
        raise SystemExit(SOME_FAILED)


def start() -> NoReturn:
    """Run this command with the settings that were typed."""
    command(main, "calibrate", CalibrateOptions, ABOUT)
