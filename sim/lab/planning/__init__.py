"""Planning: a plan on the table, read, changed and put into words, before it is played and while it is."""
