"""A process that opens a store and asks it: `python -m bench.work_ask JOB RESULT`.

A job: {"store", "questions", "warm_up": how many are asked before the clock counts}.
"""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from bench.runners.common import peak_mb
from bench.stages import REST, timed
from index.encoder import load_encoder
from index.store import open_store
from qa import Assistant


def main() -> None:
    """Do the job that the command line names."""
    job: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    encoder = load_encoder()
    start = time.perf_counter()
    assistant = Assistant(open_store(Path(job["store"])), encoder)
    opened = time.perf_counter() - start
    for question in job["questions"][: job["warm_up"]]:
        assistant.ask(question)
    took, processor, answered = _asked(assistant, job["questions"])
    result = {
        "open_s": opened,
        "took_ms": took,
        "processor_ms": processor,
        "stages_ms": _stages(assistant, job["questions"]),
        "answered": answered,
        "sentences": assistant.info.sentences,
        "peak_mb": peak_mb(),
        "anonymous_mb": _anonymous_mb(),
    }
    Path(sys.argv[2]).write_text(json.dumps(result), encoding="utf-8")


def _asked(assistant: Assistant, questions: list[str]) -> tuple[list[float], list[float], int]:
    """Milliseconds of each question, by the clock on the wall and of processor time, and how many
    were answered.
    """
    took, processor, answered = [], [], 0
    for question in questions:
        start, used = time.perf_counter(), time.process_time()
        answered += assistant.ask(question).answered
        took.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - used))
    return took, processor, answered


def _stages(assistant: Assistant, questions: list[str]) -> dict[str, list[float]]:
    """Milliseconds of each stage for each question, in a round of its own: clocks cost time too."""
    stages: dict[str, list[float]] = {}
    with timed() as clock:
        for question in questions:
            clock.reset()
            start = time.perf_counter()
            assistant.ask(question)
            whole = time.perf_counter() - start
            rest = {REST: whole - sum(clock.seconds.values())}
            for stage, seconds in (clock.seconds | rest).items():
                stages.setdefault(stage, []).append(1000 * seconds)
    return stages


def _anonymous_mb() -> float:
    """Memory of this process that is no mapped file's."""
    found = re.search(r"^RssAnon:\s+(\d+)", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else float("nan")


if __name__ == "__main__":
    main()
