"""Brokers or cohesive agents: who carries a divergent change, and who a conforming one?"""

from __future__ import annotations

from typing import Any

from experiments.validation.ensembles import play
from experiments.validation.pattern import READ, Check, Pattern, Plot, Trend, unless
from experiments.validation.readings import POINTS, bands, is_above_zero, mean_reading
from experiments.validation.variants import changed
from sim.array_types import Floats
from sim.config import load
from sim.engine import Initiative

WEEKS = 78
SHARE = 0.06
"""Of the people inside who become change agents, as in the cards of the library."""

DIVERGENCE = (0.0, 0.2, 0.4, 0.6, 0.8)
"""How far a change departs from what is usual: effort, freedom and links across units that it takes."""

USUAL, DIVERGENT = 0.0, 0.8
BROKERS, COHESIVE = "brokers", "hubs"


def change_carried_by(strategy: str, divergence: float) -> Initiative:
    """The ordinary firm, one behaviour, and change agents chosen in one way, who are there until the end and nothing else is done."""

    def strip(data: dict[str, Any]) -> None:
        data.update(weeks=WEEKS, behaviours=["change"])
        known = data["definitions"]
        needs = dict.fromkeys(("effort", "autonomy", "coordination"), divergence)
        known["behaviours"] = {"change": {"title": "A change", "description": "", "direction": "aligned", **needs}}
        card = {"title": "Change agents", "description": "", "family": "agents", "ramp": 0, "fade": 0, "weeks": WEEKS}
        known["interventions"] = {"agents": card | {"does": [{"kind": "seed_agents", "share": SHARE, "strategy": strategy}]}}
        data["programme"]["steps"] = {"agents": {"intervention": "agents", "start": 0}}

    return changed(load("customer_centric", "programme=do_nothing"), strip)


def adopted(strategy: str, divergence: float, seeds: int) -> Floats:
    """Adoption in the last half year, mean over its weeks, shape (seeds,)."""
    return play(change_carried_by(strategy, divergence), seeds).adoption[-26:].mean(axis=0)


def measure_brokers(seeds: int = 100) -> Pattern:
    """Agents between units against agents in the midst of one, for changes more and less divergent."""
    by_brokers, by_hubs = ({size: adopted(strategy, size, seeds) for size in DIVERGENCE} for strategy in (BROKERS, COHESIVE))
    ahead = {size: by_brokers[size] - by_hubs[size] for size in DIVERGENCE}
    helped = mean_reading(ahead[DIVERGENT], "runs", unit=POINTS)
    hindered = mean_reading(-ahead[USUAL], "runs", unit=POINTS)
    clear = "95 % interval of the paired difference leaves out zero"
    return Pattern(
        name="brokers",
        title="Brokers or cohesive agents",
        source="Battilana and Casciaro 2012",
        status=READ,
        published="Structural holes around a change agent help a change that diverges from what is usual and hinder one that does not.",
        measured=(
            f"The ordinary firm, one behaviour, {SHARE:.0%} of the people as change agents for {WEEKS} weeks: those with most ties across "
            "units, or those with most ties. Divergence: effort, freedom and links that the behaviour takes."
        ),
        checks=(
            Check("adoption that brokers add to a divergent change", "help", helped, clear, is_above_zero(helped)),
            Check("adoption that brokers cost a change that is not", "hinder", hindered, clear, is_above_zero(hindered)),
        ),
        panels=(
            Plot("Adoption", "divergence", "last half year", (
                Trend("brokers", DIVERGENCE, *bands(list(by_brokers.values()))),
                Trend("most ties", DIVERGENCE, *bands(list(by_hubs.values()))),
            ), is_share=True, has_points=True),
            Plot("Brokers less the others", "divergence", "difference of adoption",
                  (Trend("", DIVERGENCE, *bands(list(ahead.values()))),), is_share=True, has_points=True),
        ),
        remarks=unless(
            is_above_zero(helped),
            "Not met: that brokers help a divergent change. The difference only shrinks there, because little of such a change is adopted "
            "from either. Agents act here by example, and what is hard to take up needs examples from several sides.",
        ),
    )  # fmt: skip
