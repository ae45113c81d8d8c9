"""What `python -m qa check` reports: the outline of files, or the health of a store."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.checksums import file_sha256
from index.clauses import clauses
from index.errors import SourceError, StoreError, damaged
from index.model import Clause, Document, Problem, Source
from index.outline import outline
from index.places import open_store
from index.readers import SUFFIXES, discover, read
from qa.output import inline

__all__ = ["check_files", "check_store", "describe"]

_DESCRIBED = ("title", "source", "clauses", "issuer", "number", "date")


def check_files(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """The outline report of files and folders, an entry a file, in the contract's form. Raises
    SourceError if there is no file to report on.
    """
    report = [_check_file(path, name) for path, name in discover(paths)]
    if not report:
        names = "、".join(map(str, paths))
        raise SourceError(
            f"{names} 中没有可以检查的文件；支持 {'、'.join(SUFFIXES)}",
            f"nothing to check in {names}; {', '.join(SUFFIXES)} can be read",
        )
    return report


def _check_file(path: Path, name: str) -> dict[str, Any]:
    try:
        source = read(path, name)
    except SourceError as error:
        return {
            "source": name,
            "source_sha256": _sha256(path),
            "error": error.zh,
            "error_en": error.en,
            "encoding": None,
            "documents": [],
            "problems": [],
        }
    found = outline(source)
    documents = []
    for document in found.documents:
        inside = [p for p in found.problems if document.span.contains(p.span)]
        documents.append(_describe_document(document, inside))
    outside = [
        p for p in found.problems if not any(d.span.contains(p.span) for d in found.documents)
    ]
    return {
        "source": name,
        "source_sha256": source.sha256,
        "encoding": source.encoding,
        "error": None,
        "documents": documents,
        "problems": [_problem(p) for p in outside],
    }


def _sha256(path: Path) -> str | None:
    """SHA-256 of a file, None where there is none that can be read."""
    try:
        return file_sha256(path) if os.path.isfile(path) else None
    except OSError:
        return None


def _describe_document(document: Document, problems: Sequence[Problem]) -> dict[str, Any]:
    citeable = clauses(document)
    articles = [c for c in citeable if c.kind == "article"]
    return {
        "title": document.title,
        "start": document.span.start,
        "end": document.span.end,
        "text_sha256": document.source.text_sha256,
        "issuer": document.issuer,
        "date": document.date,
        "number": document.number,
        # A statute's clauses are its articles; what stands around them is in the outline.
        "clauses": [_clause(c, document.source) for c in articles or citeable],
        "outline": [
            {"kind": leaf.kind, "label": leaf.label, "start": leaf.span.start, "end": leaf.span.end}
            for node in document.nodes
            for leaf in node.leaves()
        ],
        "problems": [_problem(p) for p in problems],
    }


def _clause(clause: Clause, source: Source) -> dict[str, Any]:
    return {
        "label": clause.label,
        "kind": clause.kind,
        "path": list(clause.path),
        "start": clause.span.start,
        "end": clause.span.end,
        "page": source.page(clause.span.start),
        "text": clause.span.of(source.text),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "kind": problem.kind,
        "start": problem.span.start,
        "end": problem.span.end,
        "page": problem.page,
        "message": problem.message,
    }


def check_store(place: str | Path) -> dict[str, Any]:
    """The health of a store: every file against its checksum. `error` is one line, or None."""
    try:
        store = open_store(place)
        faults = store.verify()
        if faults:
            raise damaged(place, "、".join(faults), ", ".join(faults))
    except StoreError as error:
        return {
            "store": str(place),
            "error": error.zh,
            "error_en": error.en,
            "documents": [],
        }
    manifest = store.manifest
    return {
        "store": str(place),
        "id": manifest.id,
        "model": manifest.model,
        "error": None,
        "counts": {name: getattr(manifest.counts, name) for name in manifest.counts.__slots__},
        "documents": [{name: getattr(d, name) for name in _DESCRIBED} for d in store.documents],
    }


def describe(result: list[dict[str, Any]] | dict[str, Any], lang: str = "zh") -> str:
    """A report for reading in a terminal, without what could not be read. Problems are described in
    Chinese, the language of the documents.
    """
    if isinstance(result, list):
        return "\n".join(line for entry in result for line in _describe_file(entry, lang))
    if result["error"]:
        return ""
    lines = {
        "zh": [f"索引 {result['store']} 完好（模型 {result['model']}，编号 {result['id']}）"],
        "en": [f"store {result['store']} is sound (model {result['model']}, id {result['id']})"],
    }[lang]
    if not result["documents"]:
        lines.append({"zh": "  索引里没有文件", "en": "  it holds no document"}[lang])
    for d in result["documents"]:
        told = (
            _count(d["clauses"], lang),
            d["issuer"],
            d["number"],
            d["date"],
            inline(d["source"]),
        )
        details = filter(None, told)
        lines.append(f"  《{d['title']}》 " + "  ".join(details))
    return "\n".join(lines)


def _describe_file(entry: dict[str, Any], lang: str) -> list[str]:
    if entry["error"]:
        return []
    lines = [f"{inline(entry['source'])} ({entry['encoding']})"]
    for document in entry["documents"]:
        found = document["clauses"]
        ends = f"  {found[0]['label']}—{found[-1]['label']}" if found else ""
        lines.append(f"  《{document['title']}》 {_count(len(found), lang)}{ends}")
        lines += [f"    {p['message']}" for p in document["problems"]]
    return lines + [f"    {p['message']}" for p in entry["problems"]]


def _count(clauses: int, lang: str) -> str:
    return {"zh": f"{clauses} 条", "en": f"{clauses} clause{'' if clauses == 1 else 's'}"}[lang]
