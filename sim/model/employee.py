"""Employees: they see, hear, decide and learn, form habits, and may leave."""

from __future__ import annotations

from math import isnan

from sim.compiled import in_python
from sim.engine.chances import (
    NOTHING_HAPPENS,
    address_at,
    chance_at_start,
    chances_of_choice,
    chances_of_meetings,
    chances_of_week,
)
from sim.engine.initialisation import HABIT_OF_LONG_STANDING
from sim.mechanisms import capacity, choice, enactment, exposure, fatigue, habit, interest, leadership, service, stage, turnover
from sim.model.agent import Agent
from sim.model.arithmetic import total
from sim.model.behaviour import KnownBehaviour
from sim.model.surroundings import Surroundings, VisibleLeader
from sim.planning.temporary_ties import WHOLE

exposure_of, encountered = in_python(exposure.exposure_of), in_python(exposure.encountered)
signal_heard = in_python(leadership.signal_heard)
pull_of_aligned, pull_of_derailing = in_python(choice.pull_of_aligned), in_python(choice.pull_of_derailing)
hold_on_aligned, is_pulled_enough = in_python(choice.hold_on_aligned), in_python(choice.decides)
interest_after, capacity_after = in_python(interest.interest_after), in_python(capacity.capacity_after)
cynicism_after, habit_after = in_python(fatigue.cynicism_after), in_python(habit.habit_after)
quit_share, raised, stage_of = in_python(turnover.quit_share), in_python(enactment.raised), in_python(stage.stage_of)
heart_in = in_python(service.heart_in)
newcomer_interest, newcomer_threshold = in_python(turnover.newcomer_interest), in_python(turnover.newcomer_threshold)


class Employee(Agent):
    """A member of staff. A subclass may override any one method to try another rule.

    model : the change model; an employee sees of it what `Surroundings` lists
    practice, habit : by name of behaviour; what was done last week (0 or 1), and how automatic it is, [0, 1]
    interest, capacity, cynicism : [0, 1]; threshold : pull needed before practising
    exposure, heard : what was last seen of others, by behaviour, and heard from leaders
    has_left : whether the seat changed hands this week
    """

    leads = False

    def __init__(self, model: Surroundings, row: int) -> None:
        super().__init__(model, row)
        world, plan = model.world, model.plan
        self.name = model.organisation.employee_ids[row]
        self.department = model.units[int(world.unit[row])]
        self.stratum = model.strata[int(plan.stratum[row])]
        self.address = address_at(world.address_low[row], world.address_high[row], model.seed)
        self.openness, self.closure = float(world.openness[row]), float(world.closure[row])
        self.habit_growth = float(world.habit_growth[row])
        self.threshold = float(model.organisation.threshold[row]) + float(plan.threshold_shift[0])
        self.becomes_agent_in, self.stops_being_one_in = int(plan.agent_from[row]), int(plan.agent_until[row])
        self.is_change_agent = False
        self.behaviours = [b for b in self.department.behaviours if self.leads or not b.is_for_leaders]
        self.aligned = [b for b in self.behaviours if b.is_aligned]
        self.listens_to([], [])
        self.exposure = {b.name: 0.0 for b in model.behaviours}
        self.example, self.heard, self.practised_before = 0.0, 0.0, 0.0
        self.chances, self.whims, self.meetings = NOTHING_HAPPENS, list[float](), list[float]()
        self.has_left = False
        self._begins()

    def _begins(self) -> None:
        """Initial state of people, from their department's past."""
        at_start = self.department.at_start
        self.interest, self.capacity, self.cynicism = (self.stands(name, at_start[name]) for name in ("interest", "capacity", "cynicism"))
        practises = self.stands("practice", float("nan"))
        self.practice = {b.name: 0 for b in self.model.behaviours}
        self.habit = {b.name: 0.0 for b in self.model.behaviours}
        for b in self.behaviours:
            share = at_start["practice"] if b.is_aligned else at_start["derailing"]
            if practises > 0.5 if b.is_aligned and not isnan(practises) else chance_at_start(self.address, b.row) < share:
                self.practice[b.name] = 1
                self.habit[b.name] = HABIT_OF_LONG_STANDING
        self.intention = self.practice.copy()
        self.does = [name for name, practised in self.practice.items() if practised]

    def stands(self, name: str, otherwise: float) -> float:
        """What a survey says of the person at the start; otherwise what is given."""
        stance = self.model.organisation.stance
        known = float("nan") if stance is None else float(getattr(stance, name)[self.row])
        return otherwise if isnan(known) else known

    def meets(self, manager: VisibleLeader, head: VisibleLeader, chief: VisibleLeader) -> None:
        """People hear three leaders: their own, their department's head and the chief."""
        self.manager, self.head, self.chief = manager, head, chief

    def listens_to(self, ties: list[tuple[Employee, int]], bridges: list[tuple[Employee, int, int]]) -> None:
        """Whom the person watches, and how much: standing ties, and the temporary ties of the person's group."""
        self.ties, self.bridges = ties, bridges

    @property
    def levers(self) -> dict[str, float]:
        """The conditions the person works under this week, by name."""
        return self.stratum.levers

    @property
    def stake(self) -> float:
        """How far the person answers for, and gains from, what customers feel."""
        return (self.levers["incentives"] + self.levers["metrics"] + self.levers["benefit"]) / 3.0

    @property
    def resources(self) -> float:
        """How far there are hands, time and money."""
        return (self.levers["people"] + self.levers["time"] + self.levers["capital"]) / 3.0

    @property
    def practised_share(self) -> float:
        """Share of the aligned behaviours that apply to the person which the person practises."""
        practised = sum(self.practice[b.name] for b in self.aligned)
        return practised / len(self.aligned) if self.aligned else 0.0

    @property
    def attention(self) -> float:
        """What the person does of what is personal, less what the department does on average, by weight for customers, [-1, 1]."""
        personal = [b for b in self.model.behaviours if b.is_personal]
        whole = total(b.weight for b in personal)
        return total(b.weight / whole * (self.practice[b.name] - self.department.share(b)) for b in personal)

    @property
    def stage(self) -> str:
        """How far the person has come with the change, in a word of `STAGES`."""
        count = len(self.aligned) or 1
        habit = total(self.habit[b.name] for b in self.aligned) / count
        norm = total(self.department.norm[b.name] for b in self.aligned) / count
        return stage.STAGES[stage_of(self.interest, self.practised_share, habit, norm, self.model.stages)]

    def step(self) -> None:
        """A week of a person. Each sees the others as they were last week, so the order of people never matters."""
        self.chances, self.whims, self.meetings = chances_of_week(self.address, self.model.week + 1), [], []
        self.sees()
        self.hears()
        self.chooses()
        self.learns()
        self.joins_in()
        self.forms_habits()
        self.has_left = self.leaves()
        if self.has_left:
            self.is_succeeded()

    def advance(self) -> None:
        """The person's decision becomes visible practice."""
        self.practice = self.intention.copy()
        self.does = [name for name, practised in self.practice.items() if practised]

    def sees(self) -> None:
        """People watch those they listen to."""
        seen, listened = self.watches()
        rules, recognition = self.model.rules.exposure, self.levers["recognition"]
        behaviours = self.model.behaviours
        self.exposure = {b.name: exposure_of(seen[b.name], listened, b.visibility, recognition, rules) for b in behaviours}
        aligned = [self.exposure[b.name] for b in behaviours if b.is_aligned]
        self.example = total(aligned) / len(aligned) if aligned else 0.0

    def watches(self) -> tuple[dict[str, int], int]:
        """Tie strength to practitioners, by behaviour, and to all; integers, so the order of ties does not matter."""
        seen, listened = {b.name: 0 for b in self.model.behaviours}, 0
        for other, strength in self.ties:
            weight = strength * WHOLE
            listened += weight
            for name in other.does:
                seen[name] += weight
        for other, strength, group in self.bridges:
            weight = strength * self.model.programme.part_of_ties(group)
            listened += weight
            for name in other.does:
                seen[name] += weight
        return seen, listened

    def hears(self) -> None:
        """People take their cue from leaders, the nearest most."""
        self.heard = signal_heard(self.manager.signal, self.head.signal, self.chief.signal, self.model.rules.leadership)

    def chooses(self) -> None:
        """Once in a while people think again; change agents model what serves customers in any case."""
        self.practised_before = self.practised_share
        self.intention = {b.name: 0 for b in self.model.behaviours}
        reconsiders = self.reconsiders()
        for b in self.behaviours:
            if self.is_change_agent:
                self.intention[b.name] = int(b.is_aligned)
            else:
                self.intention[b.name] = int(self.decides(b)) if reconsiders else self.practice[b.name]

    def reconsiders(self) -> bool:
        """Whether the person thinks again this week."""
        return self.chances.reconsiders < self.model.rules.choice.reconsider

    def whim(self, behaviour: KnownBehaviour) -> float:
        """Random part of this week's choice; drawn for those who reconsider, and stable under repetition."""
        if not self.whims:
            self.whims = chances_of_choice(self.address, self.model.week + 1, len(self.model.behaviours))
        return self.whims[behaviour.row]

    def decides(self, behaviour: KnownBehaviour) -> bool:
        """Employees practise what pulls them enough, given last week's interest, capacity and cynicism."""
        rules = self.model.rules.choice
        threshold = self.threshold if behaviour.is_aligned else self.threshold - rules.derailing_ease
        seen, follows_from = self.remembers(behaviour), self.model.world.follows_from
        return is_pulled_enough(self.pull(behaviour, seen), threshold, self.whim(behaviour), seen, follows_from, rules)

    def remembers(self, behaviour: KnownBehaviour) -> float:
        """Exposure that counts for a choice: all of it, or what the colleagues met and remembered show of it."""
        exposure, encounters = self.exposure[behaviour.name], self.model.rules.exposure.encounters
        if encounters < 1.0:
            return exposure
        if not self.meetings:
            self.meetings = chances_of_meetings(self.address, self.model.week + 1, len(self.model.behaviours))
        return encountered(exposure, self.meetings[behaviour.row], encounters)

    def pull(self, behaviour: KnownBehaviour, seen: float) -> float:
        """The person's pull towards the behaviour minus obstacles, on the scale of thresholds. seen : exposure that counts, [0, 1]"""
        b, levers, rules, times = behaviour, self.levers, self.model.rules.choice, self.model.firm.disturbance
        habit, norm = self.habit[b.name], self.department.norm[b.name]
        if not b.is_aligned:
            asked = self.department.asked[b.name]
            return pull_of_derailing(seen, self.heard, times, self.interest, levers["metrics"], asked, habit, norm, rules)
        pull = pull_of_aligned(seen, self.heard, times, self.interest, self.stake, habit, norm, rules)
        return pull - hold_on_aligned(
            b.effort, self.capacity, self.department.fatigue, b.autonomy, levers["autonomy"], b.coordination, levers["coordination"],
            self.resources, levers["policies"], levers["climate"], self.stake, self.interest, self.cynicism, b.divergence, self.closure,
            seen, rules,
        )  # fmt: skip

    def learns(self) -> None:
        """The week leaves its mark: on what people see, are able to, and believe."""
        self.interest, self.capacity, self.cynicism = self.sees_why(), self.becomes_able(), self.doubts()
        scandal = self.model.programme.scandal
        if scandal > 0.0:
            self.cynicism = raised(self.cynicism, self.model.rules.fatigue.from_scandal * scandal)

    def sees_why(self) -> float:
        """Interest after this week, [0, 1]."""
        levers = self.levers
        return interest_after(
            self.interest, self.openness, levers["vision"], self.heard, self.example, self.model.firm.visible_results,
            levers["customer_voice"], levers["employee_experience"], self.department.opinion, levers["rituals"], self.cynicism,
            self.model.rules.interest,
        )  # fmt: skip

    def becomes_able(self) -> float:
        """Capacity after this week, [0, 1]."""
        levers = self.levers
        return capacity_after(
            self.capacity, levers["training"], levers["autonomy"], self.interest, self.practised_before, levers["tools"],
            levers["people"], self.department.fatigue, self.model.rules.capacity,
        )  # fmt: skip

    def doubts(self) -> float:
        """Cynicism after this week, [0, 1]: the walk people judge by is their own manager's."""
        levers = self.levers
        return cynicism_after(
            self.cynicism, self.model.firm.talk, self.manager.walk, self.interest, self.stake, levers["autonomy"],
            self.department.fatigue, levers["climate"], self.heard, self.resources, self.model.rules.fatigue,
        )  # fmt: skip

    @property
    def heart(self) -> float:
        """How well the person does what serves customers."""
        return heart_in(self.interest, self.capacity)

    def joins_in(self) -> None:
        """A change agent of a running programme sees why and says so."""
        if self.becomes_agent_in == self.model.week and not self.model.firm.has_abandoned:
            self.is_change_agent = True
        elif self.stops_being_one_in == self.model.week or self.model.firm.has_abandoned:
            self.is_change_agent = False
        if self.is_change_agent:
            self.interest = 1.0

    def forms_habits(self) -> None:
        """Practised behaviours become automatic; others fade."""
        rules = self.model.rules.habit
        self.habit = {name: habit_after(before, self.intention[name], self.habit_growth, rules) for name, before in self.habit.items()}

    def is_reorganised(self, disruption: float) -> None:
        """Teams are mixed, and a share of what people could do and did without thinking is lost. disruption : [0, 1]"""
        self.capacity *= 1.0 - disruption
        self.habit = {name: habit * (1.0 - disruption) for name, habit in self.habit.items()}

    def leaves(self) -> bool:
        """People leave, sooner if badly treated; the chief stays unless an event says otherwise."""
        chance = quit_share(self.levers["climate"], self.department.experience, self.department.fatigue, self.model.rules.turnover)
        return self.chances.leaves < chance and self is not self.chief

    def is_succeeded(self) -> None:
        """A newcomer takes the seat and its ties, without practice, habit or part in the programme."""
        at_start, rules, selection = self.department.at_start, self.model.rules.turnover, self.levers["selection"]
        self.interest = newcomer_interest(at_start["interest"], selection, rules)
        self.capacity = at_start["capacity"]
        self.cynicism = 0.5 * at_start["cynicism"]
        self.threshold = newcomer_threshold(
            self.department.threshold, selection, self.model.world.threshold_spread, self.chances.successor, rules
        )
        self.is_change_agent = False
        self.intention = dict.fromkeys(self.intention, 0)
        self.habit = dict.fromkeys(self.habit, 0.0)
