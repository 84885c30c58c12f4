"""Text alternatives: every drawer states one, and every file of a figure carries it."""

from __future__ import annotations

import ast
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from PIL import Image

import sim
from sim.figures import draw_course, save
from sim.figures.style import completed

SVG = "{http://www.w3.org/2000/svg}"
PACKAGE = Path(sim.__file__).parent


def drawers() -> list[tuple[str, ast.FunctionDef]]:
    """Every function of the package that returns a Drawing, except the method that finishes one."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_drawer = isinstance(node, ast.FunctionDef) and node.returns is not None and ast.unparse(node.returns) == "Drawing"
            if is_drawer and node.name != "finished":
                found.append((f"{path.relative_to(PACKAGE)}:{node.name}", node))
    return found


def test_drawers_are_found() -> None:
    assert len(drawers()) >= 25


@pytest.mark.parametrize("drawer", [pytest.param(node, id=name) for name, node in drawers()])
def test_every_drawer_returns_a_figure_with_a_text_alternative(drawer: ast.FunctionDef) -> None:
    returned = [node.value for node in ast.walk(drawer) if isinstance(node, ast.Return)]
    assert returned
    for value in (one for each in returned for one in ([each.body, each.orelse] if isinstance(each, ast.IfExp) else [each])):
        assert isinstance(value, ast.Call), ast.unparse(drawer)
        called = value.func.attr if isinstance(value.func, ast.Attribute) else ast.unparse(value.func)
        assert called == "finished" or called.lstrip("_").startswith("draw"), f"{called} states no text alternative"


def test_every_file_of_a_figure_carries_its_text(record, tmp_path) -> None:
    figure = draw_course(record)
    svg, png, words = save(figure, tmp_path, "course")
    root = ElementTree.parse(svg).getroot()
    assert root.get("role") == "img" and [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == figure.finding and root[1].text == figure.alternative
    with Image.open(png) as picture:
        assert picture.info["Title"] == figure.finding and picture.info["Description"] == figure.alternative
    assert words.read_text(encoding="utf-8") == f"{figure.alternative}\n"
    assert figure.finding.rstrip(".") in figure.alternative and figure.drawn.split(" · ")[0] in figure.alternative


def test_a_figure_of_another_maker_is_named_by_its_file_and_markup_in_its_text_is_escaped(tmp_path) -> None:
    svg, png, _ = save(Figure(), tmp_path, "two_teams", "Blue < red & <b>green</b>")
    root = ElementTree.parse(svg).getroot()
    assert root[0].text == "two teams" and root[1].text == "Blue < red & <b>green</b>"
    with Image.open(png) as picture:
        assert picture.info["Description"] == "Blue < red & <b>green</b>"
    assert ElementTree.parse(save(Figure(), tmp_path, "bare")[0]).getroot().find(f"{SVG}desc") is None


@pytest.mark.parametrize(
    ("alternative", "finding", "drawn", "text"),
    [
        ("It rose. It fell", "It rose", "3 runs · lines: means", "It rose. It fell. 3 runs; lines: means."),
        ("A map of 3 people.", "8 % practise it", "", "8 % practise it. A map of 3 people."),
        ("8 % of 3 runs fail.", "8 % of 3 runs fail", "3 runs", "8 % of 3 runs fail."),
        ("", "It rose", "3 runs", "It rose. 3 runs."),
        ("", "", "", ""),
    ],
)
def test_a_text_alternative_starts_with_the_finding_and_ends_with_what_is_drawn(alternative, finding, drawn, text) -> None:
    assert completed(alternative, finding, drawn) == text
