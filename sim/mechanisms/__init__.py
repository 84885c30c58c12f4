"""The rules of the week, one per file: small pure functions of numbers, with their parameters."""

from __future__ import annotations

from typing import NamedTuple

from sim.mechanisms.accounts import AccountParameters
from sim.mechanisms.capacity import CapacityParameters
from sim.mechanisms.choice import ChoiceParameters
from sim.mechanisms.customers import CustomerParameters
from sim.mechanisms.disturbance import DisturbanceParameters
from sim.mechanisms.enactment import EnactmentParameters
from sim.mechanisms.exposure import ExposureParameters
from sim.mechanisms.fatigue import FatigueParameters
from sim.mechanisms.gain import GainParameters
from sim.mechanisms.habit import HabitParameters
from sim.mechanisms.interest import InterestParameters
from sim.mechanisms.leadership import LeadershipParameters
from sim.mechanisms.metrics import MetricParameters
from sim.mechanisms.neighbours import NeighbourParameters
from sim.mechanisms.norms import NormParameters
from sim.mechanisms.reporting import ReportingParameters
from sim.mechanisms.results import ResultParameters
from sim.mechanisms.service import ServiceParameters
from sim.mechanisms.silos import SiloParameters
from sim.mechanisms.sponsorship import SponsorshipParameters
from sim.mechanisms.stage import StageParameters
from sim.mechanisms.test_bed import TestBedParameters
from sim.mechanisms.turnover import TurnoverParameters


class Rules(NamedTuple):
    """The parameters of every rule."""

    exposure: ExposureParameters = ExposureParameters()
    enactment: EnactmentParameters = EnactmentParameters()
    leadership: LeadershipParameters = LeadershipParameters()
    interest: InterestParameters = InterestParameters()
    capacity: CapacityParameters = CapacityParameters()
    fatigue: FatigueParameters = FatigueParameters()
    choice: ChoiceParameters = ChoiceParameters()
    disturbance: DisturbanceParameters = DisturbanceParameters()
    habit: HabitParameters = HabitParameters()
    norms: NormParameters = NormParameters()
    turnover: TurnoverParameters = TurnoverParameters()
    service: ServiceParameters = ServiceParameters()
    metrics: MetricParameters = MetricParameters()
    reporting: ReportingParameters = ReportingParameters()
    accounts: AccountParameters = AccountParameters()
    customers: CustomerParameters = CustomerParameters()
    gain: GainParameters = GainParameters()
    silos: SiloParameters = SiloParameters()
    neighbours: NeighbourParameters = NeighbourParameters()
    results: ResultParameters = ResultParameters()
    sponsorship: SponsorshipParameters = SponsorshipParameters()
    stage: StageParameters = StageParameters()
    test_bed: TestBedParameters = TestBedParameters()
