"""The whole answer: findings from a study and its companions, and the report that tells them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from math import factorial
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from sim.config import config_dir
from sim.config.library_files import entry_of
from sim.reports.why_console import tell
from sim.reports.why_html import page_of, write_report
from sim.rules_stamp import RULES
from sim.study.execution.run_study import run_study
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.factor_screening import FactorScreening, Varied, sensitivities
from sim.study.experiments.model_alternatives import alternatives_from
from sim.study.experiments.ways_of_asking import WaysOfAsking, WaysSettings, worlds_of
from sim.study.failure.companions import read_companions
from sim.study.failure.evidence import evidence_of
from sim.study.failure.findings import Findings, findings_of

PROGRAM = Path(__file__).parents[2] / "experiments" / "why_initiatives_fail.py"
INITIATIVES = 30


@pytest.fixture(scope="module")
def experiment(study_of: Callable[..., CauseRepairs]) -> CauseRepairs:
    return study_of(initiatives=INITIATIVES, coalitions="all", weeks=40)


@pytest.fixture(scope="module")
def study(experiment: CauseRepairs, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return run_study(experiment, tmp_path_factory.mktemp("why"))


@pytest.fixture(scope="module")
def findings(experiment: CauseRepairs, study: Study, tmp_path_factory: pytest.TempPathFactory) -> Findings:
    folder = tmp_path_factory.mktemp("companions")
    sobol = FactorScreening(experiment, Varied(rows=4))
    known = alternatives_from(["more_noise"], lambda kind, name: entry_of(kind, name, (config_dir(),), "test"))
    others = WaysOfAsking(experiment, WaysSettings(initiatives=8, cuts={}, worlds=worlds_of(known, [], None)))
    evidence = evidence_of(experiment, study)
    beside = read_companions({"robustness": others}, {"robustness": run_study(others, folder / "others")}, evidence)
    companions = replace(beside, sensitivities=tuple(sensitivities(sobol, run_study(sobol, folder / "sobol").runs)))
    return findings_of(evidence, companions)


def test_shares_and_what_still_fails_add_up_to_the_failure_rate_exactly(findings: Findings, study: Study) -> None:
    assert findings.why is not None
    known = findings.why.attribution
    assert known.unit == factorial(6)
    assert sum(part.count for part in known.parts) + known.unit * known.remaining.count == known.unit * known.failure.count
    failed = study.query("select count(*) as failed from runs where coalition = '' and not success")["failed"].item()
    assert known.failure.count == findings.summary.failure.count == failed


def test_a_reported_rescue_succeeds_when_run(findings: Findings, study: Study) -> None:
    assert findings.why is not None
    saved = pd.concat(findings.why.saved_by(initiatives=7))
    assert saved["initiative"].tolist() == list(range(INITIATIVES))
    success = study.runs.set_index(["initiative", "coalition"])["success"]
    told = [(row.initiative, coalition) for row in saved.itertuples() for coalition in row.smallest_repairs.split("; ") if coalition]
    assert told and all(success[number, coalition] for number, coalition in told)
    assert all(not success[number, ""] for number, _ in told)
    examples = [re.match(r"Initiative (\d+) \(.+\) would (not )?have been rescued by", text) for text in findings.why.examples]
    assert examples and all(one is not None and (one[2] is None) == (int(one[1]) in dict(told)) for one in examples)


def test_the_report_answers_first_and_shows_every_definition(experiment: CauseRepairs, study: Study, findings: Findings) -> None:
    page = page_of(findings, "command")
    assert page.answer == f"{findings.answer}."
    assert page.chapters[0].anchor == "definitions" and page.chapters[-1].anchor == "methods"
    shown = page.chapters[0].sheets[0].table
    assert isinstance(shown, pd.DataFrame) and len(shown) == len(experiment.base.definitions.outcomes)
    assert study.digest in dict(page.colophon).values()


def test_the_report_and_the_console_say_that_a_population_was_calibrated_under_other_rules(findings: Findings) -> None:
    other = "0" * 12
    printed = {}
    for stamp in ("", RULES, other):
        told, written = replace(findings, summary=replace(findings.summary, calibrated_under=stamp)), StringIO()
        tell(told, [], Console(file=written, width=200, soft_wrap=True))
        printed[stamp] = (page_of(told, "command").statements[-1], written.getvalue())
    assert all("other rules" in text and other in text for text in printed[other])
    assert not any("other rules" in text for stamp in ("", RULES) for text in printed[stamp])


def test_two_reports_of_one_folder_differ_in_command_time_and_versions_alone(
    findings: Findings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    texts, files = [], []
    for place in (1, 2):
        here = replace(findings, origin=findings.origin._replace(folder=tmp_path / str(place)))
        (tmp_path / str(place)).mkdir()
        monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{place}000000000")
        monkeypatch.setattr("sim.reports.provenance.version", lambda package, place=place: f"{place}.0")
        write_report(here, f"command {place}")
        texts.append((tmp_path / str(place) / "report.html").read_text(encoding="utf-8"))
        written = {path.relative_to(tmp_path / str(place)): path for path in (tmp_path / str(place)).rglob("*.*")}
        files.append({name: path.read_bytes() for name, path in written.items() if name.name != "report.html"})
    named = [dict(re.findall(r"<dt>(\w+)</dt><dd>(.*?)</dd>", text)) for text in texts]
    assert [(known["Command"], known["Written"]) for known in named] == [
        ("command 1", "2001-09-09 01:46:40 UTC"), ("command 2", "2033-05-18 03:33:20 UTC"),
    ]  # fmt: skip
    assert "matplotlib 1.0" in named[0]["Versions"] and "Python 3." in named[1]["Versions"]
    first, second = (re.sub(r"<dt>(Command|Written|Versions)</dt><dd>.*?</dd>", "", text) for text in texts)
    assert first == second and files[0] == files[1] and len(files[0]) > 20


def test_findings_survive_the_way_through_json(findings: Findings) -> None:
    data = json.loads(json.dumps(findings.as_data(), default=lambda value: value.item()))
    assert data["attribution"]["unit"] == factorial(6) and data["answer"] == findings.answer


def test_the_program_writes_a_report_that_needs_nothing_from_outside_and_has_words_for_every_picture(tmp_path: Path) -> None:
    small = ["weeks=40", "population.organisation.size={log_uniform: [50, 70]}", "study.initiatives=12", "study.screening=0"]
    small += ["study.sensitivity=0", "study.robustness=0", "study.tipping=[]", f"study.folder={tmp_path}", f"hydra.run.dir={tmp_path}"]
    ran = subprocess.run([sys.executable, str(PROGRAM), *small], capture_output=True, text=True, check=False)
    assert ran.returncode == 0 and "12 of 12 initiatives" in ran.stderr, ran.stderr
    assert {"report.html", "summary.json", "runs.parquet", "initiatives.parquet", "courses.parquet"} <= {p.name for p in tmp_path.iterdir()}
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", text) and "<script" not in text
    pictures = len(re.findall(r"<img src=\"data:image/svg", text))
    assert pictures == text.count("<figure") == len(re.findall(r"alt=\"[^\"]{20,}", text)) >= 6
    tables = {path.stem for path in (tmp_path / "tables").glob("*.csv")}
    assert {"attribution", "attribution_by_definition", "rescues", "pairs", "saved_by", "trajectories"} <= tables
    assert set(re.findall(r"href=\"tables/(\w+)\.csv\"", text)) <= tables


def test_a_study_read_in_small_parts_gives_the_same_answers(
    experiment: CauseRepairs, study: Study, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Study.in_parts, "__defaults__", (None, 1))
    monkeypatch.setattr("sim.study.statistics.estimates.MOST_DRAWN", 7)
    assert sum(1 for _ in study.in_parts("runs")) == 4
    in_parts = findings_of(evidence_of(experiment, study), findings.companions)
    assert in_parts.as_data() == findings.as_data() and not in_parts.sampling
    assert in_parts.tables.keys() == findings.tables.keys()
    for name, table in findings.tables.items():
        pd.testing.assert_frame_equal(in_parts.tables[name], table)


def test_a_sample_is_the_study_of_its_first_initiatives_and_is_said(
    experiment: CauseRepairs, study: Study, findings: Findings, tmp_path: Path
) -> None:
    smaller = experiment.with_settings(initiatives=20)
    alone = findings_of(evidence_of(smaller, run_study(smaller, tmp_path)))
    sampled = findings_of(evidence_of(experiment, study, most=20))
    assert sampled.sampling.startswith("Typical courses, foresight and boxes use the first 20 of 30 initiatives")
    for name in ("trajectories", "foresight", "foresight_of_mode"):
        pd.testing.assert_frame_equal(sampled.tables[name], alone.tables[name])
        assert not sampled.tables[name].equals(findings.tables[name]) or findings.tables[name].empty
    assert sampled.why is not None and findings.why is not None
    assert sampled.why.attribution == findings.why.attribution and sampled.survival.as_data() == findings.survival.as_data()
    modes = next(chapter for chapter in page_of(sampled, "command").chapters if chapter.anchor == "modes")
    assert sampled.sampling in modes.statements
