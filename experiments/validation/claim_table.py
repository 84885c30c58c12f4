"""All claims of the source articles on mechanisms and interventions, in the order of their rows."""

from __future__ import annotations

from experiments.validation.claims import MeasuredClaim, TriedClaim, measured
from experiments.validation.claims_of_customers import CUSTOMER_CLAIMS
from experiments.validation.claims_of_interventions import INTERVENTION_CLAIMS
from experiments.validation.claims_of_mechanisms import MECHANISMS
from experiments.validation.claims_of_plans import PLAN_CLAIMS

CLAIMS: dict[str, TriedClaim] = dict(
    sorted((MECHANISMS | CUSTOMER_CLAIMS | PLAN_CLAIMS | INTERVENTION_CLAIMS).items(), key=lambda item: (item[0][0], int(item[0][1:])))
)
"""By row of docs/coverage.md."""


def measure_claim(row: str, seeds: int) -> MeasuredClaim:
    """A claim by its row, measured; seeds : pairs of runs for each effect, at least 2"""
    return measured(row, CLAIMS[row], seeds)
