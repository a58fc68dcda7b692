"""Năm Rõ: new and hard tasks, from registration to verified result."""
