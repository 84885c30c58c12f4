"""Works by kind: how a study is made again from its plan, in another process, on another machine, or years later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.study.design import design_from
from sim.study.store import StoreError
from sim.study.variation import variation_from
from sim.study.work import Work, plan_of

_MAKERS: dict[str, Callable[[dict[str, Any]], Work]] = {"causes": design_from, "points": variation_from}


def work_from(plan: dict[str, Any]) -> Work:
    """The work of a plan.

    Raises StoreError for a plan of another version of the model or of the study: its runs would come out otherwise.
    """
    maker = _MAKERS.get(plan["kind"])
    if maker is None:
        raise StoreError(f"no study of kind {plan['kind']!r} is known; known: {', '.join(sorted(_MAKERS))}")
    work = maker(plan["work"])
    for name, here in plan_of(work).items():
        if name != "work" and plan.get(name) != here:
            raise StoreError(f"made with {name} {plan.get(name)}, and here it is {here}: its runs cannot be made again as they were")
    return work
