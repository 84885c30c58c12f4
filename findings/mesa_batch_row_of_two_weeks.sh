#!/usr/bin/env bash
# What one would expect: a row of `mesa.batch_run` with Step 5 contains the values of the model and its agents in step 5.
# What happens: if a model collects once in every step, and not also in `__init__`, each row joins the model's values of the following step
#   with the agents' values of its own step. The first row has no agents, the last pairs the model's last step with the agents' last
#   but one. There is no warning, and no missing value in the last row, which is the only one by default.
# With: Mesa 3.3.1, the last version for Python 3.11. Mesa 3.5.1 uses the recorded steps.
# Why it matters: users correlate and regress such rows, for example an organisation's adoption on its people's practice. A shift of one
#   step looks like a lead of the organisation over its people.
# What to do instead: collect in `__init__` too; or take rows from `model.datacollector`, whose two tables are correct.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check mesa==3.3.1 numpy==2.4.6 pandas==3.1.1 scipy==1.17.1
cat > firm.py <<'PY'
import sys

import mesa


class Person(mesa.Agent):
    week = 0


class Firm(mesa.Model):
    def __init__(self, from_the_start, seed=None):
        super().__init__(seed=seed)
        Person.create_agents(self, 1)
        self.week = 0
        self.datacollector = mesa.DataCollector({"of the model": "week"}, {"of the agent": "week"})
        if from_the_start:
            self.datacollector.collect(self)

    def step(self):
        self.week += 1
        self.agents.set("week", self.week)
        self.datacollector.collect(self)


def rows(from_the_start, period):
    found = mesa.batch_run(Firm, {"from_the_start": from_the_start}, max_steps=5, data_collection_period=period, display_progress=False)
    return [(row["Step"], row["of the model"], row.get("of the agent")) for row in found]


if __name__ == "__main__":
    print("Mesa", mesa.__version__, "- (Step, week of the model, week of the agent)")
    every, last, started = rows(False, 1), rows(False, -1), rows(True, 1)
    print("collected in step():               ", every)
    print("the same, last row only (default): ", last)
    print("collected in __init__ too:         ", started)
    same = every == [(step, step + 1, step or None) for step in range(6)] and last == [(5, 6, 5)]
    same &= started == [(step, step, step) for step in range(6)]
    sys.exit(0 if same else "This has changed.")
PY
venv/bin/python -W error::UserWarning firm.py
