"""Texts -> unit vectors with an ONNX file on ONNX Runtime.

A text's vector depends on the text and the model, never on what is encoded beside it: 8-bit
arithmetic scales activations by the largest value of the whole batch, and float32 sums are rounded
in an order that depends on its shape. So a batch is one text, which on processors costs nothing: a
text on each core gives as many tokens a second as batches of any size.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.model_folder import Settings
from index.tokenizer import Tokenise

__all__ = ["OnnxEncoder", "Progress", "Vectors"]

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

_CHUNK = 16  # texts between two reports of progress


class OnnxEncoder:
    """A model that has an ONNX file: one text a run, one thread a run, a run on each usable core.
    See `index.encoder.Encoder`.
    """

    def __init__(
        self,
        tokenise: Tokenise,
        onnx: Path,
        settings: Settings,
        name: str,
        fingerprint: str,
    ) -> None:
        """Open the file. Raises whatever the library raises."""
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = settings.dimension
        self.max_tokens = settings.max_tokens
        self._settings = settings
        self._tokenise = tokenise
        self._transformer = _Transformer(onnx, settings)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (n, dimension)."""
        return self._encode(texts, self._settings.query_prompt, None)

    def encode_document(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages, shape (n, dimension)."""
        return self._encode(texts, self._settings.document_prompt, progress)

    def read_query(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """`encode_query`, and of each text its tokens' vectors, shape (tokens, dimension)."""
        states: list[Vectors] = []
        return self._encode(texts, self._settings.query_prompt, None, states), states

    def read_document(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        """`encode_document`, and of each text its tokens' vectors, shape (tokens, dimension)."""
        states: list[Vectors] = []
        return self._encode(texts, self._settings.document_prompt, progress, states), states

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage, not cut off."""
        prompted = [self._settings.document_prompt + text for text in texts]
        return [len(ids) for ids in self._tokenise(prompted, None)]

    def _encode(
        self,
        texts: Sequence[str],
        prompt: str,
        progress: Progress | None,
        states: list[Vectors] | None = None,
    ) -> Vectors:
        """The texts' vectors; if there are `states` to add to, those of the tokens between the
        prompt and the special token at the end are added to them, a text each.
        """
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        ids = self._tokenise([prompt + text for text in texts], self.max_tokens)
        found: list[Vectors | None] = [None] * len(ids)
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))  # no core ends on a long one
        for done, (i, tokens) in enumerate(zip(order, self._states(ids, order), strict=True), 1):
            rows[i] = self._transformer.pooled(tokens)
            found[i] = None if states is None else tokens
            if progress and (done % _CHUNK == 0 or done == len(ids)):
                progress(done, len(ids))
        if states is not None:
            skipped = len(self._tokenise([prompt], None)[0]) - 1
            states += [tokens[skipped:-1] for tokens in found if tokens is not None]
        return rows

    def _states(self, ids: Sequence[list[int]], order: Sequence[int]) -> Iterator[Vectors]:
        """The vectors of all tokens of each text, in this order."""
        if len(ids) == 1:  # a question: starting threads would take longer than encoding it
            yield self._transformer.states(ids[0])
            return
        pool = ThreadPoolExecutor(_usable_cores())
        try:
            yield from pool.map(self._transformer.states, (ids[i] for i in order))
        finally:
            pool.shutdown(cancel_futures=True)


class _Transformer:
    """A session of ONNX Runtime that gives a vector for each token."""

    def __init__(self, onnx: Path, settings: Settings) -> None:
        # It would note what runs here in the user's cache folder, and send it to its makers.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 4  # errors reach us as exceptions
        session = onnxruntime.InferenceSession(
            str(onnx), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {entry.name for entry in session.get_inputs()}
        if unknown := self._inputs - {"input_ids", "attention_mask", "token_type_ids"}:
            raise ValueError(f"{onnx.name} wants {', '.join(sorted(unknown))}")
        states = [entry for entry in session.get_outputs() if len(entry.shape) == 3]
        if not states or states[0].shape[2] not in (settings.dimension, None):
            raise ValueError(
                f"{onnx.name} gives no vectors of {settings.dimension} numbers a token"
            )
        self._run = partial(session.run, [states[0].name])
        self._pooling = settings.pooling

    def states(self, ids: list[int]) -> Vectors:
        """The vector of each token of a text, shape (tokens, dimension)."""
        x = np.array([ids], dtype=np.int64)
        known = {"input_ids": x, "attention_mask": np.ones_like(x)}
        known["token_type_ids"] = np.zeros_like(x)
        states = self._run({name: known[name] for name in self._inputs})[0]
        return np.asarray(states[0], dtype=np.float32)

    def pooled(self, tokens: Vectors) -> Vectors:
        """The unit vector of a text, from those of its tokens."""
        vector = tokens[0] if self._pooling == "cls" else tokens.mean(axis=0)
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


def _usable_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
