"""What the product costs and how it compares, measured: `scripts/bench`."""
