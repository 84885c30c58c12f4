"""The text catalogue: every text of the product except contents of scenarios, so that a translation is one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.config.errors import Refused, hint
from sim.config.safe_yaml import read

ENGLISH = "en"
_FOLDER = Path(__file__).parent
_GAP = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


class Catalogue:
    """Texts by key, in one language."""

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self.texts = texts

    def say(self, key: str, **values: Any) -> str:
        """A text with its placeholders filled; {weeks:week|weeks} gives "1 week" or "3 weeks", {share:.0%} is formatted as in Python."""
        return _GAP.sub(lambda gap: _filled(values[gap[1]], gap[2] or ""), self.texts[key])


def say(key: str, **values: Any) -> str:
    """A text in the lab's language; missing translations appear in English.

    Raises KeyError for a text that is not in the catalogue, or for a placeholder without a value.
    """
    return _spoken[-1].say(key, **values)


def speak(catalogue: Catalogue) -> None:
    """Use a catalogue for all texts of this process from now on."""
    _spoken[:] = [catalogue]


def language() -> str:
    """The current language, by the name of its file."""
    return _spoken[-1].language


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


@lru_cache(maxsize=8)
def catalogue(language: str = ENGLISH) -> Catalogue:
    """The catalogue of a language, by the name of its file; missing translations are in English.

    Raises Refused for a language without a file, and for a text that English lacks or that has other placeholders.
    """
    if language not in languages():
        raise Refused(f"language {language!r}: there is no such catalogue{hint(language, languages())}")
    texts = dict(_flat(read(_FOLDER / f"{language}.yaml")))
    if language == ENGLISH:
        return Catalogue(language, texts)
    english = catalogue().texts
    for key, text in texts.items():
        if key not in english:
            raise Refused(f"{language}.yaml: {key}: no text of the lab{hint(key, english)}")
        if gaps(text) != gaps(english[key]):
            raise Refused(f"{language}.yaml: {key}: its gaps must be {sorted(gaps(english[key]))}, as in English")
    return Catalogue(language, {**english, **texts})


def gaps(text: str) -> set[str]:
    """Names of a text's placeholders."""
    return {gap[1] for gap in _GAP.finditer(text)}


def _filled(value: Any, form: str) -> str:
    if "|" not in form:
        return format(value, form)
    one, more = form.split("|", 1)
    return f"{value:,} {one if value == 1 else more}"


def _flat(section: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if not isinstance(section, dict):
        yield path, str(section)
        return
    for key, inner in section.items():
        yield from _flat(inner, f"{path}.{key}" if path else str(key))


_spoken = [catalogue()]
