"""The written form of a store on a Milvus server: milvus://host:port/name."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import InputError
from index.packaged import cache_directory

__all__ = ["Address", "parse"]

_WRITTEN = re.compile(r"(milvus|milvus\+https)://([^/?#@\s]+)/([A-Za-z_]\w{0,99})/?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Address:
    """The store `name` on the Milvus server at `server` (http or https, as the client wants it)."""

    server: str
    name: str

    def __str__(self) -> str:
        scheme, _, host = self.server.partition("://")
        return f"{'milvus+https' if scheme == 'https' else 'milvus'}://{host}/{self.name}"

    def collection(self, build: str, part: str) -> str:
        """The collection that holds a part (see `index.milvus.server`) of a build."""
        return f"{self.name}_{build}_{part}"

    def cache(self) -> Path:
        """The folder on this machine for what is fetched from there, or on its way to there."""
        digest = hashlib.sha256(str(self).encode()).hexdigest()[:12]
        return cache_directory() / "milvus" / f"{self.name}-{digest}"


def parse(place: str) -> Address | None:
    """The address that `place` is, or None if it names a folder. Raises InputError if it is meant
    as an address, but is none.
    """
    if not re.match(r"milvus[^/]*:/", place):
        return None
    found = _WRITTEN.fullmatch(place)
    if found is None or not _is_host(found[2]):
        raise InputError(
            f"{place} 不是 Milvus 索引的地址；请写成 milvus://主机:端口/名称"
            "（云服务：milvus+https://主机/名称），端口是 1 到 65535 的数，"
            "名称用字母、数字和下划线，不以数字开头",
            f"{place} is no address of a store on Milvus; write milvus://host:port/name "
            "(cloud service: milvus+https://host/name), the port a number from 1 to 65535, the "
            "name in letters, digits and underscores, no digit first",
        )
    scheme = "https" if found[1] == "milvus+https" else "http"
    return Address(f"{scheme}://{found[2]}", found[3])


def _is_host(text: str) -> bool:
    """Whether this is a host, with a port that can be one or without."""
    try:
        parts = urlsplit(f"//{text}")
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number or too large, or a bracket that is not closed
        return False
