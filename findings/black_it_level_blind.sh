#!/usr/bin/env bash
# What one would expect: a model calibrated with the GSL divergence, a loss made for agent-based models, is drawn towards the observed
#   series, at least to its level: a curve of adoption that ends at 5 % is further from one that ends at 80 % than that curve itself.
# What happens: each series is cut into classes between its own smallest and largest value, so its level and its size are gone before they
#   are compared. A curve that ends at 5 % has the very same loss as the observed one, and that loss is not 0. Calibration of the ceiling
#   returns the first tries in their order. A simulated series without a single number (all NaN) gets a finite loss too.
# With: black-it 0.3.3.
# Why it matters: how far a change reaches is what is calibrated here. The loss falls, the fit looks done, and the ceiling is
#   arbitrary.
# What to do instead: use it for shape beside a loss that sees the level (`MinkowskiLoss`, `MethodOfMomentsLoss`), and try the loss on two
#   series that you can tell apart before you calibrate with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check black-it==0.3.3 numpy==1.26.4 scipy==1.17.1 pandas==2.3.3 scikit-learn==1.8.0 \
  xgboost==1.7.6 statsmodels==0.14.6
cat > curves.py <<'PY'
import contextlib
import io
import sys
from importlib.metadata import version

import numpy as np
from black_it.calibrator import Calibrator
from black_it.loss_functions.gsl_div import GslDivLoss
from black_it.loss_functions.minkowski import MinkowskiLoss
from black_it.samplers.halton import HaltonSampler

WEEKS = np.arange(80)
OBSERVED = 0.8


def adoption(parameters, weeks=80, seed=0):
    """The share that has adopted, up to a ceiling."""
    return (parameters[0] / (1 + np.exp(-0.15 * (WEEKS - 40))))[:weeks, None]


def calibrate(loss):
    with contextlib.redirect_stdout(io.StringIO()):
        calibrator = Calibrator(
            loss_function=loss,
            real_data=adoption([OBSERVED]),
            model=adoption,
            parameters_bounds=np.array([[0.05], [1.0]]),
            parameters_precision=np.array([0.01]),
            ensemble_size=1,
            samplers=[HaltonSampler(16)],
            random_state=1,
            n_jobs=1,
        )
        tried, losses = calibrator.calibrate(2)
    return round(float(tried[0, 0]), 2), np.asarray(losses, dtype=float)


if __name__ == "__main__":
    print("black-it", version("black-it"), "- observed: adoption with a ceiling of", OBSERVED)
    found = {}
    for loss in (GslDivLoss(), MinkowskiLoss()):
        name = type(loss).__name__
        found[name] = [float(loss.compute_loss(adoption([ceiling])[None], adoption([OBSERVED]))) for ceiling in (0.05, 0.4, 0.8)]
        best, losses = calibrate(loss)
        found[name + " best"], found[name + " spread"] = best, float(np.ptp(losses))
        print(f"{name:13} loss at ceiling 0.05, 0.4, 0.8:", np.round(found[name], 4), end="  ")
        print(f"calibrated to {best}; losses of {len(losses)} tries differ by {np.ptp(losses):.4f}")
    nothing = float(GslDivLoss().compute_loss(np.full((1, 80, 1), np.nan), adoption([OBSERVED])))
    print("GslDivLoss    loss of a series of NaN:", round(nothing, 4))
    same = len(set(found["GslDivLoss"])) == 1 and found["GslDivLoss"][2] > 0 and found["GslDivLoss spread"] == 0
    same &= found["MinkowskiLoss best"] == OBSERVED and found["MinkowskiLoss"][0] > found["MinkowskiLoss"][1] > found["MinkowskiLoss"][2]
    same &= bool(np.isfinite(nothing))
    sys.exit(0 if same else "This has changed.")
PY
venv/bin/python -W ignore curves.py
