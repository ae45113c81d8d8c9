"""Two plots as inline SVG that takes its colours from the page around it."""

import io
import re
from collections.abc import Callable

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eval.metrics import Values, reliability, risk_coverage

__all__ = ["reliability_plot", "risk_coverage_plot"]

# Stand-ins that are replaced in the SVG, since matplotlib knows no CSS colours.
_COLOURS = {"#010203": "currentColor", "#040506": "var(--accent)", "#070809": "var(--muted)"}
_INK, _ACCENT, _MUTED = _COLOURS


def risk_coverage_plot(confidences: Values, correct: Values, answered: float) -> str:
    """Share of wrong first passages over the share of questions answered, most confident first;
    `answered` is the share that is answered at the shipped threshold.
    """
    curve = risk_coverage(confidences, correct)

    def draw(axes: Axes) -> None:
        axes.plot(*zip(*curve, strict=True), color=_ACCENT, linewidth=1.8)
        axes.axvline(answered, color=_MUTED, linestyle="--", linewidth=1)
        axes.set_xlabel("coverage: share of questions answered")
        axes.set_ylabel("risk: share of these that are wrong")
        axes.set_xlim(0, 1)
        axes.set_ylim(bottom=0)

    return _svg(draw, "risk", "Risk-coverage curve; the dashed line is the shipped threshold")


def reliability_plot(confidences: Values, correct: Values) -> str:
    """How often the first passage is relevant, by confidence; numbers are questions in a bin."""
    bins = reliability(confidences, correct)

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=_MUTED, linestyle="--", linewidth=1)
        axes.plot([m for _, m, _ in bins], [r for _, _, r in bins], "o-", color=_ACCENT)
        for count, mean, right in bins:
            axes.annotate(
                str(count),
                (mean, right),
                xytext=(0, 7),
                textcoords="offset points",
                ha="center",
                fontsize=8,
                color=_INK,
            )
        axes.set_xlabel("confidence")
        axes.set_ylabel("share with a relevant first passage")
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, 1.12)

    return _svg(draw, "reliability", "Reliability: confidence against how often it was right")


def _svg(draw: Callable[[Axes], None], name: str, description: str) -> str:
    """An SVG element without ids that another plot of the page could have."""
    with mpl.rc_context({"svg.hashsalt": name, "svg.fonttype": "path"}):
        figure = Figure(figsize=(5, 3.6), layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        axes.tick_params(colors=_INK)
        axes.xaxis.label.set_color(_INK)
        axes.yaxis.label.set_color(_INK)
        for side in axes.spines.values():
            side.set_color(_MUTED)
        buffer = io.StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(buffer, format="svg", transparent=True, metadata=nothing)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' (?:xmlns(?::xlink)?|version)="[^"]*"', "", svg)
    svg = svg.replace("xlink:href", "href")
    svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    for stand_in, colour in _COLOURS.items():
        svg = svg.replace(stand_in, colour)
    return svg.replace("<svg", f'<svg role="img" aria-label="{description}"', 1)
