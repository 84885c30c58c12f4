"""Saved plays: initial situation, seed and decisions, from which anyone can replay the same weeks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, ValidationError

from sim.compiled import MODEL_VERSION
from sim.config.errors import Refused, refusal_of
from sim.config.library_files import folders_in_use, names_of
from sim.config.loading import load
from sim.config.run_folder import cpu_level
from sim.config.uploaded import initiative_of_data
from sim.config.with_more_cards import with_interventions, with_philosophies
from sim.declared import Declared, Identifier, Seed, Text, Weeks
from sim.engine.digest import DIGITS
from sim.importing.saved import tables_of
from sim.organisation import DrawnOrganisation, OrganisationFromFiles, organisation_of
from sim.organisation.organisation import Organisation
from sim.play.decisions import MOST_STEPS, Decision, Unplayable
from sim.play.intervention_cards import with_all_cards
from sim.play.play import Play
from sim.play.uploaded_organisation import LARGEST, OwnOrganisation, own_organisation
from sim.schema.initiative import Initiative
from sim.schema.programme import Programme, Step

MOST_COURSES = 4
MOST_DECISIONS = 400
"""Decisions of one play; more than two a week for three years come from a script."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
DigestOfRun = Annotated[str, Field(pattern=r"^([0-9a-f]{32}|[0-9a-f]{64})$")]
"""Of a run; 64 digits where version 0.6 or an earlier one wrote it, which computed digests in another way."""

ShortText = Annotated[str, Field(max_length=120)]
Note = Literal["library_changed", "library_gone", "model_changed"]
"""Differences since a play was shared: situation changed, situation missing, rules changed."""

Agreement = Literal["same", "differs", "unfinished", "older"]
"""Of a play with the one that was shared; unfinished: no digest was saved; older: an earlier version computed it in another way."""


class SavedFuture(Declared):
    """One branch: its decisions, weeks played, and outcome."""

    title: ShortText = ""
    week: Weeks = 0
    decisions: Annotated[list[Decision], Field(max_length=MOST_DECISIONS)] = []
    digest: DigestOfRun | None = None  # of a play that is over


class Tables(Declared):
    """The user's own organisation, as its two tables."""

    title: Text = ""
    employees: Annotated[str, Field(max_length=LARGEST)]
    ties: Annotated[str, Field(max_length=LARGEST)]


class Shared(Declared):
    """All data that determine a play."""

    change_play: Literal[1]  # version of this format
    model_version: ShortText
    cpu_level: ShortText
    scenario: Identifier | None = None  # in the library; none: the user's own situation
    situation: Digest  # of the situation's content
    seed: Seed
    programme: Programme  # the initial plan
    courses: Annotated[list[SavedFuture], Field(min_length=1, max_length=MOST_COURSES)]
    current: Annotated[int, Field(ge=0, lt=MOST_COURSES)] = 0
    tables: Tables | None = None
    initiative: dict[str, Any] | None = None  # the situation without programme and tables; a link may omit it and rely on the library


class Situation(NamedTuple):
    """The start of a shared play, before people are drawn."""

    initiative: Initiative
    own: OwnOrganisation | None
    notes: tuple[Note, ...]

    @property
    def employees(self) -> int:
        """Number of people, also before they are drawn."""
        spec = self.initiative.organisation
        if self.own is not None:
            return self.own.organisation.employees
        assert isinstance(spec, DrawnOrganisation)
        return sum(unit.size for unit in spec.units.values()) + 1


class OpenedPlay(NamedTuple):
    """A replayed shared play."""

    plays: list[Play]
    current: int
    notes: tuple[Note, ...]
    agreement: Agreement  # with the saved digests


def shared(plays: Sequence[Play], current: int = 0) -> Shared:
    """A play and its branches, ready to be written; the first is the original play."""
    initiative = plays[0].initiative
    courses = [_course(play) for play in plays]
    used = _cards_used(initiative.programme, courses)
    spec = initiative.organisation
    tables = None
    if isinstance(spec, OrganisationFromFiles):
        people, ties = tables_of(plays[0].organisation)
        tables = Tables(title=spec.title, employees=people, ties=ties)
    situation = _situation(initiative, used, initiative.programme.philosophy, tables is not None)
    digest = _digest(situation)
    library = _in_library(initiative.name)
    known = library is not None and _digest_in_library(library, used, initiative.programme.philosophy, tables is not None) == digest
    return Shared(
        change_play=1,
        model_version=MODEL_VERSION,
        cpu_level=cpu_level(),
        scenario=initiative.name if known else None,
        situation=digest,
        seed=plays[0].seed,
        programme=initiative.programme,
        courses=courses,
        current=current,
        tables=tables,
        initiative=situation,
    )


def shared_from(data: Any, name: str) -> Shared:
    """A shared play from plain data. Raises Refused."""
    if not isinstance(data, dict) or "change_play" not in data:
        raise Refused(f"{name}: not a shared play: the key change_play is missing")
    try:
        found = Shared.model_validate(data)
    except ValidationError as error:
        raise refusal_of(error, Shared, data, lambda _: name) from None
    _refuse_too_much(found, name)
    return found


def situation_of(sent: Shared, name: str) -> Situation:
    """The start: the library's situation if unchanged, otherwise the one in the file.

    Raises Refused if it cannot be played.
    """
    own = None
    if sent.tables is not None:
        own = own_organisation(sent.tables.employees.encode(), sent.tables.ties.encode(), sent.tables.title)
    found, notes = _of_library(sent, own)
    if found is not None and _has_these_tables(found, sent.tables):
        own = None  # the scenario's own organisation, with all that it says beside its tables
    if found is None:
        found = _sent_along(sent, own, name)
    found = found.model_copy(update={"programme": sent.programme})
    organisation = None if own is None else own.organisation
    try:
        wide = with_all_cards(found if own is None else own.put_into(found), organisation)
        _refuse_unknown_names(wide, sent)
    except ValidationError as error:
        raise refusal_of(error, Initiative, found.model_dump(), lambda _: name) from None
    except ValueError as problem:
        raise Refused(f"{name}: {problem}") from None
    notes += ("model_changed",) if (sent.model_version, sent.cpu_level) != (MODEL_VERSION, cpu_level()) else ()
    return Situation(wide, own, notes)


def opened(sent: Shared, situation: Situation, name: str) -> OpenedPlay:
    """Replay all branches to their saved weeks. Raises Refused for impossible decisions."""
    organisation: Organisation | None = None if situation.own is None else situation.own.organisation
    plays: list[Play] = []
    for course in sent.courses:
        try:
            play = Play(situation.initiative, sent.seed, course.decisions, title=course.title, organisation=organisation)
            organisation = play.organisation
            play.advance(course.week)
            if any(decision.week > course.week for decision in course.decisions):
                play.ended()  # decisions of coming weeks must be possible, too
        except (Unplayable, ValueError) as problem:
            raise Refused(f"{name}: {problem}") from None
        plays.append(play)
    return OpenedPlay(plays, min(sent.current, len(plays) - 1), situation.notes, _agreement(sent, plays))


def _course(play: Play) -> SavedFuture:
    return SavedFuture(title=play.title[:120], week=play.week, decisions=list(play.decisions), digest=play.digest if play.is_over else None)


def _agreement(sent: Shared, plays: Sequence[Play]) -> Agreement:
    pairs = [(course.digest, play) for course, play in zip(sent.courses, plays, strict=True) if course.digest is not None]
    if not pairs:
        return "unfinished"
    if any(len(digest) != DIGITS for digest, _ in pairs):
        return "older"
    return "same" if all(play.is_over and play.digest == digest for digest, play in pairs) else "differs"


def _steps(programme: Programme, courses: Sequence[SavedFuture]) -> Iterator[Step]:
    yield from programme.steps.values()
    yield from (decision.step for course in courses for decision in course.decisions if decision.step is not None)


def _cards_used(programme: Programme, courses: Sequence[SavedFuture]) -> set[str]:
    return {step.intervention for step in _steps(programme, courses)}


def _situation(initiative: Initiative, used: set[str], philosophy: str | None, leave_out_organisation: bool) -> dict[str, Any]:
    """All data of an initiative that determine a play, except its programme, as plain data.

    used : interventions of the play; philosophy : of its programme
    """
    data = initiative.model_dump(mode="json", exclude_none=True, exclude={"programme"})
    if leave_out_organisation:
        del data["organisation"]
    known = data["definitions"]
    known["interventions"] = {name: card for name, card in sorted(known["interventions"].items()) if name in used}
    at_work = {*initiative.catalysts, *(name for card in known["interventions"].values() for name in card.get("strengthens", ()))}
    known["catalysts"] = {name: catalyst for name, catalyst in sorted(known["catalysts"].items()) if name in at_work}
    philosophies = known.pop("philosophies")  # a play without one is the same as before there were any
    if philosophy is not None:
        known["philosophies"] = {philosophy: philosophies[philosophy]}
    return data


def _digest(situation: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(situation, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _in_library(name: str) -> Initiative | None:
    """The library's scenario with this name."""
    return load(name) if name in names_of("scenario", folders_in_use()) else None


def _digest_in_library(library: Initiative, used: set[str], philosophy: str | None, leave_out_organisation: bool) -> str | None:
    """Digest of the library's situation, for a play with these interventions and philosophy; None if it lacks the philosophy."""
    wide = with_philosophies(with_interventions(library))
    if philosophy is not None and philosophy not in wide.definitions.philosophies:
        return None
    return _digest(_situation(wide, used, philosophy, leave_out_organisation))


def _of_library(sent: Shared, own: OwnOrganisation | None) -> tuple[Initiative | None, tuple[Note, ...]]:
    """The library's situation if it is unchanged or nothing else was sent, and the notes to show."""
    if sent.scenario is None:
        return None, ()
    library = _in_library(sent.scenario)
    if library is None:
        return None, ("library_gone",)
    used, philosophy = _cards_used(sent.programme, sent.courses), sent.programme.philosophy
    if _digest_in_library(library, used, philosophy, own is not None) == sent.situation:
        return library, ()
    return (library if sent.initiative is None else None), ("library_changed",)


def _has_these_tables(library: Initiative, tables: Tables | None) -> bool:
    """Whether the organisation of a scenario is read from files with the content that was sent."""
    spec = library.organisation
    if tables is None or not isinstance(spec, OrganisationFromFiles):
        return False
    return tables_of(organisation_of(spec)) == (tables.employees, tables.ties)


def _sent_along(sent: Shared, own: OwnOrganisation | None, name: str) -> Initiative:
    if sent.initiative is None:
        raise Refused(f"{name}: scenario: {sent.scenario or 'none'} is not in this library, and the file contains no initiative")
    data = {**sent.initiative, "programme": sent.programme.model_dump(mode="json", exclude_none=True)}
    return initiative_of_data(data, name, None if own is None else own.specification)


def _refuse_unknown_names(wide: Initiative, sent: Shared) -> None:
    """Check that units, segments and interventions of later decisions exist, like those of the plan. Raises ValidationError, ValueError."""
    steps = {f"step-{place}": step for place, step in enumerate(_steps(sent.programme, sent.courses))}
    everything = wide.model_copy(update={"programme": sent.programme.model_copy(update={"steps": steps})})
    Initiative.model_validate(everything.model_dump())


def _refuse_too_much(sent: Shared, name: str) -> None:
    if len(sent.programme.steps) > MOST_STEPS:
        raise Refused(f"{name}: programme.steps: {len(sent.programme.steps):,} steps; a plan holds at most {MOST_STEPS}")
