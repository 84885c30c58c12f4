"""Where does the population lie, if surveys are right? One ensemble is held to all published numbers at once; what is not met is said.

Usage: python experiments/calibrate.py [calibrate.initiatives=N] [targets.NAME.published=SHARE] [key.path=value …]

Examples:
  python experiments/calibrate.py
  python experiments/calibrate.py calibrate.waves=1 calibrate.points=12 calibrate.draws=12 calibrate.initiatives=40 calibrate.check=200 \
    calibrate.folder=outputs/quick
  python experiments/calibrate.py targets.overall.published=0.5 calibrate.folder=outputs/half
  python experiments/calibrate.py 'calibrate.adjust=[level, common]' calibrate.folder=outputs/two
  python experiments/calibrate.py calibrate.failure=0.5 calibrate.folder=outputs/even

What can be set of a calibration:
  calibrate.waves=3               of history matching
  calibrate.points=30             adjustments of the population tried in a wave
  calibrate.initiatives=200       drawn at each
  calibrate.draws=60              of the posterior, each run
  calibrate.check=1000            initiatives on other draws, by which the calibrated population is judged
  calibrate.adjust=[level, …]     what may be moved
  calibrate.failure=0.7           base rate of the profile that is written beside the calibrated population
  calibrate.folder=FOLDER         where it is kept (else hydra.run.dir); begun there, it is gone on with
  targets.NAME.published=…        what surveys report; reading=…, of=…, role=check (compared, not fitted) as well
  executor=NAME                   who computes; results do not depend on it
  population=NAME                 what is calibrated

The folder holds summary.json, posterior and tried points as .parquet and .csv, the figures, the calibrated population and the profile as
.yaml, and a study for each step. Copy a population into configs/population, or pass its folder with --config-dir, to use it by name.
Exit status: 0 done, 2 refused before anything was written, 3 trouble with the files, 4 some initiatives could not be run,
130 interrupted (what is finished is kept).
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sim.config import Options, Refused, command
from sim.config.library import entry_of
from sim.declared import Identifier
from sim.schema.initiative import Initiative
from sim.study.calibration.abc import CalibrationSettings
from sim.study.calibration.calibrator import CalibrationTask, Calibrator
from sim.study.calibration.targets import EVERY, Target
from sim.study.execution.executor import Executor
from sim.study.execution.stored_study import Study
from sim.study.experiments.calibration_wave import CalibrationWave
from sim.study.population.library_parts import LibraryReader, parts_for
from sim.study.population.population import Population

SOME_FAILED = 4


class CalibrateSettings(CalibrationSettings):
    """How carefully a population is calibrated, and where that is kept."""

    folder: Annotated[str, Field(min_length=1, max_length=4_096)] | None = None  # none: that of hydra.run.dir


class CalibrateOptions(Options):
    """The population, what it is held to, how carefully, and who computes it."""

    engine: Literal["compiled"] = "compiled"
    calibrate: CalibrateSettings = CalibrateSettings()
    targets: Annotated[dict[Identifier, Target], Field(min_length=1)]
    population: Population
    executor: Executor = Executor()


def reader_for(choice: CalibrateOptions) -> LibraryReader:
    """How entries are read by kind and name: from the library, and from the folder given by --config-dir."""
    return lambda kind, name: entry_of(kind, name, choice.folders, "population")


def question_of(initiative: Initiative, choice: CalibrateOptions) -> CalibrationTask:
    """What was asked. Raises Refused."""
    known = initiative.definitions.outcomes
    for name, target in choice.targets.items():
        if target.success != EVERY and target.success not in known:
            raise Refused(f"targets.{name}.success: no definition is named {target.success!r}; known: {', '.join(sorted(known))}, {EVERY}")
    if not any(target.role == "fit" for target in choice.targets.values()):
        raise Refused("targets: none has the role fit, so there is nothing to calibrate to")
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
    """Rule out, propose, run, weigh, judge on other draws, and say what was found."""
    from sim.figures.calibration import write_figures
    from sim.reports.calibration_report import tell, write_results
    from sim.study.execution.run_study import carried_out, this_command

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


if __name__ == "__main__":
    command(main, "calibrate", CalibrateOptions, __doc__ or "")
