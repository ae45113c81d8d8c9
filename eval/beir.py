"""A benchmark in BEIR form through the same engine: corpus.jsonl, queries.jsonl, qrels/*.tsv.

Each entry of the corpus becomes one passage, its title standing where a clause has its headings;
vectors, BM25, fusion and weights are those that answer questions. The measures are those of the
`ir_measures` library: graded nDCG, and recall as the share of the relevant entries that is found.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG

from eval.baselines import bm25, dense
from eval.dataset import fault, jsonl, strings, text_of, unreadable
from eval.metrics import interval
from eval.tables import Embedded, Tables, Text, document, read, write
from index.background import measure as measure_background
from index.build import Progress
from index.checksums import file_sha256
from index.embedded import embed_rows
from index.embedding import remove_side_files
from index.encoder import Encoder
from index.errors import InputError
from index.rows import cut
from qa.question.question import parse
from qa.ranking.rank import order, weights
from qa.ranking.retrieve import read_queries, retrieve

__all__ = ["Benchmark", "Entry", "load", "measure", "open_tables", "scores", "texts_of"]

_TOP = 100
_FORMAT = 6  # of the cached tables: raise it and they are written anew
_MEASURES = {
    "ndcg@10": nDCG @ 10,
    "mrr@10": RR @ 10,
    "success@1": Success @ 1,
    "recall@10": R @ 10,
    "recall@100": R @ 100,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Benchmark:
    """A benchmark as read. `queries`: those with a relevant entry, in order; `judgements`: for each
    of them the grade of each judged entry; `blank`: judged queries left out since they have no
    text. `queries_path`, `corpus_path` and `qrels_paths` are where they stand.
    """

    name: str
    entries: tuple[Entry, ...]
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]
    blank: tuple[str, ...]
    queries_path: Path
    corpus_path: Path
    qrels_paths: tuple[Path, ...]


def load(folder: Path, limit: int | None = None) -> Benchmark:
    """Read a benchmark: the first `limit` of its judged queries. Of several files in qrels/,
    test.tsv if it is there, else all. Raises InputError naming file and line.
    """
    corpus_path, queries_path = _find(folder, "corpus.jsonl"), _find(folder, "queries.jsonl")
    entries, texts = _entries(corpus_path), _queries(queries_path)
    qrels_paths = _qrels(folder)
    judged = _judgements(qrels_paths)
    if unknown := judged.keys() - texts.keys():
        raise InputError(
            f"{folder}/qrels 评判的问题 {min(unknown)} 不在 {queries_path} 中",
            f"the query {min(unknown)} that is judged in {folder}/qrels is not in {queries_path}",
        )
    answered = [i for i in texts if any(grade > 0 for grade in judged.get(i, {}).values())]
    blank = tuple(i for i in answered if not texts[i].strip())
    chosen = [i for i in answered if i not in blank][:limit]
    if not chosen:
        raise InputError(
            f"{folder} 中没有带相关评判的问题", f"no query in {folder} has a relevant entry"
        )
    known = {entry.id for entry in entries}
    if not any(known & {e for e, grade in judged[i].items() if grade > 0} for i in chosen):
        raise InputError(
            f"{corpus_path} 中找不到 {folder}/qrels 评为相关的任何一篇；"
            "请检查两者是否属于同一数据集",
            f"{corpus_path} has none of the entries that {folder}/qrels judges relevant; "
            "check that they belong together",
        )
    return Benchmark(
        name=folder.resolve().name,
        entries=entries,
        queries={i: texts[i] for i in chosen},
        judgements={i: judged[i] for i in chosen},
        blank=blank,
        queries_path=queries_path,
        corpus_path=corpus_path,
        qrels_paths=qrels_paths,
    )


def _find(folder: Path, name: str) -> Path:
    try:
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                return path
    except OSError as error:
        raise unreadable(folder, error) from None
    raise InputError(
        f"{folder} 中没有 {name}（或 .gz）；BEIR 数据集应有 corpus.jsonl、queries.jsonl、qrels/",
        f"no {name} (or .gz) in {folder}; "
        "a BEIR data set has corpus.jsonl, queries.jsonl and qrels/",
    )


def _entries(path: Path) -> tuple[Entry, ...]:
    entries: dict[str, Entry] = {}
    for number, row in jsonl(path):
        (id_,) = strings(row, ("_id",), path, number)
        title, text = row.get("title") or "", row.get("text") or ""
        if not isinstance(title, str) or not isinstance(text, str):
            raise fault(path, number, "title 和 text 应为字符串", "title and text must be strings")
        if id_ in entries:
            raise fault(path, number, f"_id “{id_}” 重复", f"_id “{id_}” is not unique")
        entries[id_] = Entry(id_, title, text)
    if not entries:
        raise InputError(f"{path} 是空的", f"{path} is empty")
    return tuple(entries.values())


def _queries(path: Path) -> dict[str, str]:
    queries: dict[str, str] = {}
    for number, row in jsonl(path):
        (id_,) = strings(row, ("_id",), path, number)
        if not isinstance(text := row.get("text"), str):
            raise fault(path, number, "text 应为字符串", "text must be a string")
        if id_ in queries:
            raise fault(path, number, f"_id “{id_}” 重复", f"_id “{id_}” is not unique")
        queries[id_] = text
    return queries


def _qrels(folder: Path) -> tuple[Path, ...]:
    """The files of judgements: test.tsv if it is there, else all."""
    paths = [path for path in sorted((folder / "qrels").glob("*.tsv")) if path.is_file()]
    if not paths:
        raise InputError(f"{folder}/qrels 中没有 .tsv 文件", f"no .tsv file in {folder}/qrels")
    return tuple([path for path in paths if path.name == "test.tsv"] or paths)


def _judgements(paths: Sequence[Path]) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for path in paths:
        lines = [(i, line.strip()) for i, line in enumerate(text_of(path).split("\n"), 1)]
        lines = [(number, line) for number, line in lines if line]
        for place, (number, line) in enumerate(lines):
            try:
                query, entry, grade = line.split("\t")
                judged.setdefault(query, {})[entry] = int(grade)
            except ValueError:
                if not place and line.count("\t") == 2:
                    continue  # the titles of the columns, which not every file has
                raise fault(
                    *(path, number),
                    "应为以制表符分隔的三列：query-id、corpus-id、整数 score",
                    "three columns parted by tabs are expected: query-id, corpus-id, integer score",
                ) from None
    return judged


def open_tables(
    benchmark: Benchmark, encoder: Encoder, cache: Path, progress: Callable[[Progress], None]
) -> Tables:
    """The corpus, indexed. What was written to `cache` for the same corpus and model is used again;
    an indexing that was interrupted goes on where it was.
    """
    parts = [_FORMAT, encoder.fingerprint, file_sha256(benchmark.corpus_path)]
    folder = cache / hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
    done = folder / "complete"
    try:
        if not done.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _write(texts_of(benchmark), encoder, folder, progress)
            done.touch()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"无法写入 {folder}（{reason}）；请用 --report 指定可写的文件夹",
            f"cannot write to {folder} ({reason}); name a writable folder with --report",
        ) from error
    try:
        return read(folder)
    except (OSError, RuntimeError, ValueError):
        raise InputError(
            f"缓存 {folder} 已损坏；请删除它再运行",
            f"the cache {folder} is damaged; delete it and run again",
        ) from None


def texts_of(benchmark: Benchmark) -> list[Text]:
    """The corpus as texts to be embedded, in order."""
    return [_document(entry) for entry in benchmark.entries]


def _write(
    texts: Sequence[Text],
    encoder: Encoder,
    folder: Path,
    progress: Callable[[Progress], None],
) -> None:
    rows = cut(texts, encoder, lambda i, n: progress(Progress("cut", i, n)))
    made = embed_rows(rows, encoder, folder, None, lambda i, n: progress(Progress("embed", i, n)))
    progress(Progress("write", 0, 1))
    sentences, _ = made.sentences
    collection = Embedded(rows, made.windows[0], sentences, made.tokens)
    write(collection, measure_background(encoder, sentences, made.beside), folder)
    remove_side_files(folder)
    progress(Progress("write", 1, 1))


def _document(entry: Entry) -> Text:
    text = entry.text.strip() or entry.title.strip() or entry.id  # no passage without words
    return document(entry.id, text, path=(entry.title,) if entry.title else ())


def measure(
    benchmark: Benchmark,
    tables: Tables,
    encoder: Encoder,
    progress: Callable[[int], object] = lambda _: None,
) -> dict[str, Any]:
    """The measures over all queries, ours and the baselines'; `progress(1)` after each query."""
    runs: dict[str, dict[str, list[int]]] = {"ours": {}, "bm25": {}, "dense_clause": {}}
    texts = list(benchmark.queries.values())
    questions = [parse(text) for text in texts]
    searches = [question.search for question in questions]
    queries = read_queries(encoder, tables.background, tables.tokens, searches)
    plain = encoder.encode_query(texts)
    asked = zip(benchmark.queries, questions, queries, plain, strict=True)
    for id_, question, query, whole in asked:
        candidates = retrieve(tables, query.vector, question.content)
        best = order(tables, weights(), query, candidates)
        runs["ours"][id_] = candidates.passages[best[:_TOP]].tolist()
        runs["bm25"][id_] = bm25(tables, question.search, _TOP)
        runs["dense_clause"][id_] = dense(tables, whole, _TOP)
        progress(1)
    values = {name: scores(benchmark, run) for name, run in runs.items()}
    means = {
        name: {measure: float(np.mean(column)) for measure, column in columns.items()}
        for name, columns in values.items()
    }
    return {
        "dataset": benchmark.name,
        "queries": len(benchmark.queries),
        "queries_without_text": list(benchmark.blank),
        "corpus": len(benchmark.entries),
        "relevant_not_in_corpus": _missing(benchmark),
        **means.pop("ours"),
        "intervals": {name: interval(np.mean, np.array(v)) for name, v in values["ours"].items()},
        "baselines": means,
    }


def _missing(benchmark: Benchmark) -> int:
    """How many relevant entries can't be found, since the corpus has none of their id."""
    known = {entry.id for entry in benchmark.entries}
    judged = benchmark.judgements.values()
    return sum(g > 0 and entry not in known for grades in judged for entry, g in grades.items())


def scores(benchmark: Benchmark, runs: Mapping[str, Sequence[int]]) -> dict[str, list[float]]:
    """For each measure its value for every query, in order."""
    names = {str(measure): name for name, measure in _MEASURES.items()}
    values = {name: dict.fromkeys(runs, 0.0) for name in _MEASURES}
    # Falling scores: the library orders a run by score.
    scored = {
        query: {benchmark.entries[row].id: float(-place) for place, row in enumerate(rows)}
        for query, rows in runs.items()
    }
    for found in ir_measures.iter_calc(_MEASURES.values(), benchmark.judgements, scored):
        values[names[str(found.measure)]][found.query_id] = float(found.value)
    return {name: list(by_query.values()) for name, by_query in values.items()}
