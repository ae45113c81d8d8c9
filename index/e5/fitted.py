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

__all__ = ["Factors", "changes", "read_provenance", "write_factors"]

# Of the matrix "l0.q.w": (rank, in) and (out, rank).
Factors = Mapping[str, tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]


def changes(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """What is added to the matrices of `index.e5.q4`, by their names, each of shape (out, in)."""
    with safe_open(path, framework="numpy") as file:
        names = file.offset_keys()
        parts = {name: file.get_tensor(name).astype(np.float64) for name in names}
    # In float64, whose sums are the same after rounding on any processor.
    return {
        name: np.asarray(parts[f"{name}.up"] @ parts[f"{name}.down"], dtype=np.float32)
        for name in sorted({name.rpartition(".")[0] for name in parts})
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
