"""What the files of a sentence-transformers folder say of its model. Nothing is loaded here."""

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import ModelError

__all__ = [
    "LONGEST",
    "Settings",
    "digest",
    "loading",
    "model_files",
    "onnx_file",
    "prompts_of",
    "read_settings",
    "reason",
]

LONGEST = 8192  # tokens, for a model that states no limit
_ONNX_FILES = (  # the fastest first
    "onnx/model_qint8*.onnx",
    "onnx/model_quantized.onnx",
    "model_quantized.onnx",
    "onnx/model.onnx",
)


@contextlib.contextmanager
def loading(place: Path | str) -> Iterator[None]:
    """Whatever goes wrong while a model is loaded (its libraries raise anything): a ModelError."""
    try:
        yield
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(
            f"无法载入模型 {place}（{reason(error)}）；请删除后重新获取，或用 --model 指定其他模型",
            f"cannot load the model {place} ({reason(error)}): delete it and fetch it again, or "
            "name another with --model",
        ) from error


def reason(error: Exception) -> str:
    """The first line of what a library says."""
    line = next(iter(str(error).strip().splitlines()), "")
    return f"{type(error).__name__}: {line[:160]}" if line else type(error).__name__


def digest(folder: Path, files: Iterable[Path], *more: str) -> str:
    """SHA-256 of files (names inside `folder`, and contents) and strings."""
    total = hashlib.sha256(json.dumps(more).encode())
    for path in files:
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def model_files(folder: Path) -> list[Path]:
    """The files that PyTorch's model is made of; weights in their newest format only."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"onnx", "openvino"} & set(path.relative_to(folder).parts)
    ]
    weights = {".safetensors"} & {path.suffix for path in files} or {".bin"}
    return [path for path in files if path.suffix in {".json", ".txt", ".model", *weights}]


@dataclass(frozen=True)
class Settings:
    """What a sentence-transformers folder says of its model. `pooling` is "mean" or "cls"."""

    dimension: int
    max_tokens: int
    pooling: str
    query_prompt: str
    document_prompt: str


def onnx_file(folder: Path) -> Path | None:
    """The model's own ONNX file, if it has one."""
    return next((path for name in _ONNX_FILES for path in sorted(folder.glob(name))), None)


def read_settings(folder: Path) -> Settings | None:
    """The folder's settings; None if its model is more than a transformer whose output is pooled by
    mean or first token. Raises OSError, ValueError, KeyError… if a file is not as it should be.
    """
    modules = {m["type"].rpartition(".")[2]: m["path"] for m in _json(folder / "modules.json", [])}
    modules.pop("Normalize", None)  # all our vectors are
    if modules.keys() != {"Transformer", "Pooling"} or modules["Transformer"]:
        return None
    pooling = _json(folder / modules["Pooling"] / "config.json")
    transformer = _json(folder / "sentence_bert_config.json")
    general = _json(folder / "config_sentence_transformers.json")
    mode = _pooling_mode(pooling)
    plain = pooling.get("include_prompt", True) and not transformer.get("do_lower_case")
    if mode not in ("mean", "cls") or not plain or general.get("truncate_dim"):
        return None
    limits = (
        _json(folder / "tokenizer_config.json").get("model_max_length"),
        _json(folder / "config.json").get("max_position_embeddings"),
    )
    limit = transformer.get("max_seq_length") or min(filter(None, limits), default=LONGEST)
    return Settings(
        int(pooling.get("embedding_dimension") or pooling["word_embedding_dimension"]),
        int(min(limit, LONGEST)),
        mode,
        *prompts_of(general.get("prompts") or {}),
    )


def _json(path: Path, default: Any = None) -> Any:
    """The file's content, or `default` ({} if None) without the file."""
    if not path.is_file():
        return {} if default is None else default
    return json.loads(path.read_text(encoding="utf-8"))


def _pooling_mode(config: Mapping[str, Any]) -> str:
    """The mode in the present or in the old spelling; several are joined by "+"."""
    spelling = re.compile(r"pooling_mode_(\w+?)(_tokens?)?")
    old = [m[1] for key, on in config.items() if on and (m := spelling.fullmatch(key))]
    modes = config.get("pooling_mode") or old or "mean"
    return modes if isinstance(modes, str) else "+".join(modes)


def prompts_of(prompts: Mapping[str, str]) -> tuple[str, str]:
    """What precedes a question, and what precedes a passage."""
    documents = (prompts.get(key) for key in ("document", "passage", "corpus"))
    return prompts.get("query") or "", next(filter(None, documents), "")
