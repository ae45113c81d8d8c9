"""Which law, paragraph or folder of documents was left out of which fold when the packaged model
was fitted, and where the models of the folds are: what `scripts/fit_model` leaves for
`scripts/fit_weights`.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from index.checksums import file_sha256
from index.errors import InputError

__all__ = ["FOLDS", "fold_file", "read_folds", "write_folds"]

FOLDS = 2
_RECORD = "folds.json"


def fold_file(cache: Path, fold: int) -> Path:
    """What the model is fitted with that has not seen a fold."""
    return cache / f"without-fold-{fold}.safetensors"


def write_folds(cache: Path, fitted: Path, folds: Mapping[str, int]) -> None:
    """Note the fold of each of these, for the model that is fitted by the file `fitted`."""
    record = {"fitted": file_sha256(fitted), "folds": dict(folds)}
    (cache / _RECORD).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def read_folds(cache: Path, fitted: Path) -> dict[str, int]:
    """The inverse of `write_folds`. Raises InputError if there is none for this file."""
    path = cache / _RECORD
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        record = {}
    if record.get("fitted") != file_sha256(fitted):
        raise InputError(
            f"{path} 不是为 {fitted.name} 写的；请先运行 scripts/fit_model",
            f"{path} was not written for {fitted.name}: run scripts/fit_model first",
        )
    folds: dict[str, int] = record["folds"]
    return folds
