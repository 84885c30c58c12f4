"""Choosing: situations of the library, organisations and situations of one's own, plays that others share."""
