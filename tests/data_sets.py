"""Small data sets in BEIR form."""

import json
from pathlib import Path
from typing import Any


def lines(rows: list[dict[str, Any]]) -> str:
    """JSON, an object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def beir(folder: Path, files: dict[str, list[dict[str, Any]]], qrels: dict[str, list[str]]) -> Path:
    """Write the files NAME.jsonl and the judgements into a new `folder`."""
    (folder / "qrels").mkdir(parents=True)
    for name, rows in files.items():
        (folder / f"{name}.jsonl").write_text(lines(rows), encoding="utf-8")
    table = [f"{query}\t{entry}\t1\n" for query, entries in qrels.items() for entry in entries]
    text = "query-id\tcorpus-id\tscore\n" + "".join(table)
    (folder / "qrels" / "train.tsv").write_text(text, encoding="utf-8")
    return folder
