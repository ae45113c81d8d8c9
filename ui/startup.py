"""What the page does before it can answer: open the store, or build it first, in the background.
And after that: whenever somebody has built the store anew, open that and answer from it.
"""

import importlib
import json
import logging
import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.build import Progress
from index.encoder import Encoder, load_encoder
from index.errors import StoreMissing, TiaowenError
from index.places import build, current, open_store, scratch
from index.store import Store
from qa.answer import Answer
from qa.assistant import Assistant

__all__ = ["Startup", "State"]

_WATCH = 1.0  # seconds between looks at whether the store was built anew


@dataclass(frozen=True, slots=True)
class State:
    """How far it is. `progress` is None while the store is opened; in the end there is either an
    `assistant`, with its `store`, or an `error`. `notes`: files that the first build could not
    read.
    """

    progress: Progress | None = None
    assistant: Assistant | None = None
    error: TiaowenError | None = None
    notes: tuple[TiaowenError, ...] = ()
    store: Store | None = None


class Startup:
    """Holds the latest `State`, which is replaced as a whole and so needs no lock: a question that
    is being answered keeps the store that it began with.
    """

    def __init__(self, questions: Path | None = None) -> None:
        """`questions`: the file that questions are to be noted in, if they are."""
        self.state = State()
        self.place: str | Path = Path()  # of the store, once it was started
        self.folder = Path()  # the folder that belongs to it on this machine
        self._questions = questions
        self._opening = threading.Lock()
        self._encoder: Encoder | None = None
        self._current = ""  # which build was live when the store was last opened
        self._stopped = threading.Event()

    def start(self, store: str | Path, corpus: Path) -> None:
        """Open `store` in the background, and go on watching it; if there is none, build it from
        `corpus` first.
        """
        self.place, self.folder = store, scratch(store)
        threading.Thread(target=self._run, args=(corpus,), daemon=True).start()

    def stop(self) -> None:
        """Watch no longer."""
        self._stopped.set()

    def follow(self) -> None:
        """If the store was built anew since it was opened, open it again. What cannot be opened is
        told on the terminal, and the store that is open stays.
        """
        with self._opening:
            try:
                now = current(self.place)
            except TiaowenError:
                return  # whoever asks is told
            if now in ("", self._current):
                return
            self._current = now
            try:
                self.state = self._opened()
            except TiaowenError as error:
                logging.getLogger(__name__).warning("%s", error)
                if self.state.assistant is None:
                    self.state = State(error=error)

    def _run(self, corpus: Path) -> None:
        try:
            importlib.import_module("matplotlib")  # or the page's first event would wait for it
            with self._opening:
                self.state = self._load(corpus)
        except TiaowenError as error:
            self.state = State(error=error)
        except Exception:
            # A defect must not leave the page waiting for ever.
            self._note_defect()
            self.state = State(
                error=TiaowenError(
                    "启动失败；原因见运行 app.py 的终端。",
                    "starting failed; the terminal that runs app.py says why.",
                )
            )
        while not self._stopped.wait(_WATCH):
            try:
                self.follow()
            except Exception:
                self._note_defect()

    def _note_defect(self) -> None:
        logging.getLogger(__name__).exception("opening the store failed")

    def _load(self, corpus: Path) -> State:
        notes: tuple[TiaowenError, ...] = ()
        self._current = current(self.place)
        if not self._current:
            try:
                open_store(self.place)  # says why there is none
            except StoreMissing:
                notes = build([corpus], self.place, progress=self._progress).failures
                self._current = current(self.place)
        return self._opened(notes)

    def _opened(self, notes: tuple[TiaowenError, ...] = ()) -> State:
        """The state with the live build open. Raises TiaowenError."""
        opened = open_store(self.place)
        encoder = self._encoder
        if encoder is None or encoder.fingerprint != opened.manifest.fingerprint:
            encoder = self._encoder = load_encoder(opened.manifest.model, self._unpacking)
        noted = self._questions
        assistant = _Noting(opened, encoder, noted) if noted else Assistant(opened, encoder)
        return State(assistant=assistant, notes=notes, store=opened)

    def _progress(self, progress: Progress) -> None:
        self.state = State(progress=progress)

    def _unpacking(self, _stage: str, fraction: float) -> None:
        if self.state.assistant is None:
            self._progress(Progress("model", int(fraction * 100), 100))


class _Noting(Assistant):
    """An assistant that notes each question in a file, one JSON line each."""

    def __init__(self, store: Store, encoder: Encoder, file: Path) -> None:
        super().__init__(store, encoder)
        self._file = file

    def ask(self, *arguments: Any, **more: Any) -> Answer:
        """See `Assistant.ask`."""
        answer = super().ask(*arguments, **more)
        line = json.dumps(
            {
                "date": datetime.now(UTC).isoformat(timespec="seconds"),
                "question": answer.question,
                "answered": answer.answered,
                "confidence": round(answer.confidence, 3),
                "citations": [passage.citation.text for passage in answer.passages],
                "store": answer.store.id,
                "took_ms": round(answer.took_ms, 1),
            },
            ensure_ascii=False,
        )
        try:
            _append(self._file, line)
        except OSError as error:
            logging.getLogger(__name__).warning("%s: %s", self._file, error.strerror)
        return answer


def _append(file: Path, line: str) -> None:
    """Add a line in one piece, to a file that its owner alone can read."""
    opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(opened, line.encode("utf-8", "replace") + b"\n")
    finally:
        os.close(opened)
