"""Room papers: its pages."""
