"""What fits the packaged model to questions and clauses: matrices of low rank that are added to its
weights (LoRA, Hu et al. 2021). scripts/fit_model fits them; the file says on what.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save_file

__all__ = ["Factors", "changes", "joined", "read_factors", "read_provenance", "write_factors"]

# Of the matrix "l0.q.w": (rank, in) and (out, rank).
Factors = Mapping[str, tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]


def changes(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """What is added to the matrices of `index.e5.q4`, by their names, each of shape (out, in)."""
    # In float64, whose sums are the same after rounding on any processor.
    return {
        name: np.asarray(up.astype(np.float64) @ down.astype(np.float64), dtype=np.float32)
        for name, (down, up) in read_factors(path).items()
    }


def read_factors(path: Path) -> Factors:
    """The inverse of `write_factors`, in order of the names."""
    with safe_open(path, framework="numpy") as file:
        parts = {name: file.get_tensor(name).astype(np.float32) for name in file.offset_keys()}
    names = sorted({name.rpartition(".")[0] for name in parts})
    return {name: (parts[f"{name}.down"], parts[f"{name}.up"]) for name in names}


def joined(first: Factors, second: Factors) -> Factors:
    """Factors of the sums of what two add; both are to name the same matrices."""
    return {
        name: (np.vstack([down, second[name][0]]), np.hstack([up, second[name][1]]))
        for name, (down, up) in first.items()
    }


def read_provenance(path: Path) -> dict[str, Any]:
    """What the file was fitted on, with what, and what was measured."""
    with safe_open(path, framework="numpy") as file:
        provenance: dict[str, Any] = json.loads(file.metadata()["provenance"])
        return provenance


def write_factors(factors: Factors, provenance: Mapping[str, Any], path: Path) -> None:
    """Write the file; numbers are rounded to float16."""
    tensors = {}
    for name, (down, up) in factors.items():
        tensors[f"{name}.down"] = np.ascontiguousarray(down, dtype=np.float16)
        tensors[f"{name}.up"] = np.ascontiguousarray(up, dtype=np.float16)
    save_file(tensors, path, {"provenance": json.dumps(provenance, ensure_ascii=False)})
