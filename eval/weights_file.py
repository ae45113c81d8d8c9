"""What the scripts share that fit weights: their figures, and how they write qa/weights.json."""

import datetime
import json
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder import Encoder
from qa.ranking.rank import Weights

__all__ = ["circumstances", "mean_scores", "print_scores", "write_weights"]

_PACKAGES = ("numpy", "scikit-learn", "onnxruntime", "faiss-cpu")
_CONFIDENCE = ("confidence", "confidence_other")
_PARTS = {"order": ("order",), "confidence": (*_CONFIDENCE, "threshold")}


def write_weights(
    path: Path, by: Weights, part: str, about: str, provenance: Mapping[str, Any]
) -> None:
    """Write what `part` ("order" or "confidence") is made of, with what is to be said `about` it
    and its provenance. The other part of the file stays as it is, if there is one, but for what it
    counts that something is missing, which goes with the order.
    """
    data = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    values = {name: getattr(by, name) for name in Weights.__slots__}
    kept = {name: data[name] for name in values.keys() & data.keys() - set(_PARTS[part])}
    for name in kept.keys() & set(_CONFIDENCE):
        kept[name] = kept[name] | {"missing": values[name]["missing"]}
    values |= kept
    about_it = data.get("about", {}) | {part: about}
    origins = data.get("provenance", {}) | {part: dict(provenance)}
    text = json.dumps(
        {"about": about_it, **values, "provenance": origins}, ensure_ascii=False, indent=1
    )
    path.write_text(text + "\n", encoding="utf-8")


def circumstances(encoder: Encoder) -> dict[str, Any]:
    """When, with which model and with which packages weights are fitted."""
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "model": encoder.name,
        "fingerprint": encoder.fingerprint,
        "packages": {name: metadata.version(name) for name in _PACKAGES},
    }


def mean_scores(folds: Sequence[Mapping[str, float | None]]) -> dict[str, float]:
    """The mean of each score over the folds that have it."""
    return {
        name: float(np.mean([value for fold in folds if (value := fold[name]) is not None]))
        for name in folds[0]
    }


def print_scores(rows: Sequence[tuple[str, Mapping[str, float | None]]]) -> None:
    """A table of titled rows of scores."""
    print("".ljust(24), *(name.rjust(9) for name in rows[0][1]))
    for title, row in rows:
        print(title.ljust(24), *("—".rjust(9) if v is None else f"{v:9.3f}" for v in row.values()))
    print(flush=True)
