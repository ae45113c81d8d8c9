"""What building and asking cost at each size: `scripts/bench build` and `scripts/bench ask`."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.machine import folder_mb, run_json, run_measured
from bench.measures import percentiles
from bench.results import save
from bench.stores import Collection, questions, store

__all__ = ["measure_asking", "measure_building"]

_FRESH = ("plenum", "10k")  # sizes at which every text is embedded, beside the encoder alone
_WARM_UP = 20
_COLD = "四川要建哪些铁路？"


def measure_building(documents: Collection, rounds: int, results: Path) -> None:
    """Build a collection's store from known vectors; and, where that takes minutes at most, from
    nothing, `rounds` times.
    """
    _, cost = store(documents, anew=True)
    if cost["embedded"]:  # some vectors were not known; now they are
        _, cost = store(documents, anew=True)
    found: dict[str, Any] = {"known_vectors": cost, "copies": documents.copies}
    if documents.name in _FRESH:
        with tempfile.TemporaryDirectory() as folder:
            job = {"files": str(documents.files), "store": folder, "side": None}
            runs = [run_json("bench.work_build", job) for _ in range(rounds)]
        found["from_nothing"] = _middle(runs)
    save(results, "build", documents.name, found)


def _middle(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The run with the median share of the encoder's speed, and that of all runs."""
    shares = [run["speed"]["build"] / run["speed"]["encoder"] for run in runs]
    by_share = sorted(range(len(runs)), key=lambda i: shares[i])
    return runs[by_share[len(runs) // 2]] | {"shares_of_encoder": shares}


def measure_asking(documents: Collection, rounds: int, most: int, results: Path) -> None:
    """Ask a collection's store at most `most` questions, in `rounds` processes of their own, and
    start the command line cold as often.
    """
    folder, _ = store(documents)
    asked = questions(documents, most)
    job = {"store": str(folder), "questions": asked, "warm_up": _WARM_UP}
    runs = [run_json("bench.work_ask", job) for _ in range(rounds)]
    command = [sys.executable, "-m", "qa", "ask", _COLD, "--store", str(folder)]
    cold = [run_measured(command) for _ in range(rounds + 1)][1:]  # the first one fills the cache
    took = [value for run in runs for value in run["took_ms"]]
    found = {
        "questions": len(asked),
        "rounds": rounds,
        "sentences": runs[0]["sentences"],
        "answered": runs[0]["answered"],
        "question_ms": percentiles(took),
        "processor_ms": percentiles([v for run in runs for v in run["processor_ms"]]),
        "p50_of_rounds": [percentiles(run["took_ms"])["p50"] for run in runs],
        "stages_ms": {
            stage: percentiles([v for run in runs for v in run["stages_ms"][stage]])
            for stage in runs[0]["stages_ms"]
        },
        **{
            name: median(run[name] for run in runs)
            for name in ("open_s", "peak_mb", "anonymous_mb")
        },
        "store_mb": folder_mb(folder),
        "cold": {
            name: median(cost[name] for cost in cold) for name in ("wall_s", "cpu_s", "peak_mb")
        }
        | {"codes": sorted({int(cost["code"]) for cost in cold})},
    }
    save(results, "ask", documents.name, found)
