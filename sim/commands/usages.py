"""What each command says of itself under --help: usage and examples, apart from the commands, so that help imports no model."""

from __future__ import annotations

USAGES = {
    "simulate": """
What happens? Simulate one initiative once.

Usage: {program} [scenario=NAME|PATH.yaml] [seed=N] [key.path=value …]

Examples:
  {program}
  {program} scenario=company_a seed=7
  {program} scenario=company_a programme=quick_wins weeks=208
  {program} scenario=outputs/simulate/my_run/scenario.yaml seed=8
  {program} inhibitors.silos=0.9 dispositions.patience=0.2
  {program} --multirun seed=1,2,3 programme=quick_wins,as_planned

Each run writes a folder: scenario.yaml (reproduces the run), record.parquet, summary.json and figures. A run takes about a second;
the first on a machine also compiles the rules, for about a minute.
Exit status: 0 done, 2 input refused before anything was written, 3 could not continue.
""",
    "import": """
How are my files understood? Read a real organisation and report columns, people, ties and all that was dropped, joined or inferred.

Usage: {program} organisation.employees=FILE [organisation.ties=FILE] [organisation.survey=FILE] [organisation.KEY=VALUE …]

Examples:
  {program} organisation.employees=people.csv organisation.ties=ties.csv
  {program} organisation.employees=headcount.xlsx organisation.sheet=Active organisation.columns.manager=Reports_To
  {program} organisation.employees=network.graphml save=outputs/our_firm
  {program} organisation.employees=people.csv organisation.ties=survey.csv organisation.cut=1 organisation.pseudonyms=true

CSV, TSV, .xlsx, Parquet, GraphML, GML, GEXF, Pajek and UCINET DL are read. Nothing runs, and nothing is written but the folder of
save=FOLDER, which any command reads again: organisation=from_files organisation.employees=FOLDER.
Settings:
  save=FOLDER               write the organisation as it was understood, to the bit (default: nothing is written)
  organisation.columns.MEANING=NAME   the column of a meaning (employee, manager, unit, …); also tie_columns and survey_columns
The how-to page on bringing an organisation lists all keys of organisation.
Exit status: 0 understood, 2 refused.
""",
    "why": """
Why do initiatives fail? Draw initiatives; run each again with every set of causes repaired, all random draws unchanged.

Usage: {program} [study.initiatives=N] [seed=N] [key.path=value …]

Examples:
  {program}
  {program} study.initiatives=100 study.folder=outputs/quick
  {program} seed=2 outcome=adoption_at_deadline study.folder=outputs/other
  {program} 'population.market.elasticity={uniform: [0, 0.1]}' study.folder=outputs/inelastic
  {program} study.coalitions=singles study.folder=outputs/single_repairs

Settings of the study:
  study.depth=quick|standard|full   gives every size below that is not typed: quick, a first look; full, for a decision
  study.initiatives=1000          number of initiatives; a larger study begins with the same ones
  study.coalitions=all|singles    repair every set of causes, or each cause alone
  study.causes=[resistance,…]     the causes of configs/cause to repair
  study.quantile=0.8              enabling quantile of every cause; cause.NAME.quantile=0.8: of one
  cause.NAME.restores=[vision,…]  the conditions that the repair of a cause restores, in place of those of its file
  study.folder=FOLDER             where to keep the study (default: hydra.run.dir); rerun the command to resume it
  study.shards=4 study.shard=0    run one quarter in this process; when all four are done, leave out study.shard to get the report
  study.robustness=32             initiatives asked in each other way: causes, levels, populations, rules; 0: skip
  study.populations=20            draws of the calibration's posterior among these ways
  study.conditions=250            initiatives with every single condition repaired in turn; 0: skip
  study.sensitivity=128           size of the sensitivity analysis; also study.screening, study.tipping; 0 or []: skip
  executor=NAME                   where cases are run; results do not depend on it
  population=NAME                 the population of initiatives; set any distribution: population.market.elasticity={uniform: [0, 1]}

The default study takes about three minutes on two cores. It writes report.html with figures/ and tables/, summary.json, the tables runs,
initiatives and courses as Parquet and, in data/, as CSV and Stata files with a dictionary, plan.json, and shards/ (finished blocks).
A larger size joins what a folder holds. The sensitivity analyses have subfolders. See docs/study.md.
Exit status: 0 done, 2 input refused before anything was written, 3 the study's files are damaged or unusable, 4 some initiatives could not
be run, 130 interrupted (finished work is kept).
""",
    "sweep": """
Which factors change success? Run one initiative at many points of a parameter space, with the same seeds at each point.

Usage: {program} [scenario=NAME|PATH.yaml] 'space={PATH: VALUES, …}' [design=KIND] [n=N] [key.path=value …]

Examples:
  {program} scenario=company_a 'space={programme.start_autonomy: [0, 1], organisation.span: [4, 12]}' n=512
  {program} scenario=punitive_policies 'space={dispositions.patience: [0, 1]}' design=grid n=11
  {program} 'space={programme: [as_planned, quick_wins], dispositions.commitment: [0, 1]}' n=128
  {program} 'space={rules.habit.growth: {log_uniform: [0.01, 0.2]}, weeks: [104, 156, 208]}' design=latin_hypercube
  {program} scenario=company_a space=points.csv replicates=32
  {program} n=512 --multirun hydra/sweeper=design hydra.sweeper.jobs=2 hydra/launcher=submitit_local

Values in the space, for any path of the scenario (--cfg job lists the paths):
  [0, 1]                          a range; whole numbers only where the scenario accepts only those
  [4, 8, 12] or [low, high]       levels: three or more numbers, or words
  {log_uniform: [0.01, 1]}        a distribution: uniform, log_uniform, whole, beta, normal (with within: [a, b]), choice
  programme: [NAME, NAME]         entries of the library; also organisation and scenario
space=points.csv is a design of your own: one column per path, one row per point; design and n are then not used.

Settings of the sweep:
  design=sobol|latin_hypercube|grid   space-filling (Sobol works best with n a power of two), or a full grid of levels
  n=64 replicates=16                  number of points, and of runs at each; the seeds start from `seed`
  factors=[PATH,PATH]                 the two factors of the heat map (default: the two that change success most)
  study.folder=FOLDER                 where to keep the study (default: a folder per sweep under hydra.run.dir)
  hydra/sweeper=design                with --multirun: split the study into hydra.sweeper.jobs=N jobs for any launcher
Plain --multirun over a few values (programme=quick_wins,as_planned) runs one sweep per value.

The folder holds plan.json, summary.json, points.csv, points.parquet, runs.parquet, figures, and shards/ (finished blocks).
Rerun the command to resume an interrupted sweep; more points or replicates join what study.folder holds.
Exit status: 0 done, 2 input refused before anything was written, 3 the study's files are damaged or unusable, 4 some points could not
be run, 130 interrupted (finished work is kept).
""",
    "compare": """
Which programme wins, how certain is that, and what does it cost? Run several programmes on the same random draws.

Usage: {program} [scenario=NAME|PATH.yaml] [programme=A,B,…] [key.path=value …]

Examples:
  {program} scenario=company_a programme=as_planned,quick_wins,people_first
  {program} scenario=company_a programme=own,do_nothing compare.runs=500
  {program} scenario=silo_firm outcome=customer_outcome compare.difference=0.02
  {program} programme=as_planned,big_bang seed=1001 study.folder=outputs/other_draws

Settings of the comparison:
  programme=A,B,…           two or more programmes; own: the scenario's programme
  compare.runs=200          runs of each programme, with the same seeds, starting from seed
  compare.difference=0.05   smallest difference in the share of success that matters
  compare.error=0.01        chance of reporting a difference where there is none, over all pairs of programmes
  compare.power=0.95        desired chance of finding a difference that matters
  study.folder=FOLDER       where to keep the runs (default: a folder per comparison); rerun the command to resume
  executor=NAME             where cases are run; results do not depend on it

The folder holds plan.json, summary.json, programmes.csv, differences.csv, runs.parquet, the figure, and shards/ (finished blocks).
More runs or programmes join what study.folder holds.
Exit status: 0 done, 2 input refused before anything was written, 3 the files are damaged or unusable, 4 some runs could not be run,
130 interrupted (finished work is kept).
""",
    "optimise": """
Which programme is best within a budget? Search interventions, start weeks and audiences, then check the best on fresh random draws.

Usage: {program} [scenario=NAME|PATH.yaml] [optimise.money=N] [key.path=value …]

Examples:
  {program} scenario=company_a
  {program} scenario=company_a optimise.money=800 optimise.most=6
  {program} scenario=silo_firm outcome=customer_outcome optimise.programmes=1000
  {program} 'optimise.candidates=[training, coach_leaders, share_the_why, switch_metrics]'

Settings of the search:
  optimise.money=800                money budget in thousand euro (default: the programme's budget, or else what its steps cost)
  programme.budgets.leaders_time=…  and programme.budgets.attention=…: the other two budgets; no programme exceeds any of the three
  optimise.candidates=[A, B, …]     interventions to choose from (default: all that fit the scenario)
  optimise.most=6                   maximum number of steps (default: as many as the scenario's programme has)
  optimise.programmes=360           programmes to try, with optimise.runs=8 runs each
  optimise.checking=200             runs of the reported programme, on random draws that the search did not use
  study.folder=FOLDER               where to keep the search (default: a folder per search); rerun the command to resume
  executor=NAME                     where cases are run; results do not depend on it

The folder holds summary.json, library/programme/best_for_SCENARIO.yaml, programmes.csv, trials.parquet, figures, and the runs.
Exit status: 0 done, 2 input refused before anything was written, 3 the files are damaged or unusable, 130 interrupted (finished work is
kept).
""",
    "calibrate": """
Which population agrees with published surveys? Fit the population to all published shares at once, and report the misses.

Usage: {program} [calibrate.initiatives=N] [targets.NAME.published=SHARE] [key.path=value …]

Examples:
  {program}
  {program} calibrate.waves=1 calibrate.points=12 calibrate.draws=12 calibrate.initiatives=40 calibrate.check=200 \\
    calibrate.folder=outputs/quick
  {program} targets.overall.published=0.5 calibrate.folder=outputs/half
  {program} 'calibrate.adjust=[level, common]' calibrate.folder=outputs/two
  {program} calibrate.failure=0.5 calibrate.folder=outputs/even

Settings of the calibration:
  calibrate.waves=3               waves of history matching
  calibrate.points=30             adjustments of the population tried in each wave
  calibrate.initiatives=200       initiatives drawn at each adjustment
  calibrate.rounds=4              further rounds of as many points, where the evidence puts the posterior
  calibrate.draws=200             draws kept of the posterior
  calibrate.check=1000            initiatives, on other random draws, that judge the calibrated population
  calibrate.adjust=[level, …]     which adjustments may move
  calibrate.failure=0.7           base rate of the profile written beside the calibrated population
  calibrate.folder=FOLDER         where to keep the calibration (default: hydra.run.dir); rerun the command to resume
  targets.NAME.published=…        the share a survey reports; also reading=…, of=…, role=check (compared, not fitted)
  executor=NAME                   where cases are run; results do not depend on it
  population=NAME                 the population to calibrate

The folder holds summary.json, the posterior and the tried points as .parquet and .csv, figures, the calibrated population and the profile
as .yaml, and a study for each step. Copy a population into configs/population, or pass its folder with --config-dir, to use it by name.
Exit status: 0 done, 2 input refused before anything was written, 3 the files are damaged or unusable, 4 some initiatives could not be run,
130 interrupted (finished work is kept).
""",
}
"""By the name of the command; {program} stands for the words that start the program."""
