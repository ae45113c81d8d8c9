"""Texts -> unit vectors. The packaged model runs on ONNX Runtime alone; others plug in by name."""

import contextlib
import json
import logging
import os
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeGuard

import numpy as np

from index.errors import ModelError
from index.model_folder import (
    LONGEST,
    digest,
    loading,
    model_files,
    onnx_file,
    prompts_of,
    read_settings,
    reason,
)
from index.onnx_encoder import OnnxEncoder, Progress, Vectors
from index.packaged import DEFAULT_MODEL, PIECES, packaged_model
from index.tokenizer import from_json, from_sentencepiece

__all__ = [
    "Encoder",
    "OnnxEncoder",
    "Reader",
    "SentenceTransformerEncoder",
    "from_hub",
    "load_encoder",
    "on_torch",
    "reads_tokens",
]

LoadProgress = Callable[[str, float], None]

_CHUNK, _GPU_CHUNK = 16, 256  # texts between two reports of progress


class Encoder(Protocol):
    """What the index needs of an embedding model. Vectors have unit length.

    `name` is what `--model` takes to get this model again; `fingerprint` identifies weights,
    tokenizer and precision; a text of more than `max_tokens` tokens is cut off at its end.
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (n, dimension)."""
        ...

    def encode_document(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages, shape (n, dimension); `progress(done, n)` is called on the way."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage: with prompt and special tokens, not cut off."""
        ...


class Reader(Encoder, Protocol):
    """An encoder that tells the vectors of single tokens too, as the model gives them: of any
    length, and without those of the prompt and the special tokens.
    """

    def read_query(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """`encode_query`, and of each text its tokens' vectors, shape (tokens, dimension)."""
        ...

    def read_document(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        """`encode_document`, and of each text its tokens' vectors, shape (tokens, dimension)."""
        ...


def reads_tokens(encoder: Encoder) -> TypeGuard[Reader]:
    """Whether an encoder tells the vectors of single tokens too. To ask `isinstance` for a protocol
    looks at each of its methods, which takes longer than to find a clause by its number.
    """
    return hasattr(encoder, "read_query")


def load_encoder(model: str | None = None, progress: LoadProgress | None = None) -> Encoder:
    """The packaged model (None, "" or its name), or a sentence-transformers model: the folder
    `model`, or the model of that name in the hub's cache or on the hub.

    `progress(stage, fraction)` is called while the model is unpacked or loaded. Raises ModelError
    if there is no such model, or it cannot be loaded. ONNX models run on the processor, others on
    the device that the environment variable QA_DEVICE names.
    """
    report = progress or (lambda _stage, _fraction: None)
    if not model or model == DEFAULT_MODEL:
        return _packaged(report)
    place = os.path.abspath(os.path.expanduser(model))
    if os.path.isdir(place):
        return _from_folder(Path(place), report)
    if os.path.exists(place):
        raise ModelError(
            f"{model} 是文件；--model 需要一个 sentence-transformers 模型的文件夹或名称",
            f"{model} is a file; --model takes the folder or the name of a sentence-transformers "
            "model",
        )
    return _from_hub(model, report)


def _packaged(report: LoadProgress) -> "OnnxEncoder":
    folder = packaged_model(report)
    with loading(folder):
        record = json.loads((folder / "unpacked.json").read_text(encoding="utf-8"))
        settings, onnx = read_settings(folder), onnx_file(folder)
        if settings is None or onnx is None:
            raise ValueError("modules.json")
        tokenise = from_sentencepiece(folder / PIECES)
        return OnnxEncoder(tokenise, onnx, settings, DEFAULT_MODEL, record["fingerprint"])


def _from_folder(folder: Path, report: LoadProgress) -> Encoder:
    """The model in `folder`: by its own ONNX file if it has one, else through PyTorch."""
    if not any((folder / name).is_file() for name in ("modules.json", "config.json")):
        raise ModelError(
            f"文件夹 {folder} 里没有模型（缺少 modules.json 或 config.json）；"
            "请用 --model 指定 sentence-transformers 模型的文件夹，不写 --model 则使用内置模型",
            f"there is no model in the folder {folder} (no modules.json or config.json): name the "
            "folder of a sentence-transformers model with --model, or leave --model out",
        )
    with loading(folder):
        settings, onnx = read_settings(folder), onnx_file(folder)
        if settings and onnx and (folder / "tokenizer.json").is_file():
            files = [*sorted(onnx.parent.glob(onnx.name + "*")), folder / "tokenizer.json"]
            fingerprint = digest(folder, files, repr(settings))
            tokenise = from_json(folder / "tokenizer.json")
            return OnnxEncoder(tokenise, onnx, settings, str(folder), fingerprint)
        model = _sentence_transformer(str(folder), report, local_files_only=True)
        fingerprint = digest(folder, model_files(folder), "torch")
        return SentenceTransformerEncoder(model, str(folder), fingerprint)


def _from_hub(name: str, report: LoadProgress) -> "SentenceTransformerEncoder":
    """The model that the hub knows as `name`."""
    repository = name if "/" in name else f"sentence-transformers/{name}"
    with loading(name):
        model = from_hub(
            lambda local: _sentence_transformer(repository, report, local_files_only=local),
            *(repository, name, "--model"),
        )
        fingerprint = digest(Path(), [], repository, str(_cached_commit(repository)), "torch")
        return SentenceTransformerEncoder(model, name, fingerprint)


def from_hub(load: Callable[[bool], Any], repository: str, name: str, option: str) -> Any:
    """What `load(local_files_only)` makes of a `repository` of the hub, which the user called
    `name` with `option`. The cached copy is preferred to the hub's: an update there must not make
    the stores built here useless. Raises ModelError if there is neither, or what `load` raises.
    """
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(repository)
    except HFValidationError as error:
        shown = " ".join(name.split())[:200]
        raise ModelError(
            f"没有模型文件夹“{shown}”，它也不是模型名称；"
            f"请用 {option} 指定 sentence-transformers 模型的文件夹，或不写 {option}",
            f"there is no folder “{shown}”, nor is it a model's name: name the folder of a "
            f"sentence-transformers model with {option}, or leave {option} out",
        ) from error
    cached = _cached_commit(repository) is not None
    if not cached:
        _check_hub(repository, name, option)
    try:
        return load(cached)
    except Exception:
        if not cached:
            raise
        _check_hub(repository, name, option)  # an interrupted download is taken up again
        return load(False)


def _cached_commit(repository: str) -> str | None:
    """The commit of which the hub's cache on this machine holds files."""
    from huggingface_hub import try_to_load_from_cache

    cache = os.environ.get("SENTENCE_TRANSFORMERS_HOME")  # where sentence-transformers looks too
    for file in ("modules.json", "config.json"):
        found = try_to_load_from_cache(repository, file, cache_dir=cache)
        if isinstance(found, str):
            return Path(found).parent.name
    return None


def _check_hub(repository: str, name: str, option: str) -> None:
    """Raise ModelError unless the hub has `repository`, asked once: its libraries would go on
    asking for more than a minute where there is no network.
    """
    from huggingface_hub import HfApi

    try:
        HfApi().model_info(repository, timeout=5)
    except Exception as error:
        raise ModelError(
            f"找不到模型“{name}”：没有这个文件夹，本机没有缓存，也无法从模型库下载"
            f"（{reason(error)}）；请用 {option} 指定本机的模型文件夹，或不写 {option}",
            f"cannot find the model “{name}”: no such folder, not cached on this machine, and not "
            f"to be had from the hub ({reason(error)}): name a local folder with {option}, or "
            f"leave {option} out",
        ) from error


class SentenceTransformerEncoder:
    """Any model that sentence-transformers loads, on PyTorch. Safe to share between threads."""

    def __init__(self, model: Any, name: str, fingerprint: str) -> None:
        """`model` is a SentenceTransformer; one text is encoded to see that it works."""
        self.name = name
        self.fingerprint = fingerprint
        self.max_tokens = int(min(model.max_seq_length or LONGEST, LONGEST))
        self._model = model
        self._lock = threading.Lock()  # a tokenizer's truncation is switched on and off
        self._query_prompt, self._document_prompt = prompts_of(model.prompts)
        self.dimension = len(model.encode("1", show_progress_bar=False))

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (n, dimension)."""
        return self._encode(self._model.encode_query, texts, self._query_prompt, None)

    def encode_document(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages, shape (n, dimension)."""
        return self._encode(self._model.encode_document, texts, self._document_prompt, progress)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage, not cut off."""
        prompted = [self._document_prompt + text for text in texts]
        tokenizer = self._model.tokenizer
        with self._lock:
            if not texts:
                return []
            if hasattr(tokenizer, "encode_batch"):  # static embeddings have a bare tokenizer
                encodings = tokenizer.encode_batch(prompted, add_special_tokens=False)
                return [len(encoding.ids) for encoding in encodings]
            ids = tokenizer(prompted, truncation=False, padding=False, verbose=False)["input_ids"]
            return [len(row) for row in ids]

    def _encode(
        self,
        encode: Callable[..., Any],
        texts: Sequence[str],
        prompt: str,
        progress: Progress | None,
    ) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        size, batch = (_CHUNK, 1) if self._model.device.type == "cpu" else (_GPU_CHUNK, _GPU_CHUNK)
        options = {"prompt": prompt, "batch_size": batch, "show_progress_bar": False}
        for start in range(0, len(texts), size):
            chunk = list(texts[start : start + size])
            with self._lock:
                rows[start : start + size] = encode(chunk, normalize_embeddings=True, **options)
            if progress:
                progress(start + len(chunk), len(texts))
        return rows


def _sentence_transformer(place: str, report: LoadProgress, local_files_only: bool) -> Any:
    """A SentenceTransformer by folder or name."""
    report("load", 0.0)
    model = on_torch("SentenceTransformer", place, local_files_only)
    report("load", 1.0)
    return model


def on_torch(kind: str, place: str, local_files_only: bool) -> Any:
    """A model of the class `kind` of sentence-transformers by folder or name, on PyTorch, without a
    word on the terminal. Raises whatever its libraries raise.
    """
    # Threads that spin while they wait make a text last seconds when another job is running.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    with _quiet():
        import sentence_transformers
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        load = getattr(sentence_transformers, kind)
        return load(place, device=_device(), local_files_only=local_files_only)


def _device() -> str:
    """Where models run on PyTorch: what the environment variable QA_DEVICE says, or on the
    processor. Raises ModelError if there is no such device.
    """
    import torch

    name = os.environ.get("QA_DEVICE") or "cpu"
    try:
        torch.zeros(1, device=name)
    except (RuntimeError, AssertionError) as error:
        raise ModelError(
            f"没有设备 {name}（{reason(error)}）；请用 --device 或环境变量 QA_DEVICE 指定 cpu、"
            "cuda 或 mps",
            f"there is no device {name} ({reason(error)}): name cpu, cuda or mps with --device or "
            "in the environment variable QA_DEVICE",
        ) from error
    return name


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without log lines and warnings: what went wrong is raised, the rest is not for users."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
