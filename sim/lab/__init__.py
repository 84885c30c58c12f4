"""The change lab: a page on which a change is played, stopped, branched and debriefed."""
