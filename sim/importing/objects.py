"""Tables and networks that Python holds already: of pandas, polars and Arrow, of NetworkX and igraph. None of them is imported for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.importing.findings import ImportFindings
from sim.importing.raw import Network, RawTable, attributes_table
from sim.importing.workbooks import arrow_table, cells_table, text_of_cell
from sim.organisation.organisation import OrganisationError


def is_network(given: object) -> bool:
    """Whether an object is a graph of NetworkX or igraph."""
    return _is_networkx(given) or _is_igraph(given)


def _is_networkx(given: Any) -> bool:
    return hasattr(given, "is_directed") and hasattr(given, "nodes") and hasattr(given, "edges")


def _is_igraph(given: Any) -> bool:
    return hasattr(given, "vs") and hasattr(given, "es") and hasattr(given, "is_directed")


def table_from(given: Any, name: str, findings: ImportFindings) -> RawTable:
    """A table from an object: a data frame, a table of Arrow, or columns by name.

    Raises OrganisationError for any other object.
    """
    if type(given).__module__.split(".")[0] == "pandas" and hasattr(given, "columns"):
        if given.index.name is not None or (
            isinstance(given.index.dtype, object) and str(given.index.dtype) in ("object", "str", "string")
        ):
            given = given.reset_index()
        header = [" ".join(map(str, column)) if isinstance(column, tuple) else str(column) for column in given.columns]
        columns = [[text_of_cell(cell) for cell in given.iloc[:, place].tolist()] for place in range(len(header))]
        return cells_table(name, header, columns, findings)
    if hasattr(given, "to_arrow"):
        given = given.to_arrow()
    if hasattr(given, "column_names") and hasattr(given, "columns") and not callable(given.columns):
        return arrow_table(name, given, findings)
    if isinstance(given, Mapping):
        columns = [[text_of_cell(cell) for cell in column] for column in given.values()]
        if len({len(column) for column in columns}) > 1:
            raise OrganisationError(f"{name}: columns of different lengths")
        return cells_table(name, [str(key) for key in given], columns, findings)
    kind = f"{type(given).__module__}.{type(given).__qualname__}"
    raise OrganisationError(
        f"{name}: {kind} is not understood; a path, a data frame of pandas or polars, or a graph of NetworkX or igraph is"
    )


def network_from(given: Any, name: str) -> Network:
    """People and ties of a graph, with the attributes of both. Raises OrganisationError for a graph without people."""
    if _is_networkx(given):
        nodes = [(str(node), known) for node, known in given.nodes(data=True)]
        ends = [(str(one), str(other), known) for one, other, known in given.edges(data=True)]
    else:
        called = given.vs["name"] if "name" in given.vs.attributes() else range(given.vcount())
        names = [text_of_cell(label) for label in called]
        nodes = [
            (label, {key: value for key, value in vertex.attributes().items() if key != "name"})
            for label, vertex in zip(names, given.vs, strict=True)
        ]
        ends = [(names[edge.source], names[edge.target], edge.attributes()) for edge in given.es]
    if not nodes:
        raise OrganisationError(f"{name}: no people: the graph has no nodes")
    people = attributes_table(name, "id", [label for label, _ in nodes], [_texts(known) for _, known in nodes])
    ties = attributes_table(name, "source", [one for one, _, _ in ends], [_texts(known) for _, _, known in ends])
    ties.header.insert(1, "target")
    ties.columns.insert(1, [other for _, other, _ in ends])
    ties.mutual = [not given.is_directed()] * len(ends)
    return Network(people, ties)


def _texts(known: Mapping[Any, Any]) -> dict[str, str]:
    return {str(key): text for key, value in known.items() if (text := text_of_cell(value))}
