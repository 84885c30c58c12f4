"""GML, the graph modelling language: nested pairs of keys and values, as Gephi, igraph, NetworkX and yEd write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from sim.importing.findings import ImportFindings
from sim.importing.raw import Network
from sim.importing.text_tables import text_of
from sim.importing.xml_networks import Graph
from sim.organisation.organisation import OrganisationError

DEEPEST = 50  # sections inside one another
_TOKEN = re.compile(r'\s*(?:(#[^\n]*)|("(?:[^"\\]|\\.)*")|([\[\]])|([^\s\[\]"]+))', re.S)


def gml_network(file: str, content: bytes, findings: ImportFindings) -> Network:
    """A network in GML. Raises OrganisationError in a line or two."""
    text = text_of(file, content)
    graph = Graph(file)
    directed = False
    section: list[str] = []
    known: dict[str, str] = {}
    graphs, line_of = 0, 1
    tokens = _tokens(file, text)
    nested = set[str]()
    for key, line in tokens:
        if key == "]":
            if not section:
                raise OrganisationError(f"{file}: line {line}: a bracket closes nothing")
            closed = section.pop()
            if section == ["graph"] and closed == "node":
                graph.add_node(known.pop("id", None), line_of).update(known)
            elif section == ["graph"] and closed == "edge":
                source, target = known.pop("source", None), known.pop("target", None)
                graph.add_edge(source, target, not directed, line_of).update(known)
            continue
        if key == "[" or key.startswith('"'):
            raise OrganisationError(f"{file}: line {line}: {key[:20]} stands where a name should")
        value, line = next(tokens, ("", line))
        if value == "[":
            section.append(key.casefold())
            if len(section) > DEEPEST:
                raise OrganisationError(f"{file}: line {line}: more than {DEEPEST} sections inside one another")
            if section == ["graph"]:
                graphs += 1
            if len(section) == 2:
                known, line_of = {}, line
            elif len(section) > 2:
                nested.add(key)
        elif value in ("", "]"):
            raise OrganisationError(f"{file}: line {line}: {key[:20]!r} has no value")
        elif len(section) == 2 and section[0] == "graph":
            known[key] = unescape(value[1:-1]) if value.startswith('"') else value
        elif section == ["graph"] and key.casefold() == "directed":
            directed = value == "1"
    if section:
        raise OrganisationError(f"{file}: ends inside a section {section[-1]!r}, which no bracket closes")
    if graphs != 1:
        raise OrganisationError(f"{file}: {graphs} graphs in the file; one organisation is read from a file")
    if nested:
        findings.say("not read", f"{file}: sections of nodes and edges: {', '.join(sorted(nested)[:8])}.", len(nested))
    return graph.network()


def _tokens(file: str, text: str) -> Iterator[tuple[str, int]]:
    """Words, quoted texts and brackets, each with its line."""
    line, place = 1, 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            if not text[place:].strip():
                return
            raise OrganisationError(f"{file}: line {line + text.count(chr(10), place, len(text))}: a quotation mark that no other closes")
        line += text.count("\n", place, found.start(found.lastindex or 0))
        comment, quoted, bracket, word = found.groups()
        if comment is None:
            yield quoted or bracket or word, line
        line += text.count("\n", found.start(found.lastindex or 0), found.end())
        place = found.end()
