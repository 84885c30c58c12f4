"""A play that is shared is lived again to the same end; and what is sent instead of one is refused.

Every such input here is as small and as plain as its kind can be, and harmless to any reader.
"""

import base64
import json
import random
import zlib
from functools import cache
from pathlib import Path

import pytest
import yaml

import sim
from sim.config import Refused
from sim.config.library_files import config_dir, names_of
from sim.config.safe_yaml import DEEPEST, LARGEST, LONGEST_INTEGER
from sim.play import Decision, Play, decided
from sim.play.intervention_cards import with_all_cards
from sim.play.saved_play import MOST_COURSES, MOST_DECISIONS, Shared, Situation, opened, shared, situation_of
from sim.play.saved_play_text import LARGEST_UNPACKED, LONGEST_LINK, as_file, as_link, from_file, from_link
from sim.play.uploaded_organisation import own_organisation
from sim.schema.philosophy import Philosophy
from sim.schema.programme import Step

SCENARIOS = names_of("scenario", (config_dir(),))
EXAMPLE = config_dir() / "organisation" / "example"
NAME = "mine.change.yaml"


def decisions_for(play: Play) -> list[Decision]:
    """One step more in week 6, and the first of the plan stopped, if it can still be."""
    added = Decision(week=6, does="add", handle="late", step=Step(intervention="board_agenda", start=8, weeks=10))
    for handle in play.programme.steps:
        stop = Decision(week=6, does="stop", handle=handle)
        try:
            decided(play.programme, stop, play.schedule)
        except ValueError:
            continue
        return [added, stop]
    return [added]


@cache
def played(name: str, weeks: int = 12) -> Play:
    """A scenario with a few decisions, lived for a while."""
    initiative = with_all_cards(sim.load(name))
    plan = Play(initiative, 7)
    play = Play(initiative, 7, decisions_for(plan), title="Our own way", organisation=plan.organisation)
    play.advance(weeks)
    return play


@cache
def finished() -> Play:
    """Half a year with one decision, to its end."""
    initiative = with_all_cards(sim.load("company_a", "weeks=26"))
    play = Play(initiative, 5)
    play.advance(6)
    for decision in decisions_for(play):
        play.decide(decision)
    return play.ended()


def lived_again(sent: Shared) -> tuple[Situation, Play]:
    situation = situation_of(sent, NAME)
    return situation, opened(sent, situation, NAME).plays[0]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_comes_back_as_it_was_sent(name: str) -> None:
    sent = shared([played(name)])
    assert sent.scenario == name
    assert from_file(as_file(sent), NAME) == sent
    link = as_link(sent)
    assert link is not None and len(link) < 2_000
    assert from_link(link) == sent.model_copy(update={"initiative": None})
    situation = situation_of(from_link(link), NAME)
    assert situation.initiative == played(name).initiative and situation.notes == ()
    assert sent.courses[0].decisions == list(played(name).decisions)


@pytest.mark.parametrize("name", ["company_a", "baxter", "scandal_united"])
def test_a_shared_play_ends_as_the_first_one_did(name: str) -> None:
    play = played(name).ended()
    sent = shared([play])
    for received in (from_file(as_file(sent), NAME), from_link(as_link(sent) or "")):
        again = opened(received, situation_of(received, NAME), NAME)
        assert again.plays[0].digest == play.digest
        assert again.agreement == "same"


def led(philosophy: str | None, known: dict[str, Philosophy] | None = None) -> Play:
    """A play of half a year under a philosophy that was chosen for it."""
    initiative = with_all_cards(sim.load("company_a", "weeks=26"))
    definitions = initiative.definitions.model_copy(update={"philosophies": initiative.definitions.philosophies | (known or {})})
    programme = initiative.programme.model_copy(update={"philosophy": philosophy})
    return Play(initiative.model_copy(update={"definitions": definitions, "programme": programme}), 3).ended()


@pytest.mark.parametrize("philosophy", ["directive", "mine"])
def test_a_chosen_philosophy_travels_with_the_play(philosophy: str) -> None:
    own = {"mine": Philosophy(title="Mine", description="Slow.", ramp=4.0)}
    play = led(philosophy, own)
    sent = from_file(as_file(shared([play])), NAME)
    assert sent.programme.philosophy == philosophy and sent.initiative is not None
    assert list(sent.initiative["definitions"]["philosophies"]) == [philosophy]
    again = opened(sent, situation_of(sent, NAME), NAME)
    assert again.agreement == "same" and again.plays[0].programme.philosophy == philosophy
    assert play.digest != led(None).digest


def test_a_play_without_a_philosophy_is_written_as_before_there_were_any() -> None:
    assert "philosophies" not in (shared([led(None)]).initiative or {})["definitions"]


def test_a_philosophy_that_is_not_there_is_refused() -> None:
    sent = shared([led("directive")])
    unknown = sent.model_copy(update={"programme": sent.programme.model_copy(update={"philosophy": "directve"})})
    with pytest.raises(Refused, match="no philosophy is named 'directve'; nearest: directive"):
        situation_of(unknown, NAME)


def test_another_end_is_told_apart() -> None:
    sent = shared([finished()])
    course = sent.courses[0]
    doctored = sent.model_copy(update={"courses": [course.model_copy(update={"decisions": course.decisions[:1]})]})
    assert opened(doctored, situation_of(doctored, NAME), NAME).agreement == "differs"


def test_a_play_that_goes_on_has_no_end_to_compare() -> None:
    sent = shared([played("company_a")])
    again = opened(sent, situation_of(sent, NAME), NAME)
    assert again.agreement == "unfinished"
    assert again.plays[0].week == 12 and again.plays[0].title == "Our own way"


def test_branches_travel_with_the_play() -> None:
    first = finished()
    other = first.branch(3, "Without haste")
    other.advance(2)
    sent = from_file(as_file(shared([first, other], current=1)), NAME)
    again = opened(sent, situation_of(sent, NAME), NAME)
    assert [(play.title, play.week) for play in again.plays] == [("", 26), ("Without haste", 5)]
    assert again.current == 1
    assert again.plays[0].organisation is again.plays[1].organisation


def test_a_situation_that_is_not_the_librarys_is_sent_along() -> None:
    sent = shared([finished()])  # half a year of a scenario that lasts three in the library
    assert sent.scenario is None
    situation, again = lived_again(from_file(as_file(sent), NAME))
    assert situation.initiative.weeks == 26 and again.digest == finished().digest


def test_a_situation_that_changed_in_the_library_is_played_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = shared([played("company_a")])
    monkeypatch.setattr("sim.play.saved_play.load", lambda name: sim.load(name, "weeks=40"))
    assert situation_of(sent, NAME).notes == ("library_changed",)
    assert situation_of(sent, NAME).initiative.weeks == 156
    by_link = situation_of(from_link(as_link(sent) or ""), NAME)
    assert by_link.notes == ("library_changed",) and by_link.initiative.weeks == 40


def test_a_situation_that_left_the_library_is_played_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = shared([played("company_a")])
    monkeypatch.setattr("sim.play.saved_play.names_of", lambda kind, folders: [])
    assert situation_of(sent, NAME).notes == ("library_gone",)
    with pytest.raises(Refused, match="company_a is not in this library"):
        situation_of(from_link(as_link(sent) or ""), NAME)


def test_other_rules_are_told() -> None:
    sent = shared([played("company_a")]).model_copy(update={"model_version": "0123456789abcdef"})
    assert situation_of(sent, NAME).notes == ("model_changed",)


def test_people_of_ones_own_travel_in_a_file_and_never_in_a_link() -> None:
    own = own_organisation(*((EXAMPLE / name).read_bytes() for name in ("employees.csv", "ties.csv")), "Ours")
    initiative = with_all_cards(own.put_into(sim.load("customer_centric", "weeks=8")), own.organisation)
    play = Play(initiative, 5, organisation=own.organisation).ended()
    sent = shared([play])
    assert as_link(sent) is None
    content = as_file(sent)
    assert b"change-lab-" not in content and b"/tmp" not in content, "a path says where we put it"
    received = from_file(content, NAME)
    assert received == sent
    situation, again = lived_again(received)
    assert again.digest == play.digest
    assert situation.employees == 60
    assert situation.initiative.organisation.employees != own.specification.employees  # type: ignore[union-attr]


def test_people_of_ones_own_in_a_situation_of_the_library_need_no_copy_of_it() -> None:
    own = own_organisation(*((EXAMPLE / name).read_bytes() for name in ("employees.csv", "ties.csv")))
    initiative = with_all_cards(own.put_into(sim.load("customer_centric")), own.organisation)
    assert shared([Play(initiative, 5, organisation=own.organisation)]).scenario == "customer_centric"


# What is sent instead of a play.


def link_of(text: str | bytes) -> str:
    packed = zlib.compress(text.encode() if isinstance(text, str) else text, 9)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def data_of_file() -> dict:
    return yaml.safe_load(as_file(shared([finished()])))


class Plain(yaml.SafeDumper):
    """Writes what stands twice twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def dumped(data: dict) -> bytes:
    return yaml.dump(data, Dumper=Plain).encode()


def doctored(**changes: object) -> bytes:
    return dumped(data_of_file() | changes)


def nested(path: str, value: object) -> bytes:
    """A good file with one value deep in it replaced."""
    data = data_of_file()
    section = data
    *keys, last = path.split(".")
    for key in keys:
        section = section[int(key)] if isinstance(section, list) else section[key]
    section[last] = value
    return dumped(data)


def step_of(**fields: object) -> dict:
    return {"week": 3, "does": "add", "handle": "new", "step": {"intervention": "board_agenda", "start": 4, **fields}}


BAD = {
    "empty": (b"", "change_play is missing"),
    "a list": (b"- 1\n", "change_play is missing"),
    "no play": (b"title: x\n", "change_play is missing"),
    "another form": (doctored(change_play=2), "change_play: 2 is not allowed"),
    "unknown key": (doctored(sceanrio="x"), "sceanrio: unknown key; nearest: scenario"),
    "no courses": (doctored(courses=[]), "courses: .* at least 1"),
    "too many courses": (doctored(courses=[{}] * (MOST_COURSES + 1)), "courses: .* at most 4"),
    "too many decisions": (doctored(courses=[{"decisions": [step_of()] * (MOST_DECISIONS + 1)}]), "at most 400"),
    "week before the first": (doctored(courses=[{"week": -1}]), "week: -1"),
    "text for a seed": (doctored(seed="7"), "seed: '7' is not allowed: must be a whole number"),
    "seed beyond all": (doctored(seed=2**63), "seed"),
    "digest": (doctored(situation="../x"), "situation"),
    "alias": (as_file(shared([finished()])) + b"x: &a y\n", "anchors are not allowed"),
    "tag": (as_file(shared([finished()])) + b"x: !note y\n", "tags are not allowed"),
    "duplicate": (as_file(shared([finished()])) + b"seed: 4\n", "duplicate key 'seed'"),
    "target": (nested("initiative._target_", "note"), "reserved key"),
    "reference": (nested("initiative.title", "${name}"), r"'\$\{' is not allowed"),
    "reference in a title": (nested("courses.0.title", "${name}"), r"'\$\{' is not allowed"),
    "not a number": (nested("initiative.market.revenue", float("nan")), "not a finite number"),
    "paths": (
        nested("initiative.organisation", {"source": "from_files", "employees": "people.csv", "ties": "ties.csv"}),
        "hand in the two",
    ),
    "defaults": (nested("initiative.defaults", ["x"]), "defaults"),
    "too many people": (nested("initiative.organisation.units.sales.size", 2_000_000), "2,000,[0-9]+ employees would take"),
    "misspelt": (nested("initiative.wekes", 3), "wekes: unknown key; nearest: weeks"),
    "unknown card": (doctored(courses=[{"decisions": [step_of(intervention="bribes")]}]), "nothing is named 'bribes'"),
    "unknown unit": (doctored(courses=[{"decisions": [step_of(audience={"units": ["mars"]})]}]), "nothing is named 'mars'"),
    "what the past forbids": (doctored(courses=[{"week": 5, "decisions": [step_of(start=1)]}]), "cannot start in week 1"),
    "what the future forbids": (doctored(courses=[{"week": 0, "decisions": [step_of(start=1)]}]), "cannot start in week 1"),
    "tables of no one": (doctored(tables={"employees": "employee\n", "ties": "employee,colleague\n"}), "a header and no rows"),
    "tables with a NUL": (doctored(tables={"employees": "employee\n\0\n", "ties": "employee,colleague\n"}), "NUL"),
    "UTF-16": (as_file(shared([finished()])).decode().encode("utf-16"), "UTF-16"),
    "one byte too many": (b"x" * (LARGEST + 1), "2.0 MB is too large"),
}


def taken(content: bytes) -> None:
    """All the way a file goes."""
    sent = from_file(content, NAME)
    opened(sent, situation_of(sent, NAME), NAME)


@pytest.mark.parametrize("name", BAD)
def test_an_invalid_play_is_refused_in_at_most_two_lines(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    content, said = BAD[name]
    with pytest.raises(Refused, match=said) as refused:
        taken(content)
    message = str(refused.value)
    assert len(message) < 600 and len(message.splitlines()) <= 5
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_unpacks_to_one_byte_too_many_is_refused() -> None:
    link = link_of("a" * (LARGEST_UNPACKED + 1))
    assert len(link) < LONGEST_LINK
    with pytest.raises(Refused, match=f"unpacks to more than {LARGEST_UNPACKED:,} bytes"):
        from_link(link)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("", "damaged"),
        ("<b>bold</b>", "it contains characters that links of the lab never contain"),
        ("../x", "it contains characters that links of the lab never contain"),
        ("A" * (LONGEST_LINK + 1), "6,001 characters; at most 6,000"),
        ("AAAA", "damaged or cut off"),
        ("A", "damaged or cut off"),
        (link_of("{}")[:-3], "damaged or cut off"),
        (link_of("{}") + "AAAA", "damaged or cut off|not a shared play"),
        (link_of("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)), "too deep"),
        (link_of('{"change_play":1,"change_play":1}'), "duplicate key 'change_play'"),
        (link_of('{"change_play":NaN}'), "change_play"),
        (link_of('{"change_play":1,"seed":' + "9" * (LONGEST_INTEGER + 1) + "}"), "4,301 digits"),
        (link_of('{"x":"${name}"}'), r"'\$\{' is not allowed"),
        (link_of(b"\xff\xfe"), "UTF-16"),
    ],
)
def test_an_invalid_link_is_refused(link: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        from_link(link)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A few things about it are otherwise: bytes changed, cut out, doubled, or a value replaced by another kind of value."""
    content = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5))):
        place, length = chance.randrange(len(content)), chance.choice((1, 2, 8, 60, 400))
        what = chance.randrange(5)
        if what == 0:
            content[place] = chance.randrange(256)
        elif what == 1:
            del content[place : place + length]
        elif what == 2:
            content[place:place] = content[place : place + length]
        elif what == 3:
            content[place:place] = chance.choice(
                (b"[[[[", b"{{", b"&a ", b"*a", b"!x ", b"${x}", b"\0", b"\xff", b": ", b"\n- ", b"-1", b"e999")
            )
        else:
            number = next((at for at in range(place, len(content)) if chr(content[at]).isdigit()), place)
            content[number : number + 1] = chance.choice((b"-5", b"99999999999", b".nan", b"1e9", b"null", b"true", b"''", b"[]"))
        if not content:
            return b"x"
    return bytes(content)


def test_a_damaged_file_is_read_or_refused() -> None:
    chance = random.Random(41)
    whole = as_file(shared([finished()]))
    refused = 0
    for _ in range(240):
        content = mutated(whole, chance)
        try:
            situation_of(from_file(content, NAME), NAME)
        except Refused as problem:
            refused += 1
            assert len(str(problem)) < 1_500
    assert refused > 100, "most of what was done to it must have mattered"


def test_a_damaged_link_is_read_or_refused() -> None:
    chance = random.Random(43)
    link = as_link(shared([played("company_a")])) or ""
    inside = zlib.decompress(base64.urlsafe_b64decode(link + "=" * (-len(link) % 4)))
    refused = 0
    for number in range(300):
        text = link_of(mutated(inside, chance)) if number % 3 else mutated(link.encode(), chance).decode("latin-1")
        try:
            situation_of(from_link(text), NAME)
        except Refused:
            refused += 1
    assert refused > 150


def test_json_in_a_link_is_what_json_says() -> None:
    title = 'a "b" \\ \u2028 \x85 \ufeff 😀 é </b> \t \n'
    sent = shared([finished()]).model_copy(update={"initiative": None})
    sent = sent.model_copy(update={"courses": [sent.courses[0].model_copy(update={"title": title})]})
    link = as_link(sent) or ""
    inside = zlib.decompress(base64.urlsafe_b64decode(link + "=" * (-len(link) % 4)))
    assert json.loads(inside)["courses"][0]["title"] == title
    assert from_link(link).courses[0].title == title
