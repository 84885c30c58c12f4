"""Every word of the lab stands in one catalogue, and every word of the catalogue is said somewhere."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from sim import texts
from sim.config.errors import Refused
from sim.texts import Catalogue, catalogue, gaps, say, speak

SIM = Path(__file__).parents[2] / "sim"
SOURCES = sorted(
    path for floor in ("figures", "lab", "explorer", "map", "reports", "texts", "play") for path in (SIM / floor).rglob("*.py")
)
ENGLISH = catalogue().texts


class Said(NamedTuple):
    """A text that is asked for, and where."""

    key: str  # what is known of it before the program runs
    is_whole: bool
    given: frozenset[str] | None  # names of the values; none: not known before the program runs
    place: str


def said() -> Iterator[Said]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("say", "sentence"):
                first = next((part for part in node.args if not _is_number(part)), node.args[0])
                names = [keyword.arg for keyword in node.keywords]
                given = None if None in names else frozenset(str(name) for name in names)
                for key, is_whole in _keys(first):
                    yield Said(key, is_whole, given, f"{path.name}:{node.lineno}")


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def _keys(node: ast.expr) -> Iterator[tuple[str, bool]]:
    """The keys that an argument may stand for; a key that is put together is known by its beginning."""
    if isinstance(node, ast.Constant):
        yield str(node.value), True
    elif isinstance(node, ast.IfExp):
        yield from _keys(node.body)
        yield from _keys(node.orelse)
    elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value), False


@cache
def constants() -> set[str]:
    """Every text in the source: a key may be kept in a table before it is said."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES)
    return {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@cache
def endings() -> set[str]:
    """How keys end that are put together from another key: a text, and its hint."""
    calls = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    joined = (part for node in calls for part in node.args[:1] if isinstance(part, ast.JoinedStr))
    return {
        str(last.value)
        for first, *_, last in (part.values for part in joined if len(part.values) > 1)
        if isinstance(first, ast.FormattedValue) and isinstance(last, ast.Constant)
    }


def test_everything_that_is_said_is_in_the_catalogue() -> None:
    missing = [f"{place}: {key}" for key, is_whole, _, place in said() if is_whole and key not in ENGLISH]
    assert missing == []


def test_composed_texts_have_every_variant() -> None:
    lost = [f"{place}: {key}…" for key, is_whole, _, place in said() if not is_whole and not any(name.startswith(key) for name in ENGLISH)]
    assert lost == []


def test_every_gap_is_filled() -> None:
    wrong = [
        f"{place}: {key}: {sorted(given)} for {sorted(gaps(ENGLISH[key]))}"
        for key, is_whole, given, place in said()
        if is_whole and given is not None and key in ENGLISH and not gaps(ENGLISH[key]) <= given | {"status"}
    ]
    assert wrong == []


def test_everything_in_the_catalogue_is_said_somewhere() -> None:
    beginnings = tuple({key for key, is_whole, _, _ in said() if not is_whole})
    whole = constants()
    hints = endings()
    used = whole | {key + ending for key in whole for ending in hints}
    assert [key for key in ENGLISH if key not in used and not key.startswith(beginnings)] == []


def test_no_text_of_the_catalogue_is_empty_or_holds_markup() -> None:
    assert [key for key, text in ENGLISH.items() if not text.strip() or "</" in text or "&nbsp;" in text] == []


def test_one_and_many_are_told_apart() -> None:
    weeks = Catalogue("en", {"for": "for {weeks:week|weeks}"})
    assert weeks.say("for", weeks=1) == "for 1 week"
    assert weeks.say("for", weeks=0) == "for 0 weeks"
    assert weeks.say("for", weeks=1_200) == "for 1,200 weeks"


def test_inserted_text_is_not_formatted_again() -> None:
    hello = Catalogue("en", {"hello": "Hello {name}, {share:.0%}"})
    assert hello.say("hello", name="{share} {0.real}", share=0.25) == "Hello {share} {0.real}, 25%"


def test_a_text_that_is_missing_or_not_filled_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("missing.key")
    with pytest.raises(KeyError):
        Catalogue("en", {"for": "for {weeks:week|weeks}"}).say("for")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "en.yaml").write_text("common:\n  ok: OK\n  left: '{weeks:week|weeks} left'\n")
    monkeypatch.setattr(texts, "_FOLDER", tmp_path)
    catalogue.cache_clear()
    yield tmp_path
    catalogue.cache_clear()


def test_a_translation_is_one_file(folder: Path) -> None:
    (folder / "de.yaml").write_text("common:\n  left: 'noch {weeks:Woche|Wochen}'\n")
    assert catalogue("de").say("common.left", weeks=1) == "noch 1 Woche"
    assert catalogue("de").say("common.ok") == "OK"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("common:\n  okay: Gut\n", "common.okay: no text of the lab; nearest: common.ok"),
        ("common:\n  left: noch eine Woche\n", r"its gaps must be \['weeks'\]"),
        ("common:\n  left: '{weeks.real}'\n", "its gaps must be"),
        ("common: &a\n  ok: Gut\n", "anchors are not allowed"),
    ],
)
def test_a_translation_that_does_not_fit_is_refused(folder: Path, words: str, complaint: str) -> None:
    (folder / "de.yaml").write_text(words)
    with pytest.raises(Refused, match=complaint):
        catalogue("de")


@pytest.mark.parametrize("language", ["xx", "../texts/en", "", "en.yaml"])
def test_a_language_no_one_wrote_is_refused(language: str) -> None:
    with pytest.raises(Refused, match="there is no such catalogue"):
        catalogue(language)


def test_a_lab_speaks_the_language_it_was_given() -> None:
    speak(Catalogue("upper", {key: text.upper() for key, text in ENGLISH.items()}))
    try:
        assert say("shell.plan") == "PLAN"
    finally:
        speak(catalogue())
