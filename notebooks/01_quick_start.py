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
# # Quick start
#
# **For** first-time users who read a little Python: analysts, researchers, and trainers who
# prepare a workshop.
#
# **Afterwards you can** run an initiative, read its record, ask *what if* on the same random draws, and separate the effect of a plan
# from chance.
#
# **It takes** ten minutes to read and less than half a minute to run. The first run on a machine takes another minute, to
# compile the rules.

# %% [markdown]
# ## An initiative in ten lines
#
# An *initiative* is an organisation, its context, a programme of interventions, and a definition of success. Each has a
# name in the library (`change-simulator simulate --help` lists the names), and any value can be overridden, as in
# `sim.load("company_a", "programme=quick_wins", "inhibitors.silos=0.9")`.

# %%
import matplotlib.pyplot as plt
import pandas as pd

import sim

initiative = sim.load("company_a")
record = sim.simulate(initiative, seed=7)

print(initiative.briefing)
print()
print(record.outcome.reading)
record.plot()

# %% [markdown]
# The figure is drawn from the record; its title summarises the run. *Adoption* is the share of aligned practice, weighted by
# its importance for customers. The dashed line is the goal. Below it: felt quality beside the firm's internal score, the
# sponsors' walk and talk, and the load of the programme on people.
#
# ## Reading the record
#
# The outcome is a sentence, notable moments, and a verdict by each of five definitions of success, always computed
# side by side. This initiative is judged by its scenario's definition.

# %%
print("judged by:", initiative.success.title)
for moment in record.outcome.moments:
    print(f"week {moment.week:>3}: {moment.text}")
pd.Series(record.outcome.by_definition, name="success").rename(lambda name: initiative.definitions.outcomes[name].title).to_frame()

# %% [markdown]
# Tables are indexed by week; week 0 is the start. `attrs["units"]` gives the units of their columns. Here is adoption by unit,
# every half year:

# %%
titles = {name: unit.title for name, unit in initiative.organisation.units.items()}
print("counted in:", record.adoption.attrs["units"])
record.adoption.rename(columns=titles).iloc[::26].T.round(2)

# %% [markdown]
# `record.firm` contains the series of the whole firm. Compare two of them: what customers feel, and the
# internal score by which the firm measures itself.

# %%
shown = record.firm[["adoption", "felt", "internal_score", "walk", "spend"]]
units = record.firm.attrs["units"]
shown.iloc[[0, 26, 52, 104, 156]].rename(columns=lambda name: f"{name} ({units[name]})").round(2)

# %% [markdown]
# The same record with named axes, units and meanings is an [xarray](https://docs.xarray.dev) dataset. In this form,
# questions across units are short. Do people see why before they practise? For each unit: the first week in which interest, and
# then adoption, passed one half.

# %%
course = record.to_xarray()
print(course["unit_interest"].attrs)

passed = pd.DataFrame(
    {
        "sees why: week": (course["unit_interest"] > 0.5).idxmax("week").where((course["unit_interest"] > 0.5).any("week")),
        "practises: week": (course["unit_adoption"] > 0.5).idxmax("week").where((course["unit_adoption"] > 0.5).any("week")),
    },
    pd.Index([titles[name] for name in course["unit"].values], name="unit"),
)
passed.sort_values("practises: week").map(lambda week: "never" if pd.isna(week) else f"{week:.0f}")

# %% [markdown]
# The notes report every deviation from the request (a step that waited for its budget, an empty audience, missing data
# filled in). This run has no notes; under a tight budget there is one:

# %%
print("notes of this run:", list(record.notes))
for note in sim.simulate(sim.load("company_a", "programme.budgets.money=150"), seed=7).notes[:4]:
    print("-", note)

# %% [markdown]
# ## What if, on the same random draws
#
# Remove the coaching of leaders from the plan and run the same seed again. People, ties and all random draws stay
# unchanged, because each draw depends on a person, a week and a purpose, not on the order of draws. The two curves therefore differ
# only because of the coaching.

# %%
uncoached = sim.load("company_a", "~programme.steps.coaching")
without = sim.simulate(uncoached, seed=7)
print(without.outcome.reading)

figure, axes = plt.subplots(figsize=(7.5, 3.6), layout="constrained")
for one, label, colour in ((record, "as planned", "#0072B2"), (without, "without coaching", "#D55E00")):
    end = one.firm["adoption"].iloc[-1]
    axes.plot(100 * one.firm["adoption"], color=colour, linewidth=2)
    axes.annotate(f" {label} {end:.0%}", (156, 100 * end), color=colour, va="center", annotation_clip=False)
axes.axhline(100 * initiative.success.adoption, color="#7F7F7F", linestyle="--", linewidth=1)
axes.annotate("goal", (2, 100 * initiative.success.adoption), color="#555555", va="bottom")
axes.set(title="Company A, seed 7: the plan, and the plan without one step", xlabel="weeks since the start", ylabel="adoption, %")
axes.set(xlim=(0, 156), ylim=(0, 100), xticks=range(0, 157, 26))
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# ## The role of chance and of an uncertain description
#
# One run is an anecdote: under seed 7 both succeed. Run each under forty seeds. Each run has its own luck and its own firm, drawn around
# the description, which is uncertain; the interval shows how precisely forty runs determine the probability of success.

# %%
planned = sim.replicate(initiative, runs=40)
fewer = sim.replicate(uncoached, runs=40)
for name, runs in (("as planned", planned), ("without coaching", fewer)):
    low, high = runs.success_interval
    ways = ", ".join(f"{mode} {count}" for mode, count in runs.modes.items() if count) or "none"
    print(f"{name}: {runs.success_share:.0%} of {len(runs.runs)} runs succeed, 95 % interval [{low:.0%}, {high:.0%}]; failures: {ways}")
fewer.plot()

# %% [markdown]
# Two initiatives under the same seeds make pairs. Their difference, pair by pair, is known far more precisely than the probability of
# success of either, because luck and errors of the description common to both cancel out.

# %%
difference = planned.less(fewer, names=("as planned", "without coaching"))
print(difference.finding)
difference.plot()

# %% [markdown]
# ## What to read next
#
# - [02 What if?](02_what_if.ipynb): the effects of one lever, one intervention and another order, with intervals.
# - [03 Why initiatives fail](03_why_initiatives_fail.ipynb): a population of initiatives, every set of causes repaired, and
#   your own queries to its store.
# - [04 Where a test-bed pays](04_test_bed.ipynb): two cases from the literature, rerun with one thing changed.
# - [05 Your own organisation](05_your_own_organisation.ipynb): from two tables to a programme that suits the people in them.
# - [06 Extend the model](06_extend_the_model.ipynb): a card of your own as YAML, a rule of your own as a few lines of Python, on
#   both engines.
# - [The model by the ODD protocol](../docs/odd.md): every rule and every number with its unit, range and source.
# - `make lab`: the same initiative on a page, to play, branch and debrief.
#
# ## What this does not show
#
# - That coaching does this in *your* firm. Sources support each rule's direction; most magnitudes are assumptions, marked
#   as such.
# - Robustness to other assumptions: forty seeds measure chance, not the model's uncertainty.
# - A forecast. Compare plans for the same people on the same random draws; do not read a date or a percentage as a prediction.
