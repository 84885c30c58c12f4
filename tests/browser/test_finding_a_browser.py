"""A browser is found where there is one and fetched where there is none; a machine that can have none is told so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import browser as finding
import pytest

found_on = finding.installed  # the real one: a bare machine has another


def _program(folder: Path, name: str, ending: int) -> str:
    program = folder / name
    program.write_text(f"#!/bin/sh\nexit {ending}\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The search path of a machine without a browser, whose administrator we are."""
    _program(tmp_path, "apt-get", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "builds"))
    monkeypatch.delenv(finding.VARIABLE, raising=False)
    monkeypatch.setattr(finding.os, "geteuid", lambda: 0)
    monkeypatch.setattr(finding, "installed", partial(found_on, str(tmp_path), ()))
    monkeypatch.setattr(finding, "playwrights_own", lambda: None)
    return tmp_path


def test_the_browser_the_environment_names_is_taken_before_any_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(finding.VARIABLE, _program(tmp_path, "mine", 0))
    assert finding.browser() == str(tmp_path / "mine")


def test_a_named_browser_that_does_not_start_is_told_and_not_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(finding.VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(finding.NoBrowser, match="nowhere"):
        finding.browser()


def test_a_stub_that_only_points_to_a_shop_is_passed_over(tmp_path: Path) -> None:
    _program(tmp_path, "chromium", 1)
    assert found_on(str(tmp_path), ()) is None
    chrome = _program(tmp_path, "google-chrome", 0)
    assert found_on(str(tmp_path), ()) == chrome


def test_a_browser_off_the_search_path_is_found_in_its_usual_place(tmp_path: Path) -> None:
    chrome = _program(tmp_path, "Google Chrome", 0)
    assert found_on(str(tmp_path / "empty"), (str(tmp_path / "none"), chrome)) == chrome


def test_a_bare_machine_asks_playwright_then_the_system_and_finds_what_that_brought(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    really = finding.succeeds

    def answer(command: Sequence[str], seconds: float) -> bool:
        if command[-1] == "--version":
            return really(command, seconds)
        asked.append(" ".join(command[-2:]))
        if "apt-get" in command and "chromium" in command:
            _program(bare, "chromium", 0)
        return "playwright" not in command

    monkeypatch.setattr(finding, "succeeds", answer)
    assert finding.browser() == str(bare / "chromium")
    assert asked == ["--no-shell chromium", "apt-get update", "--no-install-recommends chromium"]


def test_a_user_without_root_installs_only_with_passwordless_sudo(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding.os, "geteuid", lambda: 1000)
    assert finding.as_root() is None
    _program(bare, "sudo", 0)
    assert finding.as_root() == ["sudo", "-n"]


def test_a_machine_that_can_have_no_browser_fails_with_what_to_install(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(finding, "succeeds", lambda command, seconds: False)
    assert finding.main() == 1
    assert "apt-get install chromium" in capsys.readouterr().err


def test_leaving_the_browser_out_is_said_aloud(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(finding.VARIABLE, finding.NONE)
    assert finding.main() == 0
    assert "NOT TESTED" in capsys.readouterr().out


def test_a_command_that_hangs_is_given_up() -> None:
    assert not finding.succeeds(["sleep", "30"], 0.2)


@pytest.mark.parametrize(("own_starts", "lent"), [(True, False), (False, True)])
def test_playwright_is_lent_a_node_only_where_its_own_does_not_start(monkeypatch: pytest.MonkeyPatch, own_starts: bool, lent: bool) -> None:
    monkeypatch.setattr(finding.os, "environ", {})
    monkeypatch.setattr(finding, "works", lambda program: own_starts or "playwright" not in program)
    finding.lend_a_node()
    assert (finding.NODE in finding.os.environ) is lent
