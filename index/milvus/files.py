"""Files in a Milvus collection: compressed, in pieces that fit into a field, in base64.

Milvus keeps neither files nor bytes; a VARCHAR takes 65,535 bytes. Each row holds the file's name,
the number of the piece, the piece, and an empty vector, since a collection must have one.
"""

import base64
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pymilvus import MilvusClient

from index.milvus.address import Address
from index.milvus.server import count, read_rows

__all__ = ["BATCH", "VECTOR", "pieces", "read_file", "read_files"]

VECTOR = [0.0, 0.0]
BATCH = 64  # rows written or read at once: 4 MiB
_PIECE = 48_000  # bytes, 64,000 in base64
_READ = 1 << 20


def pieces(files: Iterable[tuple[str, Path]]) -> Iterator[dict[str, Any]]:
    """The rows for files, each with the name that it has there."""
    row = 0
    for name, path in files:
        for part, piece in enumerate(_compressed(path)):
            data = base64.b64encode(piece).decode()
            yield {"id": row, "vector": VECTOR, "name": name, "part": part, "data": data}
            row += 1


def _compressed(path: Path) -> Iterator[bytes]:
    packer, held = zlib.compressobj(), b""
    with path.open("rb") as file:
        while block := file.read(_READ):
            held += packer.compress(block)
            while len(held) > _PIECE:
                yield held[:_PIECE]
                held = held[_PIECE:]
    held += packer.flush()
    for start in range(0, len(held), _PIECE):
        yield held[start : start + _PIECE]


def read_file(client: MilvusClient, address: Address, collection: str, name: str) -> bytes | None:
    """A small file whole, or None if there is none of this name that can be read."""
    rows = read_rows(client, address, collection, f'name == "{name}"', ["part", "data"])
    rows = sorted(rows, key=lambda row: int(row["part"]))
    try:
        return zlib.decompress(b"".join(base64.b64decode(row["data"]) for row in rows))
    except (zlib.error, ValueError):
        return None


def read_files(
    client: MilvusClient, address: Address, collection: str, targets: Mapping[str, Path]
) -> None:
    """Write the files to `targets`: name there -> path here. What cannot be read is left out; what
    else the collection holds is passed over.
    """
    unpackers: dict[str, Any] = {}
    for start in range(0, count(client, address, collection), BATCH):
        where = f"id >= {start} and id < {start + BATCH}"
        rows = read_rows(client, address, collection, where, ["id", "name", "part", "data"])
        for row in sorted(rows, key=lambda row: int(row["id"])):
            path = targets.get(row["name"])
            if path is None:
                continue
            if row["part"] == 0:
                unpackers = {row["name"]: zlib.decompressobj()}
                path.write_bytes(b"")
            try:
                data = unpackers[row["name"]].decompress(base64.b64decode(row["data"]))
            except (KeyError, zlib.error, ValueError):
                continue  # the checksum of the file tells
            with path.open("ab") as file:
                file.write(data)
