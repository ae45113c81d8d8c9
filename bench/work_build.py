"""A process that builds one store and says what it cost: `python -m bench.work_build JOB RESULT`.

A job: {"files", "store", "side", "corpus", "copies"}; `side` null: every text is embedded, and the
speed of the encoder alone on the same texts is measured in the same run.
"""

import json
import resource
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import index.build
from bench.machine import folder_mb
from bench.material import laws, swaps
from bench.reuse import Reusing
from bench.runners.common import heard, peak_mb
from bench.stores import evenly
from index.build import Progress
from index.embedding import SideFile
from index.encoder import Encoder, load_encoder, reads_tokens
from index.packaged import packaged_model
from index.token_file import token_file
from index.tokens import axes

_SAMPLE = 400  # texts that the slower float32 model is timed on


def main() -> None:
    """Do the job that the command line names."""
    job: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    encoder = load_encoder()
    encoder.encode_query(["一"])
    shutil.rmtree(job["store"], ignore_errors=True)
    texts: list[str] = []
    building: Encoder = encoder
    if job["side"]:
        building = _reusing(job, encoder)
        _keep_tokens(job, encoder)
    else:
        _record(encoder, texts)
    setattr(index.build, "load_encoder", lambda *_, **__: building)  # noqa: B010
    stages: dict[str, float] = {}
    used, start = _processor(), time.perf_counter()
    report = index.build.build([Path(job["files"])], Path(job["store"]), progress=_noted(stages))
    wall, processor = time.perf_counter() - start, _processor() - used
    result: dict[str, Any] = {
        "seconds": wall,
        "processor_s": processor,
        "peak_mb": peak_mb(),
        "stages": _differences(stages, start),
        "store_mb": folder_mb(Path(job["store"])),
        "counts": {name: getattr(report.counts, name) for name in report.counts.__slots__},
    }
    if isinstance(building, Reusing):
        result["embedded"] = building.embedded
    else:
        result["speed"] = _speeds(encoder, texts, wall)
    Path(sys.argv[2]).write_text(json.dumps(result), encoding="utf-8")


def _reusing(job: dict[str, Any], encoder: Encoder) -> Encoder:
    assert reads_tokens(encoder)  # the packaged one
    folder = Path(job["side"])
    folder.mkdir(parents=True, exist_ok=True)
    side = SideFile(folder / encoder.fingerprint[:16], encoder.dimension)
    whole = laws(Path(job["corpus"])) if job["copies"] else []
    return Reusing(encoder, side, [swaps(whole, i + 1) for i in range(job["copies"])])


def _keep_tokens(job: dict[str, Any], encoder: Encoder) -> None:
    """Let the build find the tokens that one of the same files before it has embedded, as if that
    had been interrupted: the side file, which a build removes in the end, is a link to one in the
    cache.
    """
    by = axes(encoder)
    assert by is not None
    folder = Path(job["store"])
    folder.mkdir(parents=True)
    place = token_file(folder, encoder, by).path
    kept = Path(job["side"]).absolute() / f"{folder.name}-{place.name}"
    kept.touch()
    place.symlink_to(kept)


def _record(encoder: Encoder, texts: list[str]) -> None:
    """Let `texts` hear of every text that is embedded."""
    for name in ("encode_document", "read_document"):
        setattr(encoder, name, heard(getattr(encoder, name), texts))


def _noted(stages: dict[str, float]) -> Any:
    """A progress function that notes when each stage was last heard of."""

    def note(progress: Progress) -> None:
        stages[progress.stage] = time.perf_counter()

    return note


def _differences(stages: dict[str, float], start: float) -> dict[str, float]:
    """Seconds of each stage, from when each ended."""
    found = {}
    for stage, end in stages.items():
        found[stage] = end - start
        start = end
    return found


def _speeds(encoder: Encoder, texts: list[str], wall: float) -> dict[str, float]:
    """Tokens a second: of the build, of the encoder alone on the same texts, and of the float32
    model through sentence-transformers on a sample of them, beside the encoder on that sample.
    """
    texts = texts.copy()  # the encoder goes on noting
    tokens = sum(encoder.count_tokens(texts))
    sample = evenly(sorted(texts, key=len), _SAMPLE)
    counted = sum(encoder.count_tokens(sample))
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(packaged_model()))
    model.encode_document(sample[:8])
    return {
        "texts": len(texts),
        "tokens": tokens,
        "build": tokens / wall,
        "encoder": tokens / _seconds(lambda: encoder.encode_document(texts)),
        "encoder_on_sample": counted / _seconds(lambda: encoder.encode_document(sample)),
        "float32_on_sample": counted
        / _seconds(lambda: model.encode_document(sample, show_progress_bar=False)),
    }


def _seconds(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _processor() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
