"""A small firm with a supplier, customers of three kinds and every behaviour of the library, in which quarrels and luck happen too."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.config import config_dir, load
from sim.schema.initiative import Initiative

sys.path.insert(0, str(Path(__file__).parent))  # tests of this folder share how pages are read

BEHAVIOURS = sorted(path.stem for path in (config_dir() / "behaviour").glob("*.yaml"))

ALL = {kind: sorted(path.stem for path in (config_dir() / kind).glob("*.yaml")) for kind in ("catalyst", "inhibitor", "intervention")}

MOODS = {
    "bold": (
        "programme.steps.test_bed.intervention=test_bed_with_key_accounts", "dispositions.commitment=0.9", "dispositions.finance_power=0.0",
    ),
    "carried on": ("dispositions.commitment=0.9", "dispositions.finance_power=0.0", "rules.sponsorship.abandons=0.0"),
    "given up": ("dispositions.commitment=0.3", "dispositions.patience=0.0", "dispositions.talk=0.9", "rules.sponsorship.abandons=0.28"),
    "in the balance": (
        "dispositions.finance_power=0.6", "dispositions.commitment=0.95", "dispositions.leader_commitment=0.1",
        "rules.sponsorship.hurdle=1.0",
    ),
    "stopped": ("dispositions.finance_power=1.0", "organisation.levers.benefit=0.1", "rules.sponsorship.abandons=0.0"),
    "ahead": ("dispositions.practice=0.6", "dispositions.interest=0.8", "dispositions.commitment=0.6", "organisation.people.threshold=0.6"),
    "harsh": (
        "organisation.levers.climate=0.2", "organisation.levers.employee_experience=0.1", "dispositions.trust=0.1",
        "dispositions.interest=0.1", "dispositions.rival_strength=1.0",
        "rules.turnover.quits=0.02", "organisation.levers.time=0.1", "rules.customers.learns=0.5",
    ),
}  # fmt: skip

STEPS = (
    "test_bed", "switch_metrics", "training", "involve_counterparts", "communication_campaign", "mainstream_test_bed", "coach_leaders",
    "nightmare_competitor_workshop", "workflow_audit", "change_agents", "reorganise", "reshape_network", "commit_resources",
)  # fmt: skip


@pytest.fixture(scope="session")
def small_firm() -> Callable[..., Initiative]:
    """The firm under overrides; nothing is done unless they say so."""

    def firm(*overrides: str) -> Initiative:
        return load(
            "customer_centric",
            "organisation=small",
            "organisation.units.supplier={size: 6, kind: supplier, contact: 0.4}",
            "programme=do_nothing",
            f"behaviours=[{', '.join(BEHAVIOURS)}]",
            "weeks=60",
            *overrides,
        )

    return firm


@pytest.fixture(scope="session")
def whole_library(small_firm: Callable[..., Initiative]) -> Initiative:
    """The firm with every catalyst, inhibitor and intervention of the library defined and none of them at work; sponsors judge early."""
    influences = [f"{kind}s.{name}=0.0" for kind in ("catalyst", "inhibitor") for name in ALL[kind]]
    steps = [f"programme.steps.{name}={{intervention: {name}}}" for name in ALL["intervention"]]
    limits = ("programme.trial_weeks=4", "programme.expected_weeks=20", "programme.review_every=4")
    firm = small_firm(*influences, *steps, *limits)
    programme = firm.programme.model_copy(update={"steps": {}})
    return firm.model_copy(update={"catalysts": {}, "inhibitors": {}, "programme": programme})


@pytest.fixture(scope="session")
def busy_firm(small_firm: Callable[..., Initiative]) -> dict[str, Initiative]:
    """The firm with much going on, in four moods."""
    steps = [f"programme.steps.{name}={{intervention: {name}, start: {2 * place}}}" for place, name in enumerate(STEPS)]
    shocks = (
        "shocks.scandal={kind: scandal, week: 25, size: 0.6}",
        "shocks.rival={kind: rival, week: 30, size: 0.5}",
        "shocks.cut={kind: budget_cut, week: 35, size: 0.4}",
    )
    limits = ("programme.trial_weeks=6", "programme.expected_weeks=30", "programme.review_every=4")
    return {mood: small_firm(*steps, *shocks, *limits, *overrides) for mood, overrides in MOODS.items()}
