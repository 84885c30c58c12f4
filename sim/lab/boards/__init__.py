"""Boards: all teams of a room side by side, as a trainer shows them, and as teams see one another."""
