"""Boards: all teams of a room side by side, for the trainer and for the teams."""
