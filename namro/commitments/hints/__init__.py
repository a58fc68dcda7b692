"""Room commitments: the five-clears reader: what a registration leaves unclear, in hints that point.

Pure: words in, hints out. It hints and never refuses; every word it knows stands in a rule pack.
"""

from namro.commitments.hints.reading import Hint, Reading, Words, is_vague, read

__all__ = ["Hint", "Reading", "Words", "is_vague", "read"]
