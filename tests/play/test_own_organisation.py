"""People of one's own live in a situation of the library, and leave no trace when they go."""

import csv
import gc
import stat
from pathlib import Path

import pytest

import sim
from sim.config import Refused
from sim.config.library_files import config_dir
from sim.importing.saved import tables_of
from sim.play import Play
from sim.play.uploaded_organisation import LARGEST, OwnOrganisation, own_organisation

EXAMPLE = config_dir() / "organisation" / "example"
EMPLOYEES, TIES = ((EXAMPLE / name).read_bytes() for name in ("employees.csv", "ties.csv"))


@pytest.fixture
def own() -> OwnOrganisation:
    return own_organisation(EMPLOYEES, TIES)


def folder_of(own: OwnOrganisation) -> Path:
    assert own.specification.employees is not None
    return Path(own.specification.employees)


def test_tables_lie_where_only_their_owner_looks(own: OwnOrganisation) -> None:
    folder = folder_of(own)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(path.name for path in folder.iterdir()) == ["organisation.json", "people.csv", "ties.csv", "units.csv"]


def test_tables_go_with_the_last_who_holds_the_organisation() -> None:
    own = own_organisation(EMPLOYEES, TIES)
    folder = folder_of(own)
    play = Play(own.put_into(sim.load("customer_centric", "weeks=2")), organisation=own.organisation)
    del own
    gc.collect()
    assert folder.exists(), "the play still needs them"
    del play
    gc.collect()
    assert not folder.exists()


def test_refused_tables_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(Refused, match=r"employees\.csv: row 1: no column 'employee'"):
        own_organisation(b"who,where\n1,a\n", TIES)
    with pytest.raises(Refused, match=r"ties\.csv: 2\.0 MB is too large"):
        own_organisation(EMPLOYEES, b"x" * (LARGEST + 1))
    assert list(tmp_path.iterdir()) == []


def test_filled_in_values_are_reported(own: OwnOrganisation) -> None:
    assert any("one direction only" in note for note in own.notes)


def test_a_situation_that_names_no_unit_takes_anybody(own: OwnOrganisation) -> None:
    situation = sim.load("customer_centric")
    assert own.missing_for(situation) == []
    assert own.put_into(situation).organisation == own.specification


def test_a_situation_that_names_other_units_says_which(own: OwnOrganisation) -> None:
    situation = sim.load("company_a")
    assert own.missing_for(situation) == ["it"], "there are sales in the example, too"
    with pytest.raises(Refused, match="company_a: names units that your organisation does not have: 'it'"):
        own.put_into(situation)


def test_a_table_handed_on_holds_only_what_is_read(own: OwnOrganisation) -> None:
    handed_on, _ = tables_of(own.organisation)
    assert next(csv.reader(handed_on.splitlines())) == ["employee", "unit", "manager", "address", "threshold", "openness"]
    assert "Jamila" in EMPLOYEES.decode() and "Jamila" not in handed_on


def test_tables_handed_on_are_the_same_organisation(own: OwnOrganisation) -> None:
    again = own_organisation(*(table.encode() for table in tables_of(own.organisation)))
    situation = sim.load("customer_centric", "weeks=6")
    plays = [Play(one.put_into(situation), 3, organisation=one.organisation).ended() for one in (own, again)]
    assert plays[0].digest == plays[1].digest


def test_ids_with_commas_quotes_and_line_ends_survive_being_handed_on() -> None:
    ids = ['a,"b"', "c;d", "e\nf", "g\rh", "=1+1", "${name}", "😀\u202e"]
    rows = "".join(
        f'"{name.replace(chr(34), chr(34) * 2)}",{chr(34) + ids[0].replace(chr(34), chr(34) * 2) + chr(34) if name != ids[0] else ""}\n'
        for name in ids
    )
    own = own_organisation(("employee,manager\n" + rows).encode(), b"employee,colleague\nc;d,=1+1\n")
    again = own_organisation(*(table.encode() for table in tables_of(own.organisation)))
    assert set(own.organisation.employee_ids) == set(ids)
    assert again.organisation.employee_ids == own.organisation.employee_ids


def test_one_person_is_an_organisation() -> None:
    own = own_organisation(b"employee\nme\n", b"employee,colleague\nme,me\n")
    play = Play(own.put_into(sim.load("customer_centric", "weeks=4")), organisation=own.organisation)
    play.advance(4)
    assert play.is_over and own.organisation.employees == 1
