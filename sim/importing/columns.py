"""Columns by meaning: what HR, survey and network programs call an employee, a manager, a unit, and the two ends of a tie.

A name is compared without case, accents, blanks and punctuation. A name that is known wins; otherwise its words are looked at. What is
still open is not read and listed. An explicit map (`organisation.columns.manager=Reports_To`) comes before all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from sim.importing.findings import shown
from sim.importing.raw import RawTable
from sim.importing.text_tables import refuse_same_name
from sim.importing.values import folded
from sim.organisation.organisation import OrganisationError


def names(text: str) -> tuple[str, ...]:
    """Folded names of a meaning, the better known first."""
    return tuple(text.split())


PEOPLE: dict[str, tuple[str, ...]] = {
    "employee": names("""
        employee id employeeid employeenumber employeeno employeenr empid empno empnr employeecode eeid staffid staffno
        staffnumber personid personnumber personnelnumber personnelno pernr workerid worker userid userno user hrid gid uid nodeid
        node vertex vertexid person member memberid respondentid respondent personalnummer persnr mitarbeiternummer mitarbeiterid
        mitarbeiter matricule matricula employeeidentifier externalid associateid badgeid badge ego key index actor actorid
        personnelid sapid globalid numeroempleado idempleado empleado employe salarie dipendente medewerker number emplid eid
    """),
    "email": names("""
        email workemail emailaddress mail primaryemail emailwork businessemail companyemail userprincipalname upn emailsvalue
        emails0value emailsworkvalue username login loginname primaryworkemail emailprimarywork smtpaddress emails
    """),
    "name": names("""
        name fullname displayname preferredname employeename workername label nameformatted legalname fullnamelegal formattedname
        lastnamefirstname lastfirst namelastfirst nom nombre mitarbeitername personname preferredfullname
    """),
    "first_name": names("firstname givenname namegivenname preferredfirstname legalfirstname vorname prenom nombredepila"),
    "last_name": names("lastname familyname surname namefamilyname nachname legallastname nomdefamille apellido"),
    "manager": names("""
        managerid manageremployeeid manageremployeenumber managervalue supervisorid supervisoreid supervisoremployeeid reportstoid
        manageruserid linemanagerid reportingmanagerid directmanagerid parentid managerpersonid managernumber managerempid
        managerpersonnelnumber managerworkerid mgrid mgr bossid vorgesetzterid vorgesetztenid superiorid manager reportsto
        reportingto supervisor linemanager directmanager reportingmanager boss superior parent reportsinto teamlead teamleader
        vorgesetzter vorgesetzte fuhrungskraft responsable superieur jefe leidinggevende workermanager workersmanager
        currentmanager immediatesupervisor immediatemanager managedby managersid peoplemanager peoplemanagerid solidlinemanager
        managerhierarchy pid administrativesupervisor hierarchicalmanager supervisornumber managerref manageremail
        managerworkemail supervisoremail reportstoemail manageremailaddress linemanageremail managerusername managername
        supervisorname reportstoname managerdisplayname managerfullname linemanagername reportingmanagername
    """),
    "second_manager": names("""
        matrixmanager matrixmanagerid secondmanager secondmanagerid secondarymanager secondarymanagerid dottedlinemanager
        dottedlinemanagerid dottedline functionalmanager functionalmanagerid projectmanager manager2 managerid2 secondsupervisor
        dottedlineto additionalmanager indirectmanager dottedlinemanageremail matrixmanageremail fachlichervorgesetzter
    """),
    "unit": names("""
        unit unitid department dept departmentname deptname abteilung team teamname orgunit organizationalunit organisationalunit
        orgunitname supervisoryorganization supervisoryorg division divisionname businessunit businessunitname group groupname
        departmentid deptid organization organisation costcenter costcentre costcentername kostenstelle function functiontype
        service departement departamento bereich afdeling branch section area workgroup community modularityclass organizationname
        orgeinheit site location
    """),
    "status": names("""
        status employmentstatus employeestatus workerstatus active isactive accountenabled activestatus currentstatus hrstatus
        emplstatus activeinactive accountstatus enabled beschaftigungsstatus
    """),
    "last_day": names("""
        terminationdate enddate leavingdate lastday lastdayofwork exitdate dateleft leavedate termdate austrittsdatum austritt
    """),
    "threshold": ("threshold",),
    "openness": ("openness",),
    "interest": ("interest",),
    "capacity": names("capacity ability"),
    "cynicism": ("cynicism",),
    "practice": names("practice adopter adopted adopternow practises practices alreadyadopted"),
    "commitment": names("commitment leadercommitment"),
    "credibility": names("credibility trust"),
    "address": ("address",),
}  # fmt: skip
"""Of a table of people, by meaning: names folded, the better known first."""

TIES: dict[str, tuple[str, ...]] = {
    "employee": names("""
        employee source from ego listener respondent sourceid fromid egoid employeeid personid tieoriginpersonid tieorigin
        primarycollaboratorpersonid primarycollaborator timeinvestorpersonid timeinvestor node1 id1 person1 personid1 nodea v1 i
        nominator respondentid recipient receiver recipientid seeker adviceseeker asker follower startnode start sourcenode person
        rater who user1 employee1 employeeid1 participant von quelle tail persona id name email origin fromnode empid userid
        fromemail sourceemail actor1 collaboratora member1
    """),
    "colleague": names("""
        colleague target to alter heard nominee targetid toid alterid colleagueid collaboratorid collaborator
        tiedestinationpersonid tiedestination secondarycollaboratorpersonid secondarycollaborator collaboratorpersonid node2 id2
        person2 personid2 nodeb v2 j nominated nominatedid sender senderid advisor adviser answerer followed endnode end
        targetnode named ratee contact contactid peer coworker user2 employee2 employeeid2 partner friend nach ziel head personb
        destination tonode namedperson interactor toemail targetemail actor2 collaboratorb member2 kollege choice whom nomination
    """),
    "kind": names("""
        kind type relation relationship tietype edgetype network layer relationtype interaction interactiontype question label
        edgelabel
    """),
    "strength": names("""
        strength weight value frequency count n tiestrength score strongtiescore tiescore collaborationhours hours meetings emails
        messages weighting howoften often intensity closeness times interactions totalhours edgeweight w gewicht poids
        messagecount emailcount volume collaborationcount number amount
    """),
}  # fmt: skip
"""Of a table of ties. Where a sender is named, the recipient listens."""

SURVEY: dict[str, tuple[str, ...]] = {
    "employee": PEOPLE["employee"],
    "email": PEOPLE["email"],
    "name": PEOPLE["name"],
    "unit": PEOPLE["unit"],
    "interest": names("interest awareness desire seeswhy why purpose understandswhy buyin support motivation understanding"),
    "capacity": names("capacity ability skill skills able knowledge competence confidence selfefficacy can capability"),
    "cynicism": names("cynicism scepticism skepticism fatigue changefatigue disbelief"),
    "credibility": names("credibility trust trustinleaders trustinleadership trustinmanagement leadertrust believed"),
    "practice": names("practice practise adopter adopted behaviour behavior practises practices uses adoption"),
    "commitment": names("""
        commitment leadercommitment leadersupport managersupport walksthetalk leaderwalks mymanagerwalksthetalk sponsorship
        leadershipcommitment
    """),
    "openness": names("openness opentochange"),
}  # fmt: skip
"""Of a survey: by person or by unit."""

STANCES = ("threshold", "openness", "interest", "capacity", "cynicism", "practice", "commitment", "credibility")
_MANAGER = re.compile(r"manager|supervisor|reportsto|reportingto|vorgesetzt|boss|superior|linemanag|managedby|reportingline")
_NO_MANAGER = re.compile(
    r"^is|indicator|flag|count|number|level|since|date|title|skip|span|hr|yes|self|rating|survey|review|grade|role|phone|status|previous|former|location|org"
)
_SECOND = re.compile(r"matrix|dotted|second|2$|functional|indirect|additional")
_UNIT = re.compile(r"department|dept|orgunit|organi[sz]ation|abteilung|businessunit|division|team")
_NO_UNIT = re.compile(r"manager|head|lead|code$|date|size|level|email|since")
_EMPLOYEE = re.compile(r"employee(id|number|no|nr|code)$|^(emp|staff|worker|person)(id|no|number)$")
_NUMBERED = re.compile(r"^(.*?)[ _.\-]*(\d{1,3})$")
_SCIM = re.compile(r"^urn:ietf:params:scim:schemas:[^ ]*?user[.:]", re.I)


class Known(NamedTuple):
    """Columns of a table by meaning, and those that are not read."""

    place: dict[str, int]
    unread: list[int]

    def has(self, *meanings: str) -> bool:
        return any(meaning in self.place for meaning in meanings)


def key_of(name: str) -> str:
    """The name of a column for comparison; a SCIM name without the address of its schema, `manager.value` as `managervalue`."""
    return folded(_SCIM.sub("", name.strip()))


def known_names(meanings: Mapping[str, tuple[str, ...]], asked: Mapping[str, str]) -> frozenset[str]:
    """Folded names that tell a header from other rows."""
    return frozenset(name for known in meanings.values() for name in known) | {
        key_of(name) for name in asked.values() if not name.isdigit()
    }


def score_of(meanings: Mapping[str, tuple[str, ...]], asked: Mapping[str, str]):
    """How many cells of a row are known names of columns; a row of one cell is a header, too."""
    known = known_names(meanings, asked)

    def score(row: Sequence[str]) -> int:
        keys = [key_of(cell) if len(cell) < 300 else "" for cell in row]
        return sum(1 for key in keys if key and (key in known or bool(_MANAGER.search(key)) or bool(_EMPLOYEE.search(key))))

    return score


def columns_of(table: RawTable, meanings: Mapping[str, tuple[str, ...]], asked: Mapping[str, str], setting: str) -> Known:
    """Places of columns by meaning.

    asked : names of columns, or their numbers from 1 where there is no header, by meaning; setting : the key that has them
    Raises OrganisationError for a meaning that is not known, and for a column that is not there.
    """
    keys = [key_of(name) for name in table.header]
    place: dict[str, int] = {}
    for meaning, name in asked.items():
        if meaning not in meanings:
            near = get_close_matches(meaning, meanings, 1, 0.0)[0]
            raise OrganisationError(
                f"organisation.{setting}: {shown(meaning)} is no meaning of a column; nearest: {near}; known: {', '.join(meanings)}"
            )
        place[meaning] = _asked_place(table, keys, name, f"organisation.{setting}.{meaning}")
    taken = set(place.values())
    for meaning, known in meanings.items():
        if meaning in place:
            continue
        found = [(known.index(key), column) for column, key in enumerate(keys) if key in known and column not in taken]
        if found:
            place[meaning] = min(found)[1]
            taken.add(place[meaning])
            refuse_same_name(table, place[meaning])
    if meanings is PEOPLE:
        _look_at_words(keys, place, taken)
    return Known(place, [column for column in range(len(keys)) if column not in taken])


def _asked_place(table: RawTable, keys: list[str], name: str, setting: str) -> int:
    exact = [column for column, known in enumerate(table.header) if known == name]
    alike = exact or [column for column, key in enumerate(keys) if key == key_of(name) and key]
    if len(alike) > 1:
        raise OrganisationError(f"{setting}: {table.file} has {len(alike)} columns {shown(name)}")
    if alike:
        return alike[0]
    near = get_close_matches(name, table.header, 1, 0.4)
    there = ", ".join(shown(known) for known in table.header[:10])
    raise OrganisationError(
        f"{setting}: {table.file} has no column {shown(name)}; there are {there}{f'; nearest: {shown(near[0])}' if near else ''}"
    )


def _look_at_words(keys: list[str], place: dict[str, int], taken: set[int]) -> None:
    """Names of people's columns that are not known as a whole, by the words in them."""
    for meaning, words, others in (("second_manager", _SECOND, _NO_MANAGER), ("manager", _MANAGER, _NO_MANAGER), ("unit", _UNIT, _NO_UNIT)):
        if meaning in place:
            continue
        found = [
            column
            for column, key in enumerate(keys)
            if column not in taken
            and words.search(key)
            and not others.search(key)
            and (meaning == "unit" or _MANAGER.search(key))
            and (meaning != "manager" or not _SECOND.search(key))
        ]
        if found:
            place[meaning] = found[0]
            taken.add(found[0])
    if "employee" not in place:
        found = [column for column, key in enumerate(keys) if column not in taken and _EMPLOYEE.search(key)]
        if len(found) == 1:
            place["employee"] = found[0]
            taken.add(found[0])


def numbered(header: Sequence[str], apart: set[int]) -> list[list[int]]:
    """Columns that are called alike but for a number at the end (`alter1`, `alter2`, …), two or more of each name."""
    stems: dict[str, list[int]] = {}
    for column, name in enumerate(header):
        found = _NUMBERED.match(name.strip())
        if found and column not in apart:
            stems.setdefault(folded(found[1]), []).append(column)
    return [columns for columns in stems.values() if len(columns) > 1]


def refuse_missing(table: RawTable, meaning: str, setting: str) -> OrganisationError:
    """A refusal that says what there is, and how to name the column."""
    there = ", ".join(shown(name) for name in table.header[:10])
    near = get_close_matches(meaning, [name.casefold() for name in table.header], 1, 0.5)
    hint = f"; nearest: {shown(near[0])}" if near else ""
    return OrganisationError(
        f"{table.file}: row 1: no column {meaning!r}; there are {there}{hint}. organisation.{setting}.{meaning}=NAME names it"
    )
