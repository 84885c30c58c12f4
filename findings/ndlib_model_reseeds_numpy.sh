#!/usr/bin/env bash
# What one would expect: the models of NDlib draw from numpy's global generator, so `np.random.seed(5)` before a run makes it repeatable.
# What happens: building any model calls `np.random.seed` itself, without a seed from the operating system's entropy. A seed set
#   before is lost, for the rest of the program too, and two runs after the same seed differ. With `seed=` the generator is still the
#   shared one: a model gives other results if a second one was built before it ran.
# With: NDlib 6.0.1.
# Why it matters: a diffusion model inside a larger simulation undoes the seeds of everything else that draws from numpy, and paired
#   comparisons (two plans, the same draws) are not paired.
# What to do instead: build one model, then call `np.random.seed(...)` after it is built and before `set_initial_status`; build, run, and
#   only then build the next. Keep the rest of the simulation on generators of its own (`np.random.default_rng`).
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

import ndlib.models.epidemics as epidemics
import ndlib.models.ModelConfig as settings
import networkx as nx
import numpy as np

network = nx.erdos_renyi_graph(300, 0.03, seed=1)


def start(model):
    configuration = settings.Configuration()
    for name, value in (("beta", 0.03), ("gamma", 0.05), ("fraction_infected", 0.05)):
        configuration.add_model_parameter(name, value)
    model.set_initial_status(configuration)
    return model


def reached(model):
    return model.iteration_bunch(15)[-1]["node_count"][1]


print("NDlib", version("ndlib"))
before, own, after = [], [], []
for _ in range(5):
    np.random.seed(5)
    before.append(reached(start(epidemics.SIRModel(network))))
for _ in range(5):
    np.random.seed(5)
    epidemics.SIRModel(network)
    own.append(round(float(np.random.random()), 4))
for _ in range(5):
    model = epidemics.SIRModel(network)
    np.random.seed(5)
    after.append(reached(start(model)))
print("seeded before the model is built, adopters:         ", before)
print("seeded, a model built, then a draw of one's own:    ", own)
print("seeded after the model is built, adopters:          ", after)
alone = reached(start(epidemics.SIRModel(network, seed=5)))
first = start(epidemics.SIRModel(network, seed=5))
start(epidemics.SIRModel(network, seed=6))
print("with seed=5, alone and with another built before it runs:", alone, reached_first := reached(first))
same = len(set(before)) > 1 and len(set(own)) > 1 and len(set(after)) == 1 and alone != reached_first
sys.exit(0 if same else "This has changed.")
PY
