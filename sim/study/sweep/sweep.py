"""Sweep: one or several initiatives at many points of a parameter space, and the effects of its factors on success."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.drawable import draw
from sim.engine.outcome import MODES
from sim.engine.series import SHARE
from sim.old_names import OldName
from sim.schema.initiative import Initiative
from sim.study.execution.run_study import run_study
from sim.study.execution.stored_study import Study
from sim.study.experiments.parameter_points import ParameterPoint, ParameterPoints, ParameterValue
from sim.study.statistics.estimates import RESAMPLES, Estimate, mean_estimates, resampled_sums, share_of
from sim.study.statistics.wording import counted, in_text, percent
from sim.study.store.column_units import RUNS, with_units
from sim.study.sweep.factor_levels import LevelResult, MainEffect, parts_of, said_of, title_of
from sim.study.sweep.own_design import OwnDesign, checked_points, is_own, own_design
from sim.study.sweep.point_designs import PointDesign, laid, refuse_runs
from sim.study.sweep.space import Factor, factors_of, fitted, refuse_what_cannot_be_set

_SHARES = {"success": "share", "low": "low", "high": "high"}
_OWN = ("point", "base", "error", "employees")
_NAMED = re.compile(r"(\w+)=([^,]+)")


class Sweep:
    """The results of a sweep, from its study: points, runs, effects of factors, figures.

    Intervals of a point are Wilson's, over its seeds; those of effects resample the seeds, which all points share.
    """

    levers, work = OldName("factors"), OldName("experiment")

    def __init__(self, study: Study, notes: Sequence[str] = ()) -> None:
        self.study, self.notes = study, tuple(notes)
        self.experiment: ParameterPoints = ParameterPoints.from_specification(study.specification["work"])

    def __repr__(self) -> str:
        return f"Sweep({self.finding}; {counted(len(self.points), 'point')} of {', '.join(self.factors)})"

    @property
    def runs(self) -> pd.DataFrame:
        """Return one row per run: point, replicate, seed and outcome."""
        return self.study.runs

    @cached_property
    def factors(self) -> list[str]:
        """Return the varied factors: dotted paths, and kinds of library entries."""
        chosen = [name for name in self._chosen if name not in _OWN]
        paths = dict.fromkeys(path for point in self.experiment.points for path in point.values)
        return [*chosen, *paths]

    @cached_property
    def _chosen(self) -> pd.DataFrame:
        """Return the initiative of each point, with one column per varied library entry."""
        if len(self.experiment.bases) == 1:
            return pd.DataFrame(index=range(len(self.experiment.points)))
        named = [dict(_NAMED.findall(point.base)) or {"initiative": point.base} for point in self.experiment.points]
        return pd.DataFrame(named)

    @cached_property
    def points(self) -> pd.DataFrame:
        """Return one row per point that ran: factors, number of runs, success rate with 95 % interval, means and modes."""
        runs = self.runs
        numbers, first, of = np.unique(runs["point"].to_numpy(int), return_index=True, return_counts=True)
        count = np.add.reduceat(runs["success"].to_numpy(int), first)
        shares = [share_of(*pair) for pair in zip(count.tolist(), of.tolist(), strict=True)]
        found: dict[str, Any] = {"runs": of, "succeeded": count}
        found |= {name: [getattr(share, of_share) for share in shares] for name, of_share in _SHARES.items()}
        found |= {name: np.add.reduceat(runs[name].to_numpy(float), first) / of for name in ("adoption_end", "felt_gain")}
        found |= {mode: np.add.reduceat((runs["mode"] == mode).to_numpy(int), first) / of for mode in MODES}
        table = self.values.loc[numbers]
        whole = pd.concat([table, pd.DataFrame(found, index=table.index)], axis=1).rename_axis("point").reset_index()
        return with_units(whole, success=SHARE, abandoned=RUNS)

    @cached_property
    def values(self) -> pd.DataFrame:
        """Return the values set at each point, by number; missing if a factor is absent by chance."""
        return pd.concat([self._chosen, pd.DataFrame([point.values for point in self.experiment.points])], axis=1)

    @cached_property
    def failed(self) -> int:
        """Return the number of points with a failed run."""
        table = self.study.table("points")
        return len(set(table["point"][table["error"].notna().to_numpy(bool)]))

    @cached_property
    def measure(self) -> str:
        """Return the measure that distinguishes the points: success, or adoption in the last week if all runs succeed or all fail."""
        return "success" if len(set(self.runs["success"])) > 1 else "adoption_end"

    @property
    def unit(self) -> int:
        """Return the number of outcome units per whole; outcomes are whole numbers, so that sums are exact."""
        return 1 if self.measure == "success" else 10_000

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Return the outcomes in units: one row per seed, one column per point with all seeds run."""
        table = self.runs.pivot(index="replicate", columns="point", values=self.measure).dropna(axis=1)
        return (table.astype(float) * self.unit).round().astype(np.int64)

    @cached_property
    def overall(self) -> Estimate:
        """Return the mean outcome over the space: success rate, or adoption."""
        return self.outcome_at(list(self.outcomes.columns))

    def outcome_at(self, points: Sequence[int]) -> Estimate:
        """Return the mean outcome at given points, with its interval over seeds."""
        counts = self.outcomes[list(points)].sum(axis=1).to_numpy()[:, None]
        known = mean_estimates(counts, len(points) * self.unit, resampled_sums(counts, RESAMPLES, self.experiment.seed))[0]
        return Estimate(known.value, max(0.0, known.low), known.high)

    @cached_property
    def effects(self) -> list[MainEffect]:
        """Return the main effects of the factors, the strongest first."""
        found = [self._effect(factor) for factor in self.factors]
        return sorted(found, key=lambda effect: -effect.change.value)

    def _effect(self, factor: str) -> MainEffect:
        parts = parts_of(self.values.loc[self.outcomes.columns, factor])
        levels = [LevelResult(title, middle, len(points), self.outcome_at(points)) for title, middle, points in parts]
        order = np.argsort([level.outcome.value for level in levels], kind="stable")
        worst, best = int(order[0]), int(order[-1])
        return MainEffect(factor, tuple(levels), levels[worst], levels[best], self._change(parts[worst][2], parts[best][2]))

    def _change(self, before: Sequence[int], after: Sequence[int]) -> Estimate:
        """Return the difference in outcome between two sets of points under the same seeds."""
        columns = self.outcomes
        counts = columns[list(after)].sum(axis=1) * len(before) - columns[list(before)].sum(axis=1) * len(after)
        array = counts.to_numpy()[:, None]
        return mean_estimates(array, len(before) * len(after) * self.unit, resampled_sums(array, RESAMPLES, self.experiment.seed))[0]

    @cached_property
    def finding(self) -> str:
        """Return the main finding: the factor with the largest effect, and its range."""
        if self.outcomes.empty:
            return "No point could be run"
        first = self.effects[0]
        if not first.change.is_clear:
            return f"{self._alike}No factor clearly affects {self.moved}, which is {percent(self.overall)} over the whole space"
        return (
            f"{self._alike}{title_of(first.factor)} affects {self.moved} most: {percent(first.worst.outcome)} at {first.worst.title}, "
            f"{percent(first.best.outcome)} at {first.best.title}"
        )

    @property
    def moved(self) -> str:
        """Return the name of the measure within a sentence."""
        return "the success rate" if self.measure == "success" else "adoption in the last week"

    @property
    def _alike(self) -> str:
        if self.measure == "success":
            return ""
        return f"All {len(self.runs):,} runs {'succeed' if set(self.runs['success']) == {True} else 'fail'}. "

    @cached_property
    def drawn(self) -> str:
        """Return a description of the sample and the definition of success."""
        base = self.initiative
        return (
            f"{counted(len(self.points), 'point')}, each under the same {counted(self.experiment.replicates, 'seed')}, "
            f"{counted(base.weeks, 'week')} · success: {in_text(base.success.title or base.outcome)}"
        )

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """Return further remarks for the reader."""
        often = np.count_nonzero(self.points["success"].to_numpy(float) > 0.5)
        success, of = (self.points[name].to_numpy(int).sum() for name in ("succeeded", "runs"))
        said = (
            f"{success:,} of {of:,} runs succeed; more than half of the runs do at {often:,} of {counted(len(self.points), 'point')}",
            f"{counted(self.failed, 'point')} failed to run; see column error of the table of points" if self.failed else "",
            *self.notes,
        )
        return tuple(text for text in said if text)

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """Return all findings as sentences."""
        found = (self.finding, self.drawn, *(said_of(effect) for effect in self.effects), *self.remarks)
        return tuple(f"{text[:1].upper()}{text[1:]}." for text in found)

    @property
    def initiative(self) -> Initiative:
        """Return the first of the varied initiatives."""
        return next(iter(self.experiment.bases.values()))

    def plot(self, x: str | None = None, y: str | None = None) -> Any:
        """Draw a curve over one factor, or a heat map of two with the line at which half of the runs succeed.

        x, y : dotted paths; none: the factors with the largest effects
        """
        return draw(self, x, y)


def sweep(
    initiative: Initiative | Mapping[str, Initiative],
    space: Mapping[str, object] | pd.DataFrame | str | Path,
    design: PointDesign = "sobol",
    n: int = 64,
    replicates: int = 16,
    seed: int | None = None,
    folder: str | Path | None = None,
) -> Sweep:
    """Run an initiative at many points of a space, or at the points of a table of your own.

    initiative : one, or several by name; each is run at every point
    space : dotted path -> [low, high], a list of levels, or a distribution such as {"log_uniform": [a, b]}; or a design of your own, as a
        DataFrame or the path of a CSV file: one column per dotted path, one row per point
    design : grid, latin_hypercube or sobol; n : number of points; a table has its own. replicates : seeds per point, the same for all
    seed : of the first replicate and of the design; none: the initiative's own
    folder : where the study is stored and from which it is resumed; none: a temporary folder
    Raises a one-line ValueError for a value that cannot be set.
    """
    bases = {initiative.name: initiative} if isinstance(initiative, Initiative) else dict(initiative)
    if isinstance(space, Mapping):
        experiment, notes = variation_of(bases, factors_of(space), design, n, replicates, seed)
    elif is_own(space):
        experiment, notes = variation_of_table(bases, own_design(space), replicates, seed)
    else:
        raise ValueError(f"space: {type(space).__name__}: give paths with their values, or a table: a DataFrame or the path of a CSV file")
    place = Path(tempfile.mkdtemp(prefix="sweep-")) if folder is None else Path(folder)
    return Sweep(run_study(experiment, place), notes)


def variation_of(
    bases: Mapping[str, Initiative], factors: Sequence[Factor], design: PointDesign, n: int, replicates: int, seed: int | None = None
) -> tuple[ParameterPoints, tuple[str, ...]]:
    """Return the validated experiment of a sweep, and notes on its points.

    bases : initiatives by name; if the space varies library entries, `programme=NAME` for each combination
    Raises a one-line ValueError.
    """
    first = next(iter(bases.values()))
    own = fitted([factor for factor in factors if not factor.is_shelf], first)
    chosen = [factor for factor in factors if factor.is_shelf]
    for base in bases.values():
        refuse_what_cannot_be_set(own, base)
    seed = first.seed if seed is None else seed
    points, notes = laid([*chosen, *own], design, n, seed)
    return _placed(bases, points, {factor.path for factor in chosen}, replicates, seed), notes


def variation_of_table(
    bases: Mapping[str, Initiative], design: OwnDesign, replicates: int, seed: int | None = None
) -> tuple[ParameterPoints, tuple[str, ...]]:
    """Return the validated experiment of a design of one's own, with a point for each row, and notes on its points.

    bases : initiatives by name; if the table has columns of library entries, `programme=NAME` for each combination
    Raises a one-line ValueError.
    """
    first = next(iter(bases.values()))
    points = checked_points(design, bases)
    again = len(points) - len({tuple(sorted(point.items())) for point in points})
    notes = (f"{again:,} of {len(points):,} rows of {design.name} repeat another and are run again, so that rows keep their order",)
    shelves = {factor.path for factor in design.shelves}
    return _placed(bases, points, shelves, replicates, first.seed if seed is None else seed), notes if again else ()


def _placed(
    bases: Mapping[str, Initiative], points: Sequence[Mapping[str, ParameterValue]], chosen: set[str], replicates: int, seed: int
) -> ParameterPoints:
    """Return the experiment of points; chosen : their kinds of library entries, which name the initiative"""
    placed = [
        ParameterPoint(name, {path: value for path, value in point.items() if path not in chosen})
        for point in points
        for name in ([base_name(point, chosen)] if chosen else bases)
    ]
    refuse_runs(len(placed), replicates)
    missing = sorted({point.base for point in placed} - set(bases))
    if missing:
        raise ValueError(f"space: {missing[0]}: load each choice as a separate initiative, and pass them by name")
    return ParameterPoints(dict(bases), tuple(placed), replicates, seed)


def base_name(point: Mapping[str, Any], chosen: set[str]) -> str:
    """Return the name of a point's initiative: its library entries."""
    return ",".join(f"{path}={point[path]}" for path in sorted(chosen))
