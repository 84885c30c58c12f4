"""Uploaded bytes, read into a playable situation or refused in one line. No part of them is used as a path."""

from __future__ import annotations

import shlex
import unicodedata
from typing import Any

from sim.config.errors import Refused, hint, shown
from sim.config.overrides import applied, parsed
from sim.config.safe_yaml import decoded, parse, refuse_unsafe
from sim.config.uploaded import initiative_of_data
from sim.lab.choosing.shelf import YOURS, ShelvedScenario
from sim.lab.limits import Limits
from sim.organisation import DrawnOrganisation, OrganisationFromFiles
from sim.play.briefing import briefing_of
from sim.play.decisions import MOST_STEPS
from sim.play.saved_play import Shared
from sim.play.saved_play_text import shared_in
from sim.play.uploaded_organisation import OwnOrganisation, TableKind, own_organisation
from sim.schema.initiative import Initiative
from sim.texts import say

LONGEST_NAME = 60
LONGEST_SETTINGS = 2_000
NOT_SET_HERE = {"source", "title", "employees", "ties", "survey", "read_as", "pseudonyms"}
SETTINGS = sorted(name for name in OrganisationFromFiles.model_fields if name not in NOT_SET_HERE and not name.endswith("_sha256"))
"""Keys of the section `organisation` that can be typed beside uploaded files: none of them is a path."""


def label_of(name: str) -> str:
    """A file's name in messages: its end, on one line, without characters that reverse text."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] not in "CZ" or letter == " ").strip()
    return kept[-LONGEST_NAME:] or say("choose.file.nameless")


def organisation_in(files: dict[TableKind, tuple[str, bytes]], settings: str, pseudonyms: bool, limits: Limits) -> OwnOrganisation:
    """An organisation from uploaded files: name and content of each by what it holds.

    settings : keys of the section `organisation` as on a command line, separated by blanks
    pseudonyms : whether people are called by numbers
    Raises Refused, in one line.
    """
    content = {kind: known for kind, (_, known) in files.items()}
    return own_organisation(
        content.get("employees"),
        content.get("ties"),
        say("choose.own.title"),
        limits.employees,
        survey=content.get("survey"),
        names={kind: name for kind, (name, _) in files.items()},
        **settings_in(settings) | {"pseudonyms": pseudonyms},
    )


def settings_in(text: str) -> dict[str, Any]:
    """Settings of an import from a line such as `columns.manager=Reports_To cut=1`. Raises Refused, for paths too."""
    if len(text) > LONGEST_SETTINGS:
        raise Refused(f"settings: {len(text):,} characters; at most {LONGEST_SETTINGS:,}")
    try:
        words = shlex.split(text)
    except ValueError as problem:
        raise Refused(f"settings: {problem}") from None
    data: dict[str, Any] = {}
    for override in parsed([word.removeprefix("organisation.") for word in words]):
        if override.path[0] not in SETTINGS or override.is_sweep or override.deletes:
            raise Refused(f"settings: {shown(override.key)} cannot be set here{hint(override.path[0], SETTINGS)}")
        applied(data, override)
    return data


def play_or_case_in(content: bytes, name: str, limits: Limits) -> Shared | ShelvedScenario:
    """A shared play or a whole situation from a file. Raises Refused, in one or a few lines."""
    label = label_of(name)
    if len(content) > limits.upload_bytes:
        raise Refused(say("choose.file.too_large", name=label, size=len(content) / 1e6, most=limits.upload_bytes / 1e6))
    data = parse(decoded(content, label), label)
    if isinstance(data, dict) and "change_play" in data:
        return shared_in(data, label)
    refuse_unsafe(data, label)
    return case_of(initiative_of_data(data, label), limits)


def case_of(initiative: Initiative, limits: Limits) -> ShelvedScenario:
    """The user's own situation for the shelf. Raises Refused if it exceeds the lab's limits."""
    assert isinstance(initiative.organisation, DrawnOrganisation)
    refuse_more_than_held(initiative, sum(unit.size for unit in initiative.organisation.units.values()), limits)
    return ShelvedScenario(initiative.name, YOURS, initiative, briefing_of(initiative))


def refuse_more_than_held(initiative: Initiative, employees: int, limits: Limits) -> None:
    """Raises Refused for more people, weeks or steps than the lab allows, before people are drawn."""
    if employees > limits.employees:
        raise Refused(say("choose.too_many_people", people=employees, most=limits.employees))
    if employees * initiative.weeks > limits.employee_weeks:
        raise Refused(say("choose.too_long", people=employees, weeks=initiative.weeks, most=limits.employee_weeks))
    if len(initiative.programme.steps) > MOST_STEPS:
        raise Refused(say("choose.too_many_steps", steps=len(initiative.programme.steps), most=MOST_STEPS))
