"""Does the model reproduce published results? Measures every pattern beside its published number or condition, in one run.

Usage: python experiments/validate.py [--quick] [--only NAME …] [--card-pairs N] [--workers N] [--out FOLDER]

Examples:
  python experiments/validate.py                                   # writes docs/validation.md and docs/images/validation_*.png
  python experiments/validate.py --quick                           # small samples, to see that it works: outputs/validation
  python experiments/validate.py --only habit norm --out outputs/some
  python experiments/validate.py --only cards --card-pairs 400     # what every card does in four firms, with narrower intervals
  python experiments/validate.py --only claims                     # writes docs/claims.md: every claim of the source articles

Writes validation.md and its figures, and claims.md, and prints a summary of one screen. Nothing is drawn afresh: the same version of the
rules gives the same page, byte for byte. Tolerances come from the sample size, so --quick shows that everything works and judges nothing.
It takes about six minutes on two quiet cores, of which the claims take one.
Exit status: 0 every pattern is met and everything else is sound, 4 the page is written and something on it is not met (it says what),
2 refused before anything was written, 3 trouble with the files, 130 interrupted (no page is written).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.validation.pattern import Pattern
    from experiments.validation.report_page import ReportSection
    from experiments.validation.report_sections import Answer

REFUSED, TROUBLE, NOT_MET, INTERRUPTED = 2, 3, 4, 130
MOST_WORKERS, MOST_PAIRS = 64, 10_000
SMALL = "On samples too small to judge by."
CLAIMS_COMMAND = "python experiments/validate.py --only claims"
"""Writes the same page of claims as a whole run."""


def main(arguments: list[str] | None = None) -> int:
    """Measure, draw, write, and say what was found; returns the exit status."""
    asked = _asked(arguments)
    try:
        asked.out.mkdir(parents=True, exist_ok=True)
        patterns, sections = _measured(asked)
        pages = _written(asked, patterns, sections)
    except OSError as problem:
        print(f"{problem.filename or asked.out}: {problem.strerror}", file=sys.stderr)
        return TROUBLE
    except KeyboardInterrupt:
        print("interrupted; no page was written", file=sys.stderr)
        return INTERRUPTED
    _tell(patterns, sections, pages)
    return 0 if all(pattern.agrees is not False for pattern in patterns) and all(section.is_sound for section in sections) else NOT_MET


def _written(asked: argparse.Namespace, patterns: list[Pattern], sections: list[ReportSection]) -> list[Path]:
    """Write the figures and pages of what was measured; the pages are returned. Claims alone leave the validation page as it is."""
    from experiments.validation import claim_page, report_page
    from experiments.validation.card_figure import write_cards
    from experiments.validation.figures import write_figure

    images, remark, pages = asked.out / report_page.IMAGES, SMALL if asked.quick else "", []
    for pattern in patterns:
        images.mkdir(exist_ok=True)
        write_figure(pattern, images)
    for section in sections:
        if section.cards is not None:
            images.mkdir(exist_ok=True)
            write_cards(section.cards, images)
        if section.claims is not None:
            pages.append(asked.out / claim_page.PAGE_OF_CLAIMS)
            pages[-1].write_text(claim_page.page_of(section.claims, CLAIMS_COMMAND + " --quick" * asked.quick, remark), encoding="utf-8")
    if patterns or any(section.claims is None for section in sections):
        pages.insert(0, asked.out / "validation.md")
        pages[0].write_text(report_page.page_of(patterns, sections, _command(asked), remark), encoding="utf-8")
    return pages


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("validate.py", argparse.SUPPRESS, __doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small samples")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these patterns and sections, and no others")
    parser.add_argument(
        "--card-pairs",
        type=int,
        metavar="N",
        help="pairs of runs for each card and firm (default: 48, with --quick 2); each takes a second",
    )
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes (default: 2); the page does not depend on it")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where pages go (default: docs; outputs/validation where not whole)")
    asked = parser.parse_args(arguments)
    from experiments.validation.report_sections import CLAIMED, PAGE

    for name in asked.only or ():
        if name not in PAGE:
            parser.exit(REFUSED, f"validate.py: no pattern or section is named {name!r}; known: {', '.join(PAGE)}\n")
    if asked.card_pairs is not None and not 2 <= asked.card_pairs <= MOST_PAIRS:
        parser.exit(REFUSED, f"validate.py: --card-pairs {asked.card_pairs}: 2 to {MOST_PAIRS:,}\n")
    if not 1 <= asked.workers <= MOST_WORKERS:
        parser.exit(REFUSED, f"validate.py: --workers {asked.workers}: 1 to {MOST_WORKERS}\n")
    if asked.out is None:
        is_whole = not asked.quick and (not asked.only or set(asked.only) == {CLAIMED})
        asked.out = Path(__file__).resolve().parents[1] / "docs" if is_whole else Path("outputs/validation")
    return asked


def _command(asked: argparse.Namespace) -> str:
    only = f" --only {' '.join(asked.only)}" if asked.only else ""
    pairs = "" if asked.card_pairs is None else f" --card-pairs {asked.card_pairs}"
    return f"python experiments/validate.py{' --quick' if asked.quick else ''}{only}{pairs}"


def _measured(asked: argparse.Namespace) -> tuple[list[Pattern], list[ReportSection]]:
    """Everything asked for, with a bar or a line now and then while it lasts."""
    from experiments.validation.report_page import ReportSection
    from experiments.validation.report_sections import PAGE, assembled, parts_of
    from sim.study.execution.progress import Progress

    names = [name for name in PAGE if not asked.only or name in asked.only]
    parts = [part for name in names for part in parts_of(name)]
    found = {}
    with Progress(len(parts), 0, "measurements", f"{asked.workers} {'process' if asked.workers == 1 else 'processes'}") as progress:
        for part, told in _answers(parts, asked):
            found[part] = told
            progress.one_more()
    told = [assembled([found[part] for part in parts_of(name)]) for name in names]
    return [one for one in told if not isinstance(one, ReportSection)], [one for one in told if isinstance(one, ReportSection)]


def _answers(parts: list[str], asked: argparse.Namespace) -> Iterator[tuple[str, Answer]]:
    """Answers as they come; those that take longest are asked for first."""
    from experiments.validation.report_sections import answer

    if asked.workers == 1:
        yield from ((part, answer(part, asked.quick, asked.card_pairs)) for part in parts)
        return
    pool = ProcessPoolExecutor(asked.workers, get_context("spawn"))
    try:
        waiting = {pool.submit(answer, part, asked.quick, asked.card_pairs): part for part in reversed(parts)}
        yield from ((waiting[done], done.result()) for done in as_completed(waiting))
    finally:
        pool.shutdown(cancel_futures=True)


def _tell(patterns: list[Pattern], sections: list[ReportSection], pages: list[Path]) -> None:
    """A line a pattern, then what else was judged, then the finding and where it stands."""
    from experiments.validation.report_page import summary_of
    from experiments.validation.wording import finding_of

    for pattern in patterns:
        print(f"{pattern.title:<42}{finding_of(pattern):<34}{pattern.source}")
    for section in sections:
        print(f"{section.title:<42}{'sound' if section.is_sound else 'not sound'}")
        for table in (section.cards, section.claims):
            if table is not None:
                print(f"  {table.finding}")
    print("", *([summary_of(patterns)] if patterns else []), *pages, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
