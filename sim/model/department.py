"""Departments, inside and outside the firm: they receive resources, tire, settle norms, treat people well or badly, and deliver."""

from __future__ import annotations

from collections.abc import Iterable

from sim.compiled import in_python
from sim.mechanisms import enactment, fatigue, metrics, norms, reporting, service
from sim.model.agent import Agent
from sim.model.arithmetic import total
from sim.model.behaviour import KnownBehaviour
from sim.model.employee import Employee
from sim.model.leader import Leader
from sim.model.surroundings import Surroundings
from sim.schema.levers import FOUNDATION, LEVER_NAMES, UNIT_DISPOSITIONS

given_share, lever_in_force = in_python(enactment.given_share), in_python(enactment.lever_in_force)
raised, regulated = in_python(enactment.raised), in_python(enactment.regulated)
carried_out, sense_after = in_python(enactment.carried_out), in_python(enactment.sense_after)
fatigue_after, attended_share = in_python(fatigue.fatigue_after), in_python(fatigue.attended_share)
norm_after = in_python(norms.norm_after)
experience_after = in_python(service.experience_after)
delivery_of, internal_score = in_python(service.delivery_of), in_python(service.internal_score)
experience_lost = in_python(service.experience_lost)
by_condition, metric_value, answered_for = in_python(metrics.by_condition), in_python(metrics.metric_value), in_python(metrics.answered_for)
heart_in, reported_of = in_python(service.heart_in), in_python(reporting.reported_of)
demand_of, ceremony_after = in_python(reporting.demand_of), in_python(reporting.ceremony_after)

RESOURCES = ("people", "time", "capital")


class Department(Agent):
    """A unit of the organisation, or one outside it: a supplier, distributor or partner.

    levers : conditions of work this week by name, mean over its people, [0, 1]
    norm : what one does here, by name of behaviour, [0, 1]; practising : how many do it, by name
    fatigue, experience (how people are treated), delivery, score (internal metrics), given (share of promised resources) : [0, 1]
    attended : share of the work of change that people attend to; opinion : mean interest of its people last week
    sense : how far what was introduced has been understood, [0, 1]
    mended : ease that audits have added, [0, 1]; heart : how well what is practised is done, [0, 1]
    asked : how far a derailing behaviour pays here, by name; metrics : those that the department keeps; answered : what it answers for
    derailed, adopted : share of derailing and of aligned practice, by weight for customers; ceremony : share of what is not practised that
    is reported; reported : adoption as reported; all [0, 1]
    """

    def __init__(self, model: Surroundings, row: int) -> None:
        super().__init__(model, row)
        organisation, world = model.organisation, model.world
        self.name, self.title = organisation.unit_ids[row], organisation.unit_titles[row]
        self.size = int(world.unit_size[row])
        self.is_internal = bool(world.is_internal[row])
        self.contact, self.influence = float(world.contact[row]), float(world.influence[row])
        self.threshold = float(world.unit_threshold[row]) + float(model.plan.threshold_shift[0])
        self.at_start = {name: float(model.plan.unit[place, row, 0]) for place, name in enumerate(UNIT_DISPOSITIONS)}
        self.behaviours: list[KnownBehaviour] = [b for b in model.behaviours if model.plan.behaviours.applies[row, b.row]]
        self.strata: list[Stratum] = []
        self.people: tuple[Employee, ...] = ()
        self.levers = dict.fromkeys(LEVER_NAMES, 0.0)
        self.norm = {b.name: 0.0 for b in model.behaviours}
        self.practising = {b.name: 0 for b in model.behaviours}
        self.fatigue, self.mended, self.given, self.opinion, self.attended = 0.0, 0.0, 0.0, 0.0, 1.0
        self.pay_at_start, self.adopted, self.derailed, self.answered = 0.0, 0.0, 0.0, 0.0
        self.asked = {b.name: float(model.plan.asked[row, b.row]) for b in model.behaviours}
        self.metrics = [KeptMetric(model, self, pair) for pair, unit in enumerate(model.plan.metrics.unit) if unit == row]
        self.experience, self.delivery, self.score, self.sense = 0.0, 0.0, 0.0, 1.0
        self.heart, self.ceremony, self.reported = heart_in(self.at_start["interest"], self.at_start["capacity"]), 0.0, 0.0

    def begins(self, people: tuple[Employee, ...], head: Leader) -> None:
        """At the start, norms are what is practised and experience is what care there is."""
        self.people, self.head = people, head
        if self.model.organisation.stance is not None:
            means = (total(getattr(person, name) for person in people) / self.size for name in ("interest", "capacity"))
            self.heart = heart_in(*means)
        for stratum in self.strata:
            stratum.levers = dict(stratum.standing)
        self._averages_levers()
        self.counts_practice()
        self.shares_opinion()
        self.experience, self.pay_at_start = self.levers["employee_experience"], self.levers["incentives"]
        self.norm = {name: count / self.size for name, count in self.practising.items()}

    @property
    def resources(self) -> float:
        """How far there are hands, time and money, mean over its people."""
        return (self.levers["people"] + self.levers["time"] + self.levers["capital"]) / 3.0

    def share(self, behaviour: KnownBehaviour) -> float:
        """Share of its people who practise a behaviour."""
        return self.practising[behaviour.name] / self.size

    def receives_resources(self) -> None:
        """Leaders give what they promised as far as they walk and customers pay for it; a budget cut takes its part."""
        chief, p = self.model.chief, self.model.rules.enactment
        funded = given_share(chief.commitment, self.head.commitment, self.model.firm.customers, p)
        self.given = funded * (1.0 - self.model.programme.cut)

    def makes_sense(self) -> None:
        """Measures introduced before people see why lack a foundation and gain it only slowly."""
        introduced = self.model.programme.introduced_in(self.row)
        self.sense = sense_after(self.sense, introduced, self.opinion, self.attended, self.model.rules.enactment)

    def sets_levers(self) -> None:
        """Context and programme make the conditions of this week."""
        for stratum in self.strata:
            stratum.sets_levers()
        self._averages_levers()

    def tires(self) -> None:
        """People attend to the load of change within the slack that their time leaves, and tire beyond it, more where few see why."""
        programme = self.model.programme
        load = programme.load_of(self.row) * self.model.firm.vigour
        time, rules = self.levers["time"], self.model.rules.fatigue
        self.attended = attended_share(load, programme.attention, time, self.fatigue, self.opinion, rules)
        self.fatigue = fatigue_after(self.fatigue, load, programme.attention, time, self.opinion, rules)

    def step(self) -> None:
        """After its people's week a department knows what they do and think; norms and experience follow."""
        self.counts_practice()
        self.shares_opinion()
        self.takes_to_heart()
        self.treats_people()
        self.settles_norms()

    def counts_practice(self) -> None:
        """How many do what."""
        self.practising = {name: sum(person.practice[name] for person in self.people) for name in self.practising}

    def shares_opinion(self) -> None:
        """People know how far their colleagues see why."""
        self.opinion = total(person.interest for person in self.people) / self.size

    def takes_to_heart(self) -> None:
        """What is practised is done as well as those who practise see why and are able; as before where none of them practises."""
        practised = total(person.practised_before for person in self.people)
        if practised > 0.0:
            self.heart = total(person.practised_before * person.heart for person in self.people) / practised

    def treats_people(self) -> None:
        """How people are treated becomes what they expect."""
        levers = self.levers
        self.experience = experience_after(
            self.experience, levers["employee_experience"], levers["climate"], levers["policies"], levers["autonomy"], levers["tools"],
            levers["coordination"], self.fatigue, self.model.rules.service,
        )  # fmt: skip

    def settles_norms(self) -> None:
        """Prevailing practice becomes the norm."""
        rituals, selection, p = self.levers["rituals"], self.levers["selection"], self.model.rules.norms
        self.norm = {
            b.name: norm_after(self.norm[b.name], self.share(b), rituals, selection, self.opinion, p) for b in self.model.behaviours
        }

    def delivers(self, carried: dict[str, float]) -> None:
        """Quality that customers receive from the department, and its internal score.

        carried : how far each behaviour is carried by as many units as it needs, by name
        """
        aligned = _mean((b.weight, min(self.share(b), carried[b.name])) for b in self.behaviours if b.is_aligned)
        derailing = _mean((b.weight, self.share(b)) for b in self.behaviours if not b.is_aligned)
        self.adopted = _mean((b.weight, self.share(b)) for b in self.behaviours if b.is_aligned)
        tools, policies, p = self.levers["tools"], self.levers["policies"], self.model.rules.service
        self.delivery = delivery_of(aligned, self.heart, derailing, self.experience, tools, policies, self.fatigue, p)
        self.derailed = derailing
        self.score = internal_score(aligned, derailing, tools, p)
        if self.metrics:
            self.score = total(metric.weight * metric.measures() for metric in self.metrics)

    def answers(self) -> None:
        """It answers for its own score, or for what customers feel."""
        self.answered = answered_for(self.score, self.model.firm.felt, self.levers["metrics"])

    @property
    def wears_out(self) -> float:
        """How much worse its people are treated because hand-offs do not work."""
        return experience_lost(self.levers["coordination"], self.fatigue)

    @property
    def ease(self) -> float:
        """How easy tools and policies make work, and dealing with the department."""
        return 0.5 * (self.levers["tools"] + self.levers["policies"])

    def becomes_ceremonial(self, is_sponsored: bool) -> None:
        """Where the change is demanded, and neither understood nor checked with customers, reports run ahead of practice."""
        firm, levers = self.model.firm, self.levers
        demand = demand_of(firm.talk, self.model.disposition["talk"], levers["incentives"], self.pay_at_start)
        vigour = firm.vigour if is_sponsored else 0.0
        self.ceremony = ceremony_after(self.ceremony, demand, self.opinion, levers["metrics"], vigour, self.model.rules.reporting)

    def reports(self) -> float:
        """The department says how far it has come; returns the people, by weight of the behaviours, for whom it speaks."""
        aligned = [b for b in self.behaviours if b.is_aligned]
        self.reported = reported_of(self.adopted, self.ceremony) if aligned else 0.0
        return total(b.weight for b in aligned) * self.size if self.is_internal else 0.0

    def recipients_fare(self, voice: list[float]) -> float:
        """How recipients of its work fare, as an audit weighs customers, partners, employees and finance; low is bad."""
        for_customers = self.contact * self.delivery + 1.0 - self.contact
        fares = voice[0] * for_customers + voice[1] * self.levers["coordination"]
        return fares + (voice[2] * self.experience + voice[3] * self.levers["tools"])

    def is_mended(self, share: float, voice: list[float]) -> tuple[float, ...]:
        """An audit takes away part of what makes work hard; returns what customers, partners, employees and finance gain."""
        after = raised(self.mended, share)
        eased, self.mended = after - self.mended, after
        return (
            eased * voice[0] * self.contact * (1.0 - self.delivery),
            eased * voice[1] * (1.0 - self.levers["coordination"]),
            eased * voice[2] * (1.0 - self.experience),
            eased * voice[3] * (1.0 - self.levers["tools"]),
        )

    def _averages_levers(self) -> None:
        self.levers = {name: total(stratum.share * stratum.levers[name] for stratum in self.strata) for name in LEVER_NAMES}


class KeptMetric:
    """A tactical metric that a department keeps of itself.

    weight : in the department's score; value : score, [0, 1]
    """

    def __init__(self, model: Surroundings, department: Department, pair: int) -> None:
        metrics, self.department, self.pair, self.value = model.plan.metrics, department, pair, 0.0
        row = int(metrics.metric[pair])
        self.weight, self.base = float(metrics.weight[pair]), float(metrics.base[row])
        self.by_lever = {name: gain for name, gain in zip(LEVER_NAMES, metrics.by_lever[row].tolist(), strict=True) if gain != 0.0}
        gains = metrics.by_practice[row].tolist()
        self.by_practice = [(b, gains[b.row]) for b in model.behaviours if gains[b.row] != 0.0]

    def measures(self) -> float:
        """The metric's value this week."""
        conditions = total(by_condition(gain, self.department.levers[name]) for name, gain in self.by_lever.items())
        practice = total(gain * self.department.share(b) for b, gain in self.by_practice)
        self.value = metric_value(self.base, conditions, practice)
        return self.value


class Stratum:
    """Employees of a department whom the same interventions reach; they share levers."""

    def __init__(self, model: Surroundings, row: int, department: Department) -> None:
        self.model, self.row, self.department = model, row, department
        self.share = float(model.plan.share_of_stratum[row])
        self.floor: list[float] = model.plan.floor[:, 0].tolist()
        self.standing = self._held(model.plan.standing[row].tolist())
        self.levers = dict(self.standing)
        department.strata.append(self)

    def sets_levers(self) -> None:
        """Each lever lies between context and plan, depending on vigour and resources."""
        planned = self._held(self.model.plan.planned[self.model.week, self.row].tolist())
        self.levers = {name: self._in_force(name, lever) for name, lever in planned.items()}

    def _held(self, levers: list[float]) -> dict[str, float]:
        """Levers by name, none under what a repair holds it at."""
        return {name: max(lever, floor) for name, lever, floor in zip(LEVER_NAMES, levers, self.floor, strict=True)}

    def enacted_share(self, lever: str) -> float:
        """How much of a programme takes effect: resources as leaders release them, the foundation at once, the rest as it makes sense."""
        if lever in RESOURCES:
            return self.department.given
        return 1.0 if lever in FOUNDATION else carried_out(self.department.sense, self.model.rules.enactment)

    def _in_force(self, name: str, planned: float) -> float:
        firm, department = self.model.firm, self.department
        vigour = firm.vigour * (1.0 if name in RESOURCES else department.attended) * self.enacted_share(name)
        lever = lever_in_force(self.standing[name], planned, vigour)
        if self.model.programme.waits_for_proof:
            lever = raised(lever, vigour * firm.proof * self.model.programme.raise_on_proof(self.row, name))
        if name == "benefit" and department.is_internal:
            return raised(lever, firm.champions)
        if name == "tools":
            return raised(lever, department.mended)
        if name == "policies":
            return regulated(lever, firm.trust, self.model.rules.enactment)
        return lever


def _mean(weighted: Iterable[tuple[float, float]]) -> float:
    amount, weights = 0.0, 0.0
    for weight, share in weighted:
        amount += weight * share
        weights += weight
    return amount / weights if weights > 0.0 else 0.0


def mean_inside(departments: Iterable[Department], values: Iterable[float]) -> float:
    """Mean over the people inside the firm of what holds for their departments."""
    amount, people = 0.0, 0.0
    for department, value in zip(departments, values, strict=True):
        if department.is_internal:
            amount += department.size * value
            people += department.size
    return amount / people
