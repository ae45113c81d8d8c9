"""An optional second opinion: a cross-encoder reads question and passage together."""

from collections.abc import Callable, Sequence

import numpy as np

from index.errors import ModelError
from index.vectors import Vectors

__all__ = ["Reranker", "load_reranker"]

Reranker = Callable[[str, Sequence[str]], Vectors]


def load_reranker(model: str) -> Reranker:
    """A sentence-transformers cross-encoder by name or folder, as a function: a question and n
    passages -> how well each answers, shape (n,), higher is better. Raises ModelError.
    """
    from sentence_transformers import CrossEncoder

    try:
        encoder = CrossEncoder(model)
    except Exception as error:  # whatever a missing or foreign model raises, deep in its libraries
        reason = " ".join(str(error).split())[:160]
        raise ModelError(
            f"无法加载重排模型 {model}（{reason}）；"
            "请用 --reranker 指定 cross-encoder 的文件夹或名称",
            f"cannot load the reranker {model} ({reason}); "
            "name the folder or the name of a cross-encoder with --reranker",
        ) from error

    def score(question: str, passages: Sequence[str]) -> Vectors:
        pairs = [(question, passage) for passage in passages]
        return np.asarray(encoder.predict(pairs, show_progress_bar=False), dtype=np.float32).ravel()

    return score
