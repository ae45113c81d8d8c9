"""A run of evaluation questions in a thread of its own, so that the page can show how far it is and
stop it.
"""

import hashlib
import logging
import threading
from collections.abc import Sequence

from eval.dataset import EvalQuestion
from eval.report import plots
from eval.run import Evaluation, evaluate, provenance
from index.errors import TiaowenError
from qa.assistant import Assistant
from ui.evaluate.scores import figures
from ui.wording import Lang

__all__ = ["Trial"]

_TURN = threading.Lock()  # one at a time, or those who ask would wait
_GLANCE = 0.1  # seconds between looks at whether a run was cancelled that waits for its turn


class _Stopped(Exception):
    """The run was cancelled."""


class Trial:
    """Asks `questions`, which stand in the file `name` with the text `text`. `done`: how many were
    asked; `result`: what came of it, None before the end and if it was cancelled; `figures`: the
    report's tables and plots by language, which take a while to draw; `lang`: in which how far it
    is is told, which may be switched meanwhile.
    """

    def __init__(
        self, assistant: Assistant, questions: Sequence[EvalQuestion], name: str, text: str
    ) -> None:
        self.assistant = assistant
        self.questions = questions
        self.done = 0
        self.result: Evaluation | TiaowenError | None = None
        self.figures: dict[Lang, str] = {}
        self.lang: Lang = "zh"
        self._source = name, hashlib.sha256(text.encode("utf-8")).hexdigest()
        self._stop, self._over = threading.Event(), threading.Event()

    def start(self) -> None:
        """Begin, as soon as no other run goes on."""
        threading.Thread(target=self._run, daemon=True).start()

    def cancel(self) -> None:
        """End it after the question that is being asked; nothing happens if it is over."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, at most so long; whether it has come."""
        return self._over.wait(seconds)

    def _run(self) -> None:
        try:
            while not _TURN.acquire(timeout=_GLANCE):
                self._step(0)  # it may be cancelled before its turn
            try:
                self._step(0)
                self.result = self._evaluate()
            finally:
                _TURN.release()
        except _Stopped:
            pass
        except TiaowenError as error:
            self.result = error
        except Exception:
            # A defect must not leave the page waiting for ever.
            logging.getLogger(__name__).exception("an evaluation failed")
            self.result = TiaowenError(
                "评测失败；原因见运行 app.py 的终端。",
                "the evaluation failed; the terminal that runs app.py says why.",
            )
        finally:
            self._over.set()

    def _evaluate(self) -> Evaluation:
        store, encoder = self.assistant.store, self.assistant.encoder
        evaluation = evaluate(
            *(store, encoder, self.questions, self._step),
            comparing=lambda _i, _n: self._step(0),  # it may be cancelled meanwhile
        )
        self._step(0)
        about = {"store": store.manifest.id} | provenance(encoder, *self._source)
        evaluation.figures["provenance"] = about
        # Still one at a time: matplotlib's settings are those of the whole process.
        drawn = plots(evaluation)
        self.figures["zh"] = figures(evaluation, drawn, "zh")
        self.figures["en"] = figures(evaluation, drawn, "en")
        return evaluation

    def _step(self, asked: int) -> None:
        if self._stop.is_set():
            raise _Stopped
        self.done += asked
