"""Two decays: what was only trained is soon given up, what became a norm fades over years."""

from __future__ import annotations

import pytest

from experiments.validation.decay import measure_norm, measure_training


def test_practice_after_training_falls_and_some_of_it_needs_no_training():
    """Saks and Belcourt 2006: 62, 44 and 34 %, from which two numbers were set; 24 trainees x 100 seeds, within five points of each."""
    checks = measure_training(100).checks
    trained, untrained, added = checks[:3], checks[3:6], checks[6:9]
    assert [check.reading.value for check in trained] == pytest.approx([0.62, 0.44, 0.34], abs=0.05)
    assert all(check.reading.low > 0.1 and check.agrees is None for check in untrained)
    for one, none, more in zip(trained, untrained, added, strict=True):
        assert more.reading.value == pytest.approx(one.reading.value - none.reading.value) and more.reading.low > 0.0


def test_a_practice_carried_by_norms_loses_10_to_20_per_cent_a_year():
    """Allcott and Rogers 2014: after two years of treatment, then stopped; 50 seeds, the whole interval of the mean loss.

    The same technique and the same people as above; everybody is reached, for two years, and rituals and selection repeat it.
    """
    assert measure_norm(50).agrees
