"""Fitting the packaged model to courses of questions and the texts that answer them.

What is learned are matrices of low rank beside those of the model (LoRA, Hu et al. 2021), so that
little can be forgotten; and only a share of what was learned may be kept, which can be better on
questions about other laws and things (Wortsman et al. 2022). The loss is the usual one with
rivals from the same batch (Karpukhin et al. 2020), in which questions about one law stand together;
cosines count as in `qa.rank`.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from peft.utils import get_peft_model_state_dict
from torch.nn.functional import cross_entropy, normalize
from transformers import AutoModel, AutoTokenizer

from eval.pairs import Course, Taught
from index.background import MEAN_SHARE, OTHER_SHARE, background_questions, has_han
from index.e5.bert_files import matrix_names
from index.e5.fitted import Factors

__all__ = ["BATCH", "RANK", "Learner", "Pace", "batches", "loss", "train"]

RANK, BATCH = 16, 32
_SHARPNESS = 57.0  # by which cosines count: threefold what they do in the sum of `qa.rank`
_TOGETHER = 4  # questions about one law that stand together in a batch
_SCALE = 2  # of the matrices, by which more is learned at the same rate
_DECAY, _WARM, _NORM = 0.01, 12, 1.0  # _WARM: a twelfth of the steps
_LONGEST = 128  # tokens
_WIDER = 1.25  # how much longer than the first the last text of a run may be


@dataclass(frozen=True, slots=True)
class Pace:
    """How often all is gone through, at what rate, and what share is kept of what was learned."""

    epochs: int
    rate: float
    share: float


class Learner:
    """The model that is fitted: the packaged one's float32 weights, with matrices of low rank."""

    def __init__(self, folder: Path, query_prompt: str, document_prompt: str) -> None:
        """`folder` holds the weights that are added to; the prompts stand before each text."""
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._query_prompt, self._document_prompt = query_prompt, document_prompt
        plain = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        low_rank = LoraConfig(
            r=RANK, lora_alpha=_SCALE * RANK, target_modules=["query", "key", "value", "dense"]
        )
        self.model = get_peft_model(plain, low_rank)
        self.model.eval()
        with torch.no_grad():
            self._common = torch.stack(
                [
                    share * self._encode([query_prompt + text for text in texts]).mean(0)
                    for texts, share in zip(_by_script(), (OTHER_SHARE, MEAN_SHARE), strict=True)
                ]
            )

    def questions(self, searches: Sequence[str]) -> torch.Tensor:
        """Unit vectors, shape (n, dimension), without what all questions of their script had in
        common at first.
        """
        vectors = self._encode([self._query_prompt + search for search in searches])
        common = self._common[[int(has_han(search)) for search in searches]]
        return normalize(vectors - common, dim=-1)

    def passages(self, texts: Sequence[str]) -> torch.Tensor:
        """Unit vectors, shape (n, dimension)."""
        return self._encode([self._document_prompt + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> torch.Tensor:
        ids = self._tokenizer(list(texts), truncation=True, max_length=_LONGEST)["input_ids"]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        found, start = [], 0
        while start < len(order):  # of like lengths, so that little is padded
            most = _WIDER * len(ids[order[start]]) + 4
            end = next((i for i in range(start, len(order)) if len(ids[order[i]]) > most), None)
            chosen = {"input_ids": [ids[i] for i in order[start:end]]}
            batch = self._tokenizer.pad(chosen, return_tensors="pt")
            mask = batch["attention_mask"][..., None]
            states = self.model(**batch).last_hidden_state * mask
            found.append(normalize(states.sum(1) / mask.sum(1), dim=-1))
            start = end or len(order)
        return torch.cat(found)[torch.tensor(np.argsort(order))]

    def factors(self, share: float) -> Factors:
        """The share that is kept of what was learned, by the names of the packaged model's
        matrices.
        """
        state = {name: part.numpy() for name, part in get_peft_model_state_dict(self.model).items()}
        return {
            name: (
                state[f"base_model.model.{module}.lora_A.weight"],
                share * _SCALE * state[f"base_model.model.{module}.lora_B.weight"],
            )
            for module, name in matrix_names(self.model.config.num_hidden_layers).items()
        }


def _by_script() -> tuple[list[str], list[str]]:
    """The background questions in other scripts, and those in Chinese."""
    texts = background_questions()
    return [t for t in texts if not has_han(t)], [t for t in texts if has_han(t)]


def train(
    learner: Learner,
    courses: Sequence[Course],
    pace: Pace,
    seed: int,
    progress: Callable[[int], object] = lambda _: None,
) -> None:
    """Fit the learner, all courses side by side; `progress(n)` is called after each n questions."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    parameters = [part for part in learner.model.parameters() if part.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=pace.rate, weight_decay=_DECAY)
    plan: list[tuple[Course, list[Taught]]] = []
    for _ in range(pace.epochs):
        epoch = [(course, batch) for course in courses for batch in batches(course, generator)]
        plan += [epoch[i] for i in generator.permutation(len(epoch))]
    learner.model.train()
    for step, (course, batch) in enumerate(plan, 1):
        warm = min(1.0, step * _WARM / len(plan))
        optimiser.param_groups[0]["lr"] = pace.rate * warm * (1 - step / (len(plan) + 1))
        optimiser.zero_grad()
        loss(learner, course, batch, generator).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, _NORM)
        optimiser.step()
        progress(len(batch))
    learner.model.eval()


def batches(course: Course, generator: np.random.Generator) -> list[list[Taught]]:
    """The questions of a course once each, at random; of each law some stand together, so that what
    answers one of them is a rival for the next.
    """
    by_group: dict[str, list[Taught]] = defaultdict(list)
    for i in generator.permutation(len(course.questions)):
        by_group[course.questions[i].group].append(course.questions[i])
    blocks = [
        questions[i : i + _TOGETHER]
        for questions in by_group.values()
        for i in range(0, len(questions), _TOGETHER)
    ]
    order = [q for block in generator.permutation(len(blocks)) for q in blocks[block]]
    return [order[i : i + BATCH] for i in range(0, len(order), BATCH)]


def loss(
    learner: Learner, course: Course, batch: Sequence[Taught], generator: np.random.Generator
) -> torch.Tensor:
    """-log of the softmax's share, among all texts of the batch, of the text that answers each
    question; other texts that answer it too are left out.
    """
    rows: list[int] = []
    texts: list[str] = []
    own: list[int] = []
    for question in batch:
        own.append(len(rows))
        chosen = [int(generator.choice(question.gold)), *_rivals(course, question, generator)]
        rows += chosen
        texts += [course.text(row, question.search, generator) for row in chosen]
    cosines = learner.questions([q.search for q in batch]) @ learner.passages(texts).T
    also = torch.tensor(
        [
            [row in question.gold and column != place for column, row in enumerate(rows)]
            for question, place in zip(batch, own, strict=True)
        ]
    )
    odds = (_SHARPNESS * cosines).masked_fill(also, -torch.inf)
    return cross_entropy(odds, torch.tensor(own))


def _rivals(course: Course, question: Taught, generator: np.random.Generator) -> list[int]:
    """Rows that do not answer a question, drawn in turn from those near and those beside."""
    pools = [list(pool) for pool in (question.near, question.beside) if pool]
    generator.shuffle(pools)
    found: list[int] = []
    for turn in range(course.rivals if pools else 0):
        left = [row for row in pools[turn % len(pools)] if row not in found]
        found += [int(generator.choice(left))] if left else []
    return found
