"""The running programme: this week's interventions and external shocks."""

from __future__ import annotations

from collections.abc import Sequence

from sim.compiled import in_python
from sim.mechanisms import enactment
from sim.model.deeds import Event, deeds_of, events_of
from sim.model.department import Department
from sim.model.surroundings import Surroundings
from sim.schema.levers import LEVER

raised = in_python(enactment.raised)


class ProgrammeAtWork:
    """Planned interventions and external events of the current week."""

    def __init__(self, model: Surroundings, units: Sequence[Department]) -> None:
        plan = model.plan
        self.model, self.plan, self.units = model, plan, units
        self.deeds, self.events = deeds_of(plan), events_of(plan)
        self.takes_place = [True] * len(plan.bridges.begins)  # by group of ties
        self.attention = float(plan.attention)
        self.waits_for_proof = len(plan.on_proof) > 0

    @property
    def says(self) -> float:
        """How much the programme lets leaders talk."""
        return float(self.plan.says[self.model.week])

    @property
    def cut(self) -> float:
        """Share of promised resources withheld."""
        return float(self.plan.cut[self.model.week])

    @property
    def scandal(self) -> float:
        """How bad a scandal this week brings; 0 for none."""
        return float(self.plan.scandal[self.model.week])

    @property
    def spend(self) -> float:
        """Weekly cost at full vigour, thousand euro."""
        return float(self.plan.spend[self.model.week])

    @property
    def iterates(self) -> float:
        """How strongly a test-bed iterates at full vigour."""
        return float(self.plan.test_bed[self.model.week])

    @property
    def committed(self) -> float:
        """How far planning, budgets and pay are committed to what a test-bed tries, at full vigour."""
        return float(self.plan.committed[self.model.week])

    @property
    def waiting(self) -> float:
        """Share of the announced work that waits for leaders' time."""
        return float(self.plan.waiting[self.model.week])

    @property
    def rivals(self) -> float:
        """Strength of the rivals, [0, 1]."""
        return raised(self.model.disposition["rival_strength"], float(self.plan.rival[self.model.week]))

    @property
    def successor(self) -> float | None:
        """Commitment of the chief who takes over this week, if one does."""
        commitment = float(self.plan.successor[self.model.week])
        return commitment if commitment >= 0.0 else None

    def load_of(self, department: int) -> float:
        """Attention that running interventions claim of a department."""
        return float(self.plan.load[self.model.week, department])

    def introduced_in(self, department: int) -> float:
        """Share of the department's introduced changes that is new this week."""
        return float(self.plan.introduced[self.model.week, department])

    def raise_on_proof(self, stratum: int, lever: str) -> float:
        """Share of what a lever lacks that full proof of a test-bed adds."""
        return float(self.plan.on_proof[self.model.week, stratum, LEVER[lever]])

    def part_of_ties(self, group: int) -> int:
        """How much of its ties a structural step makes or leaves this week, in whole parts."""
        bridges = self.plan.bridges
        return int(bridges.parts[self.model.week, group] if self.takes_place[group] else bridges.otherwise[group])

    def changes_structure(self) -> None:
        """Ties are made and cut, leaders replaced, teams mixed; nothing of it where the programme was given up before."""
        given_up = self.model.firm.has_abandoned
        for group, week in enumerate(self.plan.bridges.begins):
            if week == self.model.week:
                self.takes_place[group] = not given_up
        for event in self.events:
            if event.week == self.model.week and not given_up:
                self._takes_place(event)

    def audits(self) -> None:
        """The workflow whose recipients suffer most is fixed."""
        mends = float(self.plan.audit[self.model.week])
        if mends <= 0.0 or self.model.firm.has_abandoned:
            return
        voice = self.plan.audit_voice.tolist()
        worst = min(self.units, key=lambda unit: unit.recipients_fare(voice))
        self.model.firm.audits_bring(worst.is_mended(mends * self.model.firm.vigour, voice))

    def _takes_place(self, event: Event) -> None:
        for person in (person for unit in self.units for person in unit.people):
            if not event.reaches[person.row]:
                continue
            if event.kind == "reorganise":
                person.is_reorganised(event.size)
            elif person.leads:
                self.model.leader_at(person.row).takes_over(event.size)
