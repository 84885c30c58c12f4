"""Every upload is read, or refused in a line or two: nothing runs, nothing is left behind, no other session sees it.

Every input here is as small and as plain as its kind can be, and harmless to any reader.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from nicegui import ui
from nicegui.elements.upload_files import SmallFileUpload
from nicegui.testing.user import User
from waiting import settle

import sim
from sim.config import Refused, resolved_yaml
from sim.config.library_files import config_dir
from sim.config.safe_yaml import DEEPEST, LARGEST, LONGEST_INTEGER, MOST_NODES
from sim.lab.application import Lab
from sim.lab.choosing.shelf import ShelvedScenario, library_cases
from sim.lab.choosing.uploads import label_of, organisation_in, play_or_case_in
from sim.lab.limits import Limits
from sim.play import Play
from sim.play.uploaded_organisation import OwnOrganisation

LIMITS = Limits()
EXAMPLE = config_dir() / "organisation" / "example"
EMPLOYEES, TIES = ((EXAMPLE / name).read_bytes() for name in ("employees.csv", "ties.csv"))

TINY = """\
name: tiny
title: A tiny firm
briefing: Five people.
weeks: 4
seed: 1
organisation: {source: drawn, units: {everyone: {size: 5}}}
behaviours: [stay_until_solved]
segments: {all: {share: 1.0}}
programme: {title: Nothing, description: Nothing is done., steps: {}}
"""


def tiny(old: str, new: str) -> str:
    """The tiny situation with one thing changed."""
    assert old in TINY
    return TINY.replace(old, new)


NO_WHOLE_NUMBERS = ('"12"', "12.5", "true", "NO", "012", "12:30", "1e5")
PATHS = "{source: from_files, employees: people.csv, ties: ties.csv}"


class Bad(NamedTuple):
    """What is handed in, and what its refusal must say; two tables, or one file."""

    name: str
    given: str | bytes | tuple[str, str]
    says: tuple[str, ...]


def people(*rows: str, ties: str = "employee,colleague\n1,2\n2,3\n") -> tuple[str, str]:
    return "employee,manager,unit\n" + "".join(f"{row}\n" for row in rows), ties


ROWS = [
    Bad("01 anchor", "a: &a x\nb: *a\n", ("line 1", "anchors are not allowed")),
    Bad("02 alias", "a: [*a]", ("aliases are not allowed",)),
    Bad("03 nested lists", "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), ("too deep",)),
    Bad("03 many values", "a: [" + "1, " * (MOST_NODES - 3) + "1]", ("more than 100,000 values",)),
    Bad("04 one byte too many", b"x" * (LARGEST + 1), ("2.0 MB is too large", "the limit is 2 MB")),
    Bad("05 tag", TINY + "source: !note x\n", ("tags are not allowed",)),
    Bad("06 target", TINY + "_target_: note\n", ("_target_", "reserved key")),
    Bad("06 nested target", tiny("{size: 5}", "{size: 5, levers: {_target_: note}}"), ("levers._target_", "reserved key")),
    Bad("06 partial", TINY + "rules: {_partial_: true}\n", ("reserved key",)),
    Bad("06 recursive", TINY + "market: {_recursive_: false}\n", ("reserved key",)),
    Bad("07 reference", tiny("A tiny firm", "'${name}'"), ("title", "'${' is not allowed")),
    Bad("07 reference in a reference", TINY + "source: ${note:${name}}\n", ("'${' is not allowed",)),
    Bad("08 Hydra's keys", TINY + "hydra: {run: {dir: elsewhere}}\n", ("hydra: unknown key",)),
    Bad("08 the library as a base", TINY + "defaults: [override /organisation: large]\n", ("defaults", "whole initiative")),
    Bad("09 duplicate key", TINY + "weeks: 5\n", ("duplicate key 'weeks'", "line 10", "line 4")),
    Bad("10 misspelt", tiny("{size: 5}", "{size: 5, resistence: 0.1}"), ("resistence", "nearest: resistance")),
    Bad("11 missing key", tiny("title: A tiny firm\n", ""), ("title: missing, and required",)),
    Bad("11 left open", tiny("weeks: 4", "weeks: ???"), ("weeks: missing ('???')",)),
    Bad("11 empty", "", ("holds nothing",)),
    Bad("11 list", "- a\n- b\n", ("holds no keys",)),
    Bad("11 bare word", "hello", ("holds no keys",)),
    Bad("11 empty table", ("", "employee,colleague\n"), ("employees.csv: the file is empty",)),
    Bad("11 no rows", ("employee\n", "employee,colleague\n"), ("a header and no rows",)),
    Bad("11 no such column", ("colour\n1\n", "employee,colleague\n1,2\n"), ("no column 'employee'",)),
    *(Bad(f"12 {value}", tiny("weeks: 4", f"weeks: {value}"), ("weeks", "whole number")) for value in NO_WHOLE_NUMBERS),
    Bad("13 nan", tiny("share: 1.0", "share: .nan"), (".nan is not a finite number",)),
    Bad("13 inf", tiny("share: 1.0", "share: -.inf"), ("not a finite number",)),
    Bad("13 strength nan", people("1,,a", "2,1,a", ties="employee,colleague,strength\n1,2,nan\n"), ("not positive numbers", "'nan'")),
    Bad("14 below zero", tiny("{size: 5}", "{size: 5, contact: -0.1}"), ("contact: -0.1", "at least 0")),
    Bad("14 above one", tiny("{size: 5}", "{size: 5, contact: 1.0000001}"), ("at most 1",)),
    Bad("14 shares", tiny("share: 1.0", "share: 0.999"), ("sum to 1", "1e-9")),
    Bad("15 below zero", tiny("size: 5", "size: -5"), ("size: -5", "at least 1")),
    Bad("15 zero", tiny("size: 5", "size: 0"), ("size: 0", "at least 1")),
    Bad("17 more than a machine takes", tiny("size: 5", "size: 2000001"), ("2,000,001 employees", "GB")),
    Bad("18 more than a page takes", tiny("size: 5", "size: 10001"), ("10,001 people", "10,000")),
    Bad("18 too long", tiny("size: 5", "size: 1001").replace("weeks: 4", "weeks: 2000"), ("1,001 people for 2,000 weeks", "2,000,000")),
    Bad("18 many in a table", people(*(f"{row},{'' if row == 1 else 1},a" for row in range(1, 10_002))), ("10,001 people", "10,000")),
    Bad("19 one digit too many", tiny("seed: 1", "seed: " + "9" * (LONGEST_INTEGER + 1)), ("4,301 digits",)),
    Bad("19 overflow", tiny("share: 1.0", "share: 1e309"), ("too large",)),
    Bad("19 strength", people("1,,a", "2,1,a", ties=f"employee,colleague,strength\n1,2,{'9' * 400}\n"), ("not positive numbers",)),
    Bad("20 cycle", people("1,,a", "2,3,a", "3,2,a"), ("in a circle", "2 → 3 → 2")),
    Bad("20 own manager", people("1,,a", "2,2,a", "3,1,a"), ("own manager",)),
    Bad("21 unknown managers", people("1,,a", *(f"{row},9{row},a" for row in range(2, 12))), ("no one's id", "row 7", "and 5 more")),
    Bad("21 no one leads", people("1,2,a", "2,3,a", "3,1,a"), ("in a circle",)),
    Bad("21 ties with strangers", people("1,,a", ties="employee,colleague\n1,7\n"), ("not in employees.csv", "'7'")),
    Bad("23 id twice", people("1,,a", "2,1,a", "2,1,a"), ("rows 3, 4",)),
    Bad("24 NUL", TINY.encode().replace(b"tiny firm", b"tiny\0firm"), ("line 2", "NUL")),
    Bad("24 surrogate", TINY.encode().replace(b"tiny firm", b"\xed\xa0\x80"), ("line 2", "not UTF-8")),
    Bad("24 escaped surrogate", tiny("A tiny firm", '"\\ud800"'), ("mine.yaml",)),
    Bad("24 long title", tiny("A tiny firm", "x" * 1_000), ("title", "at most 120 characters")),
    Bad("24 path as an id", tiny("everyone:", "x/y:"), ("cannot be a name",)),
    Bad("24 path as a name", tiny("name: tiny", "name: x/tiny"), ("not allowed",)),
    Bad("24 path to a card", TINY + "catalysts: {../catalyst/shared_why: 1.0}\n", ("no catalyst is named",)),
    Bad("24 NUL in a table", people("1,,a", "2\0,1,a"), ("line 3", "NUL")),
    Bad("24 long id", people("1,,a", f"{'x' * 257},1,a"), ("more than 256 characters",)),
    Bad("25 UTF-16", TINY.encode("utf-16"), ("UTF-16", "UTF-8")),
    Bad("25 Latin-1", TINY.replace("tiny firm", "petite société").encode("latin-1"), ("line 2", "not UTF-8")),
    Bad("25 tab", TINY + "market:\n\trevenue: 1.0\n", ("line 11", "not YAML")),
    Bad("paths", tiny("{source: drawn, units: {everyone: {size: 5}}}", PATHS), ("from_files", "hand in the two tables")),
    Bad("61 steps", tiny("steps: {}", f"steps: {{{', '.join(f's{k}: {{intervention: training}}' for k in range(61))}}}"), ("at most 60",)),
]  # fmt: skip


def handed_in(given: str | bytes | tuple[str, str]) -> object:
    if isinstance(given, tuple):
        employees, ties = (table.encode() for table in given)
        return organisation_in({"employees": ("employees.csv", employees), "ties": ("ties.csv", ties)}, "", False, LIMITS)
    return play_or_case_in(given.encode() if isinstance(given, str) else given, "mine.yaml", LIMITS)


@pytest.mark.parametrize("bad", ROWS, ids=lambda bad: bad.name)
def test_bad_uploads_are_refused_in_a_line_or_two(bad: Bad, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(Refused) as refused:
        handed_in(bad.given)
    message = str(refused.value)
    assert [said for said in bad.says if said not in message] == [], message
    assert len(message.splitlines()) <= 2 and len(message) < 600, message
    assert "/tmp" not in message
    assert list(tmp_path.iterdir()) == [], "something was written"


GOOD = {
    "13 minus zero": tiny("{size: 5}", "{size: 5, levers: {tools: -0.0}}"),
    "16 one employee": tiny("size: 5", "size: 1"),
    "16 no weeks": tiny("weeks: 4", "weeks: 0"),
    "24 strange names": tiny("A tiny firm", "'😀 <b>bold</b> =1+1 ../x dot.'").replace("Five people.", '"\\u202eleft"'),
    "25 byte order mark": "\ufeff" + TINY,
    "25 CRLF": TINY.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("name", GOOD)
def test_strange_but_sound_situations_are_played(name: str) -> None:
    case = play_or_case_in(GOOD[name].encode(), "mine.yaml", LIMITS)
    assert isinstance(case, ShelvedScenario) and case.difficulty is None
    assert Play(case.initiative).ended().is_over


def test_minus_zero_is_zero() -> None:
    cases = [
        play_or_case_in(tiny("{size: 5}", f"{{size: 5, levers: {{tools: {zero}}}}}").encode(), "x", LIMITS) for zero in ("0.0", "-0.0")
    ]
    digests = {Play(case.initiative).ended().digest for case in cases if isinstance(case, ShelvedScenario)}
    assert len(digests) == 1


@pytest.mark.parametrize(
    "tables",
    [
        people("1,,a", "2,1,a", "3,1,b"),  # a unit of one, which leads itself
        people("1,,a", "2,1,a", ties="employee,colleague\n1,2\n1,2\n1,1\n"),
        people("1,,=1+1", "<b>,1,=1+1", ties="employee,colleague\n1,<b>\n"),
        people("1,,a", "../x,1,dot.", ties="employee,colleague\n../x,1\n"),
    ],
)
def test_strange_but_sound_tables_are_played(tables: tuple[str, str]) -> None:
    own = handed_in(tables)
    assert isinstance(own, OwnOrganisation)
    play = Play(own.put_into(sim.load("customer_centric", "weeks=3")), organisation=own.organisation)
    assert play.ended().is_over


def test_a_situation_of_the_library_can_be_handed_in_again() -> None:
    initiative = sim.load("silo_firm")
    case = play_or_case_in(resolved_yaml(initiative).encode(), "silo_firm.yaml", LIMITS)
    assert isinstance(case, ShelvedScenario) and case.initiative == initiative


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../x/plan.yaml", "plan.yaml"),
        ("C:\\Users\\me\\plan.yaml", "plan.yaml"),
        ("a\u202eb\n\0c.yaml", "abc.yaml"),
        ("", "the file"),
        ("x" * 300 + ".yaml", "x" * 55 + ".yaml"),
        ("<b>bold</b>", "b>"),
    ],
)
def test_a_file_is_called_by_the_end_of_its_name(name: str, label: str) -> None:
    assert label_of(name) == label


# Through the page.


@pytest.fixture(scope="module", autouse=True)
def shelf() -> None:
    """The library was read, as it is a while after a lab was opened."""
    library_cases()


def text_of(user: User, marker: str) -> str:
    """What a line on the page says; nothing where it is not shown."""
    assert user.client is not None
    (label,) = [element for element in user.client.elements.values() if marker in element._markers]
    assert isinstance(label, ui.label)
    return label.text if label.visible else ""


async def hand_in(user: User, marker: str, content: bytes, name: str) -> None:
    (place,) = user.find(kind=ui.upload, marker=marker).elements
    await place.handle_uploads([SmallFileUpload(name, "text/plain", content)])


async def test_a_refused_file_is_answered_on_the_page_as_text(user: User) -> None:
    await user.open("/")
    await hand_in(user, "upload-file", tiny("title: A tiny firm\n", "").encode(), "<b>mine.yaml")
    await settle(lambda: text_of(user, "file-trouble"))
    assert text_of(user, "file-trouble") == "<b>mine.yaml: title: missing, and required"
    await user.should_not_see(kind=ui.html)


async def test_a_situation_of_ones_own_comes_on_to_the_shelf_and_is_played(user: User, lab: Lab) -> None:
    await user.open("/")
    await hand_in(user, "upload-file", GOOD["24 strange names"].encode(), "mine.yaml")
    await settle(lambda: "<b>bold</b>" in text_of(user, "choose-title"))
    await user.should_see(marker="case-yours/tiny")
    user.find(marker="choose-begin").click()
    (session,) = lab.sessions.values()
    await settle(lambda: session.game is not None)
    assert session.game is not None and session.game.initiative.name == "tiny"


async def test_both_tables_make_an_organisation_that_says_what_was_filled_in(user: User, lab: Lab) -> None:
    await user.open("/")
    await hand_in(user, "upload-employees", EMPLOYEES, "staff.csv")
    await settle(lambda: "60 people in 5 units" in text_of(user, "tables-said"))
    await user.should_see("Informal ties are drawn.")
    await hand_in(user, "upload-ties", b"employee,colleague\nE001,E999\n", "ties.csv")
    await settle(lambda: text_of(user, "tables-trouble"))
    assert text_of(user, "tables-trouble") == "ties.csv: ties with people who are not in staff.csv, as are all: row 2: 'E999'"
    await hand_in(user, "upload-ties", TIES, "ties.csv")
    await settle(lambda: "60 people in 5 units" in text_of(user, "tables-said"))
    await user.should_see("48 (23.8%) ties were given in one direction only")
    await user.should_see("columns that are not read: 'level'")
    await user.should_see("which lacks: it")
    assert text_of(user, "choose-title") == "A customer-centric change", "Company A needs an IT department"
    user.find(marker="choose-begin").click()
    (session,) = lab.sessions.values()
    await settle(lambda: session.game is not None)
    assert session.game is not None and session.game.play.organisation.employees == 60


async def test_pseudonyms_and_settings_hold_for_the_files_that_are_there(user: User) -> None:
    await user.open("/")
    await hand_in(user, "upload-employees", b"Who,Chef,Where\nAnn Lee,,x\nBob Ray,Ann Lee,x\n", "staff.csv")
    await settle(lambda: text_of(user, "tables-trouble"))
    assert "no column 'employee'; there are 'Who', 'Chef', 'Where'" in text_of(user, "tables-trouble")
    (settings,) = user.find(marker="tables-settings").elements
    assert isinstance(settings, ui.input)
    settings.value = "columns.employee=Who columns.manager=Chef columns.unit=Where"
    user.find(marker="tables-pseudonyms").click()
    await settle(lambda: "2 people in 1 unit" in text_of(user, "tables-said"))
    await user.should_see("2 people are called by pseudonyms")
    await user.should_not_see("Ann")


@pytest.mark.parametrize("typed", ["employees=x.csv", "ties=x.csv", "survey=x", "read_as=1", "ties_sha256=0", "colums.manager=x", "'"])
def test_settings_beside_files_name_no_other_file(typed: str) -> None:
    with pytest.raises(Refused, match=r"^settings: "):
        organisation_in({"employees": ("e.csv", EMPLOYEES)}, typed, False, LIMITS)


async def test_a_file_that_claims_to_be_larger_than_it_may_is_not_read(user: User, lab: Lab) -> None:
    await user.open("/")
    await hand_in(user, "upload-file", b"x" * (lab.limits.upload_bytes + 1), "large.yaml")
    await settle(lambda: any("large.yaml: 2.0 MB is too large" in said for said in user.notify.messages))
    assert text_of(user, "file-trouble") == ""


async def test_no_one_hands_in_anything_on_someone_elses_page(another: Callable[[], User], lab: Lab) -> None:
    mine, theirs = another(), another()
    await mine.open("/")
    await theirs.open("/")
    (place,) = mine.find(kind=ui.upload, marker="upload-employees").elements
    path = str(place.props["url"])
    file = {"file": ("employees.csv", EMPLOYEES, "text/csv")}
    headers = {"origin": "http://127.0.0.1:8080"}
    assert (await theirs.http_client.post(path, files=file, headers=headers)).status_code == 404
    assert text_of(mine, "tables-said") == ""
    assert (await mine.http_client.post(path, files=file, headers=headers)).status_code == 200
    await settle(lambda: text_of(mine, "tables-said"))
    for sly in ("/../x", "/%2e%2e/x", "/..%2fx"):
        assert (await mine.http_client.post(path + sly, files=file, headers=headers)).status_code == 404
    foreign = {"origin": "http://other.example"}
    assert (await mine.http_client.post(path, files=file, headers=foreign)).status_code == 403


async def test_what_one_hands_in_is_on_no_one_elses_shelf(another: Callable[[], User]) -> None:
    mine, theirs = another(), another()
    await mine.open("/")
    await hand_in(mine, "upload-file", TINY.encode(), "mine.yaml")
    await settle(lambda: text_of(mine, "choose-title") == "A tiny firm")
    await theirs.open("/")
    await theirs.should_not_see("A tiny firm")
    assert not re.search("tiny", text_of(theirs, "choose-title"))
