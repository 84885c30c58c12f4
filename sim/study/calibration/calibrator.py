"""Calibrator: fits a population to published numbers step by step. Each step is stored, so an interrupted calibration can be resumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.schema.initiative import Initiative
from sim.study.calibration.abc import CalibrationSettings, TargetReadings, posterior_of
from sim.study.calibration.base_rate import level_for, levels_around
from sim.study.calibration.goodness import Calibrated, verdicts_of
from sim.study.calibration.targets import Target, found
from sim.study.execution.stored_study import Study
from sim.study.experiments.calibration_wave import CalibrationWave
from sim.study.population.library_parts import Parts
from sim.study.population.population import Population
from sim.study.statistics.estimates import ShareEstimate, share_of

Execute = Callable[[CalibrationWave, Path], Study]
"""Runs the cases that a folder does not hold yet."""


class CalibrationTask(NamedTuple):
    """All inputs of a calibration."""

    settings: CalibrationSettings
    targets: dict[str, Target]
    population: Population
    base: Initiative
    parts: Parts


class Calibrator:
    """Runs the steps of a calibration, each in its own folder."""

    def __init__(self, question: CalibrationTask, folder: Path, execute: Execute) -> None:
        self.question, self.folder, self.execute = question, folder, execute
        self.failed_to_run = 0

    def answer(self) -> Calibrated:
        """Return the posterior, one population selected from it, and that population's fit on other random draws."""
        settings, targets = self.question.settings, self.question.targets
        posterior = posterior_of(settings, targets, self.shown, self.question.base.seed)
        kept = posterior.kept
        uncalibrated, calibrated = self.runs("check", [{}, kept], settings.check, afresh=1)
        levels = levels_around(kept)
        failures = [failures_in(runs).share or 0.0 for runs in self.runs("levels", levels, settings.initiatives, afresh=1)]
        profile = kept | {"level": level_for(settings.failure, [theta["level"] for theta in levels], failures)}
        (moved,) = self.runs("profile", [profile], settings.check, afresh=1)
        return Calibrated(
            title=self.question.population.title,
            definition=self.question.base.success.title,
            posterior=posterior,
            theta=kept,
            verdicts=verdicts_of(targets, posterior, self._told(uncalibrated), self._told(calibrated)),
            failure=failures_in(calibrated),
            profile=profile,
            profile_failure=failures_in(moved),
            wished=settings.failure,
            initiatives=settings.check,
            failed_to_run=self.failed_to_run,
        )

    def shown(self, step: str, points: list[dict[str, float]]) -> list[TargetReadings]:
        """Return the simulated targets of an ensemble at each point."""
        return [self._told(runs) for runs in self.runs(step, points, self.question.settings.initiatives)]

    def runs(self, step: str, points: list[dict[str, float]], initiatives: int, afresh: int = 0) -> list[pd.DataFrame]:
        """Return the runs at each point; afresh : added to the seed; 0: the random draws of the fit"""
        known = self.question
        wave = CalibrationWave(known.population, known.base, known.parts, tuple(points), initiatives, known.base.seed + afresh)
        study = self.execute(wave, self.folder / step)
        self.failed_to_run += int(study.arrow("initiatives")["error"].drop_null().length())
        runs = study.runs
        return [runs.loc[runs["point"] == point] for point in range(len(points))]

    def _told(self, runs: pd.DataFrame) -> TargetReadings:
        return {name: found(target, runs) for name, target in self.question.targets.items()}


def failures_in(runs: pd.DataFrame) -> ShareEstimate:
    """Return the failure rate by the study's definition."""
    return share_of(int(np.count_nonzero(~runs["success"].to_numpy(bool))), len(runs))
