"""A debrief on paper: every number from the play, everything someone wrote shown as text, nothing asked of the outside."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from matplotlib.text import Text

from sim.config import load
from sim.config.with_more_cards import with_philosophies
from sim.engine import MODES
from sim.figures.style import SMALL, Drawing
from sim.lab.debrief.figures import draw_debrief_course, draw_place
from sim.lab.debrief.page import Sheets, debrief_html, sheets_of
from sim.lab.debrief.wording import (
    claim_said,
    course_finding,
    outcome_said,
    overload_said,
    place_finding,
    points,
    questions_said,
    rescue_finding,
    worth_finding,
)
from sim.lab.debrief.worth_figures import draw_rescue, draw_worth
from sim.play import Decision, Play
from sim.play.debrief import Debrief, debrief_of
from sim.play.random_plans import universe_of
from sim.play.traps import NAMES
from sim.schema.programme import Step
from sim.texts import catalogue

ODD_WORDS = "<b>bold</b>{{ name }}'\"&漢\x07\u202e"
UNITS = "organisation.units={shop: {size: 12}, office: {size: 8}}"
DRAWINGS = [draw_debrief_course, draw_worth, draw_rescue, draw_place]


@pytest.fixture(scope="module")
def debrief() -> Debrief:
    initiative = load("customer_centric", "weeks=30", "programme.expected_weeks=20", UNITS).model_copy(update={"title": ODD_WORDS})
    cards = dict(initiative.definitions.interventions)
    cards["training"] = cards["training"].model_copy(update={"title": ODD_WORDS})
    initiative = initiative.model_copy(update={"definitions": initiative.definitions.model_copy(update={"interventions": cards})})
    decision = Decision(week=6, does="add", handle="taught", step=Step(intervention="training", start=8, weeks=9))
    play = Play(initiative, 2, [decision], title=ODD_WORDS).at(20)
    others = [play.branch(5, f"{ODD_WORDS} {number}") for number in range(3)]
    return debrief_of(play, [play, *others], universe_of(play, 15), others=3)


@pytest.fixture(scope="module")
def sheets(debrief: Debrief) -> Sheets:
    return sheets_of(debrief)


class Reader(HTMLParser):
    """What a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._is_style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._is_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._is_style = False

    def handle_data(self, data: str) -> None:
        self.words += "" if self._is_style else f" {data}"


@pytest.fixture(scope="module")
def read(sheets: Sheets) -> Reader:
    return Reader(debrief_html(sheets))


def test_a_file_asks_nothing_of_the_outside(sheets: Sheets, read: Reader) -> None:
    links = [value for _, attributes in read.tags for name, value in attributes.items() if name in ("src", "href", "action", "srcset")]
    assert links and all(value and value.startswith("data:image/svg+xml;base64,") for value in links)
    assert "url(" not in debrief_html(sheets) and "@import" not in debrief_html(sheets)
    assert any(attributes.get("http-equiv") == "Content-Security-Policy" for _, attributes in read.tags)


def test_what_someone_wrote_is_text(read: Reader) -> None:
    assert not {tag for tag, _ in read.tags} & {"script", "iframe", "object", "b"}
    assert "<b>bold</b>{{ name }}" in read.words
    assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]


def test_every_chapter_finding_and_question_is_on_the_page(debrief: Debrief, sheets: Sheets, read: Reader) -> None:
    titles = [chapter.anchor for chapter in sheets.chapters]
    assert titles == ["course", "customers", "traps", "worth", "rescue", "place", "branches", "questions", "decisions", "numbers"]
    words = re.sub(r"\s+", " ", read.words)
    for question in questions_said(debrief):
        assert re.sub(r"\s+", " ", question) in words
    assert re.sub(r"\s+", " ", outcome_said(debrief)) in words
    alternatives = " ".join(str(attributes.get("alt")) for tag, attributes in read.tags if tag == "img")
    for finding in (course_finding(debrief), worth_finding(debrief.worths), rescue_finding(debrief.rescue), place_finding(debrief)):
        assert finding in alternatives


def test_unplayed_weeks_are_stated(sheets: Sheets) -> None:
    assert "week 20" in sheets.note


def test_a_table_holds_every_decision_and_every_step(debrief: Debrief, sheets: Sheets) -> None:
    tables = {chapter.anchor: chapter.sheets[0].table for chapter in sheets.chapters if chapter.sheets}
    assert len(tables["decisions"]) == len(debrief.decisions)
    assert len(tables["numbers"]) == len(debrief.worths.steps)
    assert len(tables["branches"]) == 4


@pytest.mark.parametrize("draw", DRAWINGS)
def test_every_figure_keeps_inside_and_is_large_enough_to_read(debrief: Debrief, draw) -> None:
    figure: Drawing = draw(debrief)
    width, height = figure.bbox.size
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent()
            assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1, text.get_text()
            assert text.get_fontsize() >= SMALL
    assert figure.alternative


def test_the_course_says_when_the_goal_was_reached(debrief: Debrief) -> None:
    adoption = debrief.future.adoption
    assert adoption.max() < debrief.goal
    peak = int(np.argmax(adoption.to_numpy()))
    said = course_finding(debrief).replace("\u00a0", " ")
    assert said.startswith(f"Adoption peaked at {adoption.max() * 100:.0f} % in week {peak}, short of the goal of 50 %")


def test_the_place_is_counted_from_the_other_plans(debrief: Debrief) -> None:
    assert debrief.universe is not None
    end = debrief.future.adoption.iloc[-1]
    below = sum(float(other) < end for other in debrief.universe.adoption[:, -1]) / 15
    assert place_finding(debrief).replace("\u00a0", " ") == f"Better than {below * 100:.0f} % of 15 other plans"


def test_a_course_that_only_fell_says_so(debrief: Debrief) -> None:
    adoption = debrief.future.record.firm.assign(adoption=np.linspace(0.2, 0.1, 31))
    fallen = debrief.future._replace(record=replace(debrief.record, firm=adoption))
    said = course_finding(replace(debrief, future=fallen)).replace("\u00a0", " ")
    assert said == "Adoption never rose above the 20 % it began with, and ended at 10 % (goal 50 %)"


def test_a_goal_that_was_lost_again_is_told(debrief: Debrief) -> None:
    adoption = debrief.future.record.firm.assign(adoption=np.r_[np.linspace(0.1, 0.6, 11), np.linspace(0.6, 0.3, 20)])
    fallen = debrief.future._replace(record=replace(debrief.record, firm=adoption))
    said = course_finding(replace(debrief, future=fallen)).replace("\u00a0", " ")
    assert said == "Adoption reached the goal of 50 % in week 8, and fell back to 30 %"


@pytest.fixture(scope="module")
def hollow(debrief: Debrief) -> Debrief:
    """The same play, with reports that rise to 60 % in week 20 and fade."""
    firm = debrief.record.firm
    reported = np.maximum(np.interp(firm.index, [0, 20, 30], [0.0, 0.6, 0.3]), firm["adoption"])
    return replace(debrief, future=debrief.future._replace(record=replace(debrief.record, firm=firm.assign(reported=reported))))


def test_a_goal_that_was_reached_in_reports_only_is_told_beside_practice(hollow: Debrief) -> None:
    practised = hollow.future.adoption[20]
    assert practised < hollow.goal - 0.1
    assert course_finding(hollow).replace("\u00a0", " ").startswith("Reports said 60 % in week 20, but practice peaked at ")
    (said,) = claim_said(hollow)
    people = hollow.play.organisation.unit_size * hollow.play.organisation.is_internal
    interest = hollow.record.units.xs("interest", axis=1, level="series").loc[20] @ people / people.sum()
    assert f"{practised * 100:.0f} % was practised" in said.replace("\u00a0", " ")
    assert f"people saw {interest * 100:.0f} % of the why" in said.replace("\u00a0", " ")
    (chapter,) = [chapter for chapter in sheets_of(hollow).chapters if chapter.anchor == "course"]
    assert list(chapter.statements) == [said, *overload_said(hollow)]


def test_reports_are_drawn_where_they_differ_from_practice(hollow: Debrief) -> None:
    reported = hollow.future.reported
    firm = hollow.record.firm
    honest = replace(hollow, future=hollow.future._replace(record=replace(hollow.record, firm=firm.assign(reported=firm["adoption"]))))
    for one, is_drawn in ((hollow, 1), (honest, 0)):
        lines = [line.get_ydata() for line in draw_debrief_course(one).axes[0].lines if len(line.get_ydata()) == len(reported)]
        assert sum(np.allclose(line, reported) for line in lines) == is_drawn
    assert honest.future.claim is None and claim_said(honest) == []
    assert "60\u00a0%" in draw_debrief_course(hollow).alternative


@pytest.fixture(scope="module")
def overloaded(debrief: Debrief) -> Debrief:
    """The same play, with a month in which 12 of 21 people attend to half of the work of change, 8 to a quarter, and the chief to all."""
    units = debrief.record.units.copy()
    units.loc[:, [(unit, "attended") for unit in ("executive_office", "shop", "office")]] = 1.0
    units.loc[10:13, ("shop", "attended")], units.loc[10:13, ("office", "attended")] = 0.5, 0.25
    return replace(debrief, future=debrief.future._replace(record=replace(debrief.record, units=units)))


def test_work_that_people_could_not_carry_is_told_and_drawn(overloaded: Debrief) -> None:
    """By hand: 12 people who attend to a half, 8 to a quarter and one to all attend to 9 of 21 parts of the work."""
    (said,) = (said.replace("\u00a0", " ") for said in overload_said(overloaded))
    assert said.startswith("In 4 weeks between 10 and 13 the work of change was more than people could carry.")
    assert "In week 10 they attended to 43 % of it, least in Office (25 %)" in said
    asked = overloaded.record.load[["executive_office", "office", "shop"]].to_numpy() * [1, 8, 12]
    asked *= overloaded.record.firm["vigour"].to_numpy()[1:, None]
    undone = asked[9:13] @ [0.0, 0.75, 0.5]
    assert f"In all {undone.sum() / asked.sum() * 100:.0f} % of what" in said
    (chapter,) = [chapter for chapter in sheets_of(overloaded).chapters if chapter.anchor == "course"]
    assert said in [statement.replace("\u00a0", " ") for statement in chapter.statements]
    figure = draw_debrief_course(overloaded)
    (line,) = (np.asarray(line.get_ydata()) for line in figure.axes[2].lines if len(np.asarray(line.get_ydata())) == 31)
    assert np.allclose(line[[9, 10, 13, 14]], [1.0, 9 / 21, 9 / 21, 1.0])
    assert said in figure.alternative.replace("\u00a0", " ")


def test_work_that_people_carried_is_not_told(overloaded: Debrief) -> None:
    units = overloaded.record.units.copy()
    units.loc[:, [(unit, "attended") for unit in ("executive_office", "shop", "office")]] = 1.0
    carried = replace(overloaded, future=overloaded.future._replace(record=replace(overloaded.record, units=units)))
    assert overload_said(carried) == [] and len(draw_debrief_course(carried).axes) == 2


def test_figures_of_an_overload_keep_inside(overloaded: Debrief) -> None:
    test_every_figure_keeps_inside_and_is_large_enough_to_read(overloaded, draw_debrief_course)


def test_a_philosophy_that_the_firm_does_not_suit_is_told_among_the_traps(debrief: Debrief) -> None:
    initiative = with_philosophies(debrief.play.initiative)
    programme = initiative.programme.model_copy(update={"philosophy": "directive"})
    led = replace(debrief, play=Play(initiative.model_copy(update={"programme": programme}), 2).ended())
    (chapter,) = [chapter for chapter in sheets_of(led).chapters if chapter.anchor == "traps"]
    (point,) = [point for point in chapter.points if "Directive" in point.title]
    assert "Rivals' strength is at 30 % and should be between 60 % and 100 %: 30 points short." in point.text.replace("\u00a0", " ")
    (neutral,) = [chapter for chapter in sheets_of(debrief).chapters if chapter.anchor == "traps"]
    assert list(neutral.points) == [one for one in chapter.points if one is not point]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_figures_of_a_hollow_change_keep_inside(hollow: Debrief, draw) -> None:
    test_every_figure_keeps_inside_and_is_large_enough_to_read(hollow, draw)


@pytest.mark.parametrize("trap", NAMES)
def test_every_trap_has_a_text_and_says_what_to_do_instead(trap: str) -> None:
    assert all(catalogue().texts[f"trap.{trap}.{part}"].strip() for part in ("title", "text", "do"))


@pytest.mark.parametrize("mode", MODES)
def test_every_failure_mode_has_a_name_and_a_question(mode: str) -> None:
    key = mode.replace(" ", "_")
    assert {f"debrief.mode.{key}", f"debrief.question.{key}", f"room.outcome.{key}"} <= catalogue().texts.keys()


@pytest.mark.parametrize(("share", "said"), [(0.0, "0"), (0.1234, "12"), (-0.012, "−1.2"), (-0.0004, "0"), (0.0996, "10"), (-0.2, "−20")])
def test_points_are_short(share: float, said: str) -> None:
    assert points(share) == said
