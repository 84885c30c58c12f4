"""GraphML and GEXF: people and ties of network programs, with the attributes of both.

Written by yEd, Gephi, igraph, NetworkX, Cytoscape and others. Attributes are called by their names rather than by their keys; yEd's labels
of people, ties and groups are read as well. People are counted against what a file says of itself.
"""

from __future__ import annotations

from sim.importing.findings import ImportFindings, refusal, shown
from sim.importing.raw import Network, attributes_table
from sim.importing.xml_reading import parse
from sim.organisation.organisation import OrganisationError

SOURCE, TARGET = "source", "target"


class Graph:
    """What both formats gather."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.ids: list[str] = []
        self.place: dict[str, int] = {}
        self.of_nodes: list[dict[str, str]] = []
        self.lines: list[int] = []
        self.ends: list[tuple[str, str]] = []
        self.of_edges: list[dict[str, str]] = []
        self.edge_lines: list[int] = []
        self.mutual: list[bool] = []
        self.again: list[str] = []

    def add_node(self, name: str | None, line: int) -> dict[str, str]:
        if not name:
            raise OrganisationError(f"{self.file}: line {line}: a node without an id")
        if name in self.place:
            self.again.append(f"line {line}: {shown(name)}")
            return {}
        self.place[name] = len(self.ids)
        self.ids.append(name)
        self.lines.append(line)
        self.of_nodes.append({})
        return self.of_nodes[-1]

    def add_edge(self, source: str | None, target: str | None, mutual: bool, line: int) -> dict[str, str]:
        if not source or not target:
            raise OrganisationError(f"{self.file}: line {line}: an edge that does not say both of its ends")
        self.ends.append((source, target))
        self.mutual.append(mutual)
        self.edge_lines.append(line)
        self.of_edges.append({})
        return self.of_edges[-1]

    def network(self) -> Network:
        """People and ties; ends of ties are called by the ids of nodes. Raises OrganisationError for ties with unknown ends."""
        if self.again:
            raise refusal(self.file, "nodes that are listed twice", self.again)
        unknown = [
            f"line {line}: {shown(name)}"
            for pair, line in zip(self.ends, self.edge_lines, strict=True)
            for name in pair
            if name not in self.place
        ]
        if unknown:
            raise refusal(self.file, "edges with ends that are no nodes of the file", unknown)
        if not self.ids:
            raise OrganisationError(f"{self.file}: no people: the file has no nodes")
        people = attributes_table(self.file, "id", self.ids, _labelled(self.of_nodes), self.lines)
        edges = attributes_table(self.file, SOURCE, [one for one, _ in self.ends], self.of_edges, self.edge_lines)
        edges.header.insert(1, TARGET)
        edges.columns.insert(1, [other for _, other in self.ends])
        edges.mutual = self.mutual
        return Network(people, edges)


def _labelled(attributes: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name.replace(":", " ") if name.startswith("xmlns") else name: value for name, value in known.items()} for known in attributes]


def graphml_network(file: str, content: bytes, findings: ImportFindings) -> Network:
    """A network in GraphML. Raises OrganisationError in a line or two, for hyperedges and ports too."""
    graph = Graph(file)
    keys: dict[str, tuple[str, str, str]] = {}  # id: what it is for, its name, its default
    default = {"directed": True}
    open_elements: list[dict[str, str] | None] = []
    groups: list[str] = []
    state = {"data": "", "key": "", "graphs": 0, "depth": 0}

    def starts(name: str, given: dict[str, str], line: int) -> None:
        if name == "key":
            label = given.get("attr.name") or given.get("yfiles.type") or given.get("id", "")
            keys[given.get("id", "")] = (given.get("for", "all"), label, "")
            state["key"] = given.get("id", "")
        elif name == "graph":
            state["depth"] += 1
            if state["depth"] == 1:
                state["graphs"] += 1
                if state["graphs"] > 1:
                    raise OrganisationError(f"{file}: line {line}: a second graph; one organisation is read from a file")
                default["directed"] = given.get("edgedefault", "directed") != "undirected"
                state["nodes"] = given.get("parse.nodes", "")
            elif graph.ids:
                groups.append(graph.ids[-1])
        elif name == "node":
            open_elements.append(graph.add_node(given.get("id"), line))
            if groups and graph.of_nodes:
                graph.of_nodes[-1]["group"] = groups[-1]
        elif name == "edge":
            directed = {"true": True, "false": False}.get(given.get("directed", ""), default["directed"])
            open_elements.append(graph.add_edge(given.get("source"), given.get("target"), not directed, line))
        elif name in ("hyperedge", "port"):
            raise OrganisationError(f"{file}: line {line}: {name}: not understood; ties join two people")
        elif name == "data":
            state["data"] = given.get("key", "")

    def ends(name: str, text: str) -> None:
        if name == "default" and state["key"] in keys:
            keys[state["key"]] = (*keys[state["key"]][:2], text.strip())
        elif name in ("node", "edge"):
            open_elements.pop()
        elif name == "graph":
            state["depth"] -= 1
            if groups:
                groups.pop()
        elif name == "data" and open_elements and open_elements[-1] is not None:
            label = keys.get(state["data"], ("", state["data"], ""))[1]
            if text.strip():
                open_elements[-1][label] = text.strip()
        elif name in ("NodeLabel", "EdgeLabel") and text.strip() and open_elements and open_elements[-1] is not None:
            open_elements[-1].setdefault("label", text.strip())

    parse(file, content, starts, ends)
    if not state["graphs"]:
        raise OrganisationError(f"{file}: no graph in the file")
    for kind, label, value in keys.values():
        for known in (graph.of_nodes if kind in ("node", "all") else []) + (graph.of_edges if kind in ("edge", "all") else []):
            if value:
                known.setdefault(label, value)
    _refuse_other_count(file, str(state.get("nodes", "")), len(graph.ids))
    inner = _named_groups(graph)
    findings.counted("read", inner, f"{file}: {{n}} groups of nodes were taken as units rather than people.")
    return graph.network()


def _named_groups(graph: Graph) -> int:
    """Nodes that hold others are units: yEd's groups; they leave the people, and those in them carry their label."""
    holders = {known["group"] for known in graph.of_nodes if "group" in known}
    in_ties = {name for pair in graph.ends for name in pair}
    if not holders or holders & in_ties:
        return 0
    labels = {name: graph.of_nodes[graph.place[name]].get("label") or name for name in holders}
    kept = [place for place, name in enumerate(graph.ids) if name not in holders]
    graph.of_nodes = [{**graph.of_nodes[place]} for place in kept]
    for known in graph.of_nodes:
        if "group" in known:
            known["group"] = labels[known["group"]]
    graph.ids, graph.lines = [graph.ids[place] for place in kept], [graph.lines[place] for place in kept]
    graph.place = {name: place for place, name in enumerate(graph.ids)}
    return len(holders)


def _refuse_other_count(file: str, told: str, found: int) -> None:
    if told.isdigit() and int(told) != found:
        raise OrganisationError(f"{file}: says that it has {int(told):,} nodes, and has {found:,}")


def gexf_network(file: str, content: bytes, findings: ImportFindings) -> Network:
    """A network in GEXF. Raises OrganisationError in a line or two."""
    graph = Graph(file)
    names: dict[tuple[str, str], str] = {}
    defaults: list[tuple[str, str, str]] = []
    state = {"class": "node", "mutual": True, "attribute": "", "count": "", "graphs": 0}
    open_elements: list[tuple[str, dict[str, str]]] = []
    spells: list[int] = []

    def starts(name: str, given: dict[str, str], line: int) -> None:
        if name == "graph":
            state["graphs"] = int(state["graphs"]) + 1
            state["mutual"] = given.get("defaultedgetype", "undirected") != "directed"
        elif name == "attributes":
            state["class"] = given.get("class", "node")
        elif name == "attribute":
            names[str(state["class"]), given.get("id", "")] = given.get("title") or given.get("id", "")
            state["attribute"] = given.get("id", "")
        elif name == "nodes":
            state["count"] = given.get("count", "") if not graph.ids else ""
        elif name == "node":
            known = graph.add_node(given.get("id"), line)
            if given.get("label") and given.get("label") != given.get("id"):
                known["label"] = given["label"]
            if given.get("pid"):
                known["pid"] = given["pid"]
            open_elements.append(("node", known))
        elif name == "edge":
            mutual = {"directed": False, "undirected": True, "mutual": True}.get(given.get("type", "").lower(), bool(state["mutual"]))
            known = graph.add_edge(given.get("source"), given.get("target"), mutual, line)
            known.update({key: given[key] for key in ("weight", "label", "kind") if given.get(key)})
            open_elements.append(("edge", known))
        elif name == "attvalue" and open_elements:
            key = given.get("for") or given.get("id", "")
            kind, known = open_elements[-1]
            if given.get("value"):
                known[names.get((kind, key), key)] = given["value"]
        elif name == "spell":
            spells.append(line)

    def ends(name: str, text: str) -> None:
        if name == "default" and text.strip():
            defaults.append((str(state["class"]), str(state["attribute"]), text.strip()))
        elif name in ("node", "edge") and open_elements:
            open_elements.pop()

    parse(file, content, starts, ends)
    if not state["graphs"]:
        raise OrganisationError(f"{file}: no graph in the file")
    for kind, key, value in defaults:
        for known in graph.of_nodes if kind == "node" else graph.of_edges:
            known.setdefault(names.get((kind, key), key), value)
    _refuse_other_count(file, str(state["count"]), len(graph.ids))
    findings.counted("not read", len(spells), f"{file}: {{n}} times at which people or ties come and go; all were taken as there.")
    return graph.network()
