"""What `python -m qa check` reports: the outline of files, or the health of a store."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.errors import SourceError, StoreError
from index.model import Clause, Document, Problem, Source
from index.clauses import clauses
from index.outline import outline
from index.readers import discover, read
from index.store import file_sha256, open_store

__all__ = ["check_files", "check_store", "describe"]


def check_files(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """The outline report of files and folders, an entry a file, in the contract's form."""
    return [_check_file(path, name) for path, name in discover(paths)]


def _check_file(path: Path, name: str) -> dict[str, Any]:
    try:
        source = read(path, name)
    except SourceError as error:
        sha256 = file_sha256(path) if path.is_file() else None
        return {"source": name, "source_sha256": sha256, "error": error.zh, "documents": []}
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


def check_store(folder: Path) -> dict[str, Any]:
    """The health of a store: every file against its checksum. `error` is one line, or None."""
    try:
        store = open_store(folder)
    except StoreError as error:
        return {"store": str(folder), "error": error.zh, "faults": [], "documents": []}
    faults = store.verify()
    manifest = store.manifest
    return {
        "store": str(folder),
        "id": manifest.id,
        "model": manifest.model,
        "error": f"索引 {folder} 已损坏：{'；'.join(faults)}" if faults else None,
        "faults": faults,
        "counts": {name: getattr(manifest.counts, name) for name in manifest.counts.__slots__},
        "documents": [
            {"title": d.title, "source": d.source, "clauses": d.clauses, "date": d.date}
            for d in store.documents
        ],
    }


def describe(result: list[dict[str, Any]] | dict[str, Any]) -> str:
    """A report for reading in a terminal."""
    if isinstance(result, list):
        return "\n".join(line for entry in result for line in _describe_file(entry))
    if result["error"]:
        return str(result["error"])
    lines = [f"索引 {result['store']} 完好（模型 {result['model']}，编号 {result['id']}）"]
    lines += [
        f"  《{d['title']}》 {d['clauses']} 条 {d['date']} {d['source']}"
        for d in result["documents"]
    ]
    return "\n".join(lines)


def _describe_file(entry: dict[str, Any]) -> list[str]:
    if entry["error"]:
        return [str(entry["error"])]
    lines = [f"{entry['source']}（{entry['encoding']}）"]
    for document in entry["documents"]:
        found = document["clauses"]
        ends = f"{found[0]['label']}—{found[-1]['label']}" if found else "无条款"
        lines.append(f"  《{document['title']}》 {len(found)} 条：{ends}")
        lines += [f"    {p['message']}" for p in document["problems"]]
    return lines + [f"    {p['message']}" for p in entry["problems"]]
