#!/usr/bin/env bash
# What one would expect: `save_results` and `load_results` of the EMA workbench return the saved experiments.
# What happens: experiments without a policy are recorded under the policy named "None". The archive stores them as CSV, and pandas reads
#   the word None as a missing value. After loading, their policy is missing, and grouping by policy drops them silently;
#   beside a named policy they get a policy called "nan". `policy == "None"` finds nothing in either case.
# With: EMA workbench 2.5.3, pandas 3.1.1; 3.0.0, which needs Python 3.12, does the same.
# Why it matters: "no intervention" is the baseline of every comparison of plans. It is lost between the run and the analysis.
# What to do instead: give the baseline an explicit policy under another name, `policies=[Policy("no intervention", ...)]`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check ema_workbench==2.5.3 SALib==1.6.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
cat > firm.py <<'PY'
import sys
from importlib.metadata import version

import numpy as np
import pandas as pd
from ema_workbench import Model, Policy, RealParameter, ScalarOutcome, load_results, perform_experiments, save_results


def adoption(patience=0.5, training=0.0):
    return {"adopters": patience + training}


firm = Model("firm", function=adoption)
firm.uncertainties = [RealParameter("patience", 0, 1)]
firm.levers = [RealParameter("training", 0, 1)]
firm.outcomes = [ScalarOutcome("adopters")]
bare = Model("bare", function=adoption)
bare.uncertainties = firm.uncertainties.copy()
bare.outcomes = [ScalarOutcome("adopters")]
print("EMA workbench", version("ema_workbench"), "pandas", version("pandas"))
without, results = perform_experiments(bare, scenarios=4)
save_results((without, results), "without.tar.gz")
loaded, numbers = load_results("without.tar.gz")
print("saved:   policies", without["policy"].tolist(), " groups", without.groupby("policy", observed=True).size().to_dict())
print("loaded:  policies", loaded["policy"].tolist(), " groups", loaded.groupby("policy", observed=True).size().to_dict())
planned, outcomes = perform_experiments(firm, scenarios=4, policies=[Policy("training", training=0.3)])
both = pd.concat([without, planned], ignore_index=True)
save_results((both, {"adopters": np.concatenate([results["adopters"], outcomes["adopters"]])}), "both.tar.gz")
mixed, _ = load_results("both.tar.gz")
print("with a plan beside it, saved ", both["policy"].tolist(), " loaded", mixed["policy"].tolist())
same = without["policy"].tolist() == ["None"] * 4 and loaded["policy"].isna().all()
same &= np.allclose(numbers["adopters"], results["adopters"])
same &= both["policy"].tolist() == ["None"] * 4 + ["training"] * 4 and mixed["policy"].tolist() == ["nan"] * 4 + ["training"] * 4
sys.exit(0 if same else "This has changed.")
PY
venv/bin/python -W ignore firm.py 2>errors || { tail -n 3 errors >&2; exit 1; }
