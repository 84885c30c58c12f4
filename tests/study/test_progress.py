"""Who waits is told how long."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from sim.study.execution.progress import Progress


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
