"""Names the rules by what they give, so that numbers fitted under one state of the rules are not taken for those of another."""

RULES = "20d767348df8"
"""Fingerprint of the baselines, the results of every scenario of the library to the bit; `--write` of the baselines renews it.

Unlike `MODEL_VERSION`, which every edit of the model's code moves, it moves only where results do.
"""
