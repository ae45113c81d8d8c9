"""Clauses by their numbers: where they are, and what is told if they are not there."""
