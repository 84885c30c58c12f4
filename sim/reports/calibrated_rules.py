"""Says where a population was calibrated under other rules than the present ones."""

from __future__ import annotations

from sim.rules_stamp import RULES


def said_of_rules(calibrated_under: str) -> str:
    """Return one sentence if a population was calibrated under other rules than the present ones, and an empty text otherwise.

    calibrated_under : the stamp in the population's file; empty: it was not calibrated
    """
    if calibrated_under in ("", RULES):
        return ""
    return (
        f"This population was calibrated under other rules (stamp {calibrated_under}; the present ones: {RULES}), so its rates "
        "differ from its targets until it is calibrated again (change-simulator calibrate)."
    )
