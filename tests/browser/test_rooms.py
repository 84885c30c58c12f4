"""A trainer, two teams, one initiative: everybody lives it alone, and the trainer sees all."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from serving import Visitor
from steps import choose, play, stands_at
from test_strangers import ODD_WORDS, was_obeyed

Keep = Callable[[Page, str], None]


def _opened(trainer: Page, gate: int) -> str:
    """A room with Company A; its code."""
    choose(trainer)
    trainer.goto("/room/open")
    trainer.get_by_role("spinbutton", name="All teams stop after week").fill(str(gate))
    trainer.get_by_role("button", name="Open the room").click()
    trainer.wait_for_url(re.compile(r"/room/\w+/board"))
    expect(trainer.get_by_text("No team has joined yet")).to_be_visible()
    return trainer.url.split("/")[-2]


def _join(team: Page, code: str, name: str) -> None:
    team.goto("/room")
    team.get_by_role("textbox", name="Code").fill(code.lower())
    team.get_by_role("textbox", name="Name of your team").fill(name)
    team.get_by_role("button", name="Join", exact=True).click()
    expect(team.get_by_role("link", name="To your plan")).to_be_visible()


def test_two_teams_live_apart_and_the_trainer_sees_both(page: Page, visitor: Visitor, screenshot: Keep, tmp_path: Path) -> None:
    code = _opened(page, gate=26)
    north, south = visitor(), visitor()
    _join(north, code, "North")
    _join(south, code, "South")
    expect(page.get_by_role("row").filter(has_text="South")).to_be_visible()
    for team in (north, south):
        team.get_by_role("link", name="To your plan").click()
        play(team)
    north.get_by_role("button", name="A quarter").click()
    stands_at(north, 13)
    expect(page.get_by_role("row").filter(has_text="North")).to_contain_text("13")
    stands_at(south, 0)
    south.get_by_role("button", name="To the end").click()
    stands_at(south, 26)
    expect(south.get_by_text("Stopped at week 26")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="South")).to_contain_text("at the stop")
    screenshot(page, "7-board-of-two-teams")
    screenshot(south, "8-a-team-at-the-stop")
    page.get_by_role("button", name="Export").click()
    table = _exported(page, "Decisions and outcomes (CSV)", tmp_path)
    assert {"North", "South"} <= {value for row in csv.DictReader(table.read_text("utf-8-sig").splitlines()) for value in row.values()}


def _exported(board: Page, item: str, folder: Path) -> Path:
    with board.expect_download() as coming:
        board.get_by_text(item).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def test_a_team_is_paused_by_its_trainer_and_plays_on_after(page: Page, visitor: Visitor) -> None:
    code = _opened(page, gate=52)
    team = visitor()
    _join(team, code, "North")
    team.get_by_role("link", name="To your plan").click()
    play(team)
    team.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Pause all").click()
    expect(team.get_by_text(re.compile("your trainer will let you continue"))).to_be_visible()
    page.get_by_role("button", name="Resume all").click()
    expect(team.get_by_text(re.compile("your trainer will let you continue"))).to_be_hidden()


def test_the_code_alone_does_not_open_the_board(page: Page, visitor: Visitor) -> None:
    code = _opened(page, gate=26)
    stranger = visitor()
    answer = stranger.context.request.get(f"/room/{code}/board")
    assert answer.status == 404


def test_a_team_called_in_markup_is_only_called_so(page: Page, visitor: Visitor) -> None:
    code = _opened(page, gate=26)
    for name in ODD_WORDS[:3]:
        team = visitor()
        _join(team, code, name[:40])
        assert not was_obeyed(team)
    expect(page.get_by_role("row").filter(has_text="bold")).to_be_visible()
    for view in ("Curves", "Each team", "Side by side", "Table"):
        page.get_by_role("button", name=view).click()
        expect(page.get_by_role("button", name=view)).to_have_attribute("aria-pressed", "true")
    assert not was_obeyed(page)
