"""Goodness of fit: targets that one population meets and does not meet, on initiatives not used in the fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.study.calibration.abc import Posterior, TargetReadings
from sim.study.calibration.base_rate import SAID_OF_RATES
from sim.study.calibration.targets import Target, TargetReading
from sim.study.population.adjustment import ADJUSTMENTS
from sim.study.statistics.estimates import Estimate, ShareEstimate, Z
from sim.study.statistics.wording import counted, data_of, in_text, listed, percent, whole

UNTOLD = 0.8
"""Share of its range above which an adjustment's interval is reported as uninformative; our convention."""

WITHIN = "within reading"
FEW = 20.0  # effective posterior draws below which intervals are reported as rough


@dataclass(frozen=True)
class Verdict:
    """A target and its simulated values."""

    name: str
    target: Target
    uncalibrated: TargetReading  # of the population as assumed
    calibrated: TargetReading
    assumed: Estimate  # over the range of all adjustments
    predicted: Estimate  # over the posterior

    @property
    def distance(self) -> float:
        """Return the distance from the published number, in standard deviations of the total uncertainty."""
        return self._away(self.target.variance)

    @property
    def is_met(self) -> bool:
        """Return whether the simulated number is compatible with the target at 95 %, with the allowance for our reading."""
        return self.distance <= Z

    @property
    def in_words(self) -> str:
        """Return "met" (within the source's uncertainty), "within reading" (only with the allowance for our reading) or "not met"."""
        if not self.is_met:
            return "not met"
        return "met" if self._away(self.target.own_variance) <= Z else WITHIN

    def _away(self, variance: float) -> float:
        return abs(self.calibrated.value - self.target.published) / (variance + self.calibrated.variance) ** 0.5


@dataclass(frozen=True)
class Calibrated:
    """Results of a calibration."""

    title: str  # of the population
    definition: str  # of success, to which base rates refer
    posterior: Posterior
    theta: dict[str, float]  # adjustments of the selected population
    verdicts: tuple[Verdict, ...]
    failure: ShareEstimate  # base rate of the selected population
    profile: dict[str, float]  # adjustments at the requested base rate
    profile_failure: ShareEstimate
    wished: float
    initiatives: int  # per target
    failed_to_run: int

    @property
    def fitted(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.target.role == "fit")

    @property
    def checks(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.target.role == "check")

    @property
    def finding(self) -> str:
        """Return the number of targets that the population meets, and the targets it does not meet."""
        missed = [f"“{verdict.target.title}”" for verdict in self.fitted if not verdict.is_met]
        near = sum(verdict.in_words == WITHIN for verdict in self.fitted)
        number = f"{len(self.fitted) - len(missed)} of {counted(len(self.fitted), 'published number')}"
        only = f", {near} of them only within the allowance for our reading" if near else ""
        return f"One population meets {number} at once{only}" + (f"; it does not meet {listed(missed)}" if missed else "")

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return further remarks for the reader."""
        trouble = f"{counted(self.failed_to_run, 'initiative')} failed to run (excluded)." if self.failed_to_run else ""
        near = [_beside(verdict) for verdict in self.fitted if verdict.in_words == WITHIN]
        allowed = f"Only within the allowance for our reading of the survey: {listed(near)}." if near else ""
        said = (*(_said_of(verdict) for verdict in self.verdicts if not verdict.is_met), allowed, *self._of_adjustments(), self._of_draws())
        return tuple(text for text in (*said, self._of_profile(), SAID_OF_RATES, trouble) if text)

    def _of_adjustments(self) -> tuple[str, ...]:
        moved = {name: self.posterior.of(name) for name in self.posterior.moved}
        untold = [name for name, known in moved.items() if _width(name, known) > UNTOLD]
        told = [f"{in_text(ADJUSTMENTS[name].title)} {number(known)}" for name, known in moved.items() if name not in untold]
        names = listed([in_text(ADJUSTMENTS[name].title) for name in untold])
        return (
            f"The evidence narrows {listed(told)}." if told else "",
            f"It is nearly uninformative about {names}: almost all of the range remains possible." if untold else "",
        )

    def _of_draws(self) -> str:
        drawn, worth = len(self.posterior.thetas), self.posterior.effective
        told = f"The posterior is kept as {drawn} distinct populations with an effective sample size of {worth:.0f}"
        rough = "; intervals are rough: increase calibrate.draws" if worth < FEW else ""
        within = (
            f"Before the last round the emulator gave 95 % intervals; {percent(self.posterior.foretold)} of the results lay within them."
        )
        return f"{told}{rough}. {within}"

    def _of_profile(self) -> str:
        level = f"conditions {self.profile['level'] - self.theta['level']:+.2f} standard deviations from the calibrated ones"
        here = f"{percent(self.profile_failure)} of {counted(self.profile_failure.of, 'initiative')}"
        reached = self.profile_failure.low <= self.wished <= self.profile_failure.high
        near = "" if reached else ", the closest among the levels tried"
        return f"The profile for a base rate of {whole(self.wished)}% failures has {level.replace('-', '−')}; {here} fail{near}."

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        posterior = self.posterior
        return {
            "finding": self.finding,
            "remarks": list(self.remarks),
            "population": self.title,
            "definition": self.definition,
            "initiatives": self.initiatives,
            "failed_to_run": self.failed_to_run,
            "targets": {verdict.name: _verdict_data(verdict) for verdict in self.verdicts},
            "adjustments": {name: {"kept": value, "posterior": data_of(posterior.of(name))} for name, value in self.theta.items()},
            "distinct_draws": len(posterior.thetas),
            "effective_draws": round(posterior.effective, 1),
            "foretold": data_of(posterior.foretold),
            "not_ruled_out": list(posterior.left),
            "failure": data_of(self.failure),
            "profile": {"wished": self.wished, "adjustments": self.profile, "failure": data_of(self.profile_failure)},
        }


def verdicts_of(
    targets: Mapping[str, Target], posterior: Posterior, uncalibrated: TargetReadings, calibrated: TargetReadings
) -> tuple[Verdict, ...]:
    """Return a verdict for each target."""
    return tuple(
        Verdict(name, target, uncalibrated[name], calibrated[name], posterior.assumed(name), posterior.predicted(name))
        for name, target in targets.items()
    )


def number(known: Estimate) -> str:
    """Format an adjustment with its interval."""
    return f"{known.value:.2f} [{known.low:.2f}, {known.high:.2f}]".replace("-", "−")


def _said_of(verdict: Verdict) -> str:
    target, low, high = verdict.target, *verdict.target.interval
    far = f"{verdict.distance:.1f} standard deviations away"
    published = f"{whole(target.published)}% [{whole(low)}, {whole(high)}] published ({target.source})"
    kind = "Not met" if target.role == "fit" else "Not fitted, and not met"
    return f"{kind}: “{target.title}”: {whole(verdict.calibrated.value)}% simulated, {published}, {far}."


def _beside(verdict: Verdict) -> str:
    return f"“{verdict.target.title}” ({whole(verdict.calibrated.value)}% simulated, {whole(verdict.target.published)}% published)"


def _width(name: str, known: Estimate) -> float:
    return (known.high - known.low) / (ADJUSTMENTS[name].high - ADJUSTMENTS[name].low)


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    low, high = verdict.target.interval
    found = {name: data_of(getattr(verdict, name)) for name in ("uncalibrated", "calibrated", "assumed", "predicted")}
    published = {"published": verdict.target.published, "low": low, "high": high, "source": verdict.target.source}
    known = {"title": verdict.target.title, "role": verdict.target.role, "status": verdict.target.status}
    return known | published | found | {"distance": round(verdict.distance, 3), "verdict": verdict.in_words}
