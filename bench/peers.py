"""The products that are compared, each in an environment of its own: `scripts/bench peers`."""

import random
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.machine import ROOT, run_json
from bench.measures import embedded_tokens, judged, percentiles, ratio
from bench.results import save
from eval.dataset import load
from index.encoder import Encoder, load_encoder
from index.errors import InputError
from index.model import Span
from index.numerals import find_label
from index.packaged import packaged_model
from index.readers import discover, read
from index.sentences import sentences

__all__ = ["OURS", "PEERS", "Row", "compare", "known_items", "measure_peers", "plain_texts", "rows"]

OURS = "Tiaowen"
_TORCH = "torch==2.13.0"  # first and alone, as in requirements.txt
_MODEL = ("sentence-transformers==6.2.0", "transformers==5.23.0")
# Haystack 3.4.0, since 3.4.1 asks for a certifi that was not to be had when this was written.
PEERS = {
    "LangChain": (
        "langchain_faiss",
        (
            *_MODEL,
            "langchain-community==0.4.2",
            "langchain-text-splitters==1.1.3",
            "langchain-huggingface==1.2.3",
            "faiss-cpu==1.15.1",
        ),
    ),
    "LlamaIndex": (
        "llamaindex_vectors",
        (*_MODEL, "llama-index-core==0.14.25", "llama-index-embeddings-huggingface==0.8.0"),
    ),
    "Haystack": (
        "haystack_memory",
        (*_MODEL, "haystack-ai==3.4.0", "sentence-transformers-haystack==2.0.0"),
    ),
    "txtai": ("txtai_hybrid", ("txtai==9.14.0", "chonkie==1.7.0")),
}
_TOP = 10
_WARM_UP = 5
_KNOWN_ITEMS, _SEED = 200, 20260101

Questions = Sequence[tuple[str, Sequence[str]]]  # with the strings any of which answers it


@dataclass(frozen=True, slots=True)
class Row:
    """A product with its options. `python` runs its runner."""

    product: str
    variant: str
    runner: str
    python: str


def rows(cache: Path, names: Sequence[str]) -> list[Row]:
    """All that is compared: ours, and each of the peers `names` twice, their environments made."""
    found = [Row(OURS, "default", "tiaowen_store", sys.executable)]
    for name in names:
        runner, requirements = PEERS[name]
        python = _environment(cache / "peers" / name.lower(), requirements)
        found += [Row(name, variant, runner, python) for variant in ("default", "chinese")]
    return found


def _environment(folder: Path, requirements: Sequence[str]) -> str:
    """The interpreter of an environment with these packages, made now if there is none."""
    python, record = folder / "bin" / "python", folder / "installed.txt"
    wanted = "\n".join([_TORCH, *requirements])
    if not record.exists() or record.read_text(encoding="utf-8") != wanted:
        print(f"installing into {folder}", file=sys.stderr, flush=True)
        if not python.exists():
            venv.create(folder, with_pip=True)
        for packages in ([_TORCH], requirements):
            install = [str(python), "-m", "pip", "install", "--quiet", *packages]
            if code := subprocess.run(install, check=False, stdout=sys.stderr).returncode:
                raise InputError(
                    f"无法把 {'、'.join(packages)} 安装到 {folder}（pip 返回 {code}）；"
                    "请看上面的输出",
                    f"cannot install {', '.join(packages)} into {folder} (pip exited with {code}); "
                    "see what it said above",
                )
        record.write_text(wanted, encoding="utf-8")
    return str(python)


def measure_peers(
    documents: Path | None, rounds: int, names: Sequence[str], cache: Path, results: Path
) -> None:
    """Compare on the plenum, with the questions of eval/, and on the folder `documents` if there is
    one, with questions made of its sentences.
    """
    every = rows(cache, names)
    asked = load(ROOT / "eval" / "questions.jsonl")
    questions = [(q.question, q.evidence) for q in asked if q.answerable]
    with tempfile.TemporaryDirectory() as folder:
        files = plain_texts(ROOT / "corpus", Path(folder))
        save(results, "peers", "plenum", compare(every, files, questions, rounds))
    if documents is not None:
        with tempfile.TemporaryDirectory() as folder:
            files = plain_texts(documents, Path(folder))
            save(results, "peers", "documents", compare(every, files, known_items(files), rounds))


def plain_texts(documents: Path, folder: Path) -> list[Path]:
    """The documents' decoded texts, as all products are given them."""
    written = []
    for number, (path, name) in enumerate(discover([documents])):
        target = folder / f"{number:03}-{Path(name).stem[:60]}.txt"
        target.write_text(read(path, name).text, encoding="utf-8")
        written.append(target)
    return written


def known_items(files: Sequence[Path]) -> Questions:
    """Known-item questions: the first part of a sentence, up to a comma near its middle, asks for
    the whole sentence. Those that occur more than once, or begin with a number, are left out.
    """
    texts = [path.read_text(encoding="utf-8") for path in files]
    found = []
    for text in texts:
        for span in sentences(text, Span(0, len(text))):
            sentence = span.of(text).strip()
            cut = sentence.find("，", len(sentence) // 3)
            fits = 30 <= len(sentence) <= 120 and 10 <= cut < 2 * len(sentence) // 3
            if fits and find_label(sentence) is None:  # a number would be looked up, not searched
                found.append((sentence[:cut], [sentence]))
    alone = [pair for pair in found if sum(text.count(pair[1][0]) for text in texts) == 1]
    return random.Random(_SEED).sample(alone, min(_KNOWN_ITEMS, len(alone)))


def compare(
    every: Sequence[Row], files: Sequence[Path], questions: Questions, rounds: int
) -> dict[str, Any]:
    """Let every product do the same, in `rounds` rounds, each beginning with another product."""
    encoder = load_encoder()
    runs: dict[Row, list[dict[str, Any]]] = {row: [] for row in every}
    for number in range(rounds):
        for row in [*every[number % len(every) :], *every[: number % len(every)]]:
            print(f"round {number + 1}: {row.product}, {row.variant}", file=sys.stderr, flush=True)
            run = _run(row, files, [question for question, _ in questions])
            runs[row].append(_measured(run, [pieces for _, pieces in questions], encoder))
    ours = next(done for row, done in runs.items() if row.product == OURS)
    return {
        "files": len(files),
        "characters": sum(len(path.read_text(encoding="utf-8")) for path in files),
        "questions": len(questions),
        "rounds": rounds,
        "rows": [_summed_up(row, done, ours) for row, done in runs.items()],
    }


def _run(row: Row, files: Sequence[Path], questions: Sequence[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        job = {
            "model": str(packaged_model()),
            "files": [str(path) for path in files],
            "questions": list(questions),
            "warm_up": list(questions[:_WARM_UP]),
            "variant": row.variant,
            "top": _TOP,
            "folder": str(Path(folder) / "store"),
        }
        # What a product lacks it must not fetch.
        runner = f"bench.runners.{row.runner}"
        return run_json(runner, job, row.python, HF_HUB_OFFLINE="1")


def _measured(
    run: Mapping[str, Any], evidence: Sequence[Sequence[str]], encoder: Encoder
) -> dict[str, Any]:
    """A run without its texts."""
    tokens, share = embedded_tokens(encoder.count_tokens(run["chunks"]), encoder.max_tokens)
    lengths = [len(chunk) for chunk in run["chunks"]]
    return {
        "versions": run["versions"],
        "load_s": run["load_s"],
        "index_s": run["index_s"],
        "tokens": tokens,
        "embedded_share": share,
        "chunks": len(lengths),
        "chunk_characters": int(median(lengths)),
        "question_ms": percentiles(run["question_ms"]),
        "peak_mb": run["peak_mb"],
        "quality": judged(run["passages"], evidence),
    }


def _summed_up(
    row: Row, runs: Sequence[dict[str, Any]], ours: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The medians of a product's runs, and how many times as long as ours it takes."""

    def speed(run: dict[str, Any]) -> float:
        return float(run["tokens"] / run["index_s"])

    def p50(run: dict[str, Any]) -> float:
        return float(run["question_ms"]["p50"])

    first = runs[0]
    constant = ("versions", "tokens", "embedded_share", "chunks", "chunk_characters", "quality")
    return {
        "product": row.product,
        "variant": row.variant,
        **{name: first[name] for name in constant},
        **{name: median(run[name] for run in runs) for name in ("load_s", "index_s", "peak_mb")},
        "question_ms": {
            name: median(run["question_ms"][name] for run in runs) for name in first["question_ms"]
        },
        "tokens_per_s": median(map(speed, runs)),
        "slower_to_ask": ratio([p50(run) for run in ours], [p50(run) for run in runs]),
        "slower_to_embed": ratio([speed(run) for run in runs], [speed(run) for run in ours]),
        "slower_to_index": ratio(
            [run["index_s"] for run in ours], [run["index_s"] for run in runs]
        ),
    }
