"""The recorded weekly series, each with unit and meaning, for the axes of tables and figures."""

from __future__ import annotations

from typing import NamedTuple


class Series(NamedTuple):
    """Meaning and unit of one recorded number."""

    measured_in: str
    meaning: str


SHARE = "share, 0 to 1"
TO_DATE = "thousand euro to date"
RELATIVE = "relative to the start"

OF_THE_FIRM: dict[str, Series] = {
    "adoption": Series(SHARE, "share of aligned practice inside, by weight for customers"),
    "reported": Series(SHARE, "adoption as units report it, which may run ahead of practice"),
    "derailing": Series(SHARE, "share of derailing practice inside, by weight for customers"),
    "felt": Series(SHARE, "what customers feel, mean over segments by their share of revenue"),
    "expectation": Series(SHARE, "what customers expect, mean over all panels"),
    "internal_score": Series(SHARE, "what internal tactical metrics say, mean over people inside"),
    "trust": Series(SHARE, "of customers in the firm"),
    "customers": Series(RELATIVE, "customers, by their segments' share of revenue; may exceed 1"),
    "revenue": Series("thousand euro a week", "what customers spend"),
    "value": Series(TO_DATE, "margin gained less cost of the programme"),
    "spend": Series(TO_DATE, "money spent on the programme"),
    "walk": Series(SHARE, "the CEO's commitment"),
    "talk": Series(SHARE, "how much leaders speak for the change"),
    "credibility": Series(SHARE, "how far the CEO is believed"),
    "board_lost": Series(SHARE, "loss of the board's patience"),
    "vigour": Series(SHARE, "share of the programme's effect that is left; falls once it is given up"),
    "proof": Series(SHARE, "what the test-bed has shown"),
    "champions": Series(SHARE, "share of missing benefit that counterparts see since they took part"),
    "seen": Series(SHARE, "progress as sponsors see it"),
    "expected": Series(SHARE, "progress as sponsors expect it by now"),
    "disturbance": Series("pull, on the scale of thresholds", "what the times add to the pull of the change on all people"),
    "malleability": Series(SHARE, "how ready the top is to learn: mean of its humility, patience and perseverance"),
    "word_of_mouth": Series("share of customers a week", "new customers through word of mouth, mean over segments by share of revenue"),
    "churn": Series("share of customers a week", "customers who leave, mean over segments by share of revenue"),
    "offered": Series(SHARE, "quality that the best rival offers"),
    "regard": Series(SHARE, "what the communities around customers think of the firm"),
    "earnings": Series("thousand euro a week", "margin on revenue, less what silos, mistrust and the programme cost"),
    "returned": Series("euro for each euro spent", "value to date for what was spent on the programme; 0 where none is spent"),
    "mistrust": Series(TO_DATE, "cost of the rules of regulators who mistrust the firm"),
    "silo_rework": Series(TO_DATE, "work done again because units do not work as one"),
    "silo_delay": Series(TO_DATE, "orders that wait at hand-offs"),
    "silo_scrap": Series(TO_DATE, "what is thrown away at hand-offs"),
    "silo_morale": Series(TO_DATE, "people who leave because hand-offs wear them out"),
    "silo_churn": Series(TO_DATE, "margin on customers who left because of hand-offs"),
    "silo_opportunities": Series(TO_DATE, "margin on customers who never came because of hand-offs"),
    "silo_hours": Series("hours to date", "working time that rework takes inside the firm"),
    "customers_silo_cost": Series(TO_DATE, "what customers lose by explaining themselves at hand-offs, all panels"),
    "customers_silo_hours": Series("hours to date", "time that customers lose by explaining themselves at hand-offs, all panels"),
    "audit_customers": Series("points of ease to date", "what workflow audits brought to customers"),
    "audit_partners": Series("points of ease to date", "what workflow audits brought to channel partners"),
    "audit_employees": Series("points of ease to date", "what workflow audits brought to employees"),
    "audit_finance": Series("points of ease to date", "what workflow audits brought to finance"),
    "alignment": Series(SHARE, "share of people inside with interest above one half"),
}

OF_UNITS: dict[str, Series] = {
    "interest": Series(SHARE, "how far people see why, mean over the unit's people"),
    "capacity": Series(SHARE, "how far people are able, mean over the unit's people"),
    "cynicism": Series(SHARE, "disbelief, mean over the unit's people"),
    "fatigue": Series(SHARE, "tiredness of change"),
    "attended": Series(SHARE, "share of the work of change that people attend to: below 1 where it asks for more than their slack"),
    "experience": Series(SHARE, "how people are treated"),
    "delivery": Series(SHARE, "quality of what the unit does for customers"),
    "internal_score": Series(SHARE, "what the unit's internal tactical metrics say"),
    "answered": Series(SHARE, "what the unit answers for: its internal score, or what customers feel in its place"),
    "norm": Series(SHARE, "what one does here: mean over the aligned behaviours that apply, by weight for customers"),
    "commitment": Series(SHARE, "what the unit's head gives and does"),
    "given": Series(SHARE, "share of promised resources that is given"),
    "resources": Series(SHARE, "mean of the people, time and capital levers"),
    "reported": Series(SHARE, "adoption as the unit reports it"),
    "heart": Series(SHARE, "how well what is practised is done: interest times capacity, mean over those who practise"),
}

OF_SEGMENTS: dict[str, Series] = {
    "felt": Series(SHARE, "what customers feel, mean over the panel"),
    "worst": Series(SHARE, "the worst experience as far as it is remembered, mean over the panel"),
    "expectation": Series(SHARE, "what customers expect, mean over the panel"),
    "customers": Series(RELATIVE, "customers of the segment; may exceed 1"),
    "mean": Series(SHARE, "the mean experience as it is remembered, over the panel"),
    "revenue": Series("thousand euro a week", "what customers of the segment spend"),
    "profitability": Series(SHARE, "what customers' profitability has gained by strategic service"),
    "efficiency": Series(SHARE, "what the efficiency of customers' processes has gained by strategic service"),
    "position": Series(SHARE, "what customers' position in their market has gained by strategic service"),
    "effort": Series(SHARE, "how much customers must do themselves"),
    "recommendation": Series(SHARE, "customers who recommend the firm"),
    "word_of_mouth": Series("share of customers a week", "new customers through word of mouth; below 0 where customers warn others"),
    "churn": Series("share of customers a week", "customers who leave"),
    "share_of_spend": Series(SHARE, "of what a customer spends on such things, the part that the firm gets"),
    "known": Series(SHARE, "how well customers are known to their owners in the firm, mean over the panel; 0 where they have none"),
}

PRACTICE = Series(SHARE, "share of people inside to whom a behaviour applies who practise it")
ADOPTION = Series(SHARE, "share of aligned practice in the unit, by weight for customers")
METRIC = Series(SHARE, "score of a tactical metric")
RITUAL = Series(SHARE, "how far the programme makes a ritual carry the customer")
LOAD = Series("share of attention", "attention that the programme claims of the unit's people")
LEADERS_TIME = Series("share of leaders' time", "leaders' time that the programme claims")


def measures_of(series: dict[str, Series]) -> dict[str, str]:
    """The unit of measure of each series, by name."""
    return {name: known.measured_in for name, known in series.items()}
