"""Files of other programs: columns by meaning, settings in place of refusals, formats, and what is said of them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pytest

import sim
from sim.config import Refused
from sim.importing import content as content_of_files
from sim.organisation import KINDS

STAFF = "employee,manager,unit\nann,,shop\nbob,ann,shop\ncid,ann,desk\ndan,cid,desk\n"


def file(folder: Path, name: str, text: str | bytes) -> Path:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / name


def managers(imported: sim.ImportedOrganisation) -> dict[str, str | None]:
    return {str(name): None if pd.isna(above) else above for name, above in imported.organisation.people["manager"].items()}


EXPORTS = {
    "BambooHR": 'Employee #,First Name,Last Name,Department,Status,Reporting to\n1,Ann,A,shop,Active,\n2,Bob,B,shop,Active,"A, Ann"\n'
    "3,Cid,C,desk,Active,Ann A\n4,Eve,E,desk,Terminated,Cid C\n",
    "Workday": "Worker Report,,\nEmployee ID,Worker,Manager ID\n1,Ann,\n2,Bob,1\n3,Cid,1\n,,\nTotal,3,\n",
    "SAP": "USERID;MANAGER;DEPARTMENT;STATUS\n1;NO_MANAGER;shop;active\n2;1;shop;active\n3;1;desk;active\n4;3;desk;inactive\n",
    "SCIM": '"id","active","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value"\n'
    "1,true,\n2,true,1\n3,true,1\n4,false,1\n",
    "Viva": "PersonId,Organization,ManagerId,IsActive\n1,shop,,1\n2,shop,1,1\n3,desk,1,1\n4,desk,1,0\n",
    "German": "\ufeffsep=;\nPersonalnummer;Vorgesetzter;Abteilung\n1;;shop\n2;1,0;shop\n3;1,0;desk\n;;\n",
    "tabs and capitals": "EMPID\tREPORTS_TO\tTEAM\n1\t\tshop\n2\t1\tshop\n3\t1\tdesk\n",
    "e-mail": "Work Email,Manager Email\nann@x.org,\nbob@x.org,ANN@x.org\ncid@x.org,ann@x.org\n",
}


@pytest.mark.parametrize("program", EXPORTS)
def test_columns_of_usual_exports_are_known_by_meaning(tmp_path: Path, program: str) -> None:
    found = sim.import_organisation(file(tmp_path, "staff.csv", EXPORTS[program]))
    first, second, third = sorted(managers(found))
    assert managers(found) == {first: None, second: first, third: first}


def test_a_column_of_ones_own_is_named_and_those_not_read_are_listed(tmp_path: Path) -> None:
    path = file(tmp_path, "staff.csv", "Kennung,Chef-in,Ort,FTE\na,,x,1\nb,a,x,1\n")
    with pytest.raises(Refused, match=r"no column 'employee'.*organisation\.columns\.employee=NAME"):
        sim.import_organisation(path)
    found = sim.import_organisation(path, columns={"employee": "Kennung", "manager": "Chef-in"})
    assert managers(found) == {"a": None, "b": "a"}
    assert any("not read: 'Ort', 'FTE'" in note for note in found.organisation.notes)
    with pytest.raises(Refused, match="nearest: 'Chef-in'"):
        sim.import_organisation(path, columns={"employee": "Kennung", "manager": "Cheffin"})
    with pytest.raises(Refused, match="no meaning of a column; nearest: manager"):
        sim.import_organisation(path, columns={"manger": "Chef-in"})


def test_a_column_that_names_no_one_is_no_column_of_managers(tmp_path: Path) -> None:
    for cells, said in ((("yes", "no", "no"), "says yes or no"), (("L1", "L2", "L3"), "no one's id")):
        rows = "".join(f"{name},{cell}\n" for name, cell in zip("abc", cells, strict=True))
        with pytest.raises(Refused, match=said):
            sim.import_organisation(file(tmp_path, "staff.csv", "employee,manager\n" + rows))


SETTINGS = [
    ("r,\na,r\nb,r\nc,\n", {}, {"r": None, "a": "r", "b": "r", "c": "r"}),
    ("r,\na,r\nb,r\nc,\n", {"chief": "c"}, {"r": "c", "a": "r", "b": "r", "c": None}),
    ("r,\na,r\nb,r\nc,\n", {"without_manager": "drop"}, {"r": None, "a": "r", "b": "r"}),
    ("r,\na,r\nb,a\nc,gone\n", {}, {"r": None, "a": "r", "b": "a", "c": "r"}),
    ("r,\na,r\nb,r\nc,gone\nd,c\n", {"unknown_manager": "drop"}, {"r": None, "a": "r", "b": "r"}),
    ("r,r\na,r\nb,a\n", {}, {"r": None, "a": "r", "b": "a"}),
]


@pytest.mark.parametrize(("rows", "settings", "wanted"), SETTINGS)
def test_people_without_a_known_manager_are_settled_by_a_setting(tmp_path: Path, rows: str, settings: dict, wanted: dict) -> None:
    assert managers(sim.import_organisation(file(tmp_path, "staff.csv", "employee,manager\n" + rows), **settings)) == wanted


@pytest.mark.parametrize("setting", ["without_manager", "unknown_manager"])
def test_settings_may_refuse_as_well(tmp_path: Path, setting: str) -> None:
    path = file(tmp_path, "staff.csv", "employee,manager\nr,\na,r\nb,r\nc,\nd,gone\n")
    with pytest.raises(Refused, match="row "):
        sim.import_organisation(path, **{setting: "refuse"})


def test_second_managers_are_formal_ties_that_lead_no_one(tmp_path: Path) -> None:
    found = sim.import_organisation(
        file(tmp_path, "s.csv", "employee,manager,Matrix Manager\na,,\nb,a,\nc,a,b\n"), file(tmp_path, "t.csv", "from,to\na,b\n")
    )
    ties = found.organisation.ties.set_index(["employee", "colleague"])["loudness"]
    assert managers(found)["c"] == "a" and ties["c", "b"] == 60 and ties["b", "c"] == 60
    without = sim.import_organisation(tmp_path / "s.csv", tmp_path / "t.csv", second_managers="drop")
    assert ("c", "b") not in without.organisation.ties.set_index(["employee", "colleague"]).index


def test_ties_with_people_outside_are_counted_with_their_share(tmp_path: Path) -> None:
    ties = file(tmp_path, "t.csv", "source,target\nann,bob\nann,zoe\nbob,yan\nbob,ann\n")
    found = sim.import_organisation(file(tmp_path, "s.csv", STAFF), ties)
    assert any("2 (50.0%) ties with 2 names of people who are not in s.csv" in note for note in found.organisation.notes)
    with pytest.raises(Refused, match="row 3: 'zoe'"):
        sim.import_organisation(tmp_path / "s.csv", ties, outsiders="refuse")


@pytest.mark.parametrize(
    "ties",
    [
        "ego,alter1,alter2\nann,bob,\nbob,ann,cid\n",
        ";ann;bob;cid\nann;0;1;0\nbob;1;0;1\ncid;0;0;0\n",
        "TieOrigin_PersonId,TieDestination_PersonId\nann,bob\nbob,ann\nbob,cid\n",
        "recipient,sender\nann,bob\nbob,ann\nbob,cid\n",
        "ann bob 1\nbob ann 1\nbob cid 1\n",
    ],
)
def test_nominations_matrices_and_lists_are_the_same_ties(tmp_path: Path, ties: str) -> None:
    staff = STAFF
    if ties.startswith("ann bob"):  # without a header, as of numbers
        for number, name in enumerate(("ann", "bob", "cid", "dan")):
            staff, ties = staff.replace(name, str(number)), ties.replace(name, str(number))
    path = file(tmp_path, "t.csv", ties)
    found = sim.import_organisation(file(tmp_path, "s.csv", staff), path)
    assert found.report.shape["ties"] == 3 and found.report.shape["reciprocity"] == pytest.approx(2 / 3)


def test_a_scale_of_how_often_is_pointed_out_and_cut(tmp_path: Path) -> None:
    names = [f"p{n}" for n in range(8)]
    answers = [(one, other, 1 + (one < other) * 3) for one in range(8) for other in range(8) if one != other]
    text = "ego,alter,how often\n" + "".join(f"p{one},p{other},{often}\n" for one, other, often in answers)
    staff = file(tmp_path, "s.csv", "id\n" + "\n".join(names) + "\n")
    found = sim.import_organisation(staff, file(tmp_path, "t.csv", text))
    assert any("100% of all possible ties are there. If the lowest answer means never" in note for note in found.organisation.notes)
    assert sim.import_organisation(staff, tmp_path / "t.csv", cut=1).report.shape["ties"] == 28


def test_strengths_keep_their_order_and_ratio(tmp_path: Path) -> None:
    ties = file(
        tmp_path, "t.csv", "employee,colleague,strength\nbob,dan,60\ndan,cid,60\nbob,cid,60\nann,dan,2\nann,bob,2\ncid,ann,2\ndan,ann,2\n"
    )
    firm = sim.import_organisation(file(tmp_path, "s.csv", "employee,unit\nann,x\nbob,x\ncid,x\ndan,x\n"), ties).organisation
    loud = firm.ties.set_index(["employee", "colleague"])["loudness"].astype(float)
    heads = set(firm.people.index[firm.people["leads"]])
    by_authority = {name: 2.0 if name in heads else 1.0 for name in firm.people.index}
    plain = {pair: value / by_authority[pair[1]] for pair, value in loud.items()}
    assert plain["bob", "dan"] / plain["dan", "bob"] == pytest.approx(2.0, rel=0.1)
    assert plain["bob", "dan"] / plain["cid", "ann"] == pytest.approx(30.0, rel=0.35) and loud.max() == 255
    assert any("to fit a scale of 1 to 255" in note for note in firm.notes)


def test_strengths_that_a_byte_cannot_hold_are_cut_and_said(tmp_path: Path) -> None:
    rows = [(one, other, 1 + (one * 7 + other) % 5) for one in range(30) for other in range(30) if one != other]
    text = "from,to,weight\n" + "".join(f"{one},{other},{w}\n" for one, other, w in rows) + "0,31,100000\n"
    staff = file(tmp_path, "s.csv", "id\n" + "\n".join(str(n) for n in range(32)) + "\n")
    notes = sim.import_organisation(staff, file(tmp_path, "t.csv", text)).organisation.notes
    assert any("The scale does not hold all: 2 ties" in note for note in notes)


def same(one: sim.Organisation, other: sim.Organisation) -> bool:
    columns = ("unit", "manager", "depth", "address", "threshold", "openness", "start", "neighbour", "strength", "unit_head", "contact",
               "influence", "unit_resistance", "unit_kind", "unit_address")  # fmt: skip
    alike = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in columns)
    return alike and (one.employee_ids, one.unit_ids, one.unit_titles, one.scale) == (
        other.employee_ids,
        other.unit_ids,
        other.unit_titles,
        other.scale,
    )


@pytest.mark.parametrize("choice", ["organisation=small", "organisation=ecosystem", "organisation=example"])
def test_a_saved_organisation_is_the_same_to_the_bit(tmp_path: Path, choice: str) -> None:
    firm = sim.organisation_of(sim.load("customer_centric", choice).organisation)
    again = sim.import_organisation(firm.save(tmp_path / "firm")).organisation
    assert same(firm, again) and again.notes == firm.notes
    kinds = {name: {"kind": KINDS[kind]} for name, kind in zip(firm.unit_ids, firm.unit_kind, strict=True)}
    plain = sim.import_organisation(tmp_path / "firm" / "people.csv", tmp_path / "firm" / "ties.csv", units=kinds).organisation
    assert np.array_equal(plain.strength, firm.strength) and np.array_equal(plain.threshold, firm.threshold)


def test_people_and_ties_of_an_organisation_written_by_pandas_are_read_to_the_bit(tmp_path: Path) -> None:
    firm = sim.organisation_of(sim.load("customer_centric", "organisation=example").organisation)
    firm.people.to_csv(tmp_path / "people.csv")
    firm.ties.to_csv(tmp_path / "ties.csv", index=False)
    again = sim.import_organisation(tmp_path / "people.csv", tmp_path / "ties.csv").organisation
    for name in ("unit", "manager", "address", "threshold", "openness", "start", "neighbour", "strength"):
        assert np.array_equal(getattr(again, name), getattr(firm, name)), name


def test_a_damaged_saved_organisation_is_refused(tmp_path: Path) -> None:
    folder = sim.organisation_of(sim.load("customer_centric", "organisation=small").organisation).save(tmp_path / "firm")
    lines = (folder / "ties.csv").read_text().splitlines()
    (folder / "ties.csv").write_text("\n".join(lines[:-3]) + "\n")
    with pytest.raises(Refused, match=r"rows; organisation\.json says"):
        sim.import_organisation(folder)


def graph() -> nx.DiGraph:
    made = nx.DiGraph()
    made.add_nodes_from([("a", {"department": "x"}), ("b", {"department": "x"}), ("c", {"department": "y"})])
    made.add_weighted_edges_from([("a", "b", 2.0), ("b", "a", 1.0), ("b", "c", 4.0)])
    return made


@pytest.mark.parametrize("kind", ["graphml", "gexf", "gml", "net", "networkx", "igraph", "parquet", "polars", "pandas", "xlsx"])
def test_one_network_is_the_same_in_every_format(tmp_path: Path, kind: str) -> None:
    made = graph()
    edges = nx.to_pandas_edgelist(made)
    nodes = pd.DataFrame({"id": list(made), "department": [made.nodes[name]["department"] for name in made]})
    path = tmp_path / f"g.{kind}"
    if kind in ("graphml", "gexf", "gml"):
        {"graphml": nx.write_graphml, "gexf": nx.write_gexf, "gml": nx.write_gml}[kind](made, path)
        found = sim.import_organisation(path)
    elif kind == "net":
        file(
            tmp_path,
            "g.net",
            '*Vertices 3\n1 "a"\n2 "b"\n3 "c"\n*Arcs :2 "advice"\n1 2 2\n2 1 1\n2 3 4\n*Partition department\n*Vertices 3\nx\nx\ny\n',
        )
        found = sim.import_organisation(path)
    elif kind == "networkx":
        found = sim.import_organisation(made)
    elif kind == "igraph":
        found = sim.import_organisation(igraph.Graph.from_networkx(made, vertex_attr_hashable="name"))
    elif kind in ("parquet", "xlsx"):
        for name, table in (("nodes", nodes), ("edges", edges)):
            getattr(table, {"parquet": "to_parquet", "xlsx": "to_excel"}[kind])(tmp_path / f"{name}.{kind}", index=False)
        found = sim.import_organisation(tmp_path / f"nodes.{kind}", tmp_path / f"edges.{kind}")
    else:
        frame = pl.DataFrame if kind == "polars" else pd.DataFrame
        found = sim.import_organisation(frame(nodes.to_dict("list")), frame(edges.to_dict("list")))
    wanted = sim.import_organisation(nodes, edges).organisation
    assert found.organisation.employee_ids == ("a", "b", "c") and found.organisation.unit_ids == ("x", "y")
    assert np.array_equal(found.organisation.strength, wanted.strength) and np.array_equal(found.organisation.neighbour, wanted.neighbour)


def test_a_sheet_is_chosen_by_its_header_or_by_name_and_formulas_are_not_computed(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "b.xlsx") as book:
        pd.DataFrame({"About": ["this file"]}).to_excel(book, sheet_name="Read me", index=False)
        pd.DataFrame({"Employee ID": [1, 2, 3], "Manager ID": [None, 1, 1]}).to_excel(book, sheet_name="Staff", index=False)
        pd.DataFrame({"id": ["x", "=1+1"], "manager": [None, "x"]}).to_excel(book, sheet_name="Other", index=False)
    found = sim.import_organisation(tmp_path / "b.xlsx")
    assert managers(found) == {"1": None, "2": "1", "3": "1"} and any("read the sheet 'Staff'" in note for note in found.organisation.notes)
    with pytest.raises(Refused, match="no sheet is called 'Stuff'; nearest: 'Staff'"):
        sim.import_organisation(tmp_path / "b.xlsx", sheet="Stuff")


@pytest.mark.parametrize("kind", ["net", "gml"])
def test_ends_of_ties_are_ids_of_nodes_though_labels_look_alike(tmp_path: Path, kind: str) -> None:
    made = nx.relabel_nodes(nx.karate_club_graph(), lambda node: str(33 - node))
    {"net": nx.write_pajek, "gml": nx.write_gml}[kind](made, tmp_path / f"g.{kind}")
    found = sim.import_organisation(tmp_path / f"g.{kind}").organisation.ties
    pairs = {frozenset(pair) for pair in zip(found["employee"], found["colleague"], strict=True)}
    assert pairs == {frozenset(pair) for pair in made.edges}


def test_ties_of_a_network_find_people_of_a_table_by_their_labels(tmp_path: Path) -> None:
    network = file(tmp_path, "g.net", '*Vertices 3\n1 "cid"\n2 "ann"\n3 "bob"\n*Arcs\n1 2\n3 1\n')
    found = sim.import_organisation(file(tmp_path, "s.csv", STAFF), network)
    assert {(row["listener"], row["heard"]) for row in found.report.ties} == {("cid", "ann"), ("bob", "cid")}


UCINET = [
    "dl n=3 format=fullmatrix\nlabels:\na,b,c\ndata:\n0 2 0\n1 0 4\n0 0 0\n",
    "DL N = 3, FORMAT = EDGELIST1\nLABELS EMBEDDED\nDATA:\na b 2\nb a 1\nb c 4\n",
    'dl n=3 format=fullmatrix\nrow labels:\n"a"\n"b"\n"c"\ncolumn labels:\n"a" "b" "c"\ndata:\n0 2 0 1 0 4\n0 0 0\n',
    "dl nr=3 nc=3 format=fm\nrow labels embedded\ncol labels embedded\ndata:\n a b c\na 0 2 0\nb 1 0 4\nc 0 0 0\n",
    "dl n=3 format=fullmatrix diagonal=absent\nlabels:\na b c\ndata:\n2 0\n1 4\n0 0\n",
]


@pytest.mark.parametrize("text", UCINET)
def test_ucinet_is_read_as_its_header_says(tmp_path: Path, text: str) -> None:
    found = sim.import_organisation(file(tmp_path, "g.dl", text)).organisation
    wanted = sim.import_organisation(
        {"id": ["a", "b", "c"]}, {"source": ["a", "b", "b"], "target": ["b", "a", "c"], "weight": [2, 1, 4]}
    ).organisation
    assert found.employee_ids == wanted.employee_ids and np.array_equal(found.strength, wanted.strength)


def test_a_relation_that_says_who_reports_to_whom_is_the_hierarchy(tmp_path: Path) -> None:
    text = "dl n=3 nm=2 format=fullmatrix\nlabels:\na b c\nmatrix labels:\nadvice reports_to\ndata:\n0 1 0 1 0 1 0 0 0\n0 0 0 1 0 0 1 0 0\n"
    assert managers(sim.import_organisation(file(tmp_path, "g.dl", text))) == {"a": None, "b": "a", "c": "a"}


REFUSED = {
    "a.graphml": (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><graphml><graph><node id="&a;"/></graph></graphml>',
        "document type or entities",
    ),
    "b.graphml": ('<graphml><graph><node id="a"/><node id="b"/><hyperedge/></graph></graphml>', "hyperedge: not understood"),
    "c.graphml": ('<graphml><graph><node id="a"/><edge source="a" target="z"/></graph></graphml>', "ends that are no nodes"),
    "d.graphml": ('<graphml><graph parse.nodes="3"><node id="a"/></graph></graphml>', "says that it has 3 nodes, and has 1"),
    "e.gexf": ('<gexf><graph><nodes count="2"><node id="a"/></nodes></graph></gexf>', "says that it has 2 nodes, and has 1"),
    "f.net": ("*Vertices 2\n*Arcs\n1 3\n", "'3' is no vertex; the header counts 2"),
    "g.net": ("*Vertices 4 2\n*Edges\n1 3\n", "two-mode"),
    "h.net": ("*Vertices 2\n*Events\nTI 1\n", "the section '\\*Events' is not understood"),
    "i.dl": ("dl n=3 format=fullmatrix\ndata:\n0 1 0\n", "ends in row 2"),
    "j.dl": ("dl nr=2 nc=3\ndata:\n0 1 0 0 0 0\n", "two-mode"),
    "k.gml": ("graph [ node [ id 1 ] ", "ends inside a section"),
    "l.xls": ("<html><table></table></html>", "a web page"),
    "m.pdf": ("%PDF-1.7", "a PDF document"),
    "n.json": ('[{"id": 1}]', "JSON"),
    "o.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1", "an older Excel workbook"),
    "p.csv": ("source,target\na,b\n", "a list of ties rather than of people"),
    "q.csv": ("a,,x\nb,a,x\nemployee,manager,unit\nc,a,x\n", "rows above the header in row 3 that look like data: row 1; row 2"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_are_no_organisation_are_named_as_what_they_are(tmp_path: Path, name: str) -> None:
    given, said = REFUSED[name]
    with pytest.raises(Refused, match=said) as refusal:
        sim.import_organisation(file(tmp_path, name, given))
    assert str(refusal.value).startswith(name) and "\n" not in str(refusal.value)


def test_a_packed_file_is_measured_as_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<x/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 3_000_000)
    monkeypatch.setattr("sim.importing.workbooks.LARGEST_UNPACKED", 1_000_000)
    assert (tmp_path / "b.xlsx").stat().st_size < 10_000 < content_of_files.LARGEST
    with pytest.raises(Refused, match="grows to more than 1 MB when it is unpacked"):
        sim.import_organisation(tmp_path / "b.xlsx")


def test_a_workbook_with_a_document_type_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as packed:
        packed.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>')
    with pytest.raises(Refused, match="document type or entities"):
        sim.import_organisation(tmp_path / "b.xlsx")


def test_pseudonyms_leave_no_name_anywhere(tmp_path: Path) -> None:
    rows = "".join(f"person{n}@x.org,{'' if n == 0 else 'person0@x.org'},{'north' if n < 9 else 'tiny'}\n" for n in range(12))
    people = file(tmp_path, "s.csv", "email,manager,team\n" + rows)
    ties = file(tmp_path, "t.csv", "from,to\nperson1@x.org,person2@x.org\nperson1@x.org,stranger@x.org\n")
    found = sim.import_organisation(people, ties, pseudonyms=True)
    assert set(found.organisation.employee_ids) == {f"P{n:02}" for n in range(1, 13)}
    folder = found.save(tmp_path / "firm")
    told = str(found) + "".join(path.read_text() for path in folder.iterdir())
    assert "person" not in told.replace("person in", "") and "stranger" not in told
    assert found.organisation.unit_size.min() >= 5
    with pytest.raises(Refused) as refusal:
        sim.import_organisation(file(tmp_path, "u.csv", "email,manager\nann@x.org,bob@x.org\nbob@x.org,ann@x.org\n"), pseudonyms=True)
    assert "ann" not in str(refusal.value)


def test_near_names_of_units_and_blank_looking_ones_are_pointed_out(tmp_path: Path) -> None:
    found = sim.import_organisation(file(tmp_path, "s.csv", "employee,unit\na,Sales\nb,SALES\nc,n/a\nd,\u200bSales\n"))
    assert found.organisation.unit_ids == ("SALES", "Sales", "n/a")
    assert any("'Sales' (2) and 'SALES' (1)" in note for note in found.organisation.notes)
    assert any("'n/a' of 1 looks like a blank cell" in note for note in found.organisation.notes)


def test_stated_thresholds_openness_and_practice_are_read(tmp_path: Path) -> None:
    text = 'employee,manager,threshold,openness,adopter\na,,"1,5",50 %,yes\nb,a,"0,2",10 %,no\nc,a,,,\n'
    firm = sim.import_organisation(file(tmp_path, "s.csv", text)).organisation
    assert firm.threshold[:2].tolist() == [1.5, 0.2] and firm.openness[:2].tolist() == [0.5, 0.1]
    assert firm.stance is not None and firm.stance.practice[:2].tolist() == [1.0, 0.0] and np.isnan(firm.stance.practice[2])


def test_files_understood_otherwise_than_before_are_refused(tmp_path: Path) -> None:
    people = file(tmp_path, "s.csv", STAFF)
    spec = sim.import_organisation(people).specification
    assert spec.read_as is not None
    assert sim.organisation_of(spec).employees == 4
    settings, _ = spec.read_as.split("-")
    with pytest.raises(ValueError, match="understood otherwise"):
        sim.organisation_of(spec.model_copy(update={"read_as": f"{settings}-0000000000000000"}))


def test_no_initiative_runs_with_the_organisation_of_another() -> None:
    initiative = sim.load("customer_centric", "weeks=2")
    assert sim.simulate(initiative, organisation=sim.organisation_of(initiative.organisation)).digest == sim.simulate(initiative).digest
    for choice in ("organisation=small", "organisation.seed=2", "organisation=example"):
        another = sim.organisation_of(sim.load("customer_centric", choice).organisation)
        with pytest.raises(ValueError, match="describes another one"):
            sim.simulate(initiative, organisation=another)


@pytest.mark.parametrize("seed", [3.7, -1, 2**63, 2**64, True, "3"])
def test_a_seed_that_is_none_is_refused_in_python_as_well(seed) -> None:
    with pytest.raises(ValueError, match=r"seed: .*; must be a whole number"):
        sim.simulate(sim.load("customer_centric", "weeks=2"), seed=seed)


def test_a_scenario_of_an_imported_firm_runs_again_from_its_file(tmp_path: Path) -> None:
    found = sim.import_organisation(file(tmp_path, "s.csv", STAFF))
    initiative = found.into(sim.load("customer_centric", "weeks=4"))
    assert sim.simulate(initiative).digest == sim.simulate(initiative, organisation=found.organisation).digest
    with pytest.raises(Refused, match="names units that the organisation does not have"):
        found.into(sim.load("company_a"))
