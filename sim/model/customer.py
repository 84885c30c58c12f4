"""Customers: a panel of each segment that meets journeys, remembers, expects, and may leave."""

from __future__ import annotations

from collections.abc import Sequence

from sim.compiled import in_python
from sim.engine.chances import address_at, chances_of_encounter
from sim.engine.initialisation import HARD_LUCK
from sim.mechanisms import accounts, customers, gain, neighbours, results, service, silos, test_bed
from sim.model.agent import Agent
from sim.model.arithmetic import total
from sim.model.department import Department
from sim.model.employee import Employee
from sim.model.surroundings import Surroundings
from sim.planning.arrays import GAINS

mean_after, worst_after = in_python(customers.mean_after), in_python(customers.worst_after)
felt_quality, expectation_after = in_python(customers.felt_quality), in_python(customers.expectation_after)
churn_share, recommendations = in_python(customers.churn_share), in_python(customers.recommendations)
effort_of, mean_moved, recommending = in_python(customers.effort_of), in_python(customers.mean_moved), in_python(customers.recommending)
trust_lost, quality_lost = in_python(customers.trust_lost), in_python(service.quality_lost)
gain_after, served_strategically = in_python(gain.gain_after), in_python(gain.served_strategically)
bought_more, bought_for_service = in_python(gain.bought_more), in_python(results.bought_for_service)
felt_in_the_books, within_reach = in_python(results.felt_in_the_books), in_python(results.within_reach)
revenue_of, spoken_of, missed_after = in_python(results.revenue_of), in_python(neighbours.spoken_of), in_python(silos.missed_after)
bond_after, for_the_own = in_python(accounts.bond_after), in_python(accounts.for_the_own)
journey_quality, felt_in_the_trial = in_python(service.journey_quality), in_python(test_bed.felt_in_the_trial)


class CustomerSegment:
    """Customers who take the same journey.

    quality : of this week's journey; felt : mean over the panel; customers : as a share of those at the start
    journey : weight of each department that customers meet, in the order of departments
    missing : coordination that the journey lacks; effort : that it takes; gains : what customers have gained, by name, [0, 1]
    lagged : felt quality as far as it has reached revenue; revenue : thousand euro a week; share_of_spend : [0, 1]
    churn, word_of_mouth : customers who leave and come a week, relative; silo_lost : quality that silos take; silo_churned, silo_missed :
    customers whom the firm would have without silos, relative to the start
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
        self.looks_at_journey()
        self.silo_lost, self.gains = self.lost, dict(zip(GAINS, self.served, strict=True))
        self.gain_at_start = self.mean_gain
        self.lagged = self.felt_at_start = self.felt
        self.share_of_spend, self.revenue = float(plan.share_of_spend[row]), plan.revenue * self.share
        self.recommendation = recommending(self.felt, model.disposition["trust"])
        self.churn, self.word_of_mouth, self.silo_churned, self.silo_missed = 0.0, 0.0, 0.0, 0.0

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

    def looks_at_journey(self) -> None:
        """What the journey lacks of coordination, its effort, the quality that silos take, and how far strategic service reaches."""
        met, rules = [(weight, unit) for weight, unit in zip(self.journey, self.units, strict=True) if weight > 0.0], self.model.rules
        self.missing = 1.0 - total(weight * unit.levers["coordination"] for weight, unit in met)
        derailing, ease = total(weight * unit.derailed for weight, unit in met), total(weight * unit.ease for weight, unit in met)
        self.effort = effort_of(self.missing, derailing, ease, rules.customers)
        self.lost = quality_lost(self.missing, total(weight * unit.wears_out for weight, unit in met), rules.service)
        self.served = [self._served(met, place) for place in range(len(GAINS))]

    def _served(self, met: Sequence[tuple[float, Department]], place: int) -> float:
        """How far strategic service reaches customers for one of the gains."""
        carried = self.model.firm.carried
        return total(
            weight * b.improves[place] * min(unit.share(b), carried[b.name])
            for weight, unit in met
            for b in unit.behaviours
            if weight * b.improves[place] > 0.0
        )

    @property
    def mean_gain(self) -> float:
        """Mean of the three gains."""
        first, second, third = self.gains.values()
        return (first + second + third) / 3.0

    def gains_and_remembers(self) -> None:
        """Customers' own business follows strategic service; what silos take is felt as memory fades."""
        self.looks_at_journey()
        firm, rules = self.model.firm, self.model.rules
        served = self.served
        if self.is_test_bed:
            running = self.model.programme.iterates * firm.vigour
            served = [served_strategically(practised, firm.fit, running) for practised in served]
        self.gains = {name: gain_after(self.gains[name], one, rules.gain) for name, one in zip(GAINS, served, strict=True)}
        self.silo_lost = mean_moved(self.silo_lost, self.lost, self.contact * rules.customers.learns)

    def buys(self) -> None:
        """What customers spend follows what they feel and have gained."""
        plan, rules = self.model.plan, self.model.rules
        self.lagged = felt_in_the_books(self.lagged, self.felt, rules.results)
        bought = bought_for_service(self.lagged, self.felt_at_start, plan.elasticity)
        at_start = float(plan.share_of_spend[self.row])
        bought = within_reach(bought_more(bought, self.mean_gain, self.gain_at_start, rules.gain), at_start)
        self.share_of_spend = at_start * bought
        self.revenue = revenue_of(plan.revenue * self.share, self.customers, bought)
        self.recommendation = recommending(self.felt, self.model.firm.trust)

    def misses_some(self) -> None:
        """Customers whom a firm without silos would have kept or won."""
        now, lost, trust, offered = self.felt, self.silo_lost, self.model.firm.trust, self.model.firm.offered
        p = self.model.rules.customers
        staying = churn_share(now, now, offered, p) - churn_share(now + lost, now + lost, offered, p)
        coming = recommendations(now + lost, trust + trust_lost(lost, p), p) - recommendations(now, trust, p)
        growth = max(0.0, 1.0 - self.churn + self.word_of_mouth + staying + coming)
        self.silo_churned = missed_after(self.silo_churned, growth, self.customers * staying)
        self.silo_missed = missed_after(self.silo_missed, growth, self.customers * coming)

    @property
    def known(self) -> float:
        """How well customers are known to their owners, mean over the panel."""
        return total(customer.bond for customer in self.panel) / float(len(self.panel))

    @property
    def mean(self) -> float:
        """The mean experience that is remembered, over the panel."""
        return total(customer.remembered for customer in self.panel) / float(len(self.panel))

    def adds_up(self) -> None:
        """Some customers leave; others bring or warn new ones."""
        self.felt = total(customer.felt for customer in self.panel) / len(self.panel)
        leaving = total(customer.may_leave for customer in self.panel) / len(self.panel)
        firm, rules = self.model.firm, self.model.rules
        voices = spoken_of(firm.regard, firm.regard_at_start, rules.neighbours)
        coming = recommendations(self.felt, firm.trust, rules.customers) + voices
        self.churn, self.word_of_mouth = leaving, coming
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
    may_leave : the chance that the customer leaves this week; owners : people in whose care the customer is; bond : how well they know
    the customer, cared : quality beyond the journey's own that they give
    """

    def __init__(self, model: Surroundings, row: int, segment: CustomerSegment, owners: Sequence[Employee]) -> None:
        super().__init__(model, row)
        self.owners, self.bond, self.cared = owners, 1.0 if owners else 0.0, 0.0
        self.segment = segment
        segment.panel.append(self)
        self.address = address_at(model.world.customer_low[row], model.world.customer_high[row], model.seed)
        self.remembered, self.worst = segment.quality, segment.worst_at_start
        self.felt = self.expectation = segment.felt
        self.may_leave = 0.0

    def is_cared_for(self) -> None:
        """What the owners know of the customer and do; nothing where there is none."""
        if not self.owners:
            return
        team, p = float(len(self.owners)), self.model.rules.accounts
        gone = total(float(owner.has_left) for owner in self.owners)
        self.bond = bond_after(self.bond, gone / team, p)
        self.cared = for_the_own(self.bond, total(owner.attention for owner in self.owners) / team, p)

    def step(self) -> None:
        """A week of a customer: an encounter or none, what is remembered of it, and what is expected next."""
        rules, scandal = self.model.rules.customers, self.model.programme.scandal
        meets, luck = chances_of_encounter(self.address, self.model.week + 1)
        if meets < self.segment.contact:
            self.meets(min(1.0, max(0.0, self.segment.quality + self.cared + rules.luck * luck)))
        else:
            self.worst = worst_after(self.worst, self.remembered, 1.0, rules)
        if scandal > 0.0:
            self.worst = min(self.worst, max(0.0, self.remembered - rules.scandal_memory * scandal))
        self.felt = felt_quality(self.remembered, self.worst, rules)
        self.expectation = expectation_after(self.expectation, self.felt, self.model.firm.talk, rules)
        self.may_leave = churn_share(self.felt, self.expectation, self.model.firm.offered, rules)

    def meets(self, encounter: float) -> None:
        """The latest encounter moves the mean, and may be the worst. encounter : quality, [0, 1]"""
        rules = self.model.rules.customers
        self.remembered = mean_after(self.remembered, encounter, rules)
        self.worst = worst_after(self.worst, self.remembered, encounter, rules)
