"""A changed initiative is checked as a file would be, and what it was changed from stays as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.schema.initiative import Initiative


@pytest.fixture(scope="module")
def company() -> Initiative:
    return sim.load("company_a")


def test_a_setting_creates_its_section_and_leaves_the_rest(company: Initiative) -> None:
    before = company.model_dump()
    grown = company.with_({"organisation.levers.autonomy": 0.9, "weeks": 12})
    assert (grown.organisation.levers["autonomy"], grown.weeks, grown.seed) == (0.9, 12, company.seed)
    assert company.model_dump() == before and company.with_({}) is company


@pytest.mark.parametrize(
    ("values", "overrides"),
    [
        ({"dispositions.commitment": 0.4}, ("dispositions.commitment=0.4",)),
        ({"rules.habit.growth": 0.04, "organisation.span": 7}, ("rules.habit.growth=0.04", "organisation.span=7")),
        ({"organisation.units.sales.size": 50, "shocks": {}}, ("organisation.units.sales.size=50", "shocks={}")),
        ({"seed": np.int64(9), "market.elasticity": np.float64(0.2)}, ("seed=9", "market.elasticity=0.2")),
    ],
    ids=str,
)
def test_a_change_gives_what_the_command_line_gives(company: Initiative, values: dict[str, Any], overrides: tuple[str, ...]) -> None:
    assert company.with_(values) == sim.load("company_a", *overrides)


@given(value=st.floats(0.0, 1.0), weeks=st.integers(0, 300))
def test_a_changed_initiative_is_what_checking_all_of_it_anew_gives(company: Initiative, value: float, weeks: int) -> None:
    one = company.with_({"dispositions.commitment": value, "weeks": weeks})
    assert Initiative.model_validate(one.model_dump()) == one


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"dispositions.comitment": 0.4}, "dispositions: nothing is named 'comitment'; nearest: commitment"),
        ({"resistence": 1}, "resistence: unknown path"),
        ({"organisation.spam": 3}, "organisation.spam: unknown path; nearest: organisation.span"),
        ({"dispositions.commitment": 1.5}, "dispositions.commitment: 1.5 is not allowed: must be less than or equal to 1"),
        ({"dispositions.commitment": "high"}, "dispositions.commitment: 'high' is not allowed: must be a valid number"),
        ({"weeks": 10, "organisation.span": 1}, "organisation.span: 1 is not allowed: must be greater than or equal to 2"),
        ({"market": 1}, "market: is a section; give the path of one value inside it"),
        ({"outcome": "sustaned"}, "outcome: nothing is named 'sustaned'; nearest: sustained"),
        ({"segments.key_accounts.share": 0.1}, "they must sum to 1"),
        ({"programme.steps.new": {"intervention": "trainin"}}, "nearest: training"),
    ],
    ids=str,
)
def test_a_change_that_cannot_be_is_refused_in_one_line(company: Initiative, values: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError) as refused:
        company.with_(values)
    assert says in str(refused.value) and len(str(refused.value).splitlines()) == 1
