"""The firm as a whole: communication, test-beds, adoption, trust and revenue."""

from __future__ import annotations

from collections.abc import Sequence

from sim.compiled import in_python
from sim.engine.chances import chances_of_an_idea, disturbance_of_week, quality_of_first_idea
from sim.engine.market import SILO_COSTS
from sim.mechanisms import customers, disturbance, enactment, neighbours, results, silos, test_bed, turnover
from sim.model.arithmetic import total
from sim.model.behaviour import KnownBehaviour
from sim.model.customer import Customer, CustomerSegment
from sim.model.department import Department, mean_inside
from sim.model.surroundings import Surroundings

raised, involvement = in_python(enactment.raised), in_python(enactment.involvement)
first_idea, idea_after = in_python(test_bed.first_idea), in_python(test_bed.idea_after)
fit_after, proof_of = in_python(test_bed.fit_after), in_python(test_bed.proof_of)
trust_after = in_python(customers.trust_after)
disturbance_after = in_python(disturbance.disturbance_after)
earnings_of, return_on, cost_of_orders = in_python(results.earnings_of), in_python(results.return_on), in_python(results.cost_of_orders)
rivals_offer, quit_share = in_python(customers.rivals_offer), in_python(turnover.quit_share)
regard_after, cost_of_mistrust = in_python(neighbours.regard_after), in_python(neighbours.cost_of_mistrust)
done_again, thrown_away, kept_waiting = in_python(silos.done_again), in_python(silos.thrown_away), in_python(silos.kept_waiting)
cost_of_leaving, time_explaining = in_python(silos.cost_of_leaving), in_python(silos.time_explaining)


class Firm:
    """State of the firm as a whole; shares in [0, 1] unless noted.

    vigour : of the programme; talk, walk : words of leaders, commitment of the chief; champions : counterparts won over
    reported : adoption as departments report it; disturbance : of the times, on the scale of thresholds
    idea, fit, proof : of a test-bed: what it can reach, has reached, and has shown
    board_lost : patience the board has lost; customers : relative to the start
    regard : of communities; offered : quality of the best rival; carried : how far departments carry each behaviour together, by name
    revenue, earnings, value, spent, mistrust : thousand euro, the first two a week and the others to date; returned : value for what was
    spent; silos : what they cost to date, by name of SILO_COSTS; audits : what audits brought to customers, partners, employees, finance
    abandoned, vetoed, overtaken : week, none while it has not come
    """

    def __init__(self, model: Surroundings, units: Sequence[Department]) -> None:
        self.model, self.units = model, units
        self.segments: Sequence[CustomerSegment] = ()
        self.panel: Sequence[Customer] = ()
        self.vigour, self.talk, self.walk = 1.0, model.disposition["talk"], model.disposition["commitment"]
        self.champions, self.fit, self.proof, self.board_lost = 0.0, 0.0, 0.0, 0.0
        self.idea = first_idea(quality_of_first_idea(model.seed), model.rules.test_bed)
        self.trust, self.customers, self.revenue = model.disposition["trust"], 1.0, model.plan.revenue
        self.value, self.spent, self.seen, self.expected = 0.0, 0.0, 0.0, 0.0
        self.reported, self.disturbance = 0.0, 0.0
        self.adoption, self.derailing, self.score, self.score_at_start = 0.0, 0.0, 0.0, 0.0
        self.felt, self.felt_at_start, self.expectation = 0.0, 0.0, 0.0
        self.word_of_mouth, self.churn, self.mistrust, self.returned = 0.0, 0.0, 0.0, 0.0
        self.regard, self.regard_at_start, self.earnings, self.earnings_at_start = 0.0, 0.0, 0.0, 0.0
        self.offered = rivals_offer(model.disposition["rival_strength"], model.rules.customers)
        self.carried = {b.name: 1.0 for b in model.behaviours}
        self.silos, self.audits = dict.fromkeys(SILO_COSTS, 0.0), [0.0] * 4
        self.abandoned: int | None = None
        self.vetoed: int | None = None
        self.overtaken: int | None = None

    def begins(self, segments: Sequence[CustomerSegment], panel: Sequence[Customer]) -> None:
        """Nothing has yet changed, so nothing has yet been gained."""
        self.segments, self.panel = segments, panel
        self.score = self.score_at_start = mean_inside(self.units, (unit.score for unit in self.units))
        self.felt = total(segment.share * segment.felt for segment in self.segments)
        self.felt_at_start = self.expectation = self.felt
        self.answers()
        self.regard = self.regard_at_start = 0.5 * (self.trust + self.treatment)
        self.earnings = self.earnings_at_start = self.earns(self._paid(self.silos_cost()), self.mistrusted, 0.0)

    @property
    def treatment(self) -> float:
        """How the firm's people are treated, mean over those inside."""
        return mean_inside(self.units, (unit.experience for unit in self.units))

    @property
    def mistrusted(self) -> float:
        """What the rules of regulators who mistrust the firm cost this week, thousand euro."""
        return cost_of_mistrust(self.revenue, self.trust, self.model.rules.enactment.distrust, self.model.rules.neighbours)

    @property
    def malleability(self) -> float:
        """How ready the top is to learn."""
        return self.model.sponsors.malleability

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
        """A test-bed revises its idea and learns; on key accounts it alarms the heads of the units that serve them."""
        plan, rules = self.model.plan, self.model.rules.test_bed
        if plan.test_bed_segment < 0:
            return
        running = self.model.programme.iterates * self.vigour
        heads, committed = self.model.sponsors.commitment_of_heads, self.model.programme.committed * self.vigour
        self.idea = idea_after(self.idea, heads, running, committed, *chances_of_an_idea(self.model.seed, self.model.week + 1), rules)
        self.fit = fit_after(self.fit, self.idea, plan.test_bed_learning, heads, running, rules)
        self.proof = proof_of(self.fit, rules)
        for unit in self.units if plan.test_bed_alarms else ():
            if unit.is_internal and unit.contact >= 0.5 and not unit.head.is_chief:
                unit.head.commitment *= 1.0 - rules.alarm * running

    def serves(self) -> None:
        """Departments deliver; practice weighted by importance for customers is adoption."""
        self.carried = {b.name: self.carries(b) for b in self.model.behaviours}
        for unit in self.units:
            unit.delivers(self.carried)
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
        rules = self.model.rules
        for customer in self.panel:
            customer.is_cared_for()
        for segment in self.segments:
            segment.travels()
            segment.gains_and_remembers()
        self.offered = rivals_offer(self.model.programme.rivals, rules.customers)
        for customer in self.panel:
            customer.step()
        for segment in self.segments:
            segment.adds_up()
        self.felt = total(segment.share * segment.felt for segment in self.segments)
        self.customers = total(segment.share * segment.customers for segment in self.segments)
        self.expectation = total(customer.expectation for customer in self.panel) / len(self.panel)
        self.churn = total(segment.share * segment.churn for segment in self.segments)
        self.word_of_mouth = total(segment.share * segment.word_of_mouth for segment in self.segments)
        self.is_trusted()
        self.regard = regard_after(self.regard, self.trust, self.treatment, self.model.programme.scandal, rules.neighbours)

    def is_trusted(self) -> None:
        """Trust follows how customers, and the firm's own people, are treated; a scandal breaks it."""
        rules, scandal = self.model.rules.customers, self.model.programme.scandal
        free = mean_inside(self.units, (unit.levers["policies"] for unit in self.units))
        treated = mean_inside(self.units, (unit.experience for unit in self.units))
        self.trust = trust_after(self.trust, self.felt, free, treated, rules) * (1.0 - rules.scandal_trust * scandal)

    def counts_results(self) -> None:
        """Money follows, late; the programme costs as long as it runs."""
        for segment in self.segments:
            segment.buys()
        self.revenue = total(segment.revenue for segment in self.segments)
        for segment in self.segments:
            segment.misses_some()
        week_costs = self.silos_cost()
        cost, mistrust = self.model.programme.spend * self.vigour, self.mistrusted
        self.earnings = self.earns(self._paid(week_costs), mistrust, cost)
        self.spent += cost
        self.mistrust += mistrust
        self.value += self.earnings - self.earnings_at_start
        self.returned = return_on(self.value, self.spent)
        self.silos = {name: before + week_costs[name] for name, before in self.silos.items()}
        self.score = mean_inside(self.units, (unit.score for unit in self.units))
        self.answers()

    def answers(self) -> None:
        """Departments answer for their scores, or for what customers feel."""
        for unit in self.units:
            unit.answers()

    def earns(self, silos: float, mistrust: float, programme: float) -> float:
        """Earnings of the week, after what silos, mistrust and the programme cost, all in thousand euro."""
        return earnings_of(self.revenue, silos, mistrust, programme, self.model.rules.results)

    def silos_cost(self) -> dict[str, float]:
        """What silos cost this week, by name of SILO_COSTS; thousand euro, or hours."""
        rules, segments = self.model.rules, self.segments
        p, margin = rules.silos, rules.results.margin
        inside = [unit for unit in self.units if unit.is_internal]
        people = total(float(unit.size) for unit in inside)
        orders = [(s.missing, s.revenue, cost_of_orders(s.revenue, rules.results)) for s in segments]
        hours = [len(s.panel) * s.customers * time_explaining(s.missing, s.contact, p) for s in segments]
        each = [s.revenue / s.customers if s.customers > 0.0 else 0.0 for s in segments]
        return {
            "silo_rework": total(done_again(missing, work, p) for missing, _, work in orders),
            "silo_delay": total(kept_waiting(missing, revenue, p) for missing, revenue, _ in orders),
            "silo_scrap": total(thrown_away(missing, work, p) for missing, _, work in orders),
            "silo_morale": total(self._leaving_costs(unit) for unit in inside),
            "silo_churn": total(margin * spent * s.silo_churned for spent, s in zip(each, segments, strict=True)),
            "silo_opportunities": total(margin * spent * s.silo_missed for spent, s in zip(each, segments, strict=True)),
            "silo_hours": total(done_again(s.missing, s.share * s.customers * people * silos.WORKING_HOURS, p) for s in segments),
            "customers_silo_cost": total(spent * p.customers_hour for spent in hours),
            "customers_silo_hours": total(hours),
        }

    def _leaving_costs(self, unit: Department) -> float:
        p, climate = self.model.rules.turnover, unit.levers["climate"]
        leaving = quit_share(climate, unit.experience, unit.fatigue, p)
        leaving_without = quit_share(climate, unit.experience + unit.wears_out, unit.fatigue, p)
        return cost_of_leaving(float(unit.size), leaving, leaving_without, self.model.rules.silos)

    @staticmethod
    def _paid(week_costs: dict[str, float]) -> float:
        """What silos cost earnings; customers who are missing are missing in revenue."""
        return total(week_costs[name] for name in SILO_COSTS[:4])

    def audits_bring(self, gains: Sequence[float]) -> None:
        """What an audit brought to customers, partners, employees and finance."""
        self.audits = [before + gain for before, gain in zip(self.audits, gains, strict=True)]

    def _practised(self, is_aligned: bool) -> float:
        done, possible = 0.0, 0.0
        for unit in self.units:
            for b in unit.behaviours if unit.is_internal else ():
                if b.is_aligned == is_aligned:
                    people = b.weight * unit.size
                    done += people * unit.share(b)
                    possible += people
        return done / possible if possible > 0.0 else 0.0
