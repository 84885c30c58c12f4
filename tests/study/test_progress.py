"""Who waits is told how long."""

from __future__ import annotations

import sys
import time
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from sim.study.execution import progress as progress_module
from sim.study.execution.progress import Progress, shown_if_long


def test_elsewhere_the_first_and_the_last_line_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(3, 1, "cases", "2 threads") as progress:
        progress.one_more()
        progress.one_more()
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "1 of 3 cases already done; 2 threads" and said[-1].startswith("3 of 3 cases") and said[-1].endswith("0:00 left")


def test_in_a_notebook_one_line_is_rewritten_and_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines: list[str] = []

    def display(data: dict[str, str], **options: Any) -> SimpleNamespace:
        assert options == {"raw": True, "display_id": True} and data == {"text/plain": ""}
        return SimpleNamespace(update=lambda data, raw: lines.append(data["text/plain"]))

    notebook, shown = ModuleType("IPython"), ModuleType("IPython.display")
    notebook.get_ipython = lambda: SimpleNamespace(kernel=True)  # type: ignore[attr-defined]
    shown.display = display  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", notebook)
    monkeypatch.setitem(sys.modules, "IPython.display", shown)
    with Progress(2, 0, "cases", "2 threads") as progress:
        progress.one_more()
    assert lines[0] == "0 of 2 cases already done; 2 threads" and lines[-1] == "" and capsys.readouterr().err == ""


def test_while_the_rules_are_compiled_the_display_says_so_and_counts_no_cases(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress_module, "is_compiled", lambda: False)
    monkeypatch.setattr(progress_module, "SOON", 0.05)
    monkeypatch.setattr(progress_module, "EVERY", 0.05)
    said = ""
    with Progress(2, 0, "cases", "2 threads") as progress:
        until = time.monotonic() + 60.0
        while "compiling the rules" not in said and time.monotonic() < until:
            time.sleep(0.05)
            said += capsys.readouterr().err
        progress.one_more()
        capsys.readouterr()
    assert "compiling the rules" in said and "0 of 2 cases, " not in said
    assert "compiling" not in capsys.readouterr().err


def test_work_says_how_far_it_is_only_once_it_takes_long(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress_module, "SOON", 3_600.0)
    assert list(shown_if_long(range(5), 5, "runs", "one after another")) == list(range(5))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress_module, "SOON", 0.0)
    assert list(shown_if_long(range(5), 5, "runs", "one after another")) == list(range(5))
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "1 of 5 runs already done; one after another" and said[-1].startswith("5 of 5 runs")
