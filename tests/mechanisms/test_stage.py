"""Stages, one edge at a time."""

from __future__ import annotations

from sim.mechanisms.stage import STAGES, StageParameters, stage_of

P = StageParameters(aware=0.2, interested=0.5, adopted=0.6, habitual=0.4, carried=0.7)


def stage(interest=0.0, practised=0.0, habit=0.0, norm=0.0, p=P) -> str:
    return STAGES[stage_of.py_func(interest, practised, habit, norm, p)]


def test_people_who_practise_nothing_are_read_by_what_they_see() -> None:
    assert [stage(interest=level) for level in (0.0, 0.19, 0.2, 0.49, 0.5, 1.0)] == [
        "unaware", "unaware", "aware", "aware", "interested", "interested",
    ]  # fmt: skip


def test_any_practice_counts_as_trying_at_any_interest() -> None:
    assert stage(practised=0.01) == stage(interest=1.0, practised=0.01) == "trying"
    assert stage(practised=1.0, habit=0.39, norm=1.0) == "trying"
    assert stage(practised=0.59, habit=1.0, norm=1.0) == "trying"


def test_adopted_is_most_of_it_out_of_habit() -> None:
    assert stage(practised=0.6, habit=0.4) == stage(practised=1.0, habit=1.0, norm=0.69) == "adopted"


def test_anchored_is_adopted_where_one_does_it() -> None:
    assert stage(practised=0.6, habit=0.4, norm=0.7) == stage(practised=1.0, habit=1.0, norm=1.0) == "anchored"


def test_adoption_requires_practice() -> None:
    assert stage(interest=0.3, habit=1.0, norm=1.0, p=P._replace(adopted=0.0)) == "aware"
    assert stage(practised=0.1, habit=1.0, norm=1.0, p=P._replace(adopted=0.0)) == "anchored"
