"""Comparison of programmes on the same random draws: which programme wins, how certain that is, and the costs.

In each run, every programme faces the same organisation, people, customers and random events, so runs differ only in the programme and
are compared in pairs. A difference that is not significant is not reported as zero; the smallest detectable difference is reported.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.drawable import draw
from sim.engine.series import SHARE
from sim.schema.initiative import Initiative
from sim.study.comparison.costs import cost_of
from sim.study.comparison.paired import Difference, Paired, ProgrammeResult, paired_of
from sim.study.comparison.settings import CompareSettings
from sim.study.comparison.verdict import finding_of, statements_of
from sim.study.execution.run_study import run_study
from sim.study.experiments.parameter_points import ParameterPoint, ParameterPoints
from sim.study.population.description import AS_RATED, DescriptionUncertainty, said_of
from sim.study.statistics.wording import data_of
from sim.study.store.column_units import with_units


@dataclass(frozen=True)
class Comparison:
    """Programmes compared on the same random draws."""

    initiatives: dict[str, Initiative]
    runs: pd.DataFrame  # one row per programme and replicate
    paired: Paired
    description: DescriptionUncertainty

    @property
    def table(self) -> pd.DataFrame:
        """Return one row per programme, the best first; index programme. Shares, thousand euro, and weeks of all leaders' time."""
        return with_units(pd.DataFrame([_row(standing) for standing in self.paired.standings]).set_index("programme"), success=SHARE)

    @property
    def differences(self) -> pd.DataFrame:
        """Return one row per pair of programmes and outcome: the first minus the second."""
        return pd.DataFrame(self.paired.differences, columns=list(Difference._fields))

    @property
    def finding(self) -> str:
        """Return a sentence on the winning programme and its certainty."""
        return finding_of(self.paired)

    @property
    def statements(self) -> tuple[str, ...]:
        """Return all findings as sentences."""
        return statements_of(self.paired)

    @property
    def definition(self) -> str:
        """Return the definition of success in words."""
        titles = {one.success.title: None for one in self.initiatives.values()}
        return " / ".join(titles)

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        told = {"finding": self.finding, "statements": list(self.statements), "definition": self.definition}
        told |= {"description": self.description.model_dump(), "uncertainty": said_of(self.description)}
        paired = data_of(self.paired._replace(settings=None))
        paired.pop("settings")
        return told | {"terms": self.paired.settings.model_dump()} | paired

    def plot(self) -> Any:
        """Draw success rates and paired differences."""
        return draw(self)


def compare(
    initiatives: Mapping[str, Initiative] | Sequence[Initiative],
    runs: int = 200,
    first_seed: int | None = None,
    folder: str | Path | None = None,
    *,
    description: DescriptionUncertainty = AS_RATED,
) -> Comparison:
    """Run initiatives under the same seeds and compare them; in a pair, all are of the same drawn firm.

    initiatives : at least two, by name; a list uses the titles of their programmes as names
    runs : of each, at least 2; first_seed : none: that of the first initiative
    folder : where runs are stored and from which they are resumed; none: not stored
    description : how uncertain the description is; DescriptionUncertainty(varies=False): every run takes it as told
    Raises ValueError for fewer than two initiatives, or for two with the same title.
    """
    named = _named(initiatives)
    variation = variation_of(named, CompareSettings(runs=runs).runs, first_seed, description)
    titles = {name: name for name in named}
    if folder is not None:
        return comparison_of(variation, run_study(variation, folder).runs, CompareSettings(runs=runs), titles)
    with tempfile.TemporaryDirectory() as passing:
        return comparison_of(variation, run_study(variation, passing).runs, CompareSettings(runs=runs), titles)


def _named(initiatives: Mapping[str, Initiative] | Sequence[Initiative]) -> dict[str, Initiative]:
    if not isinstance(initiatives, Mapping):
        named = {one.programme.title: one for one in initiatives}
        if len(named) < len(initiatives):
            raise ValueError("two programmes have the same title; pass a dictionary of name to initiative")
        initiatives = named
    if len(initiatives) < 2:
        raise ValueError(f"initiatives: {len(initiatives)} given; at least 2 are required")
    return dict(initiatives)


def variation_of(
    initiatives: Mapping[str, Initiative], runs: int, first_seed: int | None, description: DescriptionUncertainty
) -> ParameterPoints:
    """Return the runs of a comparison; first_seed : none: that of the first initiative"""
    first = next(iter(initiatives.values())).seed if first_seed is None else first_seed
    return ParameterPoints(dict(initiatives), tuple(ParameterPoint(name) for name in initiatives), runs, first, description)


def comparison_of(
    variation: ParameterPoints, runs: pd.DataFrame, settings: CompareSettings, titles: Mapping[str, str] | None = None
) -> Comparison:
    """Compare the base initiatives of a variation; each base is one point.

    titles : names of the bases in sentences and figures; none: the titles of their programmes
    """
    names = [point.base for point in variation.points]
    runs = runs.assign(programme=[names[point] for point in runs["point"]])
    initiatives = {name: variation.bases[name] for name in names}
    costs = {name: cost_of(one) for name, one in initiatives.items()}
    paired = paired_of(runs, dict(titles or _titles(initiatives)), costs, settings)
    return Comparison(initiatives, runs, paired, variation.description)


def _titles(initiatives: Mapping[str, Initiative]) -> dict[str, str]:
    given = [one.programme.title for one in initiatives.values()]
    return {name: title if given.count(title) == 1 else f"{title} ({name})" for name, title in zip(initiatives, given, strict=True)}


def _row(standing: ProgrammeResult) -> dict[str, Any]:
    share = standing.success
    row: dict[str, Any] = {"programme": standing.name, "title": standing.title}
    row |= {"success": share.share, "success_low": share.low, "success_high": share.high}
    for measure, mean in standing.means.items():
        row |= {measure: mean.value, f"{measure}_low": mean.low, f"{measure}_high": mean.high}
    return row | standing.cost._asdict()
