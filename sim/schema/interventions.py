"""Catalysts, inhibitors and interventions as data: which levers they raise or lower, their cost, and their effect on structure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.declared import Declared, Identifier, Share, Text, Weeks

ClaimRow = Annotated[str, Field(pattern=r"^[ABCINMKX][0-9]{1,2}$")]
Positive = Annotated[float, Field(ge=0.0, le=1e9)]
Effects = dict[str, Share]


class Described(Declared):
    """Each entry of the library has a title, a sentence that teaches, and a source."""

    title: Annotated[str, Field(min_length=1, max_length=120)]
    description: Text
    rows: list[ClaimRow] = []  # rows of docs/coverage.md
    source: Text = ""


class Catalyst(Described):
    """A standing fact of the organisation that helps: it raises levers and dispositions towards 1."""

    raises: Effects


class Inhibitor(Described):
    """A standing fact that hinders: it lowers levers and helpful dispositions towards 0, and raises harmful ones."""

    lowers: Effects = {}
    raises: Effects = {}  # harmful dispositions: cynicism, derailing, finance_power, rival_strength


class Audience(Declared):
    """The audience of an intervention. Each field narrows it; none set means all employees inside the firm."""

    units: list[str] = []  # ids; empty: every internal unit
    kinds: list[Literal["internal", "supplier", "distributor", "partner"]] = ["internal"]  # read where no units are named
    levels: list[Literal["chief", "executives", "managers", "team_leads", "staff"]] = []
    best_connected: Annotated[float, Field(gt=0.0, le=1.0)] | None = None  # the share of people who are listened to most
    teams: Annotated[float, Field(gt=0.0, le=1.0)] | None = None  # a share of teams, drawn; whole teams


class WeeklyCost(Declared):
    """Weekly use of the three budgets at full intensity."""

    once: Positive = 0.0  # thousand euro, when it starts
    weekly: Positive = 0.0  # thousand euro a week
    sized_for: Annotated[int, Field(ge=1, le=1_000_000)] | None = None  # people of the firm that once and weekly are for; none: any number
    weekly_per_person: Positive = 0.0  # thousand euro a week and person of the audience
    leaders_time: Share = 0.0  # share of leaders' working time
    attention: Share = 0.0  # change load: share of the audience's attention


class SeedAgents(Declared):
    """Change agents are chosen and model the new behaviours."""

    kind: Literal["seed_agents"]
    share: Annotated[float, Field(gt=0.0, le=0.5)] = 0.05  # of the audience
    strategy: Literal["random", "hubs", "brokers", "cohesive", "opinion_leaders", "volunteers", "one_per_team"] = "opinion_leaders"


class Connect(Declared):
    """New ties join people of different units around aims that serve both."""

    kind: Literal["connect"]
    ties_per_person: Annotated[float, Field(gt=0.0, le=20.0)] = 1.0


class Reorganise(Declared):
    """Teams are mixed across units; old ties are cut, habits and capacity suffer for a while."""

    kind: Literal["reorganise"]
    mixed: Annotated[float, Field(gt=0.0, le=1.0)] = 0.3  # share of the audience's informal ties that are replaced
    disruption: Share = 0.3  # share of habit and capacity lost when it starts


class CoachLeaders(Declared):
    """Leaders in the audience are coached: each week they walk a little more of the talk."""

    kind: Literal["coach_leaders"]
    gain: Share = 0.03  # share of the missing commitment and credibility gained a week


class ReplaceLeaders(Declared):
    """Leaders in the audience are replaced by others who were chosen for how they lead."""

    kind: Literal["replace_leaders"]
    commitment: Share = 0.7  # of the successors


class InvolveCounterparts(Declared):
    """Heads of other functions visit, suggest, and fold their own needs in: they become champions as proof grows."""

    kind: Literal["involve_counterparts"]
    gain: Share = 0.03  # share of the missing commitment and benefit gained a week, at full proof


class OpenTestBed(Declared):
    """A small live project with one customer segment, iterated until it works."""

    kind: Literal["test_bed"]
    segment: Identifier  # of customers
    learning: Share = 0.04  # share of the missing fit found a week, by iteration


class WorkflowAudit(Declared):
    """Audits find and fix the worst workflows; recipients of a process's output have the strongest voice."""

    kind: Literal["workflow_audit"]
    every: Annotated[int, Field(ge=4, le=260)] = 52  # weeks
    mends: Share = 0.4  # share of the worst unit's missing ease that is mended each time
    voice: Annotated[list[Share], Field(min_length=4, max_length=4)] = [0.4, 0.3, 0.2, 0.1]  # customers, partners, employees, finance


class Reframe(Declared):
    """Leaders imagine the rival they would fear most, or precedents from elsewhere: they see what is possible and lose some certainty."""

    kind: Literal["reframe"]
    gain: Share = 0.05  # share of missing interest and commitment gained a week by the leaders in the audience


class BriefBoard(Declared):
    """The board sees customers for itself, and finds patience with what takes time."""

    kind: Literal["brief_board"]
    gain: Share = 0.03  # share of the board's missing patience gained a week


Structural = Annotated[
    SeedAgents
    | Connect
    | Reorganise
    | CoachLeaders
    | ReplaceLeaders
    | InvolveCounterparts
    | OpenTestBed
    | WorkflowAudit
    | Reframe
    | BriefBoard,
    Field(discriminator="kind"),
]


class Intervention(Described):
    """An intervention card: its effects while it runs, length, audience, cost."""

    family: Literal["mindsets", "inhibitors", "reinforcement", "agents", "structure"]
    raises: Effects = {}  # levers
    rituals: list[Literal["advancement", "communication", "funding", "planning", "reporting", "review", "reward", "training"]] = []
    says: Share = 0.0  # how much it lets leaders talk, and customers expect
    removes: Effects = {}  # inhibitor: share of it taken away
    strengthens: Effects = {}  # catalyst: share of what it lacks of full strength that is added
    does: list[Structural] = []
    weeks: Annotated[int, Field(ge=1, le=2_600)] = 52  # how long it runs where the programme does not say
    ramp: Weeks = 8  # weeks to full intensity
    fade: Weeks = 26  # weeks in which its effect fades once stopped
    lasts: bool = False  # whether what it moved stays when it ends
    needs_proof: bool = False  # works only as far as a test-bed has proved itself
    audience: Audience = Audience()
    cost: WeeklyCost = WeeklyCost()

    @model_validator(mode="after")
    def _does_something(self) -> Intervention:
        if not (self.raises or self.rituals or self.says or self.removes or self.strengthens or self.does):
            raise ValueError("an intervention must raise, remove, strengthen, say or do something")
        return self
