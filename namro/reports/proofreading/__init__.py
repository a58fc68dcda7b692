"""Room reports: the proof-reader: every figure of a draft against its own arithmetic and records."""
