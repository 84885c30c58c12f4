"""Published patterns at the level of a mechanism, and the page that tells them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

from experiments.validation.brokers import (
    DIVERGENT,
    ORDINARY,
    USUAL,
    adopted,
    courses,
    firm_of,
    matched_brokers,
    one_change,
)
from experiments.validation.conventions import LONG, ONE_IN_A_HUNDRED, TIPPED, coordination, in_the_firm, tipping_by_sampling
from experiments.validation.customers import AT_EASE, AT_START, measure_bad_experiences, outweighs
from experiments.validation.decay import measure_norm
from experiments.validation.habit import days_to_plateau, measure_habit, quantile_reading
from experiments.validation.minority import SHARES, coordinated, tipping_share
from experiments.validation.pattern import (
    BY_CONSTRUCTION,
    EVIDENCE,
    OUR_REQUIREMENT,
    SET_FROM,
    SPECIAL_CASE,
    WHOLE_MODEL,
    Check,
    Pattern,
    direction,
    not_judged,
)
from experiments.validation.patterns import MEASUREMENTS
from experiments.validation.readings import (
    POINTS,
    MeasuredNumber,
    difference_of_shares,
    exact,
    holds,
    is_above_zero,
    is_within,
    mean_reading,
    share_reading,
)
from experiments.validation.report_page import page_of, rows_of, scores_of, summary_of
from experiments.validation.socialisation import measure_socialisation
from experiments.validation.structure import measure_span
from experiments.validation.thresholds import measure_thresholds
from experiments.validation.wording import finding_of, reading_in_words, verdict_on
from sim.compiled import MODEL_VERSION

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
CHEAP = (measure_habit, measure_thresholds, measure_norm, measure_bad_experiences)
AGAIN = "write it again: python experiments/validate.py"


def test_a_habit_takes_about_66_days_in_the_middle_18_at_the_least_and_254_at_most_and_a_missed_week_costs_something_at_once():
    """Lally et al. 2010: three quantiles, from which two numbers were set. By hand: the first week grows 1 − 0.05 ** (7 / 66) of all."""
    fastest, middle, slowest, at_once, later = (measure_habit().checks[place] for place in (1, 0, 2, 3, 4))
    assert middle.agrees and fastest.agrees and slowest.agrees
    assert {check.kind for check in (fastest, middle, slowest)} == {SET_FROM}
    assert at_once.agrees is None and at_once.reading.value == pytest.approx(1.0 - 0.05 ** (7.0 / 66.0), abs=0.02)
    assert later.agrees is None and later.tolerance == BY_CONSTRUCTION and later.reading.value < 0.001


def test_days_to_the_plateau_are_those_of_the_exponential_and_at_least_a_week():
    """By hand: half of what is missing is made up each week, so a twentieth is left after 4.32 weeks; nine tenths, after 1.30."""
    assert [round(days_to_plateau(growth) / 7.0, 2) for growth in (0.5, 0.9, 0.95, 1.0)] == [4.32, 1.30, 1.0, 1.0]


def test_a_quantile_lies_between_the_people_whose_ranks_it_may_have():
    """By hand: the median of 1 to 99; of 99 tosses of a coin, 40 to 59 are heads in 95 % of cases."""
    assert quantile_reading(np.arange(1.0, 100.0), 0.5)[:4] == (50.0, 41.0, 60.0, 99)


def test_a_committed_quarter_tips_a_convention_and_a_fifth_does_not():
    """Centola et al. 2018, about 25 % with twelve encounters: 0 and 20 of 20 runs, rates below 15 % and above 85 % (95 %)."""
    below, above = (coordination(committed, 12, 20)[-1] for committed in (0.21, 0.27))
    assert (below < TIPPED).all() and (above > TIPPED).all()


def test_a_convention_holds_with_no_one_committed_though_one_choice_in_a_hundred_departs():
    """520 weeks, 20 runs; chance is at work: some do depart."""
    course = coordination(0.0, 12, 20, ONE_IN_A_HUNDRED, LONG)
    assert 0.0 < course.max() < 0.1


@pytest.mark.parametrize("memory", [6, 24])
def test_the_share_that_tips_is_that_of_sampling_and_rises_with_memory(memory):
    """6 runs at each share; the share at which half of the runs tip and sampling's lie between the same two shares that tell."""
    share = coordinated(memory, 6).share
    assert share.low <= tipping_by_sampling(memory) <= share.high
    assert share.high < 0.22 if memory == 6 else share.low > 0.26


def test_who_remembers_one_or_two_encounters_follows_any_minority():
    """By hand: who does as the one did who was met, or either of two, takes up a share x with chance x; so no share can be withstood."""
    assert tipping_by_sampling(1) == pytest.approx(0.0, abs=1e-9)
    assert tipping_by_sampling(2) == pytest.approx(0.0, abs=1e-9)


def test_the_bounds_of_a_tipping_share_are_the_nearest_shares_that_tell():
    tipped = {share: share_reading([share > 0.2] * 10, "runs") for share in (0.0, 0.1, 0.3)}
    assert tipping_share(tipped | {0.2: share_reading([True] * 5 + [False] * 5, "runs")})[:3] == (0.2, 0.1, 0.3)
    assert SHARES[0] == 0.0 and max(SHARES) < TIPPED


def test_practice_in_the_ordinary_firm_drifts_and_is_held_only_by_old_ways_or_by_people_who_are_alike():
    """1,000 people without a committed one, 6 runs: there is no tipping point by default."""
    assert (in_the_firm(0.0, 6)[LONG] > 0.5).all()
    assert (in_the_firm(0.0, 6, old_ways=0.3)[LONG] < 0.2).all()
    assert (in_the_firm(0.0, 6, wide=0.5)[LONG] < 0.1).all()


def test_newcomers_bring_the_old_culture_and_are_socialised_while_it_is_reinforced():
    """Harrison and Carroll 1991; 6 seeds. Whether adoption is at rest under high turnover takes more runs."""
    strays, behind, *judged, _, _ = measure_socialisation(6).checks
    assert strays.reading.value == 0.0 and strays.agrees is None and behind.agrees is None and behind.reading.low > 0.0
    assert len(judged) == 3 and all(check.agrees for check in judged)


def test_a_bad_encounter_weighs_more_only_where_it_is_worse_than_the_worst_that_is_remembered():
    """Mittal et al. 1998. By hand: between the worst and the mean only the mean moves, as far down as an equal one moves it up."""
    assert AT_START.worst == pytest.approx(0.39)
    assert outweighs(0.05, AT_START) == pytest.approx(1.0, abs=1e-3) and outweighs(0.4, AT_START) > 3.0
    assert outweighs(0.05, AT_EASE) > 4.0


def test_brokers_and_cohesive_agents_have_equally_many_ties_and_differ_in_closure():
    firm = firm_of(1)
    brokers, cohesive = firm.agents
    assert brokers.sum() == cohesive.sum() > 10 and not (brokers & cohesive).any()
    ties, closed = firm.traits["contacts of agents"], firm.traits["closure of agents"]
    assert abs(ties[0] - ties[1]) < 0.5 and 2.0 * closed[0] < closed[1]


def test_a_broker_is_the_least_closed_person_with_as_many_ties():
    """By hand: the last is matched with the second, who has as many ties and less closure than the first; a third must do for another."""
    closed, ties = np.array([0.4, 0.2, 0.0, 0.9, 0.9]), np.array([3.0, 3.0, 8.0, 3.0, 9.0])
    like = np.array([False, False, False, True, True])
    assert matched_brokers(closed, ties, ~like, like).tolist() == [False, True, True, False, False]


def test_brokers_neither_help_a_divergent_change_nor_hinder_another():
    """Battilana and Casciaro 2012, 10 firms of 4 runs: not met, and the page says so; agents matter, and so does divergence."""
    drawn = [firm_of(seed) for seed in range(10)]
    found = courses(drawn, ORDINARY, 4, (USUAL, DIVERGENT))
    assert not is_above_zero(mean_reading(found.ahead(DIVERGENT) - found.ahead(USUAL), "firms"))
    assert (found.by_brokers[DIVERGENT] < found.by_brokers[USUAL]).all()
    without = [adopted(firm, np.zeros(firm.organisation.employees, bool), one_change(USUAL, ORDINARY), 4) for firm in drawn]
    assert (found.by_brokers[USUAL] > np.array(without)).all()


def test_every_band_of_span_can_be_drawn():
    assert measure_span().agrees


def test_the_page_was_written_under_these_rules():
    assert f"model {MODEL_VERSION}" in PAGE, AGAIN
    assert "too small to judge by" not in PAGE, AGAIN


@pytest.mark.parametrize("measure", CHEAP)
def test_what_is_cheap_to_measure_again_stands_on_the_page_to_the_last_digit(measure):
    lines = PAGE.splitlines()
    for row in rows_of(measure()):
        assert row in lines, f"{row}\n{AGAIN}"


def test_every_pattern_is_on_the_page_with_its_figure():
    for name in MEASUREMENTS:
        assert f'src="images/validation_{name}.png"' in PAGE, AGAIN
        assert (ROOT / "docs" / "images" / f"validation_{name}.png").stat().st_size < 120_000


def test_disagreements_are_listed_on_the_page():
    missed = [row.split(" | ") for row in PAGE.splitlines() if row.startswith("| ") and row.endswith(("| no |", "| opposite |"))]
    listed = PAGE.split("## What is not met")[1].split("###")[0]
    assert missed and all(f", {cells[1].strip()}: " in listed for cells in missed)
    assert len(re.findall(r"^- ", listed, re.MULTILINE)) == len(missed)


@pytest.fixture(scope="module")
def validate():
    specification = importlib.util.spec_from_file_location("validate", ROOT / "experiments" / "validate.py")
    program = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(program)
    return program.main


def test_the_program_writes_the_page_and_its_figures_and_says_in_its_status_whether_all_is_met(validate, tmp_path, capsys):
    """That every bad encounter outweighs a good one is not met; Granovetter's example is."""
    assert validate(["--only", "thresholds", "bad_experiences", "--workers", "1", "--out", str(tmp_path)]) == 4
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")}
    assert written == {"validation.md", "images/validation_thresholds.png", "images/validation_bad_experiences.png"}
    said = capsys.readouterr().out
    assert "Special case: 2 of 2 rows agree" in said.replace("special", "Special") and "“Bad experiences weigh more”" in said
    assert validate(["--only", "thresholds", "--workers", "1", "--out", str(tmp_path)]) == 0
    page = (tmp_path / "validation.md").read_text(encoding="utf-8")
    assert "- **Special case: 2 of 2 rows agree.**" in page and "Not met in all rows" not in page


@pytest.mark.parametrize("wrong", [["--only", "nothing"], ["--workers", "0"], ["--card-pairs", "1"], ["--fast"]])
def test_the_program_refuses_an_impossible_request_in_one_line(validate, tmp_path, capsys, wrong):
    with pytest.raises(SystemExit) as refusal:
        validate([*wrong, "--out", str(tmp_path)])
    assert refusal.value.code == 2 and not list(tmp_path.iterdir())
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_an_unwritable_file_is_reported_in_one_line(validate, tmp_path, capsys):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    assert validate(["--only", "thresholds", "--workers", "1", "--out", str(tmp_path / "taken")]) == 3
    assert "taken" in capsys.readouterr().err.strip().splitlines()[-1]


def test_a_number_agrees_within_its_interval_and_its_printed_digit_and_no_further():
    reading = MeasuredNumber(0.58, 0.56, 0.60, 100, "runs", is_share=True)
    assert holds(reading, 0.60, 0.005) and holds(reading, 0.605, 0.005) and not holds(reading, 0.62, 0.005)
    assert is_within(reading, 0.5, 0.6) and not is_within(reading, 0.57, 0.7)


def test_intervals_are_those_of_the_sample():
    mean = mean_reading([1.0, 2.0, 3.0, 4.0], "runs")
    assert (mean.value, round(mean.low, 3), round(mean.high, 3)) == (2.5, 0.446, 4.554)  # Student, 3 degrees of freedom: 3.182 · 0.6455
    none, all_of_them = share_reading([False] * 30, "runs"), share_reading([True] * 30, "runs")
    assert none.low == 0.0 and 0.1 < none.high < 0.13
    assert is_above_zero(difference_of_shares(all_of_them, none)) and not is_above_zero(difference_of_shares(none, none))


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (MeasuredNumber(0.5775, 0.5637, 0.5913, 100, "runs", is_share=True), "58\u00a0% [56, 59]"),
        (MeasuredNumber(-0.0042, -0.0099, 0.0016, 100, "runs", unit=POINTS), "−0.4\u00a0points [−1.0, 0.2]"),
        (exact(100, "run"), "100"),
        (exact(66.633, "rule", unit="days"), "66.6\u00a0days"),
    ],
)
def test_readings_are_told_to_the_digits_that_mean_something(reading, words):
    assert reading_in_words(reading) == words


def pattern(*agree: bool | None, kind: str = OUR_REQUIREMENT) -> Pattern:
    checks = tuple(Check("a | b", "1", exact(1.0, "rule"), "none", one, kind) for one in agree)
    return Pattern("name", "A title", "Someone 1999", "read", "That.", "So.", checks, ())


def test_a_pattern_agrees_only_if_every_judged_row_does_and_the_page_counts_so():
    some = [pattern(True, None), pattern(True, False), pattern(None)]
    assert [one.agrees for one in some] == [True, False, None]
    assert summary_of([pattern(None)]) == summary_of([]) == "No pattern was judged."
    assert summary_of(some) == "Our requirement: 2 of 3 rows agree. At least one row is not met: “A title”."
    page = page_of(some, [], "this")
    assert "a \\| b" in page and "- **A title** (Someone 1999), a | b: 1 here, published: 1 (our requirement)." in page


def test_kinds_of_evidence_are_counted_apart_and_the_whole_model_first():
    some = [pattern(True, True, kind=SET_FROM), pattern(True, False, None, kind=SPECIAL_CASE), pattern(False, kind=WHOLE_MODEL)]
    assert [score[:] for score in scores_of(some)] == [(WHOLE_MODEL, 0, 0, 1), (SPECIAL_CASE, 1, 0, 2), (SET_FROM, 2, 0, 2)]
    page = page_of(some, [], "this")
    places = [page.index(words) for words in ("**Whole model: 0 of 1", "**Special case: 1 of 2", "**Set from this number: 2 of 2")]
    assert places == sorted(places)
    assert all(proves in page for proves in EVIDENCE.values())


@pytest.mark.parametrize(("low", "high", "verdict"), [(0.1, 0.3, "yes"), (-0.1, 0.3, "no"), (-0.3, -0.1, "opposite"), (-0.3, 0.0, "no")])
def test_a_direction_is_opposite_where_its_interval_lies_on_the_other_side_of_zero(low, high, verdict):
    check = direction("more", "up", MeasuredNumber((low + high) / 2.0, low, high, 9, "runs"), "none", WHOLE_MODEL)
    assert verdict_on(check) == verdict
    one = Pattern(
        "name", "A title", "Someone 1999", "read", "That.", "So.", (check, not_judged("less", exact(1.0, "rule"), WHOLE_MODEL)), ()
    )
    assert finding_of(one) == {"yes": "met in the 1 row judged", "no": "not met", "opposite": "not met, 1 opposite"}[verdict]
    assert ("**opposite**" in page_of([one], [], "this").split("## What is not met")[1]) == (verdict == "opposite")


def test_every_row_of_the_page_names_a_kind_of_evidence():
    table = PAGE.split("## Patterns")[1].split("## What is not met")[0].strip().splitlines()[2:]
    assert table and all(row.split(" | ")[2] in EVIDENCE for row in table), AGAIN
