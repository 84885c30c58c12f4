"""An organisation in a configuration: units to draw people for, or two files of real people."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.declared import Declared, Identifier, Seed, Share, Text

UnitKind = Literal["internal", "supplier", "distributor", "partner"]


class UnitTraits(Declared):
    """Character of a unit: contact with customers, influence, resistance."""

    title: Text = ""
    kind: UnitKind = "internal"
    contact: Share = 0.5  # share of its work that a customer sees
    influence: Annotated[float, Field(ge=0.1, le=5.0)] = 1.0  # how much its people's example counts elsewhere
    resistance: Annotated[float, Field(ge=-2.0, le=2.0)] = 0.0  # added to the thresholds of its people
    levers: dict[str, Share] = {}  # standing conditions in which it differs from the organisation
    metrics: list[Identifier] | None = None  # ids of those it keeps; none: those that units of its kind keep


class UnitToDraw(UnitTraits):
    """A unit whose people are drawn: its size, with its head first."""

    size: Annotated[int, Field(ge=1, le=1_000_000)]


class TiesToDraw(Declared):
    """Informal ties: dense inside a unit, sparse across, more among alike, more to hubs, across through brokers."""

    within: Annotated[float, Field(ge=0.0, le=60.0)] = 7.0  # mean ties of a person inside the unit
    between: Annotated[float, Field(ge=0.0, le=20.0)] = 0.25  # mean ties of a person of the smaller unit to each other unit
    homophily: Share = 0.5  # share of ties inside a unit that go to the own team
    hubs: Annotated[int, Field(ge=1, le=8)] = 2  # candidates among whom the most attractive gets the tie; 1: no hubs
    brokers: Annotated[int, Field(ge=1, le=8)] = 3  # the same for ties across; 1: no brokers


class People(Declared):
    """Dispositions of people before a change."""

    threshold: Annotated[float, Field(ge=-5.0, le=5.0)] = 0.9  # pull a middling person needs before practising
    threshold_spread: Annotated[float, Field(ge=0.0, le=5.0)] = 0.25  # scale of the logistic spread of thresholds
    openness: Share = 0.5  # mean willingness to take up what is heard and seen
    openness_spread: Share = 0.3  # half-width of its uniform spread


class _Organisation(Declared):
    title: Text = ""
    seed: Seed = 1  # people and ties are drawn from it, by address
    people: People = People()
    levers: dict[str, Share] = {}  # standing conditions of the whole organisation


class DrawnOrganisation(_Organisation):
    """An organisation described by its units; people, hierarchy and ties are drawn."""

    source: Literal["drawn"] = "drawn"
    units: Annotated[dict[Identifier, UnitToDraw], Field(min_length=1, max_length=2_000)]
    chief: Identifier | None = None  # unit whose head leads the firm; none: an executive office of one is added where units are several
    span: Annotated[int, Field(ge=2, le=40)] = 8  # span of control: reports of one leader
    ties: TiesToDraw = TiesToDraw()


FilePath = Annotated[str, Field(min_length=1, max_length=4_096)]
Columns = Annotated[dict[str, Annotated[str, Field(min_length=1, max_length=256)]], Field(max_length=64)]
Unled = Literal["join", "drop", "refuse"]


class OrganisationFromFiles(_Organisation):
    """A real organisation: a file of employees, a file of ties, a survey; one of the first two is enough."""

    source: Literal["from_files"] = "from_files"
    employees: FilePath | None = None  # people; or a network with people and ties; or a folder that `organisation.save` wrote
    ties: FilePath | None = None  # whom people listen to; none: drawn, unless the first file is a network
    survey: FilePath | None = None  # answers by person or unit, from which people start
    employees_sha256: str | None = None  # written into a resolved scenario; a file that differs is refused
    ties_sha256: str | None = None
    survey_sha256: str | None = None
    read_as: str | None = None  # digest of what was understood; files that are understood otherwise are refused
    columns: Columns = {}  # the column of each meaning in the file of employees, such as {manager: Reports_To}
    tie_columns: Columns = {}  # the same of the file of ties: employee, colleague, kind, strength
    survey_columns: Columns = {}  # the same of the survey: employee or unit, and interest, capacity, …
    sheet: Annotated[str, Field(min_length=1, max_length=256)] | None = None  # of a workbook of employees; none: the first with rows
    ties_sheet: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    survey_sheet: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    key: Literal["auto", "id", "email", "name"] = "auto"  # by what people are told apart
    chief: Annotated[str, Field(min_length=1, max_length=256)] | None = None  # id of who leads the firm; none: the file shows it
    without_manager: Unled = "join"  # people inside the firm without a manager, beside the chief
    unknown_manager: Unled = "join"  # people whose manager is not in the file
    outsiders: Literal["drop", "refuse"] = "drop"  # ties with people who are not in the file of employees
    inactive: Literal["drop", "keep"] = "drop"  # people whose status or last day says that they left
    as_of: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None  # people whose last day is earlier have left
    second_managers: Literal["ties", "drop"] = "ties"  # dotted lines: formal ties, or nothing
    one_way: Literal["half", "full"] = "half"  # strength of the direction that the file of ties does not give
    hears: Literal["first", "second", "both"] = "first"  # which end of a tie listens; both: it has no direction
    repeated: Literal["strongest", "sum"] = "strongest"  # how strong a tie is that several rows name, as those of several weeks
    cut: Annotated[float, Field(ge=-1e9, le=1e9)] | None = None  # ties of this strength or less are none, as `never` on a scale of 1 to 5
    scale: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None  # lowest and highest answer; none: from the answers
    pseudonyms: bool = False  # people are called by numbers; their names stay in the files
    least_size: Annotated[int, Field(ge=1, le=1_000)] = 5  # of a unit that is shown by itself, if there are pseudonyms
    drawn_ties: TiesToDraw = TiesToDraw()  # where no file names ties
    units: dict[str, UnitTraits] = {}  # what is known of the units in the file
    span: Annotated[int, Field(ge=2, le=40)] = 8  # where managers must be inferred from the ties


OrganisationSpecification = Annotated[DrawnOrganisation | OrganisationFromFiles, Field(discriminator="source")]
