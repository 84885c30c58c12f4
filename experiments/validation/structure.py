"""Structure: spans of control as published, and the number of informal ties, which is not published."""

from __future__ import annotations

import numpy as np

from experiments.validation.ensembles import scenario
from experiments.validation.pattern import OUR_REQUIREMENT, READ, WHOLE_MODEL, Check, Datum, Pattern, Plot, Trend, not_judged
from experiments.validation.readings import MeasuredNumber, bands, exact, mean_reading
from sim.config import load
from sim.organisation import MISSING, organisation_of
from sim.organisation.organisation import Organisation

BANDS = {"player-coach": (3, 5), "coach": (6, 7), "supervisor": (8, 10), "facilitator": (11, 15), "coordinator": (16, 40)}
"""Reports of one leader, by what the leader then is; the last is open above, and 40 is the widest span that can be asked for."""

WIDEST_SHOWN = 20  # edges of bands above are open, and not drawn
FIRM = "organisation=mid_size"
DEGREES = (2, 4, 7, 12, 20, 30)


def reports_of(organisation: Organisation) -> list[int]:
    """Reports of every leader but heads of units, who lead what is left over, and the chief, who leads the heads."""
    led = organisation.manager[organisation.manager != MISSING]
    reports = np.bincount(led, minlength=organisation.employees)
    ordinary = np.ones(organisation.employees, bool)
    ordinary[organisation.unit_head] = False
    return reports[ordinary & (reports > 0)].tolist()


def typical_span(span: int) -> float:
    """Median reports of a leader in a large firm that is asked for a span."""
    return float(
        np.median(reports_of(organisation_of(load("customer_centric", "organisation=large", f"organisation.span={span}").organisation)))
    )


def measure_span() -> Pattern:
    """Whether each published band can be had, and where the shipped firms lie."""
    asked = {kind: (low + min(high, low + 4)) // 2 for kind, (low, high) in BANDS.items()}
    drawn = {kind: typical_span(span) for kind, span in asked.items()}
    shipped = {name: float(np.median(reports_of(organisation_of(load("customer_centric", f"organisation={name}").organisation))))
               for name in ("small", "company_a", "mid_size", "large")}  # fmt: skip
    checks = [
        Check(f"reports of a {kind}, a span of {asked[kind]} asked for", f"{low} to {high}" if kind != "coordinator" else "more than 15",
              exact(drawn[kind], "firm of 5,000"), "none: no chance is involved", low <= drawn[kind] <= high, OUR_REQUIREMENT)
        for kind, (low, high) in BANDS.items()
    ]  # fmt: skip
    found = MeasuredNumber(float(np.median(list(shipped.values()))), min(shipped.values()), max(shipped.values()), len(shipped), "firms")
    checks.append(not_judged("median reports in the shipped firms, smallest to largest", found, OUR_REQUIREMENT))
    places = tuple(float(span) for span in asked.values())
    return Pattern(
        name="span",
        title="Span of control",
        source="bands used in practice, no single author",
        status=READ,
        published="Reports of one leader: player-coach 3 to 5, coach 6 to 7, supervisor 8 to 10, facilitator 11 to 15, coordinator above.",
        measured="The median leader below heads of units, in a firm of 5,000 drawn with a span within each band, and in the shipped firms.",
        checks=tuple(checks),
        panels=(
            Plot("Reports of the median leader", "span asked for", "reports", (Trend("drawn", places, tuple(drawn.values())),),
                  marks=tuple(Datum(asked[kind], edge, edge) for kind, band in BANDS.items() for edge in band if edge <= WIDEST_SHOWN),
                  has_points=True),
        ),
        remarks=(
            "Bands are what a span can be, not how often each is found. A span was asked for and it came: what is shown is that a firm "
            "with any of them can be drawn, and nothing about real firms.",
        ),
    )  # fmt: skip


def measure_degree(seeds: int = 20) -> Pattern:
    """The standard change with few and many informal ties."""
    rows = [scenario("customer_centric", FIRM, f"organisation.ties.within={degree}", seeds=seeds) for degree in DEGREES]
    readings = [mean_reading(played.adoption[-1], "runs", is_share=True) for played in rows]
    weeks_to_half = [np.where((p.adoption >= 0.5).any(axis=0), (p.adoption >= 0.5).argmax(axis=0), len(p.adoption)) for p in rows]
    spread = max(r.value for r in readings) - min(r.value for r in readings)
    x = tuple(map(float, DEGREES))
    return Pattern(
        name="degree",
        title="Informal ties",
        source="no source",
        status="not published as one number",
        published="No number: how many colleagues a person listens to is an assumption, so it is swept.",
        measured="The standard change with a mean of 2 to 30 informal ties inside the unit, everything else as shipped (7).",
        checks=tuple(
            not_judged(f"adoption at the end with {degree} ties", reading, WHOLE_MODEL)
            for degree, reading in zip(DEGREES, readings, strict=True)
        ),
        panels=(
            Plot("Adoption at the end", "informal ties inside the unit", "adoption",
                  (Trend("", x, *bands([p.adoption[-1] for p in rows])),), is_share=True, has_points=True),
            Plot("Weeks to one half", "informal ties inside the unit", "weeks", (Trend("", x, *bands(weeks_to_half)),), has_points=True),
        ),
        remarks=(
            f"Over this range adoption at the end differs by {100.0 * spread:.0f} points: the number of ties hardly matters at "
            f"default rules, where a person sees shares. "
            "Two crowds, the window of cascades, contagion and clustered ties hold where people respond to what they see alone, which is "
            "not the regime of the shipped firms, so that they say nothing of what a network does there.",
        ),
        told=f"from {DEGREES[0]} to {DEGREES[-1]} informal ties a person, adoption at the end differs by {100.0 * spread:.0f} points",
    )  # fmt: skip
