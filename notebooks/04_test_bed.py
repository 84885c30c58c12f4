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
# # Where a test-bed pays, and where it does not
# **For** analysts and trainers who are asked: start with a small trial, or introduce the change everywhere at once?
#
# **Afterwards you can** identify conditions under which a test-bed pays, repair one cause at a time on the same random draws, and draw a
# map of two conditions with its uncertainty.
#
# **It takes** a quarter of an hour to read and about twenty seconds to run.
#
# Byrnes and Wass report two cases. At **Baxter**, a small project with one small new hospital found a solution, visiting managers
# became its champions, and it went
# into the mainstream. At **Bell**, a proposal for a small trial was circulated and dropped, although the firm had plenty of money.
# They conclude: work with test-beds; they
# cost little and have few downsides; insight comes after a year or so.
#
# Two cases cannot show which of their many differences was decisive. Here each case is a scenario, so it can be rerun with one
# thing changed and all random draws kept.
# Sources support each rule's direction; most magnitudes are assumptions. So rely on signs and orders, not on decimals.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Markdown
from matplotlib.patheffects import withStroke
from scipy.stats import t as student

import sim

BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#7F7F7F"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "axes.titlelocation": "left", "font.size": 11, "figure.dpi": 80})


def interval(values):
    """Mean and its 95 % interval (Student's t): mean, low, high."""
    values = np.asarray(values, float)
    half = student.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return values.mean(), values.mean() - half, values.mean() + half


def signed(number, digits=0):
    """A number with its sign, as it is printed in words."""
    text = f"{number:+,.{digits}f}".replace("-", "−")
    return "0" if text in ("+0", "−0") else text


def in_words(values, scale=100.0, digits=0):
    """A mean with its interval, in words."""
    mean, low, high = (signed(scale * value, digits) for value in interval(values))
    return f"{mean} [{low}, {high}]"


# %% [markdown]
# ## The two cases side by side
#
# These runs take each case as it is told, so they differ by chance alone. Replicates draw the firm around its description unless they are
# told not to: Baxter then no longer succeeds every time, and Bell is still stopped
# (`python -m experiments.validation.baselines --shares 200` prints both shares).

# %%
RUNS = {"Baxter": 12, "Bell": 6}
told = sim.DescriptionUncertainty(varies=False)
stories = {name: sim.replicate(sim.load(name.lower()), runs, first_seed=1, description=told) for name, runs in RUNS.items()}
records = {name: sim.simulate(story.initiative, 1) for name, story in stories.items()}

FAMILIES = {"mindsets": SKY, "agents": GREEN, "structure": BLUE, "reinforcement": ORANGE, "inhibitors": PURPLE}
figure, axes = plt.subplots(2, 2, figsize=(12, 7.4), height_ratios=[1.15, 1], sharex=True, layout="constrained")
for column, (name, story) in enumerate(stories.items()):
    above, below = axes[:, column]
    steps = sorted(records[name].schedule.steps, key=lambda step: (step.start, step.end))
    for row, step in enumerate(steps):
        above.barh(-row, step.end - step.start, left=step.start, height=0.7, color=FAMILIES[step.card.family])
    above.set_yticks([-row for row in range(len(steps))], [step.card.title for step in steps], fontsize=10)
    above.set_ylim(-13.6, 0.6)
    above.tick_params(left=False)
    courses, stopped = story.courses, story.runs["abandoned"].to_numpy()
    for series, colour, label in (("adoption", GREEN, "staff practising it"), ("felt", BLUE, "felt by customers")):
        below.plot(courses[series], color=colour, alpha=0.25, linewidth=0.8)
        median = courses[series].median(axis=1)
        below.plot(median, color=colour, linewidth=2.5)
        below.annotate(label, (208, median.iloc[-1]), (-4, 7), textcoords="offset points", ha="right", color=colour)
    below.axhline(0.5, color=GREY, linestyle=":", linewidth=1)
    if (stopped >= 0).all():
        week = int(np.median(stopped))
        above.axvspan(week, 208, color="white", alpha=0.75)
        for axis in (above, below):
            axis.axvline(week, color=VERMILION, linewidth=1.5)
        below.annotate(f"finance stops it, week {week}", (week, 0.86), (5, 0), textcoords="offset points", color=VERMILION)
    below.set(
        ylim=(0, 1), xlim=(0, 208), xlabel="weeks since the start", title=f"{int(story.runs['success'].sum())} of {RUNS[name]} runs succeed"
    )
    below.set_xticks(range(0, 209, 52))
    below.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    above.set_title(f"{name}: {story.initiative.programme.title.lower()}", fontweight="bold")
for place, (family, colour) in enumerate(FAMILIES.items()):
    if family != "inhibitors":
        axes[0, 1].text(112, -7.6 - place * 1.15, f"■ {family}", color=colour, fontsize=10)
plt.show()

# %% [markdown]
# Above: the steps of each programme by kind and week; pale bars were planned but stopped earlier. Below: thin lines are runs,
# thick ones their median; the dotted line is the goal, half of the staff.

# %%
baxter, phone = stories["Baxter"], stories["Bell"]
proof = records["Baxter"].firm["proof"]
first, half = int((proof > 0).idxmax()), int((proof >= 0.5).idxmax())
assert baxter.success_share == 1.0 and phone.success_share == 0.0
assert (phone.runs["abandoned"] >= 0).all() and any("finance stopped" in moment.text for moment in records["Bell"].outcome.moments)
assert 13 < first < half < 65
Markdown(
    f"""Baxter succeeds in {RUNS["Baxter"]} of {RUNS["Baxter"]} runs, Bell in none of {RUNS["Bell"]} (so Bell's chance is below
{100 * (1 - 0.05 ** (1 / RUNS["Bell"])):.0f} % with 95 % confidence). Bell, a firm of {phone.organisation.employees:,}, had spent
{phone.runs["spend"].median():,.0f} thousand euro when it was stopped; Baxter, of {baxter.organisation.employees}, spends
{baxter.runs["spend"].median():,.0f}. At Baxter the first proof shows in week {first} and half of it is there in week {half}:
“after a year or so”, says the source. The rule was given its sizes after that sentence, so this is a check and no evidence."""
)

# %% [markdown]
# ## The plan or the place?
#
# Bell differs from Baxter in its plan (a study and a proposal against a test-bed) *and* in its place (no one sees a benefit,
# finance compares). So Bell is played again on the same draws: with its own plan or with a test-bed that goes mainstream, and with
# one thing about the place repaired at a time.

# %%
REPAIRS = {
    "as it was": (),
    "more hands, time and money": tuple(f"organisation.levers.{lever}=0.95" for lever in ("people", "time", "capital")),
    "finance cannot stop it": ("dispositions.finance_power=0", "inhibitors.finance_gatekeeping=0"),
    "heads see a benefit": ("inhibitors.organisational_indifference=0", "inhibitors.departmental_goals=0"),
}
REPAIRS["all three"] = tuple(change for changes in REPAIRS.values() for change in changes)
TEST_BED = "programme=test_bed_then_mainstream"
PLANS = {"study and proposal": (), "test-bed, then mainstream": (TEST_BED,)}


def in_bell(*changes):
    """Six runs of Bell, always under the same seeds."""
    return sim.replicate(sim.load("bell", *changes), 6, first_seed=1, description=told)


study, bed = ({repair: in_bell(*plan, *changes) for repair, changes in REPAIRS.items()} for plan in PLANS.values())

# %%
figure, axis = plt.subplots(figsize=(9.5, 4.4), layout="constrained")
for played_so, colour, shift in ((study, GREY, 0.16), (bed, GREEN, -0.16)):
    for row, repair in enumerate(REPAIRS):
        runs = played_so[repair].runs
        mean, low, high = interval(100 * runs["end"])
        axis.plot([low, high], [-row + shift] * 2, color=colour, linewidth=2)
        axis.plot(mean, -row + shift, "o", color=colour, markersize=8)
        said = f"{int(runs['success'].sum())} of 6 succeed"
        axis.annotate(said, (high, -row + shift), (8, -4), textcoords="offset points", color=colour, fontsize=10)
axis.axvline(50, color=GREY, linestyle=":", linewidth=1)
axis.set_yticks([-row for row in range(len(REPAIRS))], list(REPAIRS))
axis.set(xlim=(0, 100), ylim=(-4.6, 0.6), xlabel="staff practising it in the last week, %")
axis.set_title("Bell again: no repair of the place rescues the study; the test-bed mostly succeeds")
axis.text(12, -4.45, "study and proposal", color="#555555", fontweight="bold")
axis.text(62, 0.34, "test-bed, then mainstream", color=GREEN, fontweight="bold")
plt.show()

# %%
plain, seen, richer = bed["as it was"], bed["heads see a benefit"], bed["more hands, time and money"]
ends = [played.runs["end"].max() for played in study.values()]
gains = {name: played.less(plain).pairs.iloc[-1] for name, played in (("benefit", seen), ("resources", richer))}
assert max(ends) < 0.15 and plain.runs["end"].min() > 2 * max(ends) and 0 < plain.success_share < 1
assert (plain.runs["abandoned"] < 0).all() and (study["as it was"].runs["abandoned"] >= 0).all()
assert bed["all three"].success_share > max(played.success_share for played in study.values())
assert all(interval(gain)[1] > 0 for gain in gains.values())
Markdown(
    f"""Lines are 95 % intervals of the mean over 6 runs; the dotted line is the goal.

**The plan decides first.** With the study and the proposal nothing about the place helps, not even all three repairs together:
at most {100 * max(ends):.0f} % of the staff practise it in any of {6 * len(REPAIRS)} runs. With a test-bed the very same Bell
reaches {100 * plain.runs["end"].mean():.0f} %, and finance stops none of 6.

**Then the place decides how far it goes.** A benefit for the heads adds {in_words(gains["benefit"])} points,
resources {in_words(gains["resources"])}. “Not for want of resources” holds for the proposal. It does not hold for the test-bed,
which could use them. Of 6 runs, {int(plain.runs["success"].sum())} succeed as it was, {int(seen.runs["success"].sum())} with a benefit,
{int(richer.runs["success"].sum())} with resources and {int(bed["all three"].runs["success"].sum())} with all three repairs: six runs tell
the points of adoption apart, not the shares of success."""
)

# %% [markdown]
# A test-bed plan is more than a test-bed. Which part is decisive? Each part is removed from the plan in turn, in the unrepaired Bell.

# %%
PARTS = {
    "the test-bed itself": ("test_bed",),
    "going mainstream": ("mainstream",),
    "heads of other functions: taking part, visits, own needs": ("counterparts", "visits", "own_need"),
}
without = {name: in_bell(TEST_BED, *(f"~programme.steps.{step}" for step in steps)) for name, steps in PARTS.items()}
lost = {name: played.less(plain).pairs.iloc[-1] for name, played in without.items()}
assert all(interval(loss)[2] < -0.15 for loss in lost.values())
assert interval(lost["heads of other functions: taking part, visits, own needs"])[0] == min(interval(loss)[0] for loss in lost.values())
pd.DataFrame({"adoption, points [95 %]": {f"without {name}": in_words(loss) for name, loss in lost.items()}})

# %% [markdown]
# All three parts are necessary, and the loss is greatest without the heads: this is the source's third piece
# of advice, *involve your counterparts early*.
#
# ## Choose the customer with care
#
# The source warns against a trial with the largest accounts, because it alarms the sales group. Two scenarios differ only in this.

# %%
small, key = (sim.replicate(sim.load(f"test_bed_{who}"), 12, first_seed=1, description=told) for who in ("small_customer", "key_account"))
gap = small.less(key, "adoption", ("Small customer", "key account"))
gap.plot()

# %%
siloed = [
    sim.replicate(sim.load("silo_firm", f"programme={plan}"), 12, first_seed=1, description=told)
    for plan in ("test_bed_then_mainstream", "test_bed_with_key_accounts")
]
succeed = [int(played.runs["success"].sum()) for played in (small, key, *siloed)]
dearer = siloed[0].less(siloed[1]).pairs.iloc[-1]
assert gap.table["low"].iloc[-1] > 0 and gap.table["low"].loc[104] > gap.table["high"].iloc[-1]
assert min(succeed[:2]) >= 11 and succeed[2] > succeed[3] and interval(dearer)[1] > gap.table["high"].iloc[-1]
Markdown(
    f"""The small customer is ahead by {in_words(gap.pairs.loc[104], digits=1)} points of adoption in week 104 and by
{in_words(gap.pairs.iloc[-1], digits=1)} in the last. But {succeed[0]} and {succeed[1]} of 12 runs succeed: in this firm the key account
costs speed. In a firm of eight siloed departments it costs {in_words(dearer, digits=1)} points in the last week, and
{succeed[2]} of 12 succeed with the small customer, {succeed[3]} of the same 12 with the key accounts."""
)

# %% [markdown]
# ## Test-bed first or everything at once, at the same spend
#
# The rival plan is *everything at once*: sixteen good steps, all begun in the first month. It costs more, so all its steps
# run at reduced strength such that it costs the same as the test-bed. The firm has Baxter's size and Bell's circumstances, and two
# of these are varied: **the indifference** of department heads to goals on which they are not measured, and **the power of finance**
# to stop a programme of which it is not convinced. The source names both. Each point is run with both plans under the same seeds.

# %%
PLACE = ("bell", "organisation=baxter", "inhibitors.finance_gatekeeping=0")
INDIFFERENCE, FINANCE = "inhibitors.organisational_indifference", "dispositions.finance_power"


def course_of_spend(initiative):
    """Money spent to date, thousand euro, by week, where no one stops it."""
    return sim.simulate(initiative, 1, repair=sim.Repair({"finance_power": 0.0})).firm["spend"]


first_small, full = (sim.load(*PLACE, plan) for plan in (TEST_BED, "programme=big_bang"))
money = course_of_spend(first_small).iloc[-1]
share = money / course_of_spend(full).iloc[-1]
WEAKER = ("programme=big_bang", *(f"programme.steps.{step}.strength={share:.4f}" for step in full.programme.steps))
at_once = sim.load(*PLACE, *WEAKER)
assert len(full.programme.steps) == 16 and max(step.start for step in full.programme.steps.values()) <= 4
assert abs(course_of_spend(at_once).iloc[-1] / money - 1) < 0.01

SEEDS, LEVELS, POWERS = 8, [0.0, 0.25, 0.5, 0.75, 1.0], [0.4, 0.7, 0.8, 0.9, 1.0]
plans = {"small": first_small, "at once": at_once}
swept = sim.sweep(plans, {INDIFFERENCE: LEVELS, FINANCE: POWERS}, design="grid", replicates=SEEDS, seed=1)

# %%
where, measures = [INDIFFERENCE, FINANCE], {"adoption_end": "Staff practising it, last week", "revenue_growth": "Revenue in the last week"}
runs = swept.runs.merge(swept.points[["point", "initiative", *where]], on="point")
by_pair = runs.pivot(index=[*where, "seed"], columns="initiative", values=list(measures))
cells = {}
for measure in measures:
    pairs = (by_pair[measure]["small"] - by_pair[measure]["at once"]).groupby(level=where)
    cells[measure] = 100 * pd.DataFrame({cell: interval(of) for cell, of in pairs}, index=["mean", "low", "high"]).T

figure, axes = plt.subplots(1, 2, figsize=(12, 5.2), sharey=True, layout="constrained")
for axis, (measure, title) in zip(axes, measures.items(), strict=True):
    cell, grids = cells[measure], {part: cells[measure][part].unstack() for part in ("low", "mean", "high")}
    most = cell["mean"].abs().max()
    drawn = axis.contourf(POWERS, LEVELS, grids["mean"], levels=np.linspace(-most, most, 21), cmap="PuOr_r")
    for grid, width, style in ((grids["mean"], 2.5, "solid"), (grids["low"], 1, "dashed"), (grids["high"], 1, "dashed")):
        if grid.to_numpy().min() < 0 < grid.to_numpy().max() and cell["mean"].min() < 0:
            axis.contour(POWERS, LEVELS, grid, levels=[0.0], colors="black", linewidths=width, linestyles=style)
    for (indifference, power), (mean, low, high) in cell.iterrows():
        face = "black" if low > 0 or high < 0 else "white"
        axis.plot(power, indifference, "o", color="black", markerfacecolor=face, markersize=6, clip_on=False)
        side, shift = ("left", 7) if power == POWERS[0] else ("right", -7)
        words = axis.annotate(signed(mean), (power, indifference), (shift, 5), textcoords="offset points", ha=side, fontsize=10)
        words.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
    axis.set(xlabel="power of finance to stop it (0.4: ordinary)", title=f"{title}, points", xlim=(0.36, 1.03), ylim=(-0.05, 1.08))
    figure.colorbar(drawn, ax=axis, format=lambda value, _: signed(value), pad=0.02)
axes[0].set_ylabel("indifference of heads of departments")
figure.suptitle("Test-bed first less everything at once, same spend. Orange: the test-bed is ahead", fontweight="bold", x=0.01, ha="left")
plt.show()

# %%
ahead = {measure: cells[measure]["low"] > 0 for measure in measures}
behind = {measure: cells[measure]["high"] < 0 for measure in measures}
big = runs[runs["initiative"] == "at once"]
bed_runs = runs[runs["initiative"] == "small"]
stopped = big.groupby(where)["abandoned_week"].apply(lambda weeks: (weeks >= 0).mean())
calm = pd.DataFrame({measure: cells[measure]["mean"][stopped == 0] for measure in measures})
every, wins, loses = len(stopped), int(ahead["revenue_growth"].sum()), int(behind["revenue_growth"].sum())
assert (cells["adoption_end"]["low"] > 0).all() and wins == every and loses == 0
assert calm["revenue_growth"].max() < cells["revenue_growth"]["mean"][stopped > 0].min()
assert bed_runs.groupby(where)["success"].mean().min() > 0.5 and (bed_runs["abandoned_week"] < 0).all()
Markdown(
    f"""**Reading.** {every} cells, {SEEDS} pairs of runs in each, {len(runs):,} runs of {swept.initiative.weeks} weeks. A black dot: the
95 % interval of the paired difference leaves zero; a white one: it does not. The thick line is zero, dashed lines are zero of the
intervals' ends. Of {2 * every} such intervals about {0.05 * 2 * every:.1f} would leave zero if nothing differed at all.

- In **adoption** the test-bed is clearly ahead in {int(ahead["adoption_end"].sum())} cells, in **revenue** in {wins}, and behind in none:
  there is no line of zero. It is furthest ahead in revenue where finance stops the big plan.
- Finance stops none of the {len(bed_runs)} runs of the test-bed, and {int((big["abandoned_week"] >= 0).sum())} of the
  {len(big)} of the big plan. Of the test-bed {int(bed_runs["success"].sum())} succeed, at least
  {int(bed_runs.groupby(where)["success"].sum().min())} of {SEEDS} in each cell; of the big plan {int(big["success"].sum())}.

So the test-bed is more than an insurance against being stopped. In the {len(calm)} cells where finance stops no big plan either, revenue
in the last week (the start is 100) is still {signed(calm["revenue_growth"].min())} to {signed(calm["revenue_growth"].max())} points beside
that of the big plan, with {calm["adoption_end"].min():.0f} to {calm["adoption_end"].max():.0f} points more adoption: people attend to so
much at once, and sixteen steps that begin in one month, however weak, are more."""
)

# %% [markdown]
# ## The meaning of “the same spend”
#
# Spending can be made equal by running every step weaker, as above, or by ending all steps early. Here is the cell in the middle,
# with an ordinary finance department.

# %%
MIDDLE = (f"{INDIFFERENCE}=0.5", f"{FINANCE}=0.4")
last = int((course_of_spend(full) > money).idxmax())  # the week in which the sum is spent
begins = {step: one.start for step, one in full.programme.steps.items()}
longest = {step.handle: min(step.end, last) - begins[step.handle] for step in sim.simulate(full, 1).schedule.steps}
ways = {
    "test-bed, then mainstream": (TEST_BED,),
    "at once, every step weaker": WEAKER,
    "at once, ended early": ("programme=big_bang", *(f"programme.steps.{step}.weeks={weeks}" for step, weeks in longest.items())),
    "at once, all of it": ("programme=big_bang",),
}
middle = {name: sim.replicate(sim.load(*PLACE, *MIDDLE, *way), SEEDS, first_seed=1, description=told) for name, way in ways.items()}
table = pd.DataFrame(
    {
        "spent, thousand euro": {name: played.runs["spend"].mean() for name, played in middle.items()},
        "adoption, last week, %": {name: 100 * played.runs["end"].mean() for name, played in middle.items()},
        "felt by customers, week 52, points": {
            name: 100 * (played.courses["felt"].loc[52] - played.courses["felt"].loc[0]).mean() for name, played in middle.items()
        },
        f"succeed, of {SEEDS}": {name: played.runs["success"].sum() for name, played in middle.items()},
        "value in four years, million euro": {name: played.runs["value"].mean() / 1000 for name, played in middle.items()},
    }
)
table.round(1)

# %%
spends, adopted, felt, successes, values = (table[column] for column in table)
rival = {name: one.initiative.programme.expected_weeks for name, one in middle.items()}
assert abs(spends.iloc[2] / spends.iloc[0] - 1) < 0.05 and spends.iloc[3] > 1.2 * spends.iloc[0]
assert adopted.iloc[0] > 10 * adopted.iloc[1:].max() and values.iloc[0] == values.max() and successes.iloc[1:].max() == 0
assert felt.iloc[0] < 0 < felt.iloc[1] and middle["at once, all of it"].initiative.success.weeks_after == 26
Markdown(
    f"""Ended in week {last}, run weaker, or paid for in full, at {spends.iloc[3] / spends.iloc[0] - 1:.0%} more: the big plan ends at
{adopted.iloc[1:].min():.0f} to {adopted.iloc[1:].max():.0f} %, the test-bed at {adopted.iloc[0]:.0f} %. How spending is made equal
matters little where the plan is more than people can carry. It would matter for shares of success: success is judged half a year after
a programme's own deadline, which is week {rival["at once, ended early"]} for the big plan and week {rival["test-bed, then mainstream"]}
for the test-bed, so that shares of success of plans with unlike deadlines compare promises too. That is why the map above shows
adoption and revenue. And the test-bed has its price: after a year its customers feel {-felt.iloc[0]:.1f} points less than at the start."""
)

# %% [markdown]
# ## A surprising cell
#
# In the corner of full indifference and full power of finance, the test-bed is never stopped and the big plan always. Has
# the test-bed earned more by then? The scenario's horizon is four years. Here the same corner runs for six, beside
# doing nothing.

# %%
CORNER = (f"{INDIFFERENCE}=1", f"{FINANCE}=1", "weeks=312")
futures = {
    "test-bed, then mainstream": (GREEN, (TEST_BED,)),
    "everything at once, stopped": (VERMILION, WEAKER),
    "nothing": (GREY, ("programme=do_nothing",)),
}
corner = {name: sim.replicate(sim.load(*PLACE, *CORNER, *way), SEEDS, first_seed=1, description=told) for name, (_, way) in futures.items()}
patient, rash, none = corner.values()
lead = patient.less(rash, "value").pairs / 1000  # million euro, week by week; a column a seed
worst = int(lead.mean(axis=1).idxmin())
passes = sorted(int(of.index[of <= 0].max()) + 1 for _, of in lead.items())

figure, axis = plt.subplots(figsize=(9.5, 4.6), layout="constrained")
for name, (colour, _) in futures.items():
    of = corner[name].courses["value"] / 1000
    axis.plot(of, color=colour, alpha=0.3, linewidth=0.8)
    axis.plot(of.mean(axis=1), color=colour, linewidth=2.5)
    axis.annotate(name, (316, of.mean(axis=1).iloc[-1]), va="center", color=colour, fontweight="bold", annotation_clip=False)
axis.axvspan(passes[0], passes[-1], color=GREEN, alpha=0.15, linewidth=0)
axis.annotate("the test-bed\npasses", (passes[0], axis.get_ylim()[0]), (-6, 8), textcoords="offset points", ha="right", color=GREEN)
axis.axhline(0, color="black", linewidth=0.8)
axis.set_xticks(range(0, 313, 52))
axis.set(xlim=(0, 312), xlabel="weeks since the start", title="Margin gained less cost since the start, million euro")
plt.show()

# %%
earlier, later = interval(-lead.loc[worst]), interval(lead.loc[312])
assert (patient.runs["abandoned"] < 0).all() and (rash.runs["abandoned"] >= 0).all() and patient.success_share > 0.5
assert (lead.loc[78] < 0).all() and (lead.loc[312] > 0).all() and passes[0] > 78 and passes[-1] < 156
start, year = (patient.courses[["felt", "revenue"]].loc[week] for week in (0, 52))
assert (year["revenue"] < start["revenue"]).all() and year["felt"].mean() < start["felt"].mean()
worse = int((year["felt"] < start["felt"]).sum())
assert (rash.less(patient, "felt").pairs.loc[52] > 0).all() and (patient.less(none, "value").pairs.loc[312] > 0).all()
Markdown(
    f"""Thin lines: {SEEDS} runs each. The plan that works stays *behind* the plan that was stopped until
some week from {passes[0]} to {passes[-1]}, in week {worst} by {earlier[0]:.1f} million euro [{earlier[1]:.1f}, {earlier[2]:.1f}].
After a year of the test-bed customers feel less than at the start in {worse} of {SEEDS} runs, and revenue has fallen in all; the big plan
serves them better at that time.
In week 312 the test-bed is ahead by {later[0]:.0f} million
[{later[1]:.0f}, {later[2]:.0f}]. A board that compared the money after a year and a half would have stopped the right one in every run.
How fast customers leave is among the most uncertain sizes of the model (`market.elasticity`, `rules.customers`): vary it before you lean on
the date."""
)

# %% [markdown]
# ## Claims of the source and results of the model
#
# | claim | here |
# | --- | --- |
# | insight appears after a year or so | agrees, by construction |
# | begin with a small customer | supported: a key account is slower, and where departments are siloed it also ends lower |
# | involve counterparts early | supported: the part of the plan that Bell could spare least |
# | Bell did not fail for want of resources | supported for its proposal; a test-bed in Bell would have used them |
# | a test-bed has few downsides | supported in part: revenue ends ahead in every cell, but customers wait for a year and more |
# | test-beds overcome indifference | supported: in every cell of the map most runs of the test-bed succeed |
#
# Checks (`assert`) in the cells above support each row; they fail if a later version of the model disagrees.
# ## What this does not show
#
# One firm, one rival plan, two conditions, few seeds, and mostly assumed magnitudes: use signs and orders, not
# decimals. The learning speed of a test-bed is an assumption, and so is the way heads of other functions are convinced. The
# source's growth of more than 35 % at one customer is one anecdote and is not reproduced here. To ask your own question, change
# `PLACE`, the two conditions or the plans; `sim.sweep` takes any number of them.
