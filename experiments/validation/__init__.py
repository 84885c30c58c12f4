"""Validation: what a referee asks of the model, as functions that answer with data."""
