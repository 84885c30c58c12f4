"""Sponsors: the chief, the board, the other heads and finance judge a change, support it or give it up."""

from __future__ import annotations

from sim.compiled import in_python
from sim.mechanisms import enactment, leadership, neighbours, sponsorship
from sim.model.department import mean_inside
from sim.model.firm import Firm
from sim.model.surroundings import Surroundings

raised, malleability_of = in_python(enactment.raised), in_python(leadership.malleability_of)
is_overtaken = in_python(neighbours.is_overtaken)
progress_seen, sponsor_after = in_python(sponsorship.progress_seen), in_python(sponsorship.sponsor_after)
board_after = in_python(sponsorship.board_after)
perceived_return, is_vetoed = in_python(sponsorship.perceived_return), in_python(sponsorship.is_vetoed)


class Sponsors:
    """The people on whom the programme depends."""

    def __init__(self, model: Surroundings, firm: Firm) -> None:
        self.model, self.firm, self.units = model, firm, firm.units

    @property
    def malleability(self) -> float:
        """Mean of humility, patience and perseverance at the top."""
        disposition = self.model.disposition
        return malleability_of(disposition["humility"], disposition["patience"], disposition["perseverance"])

    @property
    def pay_for_a_programme(self) -> bool:
        """Whether a programme still runs and was not given up."""
        return self.model.week < self.model.plan.programme_end and not self.firm.has_abandoned

    @property
    def judge_results(self) -> bool:
        """Whether sponsors already ask for results."""
        return self.pay_for_a_programme and self.model.week >= self.model.plan.trial_weeks

    @property
    def ripe(self) -> float:
        """Elapsed share of the time granted for results; None if nothing was promised."""
        plan, passed = self.model.plan, self.model.week + 1 - self.model.plan.trial_weeks
        if plan.programme_end == 0:
            return 0.0
        return min(1.0, max(0.0, passed / max(1, plan.expected_weeks - plan.trial_weeks)))

    @property
    def metrics(self) -> float:
        """How far the firm answers for what customers feel."""
        return mean_inside(self.units, (unit.levers["metrics"] for unit in self.units))

    @property
    def commitment_of_heads(self) -> float:
        """Mean over the other heads inside the firm, by influence; the chief's own where there is no other."""
        amount, weight = 0.0, 0.0
        for unit in self.units:
            if unit.is_internal and not unit.head.is_chief:
                amount += unit.influence * unit.head.commitment
                weight += unit.influence
        return amount / weight if weight > 0.0 else self.model.chief.commitment

    def step(self) -> None:
        """Sponsors compare what they see with what they expected, and hold on, rally, or give up."""
        firm = self.firm
        self.look()
        if self.model.programme.successor is not None:
            self.model.chief.takes_over(self.model.programme.successor)
        if firm.overtaken is None and is_overtaken(firm.customers, firm.felt, firm.offered, self.model.rules.neighbours):
            firm.overtaken = self.model.week + 1
            if self.pay_for_a_programme:
                self.give_up()
        elif firm.has_abandoned:
            firm.vigour *= 1.0 - self.model.rules.sponsorship.winding_down
        elif self.judge_results:
            self.judge()
        firm.walk = self.model.chief.commitment

    def look(self) -> None:
        """The chief judges progress, the board money."""
        firm, plan, rules = self.firm, self.model.plan, self.model.rules.sponsorship
        firm.seen = progress_seen(firm.reported, firm.felt_gain, firm.score - firm.score_at_start, self.metrics, rules)
        firm.expected = plan.expected_progress * self.ripe
        growth = (firm.revenue / plan.revenue - 1.0) / plan.promised_growth
        patience = raised(self.model.disposition["board_patience"], float(self.model.plan.board_briefed[self.model.week]))
        firm.board_lost = board_after(firm.board_lost, growth, self.ripe, patience, rules)

    def judge(self) -> None:
        """The chief rallies or loses heart; finance reviews now and then; a programme without support is given up."""
        firm, chief, week = self.firm, self.model.chief, self.model.week
        chief.commitment = self.holds_on()
        if (week + 1) % self.model.plan.review_every == 0 and self.finance_objects():
            firm.vetoed = week + 1
        if firm.vetoed is not None or chief.commitment < self.model.rules.sponsorship.abandons:
            self.give_up()

    def holds_on(self) -> float:
        """The chief's commitment once results are judged."""
        firm, disposition = self.firm, self.model.disposition
        return sponsor_after(
            self.model.chief.commitment, firm.seen, firm.expected, disposition["patience"], disposition["perseverance"], firm.board_lost,
            self.model.rules.sponsorship,
        )  # fmt: skip

    def finance_objects(self) -> bool:
        """Whether finance's power and doubt outweigh the heads and the chief who support the programme."""
        firm, rules = self.firm, self.model.rules.sponsorship
        benefit = mean_inside(self.units, (unit.levers["benefit"] for unit in self.units))
        returns = perceived_return(benefit, firm.proof, firm.felt_gain, self.metrics, rules)
        power = self.model.disposition["finance_power"]
        return is_vetoed(power, returns, self.commitment_of_heads, self.model.chief.commitment, rules)

    def give_up(self) -> None:
        """The programme ends, and people believe the next one less."""
        self.firm.abandoned = self.model.week + 1
        for unit in self.units:
            for person in unit.people:
                person.cynicism = raised(person.cynicism, self.model.rules.fatigue.after_abandonment)
