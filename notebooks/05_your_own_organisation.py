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
# # Your own organisation: from two tables to a programme that suits it
# **For** analysts who have a list of people and a list of their ties, and must recommend a programme.
#
# **Afterwards you can** load your own organisation, choose change agents and new ties with their cost, compose a programme and
# write a one-page summary with its uncertainty.
#
# **It takes** twenty minutes to read and about twenty seconds to run.
# The example is an invented firm of sixty: no one in it exists.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Markdown
from scipy.stats import t as student

import sim

BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#7F7F7F"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "axes.titlelocation": "left", "font.size": 11, "figure.dpi": 80})


def interval(values):
    """Mean and its 95 % interval (Student's t): mean, low, high."""
    values = np.asarray(values, float)
    half = student.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return values.mean(), values.mean() - half, values.mean() + half


def in_words(values, scale=100.0, digits=0):
    """A mean with its interval, in words."""
    mean, low, high = (f"{scale * value:+,.{digits}f}".replace("-", "−") for value in interval(values))
    return f"{mean} [{low}, {high}]"


# %% [markdown]
# ## The two tables
#
# One row per employee: `employee`, `manager` (empty for the chief), `unit`. One row per tie: `employee` listens to `colleague`, with a
# `strength` if known. Missing values are
# filled in, with a note. `docs/data.md` gives the rules of the two files.
#
# For your own files, give their paths; relative paths start from Python's working directory, absolute paths always work:
#
# ```
# sim.load("customer_centric", "organisation=from_files", "organisation.employees=/data/people.csv", "organisation.ties=/data/ties.csv")
# ```
#
# **Real data.** None is shipped. Two suitable data sets: *Krackhardt's high-tech managers* (Krackhardt 1987), the managers of a small firm
# with advice, friendship and reporting lines (use advice
# as ties and the department as unit); and *email-Eu-core* (SNAP, Stanford; Leskovec et al. 2007, Yin et al. 2017), e-mail between
# members of a European research institution,
# with departments, anonymised and without managers, which are then inferred. Each has its own terms: read and cite them before
# you use or share the data.

# %%
firm = sim.organisation_of(sim.load("customer_centric", "organisation=example").organisation)
people, ties = firm.people, firm.ties
print("\n".join(firm.notes))
people.sort_values("heard", ascending=False).head(8).round(2)

# %% [markdown]
# `listens_to` and `listened_to` count colleagues; `heard` adds up how strongly others listen, an ordinary tie being 1. `threshold`
# (the pull a person needs) and `openness`
# are random draws, since no table contains them: they do not describe your people.

# %%
firm.plot()

# %%
size = people.groupby("unit").size()
titles = dict(zip(firm.unit_ids, firm.unit_titles, strict=True))
across = ties[ties["crosses_units"]]
large = size[size > 5].index
meet = across.groupby(["unit", "colleague_unit"]).size()
talk = {
    (one, other): (meet.get((one, other), 0) + meet.get((other, one), 0)) / (size[one] + size[other])
    for place, one in enumerate(large)
    for other in large[place + 1 :]
}
pair = min(talk, key=lambda units: (talk[units], units))
heard = people["heard"].sort_values(ascending=False)
Markdown(
    f"""{len(people)} people in {len(size)} units, of whom {int(people["leads"].sum())} lead others. Of {len(ties)} ties
{len(across)} cross units ({len(across) / len(ties):.0%}): most people can see an example only at home. **{titles[pair[0]]}** and
**{titles[pair[1]]}** talk least, with {talk[pair]:.2f} ties a person between them; the most of any two is {max(talk.values()):.2f}. The
six who are heard most take {heard.head(6).sum() / heard.sum():.0%} of all listening; {int(people.loc[heard.index[:6], "leads"].sum())} of
them lead, as a reporting line is a tie too."""
)

# %% [markdown]
# ## Other knowledge of the firm
#
# The tables contain people and ties. Findings from interviews go into a scenario: here, departments that do not cooperate and
# no support from below, in addition to the default
# scenario. The scenario and the three cards of the next sections are files in your own folder. Keep the
# folder for your work; here it is temporary.

# %%
MINE = Path(tempfile.mkdtemp())


def keep(kind, name, text):
    """A file of our own library."""
    (MINE / kind).mkdir(parents=True, exist_ok=True)
    (MINE / kind / f"{name}.yaml").write_text(text, encoding="utf-8")


keep("scenario", "our_firm", """\
# @package _global_
defaults:
  - override /organisation: example
  - override /programme: as_planned

name: our_firm
title: Our firm
briefing: Sixty people who have been asked what holds them back.
weeks: 156
catalysts: {shared_why: 0.2, customer_incentives: 0.2, patient_leadership: 0.2}
inhibitors: {cultural_gravity: 0.35, departmental_goals: 0.35, internal_metrics: 0.35, no_bottom_up_support: 0.6, silos: 0.8}
""")  # fmt: skip

RUNS = 40
told = sim.DescriptionUncertainty(varies=False)  # to see what one change does: the firm as described, runs differ by chance alone


def our_firm(*changes):
    """Our firm, with changes."""
    return sim.load("our_firm", *changes, config_dir=MINE)


def played(*changes):
    """Many runs of it, all under the same seeds."""
    return sim.replicate(our_firm(*changes), RUNS, first_seed=1, description=told)


# %% [markdown]
# ## Choosing change agents
#
# The library has seven ways to choose them. Each replaces the agents' step of the plain programme; everything else, including random draws,
# stays the same.

# %%
CARDS = {
    "change_agents_random": "by lot",
    "change_agents_volunteers": "volunteers",
    "change_agents_brokers": "brokers",
    "change_agents_cohesive": "in a group",
    "change_agents_hubs": "most ties",
    "change_agents": "opinion leaders",
    "change_agents_one_per_team": "one per team",
}
AGENTS = "programme.steps.agents.intervention"
without_agents = played("~programme.steps.agents")
chosen = {name: played(f"{AGENTS}={card}") for card, name in CARDS.items()}


def seats_of(replicates):
    """Ids of the people whom the programme makes change agents."""
    return list(sim.simulate(replicates.initiative, 1).agents.index)


def row_of(replicates, base):
    """What a choice of agents costs, reaches and gains over a base, on the same draws."""
    ids = seats_of(replicates)
    return {
        "agents": len(ids),
        "of whom lead": int(people.loc[ids, "leads"].sum()),
        "share of all listening": f"{people.loc[ids, 'heard'].sum() / people['heard'].sum():.0%}",
        "cost, thousand euro": round((replicates.runs["spend"] - base.runs["spend"]).mean()),
        "adoption gained, points [95 %]": in_words(replicates.less(base).pairs.iloc[-1], digits=1),
        "succeed": f"{int(replicates.runs['success'].sum())} of {RUNS}",
    }


pd.DataFrame({name: row_of(of, without_agents) for name, of in chosen.items()}).transpose()

# %% [markdown]
# *One per team* looks best by far, but it involves many more people. Does the choice of people or their number matter? A new card selects
# as many opinion leaders as there are teams, at the cost of one per team.

# %%
teams = len(seats_of(chosen["one per team"]))
keep("intervention", "opinion_leaders_for_all", f"""\
title: "Change agents: more opinion leaders"
description: Those who are listened to most, in the number of one per team.
source: Our example
family: agents
raises: {{training: 0.1, recognition: 0.1}}
does:
  - {{kind: seed_agents, share: {teams / len(people):.4f}, strategy: opinion_leaders}}
weeks: 52
ramp: 4
fade: 26
cost: {{once: 15, weekly: 1.5, sized_for: 301, leaders_time: 0.03, attention: 0.015}}
""")  # fmt: skip
many = played(f"{AGENTS}=opinion_leaders_for_all")
few = {name: of for name, of in chosen.items() if name != "one per team"}
by_number = chosen["one per team"].less(chosen["opinion leaders"]).pairs.iloc[-1]
by_choice = many.less(chosen["one per team"]).pairs.iloc[-1]
by_lot = {name: interval(of.less(few["by lot"]).pairs.iloc[-1]) for name, of in few.items() if name != "by lot"}
clear = [name for name, (_, low, high) in by_lot.items() if low > 0]
worse = [name for name, (_, low, high) in by_lot.items() if high < 0]
unclear = [name for name in by_lot if name not in clear + worse]
assert len(seats_of(many)) == teams and len({len(seats_of(of)) for of in few.values()}) == 1
assert interval(by_number)[1] > 0 and interval(by_choice)[1] > 0 and "opinion leaders" not in worse
firm.plot(seats_of(many), f"The {teams} to ask: they are heard most, and open")

# %%
Markdown(
    f"""**How many, first.** {teams} agents, one per team, end {in_words(by_number)} points above {len(seats_of(few["opinion leaders"]))}
opinion leaders. **Who, second.** At the same number and cost opinion leaders add {in_words(by_choice)} points to one per team. Among the
choices of {len(seats_of(few["by lot"]))}, clearly better than the lot: {", ".join(clear) or "none"};
clearly worse: {", ".join(worse) or "none"}; not told apart by {RUNS} pairs: {", ".join(unclear) or "none"}. Of the {teams} pointed
out, {int(people.loc[seats_of(many), "leads"].sum())} lead already: people listen to those they report to, so ask whether you want those.
Volunteers are chosen by openness and threshold, which no table holds: what the model says of them is the least about *your* people."""
)

# %% [markdown]
# ## Choosing new ties
#
# There are three ways to bring units together, each as an additional step from week 10 on: a card that makes new ties across the firm,
# one that makes cross-functional teams, and a new card by which people of the two units that talk least share a desk one day a week.

# %%
keep("intervention", "shared_desk", f"""\
title: A shared desk
description: People of two units that hardly talk work side by side one day a week.
source: Our example
family: agents
does:
  - {{kind: connect, ties_per_person: 2.0}}
weeks: 52
ramp: 8
fade: 39
audience: {{units: [{", ".join(pair)}]}}
cost: {{once: 5, weekly: 0.5, leaders_time: 0.01, attention: 0.02}}
""")  # fmt: skip


def with_step(card, start, *changes):
    """The plain programme with one more step."""
    return played(f"+programme.steps.together.intervention={card}", f"+programme.steps.together.start={start}", *changes)


plain = played()
built = {
    "new ties all over": with_step("reshape_network", 10),
    "teams across functions": with_step("cross_functional_teams", 10),
    "shared desk": with_step("shared_desk", 10),
    "shared desk, from week 78": with_step("shared_desk", 78),
}
pd.DataFrame(
    {
        name: {
            "cost, thousand euro": round((of.runs["spend"] - plain.runs["spend"]).mean()),
            "adoption, week 52": in_words(of.less(plain).pairs.loc[52], digits=1),
            "adoption, last week": in_words(of.less(plain).pairs.iloc[-1], digits=1),
        }
        for name, of in built.items()
    }
).transpose()

# %%
diluted = built["shared desk"].less(plain).pairs.loc[52]
early, later = (built[name].less(plain).pairs.iloc[-1] for name in ("shared desk", "shared desk, from week 78"))
best = built["teams across functions"].less(plain).pairs.iloc[-1]
assert interval(diluted)[2] < 0 and interval(early)[0] > interval(diluted)[0] / 2 and interval(later)[1] < 0 < interval(later)[2]
assert plain.courses["adoption"].loc[78].mean() > 0.3
spread = built["new ties all over"].less(plain).pairs.loc[78]
assert interval(spread)[1] > 0
card = built["teams across functions"].initiative.definitions.interventions["cross_functional_teams"]
assert not card.does and "silos" in card.removes
assert interval(best)[1] > 0.02 and all(
    interval(of.less(plain).pairs.iloc[-1])[2] < 0.02 for name, of in built.items() if "ties" in name or "desk" in name
)
Markdown(
    f"""**New ties between two units alone do not help here, and hurt at first.** What moves a person is exposure, the share of
practice among those listened to. A new colleague who does not practise yet makes that share smaller:
the desk is worth {in_words(diluted, digits=1)} points in week 52.
By the last week most of that is made up, and {in_words(early, digits=1)} remain. Begun in week 78 instead, when many practise, it ends at
{in_words(later, digits=1)}, which {RUNS} pairs do not tell from nothing. What takes several examples does not travel along single ties
(Centola and Macy 2007). The card that makes ties all over the firm also lets hand-offs work, which are scarce here: it is worth
{in_words(spread, digits=1)} points in week 78.

**Teams across functions help**, by {in_words(best, digits=1)} points in the last week. In the model they make no ties;
they take away part of the silos and let hand-offs work. Ask which of the two your own initiative would really do."""
)

# %% [markdown]
# ## A combined programme
#
# Two changes to the plain plan: more opinion leaders, and cross-functional teams. The comparison shows the contribution and
# cost of each, with enough runs for a conclusion. Here each run draws the firm around its description, because no description is exact:
# the advice must hold for firms that this one may be.

# %%
MORE = f"{AGENTS}=opinion_leaders_for_all"
TEAMS = ("+programme.steps.together.intervention=cross_functional_teams", "+programme.steps.together.start=10")
PROGRAMMES = {"plain": (), "more agents": (MORE,), "more agents and teams": (MORE, *TEAMS)}
programmes = {name: our_firm(*changes) for name, changes in PROGRAMMES.items()}
compared = sim.compare(programmes, runs=100)
shown = ["success", "success_low", "success_high", "adoption_end", "adoption_end_low", "adoption_end_high", "spend", "leaders_weeks"]
compared.table[[column for column in shown if column in compared.table]].round(3)

# %%
compared.plot()

# %%
ends = compared.runs.pivot(index="seed", columns="programme", values="adoption_end")
added = {"agents": ends["more agents"] - ends["plain"], "teams on top": ends["more agents and teams"] - ends["more agents"]}
paid = compared.table["spend"]
price = {"agents": paid["more agents"] - paid["plain"], "teams on top": paid["more agents and teams"] - paid["more agents"]}
worth = {name: 100 * gain.mean() / price[name] for name, gain in added.items()}
assert all(interval(gain)[1] > 0 for gain in added.values()) and worth["agents"] > worth["teams on top"]
Markdown(
    f"""More agents add {in_words(added["agents"], digits=1)} points of adoption for {price["agents"]:,.0f} thousand euro, teams on top of
them {in_words(added["teams on top"], digits=1)} for {price["teams on top"]:,.0f}. A point of adoption costs {1 / worth["agents"]:.1f}
thousand euro by agents and {1 / worth["teams on top"]:.1f} by teams. So ask for the agents first. The teams come next: hand-offs are what
is scarcest in this firm, and no other step of the plan mends them."""
)

# %% [markdown]
# ## A one-page summary
#
# It gives the comparison, the result, its uncertainty, the cost and the assumptions.

# %%
PLAIN, ASKED = "plain", "more agents"
asked = programmes[ASKED]
courses = {name: of.courses["adoption"] for name, of in ((PLAIN, plain), (ASKED, many))}
record = sim.simulate(asked, 1)
rows = compared.table.loc[[PLAIN, ASKED]]

page = plt.figure(figsize=(11.7, 8.3), dpi=80)
page.text(
    0.05,
    0.935,
    f"Ask {teams} people who are listened to: {in_words(added['agents'], digits=1)} points of adoption",
    fontsize=18,
    weight="bold",
)
page.text(
    0.05,
    0.9,
    f"{len(people)} people in {len(size)} units · two programmes, {len(ends)} runs each on the same draws · {asked.weeks} weeks",
    color="#555555",
)
axis = page.add_axes((0.07, 0.53, 0.46, 0.3))
for name, colour in ((PLAIN, GREY), (ASKED, GREEN)):
    low, middle, high = (100 * courses[name].quantile(share, axis=1) for share in (0.05, 0.5, 0.95))
    axis.fill_between(middle.index, low, high, color=colour, alpha=0.2, linewidth=0)
    axis.plot(middle, color=colour, linewidth=2.5)
    axis.annotate(
        f"{name}: {middle.iloc[-1]:.0f}\u00a0%", (158, middle.iloc[-1]), va="center", color=colour, weight="bold", annotation_clip=False
    )
axis.axhline(50, color=GREY, linestyle=":", linewidth=1)
axis.text(1, 52, "goal", color=GREY)
axis.set(xlim=(0, 156), ylim=(0, 100), xlabel="weeks since the start", title=f"Staff practising it, %: median and 90 % of {RUNS} runs")
axis.set_xticks(range(0, 157, 26))

table = page.add_axes((0.71, 0.53, 0.2, 0.3))
table.axis("off")
table.set_title("with 95 % intervals")
lines = [
    ("succeeds, %", [f"{100 * row.success:.0f} [{100 * row.success_low:.0f}, {100 * row.success_high:.0f}]" for row in rows.itertuples()]),
    (
        "adoption, %",
        [
            f"{100 * row.adoption_end:.0f} [{100 * row.adoption_end_low:.0f}, {100 * row.adoption_end_high:.0f}]"
            for row in rows.itertuples()
        ],
    ),
    ("thousand euro", [f"{row.spend:,.0f}" for row in rows.itertuples()]),
    ("leaders' weeks", [f"{row.leaders_weeks:.0f}" for row in rows.itertuples()]),
]
for place, (name, cells) in enumerate([("", ["plain", "agents"]), *lines]):
    for across_page, text in zip((0.0, 0.78, 1.28), (name, *cells), strict=True):
        weight = "bold" if place == 0 else "normal"
        table.text(
            across_page,
            0.92 - 0.2 * place,
            text,
            ha="left" if across_page == 0 else "right",
            weight=weight,
            fontsize=10,
            transform=table.transAxes,
        )

axis = page.add_axes((0.24, 0.14, 0.48, 0.27))
steps = sorted(record.schedule.steps, key=lambda step: (step.start, step.end))
for place, step in enumerate(steps):
    axis.barh(-place, step.end - step.start, left=step.start, height=0.7, color=GREEN if step.handle == "agents" else SKY)
axis.set_yticks([-place for place in range(len(steps))], [step.card.title for step in steps], fontsize=8)
axis.set(xlim=(0, 156), title="The programme, by week; green: what differs")
axis.set_xticks(range(0, 157, 26))
axis.tick_params(left=False)
page.text(0.78, 0.4, "Whom to ask", weight="bold")
asked_of = people.loc[record.agents.index, "unit"].map(titles).value_counts().sort_index()
page.text(0.78, 0.375, "\n".join(f"{count} in {unit}" for unit, count in asked_of.items()), va="top", fontsize=10, linespacing=1.5)
page.text(
    0.05, 0.045,
    "Success: half of the staff practise it and customers feel it, half a year after the deadline. A simulation: it compares programmes "
    "and forecasts no firm.\nDirections of its rules are supported by sources, most of their sizes are assumed. Ties were reported; "
    "thresholds and openness were drawn; silos and lack of support were judged.",
    fontsize=8.5, color="#555555",
)  # fmt: skip
page.savefig(MINE / "one_page.pdf")
plt.show()

# %%
assert asked.success.kind == "sustained" and asked.success.weeks_after == 26 and asked.success.adoption == 0.5
assert (MINE / "one_page.pdf").stat().st_size > 10_000 and asked_of.sum() == teams

# %% [markdown]
# ## Is the result robust?
#
# Two values above are judgements, not measurements: the strength of the silos, and the lack of support. The choice should not
# depend on them.

# %%
doubts = {
    "as judged": (),
    "weaker silos": ("inhibitors.silos=0.3",),
    "more support": ("inhibitors.no_bottom_up_support=0.2",),
    "people more reluctant": ("organisation.people.threshold=1.1",),
}
held = {name: played(MORE, *doubt).less(played(*doubt)).pairs.iloc[-1] for name, doubt in doubts.items()}
assert all(interval(gain)[1] > 0 for gain in held.values())
pd.DataFrame({"what the agents add, points of adoption [95 %]": {name: in_words(gain, digits=1) for name, gain in held.items()}})

# %% [markdown]
# The sign is the same in each case. Magnitudes differ; report the sign, the order and the cost.
# ## What this does not show, and what to be careful about
#
# - **People gave their ties away.** Ask before you collect them, say what for, keep no one to an answer. Who is named here can be
#   harmed by it. Laws on employees' data apply; works councils and ethics boards have a say.
# - **Anonymise before you begin.** Ids stand in every record. The simulator needs no names, and units of fewer than five give people away.
# - **A measured tie is not influence.** A survey records who is named, e-mail who writes. That someone is heard is your
#   assumption; try the other direction and other strengths.
# - **Missing people bend the picture.** Who did not answer listens to no one here. Look at `firm.notes`.
# - **A list of ids is not a decision.** Whom to ask is for people to decide who know them, and for those asked.
# - **It judges no one.** Thresholds and openness in these tables are drawn by lot: they say nothing about a person.
