"""Console report and files of a calibration: targets met and not met."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import yaml
from rich.console import Console
from rich.table import Table

from sim.compiled import MODEL_VERSION
from sim.reports.console_table import table_of
from sim.rules_stamp import RULES
from sim.study.calibration.abc import implausibility_of
from sim.study.calibration.base_rate import SAID_OF_RATES
from sim.study.calibration.calibrator import CalibrationTask
from sim.study.calibration.goodness import Calibrated, Verdict, number
from sim.study.experiments.experiment import study_version
from sim.study.population.adjustment import ADJUSTMENTS, adjusted
from sim.study.population.population import Population
from sim.study.population.population_yaml import population_yaml
from sim.study.statistics.wording import interval, percent, whole
from sim.study.store.blocks import said_in_a_line, write_whole
from sim.study.store.shards import parquet_of


def write_results(found: Calibrated, question: CalibrationTask, folder: Path, command: str) -> list[Path]:
    """Write the posterior, all points tried, the summary and two populations for the library. Raises a one-line StoreError."""
    versions = {"model_version": MODEL_VERSION, "study_version": study_version()}
    data = versions | {"command": command, "settings": question.settings.model_dump(mode="json")} | found.as_data()
    posterior, tried = found.posterior.table(), tried_table(found, question)
    files = {
        "summary.json": (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode(),
        "posterior.parquet": _parquet(posterior),
        "posterior.csv": posterior.to_csv(index=False, lineterminator="\n").encode(),
        "tried.parquet": _parquet(tried),
        "tried.csv": tried.to_csv(index=False, lineterminator="\n").encode(),
        "calibrated.yaml": calibrated_yaml(found, question, command).encode(),
        "posterior.yaml": posterior_yaml(found, question, command).encode(),
        "results.md": results_md(found, command).encode(),
        f"{profile_name(found)}.yaml": profile_yaml(found, question, command).encode(),
    }
    with said_in_a_line(folder):
        return [write_whole(folder / name, content) for name, content in files.items()]


def results_md(found: Calibrated, command: str) -> str:
    """Return the results as Markdown: targets, adjustments and remarks."""
    targets = ["| target | published, 95 % | assumed | calibrated | posterior, 95 % | |", "| --- | --- | --- | --- | --- | --- |"]
    targets += [f"| {' | '.join(_cells(verdict))} |" for verdict in (*found.fitted, *found.checks)]
    moved = ["| adjustment | selected | posterior, 95 % | neutral value | range |", "| --- | --- | --- | --- | --- |"]
    moved += [f"| {' | '.join(_moved(found, name))} |" for name in found.theta]
    parts = [f"{found.finding}. (`{command}`, rules {RULES})", "\n".join(targets), "\n".join(moved), "\n\n".join(found.remarks)]
    return "\n\n".join(parts) + "\n"


def profile_name(found: Calibrated) -> str:
    """Return the file name, without suffix, of the population at the requested base rate."""
    return f"base_rate_{whole(found.wished)}"


def tried_table(found: Calibrated, question: CalibrationTask) -> pd.DataFrame:
    """Return one row per point of the waves: adjustments, simulated targets and implausibility."""
    fitted = {name: target for name, target in question.targets.items() if target.role == "fit"}
    rows = [
        {"wave": point.wave}
        | point.theta
        | {name: one.value for name, one in point.shown.items()}
        | {"implausibility": implausibility_of(point.shown, fitted)}
        for point in found.posterior.tried
    ]
    return pd.DataFrame(rows)


def calibrated_yaml(found: Calibrated, question: CalibrationTask, command: str) -> str:
    """Return the calibrated population as a library file."""
    described = (
        f"{question.population.title}, adjusted as a whole to match success rates reported by surveys. {found.finding}. "
        f"By “{found.definition}” {percent(found.failure)} of {found.failure.of:,} of its initiatives fail."
    )
    return _file(found, question, found.theta, "Initiatives as surveys report them", described, command, CALIBRATED)


def profile_yaml(found: Calibrated, question: CalibrationTask, command: str) -> str:
    """Return the population at the requested base rate as a library file with its provenance."""
    described = (
        f"The calibrated population with conditions shifted until about {whole(found.wished)} % of its initiatives fail by "
        f"“{found.definition}”: {percent(found.profile_failure)} of {found.profile_failure.of:,}. {SAID_OF_RATES}"
    )
    title = f"Initiatives of which about {whole(found.wished)} % fail: a profile, not a measurement"
    return _file(found, question, found.profile, title, described, command)


def posterior_yaml(found: Calibrated, question: CalibrationTask, command: str) -> str:
    """Return the posterior as a library file: the assumed population, and distinct draws of its adjustments, each with its weight."""
    posterior = found.posterior
    heading = [
        f"Written by: {command}",
        f"{len(posterior.thetas)} distinct draws, effective sample size {posterior.effective:.0f}: adjustments of “{found.title}”.",
    ]
    draws = [
        {**{name: theta[name] for name in posterior.moved}, "weight": round(float(weight), 6)}
        for theta, weight in zip(posterior.thetas, posterior.weights, strict=True)
    ]
    assumed = question.population.model_dump(mode="json", exclude_defaults=True)
    data = {"title": f"Posterior of “{found.title}”", "rules": RULES, "assumed": assumed, "draws": draws}
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=140, default_flow_style=None)
    return "".join(f"# {line}\n" for line in heading) + text


CALIBRATED = "calibrated"
"""Name under which the library keeps the calibrated population and its posterior."""


def _file(
    found: Calibrated,
    question: CalibrationTask,
    theta: dict[str, float],
    title: str,
    described: str,
    command: str,
    posterior: str | None = None,
) -> str:
    moved = adjusted(question.population, theta)
    names = {
        "title": title,
        "description": described,
        "source": f"{question.population.title}; {_sources(found)}",
        "rules": RULES,
        "posterior": posterior,
    }
    return population_yaml(Population.model_validate(moved.model_dump() | names), _heading(found, theta, command))


def _heading(found: Calibrated, theta: dict[str, float], command: str) -> list[str]:
    met = [f"{verdict.target.title}: {_told(verdict)}" for verdict in found.fitted]
    moved = [f"{ADJUSTMENTS[name].title}: {value:g}, posterior {number(found.posterior.of(name))}" for name, value in theta.items()]
    return [
        f"Written by: {command}",
        f"Rules {RULES}, study {study_version()}, {found.initiatives:,} initiatives on random draws not used in the fit.",
        f"Adjustments of “{found.title}”, with posterior mean and 95 % interval:",
        *(f"  {line}" for line in moved),
        "Targets, before any shift of the base rate; published numbers with 95 % intervals that include the allowance for our reading:",
        *(f"  {line}" for line in met),
    ]


def _told(verdict: Verdict) -> str:
    low, high = verdict.target.interval
    published = f"{whole(verdict.target.published)} % [{whole(low)}, {whole(high)}] published ({verdict.target.source})"
    return f"{whole(verdict.calibrated.value)} % simulated, {published}, {verdict.in_words}"


def _sources(found: Calibrated) -> str:
    return "; ".join(dict.fromkeys(verdict.target.source for verdict in found.fitted))


def _parquet(table: pd.DataFrame) -> bytes:
    return parquet_of(pa.Table.from_pandas(table, preserve_index=False))


def tell(found: Calibrated, files: list[Path], console: Console | None = None) -> None:
    """Print the finding, then each target, the adjustments, the remarks and the file paths."""
    console = Console(highlight=False, soft_wrap=True) if console is None else console
    console.print(f"{found.finding}.", style="bold", markup=False)
    for title, verdicts in (("Fitted jointly, % (in brackets: 95 %)", found.fitted), ("Not fitted, for comparison, %", found.checks)):
        if verdicts:
            console.print(_targets(title, verdicts, console))
    console.print(_adjustments(found, console))
    for remark in found.remarks:
        console.print(remark, markup=False)
    console.print("Files: " + ", ".join(str(path) for path in files), markup=False)


def _targets(title: str, verdicts: tuple[Verdict, ...], console: Console) -> Table:
    table = table_of(title, console, "", "published", "assumed", "calibrated", "posterior", "")
    for verdict in verdicts:
        table.add_row(*_cells(verdict))
    return table


def _cells(verdict: Verdict) -> list[str]:
    """Return a target as a table row, in percent."""
    low, high = verdict.target.interval
    published = f"{whole(verdict.target.published)} [{whole(low)}, {whole(high)}]"
    ours = [whole(verdict.uncalibrated.value), whole(verdict.calibrated.value), interval(verdict.predicted)]
    checked = "" if verdict.target.role == "fit" else " (not fitted)"
    return [verdict.target.title + checked, published, *ours, verdict.in_words]


def _adjustments(found: Calibrated, console: Console) -> Table:
    table = table_of("Adjustments of the population", console, "", "selected", "posterior", "neutral", "range")
    for name in found.theta:
        table.add_row(*_moved(found, name))
    return table


def _moved(found: Calibrated, name: str) -> list[str]:
    """Return an adjustment as a table row."""
    known, told = ADJUSTMENTS[name], found.posterior.of(name)
    left, bounds = f"[{told.low:.2f}, {told.high:.2f}]", f"[{known.low:g}, {known.high:g}]"
    return [known.title, f"{found.theta[name]:.2f}", left, f"{known.neutral:g}", bounds]
