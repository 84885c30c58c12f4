#!/usr/bin/env bash
# What one would expect: one run without a result (NaN) among thousands makes every Sobol index NaN, so that no one overlooks it.
#   RBD-FAST, PAWN and delta of the same package do so, and a maintainer calls it perhaps a feature that analyses fail then (its issue
#   237).
# What happens: every first-order and total index is exactly 0, with a confidence interval of exactly 0, and no warning. An infinite
#   result does the same; there numpy warns.
# With: SALib 1.6.0.
# Why it matters: in a large design some initiatives have no defined outcome (no one left, a division by no adopters). The table then
#   says, with perfect confidence, that no input matters, and looks the same as that of a model whose outcome never varies.
# What to do instead: check `np.isfinite(Y).all()` before `sobol.analyze`, and give such runs a defined outcome.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check SALib==1.6.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
venv/bin/python - <<'PY'
import sys
import warnings
from importlib.metadata import version

import numpy as np
from SALib.analyze import rbd_fast, sobol
from SALib.sample import latin
from SALib.sample import sobol as design

problem = {"num_vars": 3, "names": ["sponsor", "training", "noise"], "bounds": [[0, 1]] * 3}
runs = design.sample(problem, 1024, seed=1)


def analyse(lost):
    outcome = 4 * runs[:, 0] + runs[:, 1]
    if lost is not None:
        outcome[7] = lost
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        return sobol.analyze(problem, outcome, seed=1), [str(warning.message) for warning in heard]


print("SALib", version("SALib"), "-", len(runs), "runs")
whole, _ = analyse(None)
print("all runs ended:       S1", whole["S1"].round(2), " ST", whole["ST"].round(2))
same = whole["S1"][0] > 0.9
for name, lost in (("one run is NaN:", np.nan), ("one run is infinite:", np.inf)):
    found, heard = analyse(lost)
    print(f"{name:21} S1", found["S1"], " S1_conf", found["S1_conf"], " ST", found["ST"], " warnings", len(heard))
    same &= not any(found[key].any() for key in ("S1", "S1_conf", "ST", "ST_conf"))
    same &= lost == np.inf or not heard
sample = latin.sample(problem, 512, seed=1)
outcome = 4 * sample[:, 0] + sample[:, 1]
outcome[7] = np.nan
other = np.array(rbd_fast.analyze(problem, sample, outcome, seed=1)["S1"], dtype=float)
print("RBD-FAST, one NaN:    S1", other)
same &= bool(np.isnan(other).all())
sys.exit(0 if same else "This has changed.")
PY
