"""The change lab: a page on which to play, stop, branch and debrief a change."""
