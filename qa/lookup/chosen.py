"""Names that say where to look → the documents that are meant."""

from collections.abc import Sequence
from pathlib import PurePath

from index.catalogue import DocumentInfo
from index.errors import InputError
from index.normalise import search_copy, whole_characters
from index.store import Store
from qa.question.titles import unquoted

__all__ = ["chosen_documents"]


def chosen_documents(store: Store, names: Sequence[str]) -> frozenset[int]:
    """The ids of the documents that fit any of `names` (or the only name): parts of their titles,
    or such with the version behind it; where no title holds a name, of the name of their file,
    which may be all that tells two drafts apart. Raises InputError for a name that fits none.
    """
    chosen: set[int] = set()
    for name in map(whole_characters, [names] if isinstance(names, str) else names):
        plain = unquoted(name).strip("/")
        fitting = {info.id for info in store.documents if _fits(store, plain, info)}
        fitting = fitting or {i.id for i in store.documents if _is_of_file(plain, i.source)}
        if not plain or not fitting:
            raise InputError(
                f"索引中没有标题或文件名含“{name}”的文件；python -m qa check 列出所有文件",
                f"no document's title or file name holds “{name}”;"
                " python -m qa check lists them all",
            )
        chosen |= fitting
    return frozenset(chosen)


def _fits(store: Store, name: str, info: DocumentInfo) -> bool:
    title, version = unquoted(info.title), search_copy(store.versions[info.id])
    return 0 <= f"{title}({version})".find(name) < len(title)


def _is_of_file(name: str, source: str) -> bool:
    """Whether a name is a part of a file's name that tells more than what kind it is; of folders
    only before that (new/合同).
    """
    parts = source.split("/")[-1 - name.count("/") :]
    where = unquoted("/".join(parts))
    return 0 <= where.find(name) < len(where) - len(PurePath(source).suffix)
