"""Figures as Markdown tables."""

from collections.abc import Sequence
from typing import Any

__all__ = ["Part", "table"]

Part = dict[str, Any]  # of the results of a subcommand


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A Markdown table; numbers with three significant figures."""
    lines = [[_cell(cell) for cell in row] for row in rows]
    return (
        "\n".join(f"| {' | '.join(row)} |" for row in (list(head), ["---"] * len(head), *lines))
        + "\n"
    )


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
