"""Choosing a situation: from the library, an own organisation or scenario, or a shared play."""
