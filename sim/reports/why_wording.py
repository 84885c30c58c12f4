"""Fixed texts of the report on a study of causes: question, caveat, methods and limits."""

from __future__ import annotations

QUESTION = "Why do customer-centric change initiatives fail?"

CAVEAT = (
    "“70 % of change initiatives fail” is a narrative, not a measurement: Beer & Nohria (2000) gave no evidence for it, and "
    "Hughes (2011) found “no valid and reliable empirical evidence”. The failure rate reported here depends on this population "
    "of simulated initiatives and on the definition of success, as shown below. It does not forecast the outcome of any "
    "particular firm."
)
"""Shown next to every failure rate of a report."""

METHODS = (
    (
        "Initiatives are sampled quasi-randomly (scrambled Sobol sequence) from the distributions below. Each has its own "
        "organisation, context, sponsors, programme and shocks, and is simulated week by week with the model described in "
        "docs/odd.md."
    ),
    (
        "A cause is a set of conditions. Repairing a cause brings each of its conditions to the level of the better initiatives in "
        "the population; conditions that are already better stay unchanged. Every initiative is run again with each set of causes "
        "repaired, on the same random draws. The runs differ only in the repair, so a rescue is a counterfactual, not a correlation."
    ),
    (
        "A failure has the name of the first description that fits in the week of judgement. Overtaken: the firm was merged into "
        "a better rival by the end. Abandoned: its sponsors or finance gave it up, and practice never reached the goal. Hollow: "
        "it is there in name only; practice is at the goal, or reports reached a goal that practice never did, and customers do "
        "not feel it. Relapsed: practice reached the goal and fell. Never took off: practice gained little. Siloed: one unit "
        "reached the goal and another stayed far behind. Stalled: none of these. Adoption is what is practised, not what units "
        "report."
    ),
    (
        "A Shapley share is the reduction of the failure rate by a repair, averaged over all orders of repair. The shares and the "
        "failures that remain when all causes are repaired add up exactly to the failure rate. Shares of a count have Wilson "
        "intervals, paired changes have Agresti–Min intervals, and Shapley shares and indices have percentile bootstrap intervals "
        "over initiatives."
    ),
    (
        "Boxes are selected on one half of the initiatives and tested on the other half. The foresight classifier is evaluated only "
        "on held-out initiatives. Sobol indices describe groups of factors, with chance as one group, and are reported as converged "
        "only if their intervals are narrow."
    ),
)

LIMITS = (
    (
        "Sources support the direction of the model's rules; most magnitudes are assumptions. The list of causes, the conditions of "
        "each cause and the size of each repair are choices. Other choices give other shares; the chapter on certainty shows some "
        "of them. Employees have no pay or tenure, one change runs at a time, and rivals do not react. The model compares and "
        "explains; it does not forecast."
    ),
)
