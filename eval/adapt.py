"""Fitting the question side of the packaged model: vectors of passages stay as they are, and
questions learn to lie near those that answer them, among all passages of a large collection.

What is learned are matrices of low rank beside those of the model (LoRA, Hu et al. 2021), so that
little can be forgotten; and questions of other kinds, the anchors, are held where they were, since
what a question's likeness means is measured with them (`index.background`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from peft import LoraConfig, get_peft_model
from peft.utils import get_peft_model_state_dict
from torch.nn.functional import normalize, softplus
from transformers import AutoModel, AutoTokenizer

from eval.metrics import recall, reciprocal_rank
from eval.tables import Embedded, Tables
from index.background import MEAN_SHARE, background_questions, has_han
from index.e5.bert_files import matrix_names
from index.e5.questions import Factors
from index.vectors import Vectors
from qa.question import parse
from qa.rank import weights
from qa.retrieve import query_vectors, retrieve

__all__ = ["Asked", "Collection", "QuestionModel", "asked", "quality", "train"]

Ids = npt.NDArray[np.int64]

RANK, EPOCHS, RATE, BATCH = 16, 2, 1e-3, 48
HOLD = 20.0  # times the squared distance of an anchor from where it was
_COMMON, _OTHERS = 16, 16  # anchors a step: background questions, and others
_RIVALS = 120  # passages that come nearest; as many are compared with those that answer
_SCALE = 2  # of the matrices, by which more is learned at the same rate
_DECAY, _DROPOUT, _WARM, _NORM = 0.01, 0.1, 8, 1.0
_AT_ONCE, _LONGEST = 8, 128  # texts and tokens


@dataclass(frozen=True)
class Collection:
    """A collection, and its vectors; row i of a table of `tables` is row i of the vectors."""

    tables: Tables
    embedded: Embedded

    @cached_property
    def vectors(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Of the sentences and of the windows."""
        return torch.from_numpy(self.embedded.sentences), torch.from_numpy(self.embedded.windows)

    @property
    def starts(self) -> tuple[Any, Any]:
        """The first sentence and the first window of each passage, and where the last one ends."""
        return self.tables.sentence_start, self.tables.window_start


@dataclass(frozen=True)
class Asked:
    """A question: its `search` copy; the passages in `gold`, ascending, answer it; what BM25 and
    words in common add to the sums of `passages`.
    """

    search: str
    gold: tuple[int, ...]
    passages: Ids
    added: Vectors


def asked(question: str, gold: Sequence[int], collection: Collection, encoder: Any) -> Asked:
    """A question with its candidates in the collection."""
    parsed, by = parse(question), weights().order
    (query,) = query_vectors(encoder, collection.tables.background, [parsed.search])
    rows = np.array(sorted(gold))
    found = retrieve(collection.tables, query, parsed.content, always=rows)
    added = by["lexical"] * found.lexical + by["coverage"] * found.coverage
    return Asked(parsed.search, tuple(rows.tolist()), found.passages, added)


class QuestionModel:
    """The model that is fitted: the packaged one's float32 weights, with matrices of low rank."""

    def __init__(self, folder: Path, prompt: str) -> None:
        """`prompt` stands before each question."""
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._prompt = prompt
        plain = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        low_rank = LoraConfig(
            r=RANK,
            lora_alpha=_SCALE * RANK,
            lora_dropout=_DROPOUT,
            target_modules=["query", "key", "value", "dense"],
        )
        self.model = get_peft_model(plain, low_rank)
        self.model.eval()
        with torch.no_grad(), self.model.disable_adapter():
            common = [text for text in background_questions() if has_han(text)]
            self._common = MEAN_SHARE * self.encode(common).mean(0)

    def encode(self, searches: Sequence[str]) -> torch.Tensor:
        """Their unit vectors, shape (n, dimension)."""
        texts = [self._prompt + search for search in searches]
        ids = self._tokenizer(texts, truncation=True, max_length=_LONGEST)["input_ids"]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        found = []
        for start in range(0, len(order), _AT_ONCE):  # of like lengths, so that little is padded
            chosen = {"input_ids": [ids[i] for i in order[start : start + _AT_ONCE]]}
            batch = self._tokenizer.pad(chosen, return_tensors="pt")
            mask = batch["attention_mask"][..., None]
            states = self.model(**batch).last_hidden_state * mask
            found.append(normalize(states.sum(1) / mask.sum(1), dim=-1))
        return torch.cat(found)[torch.tensor(np.argsort(order))]

    def centred(self, searches: Sequence[str]) -> torch.Tensor:
        """The vectors that are compared: without what all questions have in common."""
        return normalize(self.encode(searches) - self._common, dim=-1)

    def factors(self) -> Factors:
        """What was learned, by the names of the packaged model's matrices."""
        state = {name: part.numpy() for name, part in get_peft_model_state_dict(self.model).items()}
        return {
            name: (
                state[f"base_model.model.{module}.lora_A.weight"],
                _SCALE * state[f"base_model.model.{module}.lora_B.weight"],
            )
            for module, name in matrix_names(self.model.config.num_hidden_layers).items()
        }


def train(
    model: QuestionModel,
    collection: Collection,
    questions: Sequence[Asked],
    common: Sequence[str],
    others: Sequence[str],
    seed: int,
    progress: Callable[[int], object] = lambda _: None,
) -> None:
    """Fit `model` to the questions; `common` are the background questions, `others` are held too.
    `progress(n)` is called after every n questions.
    """
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    parameters = [part for part in model.model.parameters() if part.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=_DECAY)
    with torch.no_grad(), model.model.disable_adapter():
        held = model.centred([*common, *others])
    steps = EPOCHS * -(-len(questions) // BATCH)
    step = 0
    for _ in range(EPOCHS):
        order = generator.permutation(len(questions))
        model.model.train()
        for start in range(0, len(order), BATCH):
            step += 1
            optimiser.param_groups[0]["lr"] = RATE * min(1, step / _WARM) * (1 - step / (steps + 1))
            batch = [questions[i] for i in order[start : start + BATCH]]
            vectors = model.centred([question.search for question in batch])
            losses = [_loss(q, v, collection) for q, v in zip(batch, vectors, strict=True)]
            places = np.concatenate(
                [
                    generator.choice(len(common), _COMMON, replace=False),
                    len(common) + generator.choice(len(others), _OTHERS, replace=False),
                ]
            ).tolist()
            anchors = [common[i] if i < len(common) else others[i - len(common)] for i in places]
            moved = ((model.centred(anchors) - held[places]) ** 2).sum(1).mean()
            optimiser.zero_grad()
            (torch.stack(losses).mean() + HOLD * moved).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(parameters, _NORM)
            optimiser.step()
            progress(len(batch))
        model.model.eval()


def _totals(question: Asked, vector: torch.Tensor, collection: Collection) -> Vectors:
    """The sum by which `qa.rank` orders, of all passages of the collection."""
    by = weights().order
    totals = np.zeros(len(collection.tables.passages), dtype=np.float32)
    for name, rows, start in zip(
        ("sentence", "window"), collection.vectors, collection.starts, strict=True
    ):
        cosines = (rows @ vector).numpy()
        totals += np.float32(by[name]) * np.maximum.reduceat(cosines, start[:-1])
    totals[question.passages] += question.added
    return totals


def _loss(question: Asked, vector: torch.Tensor, collection: Collection) -> torch.Tensor:
    """How little each passage that answers comes before all its rivals: -log of the softmax's share
    of it among them, where each passage counts by its sum.
    """
    by, gold = weights().order, torch.tensor(question.gold)
    still = vector.detach()
    totals = _totals(question, still, collection)
    rivals = np.argpartition(-totals, _RIVALS)[:_RIVALS] if len(totals) > _RIVALS else None
    rows = np.union1d(np.arange(len(totals)) if rivals is None else rivals, question.gold)
    place = {int(row): i for i, row in enumerate(question.passages)}
    fixed = [float(question.added[place[r]]) if r in place else 0.0 for r in rows.tolist()]
    sums = torch.tensor(fixed)
    for name, table, start in zip(
        ("sentence", "window"), collection.vectors, collection.starts, strict=True
    ):
        best = [
            int(start[row] + torch.argmax(table[start[row] : start[row + 1]] @ still))
            for row in rows.tolist()
        ]
        sums = sums + by[name] * (table[best] @ vector)
    is_gold = torch.isin(torch.from_numpy(rows), gold)
    return softplus(torch.logsumexp(sums[~is_gold], 0) - sums[is_gold]).mean()


def quality(
    questions: Sequence[Asked], vectors: torch.Tensor, collection: Collection
) -> dict[str, float]:
    """R@1, R@10 and MRR@10 among all passages, ordered by what `qa.rank` orders by."""
    values = []
    for question, vector in zip(questions, vectors, strict=True):
        best = np.argsort(-_totals(question, vector, collection), kind="stable")[:10]
        hits = [int(row) in question.gold for row in best]
        found = sum(hits) / len(question.gold)
        values.append((recall(hits, 1), found, reciprocal_rank(hits)))
    means = np.mean(values, axis=0).tolist()
    return dict(zip(("success@1", "recall@10", "mrr@10"), means, strict=True))
