"""Room reports: its pages."""
