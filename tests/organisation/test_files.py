"""A real organisation from two files: what is read, what is filled in and said, what is refused with its row."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from sim.importing import content as content_of_files
from sim.importing.content import digest_of_file
from sim.organisation import MISSING, Organisation, OrganisationError, OrganisationFromFiles, organisation_of

EXAMPLE = Path(__file__).parents[2] / "configs" / "organisation" / "example"
STAFF = "employee,manager,unit\nann,,shop\nbob,ann,shop\ncid,ann,desk\n"
TIES = "employee,colleague\nbob,cid\ncid,bob\n"


def read(folder: Path, staff: str | bytes = STAFF, ties: str | bytes = TIES, **settings) -> Organisation:
    for name, content in (("employees.csv", staff), ("ties.csv", ties)):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return organisation_of(OrganisationFromFiles(employees=str(folder / "employees.csv"), ties=str(folder / "ties.csv"), **settings))


def heard(firm: Organisation, listener: str) -> dict[str, int]:
    row = firm.employee_ids.index(listener)
    at = slice(int(firm.start[row]), int(firm.start[row + 1]))
    return {firm.employee_ids[j]: int(strength) for j, strength in zip(firm.neighbour[at], firm.strength[at], strict=True)}


def manager_of(firm: Organisation) -> dict[str, str | None]:
    ids = firm.employee_ids
    return {name: None if above == MISSING else ids[above] for name, above in zip(ids, firm.manager, strict=True)}


def test_a_small_firm_is_read_unchanged(tmp_path):
    firm = read(tmp_path)
    assert firm.unit_ids == ("desk", "shop") and firm.employee_ids == ("cid", "ann", "bob") and firm.notes == ()
    assert manager_of(firm) == {"ann": None, "bob": "ann", "cid": "ann"}
    assert firm.employee_ids[firm.chief] == "ann" and firm.depth.tolist() == [1, 0, 1]
    assert heard(firm, "bob") == {"ann": 120, "cid": 64}  # 40 × formal 1.5 × chief 2; 40 × across 0.8 × head of the desk 2
    assert heard(firm, "cid") == {"ann": 120, "bob": 32}


def test_the_shipped_example_is_an_organisation():
    firm = organisation_of(OrganisationFromFiles(employees=str(EXAMPLE / "employees.csv"), ties=str(EXAMPLE / "ties.csv")))
    assert (firm.employees, firm.units, firm.employee_ids[firm.chief]) == (60, 5, "E001")
    assert firm.notes == (
        "employees.csv: columns that are not read: 'level'.",
        "48 (23.8%) ties were given in one direction only: the other direction was added at half strength.",
    )


def test_the_order_of_rows_never_matters(tmp_path):
    lines = {name: (EXAMPLE / name).read_text("utf-8").splitlines() for name in ("employees.csv", "ties.csv")}
    for name, (header, *rows) in lines.items():
        random.Random(3).shuffle(rows)
        (tmp_path / name).write_text("\n".join([header, *rows]), "utf-8")
    one, other = (
        organisation_of(OrganisationFromFiles(employees=str(at / "employees.csv"), ties=str(at / "ties.csv"))) for at in (EXAMPLE, tmp_path)
    )
    for name in ("manager", "unit", "address", "threshold", "start", "neighbour", "strength", "unit_head"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


def test_people_stay_who_they_are_when_they_change_unit(tmp_path):
    before, after = read(tmp_path), read(tmp_path, STAFF.replace("cid,ann,desk", "cid,ann,shop"))
    who = [firm.employee_ids.index("cid") for firm in (before, after)]
    assert before.threshold[who[0]] == after.threshold[who[1]] and before.address[who[0]] == after.address[who[1]]


def test_one_employee_with_no_colleague_to_speak_of_is_an_organisation(tmp_path):
    firm = read(tmp_path, "id\nann\n", "employee,colleague\nann,ann\n")
    assert firm.employees == 1 and firm.chief == 0 and len(firm.neighbour) == 0 and firm.unit_ids == ("all",)
    assert any("'unit'" in note for note in firm.notes) and any("themselves" in note for note in firm.notes)


def test_missing_managers_are_inferred_from_the_ties_and_said(tmp_path):
    staff = "employee,unit\na,x\nb,x\nc,x\nd,y\ne,y\n"
    ties = "employee,colleague\na,b\nc,b\nd,b\nb,c\nd,c\nb,e\n"
    firm = read(tmp_path, staff, ties, span=2)
    assert manager_of(firm) == {"a": "b", "b": None, "c": "b", "d": "e", "e": "b"}
    assert any("names no managers" in note for note in firm.notes)
    assert "a" not in heard(firm, "c")  # inferred lines add no ties


def test_an_empty_manager_column_is_a_missing_one(tmp_path):
    firm = read(tmp_path, "employee,manager\na,\nb,\n", "employee,colleague\na,b\n")
    assert manager_of(firm) == {"a": "b", "b": None}


def test_an_empty_unit_is_a_unit(tmp_path):
    assert read(tmp_path, STAFF.replace("ann,,shop", "ann,,")).unit_ids == ("(none)", "desk", "shop")


def test_heads_of_outer_units_answer_to_no_one(tmp_path):
    staff = "employee,unit\na,firm\nb,carrier\n"
    firm = read(tmp_path, staff, "employee,colleague\na,b\n", units={"carrier": {"kind": "supplier"}})
    assert manager_of(firm) == {"a": None, "b": None} and firm.depth[firm.employee_ids.index("b")] == 1
    given = read(
        tmp_path, "employee,manager,unit\na,,firm\nb,,carrier\n", "employee,colleague\na,b\n", units={"carrier": {"kind": "supplier"}}
    )
    assert manager_of(given) == manager_of(firm)


def test_a_tie_given_one_way_is_heard_weakly_the_other_way(tmp_path):
    firm = read(tmp_path, ties="employee,colleague\ncid,bob\n")
    assert heard(firm, "cid")["bob"] == 32 and heard(firm, "bob")["cid"] == 32  # half of 64
    assert any("one direction" in note for note in firm.notes)


def test_repeated_ties_count_once_at_their_strongest(tmp_path):
    firm = read(tmp_path, ties="employee,colleague,strength\nbob,cid,1\ncid,bob,2\nbob,cid,3\nbob,bob,2\n")
    assert heard(firm, "bob")["cid"] == 96  # 40 × 0.8 × 2 × 3 / median of 2
    assert firm.notes == (
        "ties.csv: 1 (25.0%) ties of people with themselves.",
        "ties.csv: 1 (33.3%) ties were listed again, and counted once, at their strongest.",
    )


def test_a_formal_tie_in_the_file_is_heard_as_one(tmp_path):
    firm = read(tmp_path, ties="employee,colleague,kind\nbob,cid,Formal\ncid,bob,advice\n")
    assert heard(firm, "bob")["cid"] == 120 and heard(firm, "cid")["bob"] == 32


def test_ids_are_ordered_as_people_order_them(tmp_path):
    firm = read(tmp_path, "employee\n10\n9\n1\n", "employee,colleague\n1,9\n")
    assert firm.employee_ids == ("1", "9", "10")


@pytest.mark.parametrize("name", ["😀", "../x", "a:b", "=1+1", "<b>", "\u202eabc", "x" * 256, "a.", "NaN", "null"])
def test_any_text_may_be_an_id_or_a_unit(tmp_path, name):
    firm = read(tmp_path, f"employee,unit\n{name},{name}\nb,{name}\n", f"employee,colleague\n{name},b\n")
    assert name in firm.employee_ids and firm.unit_ids == (name,)


@pytest.mark.parametrize(
    "staff",
    [
        STAFF.encode("utf-8-sig"),
        STAFF.replace("\n", "\r\n").encode(),
        STAFF.replace(",", ";").encode(),
        STAFF.replace(",", "\t").encode(),
        (STAFF + "\n\n").encode(),
        STAFF.replace("employee", " Employee ").encode(),
        STAFF.rstrip().encode(),
        STAFF.replace("ann", '"ann"').encode(),
    ],
    ids=["byte order mark", "CRLF", "semicolons", "tabs", "blank lines", "capitals", "no last newline", "quotes"],
)
def test_spreadsheet_exports_are_read(tmp_path, staff):
    firm = read(tmp_path, staff)
    assert manager_of(firm) == {"ann": None, "bob": "ann", "cid": "ann"}


REFUSED_STAFF = [
    ("employee,manager\na,\nb,zoe\nc,yan\n", "employees.csv: managers who are no one's id, 2 of 2;"),
    ("employee,manager\na,\nb,b\n", "row 3: 'b'"),
    ("employee,manager\nr,\nc,b\nb,a\na,c\n", "managers in a circle: c → b → a → c (rows 3, 4, 5)"),
    ("employee,manager\na,b\nb,a\n", "managers in a circle: a → b → a (rows 2, 3)"),
    ("employee\na\nb\na\n", "'a' in rows 2, 4"),
    ("employee,manager\na,\n,a\n", "employees without an id: row 3"),
    ("emploee,manager\na,\n", "no column 'employee'; there are 'emploee', 'manager'; nearest: 'emploee'"),
    ("employee,employee\na,a\n", "two columns are called 'employee'"),
    ("employee,manager\na,\nb\nc,a,x\n", "rows must have 2 fields like the header in row 1: row 4 has 3"),
    ("", "employees.csv: the file is empty"),
    (" \n\n", "employees.csv: the file is empty"),
    ("employee,manager\n", "employees.csv: a header and no rows"),
    ('employee,manager\n"a,\nb,a\n', "is not comma-separated text"),
    ("employee\n" + "x" * 300 + "\n", "more than 256 characters: row 2"),
    ("employee,unit\na,b\na2," + "x" * 300 + "\n", "more than 256 characters: row 3"),
    ("employee\n" + "x" * 131_073 + "\n", "is not comma-separated text"),
    ("employee\na\n".encode("utf-16")[:-1], "line 1: begins like UTF-16"),
    ("employee\na\nzoë\n".encode("latin-1"), "line 3: not UTF-8 (byte 0xeb, perhaps Latin-1"),
    (b"employee\na\nb\0\n", "line 3: a NUL character"),
    (b"employee\n\xed\xa0\x80\n", "line 2: not UTF-8"),
]


@pytest.mark.parametrize(("staff", "said"), REFUSED_STAFF)
def test_employees_who_cannot_be_an_organisation_are_refused_with_their_rows(tmp_path, staff, said):
    with pytest.raises(OrganisationError) as refusal:
        read(tmp_path, staff, "employee,colleague\na,b\n")
    assert said in str(refusal.value) and str(refusal.value).count("\n") <= 1 and len(str(refusal.value)) < 600


REFUSED_TIES = [
    ("employee,colleague\nbob,zoe\nyan,bob\n", "ties with people who are not in employees.csv, as are all: row 2: 'zoe'; row 3: 'yan'"),
    ("employee,coleague\nbob,ann\n", "ties.csv: row 1: no column 'colleague'; there are 'employee', 'coleague'; nearest: 'coleague'"),
    ("employee,colleague,strength\nbob,ann,1\nbob,cid,-2\n", "strengths that are not positive numbers, in 'strength': row 3: '-2'"),
    ("employee,colleague,strength\nbob,ann,nan\n", "row 2: 'nan'"),
    ("employee,colleague,strength\nbob,ann,1e309\n", "row 2: '1e309'"),
    ("employee,colleague\n", "ties.csv: a header and no rows"),
    ("", "ties.csv: the file is empty"),
]


@pytest.mark.parametrize(("ties", "said"), REFUSED_TIES)
def test_ties_that_join_no_one_are_refused_with_their_rows(tmp_path, ties, said):
    with pytest.raises(OrganisationError) as refusal:
        read(tmp_path, ties=ties)
    assert said in str(refusal.value)


def test_a_refusal_lists_five_cases_and_counts_the_rest(tmp_path):
    with pytest.raises(OrganisationError, match=r"row 6: '5' … and 1,995 more$"):
        read(tmp_path, "employee,manager\n" + "".join(f"a{n},{n}\n" for n in range(1, 2_001)))


def test_a_long_circle_is_told_briefly(tmp_path):
    members = "".join(f"a{n},a{(n + 1) % 30}\n" for n in range(30))
    with pytest.raises(OrganisationError, match="20 more") as refusal:
        read(tmp_path, "employee,manager\n" + members)
    assert len(str(refusal.value)) < 300


def test_a_very_tall_hierarchy_is_read(tmp_path):
    firm = read(tmp_path, "employee,manager\na0,\n" + "".join(f"a{n},a{n - 1}\n" for n in range(1, 1_000)), "employee,colleague\na0,a1\n")
    assert firm.depth.max() == 255 and firm.depth[firm.employee_ids.index("a200")] == 200


def test_a_missing_or_oversized_file_is_refused_before_reading(tmp_path, monkeypatch):
    with pytest.raises(OrganisationError, match=r"nowhere\.csv: there is no such file"):
        organisation_of(OrganisationFromFiles(employees=str(tmp_path / "nowhere.csv"), ties="x"))
    with pytest.raises(OrganisationError, match="cannot be read: File name too long"):
        digest_of_file(tmp_path / ("x" * 256))
    with pytest.raises(OrganisationError, match="not a file"):
        digest_of_file(tmp_path)
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(content_of_files.LARGEST + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(OrganisationError, match=r"200 MB, more than the 200 MB"):
        digest_of_file(tmp_path / "large.csv")


def test_a_file_that_has_changed_is_refused(tmp_path):
    read(tmp_path)
    digests = {"employees_sha256": digest_of_file(tmp_path / "employees.csv"), "ties_sha256": digest_of_file(tmp_path / "ties.csv")}
    assert read(tmp_path, **digests).employees == 3
    with pytest.raises(OrganisationError, match=r"ties\.csv: not the file it was"):
        read(tmp_path, ties=TIES + "bob,ann\n", **digests)


@pytest.mark.parametrize(
    ("units", "said"), [({"dsk": {}}, "nearest: 'desk'"), ({"desk": {"kind": "partner"}, "shop": {"kind": "partner"}}, "none is internal")]
)
def test_traits_of_units_that_are_not_there_are_refused(tmp_path, units, said):
    with pytest.raises(OrganisationError, match=said):
        read(tmp_path, units=units)


def test_a_firm_led_from_outside_is_refused(tmp_path):
    with pytest.raises(OrganisationError, match="no one leads it"):
        read(tmp_path, units={"shop": {"kind": "partner"}})
