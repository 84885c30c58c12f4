#!/usr/bin/env bash
# What one would expect: a weighted network that networkx writes as GraphML is the same network in NetworKit, which reads GraphML and
#   weights.
# What happens: networkx declares one GraphML key for integer weights and another for the rest; both keys are called
#   "weight", as GraphML allows. NetworKit takes only a key of type double. If all weights are integers, every tie has weight 1; if
#   some are, those ties have weight 0 and the others keep theirs. No warning is given. The reverse direction fails too: networkx cannot
#   read NetworKit's files.
# With: NetworKit 11.3, networkx 3.6.1.
# Why it matters: strengths of ties are counts (meetings, messages) or means of answers, which mix values such as 3 and 2.5. Distances,
#   PageRank and communities are then wrong, because ties of integer strength have no weight.
# What to do instead: make every weight a float before `nx.write_graphml`, or use GEXF in this direction, or pass the network with
#   `networkit.nxadapter.nx2nk(network, weightAttr="weight")`; compare the sum of weights after reading.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check networkit==11.3 networkx==3.6.1 numpy==2.4.6 scipy==1.17.1
venv/bin/python -W ignore - <<'PY'
import sys
from importlib.metadata import version

import networkit as nk
import networkx as nx

PAIRS = [("ann", "bob"), ("bob", "cid"), ("cid", "ann")]


def read(weights, kind="graphml"):
    network = nx.Graph()
    network.add_weighted_edges_from((one, other, weight) for (one, other), weight in zip(PAIRS, weights))
    if kind == "gexf":
        nx.write_gexf(network, "ties.gexf")
        found = nk.graphio.GEXFReader().read("ties.gexf")[0]
    else:
        nx.write_graphml(network, "ties.graphml")
        found = nk.graphio.GraphMLReader().read("ties.graphml")
    return sorted(weight for _, _, weight in found.iterEdgesWeights())


print("NetworKit", version("networkit"), "networkx", version("networkx"))
whole, mixed, floats, gexf = read([3, 2, 5]), read([3, 2.5, 5]), read([3.0, 2.5, 5.0]), read([3, 2.5, 5], "gexf")
print("GraphML, weights 3, 2, 5       are read as", whole)
print("GraphML, weights 3, 2.5, 5     are read as", mixed)
print("GraphML, weights 3.0, 2.5, 5.0 are read as", floats)
print("GEXF,    weights 3, 2.5, 5     are read as", gexf)
ties = nx.Graph()
ties.add_weighted_edges_from([("ann", "bob", 3.0)])
nk.graphio.GraphMLWriter().write(nk.nxadapter.nx2nk(ties, weightAttr="weight"), "back.graphml")
try:
    nx.read_graphml("back.graphml")
    back = "read"
except nx.NetworkXError as error:
    back = f"refused: {error}"
print("GraphML of NetworKit in networkx:", back)
same = whole == [1.0, 1.0, 1.0] and mixed == [0.0, 0.0, 2.5] and floats == gexf == [2.5, 3.0, 5.0] and back.startswith("refused")
sys.exit(0 if same else "This has changed.")
PY
