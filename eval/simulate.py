"""Training questions, each put to a small collection of passages such as a store might hold.

Two kinds of BEIR folder can be learned from. With answers.jsonl (cmrc2018: query_id, answers) it
holds paragraphs, and questions whose answers are strings of them; without (STARD) it holds articles
whose ids are the law's name and the article's label. Every question is asked three times: where it
is answered; where the passages that answer are missing; and, as a third thing, of other laws, or of
the same paragraph without the sentences that hold the answer.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.beir import Benchmark, Entry, load
from eval.dataset import fault, jsonl, strings
from eval.tables import Text, document
from index.errors import InputError
from index.model import Span
from index.sentences import sentences

__all__ = ["SHARES", "Case", "Simulated", "answers_of", "law_texts", "named_law", "simulate"]

# How much each kind of case counts for the confidence: for data sets, as much where the question is
# answered as where it is not.
SHARES = {
    "paragraph": 1.0,
    "paragraph cut": 0.5,  # without the sentences that hold the answer
    "other paragraphs": 0.5,
    "article": 1.0,
    "articles missing": 0.3,  # the labels are incomplete: another article may answer
    "other laws": 0.7,
    "unseen": 1.0,
    "unseen near": 0.5,  # as many as are answered
    "unseen other": 0.2,  # two thirds as many
    "unseen far": 0.35,  # nearly as many
}
_LONGEST_LAW = 160  # articles
_MOST_ARTICLES = 4200
_COLLECTION = 100  # articles from which a collection of laws is large enough
_MOST_QUESTIONS = 500  # about paragraphs
_PARAGRAPHS = 60  # that do not answer
_ARTICLE = re.compile(r"(.+?)(第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)")


@dataclass(frozen=True, slots=True)
class Case:
    """A question put to the `passages` (rows, ascending) of which those in `gold` answer it.
    `group` is the law, paragraph or file of questions it belongs to.
    """

    question: str
    passages: tuple[int, ...]
    gold: frozenset[int]
    kind: str
    group: str


@dataclass(frozen=True)
class Simulated:
    """A data set. Row i of its passages is text i. `files` are those that were read."""

    name: str
    texts: tuple[Text, ...]
    cases: tuple[Case, ...]
    files: tuple[Path, ...]


def simulate(folder: Path, seed: int) -> Simulated:
    """Read a folder and draw its cases. Raises InputError if nothing in it can be learned from."""
    benchmark = load(folder)
    answers = folder / "answers.jsonl"
    generator = np.random.default_rng(seed)
    if answers.exists():
        texts, cases = _paragraphs(benchmark, answers_of(answers), generator)
    else:
        texts, cases = _laws(benchmark, generator)
    if not cases:
        raise InputError(
            f"{folder} 中没有可用的问题：要有 answers.jsonl，或以“法律名第几条”为 _id 的条文",
            f"no question in {folder} can be used: answers.jsonl is needed, "
            "or articles whose _id is the law's name and the article's label (第几条)",
        )
    files = [benchmark.corpus_path, benchmark.queries_path, *benchmark.qrels_paths]
    files += [answers] if answers.exists() else []
    return Simulated(benchmark.name, tuple(texts), tuple(cases), tuple(files))


def named_law(entry: str) -> str:
    """The law that the id of an article names; the id itself if it names none."""
    match = _ARTICLE.fullmatch(entry)
    return match[1] if match else entry


def law_texts(benchmark: Benchmark) -> dict[str, str]:
    """The laws of a data set of articles, whole, by name; the first line is the name."""
    return {
        law: "\n".join((law, "", *(f"{label}　{entry.text.strip()}" for label, entry in articles)))
        for law, articles in _by_law(benchmark).items()
    }


def _by_law(benchmark: Benchmark) -> dict[str, list[tuple[str, Entry]]]:
    """The articles of each law with their labels."""
    laws: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for entry in benchmark.entries:
        if match := _ARTICLE.fullmatch(entry.id):
            laws[match[1]].append((match[2], entry))
    return laws


def _relevant(benchmark: Benchmark, query: str) -> list[str]:
    return [entry for entry, grade in benchmark.judgements[query].items() if grade > 0]


def _laws(benchmark: Benchmark, generator: np.random.Generator) -> tuple[list[Text], list[Case]]:
    """Articles, and questions all of whose articles are in laws that were chosen."""
    laws = _by_law(benchmark)
    law_of = {entry.id: law for law, articles in laws.items() for _, entry in articles}
    asked = {query: _relevant(benchmark, query) for query in benchmark.queries}
    chosen = _chosen({law: len(laws[law]) for law in laws}, asked, law_of)
    texts: list[Text] = []
    rows: dict[str, list[int]] = defaultdict(list)
    row_of: dict[str, int] = {}
    for law in chosen:
        for label, entry in laws[law]:
            row_of[entry.id] = len(texts)
            rows[law].append(len(texts))
            texts.append(document(entry.id, f"{label} {entry.text.strip()}", title=law))
    cases: list[Case] = []
    for query, entries in asked.items():
        if all(entry in row_of for entry in entries):
            gold = {row_of[entry] for entry in entries}
            about = list(dict.fromkeys(law_of[entry] for entry in entries))
            cases += _law_cases(benchmark.queries[query], gold, about, rows, generator)
    return texts, cases


def _chosen(
    sizes: Mapping[str, int], asked: Mapping[str, Sequence[str]], law_of: Mapping[str, str]
) -> list[str]:
    """Laws that are not long and of which much is asked, up to `_MOST_ARTICLES` in all."""
    known = [law_of[entry] for entries in asked.values() for entry in entries if entry in law_of]
    gold = Counter(known)
    short = [law for law in gold if sizes[law] <= _LONGEST_LAW]
    chosen, total = [], 0
    for law in sorted(short, key=lambda law: -gold[law] / sizes[law] ** 0.5):
        if total + sizes[law] <= _MOST_ARTICLES:
            chosen.append(law)
            total += sizes[law]
    return chosen


def _law_cases(
    question: str,
    gold: set[int],
    about: Sequence[str],
    rows: Mapping[str, Sequence[int]],
    generator: np.random.Generator,
) -> list[Case]:
    others = [law for law in rows if law not in about]

    def collection(laws: Sequence[str]) -> tuple[int, ...]:
        """These laws and others at random, until they are enough."""
        found = {row for law in laws for row in rows[law]}
        for place in generator.permutation(len(others)):
            if len(found) >= _COLLECTION:
                break
            found.update(rows[others[place]])
        return tuple(sorted(found))

    whole, elsewhere = collection(about), collection([])
    rest = tuple(row for row in whole if row not in gold)
    return [
        Case(question, whole, frozenset(gold), "article", about[0]),
        Case(question, rest, frozenset(), "articles missing", about[0]),
        Case(question, elsewhere, frozenset(), "other laws", about[0]),
    ]


def answers_of(path: Path) -> dict[str, str]:
    """The first answer to each question, by its id."""
    found = {}
    for number, row in jsonl(path):
        (query,) = strings(row, ("query_id",), path, number)
        answers = row.get("answers")
        if not (isinstance(answers, list) and answers and isinstance(answers[0], str)):
            raise fault(
                *(path, number),
                "answers 应为非空的字符串数组",
                "answers must be an array of strings, not empty",
            )
        found[query] = answers[0]
    return found


def _paragraphs(
    benchmark: Benchmark, answers: Mapping[str, str], generator: np.random.Generator
) -> tuple[list[Text], list[Case]]:
    """Paragraphs, some of them a second time without an answer, and questions about them."""
    entries = {entry.id: entry for entry in benchmark.entries}
    texts = [document(entry.id, entry.text.strip(), entry.title) for entry in entries.values()]
    row_of = {id_: row for row, id_ in enumerate(entries)}
    queries = [query for query in benchmark.queries if query in answers]
    cases: list[Case] = []
    for place in generator.permutation(len(queries))[:_MOST_QUESTIONS]:
        query = queries[place]
        relevant = _relevant(benchmark, query)
        gold = frozenset(row_of[entry] for entry in relevant)
        others = np.setdiff1d(np.arange(len(entries)), list(gold))
        drawn = generator.permutation(others)[:_PARAGRAPHS].tolist()
        question, group = benchmark.queries[query], relevant[0]
        cases.append(Case(question, tuple(sorted({*drawn, *gold})), gold, "paragraph", group))
        cases.append(Case(question, tuple(sorted(drawn)), frozenset(), "other paragraphs", group))
        cut = _without(entries[group], answers[query])
        if len(gold) == 1 and cut:
            passages = (*sorted(drawn), len(texts))
            cases.append(Case(question, passages, frozenset(), "paragraph cut", group))
            texts.append(document(query, cut, entries[group].title))
    return texts, cases


def _without(entry: Entry, answer: str) -> str:
    """A paragraph without the sentences that hold `answer`; "" if none does, or all do."""
    text = entry.text.strip()
    whole = [span.of(text) for span in sentences(text, Span(0, len(text)))]
    kept = [sentence for sentence in whole if answer not in sentence]
    return "" if len(kept) == len(whole) else "".join(kept)
