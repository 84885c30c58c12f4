"""Passages: through which files of the package the data of a run, and of a study, travels, and how often it comes back to one.

    python tests/docs/passages.py              both passages, as docs/design.md shows them
    python tests/docs/passages.py --calls      every call from one file to another, too

A station is a file that is entered while the data travels, in the order in which files are first entered. Each pair of files of which one
calls the other counts once. Were the way a tree, there would be one pair fewer than stations; every pair more is a return: a file that was
passed already is asked again.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "sim/"


class Passage(NamedTuple):
    """The files that were entered, in order, and the calls between them."""

    stations: list[str]
    calls: list[tuple[str, str]]

    @property
    def returns(self) -> int:
        return max(0, len(self.calls) - len(self.stations) + 1)


def passage_of(journey: Callable[[], object]) -> Passage:
    """What a journey passes through. It is taken twice, and looked at the second time: nothing is imported or compiled then."""
    journey()
    calls: dict[tuple[str, str], None] = {}
    with _watched(calls):
        journey()
    return Passage(list(dict.fromkeys(file for call in calls for file in call)), list(calls))


@contextmanager
def _watched(calls: dict[tuple[str, str], None]) -> Iterator[None]:
    def look(frame: FrameType, event: str, _: object) -> None:
        here = _file_of(frame) if event == "call" else None
        if here is None or frame.f_code.co_name == "<module>":
            return
        caller = frame.f_back
        while caller is not None and _file_of(caller) is None:
            caller = caller.f_back
        there = None if caller is None else _file_of(caller)
        if there is not None and there != here:
            calls[there, here] = None

    threading.setprofile(look)
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]


def _file_of(frame: FrameType) -> str | None:
    return _file_named(frame.f_code.co_filename)


@cache
def _file_named(name: str) -> str | None:
    path = Path(name)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT / PACKAGE) else None


def a_scenario() -> None:
    """From a name to a record."""
    import sim

    record = sim.simulate(sim.load("company_a", "weeks=20"), seed=7)
    assert record.outcome.reading and len(record.adoption) == 21


def a_study() -> None:
    """From a population to what is found, and to the page that tells it; the page is made, not written."""
    import tempfile

    from sim.reports.why_html import page_of
    from sim.study.execution.executor import Executor
    from sim.study.execution.run_study import run_study
    from sim.study.experiments.cause_repairs import CauseSettings, cause_repairs_of
    from sim.study.failure.evidence import evidence_of
    from sim.study.failure.findings import findings_of

    base, population, read_entry = _small_population()
    experiment = cause_repairs_of(CauseSettings(initiatives=24, coalitions="all"), population, base, read_entry)
    with tempfile.TemporaryDirectory() as folder:
        study = run_study(experiment, folder, Executor(kind="threads", workers=1))
        findings = findings_of(evidence_of(experiment, study))
        page = page_of(findings, "python tests/docs/passages.py")
    assert page.answer and findings.origin.runs == 24 * 64


@cache
def _small_population() -> tuple[Any, Any, Callable[[str, str], dict[str, Any]]]:
    """Firms of about sixty people over forty weeks, and how the library is read; made before anybody watches."""
    import sim
    from sim.config import config_dir
    from sim.config.library_files import entry_of
    from sim.study.population.population import Population

    def read_entry(kind: str, name: str) -> dict[str, Any]:
        return entry_of(kind, name, (config_dir(),), "passages")

    data = read_entry("population", "prior")
    data["organisation"]["size"] = {"log_uniform": [50, 70]}
    return sim.load("customer_centric", "weeks=40", "programme=do_nothing"), Population.model_validate(data), read_entry


PASSAGES = {"scenario": a_scenario, "study": a_study}


def main() -> None:
    for name, journey in PASSAGES.items():
        passage = passage_of(journey)
        print(f"{name}: {len(passage.stations)} stations, {passage.returns} returns")
        for station in passage.stations:
            print(f"  {station}")
        for one, other in passage.calls if "--calls" in sys.argv else ():
            print(f"    {one} -> {other}")


if __name__ == "__main__":
    main()
