"""Customers: a panel of each segment that meets journeys, remembers, expects, and may leave."""

from __future__ import annotations

from collections.abc import Sequence

from sim.compiled import in_python
from sim.engine.chances import address_at, chances_of_encounter
from sim.engine.initialisation import HARD_LUCK
from sim.mechanisms import customers, service, test_bed
from sim.model.agent import Agent
from sim.model.arithmetic import total
from sim.model.department import Department
from sim.model.surroundings import Surroundings

mean_after, worst_after = in_python(customers.mean_after), in_python(customers.worst_after)
felt_quality, expectation_after = in_python(customers.felt_quality), in_python(customers.expectation_after)
churn_share, recommendations = in_python(customers.churn_share), in_python(customers.recommendations)
journey_quality, felt_in_the_trial = in_python(service.journey_quality), in_python(test_bed.felt_in_the_trial)


class CustomerSegment:
    """Customers who take the same journey.

    quality : of this week's journey; felt : mean over the panel; customers : as a share of those at the start
    journey : weight of each department that customers meet, in the order of departments
    """

    def __init__(self, model: Surroundings, row: int, name: str, units: Sequence[Department]) -> None:
        self.model, self.row, self.name, self.units = model, row, name, units
        plan = model.plan
        self.share, self.contact = float(plan.segment_share[row]), float(plan.segment_contact[row])
        self.journey: list[float] = plan.journey[row].tolist()
        self.is_test_bed = row == plan.test_bed_segment
        self.panel: list[Customer] = []
        self.customers = 1.0
        self.quality = self.journey_quality()
        self.worst_at_start = max(0.0, self.quality - HARD_LUCK * model.rules.customers.luck)
        self.felt = felt_quality(self.quality, self.worst_at_start, model.rules.customers)

    def travels(self) -> None:
        """Customers pass the departments of their journey; in a test-bed they feel its solution."""
        self.quality = self.journey_quality()
        if self.is_test_bed:
            firm, programme = self.model.firm, self.model.programme
            running = programme.iterates * firm.vigour
            self.quality = felt_in_the_trial(self.quality, firm.fit, running, self.model.rules.test_bed)

    def journey_quality(self) -> float:
        """A journey is hardly better than its weakest hand-off."""
        met = [(weight, unit) for weight, unit in zip(self.journey, self.units, strict=True) if weight > 0.0]
        mean = total(weight * unit.delivery for weight, unit in met)
        together = total(weight * unit.levers["coordination"] for weight, unit in met)
        worst = min([1.0, *(unit.delivery for _, unit in met)])
        return journey_quality(mean, worst, together, self.model.rules.service)

    def adds_up(self) -> None:
        """Some customers leave; others bring or warn new ones."""
        self.felt = total(customer.felt for customer in self.panel) / len(self.panel)
        leaving = total(customer.may_leave for customer in self.panel) / len(self.panel)
        coming = recommendations(self.felt, self.model.firm.trust, self.model.rules.customers)
        self.customers *= max(0.0, 1.0 - leaving + coming)

    @property
    def worst(self) -> float:
        """The worst experience remembered, mean over the panel."""
        return total(customer.worst for customer in self.panel) / float(len(self.panel))

    @property
    def expectation(self) -> float:
        """Mean expectation of the panel."""
        return total(customer.expectation for customer in self.panel) / float(len(self.panel))


class Customer(Agent):
    """A person or firm that buys.

    remembered, worst : mean and worst experience kept in memory; expectation; felt : all in [0, 1]
    may_leave : the chance that the customer leaves this week
    """

    def __init__(self, model: Surroundings, row: int, segment: CustomerSegment) -> None:
        super().__init__(model, row)
        self.segment = segment
        segment.panel.append(self)
        self.address = address_at(model.world.customer_low[row], model.world.customer_high[row], model.seed)
        self.remembered, self.worst = segment.quality, segment.worst_at_start
        self.felt = self.expectation = segment.felt
        self.may_leave = 0.0

    def step(self) -> None:
        """A week of a customer: an encounter or none, what is remembered of it, and what is expected next."""
        rules, scandal = self.model.rules.customers, self.model.programme.scandal
        meets, luck = chances_of_encounter(self.address, self.model.week + 1)
        if meets < self.segment.contact:
            self.meets(min(1.0, max(0.0, self.segment.quality + rules.luck * luck)))
        else:
            self.worst = worst_after(self.worst, self.remembered, 1.0, rules)
        if scandal > 0.0:
            self.worst = min(self.worst, max(0.0, self.remembered - rules.scandal_memory * scandal))
        self.felt = felt_quality(self.remembered, self.worst, rules)
        self.expectation = expectation_after(self.expectation, self.felt, self.model.firm.talk, rules)
        self.may_leave = churn_share(self.felt, self.expectation, self.model.programme.rivals_offer, rules)

    def meets(self, encounter: float) -> None:
        """The latest encounter moves the mean, and may be the worst. encounter : quality, [0, 1]"""
        rules = self.model.rules.customers
        self.remembered = mean_after(self.remembered, encounter, rules)
        self.worst = worst_after(self.worst, self.remembered, encounter, rules)
