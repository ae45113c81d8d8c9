"""Fitting the packaged model to courses of questions and the texts that answer them.

What is learned are matrices of low rank beside those of the model (LoRA, Hu et al. 2021), so that
little can be forgotten; and only a share of what was learned may be kept, which can be better on
questions about other laws and things (Wortsman et al. 2022). The loss is the usual one with
rivals from the same batch (Karpukhin et al. 2020), in which questions about one law stand together;
cosines count as in `qa.ranking.rank`. Of contrasts it is that, and besides what each question that
a sentence does not answer lacks to come less near to its sentence than those do that theirs answer
(pairs in logistic loss, whose sum is an upper bound of one minus the area under the ROC curve).
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from peft.utils import get_peft_model_state_dict
from torch.nn.functional import cross_entropy, normalize, softplus
from transformers import AutoModel, AutoTokenizer

from eval.contrasts import Contrast, Contrasts, runs
from eval.pairs import Course, Taught
from index.background import MEAN_SHARE, OTHER_SHARE, background_questions, has_han
from index.e5.bert_files import matrix_names
from index.e5.fitted import Factors

__all__ = ["BATCH", "RANK", "Learner", "Pace", "batches", "contrast_loss", "loss", "train"]

RANK, BATCH = 16, 32
_SHARPNESS = 57.0  # by which cosines count: threefold what they do in the sum of `qa.ranking.rank`
_APART = 20.0  # the same for the nearness of questions that are answered and such as are not
_MOST_ANSWERED, _MOST_UNANSWERED = 2, 3  # questions of a sentence that are drawn
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
    courses: Sequence[Course | Contrasts],
    pace: Pace,
    seed: int,
    progress: Callable[[int], object] = lambda _: None,
) -> None:
    """Fit the learner, all courses side by side; `progress(n)` is called after each n questions."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    parameters = [part for part in learner.model.parameters() if part.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=pace.rate, weight_decay=_DECAY)
    plan: list[tuple[int, Callable[[], torch.Tensor]]] = []
    for _ in range(pace.epochs):
        epoch = [step for course in courses for step in _steps(learner, course, generator)]
        plan += [epoch[i] for i in generator.permutation(len(epoch))]
    learner.model.train()
    for step, (size, lost) in enumerate(plan, 1):
        warm = min(1.0, step * _WARM / len(plan))
        optimiser.param_groups[0]["lr"] = pace.rate * warm * (1 - step / (len(plan) + 1))
        optimiser.zero_grad()
        lost().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, _NORM)
        optimiser.step()
        progress(size)
    learner.model.eval()


def _steps(
    learner: Learner, course: Course | Contrasts, generator: np.random.Generator
) -> list[tuple[int, Callable[[], torch.Tensor]]]:
    """The batches of a course for one epoch: how large each is, and its loss, to be computed."""
    if isinstance(course, Contrasts):
        return [
            (len(run), partial(contrast_loss, learner, run, generator))
            for run in runs(course.questions, generator)
        ]
    return [
        (len(batch), partial(loss, learner, course, batch, generator))
        for batch in batches(course, generator)
    ]


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


def contrast_loss(
    learner: Learner, run: Sequence[Contrast], generator: np.random.Generator
) -> torch.Tensor:
    """-log of the share, among all sentences of the run, of the one that answers each question; and
    for pairs of a question that its sentence answers and one that it does not, -log of the chance
    that the first comes nearer: the means over the pairs of each sentence, and over all, half each.
    """
    searches: list[str] = []
    own: list[int] = []
    answers: list[bool] = []
    for place, contrast in enumerate(run):
        for side, most, is_answer in (
            (contrast.answered, _MOST_ANSWERED, True),
            (contrast.unanswered, _MOST_UNANSWERED, False),
        ):
            drawn = generator.permutation(len(side))[:most]
            searches += [side[i] for i in drawn]
            own += [place] * len(drawn)
            answers += [is_answer] * len(drawn)
    cosines = learner.questions(searches) @ learner.passages([c.sentence for c in run]).T
    sentence, answered = torch.tensor(own), torch.tensor(answers)
    nearness = cosines[torch.arange(len(own)), sentence]
    lost = softplus(_APART * (nearness[~answered][None, :] - nearness[answered][:, None]))
    same = sentence[answered][:, None] == sentence[~answered][None, :]
    within = torch.stack([lost[same & (sentence[answered] == i)[:, None]].mean() for i in set(own)])
    first = cross_entropy(_SHARPNESS * cosines[answered], sentence[answered])
    return first + (within.mean() + lost.mean()) / 2


def _rivals(course: Course, question: Taught, generator: np.random.Generator) -> list[int]:
    """Rows that do not answer a question, drawn in turn from those near and those beside."""
    pools = [list(pool) for pool in (question.near, question.beside) if pool]
    generator.shuffle(pools)
    found: list[int] = []
    for turn in range(course.rivals if pools else 0):
        left = [row for row in pools[turn % len(pools)] if row not in found]
        found += [int(generator.choice(left))] if left else []
    return found
