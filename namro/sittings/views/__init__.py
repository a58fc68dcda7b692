"""Room sittings: its pages."""
