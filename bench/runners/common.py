"""What every runner does: read a job, load the model, index, ask, write what came of it.

    python -m bench.runners.RUNNER JOB.json RESULT.json

A job: {"model": folder of the sentence-transformers model, "files": text files, "questions": [...],
"warm_up": [...], "variant": "default" or "chinese", "top": passages for a question, "folder": an
empty one to write to}. Runs in an environment of its own, so it uses the standard library alone.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["CHARACTERS", "OVERLAP", "SEPARATORS", "Indexed", "Job", "heard", "main", "peak_mb"]

# What the rows for Chinese have in common: where to cut, and into pieces of how many characters.
SEPARATORS = ["\n\n", "\n", "。", "；", "，"]
CHARACTERS, OVERLAP = 300, 50


@dataclass(frozen=True)
class Job:
    """What is to be done, as a JSON file says it."""

    model: str
    files: list[str]
    questions: list[str]
    warm_up: list[str]
    variant: str
    top: int
    folder: str

    @property
    def chinese(self) -> bool:
        """Whether the options that suit Chinese are to be used."""
        return self.variant == "chinese"

    def texts(self) -> list[str]:
        """The documents."""
        return [Path(file).read_text(encoding="utf-8") for file in self.files]


@dataclass(frozen=True)
class Indexed:
    """An index: `chunks`, the texts that were embedded; `ask`, question -> texts, best first."""

    chunks: list[str]
    ask: Callable[[str], Sequence[str]]


def heard(encode: Callable[..., Any], texts: list[str]) -> Callable[..., Any]:
    """The same function, which adds the texts that it is given to `texts`."""

    def hearing(some: Sequence[str], *rest: Any, **named: Any) -> Any:
        texts.extend(some)
        return encode(some, *rest, **named)

    return hearing


def peak_mb() -> float:
    """The most memory that this process has had, in MB. (The kernel counts in `ru_maxrss` what a
    process had before it became this program, so that is only asked where nothing better is.)
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(
    load: Callable[[Job], Any], index: Callable[[Job, Any], Indexed], packages: Sequence[str]
) -> None:
    """Do the job that the command line names. `load` gives the model, ready to embed; `packages`
    are those whose versions count.
    """
    job = Job(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    start = time.perf_counter()
    model = load(job)
    loaded = time.perf_counter()
    indexed = index(job, model)
    ready = time.perf_counter()
    for question in job.warm_up:
        indexed.ask(question)
    passages, took = [], []
    for question in job.questions:
        asked = time.perf_counter()
        found = list(indexed.ask(question))
        took.append(1000 * (time.perf_counter() - asked))
        passages.append(found)
    result = {
        "versions": {name: metadata.version(name) for name in packages},
        "load_s": loaded - start,
        "index_s": ready - loaded,
        "question_ms": took,
        "peak_mb": peak_mb(),
        "chunks": indexed.chunks,
        "passages": passages,
    }
    Path(sys.argv[2]).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
