"""Who is meant: people found by id, e-mail or name, as files write them in another place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sim.importing.values import folded, whole

NOT_FOUND = -1

_SAID = {
    "whole": "{n} references were whole numbers with a fraction, such as 7.0; matched.",
    "case": "{n} references differ in case from the id that was meant; matched.",
    "zeros": "{n} references have other leading zeros than the id that was meant; matched.",
    "email": "{n} references are e-mail addresses; matched.",
    "name": "{n} references are names; matched.",
}


class Lookup:
    """Finds the place of a person by what a file calls the person; what could mean two people finds none."""

    def __init__(self, ids: Sequence[str], emails: Sequence[str] = (), names: Sequence[str] = (), others: Sequence[str] = ()) -> None:
        self._exact = {name: place for place, name in enumerate(ids)}
        self._ways: list[tuple[str, dict[str, int]]] = [("case", _unique(name.casefold() for name in ids))]
        self._by_number = _unique(_number_of(name) for name in ids)
        for way, known in (("exact", others), ("email", emails), ("name", names)):
            if known:
                self._ways.append((way, _unique(_key(way, name) for name in known)))
        if names:
            self._ways.append(("name", _unique(folded(turned(name)) for name in names)))
        self._found: dict[str, tuple[int, str]] = {}
        self.ambiguous: Counter[str] = Counter()

    def place(self, text: str) -> tuple[int, str]:
        """The place of a person, or NOT_FOUND, and the way in which it was found."""
        known = self._exact.get(text)
        if known is not None:
            return known, "exact"
        if text not in self._found:
            self._found[text] = self._search(text)
        return self._found[text]

    def places(self, cells: Sequence[str]) -> tuple[list[int], Counter[str]]:
        """The places of many, and how often each way found one; blank cells are not found."""
        ways: Counter[str] = Counter()
        found: list[int] = []
        exact = self._exact
        for cell in cells:
            known = exact.get(cell)
            if known is None:
                known, way = self.place(cell) if cell else (NOT_FOUND, "")
                if known >= 0 and way != "exact":
                    ways[way] += 1
            found.append(known)
        return found, ways

    def _search(self, text: str) -> tuple[int, str]:
        bare = whole(text)
        if bare != text and bare in self._exact:
            return self._exact[bare], "whole"
        for way, known in self._ways:
            key = text.casefold() if way == "case" else _key(way, text)
            place = known.get(key, NOT_FOUND) if key else NOT_FOUND
            if place >= 0:
                return place, way
        number = _number_of(bare)
        place = self._by_number.get(number, NOT_FOUND) if number else NOT_FOUND
        return (place, "zeros") if place >= 0 else (NOT_FOUND, "")


def said_of(ways: Counter[str]) -> list[tuple[int, str]]:
    """A line for each way other than the plain one: its count and its text."""
    return [(count, _SAID[way]) for way, count in sorted(ways.items()) if way in _SAID]


def turned(name: str) -> str:
    """`Last, First` as `First Last`."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _key(way: str, text: str) -> str:
    if way == "email":
        return text.casefold().removeprefix("mailto:")
    return folded(turned(text)) if way == "name" else text


def _number_of(text: str) -> str:
    """A number without its leading zeros; nothing for what is none."""
    bare = whole(text)
    return (bare.lstrip("0") or "0") if bare.isascii() and bare.isdigit() else ""


def _unique(keys) -> dict[str, int]:
    """Places by key; NOT_FOUND where two share it."""
    found: dict[str, int] = {}
    for place, key in enumerate(keys):
        if key:
            found[key] = NOT_FOUND if key in found else place
    return found
