"""The firm as a whole: communication, test-beds, adoption, trust and revenue."""

from __future__ import annotations

from collections.abc import Sequence

from sim.compiled import in_python
from sim.engine.chances import disturbance_of_week
from sim.mechanisms import customers, disturbance, enactment, results, test_bed
from sim.model.arithmetic import total
from sim.model.behaviour import KnownBehaviour
from sim.model.customer import Customer, CustomerSegment
from sim.model.department import Department, mean_inside
from sim.model.surroundings import Surroundings

raised, involvement = in_python(enactment.raised), in_python(enactment.involvement)
fit_after, proof_of = in_python(test_bed.fit_after), in_python(test_bed.proof_of)
trust_after = in_python(customers.trust_after)
disturbance_after = in_python(disturbance.disturbance_after)
felt_in_the_books, revenue_of, value_of = in_python(results.felt_in_the_books), in_python(results.revenue_of), in_python(results.value_of)


class Firm:
    """State of the firm as a whole; shares in [0, 1] unless noted.

    vigour : of the programme; talk, walk : words of leaders, commitment of the chief; champions : counterparts won over
    reported : adoption as departments report it; disturbance : of the times, on the scale of thresholds
    fit, proof : of a test-bed; board_lost : patience the board has lost; customers : relative to the start
    revenue, value, spent : thousand euro, a week and to date; abandoned, vetoed : week, none while it has not come
    """

    def __init__(self, model: Surroundings, units: Sequence[Department]) -> None:
        self.model, self.units = model, units
        self.segments: Sequence[CustomerSegment] = ()
        self.panel: Sequence[Customer] = ()
        self.vigour, self.talk, self.walk = 1.0, model.disposition["talk"], model.disposition["commitment"]
        self.champions, self.fit, self.proof, self.board_lost = 0.0, 0.0, 0.0, 0.0
        self.trust, self.customers, self.revenue = model.disposition["trust"], 1.0, model.plan.revenue
        self.value, self.spent, self.seen, self.expected = 0.0, 0.0, 0.0, 0.0
        self.reported, self.disturbance = 0.0, 0.0
        self.adoption, self.derailing, self.score, self.score_at_start = 0.0, 0.0, 0.0, 0.0
        self.felt, self.felt_at_start, self.lagged, self.expectation = 0.0, 0.0, 0.0, 0.0
        self.abandoned: int | None = None
        self.vetoed: int | None = None

    def begins(self, segments: Sequence[CustomerSegment], panel: Sequence[Customer]) -> None:
        """Nothing has yet changed, so nothing has yet been gained."""
        self.segments, self.panel = segments, panel
        self.score = self.score_at_start = mean_inside(self.units, (unit.score for unit in self.units))
        self.felt = total(segment.share * segment.felt for segment in self.segments)
        self.felt_at_start = self.lagged = self.expectation = self.felt

    @property
    def has_abandoned(self) -> bool:
        """Whether the programme was given up."""
        return self.abandoned is not None

    @property
    def credibility(self) -> float:
        """How far the chief is believed."""
        return self.model.chief.credibility

    @property
    def alignment(self) -> float:
        """Share of the people inside who see why (interest above one half)."""
        inside = [person for unit in self.units if unit.is_internal for person in unit.people]
        return sum(person.interest > 0.5 for person in inside) / len(inside)

    @property
    def felt_gain(self) -> float:
        """Felt quality less its initial value, [-1, 1]."""
        return self.felt - self.felt_at_start

    @property
    def visible_results(self) -> float:
        """Gain of customers that people can see."""
        return min(1.0, max(0.0, self.felt_gain / self.model.rules.sponsorship.felt_scale))

    def speaks(self) -> None:
        """Leaders talk as the programme allows, and counterparts become champions."""
        programme, week = self.model.programme, self.model.week
        self.talk = raised(self.model.disposition["talk"], programme.says * self.vigour)
        involved = 0.0
        for deed in programme.deeds:
            if deed.kind == "involve":
                gain = deed.gain_in(week) * self.vigour
                involved = raised(involved, involvement(gain, self.proof, self.model.rules.enactment))
        self.champions = raised(self.champions, involved)

    def tries_out(self) -> None:
        """A test-bed learns by iteration; on key accounts it alarms the heads of the units that serve them."""
        plan, rules = self.model.plan, self.model.rules.test_bed
        if plan.test_bed_segment < 0:
            return
        running = self.model.programme.iterates * self.vigour
        self.fit = fit_after(self.fit, plan.test_bed_learning, self.model.sponsors.commitment_of_heads, running, rules)
        self.proof = proof_of(self.fit, rules)
        for unit in self.units if plan.test_bed_alarms else ():
            if unit.is_internal and unit.contact >= 0.5 and not unit.head.is_chief:
                unit.head.commitment *= 1.0 - rules.alarm * running

    def serves(self) -> None:
        """Departments deliver; practice weighted by importance for customers is adoption."""
        carried = {b.name: self.carries(b) for b in self.model.behaviours}
        for unit in self.units:
            unit.delivers(carried)
        self.adoption, self.derailing = self._practised(is_aligned=True), self._practised(is_aligned=False)

    def is_reported_on(self) -> None:
        """Departments report adoption, and the firm adds it up."""
        done, possible = 0.0, 0.0
        for unit in self.units:
            people = unit.reports()
            done += people * unit.reported
            possible += people
        self.reported = done / possible if possible > 0.0 else 0.0

    def is_disturbed(self) -> None:
        """The times change, for all people alike."""
        draw = disturbance_of_week(self.model.seed, self.model.week + 1)
        self.disturbance = disturbance_after(self.disturbance, draw, self.model.rules.disturbance)

    def carries(self, behaviour: KnownBehaviour) -> float:
        """How far a strategic behaviour is carried by as many units as it needs: the share in the last of those that do it most."""
        if behaviour.needs_units <= 1:
            return 1.0
        shares = sorted((unit.share(behaviour) for unit in self.units if behaviour in unit.behaviours), reverse=True)
        return shares[min(behaviour.needs_units, len(shares)) - 1] if shares else 0.0

    def meets_customers(self) -> None:
        """Customers take their journeys; felt quality and numbers are weighted by purchases."""
        for segment in self.segments:
            segment.travels()
        for customer in self.panel:
            customer.step()
        for segment in self.segments:
            segment.adds_up()
        self.felt = total(segment.share * segment.felt for segment in self.segments)
        self.customers = total(segment.share * segment.customers for segment in self.segments)
        self.expectation = total(customer.expectation for customer in self.panel) / len(self.panel)
        self.is_trusted()

    def is_trusted(self) -> None:
        """Trust follows how customers, and the firm's own people, are treated; a scandal breaks it."""
        rules, scandal = self.model.rules.customers, self.model.programme.scandal
        free = mean_inside(self.units, (unit.levers["policies"] for unit in self.units))
        treated = mean_inside(self.units, (unit.experience for unit in self.units))
        self.trust = trust_after(self.trust, self.felt, free, treated, rules) * (1.0 - rules.scandal_trust * scandal)

    def counts_results(self) -> None:
        """Money follows, late; the programme costs as long as it runs."""
        plan, rules = self.model.plan, self.model.rules.results
        cost = self.model.programme.spend * self.vigour
        self.lagged = felt_in_the_books(self.lagged, self.felt, rules)
        self.revenue = revenue_of(plan.revenue, self.customers, self.lagged, self.felt_at_start, plan.elasticity)
        self.spent += cost
        self.value += value_of(self.revenue, plan.revenue, cost, rules)
        self.score = mean_inside(self.units, (unit.score for unit in self.units))

    def _practised(self, is_aligned: bool) -> float:
        done, possible = 0.0, 0.0
        for unit in self.units:
            for b in unit.behaviours if unit.is_internal else ():
                if b.is_aligned == is_aligned:
                    people = b.weight * unit.size
                    done += people * unit.share(b)
                    possible += people
        return done / possible if possible > 0.0 else 0.0
