#!/usr/bin/env bash
# What one would expect: the delta index, which compares whole distributions, also works for a binary outcome (success or failure). Delta
#   grows with the certainty with which an input determines the outcome, and an input without effect ranks last.
# What happens: bins of an input in which all runs have the same outcome are omitted from the sum, although they are the most informative.
#   So delta falls with this certainty: an input that alone determines the outcome ranks below pure noise, while S1 of the same call is
#   right. More runs do not help.
# With: SALib 1.6.0.
# Why it matters: "did the initiative succeed?" is the usual outcome here. A ranking by delta drops the decisive cause and keeps
#   noise.
# What to do instead: for an outcome of two values use `S1` of the same call, PAWN or Sobol indices; use delta for continuous outcomes
#   only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check SALib==1.6.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
venv/bin/python -W ignore - 2>/dev/null <<'PY' || { echo "This has changed." >&2; exit 1; }
import sys
from importlib.metadata import version

import numpy as np
from SALib.analyze import delta, pawn
from SALib.sample import latin

problem = {"num_vars": 2, "names": ["sponsor", "noise"], "bounds": [[0, 1]] * 2}
print("SALib", version("SALib"), "- sponsor alone decides, gently or surely; noise does nothing")
same = True
for runs in (1024, 4096):
    inputs = latin.sample(problem, runs, seed=1)
    chance = np.random.default_rng(2).random(runs)
    found = {}
    for name, steepness in (("gently", 8), ("surely", 1000)):
        success = (chance < 1 / (1 + np.exp(np.clip(-steepness * (inputs[:, 0] - 0.5), -500, 500)))).astype(float)
        index = delta.analyze(problem, inputs, success, seed=1, num_resamples=20)
        rank = pawn.analyze(problem, inputs, success, seed=1)
        found[name] = index
        index["PAWN"] = rank["median"]
        for key in ("delta_balanced", "delta_raw", "S1", "PAWN"):
            values = index[key]
            print(f"{runs} runs, decides {name}: {key:14} sponsor {values[0]:6.3f}   noise {values[1]:6.3f}", flush=True)
        same &= index["S1"][0] > 5 * index["S1"][1]
    for key in ("delta_balanced", "delta_raw"):
        gently, surely = found["gently"][key], found["surely"][key]
        same &= surely[0] < gently[0] and surely[0] < surely[1] and gently[0] > gently[1]
sys.exit(0 if same else 1)
PY
