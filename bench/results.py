"""Results on disk: one JSON file for each subcommand, a part replaced when it is measured anew."""

import json
from pathlib import Path
from typing import Any

from bench.machine import surroundings

__all__ = ["read", "save"]


def read(folder: Path, name: str) -> dict[str, Any]:
    """What a subcommand has found, {} before it was run: `surroundings` and parts by name."""
    path = folder / f"{name}.json"
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def save(folder: Path, name: str, part: str, value: Any) -> None:
    """Put a part into a subcommand's results, with the surroundings that it was measured in."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = read(folder, name)
    whole[part] = {"surroundings": surroundings(), **value}
    text = json.dumps(_rounded(whole), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    """Numbers with four significant figures or whole: more would be noise."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    if isinstance(value, float):
        return float(f"{value:.4g}") if abs(value) < 1000 else round(value)
    return value
