"""Planning: a plan read, changed and worded, before and during play."""
