"""Sheets room: the lists of units and people, which belong to every register."""
