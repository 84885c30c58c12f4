"""Claims of the source articles: how they are tried, what their verdicts mean, and the page that tells them."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.validation import report_sections
from experiments.validation.card_page import CUT
from experiments.validation.cards import DOWN, NONE, RIGHT, UP, WRONG
from experiments.validation.claim_page import ClaimTable, expected_in_words, page_of, table_of, verdict_in_words
from experiments.validation.claim_runs import (
    ADOPTION,
    edited,
    in_unit,
    moved,
    play,
    pushed_until,
    set_in,
    without_cards,
)
from experiments.validation.claim_table import CLAIMS
from experiments.validation.claims import (
    AT_LEAST,
    AT_MOST,
    BY_TEST,
    IN_PART,
    MARGIN,
    NOT_JUDGED,
    NOT_SHOWN,
    SHOWN,
    WITHIN,
    ClaimEffect,
    MeasuredClaim,
    compared,
    words_of_claims,
)
from experiments.validation.claims_of_customers import LEAVING, SHARE_LEAVING, customers_leave
from experiments.validation.claims_of_interventions import led_by_fit
from experiments.validation.claims_of_mechanisms import FIRMS, without_the_why
from experiments.validation.claims_of_plans import PLANS, plan_looked_at_again
from experiments.validation.readings import POINTS, MeasuredNumber
from sim.compiled import MODEL_VERSION
from sim.config import load
from sim.figures.style import spaced

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
AGAIN = "write it again: python experiments/validate.py --only claims, then python docs/generate.py"
SMALL = ("customer_centric", "organisation=small")


def effect(low: float, high: float, expected: str = UP, bound: float = 0.0, **more) -> ClaimEffect:
    reading = MeasuredNumber((low + high) / 2.0, low, high, 48, "pairs of runs", unit=POINTS)
    return ClaimEffect("`a_firm`", "adoption at the end", expected, reading, bound, **more)


SHOWS, SAYS_LITTLE, CONTRADICTS = effect(0.02, 0.03), effect(-0.01, 0.02), effect(-0.03, -0.02)


def claim(*effects: ClaimEffect, tests: tuple[str, ...] = (), row: str = "M1") -> MeasuredClaim:
    return MeasuredClaim(row, "Something is tried.", effects, "The rules do not carry it.", tests)


@pytest.mark.parametrize(
    ("low", "high", "expected", "bound", "verdict"),
    [
        (0.01, 0.02, UP, 0.0, RIGHT), (-0.02, -0.01, UP, 0.0, WRONG), (-0.01, 0.02, UP, 0.0, NONE), (0.0, 0.0, UP, 0.0, NONE),
        (-0.02, -0.01, DOWN, 0.0, RIGHT), (0.01, 0.02, DOWN, 0.0, WRONG), (-0.01, 0.02, DOWN, 0.0, NONE), (0.0, 0.0, DOWN, 0.0, NONE),
        (0.04, 0.10, AT_MOST, 0.1, RIGHT), (0.04, 0.11, AT_MOST, 0.1, NONE), (0.11, 0.12, AT_MOST, 0.1, WRONG),
        (0.50, 0.60, AT_LEAST, 0.5, RIGHT), (0.40, 0.60, AT_LEAST, 0.5, NONE), (0.40, 0.49, AT_LEAST, 0.5, WRONG),
        (-0.02, 0.0, AT_LEAST, -0.01, NONE), (-0.01, 0.0, AT_LEAST, -0.01, RIGHT),
        (0.0, 0.0, WITHIN, 0.01, RIGHT), (-0.01, 0.01, WITHIN, 0.01, RIGHT), (-0.02, 0.0, WITHIN, 0.01, NONE),
        (-0.03, -0.02, WITHIN, 0.01, WRONG), (0.02, 0.03, WITHIN, 0.01, WRONG), (0.5, 0.6, NOT_JUDGED, 0.0, NOT_JUDGED),
    ],
)  # fmt: skip
def test_the_whole_interval_decides(low, high, expected, bound, verdict):
    assert effect(low, high, expected, bound).verdict == verdict


@pytest.mark.parametrize(
    ("effects", "verdict"),
    [
        ((SHOWS, SHOWS), SHOWN),
        ((SHOWS, SAYS_LITTLE), IN_PART),
        ((SAYS_LITTLE,), NOT_SHOWN),
        ((SHOWS, SHOWS, CONTRADICTS), NOT_SHOWN),
        ((SHOWS, effect(-0.03, -0.02, NOT_JUDGED)), SHOWN),
        ((), BY_TEST),
    ],
)
def test_a_claim_is_shown_only_where_every_effect_is(effects, verdict):
    assert claim(*effects).verdict == verdict
    assert claim(*effects).is_met == (verdict in (SHOWN, BY_TEST))


def test_what_is_zero_or_of_the_wrong_sign_is_bold_with_the_reason_and_what_is_shown_is_not():
    rows = table_of([claim(SHOWS), claim(SHOWS, SAYS_LITTLE, CONTRADICTS, row="M2")], {"M1": "One", "M2": "Two"}).splitlines()[2:]
    assert rows[0] == "| M1 | One. *Tried*: Something is tried. |  |  | shown |"
    assert rows[1] == "|  | `a_firm`: adoption at the end | + | +2.50 [2.00, 3.00] | shown |"
    assert rows[2].startswith("| **M2** | **Two.** ")
    assert rows[2].endswith("| **not shown**: 1 of 3 effects shown, 1 wrong. The rules do not carry it. |")
    assert "**" not in rows[3]
    assert rows[4].endswith("| + | **+0.50 [−1.00, 2.00]** | **no effect** |")
    assert rows[5].endswith("| + | **−2.50 [−3.00, −2.00]** | **wrong sign** |")


def test_effects_without_room_slight_effects_and_bounds_are_marked():
    cramped = claim(effect(0.02, 0.03, has_room=False))
    assert f"+2.50 [2.00, 3.00]{CUT} | shown |" in table_of([cramped], {"M1": "One"})
    slight = effect(0.001, 0.5 * MARGIN)
    assert slight.is_slight and verdict_in_words(slight) == "shown, slight"
    assert not SHOWS.is_slight and not effect(0.0, 0.001, AT_MOST, MARGIN).is_slight
    assert expected_in_words(effect(0.0, 0.1, AT_LEAST, -MARGIN)) == "at least −1"
    assert verdict_in_words(effect(0.0, 0.1, AT_MOST, MARGIN)) == "cannot be told"
    assert verdict_in_words(effect(0.05, 0.1, AT_MOST, MARGIN)) == "beyond the bound"


def test_the_finding_adds_up():
    table = ClaimTable((claim(SHOWS), claim(SHOWS, SAYS_LITTLE, row="M2"), claim(CONTRADICTS, row="N1"), claim(row="M9")))
    assert table.finding == "1 of 4 claims are shown, 1 more by a test alone; 1 in part: M2; 1 not shown: N1."
    assert not table.is_sound and ClaimTable((claim(SHOWS), claim(row="M9"))).is_sound


def test_a_change_of_nothing_has_no_effect():
    """Both sides have the same people and the same draws."""
    base = load(*SMALL)
    (found,) = compared(SMALL, "", (base, base), 3)
    assert found.reading[:3] == (0.0, 0.0, 0.0) and found.verdict == NONE


def test_edits_change_what_they_say_and_no_more():
    base = load("customer_centric")
    pushed = edited(("customer_centric",), pushed_until(40)).programme.steps
    assert set(pushed) == {handle for handle, step in base.programme.steps.items() if step.start < 40}
    assert {step.start + step.weeks for step in pushed.values()} == {40}
    late = edited(("customer_centric",), moved("share_the_why", 26)).programme.steps
    assert {handle for handle, step in late.items() if step != base.programme.steps[handle]} == {"why"} and late["why"].start == 26
    alone = edited(("customer_centric",), in_unit("sales")).programme.steps
    assert all(step.audience.units == ["sales"] for step in alone.values())
    cards = {step.intervention for step in base.programme.steps.values()}
    kept = {step.intervention for step in edited(("customer_centric",), without_cards("training")).programme.steps.values()}
    assert cards - kept == {"training"}
    assert edited(("customer_centric",), set_in("rules.customers.luck", 0.1)).rules.customers.luck == 0.1


def test_without_the_why_no_card_and_no_catalyst_raises_the_vision():
    for firm in FIRMS:
        before, after = load(*firm), edited(firm, without_the_why)
        gone = [step for handle, step in before.programme.steps.items() if handle not in after.programme.steps]
        assert gone and all("vision" in before.definitions.interventions[step.intervention].raises for step in gone)
        assert not any("vision" in after.definitions.interventions[s.intervention].raises for s in after.programme.steps.values())
        assert not any("vision" in after.definitions.catalysts[name].raises for name in after.catalysts)


def test_customers_who_are_taken_away_are_missing_from_the_next_week_on():
    whole, left = play(load(*SMALL), 2), play(load(*SMALL), 2, LEAVING, customers_leave)
    assert np.array_equal(whole.firm_series[: LEAVING + 1], left.firm_series[: LEAVING + 1])
    share = left.firm("customers")[LEAVING + 1] / whole.firm("customers")[LEAVING + 1]
    assert share == pytest.approx(1.0 - SHARE_LEAVING, abs=0.01)


def test_a_plan_that_is_looked_at_again_is_one_of_its_continuations():
    again = plan_looked_at_again(load("customer_centric"), 3)
    first = ADOPTION.of(play(load("customer_centric"), 3))
    assert np.array_equal(again.first, first), "going on as begun is the first plan, on the same draws"
    assert (again.chosen[~again.leaves] == again.best[~again.leaves]).all()
    assert "as_planned" in PLANS and again.best.mean() >= 0.0


def test_the_philosophies_that_a_firm_suits_least_and_most_lead_the_same_plan():
    least, most, badly, well = led_by_fit(("company_a",))
    assert least != most and (badly.programme.philosophy, well.programme.philosophy) == (least, most)
    assert badly.programme.steps == well.programme.steps


def test_every_claim_of_the_coverage_on_mechanisms_and_interventions_is_tried_and_on_the_page():
    assert list(CLAIMS) == sorted(words_of_claims(), key=lambda row: (row[0], int(row[1:])))
    assert re.findall(r"^\| \**([MN]\d+)\** \|", PAGE, re.MULTILINE) == list(CLAIMS), AGAIN
    assert all((one.measure is None) <= bool(one.tests) for one in CLAIMS.values()), "a claim without a measurement names its tests"
    for row, words in words_of_claims().items():
        assert re.search(rf"\| \**{re.escape(spaced(words))}\.", PAGE), f"{row}: {AGAIN}"


def test_the_page_is_of_these_rules_and_of_enough_runs():
    assert f"model {MODEL_VERSION}" in PAGE, AGAIN
    assert "too small to judge by" not in PAGE, AGAIN
    assert int(re.search(r"(\d+) pairs\s+of runs", PAGE)[1]) >= 48, AGAIN


@pytest.fixture
def generated_coverage():
    """The module that fills in the states of the coverage, as docs/generate.py finds it."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from generation import coverage

        yield coverage
    finally:
        sys.path.remove(str(ROOT / "docs"))


def test_states_of_the_coverage_follow_from_the_page(generated_coverage, tmp_path):
    claims = [claim(SHOWS), claim(SHOWS, SAYS_LITTLE, row="M2"), claim(CONTRADICTS, row="M3"), claim(row="M9")]
    (tmp_path / "claims.md").write_text(page_of(ClaimTable(tuple(claims)), "a command"), encoding="utf-8")
    page = generated_coverage.CoveragePage(tmp_path / "coverage.md")
    before = "".join(f"| {one.row} | words | place | tests | covered |\n" for one in claims) + "| A1 | words | place | tests | covered |\n"
    states = dict(re.findall(r"^\| (\w+) .* \| ([^|]*) \|$", page.filled(before), re.MULTILINE))
    assert states == {
        "M1": "covered",
        "M2": "in part: [claims](claims.md#mechanisms)",
        "M3": "not shown: [claims](claims.md#mechanisms)",
        "M9": "covered",
        "A1": "covered",
    }
    assert page.filled(page.filled(before)) == page.filled(before)
    with pytest.raises(ValueError, match="N1"):
        page.filled(before + "| N1 | words | place | tests | covered |\n")


def test_the_program_writes_the_page_of_claims_and_leaves_the_validation_page(monkeypatch, tmp_path, capsys):
    few = {f"claims {row}": row for row in ("M9", "N6")}
    monkeypatch.setattr(report_sections, "CLAIM_PARTS", few)
    specification = importlib.util.spec_from_file_location("validate", ROOT / "experiments" / "validate.py")
    program = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(program)
    status = program.main(["--quick", "--only", "claims", "--workers", "1", "--out", str(tmp_path)])
    assert [path.name for path in tmp_path.iterdir()] == ["claims.md"]
    page = (tmp_path / "claims.md").read_text(encoding="utf-8")
    assert "--only claims --quick" in page and "too small to judge by" in page
    assert re.findall(r"^\| \**([MN]\d+)\** \|", page, re.MULTILINE) == ["M9", "N6"]
    said = capsys.readouterr().out
    assert "2 claims" in said and "claims.md" in said and "No pattern was judged" not in said
    assert status == (0 if "not sound" not in said else 4)
