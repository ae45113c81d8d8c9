"""The stores that are measured, one of each size, built once and kept in the cache."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import ROOT, run_json
from bench.material import laws, queries, write_laws
from eval.dataset import load
from index.checksums import file_sha256
from index.encoder import load_encoder
from index.errors import InputError
from index.packaged import cache_directory
from index.store import FORMAT

__all__ = ["SIZES", "Collection", "collection", "default_cache", "evenly", "questions", "store"]

# Name -> the least number of sentences that the store is to hold; None: the documents once.
SIZES: dict[str, int | None] = {
    "plenum": None,
    "10k": 10_000,
    "100k": 100_000,
    "stard": None,
    "1m": 1_000_000,
}


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents of one size. `copies`: how many varied copies of the laws are among them."""

    name: str
    files: Path
    copies: int
    corpus: Path | None
    cache: Path


def default_cache() -> Path:
    """Where material, stores and peers' environments are kept."""
    return cache_directory() / "bench"


def collection(name: str, corpus: Path | None, cache: Path) -> Collection:
    """The documents of size `name`, written now if they are not there; `corpus` is STARD's
    corpus.jsonl[.gz]. Raises InputError if that is wanted and missing.
    """
    if name == "plenum":
        return Collection(name, ROOT / "corpus", 0, None, cache)
    if corpus is None:
        raise InputError(
            f"规模 {name} 需要 STARD 的条文；请用 --stard 指定 corpus.jsonl 或 .gz",
            f"size {name} needs the articles of STARD; name corpus.jsonl or .gz with --stard",
        )
    folder = cache / "material" / name
    record = folder / "written.json"
    wanted = {"corpus": file_sha256(corpus), "sentences": SIZES[name]}
    if not record.exists() or json.loads(record.read_text())["wanted"] != wanted:
        copies = write_laws(laws(corpus), folder / "files", SIZES[name])
        record.write_text(json.dumps({"wanted": wanted, "copies": copies}))
    copies = int(json.loads(record.read_text())["copies"])
    return Collection(name, folder / "files", copies, corpus, cache)


def store(documents: Collection, anew: bool = False) -> tuple[Path, dict[str, Any]]:
    """The store of a collection, and what building it cost: see `bench.work_build`. It is built
    now if there is none of the present format and model or `anew`; no text is embedded twice.
    """
    folder = documents.cache / "stores" / documents.name
    record = documents.cache / "stores" / f"{documents.name}.json"
    made = {"format": FORMAT, "model": load_encoder().fingerprint}
    if not anew and record.exists():
        cost: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
        if made.items() <= cost.items():
            return folder, cost
    if documents.copies:  # whose vectors are made from those of the laws themselves
        store(collection("stard", documents.corpus, documents.cache))
    folder.parent.mkdir(parents=True, exist_ok=True)
    job = {
        "files": str(documents.files),
        "store": str(folder),
        "side": str(documents.cache / "vectors"),
        "corpus": str(documents.corpus) if documents.corpus else None,
        "copies": documents.copies,
    }
    cost = run_json("bench.work_build", job) | made
    record.write_text(json.dumps(cost), encoding="utf-8")
    return folder, cost


def questions(documents: Collection, most: int) -> list[str]:
    """What is asked of a collection: at most so many questions, evenly drawn."""
    if documents.corpus is None:
        asked = [q.question for q in load(ROOT / "eval" / "questions.jsonl")]
    else:
        asked = queries(documents.corpus)
    return evenly(asked, most)


def evenly(values: Sequence[str], most: int) -> list[str]:
    """At most `most` of the values, in order, at even distances."""
    count = min(most, len(values))
    return [values[i * len(values) // count] for i in range(count)]
