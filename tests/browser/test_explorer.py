"""The explorer in a browser, as a notebook shows it: sliders ask Python for another run, and everything shown follows its answer."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

import sim
from sim.explorer.explorer import Explorer

PATH = "dispositions.commitment"
FRAME = """<!doctype html><html lang="en"><body data-jp-theme-light="true"><style></style><main></main></body></html>"""
NOTEBOOK = """
async ({ state, script, style }) => {
  document.querySelector("style").textContent = style;
  const hearers = {}, model = {
    get: (name) => state[name],
    on: (event, hear) => { hearers[event] = hear; },
    off: (event) => { delete hearers[event]; },
    send: (message) => { window.asked.push(message); },
  };
  window.asked = [];
  window.answer = (shown) => { state.shown = shown; hearers["change:shown"](); };
  window.refuse = (text) => hearers["msg:custom"]({ kind: "problem", text });
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  window.leave = await widget.render({ model, el: document.querySelector("main") });
}
"""


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    initiative = sim.load("customer_centric", "organisation=small", "programme=quick_wins", "weeks=60")
    return sim.explore(initiative, {PATH: [0, 1], "programme.steps.training.start": [0, 40], "outcome": ["sustained", "value_realised"]})


@pytest.fixture
def notebook(browser: Browser, explorer: Explorer) -> Iterator[Page]:
    """A page that stands for a notebook: it gives the widget what Python sends, and keeps what the widget asks."""
    explorer.values = {}
    context = browser.new_context(viewport={"width": 900, "height": 900}, reduced_motion="reduce")
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    context.on("request", lambda request: None if request.url.startswith(("data:", "blob:", "about:")) else wrong.append(request.url))
    page = context.new_page()
    page.set_content(FRAME)
    state = json.loads(json.dumps({name: getattr(explorer, name) for name in ("map_module", "about", "drawn", "reference", "shown")}))
    page.evaluate(NOTEBOOK, {"state": state, "script": str(explorer._esm), "style": str(explorer._css)})
    yield page
    context.close()
    assert not wrong


def asked(page: Page) -> list[dict]:
    return page.evaluate("() => window.asked")


def answer(page: Page, explorer: Explorer) -> None:
    """Python does what the widget asked last."""
    explorer.values = asked(page)[-1]["values"]
    page.evaluate("shown => window.answer(shown)", json.loads(json.dumps(explorer.shown)))


def test_a_slider_is_moved_with_the_keyboard_and_everything_follows(notebook: Page, explorer: Explorer) -> None:
    before = explorer.record.outcome.reading.replace("%", "\u00a0%")
    expect(notebook.get_by_text(before)).to_be_visible()
    slider = notebook.get_by_role("slider", name="Commitment")
    slider.press("Home")
    notebook.wait_for_function("() => window.asked.length === 1")
    assert asked(notebook) == [{"kind": "move", "values": {PATH: 0}}]
    answer(notebook, explorer)
    expect(notebook.get_by_role("cell", name=explorer.shown["table"][0][2], exact=True).first).to_be_visible()
    expect(notebook.locator(".component-network")).to_have_attribute("data-week", "60")
    notebook.get_by_role("button", name="Back to as it is").click()
    assert asked(notebook)[-1] == {"kind": "move", "values": {}}


def test_moves_during_a_calculation_are_sent_after_its_answer(notebook: Page, explorer: Explorer) -> None:
    notebook.get_by_role("slider", name="Commitment").press("Home")
    notebook.wait_for_function("() => window.asked.length === 1")
    notebook.get_by_role("slider", name="Commitment").press("ArrowRight")
    notebook.get_by_role("combobox").select_option("value_realised")
    notebook.wait_for_timeout(400)
    assert len(asked(notebook)) == 1
    answer(notebook, explorer)
    assert asked(notebook)[-1]["values"] == {PATH: 0.01, "outcome": "value_realised"}
    assert len(asked(notebook)) == 2


def test_a_refusal_is_a_line_and_the_last_run_stays(notebook: Page, explorer: Explorer) -> None:
    notebook.evaluate("() => window.refuse('values: no such week')")
    expect(notebook.get_by_role("alert")).to_have_text("values: no such week")
    expect(notebook.get_by_text(explorer.record.outcome.reading.replace("%", "\u00a0%"))).to_be_visible()


def test_the_week_that_is_looked_at_is_the_same_in_every_picture(notebook: Page, explorer: Explorer) -> None:
    week = notebook.get_by_role("slider", name="Week", exact=True)
    week.fill("20")
    expect(notebook.locator(".component-network")).to_have_attribute("data-week", "20")
    share = round(100 * explorer.record.firm["adoption"][20])
    expect(notebook.get_by_role("img", name=f"Adoption · week 20: {share}")).to_have_count(1)
    notebook.evaluate("() => window.leave()")
