"""Passages in the order of how well they answer, which of them do, and what is marked in them."""
