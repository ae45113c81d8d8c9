"""An optional second opinion: a cross-encoder reads question and passage together."""

import os
from collections.abc import Callable, Sequence

import numpy as np

from index.encoder import from_hub, on_torch
from index.errors import ModelError
from index.model_folder import reason
from index.vectors import Vectors

__all__ = ["Reranker", "load_reranker"]

Reranker = Callable[[str, Sequence[str]], Vectors]


def load_reranker(model: str) -> Reranker:
    """A sentence-transformers cross-encoder by name or folder, as a function: a question and n
    passages -> how well each answers, shape (n,), higher is better. Raises ModelError.
    """
    folder = os.path.abspath(os.path.expanduser(model))
    try:
        if os.path.isdir(folder):
            encoder = on_torch("CrossEncoder", folder, local_files_only=True)
        else:
            encoder = from_hub(
                lambda local: on_torch("CrossEncoder", model, local_files_only=local),
                *(model, model, "--reranker"),
            )
    except ModelError:
        raise
    except Exception as error:  # whatever a foreign model raises, deep in its libraries
        raise ModelError(
            f"无法加载重排模型 {model}（{reason(error)}）；"
            "请用 --reranker 指定 cross-encoder 的文件夹或名称",
            f"cannot load the reranker {model} ({reason(error)}); "
            "name the folder or the name of a cross-encoder with --reranker",
        ) from error

    def score(question: str, passages: Sequence[str]) -> Vectors:
        pairs = [(question, passage) for passage in passages]
        return np.asarray(encoder.predict(pairs, show_progress_bar=False), dtype=np.float32).ravel()

    return score
