"""Leaders: employees with reports. They commit, gain or lose credibility, and are heard."""

from __future__ import annotations

from sim.compiled import in_python
from sim.mechanisms import enactment, leadership, turnover
from sim.model.employee import Employee
from sim.model.surroundings import Surroundings

commitment_after, credibility_after = in_python(leadership.commitment_after), in_python(leadership.credibility_after)
signal_of, helped = in_python(leadership.signal_of), in_python(leadership.helped)
raised, involvement = in_python(enactment.raised), in_python(enactment.involvement)
newcomer_interest = in_python(turnover.newcomer_interest)

CREDIT_OF_A_NEW_LEADER = 0.5


class Leader(Employee):
    """An employee who leads others.

    commitment : walk, [0, 1]; credibility : [0, 1]; signal : what people take from the leader, [0, 1]
    walk : commitment of the week, even if the leader is replaced in it
    stood, was_believed : commitment and credibility last week, as leaders below look at them
    """

    leads = True

    def __init__(self, model: Surroundings, row: int) -> None:
        super().__init__(model, row)
        self.leader_row = int(model.world.leader_row[row])
        self.is_chief = self.leader_row == model.world.row_chief
        self.boss: Leader | None = None
        self.commitment = model.disposition["commitment"] if self.is_chief else self.department.at_start["leader_commitment"]
        self.commitment = self.stands("commitment", self.commitment)
        self.credibility = self.stands("credibility", model.disposition["credibility"])
        self.speaks()
        self.reframed = 0.0
        self.stood, self.was_believed, self.walk = self.commitment, self.credibility, self.commitment

    def looks_back(self) -> None:
        """Leaders follow their boss's conduct of last week, so the order of leaders does not matter."""
        self.stood, self.was_believed = self.commitment, self.credibility

    def lead(self) -> None:
        """A leader commits, is believed or not, and is heard."""
        support = self.is_supported()
        self.commitment = self.commits(support)
        self.walk = self.commitment
        self.credibility = self.is_believed()
        self.speaks()

    def is_supported(self) -> float:
        """Coaching, reframing and involvement add a share of the commitment that is missing; reframing opens the eyes as well."""
        support, self.reframed = 0.0, 0.0
        firm = self.model.firm
        for deed in self.model.programme.deeds:
            gain = deed.gain_in(self.model.week) * firm.vigour
            if gain == 0.0 or not deed.reaches[self.row]:
                continue
            if deed.kind == "involve":
                gain = involvement(gain, firm.proof, self.model.rules.enactment)
            elif deed.kind == "reframe":
                self.reframed = raised(self.reframed, gain)
            support = raised(support, gain)
        return support

    def commits(self, support: float) -> float:
        """Commitment after this week, [0, 1]. The sponsor of a running programme holds it until results are judged."""
        above, believed = self.follows()
        if self.is_chief and self.model.sponsors.pay_for_a_programme:
            return raised(self.stood, helped(support, above, believed, self.model.rules.leadership))
        levers = self.levers
        return commitment_after(
            self.stood, above, believed, self.interest, 0.5 * (levers["incentives"] + levers["metrics"]), levers["benefit"],
            levers["climate"], self.model.sponsors.malleability, support, self.model.rules.leadership,
        )  # fmt: skip

    def follows(self) -> tuple[float, float]:
        """Commitment above, and how far it is believed: the boss's; the board's patience for the chief; outside, half the chief's."""
        if self.is_chief:
            return 1.0 - self.model.firm.board_lost, 1.0
        if self.boss is None:
            return 0.5 * self.chief.stood, self.chief.was_believed
        return self.boss.stood, self.boss.was_believed

    def is_believed(self) -> float:
        """Credibility after this week, [0, 1]."""
        talk, humility = self.model.firm.talk, self.model.disposition["humility"]
        waiting = self.model.programme.waiting
        return credibility_after(self.was_believed, self.commitment, talk, waiting, humility, self.model.rules.leadership)

    def speaks(self) -> None:
        """People take in acts and words, as far as they believe them."""
        self.signal = signal_of(self.commitment, self.credibility, self.model.firm.talk, self.model.rules.leadership)

    def learns(self) -> None:
        """Leaders learn as other employees do, and see more once they have imagined the rival they would fear."""
        super().learns()
        self.interest = raised(self.interest, self.reframed)

    def is_succeeded(self) -> None:
        """A new leader walks as far as the department's leaders did, further where they are chosen for it, and starts half believed."""
        super().is_succeeded()
        at_start, selection = self.department.at_start["leader_commitment"], self.levers["selection"]
        self.takes_over(newcomer_interest(at_start, selection, self.model.rules.turnover))

    def takes_over(self, commitment: float) -> None:
        """Another person leads from now on."""
        self.commitment, self.credibility = commitment, CREDIT_OF_A_NEW_LEADER
