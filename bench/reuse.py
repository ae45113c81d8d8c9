"""An encoder that embeds no text twice, in whichever store, and takes copies' vectors from theirs.

A store of a million sentences would take hours to embed. The vector of a text in a varied copy (see
`bench.material`) is that of the text it was made from, with noise: as near to it (cosine .95) as a
differently worded clause on the same matter is. So the vectors lie as real ones do.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from index.embedding import SideFile, digests
from index.encoder import Reader
from index.vectors import Vectors

__all__ = ["COSINE", "Reusing", "noisy"]

COSINE = 0.95  # of a copy's vector with that of its original
_CHUNK = 4096

Progress = Callable[[int, int], None]


class Reusing:
    """`encoder`, but documents' vectors are looked up in `side` first, and added to it. `tables`:
    for each copy the characters that trade places in it.
    """

    def __init__(
        self, encoder: Reader, side: SideFile, tables: Sequence[Mapping[int, int]]
    ) -> None:
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.max_tokens = encoder.max_tokens
        self.encode_query = encoder.encode_query
        self.count_tokens = encoder.count_tokens
        self.embedded = 0
        self._encoder = encoder
        self._side = side
        self._known = side.read()
        self._tables = [dict(table) for table in tables]

    def read_query(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """As the encoder."""
        return self._encoder.read_query(texts)

    def read_document(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        """As the encoder: the vectors are kept, the tokens by the build (`bench.work_build`)."""
        vectors, states = self._encoder.read_document(texts, progress)
        self._keep(texts, vectors)
        return vectors, states

    def encode_document(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages, shape (n, dimension)."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        missing = []
        for row, (text, key) in enumerate(zip(texts, digests(texts), strict=True)):
            found = self._found(text, key)
            if found is None:
                missing.append(row)
            else:
                rows[row] = found
        if progress:
            progress(len(texts) - len(missing), len(texts))
        for start in range(0, len(missing), _CHUNK):
            chunk = missing[start : start + _CHUNK]
            new = [texts[row] for row in chunk]
            rows[chunk] = self._encoder.encode_document(new)
            self._keep(new, rows[chunk])
        if progress:
            progress(len(texts), len(texts))
        return rows

    def _keep(self, texts: Sequence[str], vectors: Vectors) -> None:
        new = {
            key: vector
            for key, vector in zip(digests(texts), vectors, strict=True)
            if key not in self._known
        }
        if new:
            self._side.append(list(new), np.stack(list(new.values())))
        self._known |= new
        self.embedded += len(texts)

    def _found(self, text: str, key: bytes) -> Vectors | None:
        known = self._known.get(key)
        if known is not None:
            return known
        for table in self._tables:
            (original,) = digests([text.translate(table)])
            known = self._known.get(original)
            if known is not None:
                return noisy(known, key)
        return None


def noisy(vector: Vectors, key: bytes) -> Vectors:
    """A unit vector at cosine `COSINE` to a unit vector, in a direction that `key` decides."""
    generator = np.random.default_rng(int.from_bytes(key[:8]))
    aside = generator.standard_normal(len(vector))
    aside -= (aside @ vector) * vector
    aside /= np.linalg.norm(aside)
    return np.asarray(COSINE * vector + np.sqrt(1 - COSINE**2) * aside, dtype=np.float32)
