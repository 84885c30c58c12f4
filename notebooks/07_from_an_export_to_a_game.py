# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From an export to a game: your own firm, read as it is
# **For** analysts and trainers who have an HR export, a survey, and a network of who asks whom.
#
# **Afterwards you can** see how your files were understood, mend what was not, start from the survey, keep the firm in a folder,
# and play a
# change in it week by week.
#
# **It takes** ten minutes to read and about ten seconds to run. The firm is invented: no one in it exists.

# %%
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import sim

# %% [markdown]
# ## The files as they come
#
# An export with a title, semicolons, ids that a spreadsheet turned into `7.0`, a manager who has left, a person who has left, and a unit
# that is written in two ways;
# nominations side by side, some of them of people outside; and a survey that 60 % answered, on a scale of 1 to 5.

# %%
FILES = Path(tempfile.mkdtemp())
chance = np.random.default_rng(7)
UNITS = ["Sales", "Service", "Operations", "IT"]
rows = ["Headcount report;;;;", "Employee ID;Full Name;Reports To;Department;Employment Status", "1;Ada;;Board;Active"]
for person in range(2, 81):
    above = "1" if person <= 5 else f"{2 + person % 4}.0" if person <= 25 else str(6 + person % 20)
    above = "999" if person == 30 else above
    unit = "I.T." if person == 33 else UNITS[person % 4]
    rows.append(f"{person};Person {person};{above};{unit};{'Terminated' if person == 80 else 'Active'}")
(FILES / "headcount.csv").write_text("\n".join(rows) + "\n;;;;\n", encoding="utf-8")

named = [[str(one), *map(str, chance.choice(np.arange(1, 100), 4, replace=False))] for one in range(1, 80)]
asks = pd.DataFrame(named, columns=["respondent", "colleague 1", "colleague 2", "colleague 3", "colleague 4"])
answers = pd.DataFrame({"Employee ID": np.arange(1, 49), "Q1": chance.integers(1, 6, 48), "Q2": chance.integers(1, 6, 48)})
print((FILES / "headcount.csv").read_text(encoding="utf-8")[:230])

# %% [markdown]
# ## How were they understood?
#
# Nothing has run yet. Read the report from the top: which column was taken for what; what was not read, dropped, joined, matched
# or inferred,
# with counts and shares; what to look at; and the first rows.

# %%
imported: sim.ImportedOrganisation = sim.import_organisation(FILES / "headcount.csv", asks)
print(imported)

# %% [markdown]
# ## Mend it
#
# `I.T.` and `IT` are one unit here; we correct that in the table. The survey's columns have no names that say what they ask, so
# we say it:
# Q1 asks whether the change is needed, Q2 whether such changes come to nothing. People are called by pseudonyms from here on.

# %%
staff = pd.read_csv(FILES / "headcount.csv", sep=";", skiprows=1).dropna(how="all").replace({"Department": {"I.T.": "IT"}})
imported = sim.import_organisation(
    staff, asks, answers, survey_columns={"interest": "Q1", "cynicism": "Q2"}, scale=[1, 5], pseudonyms=True, least_size=5, seed=3
)
for finding in imported.report.findings:
    if finding.what in ("dropped", "joined", "drawn", "look"):
        print(f"{finding.what}: {finding.text}")

# %%
start = imported.organisation.stance
firm = imported.organisation.people.assign(interest=start.interest, cynicism=start.cynicism)
firm.groupby("unit")[["interest", "cynicism"]].agg(["mean", "count"]).round(2)

# %% [markdown]
# ## Keep it, and play a change in it
#
# A folder keeps the firm to the bit. The command line and the lab read it, too:
# `change-simulator simulate organisation=from_files organisation.employees=FOLDER`.

# %%
folder = imported.save(FILES / "our_firm")
again = sim.import_organisation(folder)
print(sorted(path.name for path in folder.iterdir()), np.array_equal(again.organisation.strength, imported.organisation.strength))

# %%
initiative = again.into(sim.load("customer_centric", "weeks=104"))
play = sim.Play(initiative, seed=3)
for _ in range(4):
    play.advance(13)
    print(f"week {play.week}: {float(play.firm['adoption'].iloc[-1]):.0%} practise")

# %%
play.ended().record().plot()

# %% [markdown]
# ## What this does not show
# Not what a given person will do: people of a run are draws, and a pseudonym is not anonymity
# (`docs/how_to/data_protection.md`). An answer of
# a survey is taken over one to one, which is our assumption. `docs/data.md` has all settings and formats;
# [05](05_your_own_organisation.ipynb) composes a programme for a firm.
