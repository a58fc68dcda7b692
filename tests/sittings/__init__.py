"""Tests of the room sittings."""
