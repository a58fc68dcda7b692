"""Sheets room: the pages of every list, whichever register it belongs to."""
