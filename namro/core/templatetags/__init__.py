"""core: the words that templates may use."""
