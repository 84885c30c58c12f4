"""A play: one initiative week by week, changed while it runs, and branched, always on the same draws."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.outcome import unit_adoption
from sim.engine.record import Record, record_of
from sim.engine.run import Run, prepare
from sim.engine.state import FIRM_SERIES, SEGMENT_SERIES, UNIT_SERIES
from sim.organisation import DrawnOrganisation, organisation_of
from sim.organisation.names import name_of
from sim.organisation.organisation import Organisation
from sim.planning.schedule import Schedule
from sim.play.adoption_stages import stages_of
from sim.play.choice_terms import Before, Weighed, as_it_begins, weighed
from sim.play.commitment_terms import Leading, leading
from sim.play.decisions import Decision, Unplayable, decided
from sim.play.news import News, Reporter
from sim.schema.initiative import Initiative
from sim.schema.names import check_names
from sim.schema.programme import Programme


class Play:
    """One branch of an initiative, up to its current week.

    initiative : the start; seed : of its random draws, by default the initiative's own
    decisions : changes of plan by week; decisions of coming weeks take effect when their week begins
    Raises Unplayable for an impossible decision.
    """

    def __init__(
        self,
        initiative: Initiative,
        seed: int | None = None,
        decisions: Iterable[Decision] = (),
        *,
        title: str = "",
        organisation: Organisation | None = None,
    ) -> None:
        self.initiative, self.title = initiative, title
        self.seed = initiative.seed if seed is None else seed
        self.organisation = organisation_of(initiative.organisation) if organisation is None else organisation
        self.decisions = tuple(sorted(decisions, key=lambda decision: decision.week))
        self._run = prepare(initiative, [self.seed], organisation=self.organisation).advance(0)
        self._before: Before | None = None
        self._stages = [stages_of(self._run)]
        self._reporter = Reporter(self._run, self._stages[0], self.name)
        self.news: list[News] = []
        self._take_what_is_due()

    @property
    def week(self) -> int:
        """Weeks played; a week in progress in another thread does not count."""
        return len(self._stages) - 1

    @property
    def weeks(self) -> int:
        """Total number of weeks."""
        return self.initiative.weeks

    @property
    def is_over(self) -> bool:
        return self.week >= self.weeks

    @property
    def programme(self) -> Programme:
        """The current plan."""
        return self._run.initiative.programme

    @property
    def schedule(self) -> Schedule:
        """The actual schedule of the current plan."""
        return self._run.schedule

    @property
    def run(self) -> Run:
        """The underlying run, read-only."""
        return self._run

    def advance(self, weeks: int = 1) -> list[News]:
        """Play at most this many weeks; returns their events."""
        happened: list[News] = []
        for _ in range(min(weeks, self.weeks - self.week)):
            self._before = as_it_begins(self._run)
            self._run.advance(1)
            self._stages.append(stages_of(self._run))
            happened += self._reporter.tell(self._run, self._stages[-1])
            self._take_what_is_due()
        self.news += happened
        return happened

    def decide(self, decision: Decision) -> None:
        """Change the plan before the next week. Raises Unplayable for another week, or for a change of the past."""
        if decision.week != self.week or self.is_over:
            raise Unplayable("not_next", handle=decision.handle, week=decision.week, now=self.week)
        self._turn([decision])
        now = sum(known.week <= self.week for known in self.decisions)
        self.decisions = (*self.decisions[:now], decision, *self.decisions[now:])

    def at(self, week: int) -> Play:
        """A replay of this play up to a week, with all its decisions."""
        play = Play(self.initiative, self.seed, self.decisions, title=self.title, organisation=self.organisation)
        play.advance(week)
        return play

    def branch(self, week: int, title: str) -> Play:
        """This play up to a week, before that week's decisions; later weeks are open."""
        kept = tuple(decision for decision in self.decisions if decision.week < week)
        play = Play(self.initiative, self.seed, kept, title=title, organisation=self.organisation)
        play.advance(week)
        return play

    def without(self, handle: str) -> Play:
        """This play from the start, without one planned or decided step."""
        programme = self.initiative.programme
        steps = {name: step for name, step in programme.steps.items() if name != handle}
        bare = self.initiative.model_copy(update={"programme": programme.model_copy(update={"steps": steps})})
        others = tuple(decision for decision in self.decisions if decision.handle != handle)
        return Play(bare, self.seed, others, title=self.title, organisation=self.organisation)

    def ended(self) -> Play:
        """This play, played to the end."""
        return self.at(self.weeks)

    def record(self) -> Record:
        """The record of a finished play. Raises ValueError if weeks are left."""
        return record_of(self._run)

    @property
    def digest(self) -> str:
        """Digest of a finished play; equal plays have equal digests."""
        return self.record().digest

    @property
    def firm(self) -> pd.DataFrame:
        """Series of the firm, one row per week from the start, 0; as in a record."""
        return pd.DataFrame(self._run.traces.firm[: self.week + 1, :, 0], self._weeks, pd.Index(FIRM_SERIES, name="series"))

    @property
    def adoption(self) -> pd.DataFrame:
        """Share of aligned practice, one column per unit."""
        practising = self._run.traces.practising[: self.week + 1, ..., 0]
        shares = unit_adoption(practising, self._run.plan, self.organisation)
        return pd.DataFrame(shares, self._weeks, pd.Index(self.organisation.unit_ids, name="unit"))

    @property
    def units(self) -> pd.DataFrame:
        """Every series of every unit; columns (unit, series)."""
        return self._labelled(self._run.traces.unit, list(self.organisation.unit_ids), UNIT_SERIES)

    @property
    def segments(self) -> pd.DataFrame:
        """Every series of every customer segment; columns (segment, series)."""
        return self._labelled(self._run.traces.segment, sorted(self.initiative.segments), SEGMENT_SERIES)

    def stages(self, week: int) -> NDArray[np.uint8]:
        """Stages of all employees in a past week: indices into STAGES, shape (employees,)."""
        return self._stages[week]

    def name(self, person: int) -> str:
        """Label of a person: a name for drawn people, an id for real ones."""
        if isinstance(self.initiative.organisation, DrawnOrganisation):
            return name_of(self.organisation.address[person])
        return self.organisation.employee_ids[person]

    def called(self, handle: str) -> str:
        """Label of a step: the title of its intervention, or its handle."""
        steps = [decision.step for decision in self.decisions if decision.handle == handle and decision.step is not None]
        planned = self.initiative.programme.steps.get(handle)
        known = [*([] if planned is None else [planned]), *steps]
        return self.initiative.definitions.interventions[known[0].intervention].title if known else handle

    def weighed(self, person: int, week: int | None = None) -> Weighed:
        """A person's choice in a week: the last, a past one, or before play the first.

        Raises Unplayable for a week that has not been played.
        """
        run, before = self.lived(week)
        return weighed(run, before, person)

    def leading(self, person: int, week: int | None = None) -> Leading | None:
        """What moved a leader in a week, as `weighed`; None for a person who does not lead."""
        run, before = self.lived(week)
        return leading(run, before, person)

    def lived(self, week: int | None = None) -> tuple[Run, Before]:
        """The run just after a week, and the state before it; the week is chosen as in `weighed`."""
        last = max(0, self.week - 1)
        week = last if week is None else week
        if self._before is not None and week == self._before.week:
            return self._run, self._before
        if not 0 <= week <= last:
            raise Unplayable("not_lived", week=week, now=self.week)
        past = self.at(week)
        before = as_it_begins(past.run)
        past.advance(1)
        return past.run, before

    @property
    def _weeks(self) -> pd.Index:
        return pd.RangeIndex(self.week + 1, name="week")

    def _labelled(self, trace: NDArray[np.float64], names: list[str], series: tuple[str, ...]) -> pd.DataFrame:
        columns = pd.MultiIndex.from_product([names, series], names=["name", "series"])
        return pd.DataFrame(trace[: self.week + 1, ..., 0].reshape(self.week + 1, -1), self._weeks, columns)

    def _take_what_is_due(self) -> None:
        due = [decision for decision in self.decisions if decision.week == self.week]
        if due and not self.is_over:
            self._turn(due)

    def _turn(self, due: list[Decision]) -> None:
        initiative, placed = self._run.initiative, self._run.schedule
        for decision in due:
            programme = decided(initiative.programme, decision, placed)
            self._refuse_unknown(decision)
            initiative = initiative.model_copy(update={"programme": programme})
        self._run.turn(initiative)

    def _refuse_unknown(self, decision: Decision) -> None:
        """Check that a step's card, units and test-bed customers exist. Raises Unplayable."""
        if decision.step is None:
            return
        cards, audience = self.initiative.definitions.interventions, decision.step.audience
        try:
            check_names(f"{decision.handle}: intervention", [decision.step.intervention], cards)
            check_names(f"{decision.handle}: audience.units", [] if audience is None else audience.units, self.organisation.unit_ids)
            beds = [deed.segment for deed in cards[decision.step.intervention].does if deed.kind == "test_bed"]
            check_names(f"{decision.handle}: customers of the test-bed", beds, self.initiative.segments)
        except ValueError as problem:
            raise Unplayable("unknown", problem=str(problem)) from None
