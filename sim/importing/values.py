"""Cells as people write them: numbers with decimal commas, percentages, dates, and text that only looks different."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from math import isfinite

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u00a0\u2007\u202f \t\r\n\v\f"
"""At the ends of a cell these mean nothing."""

MISSING_WORDS = frozenset(
    {"", "n/a", "na", "#n/a", "#ref!", "#value!", "nan", "null", "none", "-", "--", "–", "?", "tbd", "unknown", "(blank)"}
)
YES = frozenset({"1", "1.0", "true", "yes", "y", "x", "ja", "wahr", "oui", "si", "sí", "adopted", "adopter"})
NO = frozenset({"0", "0.0", "false", "no", "n", "", "nein", "falsch", "non"})
LEFT = frozenset(
    {"terminated", "inactive", "left", "former", "resigned", "retired", "deceased", "separated", "dismissed", "discarded", "ausgeschieden",
     "inaktiv", "gekündigt", "inactif", "parti", "false", "t", "terminated employee", "not active", "no longer employed"}
)  # fmt: skip
LIKERT = {
    "strongly disagree": 1, "disagree": 2, "neither agree nor disagree": 3, "neutral": 3, "neither": 3, "undecided": 3, "agree": 4,
    "strongly agree": 5, "trifft gar nicht zu": 1, "trifft überhaupt nicht zu": 1, "trifft eher nicht zu": 2, "teils/teils": 3,
    "teils teils": 3, "trifft eher zu": 4, "trifft voll zu": 5, "trifft voll und ganz zu": 5, "never": 1, "rarely": 2, "sometimes": 3,
    "often": 4, "always": 5,
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?")
_GROUPED_POINT = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_WHOLE_AS_FRACTION = re.compile(r"[+-]?\d+[.,]0+")
_DATES = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"), (0, 1, 2)),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"), (2, 1, 0)),
)


def plain(text: str) -> str:
    """A cell without what cannot be seen at its ends, and composed in the one way of Unicode (NFC)."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text.strip(INVISIBLE))


def folded(text: str) -> str:
    """A name for comparison: without case, accents, punctuation and blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def number(text: str, is_comma_decimal: bool = False) -> float | None:
    """A number as written by people: `1.234,5`, `1,234.5`, `0,5`, `40 %`, `1e3`; None for what is none, NaN and infinity included.

    is_comma_decimal : whether a comma alone, as in `1,234`, ends the whole part rather than thousands
    """
    text = plain(text).replace("\u2212", "-")
    percent = text.endswith("%")
    text = text.rstrip("% \u00a0\u202f").replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace("'", "")
    if _GROUPED_COMMA.fullmatch(text) and not (is_comma_decimal and text.count(",") == 1 and "." not in text):
        text = text.replace(",", "")
    elif _GROUPED_POINT.fullmatch(text) and ("," in text or text.count(".") > 1 or is_comma_decimal):
        text = text.replace(".", "").replace(",", ".")
    if not _NUMBER.fullmatch(text) or not text.isascii():
        return None
    found = float(text.replace(",", "."))
    return (found / 100.0 if percent else found) if isfinite(found) else None


def numbers(cells: list[str]) -> list[float | None]:
    """Numbers of a column; where any cell has a decimal comma, all commas are decimal."""
    is_comma_decimal = any("," in cell and not _GROUPED_COMMA.fullmatch(plain(cell)) and "." not in cell.split(",")[-1] for cell in cells)
    known: dict[str, float | None] = {}
    for cell in cells:
        if cell not in known:
            known[cell] = number(cell, is_comma_decimal)
    return [known[cell] for cell in cells]


def whole(text: str) -> str:
    """`1.0` as `1`: whole numbers that a program kept as fractions."""
    return re.split("[.,]", text)[0] if _WHOLE_AS_FRACTION.fullmatch(text) else text


def day(text: str) -> date | None:
    """A date with the year first, or with points and the day first; None for any other writing, which could be read in two ways."""
    for pattern, (year, month, of_month) in _DATES:
        found = pattern.match(plain(text))
        if found:
            parts = [int(part) for part in found.groups()]
            try:
                return date(parts[year], parts[month], parts[of_month])
            except ValueError:
                return None
    return None
