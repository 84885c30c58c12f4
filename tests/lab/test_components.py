"""What a browser is sent to draw: enough for the whole picture, little every week, and nothing of what it answers is believed."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from nicegui import ui
from nicegui.testing.user import User

from sim.config import load
from sim.figures.style import SMALL, UNIT_COLOURS, ink_of, line_height, width_of
from sim.lab.components.bars import Bars
from sim.lab.components.curves import Curve, CurveMark, Curves, Ghost, unit_line
from sim.lab.components.messages import one_message, row_told
from sim.lab.components.network import NetworkMap
from sim.map.map_data import ACROSS, LETTERS, NARROW, drawn_map, packed_stages
from sim.mechanisms.stage import STAGES
from sim.organisation import organisation_of
from sim.organisation.organisation import Organisation

SCENARIOS = (("silo_firm",), ("whole_ecosystem",), ("customer_centric", "organisation=large"))


@pytest.fixture(scope="module")
def people() -> Organisation:
    return organisation_of(load("silo_firm").organisation)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What browsers are told, message by message."""
    messages: list[str] = []
    monkeypatch.setattr("nicegui.client.Client.run_javascript", lambda _, code, **__: messages.append(code))
    yield messages


async def shown(user: User, draw: Callable[[], Any]) -> Any:
    """A component on a page that someone looks at."""
    drawn: list[Any] = []
    ui.page("/drawn")(lambda: drawn.append(draw()))
    await user.open("/drawn")
    return drawn[0]


def numbers(packed: str, kind: str) -> Any:
    return np.frombuffer(b64decode(packed), kind)


def curves(on_week: Callable[[int], Any] | None = None) -> Curves:
    return Curves("Adoption", [unit_line(0, "Sales", "sales"), Curve("all", "everybody", "#222222")], 156, on_week=on_week)


def heard(component: Any, event: str, answer: Any) -> None:
    """A browser says that something happened."""
    (listener,) = [each for each in component._event_listeners.values() if each.type == event]
    component._handle_event({"listener_id": listener.id, "args": answer})


def test_every_person_is_drawn_in_the_disc_of_their_unit(people: Organisation) -> None:
    drawn = drawn_map(people)
    across, up = numbers(drawn["places"], "<u2").reshape(2, -1) / 1000.0
    for person, unit in enumerate(people.unit):
        disc = drawn["units"][unit]
        assert np.hypot(across[person] - disc["x"], up[person] - disc["y"]) <= disc["radius"] + 0.01


@pytest.mark.parametrize("scenario", SCENARIOS, ids=" ".join)
def test_names_of_units_lie_neither_over_each_other_nor_outside(scenario: tuple[str, ...]) -> None:
    drawn = drawn_map(organisation_of(load(*scenario).organisation))
    boxes = []
    for unit in drawn["units"]:
        lines = unit["label"].split("\n")
        half = NARROW * max(width_of(line) for line in [*lines[:-1], lines[-1] + " 99\u00a0%"]) / 2.0
        bottom = unit["y"] + unit["radius"]
        boxes.append((unit["x"] - half, unit["x"] + half, bottom, bottom + len(lines) * line_height(SMALL)))
    assert all(left >= 0.0 and right <= ACROSS and top <= drawn["height"] for left, right, _, top in boxes)
    for one, other in combinations(boxes, 2):
        assert one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]


def test_a_map_keeps_every_tie_and_who_leads(people: Organisation) -> None:
    drawn = drawn_map(people)
    assert numbers(drawn["tied"], "<u2").tolist() == people.neighbour.tolist()
    assert numbers(drawn["ties"], "<u2").sum() == len(people.neighbour)
    assert set(np.flatnonzero(numbers(drawn["reports"], "<u2"))) == set(people.leaders.tolist())


@pytest.mark.parametrize("employees", [1, 6, 7])
def test_two_people_share_a_letter(employees: int) -> None:
    stages = np.arange(employees) % len(STAGES)
    packed = packed_stages(stages)
    pairs = [LETTERS.tobytes().decode().index(letter) for letter in packed]
    assert len(packed) == (employees + 1) // 2
    assert [place for pair in pairs for place in divmod(pair, len(STAGES))][:employees] == stages.tolist()


@pytest.mark.parametrize("colour", UNIT_COLOURS)
def test_the_name_of_every_line_can_be_read_on_white(colour: str) -> None:
    channels = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(ink_of(colour))]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), channels, strict=True))
    assert 1.05 / (luminance + 0.05) >= 4.5  # WCAG AA


@pytest.mark.parametrize("answer", [True, -1, 3, "1", 1.0, None, [1], {"row": 1}])
def test_a_row_that_a_browser_invents_is_no_one(answer: Any) -> None:
    assert row_told(answer, 3) is None
    assert row_told(2, 3) == 2


async def test_events_of_a_week_are_sent_together(user: User, told: list[str], people: Organisation) -> None:
    def page() -> tuple[NetworkMap, Curves]:
        return NetworkMap(people, ["someone"] * people.employees), curves()

    network, chart = await shown(user, page)
    told.clear()
    with user.client, one_message():
        network.show_week(1, np.zeros(people.employees), np.zeros(people.units))
        chart.append(1, {"sales": 0.5})
        assert not told
    (message,) = told
    assert message.count("runMethod") == 2
    assert len(message) < people.employees + 200


async def test_a_page_loaded_later_shows_the_week_that_is(user: User, people: Organisation) -> None:
    network: NetworkMap = await shown(user, lambda: NetworkMap(people, ["<b>bold</b>"] * people.employees))
    stages = np.arange(people.employees) % len(STAGES)
    network.show_week(7, stages, np.full(people.units, 0.25))
    network.select(3)
    start = network.props["start"]
    assert (start["week"], start["stages"], start["person"], start["adoption"][0]) == (7, packed_stages(stages), 3, 0.25)
    assert network.props["people"][0] == "<b>bold</b>"  # a canvas draws letters


async def test_only_people_and_units_that_are_there_are_opened(user: User, people: Organisation) -> None:
    opened: list[tuple[str, int]] = []
    names = [""] * people.employees
    network = await shown(
        user, lambda: NetworkMap(people, names, lambda row: opened.append(("person", row)), lambda row: opened.append(("unit", row)))
    )
    heard(network, "person", people.employees - 1)
    heard(network, "person", people.employees)
    heard(network, "unit", people.units)
    heard(network, "unit", 0)
    assert opened == [("person", people.employees - 1), ("unit", 0)]


async def test_a_week_told_twice_is_lived_once(user: User) -> None:
    chart: Curves = await shown(user, curves)
    for week, share in ((0, 0.1), (1, 0.2), (1, 0.2), (3, 0.4)):
        chart.append(week, {"sales": share})
    sales, everybody = chart.props["start"]["data"]
    assert sales == [0.1, 0.2, None, 0.4]
    assert everybody == [None] * 4


async def test_turning_time_back_forgets_what_came_after(user: User) -> None:
    chart: Curves = await shown(user, curves)
    chart.replace({"sales": [0.1, 0.2, 0.3], "all": [0.0, float("nan"), 0.2]})
    chart.truncate(1)
    assert [list(line) for line in chart.props["start"]["data"]] == [[0.1, 0.2], [0.0, None]]


async def test_late_viewers_see_the_reference_curve(user: User) -> None:
    chart: Curves = await shown(user, curves)
    chart.ghosts([Ghost("earlier", "#0072B2", [0.1, 0.3])])
    chart.band([0.0, 0.1], [0.4, 0.5], "80 % of 500 plans")
    chart.marks([CurveMark(4, "training began")])
    start = chart.props["start"]
    assert start["ghosts"][0]["values"] == [0.1, 0.3]
    assert start["band"] == {"low": [0.0, 0.1], "high": [0.4, 0.5], "label": "80 % of 500 plans"}
    assert start["marks"] == [{"week": 4, "label": "training began"}]
    chart.band([], [], "")
    assert chart.props["start"]["band"] is None


async def test_a_long_axis_counts_years_and_a_short_one_does_not(user: User) -> None:
    long, short = await shown(user, lambda: (curves(), Curves("Adoption", [], 40)))
    assert [text for _, text in long.props["chart"]["ticks"]] == ["0", "26", "52 (1 y)", "78", "104 (2 y)", "130", "156 (3 y)"]
    assert [text for _, text in short.props["chart"]["ticks"]] == ["0", "13", "26", "39"]


async def test_a_click_beyond_the_last_week_opens_nothing(user: User) -> None:
    opened: list[int] = []
    chart = await shown(user, lambda: curves(opened.append))
    for week in (156, 157, -1, "3"):
        heard(chart, "week", week)
    assert opened == [156]


async def test_terms_keep_their_order_and_chance_is_none_of_them(user: User) -> None:
    bars: Bars = await shown(user, Bars)
    bars.show("Answers", [("peers", 0.31), ("effort", -0.18), ("reward", 0.0)], 0.19, 0.95, "0.32 < 0.95: does not")
    now = bars.props["shown"]
    assert [label for label, _ in now["terms"]] == ["peers", "effort", "reward"]
    assert (now["chance"], now["threshold"]) == (0.19, 0.95)
    bars.clear()
    assert bars.props["shown"] is None
