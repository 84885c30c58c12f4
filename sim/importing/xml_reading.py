"""XML as a stream of elements. A document type is refused before anything is parsed: with it go entities and everything to be fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from sim.organisation.organisation import OrganisationError

DEEPEST = 200  # elements inside one another
_COMMENT = re.compile(rb"<!--.*?-->", re.S)


def refuse_document_type(file: str, content: bytes) -> None:
    """Raises OrganisationError for XML with a document type or entities, in any encoding of its beginning."""
    head = content[:20_000].replace(b"\0", b"")  # of UTF-16 and UTF-32, every other byte or three of four
    bare = _COMMENT.sub(b"", head).lower()
    if b"<!doctype" in bare or b"<!entity" in bare:
        raise OrganisationError(f"{file}: XML with a document type or entities, which could fetch other files; remove it")


def parse(
    file: str,
    content: bytes,
    starts: Callable[[str, dict[str, str], int], None],
    ends: Callable[[str, str], None],
) -> None:
    """Read XML from its first to its last element.

    starts : told the name of an element without its namespace, its attributes and its line; ends : told its name and the text in it
    Raises OrganisationError where it is no XML, has a document type, or is too deep.
    """
    refuse_document_type(file, content)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    text: list[list[str]] = []

    def refused(*_: object) -> None:
        raise OrganisationError(f"{file}: XML with a document type or entities, which could fetch other files; remove it")

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(text) >= DEEPEST:
            raise OrganisationError(f"{file}: line {parser.CurrentLineNumber}: more than {DEEPEST} elements inside one another")
        text.append([])
        starts(name.rsplit(" ", 1)[-1], {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()}, parser.CurrentLineNumber)

    def end(name: str) -> None:
        ends(name.rsplit(" ", 1)[-1], "".join(text.pop()))

    def data(piece: str) -> None:
        if text:
            text[-1].append(piece)

    parser.StartDoctypeDeclHandler = refused
    parser.EntityDeclHandler = refused
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    try:
        parser.Parse(content, True)
    except expat.ExpatError as problem:
        raise OrganisationError(f"{file}: line {problem.lineno}: not XML: {expat.ErrorString(problem.code)}") from None
    except (ValueError, LookupError) as problem:
        if isinstance(problem, OrganisationError):
            raise
        raise OrganisationError(f"{file}: not XML: {str(problem)[:80]}") from None
