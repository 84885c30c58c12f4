#!/usr/bin/env bash
# What one would expect: `interactions()` of a directed temporal network lists every tie from its source to its target, as the examples in
#   its own description show.
# What happens: without a week, every tie is listed in reverse, and a tie is omitted if its target occurred earlier as a source:
#   about half of all ties, and one of every mutual pair. With a week, the direction is right but the same ties are missing.
#   `number_of_interactions()` counts all ties, and `out_interactions()` and `stream_interactions()` list all correctly.
# With: DyNetx 0.3.2, the temporal networks that NDlib's dynamic models run on.
# Why it matters: in data on messages or requests, the direction is the information. An export by `interactions()` reverses it
#   and drops ties; the error is easy to miss, since networks are large and the reversed ties exist.
# What to do instead: list with `out_interactions()` or `stream_interactions()`, and compare their number with `number_of_interactions()`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check dynetx==0.3.2 networkx==3.6.1 numpy==2.4.6
venv/bin/python -W ignore - <<'PY'
import sys
from importlib.metadata import version

import dynetx
import networkx as nx


def network(ties):
    made = dynetx.DynDiGraph()
    for source, target in ties:
        made.add_interaction(source, target, t=0)
    return made


def pairs(interactions):
    return sorted((tie[0], tie[1]) for tie in interactions)


print("DyNetx", version("dynetx"))
small = network([("head", "ann"), ("head", "bob"), ("ann", "head")])
print("made:              ", [("head", "ann"), ("head", "bob"), ("ann", "head")])
print("interactions():    ", pairs(small.interactions()))
print("interactions(t=0): ", pairs(small.interactions(t=0)))
print("out_interactions():", pairs(small.out_interactions()))
same = pairs(small.interactions()) == [("ann", "head"), ("bob", "head")] and len(pairs(small.out_interactions())) == 3
for seed in range(3):
    truth = nx.gnp_random_graph(60, 0.05, seed=seed, directed=True)
    large = network(truth.edges)
    listed, dated = pairs(large.interactions()), pairs(large.interactions(t=0))
    turned = sum(truth.has_edge(target, source) for source, target in listed)
    counted, out = large.number_of_interactions(), pairs(large.out_interactions())
    print(f"{counted} ties: interactions() lists {len(listed)}, {turned} of them turned round;", end=" ")
    print(f"interactions(t=0) lists {len(dated)}; out_interactions() {len(out)}")
    same &= counted == truth.number_of_edges() == len(out) and out == sorted(truth.edges)
    same &= turned == len(listed) < 0.7 * counted and len(dated) < 0.7 * counted and all(truth.has_edge(*tie) for tie in dated)
sys.exit(0 if same else "This has changed.")
PY
