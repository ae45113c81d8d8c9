"""Figures of the results as SVG files, on white paper whatever the page around them is."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = ["bars", "lines", "stacked"]

# Told apart by people with any colour vision, and in print by their lightness.
_COLOURS = ("#1b4965", "#c8553d", "#e0a458", "#5fa8a0", "#8d99ae")
_INK, _GRID = "#2b2b2b", "#dddddd"


def lines(
    path: Path, series: Mapping[str, Mapping[int, float]], across: str, up: str, title: str
) -> None:
    """Values over sizes, both on logarithmic scales, a line for each of the series."""
    figure, axes = _figure(title)
    for (name, points), colour in zip(series.items(), _COLOURS, strict=False):
        x, y = zip(*sorted(points.items()), strict=True)
        axes.plot(x, y, "o-", color=colour, label=name, linewidth=1.8, markersize=5)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(color=_GRID, linewidth=0.6)
    axes.legend(frameon=False, fontsize=9)
    _write(figure, path)


def stacked(
    path: Path,
    columns: Sequence[str],
    parts: Mapping[str, Sequence[float]],
    across: str,
    title: str,
) -> None:
    """A horizontal bar for each of the columns, made of parts."""
    figure, axes = _figure(title, 0.5 * len(columns) + 1.5)
    left = [0.0] * len(columns)
    for (name, values), colour in zip(parts.items(), _COLOURS, strict=False):
        axes.barh(list(columns), list(values), left=left, color=colour, label=name, height=0.6)
        left = [a + b for a, b in zip(left, values, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel(across)
    axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    _write(figure, path)


def bars(
    path: Path,
    names: Sequence[str],
    groups: Mapping[str, Sequence[float]],
    across: str,
    title: str,
    logarithmic: bool = False,
) -> None:
    """Horizontal bars: for each name one of each group, with its value beside it."""
    figure, axes = _figure(title, 0.34 * len(names) * len(groups) + 1.2)
    height = 0.8 / len(groups)
    for place, ((group, values), colour) in enumerate(zip(groups.items(), _COLOURS, strict=False)):
        at = [i + (place - (len(groups) - 1) / 2) * height for i in range(len(names))]
        drawn = axes.barh(at, list(values), height=0.9 * height, color=colour, label=group)
        axes.bar_label(drawn, [f"{v:.3g}" for v in values], padding=3, fontsize=8, color=_INK)
    axes.set_yticks(range(len(names)), list(names))
    axes.invert_yaxis()
    if logarithmic:
        axes.set_xscale("log")
    axes.margins(x=0.12)
    axes.set_xlabel(across)
    if len(groups) > 1:
        axes.legend(frameon=False, fontsize=9, loc="upper left", bbox_to_anchor=(1, 1))
    _write(figure, path)


def _figure(title: str, height: float = 3.8) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7.2, height), layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=11, color=_INK, loc="left")
    axes.tick_params(colors=_INK, labelsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _write(figure: Figure, path: Path) -> None:
    """The same figures give the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context({"svg.hashsalt": path.stem, "svg.fonttype": "none"}):
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
