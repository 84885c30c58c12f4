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
# # What if?
#
# **For** analysts who have a plan and are asked about alternatives.
#
# **Afterwards you can** estimate the effect of one lever, of one intervention and of the order of interventions, week by week and with an
# interval; compare plans by cost; give a manager a table in plain words; and let a group move sliders.
#
# **It takes** fifteen minutes to read and less than half a minute to run.

# %% [markdown]
# ## One firm, and what to measure
#
# Company A has a plan fitted to its context: Sales goes first, leaders are coached, the network is reshaped. Under that plan, and
# under most plans near it, **most seeds succeed**, and with 24 seeds the interval of a share of successes is thirty points wide. Counting
# successes would hardly tell the plans apart. So this notebook measures extent and speed instead: adoption, the weeks until it reaches the
# goal, what customers feel, and value (margin gained less what the programme costs).

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import sim

RUNS = 24  # seeds, the same for every plan

planned = sim.load("company_a")
goal, last = planned.success.adoption, planned.weeks
as_planned = sim.replicate(planned, RUNS)

low, high = as_planned.success_interval
print(f"success: {as_planned.success_share:.0%} of {RUNS} seeds; the chance lies between {low:.0%} and {high:.0%} (95 %)")
print(f"goal: {goal:.0%} of aligned practice; horizon: {last} weeks")

# %% [markdown]
# ## One lever: how far the CEO walks the talk
#
# `dispositions.commitment` is the CEO's commitment of resources and personal example, from 0 to 1; here it is 0.65. What if it were 0.3?
# Both initiatives have the same drawn firm, people and luck under each seed, so runs are compared in pairs. What is common to both
# cancels out, and 24 pairs are more informative than hundreds of unpaired runs.

# %%
reluctant = sim.replicate(sim.load("company_a", "dispositions.commitment=0.3"), RUNS)
difference = reluctant.less(as_planned, names=("commitment 0.3", "as planned, 0.65"))
print(difference.finding)
difference.plot()

# %% [markdown]
# The line is the mean of the pairs; its distance from zero is the effect of the lever. The narrow band is the interval of the mean, and
# the wide one the spread of the pairs. A mean can be precise although some pairs go the other way: the table has both.

# %%
difference.table.loc[[26, 52, 104, last], ["mean", "low", "high", "ahead", "q05", "q95"]].round(3)

# %% [markdown]
# ## One intervention: without coaching
#
# `~programme.steps.coaching` removes one step from the plan and leaves all others unchanged.

# %%
uncoached = sim.replicate(sim.load("company_a", "~programme.steps.coaching"), RUNS)
lost = uncoached.less(as_planned, names=("without coaching", "as planned"))
print(lost.finding)
lost.plot()

# %% [markdown]
# ## Timing and order
#
# Now the plan has the same seventeen steps, with the same durations and strengths; only the dates differ.


# %%
def dated(**starts: int) -> list[str]:
    """The plan of Company A with other starting weeks."""
    return [f"programme.steps.{step}.start={week}" for step, week in starts.items()]


FOUNDATION = {"diagnosis": 52, "resources": 52, "precedents": 56, "why": 56}
orders = {
    "coaching first": dated(coaching=0),
    "coaching in the second year": dated(coaching=78),
    "the why and the means after a year": dated(**FOUNDATION),
    "everything at once": dated(**dict.fromkeys(planned.programme.steps, 0)),
}
played = {name: sim.replicate(sim.load("company_a", *dates), RUNS) for name, dates in orders.items()}

# %%
BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#7F7F7F"
DARKER = {ORANGE: "#8A5F00", GREEN: "#00694D", SKY: "#22719F", PURPLE: "#8F4A6C", GREY: "#555555"}  # the same hues, to be read as words


def spread(wanted: list[float], gap: float) -> np.ndarray:
    """Heights for labels at least a gap apart, near those that are wanted."""
    order = np.argsort(wanted)
    heights = np.array(wanted, float)[order]
    for _ in range(200):
        overlap = np.maximum(0.0, gap - np.diff(heights)) / 2.0
        heights[:-1] -= overlap
        heights[1:] += overlap
    placed = np.empty_like(heights)
    placed[order] = heights
    return placed


def plain(axes: plt.Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(color=GREY)


figure, axes = plt.subplots(figsize=(8.6, 4.4), layout="constrained")
axes.axhline(0, color=GREY, linewidth=1)
weeks = as_planned.courses.index
differences = {name: runs.less(as_planned, names=(name, "as planned")).table * 100 for name, runs in played.items()}
ends = [table["mean"].iloc[-1] for table in differences.values()]
for (name, table), height, colour in zip(differences.items(), spread(ends, 3.4), (BLUE, ORANGE, VERMILION, GREEN), strict=True):
    axes.fill_between(weeks, table["low"], table["high"], color=colour, alpha=0.25, linewidth=0)
    axes.plot(weeks, table["mean"], color=colour, linewidth=2.2)
    points = f"{table['mean'].iloc[-1]:+.1f}".replace("-", "−")
    axes.annotate(f"{name}: {points}", (last + 2, height), color=DARKER.get(colour, colour), va="center", annotation_clip=False)
axes.set(xlim=(0, last), xticks=range(0, last + 1, 26), xlabel="weeks since the start", ylabel="adoption against the plan, points")
worst = min(differences, key=lambda name: differences[name]["mean"].min())
deepest, missing = -differences[worst]["mean"].min(), -differences[worst]["mean"].iloc[-1]
title = f"Dates alone take up to {deepest:.0f} points of adoption,\nand {missing:.0f} of them are still missing after three years"
axes.set_title(title, loc="left", fontweight="bold", fontsize=12)
figure.text(0.01, -0.04, f"mean of {RUNS} pairs on common draws, with its 95 % interval week by week", color="#555555")
plain(axes)
plt.show()

# %% [markdown]
# The order matters most while the programme runs. A late foundation catches up in adoption, since people who finally see the why still
# learn the behaviours; the lost year costs value, as the table below shows. Starting everything in week 0 does best **here**. Is that
# only because this firm has spare attention? Here are both plans with less than half of its attention:

# %%
scarce = "programme.budgets.attention=0.15"
crowded = sim.replicate(sim.load("company_a", scarce, *orders["everything at once"]), RUNS)
apart = crowded.less(sim.replicate(sim.load("company_a", scarce), RUNS), names=("everything at once", "as planned"))
for title, table in (("attention as it is", differences["everything at once"] / 100), ("attention 0.15", apart.table)):
    mean, low, high = 100 * table.loc[52, ["mean", "low", "high"]]
    print(f"everything at once less as planned in week 52, {title}: {mean:+.0f} points [{low:+.0f}, {high:+.0f}]")

# %% [markdown]
# The lead shrinks but does not reverse. In this model, overload tires people and steps beyond a budget wait; both cost less
# than a year's delay. Whether haste costs more in a real firm depends on the model's assumptions; this result
# cannot answer that question.

# %% [markdown]
# ## Costs and benefits
#
# A plan is a point: what it costs, and how much it brings. Adoption is averaged over the three years here, so that arriving sooner
# counts. On the front are plans to which no other is both cheaper and better; plans behind the front pay more for less.

# %%
played |= {
    "as planned": as_planned,
    "without coaching": uncoached,
    "without sharing the why": sim.replicate(sim.load("company_a", "~programme.steps.why"), RUNS),
    "quick wins": sim.replicate(sim.load("company_a", "programme=quick_wins"), RUNS),
    "ordinary plan, not fitted to the firm": sim.replicate(sim.load("company_a", "programme=as_planned"), RUNS),
    "do nothing": sim.replicate(sim.load("company_a", "programme=do_nothing"), RUNS),
}


def interval(values: pd.Series) -> tuple[float, float, float]:
    """Mean over seeds with its 95 % interval, by resampling the seeds."""
    drawn = np.random.default_rng(1).choice(values.to_numpy(), (2000, len(values))).mean(axis=1)
    return float(values.mean()), *np.quantile(drawn, [0.025, 0.975])


points = pd.DataFrame(
    {name: (runs.runs["spend"].mean(), *interval(100 * runs.courses["adoption"].mean())) for name, runs in played.items()},
    index=["cost", "mean", "low", "high"],
).T.sort_values("cost")
points["on the front"] = [not ((points["cost"] <= row.cost) & (points["mean"] > row["mean"])).any() for _, row in points.iterrows()]
points.round(1)

# %%
figure, axes = plt.subplots(figsize=(8.6, 4.6), layout="constrained")
front = points[points["on the front"]]
axes.step(front["cost"], front["mean"], where="post", color=GREEN, linewidth=1.6)
place = spread(list(points["mean"]), 3.3)
right = points["cost"].max() * 1.08
for (name, row), height in zip(points.iterrows(), place, strict=True):
    colour, weight = (GREEN, "bold") if row["on the front"] else (GREY, "normal")
    axes.errorbar(row["cost"], row["mean"], [[row["mean"] - row["low"]], [row["high"] - row["mean"]]], fmt="o", color=colour, capsize=3)
    is_far = row["cost"] < right / 2  # from the names at the right edge: it carries its own
    at = (row["cost"] + 20, row["mean"] + (-2.5 if row["cost"] == 0.0 else 2.5)) if is_far else (right, height)
    if not is_far:
        axes.plot([row["cost"], right - 12], [row["mean"], height], color=colour, linewidth=0.6, alpha=0.7)
    axes.annotate(name, at, color=DARKER[colour], va="center", annotation_clip=False, fontweight=weight)
axes.set(xlabel="cost of the programme, thousand euro", ylabel="adoption, mean of three years, %", ylim=(0, None))
axes.set_xlim(-30, right - 10)
best = front["mean"].idxmax()
saved = points.loc["as planned", "cost"] - points.loc[best, "cost"]
title = f"“{best[0].upper()}{best[1:]}” brings most, for €{abs(saved):,.0f}k {'less' if saved > 0 else 'more'} than the plan"
axes.set_title(title, loc="left", fontweight="bold", fontsize=12)
figure.text(0.01, -0.04, f"mean of {RUNS} seeds with its 95 % interval; green: no plan shown is both cheaper and better", color="#555555")
plain(axes)
plt.show()

# %% [markdown]
# ## A table for a manager
#
# Plain words, units in the heading, one row per plan, the best value first. “Ahead of the plan” is the number of paired runs in which the
# plan ended with more value than as planned: chance is part of the answer, and managers should see it.


# %%
def weeks_to_goal(runs: sim.Replicates) -> str:
    """How long it takes to the goal, over the seeds that reach it."""
    there = runs.courses["adoption"] >= goal
    reached = there.any()
    if not reached.any():
        return "never"
    middle = f"{there.idxmax()[reached].median():.0f}"
    return middle if reached.all() else f"{middle} ({reached.sum()} of {len(reached)} runs)"


def row_of(runs: sim.Replicates) -> dict[str, str]:
    ends = runs.runs
    worth = ends["value"].to_numpy() - as_planned.runs["value"].to_numpy()
    return {
        "Adoption after three years": f"{ends['end'].mean():.0%}",
        "Weeks until half practise it": weeks_to_goal(runs),
        "What customers feel (points)": f"{100 * ends['felt_gain'].mean():+.0f}".replace("-", "−"),
        "Cost (thousand €)": f"{ends['spend'].mean():,.0f}",
        "Value after cost (thousand €)": f"{ends['value'].mean():,.0f}".replace("-", "−"),
        "Ahead of the plan": "the plan" if runs is as_planned else f"{(worth > 0).sum()} of {len(worth)} runs",
    }


ranked = sorted(played, key=lambda name: -played[name].runs["value"].mean())
table = pd.DataFrame({f"{name[0].upper()}{name[1:]}": row_of(played[name]) for name in ranked}).T.rename_axis("Plan")

style = "body {font: 11pt sans-serif} table {border-collapse: collapse} td, th {padding: .3em .8em; border-bottom: 1px solid #ccc}"
rows = table.reset_index().to_html(index=False, border=0, justify="left")
folder = Path(tempfile.mkdtemp())  # or wherever the table is to go
page = f"<!doctype html><meta charset='utf-8'><title>Company A</title><style>{style}</style>{rows}"
(folder / "what_if.html").write_text(page, encoding="utf-8")
table.to_csv(folder / "what_if.csv", encoding="utf-8-sig")  # a spreadsheet then reads its signs as they are meant
print("written:", *sorted(path.name for path in folder.iterdir()))
table

# %% [markdown]
# Saving the money does not save the value: a firm that does little or nothing loses customers, because felt quality stagnates
# while expectations rise. A plan with less adoption may still have more value: ask which column matters to the firm.

# %% [markdown]
# ## Move it yourself
#
# `sim.explore` replays the same random draws whenever a slider moves, and shows all people on the map, the curves beside the original run,
# and the outcome. Ranges are given as for `sim.sweep`. Sliders can also be set from Python, as here; the button in the corner
# resets all of them. The picture shows the widget; without a running Python, the cell shows its curves as a picture.
#
# ![Four sliders, the map of Company A in week 64, curves beside the run as it is, and a table of how both end](../docs/images/explorer.png)

# %%
explorer = sim.explore(
    planned,
    {
        "dispositions.commitment": [0, 1],
        "inhibitors.weak_strategic_thinking": [0, 1],
        "programme.steps.coaching.start": [0, 104],
        "programme.steps.why.start": [0, 104],
    },
    seed=7,
)
explorer.values = {"dispositions.commitment": 0.1, "programme.steps.coaching.start": 78}
explorer

# %% [markdown]
# The state of the sliders is available in Python: `explorer.initiative`, `explorer.record`, and both runs side by side.

# %%
assert explorer.record.digest != explorer.record_as_it_is.digest
explorer.table.round(2)

# %% [markdown]
# Each slider position shows a single run, which depends on chance. Before you rely on it, run many seeds:

# %%
found = sim.replicate(explorer.initiative, RUNS)
print(found.less(as_planned, names=("as on the sliders", "as planned")).finding)
print(f"success: {found.success_share:.0%} of {RUNS} seeds, as planned {as_planned.success_share:.0%}")

# %% [markdown]
# ## What this does not show
#
# - **Which plan is best for your firm.** Plans are compared in one invented firm with its own budgets; notebook
#   [05](05_your_own_organisation.ipynb) starts from your data.
# - **Uncertainty of the rules.** The intervals here measure chance alone. To vary assumed magnitudes, use a
#   sweep or the study of [why initiatives fail](03_why_initiatives_fail.ipynb).
# - **All plans.** Only a few were tried, by hand. `change-simulator optimise` searches plans under a budget.
# - **A forecast in euro.** Costs and margins are those of the scenario. Read differences between plans, and their order.
