#!/usr/bin/env bash
# What one would expect: `mesa.batch_run(Firm, {"size": 10, "seed": [3, 4]})` runs the model with seed 3 and with seed 4, like any other
#   parameter and as in Mesa up to 3.3, and is reproducible.
# What happens: the value is overwritten by the new argument `rng`, which is None unless given. Both runs are made without a seed;
#   the column "seed" contains None, no warning is given, and no run can be repeated.
# With: Mesa 3.5.1, which needs Python 3.12 or newer. Without one this script ends with 77: not run.
# Why it matters: designs that list seeds among the parameters, and compare plans on the same seeds, run without an error after an
#   upgrade but compare different random draws.
# What to do instead: `mesa.batch_run(Firm, {"size": 10}, rng=[3, 4])`, and check the column "seed".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
newer=''
for python in python3 python3.14 python3.13 python3.12; do
  if $python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then newer=$python; break; fi
done
if [ -z "$newer" ]; then echo "Mesa 3.5.1 needs Python 3.12 or newer, and there is none here."; exit 77; fi
$newer -m venv venv
venv/bin/pip install -qq --disable-pip-version-check mesa==3.5.1 networkx==3.6.1 numpy==2.4.6 pandas==3.1.1 scipy==1.17.1
cat > firm.py <<'PY'
import sys
import warnings

import mesa


class Firm(mesa.Model):
    def __init__(self, size, seed=None):
        super().__init__(seed=seed)
        self.size = size
        self.datacollector = mesa.DataCollector({"draw": lambda model: model.random.random()})

    def step(self):
        self.datacollector.collect(self)


def rows(parameters, **settings):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        found = mesa.batch_run(Firm, parameters, max_steps=1, display_progress=False, **settings)
    return [(row["seed"], round(row["draw"], 4)) for row in found], [str(warning.message) for warning in heard]


if __name__ == "__main__":
    print("Mesa", mesa.__version__, "- (seed in the row, first draw of the model)")
    (once, heard), (again, _) = rows({"size": 10, "seed": [3, 4]}), rows({"size": 10, "seed": [3, 4]})
    print("seed among the parameters:", once, " warnings", heard)
    print("the same once more:       ", again)
    (right, _), (repeated, _) = rows({"size": 10}, rng=[3, 4]), rows({"size": 10}, rng=[3, 4])
    print("rng=[3, 4], twice:        ", right, repeated)
    same = [seed for seed, _ in once] == [None, None] and once != again and not heard
    same &= right == repeated and [seed for seed, _ in right] == [3, 4]
    sys.exit(0 if same else "This has changed.")
PY
venv/bin/python firm.py
