"""Validation: the questions of a referee as functions that return data."""
