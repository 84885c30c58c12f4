"""News: the events of a week."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.outcome import WORTH_TELLING, unit_adoption
from sim.engine.record import ALL_BUT
from sim.engine.run import Run
from sim.engine.state import FIRM, FIRM_SERIES, SEGMENT_SERIES, UNIT_SERIES
from sim.mechanisms.stage import STAGES
from sim.planning.amounts import budget_of
from sim.planning.audience import listened_to

Stages = NDArray[np.uint8]

ADOPTED = STAGES.index("adopted")
LANDMARKS = (0.25, 0.5, 0.75)
"""Adoption thresholds of a unit that make news when first passed."""

FALLEN = 0.15
"""Loss of a unit's adoption from its best that makes news."""

WALKS, STALLS = 0.6, 0.3
"""Commitment above which news reports that a leader walks the talk, and below which the leader has stopped; our convention."""

DOUBTED = 0.35
"""Credibility below which news reports that people no longer believe a leader."""

TIRED = 0.35
"""Fatigue above which news reports that a unit is tired."""

UNDONE = (0.5, 0.75)
"""Shares of the work of change that people attend to whose first crossing downwards makes news, the worse first; our convention."""

A_MONTH = 4
"""Weeks in which people carry the work of change, after which news reports that they can do so again; our convention."""

FELT_STEP = 0.05
"""Steps of felt quality that make news: five points."""

SPENT = (0.5, 0.8, 1.0)
PARTED = 0.08
"""Rise of the internal score without a rise of felt quality that makes news."""

HOLLOW = 0.2
"""Lead of reported over practised adoption that makes news; our convention."""


class News(NamedTuple):
    """An event; `text` is a key of the text catalogue, `values` fills its placeholders."""

    week: int
    kind: str  # adoption, step, leader, sponsor, customers, people, money, shock
    text: str
    values: dict[str, Any]
    unit: int | None = None
    person: int | None = None


class Reporter:
    """Watches a run weekly and reports each event once."""

    def __init__(self, run: Run, stages: Stages, name: Callable[[int], str]) -> None:
        self._name, self._stages, self._told = name, stages, set[Any]()
        organisation = run.organisation
        self._titles = organisation.unit_titles
        self._inside = np.flatnonzero(organisation.is_internal)
        self._large = {int(u) for u in self._inside if organisation.unit_size[u] >= WORTH_TELLING}
        self._listened = listened_to(organisation)
        self._known = set(np.argsort(-self._listened, kind="stable")[: max(3, organisation.employees // 50)].tolist())
        self._best = self._adoption(run, 0)
        self._seats = run.state.threshold[:, 0].copy()
        self._felt_told = float(run.traces.firm[0, FIRM_SERIES.index("felt"), 0])
        self._overloaded_since: int | None = None
        self._idea, self._revised = float(run.state.firm[FIRM["idea"], 0]), 0

    def tell(self, run: Run, stages: Stages) -> list[News]:
        """News of the last week, at most a few sentences."""
        week = run.week
        told = [
            *self._steps(run, week), *self._shocks(run, week), *self._sponsors(run, week), *self._leaders(run, week),
            *self._attention(run, week), *self._units(run, week), *self._people(run, stages, week), *self._customers(run, week),
            *self._test_bed(run, week), *self._money(run, week),
        ]  # fmt: skip
        self._stages, self._seats = stages, run.state.threshold[:, 0].copy()
        return told

    def _once(self, *what: Any) -> bool:
        if what in self._told:
            return False
        self._told.add(what)
        return True

    def _adoption(self, run: Run, week: int) -> NDArray[np.float64]:
        return unit_adoption(run.traces.practising[week : week + 1, ..., 0], run.plan, run.organisation)[0]

    def _steps(self, run: Run, week: int) -> Iterator[News]:
        for step in run.schedule.as_they_begin:
            values = {"step": step.card.title, "planned": step.planned}
            if not step.work.any() or run.state.abandoned[0] >= 0:
                continue
            if step.start == week - 1 and self._once("began", step.handle):
                yield News(week, "step", "step_began_late" if step.start > step.planned else "step_began", values)
                agents = np.flatnonzero((run.plan.agent_from == step.start) & (run.state.is_agent[:, 0] > 0))
                if len(agents) and any(deed.kind == "seed_agents" for deed in step.card.does):
                    first = int(agents[np.argmax(self._listened[agents])])
                    yield News(week, "people", "agents_chosen", {"count": len(agents), "name": self._name(first)}, person=first)
            if step.worked_until == week and week < run.initiative.weeks and self._once("ended", step.handle, week):
                yield News(week, "step", "step_ended", values)

    def _shocks(self, run: Run, week: int) -> Iterator[News]:
        for name, shock in sorted(run.initiative.shocks.items()):
            if shock.week == week - 1:
                yield News(week, "shock", f"shock_{shock.kind}", {"title": shock.title or name})

    def _sponsors(self, run: Run, week: int) -> Iterator[News]:
        firm = run.traces.firm[..., 0]
        walk, lost, vigour = (FIRM_SERIES.index(name) for name in ("walk", "board_lost", "vigour"))
        chief = int(run.world.leader_employee[run.world.row_chief])
        values = {"name": self._name(chief)}
        if run.state.overtaken[0] >= 0 and self._once("overtaken"):
            self._once("abandoned")
            yield News(week, "sponsor", "firm_merged", {})
        elif run.state.vetoed[0] >= 0 and self._once("vetoed"):
            self._once("abandoned")
            yield News(week, "sponsor", "finance_vetoed", values)
        elif run.state.abandoned[0] >= 0 and self._once("abandoned"):
            yield News(week, "sponsor", "sponsor_withdrew", values, person=chief)
        elif firm[week, vigour] < firm[week - 1, vigour] and self._once("vigour"):
            yield News(week, "sponsor", "programme_loses_vigour", values)
        for level in (0.5, 0.3):
            if firm[week, walk] < level <= firm[week - 1, walk] and self._once("walk", level):
                yield News(week, "sponsor", "sponsor_cools", values | {"walk": level}, person=chief)
        if firm[week, lost] > 0.5 >= firm[week - 1, lost] and self._once("board"):
            yield News(week, "sponsor", "board_loses_patience", {})

    def _leaders(self, run: Run, week: int) -> Iterator[News]:
        unit = run.traces.unit[..., 0]
        committed = UNIT_SERIES.index("commitment")
        for u in self._inside:
            head = int(run.organisation.unit_head[u])
            if run.world.head_row[u] == run.world.row_chief:
                continue
            values = {"name": self._name(head), "unit": self._titles[u]}
            before, now = unit[week - 1, u, committed], unit[week, u, committed]
            if before < WALKS <= now and self._once("walks", u):
                yield News(week, "leader", "leader_walks", values, int(u), head)
            if before >= STALLS > now and self._once("stalls", u):
                yield News(week, "leader", "leader_stops", values, int(u), head)
            row = int(run.world.head_row[u])
            if run.state.credibility[row, 0] < DOUBTED and self._once("doubted", u):
                yield News(week, "leader", "leader_doubted", values, int(u), head)
            if unit[week, u, UNIT_SERIES.index("fatigue")] > TIRED and int(u) in self._large and self._once("tired", u):
                yield News(week, "people", "unit_tired", {"unit": self._titles[u]}, int(u))
        heads = set(run.organisation.unit_head[self._inside].tolist())
        for row in np.flatnonzero(run.state.threshold[:, 0] != self._seats).tolist():
            if row in heads or row in self._known:
                values = {"name": self._name(row), "unit": self._titles[run.world.unit[row]]}
                yield News(week, "leader" if row in heads else "people", "person_left", values, int(run.world.unit[row]), row)

    def _attention(self, run: Run, week: int) -> Iterator[News]:
        """When people begin to attend to less than the whole change, when to much less, and when they carry it again."""
        people = run.world.unit_size * run.world.is_internal
        attended = run.traces.unit[max(0, week + 1 - A_MONTH) : week + 1, :, UNIT_SERIES.index("attended"), 0]
        whole, since = attended @ people / people.sum(), self._overloaded_since
        least = int(self._inside[attended[-1, self._inside].argmin()])
        worse = [mark for mark in UNDONE if whole[-1] < mark and self._once("undone", mark)]
        if worse or (since is None and whole[-1] < ALL_BUT):
            self._overloaded_since = week if since is None else since
            values = {"share": float(whole[-1]), "unit": self._titles[least], "least": float(attended[-1, least])}
            yield News(week, "people", "change_overloads", values, least)
        elif since is not None and (whole >= ALL_BUT).all():
            self._overloaded_since = None
            yield News(week, "people", "change_carried", {"weeks": week + 1 - A_MONTH - since, "since": since})

    def _units(self, run: Run, week: int) -> Iterator[News]:
        now, goal = self._adoption(run, week), float(run.initiative.success.adoption)
        for u in sorted(self._large):
            values = {"unit": self._titles[u], "share": float(now[u]), "best": float(self._best[u])}
            for mark in sorted({*LANDMARKS, goal}):
                if self._best[u] < mark <= now[u] and self._once("passed", u, mark):
                    text = "unit_reached_goal" if mark == goal else "unit_reached"
                    yield News(week, "adoption", text, values | {"share": mark}, u)
            if self._best[u] - now[u] > FALLEN and self._best[u] >= LANDMARKS[0] and self._once("fell", u):
                yield News(week, "adoption", "unit_fell", values, u)
        self._best = np.maximum(self._best, now)
        firm = run.traces.firm[:, FIRM_SERIES.index("adoption"), 0]
        if firm[week] >= goal > firm[week - 1] and self._once("goal"):
            yield News(week, "adoption", "goal_reached", {"share": goal})
        if firm[week] < goal <= firm[week - 1] and self._once("goal_lost"):
            yield News(week, "adoption", "goal_lost", {"share": goal})
        reported = run.traces.firm[:, FIRM_SERIES.index("reported"), 0]
        told = {"reported": float(reported[week]), "practised": float(firm[week]), "goal": goal}
        if reported[week] - firm[week] >= HOLLOW and self._once("hollow"):
            yield News(week, "adoption", "reports_part", told)
        if reported[week] >= goal > firm[: week + 1].max() and self._once("goal_in_reports"):
            yield News(week, "adoption", "goal_in_reports", told)

    def _people(self, run: Run, stages: Stages, week: int) -> Iterator[News]:
        """Adoption news on the people with the most listeners; a successor counts as another person."""
        newcomers = set(np.flatnonzero(run.state.threshold[:, 0] != self._seats).tolist())
        for person in sorted(self._known - newcomers):
            before, now = self._stages[person], stages[person]
            values = {"name": self._name(person)}
            if before < ADOPTED <= now and self._once("adopted", person):
                yield News(week, "people", "person_adopted", values, person=person)
            elif before >= ADOPTED and now < ADOPTED and self._once("relapsed", person):
                yield News(week, "people", "person_relapsed", values, person=person)

    def _customers(self, run: Run, week: int) -> Iterator[News]:
        firm = run.traces.firm[..., 0]
        felt, score = (firm[:, FIRM_SERIES.index(name)] for name in ("felt", "internal_score"))
        if abs(felt[week] - self._felt_told) >= FELT_STEP:
            text = "customers_feel_better" if felt[week] > self._felt_told else "customers_feel_worse"
            self._felt_told = float(felt[week])
            yield News(week, "customers", text, {"points": float(felt[week] - felt[0]) * 100.0})
        if score[week] - score[0] > PARTED and felt[week] <= felt[0] and self._once("parted"):
            yield News(week, "customers", "metrics_part", {"points": float(score[week] - score[0]) * 100.0})
        names = sorted(run.initiative.segments)
        left = run.traces.segment[:, :, SEGMENT_SERIES.index("customers"), 0]
        for s, name in enumerate(names):
            if left[week, s] < 0.95 <= left[week - 1, s] and self._once("left", s):
                yield News(week, "customers", "customers_leave", {"segment": run.initiative.segments[name].title or name})

    def _test_bed(self, run: Run, week: int) -> Iterator[News]:
        idea, proof = float(run.state.firm[FIRM["idea"], 0]), run.traces.firm[:, FIRM_SERIES.index("proof"), 0]
        if idea > self._idea:
            self._idea, self._revised = idea, self._revised + 1
            yield News(week, "step", "idea_revised", {"count": self._revised})
        if proof[week] > 0.0 and self._once("proof"):
            yield News(week, "step", "proof_begins", {})

    def _money(self, run: Run, week: int) -> Iterator[News]:
        budget = budget_of(run.initiative.programme.budgets, run.organisation)
        if not budget:
            return
        spent = run.traces.firm[:, FIRM_SERIES.index("spend"), 0] / budget
        for mark in SPENT:
            if spent[week - 1] < mark - 1e-9 <= spent[week] and self._once("spent", mark):
                yield News(week, "money", "money_spent", {"share": mark})
