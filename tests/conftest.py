"""Tests take the same course every time, and need no screen."""

import matplotlib
from hypothesis import settings

matplotlib.use("Agg")

settings.register_profile("deterministic", derandomize=True, deadline=None)
settings.load_profile("deterministic")
