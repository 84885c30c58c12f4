"""Valid input runs and stays in range; invalid input is refused in a few lines."""

from __future__ import annotations

import typing

import numpy as np
import pytest

import sim
from experiments.validation import robustness
from experiments.validation.choices import DrawnChoices
from experiments.validation.generated import data_from, initiative_from
from experiments.validation.robustness import Fault, Tally, check, check_configurations, check_organisations, out_of_range
from sim.config import Refused
from sim.config.uploaded import initiative_of_data
from sim.engine import prepare
from sim.mechanisms import Rules
from sim.schema.interventions import Structural


def test_valid_initiatives_run_without_an_exception_or_a_number_out_of_range(is_long: bool):
    cases = 2_000 if is_long else 400
    found = check_organisations(cases)
    assert not found.faults, found.statement
    assert found.answers == {"ran": cases}


def test_mutated_configurations_are_run_or_refused_in_a_few_lines(is_long: bool):
    cases = 5_000 if is_long else 1_000
    found = check_configurations(cases)
    assert not found.faults, found.statement
    assert found.answers["refused"] > 0.6 * cases and found.answers["ran"] > 0.06 * cases
    assert sum(found.answers.values()) == cases


def test_generated_initiatives_are_as_various_as_they_are_meant_to_be():
    """All kinds of units, every structural deed, every shock, a number of every rule: within 300 of them."""
    made = [data_from(DrawnChoices(1, case), with_extreme_rules=True) for case in range(300)]
    units = [unit for data in made for unit in data["organisation"]["units"].values()]
    deeds = {deed["kind"] for data in made for card in data["definitions"]["interventions"].values() for deed in card.get("does", ())}
    kinds = {typing.get_args(part.model_fields["kind"].annotation)[0] for part in typing.get_args(typing.get_args(Structural)[0])}
    people = [sum(unit["size"] for unit in data["organisation"]["units"].values()) for data in made]
    assert {unit["kind"] for unit in units} == {"internal", "supplier", "distributor", "partner"}
    assert deeds == kinds
    assert {len(data["organisation"]["units"]) for data in made} == set(range(1, 9))
    assert min(people) == 1 and max(people) == 60
    assert {shock["kind"] for data in made for shock in data["shocks"].values()} == {"scandal", "rival", "sponsor_leaves", "budget_cut"}
    assert {part for data in made for part in data["rules"]} == set(Rules._fields)


def test_the_same_case_is_always_the_same_initiative():
    assert initiative_from(DrawnChoices(1, 7)) == initiative_from(DrawnChoices(1, 7)) != initiative_from(DrawnChoices(1, 8))


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("interest", 1.5, "interest reaches 1.5, and is a share"),
        ("habit", -0.1, "habit reaches -0.1, and is a share"),
        ("worst", np.nan, "worst holds what is no finite number"),
    ],
)
def test_a_state_out_of_range_is_found(column, value, words):
    run = prepare(sim.load("customer_centric", "organisation=small", "weeks=2"), [1]).advance()
    assert list(out_of_range(run)) == []
    getattr(run.state, column)[0] = value
    assert words in list(out_of_range(run))


def test_a_record_out_of_range_is_found():
    run = prepare(sim.load("customer_centric", "organisation=small", "weeks=2"), [1]).advance()
    run.traces.practising[1, 0, 0, 0] = 1_000
    run.traces.firm[2, :, 0] = -1.0
    found = list(out_of_range(run))
    assert "more people practise than there are" in found and "money spent comes back" in found
    assert "the firm's revenue falls to -1" in found and "the firm's adoption reaches -1, and is a share" in found


def test_an_executive_office_outside_the_firm_is_refused_at_the_door():
    units = {"sales": {"size": 2}, "it": {"size": 2}, "executive_office": {"size": 1, "kind": "partner"}}
    data = data_from(DrawnChoices(1, 1))
    data |= {"organisation": {"source": "drawn", "units": units}, "catalysts": {}, "inhibitors": {}}
    data["programme"]["steps"] = data["definitions"]["interventions"] = {}
    for segment in data["segments"].values():
        segment["journey"] = []
    with pytest.raises(Refused, match=r"^theirs: organisation\.units\.executive_office: leads the firm, so its kind must be internal"):
        initiative_of_data(data, "theirs")
    units["executive_office"]["kind"] = "internal"
    assert prepare(initiative_of_data(data, "theirs"), [1]).organisation.employees == 5


def test_a_list_of_programmes_is_refused_like_any_value_of_another_kind():
    with pytest.raises(Refused, match="programme"):
        sim.load("customer_centric", "programme=[1,2]")


def test_an_exception_is_a_fault_with_its_place(monkeypatch):
    monkeypatch.setattr(robustness, "initiative_of_data", lambda data, name: [][1])
    found = check_configurations(40)
    assert found.faults and "IndexError in test_robustness.py, <lambda>: list index out of range" in found.faults[0].what


def test_results_are_said_with_what_they_bound():
    none = Tally("valid initiatives", 2_000, {"ran": 2_000}, ())
    assert none.statement == "valid initiatives: 0 failures in 2,000: rate below 0.15% (95 %)"
    some = none._replace(faults=(Fault(7, "KeyError in x"),))
    assert some.statement == "valid initiatives: 1 failures in 2,000; the first, case 7: KeyError in x"


def test_progress_is_told_over_both_counts():
    told = []
    found = check(3, 4, lambda done, of: told.append((done, of)))
    assert told == [(done, 7) for done in range(1, 8)]
    assert (found.organisations.cases, found.configurations.cases) == (3, 4)
