"""Room commitments: pages that differ from the standard ones."""
