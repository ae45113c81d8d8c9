"""Talking to a Milvus server: connecting, the collections of a store, errors in one line.

A build is four collections that are never changed once they are served:

    NAME_BUILD_sentences    id = row of the table, vector = its embedding
    NAME_BUILD_windows      likewise
    NAME_BUILD_passages     id = passage, vector = its BM25 scores by column (sparse)
    NAME_BUILD_files        everything else, in pieces (see `index.milvus.files`)

and the alias NAME of the files of the live build: whatever it does not point to is not served.
Every vector index is an exact one (FLAT), so that answers are those of a store in a folder.
"""

import contextlib
import functools
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import grpc
from pymilvus import DataType, MilvusClient, MilvusException

from index.errors import StoreError, StoreUnreachable, replaced
from index.milvus.address import Address

__all__ = [
    "READ_SECONDS",
    "asked",
    "collections",
    "connect",
    "count",
    "drop",
    "fill",
    "live",
    "read_rows",
    "require_live",
    "switch",
]

READ_SECONDS = 60.0  # for one answer; the first after a server starts may take long
_WRITE_SECONDS = 600.0
_PARTS = ("files", "windows", "sentences", "passages")
_NO_ALIAS = {100, 1600}  # of Milvus Lite, of Milvus
_NO_COLLECTION = 100
_NOT_LOADED = 101
_NOT_CONNECTED = 2


@functools.cache
def connect(address: Address) -> MilvusClient:
    """A client of the server, with the token in the environment variable MILVUS_TOKEN. Threads may
    share it; it connects again by itself.
    """
    # It logs each failed call with a traceback; what is not mended is told in our own line.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    with _telling(address):
        token = os.environ.get("MILVUS_TOKEN", "")
        client = MilvusClient(address.server, token=token, timeout=READ_SECONDS)
        client.list_collections(timeout=READ_SECONDS)  # a wrong token is refused only now
        return client


@contextlib.contextmanager
def _telling(address: Address) -> Iterator[None]:
    """Whatever the server or the way to it does wrong, as a StoreError."""
    try:
        yield
    except (MilvusException, grpc.RpcError) as error:
        raise _told(address, error) from error


def _told(address: Address, error: Exception) -> StoreError:
    code, reason = getattr(error, "code", None), str(getattr(error, "message", error))
    if cause := _call_error(error):  # the client calls whatever is in its way unavailable
        code, reason = cause.code(), cause.details()
    reason = " ".join(reason.split())[:160]
    status, server = grpc.StatusCode, address.server
    if code == status.UNAUTHENTICATED or re.search(r"\bauth", reason):
        return StoreUnreachable(
            f"Milvus 服务器 {server} 不接受访问（{reason}）；"
            "请在环境变量 MILVUS_TOKEN 中给出“用户名:密码”或 API key",
            f"the Milvus server {server} refuses access ({reason}); "
            "give user:password or the API key in the environment variable MILVUS_TOKEN",
        )
    if code == status.DEADLINE_EXCEEDED:
        return StoreUnreachable(
            f"Milvus 服务器 {server} 迟迟没有回答；请稍后再试，或查看服务器的负载",
            f"the Milvus server {server} takes too long to answer; "
            "try again later, or look at its load",
        )
    if code in (status.UNAVAILABLE, _NOT_CONNECTED):
        return StoreUnreachable(
            f"无法连接 Milvus 服务器 {server}；请检查地址和端口，以及服务器是否在运行",
            f"cannot reach the Milvus server {server}; "
            "check host and port, and whether the server is running",
        )
    if code == _NO_COLLECTION:
        return replaced(str(address))
    return StoreUnreachable(
        f"Milvus 服务器 {server} 报错（{reason}）；请查看服务器的日志",
        f"the Milvus server {server} reports an error ({reason}); see the server's log",
    )


def _call_error(error: BaseException) -> Any:
    """The error of the call that `error` comes from, or None."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:  # the client raises errors from themselves
        if isinstance(cause, grpc.RpcError):
            return cause
        chain.append(cause)
        cause = cause.__cause__
    return None


def live(client: MilvusClient, address: Address) -> str | None:
    """The id of the live build, or None if there is no such store."""
    with _telling(address):
        try:
            found = client.describe_alias(address.name, timeout=READ_SECONDS)["collection_name"]
        except MilvusException as error:
            if error.code in _NO_ALIAS:
                return None
            raise
    match = re.fullmatch(rf"{address.name}_([0-9a-f]{{16}})_files", found)
    if match is None:
        raise StoreError(
            f"{address} 不是索引：别名 {address.name} 已用于集合 {found}；请换一个名称",
            f"{address} is no store: the alias {address.name} belongs to the collection {found}; "
            "take another name",
        )
    return match[1]


def collections(client: MilvusClient, address: Address) -> dict[str, str]:
    """All collections of this store, of whatever build: name -> id of the build."""
    pattern = re.compile(rf"{address.name}_([0-9a-f]{{16}})_(?:{'|'.join(_PARTS)})")
    with _telling(address):
        names = client.list_collections(timeout=READ_SECONDS)
    return {name: match[1] for name in names if (match := pattern.fullmatch(name))}


def drop(client: MilvusClient, address: Address, names: Iterable[str]) -> None:
    """Remove collections."""
    with _telling(address):
        for name in names:
            client.drop_collection(name, timeout=_WRITE_SECONDS)


def asked(client: MilvusClient, address: Address, collection: str, ask: Callable[[], Any]) -> Any:
    """What `ask` gives, which reads from a collection. One that the server does not hold in memory
    (any more: Milvus Lite loads none when it starts, and people release them) is loaded first.
    """
    with _telling(address):
        try:
            return ask()
        except MilvusException as error:
            if error.code != _NOT_LOADED:
                raise
        client.load_collection(collection, timeout=_WRITE_SECONDS)
        return ask()


def read_rows(
    client: MilvusClient,
    address: Address,
    collection: str,
    where: str,
    fields: Sequence[str],
    **options: Any,
) -> list[dict[str, Any]]:
    """The `fields` of the rows of a collection that `where` chooses, in any order."""
    found = asked(
        *(client, address, collection),
        lambda: client.query(
            *(collection, where), output_fields=list(fields), timeout=READ_SECONDS, **options
        ),
    )
    return list(found)


def count(client: MilvusClient, address: Address, collection: str) -> int:
    """How many rows a collection has, all that were ever written."""
    (row,) = read_rows(client, address, collection, "", ["count(*)"], consistency_level="Strong")
    return int(row["count(*)"])


def fill(
    client: MilvusClient,
    address: Address,
    collection: str,
    rows: Iterator[dict[str, Any]],
    *,
    dimension: int | None,
    batch: int,
) -> Iterator[int]:
    """Make a collection of `rows` (id, vector, and for files what `index.milvus.files` adds), and
    see to it that all are there. Yields how many are written so far. `dimension` is None for sparse
    vectors.
    """
    with _telling(address):
        _create(client, collection, dimension)
        written = 0
        while part := list(islice(rows, batch)):
            client.insert(collection, part, timeout=_WRITE_SECONDS)
            written += len(part)
            yield written
        client.flush(collection, timeout=_WRITE_SECONDS)
        client.load_collection(collection, timeout=_WRITE_SECONDS)
        found = count(client, address, collection)
    if found != written:
        raise StoreUnreachable(
            f"集合 {collection} 有 {found} 行，写入的却是 {written} 行；原有索引没有变，请再试",
            f"collection {collection} has {found} rows, but {written} were written; the store is "
            "as it was, try again",
        )


def _create(client: MilvusClient, collection: str, dimension: int | None) -> None:
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    indexes = MilvusClient.prepare_index_params()
    if dimension is None:
        schema.add_field("vector", DataType.SPARSE_FLOAT_VECTOR)
        indexes.add_index("vector", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    else:
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
        indexes.add_index("vector", index_type="FLAT", metric_type="IP")
    if collection.endswith("_files"):
        schema.add_field("name", DataType.VARCHAR, max_length=200)
        schema.add_field("part", DataType.INT64)
        schema.add_field("data", DataType.VARCHAR, max_length=65535)
    client.create_collection(collection, schema=schema, timeout=_WRITE_SECONDS)
    # Loading the collection, once it is filled, waits until the index is made.
    client.create_index(collection, indexes, sync=False, timeout=_WRITE_SECONDS)


def require_live(client: MilvusClient, address: Address, before: str | None) -> None:
    """Raise StoreError if the live build is not `before` any more."""
    if live(client, address) != before:
        raise StoreError(
            f"另一个程序刚刚更新了索引 {address}；请再运行一次",
            f"another process has just updated the store {address}; run this again",
        )


def switch(client: MilvusClient, address: Address, build: str, before: str | None) -> None:
    """Make `build` the live one. Raises StoreError if that is not `before` any more."""
    require_live(client, address, before)
    change = client.create_alias if before is None else client.alter_alias
    with _telling(address):
        change(address.collection(build, "files"), address.name, timeout=_WRITE_SECONDS)
