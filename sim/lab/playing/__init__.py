"""The parts of the page on which weeks pass."""
