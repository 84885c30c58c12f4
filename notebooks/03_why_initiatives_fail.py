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
# # Why initiatives fail
#
# **For** analysts and referees who want to check the report of `make study`: to redraw its figures from its tables, and
# to query its store beyond the report.
#
# **Afterwards you can** open a study, read its three tables, decompose a failure rate by cause yourself, query the store
# in SQL, and give the interval of the answer.
#
# **It takes** twenty minutes to read and half a minute to run.

# %% [markdown]
# ## The store
#
# A study draws initiatives from a population and runs each of them many times: unchanged, and with every set of causes of failure
# repaired, on the same random draws. Its folder is its store. `make study` runs a thousand initiatives in a few minutes. If
# that folder is missing, this notebook runs a small study in a temporary folder, so that every cell below works; that study is far too
# small for conclusions, as its intervals show.

# %%
import subprocess
import sys
import tempfile
from itertools import combinations
from math import factorial
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy.stats import binomtest, fisher_exact

import sim

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "experiments").is_dir())
STORE = ROOT / "outputs" / "why_initiatives_fail"  # or a study of your own


def run_small_study(folder):
    """One half of a study of 64 initiatives: a study can be read before it is complete."""
    asked = ["study.initiatives=64", "study.shards=2", "study.shard=0", f"study.folder={folder}"]
    subprocess.run([sys.executable, "experiments/why_initiatives_fail.py", *asked], cwd=ROOT, check=True, capture_output=True)
    return folder


is_there = (STORE / "plan.json").is_file()
study = sim.open_study(STORE if is_there else run_small_study(Path(tempfile.mkdtemp()) / "small_study"))
asked = study.specification["work"]
causes = {name: cause["title"] for name, cause in asked["causes"].items()}
definitions = {name: success["title"] for name, success in asked["base"]["definitions"]["outcomes"].items()}

print("The study of `make study`." if is_there else "No study was found: a small one was run. Do not conclude from it.")
print(f"{study.done:,} initiatives of the population “{asked['population']['title']}”, each played {2 ** len(causes)} times.")
print("Success:", definitions[asked["base"]["outcome"]])
print("Causes:", ", ".join(causes.values()))

# %% [markdown]
# Three tables: `initiatives` has a row for each initiative with all its drawn values; `runs` has a row for each
# initiative and set of repaired causes (`coalition`, empty for the unrepaired initiative); `courses` has every fourth week of the
# unrepaired initiative. `study.query` queries them in DuckDB's SQL, `study.table` returns them to pandas.

# %%
study.query("""
    select coalition, initiative, success, mode, round(adoption_end, 2) as adoption_end, round(spend) as "spend, thousand euro"
    from runs where initiative = 0 and coalition in ('', 'leadership', 'resistance', 'leadership+resistance') order by coalition
""")

# %% [markdown]
# Shares are shown with Wilson's 95 % interval, sums over initiatives with an interval from resampling initiatives. Both reflect
# sampling error only.

# %%
BLUE, GREY = "#0072B2", "#7F7F7F"
COLOURS = {
    "never took off": GREY, "stalled": "#E69F00", "siloed": "#56B4E9", "hollow": "#CC79A7", "abandoned": "#D55E00", "relapsed": "#0072B2",
    "overtaken": "#4B0055", "success": "#009E73",
}  # fmt: skip


def share(count, of):
    """A share with Wilson's 95 % interval; nothing is known of nothing."""
    if of == 0:
        return {"share": np.nan, "low": 0.0, "high": 1.0, "n": "0 of 0"}
    interval = binomtest(int(count), int(of)).proportion_ci(method="wilson")
    return {"share": count / of, "low": interval.low, "high": interval.high, "n": f"{count:,.0f} of {of:,.0f}"}


def said(row):
    """A share in words."""
    return "none to judge by" if np.isnan(row["share"]) else f"{row['share']:.0%} [{row['low']:.0%}, {row['high']:.0%}]"


def said_in_points(row):
    """A difference between shares in words, in percentage points."""
    return f"{100 * row['share']:.1f} [{100 * row['low']:.1f}, {100 * row['high']:.1f}]"


def draw_shares(table, title, axis, colours=BLUE, tell=said):
    """A point, its interval and its number for each row; columns share, low, high."""
    _, axes = plt.subplots(figsize=(8, 1.2 + 0.38 * len(table)), layout="constrained")
    places, percent = np.arange(len(table))[::-1], 100 * table[["share", "low", "high"]].astype(float)
    axes.hlines(places, percent["low"], percent["high"], colors=colours, linewidth=2.5)
    axes.scatter(percent["share"], places, color=colours, s=50, zorder=3, clip_on=False)
    for place, (_, row) in zip(places, table.iterrows(), strict=True):
        axes.annotate(f"  {tell(row)}", (100 * row["high"], place), va="center", fontsize=9, annotation_clip=False)
    axes.set_yticks(places, table.index)
    axes.tick_params(axis="y", length=0, pad=10)
    axes.set(xlabel=axis, xlim=(min(0, percent["low"].min()), None), ylim=(-0.6, len(table) - 0.4))
    axes.set_title(title, loc="left", fontsize=11)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.margins(x=0.3)
    plt.show()


# %% [markdown]
# ## First: the failure rate is a definition
#
# The same runs, judged by five definitions. This is the most important point on this page: before you quote a failure
# rate, define failure.

# %%
runs = study.runs
plain = runs[runs["coalition"] == ""].set_index("initiative")
by_definition = pd.DataFrame({title: share((~plain[f"success_{name}"]).sum(), len(plain)) for name, title in definitions.items()}).T
by_definition = by_definition.sort_values("share", ascending=False)
apart = 100 * (by_definition["share"].max() - by_definition["share"].min())
draw_shares(
    by_definition,
    f"The definition of success alone moves the failure rate by {apart:.0f} points",
    f"initiatives that fail, % of {len(plain):,}",
)

# %% [markdown]
# “70 % of change initiatives fail” is a narrative, not a measurement: Hammer and Champy (1993) called theirs an unscientific
# estimate, Beer and Nohria (2000) gave no support, and Hughes (2011) found “no valid and reliable empirical evidence” for it. Nor
# does this figure estimate how many real initiatives fail: the population was calibrated to published numbers
# ([calibration](../docs/calibration.md)). The study shows the effect of repairing a cause in *these* initiatives.
#
# ## How they failed

# %%
failures = plain[~plain["success"]]
modes = pd.DataFrame({mode: share((failures["mode"] == mode).sum(), len(failures)) for mode in COLOURS if mode != "success"}).T
most = modes["share"].astype(float).idxmax()
colours = [COLOURS[mode] for mode in modes.index]
draw_shares(modes, f"“{most.capitalize()}” is the most frequent way to fail", f"share of failures, % of {len(failures):,}", colours)

# %%
median = study.query("""
    select coalesce(mode, 'success') as ended, week, median(adoption) as adoption, count(*) as n
    from courses join runs using (initiative) where coalition = '' group by ended, week order by ended, week
""")
_, axes = plt.subplots(figsize=(8, 4), layout="constrained")
ends = []
for ended, course in median.groupby("ended"):
    if course["n"].iloc[0] < 5:
        print(f"{ended}: {course['n'].iloc[0]} initiatives, too few for a median")
        continue
    axes.plot(course["week"], 100 * course["adoption"], color=COLOURS[ended], linewidth=2)
    ends.append((100 * course["adoption"].iloc[-1], f"{ended} (n {course['n'].iloc[0]})", COLOURS[ended]))
last, height = median["week"].max(), -np.inf
for end, label, colour in sorted(ends):
    height = max(end, height + 5)
    axes.annotate(label, (last, end), (last + 4, height), color=colour, va="center", fontsize=9, annotation_clip=False)
axes.set(xlabel="weeks since the start", ylabel="median adoption, %", xlim=(0, last), ylim=(0, 100), xticks=range(0, last + 1, 26))
axes.set_title("Typical courses, by how the initiative ended", loc="left", fontsize=11)
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# ## What each cause accounts for
#
# Every initiative was run with every set of causes repaired, so a cause's Shapley share needs no sampling: it is the reduction of
# the failure rate by the repair, averaged over all orders in which causes could be repaired. A dozen lines compute
# it from the table. The result is computed *by initiative*; shares are its means, and differences between groups of initiatives are
# differences of means.

# %%
failed = ~runs.pivot(index="initiative", columns="coalition", values="success").dropna().astype(bool)


def repaired(members):
    """Which initiatives still fail with these causes repaired."""
    return failed["+".join(sorted(members))].astype(int)


def taken_off(cause):
    """What repairing a cause takes off the failure of each initiative, mean over all orders of repair."""
    others, count = [name for name in causes if name != cause], len(causes)
    parts = [
        factorial(size) * factorial(count - size - 1) / factorial(count) * (repaired(before) - repaired((*before, cause)))
        for size in range(count)
        for before in combinations(others, size)
    ]
    return sum(parts)


def mean_interval(values, draws=2_000):
    """Means over initiatives with their 95 % interval from resampling initiatives."""
    weights = np.random.default_rng(0).multinomial(len(values), np.full(len(values), 1 / len(values)), draws) / len(values)
    low, high = np.quantile(weights @ values.to_numpy(float), [0.025, 0.975], axis=0)
    return pd.DataFrame({"share": values.mean(), "low": low, "high": high})


by_initiative = pd.DataFrame({title: taken_off(cause) for cause, title in causes.items()})
shapley = mean_interval(by_initiative).sort_values("share", ascending=False)
first, second = shapley.index[:2]
lead = mean_interval((by_initiative[first] - by_initiative[second]).to_frame()).iloc[0]
largest = f"{first}: the largest part" if lead["low"] > 0 else f"{first} and {second.lower()}: the largest parts"
draw_shares(shapley, f"{largest} of the failure rate", "taken off the failure rate, percentage points", tell=said_in_points)

parts, remaining, whole = (len(failed) * shapley["share"].sum(), repaired(causes).sum(), repaired(()).sum())
print(
    f"They add up: {parts:.2f} initiatives in parts, and {remaining} that fail with everything repaired, of {whole} that fail as they are"
)
print(f"{first} leads {second} by {said_in_points(lead)} points: " + ("clearly first" if lead["low"] > 0 else "not clearly first"))

# %% [markdown]
# If the report exists, its table must agree:

# %%
reported = STORE / "tables" / "attribution.csv"
if is_there and reported.is_file():
    report = pd.read_csv(reported).dropna(subset="cause").set_index("title")["points"]
    furthest = (shapley["share"] - report).abs().max()
    assert furthest < 1e-9
    print(f"Largest difference from the table of the report: {furthest:.1e}")
else:
    print("No report to compare with.")

# %% [markdown]
# ## Is it the same everywhere?
#
# Initiatives are divided into thirds: by the number of employees, and by the sponsors' patience. A difference
# between thirds counts if its interval excludes zero. This section makes four comparisons; by chance alone, one in twenty would count.
# If fewer initiatives fail, every cause accounts for less.

# %%
drawn = study.table("initiatives").set_index("initiative").loc[failed.index]
thirds = {}
for column, name in (("employees", "employees"), ("dispositions.patience", "sponsors' patience")):
    third = pd.qcut(drawn[column].rank(method="first"), 3, labels=["lowest", "middle", "highest"])
    for cause in (first, second):
        low, high = (by_initiative.loc[third == one, cause].to_numpy() for one in ("lowest", "highest"))
        chance = np.random.default_rng(0)
        resampled = [chance.choice(group, (2_000, len(group))).mean(axis=1) for group in (low, high)]
        ends = np.quantile(resampled[1] - resampled[0], [0.025, 0.975])
        thirds[name, cause] = {
            "lowest third": f"{100 * low.mean():.1f}",
            "highest third": f"{100 * high.mean():.1f}",
            "difference": said_in_points({"share": high.mean() - low.mean(), "low": ends[0], "high": ends[1]}),
            "leaves zero out": "yes" if ends[0] > 0 or ends[1] < 0 else "no",
        }
print("Percentage points of the failure rate, in thirds of the initiatives")
pd.DataFrame(thirds).T

# %% [markdown]
# ## A further question: were programmes abandoned too soon?
#
# Sponsors abandon some programmes before the end. Would these have succeeded with continued leadership support? The store contains the
# answer, because each was also run with the cause *leadership* repaired (commitment, patience, credibility and climate at an
# enabling level) on the same random draws. The comparison is with the other failures: does repairing leadership help
# abandoned programmes more?

# %%
asked = study.query("""
    select asis.abandoned_week >= 0 as given_up, count(*) as failures, sum(repaired.success::int) as rescued
    from runs as asis join runs as repaired using (initiative)
    where asis.coalition = '' and not asis.success and repaired.coalition = 'leadership'
    group by given_up order by given_up desc
""").set_index("given_up").reindex([True, False], fill_value=0)  # fmt: skip
rescued = pd.DataFrame({given_up: share(row["rescued"], row["failures"]) for given_up, row in asked.iterrows()}).T
rescued.index = ["given up by their sponsors", "failed otherwise"]
draw_shares(rescued, "Failures that succeed with leadership repaired, on the same draws", "share of failures rescued, %")

counts = [[row["rescued"], row["failures"] - row["rescued"]] for _, row in asked.iterrows()]
chance = fisher_exact(counts).pvalue
given, other = rescued.iloc[0], rescued.iloc[1]
print(f"Given up: {given['n']} rescued, {said(given)}. Failed otherwise: {other['n']} rescued, {said(other)}.")
print(f"Fisher's exact test of no difference: p = {chance:.2g}, so " + ("they differ." if chance < 0.05 else "they cannot be told apart."))

# %% [markdown]
# If the first share is higher, sponsors gave up too soon; if it is lower, they mostly abandoned programmes that better
# leadership alone would not have rescued.
#
# The comparison has limits. *Leadership* repairs more than patience, so a rescue shows that leaders who stay committed **and** give an
# example would have sustained the programme, not that waiting alone would. The two groups also differ in other respects: this is a
# comparison of failures, not an experiment with sponsors. A study whose cause is patience alone asks the narrower question: copy
# `configs/cause/leadership.yaml`, keep only `patience` and `board_patience` in it, and name it in `study.causes`.
#
# ## Another question: which failures cost most after adoption had peaked?
#
# Adoption of a failed programme peaks in some week (in week 0 if it never rose above its start). Money spent after the peak
# brought no more adoption. For each failure mode, the table gives the cost of the whole programme per employee, and the share of it spent
# after the peak.

# %%
money = study.query("""
    with highest as (select initiative, max(adoption) as peak, max(spend) as spent from courses group by initiative),
    first as (
        select initiative, spent, min(week) as peak_week, min(spend) as by_then
        from courses join highest using (initiative) where adoption = peak group by initiative, spent
    )
    select mode, abandoned_week >= 0 as given_up, peak_week,
           1000 * spent / employees as euro_per_head, (spent - by_then) / nullif(spent, 0) as after_peak
    from first join runs using (initiative) join initiatives using (initiative) where coalition = '' and not success order by initiative
""")


def median_interval(values, draws=2_000):
    """A median in words, with its 95 % interval from resampling."""
    values = values.dropna().to_numpy(float)
    low, high = np.quantile(np.median(np.random.default_rng(0).choice(values, (draws, len(values))), axis=1), [0.025, 0.975])
    return np.median(values), low, high


rows = {}
for mode, of_mode in money.groupby("mode"):
    if len(of_mode) < 5:
        print(f"{mode}: {len(of_mode)} failures, too few")
        continue
    cost, late = median_interval(of_mode["euro_per_head"]), median_interval(of_mode["after_peak"])
    rows[mode] = {
        "failures": len(of_mode),
        "peak of adoption, median week": f"{of_mode['peak_week'].median():.0f}",
        "euro per employee, median": f"{cost[0]:,.0f} [{cost[1]:,.0f}, {cost[2]:,.0f}]",
        "spent after the peak, median": f"{late[0]:.0%} [{late[1]:.0%}, {late[2]:.0%}]",
        "_late": late[0],
    }
pd.DataFrame(rows).T.sort_values("_late", ascending=False).drop(columns="_late")

# %% [markdown]
# Medians hide the tail. The next chart therefore shows the share of each failure mode in which more than half
# of the money was spent after the peak; the line below it gives the share that sponsors abandoned.

# %%
tail = pd.DataFrame({mode: share((of_mode["after_peak"] > 0.5).sum(), len(of_mode)) for mode, of_mode in money.groupby("mode")}).T
tail = tail.sort_values("share", ascending=False)
draw_shares(
    tail, "More than half of the money was spent after adoption had peaked", "share of failures, %", [COLOURS[mode] for mode in tail.index]
)

late = money[money["after_peak"] > 0.5]
stopped = share(late["given_up"].sum(), len(late))
print(f"Of {len(late)} failures that spent more than half of their money after the peak, sponsors gave up {said(stopped)}.")

# %% [markdown]
# Courses are stored every fourth week, so a peak is known to within four weeks. And a peak is known only afterwards: the table
# says what was lost, not that someone should have known. Whether someone could have is the report's chapter on foresight.
#
# ## What this does not show
#
# - How many real initiatives fail, or why. Shares belong to this population, these causes, these enabling levels and this
#   definition of success.
# - What a programme that repairs a cause would achieve: repairs are free and at once. For programmes, compare plans
#   ([`experiments/compare_programmes.py`](../docs/study.md)).
# - How the answers move under other assumptions of the model. The report's chapter “How certain the results are” runs the same initiatives
#   under other choices.
# - That the two questions above were the only ones tried. Many questions to one store will find something by chance; say how many were
#   asked.
