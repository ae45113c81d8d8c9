"""Scores and index statistics that were reached once, as data, and whether they still hold."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.judge import RANKING
from index.store import Store

__all__ = ["baseline", "read_baseline", "regressions", "write_baseline"]

_PATH = Path(__file__).with_suffix(".json")
_TOLERANCE = 0.01  # int8 arithmetic differs a little between processors
_TOLERANCES = {"correct_refusal": 0.04}  # of 59 questions, two
_LOW = ("false_refusal", "ece")  # these are better the lower they are


def baseline(store: Store, figures: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a run over `store`: what it was measured with, and figures to 4 decimals."""
    scores = {
        **{name: figures[name] for name in (*RANKING, "highlight_recall", "highlight_precision")},
        **{n: figures["refusal"][n] for n in ("auroc", "false_refusal", "correct_refusal")},
        **{n: figures["calibration"][n] for n in ("ece", "selective_accuracy@80")},
        "citations_verified": figures["citations_verified"],
    }
    return {
        "model": store.manifest.model,
        "fingerprint": store.manifest.fingerprint[:12],
        "index": asdict(store.manifest.counts) | {"terms": len(store.lexical.keys)},
        "questions": {name: figures[name] for name in ("questions", "answerable")},
        "scores": {n: None if v is None else round(v, 4) for n, v in scores.items()},
    }


def read_baseline() -> dict[str, Any]:
    """The baseline that is kept beside this file."""
    data: dict[str, Any] = json.loads(_PATH.read_text(encoding="utf-8"))
    return data


def write_baseline(store: Store, figures: Mapping[str, Any]) -> None:
    """Replace the baseline that is kept beside this file."""
    text = json.dumps(baseline(store, figures), ensure_ascii=False, indent=1)
    _PATH.write_text(text + "\n", encoding="utf-8")


def regressions(kept: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is not as good as it was, or not the same thing any more, a line each: figures that are
    worse by more than the tolerance, or that only one of the two has, unverified citations, another
    model, other questions, another index.
    """
    faults = [
        f"{part}: {now[part]}, was {kept[part]}"
        for part in ("model", "fingerprint", "index", "questions")
        if now[part] != kept[part]
    ]
    for name in (n for n in kept["scores"] if n != "citations_verified"):
        old, new = kept["scores"][name], now["scores"][name]
        if old is None or new is None:  # as highlights are if nothing was answered
            faults += [f"{name}: {new}, was {old}"] * (old != new)
            continue
        worse = new - old if name in _LOW else old - new
        if worse > _TOLERANCES.get(name, _TOLERANCE):
            faults.append(f"{name}: {new:.4f}, was {old:.4f}")
    if now["scores"]["citations_verified"] != 1:
        faults.append(f"citations_verified: {now['scores']['citations_verified']:.4f}, not 1")
    return faults
