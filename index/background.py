"""What questions in general look like to a model and a store: the yardstick for a single question.

A cosine says little by itself: this kind of model gives any question and any sentence .75 or more.
So a list of questions about everything under the sun (`background.txt`) is embedded when a store is
built. Their mean vector is what questions have in common, and part of it is taken out of every
question. How near they come to each other, and to the store's sentences, is how near a question
comes by chance.

A thousand sentences about everyday life and general knowledge (`elsewhere.txt`) stand for all that
is not in official documents: what comes nearer to one of these than to any sentence of the store is
hardly about its documents.
"""

import hashlib
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

from index.encoder import Encoder
from index.normalise import search_copy
from index.vectors import Vectors

__all__ = [
    "MEAN_SHARE",
    "OTHER_SHARE",
    "STORE_SHARE",
    "Background",
    "background_questions",
    "elsewhere",
    "elsewhere_texts",
    "has_han",
    "measure",
    "read_background",
    "write_background",
    "write_elsewhere",
]

MEAN_SHARE = 0.7  # of the mean vector that is taken out; .5 to .85 were equally good
OTHER_SHARE = (
    0.5  # in other scripts, where more cost recall (45 of the English questions in eval/written)
)
# Of the yardstick, what background questions reach in the store: among ten sentences so little that
# anything would seem to be answered there, among a hundred thousand so much that hardly anything
# would.
STORE_SHARE = 0.2
# By how much the nearest of ten times as many sentences is more like a question by chance. With it
# 85 % of the first 300 in far.jsonl (eval/written/unseen) were declined in a store of 151,000
# sentences, without it 61 %; in small stores as many as before. Of 0, .25, .4, .5, .6, .75 and .9
# it makes what is answered and what is not most likely, over stores of 29 to 151,000 sentences.
_PER_TENFOLD = 0.6
_FILE, _ELSEWHERE = "background.json", "elsewhere.npy"  # in a store
# The vectors of `elsewhere.txt` by the packaged model, so that nobody waits for them.
_MADE = Path(__file__).parent / "e5" / "elsewhere.safetensors"
_CHUNK = 65536  # sentences compared at a time


@dataclass(frozen=True)
class Background:
    """`mean` and `mean_other`, shape (dimension,), of the background questions in Chinese and in
    another script. `han` and `other`: what such a question (centred) reaches by chance, and the
    standard deviation of that (see `measure`). `elsewhere`, shape (n, dimension), are vectors of
    sentences about other things.
    """

    mean: Vectors
    mean_other: Vectors
    han: tuple[float, float]
    other: tuple[float, float]
    elsewhere: Vectors

    def centred(self, query: Vectors, is_han: bool) -> Vectors:
        """A question's vector, shape (..., dimension), without what all have in common that are in
        Chinese, or in another script.
        """
        common = MEAN_SHARE * self.mean if is_han else OTHER_SHARE * self.mean_other
        return _centred(query, common)

    def likeness(self, cosines: Vectors, is_han: bool) -> Vectors:
        """Cosines of a question in standard deviations above what comes by chance."""
        mean, deviation = self.han if is_han else self.other
        return np.asarray((cosines - mean) / deviation, dtype=np.float32)

    def likeness_elsewhere(self, query: Vectors, is_han: bool, sentences: int) -> float:
        """The likeness of a centred question, shape (dimension,), to what it is most like of the
        sentences about other things, were there as many of these as there are `sentences` in the
        store: the nearest of many is nearer by chance than the nearest of few.
        """
        found = float(self.likeness((self.elsewhere @ query).max(keepdims=True), is_han)[0])
        return found + _PER_TENFOLD * math.log10(max(sentences, 1) / len(self.elsewhere))


def write_background(background: Background, folder: Path) -> None:
    """Write its files into a folder. Raises OSError."""
    means = {"mean": background.mean.tolist(), "mean_other": background.mean_other.tolist()}
    data = means | {"han": background.han, "other": background.other}
    (folder / _FILE).write_text(json.dumps(data), encoding="utf-8")
    np.save(folder / _ELSEWHERE, background.elsewhere.astype(np.float16))


def read_background(folder: Path) -> Background:
    """The inverse of `write_background`, but for what is rounded. Raises OSError, or ValueError for
    anything else.
    """
    try:
        data = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        han, other = ((float(a), float(b)) for a, b in (data["han"], data["other"]))
        mean, rest = (np.array(data[key], dtype=np.float32) for key in ("mean", "mean_other"))
    except (KeyError, TypeError) as error:
        raise ValueError("not a background file") from error
    return Background(mean, rest, han, other, np.load(folder / _ELSEWHERE).astype(np.float32))


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return re.search("[\u3400-\u9fff\U00020000-\U000323af]", text) is not None


def background_questions() -> list[str]:
    """The search copies of the background questions."""
    path = Path(__file__).parent / "background.txt"
    return [search_copy(line) for line in path.read_text(encoding="utf-8").splitlines()]


def elsewhere(encoder: Encoder) -> Vectors:
    """The vectors of sentences about other things, shape (n, dimension)."""
    texts = elsewhere_texts()
    if _MADE.exists():
        with safe_open(_MADE, framework="numpy") as file:
            if file.metadata() == _made_of(encoder, texts):
                return np.asarray(file.get_tensor("vectors"), dtype=np.float32)
    return encoder.encode_document(texts)


def write_elsewhere(encoder: Encoder) -> None:
    """Write these vectors where `elsewhere` looks for those of the packaged model."""
    texts = elsewhere_texts()
    vectors = encoder.encode_document(texts).astype(np.float16)
    save_file({"vectors": vectors}, _MADE, _made_of(encoder, texts))


def elsewhere_texts() -> list[str]:
    """The search copies of the sentences about other things."""
    path = Path(__file__).parent / "elsewhere.txt"
    return [search_copy(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _made_of(encoder: Encoder, texts: Sequence[str]) -> dict[str, str]:
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    return {"made of": f"{encoder.fingerprint} {digest}"}  # one entry: several come in any order


def measure(
    encoder: Encoder,
    sentences: Vectors,
    beside: Vectors,
    shares: tuple[float, float] = (MEAN_SHARE, OTHER_SHARE),
) -> Background:
    """The background of a store whose sentence vectors are `sentences`, shape (n, dimension);
    `beside` are those of `elsewhere`; `shares` of the mean are taken out of Chinese and other
    questions.

    What comes by chance: the best cosine of a question to any other one in its script, in the mean
    over the questions; with `STORE_SHARE` of the way from there to the mean of their best cosines
    to the store's sentences. The standard deviation is of the former.
    """
    questions = background_questions()
    vectors = encoder.encode_query(questions)
    is_han = np.array([has_han(question) for question in questions])
    found = []
    for side, share in zip((is_han, ~is_han), shares, strict=True):
        mean = vectors[side].mean(axis=0)
        chosen = _centred(vectors[side], share * mean)
        others = chosen @ chosen.T
        np.fill_diagonal(others, -1.0)
        chance = others.max(axis=1)
        way = STORE_SHARE * (_best_cosines(chosen, sentences).mean() - chance.mean())
        found.append((mean, (float(chance.mean() + way), max(float(chance.std()), 1e-3))))
    (mean, han), (mean_other, other) = found
    return Background(mean, mean_other, han, other, beside)


def _centred(vectors: Vectors, common: Vectors) -> Vectors:
    rest = vectors - common
    norms = np.linalg.norm(rest, axis=-1, keepdims=True)
    return np.asarray(rest / np.maximum(norms, 1e-9), dtype=np.float32)


def _best_cosines(queries: Vectors, sentences: Vectors) -> Vectors:
    """The best cosine of each query among the sentences, shape (queries,)."""
    best = np.full(len(queries), -1.0, dtype=np.float32)
    for start in range(0, len(sentences), _CHUNK):
        part = sentences[start : start + _CHUNK]
        best = np.maximum(best, (part @ queries.T).max(axis=0))
    return best
