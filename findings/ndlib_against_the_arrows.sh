#!/usr/bin/env bash
# What one would expect: in a directed network all models of one package agree who influences whom, so that an edge list needs its
#   direction decided once.
# What happens: SIR, SI, threshold and cascade models go along an arrow, from its source to its target; SWIR goes against it. Among
#   opinions, Friedkin-Johnsen listens to those who point at a person, Hegselmann-Krause to those at whom the person points. Undirected
#   networks hide it.
# With: NDlib 6.0.1.
# Why it matters: lines of report and nominations ("whom do you ask?") are directed. Two models compared on one network answer opposite
#   questions: in one the head persuades everybody and hears no one, in the other the head follows the staff.
# What to do instead: try each model on three arrows first, as here, and give `network.reverse()` to those that read them the other way.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
# six and scikit-learn are imported by NDlib 6.0.1 and not asked for by it.
venv/bin/pip install -qq --disable-pip-version-check ndlib==6.0.1 numpy==2.4.6 networkx==3.6.1 scipy==1.17.1 six==1.17.0 scikit-learn==1.8.0
venv/bin/python -W ignore - <<'PY'
import sys
from importlib.metadata import version

import ndlib.models.epidemics as epidemics
import ndlib.models.ModelConfig as settings
import ndlib.models.opinions as opinions
import networkx as nx
import numpy as np

heads = nx.DiGraph([("head", "ann"), ("ann", "bob"), ("bob", "cid")])
# Everybody but the head is pointed at, and the head points at everybody.
talk = nx.DiGraph([("head", "ann"), ("head", "bob"), ("head", "cid"), ("ann", "bob"), ("bob", "cid"), ("cid", "ann")])


def reached(kind, source, **parameters):
    model = kind(heads)
    np.random.seed(1)
    configuration = settings.Configuration()
    for name, value in parameters.items():
        configuration.add_model_parameter(name, value)
    if kind is epidemics.ThresholdModel:
        for person in heads:
            configuration.add_node_configuration("threshold", person, 0.5)
    configuration.add_model_initial_configuration("Infected", [source])
    model.set_initial_status(configuration)
    model.iteration_bunch(8)
    return sorted(person for person, status in model.status.items() if status)


def head_moves(kind, **parameters):
    model = kind(talk)
    np.random.seed(3)
    configuration = settings.Configuration()
    for name, value in parameters.items():
        configuration.add_model_parameter(name, value)
    model.set_initial_status(configuration)
    before = model.status["head"]
    model.iteration_bunch(100)
    return bool(model.status["head"] != before)


print("NDlib", version("ndlib"), "- head -> ann -> bob -> cid")
seen = {}
for kind, parameters in (
    (epidemics.SIRModel, {"beta": 1.0, "gamma": 0.0}),
    (epidemics.ThresholdModel, {}),
    (epidemics.SWIRModel, {"kappa": 1.0, "mu": 0.0, "nu": 0.0}),
):
    seen[kind] = len(reached(kind, "head", **parameters)), len(reached(kind, "cid", **parameters))
    print(f"{kind.__name__:15} begun by the head it reaches {seen[kind][0]} of 4, begun by cid {seen[kind][1]} of 4")
print("the head points at everybody, no one points at the head")
for kind, parameters in ((opinions.FJModel, {}), (opinions.HKModel, {"epsilon": 1.0})):
    seen[kind] = head_moves(kind, **parameters)
    print(f"{kind.__name__:15} the head's opinion moves: {seen[kind]}")
same = seen[epidemics.SIRModel] == seen[epidemics.ThresholdModel] == (4, 1) and seen[epidemics.SWIRModel] == (1, 4)
same &= seen[opinions.FJModel] is False and seen[opinions.HKModel] is True
sys.exit(0 if same else "This has changed.")
PY
