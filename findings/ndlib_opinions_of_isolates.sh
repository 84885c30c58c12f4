#!/usr/bin/env bash
# What one would expect: in the bounded confidence model of Hegselmann and Krause a person's opinion moves to the mean of neighbours who
#   are near enough. Someone without a single tie keeps an opinion for ever, and an iteration gives everybody about one turn, as the
#   weighted model of the same package does.
# What happens: an iteration computes one new opinion after another for randomly chosen people and keeps only the last. When the person
#   drawn last has no tie, they are given the opinion that was computed for someone else. So one person moves in an iteration, and
#   isolates take over opinions of strangers.
# With: NDlib 6.0.1, HKModel.
# Why it matters: isolates (newcomers, field staff, people at the edge) are who a study of change looks at; here strangers persuade them.
#   And weeks to consensus cannot be compared with those of the weighted model.
# What to do instead: leave isolates out before the model runs and count N iterations as one; or write the update yourself (ten lines).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
# six, scikit-learn and matplotlib are imported by NDlib 6.0.1 and not asked for by it.
venv/bin/pip install -qq --disable-pip-version-check ndlib==6.0.1 numpy==2.4.6 networkx==3.6.1 scipy==1.17.1 six==1.17.0 \
  scikit-learn==1.8.0 matplotlib==3.10.8
venv/bin/python -W ignore - <<'PY'
import sys
from importlib.metadata import version

import ndlib.models.ModelConfig as settings
import ndlib.models.opinions as opinions
import networkx as nx
import numpy as np

alone = range(50, 100)
network = nx.erdos_renyi_graph(50, 0.2, seed=1)
network.add_nodes_from(alone)


def play(kind, iterations):
    """Opinions after each iteration."""
    model = kind(network)
    np.random.seed(1)
    configuration = settings.Configuration()
    configuration.add_model_parameter("epsilon", 1.0)
    if kind is opinions.WHKModel:
        for tie in network.edges:
            configuration.add_edge_configuration("weight", tie, 0.5)
    model.set_initial_status(configuration)
    model.iteration()
    course = [dict(model.status)]
    for _ in range(iterations):
        model.iteration()
        course.append(dict(model.status))
    return course


def moved(old, new, people):
    return sum(old[person] != new[person] for person in people)


print("NDlib", version("ndlib"), "- 50 people with ties, 50 without any")
assert all(network.degree(person) == 0 for person in alone)
same = True
for kind, most in ((opinions.HKModel, 1), (opinions.WHKModel, 50)):
    course = play(kind, 200)
    steps = [moved(old, new, network) for old, new in zip(course, course[1:])]
    isolates = moved(course[0], course[-1], alone)
    print(f"{kind.__name__:9} people who move in an iteration: at most {max(steps)};", end=" ")
    print(f"isolates who hold another opinion after 200: {isolates} of 50")
    if kind is opinions.HKModel:
        same &= max(steps) == 1 and isolates > 10
    else:
        same &= max(steps) > 10
sys.exit(0 if same else "This has changed.")
PY
