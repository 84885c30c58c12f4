"""Fixed wording of a study's report: its question, its caveats, its methods."""

from __future__ import annotations

QUESTION = "Why do customer-centric change initiatives fail?"

CAVEAT = (
    "“70 % of change initiatives fail” is a narrative, not a measurement: Beer & Nohria (2000) gave no support for it, and "
    "Hughes (2011) found “no valid and reliable empirical evidence”. The share reported here is a property of this population"
    " of simulated initiatives and of the definition of success; it moves with both, as shown below, and forecasts no given "
    "firm."
)
"""The caveat beside each failure rate of a report."""

METHODS = (
    (
        "Initiatives are drawn quasi-randomly (a scrambled Sobol sequence) from the distributions below; each has an "
        "organisation, a context, sponsors, a programme and shocks of its own, and is played week by week by the model that "
        "docs/odd.md describes."
    ),
    (
        "A cause is a set of conditions. To repair it is to bring each of them to the level that the better initiatives of the "
        "population have, and to leave better ones alone. Every initiative is run again with every set of causes repaired, on the"
        " same draws: the runs differ in the repair and in nothing else, so a rescue is a counterfactual and not a correlation."
    ),
    (
        "Shapley shares average what a repair takes off the failure rate over all orders of repair; with what still fails when "
        "everything is repaired they add up to the failure rate exactly. Shares of a count have Wilson intervals, paired changes "
        "those of Agresti and Min, Shapley shares and indices percentile bootstrap intervals over initiatives."
    ),
    (
        "Boxes are chosen on one half of the initiatives and judged on the other. The classifier of foresight is judged only on "
        "initiatives it was not shown. Sobol indices are of groups of factors, with chance as one of them, and are said to have "
        "converged only where their intervals are narrow."
    ),
)

LIMITS = (
    (
        "Directions of the model's rules are supported by sources; most of their sizes are assumptions. What the causes are, what"
        " belongs to each and how far a repair goes are choices; other choices give other shares, and the chapter on how sure "
        "this is shows some of them. Employees have no pay or tenure, one change runs at a time, and rivals do not react. It "
        "compares and explains; it does not forecast."
    ),
)
