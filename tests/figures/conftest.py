"""Small runs to draw: enough to see every part of a figure, played once."""

import pytest

from sim.config import load
from sim.engine import Initiative, Record, simulate
from sim.figures.style import Drawing

ODD_WORDS = '<b>bold</b> $x$ $\\frac{1}{ 😀 \x07\u202e漢 & "quoted"'


def changed(units: dict[str, dict], weeks: int = 30, **more: object) -> Initiative:
    """The standard initiative in another, drawn organisation."""
    data = load("customer_centric").model_dump()
    data.update(weeks=weeks, catalysts={}, inhibitors={}, organisation={"source": "drawn", "units": units})
    for definition in data["definitions"]["interventions"].values():
        definition["audience"]["units"] = []
    for step in data["programme"]["steps"].values():
        step["audience"] = None
    data["programme"]["steps"] = {handle: step for handle, step in data["programme"]["steps"].items() if step["start"] < weeks}
    for segment in data["segments"].values():
        segment["journey"] = []
    return Initiative.model_validate(data | more)


@pytest.fixture(scope="session")
def record() -> Record:
    return simulate(changed({"it": {"size": 6, "title": "Information technology"}, "sales": {"size": 9}, "service": {"size": 12}}), 7)


@pytest.fixture(scope="module", autouse=True)
def every_figure_is_described():
    """Check the text alternative of every figure that any of these tests draws."""
    finished = Drawing.finished

    def checked(figure: Drawing, alternative: str) -> Drawing:
        done = finished(figure, alternative)
        said = done.alternative.replace("\u00a0", " ")
        assert done.finding and done.drawn, "a figure needs a heading: its finding and what is drawn"
        assert done.finding.replace("\u00a0", " ").rstrip(".") in said and said.endswith((".", "!", "?", "…")), said
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Drawing, "finished", checked)
        yield
